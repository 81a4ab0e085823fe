"""A line that is cut at every byte: each call ends, and says how."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from dialled import LONG
from scripted_controllers import Controllers, accepted, frame

from fakejuju import FakeController
from jujuclient.access import Access
from jujuclient.connection import Connection
from jujuclient.errors import ConnectionFailed, DeadlineExceeded, JujuError

_ANSWERS = [
    {"request-id": 1, "response": {"user-info": {"identity": "user-a"}}},
    {"request-id": 3, "response": {"b": 2}},
    {"request-id": 2, "response": {"a": 1}},
]


class Cut:
    """A controller that says so many bytes of a conversation, and no more."""

    def __init__(self, left: int, end: str) -> None:
        self.left = left
        self.end = end
        self.said = 0
        self.over = threading.Event()

    def __call__(self, sock: ssl.SSLSocket) -> None:
        self.say(sock, accepted(sock))
        for number, answer in enumerate(_ANSWERS):
            for _ in range((1, 2, 0)[number]):
                read_frame(sock)
            self.say(sock, frame(json.dumps(answer).encode()))
        with contextlib.suppress(OSError):
            sock.recv(1)

    def say(self, sock: ssl.SSLSocket, data: bytes) -> None:
        part = data[: self.left]
        self.left -= len(part)
        self.said += len(part)
        if part:
            sock.sendall(part)
        if len(part) == len(data):
            return
        if self.end == "silence":
            self.over.wait(LONG)
        if self.end == "reset":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise ConnectionAbortedError


def read_frame(sock: ssl.SSLSocket) -> None:
    """Take a client's frame, which is short here; what it says does not matter."""
    head = _exactly(sock, 2)
    size = head[1] & 0x7F
    if size == 126:
        size = int.from_bytes(_exactly(sock, 2), "big")
    _exactly(sock, 4 + size)


def _exactly(sock: ssl.SSLSocket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = sock.recv(size - len(data))
        if not more:
            raise ConnectionAbortedError
        data += more
    return data


def converse(address: str, cacert: str, patience: float) -> list[Any]:
    """Log in and make two calls, one of them in another thread; what came of each."""
    outcomes: list[Any] = []

    def call(connection: Connection, method: str) -> None:
        try:
            outcomes.append(connection.call("F", 1, method).value)
        except BaseException as error:
            outcomes.append(error)

    try:
        with Connection.connect(
            address, cacert=cacert, juju1=False, timeout=patience, call_timeout=patience
        ) as connection:
            other = threading.Thread(target=call, args=(connection, "A"), daemon=True)
            other.start()
            call(connection, "B")
            other.join(LONG)
            assert not other.is_alive(), "a call hangs"
    except JujuError as error:
        outcomes.append(error)
    return outcomes


@pytest.mark.parametrize(
    ("end", "step", "patience"), [("hang up", 1, LONG), ("reset", 7, LONG), ("silence", 29, 0.3)]
)
def test_each_call_ends_wherever_the_line_is_cut(
    controllers: Controllers, end: str, step: int, patience: float
) -> None:
    whole = Cut(1 << 20, end)
    answers = converse(controllers.start_raw(whole, upgrade=False), controllers.cacert, LONG)
    assert all(isinstance(one, dict) for one in answers)
    assert len(answers) == 2

    for at in range(0, whole.said, step):
        cut = Cut(at, end)
        begun = time.monotonic()
        outcomes = converse(controllers.start_raw(cut, upgrade=False), controllers.cacert, patience)
        took = time.monotonic() - begun
        cut.over.set()

        # Where the end can be seen, nobody waits for a deadline.
        assert took < 10, f"cut at {at}: {took} s"
        assert any(isinstance(one, JujuError) for one in outcomes), f"cut at {at}: {outcomes}"
        for one in outcomes:
            assert isinstance(one, (dict, ConnectionFailed, DeadlineExceeded)), f"cut at {at}: {one!r}"
            assert not isinstance(one, JujuError) or str(one), f"cut at {at}: an error without words"


class Relay:
    """Hands on what a controller sends, encrypted as it is, up to a byte."""

    def __init__(self, target: str, left: int) -> None:
        self.left = left
        self.passed = 0
        host, _, port = target.rpartition(":")
        self._target = (host, int(port))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        with self._listener, contextlib.suppress(OSError):
            near, _ = self._listener.accept()
            with near, socket.create_connection(self._target) as far:
                threading.Thread(target=_pump, args=(near, far), daemon=True).start()
                while self.left and (data := far.recv(min(self.left, 65536))):
                    near.sendall(data)
                    self.left -= len(data)
                    self.passed += len(data)
                for sock in (near, far):
                    with contextlib.suppress(OSError):
                        sock.shutdown(socket.SHUT_RDWR)

    def stop(self) -> None:
        self._thread.join(LONG)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


@pytest.fixture(scope="module")
def simulated() -> Iterator[FakeController]:
    with FakeController(juju="3.6") as controller:
        yield controller


def test_each_call_ends_wherever_the_encrypted_line_is_cut(simulated: FakeController) -> None:
    def talk(address: str) -> list[Any]:
        access = Access.of(address, cacert=simulated.ca, password=simulated.password, timeout=LONG)
        outcomes: list[Any] = []
        try:
            with access.on(simulated.world.current).open() as connection:
                for _ in range(2):
                    status = connection.rpc("Client", "FullStatus", {"patterns": []}, timeout=LONG)
                    outcomes.append(status.value["model"]["name"])
        except JujuError as error:
            outcomes.append(error)
        return outcomes

    whole = Relay(simulated.endpoint, 1 << 20)
    assert talk(whole.address) == ["default", "default"]
    whole.stop()

    for at in range(1, whole.passed - 200, 149):
        relay = Relay(simulated.endpoint, at)
        *answers, last = talk(relay.address)
        relay.stop()

        assert isinstance(last, ConnectionFailed), f"cut at {at}: {last!r}"
        assert set(answers) <= {"default"}
