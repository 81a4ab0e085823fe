"""ModelUpgrader: upgrades of models."""

from __future__ import annotations

from jujuclient.facades.common import Entity, Error, ErrorResults, IntResult, NotifyWatchResults
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, Bulk, Json, UnsetType, Wire


class EntityStatusArgs(Wire):
    """An item of ``entities`` in ``ModelUpgrader.set_model_status``. Juju 2.2 to 2.8."""

    tag: str
    status: str
    data: dict[str, Json] | UnsetType = UNSET
    info: str | UnsetType = UNSET


class IntResults(Wire, Bulk[IntResult]):
    """One number or error for each thing asked. Juju 2.2 to 2.8."""

    results: list[IntResult] | None


class SetModelEnvironVersion(Wire):
    """An item of ``models`` in ``ModelUpgrader.set_model_environ_version``. Juju 2.2 to 2.8."""

    model_tag: str
    version: int


class UpgradeModelResult(Wire):
    """What ``ModelUpgrader.upgrade_model`` answers with. Juju 2.9 and later."""

    chosen_version: str
    error: Error | UnsetType = UNSET


class ModelUpgrader(Facade, name="ModelUpgrader", versions=(1, 2)):
    """Upgrades of models. Juju 2.2 and later."""

    @call("AbortModelUpgrade", first="2.9")
    def abort_model_upgrade(self, model_tag: str) -> None:
        """Give up a model's upgrade that cannot finish. Juju 2.9 and later."""

    @call("ModelEnvironVersion", last="2.8")
    def model_environ_version(self, entities: list[Entity]) -> IntResults:
        """The version of the provider's data that each model has. Juju 2.2 to 2.8."""

    @call("ModelTargetEnvironVersion", last="2.8")
    def model_target_environ_version(self, entities: list[Entity]) -> IntResults:
        """The version of the provider's data that each model should have. Juju 2.2 to 2.8."""

    @call("SetModelEnvironVersion", last="2.8")
    def set_model_environ_version(self, models: list[SetModelEnvironVersion]) -> ErrorResults:
        """Record the version of the provider's data of models. Juju 2.2 to 2.8."""

    @call("SetModelStatus", last="2.8")
    def set_model_status(self, entities: list[EntityStatusArgs]) -> ErrorResults:
        """Set the status of models. Juju 2.2 to 2.8."""

    @call("UpgradeModel", first="2.9")
    def upgrade_model(
        self,
        model_tag: str,
        target_version: str,
        *,
        agent_stream: str | UnsetType = UNSET,
        dry_run: bool | UnsetType = UNSET,
        ignore_agent_versions: bool | UnsetType = UNSET,
    ) -> UpgradeModelResult:
        """Upgrade a model's agents, or with ``dry_run`` tell the version that would be chosen.

        Juju 2.9 and later.
        """

    @call("WatchModelEnvironVersion", last="2.8")
    def watch_model_environ_version(self, entities: list[Entity]) -> NotifyWatchResults:
        """One notify watcher for the provider data version of each model. Juju 2.2 to 2.8."""
