"""How often to look again: soon at first, then less often, and until when."""

from __future__ import annotations

import threading
from time import monotonic

FIRST, FACTOR, LONGEST = 0.02, 1.5, 1.0
"""As the juju command polls tasks: 0.02 s, half as much more each time; a second at most."""


class Clock:
    """The time, and how to let it pass. A test gives one of its own to what waits."""

    def now(self) -> float:
        """Seconds since some moment."""
        return monotonic()

    def pause(self, seconds: float) -> None:
        """Let so many pass."""
        threading.Event().wait(seconds)


class Pace:
    """A loop that looks again and again until a deadline.

    Args:
        limit: seconds until the deadline; None for none.
        delay: seconds between looks; None to begin soon and slow down.
        clock: the time; None for the machine's.
    """

    def __init__(
        self, limit: float | None, delay: float | None = None, *, clock: Clock | None = None
    ) -> None:
        self.limit = limit if limit is not None else float("inf")
        self._delay = delay
        self._next = FIRST
        self._clock = clock or Clock()
        self._begun = self._clock.now()

    @property
    def elapsed(self) -> float:
        """Seconds since it began."""
        return self._clock.now() - self._begun

    def again(self) -> bool:
        """Wait until it is time to look again; False when the deadline comes first."""
        wait = self._delay if self._delay is not None else self._next
        self._next = min(self._next * FACTOR, LONGEST)
        left = self.limit - self.elapsed
        if left <= 0:
            return False
        self._clock.pause(min(wait, left))
        return True
