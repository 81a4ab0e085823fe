"""Controller: watchers of all models."""

from __future__ import annotations

from fakejuju.handlers.call import Call, denied, each
from jujuclient.facades.common import Entity, Error, NotifyWatchResult, NotifyWatchResults
from jujuclient.facades.controller import Controller
from jujuclient.wire.schema import answers


@answers(Controller.watch_cloud_specs_changes)
def watch_cloud_specs_changes(call: Call, entities: list[Entity]) -> NotifyWatchResults:
    """Recorded on 2.9.52 and 3.6.28: permission denied to the administrator too; it is for agents."""

    def one(entity: Entity) -> NotifyWatchResult:
        denied()

    def failed(error: Error) -> NotifyWatchResult:
        return NotifyWatchResult(notify_watcher_id="", error=error)

    return NotifyWatchResults(results=each(entities, one, failed))
