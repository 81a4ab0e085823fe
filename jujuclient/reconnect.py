"""A connection that is made again when it has ended.

    line = Reconnecting(access.open)
    line.rpc("Client", "FullStatus")      # opens; and opens anew after the line broke

A call whose answer never came may have been carried out, so it is not repeated: it ends with its
``ConnectionLost``, and the next call has a new line. What reads only may say ``again=True``. A call
that an upgrade kept from running was refused, so it is repeated whatever it is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import EllipsisType, TracebackType
from typing import TYPE_CHECKING

from jujuclient.errors import ConnectionLost
from jujuclient.opening import is_upgrading, patiently

if TYPE_CHECKING:
    from jujuclient.connection import Connection, Params
    from jujuclient.wire.messages import Answer

RETRIES = 8
"""Tries beyond the first: with their pauses, about a minute."""


class Reconnecting:
    """Calls that outlive the line they are made on; many threads may use one.

    Ids of watchers belong to a line, so watches have to be begun anew on a new one: see
    ``generation``.

    Args:
        open: makes a connection, logged in; ``Access.open`` does.
        retries: how many times it is tried again, after pauses of a half to ten seconds.
    """

    def __init__(self, open: Callable[[], Connection], *, retries: int = RETRIES) -> None:
        self._open = open
        self._retries = retries
        self._lock = threading.Lock()
        self._made: Connection | None = None
        self._generation = 0
        self._closed = False

    @property
    def connection(self) -> Connection:
        """The line, opened when there is none or the last one has ended.

        Raises:
            ConnectionLost: ``close`` was called.
            JujuError: it cannot be opened; what may pass was tried again before.
        """
        with self._lock:
            if self._closed:
                raise ConnectionLost("the connection was closed on this side; make a new one")
            if self._made is None or self._made.closed:
                self._made = patiently(self._open, self._retries, what="connecting")
                self._generation += 1
            return self._made

    @property
    def generation(self) -> int:
        """How many lines there were; what belongs to a line is stale once it has changed."""
        return self._generation

    def rpc(
        self,
        facade: str,
        method: str,
        params: Params = None,
        *,
        version: int | None = None,
        id: str = "",
        timeout: float | EllipsisType | None = ...,
        again: bool = False,
    ) -> Answer:
        """Call a method, on a new line when the last one has ended.

        Args:
            again: repeat it on a new line when the line broke before the answer; for what may be
                carried out twice.

        Other arguments and errors are those of ``Connection.rpc``.
        """

        def step() -> Answer:
            return self.connection.rpc(facade, method, params, version=version, id=id, timeout=timeout)

        def when(error: BaseException) -> bool:
            return is_upgrading(error) or (again and isinstance(error, ConnectionLost) and not self._closed)

        return patiently(step, self._retries, when=when, what=f"{facade}.{method}")

    def close(self) -> None:
        """Close the line, for good."""
        self._closed = True
        made = self._made
        if made is not None:
            made.close()

    def __enter__(self) -> Reconnecting:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Reconnecting {self._made!r}>"
