"""Watchers at the controller: what a connection has open, and what each has yet to tell.

A watcher is asked by ``Next``. It answers at once when it has something to tell, else it keeps
who asks until it has. After each transaction the simulation calls ``wake`` on those that wait.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fakejuju.refused import Refused
from jujuclient.wire.messages import Failure

if TYPE_CHECKING:
    from fakejuju.simulation import Simulation
    from fakejuju.state.store import Commit

Respond = Callable[[Any], None]
NOTHING = object()
"""A watcher has nothing to tell."""


class Watcher:
    """The base: a queue of who asks, and ``take`` for what there is to tell.

    Attributes:
        facade: the one that asks it, such as ``NotifyWatcher``.
    """

    facade = ""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.asking: deque[Respond] = deque()
        self.stopped = False

    def heard(self, commit: Commit) -> None:
        """A transaction was made. Only while the watcher is open."""

    def take(self) -> Any:
        """The next thing to tell, or ``NOTHING``."""
        raise NotImplementedError

    def ask(self, respond: Respond) -> None:
        """Answer now or keep the question."""
        self.asking.append(respond)
        self.wake()

    def wake(self) -> None:
        """Answer those who ask for as long as there is something to tell."""
        while self.asking:
            told = self.take()
            if told is NOTHING:
                return
            self.asking.popleft()(told)

    def leave(self) -> None:
        """Forget what is kept for it; called once."""

    def stop(self) -> None:
        """End it: who still asks is told so."""
        self.stopped = True
        while self.asking:
            self.asking.popleft()(self.ended())

    def ended(self) -> Failure:
        """What who still asks is told at the end."""
        return self.simulation.watcher_stopped()


class NotifyWatcher(Watcher):
    """Tells that something changed; the creating call has told the first time."""

    facade = "NotifyWatcher"

    def __init__(self, simulation: Simulation, concerns: Callable[[Commit], bool]) -> None:
        super().__init__(simulation)
        self.concerns = concerns
        self.pending = False

    def heard(self, commit: Commit) -> None:
        """Note whether it concerns this watcher."""
        self.pending = self.pending or self.concerns(commit)

    def take(self) -> Any:
        """None is the whole answer."""
        if not self.pending:
            return NOTHING
        self.pending = False
        return None


class StringsWatcher(Watcher):
    """Tells words: those of the changes since the last answer, each once, in order."""

    facade = "StringsWatcher"

    def __init__(self, simulation: Simulation, words: Callable[[Commit], list[str]]) -> None:
        super().__init__(simulation)
        self.words = words
        self.pending: dict[str, None] = {}

    def heard(self, commit: Commit) -> None:
        """Keep the words of a change."""
        for word in self.words(commit):
            self.pending.pop(word, None)
            self.pending[word] = None

    def take(self) -> Any:
        """The words."""
        if not self.pending:
            return NOTHING
        told, self.pending = list(self.pending), {}
        return told


class Watchers:
    """The watchers of one connection, by id: one counter for all kinds."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self._open: dict[str, Watcher] = {}
        self._made = 0

    def add(self, watcher: Watcher) -> str:
        """Keep a watcher; its id."""
        self._made += 1
        id = self.simulation.watcher_id(self._made)
        self._open[id] = watcher
        self.simulation.watching[watcher] = None
        return id

    def get(self, id: str, facade: str) -> Watcher:
        """The watcher of an id, or Juju's word for none."""
        found = self._open.get(id)
        if found is None or found.facade != facade:
            failure = self.simulation.series.unknown_watcher()
            raise Refused(failure.message, failure.code)
        return found

    def stop(self, id: str, facade: str) -> None:
        """Stop one."""
        watcher = self.get(id, facade)
        del self._open[id]
        self.simulation.watching.pop(watcher, None)
        watcher.leave()
        # Recorded: the answer to Stop comes before the one to the Next that waits.
        self.simulation.soon(watcher.stop)

    def close(self) -> None:
        """The connection is gone, and nobody is told."""
        for watcher in self._open.values():
            watcher.asking.clear()
            watcher.stopped = True
            self.simulation.watching.pop(watcher, None)
            watcher.leave()
        self._open.clear()


def stopped_failure(version: tuple[int, int]) -> Failure:
    """What a waiting Next is told when its watcher is stopped."""
    if version >= (4, 0):
        return Failure(
            "expected an error from *eventsource.NamespaceWatcher, got nil: watcher has been stopped",
            "stopped",
        )
    return Failure("watcher has been stopped", "stopped")
