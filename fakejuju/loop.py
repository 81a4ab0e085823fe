"""One background thread, one asyncio loop, for every fake in the process.

The loop owns all state of all fakes, so nothing behind it needs a lock.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from fakejuju.errors import FakeJujuError

T = TypeVar("T")


class BackgroundLoop:
    """An asyncio loop on a daemon thread."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="fakejuju", daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T], *, timeout: float, what: str) -> T:
        """Run a coroutine on the loop and wait for it.

        Raises:
            FakeJujuError: it took longer than ``timeout`` seconds; the message says what did.
        """
        future = asyncio.run_coroutine_threadsafe(work, self.loop)
        try:
            return future.result(timeout)
        except TimeoutError:
            if future.done():
                raise
            future.cancel()
            raise FakeJujuError(f"{what} took longer than {timeout:g} s") from None

    def do(self, work: Callable[[], T], *, timeout: float = 30.0, what: str = "a step of the fake") -> T:
        """Call a function on the loop's thread and wait for its result."""

        async def step() -> T:
            return work()

        return self.run(step(), timeout=timeout, what=what)


_lock = threading.Lock()
_loop: BackgroundLoop | None = None
_owner = 0


def background() -> BackgroundLoop:
    """The loop of this process; a forked child gets one of its own."""
    import os

    global _loop, _owner
    with _lock:
        if _loop is None or _owner != os.getpid():
            _loop, _owner = BackgroundLoop(), os.getpid()
        return _loop
