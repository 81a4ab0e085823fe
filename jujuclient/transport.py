"""One websocket over TLS, behind ``send``, ``receive`` and ``close``, each with a deadline.

websocket-client does the upgrade and all frames but whole texts; it is imported on the first dial, because it
costs as much as the rest of the package together. Between it and the socket stands ``stream``.

One thread reads at a time, and whoever owns the transport sees to that; any number may send.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any

from jujuclient.address import Address
from jujuclient.deadline import Deadline
from jujuclient.errors import (
    ConnectionFailed,
    ConnectionLost,
    DeadlineExceeded,
    FrameTooBig,
    ProtocolError,
)
from jujuclient.frames import text_frame
from jujuclient.stream import Stream

if TYPE_CHECKING:
    import ssl

_SWITCHED = 101
_GOODBYE = 1.0
"""Seconds to wait for the other side's close frame."""


class _Translated:
    """Turns what OpenSSL, the socket and websocket-client raise into errors of this package."""

    __slots__ = ("_address", "_foreign")

    def __init__(self, address: Address) -> None:
        from websocket import WebSocketException

        self._address = address
        self._foreign: type[Exception] = WebSocketException

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if error is None or isinstance(error, (ConnectionFailed, DeadlineExceeded)):
            return
        if isinstance(error, self._foreign):
            raise ProtocolError(
                f"{self._address} sent a frame that is no websocket frame: {error}"
            ) from error
        if isinstance(error, UnicodeDecodeError):
            raise ProtocolError(f"{self._address} sent a text frame that is not UTF-8: {error}") from error
        if isinstance(error, OSError):
            raise ConnectionLost(f"the connection to {self._address} broke: {in_words(error)}") from error


