"""A file that one process holds as long as it lives, however it ends; it says who that is."""

from __future__ import annotations

import os
from pathlib import Path

from fakejuju.errors import FakeJujuError


class HeldElsewhere(FakeJujuError):
    """Another process holds the file.

    Attributes:
        told: what it wrote there.
    """

    def __init__(self, path: Path, told: str) -> None:
        self.told = told
        super().__init__(f"{path} is held by another process")


class HeldFile:
    """A file that is locked until ``release``, or until this process is gone.

    The lock is the kernel's, so what a killed process leaves behind holds nothing.
    """

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self._handle = _locked(path)
        os.ftruncate(self._handle, 0)
        os.write(self._handle, text.encode())

    def release(self) -> None:
        """Remove the file and let go of it."""
        self.path.unlink(missing_ok=True)
        os.close(self._handle)


def _locked(path: Path) -> int:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(handle)
            # Whoever held it before may have removed the file between our two steps.
            if _is_at(handle, path):
                return handle
        except BlockingIOError:
            told = os.read(handle, 1 << 20).decode(errors="replace")
            os.close(handle)
            raise HeldElsewhere(path, told) from None
        os.close(handle)


def is_held(path: Path) -> bool:
    """Whether a living process holds the file; one that a killed process left behind is removed."""
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        _lock(handle)
        # Under the lock: whoever opens it meanwhile sees that it is another file, or none, and looks again.
        if _is_at(handle, path):
            path.unlink()
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _lock(handle: int) -> None:
    try:
        import fcntl
    except ImportError:  # no such locks on this system: the last one to begin wins
        return
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
