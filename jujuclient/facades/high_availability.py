"""HighAvailability: the number of controller nodes."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import Constraints, Error, StateServersChangeResults, StateServersSpec
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, Bulk, UnsetType, Wire, field, versions


class ControllerDetails(Wire):
    """An item of ``results`` in ``ControllerDetailsResults``, or its error. Juju 4.0 and later."""

    api_addresses: list[str] | None
    controller_id: str
    error: Error | UnsetType = UNSET


class ControllerDetailsResults(Wire, Bulk[ControllerDetails]):
    """What ``HighAvailability.controller_details`` answers with. Juju 4.0 and later."""

    results: list[ControllerDetails] | None


class ControllersChangeResult(Wire):
    """An item of ``results`` in ``ControllersChangeResults``, or its error. Juju 2.0 and later."""

    result: ControllersChanges | None
    error: Error | UnsetType = UNSET


class ControllersChangeResults(Wire, Bulk[ControllersChangeResult]):
    """What ``HighAvailability.enable_ha`` answers with. Juju 2.0 and later."""

    results: list[ControllersChangeResult] | None


class ControllersChanges(Wire):
    """The ``result`` of ``ControllersChangeResult``. Juju 2.0 and later."""

    added: list[str] | UnsetType = UNSET
    converted: list[str] | UnsetType = UNSET
    demoted: Annotated[list[str] | UnsetType, versions(last="2.6", omitempty=True)] = UNSET
    maintained: list[str] | UnsetType = UNSET
    promoted: Annotated[list[str] | UnsetType, versions(last="2.6", omitempty=True)] = UNSET
    removed: list[str] | UnsetType = UNSET


class ControllersSpec(Wire):
    """An item of ``specs`` in ``HighAvailability.enable_ha``. Juju 2.0 and later."""

    num_controllers: int
    constraints: Constraints | UnsetType = UNSET
    placement: list[str] | UnsetType = UNSET
    series: Annotated[str | UnsetType, versions(last="2.9")] = UNSET


class HAMember(Wire):
    """An item of ``ha_members`` in ``MongoUpgradeResults``. Juju 2.0 to 2.6."""

    tag: str
    public_address: ReplicaAddress
    series: str


class MongoUpgradeResults(Wire):
    """What ``HighAvailability.stop_ha_replication_for_upgrade`` answers with. Juju 2.0 to 2.6."""

    ha_members: list[HAMember] | None
    master: HAMember
    rs_members: list[ReplicaSetMember] | None


class MongoVersion(Wire):
    """The ``target`` of ``HighAvailability.stop_ha_replication_for_upgrade``. Juju 2.0 to 2.6."""

    engine: str
    major: int
    minor: int | UnsetType = UNSET
    patch: str | UnsetType = UNSET


class ReplicaAddress(Wire):
    """The address of a member of MongoDB's replica set. Juju 2.0 to 2.6."""

    scope: str = field(name="Scope")
    space_name: str = field(name="SpaceName")
    space_provider_id: str = field(name="SpaceProviderId")
    type: str = field(name="Type")
    value: str = field(name="Value")


class ReplicaSetMember(Wire):
    """An item of ``members`` in ``HighAvailability.resume_ha_replication_after_upgrade`` and others.

    Juju 2.0 to 2.6.
    """

    id: int = field(name="Id")
    address: str = field(name="Address")
    arbiter: bool = field(name="Arbiter")
    build_indexes: bool = field(name="BuildIndexes")
    hidden: bool = field(name="Hidden")
    priority: float = field(name="Priority")
    slave_delay: int = field(name="SlaveDelay")
    tags: dict[str, str] | None = field(name="Tags")
    votes: int = field(name="Votes")


class HighAvailability(Facade, name="HighAvailability", versions=range(1, 4), juju1=(1,)):
    """The number of controller nodes. Juju 1.22 and later."""

    @call("ControllerDetails", since=3)
    def controller_details(self) -> ControllerDetailsResults:
        """The addresses of each controller node. Juju 4.0 and later."""

    @call("EnableHA", since=2)
    def enable_ha(self, specs: list[ControllersSpec]) -> ControllersChangeResults:
        """Make the number of controller nodes what is asked; an even number is an error.

        Juju 2.0 and later.
        """

    @call("EnsureAvailability", until=1)
    def ensure_availability(self, specs: list[StateServersSpec]) -> StateServersChangeResults:
        """Make the number of state servers what is asked, adding and demoting as needed.

        Juju 1.22 to 1.25.
        """

    @call("ResumeHAReplicationAfterUpgrade", first="2.0", last="2.6")
    def resume_ha_replication_after_upgrade(self, members: list[ReplicaSetMember]) -> None:
        """Let the replica set take up its members again after an upgrade of MongoDB. Juju 2.0 to 2.6."""

    @call("StopHAReplicationForUpgrade", first="2.0", last="2.6")
    def stop_ha_replication_for_upgrade(self, target: MongoVersion) -> MongoUpgradeResults:
        """Take the replica set apart before an upgrade of MongoDB. Juju 2.0 to 2.6."""
