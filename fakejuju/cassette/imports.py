"""Recordings of other tools, as cassettes: JSON lines, one frame or event each.

Two forms are read. A capture between client and controller has TLS opens, HTTP messages, websocket
frames and closes. A capture by a client has frames only, HTTP calls written as frames
``{"http": …}``, and notes (``"dir": "#"``) of what happens next or what an agent did. What no
well-behaved client sends is kept as a stray, and the report says why it cannot be replayed.
"""

from __future__ import annotations

import contextlib
import email.utils
import hashlib
import http
import json
import re
from collections import deque
from collections.abc import Mapping
from datetime import timezone
from pathlib import Path
from typing import Any, Literal

import msgspec

from fakejuju.cassette.files import INLINE_LIMIT, body_bytes, make_body, save
from fakejuju.cassette.layouts import compact, set_answer
from fakejuju.cassette.model import (
    Body,
    Cassette,
    Close,
    Connection,
    Exchange,
    Header,
    HttpExchange,
    Note,
    Push,
    Stray,
)
from fakejuju.cassette.recordings import (
    Conn,
    Entry,
    Message,
    entries,
    request_line,
    status_line,
    written_message,
)
from fakejuju.cassette.redact import Redactor
from fakejuju.cassette.redact_events import redact_cassette
from fakejuju.errors import CassetteError
from jujuclient.wire.dialect import read_reply, read_request
from jujuclient.wire.messages import Dialect, Request

Side = Literal["client", "controller"]
_SIDES: dict[str, Side] = {">": "client", "<": "controller"}


class Problem(msgspec.Struct, frozen=True):
    """Something of a recording that a replay cannot give back, and why."""

    line: int
    what: str
    why: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}: {self.why}"


class Report(msgspec.Struct):
    """What became of a recording.

    Attributes:
        problems: what a replay cannot give back, in the order of the file.
        counts: how many events of each kind there are.
        marks: how many secrets of each kind were replaced.
        unanswered: calls that never got an answer.
    """

    problems: list[Problem] = msgspec.field(default_factory=list)
    counts: dict[str, int] = msgspec.field(default_factory=dict)
    marks: dict[str, int] = msgspec.field(default_factory=dict)
    unanswered: int = 0


def import_recording(
    path: Path | str,
    *,
    title: str = "",
    juju: str = "",
    charms: Path | str | None = None,
    redactor: Redactor | None = None,
    max_frame: int | None = None,
) -> tuple[Cassette, Report]:
    """A recording as a cassette, redacted, and what could not be kept.

    Args:
        path: a file of JSON lines.
        title: of the cassette; the name of the file when empty.
        juju: the version of the controller; read from the recording when empty.
        charms: a folder with the archives that were uploaded; bodies are found there by SHA-256.
        redactor: one that knows secrets already; a new one when None.
        max_frame: longer frames are not kept, and the report names them; None keeps all.

    Raises:
        CassetteError: the file is not a recording, at the line that shows it.
    """
    where = Path(path)
    redactor = redactor or Redactor()
    reading = _Reading(_archives(Path(charms)) if charms else {}, max_frame)
    for line, entry in entries(where):
        try:
            reading.take(line, entry)
        except ValueError as error:
            raise CassetteError(f"not a recording: {error}", path=where, line=line) from None
    cassette = reading.finish()
    cassette.header = Header(
        juju=juju or reading.juju or _version_of_folder(where),
        dialect=_dialect(cassette.exchanges),
        recorded=reading.recorded,
        source=f"real controller, imported from {where.name}",
        redacted=redactor.rules,
        title=title or where.stem,
    )
    redacted = redact_cassette(cassette, redactor)
    report = reading.report
    report.problems = [Problem(p.line, redactor.text(p.what), redactor.text(p.why)) for p in report.problems]
    report.counts = redacted.counts()
    report.marks = dict(redactor.marks_used)
    return redacted, report


def write_import(cassette: Cassette, path: Path | str) -> None:
    """Save an imported cassette; bodies that are large go beside it."""
    where = Path(path)
    where.parent.mkdir(parents=True, exist_ok=True)
    for event in cassette.https:
        event.body = _beside(event.body, where)
        event.response_body = _beside(event.response_body, where)
    save(cassette, where)


