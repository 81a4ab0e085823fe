"""Format 1 of a cassette: which documents there are, to text and from text.

    fakejuju: 1                header, once, first
    connection: 1              a websocket was opened
    exchange: 14               a call and its answer
    ask: 15 / answer: 15       the same as two documents, when other things happened in between
    push: 3                    a frame that nobody asked for, on connection 3
    close: 1                   connection 1 ended
    stray: 1                   a frame on connection 1 that is no call and no answer
    http: 2                    an HTTP request and its response
    note: …                    a remark
    end: {exchanges: 31, …}    once, last, with the counts

The last line of every event is its time, ``took`` where there is an answer and ``at`` elsewhere: an
event at the end of a cut file is whole when that line is, and ``repair`` keeps it.

Older formats are brought here by ``ladder``. Payloads are JSON, one value a line, keys in wire
order; ``layout`` says how the frame was spaced, so that it can be given back byte for byte.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from typing import Any, Literal

import msgspec

from fakejuju.cassette.model import (
    FORMAT,
    Body,
    Cassette,
    Close,
    Connection,
    Exchange,
    Header,
    HttpExchange,
    Layout,
    Note,
    Push,
    Stray,
)
from fakejuju.cassette.yamlio import Document, flow, is_literal, quoted, read_documents, scalar
from fakejuju.errors import CassetteCut, CassetteError
from jujuclient.wire.dialect import read_reply, write_reply
from jujuclient.wire.messages import Dialect, Failure, Reply

# --- JSON payloads -------------------------------------------------------------------------


def pretty(text: str) -> str | None:
    """JSON with one value a line, or None when compacting it would not give the text back."""
    try:
        made = msgspec.json.format(text, indent=1)
        same = msgspec.json.format(made, indent=-1) == text
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return None
    return made if same else None


def compact(text: str) -> str:
    """A payload of a cassette as compact JSON; a text that is not JSON stays as it is."""
    try:
        return msgspec.json.format(text, indent=-1)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return text


def spaced(text: str) -> str:
    """JSON in Python's default spacing."""
    return msgspec.json.format(text, indent=0)


def payload(text: str) -> str:
    """A JSON text as the YAML of a value."""
    made = pretty(text)
    if made is None:
        return quoted(text)
    if is_literal(made):
        return "|\n  " + made.replace("\n", "\n  ")
    return quoted(made)


def layout_of(frame: str, standard: str) -> Layout:
    """How a frame is laid out, given what it would be in Go's layout."""
    if frame == standard:
        return "go"
    try:
        if frame == standard[:-1]:
            return "compact"
        if frame == spaced(standard):
            return "spaced"
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        pass
    return "verbatim"


def lay_out(frame: str, layout: Layout) -> str:
    """A frame in Go's layout, in another one."""
    if layout == "spaced":
        return spaced(frame)
    return frame[:-1] if layout == "compact" else frame


# --- events to text ------------------------------------------------------------------------


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


def write_end(counts: dict[str, int]) -> str:
    """The last document."""
    kept = {
        key: count for key, count in counts.items() if count or key in ("connections", "exchanges", "http")
    }
    return _document(f"end: {flow(kept)}")


_WRITERS: dict[type, Any] = {
    Connection: write_connection,
    Push: write_push,
    Close: write_close,
    Stray: write_stray,
    Note: write_note,
    HttpExchange: write_http,
}


def write_cassette(cassette: Cassette) -> str:
    """A whole cassette as text, its events in the order of their places."""
    parts: list[tuple[int, str]] = []
    for event in cassette.events:
        if not isinstance(event, Exchange):
            parts.append((event.place, _WRITERS[type(event)](event)))
        elif event.answered is None:
            parts.append((event.asked, write_ask(event)))
        elif event.answered == event.asked:
            parts.append((event.asked, write_exchange(event)))
        else:
            parts += [(event.asked, write_ask(event)), (event.answered, write_answer(event))]
    parts.sort(key=lambda part: part[0])
    body = "".join(text for _, text in parts)
    return write_header(cassette.header) + body + write_end(cassette.counts())


