"""One websocket over TLS, behind ``send``, ``receive`` and ``close``, each with a deadline.

websocket-client does the upgrade and the frames; it is imported on the first dial, because it
costs as much as the rest of the package together. Between it and the socket stands ``_Stream``:
it reads ahead, so that a frame is one read, and no thread ever blocks inside TLS, so that one
may read while others write (OpenSSL allows no two threads at once in one connection).

One thread reads at a time, and whoever owns the transport sees to that; any number may send.
"""

from __future__ import annotations

import contextlib
import queue
import select
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple

from jujuclient.errors import (
    CertificateRefused,
    ConnectionFailed,
    ConnectionLost,
    DeadlineExceeded,
    FrameTooBig,
    ProtocolError,
)

if TYPE_CHECKING:
    import ssl

DEFAULT_PORT = 17070
"""The port of a controller's API where the address names none."""

HEAD_START = 0.5
"""Seconds that an address has for itself before the next one is tried beside it."""

_GOODBYE = 1.0
"""Seconds to wait for the other side's close frame."""

_READ_AHEAD = 65536


class Deadline:
    """A point in time, and what is waited for until then.

    Args:
        timeout: seconds from now; None waits for ever.
        what: what is waited for, as ``the answer to Application.Deploy (request 7)``; a
            function is only called when the deadline has passed.
    """

    __slots__ = ("_at", "_what", "timeout")

    def __init__(self, timeout: float | None, what: str | Callable[[], str]) -> None:
        self.timeout = timeout
        self._at = None if timeout is None else monotonic() + timeout
        self._what = what

    def remaining(self) -> float | None:
        """Seconds left, never below 0; None when there is no end."""
        return None if self._at is None else max(0.0, self._at - monotonic())

    @property
    def expired(self) -> bool:
        """True once the time is over."""
        return self._at is not None and monotonic() >= self._at

    def exceeded(self) -> DeadlineExceeded:
        """The error to raise when the time is over."""
        what = self._what if isinstance(self._what, str) else self._what()
        return DeadlineExceeded(f"waited {self.timeout:g} s for {what}")


class Address(NamedTuple):
    """Where a controller listens; ``path`` is "" unless the address came as a URL with one."""

    host: str
    port: int
    path: str = ""

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read ``host``, ``host:port``, ``[IPv6]:port`` or ``wss://host:port/path``.

        Raises:
            ValueError: the text is none of these.
        """
        rest = text.strip()
        if "://" in rest:
            scheme, _, rest = rest.partition("://")
            if scheme != "wss":
                raise ValueError(f'"{text}" is not an address: only wss:// is spoken')
        place, slash, path = rest.partition("/")
        host, port = _split_port(place)
        if not host or (port and not (port.isdigit() and 0 < int(port) < 65536)):
            raise ValueError(
                f'"{text}" is not an address; write host:port, [IPv6]:port or wss://host:port/path'
            )
        return cls(host, int(port) if port else DEFAULT_PORT, slash + path if path else "")

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def _split_port(place: str) -> tuple[str, str]:
    if place.startswith("["):
        host, closed, rest = place[1:].partition("]")
        port = rest[1:] if rest.startswith(":") else rest
        return (host, port) if closed and (rest.startswith(":") or not rest) else ("", "")
    if place.count(":") > 1:
        return place, ""  # a bare IPv6 address
    host, _, port = place.partition(":")
    return host, port


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
            raise ConnectionLost(f"the connection to {self._address} broke: {_words(error)}") from error


class _Stream:
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
        self._stream = _Stream(sock, deadline)
        self._sending = threading.Lock()
        self._parts: list[bytes] = []
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

    @property
    def waiting(self) -> bool:
        """True when the reader was waiting, so that an exception out of ``receive`` lost nothing."""
        return self._stream.waiting

    def limit(self, size: int | None) -> None:
        """Refuse messages over so many bytes as soon as a frame's header tells its length."""
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
        abnf = self._abnf
        self._send(abnf.create_frame(text, abnf.OPCODE_TEXT).format(), deadline)

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