def _beside(body: Body | None, cassette: Path) -> Body | None:
    if body is None or body.size <= INLINE_LIMIT:
        return body
    data = body_bytes(body, None)
    return body if data is None else make_body(data, cassette=cassette)


# --- the file ------------------------------------------------------------------------------


def _archives(folder: Path) -> dict[str, bytes]:
    """Every file of a folder and those below it, by SHA-256."""
    if not folder.is_dir():
        raise CassetteError("is not a folder", path=folder)
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            found[hashlib.sha256(data).hexdigest()] = data
    return found


def _version_of_folder(path: Path) -> str:
    match = re.search(r"juju-(\d+(?:\.\d+)+)", f"{path.parent.name}/{path.name}")
    return match[1] if match else ""


def _dialect(exchanges: list[Exchange]) -> Literal["juju1", "juju2"]:
    old = sum(exchange.dialect is Dialect.JUJU1 for exchange in exchanges)
    return "juju1" if old * 2 > len(exchanges) else "juju2"


# --- the conversation ----------------------------------------------------------------------


class _Socket:
    """One websocket of the recording, while it is open."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.waiting: dict[int, deque[Exchange]] = {}
        self.astray: set[int] = set()
        self.closed = False
        self.last_was_stray = False


class _HttpRequest(msgspec.Struct):
    """The first half of an HTTP exchange."""

    line: int
    method: str
    path: str
    headers: list[tuple[str, str]]
    body: Body | None
    at: float


class _Reading:
    """The events of one recording as its lines come."""

    def __init__(self, archives: Mapping[str, bytes], max_frame: int | None) -> None:
        self.archives = archives
        self.max_frame = max_frame
        self.events: list[Any] = []
        self.report = Report()
        self.sockets: dict[tuple[Any, str], _Socket] = {}
        self.requests: dict[Any, deque[_HttpRequest]] = {}
        self.asked: dict[int, tuple[int, str]] = {}  # by exchange: the line and the frame of the call
        self.connections = 0
        self.https = 0
        self.place = 0
        self.exchanges = 0
        self.juju = ""
        self.recorded = ""
        self.upgraded: set[Conn] = set()
        self.is_timed = True

    def next_place(self) -> int:
        self.place += 1
        return self.place

    def problem(self, line: int, what: str, why: str) -> None:
        self.report.problems.append(Problem(line, what, why))

    def take(self, line: int, entry: Entry) -> None:
        """One line of the recording."""
        at = entry.t or 0.0
        self.is_timed = entry.t is not None
        side = entry.dir
        if side == "#":
            self.take_note(line, entry, at)
        elif entry.http is not None:
            self.take_http(line, entry.conn, side, entry.http, at)
        elif entry.frame is not None and side in _SIDES:
            self.take_frame(line, entry, _SIDES[side], at)
        elif entry.opcode is not None and side in _SIDES:
            self.take_opcode(line, entry, _SIDES[side], at)
        elif entry.event is not None:
            self.take_event(line, entry, at)
        else:
            self.problem(line, "a line", "of no form that is known")

    # --- websockets -------------------------------------------------------------------------

    def open(self, conn: Any, path: str, at: float) -> _Socket:
        self.connections += 1
        connection = Connection(
            number=self.connections,
            path=path,
            at=at,
            name=conn if isinstance(conn, str) else "",
            place=self.next_place(),
        )
        self.events.append(connection)
        socket = self.sockets[conn, path] = _Socket(connection)
        return socket

    def socket(self, entry: Entry, at: float) -> _Socket:
        """The websocket of a frame; it opens with its first frame where no upgrade was recorded."""
        found = self.sockets.get(entry.side)
        return found if found is not None else self.open(*entry.side, at)

    def take_frame(self, line: int, entry: Entry, side: Side, at: float) -> None:
        frame = entry.frame or ""
        if frame.startswith('{"http"') and entry.conn not in self.upgraded:
            self.take_written_http(line, entry, side, frame, at)
            return
        socket = self.socket(entry, at)
        self.note_version(frame if side == "controller" else "")
        why = self.why_stray(entry, frame)
        if why:
            kept = frame[:512] if self.is_too_long(len(frame)) else frame
            self.stray(line, socket, side, kept, why, at, number=_number_in(frame))
        elif side == "client":
            self.take_request(line, socket, frame, at, "")
        else:
            self.take_answer(line, socket, frame, at)

    def why_stray(self, entry: Entry, frame: str) -> str:
        length = len(frame) if entry.frame_len is None else entry.frame_len
        if length > len(frame):
            return f"the recording holds {len(frame)} of its {length} characters"
        if self.is_too_long(length):
            return f"longer than {self.max_frame} characters ({length}), not kept"
        return "sent unmasked" if entry.unmasked else ""

    def is_too_long(self, length: int) -> bool:
        return self.max_frame is not None and length > self.max_frame

    def take_request(self, line: int, socket: _Socket, frame: str, at: float, how: str) -> None:
        if not _is_rpc(socket.connection.path):
            self.stray(line, socket, "client", frame, "a frame on a path that is not for calls", at)
            return
        try:
            request = read_request(frame)
        except ValueError as error:
            self.stray(line, socket, "client", frame, str(error), at, number=_number_in(frame))
            return
        why = _why_not_a_call(request)
        if why:
            self.stray(line, socket, "client", frame, why, at, number=request.number)
            return
        self.exchanges += 1
        exchange = Exchange(
            number=self.exchanges,
            on=socket.connection.number,
            facade=request.facade,
            method=request.method,
            version=request.version,
            id=request.id,
            params=compact(request.params) or "{}",
            at=at,
            dialect=request.dialect,
            asked=self.next_place(),
        )
        self.events.append(exchange)
        self.asked[exchange.number] = (line, frame)
        socket.waiting.setdefault(request.number, deque()).append(exchange)
        socket.last_was_stray = False
        lost = how or _lost_of_request(frame)
        if lost:
            self.problem(line, f"the call {request.name}", lost)

    def take_answer(self, line: int, socket: _Socket, frame: str, at: float) -> None:
        try:
            number = read_reply(frame).number if _is_rpc(socket.connection.path) else None
        except ValueError:
            number = None
        waiting = socket.waiting.get(number) if number is not None else None
        if waiting:
            exchange = waiting.popleft()
            exchange.took = round(at - exchange.at, 6)
            exchange.answered = exchange.asked if exchange.asked == self.place else self.next_place()
            set_answer(exchange, frame)
            return
        if number is None:
            self.events.append(Push(on=socket.connection.number, frame=frame, at=at, place=self.next_place()))
            return
        astray = number in socket.astray
        why = "the answer to a stray frame" if astray else "the answer to a request id that nobody used"
        self.stray(line, socket, "controller", frame, why, at)

    def stray(
        self,
        line: int,
        socket: _Socket,
        by: Side,
        frame: str,
        why: str,
        at: float,
        *,
        number: int | None = None,
    ) -> None:
        self.events.append(
            Stray(on=socket.connection.number, by=by, frame=frame, why=why, at=at, place=self.next_place())
        )
        if number is not None:
            socket.astray.add(number)
        socket.last_was_stray = by == "client"
        self.problem(line, f"a frame of the {by}", why)

    def take_opcode(self, line: int, entry: Entry, side: Side, at: float) -> None:
        opcode = entry.opcode
        if opcode in ("ping", "pong"):
            return
        socket = self.socket(entry, at)
        if opcode == "close":
            self.close(socket, side, entry.code, entry.reason or "", at)
        elif opcode == "binary" and side == "client":
            self.take_binary(line, socket, entry.payload, at)
        else:
            self.problem(line, f"a frame of kind {opcode}", "not kept")

    def take_binary(self, line: int, socket: _Socket, payload: str, at: float) -> None:
        # The recording writes a byte a character. Juju reads a binary frame as it reads a text frame.
        try:
            payload.encode("latin-1").decode()
            read_request(payload)
        except (ValueError, UnicodeError):
            why = "a binary frame that holds no request"
            self.stray(line, socket, "client", payload, why, at)
            return
        self.take_request(line, socket, payload, at, "it was sent as a binary frame; a replay takes text")

    def close(self, socket: _Socket, by: Side, code: int | None, reason: str, at: float) -> None:
        """The first word of the end; the other side's answer to it is not kept."""
        if socket.closed:
            return
        socket.closed = True
        self.events.append(
            Close(
                on=socket.connection.number,
                by=by,
                code=code,
                reason=reason,
                at=at,
                place=self.next_place(),
            )
        )

    def take_event(self, line: int, entry: Entry, at: float) -> None:
        kind = entry.event
        if kind == "open":
            self.requests.pop(entry.conn, None)
            return
        side: Side = _SIDES.get(entry.dir, "client")
        found = self.sockets.get(entry.side)
        if kind == "tcp-eof":
            if found is not None:
                self.close(found, side, None, "", at)
            self.drop_requests(entry.conn, "no response")
            return
        if found is None:
            self.problem(line, f"the event {kind}", "on no websocket")
            return
        why = entry.error or f"{entry.n or 0} bytes that the recording does not hold"
        self.stray(line, found, side, "", f"{kind}: {why}", at)

    # --- HTTP ---------------------------------------------------------------------------------

    def take_http(self, line: int, conn: Any, side: str, message: Message, at: float) -> None:
        headers = message.pairs
        if side == ">":
            method, path = request_line(message.line)
            request = _HttpRequest(line, method, path, headers, self.body(line, message), at)
            self.requests.setdefault(conn, deque()).append(request)
            if not self.is_timed:
                # The form without times has requests only; each stays at its place.
                self.drop_requests(conn, "no response")
            return
        waiting = self.requests.get(conn)
        if not waiting:
            self.problem(line, "an HTTP response", "to no request")
            return
        request = waiting.popleft()
        status, reason = status_line(message.line)
        self.note_date(headers)
        if status == 101:
            self.upgraded.add(conn)
            self.open(conn, request.path, at)
            return
        self.http(request, status, reason, headers, self.body(line, message), at)

    def http(
        self,
        request: _HttpRequest,
        status: int,
        reason: str,
        headers: list[tuple[str, str]],
        body: Body | None,
        at: float,
    ) -> None:
        self.https += 1
        self.events.append(
            HttpExchange(
                number=self.https,
                method=request.method,
                path=request.path,
                headers=request.headers,
                body=request.body,
                status=status,
                reason=reason,
                response_headers=headers,
                response_body=body,
                at=request.at,
                took=round(at - request.at, 6),
                place=self.next_place(),
            )
        )

    def take_written_http(self, line: int, entry: Entry, side: Side, frame: str, at: float) -> None:
        """An HTTP message that the recording wrote as if it were a frame."""
        message = written_message(frame)
        headers, body, conn = message.pairs, self.written_body(line, message.body), entry.conn
        if side == "client":
            request = _HttpRequest(line, message.method, message.path, headers, body, at)
            self.requests.setdefault(conn, deque()).append(request)
            return
        waiting = self.requests.get(conn)
        if not waiting:
            self.problem(line, "an HTTP response", "to no request")
            return
        self.note_date(headers)
        self.http(waiting.popleft(), message.status, _reason(message.status), headers, body, at)

    def drop_requests(self, conn: Any, why: str) -> None:
        """The requests of a connection that got no response: status 0."""
        for request in self.requests.pop(conn, ()):
            self.problem(request.line, f"{request.method} {request.path}", f"{why} was recorded")
            self.http(request, 0, why, [], None, request.at)

    def body(self, line: int, message: Message) -> Body | None:
        if message.body is not None:
            return make_body(str(message.body).encode())
        digest, size = message.body_sha256, message.body_len
        return self.known_body(line, digest, size) if digest or size else None

    def written_body(self, line: int, text: Any) -> Body | None:
        """A body as a client's capture has it: as text, or only described, ``<9 bytes>``."""
        if not text:
            return None
        match = re.fullmatch(r"<(?:\w+ )?(\d+) bytes(?: sha256=([0-9a-f]{64}))?>", str(text))
        if match is None:
            return make_body(str(text).encode())
        return self.known_body(line, match[2] or "", int(match[1]))

    def known_body(self, line: int, digest: str, size: int) -> Body:
        data = self.archives.get(digest)
        if data is not None:
            made = make_body(data)
            return made if made is not None else Body()
        what = f"a body of {size} bytes" if size else "a body"
        self.problem(line, what, "the recording does not hold it; a folder of archives (--charms) may")
        return Body(size=size, sha256=digest)

    # --- notes ----------------------------------------------------------------------------------

    def take_note(self, line: int, entry: Entry, at: float) -> None:
        text = entry.frame or ""
        closed = re.fullmatch(r"closed (\d+) ?(.*)", text, re.DOTALL)
        socket = self.sockets.get(entry.side)
        if closed and socket is not None:
            # 1005 is how a library says that the close had no code.
            code = None if closed[1] == "1005" else int(closed[1])
            by: Side = "controller" if socket.last_was_stray else "client"
            self.close(socket, by, code, closed[2], at)
            return
        failed = self.failed_upgrade(text)
        if failed is not None:
            path, status = failed
            self.problem(line, f"the upgrade of {path}", "headers and body of the response are not recorded")
            headers = [("Connection", "Upgrade"), ("Upgrade", "websocket")]
            self.http(
                _HttpRequest(line, "GET", path, headers, None, at), status, _reason(status), [], None, at
            )
            return
        self.events.append(Note(text=text, at=at, place=self.next_place()))

    def failed_upgrade(self, text: str) -> tuple[str, int] | None:
        if not text.startswith('{"connect-failed"'):
            return None
        said = json.loads(text)
        status = re.search(r"HTTP (\d{3})", said.get("error", ""))
        return (said["connect-failed"], int(status[1])) if status else None

    def note_version(self, frame: str) -> None:
        if not self.juju or self.juju.count(".") < 2:
            match = re.search(r'"server-version": ?"([^"]+)"', frame) or re.search(
                r'"(?:agent-)?version": ?"(\d+\.\d+[.-][^"]+)"', frame
            )
            self.juju = match[1] if match else self.juju

    def note_date(self, headers: list[tuple[str, str]]) -> None:
        for name, value in headers:
            if name.lower() == "date" and not self.recorded:
                with contextlib.suppress(ValueError):  # a date that is none says nothing
                    when = email.utils.parsedate_to_datetime(value).astimezone(timezone.utc)
                    self.recorded = when.strftime("%Y-%m-%dT%H:%M:%SZ")

    # --- the end ----------------------------------------------------------------------------------

    def finish(self) -> Cassette:
        for conn in list(self.requests):
            self.drop_requests(conn, "no response")
        self.events = [self.settled(event) for event in self.events]
        self.report.problems.sort(key=lambda problem: problem.line)
        self.report.unanswered = sum(
            isinstance(event, Exchange) and event.answered is None for event in self.events
        )
        return Cassette(header=Header(), events=self._in_sequence())

    def settled(self, event: Any) -> Any:
        """A call with a number that no controller answers is no call, once no answer has come."""
        if not isinstance(event, Exchange) or event.answered is not None:
            return event
        line, frame = self.asked[event.number]
        closed = [one for one in self.events if isinstance(one, Close) and one.on == event.on]
        if closed and closed[0].by == "controller" and event.dialect is Dialect.JUJU1:
            why = "in Juju 1's spelling, which this controller refuses"
        elif _number_in(frame) == 0:
            why = "a request id below 1"
        else:
            return event
        self.problem(line, "a frame of the client", why)
        return Stray(on=event.on, by="client", frame=frame, why=why, at=event.at, place=event.asked)

    def _in_sequence(self) -> list[Any]:
        """The events, calls numbered without a gap."""
        number = 0
        for event in self.events:
            if isinstance(event, Exchange):
                number += 1
                event.number = number
        return self.events