# --- text to events ------------------------------------------------------------------------


class _Doc(msgspec.Struct, kw_only=True, rename="kebab", forbid_unknown_fields=True):
    at: float = 0.0


class _ConnectionDoc(_Doc, kw_only=True):
    connection: int
    path: str
    name: str = ""


class _AskFields(_Doc, kw_only=True):
    on: int
    call: str
    id: str = ""
    dialect: Literal["juju1", "juju2"] = "juju2"
    params: str = "{}"


class _AskDoc(_AskFields, kw_only=True):
    ask: int


class _AnswerDoc(_Doc, kw_only=True):
    answer: int
    took: float = 0.0
    layout: Layout = "go"
    result: str | None = None
    error: str | None = None
    error_code: str = ""
    error_info: str = ""
    frame: str = ""


class _ExchangeDoc(_AskFields, kw_only=True):
    # The fields of _AnswerDoc again: msgspec does not take two bases with fields.
    exchange: int
    took: float = 0.0
    layout: Layout = "go"
    result: str | None = None
    error: str | None = None
    error_code: str = ""
    error_info: str = ""
    frame: str = ""


class _PushDoc(_Doc, kw_only=True):
    push: int
    frame: str


class _CloseDoc(_Doc, kw_only=True):
    close: int
    by: Literal["client", "controller"]
    code: int | None = None
    reason: str = ""


class _StrayDoc(_Doc, kw_only=True):
    stray: int
    by: Literal["client", "controller"]
    frame: str
    why: str = ""


class _NoteDoc(_Doc, kw_only=True):
    note: str


class _HttpDoc(_Doc, kw_only=True):
    http: int
    request: str
    status: str
    took: float = 0.0
    headers: list[tuple[str, str]] = msgspec.field(default_factory=list)
    body: str | dict[str, str] | None = None
    response_headers: list[tuple[str, str]] = msgspec.field(default_factory=list)
    response_body: str | dict[str, str] | None = None


