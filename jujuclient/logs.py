"""The debug-log: typed records of a model over a websocket of their own, from Juju 1.20 to 4.1.

    with model.debug_log(follow=True, include="mysql", level="WARNING") as records:
        for record in records:
            print(record)

2.0 and later send a JSON object for each record, Juju 1 lines of text. The first frame says
whether all is well. Source: the wire facts, section 2.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from types import TracebackType
from typing import Any
from urllib.parse import urlencode

from jujuclient.access import Access
from jujuclient.deadline import Deadline
from jujuclient.dialling import Dialler
from jujuclient.errors import (
    ConnectionLost,
    DeadlineExceeded,
    InvalidInput,
    JujuError,
    NotSupported,
    ProtocolError,
    api_error,
)

LEVELS = ("TRACE", "DEBUG", "INFO", "WARNING", "ERROR")
"""The severities that a log can be cut at, the least first."""

QUIET = 2.0
"""Seconds of silence after which a log of Juju 1 is taken to be told; it may not end by itself there."""

_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?")
_LINE = re.compile(
    r"(?P<entity>\S+): (?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (?P<severity>[A-Z]+) "
    r"(?P<module>\S+) (?P<location>\S*) ?(?P<message>.*)"
)


@dataclass(frozen=True)
class LogRecord:
    """One record of the debug-log; ``str`` is the line that ``juju debug-log`` prints.

    Attributes:
        entity: the tag of who wrote it: ``unit-mysql-0``, ``machine-0``, ``controller-0``.
        timestamp: when, in UTC; None where it cannot be read.
        severity: TRACE, DEBUG, INFO, WARNING, ERROR or CRITICAL.
        module: such as ``juju.worker.uniter``.
        location: file and line in Juju's source, often "".
        message: the text; may have several lines.
        labels: name to value; before 4.0 labels have no values (2.9 and later).
        model_uuid: the model it is from; "" before 4.0, where it is the model asked.
        line: the line as it came from Juju 1, else "".
    """

    entity: str
    timestamp: datetime | None = None
    severity: str = ""
    module: str = ""
    location: str = ""
    message: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    model_uuid: str = ""
    line: str = field(default="", repr=False, compare=False)

    def format(
        self, *, date: bool = False, utc: bool = False, ms: bool = False, location: bool = False
    ) -> str:
        """The record as a line.

        Args:
            date: with the day.
            utc: in UTC rather than local time.
            ms: with milliseconds.
            location: with file and line.
        """
        when = ""
        if self.timestamp is not None:
            moment = self.timestamp if utc else self.timestamp.astimezone()
            when = moment.strftime("%Y-%m-%d %H:%M:%S" if date else "%H:%M:%S")
            when += f".{moment.microsecond // 1000:03}" if ms else ""
        words = [f"{self.entity}:", when, self.severity, self.module]
        words += [self.location] if location and self.location else []
        return " ".join([*(word for word in words if word), self.message])

    def __str__(self) -> str:
        return self.line or self.format()


class LogRecords(list[LogRecord]):
    """The records of a log that was read to its end; ``str`` is what ``juju debug-log`` prints."""

    def __str__(self) -> str:
        return "".join(f"{record}\n" for record in self)


class LogStream(Iterator[LogRecord]):
    """Records as they come, until it is closed or the line ends: ``ConnectionLost`` says how.

    Controllers end one that is followed after a day, unless ``max-debug-log-duration`` says otherwise.

    Attributes:
        timeout: seconds that each record is waited for; None waits for ever. After a
            ``DeadlineExceeded`` the stream stands, and the next record can be waited for.
    """

    def __init__(
        self,
        access: Access,
        path: str,
        *,
        follow: bool = True,
        limit: int = 0,
        timeout: float | None = None,
        connect_timeout: float | None = 30.0,
        quiet: float | None = None,
    ) -> None:
        """Open the socket and read its first frame, which is the controller's answer.

        Args:
            access: where the controller is, and who asks.
            path: of the socket, with its query.
            follow: whether more may come; without, any end of the line is the log's end.
            limit: records to end after; 0 for no limit.
            timeout: see the class.
            connect_timeout: seconds until the first frame.
            quiet: seconds of silence that are an end, too; None for none.

        Raises:
            ConnectionFailed: no address answers, or this Juju has no debug-log.
            APIError: the controller refuses.
        """
        from jujuclient.http import authorization  # who reads no logs need not import HTTP

        self.timeout = timeout
        self._follow = follow
        self._left = limit or -1
        self._quiet = quiet
        self._ahead: deque[LogRecord] = deque()
        self._over = False
        deadline = Deadline(connect_timeout, "the debug-log")
        dialler = Dialler(path, access.cacert, deadline, authorization(access))
        self._transport = dialler.dial(access.addresses)
        try:
            _check(self._transport.receive(deadline))
        except BaseException:
            self.close()
            raise

    def __iter__(self) -> LogStream:
        return self

    def __next__(self) -> LogRecord:
        if self._left and not self._ahead and not self._over:
            self._read()
        if not self._ahead or not self._left:
            self.close()
            raise StopIteration
        self._left -= 1
        return self._ahead.popleft()

    def _read(self) -> None:
        """Wait for the next frame that has a record, or for the end."""
        waited = Deadline(
            self.timeout if self._quiet is None else self._quiet, "the next record of the debug-log"
        )
        while not self._ahead and not self._over:
            try:
                self._ahead.extend(read_frame(self._transport.receive(waited)))
            except DeadlineExceeded:
                if self._quiet is None:
                    raise
                self._over = True
            except ConnectionLost as error:
                self._end(error)

    def _end(self, error: ConnectionLost) -> None:
        """Take the end of the line for the log's, or raise what happened.

        Recorded on 3.6 and 4.0: a log that is not followed ends without a close frame. One that
        is followed has no end of its own: the controller goes down, or has had enough of it.
        """
        self._over = True
        if self._follow or isinstance(error.__cause__, OSError):
            self._transport.close()
            raise error

    def close(self) -> None:
        """End the stream; what was read ahead is dropped."""
        self._over = True
        self._ahead.clear()
        with contextlib.suppress(JujuError):
            self._transport.goodbye(drain=False)
        self._transport.close()

    def __enter__(self) -> LogStream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _check(first: str) -> None:
    """Raise the error that the first frame holds, if it does."""
    try:
        found = json.loads(first)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ProtocolError("the debug-log did not begin with an answer; is this a controller?")
    error = found.get("error") or found.get("Error")
    if error:
        low = {key.lower(): value for key, value in error.items()}
        raise api_error(str(low.get("message") or ""), str(low.get("code") or ""))


def read_frame(frame: str) -> list[LogRecord]:
    """The records of a frame: one as JSON, or lines of text; none of an empty one."""
    if not frame.strip():
        return []
    if frame.startswith("{"):
        try:
            return [_record(json.loads(frame))]
        except (ValueError, AttributeError, TypeError) as error:
            raise ProtocolError(f"a record of the debug-log cannot be read: {error}") from None
    found: list[LogRecord] = []
    for line in frame.splitlines():
        record = _line(line)
        if record.entity or not found:
            found.append(record)
        else:  # a message of several lines
            last = found[-1]
            found[-1] = LogRecord(
                last.entity, last.timestamp, last.severity, last.module, last.location,
                f"{last.message}\n{line}", line=f"{last.line}\n{line}",
            )  # fmt: skip
    return found


def _record(told: dict[str, Any]) -> LogRecord:
    labels = told.get("lab") or {}
    return LogRecord(
        entity=told.get("tag") or "",
        timestamp=_time(told.get("ts") or ""),
        severity=told.get("sev") or "",
        module=told.get("mod") or "",
        location=told.get("loc") or "",
        message=told.get("msg") or "",
        labels=dict(labels) if isinstance(labels, dict) else dict.fromkeys(labels, ""),
        model_uuid=told.get("uuid") or "",
    )


def _line(line: str) -> LogRecord:
    match = _LINE.fullmatch(line)
    if match is None:
        return LogRecord("", message=line, line=line)
    return LogRecord(
        match["entity"], _time(match["time"]), match["severity"], match["module"], match["location"],
        match["message"], line=line,
    )  # fmt: skip


def _time(text: str) -> datetime | None:
    """A time as Go writes it, with up to nine digits of a second; UTC where it names no zone."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    day, clock, fraction, zone = match.groups()
    shown = "+00:00" if zone in (None, "Z") else zone
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}.{(fraction or '0')[:6]:0<6}{shown}")
    except ValueError:
        return None
    return moment.astimezone(timezone.utc)


