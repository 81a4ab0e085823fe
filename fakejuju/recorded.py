"""A host on a port that writes a cassette: what a recording and a replay that records the rest share."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

from fakejuju.cassette.record import Recorder
from fakejuju.loop import background
from fakejuju.proxy import Proxy
from fakejuju.served import Served
from fakejuju.server import Host
from fakejuju.world import World

Self = TypeVar("Self", bound="Recorded")


class Recorded(Served):
    """Serves a host; the cassette is finished once both sides are closed and nothing broke.

    Args:
        host: what is behind the port.
        world: what is known of the controller.
        proxy: what talks to the live controller, with the recorder that it writes to.
        close: closes the live side.
        password: what the client store is written with.
        port: to listen on; 0 for any.
    """

    def __init__(
        self,
        host: Host,
        world: World,
        proxy: Proxy,
        close: Callable[[], Awaitable[None]],
        *,
        password: str,
        port: int,
    ) -> None:
        super().__init__(host, world, port=port)
        self.recorder: Recorder = proxy.recorder
        self.proxy = proxy
        self.password = password
        self._close_live_side = close

    def start(self: Self) -> Self:
        """Listen; what cannot begin leaves nothing behind."""
        try:
            super().start()
        except BaseException:
            self.recorder.abandon()
            raise
        return self

    def stop(self) -> None:
        """Close both sides and finish the cassette; one of which nothing came before an error is dropped."""
        super().stop()
        background().run(self._close(), timeout=30, what="closing the connections to the controller")
        if self.proxy.broken is None:
            self._end()

    def _end(self) -> None:
        # An empty cassette would be replayed the next time, where something was to be recorded.
        failed = sys.exc_info()[0] is not None
        if failed and self.recorder.is_empty:
            self.recorder.abandon()
        else:
            self.recorder.finish()

    async def _close(self) -> None:
        await self._close_live_side()

    @property
    def broken(self) -> str:
        """What kept the recording from being whole, in a line."""
        return f"the recording failed: {self.proxy.broken}" if self.proxy.broken else super().broken

    def check(self) -> None:
        """Raise what kept the recording from being whole."""
        if self.proxy.broken is not None:
            raise self.proxy.broken
        super().check()
