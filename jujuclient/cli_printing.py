"""Standard output that takes no more: a disk that is full, a reader that has enough. For both commands."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any, TextIO, cast

UNREAD = 141
"""The exit status where the reader went away, as a shell says it of a program that SIGPIPE ended."""


class OutputError(OSError):
    """Standard output cannot be written to."""


class ReaderGone(OutputError):
    """Whoever reads standard output has enough, as ``head`` has."""


@contextlib.contextmanager
def printed() -> Iterator[None]:
    """What the block prints is out when it ends.

    Where that cannot be, nothing more is written there: the interpreter would complain at its end.

    Raises:
        ReaderGone: nobody reads it any more.
        OutputError: it is full, or not open for writing.
    """
    if sys.stdout is None:  # it was closed before the program began, and print() knows that
        yield
        return
    watched = _Watched(sys.stdout)
    try:
        with contextlib.redirect_stdout(cast("TextIO", watched)):
            try:
                yield
            finally:
                watched.flush()
    except OutputError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
        raise


class _Watched:
    """A text stream whose own errors can be told from those of files and sockets."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with _told():
            return self._stream.write(text)

    def flush(self) -> None:
        with _told():
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        kind = ReaderGone if isinstance(error, BrokenPipeError) else OutputError
        raise kind(f"standard output cannot be written to: {error.strerror}") from None
