"""Resources: announced for an application that is to come, uploaded, handed out."""

from __future__ import annotations

import base64
import hashlib

from msgspec.structs import replace

from fakejuju.domain import charms
from fakejuju.refused import Refused
from fakejuju.simulation import Simulation
from fakejuju.state.application import Application, Resource

REVISION = 1
"""The revision of a store's resource."""

NO_CONTENT = base64.b64encode(hashlib.sha384(b"").digest()).decode()
"""The fingerprint of a store's resource: the store has one revision of each, without content."""


def announce(
    sim: Simulation,
    model_uuid: str,
    application: str,
    name: str,
    *,
    type: str = "file",
    path: str = "",
    description: str = "",
    origin: str = "upload",
    revision: int = 0,
) -> Resource:
    """A resource that waits for its application; inside a transaction."""
    id = sim.seeds.uuid("resource")
    return sim.state.put(
        Resource(
            model=model_uuid,
            id=f"{application}/{name}",
            application=application,
            name=name,
            type=type,
            path=path,
            description=description,
            origin=origin,
            revision=revision,
            pending=id,
            uuid=id,
            timestamp=sim.clock.stamp(),
        )
    )


def check_charm(sim: Simulation, model_uuid: str, url: str) -> None:
    """4.x knows resources by their charm: refuse a URL that is none, and a charm that is not there."""
    try:
        charms.parse_url(url)
        if not url:
            raise Refused("")
    except Refused:
        raise Refused(f'parsing charm URL "{url}"', "not valid") from None
    charms.need_charm(sim, model_uuid, url)


def announced(sim: Simulation, model_uuid: str, application: str) -> list[Resource]:
    """The resources of an application that were announced or uploaded; declared ones alone are none yet."""
    return [
        resource
        for resource in sim.state.all(Resource, model_uuid)
        if resource.application == application
        and not resource.pending
        and (resource.timestamp or resource.origin == "store")
    ]


def find(sim: Simulation, model_uuid: str, application: str, name: str, pending: str = "") -> Resource:
    """A resource, or Juju's words for none."""
    id = f"{application}/{name}"
    found = sim.state.find(Resource, f"{id}#{pending}" if pending else id, model_uuid)
    if found is None and pending:
        # Since 4.0 what was announced keeps its id when it is in use.
        known = sim.state.find(Resource, id, model_uuid)
        found = known if known is not None and known.uuid == pending else None
    if found is not None:
        return found
    if sim.series.version >= (4, 0):
        words = f'application "{application}", resource "{name}" not found'
        raise Refused(f"getting resource uuid: {words}", "not found")
    raise Refused(f'resource "{id}" not found', "not found")


def upload(sim: Simulation, resource: Resource, content: bytes, user: str) -> Resource:
    """Give a resource its content; one in use gets another identity with it."""
    digest = hashlib.sha384(content).hexdigest()
    sim.blobs[digest] = content
    with sim.state.transaction() as state:
        return state.put(
            replace(
                resource,
                content=digest,
                size=len(content),
                username=user,
                origin="upload",
                timestamp=sim.clock.stamp(),
                uuid=resource.pending or sim.seeds.uuid("resource"),
            )
        )


def content(sim: Simulation, resource: Resource) -> bytes | None:
    """The content of a resource, None while it has none."""
    return sim.blobs.get(resource.content) if resource.content else None


def fingerprint(resource: Resource) -> str:
    """The SHA-384 of the content as it is on the wire; "" for none."""
    return base64.b64encode(bytes.fromhex(resource.content)).decode() if resource.content else ""


def told_id(sim: Simulation, resource: Resource) -> str:
    """The id on the wire: ``application/name`` up to 3.6, a uuid since."""
    return resource.uuid if sim.series.version >= (4, 0) else resource.id


def told_pending(sim: Simulation, resource: Resource) -> str:
    """The pending id on the wire, which 4.x no longer tells."""
    return "" if sim.series.version >= (4, 0) else resource.pending


def told_application(sim: Simulation, resource: Resource) -> str:
    """The application on the wire: 4.x tells none before it is there."""
    known = sim.state.find(Application, resource.application, resource.model) is not None
    return resource.application if known or sim.series.version < (4, 0) else ""
