"""A cassette for people: what is in it, a line for each call.

What a cassette still holds of secrets is not shown: everything passes a redactor first.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from fakejuju.cassette.model import (
    Body,
    Cassette,
    Close,
    Connection,
    Event,
    Exchange,
    HttpExchange,
    Note,
    Push,
    Stray,
)
from fakejuju.cassette.redact import Redactor
from fakejuju.cassette.redact_events import redact_cassette
from fakejuju.cassette.writing import write_cassette
from fakejuju.errors import CassetteError
from jujuclient.wire.dialect import read_reply
from jujuclient.wire.messages import Failure

WIDTH = 100
"""How much of a line of free text is shown."""


def show(cassette: Cassette) -> str:
    """The header, the connections, then everything that happened, a line each."""
    cassette = redact_cassette(cassette, Redactor())
    lines = [*_head(cassette), "", *_connections(cassette), "", *map(_line, _by_place(cassette.events))]
    return "\n".join(lines) + "\n"


def show_calls(cassette: Cassette) -> str:
    """The calls only."""
    cassette = redact_cassette(cassette, Redactor())
    return "".join(f"{_line(event)}\n" for event in cassette.exchanges)


def show_https(cassette: Cassette) -> str:
    """The HTTP exchanges only, with their headers and the sizes of their bodies."""
    cassette = redact_cassette(cassette, Redactor())
    return "".join("\n".join(_http_in_full(event)) + "\n" for event in cassette.https)


def show_event(cassette: Cassette, place: int) -> str:
    """One event in full, as the file has it, by its place: the number in front of its line.

    Raises:
        CassetteError: there is nothing at that place.
    """
    cassette = redact_cassette(cassette, Redactor())
    documents = write_cassette(cassette).split("\n---\n")[1:-1]
    if not 1 <= place <= len(documents):
        raise CassetteError(
            f"there is no event {place}: they go from 1 to {len(documents)}", path=cassette.path
        )
    text = documents[place - 1]
    for event in cassette.exchanges:
        if event.answered is not None and event.asked != event.answered and place == event.asked:
            text += f"\n---\n{documents[event.answered - 1]}"
    return text + "\n"


def as_data(cassette: Cassette) -> list[dict[str, Any]]:
    """Every event as plain data, for other programs; payloads that are JSON are data too."""
    cassette = redact_cassette(cassette, Redactor())
    return [_data(event) for event in cassette.events]


# --- lines -------------------------------------------------------------------------------------


def _head(cassette: Cassette) -> Iterator[str]:
    header = cassette.header
    yield f"{header.title or (cassette.path.stem if cassette.path else 'a cassette')}"
    for name, value in (
        ("juju", header.juju),
        ("source", header.source),
        ("recorded", header.recorded),
        ("dialect", header.dialect),
        ("redacted", ", ".join(header.redacted)),
        ("holds", _counts(cassette)),
    ):
        if value:
            yield f"  {name:<9} {value}"


def _counts(cassette: Cassette) -> str:
    counts = {kind: count for kind, count in cassette.counts().items() if count}
    unanswered = sum(event.answered is None for event in cassette.exchanges)
    said = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    return f"{said} ({unanswered} never answered)" if unanswered else said or "nothing"


def _connections(cassette: Cassette) -> Iterator[str]:
    calls: dict[int, int] = {}
    for exchange in cassette.exchanges:
        calls[exchange.on] = calls.get(exchange.on, 0) + 1
    for event in cassette.connections:
        name = f"  ({event.name})" if event.name else ""
        count = calls.get(event.number, 0)
        yield f"connection {event.number:<3} {event.path}  {count} call{'' if count == 1 else 's'}{name}"


def _by_place(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=_place)


def _place(event: Event) -> int:
    return event.asked if isinstance(event, Exchange) else event.place


def _line(event: Event) -> str:
    on = "" if isinstance(event, (HttpExchange, Note)) else str(_on(event))
    return f"{_place(event):>5} {event.at:>9.3f}s  {on:>3}  {_said(event)}".rstrip()


def _on(event: Connection | Exchange | Push | Close | Stray) -> int:
    return event.number if isinstance(event, Connection) else event.on


def _said(event: Event) -> str:  # noqa: PLR0911 - a return for each kind of event
    if isinstance(event, Exchange):
        return _call(event)
    if isinstance(event, HttpExchange):
        status = f"{event.status} {event.reason}".strip() if event.status else event.reason or "no response"
        return f"{event.method} {event.path} -> {status}, {_size(event.response_body)}"
    if isinstance(event, Connection):
        return f"opened {event.path}"
    if isinstance(event, Close):
        code = "without a code" if event.code is None else f"with {event.code}"
        return f"closed by the {event.by} {code} {event.reason}".rstrip()
    if isinstance(event, Push):
        return f"pushed {_short(event.frame)}"
    if isinstance(event, Stray):
        return f"STRAY from the {event.by}: {event.why} | {_short(event.frame)}"
    return f"# {_short(event.text)}"


def _call(event: Exchange) -> str:
    name = f"{event.call} [{event.id}]" if event.id else event.call
    if event.answered is None:
        return f"{name:<42} never answered"
    later = f", at {event.answered}" if event.answered != event.asked else ""
    took = f"{event.took * 1000:.1f} ms{later}"
    failure = event.failure or _failure_in(event.answer)
    if failure is not None:
        code = f" ({failure.code})" if failure.code else ""
        return f"{name:<42} {took}, error: {_short(failure.message)}{code}"
    return f"{name:<42} {took}, {_bytes(len(event.answer or event.result))}"


def _failure_in(frame: str) -> Failure | None:
    try:
        return read_reply(frame).failure if frame else None
    except ValueError:
        return None


def _http_in_full(event: HttpExchange) -> Iterator[str]:
    yield _line(event)
    yield from (f"          > {name}: {value}" for name, value in event.headers)
    yield f"          > {_size(event.body)}"
    yield from (f"          < {name}: {value}" for name, value in event.response_headers)
    yield f"          < {_size(event.response_body)}"


def _size(body: Body | None) -> str:
    if body is None:
        return "no body"
    if body.text is None and body.base64 is None and body.file is None:
        return f"a body of {_bytes(body.size)} that was not kept" if body.size else "a body that was not kept"
    return f"a body of {_bytes(body.size)}" + (" beside the cassette" if body.file else "")


def _bytes(count: int) -> str:
    return f"{count} B" if count < 10_000 else f"{count / 1000:.0f} kB"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= WIDTH else line[: WIDTH - 1] + "…"


# --- data --------------------------------------------------------------------------------------


def _data(event: Event) -> dict[str, Any]:
    made: dict[str, Any] = {"event": _KINDS[type(event)]}
    names = (
        [field.name for field in dataclasses.fields(event)]
        if isinstance(event, Exchange)
        else event.__struct_fields__
    )
    made.update({name: msgspec.to_builtins(getattr(event, name)) for name in names})
    for key in ("params", "result", "frame", "answer"):
        if isinstance(made.get(key), str):
            made[key] = _value(made[key])
    if isinstance(event, Exchange):
        made["dialect"] = event.dialect.value
    return made


def _value(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.MsgspecError, RecursionError):
        return text


_KINDS: dict[type, str] = {
    Connection: "connection",
    Exchange: "exchange",
    HttpExchange: "http",
    Push: "push",
    Close: "close",
    Stray: "stray",
    Note: "note",
}
