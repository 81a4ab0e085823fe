"""What the all watchers tell of: machines, applications, units and the rest, in one shape.

Each type reads every series' spelling: Juju 1's ``Service`` and ``EnvUUID``, Juju 2's kebab-case,
what came later and what went. A field that a series does not have is empty; a list that Go left
nil is an empty list. They are values: nothing here changes one that was told.
Source: the facts of deltas, Juju 1.18 to 3.6.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, ClassVar, cast

import msgspec

from jujuclient.errors import DecodeError, ProtocolError
from jujuclient.wire.struct import Context, Json, Wire, decode, field, juju1

_JUJU1 = Context(juju1=True)


class Reported(Wire):
    """A status as its owner reported it; ``since`` is RFC 3339, "" where it is not told."""

    current: str = ""
    message: str = ""
    version: str = ""
    since: str = ""
    data: dict[str, Json] = field(default_factory=dict)
    err: Json = None

    def __str__(self) -> str:
        return f"{self.current}: {self.message}" if self.message else self.current


class Address(Wire):
    """An address of a machine."""

    value: str = ""
    type: str = ""
    scope: str = ""
    space_name: str = ""
    space_id: str = ""
    cidr: Annotated[str, juju1("CIDR")] = ""
    is_secondary: bool = False


class Port(Wire):
    """An open port."""

    protocol: str = ""
    number: int = 0


class PortRange(Wire):
    """A range of open ports, both ends included."""

    from_port: int = 0
    to_port: int = 0
    protocol: str = ""


class RelationEnd(Wire):
    """What an endpoint is: its role is provider, requirer or peer, its scope global or container."""

    name: str = ""
    role: str = ""
    interface: str = ""
    optional: bool = False
    limit: int = 0
    scope: str = ""


class Endpoint(Wire):
    """One end of a relation."""

    application_name: Annotated[str, juju1("ServiceName")] = ""
    relation: RelationEnd = field(default_factory=RelationEnd)


class Entity(Wire):
    """What a delta is about.

    Attributes:
        kind: such as ``unit``, in Juju 2's words whatever the series.
        model_uuid: its model; "" before 1.25.
        key: its id within its kind and model.
    """

    kind: ClassVar[str] = ""
    id_field: ClassVar[str] = "id"
    model_uuid: Annotated[str, juju1("EnvUUID")] = ""

    @property
    def key(self) -> str:
        """Its id within its kind and model."""
        return str(getattr(self, self.id_field))


class Machine(Entity):
    """A machine or a container; before 2.0 it has no status of its instance."""

    kind: ClassVar[str] = "machine"
    id: str = ""
    instance_id: str = ""
    agent_status: Reported = field(default_factory=Reported)
    instance_status: Reported = field(default_factory=Reported)
    life: str = ""
    series: str = ""
    base: str = ""
    hostname: str = ""
    container_type: str = ""
    jobs: list[str] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    hardware_characteristics: dict[str, Json] = field(default_factory=dict)
    supported_containers: list[str] = field(default_factory=list)
    supported_containers_known: bool = False
    charm_profiles: list[str] = field(default_factory=list)
    has_vote: bool = False
    wants_vote: bool = False


class Application(Entity):
    """An application; Juju 1 calls it a service. ``config`` holds what was set."""

    kind: ClassVar[str] = "application"
    id_field: ClassVar[str] = "name"
    name: str = ""
    exposed: bool = False
    charm_url: str = ""
    owner_tag: str = ""
    life: str = ""
    min_units: int = 0
    constraints: dict[str, Json] = field(default_factory=dict)
    config: dict[str, Json] = field(default_factory=dict)
    subordinate: bool = False
    status: Reported = field(default_factory=Reported)
    workload_version: str = ""


class Unit(Entity):
    """A unit; before 1.25 its workload's status is its agent's."""

    kind: ClassVar[str] = "unit"
    id_field: ClassVar[str] = "name"
    name: str = ""
    application: Annotated[str, juju1("Service")] = ""
    series: str = ""
    base: str = ""
    charm_url: str = ""
    life: str = ""
    public_address: str = ""
    private_address: str = ""
    machine_id: str = ""
    principal: str = ""
    subordinate: bool = False
    ports: list[Port] = field(default_factory=list)
    port_ranges: list[PortRange] = field(default_factory=list)
    workload_status: Reported = field(default_factory=Reported)
    agent_status: Reported = field(default_factory=Reported)


class Relation(Entity):
    """A relation; its key is ``wordpress:db mysql:server``, its number ``id``."""

    kind: ClassVar[str] = "relation"
    id_field: ClassVar[str] = "relation_key"
    relation_key: Annotated[str, juju1("Key")] = field(default="", name="key")
    id: int = 0
    endpoints: list[Endpoint] = field(default_factory=list)


class Annotation(Entity):
    """All annotations of an entity, whose tag is the key."""

    kind: ClassVar[str] = "annotation"
    id_field: ClassVar[str] = "tag"
    tag: str = ""
    annotations: dict[str, str] = field(default_factory=dict)


class Action(Entity):
    """An action; from 2.8 the watcher leaves out its parameters and results."""

    kind: ClassVar[str] = "action"
    id: str = ""
    receiver: str = ""
    name: str = ""
    parameters: dict[str, Json] = field(default_factory=dict)
    status: str = ""
    message: str = ""
    results: dict[str, Json] = field(default_factory=dict)
    enqueued: str = ""
    started: str = ""
    completed: str = ""


class Block(Entity):
    """A block of the model: BlockDestroy, BlockRemove or BlockChange."""

    kind: ClassVar[str] = "block"
    id: str = ""
    type: str = ""
    message: str = ""
    tag: str = ""


class Model(Entity):
    """The model itself; Juju 1 calls it an environment."""

    kind: ClassVar[str] = "model"
    id_field: ClassVar[str] = "model_uuid"
    name: str = ""
    life: str = ""
    owner: str = ""
    controller_uuid: Annotated[str, juju1("ServerUUID")] = ""
    is_controller: bool = False
    sla: dict[str, Json] = field(default_factory=dict)
    config: dict[str, Json] = field(default_factory=dict)
    status: Reported = field(default_factory=Reported)
    constraints: dict[str, Json] = field(default_factory=dict)
    type: str = ""
    cloud: str = ""
    cloud_region: str = ""
    version: str = ""


class RemoteApplication(Entity):
    """An application of another model that is used here."""

    kind: ClassVar[str] = "remoteApplication"
    id_field: ClassVar[str] = "name"
    name: str = ""
    offer_url: str = ""
    application_url: str = ""
    life: str = ""
    status: Reported = field(default_factory=Reported)


class Offer(Entity):
    """An offer of this model; told to its admins only."""

    kind: ClassVar[str] = "applicationOffer"
    id_field: ClassVar[str] = "offer_name"
    offer_name: str = ""
    offer_uuid: str = ""
    application_name: str = ""
    charm_name: str = ""
    connected_count: int = 0
    total_connected_count: int = 0
    active_connected_count: int = 0


class Charm(Entity):
    """A charm that the model has; ``config`` holds the defaults of its options."""

    kind: ClassVar[str] = "charm"
    id_field: ClassVar[str] = "charm_url"
    charm_url: str = ""
    charm_version: str = ""
    life: str = ""
    profile: Json = None
    config: dict[str, Json] = field(default_factory=dict)


class Branch(Entity):
    """A branch of the model (2.5 to 3.6); a generation before 2.7."""

    kind: ClassVar[str] = "branch"
    id: str = ""
    name: str = ""
    assigned_units: dict[str, Json] = field(default_factory=dict)
    charm_config: dict[str, Json] = field(default_factory=dict)
    created: int = 0
    created_by: str = ""
    completed: int = 0
    completed_by: str = ""
    generation_id: int = 0


class Other(Entity):
    """An entity of a kind that this package does not know; its document is in the delta's ``raw``."""

    kind: ClassVar[str] = ""
    id: str = ""


