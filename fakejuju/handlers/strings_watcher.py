"""StringsWatcher: words that tell what changed."""

from __future__ import annotations

from functools import partial
from typing import Any

from fakejuju.handlers.call import Call
from jujuclient.facades.common import StringsWatchResult
from jujuclient.facades.strings_watcher import StringsWatcher
from jujuclient.wire.schema import answers


@answers(StringsWatcher.next)
def wait(call: Call) -> StringsWatchResult:
    """Wait for the next words."""
    call.watchers.get(call.id, call.facade).ask(partial(_answer, call))
    call.park()


def _answer(call: Call, told: Any) -> None:
    # Recorded on 2.9.52 and 3.6.28: the watcher's id is there, and empty.
    words = isinstance(told, list)
    call.respond(StringsWatchResult(watcher_id="", changes=told) if words else told)


@answers(StringsWatcher.stop)
def stop(call: Call) -> None:
    """End the watcher."""
    call.watchers.stop(call.id, call.facade)
