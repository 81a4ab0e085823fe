"""Both minds of a conversation, without a socket: take text, give events, give text to send.

``ClientSession`` numbers the calls and matches the replies to them. ``ServerSession`` reads
frames as a controller of a given series reads them, and knows whether somebody has logged in.
"""

from __future__ import annotations

import enum
from typing import Any, NamedTuple

import msgspec

from jujuclient.errors import ProtocolError
from jujuclient.wire.dialect import (
    Envelope,
    old_request_of,
    read_envelope,
    read_reply,
    request_of,
    write_reply,
    write_request,
)
from jujuclient.wire.messages import Dialect, Failure, Reply, Request
from jujuclient.wire.series import Series


class ClientSession:
    """Numbers calls from 1 and says which call a frame answers.

    Not thread-safe: the connection that owns it holds one lock around it.
    """

    def __init__(self, dialect: Dialect = Dialect.JUJU2) -> None:
        self.dialect = dialect
        self._last = 0
        self._pending: dict[int, Request] = {}

    @property
    def pending(self) -> list[Request]:
        """The calls that have no answer yet, oldest first."""
        return list(self._pending.values())

    def ask(self, facade: str, version: int, method: str, params: str, id: str = "") -> Request:
        """Number a call and count it as pending; ``raw`` is the frame to send."""
        self._last += 1
        request = Request(self._last, facade, method, version, id, params, self.dialect)
        self._pending[self._last] = request
        return Request(self._last, facade, method, version, id, params, self.dialect, write_request(request))

    def forget(self, number: int) -> Request | None:
        """Stop waiting for an answer; it is dropped when it comes."""
        return self._pending.pop(number, None)

    def receive(self, text: str) -> tuple[Reply, Request | None]:
        """The reply in a frame, and the call it answers (None when nobody waits for it any more).

        Raises:
            ProtocolError: the frame is not a reply of Juju's RPC.
        """
        try:
            reply = read_reply(text)
        except ValueError as error:
            raise ProtocolError(f"the controller sent a frame that is not a reply: {error}") from None
        return reply, self._pending.pop(reply.number, None)


class _LoginOutcome(msgspec.Struct, rename="kebab"):
    """What tells a login from one that still wants a macaroon discharged."""

    discharge_required: Any = None
    bakery_discharge_required: Any = None


class Phase(enum.Enum):
    """How far a server-side conversation has come."""

    FRESH = "fresh"
    LOGGED_IN = "logged in"
    CLOSED = "closed"


class Closing(NamedTuple):
    """The frame was such that the controller hangs up: send a close with this code (None: without one)."""

    code: int | None
    why: str


class Ignored(NamedTuple):
    """The frame asks for nothing; a controller says nothing to it."""

    why: str


class ServerSession:
    """One connection as a controller of this series sees it."""

    def __init__(self, series: Series) -> None:
        self.series = series
        self.phase = Phase.FRESH

    def receive(self, text: str) -> Request | Ignored | Closing:
        """What a frame is to a controller of this series: a call, nothing, or a reason to hang up."""
        try:
            envelope = read_envelope(text)
        except ValueError as error:
            return self._close(str(error))
        number = envelope.number or 0
        if number < 0 or number >= 2**64:
            return self._close(f"request id {number} is out of range")
        if self.series.version >= (2, 0) and number:
            request = request_of(envelope, text)
        elif self.series.reads_juju1:
            request = old_request_of(_fold(envelope), text)
        else:
            return self._close("the frame has no request id; Juju 4 does not read Juju 1's spelling")
        if not request.facade and not request.method:
            return Ignored("the frame names no type and no request")
        return request

    def reply(self, request: Request, reply: Reply) -> str:
        """The frame of a reply, in the spelling and under the number of its request."""
        if reply.failure is None and request.facade == "Admin" and request.method.startswith("Login"):
            result = msgspec.json.decode(reply.result, type=_LoginOutcome)
            if result.discharge_required is None and result.bakery_discharge_required is None:
                self.phase = Phase.LOGGED_IN
        numbered = Reply(request.number, reply.result, reply.failure)
        return write_reply(numbered, request.dialect)

    def refuse(self, request: Request, failure: Failure) -> str:
        """The frame of a refusal, in the spelling and under the number of its request."""
        return write_reply(Reply(request.number, "{}", failure), request.dialect)

    def _close(self, why: str) -> Closing:
        self.phase = Phase.CLOSED
        # Recorded: 3.6.28 and 4.0.15 close with 1000, 2.9.52 without a code.
        return Closing(1000 if self.series.version >= (3, 0) else None, why)


def _fold(envelope: Envelope) -> Envelope:
    """The envelope with lower-case keys read as Juju 1's, as Go matches keys without regard to case.

    ``request-id`` is no spelling of ``RequestId``: recorded on 3.6.28, a frame with a
    ``request-id`` of 0 is answered as Juju 1's number 0.
    """
    if envelope.old_type is None:
        envelope.old_type = envelope.type
    if envelope.old_request is None:
        envelope.old_request = envelope.request
    if envelope.old_version is None:
        envelope.old_version = envelope.version
    if envelope.old_id is None:
        envelope.old_id = envelope.id
    if not bytes(envelope.old_params):
        envelope.old_params = envelope.params
    return envelope
