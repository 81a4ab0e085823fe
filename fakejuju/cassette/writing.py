"""Events to the text of format 1."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Any

from fakejuju.cassette.layouts import pretty
from fakejuju.cassette.model import (
    Body,
    Cassette,
    Close,
    Connection,
    Event,
    Exchange,
    Header,
    HttpExchange,
    Note,
    Push,
    Stray,
)
from fakejuju.cassette.plain import LONG
from fakejuju.cassette.yamlio import checksum, flow, is_literal, quoted, scalar
from jujuclient.wire.messages import Dialect


def payload(text: str) -> str:
    """A JSON text as the YAML of a value."""
    made = pretty(text)
    if made is None:
        return quoted(text)
    if is_literal(made):
        lines = made.replace("\n", "\n  ")
        if len(lines) + 3 < LONG:
            return f"|\n  {lines}"
        # With the indent of its first line, and its last newline.
        size = 3 + (len(lines) if lines.isascii() else len(lines.encode()))
        return f"|  # {size} bytes\n  {lines}"
    return quoted(made)


def write_header(header: Header) -> str:
    """The first document."""
    lines = [f"fakejuju: {header.fakejuju}"]
    for key in ("juju", "dialect", "recorded", "source", "title"):
        value = getattr(header, key)
        if value:
            lines.append(f"{key}: {scalar(value)}")
    if header.redacted:
        lines.append(f"redacted: {flow(header.redacted)}")
    return "\n".join(lines) + "\n"


def _document(first: str, *pairs: tuple[str, str | None]) -> str:
    lines = [f"---\n{first}"]
    lines += [
        f"{key}:{value}" if value[:1] == "\n" else f"{key}: {value}"
        for key, value in pairs
        if value is not None
    ]
    return "\n".join(lines) + "\n"


def _time(seconds: float) -> str:
    return f"{seconds:.6f}".rstrip("0").rstrip(".") if seconds else "0"


def _text(value: str) -> str | None:
    return scalar(value) if value else None


def write_connection(event: Connection) -> str:
    """``connection:``"""
    return _document(
        f"connection: {event.number}",
        ("path", scalar(event.path)),
        ("name", _text(event.name)),
        ("at", _time(event.at)),
    )


def _asked(event: Exchange) -> list[tuple[str, str | None]]:
    return [
        ("on", str(event.on)),
        ("call", scalar(event.call)),
        ("id", _text(event.id)),
        ("dialect", event.dialect.value if event.dialect is Dialect.JUJU1 else None),
        ("params", payload(event.params) if event.params not in ("", "{}") else None),
    ]


def _answered(event: Exchange) -> list[tuple[str, str | None]]:
    layout = ("layout", event.layout if event.layout != "go" else None)
    if event.answer:
        return [layout, ("frame", quoted(event.answer))]
    failure = event.failure
    if failure is None:
        return [layout, ("result", payload(event.result))]
    return [
        layout,
        ("error", scalar(failure.message) if failure.message else '""'),
        ("error-code", _text(failure.code)),
        ("error-info", payload(failure.info) if failure.info else None),
        ("result", payload(event.result) if event.result != "{}" else None),
    ]


def write_exchange(event: Exchange) -> str:
    """``exchange:``, a call that was answered before anything else happened."""
    return _document(
        f"exchange: {event.number}",
        *_asked(event),
        *_answered(event),
        ("at", _time(event.at)),
        ("took", _time(event.took)),
    )


def write_ask(event: Exchange) -> str:
    """``ask:``, a call that has no answer yet."""
    return _document(f"ask: {event.number}", *_asked(event), ("at", _time(event.at)))


def write_answer(event: Exchange) -> str:
    """``answer:``, the answer to an earlier ``ask``."""
    return _document(f"answer: {event.number}", *_answered(event), ("took", _time(event.took)))


def write_push(event: Push) -> str:
    """``push:``"""
    return _document(f"push: {event.on}", ("frame", quoted(event.frame)), ("at", _time(event.at)))


def write_close(event: Close) -> str:
    """``close:``"""
    return _document(
        f"close: {event.on}",
        ("by", event.by),
        ("code", None if event.code is None else str(event.code)),
        ("reason", _text(event.reason)),
        ("at", _time(event.at)),
    )


def write_stray(event: Stray) -> str:
    """``stray:``"""
    return _document(
        f"stray: {event.on}",
        ("by", event.by),
        ("why", _text(event.why)),
        ("frame", quoted(event.frame)),
        ("at", _time(event.at)),
    )


def write_note(event: Note) -> str:
    """``note:``"""
    return _document(f"note: {scalar(event.text)}", ("at", _time(event.at)))


def _body(body: Body | None) -> str | None:
    if body is None:
        return None
    if body.text is not None and pretty(body.text) is not None:
        return payload(body.text)
    kept = {key: getattr(body, key) for key in ("text", "base64", "file", "sha256") if getattr(body, key)}
    if body.text == "":
        kept["text"] = ""
    return flow({"size": body.size, **kept})


def _headers(headers: list[tuple[str, str]]) -> str | None:
    if not headers:
        return None
    return "".join(f"\n  - {flow([name, value])}" for name, value in headers)


def write_http(event: HttpExchange) -> str:
    """``http:``"""
    return _document(
        f"http: {event.number}",
        ("request", scalar(f"{event.method} {event.path}")),
        ("headers", _headers(event.headers)),
        ("body", _body(event.body)),
        ("status", scalar(f"{event.status} {event.reason}".strip())),
        ("response-headers", _headers(event.response_headers)),
        ("response-body", _body(event.response_body)),
        ("at", _time(event.at)),
        ("took", _time(event.took)),
    )


def write_end(counts: dict[str, int], crc: int) -> str:
    """The last document, with the checksum of everything above it."""
    kept = {
        key: count for key, count in counts.items() if count or key in ("connections", "exchanges", "http")
    }
    return f"---\n{checksum(crc)}\nend: {flow(kept)}\n"


_WRITERS: dict[str, Callable[[Any], str]] = {
    "connection": write_connection,
    "exchange": write_exchange,
    "ask": write_ask,
    "answer": write_answer,
    "push": write_push,
    "close": write_close,
    "stray": write_stray,
    "note": write_note,
    "http": write_http,
}
_KINDS: dict[type, str] = {
    Connection: "connection",
    Push: "push",
    Close: "close",
    Stray: "stray",
    Note: "note",
    HttpExchange: "http",
}


def write_step(kind: str, event: Event) -> str:
    """One document, of the kind that its first key names."""
    return _WRITERS[kind](event)


def write_events(cassette: Cassette) -> Iterator[str]:
    """The documents of the events, one by one, in the order of their places."""
    steps: list[tuple[int, str, Event]] = []
    for event in cassette.events:
        if not isinstance(event, Exchange):
            steps.append((event.place, _KINDS[type(event)], event))
        elif event.answered is None:
            steps.append((event.asked, "ask", event))
        elif event.answered == event.asked:
            steps.append((event.asked, "exchange", event))
        else:
            steps += [(event.asked, "ask", event), (event.answered, "answer", event)]
    steps.sort(key=lambda step: step[0])
    return (write_step(kind, event) for _, kind, event in steps)


def write_cassette(cassette: Cassette) -> str:
    """A whole cassette as text."""
    text = write_header(cassette.header) + "".join(write_events(cassette))
    return text + write_end(cassette.counts(), zlib.crc32(text.encode()))
