"""Calls over a real socket: many threads, every kind of end, and what the login told."""

from __future__ import annotations

import contextlib
import json
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

import msgspec
import pytest
from scripted_controllers import LOGIN, Controllers, Peer, frame
from websockets.exceptions import ConnectionClosed

from jujuclient import connection as module
from jujuclient.connection import Connection
from jujuclient.errors import (
    APIError,
    BadRequest,
    ConnectionFailed,
    ConnectionLost,
    DeadlineExceeded,
    DecodeError,
    DischargeRequired,
    FrameTooBig,
    JujuError,
    NotFound,
    NotSupported,
    RedirectionRequired,
    Unauthorized,
)
from jujuclient.store import ClientStore
from jujuclient.wire.messages import Answer, Dialect

SOON = 0.05
LONG = 20.0


@pytest.fixture
def connect(controllers: Controllers) -> Iterator[Callable[..., Connection]]:
    """Connects to a controller that runs a script; closes everything at the end."""
    made: list[Connection] = []

    def start(script: Callable[[Peer], None], **options: Any) -> Connection:
        address = controllers.start(script)
        made.append(Connection.connect(address, cacert=controllers.cacert, **({"login": False} | options)))
        return made[-1]

    yield start
    for one in made:
        one.close()


@pytest.fixture
def connect_raw(controllers: Controllers) -> Iterator[Callable[..., Connection]]:
    """Connects to a controller made of bytes."""
    made: list[Connection] = []

    def start(script: Callable[[ssl.SSLSocket], object], **options: Any) -> Connection:
        address = controllers.start_raw(script)
        made.append(Connection.connect(address, cacert=controllers.cacert, login=False, **options))
        return made[-1]

    yield start
    for one in made:
        one.close()


class Callers:
    """Threads that each make a call; what came of it is kept per thread."""

    def __init__(self) -> None:
        self.outcomes: dict[Any, Any] = {}
        self._threads: list[threading.Thread] = []

    def start(self, name: Any, call: Callable[[], Any]) -> threading.Thread:
        def run() -> None:
            try:
                self.outcomes[name] = call()
            except BaseException as error:
                self.outcomes[name] = error

        self._threads.append(threading.Thread(target=run, daemon=True))
        self._threads[-1].start()
        return self._threads[-1]

    def join(self) -> dict[Any, Any]:
        for thread in self._threads:
            thread.join(LONG)
            assert not thread.is_alive(), "a call hangs"
        return self.outcomes


def parked(connection: Connection, number: int) -> None:
    """Wait until so many threads sleep, beside the one that reads."""
    until = time.monotonic() + LONG
    while sum(waiter.parked is not None for waiter in list(connection._waiters.values())) < number:
        assert time.monotonic() < until, "the threads did not park"
        time.sleep(0)


# -- one call


def test_a_call_gives_its_value_and_its_text(connect: Callable[..., Connection]) -> None:
    connection = connect(Peer.serve_until_closed)

    answer = connection.call("Echo", 1, "Echo", {"a": [1, None, "ü"]})

    assert answer.value == {"a": [1, None, "ü"]}
    assert json.loads(answer.raw) == answer.value
    assert answer.value is answer.value


def test_parameters_without_a_json_form_are_refused_by_the_name_of_their_call(
    connect: Callable[..., Connection],
) -> None:
    connection = connect(Peer.serve_until_closed)

    with pytest.raises(TypeError, match=r"^F\.Do: the parameters have no JSON form: .*object"):
        connection.call("F", 1, "Do", {"a": object()})


def test_parameters_may_be_json_values_text_a_struct_or_nothing(connect: Callable[..., Connection]) -> None:
    class Entity(msgspec.Struct):
        tag: str

    seen: list[dict[str, Any]] = []

    def script(peer: Peer) -> None:
        for text in peer.websocket:
            seen.append(json.loads(text))
            peer.reply(seen[-1])

    connection = connect(script)

    for params in ({"a": 1}, [1], '{"b":2}', Entity("unit-x-0"), None):
        connection.call("Facade", 2, "Method", params, id="7")

    assert [one["params"] for one in seen] == [{"a": 1}, [1], {"b": 2}, {"tag": "unit-x-0"}, {}]
    assert [one["request-id"] for one in seen] == [1, 2, 3, 4, 5]
    assert {(one["type"], one["version"], one["request"], one["id"]) for one in seen} == {
        ("Facade", 2, "Method", "7")
    }


