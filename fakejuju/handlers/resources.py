"""Resources: files that applications need beside their charm."""

from __future__ import annotations

from fakejuju.domain import resources as domain
from fakejuju.handlers.call import Call, Refused, each, tag_of
from fakejuju.simulation import Simulation
from fakejuju.state.application import Application, Resource, Unit
from jujuclient.facades import resources as api
from jujuclient.facades.common import Entity, Error
from jujuclient.facades.common_charms import CharmOrigin
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, Json, UnsetType


@answers(api.Resources.list_resources)
def list_resources(call: Call, entities: list[Entity]) -> api.ResourcesResults:
    """The resources of each application and its units; of one that is not there nothing, up to 3.6."""
    call.need_read()

    def one(entity: Entity) -> api.ResourcesResult:
        tag = tag_of(entity.tag, "service", "application")
        application = call.find(Application, tag.id)
        if application is None and call.juju >= (4, 0):
            raise Refused(f"getting application ID: {tag.id}: application not found", "not found")
        return _of(call, tag.id)

    def failed(error: Error) -> api.ResourcesResult:
        return api.ResourcesResult(
            error=error, resources=None, charm_store_resources=None, unit_resources=None
        )

    return api.ResourcesResults(results=each(entities, one, failed))


def _of(call: Call, application: str) -> api.ResourcesResult:
    in_use = domain.announced(call.simulation, call.model_uuid, application)
    units = [unit for unit in call.all(Unit) if unit.application == application]
    return api.ResourcesResult(
        resources=[as_told(call.simulation, resource) for resource in in_use] or None,
        charm_store_resources=_in_store(call, application, in_use),
        unit_resources=[
            api.UnitResources(
                tag=f"unit-{unit.name.replace('/', '-')}", resources=None, download_progress=None
            )
            for unit in sorted(units, key=lambda unit: unit.number)
        ]
        or None,
    )


def _in_store(call: Call, application: str, in_use: list[Resource]) -> list[api.CharmResource]:
    """What the repository has: known for charms that came from it."""
    found = call.find(Application, application)
    if found is None or not found.charm.startswith(("ch:", "cs:")):
        return []
    return [
        api.CharmResource(
            name=resource.name,
            type=resource.type,
            path=resource.path,
            description=resource.description or UNSET,
            origin="store",
            revision=domain.REVISION,
            fingerprint=domain.NO_CONTENT,
            size=0,
        )
        for resource in in_use
    ]


def as_told(sim: Simulation, resource: Resource) -> api.Resource:
    """A resource as it is told: a fingerprint in base64, a time since it has content."""
    return api.Resource(
        name=resource.name,
        type=resource.type,
        path=resource.path,
        description=resource.description or UNSET,
        origin=resource.origin,
        revision=resource.revision,
        fingerprint=domain.fingerprint(resource),
        size=resource.size,
        id=domain.told_id(sim, resource),
        pending_id=domain.told_pending(sim, resource),
        application=domain.told_application(sim, resource),
        username=resource.username,
        timestamp=resource.timestamp or "0001-01-01T00:00:00Z",
    )


@answers(api.Resources.add_pending_resources)
def add_pending_resources(
    call: Call,
    tag: str,
    resources: list[api.CharmResource],
    *,
    url: str | UnsetType = UNSET,
    channel: str | UnsetType = UNSET,
    charm_origin: CharmOrigin | UnsetType = UNSET,
    force: bool | UnsetType = UNSET,
    macaroon: Json | UnsetType = UNSET,
) -> api.AddPendingResourcesResult:
    """Announce resources of an application that is to come; answers with an id for each."""
    call.need_write()
    call.change_allowed()
    try:
        application = tag_of(tag, "service", "application").id
        if call.juju >= (4, 0):
            domain.check_charm(call.simulation, call.model_uuid, url or "")
    except Refused as refused:
        return api.AddPendingResourcesResult(pending_ids=None, error=refused.error)
    ids: list[str] = []
    with call.state.transaction():
        for given in resources:
            description = given.description or ""
            made = domain.announce(
                call.simulation,
                call.model_uuid,
                application,
                given.name,
                type=given.type or "file",
                path=given.path,
                description=description,
                origin=given.origin,
                revision=given.revision,
            )
            ids.append(made.pending)
    return api.AddPendingResourcesResult(pending_ids=ids)
