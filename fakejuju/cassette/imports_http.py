"""HTTP of a recording: requests paired with responses, in both ways that recordings write them."""

from __future__ import annotations

import http
import json
import re
from collections import deque
from collections.abc import Mapping
from typing import Any

import msgspec

from fakejuju.cassette.files import make_body
from fakejuju.cassette.imports_report import Findings
from fakejuju.cassette.model import Body, HttpExchange
from fakejuju.cassette.recordings import Conn, Entry, Message, request_line, status_line, written_message


class _Request(msgspec.Struct):
    """The first half of an HTTP exchange."""

    line: int
    method: str
    path: str
    headers: list[tuple[str, str]]
    body: Body | None
    at: float


class Https:
    """The HTTP exchanges of a recording as its lines come.

    Args:
        findings: where they go.
        archives: bodies by their SHA-256, for messages that only describe theirs.
    """

    def __init__(self, findings: Findings, archives: Mapping[str, bytes]) -> None:
        self.findings = findings
        self.archives = archives
        self.requests: dict[Conn, deque[_Request]] = {}
        self.count = 0

    def take(self, line: int, entry: Entry, message: Message) -> str | None:
        """One message; gives back the path of a websocket that the response opens."""
        headers = message.pairs
        if entry.dir == ">":
            method, path = request_line(message.line)
            self._ask(entry.conn, _Request(line, method, path, headers, self._body(line, message), entry.at))
            if entry.t is None:
                # The form without times has requests only; each stays at its place.
                self.drop(entry.conn, "no response")
            return None
        request = self._asked(line, entry.conn, headers)
        if request is None:
            return None
        status, reason = status_line(message.line)
        if status == 101:
            return request.path
        self._keep(request, status, reason, headers, self._body(line, message), entry.at)
        return None

    def take_written(self, line: int, entry: Entry) -> None:
        """A message that the recording wrote as if it were a frame."""
        message = written_message(entry.frame or "")
        headers, body = message.pairs, self._written_body(line, message.body)
        if entry.dir == ">":
            self._ask(entry.conn, _Request(line, message.method, message.path, headers, body, entry.at))
            return
        request = self._asked(line, entry.conn, headers)
        if request is not None:
            self._keep(request, message.status, _reason(message.status), headers, body, entry.at)

    def take_failed_upgrade(self, line: int, entry: Entry) -> bool:
        """A note that a websocket was refused; False for another note."""
        failed = _failed_upgrade(entry.frame or "")
        if failed is None:
            return False
        path, status = failed
        self.findings.problem(
            line, f"the upgrade of {path}", "headers and body of the response are not recorded"
        )
        headers = [("Connection", "Upgrade"), ("Upgrade", "websocket")]
        request = _Request(line, "GET", path, headers, None, entry.at)
        self._keep(request, status, _reason(status), [], None, entry.at)
        return True

    def forget(self, conn: Conn) -> None:
        """A connection of this name begins anew: what waits under it got no response."""
        self.drop(conn, "no response before its connection began anew")

    def drop(self, conn: Conn, why: str) -> None:
        """The requests of a connection that got no response: status 0."""
        for request in self.requests.pop(conn, ()):
            self.findings.problem(request.line, f"{request.method} {request.path}", f"{why} was recorded")
            self._keep(request, 0, why, [], None, request.at)

    def drop_all(self) -> None:
        """The end: what waits gets no response."""
        for conn in list(self.requests):
            self.drop(conn, "no response")

    # --- pairs -------------------------------------------------------------------------------

    def _ask(self, conn: Conn, request: _Request) -> None:
        self.requests.setdefault(conn, deque()).append(request)

    def _asked(self, line: int, conn: Conn, headers: list[tuple[str, str]]) -> _Request | None:
        """The request that a response with these headers is to."""
        waiting = self.requests.get(conn)
        if not waiting:
            self.findings.problem(line, "an HTTP response", "to no request")
            return None
        self.findings.note_date(headers)
        return waiting.popleft()

    def _keep(
        self,
        request: _Request,
        status: int,
        reason: str,
        headers: list[tuple[str, str]],
        body: Body | None,
        at: float,
    ) -> None:
        self.count += 1
        self.findings.events.append(
            HttpExchange(
                number=self.count,
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
                place=self.findings.next_place(),
            )
        )

    # --- bodies ------------------------------------------------------------------------------

    def _body(self, line: int, message: Message) -> Body | None:
        if message.body is not None:
            return make_body(str(message.body).encode())
        digest, size = message.body_sha256, message.body_len
        return self._known_body(line, digest, size) if digest or size else None

    def _written_body(self, line: int, text: Any) -> Body | None:
        """A body as a client's capture has it: as text, or only described, ``<9 bytes>``."""
        if not text:
            return None
        match = re.fullmatch(r"<(?:\w+ )?(\d+) bytes(?: sha256=([0-9a-f]{64}))?>", str(text))
        if match is None:
            return make_body(str(text).encode())
        return self._known_body(line, match[2] or "", int(match[1]))

    def _known_body(self, line: int, digest: str, size: int) -> Body:
        data = self.archives.get(digest)
        if data is not None:
            made = make_body(data)
            return made if made is not None else Body()
        what = f"a body of {size} bytes" if size else "a body"
        self.findings.problem(
            line, what, "the recording does not hold it; a folder of archives (--charms) may"
        )
        return Body(size=size, sha256=digest)


def _failed_upgrade(text: str) -> tuple[str, int] | None:
    """Path and status of a refused websocket, None for another note."""
    if not text.startswith('{"connect-failed"'):
        return None
    said = json.loads(text)
    status = re.search(r"HTTP (\d{3})", said.get("error", ""))
    return (said["connect-failed"], int(status[1])) if status else None


def _reason(status: int) -> str:
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return ""
