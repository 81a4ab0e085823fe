"""Controller: watchers of all models."""

from __future__ import annotations

from fakejuju.deltas import AllWatch
from fakejuju.handlers.call import Call, Refused, denied, each
from fakejuju.summaries import SummaryWatch
from jujuclient.facades.common import AllWatcherId, Entity, Error, NotifyWatchResult, NotifyWatchResults
from jujuclient.facades.controller import Controller, SummaryWatcherID
from jujuclient.wire.schema import answers


@answers(Controller.watch_cloud_specs_changes)
def watch_cloud_specs_changes(call: Call, entities: list[Entity]) -> NotifyWatchResults:
    """Recorded on 2.9.52 and 3.6.28: permission denied to the administrator too; it is for agents."""

    def one(entity: Entity) -> NotifyWatchResult:
        denied()

    def failed(error: Error) -> NotifyWatchResult:
        return NotifyWatchResult(notify_watcher_id="", error=error)

    return NotifyWatchResults(results=each(entities, one, failed))


@answers(Controller.watch_all_models)
def watch_all_models(call: Call) -> AllWatcherId:
    """A watcher of every model."""
    call.need_superuser()
    if call.juju >= (4, 0):
        raise Refused("WatchAllModels not implemented", "not implemented")
    return AllWatcherId(watcher_id=call.watch(AllWatch(call.simulation, "AllModelWatcher")))


@answers(Controller.watch_all_model_summaries)
def watch_all_model_summaries(call: Call) -> SummaryWatcherID:
    """A watcher of the summaries of every model."""
    call.need_superuser()
    return _summaries(call, "")


@answers(Controller.watch_model_summaries)
def watch_model_summaries(call: Call) -> SummaryWatcherID:
    """A watcher of the summaries of the models that the user sees."""
    return _summaries(call, call.user)


def _summaries(call: Call, user: str) -> SummaryWatcherID:
    if call.juju >= (4, 0):
        raise Refused(f"{call.method} not supported", "not supported")
    return SummaryWatcherID(watcher_id=call.watch(SummaryWatch(call.simulation, user)))
