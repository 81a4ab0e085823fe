"""Calls of many threads on one line, and every kind of end."""

from __future__ import annotations

import contextlib
import queue
import random
import signal
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from dialled import LONG, SOON, Callers
from scripted_controllers import Peer, frame
from websockets.exceptions import ConnectionClosed

from jujuclient.connection import Connection
from jujuclient.errors import (
    ConnectionLost,
    DeadlineExceeded,
    FrameTooBig,
    JujuError,
)


def until(so: Callable[[], bool], what: str) -> None:
    """Let other threads run until something is so."""
    end = time.monotonic() + LONG
    while not so():
        assert time.monotonic() < end, f"in vain: {what}"
        time.sleep(0)  # gives the turn away; what a thread has come to is told by no event


def led(connection: Connection) -> None:
    """Wait until a thread reads."""
    until(lambda: connection._leader is not None, "a thread that reads")


def parked(connection: Connection, number: int) -> None:
    """Wait until so many threads sleep, beside the one that reads."""

    def so() -> bool:
        waiters = list(connection._waiters.values())
        return sum(waiter.parked is not None for waiter in waiters) >= number

    until(so, f"{number} threads that sleep")


# -- many threads


@pytest.mark.parametrize("order", ["reverse", "random"])
def test_fifty_threads_get_each_their_own_answers(connect: Callable[..., Connection], order: str) -> None:
    threads, calls = 50, 200
    shuffle = random.Random(7).shuffle

    def script(peer: Peer) -> None:
        # Each thread has one call on its way: as many as there are threads left come together.
        left = dict.fromkeys(range(threads), calls)
        while left:
            batch = [peer.read() for _ in left]
            batch.reverse() if order == "reverse" else shuffle(batch)
            for request in batch:
                peer.reply(request, request["params"])
                thread = request["params"]["thread"]
                left[thread] -= 1
                if not left[thread]:
                    del left[thread]
        peer.serve_until_closed()

    connection = connect(script)
    callers = Callers()

    def work(thread: int) -> bool:
        for number in range(calls):
            params = {"thread": thread, "number": number}
            if connection.call("Echo", 1, "Echo", params).value != params:
                return False
        return True

    for thread in range(threads):
        callers.start(thread, lambda thread=thread: work(thread))  # type: ignore[misc]  # mypy does not infer a lambda's default

    assert callers.join() == dict.fromkeys(range(threads), True)
    assert connection.stray_answers == 0
    assert not connection._waiters
    assert not connection._session.pending


def test_the_reading_goes_on_when_the_reader_has_its_answer(connect: Callable[..., Connection]) -> None:
    go = threading.Event()

    def script(peer: Peer) -> None:
        first, second, third = (peer.read() for _ in range(3))
        go.wait(LONG)
        for request in (first, third, second):
            peer.reply(request, {"method": request["request"]})
        peer.serve_until_closed()

    connection = connect(script)
    callers = Callers()
    for index, name in enumerate(["A", "B", "C"]):
        callers.start(name, lambda name=name: connection.call("F", 1, name).value["method"])  # type: ignore[misc]  # mypy does not infer a lambda's default
        parked(connection, index)
    go.set()

    assert callers.join() == {"A": "A", "B": "B", "C": "C"}


def test_a_deadline_while_another_thread_reads(connect: Callable[..., Connection]) -> None:
    go = threading.Event()

    def script(peer: Peer) -> None:
        leader = peer.read()
        go.wait(LONG)
        peer.reply(leader, {"leader": True})
        peer.serve_until_closed()

    connection = connect(script)
    callers = Callers()
    callers.start("leader", lambda: connection.call("F", 1, "Lead").value)
    led(connection)

    with pytest.raises(DeadlineExceeded, match=r"F\.Follow"):
        connection.call("F", 1, "Follow", timeout=SOON)
    go.set()

    assert callers.join() == {"leader": {"leader": True}}


