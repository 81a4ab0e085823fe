"""Two cassettes compared by what they mean: the same calls, the same answers.

What must vary between two recordings of the same conversation is not a difference: times, ports and
addresses of the controller, uuids and the numbers of marks, each as long as they vary consistently.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from fakejuju.cassette.files import body_bytes
from fakejuju.cassette.model import (
    Body,
    Cassette,
    Close,
    Connection,
    Exchange,
    HttpExchange,
    Push,
    Stray,
)
from fakejuju.cassette.redact import Redactor


class Difference(msgspec.Struct, frozen=True):
    """One thing in which two cassettes differ.

    Attributes:
        where: the connection and the call, or the HTTP request.
        path: in it, such as ``result.applications.mysql.status``; "" for the whole.
        ours, theirs: the two values, shortened and without secrets.
    """

    where: str
    path: str
    ours: str
    theirs: str

    def __str__(self) -> str:
        at = f" at {self.path}" if self.path else ""
        return f"{self.where}{at}: {self.ours} became {self.theirs}"


def diff(first: Cassette, second: Cassette, *, exact: bool = False) -> list[Difference]:
    """What differs between two cassettes; at most one difference for each call.

    Args:
        first: the one that is compared with.
        second: the one that is compared.
        exact: compare texts as they stand, with no allowance for what must vary.
    """
    return list(_Comparison(exact).run(first, second))


_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_TIME = (
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?"
    r"|\d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d"
)
_ENDPOINT = r"(?:localhost|127\.0\.0\.1|\[::1\]):\d{2,5}"
_MARK = r"<(?:[a-z]+-)*[a-z]+:\d+>"
_VARYING = re.compile(f"({_UUID})|({_TIME})|({_ENDPOINT})|({_MARK})")
# Where a controller listens, and what a client says of itself when it logs in.
_SKIPPED = frozenset({
    "servers", "Servers", "public-dns-name", "client-version", "cli-args", "user-data", "bakery-version",
})  # fmt: skip
_HEADERS = frozenset({"juju-curl", "content-type", "allow", "location", "www-authenticate"})


class _Comparison:
    """One comparison; ``same`` maps what varies in the first to what it is in the second."""

    def __init__(self, exact: bool) -> None:
        self.exact = exact
        self.same: dict[str, str] = {}

    def run(self, first: Cassette, second: Cassette) -> Iterator[Difference]:
        ours, theirs = _talks(first), _talks(second)
        for where, (one, other) in self.paired(ours, theirs):
            if one is None or other is None:
                yield Difference(where, "", _presence(one), _presence(other))
            else:
                yield from self.events(where, one, other)
        yield from self.events("HTTP", list(first.https), list(second.https))

    def paired(self, ours: list[_Talk], theirs: list[_Talk]) -> Iterator[tuple[str, tuple[Any, Any]]]:
        """Connections of the same path, the first with the first, the second with the second."""
        left = list(theirs)
        for talk in ours:
            found = next((other for other in left if self.shape(other.path) == self.shape(talk.path)), None)
            if found is not None:
                left.remove(found)
                self.text(talk.path, found.path)
            yield _named(talk), (talk.events, found.events if found is not None else None)
        for talk in left:
            yield _named(talk), (None, talk.events)

    def shape(self, path: str) -> str:
        return path if self.exact else _VARYING.sub("*", path)

    # --- the events of one connection --------------------------------------------------------

    def events(self, where: str, ours: list[Any], theirs: list[Any]) -> Iterator[Difference]:
        names = [self.shape(_name(event)) for event in ours], [self.shape(_name(event)) for event in theirs]
        matcher = difflib.SequenceMatcher(None, *names, autojunk=False)
        for what, a, b, c, d in matcher.get_opcodes():
            if what == "equal":
                for one, other in zip(ours[a:b], theirs[c:d], strict=True):
                    found = self.event(one, other)
                    if found is not None:
                        yield Difference(f"{where}, {_label(one)}", *found)
                continue
            for event in ours[a:b]:
                yield Difference(f"{where}, {_label(event)}", "", "there", "missing")
            for event in theirs[c:d]:
                yield Difference(f"{where}, {_label(event)}", "", "missing", "there")

    def event(self, one: Any, other: Any) -> tuple[str, str, str] | None:
        for path, ours, theirs in _sides(one, other):
            found = self.payload(path, ours, theirs)
            if found is not None:
                return found
        return None

    def payload(self, path: str, ours: str | None, theirs: str | None) -> tuple[str, str, str] | None:
        if ours == theirs:
            # Equal, and still a word on what is what: a uuid that is the same stays the same.
            return None if ours is None else self.text_as_path(path, ours, theirs)
        if ours is None or theirs is None:
            return path, _shown(path, ours), _shown(path, theirs)
        if self.exact:
            first = _value(ours), _value(theirs)
            exact = self.value(path, *first) if first[0] != first[1] else None
            return exact or (path, _shown(path, ours), _shown(path, theirs))
        return self.value(path, _value(ours), _value(theirs))

    def text_as_path(self, path: str, ours: str, theirs: str | None) -> tuple[str, str, str] | None:
        del theirs
        return (
            None if self.text(ours, ours) else (path, _shown(path, ours), "the same text, for another thing")
        )

    # --- values -------------------------------------------------------------------------------

    def value(  # noqa: PLR0911 - a return for each kind of value
        self, path: str, ours: Any, theirs: Any
    ) -> tuple[str, str, str] | None:
        """The first difference between two values, depth first, keys in the order of the first."""
        if isinstance(ours, dict) and isinstance(theirs, dict):
            return self.objects(path, ours, theirs)
        if isinstance(ours, list) and isinstance(theirs, list):
            for index, (one, other) in enumerate(zip(ours, theirs, strict=False)):
                found = self.value(f"{path}[{index}]", one, other)
                if found is not None:
                    return found
            if len(ours) != len(theirs):
                return path, f"{len(ours)} items", f"{len(theirs)} items"
            return None
        if isinstance(ours, str) and isinstance(theirs, str):
            return None if self.text(ours, theirs) else (path, _shown(path, ours), _shown(path, theirs))
        if type(ours) is type(theirs) and ours == theirs:
            return None
        return path, _shown(path, ours), _shown(path, theirs)

    def objects(self, path: str, ours: dict[str, Any], theirs: dict[str, Any]) -> tuple[str, str, str] | None:
        # A key may itself be a uuid or an endpoint: it is looked up under what it became.
        left = {key: other for key, other in theirs.items() if self.exact or key not in _SKIPPED}
        for key, one in ours.items():
            if key in _SKIPPED and not self.exact:
                continue
            other_key = key if key in left else self.counterpart(key, left)
            if other_key is None:
                return f"{path}.{key}", _shown(key, one), "missing"
            other = left.pop(other_key)
            found = self.value(f"{path}.{key}", one, other)
            if found is not None:
                return found
        for key, other in left.items():
            return f"{path}.{key}", "missing", _shown(key, other)
        return None

    def counterpart(self, key: str, others: dict[str, Any]) -> str | None:
        if self.exact or not _VARYING.search(key):
            return None
        return next((other for other in others if self.text(key, other)), None)

    def text(self, ours: str, theirs: str) -> bool:
        """True for two texts that say the same, each varying part standing for what it always stood for."""
        if self.exact:
            return ours == theirs
        mine, yours = _VARYING.split(ours), _VARYING.split(theirs)
        if len(mine) != len(yours) or mine[::5] != yours[::5]:
            return False
        found: dict[str, str] = {}
        for index in range(1, len(mine), 5):
            if not self.same_part(mine[index : index + 4], yours[index : index + 4], found):
                return False
        self.same.update(found)
        return True

    def same_part(self, mine: list[str | None], yours: list[str | None], found: dict[str, str]) -> bool:
        uuid, time, endpoint, mark = mine
        if (time and yours[1]) or (endpoint and yours[2]):
            return True
        if uuid and yours[0]:
            known = self.same.get(uuid) or found.setdefault(uuid, yours[0])
            return known == yours[0]
        if mark and yours[3]:
            known = self.same.get(mark) or found.setdefault(mark, yours[3])
            return known == yours[3] and mark.partition(":")[0] == yours[3].partition(":")[0]
        return False


class _Talk(msgspec.Struct):
    """One connection and what happened on it."""

    number: int
    path: str
    events: list[Any]


def _talks(cassette: Cassette) -> list[_Talk]:
    made = {event.number: _Talk(event.number, event.path, []) for event in cassette.connections}
    for event in cassette.events:
        if not isinstance(event, (Connection, HttpExchange)) and hasattr(event, "on"):
            made[event.on].events.append(event)
    return list(made.values())


def _named(talk: _Talk) -> str:
    return f"connection {talk.number} ({Redactor().path(talk.path)})"


def _presence(events: list[Any] | None) -> str:
    return "missing" if events is None else f"there, with {len(events)} events"


def _name(event: Any) -> str:
    if isinstance(event, Exchange):
        return f"{event.call} {event.id}"
    if isinstance(event, HttpExchange):
        return f"{event.method} {event.path}"
    return type(event).__name__


def _label(event: Any) -> str:
    if isinstance(event, Exchange):
        return f"exchange {event.number} {event.call}"
    if isinstance(event, HttpExchange):
        return f"http {event.number} {event.method} {Redactor().path(event.path)}"
    return type(event).__name__.lower()


def _sides(one: Any, other: Any) -> Iterator[tuple[str, str | None, str | None]]:
    """What of two events of one kind is compared, as text."""
    if isinstance(one, Exchange):
        yield "params", one.params, other.params
        yield "answered", _answered(one), _answered(other)
        ours, theirs = one.failure, other.failure
        yield "error", ours.message if ours else None, theirs.message if theirs else None
        yield "error-code", ours.code if ours else None, theirs.code if theirs else None
        yield "error-info", ours.info if ours else None, theirs.info if theirs else None
        yield "result", one.result, other.result
        yield "frame", one.answer, other.answer
    elif isinstance(one, HttpExchange):
        yield "path", one.path, other.path
        yield "status", str(one.status), str(other.status)
        yield "body", _body(one.body), _body(other.body)
        yield "response-headers", _headers(one), _headers(other)
        yield "response-body", _body(one.response_body), _body(other.response_body)
    elif isinstance(one, (Push, Stray)):
        yield "frame", one.frame, other.frame
    elif isinstance(one, Close):
        yield "by", one.by, other.by
        yield "code", str(one.code), str(other.code)


def _answered(event: Exchange) -> str:
    return "never" if event.answered is None else "yes"


def _headers(event: HttpExchange) -> str:
    kept = {name.lower(): value for name, value in event.response_headers if name.lower() in _HEADERS}
    return msgspec.json.encode(dict(sorted(kept.items()))).decode()


def _body(body: Body | None) -> str | None:
    if body is None:
        return None
    if body.text is not None:
        return body.text
    data = body_bytes(body, None)
    return f"sha256 {body.sha256}" if body.sha256 or data is None else data.decode("latin-1")


def _value(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.MsgspecError, RecursionError):
        return text


def _shown(path: str, value: Any) -> str:
    """A value for a message: short, and without what its name says is secret."""
    if value is None:
        return "nothing"
    key = re.split(r"[.\[]", path)[-1] or path
    made = msgspec.json.encode({key: value}).decode()
    text = Redactor().frame(made)[len(key) + 4 : -1]
    return text if len(text) <= 80 else text[:79] + "…"
