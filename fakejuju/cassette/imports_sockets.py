"""Websockets of a recording: calls paired with answers by their numbers, and what belongs to no call."""

from __future__ import annotations

import json
import re
from collections import deque
from typing import Literal

from fakejuju.cassette.imports_report import Findings
from fakejuju.cassette.layouts import compact, set_answer
from fakejuju.cassette.model import Close, Connection, Event, Exchange, Push, Stray
from fakejuju.cassette.recordings import Conn, Entry
from jujuclient.wire.dialect import read_reply, read_request
from jujuclient.wire.messages import Dialect, Request

Side = Literal["client", "controller"]
_SIDES: dict[str, Side] = {">": "client", "<": "controller"}


class _Socket:
    """One websocket of the recording, while it is open."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.waiting: dict[int, deque[Exchange]] = {}
        self.astray: set[int] = set()
        self.closed = False
        self.last_was_stray = False


class Sockets:
    """The websockets of a recording as its lines come.

    Args:
        findings: where their events go.
        max_frame: longer frames are not kept; None keeps all.
    """

    def __init__(self, findings: Findings, max_frame: int | None) -> None:
        self.findings = findings
        self.max_frame = max_frame
        self.sockets: dict[tuple[Conn, str], _Socket] = {}
        self.asked: dict[int, tuple[int, str]] = {}  # by exchange: the line and the frame of the call
        self.connections = 0
        self.exchanges = 0

    def open(self, conn: Conn, path: str, at: float) -> _Socket:
        """A websocket begins."""
        self.connections += 1
        connection = Connection(
            number=self.connections,
            path=path,
            at=at,
            name=conn if isinstance(conn, str) else "",
            place=self.findings.next_place(),
        )
        self.findings.events.append(connection)
        socket = self.sockets[conn, path] = _Socket(connection)
        return socket

    def _socket(self, entry: Entry) -> _Socket:
        """The websocket of a frame; it opens with its first frame where no upgrade was recorded."""
        found = self.sockets.get(entry.side)
        return found if found is not None else self.open(*entry.side, entry.at)

    # --- frames ------------------------------------------------------------------------------

    def take_frame(self, line: int, entry: Entry) -> None:
        """A text frame of either side."""
        frame, side = entry.frame or "", _SIDES[entry.dir]
        socket = self._socket(entry)
        self.findings.note_version(frame if side == "controller" else "")
        why = self._why_stray(entry, frame)
        if why:
            kept = frame[:512] if self._is_too_long(len(frame)) else frame
            self._stray(line, socket, side, kept, why, entry.at, number=_number_in(frame))
        elif side == "client":
            self._take_request(line, socket, frame, entry.at, "")
        else:
            self._take_answer(line, socket, frame, entry.at)

    def _why_stray(self, entry: Entry, frame: str) -> str:
        length = len(frame) if entry.frame_len is None else entry.frame_len
        if length > len(frame):
            return f"the recording holds {len(frame)} of its {length} characters"
        if self._is_too_long(length):
            return f"longer than {self.max_frame} characters ({length}), not kept"
        return "sent unmasked" if entry.unmasked else ""

    def _is_too_long(self, length: int) -> bool:
        return self.max_frame is not None and length > self.max_frame

    def _take_request(self, line: int, socket: _Socket, frame: str, at: float, how: str) -> None:
        if not _is_rpc(socket.connection.path):
            self._stray(line, socket, "client", frame, "a frame on a path that is not for calls", at)
            return
        try:
            request = read_request(frame)
        except ValueError as error:
            self._stray(line, socket, "client", frame, str(error), at, number=_number_in(frame))
            return
        why = _why_not_a_call(request)
        if why:
            self._stray(line, socket, "client", frame, why, at, number=request.number)
            return
        self._call(line, socket, request, frame, at)
        lost = how or _lost_of_request(frame)
        if lost:
            self.findings.problem(line, f"the call {request.name}", lost)

    def _call(self, line: int, socket: _Socket, request: Request, frame: str, at: float) -> None:
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
            asked=self.findings.next_place(),
        )
        self.findings.events.append(exchange)
        self.asked[exchange.number] = (line, frame)
        socket.waiting.setdefault(request.number, deque()).append(exchange)
        socket.last_was_stray = False

    def _take_answer(self, line: int, socket: _Socket, frame: str, at: float) -> None:
        try:
            number = read_reply(frame).number if _is_rpc(socket.connection.path) else None
        except ValueError:
            number = None
        waiting = socket.waiting.get(number) if number is not None else None
        if waiting:
            self._answer(waiting.popleft(), frame, at)
        elif number is None:
            on, place = socket.connection.number, self.findings.next_place()
            self.findings.events.append(Push(on=on, frame=frame, at=at, place=place))
        else:
            astray = number in socket.astray
            why = "the answer to a stray frame" if astray else "the answer to a request id that nobody used"
            self._stray(line, socket, "controller", frame, why, at)

    def _answer(self, exchange: Exchange, frame: str, at: float) -> None:
        exchange.took = round(at - exchange.at, 6)
        is_next = exchange.asked == self.findings.place
        exchange.answered = exchange.asked if is_next else self.findings.next_place()
        set_answer(exchange, frame)

    def _stray(
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
        on, place = socket.connection.number, self.findings.next_place()
        self.findings.events.append(Stray(on=on, by=by, frame=frame, why=why, at=at, place=place))
        if number is not None:
            socket.astray.add(number)
        socket.last_was_stray = by == "client"
        self.findings.problem(line, f"a frame of the {by}", why)

    # --- frames of other kinds, ends, events ---------------------------------------------------

    def take_opcode(self, line: int, entry: Entry) -> None:
        """A frame that is no text: binary, close, ping, pong."""
        opcode, side = entry.opcode, _SIDES[entry.dir]
        if opcode in ("ping", "pong"):
            return
        socket = self._socket(entry)
        if opcode == "close":
            self._close(socket, side, entry.code, entry.reason or "", entry.at)
        elif opcode == "binary" and side == "client":
            self._take_binary(line, socket, entry.payload, entry.at)
        else:
            self.findings.problem(line, f"a frame of kind {opcode}", "not kept")

    def _take_binary(self, line: int, socket: _Socket, payload: str, at: float) -> None:
        # The recording writes a byte a character. Juju reads a binary frame as it reads a text frame.
        try:
            payload.encode("latin-1").decode()
            read_request(payload)
        except (ValueError, UnicodeError):
            why = "a binary frame that holds no request"
            self._stray(line, socket, "client", payload, why, at)
            return
        self._take_request(line, socket, payload, at, "it was sent as a binary frame; a replay takes text")

    def _close(self, socket: _Socket, by: Side, code: int | None, reason: str, at: float) -> None:
        """The first word of the end; the other side's answer to it is not kept."""
        if socket.closed:
            return
        socket.closed = True
        on, place = socket.connection.number, self.findings.next_place()
        self.findings.events.append(Close(on=on, by=by, code=code, reason=reason, at=at, place=place))

    def take_end(self, entry: Entry) -> None:
        """The line dropped without a close."""
        found = self.sockets.get(entry.side)
        if found is not None:
            self._close(found, _SIDES.get(entry.dir, "client"), None, "", entry.at)

    def take_noted_close(self, entry: Entry) -> bool:
        """A note that the websocket is closed; False for another note."""
        closed = re.fullmatch(r"closed (\d+) ?(.*)", entry.frame or "", re.DOTALL)
        socket = self.sockets.get(entry.side)
        if not closed or socket is None:
            return False
        # 1005 is how a library says that the close had no code.
        code = None if closed[1] == "1005" else int(closed[1])
        by: Side = "controller" if socket.last_was_stray else "client"
        self._close(socket, by, code, closed[2], entry.at)
        return True

    def take_event(self, line: int, entry: Entry) -> None:
        """What befell a websocket that is neither frame nor end: what stood on it is astray."""
        found = self.sockets.get(entry.side)
        if found is None:
            self.findings.problem(line, f"the event {entry.event}", "on no websocket")
            return
        why = entry.error or f"{entry.n or 0} bytes that the recording does not hold"
        self._stray(line, found, _SIDES.get(entry.dir, "client"), "", f"{entry.event}: {why}", entry.at)

    # --- the end -------------------------------------------------------------------------------

    def settled(self, event: Event) -> Event:
        """A call with a number that no controller answers is no call, once no answer has come."""
        if not isinstance(event, Exchange) or event.answered is not None:
            return event
        line, frame = self.asked[event.number]
        closed = [one for one in self.findings.events if isinstance(one, Close) and one.on == event.on]
        if closed and closed[0].by == "controller" and event.dialect is Dialect.JUJU1:
            why = "in Juju 1's spelling, which this controller refuses"
        elif _number_in(frame) == 0:
            why = "a request id below 1"
        else:
            return event
        self.findings.problem(line, "a frame of the client", why)
        return Stray(on=event.on, by="client", frame=frame, why=why, at=event.at, place=event.asked)


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
