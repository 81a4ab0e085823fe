"""A cassette in memory: a header and the events of a conversation, in the order they happened.

Payloads stay JSON text, compact, byte for byte as they were on the wire but for redaction.
An event's ``place`` is its position in the file; causal replay compares places, never times.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import msgspec

from jujuclient.wire.messages import Dialect, Failure, Reply, Request

FORMAT = 1
"""The format number that this version writes."""

Layout = Literal["go", "spaced", "compact", "verbatim"]
"""How an answer was laid out: Go's compact JSON with a closing newline (the rule); Python's
default spacing without newline; compact without newline; or in its own way, kept verbatim."""


class Header(msgspec.Struct, kw_only=True, rename="kebab", forbid_unknown_fields=True, omit_defaults=True):
    """What a cassette says of itself."""

    fakejuju: int = msgspec.field(default=FORMAT)
    juju: str = ""
    dialect: Literal["juju1", "juju2"] = "juju2"
    recorded: str = ""
    source: str = "real controller"
    redacted: list[str] = msgspec.field(default_factory=list)
    title: str = ""


class Connection(msgspec.Struct, kw_only=True):
    """A websocket that a client opened.

    Attributes:
        number: from 1, in the order of opening.
        path: what was asked for, query included, such as ``/model/<uuid>/api``.
        at: seconds since the recording began.
        name: what the recording called it, where that was not a number.
    """

    number: int
    path: str
    at: float = 0.0
    name: str = ""
    place: int = 0


class LateText:
    """An attribute that holds a text, or what reads it when it is first asked for."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = f"_{name}"

    def __get__(self, event: object | None, owner: type) -> str:
        if event is None:
            return "{}"  # which makes it the default
        held: str | Callable[[], str] = event.__dict__[self._name]
        if isinstance(held, str):
            return held
        text: str = held()
        event.__dict__[self._name] = text
        return text

    def __set__(self, event: object, value: str | Callable[[], str]) -> None:
        event.__dict__[self._name] = value


@dataclasses.dataclass(kw_only=True)
class Exchange:
    """A call and its answer; ``answered`` is None for a call that never got one.

    Attributes:
        number: from 1, in the order of asking.
        on: the number of the connection.
        at, took: seconds since the recording began; seconds until the answer.
        result, failure: the answer, when it had the usual form.
        answer: the whole frame of the answer when it had not.
        asked, answered: places in the file.
    """

    number: int
    on: int
    facade: str
    method: str
    version: int = 0
    id: str = ""
    params: str = "{}"
    at: float = 0.0
    took: float = 0.0
    dialect: Dialect = Dialect.JUJU2
    result: LateText = LateText()
    failure: Failure | None = None
    answer: str = ""
    layout: Layout = "go"
    asked: int = 0
    answered: int | None = None

    @property
    def call(self) -> str:
        """What was called, for people: ``Application.Deploy v22``."""
        return f"{self.facade}.{self.method} v{self.version}"

    @property
    def request(self) -> Request:
        """The call as a request, under this exchange's own number."""
        return Request(
            self.number, self.facade, self.method, self.version, self.id, self.params, self.dialect
        )

    @property
    def reply(self) -> Reply:
        """The answer as a reply, under this exchange's own number."""
        return Reply(self.number, self.result, self.failure)


class Push(msgspec.Struct, kw_only=True):
    """A frame from the controller that nobody asked for, such as a record of debug-log."""

    on: int
    frame: str
    at: float = 0.0
    place: int = 0


class Close(msgspec.Struct, kw_only=True):
    """The end of a connection; ``code`` is None when the close had none, or the line just dropped."""

    on: int
    by: Literal["client", "controller"]
    code: int | None = None
    reason: str = ""
    at: float = 0.0
    place: int = 0


class Stray(msgspec.Struct, kw_only=True):
    """A frame that is no call and no answer; kept for people, not replayed."""

    on: int
    by: Literal["client", "controller"]
    frame: str
    why: str = ""
    at: float = 0.0
    place: int = 0


class Body(msgspec.Struct, kw_only=True):
    """The body of an HTTP message: inline as text, inline as base64, or in a file beside the cassette.

    A body that was not kept (an imported recording may know only its hash) has a ``sha256``
    and neither text nor data.
    """

    text: str | None = None
    base64: str | None = None
    file: str | None = None
    size: int = 0
    sha256: str = ""


class HttpExchange(msgspec.Struct, kw_only=True):
    """An HTTP request on the controller's port and its response."""

    number: int
    method: str
    path: str
    headers: list[tuple[str, str]] = msgspec.field(default_factory=list)
    body: Body | None = None
    status: int = 0
    reason: str = ""
    response_headers: list[tuple[str, str]] = msgspec.field(default_factory=list)
    response_body: Body | None = None
    at: float = 0.0
    took: float = 0.0
    place: int = 0


class Note(msgspec.Struct, kw_only=True):
    """A remark of the recorder: what happens next, or a change that an agent made at this moment."""

    text: str
    at: float = 0.0
    place: int = 0


Event = Connection | Exchange | Push | Close | Stray | HttpExchange | Note


class Cassette(msgspec.Struct, kw_only=True):
    """A whole conversation, read and checked.

    Attributes:
        header: what the cassette says of itself.
        events: in the order of the file; an exchange stands where it was asked.
        path: the file it was read from, or None.
        whole: False for one that was cut and is read all the same, to be repaired.
    """

    header: Header
    events: list[Event] = msgspec.field(default_factory=list)
    path: Path | None = None
    whole: bool = True

    def of(self, kind: type[Event]) -> Iterator[Event]:
        """The events of one kind, in order."""
        return (event for event in self.events if isinstance(event, kind))

    @property
    def connections(self) -> list[Connection]:
        """The websockets, in the order of opening."""
        return [event for event in self.events if isinstance(event, Connection)]

    @property
    def exchanges(self) -> list[Exchange]:
        """The calls, in the order of asking."""
        return [event for event in self.events if isinstance(event, Exchange)]

    @property
    def https(self) -> list[HttpExchange]:
        """The HTTP exchanges, in the order of completion."""
        return [event for event in self.events if isinstance(event, HttpExchange)]

    def counts(self) -> dict[str, int]:
        """How many events of each kind, under the names that the end record uses."""
        found = dict.fromkeys(COUNTED.values(), 0)
        for event in self.events:
            found[COUNTED[type(event)]] += 1
        return found


COUNTED: dict[type, str] = {
    Connection: "connections",
    Exchange: "exchanges",
    HttpExchange: "http",
    Push: "pushes",
    Close: "closes",
    Stray: "strays",
    Note: "notes",
}
"""The kinds of event and their names in the end record."""
