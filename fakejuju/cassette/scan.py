"""What a cassette still holds that looks like a secret.

Three looks, from the surest to the vaguest: the fields and patterns of ``secrets`` once more, over
what is on file; and texts as random as a key or a token, where nothing says that they are public.
A finding says where, of what kind and how long, and never what.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from fakejuju.cassette.files import body_bytes
from fakejuju.cassette.model import (
    Body,
    Cassette,
    Close,
    Connection,
    Event,
    Exchange,
    HttpExchange,
    Note,
    Push,
    Stray,
)
from fakejuju.cassette.redact import Redactor
from fakejuju.cassette.redact_events import redact_event
from fakejuju.cassette.secrets import MARK


class Finding(msgspec.Struct, frozen=True):
    """Something in a cassette that looks like a secret.

    Attributes:
        line: of the event in the file, 0 when the cassette is not from a file.
        event: which event, for people: ``exchange 14, Admin.Login v3``.
        where: in it, such as ``params.credentials``.
        kind: ``field or pattern`` or ``random text``.
        hint: its length, and nothing else of it.
    """

    line: int
    event: str
    where: str
    kind: str
    hint: str

    def __str__(self) -> str:
        at = f"line {self.line}, " if self.line else ""
        return f"{at}{self.event}: {self.kind} in {self.where} ({self.hint})"


def scan(cassette: Cassette) -> list[Finding]:
    """Everything in a cassette that looks like a secret, in the order of the file."""
    lines = _lines(cassette.path)
    found: list[Finding] = []
    for event in cassette.events:
        line = lines.get(event.asked if isinstance(event, Exchange) else event.place, 0)
        name = name_of(event)
        for where, kind, length in _look(event):
            found.append(Finding(line, name, where, kind, f"{length} characters"))
    return found


def name_of(event: Event) -> str:
    """An event in a few words."""
    if isinstance(event, Exchange):
        return f"exchange {event.number}, {event.call}"
    if isinstance(event, HttpExchange):
        return f"http {event.number}, {event.method}"
    if isinstance(event, Connection):
        return f"connection {event.number}"
    if isinstance(event, Note):
        return "note"
    return f"{type(event).__name__.lower()} on connection {event.on}"


def _lines(path: Path | None) -> dict[int, int]:
    """The place of each event to the line its document begins at."""
    if path is None:
        return {}
    text = path.read_text(encoding="utf-8")
    marks = [number for number, line in enumerate(text.split("\n"), 1) if line == "---"]
    return {place: line + 1 for place, line in enumerate(marks, 1)}


def _look(event: Event) -> Iterator[tuple[str, str, int]]:
    again = redact_event(Redactor(), event)
    seen: set[str] = set()
    for (where, before), (_, after) in zip(leaves(event), leaves(again), strict=False):
        if before != after:
            seen.add(where)
            yield where, "field or pattern", len(before)
    for where, text in leaves(event):
        if where in seen or _is_public(where):
            continue
        for match in _CANDIDATE.finditer(_PUBLIC.sub(" ", text)):
            if _is_random(match[0]):
                yield where, "random text", len(match[0])


# --- the texts of an event -------------------------------------------------------------------


def leaves(event: Event) -> Iterator[tuple[str, str]]:
    """Every text of an event that the wire gave, with its path."""
    if isinstance(event, Exchange):
        yield from _json("params", event.params)
        yield from _json("result", event.result)
        yield from _json("frame", event.answer)
        if event.failure is not None:
            yield "error", event.failure.message
            yield from _json("error-info", event.failure.info)
    elif isinstance(event, (Push, Stray)):
        yield from _json("frame", event.frame)
    elif isinstance(event, Close):
        yield "reason", event.reason
    elif isinstance(event, Note):
        yield from _json("note", event.text)
    elif isinstance(event, Connection):
        yield "path", event.path
    else:
        yield "path", event.path
        yield from ((f"headers.{name}", value) for name, value in event.headers)
        yield from _body("body", event.body)
        yield from ((f"response-headers.{name}", value) for name, value in event.response_headers)
        yield from _body("response-body", event.response_body)


def _body(where: str, body: Body | None) -> Iterator[tuple[str, str]]:
    if body is not None and body.text is not None:
        yield from _json(where, body.text)
    elif body is not None and body.base64:
        # An archive: its bytes are random by nature, and what is compressed cannot be looked into.
        data = body_bytes(body, None) or b""
        if not data.startswith((b"PK", b"\x1f\x8b")):
            yield where, data.decode("latin-1")


def _json(where: str, text: str) -> Iterator[tuple[str, str]]:
    if not text or text == "{}":
        return
    try:
        value = msgspec.json.decode(text)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        yield where, text
        return
    yield from _walk(where, value)


def _walk(where: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _walk(f"{where}.{key}", item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _walk(f"{where}[{index}]", item)
    elif isinstance(value, str):
        yield where, value
    elif value is not None:
        yield where, str(value)


# --- what is random --------------------------------------------------------------------------

_CANDIDATE = re.compile(r"[A-Za-z0-9+/_=-]{20,}")
_PUBLIC_FIELD = re.compile(
    r"(?i)(?:^|[.\]])(?:sec-websocket-(?:key|accept)|content-(?:sha\w*|disposition)|x-amz-checksum-\w+|digest|etag"
    r"|(?:[\w-]*-)?(?:fingerprint|hash|sha\d*|checksum|uuid|id|version|tag|url|uri)|instance-?key|public-?key"
    r"|publickey|authorized-keys|ca-?certs?|ca-certificates|ssh-?keys?|host-?keys?|icon|agent-metadata-url"
    r"|user-agent|path)(?:\[\d+\])*$"
)
# What is random and public: it is cut out before looking.
_PUBLIC = re.compile(
    r"-----BEGIN (?:CERTIFICATE|PUBLIC KEY|RSA PUBLIC KEY)-----[^-]*"
    r"|(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-\w+)\s+[A-Za-z0-9+/=]+|\bSHA\d+:[A-Za-z0-9+/=]+"
)
_HEX = re.compile(r"[0-9a-fA-F-]+")


def _is_public(where: str) -> bool:
    return _PUBLIC_FIELD.search(where) is not None


def _is_random(text: str) -> bool:
    """True for what looks drawn from a hat: all three kinds of characters, no words, no hash, no uuid."""
    if MARK.search(text) or _HEX.fullmatch(text) or text.startswith(("AAAAB3Nza", "AAAAC3Nza", "AAAAE2Vj")):
        return False
    parts = [part for part in re.split(r"[-_/=]", text) if part]
    longest = max(parts, key=len, default="")
    if "/" in text and not any(part.islower() or part.isdigit() for part in parts):
        # A path has words; base64 has slashes between what is random on both sides.
        longest = "".join(parts)
    if len(longest) < 16 or _HEX.fullmatch(longest):
        return False
    kinds = {_kind(char) for char in longest}
    return len(kinds) == 3 and entropy(longest) >= 3.5 and _turns(longest) >= len(longest) / 4


def entropy(text: str) -> float:
    """Bits a character, by the characters of the text itself."""
    count = len(text)
    return -sum(n / count * math.log2(n / count) for n in Counter(text).values())


def _kind(char: str) -> int:
    return 0 if char.islower() else 1 if char.isupper() else 2


def _turns(text: str) -> int:
    """How often the kind of character changes; in words and names it does so rarely."""
    return sum(_kind(a) != _kind(b) for a, b in itertools.pairwise(text))
