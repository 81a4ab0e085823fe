"""Calls on one websocket from as many threads as like, and their answers in whatever order they come.

There is no thread behind the scenes. A caller sends its frame and waits; the first that waits
reads for all, hands each answer to the thread it is for, and when its own has come it passes
the reading on to another that waits. One lock stands around the pure ``ClientSession`` and the
table of waiting calls; nothing blocks while holding it.

A line that breaks ends every waiting call with the cause, and every later one.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any, ClassVar, NamedTuple

from jujuclient.deadline import Deadline
from jujuclient.errors import (
    ConnectionFailed,
    ConnectionLost,
    DeadlineExceeded,
    FrameTooBig,
    JujuError,
    ProtocolError,
)
from jujuclient.transport import Transport
from jujuclient.wire.messages import Dialect, Reply, Request
from jujuclient.wire.session import ClientSession


class _Waiter:
    """A call that has no answer yet; ``parked`` is the lock its thread sleeps on, if it does."""

    __slots__ = ("parked", "reply")

    def __init__(self) -> None:
        self.reply: Reply | None = None
        self.parked: threading.Lock | None = None

    def wake(self) -> None:
        """Let its thread go on; only while holding the connection's lock."""
        parked = self.parked
        if parked is not None:
            self.parked = None
            parked.release()


class Sent(NamedTuple):
    """A call that was sent and waits for its answer until a deadline."""

    request: Request
    waiter: _Waiter
    deadline: Deadline
    begun: float


