"""The ways in which one secret is spelled on this wire, and how each of them is replaced."""

from __future__ import annotations

import base64
import binascii
import functools
import json
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote, quote_plus

from fakejuju.cassette import secrets
from fakejuju.cassette.secrets import MARK

LARGE = 16 * 1024
"""A text of more characters is worth a look at which characters it has."""
LEARNED_FROM = 6
"""A secret shorter than this is replaced in its own field only."""
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{4,}={0,2}")
_RUN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-=")
_KEY_FOLLOWS = re.compile(r'[^"\\]*"\s*:')


def worth_learning(value: str) -> bool:
    return (
        len(value) >= LEARNED_FROM
        and value.lower() not in secrets.VOCABULARY
        and not MARK.search(value)
        and not value.isspace()
    )


def decoded(value: str) -> str | None:
    """What a text holds in base64, when that is a text of its own."""
    if not _BASE64.fullmatch(value):
        return None
    try:
        inner = base64.b64decode(value.replace("-", "+").replace("_", "/") + "=" * (-len(value) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return inner if inner.isprintable() else None


def forms(value: str) -> Iterator[str]:
    """The ways a text is spelled on this wire, each once; the longest first."""
    escaped = json.dumps(value, ensure_ascii=False)[1:-1]
    go = escaped.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    ascii_only = json.dumps(value)[1:-1]
    twice = json.dumps(escaped, ensure_ascii=False)[1:-1]
    url = quote(value, safe="")
    found = {
        value,
        escaped,
        go,
        ascii_only,
        twice,
        url,
        url.lower() if "%" in url else url,
        quote_plus(value),
    }
    found.add(quote(value, safe="/:@!$&'()*+,;=~-._"))
    yield from sorted((form for form in found if len(form) >= LEARNED_FROM), key=len, reverse=True)


def base64_cores(data: bytes) -> Iterator[str]:
    """What every base64 of a text with these bytes in it holds, at each of the three alignments."""
    for before, skipped in ((0, 0), (1, 2), (2, 3)):
        whole = (before + len(data)) * 8 // 6
        core = base64.b64encode(b"\0" * before + data).decode()[skipped:whole]
        if len(core) < LEARNED_FROM:
            continue
        yield core
        if "+" in core or "/" in core:
            yield core.replace("+", "-").replace("/", "_")


def filter_for(text: str, essence: str = "") -> Callable[[str], bool]:
    """Says of words whether a large text may hold them: no character of one is missing.

    To look for one character takes a fraction of what it takes to look for a word.
    """
    if len(essence or text) < LARGE:
        return bool
    has = functools.lru_cache(None)(text.__contains__)
    return lambda word: all(map(has, word))


def in_quotes(word: str) -> str:
    """How a word is spelled between the quotes of YAML."""
    return word.replace("\\", "\\\\").replace('"', '\\"')


def put(match: re.Match[str], group: int, new: str) -> str:
    start, end = match.start(group) - match.start(), match.end(group) - match.start()
    return match[0][:start] + new + match[0][end:]


def replace_form(text: str, form: str, mark: str, in_json: bool) -> str:
    if not in_json or not re.fullmatch(r"[A-Za-z-]+", form):
        return text.replace(form, mark)
    # A word may be the name of a field; names stay.
    made: list[str] = []
    kept = 0
    start = text.find(form)
    while start >= 0:
        end = start + len(form)
        if not _KEY_FOLLOWS.match(text, end):
            made += (text[kept:start], mark)
            kept = end
        start = text.find(form, end)
    return "".join((*made, text[kept:]))


def replace_run(text: str, core: str, mark: str) -> str:
    """Replace the whole run of base64 that a core is found in: its ends hold bits of the secret too."""
    start = text.find(core)
    while start >= 0:
        first, end = start, start + len(core)
        while first > 0 and text[first - 1] in _RUN:
            first -= 1
        while end < len(text) and text[end] in _RUN:
            end += 1
        text = text[:first] + mark + text[end:]
        start = text.find(core, first + len(mark))
    return text