def test_a_readers_deadline_in_the_middle_of_a_frame_hands_over(
    connect_raw: Callable[..., Connection],
) -> None:
    go = threading.Event()
    sent = frame(b'{"request-id":2,"response":{"whole":"' + b"x" * 40_000 + b'"}}')

    def script(sock: ssl.SSLSocket) -> None:
        sock.sendall(sent[:20_000])
        go.wait(LONG)
        sock.sendall(sent[20_000:])
        while sock.recv(65536):
            pass

    connection = connect_raw(script)
    callers = Callers()
    callers.start("leader", lambda: connection.call("F", 1, "Lead", timeout=0.3))
    led(connection)
    callers.start("follower", lambda: connection.call("F", 1, "Follow").value)
    parked(connection, 1)
    until(lambda: "leader" in callers.outcomes, "the end of the reader's call")
    go.set()

    outcomes = callers.join()
    assert isinstance(outcomes["leader"], DeadlineExceeded)
    assert outcomes["follower"] == {"whole": "x" * 40_000}


@contextlib.contextmanager
def interrupt(when: Callable[[], bool]) -> Iterator[None]:
    """Ctrl-C for the main thread, once something is so."""

    def wait() -> None:
        until(when, "what Ctrl-C waits for")
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    yield
    thread.join(LONG)


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="signals to threads are Unix")
def test_an_interrupted_reader_hands_over(connect: Callable[..., Connection]) -> None:
    go = threading.Event()

    def script(peer: Peer) -> None:
        peer.read()
        follower = peer.read()
        go.wait(LONG)
        peer.reply(follower, {"follower": True})
        peer.serve_until_closed()

    connection = connect(script)
    callers = Callers()

    def follow() -> Any:
        led(connection)
        until(lambda: bool(connection._transport.waiting), "a read that waits")
        return connection.call("F", 1, "Follow").value

    callers.start("follower", follow)
    with (
        interrupt(lambda: any(waiter.parked for waiter in list(connection._waiters.values()))),
        pytest.raises(KeyboardInterrupt),
    ):
        connection.call("F", 1, "Lead", timeout=None)
    go.set()

    assert callers.join() == {"follower": {"follower": True}}
    assert connection.call("Echo", 1, "Echo").value == {}


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="signals to threads are Unix")
def test_an_interrupted_follower_leaves_the_others_alone(connect: Callable[..., Connection]) -> None:
    go = threading.Event()

    def script(peer: Peer) -> None:
        leader = peer.read()
        go.wait(LONG)
        peer.reply(leader, {"leader": True})
        peer.serve_until_closed()

    connection = connect(script)
    callers = Callers()
    callers.start("leader", lambda: connection.call("F", 1, "Lead").value)
    led(connection)
    with (
        interrupt(lambda: any(waiter.parked for waiter in list(connection._waiters.values()))),
        pytest.raises(KeyboardInterrupt),
    ):
        connection.call("F", 1, "Follow", timeout=None)
    go.set()

    assert callers.join() == {"leader": {"leader": True}}