class Line:
    """A websocket with calls on it: what a ``Connection`` is without a login and a table of facades.

    Attributes:
        address: the one that is connected, as ``host:port``.
        stray_answers: answers that came to numbers nobody asked under.
    """

    # The first argument is the connection: a tracer of connections need not know of lines.
    tracer: ClassVar[Callable[[Any, Request, Reply | None, float], None] | None] = None

    def __init__(self, transport: Transport) -> None:
        self.address = str(transport.address)
        self.stray_answers = 0
        self._transport = transport
        self._session = ClientSession()
        self._lock = threading.Lock()
        self._waiters: dict[int, _Waiter] = {}
        self._abandoned: set[int] = set()
        self._leader: _Waiter | None = None
        self._cause: JujuError | None = None

    # -- calling

    def _exchange(
        self, facade: str, version: int, method: str, params: str, *, id: str, timeout: float | None
    ) -> tuple[Reply, Request]:
        """Send a call and wait for its reply, good or bad."""
        sent = self._begin(facade, version, method, params, id=id, timeout=timeout)
        return self._finish(sent), sent.request

    def _begin(
        self, facade: str, version: int, method: str, params: str, *, id: str = "", timeout: float | None
    ) -> Sent:
        """Send a call; ``_finish`` has to follow, in any thread."""
        waiter = _Waiter()
        with self._lock:
            if self._cause is not None:
                raise self._lost()
            request = self._session.ask(facade, version, method, params, id)
            number = request.number
            self._waiters[number] = waiter
        deadline = Deadline(timeout, lambda: f"the answer to {facade}.{method} (request {number})")
        sent = Sent(request, waiter, deadline, monotonic())
        try:
            self._send(request.raw, deadline)
        except BaseException:
            self._over(sent)
            raise
        return sent

    def _finish(self, sent: Sent) -> Reply:
        """Wait for the reply to a call that was sent."""
        try:
            return self._wait(sent.waiter, sent.deadline)
        finally:
            self._over(sent)

    def _over(self, sent: Sent) -> None:
        """A call has its answer, or ends without it."""
        waiter = sent.waiter
        if waiter.reply is None or self._leader is waiter:
            self._give_up(sent.request.number, waiter)
        heard = type(self).tracer
        if heard is not None:
            heard(self, sent.request, waiter.reply, monotonic() - sent.begun)

    # -- sending and waiting

    def _send(self, text: str, deadline: Deadline) -> None:
        try:
            self._transport.send(text, deadline)
        except BaseException as error:
            if self._transport.torn:
                self._break(_as_cause(error, "a request could not be sent whole"))
            if isinstance(error, ConnectionFailed):
                raise self._lost() from error
            raise

    def _wait(self, waiter: _Waiter, deadline: Deadline) -> Reply:
        """Wait for a reply, reading for all if nobody does, until it is there."""
        while True:
            with self._lock:
                if waiter.reply is not None:
                    return waiter.reply
                if self._cause is not None:
                    raise self._ended()
                if self._leader is None:
                    parked = None
                    self._leader = waiter
                else:
                    parked = waiter.parked = threading.Lock()
                    parked.acquire()
            if parked is None:
                self._lead(waiter, deadline)
                continue
            left = deadline.remaining()
            if not parked.acquire(timeout=-1 if left is None else min(left, threading.TIMEOUT_MAX)):
                with self._lock:
                    if waiter.reply is not None:
                        return waiter.reply
                raise deadline.exceeded()

    def _lead(self, waiter: _Waiter, deadline: Deadline) -> None:
        """Read for everybody until this waiter has its reply or the line ends."""
        transport = self._transport
        try:
            while waiter.reply is None:
                text = transport.receive(deadline)
                with self._lock:
                    self._deliver(text)
        except DeadlineExceeded:
            raise
        except JujuError as error:
            self._break(error)
        except BaseException as error:
            if not transport.waiting:
                # A signal between two steps of reading: what was read may be lost, so all is.
                self._break(_as_cause(error, "reading was interrupted in the middle of a frame"))
            raise
        finally:
            self._hand_over()

    def _deliver(self, text: str) -> None:
        """Give a reply to the call it is for."""
        reply, _ = self._session.receive(text)
        waiter = self._waiters.pop(reply.number, None)
        if waiter is not None:
            waiter.reply = reply
            waiter.wake()
        elif reply.number == 0 and len(self._waiters) == 1 and self._session.dialect is Dialect.JUJU2:
            # Juju 1's answer to a frame in whose spelling it found no number: a login's.
            number, waiter = self._waiters.popitem()
            self._session.forget(number)
            waiter.reply = reply
            waiter.wake()
        elif reply.number in self._abandoned:
            self._abandoned.discard(reply.number)
        else:
            self.stray_answers += 1

    def _give_up(self, number: int, waiter: _Waiter) -> None:
        """Forget a call that ends without its answer, and pass on a wake-up that was meant for it."""
        with self._lock:
            if self._waiters.pop(number, None) is not None:
                self._session.forget(number)
                self._abandoned.add(number)
            if self._leader is waiter:  # a signal kept it from handing over
                self._leader = None
            if self._leader is None:
                self._wake_one()

    def _hand_over(self) -> None:
        """Stop reading; somebody else who waits goes on."""
        with self._lock:
            self._leader = None
            if self._cause is None:
                self._wake_one()
                return
        self._transport.close()

    def _wake_one(self) -> None:
        for waiter in self._waiters.values():
            if waiter.parked is not None:
                waiter.wake()
                return

    # -- the end

    def close(self) -> None:
        """Say goodbye and end the connection; calls that wait end with ``ConnectionLost``."""
        self._break(ConnectionLost("it was closed on this side"), goodbye=1000)

    @property
    def closed(self) -> bool:
        """True once the connection was closed or broke; calls fail at once."""
        return self._cause is not None

    @contextlib.contextmanager
    def _closing_on_error(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.close()
            raise

    def _break(self, cause: JujuError, goodbye: int | None = None) -> None:
        """End the connection for everybody; the first cause stays."""
        if isinstance(cause, FrameTooBig):
            goodbye = 1009
        elif isinstance(cause, ProtocolError):
            goodbye = 1002
        with self._lock:
            if self._cause is not None:
                return
            self._cause = cause
            reading = self._leader is not None
            for waiter in self._waiters.values():
                waiter.wake()
        if goodbye is not None:
            self._transport.goodbye(goodbye, drain=not reading and goodbye == 1000)
        self._transport.shutdown()
        if not reading:
            self._transport.close()

    def _lost(self) -> ConnectionLost:
        """What a call is told that comes after the end."""
        made = ConnectionLost(f"the connection to {self.address} has ended: {self._cause}")
        made.__cause__ = self._cause
        return made

    def _ended(self) -> JujuError:
        """What a call is told that waited when the end came."""
        if isinstance(self._cause, FrameTooBig):
            return FrameTooBig(self._cause.size, self._cause.limit)
        return self._lost()

    # -- what it leads to

    @property
    def dialect(self) -> Dialect:
        """The spelling of the frames."""
        return self._session.dialect

    @property
    def path(self) -> str:
        """The path of the websocket."""
        return self._transport.path


def _as_cause(error: BaseException, otherwise: str) -> JujuError:
    """The error itself where it is one of this package's, else one that says what happened."""
    if isinstance(error, JujuError):
        return error
    made = ConnectionLost(f"{otherwise} ({type(error).__name__})")
    made.__cause__ = error
    return made