KINDS: dict[str, type[Entity]] = {
    one.kind: one
    for one in (
        Machine, Application, Unit, Relation, Annotation, Action, Block, Model, RemoteApplication, Offer,
        Charm, Branch,
    )
}  # fmt: skip
OLDER_KINDS = {"service": "application", "environment": "model", "generation": "branch"}
"""What a kind was called once."""


def read_entity(kind: str, document: dict[str, Any]) -> Entity:
    """The entity of a document, in whichever series' spelling.

    Args:
        kind: in Juju 2's words, a key of ``KINDS`` or another.
        document: as the watcher told it.

    Raises:
        ProtocolError: the document does not fit its kind, or names no entity.
    """
    found = KINDS.get(kind)
    if found is None:
        return _read_other(document)
    try:
        if _is_juju1(document):
            made = _read(found, document, _JUJU1)
            made = _OLD[kind](made, document) if kind in _OLD else made
        else:
            made = _read(found, document, Context())
    except DecodeError as error:
        raise ProtocolError(f"a delta of kind {kind} cannot be read: {error}") from error
    if not made.key and kind != "model":
        raise ProtocolError(f"a delta of kind {kind} names no entity: its {found.id_field} is empty")
    return made


def _is_juju1(document: dict[str, Any]) -> bool:
    """Juju 1 writes every key as Go does, with a capital."""
    return any(name[:1].isupper() for name in document)


def _read(kind: type[Entity], document: dict[str, Any], context: Context) -> Entity:
    if not context.juju1:
        told = {name: value for name, value in document.items() if value is not None}
        try:
            return msgspec.convert(told, kind)
        except msgspec.ValidationError:
            pass  # a null deeper within: read it again below, as Go would
    read: Entity = decode(msgspec.json.encode(document).decode(), kind, context, any_case=True)
    return read


def _read_other(document: dict[str, Any]) -> Other:
    names = ("id", "Id", "name", "Name", "key", "Key", "tag", "Tag")
    key = next((str(document[name]) for name in names if document.get(name) not in (None, "")), "")
    return Other(model_uuid=str(document.get("model-uuid") or document.get("EnvUUID") or ""), id=key)


# --- what Juju 1 tells otherwise -------------------------------------------------------------------


def _single(document: dict[str, Any]) -> Reported:
    """The one status of a unit or a machine of Juju 1, in three keys."""
    return Reported(
        current=document.get("Status") or "",
        message=document.get("StatusInfo") or "",
        data=document.get("StatusData") or {},
    )


def _old_machine(made: Any, document: dict[str, Any]) -> Entity:
    made = msgspec.structs.replace(made, agent_status=_single(document), instance_status=Reported())
    return cast(Entity, made)


def _old_unit(made: Any, document: dict[str, Any]) -> Entity:
    """Before 1.25 the workload has no status of its own."""
    agent = made.agent_status if made.agent_status.current else _single(document)
    workload = made.workload_status if made.workload_status.current else agent
    return cast(Entity, msgspec.structs.replace(made, agent_status=agent, workload_status=workload))


_OLD: dict[str, Callable[[Any, dict[str, Any]], Entity]] = {"machine": _old_machine, "unit": _old_unit}
