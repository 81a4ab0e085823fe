"""ModelSummaryWatcher: the watcher that ``Controller.watch_model_summaries`` starts."""

from __future__ import annotations

from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, UnsetType, Wire


class ModelAbstract(Wire):
    """One model in a line: who owns it, where it is, how big and how well. Juju 2.8 and later."""

    uuid: str
    name: str | UnsetType = UNSET
    admins: list[str] | UnsetType = UNSET
    annotations: dict[str, str] | UnsetType = UNSET
    cloud: str | UnsetType = UNSET
    controller: str | UnsetType = UNSET
    credential: str | UnsetType = UNSET
    messages: list[ModelSummaryMessage] | UnsetType = UNSET
    region: str | UnsetType = UNSET
    removed: bool | UnsetType = UNSET
    size: ModelSummarySize | UnsetType = UNSET
    status: str | UnsetType = UNSET


class ModelSummaryMessage(Wire):
    """An item of ``messages`` in ``ModelAbstract``. Juju 2.8 and later."""

    message: str
    agent: str


class ModelSummarySize(Wire):
    """The ``size`` of ``ModelAbstract``. Juju 2.8 and later."""

    applications: int | UnsetType = UNSET
    containers: int | UnsetType = UNSET
    machines: int | UnsetType = UNSET
    relations: int | UnsetType = UNSET
    units: int | UnsetType = UNSET


class SummaryWatcherNextResults(Wire):
    """The summaries of the models that changed. Juju 2.8 and later."""

    models: list[ModelAbstract] | None


class ModelSummaryWatcher(Facade, name="ModelSummaryWatcher", versions=(1,)):
    """The watcher that ``Controller.watch_model_summaries`` starts. Juju 2.8 and later."""

    @call("Next", parks=True)
    def next(self) -> SummaryWatcherNextResults:
        """Wait for summaries that changed; the first answer has every model."""

    @call("Stop")
    def stop(self) -> None:
        """End the watcher; a ``next`` that waits fails with code ``stopped``."""
