"""StringsWatcher: a watcher of strings, such as ids or messages."""

from __future__ import annotations

from jujuclient.facades.common import StringsWatchResult
from jujuclient.wire.schema import Facade, call


class StringsWatcher(Facade, name="StringsWatcher", versions=(0, 1), juju1=(0,)):
    """A watcher of strings, such as ids or messages."""

    @call("Next", parks=True)
    def next(self) -> StringsWatchResult:
        """Wait for the next change; answers with the strings that changed."""

    @call("Stop")
    def stop(self) -> None:
        """End the watcher; a ``next`` that waits fails with code ``stopped``."""
