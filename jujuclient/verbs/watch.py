"""Watching a model: its changes one by one, as typed deltas, and the model kept up to date."""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable, Iterable
from types import EllipsisType, TracebackType
from typing import TYPE_CHECKING

from jujuclient import facades
from jujuclient.deltas import Delta, ModelState, read
from jujuclient.errors import (
    APIError,
    ConnectionFailed,
    DeadlineExceeded,
    JujuError,
    TryAgain,
    UpgradeInProgress,
)
from jujuclient.verbs.base import Verbs
from jujuclient.wire.messages import Dialect

if TYPE_CHECKING:
    from jujuclient.connection import Connection
    from jujuclient.deadline import Deadline

POLL = 1.0
"""Seconds between statuses, where deltas are made from them."""

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
"""Seconds before a lost connection is opened again: the first time, and at most."""

_BUSY = (ConnectionFailed, UpgradeInProgress, TryAgain)


class WatchClosed(JujuError):
    """The watch was closed on this side; a loop over it ends."""


class ModelWatch:
    """The deltas of a model; iterate it, or call ``next``. It has a connection of its own.

        with model.watch(timeout=60) as changes:
            for delta in changes:
                if delta.kind == "unit" and delta.entity.workload_status.current == "error":
                    break

    The first deltas are everything there is. A connection that is lost is opened again, with
    back-off; what changed meanwhile is told then, and nothing is told twice. From 4.0 on, where
    controllers have no such watcher, the same deltas are made from successive statuses.
    ``close`` may be called from another thread: a loop that waits then ends.

    Attributes:
        state: the model as far as deltas were handed out.
        resumed: how often a lost connection was opened again.
        caught_up: True once everything that was there at the beginning has come.
    """

    def __init__(
        self,
        open: Callable[[], Connection],
        *,
        timeout: float | None = None,
        poll: float = POLL,
        patience: float | None = 60.0,
    ) -> None:
        """Open the connection; ``Model.watch`` says what the arguments are."""
        from jujuclient.deadline import Deadline

        self.state = ModelState()
        self.resumed = 0
        self.caught_up = False
        self._open = open
        self._deadline = Deadline(timeout, "a change of the model")
        self._poll = poll
        self._patience = patience
        self._waiting: deque[Delta] = deque()
        self._closed = threading.Event()
        self._connection = open()
        self._call_timeout = self._connection.call_timeout
        self._source: _Watcher | _Poller | None = None
        self._trouble: Deadline | None = None
        self._pause = FIRST_PAUSE

    # --- iterating -----------------------------------------------------------------------------

    def __iter__(self) -> ModelWatch:
        return self

    def __next__(self) -> Delta:
        try:
            return self.next()
        except WatchClosed:
            raise StopIteration from None
        except JujuError:  # the loop is over, and nobody may be left to close it
            self.close()
            raise

    def next(self, timeout: float | EllipsisType | None = ...) -> Delta:
        """Wait for the next delta.

        Args:
            timeout: seconds; without it, until the deadline of the watch. The watch can be used
                on after its end.

        Raises:
            DeadlineExceeded: nothing changed in time.
            ConnectionFailed: the connection was lost, and could not be opened again.
            APIError: the controller refuses: the model is gone, or the user may not see it.
            WatchClosed: it was closed.
        """
        from jujuclient.deadline import Deadline

        deadline = self._deadline
        if not isinstance(timeout, EllipsisType):
            left = self._deadline.remaining()
            seconds = left if timeout is None else timeout if left is None else min(timeout, left)
            deadline = Deadline(seconds, "a change of the model")
        while True:
            while not self._waiting:
                self._more(deadline)
            delta = self._waiting.popleft()
            if self.state.apply(delta):  # controllers tell the same at times, when they wrote it again
                return delta

    def catch_up(self) -> ModelState:
        """Bring ``state`` up to all that is there, without waiting for a change; none is handed out.

        In an empty environment Juju 1 tells nothing, and this waits for the first thing in it.
        """
        while not self.caught_up:
            self._more(self._deadline)
        while self._waiting:
            self.state.apply(self._waiting.popleft())
        return self.state

    def _more(self, deadline: Deadline) -> None:
        """Get further deltas; there may be none."""
        if self._closed.is_set():
            raise WatchClosed("the watch was closed")
        try:
            self._waiting.extend(self._ask(deadline))
            self.caught_up, self._trouble = True, None
        except DeadlineExceeded as error:
            over = next((one for one in (self._deadline, deadline) if one.expired), None)
            if over is None:  # one call took too long
                raise
            raise over.exceeded() from error
        except (ConnectionFailed, APIError) as error:
            if self._closed.is_set():
                raise WatchClosed("the watch was closed") from None
            if not (isinstance(error, _BUSY) or _ended(error)):
                raise
            self._again(error, deadline)

    def _ask(self, deadline: Deadline) -> Iterable[Delta]:
        """New deltas; a new watcher tells everything, of which only what is not known counts."""
        left = deadline.remaining()
        self._connection.call_timeout = self._call_timeout if left is None else left
        if self._source is None:
            source = _source(self._connection, self._poll, self._closed)
            told = source.whole(deadline)
            self._source = source
            return self.state.catch_up(told)
        try:
            return self._source.more(deadline, self.state)
        except DeadlineExceeded:
            if not self._source.lasting:
                self._source = None
            raise

    def _again(self, cause: Exception, deadline: Deadline) -> None:
        """Open another connection, trying until it works, patience ends, or the deadline comes."""
        from jujuclient.deadline import Deadline

        self._source = None
        self._connection.close()
        if self._trouble is None:
            self._trouble, self._pause = Deadline(self._patience, ""), FIRST_PAUSE
        while True:
            if self._trouble.expired:
                raise cause
            left = [one for one in (self._trouble.remaining(), deadline.remaining()) if one is not None]
            if self._closed.wait(min([self._pause, *left])):
                raise WatchClosed("the watch was closed")
            if deadline.expired:
                raise deadline.exceeded() from cause
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
            try:
                self._connection = self._open()
            except _BUSY as error:
                cause = error
                continue
            self.resumed += 1
            if self._closed.is_set():
                self._connection.close()
            return

    # --- the end -------------------------------------------------------------------------------

    @property
    def connection(self) -> Connection:
        """The connection that it uses now."""
        return self._connection

    def close(self) -> None:
        """End the watch and its connection; a thread that waits in it goes on."""
        self._closed.set()
        self._connection.close()

    def __del__(self) -> None:
        # A loop that breaks off leaves nobody who could close it.
        with contextlib.suppress(Exception):
            self.close()

    def __enter__(self) -> ModelWatch:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<ModelWatch {self.state!r}{' closed' if self._closed.is_set() else ''}>"


