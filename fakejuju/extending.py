"""Mode ``new``: a cassette answers what it holds, the live controller the rest, which is added to it.

The first miss on a connection opens the same path at the controller, repeats there the login
that the client made, and from then on the misses of that connection go there. What the
controller answers is a connection of its own in the cassette, login included.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from fakejuju.cassette.model import Cassette
from fakejuju.cassette.play import Voice
from fakejuju.cassette.record import Recorder
from fakejuju.player import Player
from fakejuju.proxy import Link, Proxy, Upstream
from fakejuju.recorded import Recorded
from fakejuju.served import PASSWORD
from fakejuju.server import Handler, HttpRequest, HttpResponse, Peer
from fakejuju.session import Conversation
from jujuclient.tls import client_context
from jujuclient.wire.messages import Request


class ExtendingPlayer(Player):
    """A player whose misses go to the live controller."""

    def __init__(self, cassette: Cassette, proxy: Proxy, *, password: str) -> None:
        super().__init__(cassette, password=password)
        self.proxy = proxy
        self._logins_of: dict[Conversation, Request] = {}
        self._queues: dict[Conversation, asyncio.Queue[Request]] = {}
        self._workers: dict[Conversation, asyncio.Task[None]] = {}

    async def open(self, peer: Peer) -> Handler | HttpResponse:
        """From the cassette where the path is in it; the whole connection is the controller's elsewhere."""
        if self.play.has_path(peer.path) or self.play.https("GET", peer.path):
            return await super().open(peer)
        return await self.proxy.open(peer)

    def _knows_model(self, conversation: Conversation) -> bool:
        return True

    def _not_found(self, conversation: Conversation, voice: Voice, request: Request) -> None:
        # The controller is there to refuse what it refuses.
        self._miss(conversation, voice, request)

    def answer(self, conversation: Conversation, request: Request) -> None:
        """Remember the login, then answer as a player does."""
        if request.facade == "Admin":
            self._logins_of[conversation] = request
        super().answer(conversation, request)

    def _miss(self, conversation: Conversation, voice: Voice, request: Request) -> None:
        queue = self._queues.get(conversation)
        if queue is None:
            queue = self._queues[conversation] = asyncio.Queue()
            work = self._work(conversation, queue)
            self._workers[conversation] = asyncio.get_running_loop().create_task(work)
        queue.put_nowait(request)

    async def _work(self, conversation: Conversation, queue: asyncio.Queue[Request]) -> None:
        peer = conversation.peer
        link: Link | None = None
        try:
            socket = await self.proxy.dial(peer.path, peer.headers)
            link = Link(self.proxy, peer, socket, self.proxy.recorder.connection(peer.path, peer.headers))
            login = self._logins_of.get(conversation)
            first = await queue.get()
            if login is not None and login is not first:
                await link.repeat(login)
            link.start()
            request: Request = first
            while True:
                await link.received(request.raw)
                request = await queue.get()
        except asyncio.CancelledError:
            if link is not None:
                await link.gone(1000, "")
            raise
        except Exception as error:
            self.proxy.broken = self.proxy.broken or error
            peer.close(1011, "fakejuju: the live controller is gone")
            await peer.drain()

    def left(self, conversation: Conversation) -> None:
        """Close the live side, too."""
        super().left(conversation)
        worker = self._workers.pop(conversation, None)
        if worker is not None:
            worker.cancel()
        self._queues.pop(conversation, None)
        self._logins_of.pop(conversation, None)

    async def finish(self) -> None:
        """Wait for the live sides to close."""
        for worker in list(self._workers.values()):
            worker.cancel()
        await self.proxy.close()

    async def http(self, request: HttpRequest) -> HttpResponse:
        """From the cassette where the path is in it, else from the controller."""
        if self.play.https(request.method, request.path) or self._same_path(request):
            return await super().http(request)
        return await self.proxy.http(request)


class Extending(Recorded):
    """A replay that records what it does not hold; the cassette is replaced when the block ends well."""

    def __init__(
        self, path: Path, cassette: Cassette, upstream: Upstream, *, password: str = "", port: int = 0
    ) -> None:
        tls = client_context(upstream.cacert or None)
        recorder = Recorder(path, kept=cassette)
        recorder.redactor.learn(password)
        proxy = Proxy(upstream, recorder, tls)
        given = password or PASSWORD
        self.player = ExtendingPlayer(cassette, proxy, password=given)
        super().__init__(self.player, self.player.world, proxy, self.player.finish, password=given, port=port)
