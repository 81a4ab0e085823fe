"""The lines of other tools' recordings, checked: JSON objects, one a line, whose keys have the right types.

Two forms share them; see ``imports``. What a line holds besides is left alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from fakejuju.errors import CassetteError

Conn = int | str


class Message(msgspec.Struct):
    """An HTTP request or response: with its first ``line``, or taken apart.

    Attributes:
        body: as text; None when the recording does not hold it.
        body_len, body_sha256: what it says of a body that it may not hold.
    """

    line: str = ""
    headers: list[tuple[str, str]] | dict[str, str] | None = None
    body: Any = None
    body_len: int = 0
    body_sha256: str = ""
    method: str = ""
    path: str = ""
    status: int = 0

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The headers in their order."""
        headers = self.headers or []
        return list(headers.items()) if isinstance(headers, dict) else list(headers)


class Entry(msgspec.Struct):
    """One line: a frame, an HTTP message, an event of the connection, or a note, by what it has."""

    conn: Conn
    t: float | None = None
    path: str = ""
    dir: str = ""
    frame: str | None = None
    frame_len: int | None = None
    unmasked: bool | None = None
    http: Message | None = None
    opcode: str | None = None
    payload: str = ""
    code: int | None = None
    reason: str | None = None
    event: str | None = None
    error: str | None = None
    n: int | None = None

    @property
    def side(self) -> tuple[Conn, str]:
        """The websocket it is about."""
        return self.conn, self.path

    @property
    def at(self) -> float:
        """Seconds since the recording began; 0 where it has no times."""
        return self.t or 0.0


def entries(path: Path) -> Iterator[tuple[int, Entry]]:
    """The lines of a recording with their numbers, from 1.

    Raises:
        CassetteError: the file is not a recording, at the line that shows it.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CassetteError(f"cannot be read: {error.strerror}", path=path) from None
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.strip():
            try:
                yield number, _entry(line)
            except ValueError as error:
                raise CassetteError(f"not a recording: {error}", path=path, line=number) from None


def _entry(line: bytes) -> Entry:
    try:
        value = json.loads(line)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(value, dict) or "conn" not in value:
        raise ValueError("the line is no JSON object with a `conn`")
    entry: Entry = _converted(value, Entry)
    return entry


def written_message(frame: str) -> Message:
    """An HTTP message that was written as if it were a frame, ``{"http": …}``.

    Raises:
        ValueError: it is none.
    """
    try:
        value = json.loads(frame)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    message: Message = _converted(value.get("http"), Message)
    return message


def _converted(value: Any, kind: type) -> Any:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None


def request_line(text: str) -> tuple[str, str]:
    """Method and target of ``GET /x HTTP/1.1``; ValueError for what is none."""
    match = re.fullmatch(r"(\S+) (\S.*?)(?: HTTP/\S+)?", text)
    if match is None:
        raise ValueError("the first line of the request is none")
    return match[1], match[2]


def status_line(text: str) -> tuple[int, str]:
    """Status and reason of ``HTTP/1.1 200 OK``; ValueError for what is none."""
    match = re.fullmatch(r"\S+ (\d{3})(?: (.*))?", text)
    if match is None:
        raise ValueError("the first line of the response is none")
    return int(match[1]), match[2] or ""
