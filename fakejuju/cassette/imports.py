"""Recordings of other tools, as cassettes: JSON lines, one frame or event each.

Two forms are read. A capture between client and controller has TLS opens, HTTP messages, websocket
frames and closes. A capture by a client has frames only, HTTP calls written as frames
``{"http": …}``, and notes (``"dir": "#"``) of what happens next or what an agent did. What no
well-behaved client sends is kept as a stray, and the report says why it cannot be replayed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from fakejuju.cassette.files import INLINE_LIMIT, body_bytes, make_body, save
from fakejuju.cassette.imports_http import Https
from fakejuju.cassette.imports_report import Findings, Problem, Report
from fakejuju.cassette.imports_sockets import Sockets
from fakejuju.cassette.model import Body, Cassette, Event, Exchange, Header, Note
from fakejuju.cassette.recordings import Conn, Entry, entries
from fakejuju.cassette.redact import Redactor
from fakejuju.cassette.redact_events import redact_cassette
from fakejuju.errors import CassetteError
from jujuclient.wire.messages import Dialect


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
        juju=juju or reading.findings.juju or _version_of_folder(where),
        dialect=_dialect(cassette.exchanges),
        recorded=reading.findings.recorded,
        source=f"real controller, imported from {where.name}",
        redacted=redactor.rules,
        title=title or where.stem,
    )
    redacted = redact_cassette(cassette, redactor)
    report = reading.findings.report
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


# --- the lines -----------------------------------------------------------------------------


class _Reading:
    """The lines of one recording as they come: each to the half of the conversation that it belongs to."""

    def __init__(self, archives: Mapping[str, bytes], max_frame: int | None) -> None:
        self.findings = Findings()
        self.https = Https(self.findings, archives)
        self.sockets = Sockets(self.findings, max_frame)
        self.upgraded: set[Conn] = set()

    def take(self, line: int, entry: Entry) -> None:
        """One line of the recording."""
        has_side = entry.dir in (">", "<")
        if entry.dir == "#":
            self._take_note(line, entry)
        elif entry.http is not None:
            opened = self.https.take(line, entry, entry.http)
            if opened is not None:
                self.upgraded.add(entry.conn)
                self.sockets.open(entry.conn, opened, entry.at)
        elif entry.frame is not None and has_side:
            self._take_frame(line, entry)
        elif entry.opcode is not None and has_side:
            self.sockets.take_opcode(line, entry)
        elif entry.event is not None:
            self._take_event(line, entry)
        else:
            self.findings.problem(line, "a line", "of no form that is known")

    def _take_frame(self, line: int, entry: Entry) -> None:
        is_http = (entry.frame or "").startswith('{"http"') and entry.conn not in self.upgraded
        (self.https.take_written if is_http else self.sockets.take_frame)(line, entry)

    def _take_event(self, line: int, entry: Entry) -> None:
        if entry.event == "open":
            self.https.forget(entry.conn)
        elif entry.event == "tcp-eof":
            self.sockets.take_end(entry)
            self.https.drop(entry.conn, "no response")
        else:
            self.sockets.take_event(line, entry)

    def _take_note(self, line: int, entry: Entry) -> None:
        if self.sockets.take_noted_close(entry) or self.https.take_failed_upgrade(line, entry):
            return
        place = self.findings.next_place()
        self.findings.events.append(Note(text=entry.frame or "", at=entry.at, place=place))

    def finish(self) -> Cassette:
        """What the lines have given, once there are no more."""
        self.https.drop_all()
        self.findings.events = [self.sockets.settled(event) for event in self.findings.events]
        report = self.findings.report
        report.problems.sort(key=lambda problem: problem.line)
        report.unanswered = sum(
            isinstance(event, Exchange) and event.answered is None for event in self.findings.events
        )
        return Cassette(header=Header(), events=_in_sequence(self.findings.events))


def _in_sequence(events: list[Event]) -> list[Event]:
    """The events, calls numbered without a gap."""
    calls = (event for event in events if isinstance(event, Exchange))
    for number, event in enumerate(calls, 1):
        event.number = number
    return events
