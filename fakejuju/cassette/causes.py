"""Causes: what completed in a recording, in its order, and who waits until it was asked for in the replay."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable

from fakejuju.cassette.model import Cassette, Exchange, HttpExchange

Event = Exchange | HttpExchange


class Waiting:
    """Something recorded that is released when its causes have been asked for.

    Attributes:
        cause, end: a range of what completed; ``cause`` only moves forward.
        done: it was released, or is not wanted any more.
    """

    def __init__(self, cause: int, end: int, release: Callable[[], None]) -> None:
        self.cause = cause
        self.end = end
        self.release = release
        self.done = False


class Causes:
    """The completions of a cassette by their places, and what the replay has asked for.

    Args:
        cassette: what was recorded.
        is_any: True releases everything at once.

    Attributes:
        asked, https: the numbers of calls, and of HTTP exchanges, that were asked for.
    """

    def __init__(self, cassette: Cassette, *, is_any: bool) -> None:
        completed = [(e.answered, e) for e in cassette.exchanges if e.answered is not None]
        order_of: list[tuple[int, Event]] = [*completed, *((h.place, h) for h in cassette.https)]
        order_of.sort(key=lambda item: item[0])
        self._places = [place for place, _ in order_of]
        self._completed = [event for _, event in order_of]
        self._is_any = is_any
        self.asked: set[int] = set()
        self.https: set[int] = set()
        self._blocked: dict[tuple[bool, int], list[Waiting]] = defaultdict(list)

    def wait(self, start: int, end: int, release: Callable[[], None]) -> Waiting:
        """Release something when all that completed between two places has been asked for."""
        first = bisect_right(self._places, start)
        waiting = Waiting(first, bisect_left(self._places, end), release)
        self._advance(waiting)
        return waiting

    def mark(self, event: Event) -> None:
        """Something was asked for: what waited for nothing else is released, in the recorded order."""
        is_http = isinstance(event, HttpExchange)
        (self.https if is_http else self.asked).add(event.number)
        blocked = self._blocked.pop((is_http, event.number), [])
        blocked.sort(key=lambda waiting: waiting.end)
        for waiting in blocked:
            if not waiting.done:
                self._advance(waiting)

    def _advance(self, waiting: Waiting) -> None:
        while waiting.cause < waiting.end:
            cause = self._completed[waiting.cause]
            if not self._is_any and not self._was_asked(cause):
                self._blocked[isinstance(cause, HttpExchange), cause.number].append(waiting)
                return
            waiting.cause += 1
        if not waiting.done:
            waiting.done = True
            waiting.release()

    def _was_asked(self, event: Event) -> bool:
        return event.number in (self.https if isinstance(event, HttpExchange) else self.asked)

    def next_of(self, waiting: Waiting) -> Event | None:
        """What is still to be asked for before something is released; None for nothing."""
        return None if waiting.cause >= waiting.end else self._completed[waiting.cause]

    def since(self, place: int, begun: float, at: float) -> float:
        """Seconds between what came last before a place of the recording and what came there."""
        before = bisect_left(self._places, place) - 1
        cause = self._completed[before] if before >= 0 else None
        return max(at - max(begun, cause.at + cause.took if cause is not None else 0.0), 0.0)
