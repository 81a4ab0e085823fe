"""What stands between websocket-client and the socket: it reads ahead, and knows deadlines.

A frame is one read where it fits, and no thread ever blocks inside TLS, so that one may read while
others write (OpenSSL allows no two threads at once in one connection).
"""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from jujuclient.deadline import Deadline
from jujuclient.errors import ConnectionLost
from jujuclient.frames import text_at

if TYPE_CHECKING:
    import ssl

_READ_AHEAD = 65536


class Stream:
    """What websocket-client takes for a socket: it reads ahead and knows deadlines.

    Attributes:
        deadline: for reading; whoever reads sets it.
        waiting: True while the reader waits with nothing half done, so that an interrupt loses nothing.
    """

    def __init__(self, sock: ssl.SSLSocket, deadline: Deadline) -> None:
        import ssl

        self.deadline = deadline
        self.waiting = False
        self._socket = sock
        self._tls = threading.Lock()
        self._again = (ssl.SSLWantReadError, ssl.SSLWantWriteError)
        self._ahead = b""
        self._at = 0
        sock.setblocking(False)
        self._readable = _readiness(sock, writing=False)
        self._writable = _readiness(sock, writing=True)

    def recv(self, size: int) -> bytes:
        """One to ``size`` bytes."""
        ahead, at = self._ahead, self._at
        if at == len(ahead):
            ahead, at = self._ahead, self._at = self._read(), 0
        self._at = end = at + size
        if end >= len(ahead):
            self._at = len(ahead)
            return ahead[at:] if at else ahead
        return ahead[at:end]

    def whole_text(self, limit: int | None) -> bytes | None:
        """The text of the next frame; None, and nothing is taken, unless it is short enough and all there."""
        if self._at == len(self._ahead):
            self._ahead, self._at = self._read(), 0
        found = text_at(self._ahead, self._at)
        if found is None or (limit is not None and found[1] - found[0] > limit):
            return None
        self._at = found[1]
        return self._ahead[found[0] : found[1]]

    def _read(self) -> bytes:
        deadline = self.deadline
        while True:
            # A read takes a whole TLS record, so nothing is ever left behind inside OpenSSL.
            self.waiting = True
            while not self._readable(deadline.remaining()):
                if deadline.expired:
                    raise deadline.exceeded()
            self.waiting = False
            try:
                with self._tls:
                    data = self._socket.recv(_READ_AHEAD)
            except self._again:
                continue
            if not data:
                raise ConnectionLost("the controller hung up without a close frame")
            return data

    def send(self, data: bytes, deadline: Deadline | None = None) -> int:
        """Send all of it; after any error the stream is torn and must be closed."""
        deadline = deadline or self.deadline
        rest: bytes | memoryview = data
        while True:
            try:
                with self._tls:
                    sent = self._socket.send(rest)
            except self._again:
                if not self._writable(deadline.remaining()) and deadline.expired:
                    raise deadline.exceeded() from None
                continue
            if sent == len(rest):
                return len(data)
            rest = memoryview(rest)[sent:]

    def gettimeout(self) -> float:
        """0: websocket-client shall not wait itself."""
        return 0.0

    def shutdown(self) -> None:
        """End both directions; threads that wait here wake up."""
        with contextlib.suppress(OSError):
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def close(self) -> None:
        """Give the socket back; nobody may be waiting any more."""
        self._socket.close()


def _readiness(sock: socket.socket, *, writing: bool) -> Callable[[float | None], bool]:
    """A function that waits so many seconds (None: long) and says whether the socket is ready."""
    if not hasattr(select, "poll"):  # Windows
        none: list[socket.socket] = []
        pair = (none, [sock]) if writing else ([sock], none)
        return lambda seconds: any(select.select(*pair, none, seconds))
    poller = select.poll()
    poller.register(sock, select.POLLOUT if writing else select.POLLIN)
    poll = poller.poll
    return lambda seconds: bool(poll(None if seconds is None else min(seconds, 86400) * 1000))