class Dialler:
    """What the attempts to reach a controller have in common.

    Args:
        path: of the websocket, unless an address names its own.
        cacert: the controller's CA as PEM text, or None for the system's roots.
        deadline: for all attempts together.
        headers: what the upgrade carries besides its own, such as Authorization; they stand in no error.
    """

    def __init__(
        self, path: str, cacert: str | None, deadline: Deadline, headers: Mapping[str, str] | None = None
    ) -> None:
        from jujuclient import tls

        self.path = path
        self.deadline = deadline
        self._headers = headers
        self._cacert = cacert
        self._context = tls.client_context(cacert)

    def dial(self, addresses: Sequence[str]) -> Transport:
        """The first connection that stands; the addresses run with a short head start for the earlier.

        Raises:
            CertificateRefused: every address presented a certificate that is not trusted.
            ConnectionFailed: no address could be reached; lists each and its cause.
        """
        if not addresses:
            raise ConnectionFailed("there is no address to connect to; give one as host:port")
        failures: dict[str, Exception] = {}
        attempts = []
        for text in dict.fromkeys(addresses):
            try:
                attempts.append(_Attempt(self, Address.parse(text)))
            except ValueError as error:
                failures[text] = error
        made = _race(attempts, self.deadline, failures)
        if made is None:
            raise _all_failed(failures)
        return made

    def open(self, address: Address, adopt: Callable[[socket.socket], None]) -> Transport:
        """Connect to one address; ``adopt`` is told each socket, so that another thread can end it."""
        import ssl

        from jujuclient import tls

        name = tls.server_name(self._cacert, address.host)
        plain = self._connect(address, adopt)
        try:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            wrapped = self._context.wrap_socket(plain, server_hostname=name, do_handshake_on_connect=False)
        except BaseException:
            plain.close()
            raise
        try:
            adopt(wrapped)
            wrapped.settimeout(self._left())
            wrapped.do_handshake()
            return Transport(wrapped, address, address.path or self.path, self.deadline, self._headers)
        except ssl.SSLCertVerificationError as error:
            wrapped.close()
            raise tls.refusal(error, address.host, address.port, name) from error
        except BaseException:
            wrapped.close()
            raise

    def _connect(self, address: Address, adopt: Callable[[socket.socket], None]) -> socket.socket:
        """A TCP connection; a name with several IP addresses gives each its share of the time."""
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
        last: OSError = OSError("the name has no address")
        for index, (family, kind, protocol, _, place) in enumerate(found):
            sock = socket.socket(family, kind, protocol)
            try:
                adopt(sock)
                left = self._left()
                sock.settimeout(None if left is None else left / (len(found) - index))
                sock.connect(place)
            except OSError as error:
                sock.close()
                last = error
            except BaseException:
                sock.close()
                raise
            else:
                return sock
        raise last

    def _left(self) -> float | None:
        left = self.deadline.remaining()
        if left == 0.0:
            raise self.deadline.exceeded()
        return left


class _Attempt:
    """One address being tried; another thread may call it off."""

    def __init__(self, dialler: Dialler, address: Address) -> None:
        self.address = address
        self._dialler = dialler
        self._socket: socket.socket | None = None
        self._off = False

    def run(self) -> Transport:
        """Connect, or raise."""
        return self._dialler.open(self.address, self._adopt)

    def call_off(self) -> None:
        """Wake the thread that runs this attempt; it ends with an error that nobody reads."""
        self._off = True
        if self._socket is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def _adopt(self, sock: socket.socket) -> None:
        self._socket = sock
        if self._off:
            raise ConnectionFailed("another address was faster")


def _race(attempts: list[_Attempt], deadline: Deadline, failures: dict[str, Exception]) -> Transport | None:
    """The transport of the first attempt that succeeds; the others' errors go to ``failures``."""
    if len(attempts) == 1:
        try:
            return attempts[0].run()
        except Exception as error:
            failures[str(attempts[0].address)] = error
            return None
    outcomes: queue.SimpleQueue[tuple[_Attempt, Transport | Exception]] = queue.SimpleQueue()
    finish = threading.Lock()
    over = False

    def run(attempt: _Attempt) -> None:
        outcome: Transport | Exception
        try:
            outcome = attempt.run()
        except Exception as error:
            outcome = error
        with finish:
            if over and isinstance(outcome, Transport):
                outcome.close()
            else:
                outcomes.put((attempt, outcome))

    running: list[_Attempt] = []
    waiting = list(attempts)
    try:
        while waiting or running:
            if waiting:
                running.append(waiting.pop(0))
                threading.Thread(target=run, args=(running[-1],), name="jujuclient-dial", daemon=True).start()
            left = deadline.remaining()
            pause = left if not waiting else HEAD_START if left is None else min(left, HEAD_START)
            try:
                attempt, outcome = outcomes.get(timeout=pause)
            except queue.Empty:
                if deadline.expired:
                    break
                continue
            running.remove(attempt)
            if isinstance(outcome, Transport):
                return outcome
            failures[str(attempt.address)] = outcome
        for attempt in [*running, *waiting]:
            failures[str(attempt.address)] = deadline.exceeded()
        return None
    finally:
        with finish:
            over = True
        for attempt in running:
            attempt.call_off()
        while not outcomes.empty():
            late = outcomes.get()[1]
            if isinstance(late, Transport):
                late.close()


def _all_failed(failures: dict[str, Exception]) -> Exception:
    """One error for all: the only one as it is, several as a list of address and cause."""
    errors = list(failures.values())
    if len(errors) == 1 and isinstance(errors[0], CertificateRefused):
        return errors[0]
    kind = CertificateRefused if all(isinstance(e, CertificateRefused) for e in errors) else ConnectionFailed
    lines = [f"{address}: {_words(error)}" for address, error in failures.items()]
    if len(lines) == 1:
        text = f"cannot connect to {lines[0]}"
    else:
        text = "no controller could be reached:" + "".join(f"\n  {line}" for line in lines)
    made = kind(text)
    made.__cause__ = errors[0]
    return made


def _words(error: BaseException) -> str:
    """An error in words; some of the system's have none."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
