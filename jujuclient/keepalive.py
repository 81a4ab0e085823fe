"""Pings that keep lines open: one thread for all connections, and none while nobody wants any.

A round sends to every connection whose time has come before it waits for the first answer, so
that lines that are dead hold up the others once, and no longer than one answer may take. The
thread ends with the last connection.
Source: the wire facts, section 5: the juju command pings each minute and gives up after 30 s.
"""

from __future__ import annotations

import contextlib
import threading
import weakref
from collections.abc import Iterator
from time import monotonic
from typing import TYPE_CHECKING

from jujuclient.errors import DeadlineExceeded, JujuError

if TYPE_CHECKING:
    from jujuclient.connection import Connection
    from jujuclient.line import Sent

EVERY = 60.0
"""Seconds between two pings, as the juju command has it."""
PATIENCE = 30.0
"""Seconds that an answer may take."""


class _Kept:
    """A connection, how often to ping it, and when next."""

    def __init__(self, connection: Connection, every: float, patience: float) -> None:
        self.connection = weakref.ref(connection)
        self.every = every
        self.patience = patience
        self.due = monotonic() + every

    @property
    def alive(self) -> bool:
        """False once it was closed, or nobody holds it."""
        connection = self.connection()
        return connection is not None and not connection.closed


class Keeper:
    """Pings connections from a thread of its own, which lives as long as there are any."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._kept: list[_Kept] = []
        self._thread: threading.Thread | None = None

    def keep(self, connection: Connection, every: float = EVERY, patience: float = PATIENCE) -> None:
        """Ping a connection until it is closed."""
        with self._changed:
            self._kept.append(_Kept(connection, every, patience))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="jujuclient-keepalive", daemon=True)
                self._thread.start()
            self._changed.notify()

    @property
    def running(self) -> bool:
        """Whether its thread is there."""
        return self._thread is not None

    def _run(self) -> None:
        while due := self._next():
            ping(due)

    def _next(self) -> list[_Kept]:
        """Those whose time has come, waiting for it; none when no connection is left."""
        with self._changed:
            while True:
                self._kept = [one for one in self._kept if one.alive]
                if not self._kept:
                    self._thread = None
                    return []
                now = monotonic()
                due = [one for one in self._kept if one.due <= now]
                for one in due:
                    one.due = now + one.every
                if due:
                    return due
                self._changed.wait(min(one.due for one in self._kept) - now)


def ping(kept: list[_Kept]) -> None:
    """Send to all, then wait for all; a line that does not answer is ended."""
    sent: list[tuple[Connection, Sent]] = []
    for one in kept:
        connection = one.connection()
        if connection is None:
            continue
        with _ending(connection):
            sent.append((connection, connection._begin_ping(one.patience)))
    for connection, waiting in sent:
        with _ending(connection):
            connection._finish(waiting)


@contextlib.contextmanager
def _ending(connection: Connection) -> Iterator[None]:
    """End a connection that does not answer; one that has ended is nobody's concern here."""
    try:
        yield
    except DeadlineExceeded as error:
        connection._break(error)
    except JujuError:
        pass


_keeper = Keeper()
keep = _keeper.keep
"""Ping a connection each so many seconds, until it is closed."""
