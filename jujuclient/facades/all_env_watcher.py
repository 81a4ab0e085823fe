"""AllEnvWatcher: the watcher that ``SystemManager.watch_all_envs`` starts."""

from __future__ import annotations

from jujuclient.facades.common import AllWatcherNextResults
from jujuclient.wire.schema import Facade, call


class AllEnvWatcher(Facade, name="AllEnvWatcher", versions=(1,), juju1=(1,)):
    """The watcher that ``SystemManager.watch_all_envs`` starts. Juju 1.25 only."""

    @call("Next", parks=True)
    def next(self) -> AllWatcherNextResults:
        """Wait for changes in any environment; the first answer is the whole state."""

    @call("Stop")
    def stop(self) -> None:
        """End the watcher; a ``next`` that waits fails with "watcher was stopped"."""
