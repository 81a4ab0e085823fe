"""Older formats, brought to today's in steps of one.

Each step turns the text of format N into that of N + 1. Every format that was ever released
has a golden cassette in the tests, which must go on loading.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from fakejuju.cassette.model import FORMAT

STEPS: dict[int, Callable[[str], str]] = {}
"""Format number to the step that leaves it. Format 1 is the first, so there is none yet."""

_NUMBER = re.compile(r"\Afakejuju: (\d+)\n")


def format_of(text: str) -> int:
    """The format number a file names in its first line, -1 when it names none there."""
    match = _NUMBER.match(text)
    return int(match[1]) if match else -1


def upgraded(text: str) -> str:
    """The text in today's format; a number that no step leads from stays for the reader to refuse."""
    while (number := format_of(text)) < FORMAT and number in STEPS:
        text = STEPS[number](text)
    return text


def upgraded_bytes(data: bytes) -> bytes:
    """The bytes of a file in today's format; they are UTF-8."""
    number = format_of(data[:32].decode(errors="replace"))
    return upgraded(data.decode()).encode() if number in STEPS else data
