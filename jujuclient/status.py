"""One status for every Juju: typed, with the names of the juju command, and a table for people.

``Status.read(full)`` makes it of the answer to ``Client.FullStatus`` of any series, 1.18 to 4.1.
Words and severities are Juju's own; names of fields are those that tests of charms know from
the command's JSON: ``status.apps["db"].units["db/0"].workload_status.current``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from jujuclient import facades
from jujuclient.storagestatus import CombinedStorage, Value, read_storage
from jujuclient.wire.struct import UNSET

if TYPE_CHECKING:
    from jujuclient.facades.common import Base

SERIES_OF_UBUNTU = {
    "precise": "12.04", "trusty": "14.04", "xenial": "16.04", "bionic": "18.04", "focal": "20.04",
    "jammy": "22.04", "noble": "24.04", "kinetic": "22.10", "lunar": "23.04", "mantic": "23.10",
    "eoan": "19.10", "disco": "19.04", "cosmic": "18.10", "artful": "17.10", "zesty": "17.04",
    "yakkety": "16.10",
}  # fmt: skip
"""The releases that Juju up to 2.9 names by their series."""


class FormattedBase(Value, frozen=True, kw_only=True):
    """An operating system and its channel as the command shows it: ubuntu, ``22.04``, ``24.04/edge``."""

    name: str
    channel: str

    def __str__(self) -> str:
        return f"{self.name}@{self.channel.partition('/')[0]}"


class StatusInfo(Value, frozen=True, kw_only=True):
    """A status: ``current`` is the word, ``since`` RFC 3339 or "" where it is not known.

    What the controller could not tell is ``failed``, with its reason as the message.
    """

    current: str = ""
    message: str = ""
    reason: str = ""
    since: str = ""
    version: str = ""
    life: str = ""

    def __str__(self) -> str:
        return f"{self.current}: {self.message}" if self.message else self.current


class _Judged(Value, frozen=True, kw_only=True):
    def _word(self) -> str:
        raise NotImplementedError

    @property
    def is_active(self) -> bool:
        """Whether the word is active."""
        return self._word() == "active"

    @property
    def is_blocked(self) -> bool:
        """Whether the word is blocked."""
        return self._word() == "blocked"

    @property
    def is_error(self) -> bool:
        """Whether the word is error."""
        return self._word() == "error"

    @property
    def is_maintenance(self) -> bool:
        """Whether the word is maintenance."""
        return self._word() == "maintenance"

    @property
    def is_waiting(self) -> bool:
        """Whether the word is waiting."""
        return self._word() == "waiting"


class UnitStatus(_Judged, frozen=True, kw_only=True):
    """A unit; subordinates stand under their principal."""

    workload_status: StatusInfo = StatusInfo()
    juju_status: StatusInfo = StatusInfo()
    leader: bool = False
    upgrading_from: str = ""
    machine: str = ""
    open_ports: list[str] = msgspec.field(default_factory=list)
    public_address: str = ""
    address: str = ""
    provider_id: str = ""
    subordinates: dict[str, UnitStatus] = msgspec.field(default_factory=dict)

    def _word(self) -> str:
        return self.workload_status.current


class AppStatusRelation(Value, frozen=True, kw_only=True):
    """The other side of a relation of an endpoint."""

    related_app: str = ""
    interface: str = ""
    scope: str = ""


class AppStatus(_Judged, frozen=True, kw_only=True):
    """An application; ``relations`` by endpoint, ``units`` by name (none for a subordinate).

    ``charm`` is a name where the charm is of Charmhub, a URL elsewhere; ``scale`` is told of
    Kubernetes models; ``life`` is as told: of what is alive, 4.x says so and others say nothing.
    """

    charm: str
    charm_origin: str
    charm_name: str
    charm_rev: int
    exposed: bool
    base: FormattedBase | None = None
    charm_channel: str = ""
    charm_version: str = ""
    charm_profile: str = ""
    can_upgrade_to: str = ""
    scale: int = 0
    provider_id: str = ""
    address: str = ""
    life: str = ""
    app_status: StatusInfo = StatusInfo()
    relations: dict[str, list[AppStatusRelation]] = msgspec.field(default_factory=dict)
    subordinate_to: list[str] = msgspec.field(default_factory=list)
    units: dict[str, UnitStatus] = msgspec.field(default_factory=dict)
    version: str = ""
    endpoint_bindings: dict[str, str] = msgspec.field(default_factory=dict)

    def _word(self) -> str:
        return self.app_status.current


class NetworkInterface(Value, frozen=True, kw_only=True):
    """An interface of a machine."""

    ip_addresses: list[str]
    mac_address: str
    is_up: bool
    gateway: str = ""
    dns_nameservers: list[str] = msgspec.field(default_factory=list)
    space: str = ""


class LxdProfileContents(Value, frozen=True, kw_only=True):
    """A LXD profile of a machine."""

    config: dict[str, str]
    description: str
    devices: dict[str, dict[str, str]]


class MachineStatus(Value, frozen=True, kw_only=True):
    """A machine, with the containers in it by their ids."""

    juju_status: StatusInfo = StatusInfo()
    hostname: str = ""
    dns_name: str = ""
    ip_addresses: list[str] = msgspec.field(default_factory=list)
    instance_id: str = ""
    display_name: str = ""
    machine_status: StatusInfo = StatusInfo()
    modification_status: StatusInfo = StatusInfo()
    base: FormattedBase | None = None
    network_interfaces: dict[str, NetworkInterface] = msgspec.field(default_factory=dict)
    containers: dict[str, MachineStatus] = msgspec.field(default_factory=dict)
    constraints: str = ""
    hardware: str = ""
    controller_member_status: str = ""
    ha_primary: bool = False
    lxd_profiles: dict[str, LxdProfileContents] = msgspec.field(default_factory=dict)


class RemoteEndpoint(Value, frozen=True, kw_only=True):
    """An endpoint of an offer."""

    interface: str
    role: str


class OfferStatus(Value, frozen=True, kw_only=True):
    """An offer of this model."""

    app: str
    endpoints: dict[str, RemoteEndpoint]
    charm: str = ""
    total_connected_count: int = 0
    active_connected_count: int = 0


class RemoteAppStatus(Value, frozen=True, kw_only=True):
    """An application of another model that this one consumes."""

    url: str
    endpoints: dict[str, RemoteEndpoint]
    life: str = ""
    app_status: StatusInfo = StatusInfo()
    relations: dict[str, list[str]] = msgspec.field(default_factory=dict)


class ModelStatus(Value, frozen=True, kw_only=True):
    """The model; ``controller`` is the name in the client store, "" where there is none."""

    name: str
    type: str = ""
    controller: str = ""
    cloud: str = ""
    version: str = ""
    region: str = ""
    upgrade_available: str = ""
    model_status: StatusInfo = StatusInfo()


class ControllerStatus(Value, frozen=True, kw_only=True):
    """The time at the controller when it told the status."""

    timestamp: str = ""


class Status(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """The status of a model. Two are equal when they differ in the controller's time at most.

    Attributes:
        raw: the answer as it came, decoded into the facade's own type.
    """

    model: ModelStatus
    machines: dict[str, MachineStatus] = msgspec.field(default_factory=dict)
    apps: dict[str, AppStatus] = msgspec.field(default_factory=dict)
    app_endpoints: dict[str, RemoteAppStatus] = msgspec.field(default_factory=dict)
    offers: dict[str, OfferStatus] = msgspec.field(default_factory=dict)
    storage: CombinedStorage = CombinedStorage()
    controller: ControllerStatus = ControllerStatus()
    raw: facades.client_types.FullStatus | None = None

    @classmethod
    def read(cls, full: facades.client_types.FullStatus, *, controller: str = "") -> Status:
        """The status of an answer to ``Client.FullStatus`` of any series."""
        apps = full.applications or {}
        return cls(
            model=_model(full, controller),
            machines={id: _machine(machine) for id, machine in (full.machines or {}).items()},
            apps={name: _app(name, app, full) for name, app in apps.items()},
            app_endpoints={name: _remote(remote) for name, remote in _dict(full.remote_applications).items()},
            offers={name: _offer(offer) for name, offer in _dict(full.offers).items()},
            storage=read_storage(full),
            controller=ControllerStatus(timestamp=_text(full.controller_timestamp)),
            raw=full,
        )

    def get_units(self, app: str) -> dict[str, UnitStatus]:
        """The units of an application by name; those of a subordinate are found beside their principals."""
        found = self.apps.get(app)
        if found is None:
            return {}
        if not found.subordinate_to:
            return dict(found.units)
        return {
            name: unit
            for principal in found.subordinate_to
            for beside in (self.apps[principal].units.values() if principal in self.apps else ())
            for name, unit in beside.subordinates.items()
            if name.rpartition("/")[0] == app
        }

    def units(self) -> Iterator[tuple[str, UnitStatus]]:
        """Every unit with its name, subordinates after their principals."""
        for app in self.apps.values():
            for name, unit in app.units.items():
                yield name, unit
                yield from unit.subordinates.items()

    def _compared(self) -> tuple[Any, ...]:
        # 4.0 tells the time of asking as the time since when the model is as it is.
        state = msgspec.structs.replace(self.model.model_status, since="")
        model = msgspec.structs.replace(self.model, model_status=state)
        return (model, self.machines, self.apps, self.app_endpoints, self.offers, self.storage)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Status) and self._compared() == other._compared()

    def __ne__(self, other: object) -> bool:
        """Said, too, because a Struct has its own and would compare identities."""
        return not self == other

    __hash__ = None  # type: ignore[assignment]  # it holds dicts

    def __str__(self) -> str:
        from jujuclient.tables import status_table

        return status_table(self)


# --- reading ---------------------------------------------------------------------------------


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else []


def _failure(told: Any) -> str:
    """Why the controller could not tell an item, "" when it could."""
    return _text(getattr(told, "message", "")) if told not in (UNSET, None) else ""


def _info(told: Any) -> StatusInfo:
    if told is UNSET or told is None:
        return StatusInfo()
    failure = _failure(told.err)
    if failure:
        return StatusInfo(current="failed", message=failure)
    return StatusInfo(
        current=told.status,
        message=told.info,
        reason=_text(_dict(told.data).get("reason")),
        since=_text(told.since),
        version=told.version,
        life=told.life,
    )


def _of_unit(info: StatusInfo) -> StatusInfo:
    """A status of a unit: that it is alive goes without saying, as 4.x alone says it."""
    return msgspec.structs.replace(info, life="") if info.life == "alive" else info


def _old_info(state: Any, message: Any, version: Any, life: Any) -> StatusInfo:
    """Juju 1's single state of a unit or machine: ``started`` is what later became active and idle."""
    return StatusInfo(current=_text(state), message=_text(message), version=_text(version), life=_text(life))


