"""Requests and replies as values; both keep the text they came in.

The parameters of a request and the result of a reply stay JSON text until somebody
asks for them in a type: a proxy, a recorder and a replay never need them decoded. No ``repr`` shows
that text, because passwords and macaroons are in it.
"""

from __future__ import annotations

import enum
from typing import Any

import msgspec

from jujuclient.errors import DecodeError


class Dialect(enum.Enum):
    """The two spellings of the envelope."""

    JUJU1 = "juju1"
    """``RequestId``, ``Type``, ``Request``, ``Params``: Juju 1.18 to 1.25, and read by 2.0 to 3.6."""
    JUJU2 = "juju2"
    """``request-id``, ``type``, ``request``, ``params``: Juju 2.0 and later."""


class Request(msgspec.Struct, frozen=True):
    """One call, as it goes from client to controller.

    Attributes:
        number: the caller's request id, from 1 to 2**64 - 1 (0 only in Juju 1's spelling).
        facade: ``type`` on the wire, such as ``Application``.
        method: ``request`` on the wire, such as ``Deploy``.
        version: of the facade; 0 when the frame names none.
        id: of the object the call is for, such as a watcher; "" for most.
        params: the parameters as JSON text; "" when the frame has none.
        dialect: the spelling the frame was in; the answer uses the same.
        raw: the frame as it came; "" on a request that was not read from a frame.
    """

    number: int
    facade: str
    method: str
    version: int = 0
    id: str = ""
    params: str = ""
    dialect: Dialect = Dialect.JUJU2
    raw: str = ""

    @property
    def name(self) -> str:
        """What is called, for people: ``Application.Deploy v22``."""
        return f"{self.facade}.{self.method} v{self.version}"

    def __repr__(self) -> str:
        return f"<Request {self.number} {self.name}>"


class Failure(msgspec.Struct, frozen=True):
    """The error of a reply: the controller's words, its code, and info as JSON text."""

    message: str
    code: str = ""
    info: str = ""

    def __repr__(self) -> str:
        return f"<Failure {self.code}: {self.message}>" if self.code else f"<Failure {self.message}>"


class Reply(msgspec.Struct, frozen=True):
    """One answer, as it goes from controller to client.

    Attributes:
        number: the request id it answers.
        result: the ``response`` as JSON text; "{}" where there is nothing to say.
        failure: the error, or None.
        raw: the frame as it came; "" on a reply that was not read from a frame.
    """

    number: int
    result: str = "{}"
    failure: Failure | None = None
    raw: str = ""

    def __repr__(self) -> str:
        return f"<Reply {self.number} {self.failure or f'of {len(self.result)} characters'}>"


class Answer:
    """What a successful call gave.

    Attributes:
        raw: the ``response`` as JSON text. Decode it into a type of your own, or ask for ``value``.

    Args:
        value: the decoded value, where it is at hand; else it is decoded when it is asked for.
        raw: as above.
    """

    __slots__ = ("_value", "raw")

    def __init__(self, value: Any = msgspec.UNSET, raw: str = "{}") -> None:
        self._value = value
        self.raw = raw

    @property
    def value(self) -> Any:
        """The result as plain Python values; decoded once, on first use.

        Raises:
            DecodeError: the text is not JSON after all.
        """
        if self._value is msgspec.UNSET:
            try:
                self._value = msgspec.json.decode(self.raw)
            except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
                raise DecodeError(f"the response cannot be decoded: {error}", raw=self.raw) from None
        return self._value

    def __eq__(self, other: object) -> bool:
        return self.raw == other.raw if isinstance(other, Answer) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.raw)

    def __repr__(self) -> str:
        return f"<Answer of {len(self.raw)} characters>"
