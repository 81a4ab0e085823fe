"""Ask a simulator in this process, without a socket."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from fakejuju.session import Conversation
from fakejuju.simulation import Simulation
from fakejuju.simulator import Simulator
from jujuclient.wire.dialect import read_reply, write_request
from jujuclient.wire.messages import Dialect, Failure, Reply, Request

PASSWORD = "secret-of-a-test"


class _Peer:
    def __init__(self, path: str) -> None:
        self.path = path
        self.headers: list[tuple[str, str]] = []
        self.frames: list[str] = []
        self.closed = False

    def send(self, frame: str | bytes) -> None:
        self.frames.append(frame if isinstance(frame, str) else frame.decode())

    def close(self, code: int | None = 1000, reason: str = "") -> None:
        self.closed = True


class Asking:
    """A simulated controller, logged in to on a model and on the controller.

    ``ask("Block", 2, "List")`` gives the result, or the ``Failure``. Facades of the controller's
    connection are asked there.
    """

    def __init__(
        self, juju: str = "3.6", *, model: str = "default", user: str = "admin", sim: Any = None
    ) -> None:
        self.sim: Simulation = sim or Simulation(juju, password=PASSWORD)
        self.simulator = Simulator(self.sim)
        self._number = 0
        self._links: dict[str, tuple[Conversation, _Peer]] = {}
        self.user = user
        self.model = self.sim.model_named(model) or self.sim.add_model(model)

    @property
    def uuid(self) -> str:
        """Of the model."""
        return self.model.uuid

    def link(self, model: bool) -> tuple[Conversation, _Peer]:
        """The connection of the model or of the controller, logged in."""
        juju1 = self.sim.series.version < (2, 0)
        kind = "environment" if juju1 else "model"
        path = f"/{kind}/{self.uuid}/api" if model else "/api" if not juju1 else "/"
        if path not in self._links:
            peer = _Peer(path)
            conversation = asyncio.run(self.simulator.open(peer))  # type: ignore[arg-type]
            assert isinstance(conversation, Conversation)
            self._links[path] = (conversation, peer)
            names = ("AuthTag", "Password") if juju1 else ("auth-tag", "credentials")
            params = {names[0]: f"user-{self.user}", names[1]: PASSWORD}
            reply = self._ask(conversation, peer, "Admin", 0 if juju1 else 3, "Login", params)
            assert reply is not None
            assert reply.failure is None, reply.failure
        return self._links[path]

    def ask(self, facade: str, version: int, method: str, params: Any = None, *, id: str = "") -> Any:
        """The decoded result, or the failure; None when the call waits."""
        from fakejuju.offered import offered

        model = facade in offered(self.sim.series, model=True)
        conversation, peer = self.link(model)
        reply = self._ask(conversation, peer, facade, version, method, params or {}, id)
        if reply is None:
            return None
        return reply.failure if reply.failure is not None else msgspec.json.decode(reply.result)

    def _ask(
        self,
        conversation: Conversation,
        peer: _Peer,
        facade: str,
        version: int,
        method: str,
        params: Any,
        id: str = "",
    ) -> Reply | None:
        self._number += 1
        dialect = Dialect.JUJU1 if self.sim.series.version < (2, 0) else Dialect.JUJU2
        text = msgspec.json.encode(params).decode()
        conversation.received(
            write_request(Request(self._number, facade, method, version, id, text, dialect))
        )
        if self.sim.failures:
            raise self.sim.failures[0]
        return self.reply(peer, self._number)

    def reply(self, peer: _Peer, number: int) -> Reply | None:
        """The reply to a call, if it came."""
        return next((one for one in map(read_reply, peer.frames) if one.number == number), None)


__all__ = ["PASSWORD", "Asking", "Failure"]