def _base(base: Base | Any, series: Any) -> FormattedBase | None:
    if base not in (UNSET, None) and base.name:
        return FormattedBase(name=base.name, channel=base.channel.removesuffix("/stable"))
    if _text(series):
        return FormattedBase(name="ubuntu", channel=SERIES_OF_UBUNTU.get(series, series))
    return None


def _model(full: facades.client_types.FullStatus, controller: str) -> ModelStatus:
    if full.model is UNSET:
        return ModelStatus(name=_text(full.environment_name), controller=controller)
    told = full.model
    return ModelStatus(
        name=told.name,
        type=_text(told.type),
        controller=controller,
        cloud=told.cloud_tag.removeprefix("cloud-"),
        version=told.version,
        region=_text(told.region),
        upgrade_available=told.available_version,
        model_status=_info(told.model_status),
    )


def _machine(told: facades.client_types.MachineStatus) -> MachineStatus:
    juju = _info(told.agent_status)
    if not juju.current:
        juju = _old_info(told.agent_state, told.agent_state_info, told.agent_version, told.life)
    instance = _info(told.instance_status)
    if not instance.current:
        instance = StatusInfo(current=_text(told.instance_state))
    return MachineStatus(
        juju_status=juju,
        hostname=_text(told.hostname),
        dns_name=told.dns_name,
        ip_addresses=_list(told.ip_addresses),
        instance_id=told.instance_id,
        display_name=_text(told.display_name),
        machine_status=instance,
        modification_status=_info(told.modification_status),
        base=_base(told.base, told.series),
        network_interfaces={n: _interface(one) for n, one in _dict(told.network_interfaces).items()},
        containers={id: _machine(one) for id, one in (told.containers or {}).items()},
        constraints=_text(told.constraints),
        hardware=told.hardware,
        controller_member_status=_member(told),
        ha_primary=told.primary_controller_machine is True,
        lxd_profiles={n: _profile(one) for n, one in _dict(told.lxd_profiles).items()},
    )


