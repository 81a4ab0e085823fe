"""The YAML of a cassette, both ways: one small document per event.

Reading uses PyYAML's C parser where it is built and looks at its events itself, so a tag, an
anchor, an alias, a key given twice or nesting beyond a few levels is refused at its line and
never built. Every scalar is read as text; the types of ``format`` give it a meaning.
Writing makes literal blocks for JSON, one value a line, and quotes whatever is not plain.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

import yaml

from fakejuju.cassette.plain import ASCII, SEPARATOR, SPECIAL, Block, is_plain, read_plain
from fakejuju.errors import CassetteError

MAX_DEPTH = 4
"""How deep a document may nest: a header's list, an HTTP header's pair."""
MAX_SCALAR = 512 * 1024 * 1024
"""The longest payload that is written, in characters; longer ones are refused when writing."""
PIECE = 1024 * 1024
"""A file that streams is read in pieces of this many bytes."""

_DIRECTIVE = re.compile(r"^%", re.MULTILINE)
CHECKSUM = "# crc32 of all above: "
"""How the first line of an end record begins."""
_CHECKSUM = re.compile(f"---\n{CHECKSUM}([0-9a-f]{{8}})\n".encode())
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Document = dict[str, Any]


def read_documents(text: str) -> Iterator[tuple[int, Document]]:
    """The documents of a stream with the line each begins at, from 1.

    Raises:
        CassetteError: at the line of the first thing that no cassette has.
    """
    data = text.encode(errors="surrogatepass")
    for start, document in documents(data):
        yield line_of(data, start), {key: _as_text(value) for key, value in document.items()}


def _as_text(value: Any) -> Any:
    return value.text if isinstance(value, Block) else value


def line_of(data: bytes, offset: int) -> int:
    """The line, from 1, that a byte is in."""
    return data.count(b"\n", 0, offset) + 1


def documents(data: bytes, start: int = 0, *, unchanged: bool = False) -> Iterator[tuple[int, Document]]:
    """The documents of a stream with the byte each begins at; blocks of payloads as they stand in the file.

    Args:
        data: the stream, or a part of it that holds whole documents.
        start: where to begin, behind a separator.
        unchanged: it is what ``writing`` wrote, so there is less to be looked at.

    Raises:
        CassetteError: at the line of the first thing that no cassette has.
    """
    plain = unchanged or is_plain(data)
    while start < len(data):
        found = read_plain(data, start, unchanged=unchanged) if plain else None
        end = found[1] if found else data.find(b"\n---\n", start) + 1 or len(data)
        if found is None and not plain and is_plain(chunk := data[start:end]):
            found = read_plain(chunk)
        if found is not None:
            yield start, found[0]
        else:
            yield from _parsed(data, start, end)
        start = end + len(SEPARATOR)


def is_unchanged(data: bytes) -> bool:
    """True for a stream whose end record has the checksum of everything above it."""
    end = data.rfind(b"\n---\n") + 1
    said = _CHECKSUM.match(data, end)
    return said is not None and int(said[1], 16) == zlib.crc32(memoryview(data)[:end])


def checksum(crc: int) -> str:
    """The line of an end record that says so."""
    return f"{CHECKSUM}{crc:08x}"


def stream(file: BinaryIO) -> Iterator[tuple[int, Document]]:
    """The documents of a file with their lines, reading on as they are taken: memory is that of the largest.

    Raises:
        CassetteError: at the line of the first thing that no cassette has.
    """
    rest, lines, begun = bytearray(), 0, 0
    while piece := file.read(PIECE):
        rest += piece
        cut = rest.rfind(b"\n---\n", max(len(rest) - len(piece) - len(SEPARATOR), 0)) + 1
        if cut > begun:
            data = bytes(rest[:cut])
            yield from _numbered(data, begun, lines)
            # The separator stays in front, so that what is empty behind it is seen.
            del rest[:cut]
            lines, begun = lines + data.count(b"\n"), len(SEPARATOR)
    yield from _numbered(bytes(rest), begun, lines)


def _numbered(data: bytes, begin: int, lines: int) -> Iterator[tuple[int, Document]]:
    try:
        for start, document in documents(data, begin):
            yield line_of(data, start) + lines, document
    except CassetteError as error:
        raise CassetteError(error.reason, line=error.line and error.line + lines, hint=error.hint) from None


def _parsed(data: bytes, start: int, end: int) -> Iterator[tuple[int, Document]]:
    """The documents of a part of a stream, by the YAML parser."""
    # Its separator goes with it: an empty document is refused, not passed over.
    start -= len(SEPARATOR) if start else 0
    text = data[start:end].decode(errors="surrogatepass")
    try:
        directive = _DIRECTIVE.search(text)
        if directive is not None:
            line = 1 + text.count("\n", 0, directive.start())
            raise CassetteError("a YAML directive: cassettes have none", line=line)
        for line, document in _parse(text):
            yield _start_of(data, start, line), document
    except CassetteError as error:
        before = data.count(b"\n", 0, start)
        raise CassetteError(error.reason, line=error.line and error.line + before, hint=error.hint) from None


def _start_of(data: bytes, start: int, line: int) -> int:
    """Where a line begins, counted from 1 at ``start``."""
    for _ in range(line - 1):
        start = data.index(b"\n", start) + 1
    return start


def _parse(text: str) -> Iterator[tuple[int, Document]]:
    loader = _Loader(text)
    try:
        yield from _documents(loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else 0
        raise CassetteError(f"not YAML: {error.problem or error.context}", line=line) from None
    except yaml.YAMLError as error:
        line = text.count("\n", 0, getattr(error, "position", 0) or 0) + 1
        raise CassetteError(f"not YAML: {_first_line(error)}", line=line) from None
    except RecursionError:
        raise CassetteError(f"nested deeper than the {MAX_DEPTH} levels that a cassette has") from None
    finally:
        loader.dispose()


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", maxsplit=1)[0]


def _documents(loader: Any) -> Iterator[tuple[int, Document]]:
    get = loader.get_event
    while True:
        event = get()
        kind = type(event)
        if kind is yaml.StreamEndEvent:
            return
        if kind is yaml.DocumentStartEvent:
            if event.tags or event.version:
                _refuse(event, "a YAML directive", "cassettes have none")
            start = get()
            line = start.start_mark.line + 1
            if type(start) is not yaml.MappingStartEvent:
                raise CassetteError("a document that is not a mapping", line=line)
            yield line, _mapping(get, start, 1)


def _mapping(get: Any, start: Any, depth: int) -> Document:
    _check(start, depth)
    made: Document = {}
    while True:
        event = get()
        kind = type(event)
        if kind is yaml.MappingEndEvent:
            return made
        if kind is not yaml.ScalarEvent:
            _check(event, depth)
            _refuse(event, "a key that is not a word", "cassettes have none")
        _check(event, depth)
        key = event.value
        if key in made:
            _refuse(event, f"the key {key!r} twice in one document", "one of them must go")
        made[key] = _node(get, get(), depth)


def _node(get: Any, event: Any, depth: int) -> Any:
    kind = type(event)
    if kind is yaml.ScalarEvent:
        if event.anchor is not None or event.tag is not None:
            _check(event, depth)
        return event.value
    if kind is yaml.MappingStartEvent:
        return _mapping(get, event, depth + 1)
    _check(event, depth + 1)
    items: list[Any] = []
    while True:
        event = get()
        if type(event) is yaml.SequenceEndEvent:
            return items
        items.append(_node(get, event, depth + 1))


def _check(event: Any, depth: int) -> None:
    if type(event) is yaml.AliasEvent:
        _refuse(event, f"an alias (*{event.anchor})", "cassettes have none")
    if event.anchor is not None:
        _refuse(event, f"an anchor (&{event.anchor})", "cassettes have none")
    if event.tag is not None:
        _refuse(event, f"a tag ({event.tag})", "cassettes hold plain data only")
    if depth > MAX_DEPTH:
        _refuse(event, f"nested deeper than {MAX_DEPTH} levels", "no cassette is")


def _refuse(event: Any, what: str, why: str) -> None:
    raise CassetteError(f"{what}: {why}", line=event.start_mark.line + 1)


_PLAIN = re.compile(r"[A-Za-z/<][A-Za-z0-9_./@+=%<>;()-]*(?: [A-Za-z0-9_./@+=%<>;()-]+)*|-?\d+(?:\.\d+)?")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n", "none"})


def is_literal(text: str) -> bool:
    """True for text that a literal block can hold without losing anything."""
    return (
        "\n" in text
        and not text.endswith("\n")
        and not text.startswith((" ", "\n"))
        and _is_safe(text)
        and " \n" not in text
    )


def scalar(text: str, indent: str = "  ") -> str:
    """A text as YAML: a literal block, a plain word or a quoted string."""
    if len(text) > MAX_SCALAR:
        raise CassetteError(f"a payload of {len(text)} characters is over the limit of {MAX_SCALAR}")
    if is_literal(text):
        return "|-\n" + indent + text.replace("\n", "\n" + indent)
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS and len(text) < 4096:
        return text
    return quoted(text)


def _is_safe(text: str) -> bool:
    """True for a text in which YAML breaks lines at newlines only, and prints every character."""
    return not text.encode().translate(None, ASCII) if text.isascii() else SPECIAL.search(text) is None


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_ESCAPED = re.compile('["\\\\]|' + SPECIAL.pattern.replace("[^\n", "[^"))


def quoted(text: str) -> str:
    """A text as a double-quoted YAML string, whatever is in it."""
    # Of a large frame this is many times faster than one character after the other.
    if text.isascii() and _is_safe(text):
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    try:
        text.encode()
    except UnicodeEncodeError:
        raise CassetteError("a text with half of a surrogate pair cannot be written") from None
    return '"' + _ESCAPED.sub(_escape, text) + '"'


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    if char in _ESCAPES:
        return _ESCAPES[char]
    return f"\\u{ord(char):04x}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08x}"


def flow(value: Any) -> str:
    """A list, a mapping or a scalar in YAML's one-line form."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    if isinstance(value, str):
        return value if _is_plain_in_flow(value) else quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _is_plain_in_flow(text: str) -> bool:
    return _FLOW_PLAIN.fullmatch(text) is not None and text.lower() not in _WORDS and text[-1] != " "


_FLOW_PLAIN = re.compile(r"[A-Za-z/<][A-Za-z0-9_./@+=%<>() -]*")
