"""A cassette behind a port: what is answered, what is refused and in whose words, what is a miss."""

from __future__ import annotations

import json
from typing import Any

import pytest
from parts import UUID, Dial, call, cassette_of, spelled
from websockets.exceptions import ConnectionClosed

import fakejuju
from fakejuju.cassette.model import Cassette, Close, Connection, Exchange, Push
from fakejuju.errors import NotRecorded
from fakejuju.served import PASSWORD
from jujuclient.errors import APIError, Unauthorized
from jujuclient.wire.series import SERIES, Series

LOGIN = '{"auth-tag":"user-admin","credentials":"%s"}'
OLD_LOGIN = '{"AuthTag":"user-admin","Password":"%s","Nonce":""}'


def ask(socket: Any, frame: str) -> dict[str, Any]:
    socket.send(frame)
    answer: dict[str, Any] = json.loads(socket.recv(timeout=20))
    return {key.lower().replace("-", ""): value for key, value in answer.items()}


def login_frame(series: Series, number: int, password: str = PASSWORD) -> str:
    if series.version >= (2, 0):
        return spelled(series, number, "Admin", 3, "Login", LOGIN % password)
    return spelled(series, number, "Admin", 0, "Login", OLD_LOGIN % password)


# --- bad input, for each series -------------------------------------------------------------


@pytest.mark.parametrize("version", SERIES)
def test_bad_input_is_answered_as_a_controller_of_the_series_answers_it(version: str, dial: Dial) -> None:
    series = Series.of(version)
    cassette = cassette_of(version)
    top = 8 if series.version >= (2, 0) else 0
    with fakejuju.replay(cassette) as controller:
        socket = dial(controller, cassette.connections[0].path)

        early = ask(socket, spelled(series, 1, "Client", top, "FullStatus"))
        wrong = ask(socket, login_frame(series, 2, "wrong"))
        right = ask(socket, login_frame(series, 3))
        twice = ask(socket, login_frame(series, 4))
        facade = ask(socket, spelled(series, 5, "Nosuch", 1, "Foo"))
        newer = ask(socket, spelled(series, 6, "Client", 99, "FullStatus"))
        method = ask(socket, spelled(series, 7, "Client", top, "Nosuch"))

    assert early["error"] == series.unknown_facade("Client", top).message
    assert early["errorcode"] == "not implemented"
    assert (wrong["error"], wrong["errorcode"]) == ("invalid entity name or password", "unauthorized access")
    assert "error" not in right
    expected = series.second_login(version=3 if series.version >= (2, 0) else 0, model=True)
    assert (twice["error"], twice.get("errorcode", "")) == (expected.message, expected.code)
    assert facade["error"] == series.unknown_facade("Nosuch", 1).message
    assert newer["error"] == series.unknown_facade("Client", 99).message
    assert method["error"] == series.unknown_method("Client", top, "Nosuch").message
    assert {early["requestid"], wrong["requestid"], method["requestid"]} == {1, 2, 7}


@pytest.mark.parametrize("version", SERIES)
@pytest.mark.parametrize("frame", ["not json", "[]", '{"request-id":2,"type":"P","version":"1"}', ""])
def test_a_malformed_frame_gets_a_close_and_no_answer(version: str, frame: str, dial: Dial) -> None:
    series, cassette = Series.of(version), cassette_of(version)
    with fakejuju.replay(cassette) as controller:
        socket = dial(controller, cassette.connections[0].path)
        socket.send(frame)

        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=20)

    received = closed.value.rcvd
    assert received is not None
    assert received.code == (1000 if series.version >= (3, 0) else 1005)


@pytest.mark.parametrize("version", ["2.9", "3.6", "4.0"])
def test_a_binary_frame_is_read_as_text_and_answered_in_text(version: str, dial: Dial) -> None:
    with fakejuju.replay(cassette_of(version, call("Pinger", "Ping"))) as controller:
        socket = dial(controller)
        ask(socket, login_frame(Series.of(version), 1))
        socket.send(spelled(Series.of(version), 2, "Pinger", 1, "Ping").encode())

        assert socket.recv(timeout=20) == '{"request-id":2,"response":{}}\n'


@pytest.mark.parametrize("version", ["1.25", "2.9", "3.6", "4.0"])
def test_every_call_on_the_socket_of_an_unknown_model_says_so(version: str, dial: Dial) -> None:
    series = Series.of(version)
    other = "00000000-0000-4000-8000-000000000000"
    path = f"/model/{other}/api" if series.version >= (2, 0) else f"/environment/{other}/api"
    with fakejuju.replay(cassette_of(version)) as controller:
        socket = dial(controller, path)

        answers = [
            ask(socket, login_frame(series, 1)),
            ask(socket, spelled(series, 2, "Client", 1, "FullStatus")),
        ]

    assert [answer["error"] for answer in answers] == [series.unknown_model(other).message] * 2