def test_a_refusal_is_the_error_of_its_code_with_all_that_was_asked(
    connect: Callable[..., Connection],
) -> None:
    def script(peer: Peer) -> None:
        peer.refuse(peer.read(), 'application "x" not found', "not found")
        peer.refuse(peer.read(), "no code")
        peer.refuse(peer.read(), "look", "bad request", {"hint": "there"})
        peer.serve_until_closed()

    connection = connect(script)

    with pytest.raises(NotFound) as first:
        connection.call("Application", 20, "Get", {"application": "x"})
    with pytest.raises(APIError) as second:
        connection.call("Application", 20, "Get")
    with pytest.raises(BadRequest) as third:
        connection.call("Application", 20, "Get")

    assert str(first.value) == 'Application.Get: application "x" not found (not found)'
    assert (first.value.facade, first.value.method, first.value.number) == ("Application", "Get", 1)
    assert second.value.code == ""
    assert third.value.info == {"hint": "there"}
    assert connection.call("Echo", 1, "Echo").value == {}


def test_a_deadline_says_which_call_and_leaves_the_connection_in_order(
    connect: Callable[..., Connection],
) -> None:
    go = threading.Event()

    def script(peer: Peer) -> None:
        late = peer.read()
        go.wait(LONG)
        peer.reply(late, {"late": True})
        peer.send({"request-id": 4711, "response": {}})
        peer.serve_until_closed()

    connection = connect(script)

    with pytest.raises(DeadlineExceeded, match=r"waited 0.05 s for the answer to Machine.Next \(request 1\)"):
        connection.call("Machine", 1, "Next", timeout=SOON)
    go.set()

    assert connection.call("Echo", 1, "Echo", {"b": 2}).value == {"b": 2}
    assert connection.stray_answers == 1  # the one nobody asked for; the late one was
    assert not connection.closed


def test_the_connection_has_a_default_deadline_and_none_means_none(
    connect: Callable[..., Connection],
) -> None:
    go = threading.Event()

    def script(peer: Peer) -> None:
        peer.read()
        second = peer.read()
        go.wait(LONG)
        peer.reply(second, {"second": True})
        peer.serve_until_closed()

    connection = connect(script, call_timeout=SOON)
    with pytest.raises(DeadlineExceeded):
        connection.call("Any", 1, "Thing")
    callers = Callers()
    callers.start("patient", lambda: connection.call("Any", 1, "Next", timeout=None).value)
    go.set()

    assert callers.join() == {"patient": {"second": True}}
    assert module.CALL_TIMEOUT == 60


def test_a_response_is_decoded_when_it_is_asked_for() -> None:
    answer = Answer(raw='{"a": ')

    assert answer.raw == '{"a": '
    with pytest.raises(DecodeError) as caught:
        print(answer.value)
    assert caught.value.raw == '{"a": '
    assert Answer({"a": 1}, "{}").value == {"a": 1}
    assert Answer(raw="1") == Answer(raw="1") != Answer(raw="2")
    assert len({Answer(raw="1"), Answer(raw="1")}) == 1
    assert repr(Answer(raw="x" * 300)) == "<Answer of 300 characters>"
    assert Answer() != 1


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
        callers.start(thread, lambda thread=thread: work(thread))  # type: ignore[misc]

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
        callers.start(name, lambda name=name: connection.call("F", 1, name).value["method"])  # type: ignore[misc]
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
    while connection._leader is None:
        time.sleep(0)

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
    while connection._leader is None:
        time.sleep(0)
    callers.start("follower", lambda: connection.call("F", 1, "Follow").value)
    parked(connection, 1)
    while "leader" not in callers.outcomes:
        time.sleep(0.001)
    go.set()

    outcomes = callers.join()
    assert isinstance(outcomes["leader"], DeadlineExceeded)
    assert outcomes["follower"] == {"whole": "x" * 40_000}


@contextlib.contextmanager
def interrupt(when: Callable[[], bool]) -> Iterator[None]:
    """Ctrl-C for the main thread, once something is so."""

    def wait() -> None:
        while not when():
            time.sleep(0)
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
        while not connection._transport.waiting or connection._leader is None:
            time.sleep(0)
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
    while connection._leader is None:
        time.sleep(0)
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
    while connection._leader is None:
        time.sleep(0)

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


# -- logging in


def test_what_a_login_told(connect: Callable[..., Connection]) -> None:
    seen: list[dict[str, Any]] = []
    paths: list[str] = []

    def script(peer: Peer) -> None:
        paths.append(peer.path)
        seen.append(peer.log_in())
        peer.serve_until_closed()

    connection = connect(
        script, login=True, password="s3cret", model_uuid="deadbeef-0000-4000-8000-000000000001"
    )

    connection.call("Echo", 1, "Echo")
    assert paths == ["/model/deadbeef-0000-4000-8000-000000000001/api"]
    assert seen[0]["credentials"] == "s3cret"
    assert connection.server_version == "3.6.28"
    assert connection.controller_tag == LOGIN["controller-tag"]
    assert connection.model_tag == LOGIN["model-tag"]
    assert connection.user_tag == connection.user_info.identity == "user-admin"
    assert connection.user_info.controller_access == "superuser"
    assert [str(one) for node in connection.servers for one in node] == ["10.0.0.1:17070"]
    assert connection.offered["Unheard"] == [3, 7]
    assert connection.facades["Application"] in (19, 20)
    assert connection.dialect is Dialect.JUJU2
    assert json.loads(connection.login_raw) == LOGIN
    assert connection.address in repr(connection)
    assert connection.path == paths[0]
    assert "s3cret" not in repr(connection) + repr(vars(connection))


