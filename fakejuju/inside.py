"""A client without a socket: asks a simulator in its own thread.

What begins a controller with a bundle, what verifies it against recordings, and what tests its
handlers all ask this way; what is answered is byte for byte what a socket would carry.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

import msgspec

from fakejuju.errors import FakeJujuError
from fakejuju.offered import offered
from fakejuju.server import Handler, Headers, HttpResponse
from fakejuju.session import Conversation
from fakejuju.simulator import Simulator
from jujuclient.wire.dialect import read_reply, write_request
from jujuclient.wire.messages import Dialect, Failure, Reply, Request


class Line:
    """A client's end without a socket.

    Attributes:
        path, headers: what it asked for.
        frames: what came, until somebody takes it.
        closed: whether the controller hung up.
    """

    def __init__(self, path: str, headers: Headers | None = None) -> None:
        self.path = path
        self.headers = headers or []
        self.frames: list[str] = []
        self.closed = False

    def send(self, frame: str | bytes) -> None:
        """Keep a frame."""
        self.frames.append(frame if isinstance(frame, str) else frame.decode())

    def close(self, code: int | None = 1000, reason: str = "") -> None:
        """Note that it is over."""
        self.closed = True

    def take(self, number: int) -> Reply | None:
        """The reply of that number, if it came; it is kept no longer."""
        for frame in self.frames:
            reply = read_reply(frame)
            if reply.number == number:
                self.frames.remove(frame)
                return reply
        return None


async def dial(
    simulator: Simulator, path: str, headers: Headers | None = None
) -> tuple[Handler | None, Line]:
    """Open a websocket of the simulator; None for one that it refuses."""
    line = Line(path, headers)
    handler = await simulator.open(line)  # type: ignore[arg-type]  # all of a peer that is used here
    return (None if isinstance(handler, HttpResponse) else handler), line


def _now(work: Awaitable[Any]) -> Any:
    """Run a coroutine that never waits."""
    steps = work.__await__()
    try:
        next(steps)
    except StopIteration as done:
        return done.value
    raise FakeJujuError("the simulator waits where it must not")


def dial_now(simulator: Simulator, path: str) -> tuple[Handler | None, Line]:
    """``dial`` for who has no loop: the simulator never waits there."""
    found: tuple[Handler | None, Line] = _now(dial(simulator, path))
    return found


class Inside:
    """A user of a simulator, logged in where it is needed.

    Args:
        simulator: whom to ask.
        model: the uuid of the model.
        password: of the user.
    """

    def __init__(self, simulator: Simulator, model: str, *, password: str, user: str = "admin") -> None:
        self.simulator = simulator
        self.simulation = simulator.simulation
        self.model = model
        self.user = user
        self._password = password
        self._lines: dict[str, tuple[Conversation, Line]] = {}
        self._number = 0

    def ask(self, facade: str, version: int, method: str, params: Any = None, *, id: str = "") -> Any:
        """The decoded result, the ``Failure``, or None for a call that waits.

        Args:
            facade, version, method, id: as on the wire; -1 takes the newest version.
            params: plain values.
        """
        on_model = facade in offered(self.simulation.series, model=True)
        if version < 0:
            version = offered(self.simulation.series, model=on_model)[facade][-1]
        conversation, line = self.line(on_model)
        reply = self._ask(conversation, line, facade, version, method, params or {}, id)
        if reply is None:
            return None
        return reply.failure if reply.failure is not None else msgspec.json.decode(reply.result)

    def line(self, on_model: bool) -> tuple[Conversation, Line]:
        """The connection of the model or of the controller, logged in."""
        old = self.simulation.series.version < (2, 0)
        path = (
            f"/{'environment' if old else 'model'}/{self.model}/api" if on_model else "/" if old else "/api"
        )
        if path not in self._lines:
            handler, line = dial_now(self.simulator, path)
            if not isinstance(handler, Conversation):
                raise FakeJujuError(f"the simulator refuses a socket on {path}")
            self._lines[path] = (handler, line)
            names = ("AuthTag", "Password") if old else ("auth-tag", "credentials")
            params = {names[0]: f"user-{self.user}", names[1]: self._password}
            version = 0 if old and on_model else 2 if old else 3
            if old and not on_model:
                params = {"auth-tag": params["AuthTag"], "credentials": params["Password"]}
            reply = self._ask(handler, line, "Admin", version, "Login", params)
            if reply is None or reply.failure is not None:
                raise FakeJujuError(
                    f"the simulator refuses {self.user}: {reply.failure if reply else 'no answer'}"
                )
        return self._lines[path]

    def sent(self) -> int:
        """The number of the last call: ``line(…)[1].take(number)`` gives its reply when it comes."""
        return self._number

    def hang_up(self) -> None:
        """Close the connections."""
        for conversation, _ in self._lines.values():
            conversation.gone(1000, "")
        self._lines.clear()

    def _ask(
        self,
        conversation: Conversation,
        line: Line,
        facade: str,
        version: int,
        method: str,
        params: Any,
        id: str = "",
    ) -> Reply | None:
        self._number += 1
        dialect = Dialect.JUJU1 if self.simulation.series.version < (2, 0) else Dialect.JUJU2
        text = msgspec.json.encode(params).decode()
        frame = write_request(Request(self._number, facade, method, version, id, text, dialect))
        conversation.received(frame)
        return line.take(self._number)


__all__ = ["Failure", "Inside", "Line", "dial", "dial_now"]
