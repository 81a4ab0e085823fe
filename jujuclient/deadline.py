"""A point in time until which something is waited for; it is carried through, never computed again."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from jujuclient.errors import DeadlineExceeded


class Deadline:
    """A point in time, and what is waited for until then.

    Args:
        timeout: seconds from now; None waits for ever.
        what: what is waited for, as ``the answer to Application.Deploy (request 7)``; a
            function is only called when the deadline has passed.
    """

    __slots__ = ("_at", "_what", "timeout")

    def __init__(self, timeout: float | None, what: str | Callable[[], str]) -> None:
        self.timeout = timeout
        self._at = None if timeout is None else monotonic() + timeout
        self._what = what

    def remaining(self) -> float | None:
        """Seconds left, never below 0; None when there is no end."""
        return None if self._at is None else max(0.0, self._at - monotonic())

    @property
    def expired(self) -> bool:
        """True once the time is over."""
        return self._at is not None and monotonic() >= self._at

    def exceeded(self) -> DeadlineExceeded:
        """The error to raise when the time is over."""
        what = self._what if isinstance(self._what, str) else self._what()
        return DeadlineExceeded(f"waited {self.timeout:g} s for {what}")
