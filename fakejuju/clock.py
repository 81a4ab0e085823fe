"""The clocks, and the one source of seeded ids.

``Clock`` is the real time of this machine. ``SteppedClock`` stands still until told: timers run
when it is advanced, in the order of their time and then of their making. ``Seeds`` gives uuids and
tokens that are the same for the same seed and the same calls.
"""

from __future__ import annotations

import datetime
import hashlib
import heapq
import time
from collections.abc import Callable

EPOCH = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
"""Where a stepped clock begins, unless told otherwise."""

_SECOND = 1_000_000_000


class Clock:
    """The real time of this machine."""

    def now(self) -> datetime.datetime:
        """The date and time, in UTC."""
        return datetime.datetime.now(datetime.timezone.utc)

    def seconds(self) -> float:
        """Seconds since some moment; only differences mean anything."""
        return time.monotonic()


class Timer:
    """Something to do at a time; ``cancel`` it, or let it come."""

    __slots__ = ("at", "cancelled", "do", "order")

    def __init__(self, at: int, order: int, do: Callable[[], None]) -> None:
        self.at = at
        self.order = order
        self.do = do
        self.cancelled = False

    def __lt__(self, other: Timer) -> bool:
        return (self.at, self.order) < (other.at, other.order)

    def cancel(self) -> None:
        """Never do it."""
        self.cancelled = True


class SteppedClock:
    """Virtual time, in nanoseconds since it began."""

    def __init__(self, start: datetime.datetime = EPOCH) -> None:
        self.start = start
        self.elapsed = 0
        self._timers: list[Timer] = []
        self._made = 0

    def now(self) -> datetime.datetime:
        """The virtual date and time, in UTC, to the microsecond."""
        return self.start + datetime.timedelta(microseconds=self.elapsed // 1000)

    def tick(self) -> None:
        """Let a millisecond pass, so that what happens later has a later time."""
        self.elapsed += 1_000_000

    def stamp(self) -> str:
        """The time as Go writes it in JSON: RFC 3339, as many digits as it needs."""
        seconds, rest = divmod(self.start.microsecond * 1000 + self.elapsed, _SECOND)
        moment = self.start + datetime.timedelta(seconds=seconds)
        fraction = f"{rest:09d}".rstrip("0")
        return moment.strftime("%Y-%m-%dT%H:%M:%S") + (f".{fraction}" if fraction else "") + "Z"

    def second(self) -> str:
        """The time to the second, as Juju keeps it for actions, models and users."""
        return self.now().strftime("%Y-%m-%dT%H:%M:%SZ")

    def after(self, seconds: float, do: Callable[[], None]) -> Timer:
        """Do something that many seconds from now."""
        self._made += 1
        timer = Timer(self.elapsed + round(seconds * _SECOND), self._made, do)
        heapq.heappush(self._timers, timer)
        return timer

    def due(self) -> int | None:
        """Nanoseconds until the next timer, None when there is none; 0 when one is late."""
        while self._timers and self._timers[0].cancelled:
            heapq.heappop(self._timers)
        return max(0, self._timers[0].at - self.elapsed) if self._timers else None

    def run_due(self) -> bool:
        """Run the first timer whose time has come; False when there is none."""
        if self.due() != 0:
            return False
        heapq.heappop(self._timers).do()
        return True

    def reset(self, elapsed: int) -> None:
        """Begin again at that many nanoseconds, without any timer."""
        self._timers.clear()
        self.elapsed = elapsed

    def advance_to(self, elapsed: int) -> None:
        """Let time pass until that many nanoseconds have; it never goes back. Timers are not run here."""
        self.elapsed = max(self.elapsed, elapsed)


class RunningClock(SteppedClock):
    """The real time of this machine, as a stepped clock: timers wait for whoever runs what is due."""

    def __init__(self) -> None:
        self._began = time.monotonic_ns()
        self._ahead = 0
        super().__init__(datetime.datetime.now(datetime.timezone.utc))

    @property
    def elapsed(self) -> int:
        """Nanoseconds since it began, and what it was advanced by."""
        return time.monotonic_ns() - self._began + self._ahead

    @elapsed.setter
    def elapsed(self, value: int) -> None:
        self._ahead = max(self._ahead, value - (time.monotonic_ns() - self._began))

    def reset(self, elapsed: int) -> None:
        """Go on from that many nanoseconds, which are now; without any timer."""
        super().reset(elapsed)
        # What was kept began in the past: dates are never ahead of this machine's.
        now = datetime.datetime.now(datetime.timezone.utc)
        self.start = now - datetime.timedelta(microseconds=self.elapsed // 1000)

    def tick(self) -> None:
        """It goes on without that."""


class Seeds:
    """Uuids and tokens that depend on the seed and on how many of their kind came before."""

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed
        self.counts: dict[str, int] = {}

    def digest(self, kind: str) -> bytes:
        """32 bytes, new at each call."""
        count = self.counts[kind] = self.counts.get(kind, 0) + 1
        return hashlib.sha256(f"{self.seed}:{kind}:{count}".encode()).digest()

    def uuid(self, kind: str) -> str:
        """A version 4 uuid."""
        text = self.digest(kind).hex()
        variant = "89ab"[int(text[16], 16) % 4]
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{variant}{text[17:20]}-{text[20:32]}"

    def token(self, kind: str, length: int, alphabet: str = "0123456789abcdefghijklmnopqrstuv") -> str:
        """A word of that many letters."""
        made = ""
        while len(made) < length:
            made += "".join(alphabet[byte % len(alphabet)] for byte in self.digest(kind))
        return made[:length]

    def fraction(self, kind: str) -> float:
        """A number from 0 up to 1."""
        return int.from_bytes(self.digest(kind)[:7], "big") / 2**56
