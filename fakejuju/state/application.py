"""Entities of applications: charms, applications, units, relations, offers."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import msgspec

from fakejuju.state.entity import Base, Entity, PortRange, Status


class Endpoint(msgspec.Struct, frozen=True):
    """An endpoint of a charm: role is provider, requirer or peer; scope global or container."""

    name: str
    interface: str
    role: str
    scope: str = "global"
    limit: int = 0
    optional: bool = False


class Charm(Entity, frozen=True, kw_only=True, dict=True):
    """A charm that the controller holds.

    Attributes:
        url: as this series writes it: ``local:jammy/myapp-0``, ``ch:amd64/mysql-12``.
        metadata, config, actions, manifest: its files, parsed; empty where it has none.
        sha256: of its archive, "" for one without; the archive is in the simulation's blobs.
        placeholder: known by name only, so far.
    """

    url: str
    name: str
    revision: int = 0
    metadata: dict[str, Any] = msgspec.field(default_factory=dict)
    config: dict[str, Any] = msgspec.field(default_factory=dict)
    actions: dict[str, Any] = msgspec.field(default_factory=dict)
    manifest: dict[str, Any] = msgspec.field(default_factory=dict)
    lxd_profile: dict[str, Any] = msgspec.field(default_factory=dict)
    version: str = ""
    sha256: str = ""
    life: str = "alive"
    origin: dict[str, Any] = msgspec.field(default_factory=dict)
    placeholder: bool = False

    @property
    def key(self) -> str:
        """The url."""
        return self.url

    @property
    def subordinate(self) -> bool:
        """Whether its units live beside those of others."""
        return bool(self.metadata.get("subordinate"))

    @cached_property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Its endpoints, in the order requires, provides, peers; without the implicit juju-info."""
        sections = (("requirer", "requires"), ("provider", "provides"), ("peer", "peers"))
        return tuple(
            _endpoint(name, role, told)
            for role, section in sections
            for name, told in (self.metadata.get(section) or {}).items()
        )

    @property
    def options(self) -> dict[str, dict[str, Any]]:
        """Option to type, description and default, of its config.yaml."""
        return self.config.get("options") or {}


def _endpoint(name: str, role: str, told: Any) -> Endpoint:
    if isinstance(told, str):
        told = {"interface": told}
    # Recorded from 2.9 on: an endpoint without a limit has 0, a requirer's too.
    limit = told.get("limit") or 0
    return Endpoint(
        name=name,
        interface=told.get("interface", ""),
        role=role,
        scope=told.get("scope") or "global",
        limit=limit,
        optional=bool(told.get("optional")),
    )


class ExposedEndpoint(msgspec.Struct, frozen=True):
    """To whom an endpoint is exposed: ids of spaces, and CIDRs."""

    spaces: list[str] = msgspec.field(default_factory=list)
    cidrs: list[str] = msgspec.field(default_factory=list)


class Application(Entity, frozen=True, kw_only=True):
    """An application.

    Attributes:
        charm: the url of its charm.
        origin: the charm origin as it was given, kebab-case keys.
        config: charm options that were set explicitly, in their own types.
        settings: the application's own settings (trust …) that were set explicitly.
        bindings: endpoint to the id of its space; "" is the default.
        status: None until the leader sets one; then the units' no longer counts.
        workload_version: the newest that a unit has reported.
        leader: the unit that leads, "" for none.
        storage: store to its directive (pool, size, count).
        resources: resource to the id of what the application uses.
        scale: of a Kubernetes application.
        password, provider_id: of a Kubernetes application.
    """

    name: str
    charm: str
    origin: dict[str, Any] = msgspec.field(default_factory=dict)
    channel: str = ""
    base: Base = Base()
    life: str = "alive"
    exposed: bool = False
    exposed_endpoints: dict[str, ExposedEndpoint] = msgspec.field(default_factory=dict)
    min_units: int = 0
    config: dict[str, Any] = msgspec.field(default_factory=dict)
    settings: dict[str, Any] = msgspec.field(default_factory=dict)
    constraints: dict[str, Any] = msgspec.field(default_factory=dict)
    bindings: dict[str, str] = msgspec.field(default_factory=dict)
    status: Status | None = None
    created: str = ""
    workload_version: str = ""
    subordinate: bool = False
    leader: str = ""
    storage: dict[str, dict[str, Any]] = msgspec.field(default_factory=dict)
    resources: dict[str, str] = msgspec.field(default_factory=dict)
    scale: int = 0
    provider_id: str = ""
    public_address: str = ""

    @property
    def key(self) -> str:
        """The name."""
        return self.name


