"""Bodies that stream by while they are recorded: small ones stay in memory, large ones go to their file.

A large body is redacted as a small one is, piece by piece, so memory does not grow with it. What
was packed is looked into up to a limit; beyond it, it is an archive, which is kept as it is.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from fakejuju.cassette.files import INLINE_LIMIT, bodies_folder, make_body
from fakejuju.cassette.model import Body, HttpExchange
from fakejuju.cassette.redact import UNPACKED_LIMIT, Redactor, unpacked

PIECE = 1024 * 1024
"""Large texts are redacted in pieces of about this many bytes."""


class Kind(NamedTuple):
    """What a body belongs to, as its redaction wants to know it."""

    method: str
    path: str
    content_type: str
    response: bool

    @classmethod
    def of(cls, event: HttpExchange, *, response: bool) -> Kind:
        """What the body of a request or of its response belongs to."""
        headers = event.response_headers if response else event.headers
        content_type = next((value for name, value in headers if name.lower() == "content-type"), "")
        return cls(event.method, event.path, content_type, response)


class BodySink:
    """Takes a body as it streams by, and makes a ``Body`` of it.

    Either ``finish`` or ``discard`` ends it.
    """

    def __init__(self, cassette: Path, redactor: Redactor) -> None:
        self._cassette = cassette
        self._redactor = redactor
        self._hash = hashlib.sha256()
        self._size = 0
        self._inline = bytearray()
        self._file: int | None = None
        self._name = ""
        self._is_binary = False
        self._tail = b""
        self._tainted = False

    def add(self, chunk: bytes) -> None:
        """Take the next part."""
        self._hash.update(chunk)
        self._size += len(chunk)
        if self._file is None and self._size <= INLINE_LIMIT:
            self._inline += chunk
            return
        if self._file is None:
            self._begin_file()
            chunk = bytes(self._inline) + chunk
            self._inline.clear()
        self._put(chunk)

    def _begin_file(self) -> None:
        folder = bodies_folder(self._cassette)
        folder.mkdir(parents=True, exist_ok=True)
        self._file, self._name = tempfile.mkstemp(dir=folder, prefix=".body.")

    def _put(self, data: bytes) -> None:
        if not self._tail:
            self._is_binary = not _is_text(data[:INLINE_LIMIT])
        if self._is_binary and not self._tainted:
            # A secret may lie across two parts.
            self._tainted = self._redactor.holds_learned(self._tail + data)
        self._tail = (self._tail + data)[-max(self._redactor.longest, 1) :]
        assert self._file is not None
        _write(self._file, data)

    def finish(self, kind: Kind) -> Body | None:
        """The body, redacted; None when it was empty."""
        if self._file is None:
            data = bytes(self._inline)
            new = self._redactor.body(kind.method, kind.path, kind.content_type, data, response=kind.response)
            return make_body(new, cassette=self._cassette)
        os.close(self._file)
        self._file = None
        digest, file = self._hash.hexdigest(), BodyFile(Path(self._name), self._redactor)
        if not self._is_binary or self._tainted or file.may_be_looked_into:
            made = file.redacted(kind)
            if made is not None:
                digest, self._size = made.digest, made.size
                os.replace(made.path, self._name)
        os.chmod(self._name, 0o644)
        os.replace(self._name, bodies_folder(self._cassette) / digest)
        return Body(file=digest, size=self._size, sha256=digest)

    def discard(self) -> None:
        """Forget a body that did not come to its end."""
        if self._file is None:
            return
        os.close(self._file)
        self._file = None
        os.unlink(self._name)
        with contextlib.suppress(OSError):
            bodies_folder(self._cassette).rmdir()  # stays unless it is empty


class Redacted(NamedTuple):
    """A body without its secrets, in a file of its own."""

    path: Path
    digest: str
    size: int


class BodyFile:
    """A body in its file, read in pieces; what was packed is one piece, up to a limit."""

    def __init__(self, path: Path, redactor: Redactor) -> None:
        self.path = path
        self._redactor = redactor
        with path.open("rb") as file:
            begin = file.read(INLINE_LIMIT)
        self._is_binary = not _is_text(begin)
        self.may_be_looked_into = begin.startswith(b"\x1f\x8b") and path.stat().st_size <= UNPACKED_LIMIT

    @property
    def is_tainted(self) -> bool:
        """True when it holds a secret that is known by now."""
        if self.may_be_looked_into:
            return self._redactor.knows_of(unpacked(self.path.read_bytes()))
        return self._redactor.is_left_in(self.path)

    def redacted(self, kind: Kind) -> Redacted | None:
        """The body without its secrets, beside this file; None when it has none."""
        if all(old == new for old, new in self._pieces(kind)):
            return None
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=".body.")
        made, size = hashlib.sha256(), 0
        for _, new in self._pieces(kind):
            _write(handle, new)
            made.update(new)
            size += len(new)
        os.close(handle)
        return Redacted(Path(name), made.hexdigest(), size)

    def _pieces(self, kind: Kind) -> Iterator[tuple[bytes, bytes]]:
        """Each piece of the file and what it is without its secrets."""
        begins = b""
        for piece in [self.path.read_bytes()] if self.may_be_looked_into else self._read():
            call = (kind.method, kind.path, kind.content_type, piece)
            yield piece, self._redactor.body(*call, response=kind.response, begins=begins)
            begins = begins or piece[:64]

    def _read(self) -> Iterator[bytes]:
        rest = b""
        with self.path.open("rb") as file:
            while data := file.read(PIECE):
                data = rest + data
                end = self._end_of_piece(data)
                yield data[:end]
                rest = data[end:]
        if rest:
            yield rest

    def _end_of_piece(self, data: bytes) -> int:
        """Where a piece may end without cutting a word, a line or a known secret."""
        if not self._is_binary:
            for mark in (b"\n", b",", b"&", b" "):
                found = data.rfind(mark, len(data) // 2)
                if found >= 0:
                    return found + 1
        # The rest, which goes to the next piece, may be the beginning of a secret.
        end = self._redactor.cut(data, max(len(data) - self._redactor.longest, 1))
        while not self._is_binary and 0 < end < len(data) and data[end] & 0xC0 == 0x80:
            end += 1
        return end or len(data)


def _write(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.start >= len(data) - 3  # a character that was cut
    return True
