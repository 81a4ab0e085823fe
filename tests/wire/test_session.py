"""Both minds of a conversation, without a socket."""

from __future__ import annotations

import pytest

from jujuclient.errors import ProtocolError
from jujuclient.wire.messages import Dialect, Failure, Reply, Request
from jujuclient.wire.series import Series
from jujuclient.wire.session import ClientSession, Closing, Ignored, Phase, ServerSession

PING = '{"request-id":%s,"type":"Pinger","version":1,"request":"Ping"}'
OLD_PING = '{"RequestId":6,"Type":"Pinger","Version":1,"Request":"Ping"}'


def server(version: str) -> ServerSession:
    return ServerSession(Series.of(version))


def test_calls_are_numbered_from_one_and_matched_to_their_answers_in_any_order() -> None:
    session = ClientSession()
    first = session.ask("Pinger", 1, "Ping", "{}")
    second = session.ask("Client", 8, "FullStatus", '{"patterns":null}')

    late = session.receive('{"request-id":2,"response":{"model":{}}}\n')
    early = session.receive('{"request-id":1,"error":"no","error-code":"not found","response":{}}\n')

    assert (first.number, second.number) == (1, 2)
    assert first.raw == '{"request-id":1,"type":"Pinger","version":1,"request":"Ping","params":{}}'
    assert late[0].result == '{"model":{}}'
    assert late[1] is not None
    assert late[1].method == "FullStatus"
    assert early[0].failure == Failure("no", "not found")
    assert session.pending == []


def test_an_answer_that_nobody_waits_for_any_more_is_told_from_one_that_is_awaited() -> None:
    session = ClientSession()
    asked = session.ask("AllWatcher", 3, "Next", "{}", "1")

    assert session.pending[0].id == "1"
    session.forget(asked.number)
    reply, request = session.receive('{"request-id":1,"response":{}}')

    assert reply.number == 1
    assert request is None


def test_a_frame_that_is_no_reply_is_a_protocol_error() -> None:
    with pytest.raises(ProtocolError, match="not a reply"):
        ClientSession().receive("<html>")


def test_a_client_speaks_juju_1_when_it_is_told_to() -> None:
    session = ClientSession(Dialect.JUJU1)

    asked = session.ask("Client", 0, "FullStatus", "{}")

    assert asked.raw == '{"RequestId":1,"Type":"Client","Request":"FullStatus","Params":{}}'
    assert session.receive('{"RequestId":1,"Response":{}}')[1] is not None


# What real controllers of 2.9.52, 3.6.28 and 4.0.15 were recorded to do with each frame.
@pytest.mark.parametrize("frame", ["not json", "[]", '"x"', "", '{"request-id":2,"type":"P","version":"1"}'])
@pytest.mark.parametrize(("version", "code"), [("2.9.52", None), ("3.6.28", 1000), ("4.0.15", 1000)])
def test_a_malformed_frame_closes_the_connection(frame: str, version: str, code: int | None) -> None:
    session = server(version)

    event = session.receive(frame)

    assert isinstance(event, Closing)
    assert event.code == code
    assert session.phase is Phase.CLOSED


@pytest.mark.parametrize(("version", "kind"), [("1.25", Ignored), ("3.6.28", Ignored), ("4.0.15", Closing)])
def test_an_empty_object_is_ignored_until_juju_4(version: str, kind: type) -> None:
    assert isinstance(server(version).receive("{}"), kind)


@pytest.mark.parametrize("version", ["2.9.52", "3.6.28", "4.0.15"])
def test_a_number_without_type_and_request_is_ignored(version: str) -> None:
    assert isinstance(server(version).receive('{"request-id":1}'), Ignored)


@pytest.mark.parametrize("version", ["2.9.52", "3.6.28"])
def test_number_zero_is_taken_for_juju_1s_spelling_and_answered_in_it(version: str) -> None:
    session = server(version)

    request = session.receive(PING % 0)

    assert isinstance(request, Request)
    assert session.reply(request, Reply(0)) == '{"RequestId":0,"Response":{}}\n'


@pytest.mark.parametrize("version", ["1.18", "2.9.52", "3.6.28"])
def test_juju_1s_spelling_is_read_up_to_3_6(version: str) -> None:
    session = server(version)

    request = session.receive(OLD_PING)

    assert isinstance(request, Request)
    assert session.reply(request, Reply(0)) == '{"RequestId":6,"Response":{}}\n'


def test_juju_1s_spelling_is_read_whatever_the_case_of_its_keys() -> None:
    whole = '{"RequestId":6,"Type":"AllWatcher","Version":0,"Id":"1","Request":"Next","Params":{"a":1}}'
    lower = '{"RequestId":6,"type":"AllWatcher","version":0,"id":"1","request":"Next","params":{"a":1}}'

    for frame in (whole, lower):
        request = server("1.25.10").receive(frame)

        assert isinstance(request, Request)
        assert (request.facade, request.method, request.id, request.params) == (
            "AllWatcher", "Next", "1", '{"a":1}',
        )  # fmt: skip


def test_juju_4_hangs_up_on_juju_1s_spelling_and_on_number_zero() -> None:
    assert isinstance(server("4.0.15").receive(OLD_PING), Closing)
    assert isinstance(server("4.0.15").receive(PING % 0), Closing)


@pytest.mark.parametrize("number", ["-1", str(2**64), "1.5"])
def test_a_number_out_of_range_closes_the_connection(number: str) -> None:
    assert isinstance(server("4.0.15").receive(PING % number), Closing)


def test_the_largest_number_is_taken() -> None:
    request = server("4.0.15").receive(PING % (2**64 - 1))

    assert isinstance(request, Request)
    assert request.number == 2**64 - 1


def test_a_login_that_succeeds_changes_the_phase_and_one_that_wants_a_discharge_does_not() -> None:
    session = server("4.0.15")
    login = Request(1, "Admin", "Login", 3)

    session.reply(login, Reply(1, failure=Failure("invalid entity name or password")))
    session.reply(login, Reply(1, '{"discharge-required":{"l":"x"},"discharge-required-error":"y"}'))
    before = session.phase
    frame = session.reply(login, Reply(1, '{"server-version":"4.0.15"}'))

    assert before is Phase.FRESH
    assert session.phase is Phase.LOGGED_IN
    assert frame == '{"request-id":1,"response":{"server-version":"4.0.15"}}\n'


def test_a_refusal_goes_out_under_the_number_of_its_request() -> None:
    refused = server("4.0.15").refuse(Request(7, "Foo", "Bar", 1), Failure("no", "not implemented"))

    assert refused == '{"request-id":7,"error":"no","error-code":"not implemented","response":{}}\n'
