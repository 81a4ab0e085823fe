"""The ASGI application on a TLS socket: websockets and HTTP on one port, as a controller has them.

A ``Host`` says what is behind the port. For each websocket it gives a ``Handler`` or an HTTP
refusal; what the handler has to say goes through its ``Peer``, now or later. Everything runs on
the background loop; handlers need no locks.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from fakejuju.certs import certificates
from fakejuju.errors import FakeJujuError
from fakejuju.loop import BackgroundLoop, background

if TYPE_CHECKING:
    from fakejuju.sockets import Websocket

LOOPBACK = "127.0.0.1"
"""Where a fake listens, so that nobody else can reach it."""
EXTENSION = "fakejuju.websocket"
"""Where the scope of a websocket has the ``Websocket`` itself, among its extensions."""
REST = "fakejuju.rest"
"""The type of a message whose ``rest`` is awaited before the next message is asked for."""

Headers = list[tuple[str, str]]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class ClientGone(FakeJujuError):
    """The client hung up in the middle of what it was sending."""


class HttpRequest(NamedTuple):
    """An HTTP request; ``path`` is as sent, query included; ``body`` streams."""

    method: str
    path: str
    headers: Headers
    body: AsyncIterator[bytes]


class HttpResponse(NamedTuple):
    """An HTTP response; the body is bytes or streams."""

    status: int
    headers: Headers
    body: bytes | AsyncIterator[bytes] = b""


class Handler(Protocol):
    """One websocket connection, as the fake's side sees it."""

    def received(self, frame: str | bytes) -> Awaitable[None] | None:
        """A text or binary frame came; an awaitable holds back the next one until it is done."""
        ...

    def gone(self, code: int | None, reason: str) -> Awaitable[None] | None:
        """The client is gone; ``code`` is that of its close frame, or None."""
        ...


class Host(Protocol):
    """What is behind the port."""

    async def open(self, peer: Peer) -> Handler | HttpResponse:
        """A client asks for a websocket: a handler for it, or why not."""
        ...

    async def http(self, request: HttpRequest) -> HttpResponse:
        """A plain HTTP request."""
        ...


class Peer:
    """The client's end of a websocket: send to it, close it.

    Attributes:
        path: what it asked for, query included.
        headers: of its upgrade request.
    """

    def __init__(self, path: str, headers: Headers, send: Send, socket: Websocket | None = None) -> None:
        self.path = path
        self.headers = headers
        self.closed = False
        self._send = send
        self._socket = socket
        self._outbox: list[Message] = []
        self._flushing: asyncio.Task[None] | None = None
        self._order = asyncio.Lock()
        # True while the connection's own turn will flush: at its opening, and around each frame.
        self.in_turn = True

    def send(self, frame: str | bytes) -> None:
        """Send a text or binary frame; frames go out in the order they were given."""
        self._post({"type": "websocket.send", "text" if isinstance(frame, str) else "bytes": frame})

    def close(self, code: int | None = 1000, reason: str = "") -> None:
        """Send a close frame; with None, one without a code."""
        if not self.closed:
            self._post({"type": "websocket.close", "code": code, "reason": reason})
            self.closed = True

    def _post(self, message: Message) -> None:
        if self.closed:
            return
        self._outbox.append(message)
        # Inside the connection's own turn the flush follows anyway; a task would cost a round of the loop.
        if not self.in_turn and self._flushing is None:
            self._flushing = asyncio.get_running_loop().create_task(self._flush_later())

    async def _flush_later(self) -> None:
        try:
            await self.flush()
        finally:
            self._flushing = None

    async def flush(self) -> None:
        """Send what is in the outbox; a client that has hung up gets nothing more."""
        async with self._order:
            while self._outbox:
                message = self._outbox.pop(0)
                try:
                    await self._send(message)
                except Exception:  # uvicorn's own word for a gone client is private
                    self.closed = True
                    self._outbox.clear()

    def flush_now(self) -> bool:
        """Send what is in the outbox without waiting; False where something is left, and has to wait."""
        outbox, socket = self._outbox, self._socket
        if socket is not None and not self._order.locked():
            while outbox and "text" in outbox[0] and socket.pass_on(outbox[0]["text"]):
                del outbox[0]
        return not outbox

    async def drain(self) -> None:
        """Wait until what was sent so far has been handed to the socket."""
        if self._flushing is not None:
            await self._flushing
        await self.flush()