def test_an_interrupt_between_two_steps_of_reading_ends_the_connection(
    connect: Callable[..., Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = connect(Peer.serve_until_closed)

    def interrupted(_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(connection, "_deliver", interrupted)

    with pytest.raises(KeyboardInterrupt):
        connection.call("Echo", 1, "Echo")

    assert connection.closed
    with pytest.raises(ConnectionLost, match=r"interrupted in the middle of a frame \(KeyboardInterrupt\)"):
        connection.call("Echo", 1, "Echo")


# -- the end of the line


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (b"", "hung up without a close frame"),
        (frame(struct.pack("!H", 1001) + b"bye", 8), "close code 1001, bye"),
        (frame(b"this is not JSON"), "not a reply"),
        (frame(b"\xff"), "not UTF-8"),
        (b"\xf1\x00", "no websocket frame"),
        (frame(b'{"request-id":1,"resp')[:9], "hung up without a close frame"),
    ],
)
def test_a_line_that_breaks_ends_all_parked_calls_and_all_later_ones(
    connect_raw: Callable[..., Connection], sent: bytes, words: str
) -> None:
    go = threading.Event()

    def script(sock: ssl.SSLSocket) -> None:
        go.wait(LONG)
        sock.setblocking(False)
        with contextlib.suppress(ssl.SSLWantReadError):  # what is left unread would become a reset
            while sock.recv(65536):
                pass
        sock.setblocking(True)
        sock.sendall(sent)

    connection = connect_raw(script)
    callers = Callers()
    for number in range(20):
        callers.start(number, lambda: connection.call("F", 1, "Next", timeout=None))
    parked(connection, 19)
    go.set()

    outcomes = callers.join()
    assert len(outcomes) == 20
    for outcome in outcomes.values():
        assert isinstance(outcome, ConnectionLost)
        assert words in str(outcome)
        assert isinstance(outcome.__cause__, JujuError)
    assert connection.closed
    with pytest.raises(ConnectionLost, match=words):
        connection.call("F", 1, "Later")


def test_closing_from_another_thread_ends_parked_calls(connect: Callable[..., Connection]) -> None:
    codes: queue.SimpleQueue[int | None] = queue.SimpleQueue()

    def script(peer: Peer) -> None:
        for _ in peer.websocket:
            pass
        codes.put(peer.websocket.close_code)

    connection = connect(script)
    callers = Callers()
    for number in range(5):
        callers.start(number, lambda: connection.call("AllWatcher", 1, "Next", timeout=None))
    parked(connection, 4)

    connection.close()

    assert all(isinstance(outcome, ConnectionLost) for outcome in callers.join().values())
    assert "closed on this side" in str(callers.outcomes[0])
    assert codes.get(timeout=LONG) == 1000


def test_closing_twice_and_leaving_a_with_block(connect: Callable[..., Connection]) -> None:
    with connect(Peer.serve_until_closed) as connection:
        connection.close()
        connection.close()

    assert connection.closed
    assert "closed" in repr(connection)
    with pytest.raises(ConnectionLost, match="closed on this side"):
        connection.call("F", 1, "M")


def test_a_request_that_cannot_be_sent_whole_ends_the_connection(
    connect_raw: Callable[..., Connection],
) -> None:
    done = threading.Event()
    connection = connect_raw(lambda _: done.wait(LONG))
    callers = Callers()
    callers.start("parked", lambda: connection.call("F", 1, "Next", timeout=None))
    led(connection)

    with pytest.raises(DeadlineExceeded, match=r"F\.Upload"):
        connection.call("F", 1, "Upload", '"' + "x" * 20_000_000 + '"', timeout=0.2)

    assert isinstance(callers.join()["parked"], ConnectionLost)
    assert connection.closed
    done.set()


def test_sending_on_a_line_that_is_gone(connect_raw: Callable[..., Connection]) -> None:
    go = threading.Event()
    gone = threading.Event()

    def script(sock: ssl.SSLSocket) -> None:
        go.wait(LONG)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        sock.close()
        gone.set()

    connection = connect_raw(script)
    go.set()
    gone.wait(LONG)

    for _ in range(3):
        with pytest.raises(ConnectionLost, match="has ended"):
            connection.call("F", 1, "M")
    assert connection.closed


def test_an_answer_over_the_limit_is_refused_and_ends_the_connection(
    connect: Callable[..., Connection],
) -> None:
    codes: queue.SimpleQueue[int | None] = queue.SimpleQueue()

    def script(peer: Peer) -> None:
        peer.reply(peer.read(), "x" * 5000)
        with contextlib.suppress(ConnectionClosed):
            peer.websocket.recv()
        codes.put(peer.websocket.close_code)

    connection = connect(script, max_frame_size=1000)

    with pytest.raises(FrameTooBig) as caught:
        connection.call("F", 1, "Big")

    assert caught.value.limit == 1000
    assert caught.value.size > 5000
    assert codes.get(timeout=LONG) == 1009
    with pytest.raises(ConnectionLost, match="over the limit of 1000 bytes"):
        connection.call("F", 1, "M")
