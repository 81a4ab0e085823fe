"""Lines that end: tries and their pauses, redirections, pings, calls that outlive their line, cuts."""

from __future__ import annotations

import contextlib
import gc
import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from scripted_controllers import Controllers, Peer, accepted, frame

from fakejuju import FakeController
from jujuclient import opening
from jujuclient.access import Access
from jujuclient.connection import Connection
from jujuclient.errors import (
    APIError,
    CertificateRefused,
    ConnectionFailed,
    ConnectionLost,
    DeadlineExceeded,
    JujuError,
    RedirectionRequired,
    Unauthorized,
    UpgradeInProgress,
)
from jujuclient.keepalive import Keeper
from jujuclient.login import servers_of
from jujuclient.reconnect import Reconnecting

LONG = 20.0


@pytest.fixture
def paused(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were made, none of which took any time."""
    made: list[float] = []
    monkeypatch.setattr(opening, "wait", made.append)
    return made


class Turns:
    """A script for each connection in turn; the last one goes on."""

    def __init__(self, *scripts: Callable[[Peer], None]) -> None:
        self.scripts = list(scripts)
        self.paths: list[str] = []

    def __call__(self, peer: Peer) -> None:
        self.paths.append(peer.path)
        script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
        script(peer)


def serve(peer: Peer) -> None:
    peer.log_in()
    peer.serve_until_closed()


def upgrading(peer: Peer) -> None:
    peer.refuse(peer.read(), "upgrade in progress", "upgrade in progress")
    peer.serve_until_closed()


def upgrading_1_25(peer: Peer) -> None:
    peer.refuse(peer.read(), "upgrade in progress - Juju functionality is limited")
    peer.serve_until_closed()


def hanging_up(peer: Peer) -> None:
    peer.read()


# --- trying again ----------------------------------------------------------------------------------


@pytest.mark.parametrize("failing", [upgrading, upgrading_1_25, hanging_up])
def test_what_passes_by_itself_is_tried_again(
    controllers: Controllers, paused: list[float], failing: Callable[[Peer], None]
) -> None:
    address = controllers.start(Turns(failing, failing, failing, serve))

    with Connection.connect(address, cacert=controllers.cacert, juju1=False, retries=5) as connection:
        assert connection.user_tag == "user-admin"

    assert paused == [0.5, 1.0, 2.0]


def test_there_is_a_limit(controllers: Controllers, paused: list[float]) -> None:
    turns = Turns(upgrading)

    with pytest.raises(UpgradeInProgress):
        Connection.connect(controllers.start(turns), cacert=controllers.cacert, retries=7)

    assert paused == [0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0]
    assert len(turns.paths) == 8


def test_nothing_is_tried_again_unasked(controllers: Controllers, paused: list[float]) -> None:
    with pytest.raises(UpgradeInProgress):
        Connection.connect(controllers.start(upgrading), cacert=controllers.cacert)
    with pytest.raises(ConnectionFailed):
        Connection.connect(controllers.dead(), cacert=controllers.cacert)

    assert paused == []


def test_what_does_not_pass_is_not_tried_again(controllers: Controllers, paused: list[float]) -> None:
    def refuse(peer: Peer) -> None:
        peer.refuse(peer.read(), "invalid entity name or password", "unauthorized access")
        peer.serve_until_closed()

    address = controllers.start(refuse)

    with pytest.raises(Unauthorized):
        Connection.connect(address, cacert=controllers.cacert, retries=5)
    with pytest.raises(CertificateRefused):
        Connection.connect(address, retries=5)

    assert paused == []


def test_a_controller_that_is_not_there_yet(controllers: Controllers, paused: list[float]) -> None:
    with pytest.raises(ConnectionFailed) as caught:
        Connection.connect(controllers.dead(), cacert=controllers.cacert, retries=2)

    assert paused == [0.5, 1.0]
    assert getattr(caught.value, "__notes__", ["connecting was tried 3 times"]) == [
        "connecting was tried 3 times"
    ]


def test_a_call_that_an_upgrade_refuses_is_made_again(controllers: Controllers, paused: list[float]) -> None:
    def script(peer: Peer) -> None:
        peer.log_in()
        for _ in range(2):
            peer.refuse(peer.read(), "upgrade in progress", "upgrade in progress")
        peer.refuse(peer.read(), 'application "x" not found', "not found")
        peer.serve_until_closed()

    with Connection.connect(controllers.start(script), cacert=controllers.cacert, retries=3) as connection:
        with pytest.raises(APIError, match="not found"):
            connection.call("Application", 20, "Get", {"a": 1})
        assert connection.call("Application", 20, "Get", {"a": 2}).value == {"a": 2}

    assert paused == [0.5, 1.0]


# --- redirections ----------------------------------------------------------------------------------


def elsewhere(address: str, cacert: str, *, told: bool = True) -> Callable[[Peer], None]:
    host, _, port = address.rpartition(":")
    server = {"value": host, "type": "ipv4", "scope": "public", "port": int(port), "space-name": "x"}
    info = {"servers": [[server]], "ca-cert": cacert}

    def script(peer: Peer) -> None:
        words = "redirection to alternative server required"
        peer.refuse(peer.read(), words, "redirection required", info if told else None)

        def answer(request: dict[str, Any]) -> None:
            assert (request["type"], request["version"], request["request"]) == ("Admin", 3, "RedirectInfo")
            peer.reply(request, info)

        peer.serve_until_closed(answer)

    return script


@pytest.mark.parametrize("told", [True, False])
def test_a_model_that_has_moved_is_followed_with_its_new_ca(controllers: Controllers, told: bool) -> None:
    turns = Turns(serve)
    target = controllers.start(turns)
    first = controllers.start(elsewhere(target, controllers.cacert, told=told))
    uuid = "deadbeef-0000-4000-8000-000000000001"

    with Connection.connect(first, cacert=controllers.cacert, model_uuid=uuid) as connection:
        assert connection.address == target

    assert turns.paths == [f"/model/{uuid}/api"]


def test_a_second_redirection_is_an_error(controllers: Controllers) -> None:
    last = controllers.start(elsewhere("127.0.0.1:1", ""))
    first = controllers.start(elsewhere(last, controllers.cacert))

    with pytest.raises(RedirectionRequired):
        Connection.connect(first, cacert=controllers.cacert)


def test_a_redirection_to_another_ca_trusts_that_one(controllers: Controllers) -> None:
    with FakeController(juju="3.6") as target:
        first = controllers.start(elsewhere(target.endpoint, target.ca))

        with Connection.connect(first, cacert=controllers.cacert, password=target.password) as connection:
            assert connection.address == target.endpoint


def test_the_addresses_of_a_redirection() -> None:
    good = {"value": "10.0.0.1", "port": 17070, "scope": "public"}
    local = {"value": "127.0.0.1", "port": 17070, "scope": "local-machine"}

    assert servers_of([[good, local, {"value": ""}, 7], None, [{"Value": "fe80::1", "Port": 17}]]) == [
        "10.0.0.1:17070",
        "[fe80::1]:17",
    ]
    assert servers_of(None) == []


# --- keeping a line open ---------------------------------------------------------------------------


def test_pings_come_on_request_and_end_with_the_connection(controllers: Controllers) -> None:
    pinged = threading.Semaphore(0)

    def script(peer: Peer) -> None:
        peer.log_in()

        def answer(request: dict[str, Any]) -> None:
            assert (request["type"], request["version"], request["request"]) == ("Pinger", 1, "Ping")
            peer.reply(request)
            pinged.release()

        peer.serve_until_closed(answer)

    keeper = Keeper()
    address = controllers.start(script)
    lines = [Connection.connect(address, cacert=controllers.cacert) for _ in range(3)]
    for line in lines:
        keeper.keep(line, 0.01)

    for _ in range(9):
        assert pinged.acquire(timeout=LONG)
    assert sum(thread.name == "jujuclient-keepalive" for thread in threading.enumerate()) == 1
    assert not any(line.closed for line in lines)
    thread = keeper._thread
    for line in lines:
        line.close()

    assert thread is not None
    thread.join(LONG)
    assert not keeper.running


def test_a_line_that_does_not_answer_is_ended_and_others_stay(controllers: Controllers) -> None:
    def silent(peer: Peer) -> None:
        peer.log_in()
        for _ in peer.websocket:
            pass

    keeper = Keeper()
    dead = Connection.connect(controllers.start(silent), cacert=controllers.cacert)
    alive = Connection.connect(controllers.start(serve), cacert=controllers.cacert)
    ended: list[BaseException] = []

    def wait() -> None:
        try:
            dead.call("AllWatcher", 1, "Next", timeout=None)
        except ConnectionLost as error:
            ended.append(error)

    waiting = threading.Thread(target=wait, daemon=True)
    waiting.start()
    keeper.keep(dead, 0.01, 0.1)
    keeper.keep(alive, 0.01, LONG)

    waiting.join(LONG)
    assert "Pinger.Ping" in str(ended[0])
    assert dead.closed
    assert not alive.closed
    alive.close()


def test_a_connection_that_nobody_holds_is_not_kept(controllers: Controllers) -> None:
    keeper = Keeper()
    line = Connection.connect(controllers.start(serve), cacert=controllers.cacert)
    keeper.keep(line, 0.05)
    thread = keeper._thread
    assert thread is not None

    line.close()
    del line
    gc.collect()

    thread.join(LONG)
    assert not thread.is_alive()


def test_keepalive_is_an_argument_of_connect(controllers: Controllers) -> None:
    pinged = threading.Event()

    def script(peer: Peer) -> None:
        peer.log_in()

        def answer(request: dict[str, Any]) -> None:
            peer.reply(request)
            pinged.set()

        peer.serve_until_closed(answer)

    with Connection.connect(controllers.start(script), cacert=controllers.cacert, keepalive=0.01):
        assert pinged.wait(LONG)


# --- a connection that is made again ---------------------------------------------------------------


def access_to(controller: FakeController, **options: Any) -> Access:
    return Access.of(
        controller.endpoint, cacert=controller.ca, password=controller.password,
        model_uuid=controller.world.current, **options,
    )  # fmt: skip


@pytest.mark.parametrize("juju", ["2.9", "3.6", "4.0"])
def test_a_controller_that_was_restarted(juju: str, paused: list[float]) -> None:
    with FakeController(juju=juju) as first:
        line = Reconnecting(access_to(first).open)
        before = line.rpc("Client", "FullStatus", {"patterns": []}).value["model"]["name"]
        kept = first.snapshot()
        port = int(first.endpoint.rpartition(":")[2])

    with FakeController(juju=juju, port=port) as second:
        second.restore(kept)
        again = line.rpc("Client", "FullStatus", {"patterns": []}, again=True).value["model"]["name"]

        assert before == again
        assert line.generation == 2
        line.close()


def test_a_call_that_may_have_been_carried_out_is_not_repeated(
    controllers: Controllers, paused: list[float]
) -> None:
    def dropping(peer: Peer) -> None:
        peer.log_in()
        peer.read()

    address = controllers.start(Turns(dropping, serve))
    line = Reconnecting(Access.of(address, cacert=controllers.cacert).open)

    with pytest.raises(ConnectionLost):
        line.rpc("Application", "Deploy", {"a": 1})

    assert line.rpc("Application", "Deploy", {"a": 2}).value == {"a": 2}
    assert line.generation == 2
    line.close()


def test_a_call_that_reads_only_is_repeated(controllers: Controllers, paused: list[float]) -> None:
    def dropping(peer: Peer) -> None:
        peer.log_in()
        peer.read()

    address = controllers.start(Turns(dropping, dropping, serve))

    with Reconnecting(Access.of(address, cacert=controllers.cacert).open) as line:
        assert line.rpc("Application", "Get", {"a": 1}, again=True).value == {"a": 1}

    assert paused == [0.5, 1.0]


def test_a_call_that_an_upgrade_held_up_is_repeated(controllers: Controllers, paused: list[float]) -> None:
    def script(peer: Peer) -> None:
        peer.log_in()
        for _ in range(2):
            peer.refuse(peer.read(), "upgrade in progress", "upgrade in progress")
        peer.serve_until_closed()

    with Reconnecting(Access.of(controllers.start(script), cacert=controllers.cacert).open) as line:
        assert line.rpc("Application", "Deploy", {"a": 1}).value == {"a": 1}
        assert line.generation == 1

    assert paused == [0.5, 1.0]


def test_an_ordinary_refusal_is_not_repeated(controllers: Controllers, paused: list[float]) -> None:
    def script(peer: Peer) -> None:
        peer.log_in()
        peer.refuse(peer.read(), 'application "x" not found', "not found")
        peer.serve_until_closed()

    with (
        Reconnecting(Access.of(controllers.start(script), cacert=controllers.cacert).open) as line,
        pytest.raises(APIError, match="not found"),
    ):
        line.rpc("Application", "Get", again=True)

    assert paused == []


def test_closed_means_closed(controllers: Controllers, paused: list[float]) -> None:
    line = Reconnecting(Access.of(controllers.start(serve), cacert=controllers.cacert).open)
    line.rpc("Application", "Get")
    line.close()

    with pytest.raises(ConnectionLost, match="closed on this side"):
        line.rpc("Application", "Get", again=True)

    assert paused == []


# --- many threads ----------------------------------------------------------------------------------


@pytest.mark.parametrize("juju", ["2.9", "3.6", "4.0"])
def test_64_threads_on_one_connection(juju: str) -> None:
    wrong: list[Any] = []
    with FakeController(juju=juju) as controller, access_to(controller).open() as connection:

        def work(thread: int) -> None:
            for number in range(10):
                name = f"t{thread}x{number}"
                if thread % 2:
                    patterns = {"patterns": [name]}
                    if "model" not in connection.rpc("Client", "FullStatus", patterns).value:
                        wrong.append(name)
                    continue
                try:
                    wrong.append(connection.rpc("Application", "Get", {"application": name}))
                except APIError as error:
                    if name not in error.message:
                        wrong.append(error)

        threads = [threading.Thread(target=work, args=(one,), daemon=True) for one in range(64)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(LONG)

        assert not any(thread.is_alive() for thread in threads)
        assert wrong == []
        assert connection.stray_answers == 0


# --- a line that is cut at every byte --------------------------------------------------------------

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