class Application:
    """The ASGI application: one host behind it."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.peers: set[Peer] = set()
        self.failures: list[BaseException] = []

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        kind = scope["type"]
        if kind == "websocket":
            await self._websocket(scope, receive, send)
        elif kind == "http":
            await self._http(scope, receive, send)

    async def _websocket(self, scope: Message, receive: Receive, send: Send) -> None:
        await receive()
        socket: Websocket | None = (scope.get("extensions") or {}).get(EXTENSION)
        peer = Peer(_path(scope), _headers(scope), send, socket)
        try:
            handler = await self.host.open(peer)
        except Exception as error:  # kept, and raised where the fake is checked
            self.failures.append(error)
            handler = plain(500, f"fakejuju: {error}\n")
        if isinstance(handler, HttpResponse):
            await _refuse(handler, send)
            return
        await send({"type": "websocket.accept"})
        self.peers.add(peer)
        if socket is not None:
            socket.take = self._taking(peer, handler)
        try:
            await self._converse(peer, handler, receive)
        finally:
            self.peers.discard(peer)

    async def _converse(self, peer: Peer, handler: Handler, receive: Receive) -> None:
        await peer.flush()
        peer.in_turn = False
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                peer.closed = True
                code = message.get("code")
                done = handler.gone(None if code in (1005, 1006) else code, message.get("reason") or "")
                if done is not None:
                    await done
                return
            if message["type"] == REST:
                await message["rest"]
                continue
            text = message.get("text")
            await self._finish(peer, self._turn(peer, handler, message["bytes"] if text is None else text))

    def _taking(self, peer: Peer, handler: Handler) -> Callable[[str], Awaitable[None] | None]:
        """What is done with a frame at once; what of it has to wait is given back."""

        def take(frame: str) -> Awaitable[None] | None:
            waiting = self._turn(peer, handler, frame)
            if waiting is None and peer.flush_now():
                return None
            return self._finish(peer, waiting)

        return take

    def _turn(self, peer: Peer, handler: Handler, frame: str | bytes) -> Awaitable[None] | None:
        peer.in_turn = True
        try:
            return handler.received(frame)
        except Exception as error:  # kept, and raised where the fake is checked
            self._failed(peer, error)
            return None
        finally:
            peer.in_turn = False

    async def _finish(self, peer: Peer, waiting: Awaitable[None] | None) -> None:
        try:
            if waiting is not None:
                await waiting
        except Exception as error:  # as above
            self._failed(peer, error)
        if peer._outbox:
            await peer.flush()

    def _failed(self, peer: Peer, error: Exception) -> None:
        self.failures.append(error)
        peer.close(1011, f"fakejuju: {type(error).__name__}")

    async def _http(self, scope: Message, receive: Receive, send: Send) -> None:
        request = HttpRequest(scope["method"], _path(scope), _headers(scope), _body(receive))
        try:
            response = await self.host.http(request)
        except ClientGone:
            return  # no failure of the fake, and nobody is there to answer
        except Exception as error:  # kept, and raised where the fake is checked
            self.failures.append(error)
            response = plain(500, f"fakejuju: {error}\n")
        await _respond(response, send, "http.response")


def _path(scope: Message) -> str:
    query = scope["query_string"].decode("latin-1")
    raw: bytes = scope["raw_path"]
    return raw.decode("latin-1") + (f"?{query}" if query else "")


def _headers(scope: Message) -> Headers:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]


async def _body(receive: Receive) -> AsyncIterator[bytes]:
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone("the client hung up in the middle of a request body")
        if message.get("body"):
            yield message["body"]
        more = message.get("more_body", False)


async def _refuse(response: HttpResponse, send: Send) -> None:
    await _respond(response, send, "websocket.http.response")


async def _respond(response: HttpResponse, send: Send, kind: str) -> None:
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
    await send({"type": f"{kind}.start", "status": response.status, "headers": headers})
    if isinstance(response.body, bytes):
        await send({"type": f"{kind}.body", "body": response.body, "more_body": False})
        return
    async for chunk in response.body:
        await send({"type": f"{kind}.body", "body": chunk, "more_body": True})
    await send({"type": f"{kind}.body", "body": b"", "more_body": False})


def plain(status: int, text: str, *headers: tuple[str, str]) -> HttpResponse:
    """A text response as Go's net/http writes it."""
    body = text.encode()
    return HttpResponse(
        status,
        [
            ("content-type", "text/plain; charset=utf-8"),
            ("x-content-type-options", "nosniff"),
            *headers,
            ("content-length", str(len(body))),
        ],
        body,
    )