def test_a_wrong_password_is_unauthorized_and_stands_nowhere(connect: Callable[..., Connection]) -> None:
    def script(peer: Peer) -> None:
        peer.refuse(peer.read(), "invalid entity name or password", "unauthorized access")
        peer.serve_until_closed()

    with pytest.raises(Unauthorized) as caught:
        connect(script, login=True, password="s3cret")

    assert str(caught.value) == "Admin.Login: invalid entity name or password (unauthorized access)"
    assert "s3cret" not in repr(caught.value) + repr(vars(caught.value))


def test_a_login_that_is_never_answered_does_not_show_the_password(
    connect: Callable[..., Connection],
) -> None:
    def script(peer: Peer) -> None:
        for _ in peer.websocket:
            pass

    with pytest.raises(DeadlineExceeded, match=r"Admin.Login") as caught:
        connect(script, login=True, password="s3cret", timeout=0.5)

    assert "s3cret" not in str(caught.value)


def test_a_refused_login_can_be_tried_again_on_the_same_connection(
    connect: Callable[..., Connection],
) -> None:
    def script(peer: Peer) -> None:
        peer.refuse(peer.read(), "invalid entity name or password", "unauthorized access")
        peer.log_in()
        peer.serve_until_closed()

    connection = connect(script)

    with pytest.raises(Unauthorized):
        connection.log_in("admin", "wrong")
    assert "not logged in" in repr(connection)
    connection.log_in("admin", "right")

    assert connection.user_tag == "user-admin"


def test_macaroons_and_redirections_reach_the_caller(connect: Callable[..., Connection]) -> None:
    def discharge(peer: Peer) -> None:
        peer.reply(peer.read(), {"discharge-required": {"m": 1}, "discharge-required-error": "please"})
        peer.serve_until_closed()

    def redirect(peer: Peer) -> None:
        info = {"servers": [], "ca-cert": "PEM"}
        peer.refuse(peer.read(), "redirection to alternative server required", "redirection required", info)
        peer.serve_until_closed()

    with pytest.raises(DischargeRequired) as first:
        connect(discharge, login=True)
    with pytest.raises(RedirectionRequired) as second:
        connect(redirect, login=True)

    assert first.value.info == {"macaroon": {"m": 1}}
    assert second.value.info["ca-cert"] == "PEM"


def test_no_controller_at_all(controllers: Controllers) -> None:
    with pytest.raises(ConnectionFailed, match="Connection refused"):
        Connection.connect(controllers.dead(), cacert=controllers.cacert)


# -- Juju 1

REFUSED = 'unknown version (3) of interface "Admin"'
OLD_LOGIN = {"Servers": [], "EnvironTag": "environment-x", "Facades": [{"Name": "Client", "Versions": [0]}]}


def refuse_version_3(peer: Peer) -> None:
    """Juju 1 finds no RequestId in the frame and answers number 0."""
    request = peer.read()
    assert (request["type"], request["version"]) == ("Admin", 3)
    peer.send({"RequestId": 0, "Error": REFUSED, "ErrorCode": "not implemented", "Response": {}})


def test_a_juju_1_is_found_out_and_spoken_to_in_its_own_spelling(connect: Callable[..., Connection]) -> None:
    def script(peer: Peer) -> None:
        assert peer.path == "/api"
        refuse_version_3(peer)
        request = peer.read()
        assert (request["Type"], request["Version"], request["Request"]) == ("Admin", 1, "Login")
        assert request["Params"]["auth-tag"] == "user-admin"
        peer.reply(
            request, {"environ-tag": "environment-x", "facades": [{"Name": "Client", "Versions": [0]}]}
        )
        request = peer.read()
        assert (request["Type"], request.get("Version", 0)) == ("Client", 0)
        peer.reply(request, {"Old": True})
        peer.serve_until_closed()

    connection = connect(script, login=True)

    assert connection.dialect is Dialect.JUJU1
    assert connection.model_tag == "environment-x"
    assert connection.rpc("Client", "FullStatus").value == {"Old": True}


