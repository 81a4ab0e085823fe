"""AllEnvWatcher: the deltas of an all watcher; see ``fakejuju.deltas``."""

from __future__ import annotations

from fakejuju.handlers.call import Call
from jujuclient.facades.all_env_watcher import AllEnvWatcher
from jujuclient.facades.common import AllWatcherNextResults
from jujuclient.wire.schema import answers


@answers(AllEnvWatcher.next)
def next_deltas(call: Call) -> AllWatcherNextResults:
    """What changed since the last answer; it waits for it."""
    call.watchers.get(call.id, call.facade).ask(call.respond)
    call.park()


@answers(AllEnvWatcher.stop)
def stop(call: Call) -> None:
    """End the watcher."""
    call.watchers.stop(call.id, call.facade)