class Where(NamedTuple):
    """Where to listen, and what to tell clients of it.

    Attributes:
        port: 0 for a free one.
        host: the address to bind: loopback, unless others are to come in.
        names: what clients are to be told, each ``host`` or ``host:port``; none is what was bound.
    """

    port: int = 0
    host: str = LOOPBACK
    names: tuple[str, ...] = ()

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names without ports; a bare address of all of this machine's is told by its names."""
        if self.names:
            return tuple(_split(name)[0] for name in self.names)
        if self.host in ("", "0.0.0.0", "::"):
            return (socket.gethostname(), "localhost")
        return ("localhost",) if self.host == LOOPBACK else (self.host,)

    def endpoints(self, port: int) -> tuple[str, ...]:
        """``host:port`` of every name, for what listens on that port."""
        told = [_split(name)[1] for name in self.names] or [""] * len(self.hosts)
        pairs = zip(self.hosts, told, strict=True)
        return tuple(
            f"[{host}]:{own or port}" if ":" in host else f"{host}:{own or port}" for host, own in pairs
        )


def _split(name: str) -> tuple[str, str]:
    """``host``, ``host:port``, ``[::1]:port`` or ``::1`` taken apart; no port is ""."""
    if name.startswith("["):
        host, _, rest = name[1:].partition("]")
        return host, rest.removeprefix(":")
    host, colon, port = name.rpartition(":")
    if not colon or ":" in host:
        return name, ""
    return host, port


class Server:
    """A running server: a port with an application behind it.

    Use ``Server.start``; ``stop`` closes what is open and frees the port.

    Attributes:
        endpoints: where clients find it, ``host:port`` each.
    """

    def __init__(
        self, application: Application, uvicorn_server: Any, sock: socket.socket, where: Where
    ) -> None:
        self.application = application
        self.port: int = sock.getsockname()[1]
        self.endpoints = where.endpoints(self.port)
        self._uvicorn = uvicorn_server
        self._loop: BackgroundLoop = background()

    @property
    def endpoint(self) -> str:
        """The first place where clients find it, ``localhost:port`` unless told otherwise."""
        return self.endpoints[0]

    @classmethod
    def start(cls, host: Host, where: Where = Where(), *, tls: bool = True) -> Server:  # noqa: B008  # frozen
        """Listen there, on a free port of 127.0.0.1 unless told otherwise. Controllers speak TLS only.

        Raises:
            FakeJujuError: the port is taken, or the address is none of this machine's.
        """
        application = Application(host)
        sock = _listen(where)
        context = certificates(where.hosts).server if tls else None
        try:
            server = background().run(
                _start(application, sock, context), timeout=30, what="starting the server"
            )
        except BaseException:
            sock.close()
            raise
        return cls(application, server, sock, where)

    def stop(self) -> None:
        """Close every connection with 1000, as a controller does, and free the port."""
        self._loop.run(self._stop(), timeout=30, what="stopping the server")

    async def _stop(self) -> None:
        for listener in self._uvicorn.servers:
            listener.close()
        for peer in list(self.application.peers):
            peer.close(1000)
            await peer.drain()
        for connection in list(self._uvicorn.server_state.connections):
            connection.transport.close()  # what is written is still sent
        tasks = list(self._uvicorn.server_state.tasks)
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=2)
            for task in late:
                task.cancel()


def _listen(where: Where) -> socket.socket:
    family = socket.AF_INET6 if ":" in where.host else socket.AF_INET
    # asyncio turns Nagle's delay off only for sockets that name their protocol; else each
    # answer that follows another one waits 40 ms for the client's acknowledgement.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((where.host, where.port))
        sock.listen(2048)
    except OSError as error:
        sock.close()
        place = [f"port {where.port}"] if where.port else []
        place += [where.host] if where.host != LOOPBACK or not place else []
        raise FakeJujuError(f"{' of '.join(place)} cannot be listened on: {error.strerror}") from None
    return sock


async def _start(application: Application, sock: socket.socket, tls: ssl.SSLContext | None) -> Any:
    import uvicorn

    from fakejuju.sockets import Websocket

    config = uvicorn.Config(
        application,
        loop="none",
        lifespan="off",
        http="h11",
        ws=Websocket,
        ws_max_size=2**62,  # a controller sets no limit on frames
        ws_ping_interval=None,  # a controller sends no pings on /api
        ws_per_message_deflate=False,  # never negotiated
        server_header=False,
        date_header=True,
        access_log=False,
        log_config=None,
        log_level="critical",
        timeout_keep_alive=75,
    )
    config.load()
    config.ssl = tls
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[sock])
    return server