def test_an_old_login_on_a_new_controller(dial: Dial) -> None:
    series = Series.of("4.0")
    with fakejuju.replay(cassette_of("4.0")) as controller:
        socket = dial(controller)

        answer = ask(socket, spelled(series, 1, "Admin", 2, "Login", LOGIN % "x"))
        redirect = ask(socket, spelled(series, 2, "Admin", 3, "RedirectInfo"))

    assert answer["errorcode"] == "not supported"
    assert redirect["error"] == "not redirected"


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nosuch", 404), ("/model/bad/api", 400), (f"/environment/{UUID}/api", 404)],  # the last: Juju 1 only
)
def test_a_wrong_path_refuses_the_upgrade(path: str, status: int, dial: Dial) -> None:
    with fakejuju.replay(cassette_of("4.0")) as controller, pytest.raises(Exception, match=f"HTTP {status}"):
        dial(controller, path)


# --- passwords ------------------------------------------------------------------------------


def test_our_client_logs_in_with_the_password_of_the_fake_and_not_with_another() -> None:
    with fakejuju.replay(cassette_of("4.0")) as controller:
        with controller.connect() as connection:
            assert connection.server_version == "4.0.1"
        with pytest.raises(Unauthorized, match="invalid entity name or password"):
            controller.connect(password="wrong")


def test_the_recorded_client_may_come_again_with_its_own_password(dial: Dial) -> None:
    series = Series.of("4.0")
    same = '{"auth-tag":"user-admin","credentials":"its-own-secret","cli-args":"juju status"}'
    with fakejuju.replay(cassette_of("4.0")) as controller:
        first = ask(dial(controller), spelled(series, 1, "Admin", 3, "Login", same))
        other = ask(dial(controller), spelled(series, 1, "Admin", 3, "Login", same.replace("its-own", "no")))
        again = ask(dial(controller), spelled(series, 1, "Admin", 3, "Login", same))

    assert "error" not in first
    assert other["error"] == "invalid entity name or password"
    assert "error" not in again


# --- matching -------------------------------------------------------------------------------


def test_equal_calls_are_answered_in_the_recorded_sequence() -> None:
    polls = [call("Client", "FullStatus", 8, result=f'{{"n":{n}}}') for n in range(3)]
    with fakejuju.replay(cassette_of("4.0", *polls)) as controller, controller.connect() as connection:
        seen = [connection.call("Client", 8, "FullStatus").value["n"] for _ in range(3)]

    assert seen == [0, 1, 2]


def test_a_polling_client_goes_on_with_the_last_answer_when_told_so() -> None:
    polls = [call("Client", "FullStatus", 8, result=f'{{"n":{n}}}') for n in range(2)]
    cassette = cassette_of("4.0", *polls)
    with fakejuju.replay(cassette, repeat="last") as controller, controller.connect() as connection:
        seen = [connection.call("Client", 8, "FullStatus").value["n"] for _ in range(4)]

    assert seen == [0, 1, 1, 1]


def test_an_absent_parameter_is_the_same_as_a_zero_one() -> None:
    recorded = call("Client", "FullStatus", 8, '{"patterns":null}', '{"ok":true}')
    with fakejuju.replay(cassette_of("4.0", recorded)) as controller, controller.connect() as connection:
        assert connection.call("Client", 8, "FullStatus", {}).value == {"ok": True}


def test_a_miss_names_the_nearest_call_the_first_difference_and_what_is_left() -> None:
    recorded = call("Client", "FullStatus", 8, '{"patterns":["mysql"]}')
    controller = fakejuju.replay(cassette_of("4.0", recorded)).start()
    try:
        with controller.connect() as connection, pytest.raises(APIError) as error:
            connection.call("Client", 8, "FullStatus", {"patterns": ["nova"]})
    finally:
        controller.stop()

    said = error.value.message
    assert "exchange 2, Client.FullStatus v8" in said
    assert 'patterns[0]: recorded "mysql", asked "nova"' in said
    assert "1 of 2 played" in said
    assert error.value.code == "not recorded"
    with pytest.raises(NotRecorded, match="nova"):
        controller.check()


