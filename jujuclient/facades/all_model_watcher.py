"""AllModelWatcher: the watcher that ``Controller.watch_all_models`` starts."""

from __future__ import annotations

from jujuclient.facades.common import AllWatcherNextResults
from jujuclient.wire.schema import Facade, call


class AllModelWatcher(Facade, name="AllModelWatcher", versions=range(2, 5)):
    """The watcher that ``Controller.watch_all_models`` starts. Juju 2.0 to 3.6."""

    @call("Next", parks=True)
    def next(self) -> AllWatcherNextResults:
        """Wait for changes in any model; the first answer is the whole state."""

    @call("Stop")
    def stop(self) -> None:
        """End the watcher; a ``next`` that waits fails with "watcher was stopped"."""