def log_path(
    model_uuid: str,
    juju: tuple[int, int],
    *,
    follow: bool = False,
    lines: int = 0,
    limit: int = 0,
    replay: bool = False,
    level: str = "",
    include: Iterable[str] = (),
    exclude: Iterable[str] = (),
    include_module: Iterable[str] = (),
    exclude_module: Iterable[str] = (),
    include_label: Iterable[str] = (),
    exclude_label: Iterable[str] = (),
    since: datetime | None = None,
) -> str:
    """The path and query of a debug-log, as a controller of the series takes them.

    Raises:
        ValueError: a level that is none, a negative number, or ``since`` without a zone.
        NotSupported: labels before 2.9, or with a value before 4.0; ``since`` before 2.2.
    """
    pairs: list[tuple[str, str]] = []
    if level and level.upper() not in LEVELS:
        raise InvalidInput(f"level is {level!r}; the levels are {', '.join(LEVELS)}")
    if lines < 0 or limit < 0:
        raise InvalidInput(f"lines is {lines} and limit is {limit}; neither can be less than 0")
    if not follow:
        pairs += [("noTail", "true")]
    back = lines if follow else limit
    if replay:
        pairs += [("replay", "true")]
    elif back:
        # 3.x and 4.x keep both in one variable; up to 2.9 backlog is where to begin, in records.
        pairs += [("maxLines" if juju >= (3, 0) and not follow else "backlog", str(back))]
    if level:
        pairs += [("level", level.upper())]
    if since is not None:
        pairs += [("startTime", _since(since, juju))]
    for name, patterns in (("includeEntity", include), ("excludeEntity", exclude)):
        pairs += [(name, entity(one)) for one in patterns]
    for name, modules in (("includeModule", include_module), ("excludeModule", exclude_module)):
        pairs += [(name, one) for one in modules]
    for name, labels in (("includeLabel", include_label), ("excludeLabel", exclude_label)):
        pairs += [_label(name, one, juju) for one in labels]
    if juju >= (4, 0):
        pairs += [("version", "2")]
    kind = "model" if juju >= (2, 0) else "environment"
    place = f"/{kind}/{model_uuid}/log" if model_uuid else "/log"
    # In the order of their names, as the juju command sends them, so that its recordings fit.
    return f"{place}?{urlencode(sorted(pairs, key=lambda pair: pair[0]))}" if pairs else place


