"""What can go wrong on the fake's side.

FakeJujuError
├── CassetteError        a cassette that cannot be read or written; names file, line and reason
│   └── CassetteCut      it has no end record: a recording that was cut, ``fakejuju repair`` keeps the rest
├── NotRecorded          a call that the cassette does not hold, with the nearest one
├── NotSimulated         a call that the simulator does not answer
└── ImpossibleState      a state that no controller could be in
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jujuclient.errors import JujuError


class FakeJujuError(JujuError):
    """The root of the fake's own errors."""


def said_of(failures: Sequence[BaseException]) -> str:
    """What went wrong inside the fake, in a line."""
    if len(failures) == 1:
        return f"an error inside the fake: {failures[0]!r}"
    return f"{len(failures)} errors inside the fake; the first: {failures[0]!r}"


class CassetteError(FakeJujuError):
    """A cassette cannot be used.

    Attributes:
        path: the file, or None for text from elsewhere.
        line: the line of the reason, from 1; 0 when no line is to blame.
        reason: what is wrong there.
    """

    def __init__(self, reason: str, *, path: Path | None = None, line: int = 0, hint: str = "") -> None:
        self.path = path
        self.line = line
        self.reason = reason
        self.hint = hint
        where = str(path) if path is not None else "the cassette"
        at = f", line {line}" if line else ""
        super().__init__(f"{where}{at}: {reason}" + (f"; {hint}" if hint else ""))


class CassetteCut(CassetteError):
    """A cassette has no end record: its recording was cut, or the file was."""


class NotRecorded(FakeJujuError):
    """A call was asked that the cassette does not hold (any more)."""


class NotSimulated(FakeJujuError):
    """A call was asked that the simulator does not answer; the message names each."""


class ImpossibleState(FakeJujuError):
    """A state that no controller could be in; the message has every reason."""