class _EndDoc(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    end: dict[str, int]


_DOCS: dict[str, type] = {
    "connection": _ConnectionDoc,
    "exchange": _ExchangeDoc,
    "ask": _AskDoc,
    "answer": _AnswerDoc,
    "push": _PushDoc,
    "close": _CloseDoc,
    "stray": _StrayDoc,
    "note": _NoteDoc,
    "http": _HttpDoc,
    "end": _EndDoc,
}


def read_cassette(text: str, *, allow_cut: bool = False) -> Cassette:
    """A cassette of format 1 from its text, checked.

    Args:
        text: the file.
        allow_cut: take a file without end record, or with a broken last document, for what
            it still holds; ``whole`` is False then.

    Raises:
        CassetteCut: the end record is missing.
        CassetteError: anything else that is wrong, with its line.
    """
    documents = iter(read_documents(text))
    line, first = next(documents, (1, {}))
    return Reading(Cassette(header=_header(first, line))).run(documents, allow_cut)


def _header(document: Document, line: int) -> Header:
    if next(iter(document), "") != "fakejuju":
        raise CassetteError("not a cassette: the first document has no `fakejuju: <format>`", line=line)
    number = document["fakejuju"]
    if number != str(FORMAT):
        raise CassetteError(
            f"format {number!r} is not one that this version reads (1 to {FORMAT})",
            line=line,
            hint="a newer fakejuju may read it",
        )
    header: Header = _convert(document, Header, line)
    return header


def _convert(document: Document, kind: type, line: int) -> Any:
    try:
        return msgspec.convert(document, kind, strict=False)
    except msgspec.ValidationError as error:
        raise CassetteError(str(error), line=line) from None


_DIGEST = re.compile(r"[0-9a-f]{64}")


class Reading:
    """The events of one file as they come, with what must hold between them."""

    def __init__(self, cassette: Cassette) -> None:
        self.cassette = cassette
        self.asked: dict[int, Exchange] = {}
        self.open: set[int] = set()
        self.place = 0
        self.line = 1
        self.ended: dict[str, int] | None = None

    def run(self, documents: Iterable[tuple[int, Document]], allow_cut: bool) -> Cassette:
        try:
            for line, document in documents:
                self.line = line
                self.take(document)
            self.finish()
        except CassetteError:
            if not allow_cut:
                raise
            self.cassette.whole = False
        return self.cassette

    def finish(self) -> None:
        if self.ended is None:
            raise CassetteCut(
                "the end record is missing: the recording was cut",
                line=self.line,
                hint="`fakejuju repair` keeps what is whole",
            )
        found = self.cassette.counts()
        for kind, count in self.ended.items():
            if kind not in found:
                raise CassetteError(f"the end record counts {kind!r}, which no cassette has", line=self.line)
            if found[kind] != count:
                raise CassetteError(
                    f"the end record says {count} {kind}, the file holds {found[kind]}",
                    line=self.line,
                    hint="was it edited? `fakejuju repair` counts again",
                )

    def take(self, document: Document) -> None:
        key = next(iter(document), "")
        kind = _DOCS.get(key)
        if kind is None:
            raise CassetteError(f"no kind of event begins with {key!r}", line=self.line)
        if self.ended is not None:
            raise CassetteError("something stands behind the end record", line=self.line)
        self.place += 1
        getattr(self, f"take_{key}")(_convert(document, kind, self.line))

    def on(self, number: int) -> int:
        if number not in self.open:
            raise CassetteError(f"connection {number} was never opened", line=self.line)
        return number

    def take_connection(self, doc: _ConnectionDoc) -> None:
        if doc.connection in self.open:
            raise CassetteError(f"connection {doc.connection} is opened twice", line=self.line)
        self.open.add(doc.connection)
        self.cassette.events.append(
            Connection(number=doc.connection, path=doc.path, at=doc.at, name=doc.name, place=self.place)
        )

    def new_exchange(self, number: int, doc: _AskFields) -> Exchange:
        if number in self.asked:
            raise CassetteError(f"exchange {number} is there twice", line=self.line)
        facade, dot, rest = doc.call.partition(".")
        method, space, version = rest.rpartition(" v")
        if not dot or not space or not version.isdigit():
            raise CassetteError(f"{doc.call!r} is not of the form Facade.Method vN", line=self.line)
        made = Exchange(
            number=number,
            on=self.on(doc.on),
            facade=facade,
            method=method,
            version=int(version),
            id=doc.id,
            params=self.payload(doc.params),
            at=doc.at,
            dialect=Dialect(doc.dialect),
            asked=self.place,
        )
        self.asked[number] = made
        self.cassette.events.append(made)
        return made

    def answer(self, exchange: Exchange, doc: _AnswerDoc | _ExchangeDoc) -> None:
        exchange.answered = self.place
        exchange.took = doc.took
        exchange.layout = doc.layout
        exchange.answer = doc.frame
        exchange.result = "{}" if doc.result is None else self.payload(doc.result)
        if doc.error is not None:
            info = self.payload(doc.error_info) if doc.error_info else ""
            exchange.failure = Failure(doc.error, doc.error_code, info)
        elif doc.frame:
            # The frame is what is given back; what it says is known as that of any other answer.
            with contextlib.suppress(ValueError):
                exchange.result, exchange.failure = _meaning(read_reply(doc.frame))
        elif doc.result is None:
            raise CassetteError(f"exchange {exchange.number} has no answer", line=self.line)

    def take_exchange(self, doc: _ExchangeDoc) -> None:
        self.answer(self.new_exchange(doc.exchange, doc), doc)

    def take_ask(self, doc: _AskDoc) -> None:
        self.new_exchange(doc.ask, doc)

    def take_answer(self, doc: _AnswerDoc) -> None:
        exchange = self.asked.get(doc.answer)
        if exchange is None:
            raise CassetteError(f"the answer to {doc.answer}, which was never asked", line=self.line)
        if exchange.answered is not None:
            raise CassetteError(f"a second answer to {doc.answer}", line=self.line)
        self.answer(exchange, doc)

    def take_push(self, doc: _PushDoc) -> None:
        self.cassette.events.append(Push(on=self.on(doc.push), frame=doc.frame, at=doc.at, place=self.place))

    def take_close(self, doc: _CloseDoc) -> None:
        self.cassette.events.append(
            Close(
                on=self.on(doc.close),
                by=doc.by,
                code=doc.code,
                reason=doc.reason,
                at=doc.at,
                place=self.place,
            )
        )

    def take_stray(self, doc: _StrayDoc) -> None:
        self.cassette.events.append(
            Stray(on=self.on(doc.stray), by=doc.by, frame=doc.frame, why=doc.why, at=doc.at, place=self.place)
        )

    def take_note(self, doc: _NoteDoc) -> None:
        self.cassette.events.append(Note(text=doc.note, at=doc.at, place=self.place))

    def take_http(self, doc: _HttpDoc) -> None:
        method, _, path = doc.request.partition(" ")
        status, _, reason = doc.status.partition(" ")
        if not path or not status.isdigit():
            raise CassetteError(
                "an HTTP exchange needs `request: METHOD /path` and `status: N`", line=self.line
            )
        self.cassette.events.append(
            HttpExchange(
                number=doc.http,
                method=method,
                path=path,
                headers=doc.headers,
                body=self.body(doc.body),
                status=int(status),
                reason=reason,
                response_headers=doc.response_headers,
                response_body=self.body(doc.response_body),
                at=doc.at,
                took=doc.took,
                place=self.place,
            )
        )

    def body(self, value: str | dict[str, str] | None) -> Body | None:
        if value is None:
            return None
        if isinstance(value, str):
            text = self.payload(value)
            return Body(text=text, size=len(text.encode()))
        made: Body = _convert(value, Body, self.line)
        if made.file is not None and _DIGEST.fullmatch(made.file) is None:
            # Anything else could name a file of the reader's own.
            raise CassetteError("a body's file is named by its SHA-256 and nothing else", line=self.line)
        return made

    def payload(self, text: str) -> str:
        try:
            return msgspec.json.format(text, indent=-1)
        except RecursionError:
            raise CassetteError("a payload is nested too deeply", line=self.line) from None
        except (msgspec.MsgspecError, UnicodeError):
            return text

    def take_end(self, doc: _EndDoc) -> None:
        self.ended = doc.end


# --- answers -------------------------------------------------------------------------------


def set_answer(exchange: Exchange, frame: str) -> None:
    """Put the frame of an answer into an exchange: in parts where they give it back, else whole."""
    try:
        reply = read_reply(frame)
    except ValueError:
        exchange.answer, exchange.layout = frame, "verbatim"
        return
    result, failure = _meaning(reply)
    layout = layout_of(frame, write_reply(Reply(reply.number, result, failure), exchange.dialect))
    if layout == "verbatim":
        exchange.answer = frame
    exchange.result, exchange.failure, exchange.layout = result, failure, layout


def _meaning(reply: Reply) -> tuple[str, Failure | None]:
    """Result and error of a reply, their payloads compact."""
    failure = reply.failure
    if failure is not None and failure.info:
        failure = Failure(failure.message, failure.code, compact(failure.info))
    return compact(reply.result), failure


def answer_frame(exchange: Exchange, number: int) -> str:
    """The frame of a recorded answer under the caller's number."""
    if exchange.answer:
        return renumber(exchange.answer, number)
    frame = write_reply(Reply(number, exchange.result, exchange.failure), exchange.dialect)
    return frame if exchange.layout == "go" else lay_out(frame, exchange.layout)


_NUMBER = re.compile(r'("(?:request-id|RequestId)"\s*:\s*)\d+')


def renumber(frame: str, number: int) -> str:
    """A frame with its request id replaced, the rest byte for byte."""
    made: str = _NUMBER.sub(lambda match: f"{match[1]}{number}", frame, count=1)
    return made
