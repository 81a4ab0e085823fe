"""NotifyWatcher: a watcher that tells only that something changed."""

from __future__ import annotations

from jujuclient.wire.schema import Facade, call


class NotifyWatcher(Facade, name="NotifyWatcher", versions=(0, 1), juju1=(0,)):
    """A watcher that tells only that something changed."""

    @call("Next", parks=True)
    def next(self) -> None:
        """Wait for the next change; it tells only that there was one."""

    @call("Stop")
    def stop(self) -> None:
        """End the watcher; a ``next`` that waits fails with code ``stopped``."""
