"""AllWatcher: the watcher that ``Client.watch_all`` starts."""

from __future__ import annotations

from jujuclient.facades.common import AllWatcherNextResults
from jujuclient.wire.schema import Facade, call


class AllWatcher(Facade, name="AllWatcher", versions=range(4), juju1=(0,)):
    """The watcher that ``Client.watch_all`` starts. Up to Juju 3.6."""

    @call("Next", parks=True)
    def next(self) -> AllWatcherNextResults:
        """Wait for changes in the model.

        The first answer is the whole state; from 2.0 it comes at once even if empty.
        """

    @call("Stop")
    def stop(self) -> None:
        """End the watcher; a ``next`` that waits fails with "watcher was stopped"."""
