"""What an import has so far: events at their places, what could not be kept, which Juju it was and when."""

from __future__ import annotations

import contextlib
import email.utils
import re
from datetime import timezone

import msgspec

from fakejuju.cassette.model import Event


class Problem(msgspec.Struct, frozen=True):
    """Something of a recording that a replay cannot give back, and why."""

    line: int
    what: str
    why: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}: {self.why}"


class Report(msgspec.Struct):
    """What became of a recording.

    Attributes:
        problems: what a replay cannot give back, in the order of the file.
        counts: how many events of each kind there are.
        marks: how many secrets of each kind were replaced.
        unanswered: calls that never got an answer.
    """

    problems: list[Problem] = msgspec.field(default_factory=list)
    counts: dict[str, int] = msgspec.field(default_factory=dict)
    marks: dict[str, int] = msgspec.field(default_factory=dict)
    unanswered: int = 0


class Findings:
    """What the lines of a recording have given; ``juju`` and ``recorded`` are empty until a line tells."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.report = Report()
        self.place = 0
        self.juju = ""
        self.recorded = ""

    def next_place(self) -> int:
        """A place behind all that were given out."""
        self.place += 1
        return self.place

    def problem(self, line: int, what: str, why: str) -> None:
        """Report what a replay cannot give back."""
        self.report.problems.append(Problem(line, what, why))

    def note_version(self, frame: str) -> None:
        """Learn the controller's version from an answer; one of three numbers is final."""
        if not self.juju or self.juju.count(".") < 2:
            match = re.search(r'"server-version": ?"([^"]+)"', frame) or re.search(
                r'"(?:agent-)?version": ?"(\d+\.\d+[.-][^"]+)"', frame
            )
            self.juju = match[1] if match else self.juju

    def note_date(self, headers: list[tuple[str, str]]) -> None:
        """Learn when the recording was made, from the first response that has a date."""
        for name, value in headers:
            if name.lower() == "date" and not self.recorded:
                with contextlib.suppress(ValueError):  # a date that is none says nothing
                    when = email.utils.parsedate_to_datetime(value).astimezone(timezone.utc)
                    self.recorded = when.strftime("%Y-%m-%dT%H:%M:%SZ")
