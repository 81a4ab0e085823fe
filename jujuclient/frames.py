"""Text frames of a websocket that are whole, written and read in one step.

Nearly every frame of Juju's RPC is one, and the websocket libraries take each apart field by field.
All other frames are left to them. Source: RFC 6455, section 5.2.
"""

from __future__ import annotations

import os

_WHOLE_TEXT = 0x81
_MASKED = 0x80
_TWO_BYTES, _EIGHT_BYTES = 126, 127


def text_frame(data: bytes, *, masked: bool) -> bytes:
    """A frame with that text; clients have to mask theirs."""
    size, mask = len(data), _MASKED if masked else 0
    if size < _TWO_BYTES:
        head = bytes((_WHOLE_TEXT, mask | size))
    elif size < 1 << 16:
        head = bytes((_WHOLE_TEXT, mask | _TWO_BYTES)) + size.to_bytes(2, "big")
    else:
        head = bytes((_WHOLE_TEXT, mask | _EIGHT_BYTES)) + size.to_bytes(8, "big")
    if not masked:
        return head + data
    key = os.urandom(4)
    keys = int.from_bytes((key * (size // 4 + 1))[:size], "big")
    return head + key + (int.from_bytes(data, "big") ^ keys).to_bytes(size, "big")


def text_at(read: bytes, at: int) -> tuple[int, int] | None:
    """Where the text begins and ends in the frame that begins there.

    None for a frame of another kind, a masked one, and one that is not all there.
    """
    if len(read) < at + 2 or read[at] != _WHOLE_TEXT or read[at + 1] >= _MASKED:
        return None
    size, begin = read[at + 1], at + 2
    if size >= _TWO_BYTES:
        begin = at + (4 if size == _TWO_BYTES else 10)
        size = int.from_bytes(read[at + 2 : begin], "big")
    end = begin + size
    return (begin, end) if end <= len(read) else None