def _member(told: facades.client_types.MachineStatus) -> str:
    """How a machine of the controller takes part, in the command's words; "" for others."""
    jobs = _list(told.jobs)
    if not any(job in ("JobManageModel", "JobManageEnviron") for job in jobs):
        return ""
    words = {(False, True): "adding-vote", (True, True): "has-vote", (True, False): "removing-vote"}
    return words.get((told.has_vote is True, told.wants_vote is True), "no-vote")


def _interface(told: facades.client_types.NetworkInterface) -> NetworkInterface:
    return NetworkInterface(
        ip_addresses=_list(told.ip_addresses),
        mac_address=told.mac_address,
        is_up=told.is_up,
        gateway=_text(told.gateway),
        dns_nameservers=_list(told.dns_nameservers),
        space=_text(told.space),
    )


def _profile(told: facades.client_types.LXDProfile) -> LxdProfileContents:
    return LxdProfileContents(
        config=told.config or {}, description=told.description, devices=told.devices or {}
    )


def _unit(
    app: str, told: facades.client_types.UnitStatus, full: facades.client_types.FullStatus
) -> UnitStatus:
    juju, workload = _of_unit(_info(told.agent_status)), _of_unit(_info(told.workload_status))
    if not juju.current:
        juju = _old_info(told.agent_state, told.agent_state_info, told.agent_version, told.life)
    if not workload.current:
        workload = juju  # before 1.24 there was one
    elif workload.current == "error":
        workload = _with_relation(app, told.workload_status, workload, full)
    return UnitStatus(
        workload_status=workload,
        juju_status=juju,
        leader=told.leader is True,
        upgrading_from=told.charm,
        machine=told.machine,
        open_ports=_list(told.opened_ports),
        public_address=told.public_address,
        address=_text(told.address),
        provider_id=_text(told.provider_id),
        subordinates={name: _unit(app, one, full) for name, one in (told.subordinates or {}).items()},
    )


