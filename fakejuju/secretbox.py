"""NaCl's secretbox: XSalsa20 and Poly1305, in plain Python.

Registration of users and macaroons seal small texts with it. It is exact, and neither fast nor
safe against those who measure time: it is for a fake controller only.
"""

from __future__ import annotations

import hmac
import struct

KEY_SIZE = 32
NONCE_SIZE = 24
OVERHEAD = 16

_SIGMA = struct.unpack("<4I", b"expand 32-byte k")
_MASK = 0xFFFFFFFF
_ROUND = (
    (0, 4, 8, 12), (5, 9, 13, 1), (10, 14, 2, 6), (15, 3, 7, 11),
    (0, 1, 2, 3), (5, 6, 7, 4), (10, 11, 8, 9), (15, 12, 13, 14),
)  # fmt: skip
"""The columns and then the rows of a double round."""


class BadSeal(ValueError):
    """A box that this key did not seal."""


def seal(text: bytes, nonce: bytes, key: bytes) -> bytes:
    """Seal a text: 16 bytes of authenticator, then the cipher text."""
    stream = _stream(len(text) + 32, nonce, key)
    sealed = bytes(one ^ other for one, other in zip(text, stream[32:], strict=True))
    return _poly1305(sealed, stream[:32]) + sealed


def unseal(box: bytes, nonce: bytes, key: bytes) -> bytes:
    """Open what ``seal`` made; BadSeal where another key or nonce did."""
    tag, sealed = box[:OVERHEAD], box[OVERHEAD:]
    stream = _stream(len(sealed) + 32, nonce, key)
    if len(tag) != OVERHEAD or not hmac.compare_digest(tag, _poly1305(sealed, stream[:32])):
        raise BadSeal("the box was sealed with another key or nonce, or was changed")
    return bytes(one ^ other for one, other in zip(sealed, stream[32:], strict=True))


def _stream(length: int, nonce: bytes, key: bytes) -> bytes:
    if len(key) != KEY_SIZE or len(nonce) != NONCE_SIZE:
        raise ValueError(f"a key has {KEY_SIZE} bytes and a nonce {NONCE_SIZE}")
    subkey = _hsalsa20(nonce[:16], key)
    blocks = (_salsa20(nonce[16:] + struct.pack("<Q", number), subkey) for number in range(-(-length // 64)))
    return b"".join(blocks)[:length]


def _start(block: bytes, key: bytes) -> list[int]:
    k, n = struct.unpack("<8I", key), struct.unpack("<4I", block)
    return [_SIGMA[0], *k[:4], _SIGMA[1], *n, _SIGMA[2], *k[4:], _SIGMA[3]]


def _mix(state: list[int]) -> list[int]:
    x = list(state)
    for _ in range(10):
        for a, b, c, d in _ROUND:
            x[b] ^= _left(x[a] + x[d], 7)
            x[c] ^= _left(x[b] + x[a], 9)
            x[d] ^= _left(x[c] + x[b], 13)
            x[a] ^= _left(x[d] + x[c], 18)
    return x


def _left(value: int, count: int) -> int:
    value &= _MASK
    return (value << count | value >> (32 - count)) & _MASK


def _salsa20(block: bytes, key: bytes) -> bytes:
    state = _start(block, key)
    mixed = [(one + other) & _MASK for one, other in zip(state, _mix(state), strict=True)]
    return struct.pack("<16I", *mixed)


def _hsalsa20(block: bytes, key: bytes) -> bytes:
    mixed = _mix(_start(block, key))
    return struct.pack("<8I", *(mixed[at] for at in (0, 5, 10, 15, 6, 7, 8, 9)))


def _poly1305(text: bytes, key: bytes) -> bytes:
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for at in range(0, len(text), 16):
        total = (total + int.from_bytes(text[at : at + 16] + b"\x01", "little")) * r % (2**130 - 5)
    return ((total + int.from_bytes(key[16:], "little")) % 2**128).to_bytes(16, "little")
