"""One status for every Juju: typed, with the names of the juju command, and a table for people.

``Status.read(full)`` makes it of the answer to ``Client.FullStatus`` of any series, 1.18 to 4.1.
Words and severities are Juju's own; names of fields are those that tests of charms know from
the command's JSON: ``status.apps["db"].units["db/0"].workload_status.current``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from jujuclient import facades
from jujuclient.storagestatus import CombinedStorage, Value

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
        from jujuclient.statusreading import read

        return read(full, controller)

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