def _with_relation(
    app: str, told: Any, info: StatusInfo, full: facades.client_types.FullStatus
) -> StatusInfo:
    """A failed hook of a relation, with the other end named, as the command does."""
    id = _dict(told.data).get("relation-id")
    ends = next((one.endpoints or [] for one in _list(full.relations) if one.id == id), [])
    other = next((end for end in ends if end.application != app), None)
    if other is None:
        return info
    return msgspec.structs.replace(info, message=f"{info.message} for {other.application}:{other.name}")


_ORIGINS = {"ch": "charmhub", "cs": "charmstore", "local": "local"}


def _app(
    name: str, told: facades.client_types.ApplicationStatus, full: facades.client_types.FullStatus
) -> AppStatus:
    schema, _, rest = told.charm.partition(":")
    short, _, revision = rest.rpartition("/")[2].rpartition("-")
    failure = _failure(told.err)
    if failure:
        return AppStatus(
            charm="<failed>", charm_origin="<failed>", charm_name="<failed>", charm_rev=-1, exposed=False,
            app_status=StatusInfo(current="failed", message=failure),
        )  # fmt: skip
    units = {unit: _unit(name, one, full) for unit, one in (told.units or {}).items()}
    rev = int(revision) if revision.isdigit() else -1
    return AppStatus(
        charm=short if schema == "ch" else told.charm,
        charm_origin=_ORIGINS.get(schema, schema),
        charm_name=short or revision or rest,
        charm_rev=told.charm_rev if isinstance(told.charm_rev, int) else rev,
        exposed=told.exposed,
        base=_base(told.base, told.series if told.series is not UNSET else _series_in(told.charm)),
        charm_channel=_text(told.charm_channel),
        charm_version=_text(told.charm_version),
        charm_profile=_text(told.charm_profile),
        can_upgrade_to=told.can_upgrade_to,
        scale=told.scale if isinstance(told.scale, int) else 0,
        provider_id=_text(told.provider_id),
        address=_text(told.public_address),
        life=told.life,
        app_status=_app_status(told, units),
        relations=_relations(name, told, full),
        subordinate_to=list(told.subordinate_to or []),
        units=units,
        version=_text(told.workload_version),
        endpoint_bindings=_dict(told.endpoint_bindings),
    )


