"""ModelSummaryWatcher: the summaries of models; see ``fakejuju.summaries``."""

from __future__ import annotations

from fakejuju.handlers.call import Call
from jujuclient.facades.model_summary_watcher import ModelSummaryWatcher, SummaryWatcherNextResults
from jujuclient.wire.schema import answers


@answers(ModelSummaryWatcher.next)
def next_summaries(call: Call) -> SummaryWatcherNextResults:
    """The summaries that changed since the last answer; it waits for them."""
    call.watchers.get(call.id, call.facade).ask(call.respond)
    call.park()


@answers(ModelSummaryWatcher.stop)
def stop(call: Call) -> None:
    """End the watcher."""
    call.watchers.stop(call.id, call.facade)
