"""Cassettes on disk: read with a clear word, written whole or not at all, large bodies beside them.

A cassette ``x.yaml`` keeps bodies over ``INLINE_LIMIT`` in ``x.bodies/<sha256>``.
"""

from __future__ import annotations

import codecs
import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

import msgspec

from fakejuju.cassette.ladder import upgraded_bytes
from fakejuju.cassette.model import Body, Cassette
from fakejuju.cassette.reading import read_cassette
from fakejuju.cassette.writing import write_cassette
from fakejuju.errors import CassetteError

INLINE_LIMIT = 64 * 1024
"""Bodies larger than this many bytes are kept beside the cassette."""


def load(path: str | os.PathLike[str], *, allow_cut: bool = False) -> Cassette:
    """The cassette in a file, of this format or an older one.

    Raises:
        CassetteError: with file, line and reason; CassetteCut when its end record is missing.
    """
    where = Path(path)
    try:
        data = _utf8(where.read_bytes(), where, allow_cut)
    except OSError as error:
        raise CassetteError(f"cannot be read: {error.strerror}", path=where) from None
    try:
        cassette = read_cassette(upgraded_bytes(data), allow_cut=allow_cut, path=where)
    except CassetteError as error:
        raise type(error)(error.reason, path=where, line=error.line, hint=error.hint) from None
    cassette.path = where
    return cassette


def _utf8(data: bytes, where: Path, allow_cut: bool) -> bytes:
    """What of a file is UTF-8: all of it, unless a cut one will do."""
    if data.isascii() or _is_utf8(data):
        return data
    try:
        return data.decode().encode()
    except UnicodeDecodeError as error:
        if not allow_cut:
            raise CassetteError(f"not UTF-8 at byte {error.start}", path=where) from None
        return data[: error.start]


def _is_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8, looked at in pieces: as a text they would take up to four times their size."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), INLINE_LIMIT):
            decoder.decode(data[start : start + INLINE_LIMIT], final=start + INLINE_LIMIT >= len(data))
    except UnicodeDecodeError:
        return False
    return True


def save(cassette: Cassette, path: str | os.PathLike[str]) -> None:
    """Write a cassette whole: a reader sees the old file or the new one, never half of one."""
    write_atomically(Path(path), write_cassette(cassette).encode())


def write_atomically(path: Path, data: bytes) -> None:
    """Put data in a file by way of a temporary one in the same folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        raise


def bodies_folder(path: Path) -> Path:
    """Where the large bodies of a cassette are."""
    return path.with_suffix(".bodies")


def body_bytes(body: Body | None, cassette: Path | None) -> bytes | None:
    """The bytes of a body, or None for one that was not kept.

    Raises:
        CassetteError: the file beside the cassette is missing or has other bytes than it had.
    """
    if body is None:
        return b""
    if body.text is not None:
        return body.text.encode()
    if body.base64 is not None:
        return msgspec.convert(body.base64, bytes)
    if body.file is None or cassette is None:
        return None
    where = bodies_folder(cassette) / body.file
    try:
        data = where.read_bytes()
    except OSError as error:
        raise CassetteError(f"the body {where} cannot be read: {error.strerror}", path=cassette) from None
    if hashlib.sha256(data).hexdigest() != body.file:
        raise CassetteError(f"the body {where} is not what was recorded: its SHA-256 differs", path=cassette)
    return data


def body_path(body: Body, cassette: Path | None) -> Path | None:
    """The file of a large body, or None when the body is inline or was not kept."""
    if body.file is None or cassette is None:
        return None
    return bodies_folder(cassette) / body.file


def make_body(data: bytes, *, cassette: Path | None = None) -> Body | None:
    """A body from its bytes: text where it is UTF-8, else base64, in a file when it is large."""
    if not data:
        return None
    digest = hashlib.sha256(data).hexdigest()
    if len(data) > INLINE_LIMIT and cassette is not None:
        folder = bodies_folder(cassette)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / digest).exists():
            write_atomically(folder / digest, data)
        return Body(file=digest, size=len(data), sha256=digest)
    try:
        return Body(text=data.decode(), size=len(data))
    except UnicodeDecodeError:
        return Body(base64=msgspec.to_builtins(data), size=len(data), sha256=digest)
