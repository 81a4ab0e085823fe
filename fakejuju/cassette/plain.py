"""The quick way to read a document: the plain YAML that ``format`` writes, and nothing else.

Lines of ``key: value`` whose values are plain words, quoted strings or literal blocks are taken
apart by their looks, many times faster than a YAML parser goes through every character. Whatever is
not exactly that is for the parser of ``yamlio``, so this never has to refuse anything.
"""

from __future__ import annotations

import json
import re

# A key, then the header of a literal block, a quoted string, or a plain word or number.
_PAIR = re.compile(
    rb"([a-z]+(?:-[a-z]+)*): (?:"
    rb"\|(?:  # (\d{1,12}) bytes)?\n(?=  [^ \n])"
    rb'|"([^"\\\n]*(?:\\.[^"\\\n]*)*)"\n'
    rb"|(-?\d+(?:\.\d+)?|[A-Za-z/<][A-Za-z0-9_./@+=%<>;()-]*(?: [A-Za-z0-9_./@+=%<>;()-]+)*)\n)"
)
_END_OF_BLOCK = re.compile(rb"\n(?!  )")
SEPARATOR = b"---\n"
ASCII = bytes(range(32, 127)) + b"\n"
# What YAML 1.1 takes as a line break or does not print must not stand in a literal block.
SPECIAL = re.compile("[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")

LONG = 4096
"""A block of more characters says how long it is, so that a reader need not look for its end."""
PAYLOADS = frozenset({"params", "result", "error-info", "body", "response-body"})
"""Keys whose blocks hold JSON, which needs no un-indenting to be read where it is long."""


class Block(str):
    """The literal block of a payload, where it stands in the file: to a type check a text."""

    __slots__ = ("data", "end", "start")
    data: bytes
    start: int
    end: int

    @classmethod
    def of(cls, data: bytes, start: int, end: int) -> Block:
        """A block from where its indented lines begin and end."""
        made = cls("|")
        made.data, made.start, made.end = data, start, end
        return made

    @property
    def raw(self) -> bytes:
        """Its lines, indented."""
        return self.data[self.start : self.end]

    @property
    def text(self) -> str:
        """What a YAML parser gives for it."""
        return unindented(self.raw)


def unindented(raw: bytes) -> str:
    """The text of a literal block."""
    return raw[2:].replace(b"\n  ", b"\n").decode()


def end_of_block(data: bytes, start: int, said: bytes | None) -> int:
    """Where the block that begins at ``start`` ends, 0 where it does not.

    Args:
        said: how long it is by its own header, when that can be trusted: a long one need not be gone through.
    """
    if said:
        end = start + int(said)
        if data[end - 1 : end] == b"\n" and data[end : end + 2] != b"  ":
            return end
    last = _END_OF_BLOCK.search(data, start)
    return last.end() if last else 0


def is_plain(data: bytes) -> bool:
    """True for text without a character that YAML might take for a line break or refuse."""
    if data.isascii():
        return not data.translate(None, ASCII)
    try:
        return SPECIAL.search(data.decode()) is None
    except UnicodeDecodeError:
        return False


def unescaped(quoted: bytes) -> str | None:
    """What stands between quotes, where JSON has the same escapes as YAML; None where it may not."""
    text = quoted.decode()
    if "\\" not in text:
        return text
    if "\\u" in text.lower():
        return None
    try:
        value: str = json.loads(f'"{text}"')
    except ValueError:
        return None
    return value


def read_plain(data: bytes, start: int = 0, *, unchanged: bool = False) -> tuple[dict[str, str], int] | None:
    """The document that begins at ``start`` of plain data and where it ends, or None when it takes a parser.

    It ends at a separator or with the data. What is unchanged since it was written says right how
    long its blocks are.
    """
    made: dict[str, str] = {}
    end, size = start, len(data)
    while found := _PAIR.match(data, end):
        name, said, quoted, word = found.groups()
        key = name.decode()
        begin = end = found.end()
        value: str | None
        if word is not None:
            value = word.decode()
        elif quoted is not None:
            value = unescaped(quoted)
        else:
            end = end_of_block(data, begin, said if unchanged else None)
            is_long = end - begin >= LONG and key in PAYLOADS
            value = Block.of(data, begin, end) if is_long else unindented(data[begin:end])
        if value is None or not end or key in made:
            return None
        made[key] = value
    is_all = end == size or data.startswith(SEPARATOR, end)
    return (made, end) if made and is_all else None