def _since(moment: datetime, juju: tuple[int, int]) -> str:
    if juju < (2, 2):
        raise NotSupported("a log from a moment on needs Juju 2.2 or later")
    if moment.tzinfo is None:
        raise InvalidInput("since has no time zone; give datetime.now(timezone.utc) or the like")
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _label(name: str, label: str, juju: tuple[int, int]) -> tuple[str, str]:
    if juju < (2, 9):
        raise NotSupported("records have labels from Juju 2.9 on")
    if "=" not in label:
        return name, label
    if juju < (4, 0):
        raise NotSupported(f"labels have values from Juju 4.0 on; write {label.partition('=')[0]}")
    return name + "s", label


def entity(name: str) -> str:
    """The tag that a filter means: ``mysql`` all of its units, ``mysql/0``, a machine ``0``, or a tag.

    ``*`` at the end takes all that begin so.
    """
    if "*" in name or re.match(r"(unit|machine|controller|model|application|user)-", name):
        return name
    if name[:1].isdigit():
        return "machine-" + name.replace("/", "-")
    if "/" in name:
        return "unit-" + name.replace("/", "-")
    return f"unit-{name}-*"


__all__ = ["LEVELS", "QUIET", "LogRecord", "LogRecords", "LogStream", "entity", "log_path", "read_frame"]