def _ended(error: Exception) -> bool:
    """Whether a watcher ended at the controller, which is going down or was started anew."""
    code, message = getattr(error, "code", ""), getattr(error, "message", "")
    return (code in ("stopped", "not found") and "watcher" in message) or "watcher was stopped" in message


def has_watcher(connection: Connection) -> bool:
    """Whether the controller has an all watcher: up to 3.6 every one does; 1.18 does not list it."""
    return connection.dialect is Dialect.JUJU1 or bool(connection.offered.get("AllWatcher"))


def _source(connection: Connection, poll: float, closed: threading.Event) -> _Watcher | _Poller:
    if has_watcher(connection):
        return _Watcher(connection)
    return _Poller(connection, poll, closed)


class _Watcher:
    """Deltas of an all watcher of the controller."""

    lasting = False
    """A wait that ends in vain ends the watcher, too: its answer would be lost."""

    def __init__(self, connection: Connection) -> None:
        self._watch: facades.watching.AllWatch = facades.watching.watch(
            connection, connection.facade(facades.client.Client).watch_all()
        )

    def whole(self, deadline: Deadline) -> list[Delta]:
        """The first answer: everything there is."""
        return self.more(deadline)

    def more(self, deadline: Deadline, known: ModelState | None = None) -> list[Delta]:
        """Wait for the next answer."""
        return [read(raw) for raw in self._watch.next(deadline.remaining())]


class _Poller:
    """Deltas made from successive statuses."""

    lasting = True

    def __init__(self, connection: Connection, poll: float, closed: threading.Event) -> None:
        self._client = connection.facade(facades.client.Client)
        self._model = connection.model_tag.partition("-")[2]
        self._poll = poll
        self._closed = closed

    def whole(self, deadline: Deadline) -> list[Delta]:
        """Everything that a status tells."""
        from jujuclient.polling import whole_state

        return whole_state(self._client.full_status(), self._model)

    def more(self, deadline: Deadline, known: ModelState) -> list[Delta]:
        """What differs in a status a little later; nothing where nothing does."""
        left = deadline.remaining()
        if left == 0:
            raise deadline.exceeded()
        if self._closed.wait(self._poll if left is None else min(self._poll, left)):
            raise WatchClosed("the watch was closed")
        return known.catch_up(self.whole(deadline))


class WatchVerbs(Verbs):
    """Watching a model."""

    def watch(
        self, timeout: float | None = None, *, poll: float = POLL, patience: float | None = 60.0
    ) -> ModelWatch:
        """The changes of this model as typed deltas, on a connection of their own.

            for delta in model.watch(timeout=60):
                print(delta)

        The first deltas are everything there is. See ``ModelWatch``.

        Args:
            timeout: seconds for the whole watch, in any thread; then ``DeadlineExceeded`` is
                raised. None watches until it is closed.
            poll: seconds between statuses, where there is no watcher (4.0 and later).
            patience: seconds to try for when the connection is lost; None tries on for ever,
                0 does not try again.

        Raises:
            ConnectionFailed: the second connection could not be made.
        """
        return ModelWatch(self.access.open, timeout=timeout, poll=poll, patience=patience)