def test_a_juju_1_behind_the_path_of_a_model_is_dialled_again(connect: Callable[..., Connection]) -> None:
    paths: list[str] = []

    def script(peer: Peer) -> None:
        paths.append(peer.path)
        if peer.path.startswith("/model/"):
            refuse_version_3(peer)
        else:
            peer.reply(peer.read(), {"environ-tag": "environment-x"})
        peer.serve_until_closed()

    connection = connect(script, login=True, model_uuid="x")

    assert paths == ["/model/x/api", "/environment/x/api"]
    assert connection.model_tag == "environment-x"


def test_1_18_falls_back_to_version_0(connect: Callable[..., Connection]) -> None:
    def script(peer: Peer) -> None:
        assert peer.path == "/"
        request = peer.read()
        assert request["Version"] == 1
        peer.refuse(request, 'unknown version (1) of interface "Admin"', "not implemented")
        request = peer.read()
        assert "Version" not in request
        assert request["Params"] == {"AuthTag": "user-admin", "Password": "pw", "Nonce": ""}
        peer.reply(request, OLD_LOGIN | {"Facades": None})
        peer.reply(peer.read(), {"ok": 1})
        peer.serve_until_closed()

    connection = connect(script, login=True, password="pw", juju1=True)

    assert connection.server_version == ""
    assert connection.rpc("Client", "FullStatus").value == {"ok": 1}


def test_a_wrong_password_at_a_juju_1(connect: Callable[..., Connection]) -> None:
    def script(peer: Peer) -> None:
        for text in peer.websocket:
            peer.refuse(json.loads(text), "invalid entity name or password", "unauthorized access")

    with pytest.raises(Unauthorized):
        connect(script, login=True, juju1=True)


# -- facades


def test_what_the_controller_does_not_offer_is_refused_before_the_wire(
    connect: Callable[..., Connection],
) -> None:
    def script(peer: Peer) -> None:
        peer.log_in()
        peer.websocket.recv()
        raise AssertionError("something was sent")

    connection = connect(script, login=True)

    with pytest.raises(
        NotSupported, match=r"Aplication .*model connection \(Juju 3.6.28.*offers Application"
    ):
        connection.rpc("Aplication", "Deploy")
    with pytest.raises(NotSupported, match="Nothing version 3 is not offered"):
        connection.rpc("Nothing", "Deploy", version=3)
    with pytest.raises(NotSupported, match=r"Application version 99 .* it offers 19, 20"):
        connection.rpc("Application", "Deploy", version=99)


def test_rpc_takes_the_wanted_version_or_the_best(connect: Callable[..., Connection]) -> None:
    seen: list[Any] = []

    def script(peer: Peer) -> None:
        peer.log_in()
        for text in peer.websocket:
            seen.append(json.loads(text)["version"])
            peer.reply(json.loads(text))

    connection = connect(script, login=True)

    connection.rpc("Unheard", "Method")
    connection.rpc("Unheard", "Method", version=3)
    connection.rpc("Application", "Get")

    assert seen == [7, 3, connection.facades["Application"]]


def test_without_a_table_the_newest_offered_version_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    from jujuclient import facades

    monkeypatch.delattr(facades, "negotiate", raising=False)
    assert module._negotiate({"A": [1, 4], "B": []}) == {"A": 4}

    monkeypatch.setattr(facades, "negotiate", lambda offered: {"A": 1}, raising=False)
    assert module._negotiate({"A": [1, 4]}) == {"A": 1}


# -- the client store


def test_from_store(controllers: Controllers, tmp_path: Any) -> None:
    uuid = "deadbeef-0000-4000-8000-000000000001"
    paths: list[str] = []

    def script(peer: Peer) -> None:
        paths.append(peer.path)
        assert peer.log_in()["credentials"] == "s3cret"
        peer.serve_until_closed()

    address = controllers.start(script)
    (tmp_path / "controllers.yaml").write_text(
        json.dumps(
            {
                "controllers": {"prod": {"api-endpoints": [address], "ca-cert": controllers.cacert}},
                "current-controller": "prod",
            }
        )
    )
    (tmp_path / "accounts.yaml").write_text(
        '{"controllers": {"prod": {"user": "admin", "password": "s3cret"}}}'
    )
    (tmp_path / "models.yaml").write_text(
        json.dumps({"controllers": {"prod": {"models": {"admin/m": {"uuid": uuid}}}}})
    )
    store = ClientStore(tmp_path, environ={})

    with Connection.from_store("m", store=store) as first:
        assert first.user_tag == "user-admin"
    with Connection.from_store(store=store):
        pass
    with Connection.from_store("admin/m", store=store, controller_only=True, call_timeout=1.0) as third:
        assert third.call_timeout == 1.0

    assert paths == [f"/model/{uuid}/api", "/api", "/api"]
