"""The recorder: events go to the file as they happen, so that a kill loses at most the last one.

While it records, the cassette is ``x.yaml.part``, held by one writer; ``finish`` gives it its end
record and its name. Whoever passes an answer on does so after the recorder has it on file.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Sequence
from pathlib import Path

from fakejuju.cassette.finishing import Bodies, LastLook, new_of
from fakejuju.cassette.growing import Growing
from fakejuju.cassette.layouts import set_answer
from fakejuju.cassette.model import (
    COUNTED,
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
from fakejuju.cassette.redact import Redactor
from fakejuju.cassette.writing import (
    write_answer,
    write_ask,
    write_close,
    write_connection,
    write_events,
    write_exchange,
    write_header,
    write_http,
    write_note,
    write_push,
    write_stray,
)
from fakejuju.clock import Clock
from fakejuju.errors import CassetteError
from jujuclient.wire.messages import Failure, Request

_MARK = re.compile(r"<([a-z][a-z0-9-]*):(\d+)>")


def part_of(path: Path) -> Path:
    """The name a cassette has while it is being recorded."""
    return path.with_name(path.name + ".part")


class Recorder:
    """Writes one cassette, event by event.

    Args:
        path: what the cassette will be called.
        source: where the conversation comes from, for the header.
        clock: for the times in it.
        kept: a cassette whose events come first (mode ``new``).

    Raises:
        CassetteError: somebody is recording to this cassette now, or an earlier recording of it was cut.
    """

    def __init__(
        self,
        path: Path,
        *,
        source: str = "real controller",
        title: str = "",
        clock: Clock | None = None,
        kept: Cassette | None = None,
    ) -> None:
        self.path = path
        self.part = part_of(path)
        self.redactor = Redactor()
        self._clock = clock or Clock()
        self._start = self._clock.seconds()
        self._header = Header(source=source, title=title)
        self._header.recorded = self._clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
        self._header.redacted = list(self.redactor.rules)
        self._counts = dict.fromkeys(COUNTED.values(), 0)
        self._numbers = {"connections": 0, "exchanges": 0, "http": 0}
        self._held: Exchange | None = None
        self._unwritten: list[str] | None = []
        self._bodies = Bodies(path)
        self._growing = Growing(self.part, self._take())
        new_of(self.part).unlink(missing_ok=True)  # of a recording that was killed at its end
        if kept is not None:
            self._keep(kept)

    def _take(self) -> int:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(self.part, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        except OSError as error:
            raise CassetteError(f"cannot be written: {error.strerror}", path=self.part) from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._refuse_what_is_there(handle)
        except BlockingIOError:
            os.close(handle)
            raise CassetteError("another process is recording to this cassette", path=self.path) from None
        except CassetteError:
            os.close(handle)
            raise
        return handle

    def _refuse_what_is_there(self, handle: int) -> None:
        here = os.fstat(handle)
        try:
            there = os.stat(self.part)
        except FileNotFoundError:
            there = None
        if there is None or here.st_ino != there.st_ino:
            raise CassetteError("another process has just recorded this cassette; try again", path=self.path)
        if here.st_size:  # what was cut before anything was said is nobody's loss
            raise CassetteError(
                "an earlier recording was cut and is still here",
                path=self.part,
                hint=f"`fakejuju repair {self.part}` keeps what is whole, or remove the file",
            )

    def _keep(self, kept: Cassette) -> None:
        self._header.juju, self._header.dialect = kept.header.juju, kept.header.dialect
        self._header.title = self._header.title or kept.header.title
        self._header.source = kept.header.source
        self._unwritten = None
        self._growing.put(write_header(self._header))
        for text in write_events(kept):
            self._growing.put(text)
            # New secrets get numbers of their own, or two secrets would have one mark.
            for kind, number in _MARK.findall(text):
                self.redactor.marks_used[kind] = max(self.redactor.marks_used.get(kind, 0), int(number))
        for event in kept.https:
            self._bodies.add(event)
        for kind, count in kept.counts().items():
            self._counts[kind] = count
        self._numbers["connections"] = max((c.number for c in kept.connections), default=0)
        self._numbers["exchanges"] = max((e.number for e in kept.exchanges), default=0)
        self._numbers["http"] = max((h.number for h in kept.https), default=0)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was recorded, and nothing is kept of before."""
        return not any(self._counts.values())

    # --- events ----------------------------------------------------------------------------

    def at(self) -> float:
        """Seconds since the recording began."""
        return self._clock.seconds() - self._start

    def _next(self, kind: str) -> int:
        self._numbers[kind] += 1
        return self._numbers[kind]

    def connection(self, path: str, headers: Sequence[tuple[str, str]] = ()) -> int:
        """A websocket was opened; its number. Its headers are not kept, and what they hold is a secret."""
        self.redactor.headers(list(headers))
        number = self._next("connections")
        event = Connection(number=number, path=self.redactor.path(path), at=self.at())
        self._event(event, write_connection(event))
        return number

    def ask(self, on: int, request: Request, *, parks: bool = False) -> Exchange:
        """A call was asked; hand the exchange to ``answer`` when the answer comes.

        The call is held back until the next event, which usually is its answer: then both are
        one document. One that parks is written at once.
        """
        exchange = Exchange(
            number=self._next("exchanges"),
            on=on,
            facade=request.facade,
            method=request.method,
            version=request.version,
            id=request.id,
            params=self.redactor.params(
                request.facade, request.version, request.method, request.params or "{}"
            ),
            at=self.at(),
            dialect=request.dialect,
        )
        self._flush_held()
        self._counts["exchanges"] += 1
        if parks:
            self._write(write_ask(exchange))
        else:
            self._held = exchange
        return exchange

    def answer(self, exchange: Exchange, frame: str) -> None:
        """The answer to a call; it is on file when this returns."""
        exchange.took = self.at() - exchange.at
        set_answer(exchange, frame)
        self._learn_version(exchange)
        redact_answer(self.redactor, exchange)
        if self._held is exchange:
            self._held = None
            self._answered(write_exchange(exchange))
        else:
            self._flush_held()
            self._answered(write_answer(exchange))

    def push(self, on: int, frame: str) -> None:
        """A frame from the controller that nobody asked for."""
        event = Push(on=on, frame=self.redactor.frame(frame), at=self.at())
        self._event(event, write_push(event), answered=True)

    def close(self, on: int, by: str, code: int | None, reason: str) -> None:
        """A connection ended."""
        event = Close(
            on=on,
            by="client" if by == "client" else "controller",
            code=code,
            reason=self.redactor.text(reason),
            at=self.at(),
        )
        self._event(event, write_close(event))

    def stray(self, on: int, by: str, frame: str, why: str) -> None:
        """A frame that is no call and no answer."""
        event = Stray(
            on=on,
            by="client" if by == "client" else "controller",
            frame=self.redactor.frame(frame),
            why=self.redactor.text(why),
            at=self.at(),
        )
        self._event(event, write_stray(event))

    def note(self, text: str) -> None:
        """A remark."""
        event = Note(text=self.redactor.text(text), at=self.at())
        self._event(event, write_note(event))

    def http(self, event: HttpExchange) -> None:
        """An HTTP exchange, its bodies redacted already; number and redaction of the rest happen here."""
        event.number = self._next("http")
        event.path = self.redactor.path(event.path)
        event.headers = self.redactor.headers(event.headers)
        event.response_headers = self.redactor.headers(event.response_headers)
        self._bodies.add(event)
        self._event(event, write_http(event), answered=True)

    # --- the file --------------------------------------------------------------------------

    def _event(self, event: Event, text: str, *, answered: bool = False) -> None:
        self._flush_held()
        self._counts[COUNTED[type(event)]] += 1
        if answered:
            self._answered(text)
        else:
            self._write(text)

    def _flush_held(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            self._write(write_ask(held))

    def _answered(self, text: str) -> None:
        """Write something that a client is about to see: from here on everything goes to the file at once."""
        if self._unwritten is not None:
            begun, self._unwritten = "".join(self._unwritten), None
            text = write_header(self._header) + begun + text
        self._append(text)

    def _write(self, text: str) -> None:
        if self._unwritten is not None:
            # Nobody has seen an answer yet; the header waits for the first, which may name the version.
            self._unwritten.append(text)
        else:
            self._append(text)

    def _append(self, text: str) -> None:
        try:
            self._growing.put(text)
        except CassetteError as error:
            hint = "nothing more is passed on, because it could not be recorded"
            raise CassetteError(error.reason, path=error.path, hint=hint) from None

    def _learn_version(self, exchange: Exchange) -> None:
        if self._header.juju or exchange.facade != "Admin" or exchange.failure is not None:
            return
        import msgspec

        try:
            result = msgspec.json.decode(exchange.result)
        except (msgspec.MsgspecError, RecursionError):
            return
        if isinstance(result, dict):
            # Before 1.25 a login does not say the version; its spelling is known all the same.
            self._header.juju = str(result.get("server-version") or "")
            self._header.dialect = exchange.dialect.value

    def finish(self) -> None:
        """Write the end record and give the cassette its name; a reader sees all of it or nothing."""
        self._flush_held()
        self._answered("")
        self._growing.end(self._counts)
        last = LastLook(self._growing, self._header, self._counts, self.redactor, self._bodies)
        self._growing = last.rewritten()
        self._growing.rename(self.path)
        self._growing.close()
        last.drop_old_bodies()

    def abandon(self) -> None:
        """Drop the recording."""
        self._growing.close()
        self.part.unlink(missing_ok=True)


def redact_answer(redactor: Redactor, exchange: Exchange) -> None:
    """Replace the secrets in the answer of an exchange."""
    call = (exchange.facade, exchange.version, exchange.method)
    if exchange.answer:
        exchange.answer = redactor.result(*call, exchange.answer)
    exchange.result = redactor.result(*call, exchange.result)
    failure = exchange.failure
    if failure is not None:
        info = redactor.result(*call, failure.info) if failure.info else ""
        exchange.failure = Failure(redactor.text(failure.message), failure.code, info)
