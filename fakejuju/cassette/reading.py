"""The text of format 1 to events, with what must hold between them."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from fakejuju.cassette.format import (
    DOCS,
    AnswerDoc,
    AskDoc,
    AskFields,
    CloseDoc,
    ConnectionDoc,
    EndDoc,
    ExchangeDoc,
    HttpDoc,
    NoteDoc,
    PushDoc,
    StrayDoc,
)
from fakejuju.cassette.layouts import meaning
from fakejuju.cassette.model import (
    FORMAT,
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
from fakejuju.cassette.plain import Block
from fakejuju.cassette.yamlio import Document, documents, is_unchanged, line_of, stream
from fakejuju.errors import CassetteCut, CassetteError
from jujuclient.wire.dialect import read_reply
from jujuclient.wire.messages import Failure


def read_cassette(text: str | bytes, *, allow_cut: bool = False, path: Path | None = None) -> Cassette:
    """A cassette of format 1 from its text, checked.

    Args:
        text: the file.
        allow_cut: take a file without end record, or with a broken last document, for what
            it still holds; ``whole`` is False then.
        path: of the file, for what is read later.

    Raises:
        CassetteCut: the end record is missing.
        CassetteError: anything else that is wrong, with its line.
    """
    data = text if isinstance(text, bytes) else text.encode(errors="surrogatepass")
    unchanged = is_unchanged(data)
    found = documents(data, unchanged=unchanged)
    start, first = next(found, (0, {}))
    header = read_header(first, line_of(data, start))
    reading = Reading(Cassette(header=header, path=path), lambda at: line_of(data, at), unchanged=unchanged)
    return reading.run(found, allow_cut)


def read_steps(file: BinaryIO) -> Iterator[tuple[str, Event]]:
    """The events of a recording, read on as they are taken: the kind of each document, and what it tells of.

    An answer comes with its call, whose parameters went by with the ask. Memory is that of the
    largest event. Counts are not held against the end record, nor numbers against those gone by.

    Raises:
        CassetteError: at the line of the first thing that is wrong.
    """
    reading = Reading(Cassette(header=Header()))
    found = stream(file)
    next(found, None)
    for reading.at, document in found:
        kind = next(iter(document), "")
        reading.take(document)
        if kind == "end":
            continue
        event = reading.asked.pop(int(document[kind])) if kind == "answer" else reading.cassette.events.pop()
        yield kind, event
        if isinstance(event, Exchange):
            event.params = "{}"
            if kind == "exchange":
                del reading.asked[event.number]


def read_header(document: Document, line: int) -> Header:
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


def _same(line: int) -> int:
    return line


def _convert(document: Document, kind: type, line: int) -> Any:
    try:
        return msgspec.convert(document, kind, strict=False)
    except msgspec.ValidationError as error:
        raise CassetteError(str(error), line=line) from None


TOO_DEEP = "a payload is nested too deeply"
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Reading:
    """The events of one file as they come, with what must hold between them.

    Args:
        cassette: where the events go.
        line_of: the line of what ``at`` says, which is counted only when it is told.
        unchanged: large answers may wait until they are asked for.
    """

    def __init__(
        self, cassette: Cassette, line_of: Callable[[int], int] = _same, *, unchanged: bool = False
    ) -> None:
        self.cassette = cassette
        self.unchanged = unchanged
        self.line_of = line_of
        self.asked: dict[int, Exchange] = {}
        self.open: set[int] = set()
        self.place = 0
        self.at = 0
        self.ended: dict[str, int] | None = None

    @property
    def line(self) -> int:
        """The line of the document at hand, from 1."""
        return max(self.line_of(self.at), 1)

    def run(self, found: Iterable[tuple[int, Document]], allow_cut: bool) -> Cassette:
        try:
            for self.at, document in found:
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
        kind = DOCS.get(key)
        if kind is None:
            raise CassetteError(f"no kind of event begins with {key!r}", line=self.line)
        if self.ended is not None:
            raise CassetteError("something stands behind the end record", line=self.line)
        self.place += 1
        try:
            made: Any = msgspec.convert(document, kind, strict=False)
        except msgspec.ValidationError as error:
            raise CassetteError(str(error), line=self.line) from None
        getattr(self, f"take_{key}")(made)

    def on(self, number: int) -> int:
        if number not in self.open:
            raise CassetteError(f"connection {number} was never opened", line=self.line)
        return number

    def take_connection(self, doc: ConnectionDoc) -> None:
        if doc.connection in self.open:
            raise CassetteError(f"connection {doc.connection} is opened twice", line=self.line)
        self.open.add(doc.connection)
        self.cassette.events.append(
            Connection(number=doc.connection, path=doc.path, at=doc.at, name=doc.name, place=self.place)
        )

    def new_exchange(self, number: int, doc: AskFields) -> Exchange:
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
            dialect=doc.dialect,
            asked=self.place,
        )
        self.asked[number] = made
        self.cassette.events.append(made)
        return made

    def answer(self, exchange: Exchange, doc: AnswerDoc | ExchangeDoc) -> None:
        exchange.answered = self.place
        exchange.took = doc.took
        exchange.layout = doc.layout
        exchange.answer = doc.frame
        exchange.result = "{}" if doc.result is None else self.late_payload(doc.result)
        if doc.error is not None:
            info = self.payload(doc.error_info) if doc.error_info else ""
            exchange.failure = Failure(doc.error, doc.error_code, info)
        elif doc.frame:
            # The frame is what is given back; what it says is known as that of any other answer.
            with contextlib.suppress(ValueError):
                exchange.result, exchange.failure = meaning(read_reply(doc.frame))
        elif doc.result is None:
            raise CassetteError(f"exchange {exchange.number} has no answer", line=self.line)

    def take_exchange(self, doc: ExchangeDoc) -> None:
        self.answer(self.new_exchange(doc.exchange, doc), doc)

    def take_ask(self, doc: AskDoc) -> None:
        self.new_exchange(doc.ask, doc)

    def take_answer(self, doc: AnswerDoc) -> None:
        exchange = self.asked.get(doc.answer)
        if exchange is None:
            raise CassetteError(f"the answer to {doc.answer}, which was never asked", line=self.line)
        if exchange.answered is not None:
            raise CassetteError(f"a second answer to {doc.answer}", line=self.line)
        self.answer(exchange, doc)

    def take_push(self, doc: PushDoc) -> None:
        self.cassette.events.append(Push(on=self.on(doc.push), frame=doc.frame, at=doc.at, place=self.place))

    def take_close(self, doc: CloseDoc) -> None:
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

    def take_stray(self, doc: StrayDoc) -> None:
        self.cassette.events.append(
            Stray(on=self.on(doc.stray), by=doc.by, frame=doc.frame, why=doc.why, at=doc.at, place=self.place)
        )

    def take_note(self, doc: NoteDoc) -> None:
        self.cassette.events.append(Note(text=doc.note, at=doc.at, place=self.place))

    def take_http(self, doc: HttpDoc) -> None:
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
            return compacted(text)
        except RecursionError:
            raise CassetteError(TOO_DEEP, line=self.line) from None

    def late_payload(self, text: str) -> str | Callable[[], str]:
        if self.unchanged and isinstance(text, Block):
            return Late(text, self.at, self.cassette.path)
        return self.payload(text)

    def take_end(self, doc: EndDoc) -> None:
        self.ended = doc.end


class Late:
    """A payload of an unchanged file, which is read when it is asked for."""

    __slots__ = ("_at", "_block", "_path")

    def __init__(self, block: Block, at: int, path: Path | None) -> None:
        self._block = block
        self._at = at
        self._path = path

    def __call__(self) -> str:
        try:
            return compacted(self._block)
        except RecursionError:
            line = line_of(self._block.data, self._at)
            raise CassetteError(TOO_DEEP, path=self._path, line=line) from None


def compacted(text: str) -> str:
    """A payload of a document as compact JSON; what is not JSON stays as it is."""
    try:
        if isinstance(text, Block):
            return msgspec.json.format(text.raw, indent=-1).decode()
        return msgspec.json.format(text, indent=-1)
    except (msgspec.MsgspecError, UnicodeError):
        return text.text if isinstance(text, Block) else text
