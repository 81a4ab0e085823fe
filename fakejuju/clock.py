"""The one clock: what time it is, and how long ago something was."""

from __future__ import annotations

import datetime
import time


class Clock:
    """The real time of this machine."""

    def now(self) -> datetime.datetime:
        """The date and time, in UTC."""
        return datetime.datetime.now(datetime.timezone.utc)

    def seconds(self) -> float:
        """Seconds since some moment; only differences mean anything."""
        return time.monotonic()
