"""The quick way to read a document: the plain YAML that ``format`` writes, and nothing else.

Lines of ``key: value`` whose values are plain words, quoted strings or literal blocks are taken
apart by their looks, many times faster than a YAML parser goes through every character. Whatever is
not exactly that is for the parser of ``yamlio``, so this never has to refuse anything.
"""

from __future__ import annotations

import json
import re

# A key, then a literal block, a quoted string, or a plain word or number.
_PAIR = re.compile(
    r"([a-z]+(?:-[a-z]+)*): (?:"
    r"\|\n  (?=[^ \n])((?:[^\n]*\n  )*[^\n]*\n)"
    r'|"([^"\\\n]*(?:\\.[^"\\\n]*)*)"\n'
    r"|(-?\d+(?:\.\d+)?|[A-Za-z/<][A-Za-z0-9_./@+=%<>;()-]*(?: [A-Za-z0-9_./@+=%<>;()-]+)*)\n)"
)
_CONTROLS = bytes(number for number in range(32) if number != 10) + b"\x7f"


def is_plain(text: str) -> bool:
    """True for text without a character that YAML might take for a line break or refuse."""
    return text.isascii() and not any(map(text.__contains__, map(chr, _CONTROLS)))


def unescaped(text: str) -> str | None:
    """What stands between quotes, where JSON has the same escapes as YAML; None where it may not."""
    if "\\" not in text:
        return text
    if "\\u" in text.lower():
        return None
    try:
        value: str = json.loads(f'"{text}"')
    except ValueError:
        return None
    return value


def read_plain(text: str) -> dict[str, str] | None:
    """The document in a plain text, or None when it takes a parser to read it."""
    made: dict[str, str] = {}
    end, size, match = 0, len(text), _PAIR.match
    while end < size:
        found = match(text, end)
        if found is None:
            return None
        key, block, quoted, word = found.groups()
        if key in made:
            return None
        if block is not None:
            made[key] = block.replace("\n  ", "\n")
        elif word is not None:
            made[key] = word
        else:
            value = unescaped(quoted)
            if value is None:
                return None
            made[key] = value
        end = found.end()
    return made or None
