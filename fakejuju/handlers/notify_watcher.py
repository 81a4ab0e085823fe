"""NotifyWatcher: something changed."""

from __future__ import annotations

from fakejuju.handlers.call import Call
from jujuclient.facades.notify_watcher import NotifyWatcher
from jujuclient.wire.schema import answers


@answers(NotifyWatcher.next)
def wait(call: Call) -> None:
    """Wait for the next change."""
    call.watchers.get(call.id, call.facade).ask(call.respond)
    call.park()


@answers(NotifyWatcher.stop)
def stop(call: Call) -> None:
    """End the watcher."""
    call.watchers.stop(call.id, call.facade)