class Unit(Entity, frozen=True, kw_only=True):
    """A unit of an application.

    Attributes:
        machine: the id of its machine, "" until it has one.
        principal: the unit it is subordinate to, "" for none.
        charm: the url that its agent runs, "" until the agent has said so.
        agent, workload: its two statuses. A hook that failed is agent error.
        placement: where it is to go, as it was asked ("lxd:0", "zone=a"); "" for a new machine.
        resolved: "", retry-hooks or no-hooks.
        version_since: when the workload version was told; when the unit was made, before.
        lost: whether its agent no longer reports.
        starting: whether its first hooks, from install to start, are not done yet.
        meter_status: its color, in lower case, and a message; ("", "") for none.
    """

    name: str
    application: str
    machine: str = ""
    principal: str = ""
    life: str = "alive"
    base: Base = Base()
    charm: str = ""
    agent: Status = Status("allocating")
    workload: Status = Status("waiting", "waiting for machine")
    agent_version: str = ""
    workload_version: str = ""
    version_since: str = ""
    ports: list[PortRange] = msgspec.field(default_factory=list)
    public_address: str = ""
    private_address: str = ""
    placement: str = ""
    resolved: str = ""
    provider_id: str = ""
    constraints: dict[str, Any] = msgspec.field(default_factory=dict)
    lost: bool = False
    starting: bool = False
    meter_status: tuple[str, str] = ("", "")

    @property
    def key(self) -> str:
        """The name."""
        return self.name

    @property
    def belongs(self) -> tuple[str, ...]:
        """Its application, its machine, and the unit that it lives beside."""
        return tuple(name for name in (self.application, self.machine, self.principal) if name)

    @property
    def number(self) -> int:
        """The number after the slash."""
        return int(self.name.rpartition("/")[2])


class RelationEnd(msgspec.Struct, frozen=True):
    """One end of a relation."""

    application: str
    endpoint: Endpoint


class Relation(Entity, frozen=True, kw_only=True):
    """A relation. Its key is ``requirer:endpoint provider:endpoint``, or ``app:endpoint`` of a peer one.

    Attributes:
        settings: application to what its leader has published.
        units: unit to what it has published; a unit is in scope while it is here.
    """

    id: int
    ends: list[RelationEnd]
    life: str = "alive"
    status: Status = Status("joining")
    settings: dict[str, dict[str, str]] = msgspec.field(default_factory=dict)
    units: dict[str, dict[str, str]] = msgspec.field(default_factory=dict)
    suspended: bool = False
    suspended_reason: str = ""
    egress: list[str] = msgspec.field(default_factory=list)

    @property
    def key(self) -> str:
        """Its key."""
        return " ".join(f"{end.application}:{end.endpoint.name}" for end in self.ends)

    @property
    def belongs(self) -> tuple[str, ...]:
        """The applications at its ends."""
        return tuple(end.application for end in self.ends)

    @property
    def is_peer(self) -> bool:
        """Whether it is among the units of one application."""
        return len(self.ends) == 1

    def end_of(self, application: str) -> RelationEnd | None:
        """The end that an application has in it."""
        return next((end for end in self.ends if end.application == application), None)

    def other_end(self, application: str) -> RelationEnd:
        """The end across; of a peer relation its own."""
        return next((end for end in self.ends if end.application != application), self.ends[0])


class RemoteApplication(Entity, frozen=True, kw_only=True):
    """An offer that this model consumes (a saas application)."""

    name: str
    offer_url: str
    offer_uuid: str = ""
    offer_name: str = ""
    source_model: str = ""
    endpoints: list[Endpoint] = msgspec.field(default_factory=list)
    life: str = "alive"
    status: Status = Status("unknown")

    @property
    def key(self) -> str:
        """The name it has here."""
        return self.name


class Offer(Entity, frozen=True, kw_only=True):
    """Endpoints of an application that other models may use."""

    uuid: str
    name: str
    application: str
    endpoints: dict[str, str]
    """Name of an endpoint in the offer to its name in the charm."""
    description: str = ""
    charm_name: str = ""
    created_by: str = "admin"

    @property
    def key(self) -> str:
        """The name."""
        return self.name


class OfferConnection(Entity, frozen=True, kw_only=True):
    """A relation of another model to an offer of this one: its id here, and the one it has there."""

    offer: str
    relation_id: int
    source_model: str
    source_relation: int = 0
    username: str
    endpoint: str
    status: Status = Status("joining")
    egress: list[str] = msgspec.field(default_factory=list)

    @property
    def key(self) -> str:
        """Who is connected by which relation."""
        return f"{self.source_model}:{self.source_relation}"


class Resource(Entity, frozen=True, kw_only=True):
    """A resource of an application, or one that waits for an application to come.

    Attributes:
        id: ``application/name``.
        pending: the id of one that waits, "" for one in use.
        content: the SHA-384 of its content, "" for none yet.
        uuid: what 4.x knows it by; another one for other content.
    """

    id: str
    application: str
    name: str
    type: str = "file"
    path: str = ""
    description: str = ""
    origin: str = "upload"
    revision: int = 0
    content: str = ""
    size: int = 0
    pending: str = ""
    username: str = ""
    timestamp: str = ""
    uuid: str = ""

    @property
    def key(self) -> str:
        """The id, and which of those that wait."""
        return f"{self.id}#{self.pending}" if self.pending else self.id
