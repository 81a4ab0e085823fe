"""A cassette file that grows: documents are appended as they come, by one writer that holds the file."""

from __future__ import annotations

import errno
import fcntl
import os
import zlib
from pathlib import Path

from fakejuju.cassette.writing import write_end
from fakejuju.errors import CassetteError


class Growing:
    """A file that is open for appending, and held.

    Args:
        path: its name while it grows.
        handle: the open file.

    Attributes:
        ends_at: the byte at which the end record begins.
    """

    def __init__(self, path: Path, handle: int) -> None:
        self.path = path
        self.ends_at = 0
        self._crc = 0
        self._handle = handle

    @classmethod
    def begin(cls, path: Path) -> Growing:
        """An empty file under a name, whatever was there.

        Raises:
            CassetteError: it cannot be written.
        """
        try:
            made = cls(path, os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o644))
            fcntl.flock(made._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CassetteError(f"cannot be written: {error.strerror}", path=path) from None
        return made

    def put(self, text: str) -> None:
        """Append a text; it is with the kernel when this returns, so a kill does not lose it.

        Raises:
            CassetteError: it cannot be written.
        """
        self.put_bytes(text.encode())

    def put_bytes(self, data: bytes) -> None:
        """Append what is text already.

        Raises:
            CassetteError: it cannot be written.
        """
        self._crc = zlib.crc32(data, self._crc)
        try:
            while data:
                data = data[os.write(self._handle, data) :]
        except OSError as error:
            full = " (no space left)" if error.errno == errno.ENOSPC else ""
            raise CassetteError(f"cannot be written: {error.strerror}{full}", path=self.path) from None

    def end(self, counts: dict[str, int]) -> None:
        """Append the end record, and wait until all of it is on the disk."""
        self.ends_at = os.fstat(self._handle).st_size
        self.put(write_end(counts, self._crc))
        os.fsync(self._handle)

    def rename(self, path: Path) -> None:
        """Give the file another name, in place of what had it."""
        os.replace(self.path, path)
        self.path = path

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._handle)