def _is_rpc(path: str) -> bool:
    bare = path.partition("?")[0]
    return bare in ("", "/") or bare.endswith("/api")


def _number_in(frame: str) -> int | None:
    match = re.search(r'"(?:request-id|RequestId)"\s*:\s*(\d+)', frame[:200])
    return int(match[1]) if match else None


def _why_not_a_call(request: Request) -> str:
    """Why a request cannot be written as a call of a cassette, "" when it can."""
    if request.number < 0:
        return "a request id below 1"
    if "." in request.facade or request.version < 0:
        return "a facade or version that no controller has"
    return ""


def _lost_of_request(frame: str) -> str:
    """What of a request the cassette does not keep, "" for nothing."""
    try:
        value = json.loads(frame)
    except (ValueError, RecursionError):
        return "what stands behind the first JSON value is not kept"
    known = {"request-id", "type", "version", "id", "request", "params"}
    old = {"RequestId", "Type", "Version", "Id", "Request", "Params"}
    extra = sorted(set(value) - known - old - {"trace-id", "span-id", "trace-flags"})
    if extra:
        return f"the key {extra[0]!r} is not kept"
    return "bytes that are no UTF-8 were replaced by the recorder" if "\ufffd" in frame else ""


def _reason(status: int) -> str:
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return ""
