"""Websockets of the fake: frames reach their handler in order, and so do answers their client."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from fakejuju import sockets
from fakejuju.certs import certificates
from fakejuju.loop import background
from fakejuju.server import Handler, HttpRequest, HttpResponse, Message, Peer, Server, plain
from fakejuju.sockets import Websocket

Received = Callable[["Saying", str | bytes], Awaitable[None] | None]


class Saying:
    """A handler that does what a test wants with each frame."""

    def __init__(self, peer: Peer, received: Received) -> None:
        self.peer = peer
        self.heard: list[str | bytes] = []
        self._received = received

    def received(self, frame: str | bytes) -> Awaitable[None] | None:
        self.heard.append(frame)
        return self._received(self, frame)

    def gone(self, code: int | None, reason: str) -> Awaitable[None] | None:
        return None


class Host:
    """A host whose websockets all have the same handler."""

    def __init__(self, received: Received) -> None:
        self.lines: list[Saying] = []
        self._received = received

    async def open(self, peer: Peer) -> Handler | HttpResponse:
        self.lines.append(Saying(peer, self._received))
        return self.lines[-1]

    async def http(self, request: HttpRequest) -> HttpResponse:
        return plain(404, "nothing here\n")


def echo(line: Saying, frame: str | bytes) -> None:
    line.peer.send(frame)


Open = Callable[[Received], tuple[ClientConnection, Host, Server]]


@pytest.fixture
def serve() -> Iterator[Open]:
    """Serve that, and a client on it."""
    with ExitStack() as stack:

        def start(received: Received) -> tuple[ClientConnection, Host, Server]:
            host = Host(received)
            server = Server.start(host)
            stack.callback(server.stop)
            context = ssl.create_default_context(cadata=certificates(("localhost",)).ca)
            client = connect(f"wss://{server.endpoint}/api", ssl=context, compression=None, max_size=None)
            return stack.enter_context(client), host, server

        yield start


@pytest.fixture
def direct(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that went to the client without a task; the way itself is what this looks at."""
    seen: list[str] = []
    pass_on = Websocket.pass_on

    def noting(self: Websocket, text: str) -> bool:
        sent = pass_on(self, text)
        if sent:
            seen.append(text)
        return sent

    monkeypatch.setattr(Websocket, "pass_on", noting)
    return seen


def test_a_text_is_answered_without_a_task(serve: Open, direct: list[str]) -> None:
    client, _, _ = serve(echo)

    for text in ("a", "ä" * 200, "x" * 70_000):
        client.send(text)
        assert client.recv(timeout=20) == text

    # On the loop, after what is under way there: the client has a text before its sending has returned.
    assert background().do(lambda: list(direct)) == ["a", "ä" * 200, "x" * 70_000]


def test_a_uvicorn_of_other_parts_goes_by_asgi_alone(
    serve: Open, direct: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is used of its class is not promised: without it the fake is slower, and goes on."""
    monkeypatch.setattr(sockets, "_PARTS", (*sockets._PARTS, "a_part_of_another_version"))
    client, _, _ = serve(echo)

    for frame in ("a", b"b", "x" * 70_000):
        client.send(frame)
        assert client.recv(timeout=20) == frame

    assert background().do(lambda: list(direct)) == []


def test_frames_of_every_kind_come_in_order_and_their_answers_too(serve: Open) -> None:
    client, host, _ = serve(echo)
    sent: list[Any] = ["one", b"two", ["th", "r", "ee"], "four", "x" * 100_000, "last"]

    for frame in sent:
        client.send(frame)
    client.ping().wait(20)

    wanted = ["".join(frame) if isinstance(frame, list) else frame for frame in sent]
    assert [client.recv(timeout=20) for _ in sent] == wanted
    assert host.lines[0].heard == wanted


def test_a_text_that_is_not_utf_8_ends_the_line(serve: Open) -> None:
    client, host, _ = serve(echo)

    client.send(b"\xff", text=True)

    with pytest.raises(ConnectionClosed):
        client.recv(timeout=20)
    assert host.lines[0].heard == []


def test_a_frame_that_takes_its_time_holds_back_the_next(serve: Open) -> None:
    done: list[str | bytes] = []

    async def later(line: Saying, frame: str | bytes) -> None:
        for _ in range(5):
            await asyncio.sleep(0)  # a round of the loop: no time passes
        done.append(f"{frame!s} is done, {len(line.heard)} heard")
        line.peer.send(f"{frame!s} is done")

    client, _, _ = serve(lambda line, frame: later(line, frame) if frame != "quick" else echo(line, frame))

    for text in ("slow", "slower", "quick", "slowest"):
        client.send(text)

    answers = [client.recv(timeout=20) for _ in range(4)]
    assert answers == ["slow is done", "slower is done", "quick", "slowest is done"]
    assert done == ["slow is done, 1 heard", "slower is done, 2 heard", "slowest is done, 4 heard"]


@pytest.mark.parametrize("waits", [False, True])
def test_an_error_is_kept_and_ends_the_line(serve: Open, waits: bool) -> None:
    async def wrong_later() -> None:
        raise ValueError("wrong")

    def wrong(line: Saying, frame: str | bytes) -> Awaitable[None] | None:
        line.peer.send("before")
        if waits:
            return wrong_later()
        raise ValueError("wrong")

    client, _, server = serve(wrong)

    client.send("anything")

    assert client.recv(timeout=20) == "before"
    with pytest.raises(ConnectionClosed) as closed:
        client.recv(timeout=20)
    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1011, "fakejuju: ValueError")
    assert [str(error) for error in server.application.failures] == ["wrong"]


def test_a_client_that_does_not_read_gets_all_in_order_when_it_does(serve: Open, direct: list[str]) -> None:
    client, host, _ = serve(lambda line, frame: line.peer.send(f"{frame!s}{'x' * 300_000}"))

    for number in range(120):  # 36 MB: more than any buffer on the way
        client.send(f"{number:03}")

    assert [str(client.recv(timeout=20))[:3] for _ in range(120)] == [f"{number:03}" for number in range(120)]
    assert len(host.lines[0].heard) == 120
    assert background().do(lambda: len(direct)) < 120


def test_what_is_sent_while_something_waits_does_not_overtake_it() -> None:
    sent: list[str] = []

    async def conversation() -> None:
        may = asyncio.Event()

        async def send(message: Message) -> None:
            await may.wait()
            may.clear()  # a transport that is full again after each frame
            sent.append(message["text"])

        peer = Peer("/api", [], send)
        peer.send("one")
        peer.send("two")
        turn = asyncio.ensure_future(peer.flush())
        await asyncio.sleep(0)
        peer.in_turn = False
        peer.send("three")
        while len(sent) < 3:
            may.set()
            await asyncio.sleep(0)
        await turn

    asyncio.run(conversation())

    assert sent == ["one", "two", "three"]
