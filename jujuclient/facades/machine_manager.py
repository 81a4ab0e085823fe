"""MachineManager: machines and containers."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import (
    AddMachineParams,
    AddMachinesResults,
    Constraints,
    Entity,
    Error,
    ErrorResult,
    ErrorResults,
    NotifyWatchResults,
    ProvisioningScriptResult,
    StringsResults,
    UpdateChannelArg,
)
from jujuclient.facades.common_models import InstanceTypesResults
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, Bulk, UnsetType, Wire, field, juju1, versions


class DestroyMachineInfo(Wire):
    """The ``info`` of ``DestroyMachineResult``. Juju 2.2 and later."""

    destroyed_containers: Annotated[
        list[DestroyMachineResult] | UnsetType, versions(first="2.9", omitempty=True)
    ] = UNSET
    destroyed_storage: list[Entity] | UnsetType = UNSET
    destroyed_units: list[Entity] | UnsetType = UNSET
    detached_storage: list[Entity] | UnsetType = UNSET
    machine_id: Annotated[str | UnsetType, versions(first="2.9")] = UNSET


class DestroyMachineResult(Wire):
    """An item of ``results`` in ``DestroyMachineResults`` and others, or its error. Juju 2.2 and later."""

    error: Error | UnsetType = UNSET
    info: DestroyMachineInfo | UnsetType = UNSET


class DestroyMachineResults(Wire, Bulk[DestroyMachineResult]):
    """What ``MachineManager.destroy_machine`` and 2 more answer with. Juju 2.2 and later."""

    results: list[DestroyMachineResult] | UnsetType = UNSET


class ModelInstanceTypesConstraint(Wire):
    """An item of ``constraints`` in ``MachineManager.instance_types``. Juju 2.2 and later."""

    value: Constraints | UnsetType = UNSET


class UpgradeSeriesNotificationParam(Wire):
    """An item of ``params`` in ``MachineManager.get_upgrade_series_messages``. Juju 2.6 to 3.6."""

    entity: Entity
    watcher_id: str


class UpgradeSeriesUnitsResult(Wire):
    """An item of ``results`` in ``UpgradeSeriesUnitsResults``, or its error. Juju 2.6 to 3.6."""

    unit_names: list[str] | None
    error: Error | UnsetType = UNSET


class UpgradeSeriesUnitsResults(Wire, Bulk[UpgradeSeriesUnitsResult]):
    """What ``MachineManager.upgrade_series_validate`` answers with. Juju 2.6 to 3.6."""

    results: list[UpgradeSeriesUnitsResult] | None = field(name="Results")


class MachineManager(Facade, name="MachineManager", versions=range(1, 13), juju1=(1,)):
    """Machines and containers. Juju 1.25 and later."""

    @call("AddMachines")
    def add_machines(
        self, params: Annotated[list[AddMachineParams], juju1("MachineParams")]
    ) -> AddMachinesResults:
        """Add machines or containers; each item fails or succeeds alone."""

    @call("DestroyMachine", first="2.2", last="2.9")
    def destroy_machine(self, entities: list[Entity]) -> DestroyMachineResults:
        """Remove machines that have no units. Juju 2.2 to 2.9."""

    @call("DestroyMachineWithParams", first="2.2", without=(("2.2", 2), ("2.2", 3)))
    def destroy_machine_with_params(
        self,
        machine_tags: list[str],
        *,
        dry_run: Annotated[bool | UnsetType, versions(since=10)] = UNSET,
        force: bool | UnsetType = UNSET,
        keep: bool | UnsetType = UNSET,
        max_wait: Annotated[int | UnsetType, versions(first="2.6")] = UNSET,
    ) -> DestroyMachineResults:
        """Remove machines, with force, keeping the instance, or (3.1 and later) only telling what would go.

        Juju 2.2 and later.
        """

    @call("ForceDestroyMachine", first="2.2", last="2.9")
    def force_destroy_machine(self, entities: list[Entity]) -> DestroyMachineResults:
        """Remove machines with all that is on them. Juju 2.2 to 2.9."""

    @call("GetUpgradeSeriesMessages", first="2.6", last="3.6")
    def get_upgrade_series_messages(self, params: list[UpgradeSeriesNotificationParam]) -> StringsResults:
        """The messages of a series upgrade since the last call with the same watcher. Juju 2.6 to 3.6."""

    @call("InstanceTypes", first="2.2")
    def instance_types(self, constraints: list[ModelInstanceTypesConstraint]) -> InstanceTypesResults:
        """The machine types of the model's cloud that fit constraints. Juju 2.2 and later."""

    @call("ProvisioningScript", first="2.9", without=(("2.9", 4), ("2.9", 5), ("2.9", 6)))
    def provisioning_script(
        self,
        machine_id: str,
        *,
        data_dir: str | UnsetType = UNSET,
        disable_package_commands: bool | UnsetType = UNSET,
        nonce: str | UnsetType = UNSET,
    ) -> ProvisioningScriptResult:
        """The shell script that makes a machine that exists an agent of the model. Juju 2.9 and later."""

    @call("ReprovisionMachine", first="4.1")
    def reprovision_machine(self, machine_tag: str) -> ErrorResult:
        """Start a new instance for a machine. Juju 4.1 and later."""

    @call("RetryProvisioning", first="2.9", without=(("2.9", 4), ("2.9", 5), ("2.9", 6)))
    def retry_provisioning(
        self, *, all: bool | UnsetType = UNSET, machines: list[str] | UnsetType = UNSET
    ) -> ErrorResults:
        """Try again to start machines whose provisioning failed, the named ones or all.

        Juju 2.9 and later.
        """

    @call("UpdateMachineSeries", since=4, until=4, first="2.6", last="2.9")
    def update_machine_series(self, args: list[UpdateChannelArg]) -> ErrorResults:
        """Record that machines run another series. Juju 2.6 to 2.9."""

    @call("UpgradeSeriesComplete", first="2.6", last="3.6")
    def upgrade_series_complete(
        self,
        tag: Entity,
        *,
        channel: Annotated[str | UnsetType, versions(first="2.9")] = UNSET,
        force: bool | UnsetType = UNSET,
        series: Annotated[str | UnsetType, versions(last="2.9")] = UNSET,
    ) -> ErrorResult:
        """Tell that the operator has finished the upgrade of a machine's OS. Juju 2.6 to 3.6."""

    @call("UpgradeSeriesPrepare", first="2.6", last="3.6")
    def upgrade_series_prepare(
        self,
        tag: Entity,
        *,
        channel: Annotated[str | UnsetType, versions(first="2.9")] = UNSET,
        force: bool | UnsetType = UNSET,
        series: Annotated[str | UnsetType, versions(last="2.9")] = UNSET,
    ) -> ErrorResult:
        """Get the units of a machine ready for an upgrade of its OS. Juju 2.6 to 3.6."""

    @call("UpgradeSeriesValidate", first="2.6", last="3.6")
    def upgrade_series_validate(self, args: list[UpdateChannelArg]) -> UpgradeSeriesUnitsResults:
        """Whether each machine could move to the series, and the units it has. Juju 2.6 to 3.6."""

    @call("WatchUpgradeSeriesNotifications", first="2.6", last="3.6")
    def watch_upgrade_series_notifications(self, entities: list[Entity]) -> NotifyWatchResults:
        """One notify watcher for the series upgrade of each machine. Juju 2.6 to 3.6."""