def _series_in(charm: str) -> str:
    """The series in the URL of a charm of Juju 1, "" for none."""
    parts = charm.partition(":")[2].split("/")
    return parts[-2] if len(parts) > 1 and not parts[-2].startswith("~") else ""


_SEVERITY = ("error", "blocked", "maintenance", "waiting", "active", "terminated", "unknown")


def _app_status(told: facades.client_types.ApplicationStatus, units: dict[str, UnitStatus]) -> StatusInfo:
    """What the controller says; before 1.25 it says nothing, and the worst of the units counts."""
    if told.status is not UNSET:
        return _info(told.status)
    found = sorted(
        (unit.workload_status for unit in units.values()),
        key=lambda one: _SEVERITY.index(one.current) if one.current in _SEVERITY else len(_SEVERITY),
    )
    return found[0] if found else StatusInfo(current="unknown")


def _relations(
    name: str, told: facades.client_types.ApplicationStatus, full: facades.client_types.FullStatus
) -> dict[str, list[AppStatusRelation]]:
    facts: dict[tuple[str, str], tuple[str, str]] = {}
    for relation in _list(full.relations):
        ends = relation.endpoints or []
        mine = [end for end in ends if end.application == name]
        others = [end for end in ends if end.application != name] or mine
        for end in mine:
            for other in others:
                facts[end.name, other.application] = (relation.interface, relation.scope)
    found: dict[str, list[AppStatusRelation]] = {}
    for endpoint, apps in (told.relations or {}).items():
        found[endpoint] = []
        for app in apps:
            interface, scope = facts.get((endpoint, app), ("", ""))
            found[endpoint].append(AppStatusRelation(related_app=app, interface=interface, scope=scope))
    return found


def _endpoints(told: Any) -> dict[str, RemoteEndpoint]:
    items = told.items() if isinstance(told, dict) else ((one.name, one) for one in _list(told))
    return {name: RemoteEndpoint(interface=one.interface, role=one.role) for name, one in items}


def _remote(told: facades.client_types.RemoteApplicationStatus) -> RemoteAppStatus:
    failure = _failure(told.err)
    if failure:
        return RemoteAppStatus(
            url="<failed>", endpoints={}, app_status=StatusInfo(current="failed", message=failure)
        )
    return RemoteAppStatus(
        url=_text(told.offer_url) or _text(told.application_url),
        endpoints=_endpoints(told.endpoints),
        life=told.life,
        app_status=_info(told.status),
        relations={name: list(apps) for name, apps in (told.relations or {}).items()},
    )


def _offer(told: facades.client_types.ApplicationOfferStatus) -> OfferStatus:
    failure = _failure(told.err)
    if failure:
        return OfferStatus(app=f"<failed> ({failure})", endpoints={})
    return OfferStatus(
        app=told.application_name,
        endpoints=_endpoints(told.endpoints),
        charm=told.charm,
        total_connected_count=told.total_connected_count,
        active_connected_count=told.active_connected_count,
    )
