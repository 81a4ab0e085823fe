"""The recording proxy: a host that forwards to a real controller and writes down what passes.

Frames pass as they came, both ways; what a client is about to see is on file first. Websocket
messages are forwarded one by one and HTTP bodies in chunks, so memory does not grow with what
passes.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from fakejuju.cassette.bodies import BodySink, Kind
from fakejuju.cassette.model import Exchange, HttpExchange
from fakejuju.cassette.record import Recorder
from fakejuju.errors import FakeJujuError
from fakejuju.forwarding import Forwarded
from fakejuju.parking import parks
from fakejuju.server import ClientGone, Handler, Headers, HttpRequest, HttpResponse, Peer
from jujuclient.tls import server_name
from jujuclient.wire.dialect import read_reply, read_request
from jujuclient.wire.messages import Request

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

T = TypeVar("T")

DIAL_TIMEOUT = 30.0
"""Seconds that the controller has to take a connection."""

_OF_THE_HOP = frozenset({
    "connection", "upgrade", "host", "keep-alive", "proxy-connection", "te", "trailer",
    "sec-websocket-key", "sec-websocket-version", "sec-websocket-extensions", "sec-websocket-accept",
})  # fmt: skip
"""Headers that belong to one connection and are made anew on the next."""


def _silent() -> logging.Logger:
    """A logger for websockets that says nothing: it would log whole frames at DEBUG."""
    logger = logging.getLogger("fakejuju.upstream")
    logger.setLevel(logging.CRITICAL + 1)
    return logger


class Upstream(NamedTuple):
    """A controller to forward to: ``host:port`` of its addresses, and its CA as PEM ("" for the system's)."""

    endpoints: tuple[str, ...]
    cacert: str = ""


class Proxy:
    """A host that forwards everything and records it.

    Args:
        upstream: the controller.
        recorder: where to write; the proxy does not finish it.
        tls: what trusts the controller.
    """

    def __init__(self, upstream: Upstream, recorder: Recorder, tls: ssl.SSLContext) -> None:
        self.upstream = upstream
        self.recorder = recorder
        self._tls = tls
        self._endpoint = upstream.endpoints[0]
        self._links: set[Link] = set()
        self.broken: Exception | None = None

    # --- websockets ------------------------------------------------------------------------

    async def open(self, peer: Peer) -> Handler | HttpResponse:
        """Open the same path at the controller; its refusal is the client's refusal."""
        from websockets.exceptions import InvalidStatus

        try:
            socket = await self.dial(peer.path, peer.headers)
        except InvalidStatus as refused:
            return self._refused(peer, refused.response)
        link = Link(self, peer, socket, self.recorder.connection(peer.path, peer.headers))
        self._links.add(link)
        link.start()
        return link

    async def dial(self, path: str, headers: Headers) -> ClientConnection:
        """A websocket to the controller, at the first of its addresses that answers."""
        return await self._first(lambda endpoint: self._dial(endpoint, path, headers))

    async def _first(self, reach: Callable[[str], Awaitable[T]]) -> T:
        """What the first address gives that can be reached; it is the first to be tried the next time."""
        failures = []
        for endpoint in [self._endpoint, *(e for e in self.upstream.endpoints if e != self._endpoint)]:
            try:
                reached = await reach(endpoint)
            except (OSError, TimeoutError, asyncio.TimeoutError) as error:
                failures.append(f"{endpoint}: {error or type(error).__name__}")
            else:
                self._endpoint = endpoint
                return reached
        raise FakeJujuError("the controller cannot be reached: " + "; ".join(failures))

    def _server_name(self, endpoint: str) -> str:
        return server_name(self.upstream.cacert or None, endpoint.rpartition(":")[0].strip("[]"))

    async def _dial(self, endpoint: str, path: str, headers: Headers) -> ClientConnection:
        from websockets.asyncio.client import connect

        kept = [(name, value) for name, value in headers if name.lower() not in _OF_THE_HOP]
        return await connect(
            f"wss://{endpoint}{path}",
            ssl=self._tls,
            server_hostname=self._server_name(endpoint),
            additional_headers=kept,
            user_agent_header=None,
            compression=None,
            max_size=None,
            ping_interval=None,
            logger=_silent(),
            open_timeout=DIAL_TIMEOUT,
            close_timeout=5,
            proxy=None,
        )

    def _refused(self, peer: Peer, response: Any) -> HttpResponse:
        headers = [(name, value) for name, value in response.headers.raw_items()]
        body = bytes(response.body or b"")
        sink = self._sink()
        sink.add(body)
        kept = sink.finish(Kind("GET", peer.path, "", response=True))
        self.recorder.http(
            HttpExchange(
                number=0, method="GET", path=peer.path, headers=peer.headers, status=response.status_code,
                reason=response.reason_phrase, response_headers=headers, response_body=kept,
                at=self.recorder.at(),
            )
        )  # fmt: skip
        return HttpResponse(response.status_code, _without(headers, "connection"), body)

    def forget(self, link: Link) -> None:
        """A link has ended."""
        self._links.discard(link)

    # --- HTTP ------------------------------------------------------------------------------

    def _sink(self) -> BodySink:
        return BodySink(self.recorder.path, self.recorder.redactor)

    async def http(self, request: HttpRequest) -> HttpResponse:
        """Forward a request and its response, both streaming."""
        event = HttpExchange(
            number=0, method=request.method, path=request.path, headers=list(request.headers), body=None,
            status=0, reason="", response_headers=[], response_body=None, at=self.recorder.at(),
        )  # fmt: skip
        # A secret of the headers may be in the body, and is known by then.
        self.recorder.redactor.headers(event.headers)
        sent = self._sink()
        forwarded = await self._reach(request, sent)
        try:
            await forwarded.response()
        except ClientGone:
            self._give_up(event, sent, "the client hung up")
            await forwarded.close()
            raise
        except BaseException:
            sent.discard()
            await forwarded.close()
            raise
        event.status, event.reason = forwarded.status, forwarded.reason
        event.response_headers = forwarded.headers
        passed_on = _without(event.response_headers, "connection", "keep-alive", "transfer-encoding")
        return HttpResponse(event.status, passed_on, self._incoming(forwarded, event, sent))

    async def _reach(self, request: HttpRequest, sent: BodySink) -> Forwarded:
        async def outgoing() -> AsyncIterator[bytes]:
            async for chunk in request.body:
                sent.add(chunk)
                yield chunk

        async def open_at(endpoint: str) -> Forwarded:
            context = self._tls, self._server_name(endpoint)
            return await Forwarded.open(endpoint, *context, request._replace(body=outgoing()), DIAL_TIMEOUT)

        return await self._first(open_at)

    async def _incoming(
        self, forwarded: Forwarded, event: HttpExchange, sent: BodySink
    ) -> AsyncIterator[bytes]:
        """The response's body; its last chunk goes out when the exchange is on file."""
        sink = self._sink()
        last = b""
        try:
            async for chunk in forwarded.body():
                sink.add(chunk)
                if last:
                    yield last
                last = chunk
            if forwarded.sent_all:
                event.body = sent.finish(Kind.of(event, response=False))
            sent.discard()
            self.recorder.redactor.headers(event.response_headers)
            event.response_body = sink.finish(Kind.of(event, response=True))
        except BaseException:
            sink.discard()
            sent.discard()
            raise
        finally:
            await forwarded.close()
        event.took = self.recorder.at() - event.at
        self.recorder.http(event)
        yield last

    def _give_up(self, event: HttpExchange, sent: BodySink, why: str) -> None:
        """Write down a request that got no response, without its body."""
        sent.discard()
        event.reason = why
        event.took = self.recorder.at() - event.at
        self.recorder.http(event)

    async def close(self) -> None:
        """Close what is open at the controller."""
        for link in list(self._links):
            await link.finish()


def _without(headers: Headers, *names: str) -> Headers:
    return [(name, value) for name, value in headers if name.lower() not in names]


class Link:
    """One client's websocket and its twin at the controller."""

    def __init__(self, proxy: Proxy, peer: Peer, socket: ClientConnection, number: int) -> None:
        self.proxy = proxy
        self.peer = peer
        self.socket = socket
        self.number = number
        self.ended = False
        self._asked: dict[int, deque[Exchange]] = defaultdict(deque)
        self._pump: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to pass on what the controller sends."""
        self._pump = asyncio.get_running_loop().create_task(self._pass_on())

    async def repeat(self, login: Request) -> None:
        """Make a login that the client has made elsewhere; its answer is written down and goes no further."""
        await self.received(login.raw)
        frame = await asyncio.wait_for(self.socket.recv(), DIAL_TIMEOUT)
        text = frame if isinstance(frame, str) else frame.decode(errors="replace")
        self._guarded(lambda: self._note_answer(text))

    async def received(self, frame: str | bytes) -> None:
        """Write a client's frame down and pass it on."""
        text = frame if isinstance(frame, str) else frame.decode(errors="replace")
        self._guarded(lambda: self._note_request(text))
        await self.socket.send(frame)

    def _note_request(self, text: str) -> None:
        recorder = self.proxy.recorder
        try:
            request = read_request(text)
        except ValueError as error:
            recorder.stray(self.number, "client", text, str(error))
            return
        exchange = recorder.ask(
            self.number, request, parks=parks(request.facade, request.version, request.method)
        )
        self._asked[request.number].append(exchange)

    async def _pass_on(self) -> None:
        from websockets.exceptions import ConnectionClosed

        try:
            while True:
                frame = await self.socket.recv()
                text = frame if isinstance(frame, str) else frame.decode(errors="replace")
                self._guarded(lambda text=text: self._note_answer(text))  # type: ignore[misc]  # mypy does not infer a lambda's default
                self.peer.send(frame)
                await self.peer.drain()
        except ConnectionClosed as closed:
            self._controller_closed(closed)
        except Exception as error:
            self.proxy.broken = self.proxy.broken or error
            self.peer.close(1011, "fakejuju: the recording failed")
            await self.peer.drain()

    def _note_answer(self, text: str) -> None:
        recorder = self.proxy.recorder
        try:
            number = read_reply(text).number
        except ValueError:
            recorder.push(self.number, text)
            return
        waiting = self._asked.get(number)
        if not waiting:
            recorder.push(self.number, text)
            return
        recorder.answer(waiting.popleft(), text)
        if not waiting:
            del self._asked[number]

    def _controller_closed(self, closed: Any) -> None:
        if self.ended:
            return
        self.ended = True
        frame = closed.rcvd
        code, reason = (frame.code, frame.reason) if frame is not None else (None, "")
        code = None if code == 1005 else code
        self._guarded(lambda: self.proxy.recorder.close(self.number, "controller", code, reason))
        self.peer.close(code, reason)
        self.socket.transport.close()
        self.proxy.forget(self)

    async def gone(self, code: int | None, reason: str) -> None:
        """The client closed: so does its twin."""
        if not self.ended:
            self.ended = True
            self._guarded(lambda: self.proxy.recorder.close(self.number, "client", code, reason))
        await self.finish(code or 1000, reason)

    async def finish(self, code: int = 1000, reason: str = "") -> None:
        """Close the twin."""
        self.ended = True
        await self.socket.close(code, reason)
        if self._pump is not None:
            await asyncio.wait([self._pump], timeout=5)
            self._pump.cancel()
        # Python 3.10 asks for it, even where the line has ended.
        self.socket.transport.close()
        self.proxy.forget(self)

    def _guarded(self, write: Callable[[], None]) -> None:
        """Write an event; what cannot be written must not be passed on."""
        try:
            write()
        except Exception as error:
            self.proxy.broken = self.proxy.broken or error
            raise