def test_a_miss_holds_no_secret() -> None:
    recorded = call(
        "UserManager", "SetPassword", 3, '{"changes":[{"tag":"user-bob","password":"<password:2>"}]}'
    )
    facades = {"UserManager": [3]}
    controller = fakejuju.replay(cassette_of("4.0", recorded, facades=facades)).start()
    try:
        asked = {"changes": [{"tag": "user-eve", "password": "canary-in-a-miss"}]}
        with controller.connect() as connection, pytest.raises(APIError) as error:
            connection.call("UserManager", 3, "SetPassword", asked)
    finally:
        controller.stop()

    assert "canary" not in error.value.message + "".join(controller.misses)
    assert "user-eve" in error.value.message


def test_strict_order_wants_the_recorded_order_of_each_connection() -> None:
    calls = [call("Client", "FullStatus", 8), call("Pinger", "Ping")]
    controller = fakejuju.replay(cassette_of("4.0", *calls), order="strict").start()
    try:
        with controller.connect() as connection:
            with pytest.raises(APIError, match="not in the cassette"):
                connection.call("Pinger", 1, "Ping")
            connection.call("Client", 8, "FullStatus")
            connection.call("Pinger", 1, "Ping")
    finally:
        controller.stop()
    assert len(controller.misses) == 1


# --- parked calls ---------------------------------------------------------------------------


def parked_cassette() -> Cassette:
    """Next is asked, Deploy is asked and answered, then Next is answered."""
    cassette = cassette_of("3.6", facades={"AllWatcher": [3], "Application": [22], "Pinger": [1]})
    cassette.events += [
        Exchange(
            number=2, on=1, facade="AllWatcher", method="Next", version=3, id="1", asked=3, answered=5,
            result='{"deltas":[]}',
        ),
        Exchange(number=3, on=1, facade="Application", method="Deploy", version=22, asked=4, answered=4),
    ]  # fmt: skip
    return cassette


def test_a_parked_call_is_answered_after_what_caused_its_answer(dial: Dial) -> None:
    series = Series.of("3.6")
    with fakejuju.replay(parked_cassette(), idle=20) as controller:
        socket = dial(controller)
        ask(socket, login_frame(series, 1))
        socket.send('{"request-id":2,"type":"AllWatcher","version":3,"id":"1","request":"Next","params":{}}')
        socket.send(spelled(series, 3, "Application", 22, "Deploy"))

        frames = [json.loads(socket.recv(timeout=20))["request-id"] for _ in range(2)]

    assert frames == [3, 2]


def test_a_parked_call_whose_cause_never_comes_fails_and_names_it(dial: Dial) -> None:
    with fakejuju.replay(parked_cassette(), idle=0.05) as controller:
        socket = dial(controller)
        ask(socket, login_frame(Series.of("3.6"), 1))

        answer = ask(
            socket, '{"request-id":2,"type":"AllWatcher","version":3,"id":"1","request":"Next","params":{}}'
        )

    assert "AllWatcher.Next v3 waits for Application.Deploy v22 (exchange 3)" in answer["error"]


def test_any_order_waits_for_nothing(dial: Dial) -> None:
    with fakejuju.replay(parked_cassette(), order="any") as controller:
        socket = dial(controller)
        ask(socket, login_frame(Series.of("3.6"), 1))

        answer = ask(
            socket, '{"request-id":2,"type":"AllWatcher","version":3,"id":"1","request":"Next","params":{}}'
        )

    assert answer["response"] == {"deltas": []}


def test_frames_that_nobody_asked_for_come_in_order_and_then_the_close(dial: Dial) -> None:
    path = f"/model/{UUID}/log?noTail=true"
    cassette = cassette_of("4.0")
    cassette.events += [
        Connection(number=2, path=path, place=3),
        Push(on=2, frame="{}\n", place=4),
        Push(on=2, frame='{"msg":"one"}\n', place=5),
        Close(on=2, by="controller", code=None, place=6),
    ]
    with fakejuju.replay(cassette) as controller:
        ask(dial(controller), login_frame(Series.of("4.0"), 1))
        log = dial(controller, path)

        assert [log.recv(timeout=20), log.recv(timeout=20)] == ["{}\n", '{"msg":"one"}\n']
        with pytest.raises(ConnectionClosed):
            log.recv(timeout=20)


def test_what_was_not_asked_for_is_known_afterwards() -> None:
    cassette = cassette_of("4.0", call("Client", "FullStatus", 8), call("Pinger", "Ping"))
    with fakejuju.replay(cassette) as controller, controller.connect() as connection:
        connection.call("Client", 8, "FullStatus")

        assert controller.unplayed == ["Pinger.Ping v1"]
