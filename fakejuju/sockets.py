"""uvicorn's websocket, with a way past its queue.

By ASGI a frame goes through a queue to a task, reading is paused until the task has taken it, and
each of the three costs a round of the loop: more than most calls themselves. Here a whole text frame
is given at once to whoever ``take`` names, as long as nothing is before it, and what is to be sent
can be, as long as the client reads. Everything else goes as ASGI has it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.protocol import State

from fakejuju.server import EXTENSION, REST
from jujuclient.frames import text_frame

if TYPE_CHECKING:
    from uvicorn._types import ASGIReceiveEvent


_PARTS = ("close_sent", "conn", "queue", "transport", "writable")
"""What is used of uvicorn's class and not promised by it; without one of them all goes as ASGI has it."""


class Websocket(WebSocketsSansIOProtocol):
    """One websocket.

    Attributes:
        take: is given each text frame; what it leaves undone it gives back, to be awaited.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.take: Callable[[str], Awaitable[None] | None] | None = None
        self._resting = False

    async def run_asgi(self) -> None:
        """Let the application find this, where uvicorn's own parts are those that are known here."""
        if not all(hasattr(self, name) for name in _PARTS):
            await super().run_asgi()
            return
        found: dict[str, Any] = {**(self.scope["extensions"] or {}), EXTENSION: self}
        self.scope["extensions"] = found
        await super().run_asgi()

    async def receive(self) -> Any:
        """The next message, for the application's task."""
        self._resting = True
        try:
            return await super().receive()
        finally:
            self._resting = False

    def handle_text(self, event: Frame) -> None:
        """A frame came."""
        take = self.take
        if take is None or not event.fin or not self._resting or not self.queue.empty() or self.close_sent:
            super().handle_text(event)
            return
        try:
            text = bytes(event.data).decode()
        except UnicodeDecodeError:
            super().handle_text(event)
            return
        rest = take(text)
        if rest is not None:
            self.queue.put_nowait(cast("ASGIReceiveEvent", {"type": REST, "rest": rest}))

    def pass_on(self, text: str) -> bool:
        """Send a text frame now; False where it has to wait, or the line is no longer open."""
        if self.close_sent or not self.writable.is_set() or self.conn.state is not State.OPEN:
            return False
        self.transport.write(text_frame(text.encode(), masked=False))
        return True
