"""From addresses to a websocket that stands: several run, the first that is there wins."""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
from collections.abc import Callable, Mapping, Sequence

from jujuclient.address import Address
from jujuclient.deadline import Deadline
from jujuclient.errors import CertificateRefused, ConnectionFailed
from jujuclient.transport import Transport, in_words

HEAD_START = 0.5
"""Seconds that an address has for itself before the next one is tried beside it."""


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
        made = _first_of(attempts, self.deadline, failures)
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


def _first_of(
    attempts: list[_Attempt], deadline: Deadline, failures: dict[str, Exception]
) -> Transport | None:
    """The transport of the first attempt that succeeds; the others' errors go to ``failures``."""
    if len(attempts) != 1:
        return _Race(attempts, deadline, failures).winner()
    try:
        return attempts[0].run()
    except Exception as error:
        failures[str(attempts[0].address)] = error
        return None


class _Race:
    """Attempts in threads of their own, each after a head start for those before it."""

    def __init__(self, attempts: list[_Attempt], deadline: Deadline, failures: dict[str, Exception]) -> None:
        self._waiting = list(attempts)
        self._running: list[_Attempt] = []
        self._deadline = deadline
        self._failures = failures
        self._outcomes: queue.SimpleQueue[tuple[_Attempt, Transport | Exception]] = queue.SimpleQueue()
        self._finish = threading.Lock()
        self._over = False

    def winner(self) -> Transport | None:
        """The first transport, or None when every attempt failed or the time is over."""
        try:
            while self._waiting or self._running:
                self._start_next()
                try:
                    attempt, outcome = self._outcomes.get(timeout=self._pause())
                except queue.Empty:
                    if self._deadline.expired:
                        break
                    continue
                self._running.remove(attempt)
                if isinstance(outcome, Transport):
                    return outcome
                self._failures[str(attempt.address)] = outcome
            for attempt in [*self._running, *self._waiting]:
                self._failures[str(attempt.address)] = self._deadline.exceeded()
            return None
        finally:
            self._end()

    def _start_next(self) -> None:
        if self._waiting:
            attempt = self._waiting.pop(0)
            self._running.append(attempt)
            threading.Thread(target=self._run, args=(attempt,), name="jujuclient-dial", daemon=True).start()

    def _run(self, attempt: _Attempt) -> None:
        outcome: Transport | Exception
        try:
            outcome = attempt.run()
        except Exception as error:
            outcome = error
        with self._finish:
            if self._over and isinstance(outcome, Transport):
                outcome.close()
            else:
                self._outcomes.put((attempt, outcome))

    def _pause(self) -> float | None:
        """Seconds to wait for an outcome: the head start while others wait, else what is left."""
        left = self._deadline.remaining()
        if not self._waiting:
            return left
        return HEAD_START if left is None else min(left, HEAD_START)

    def _end(self) -> None:
        """Call off what still runs, and close what came too late."""
        with self._finish:
            self._over = True
        for attempt in self._running:
            attempt.call_off()
        while not self._outcomes.empty():
            late = self._outcomes.get()[1]
            if isinstance(late, Transport):
                late.close()


def _all_failed(failures: dict[str, Exception]) -> Exception:
    """One error for all: the only one as it is, several as a list of address and cause."""
    errors = list(failures.values())
    if len(errors) == 1 and isinstance(errors[0], CertificateRefused):
        return errors[0]
    kind = CertificateRefused if all(isinstance(e, CertificateRefused) for e in errors) else ConnectionFailed
    lines = [f"{address}: {in_words(error)}" for address, error in failures.items()]
    if len(lines) == 1:
        text = f"cannot connect to {lines[0]}"
    else:
        text = "no controller could be reached:" + "".join(f"\n  {line}" for line in lines)
    made = kind(text)
    made.__cause__ = errors[0]
    return made
