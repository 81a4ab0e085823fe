"""One websocket of the fake: the wire's mind in front, a backend behind.

Malformed text has become Juju's own answer to it before a backend hears of it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from typing import Protocol

from fakejuju.paths import socket_path
from fakejuju.server import Peer
from jujuclient.wire.messages import Failure, Request
from jujuclient.wire.series import Series
from jujuclient.wire.session import Closing, Ignored, ServerSession


class Backend(Protocol):
    """What answers calls: a player, a simulator."""

    def answer(self, conversation: Conversation, request: Request) -> None:
        """Answer a call by ``conversation.send`` or ``conversation.refuse``, now or later."""
        ...

    def left(self, conversation: Conversation) -> None:
        """The client of this conversation is gone."""
        ...


class Conversation:
    """One connection: what the client sends goes to the backend as calls.

    Attributes:
        peer: the client's end.
        session: the wire's mind: series, login phase.
        model: the uuid in the path, "" on a controller's connection.
        is_api: False on a socket that carries no calls, such as debug-log's.
        offered: facade to versions, as the login told them.
        seen: how many calls came.
    """

    def __init__(self, peer: Peer, series: Series, backend: Backend) -> None:
        self.peer = peer
        self.session = ServerSession(series)
        self.backend = backend
        place = socket_path(peer.path)
        self.model = place.model if place else ""
        self.is_api = place is None or place.purpose == "api"
        self.offered: Mapping[str, list[int]] = {}
        self.seen = 0

    def received(self, frame: str | bytes) -> Awaitable[None] | None:
        """Read a frame as a controller of this series does."""
        if not self.is_api:
            return None
        if isinstance(frame, bytes):
            # Recorded on 4.0.15: JSON in a binary frame is read, and answered in a text frame.
            frame = frame.decode(errors="replace")
        event = self.session.receive(frame)
        if isinstance(event, Request):
            self.seen += 1
            self.backend.answer(self, event)
        elif isinstance(event, Closing):
            self.peer.close(event.code)
        else:
            assert isinstance(event, Ignored)
        return None

    def gone(self, code: int | None, reason: str) -> Awaitable[None] | None:
        """Tell the backend."""
        self.backend.left(self)
        return None

    def send(self, frame: str) -> None:
        """Send a frame to the client."""
        self.peer.send(frame)

    def refuse(self, request: Request, failure: Failure) -> None:
        """Answer a call with an error."""
        self.peer.send(self.session.refuse(request, failure))
