"""A row of a benchmark, and how two things are measured side by side."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import NamedTuple


class Row(NamedTuple):
    """What was measured: ours, what it was measured against, and the aim in words."""

    what: str
    ours: str
    against: str
    ratio: float | None
    aim: str
    met: bool | None


def timed(work: Callable[[], object]) -> float:
    """Seconds that one run takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def worked(work: Callable[[], object]) -> float:
    """Seconds of the processor that one run takes, which a neighbour on the machine does not change."""
    started = time.process_time()
    work()
    return time.process_time() - started


def side_by_side(
    ours: Callable[[], object], against: Callable[[], object], rounds: int
) -> tuple[float, float]:
    """Medians of rounds that take turns, so that the machine's moods meet both."""
    mine, theirs = [], []
    for _ in range(rounds):
        mine.append(timed(ours))
        theirs.append(timed(against))
    return statistics.median(mine), statistics.median(theirs)


def ratio_row(what: str, ours: float, against: float, unit: str, scale: float, limit: float) -> Row:
    """A row whose aim is a ratio of at most ``limit``."""
    ratio = ours / against
    return Row(
        what,
        f"{ours * scale:.1f} {unit}",
        f"{against * scale:.1f} {unit}",
        ratio,
        f"≤ {limit:g}",
        ratio <= limit,
    )