class Transport:
    """A websocket that is open.

    Attributes:
        address: where it leads.
        path: what the upgrade asked for.
        torn: True once a frame was sent only in part; nothing can be sent any more.
    """

    def __init__(
        self,
        sock: ssl.SSLSocket,
        address: Address,
        path: str,
        deadline: Deadline,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        import websocket

        self.address = address
        self.path = path
        self.torn = False
        self._stream = Stream(sock, deadline)
        self._sending = threading.Lock()
        self._parts: list[bytes] = []
        self._limit: int | None = None
        self._translated = _Translated(address)
        self._abnf = websocket.ABNF
        self._socket: Any = websocket.WebSocket(skip_utf8_validation=True, enable_multithread=False)
        self._upgrade(websocket, deadline, headers or {})
        # The frames come straight from the stream: its errors are not websocket-client's to rewrite.
        self._frames: Any = websocket.frame_buffer(self._stream.recv, True)

    def _upgrade(self, websocket: Any, deadline: Deadline, headers: Mapping[str, str]) -> None:
        try:
            self._socket.connect(
                f"wss://{self.address}{self.path}",
                socket=self._stream,
                suppress_origin=True,
                header=dict(headers),
                redirect_limit=0,
            )
        except websocket.WebSocketBadStatusException as error:
            body = (error.resp_body or b"").decode(errors="replace").strip()
            raise ConnectionFailed(
                f"HTTP {error.status_code} to the websocket upgrade of {self.path}"
                + (f": {body}" if body else "")
            ) from error
        except websocket.WebSocketTimeoutException:
            raise deadline.exceeded() from None
        except websocket.WebSocketException as error:
            raise ConnectionFailed(f"no websocket upgrade of {self.path}: {error}") from error
        status = self._socket.getstatus()
        if status != _SWITCHED:  # up to 1.8, a redirection that is not followed passes as an upgrade
            raise ConnectionFailed(f"no websocket upgrade of {self.path}: HTTP {status}")

    @property
    def waiting(self) -> bool:
        """True when the reader was waiting, so that an exception out of ``receive`` lost nothing."""
        return self._stream.waiting

    def limit(self, size: int | None) -> None:
        """Refuse messages over so many bytes as soon as a frame's header tells its length."""
        self._limit = size
        if size is None:
            return
        frames, read_length = self._frames, self._frames.recv_length

        def recv_length() -> None:
            read_length()
            total = frames.length + sum(map(len, self._parts))
            if total > size:
                raise FrameTooBig(total, size)

        frames.recv_length = recv_length

    def send(self, text: str, deadline: Deadline) -> None:
        """Send one text frame.

        Raises:
            DeadlineExceeded: the other side does not read; see ``torn``.
            ConnectionLost: the line broke.
        """
        self._send(text_frame(text.encode(), masked=True), deadline)

    def _send(self, frame: bytes, deadline: Deadline) -> None:
        lock = self._sending
        if not lock.acquire(blocking=False):
            left = deadline.remaining()
            if not lock.acquire(timeout=-1 if left is None else left):
                raise deadline.exceeded()
        try:
            with self._translated:
                self._stream.send(frame, deadline)
        except BaseException:
            self.torn = True
            raise
        finally:
            lock.release()

    def receive(self, deadline: Deadline) -> str:
        """The next message, whole; pings are answered on the way.

        A deadline in the middle of a frame loses nothing: the next ``receive`` goes on there.

        Raises:
            DeadlineExceeded: nothing came.
            ConnectionLost: the line broke, or the controller closed it (the error says how).
            FrameTooBig: the message is over the limit.
            ProtocolError: what came is no websocket frame or not UTF-8.
        """
        self._stream.deadline = deadline
        self._stream.waiting = False
        abnf = self._abnf
        with self._translated:
            while True:
                text = self._whole_text()
                if text is not None:
                    return text.decode()
                frame = self._frames.recv_frame()
                opcode = frame.opcode
                if opcode in (abnf.OPCODE_TEXT, abnf.OPCODE_BINARY, abnf.OPCODE_CONT):
                    if (opcode == abnf.OPCODE_CONT) != bool(self._parts):
                        raise ProtocolError(f"{self.address} mixed up the parts of its messages")
                    if not frame.fin or self._parts:
                        self._parts.append(frame.data)
                    if frame.fin:
                        data: bytes = b"".join(self._parts) if self._parts else frame.data
                        self._parts.clear()
                        return data.decode()
                elif opcode == abnf.OPCODE_PING:
                    self._send(abnf.create_frame(frame.data, abnf.OPCODE_PONG).format(), deadline)
                elif opcode == abnf.OPCODE_CLOSE:
                    raise self._closed_by(frame.data)

    def _whole_text(self) -> bytes | None:
        """The next message, where it is one frame that is all there: nearly always."""
        frames = self._frames
        if self._parts or frames.header is not None or frames.recv_buffer:
            return None  # in the middle of one that is not
        return self._stream.whole_text(self._limit)

    def _closed_by(self, data: bytes) -> ConnectionLost:
        """Answer a close frame, and say what was in it."""
        abnf = self._abnf
        with contextlib.suppress(ConnectionFailed, DeadlineExceeded):
            self._send(abnf.create_frame(data, abnf.OPCODE_CLOSE).format(), Deadline(_GOODBYE, "a goodbye"))
        code = f"close code {int.from_bytes(data[:2], 'big')}" if data else "no close code"
        reason = data[2:].decode(errors="replace")
        return ConnectionLost(
            f"the controller closed the connection: {code}" + (f", {reason}" if reason else "")
        )

    def goodbye(self, code: int = 1000, *, drain: bool = True) -> None:
        """Send a close frame and, if ``drain``, wait a second at most for the answer to it."""
        deadline = Deadline(_GOODBYE, "the controller's close frame")
        abnf = self._abnf
        with contextlib.suppress(ConnectionFailed, DeadlineExceeded, ProtocolError, FrameTooBig):
            if not self.torn:
                self._send(abnf.create_frame(code.to_bytes(2, "big"), abnf.OPCODE_CLOSE).format(), deadline)
                while drain:
                    self.receive(deadline)

    def shutdown(self) -> None:
        """End the line at once; whoever waits in ``receive`` or ``send`` wakes up."""
        self._stream.shutdown()

    def close(self) -> None:
        """Give the socket back; the reader has left, senders are waited for."""
        self._stream.shutdown()
        with self._sending:
            self._stream.close()


def in_words(error: BaseException) -> str:
    """An error in words; some of the system's have none."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
