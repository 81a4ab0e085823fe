"""How often to look again: soon at first, then less often, and until when."""

from __future__ import annotations

import threading
from time import monotonic

FIRST, FACTOR, LONGEST = 0.02, 1.5, 1.0
"""As the juju command polls tasks: 0.02 s, half as much more each time; a second at most."""


class Pace:
    """A loop that looks again and again until a deadline.

    Args:
        limit: seconds until the deadline; None for none.
        delay: seconds between looks; None to begin soon and slow down.
    """

    def __init__(self, limit: float | None, delay: float | None = None) -> None:
        self.limit = limit if limit is not None else float("inf")
        self._delay = delay
        self._next = FIRST
        self._begun = monotonic()
        self._pause = threading.Event()

    @property
    def elapsed(self) -> float:
        """Seconds since it began."""
        return monotonic() - self._begun

    def again(self) -> bool:
        """Wait until it is time to look again; False when the deadline comes first."""
        wait = self._delay if self._delay is not None else self._next
        self._next = min(self._next * FACTOR, LONGEST)
        left = self.limit - self.elapsed
        if left <= 0:
            return False
        self._pause.wait(min(wait, left))
        return True
