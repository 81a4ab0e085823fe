"""Frames to values and back, in both spellings."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, strategies as st

from jujuclient.wire.dialect import (
    go_string,
    login_params,
    read_envelope,
    read_reply,
    read_request,
    request_of,
    write_reply,
    write_request,
)
from jujuclient.wire.messages import Dialect, Failure, Reply, Request

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
names = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)
payloads = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
).map(lambda value: json.dumps({"value": value}, ensure_ascii=False, separators=(",", ":")))
dialects = st.sampled_from(list(Dialect))
requests = st.builds(
    Request,
    number=st.integers(1, 2**64 - 1),
    facade=names,
    method=names,
    version=st.integers(0, 30),
    id=words,
    params=payloads,
    dialect=dialects,
)
failures = st.builds(Failure, message=words.filter(bool), code=words, info=st.just("") | payloads)


@given(requests)
def test_a_request_is_read_as_it_was_written(request: Request) -> None:
    frame = write_request(request)

    read = read_request(frame)

    assert read.raw == frame
    assert (read.number, read.facade, read.method) == (request.number, request.facade, request.method)
    assert (read.version, read.id, read.params) == (request.version, request.id, request.params)
    assert read.dialect is request.dialect


@given(st.integers(0, 2**64 - 1), payloads, st.none() | failures, dialects)
def test_a_reply_is_read_as_it_was_written(
    number: int, result: str, failure: Failure | None, dialect: Dialect
) -> None:
    if failure is not None and dialect is Dialect.JUJU1:
        failure = Failure(failure.message, failure.code)  # Juju 1 has no info

    frame = write_reply(Reply(number, result, failure), dialect)

    assert frame.endswith("\n")
    json.loads(frame)
    read = read_reply(frame)
    assert (read.number, read.result, read.failure) == (number, result, failure)


def test_a_request_in_the_order_of_gos_keys_with_empty_ones_left_out() -> None:
    ping = Request(1, "Pinger", "Ping", 1)
    watch = Request(2, "AllWatcher", "Next", 3, "1", '{"a":1}')
    old = Request(3, "Client", "ServiceDeploy", 0, "", '{"ServiceName":"x"}', Dialect.JUJU1)

    frames = [write_request(request) for request in (ping, watch, old)]

    assert frames == [
        '{"request-id":1,"type":"Pinger","version":1,"request":"Ping","params":{}}',
        '{"request-id":2,"type":"AllWatcher","version":3,"id":"1","request":"Next","params":{"a":1}}',
        '{"RequestId":3,"Type":"Client","Request":"ServiceDeploy","Params":{"ServiceName":"x"}}',
    ]


def test_an_error_has_an_empty_response_and_no_empty_code() -> None:
    plain = write_reply(Reply(4, failure=Failure("application name not valid")), Dialect.JUJU2)
    coded = write_reply(Reply(4, failure=Failure("no", "not found", '{"a":1}')), Dialect.JUJU2)
    old = write_reply(Reply(4, failure=Failure("no", "not found")), Dialect.JUJU1)

    assert plain == '{"request-id":4,"error":"application name not valid","response":{}}\n'
    assert coded == (
        '{"request-id":4,"error":"no","error-code":"not found","error-info":{"a":1},"response":{}}\n'
    )
    assert old == '{"RequestId":4,"Error":"no","ErrorCode":"not found","Response":{}}\n'


def test_strings_are_escaped_as_go_escapes_them() -> None:
    text = 'a <b> & "c" \u2028 \\ é \t'

    assert go_string(text) == '"a \\u003cb\\u003e \\u0026 \\"c\\" \\u2028 \\\\ é \\t"'


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (r"\ud83d", r"\ufffd"),
        (r"\ude00\ud83d", r"\ufffd\ufffd"),
        (r"\ud83d\ude00\ud83d", r"\ud83d\ude00\ufffd"),
        (r"\\ud83d\udc00", r"\\ud83d\ufffd"),
    ],
)
def test_half_of_a_surrogate_pair_is_read_as_go_reads_it(sent: str, read: str) -> None:
    request = read_request(f'{{"request-id":1,"type":"A","request":"B","params":{{"a":"{sent}"}}}}')
    reply = read_reply(f'{{"request-id":1,"response":{{"a":"{sent}"}}}}')

    assert request.params == reply.result == f'{{"a":"{read}"}}'


def test_what_stands_behind_the_first_value_is_ignored_as_go_ignores_it() -> None:
    frame = '{"request-id":11,"type":"Pinger","version":1,"request":"Ping"} trailing'

    assert read_request(frame).number == 11


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "not json",
        "[]",
        '"text"',
        "3",
        "null",
        "[" * 10_000,
        '{"a":',
        "{}",
        '{"request-id":"1","type":"A"}',
        '["\ud800"]',
        '{"request-id":1,"type":"\ud800"}',
    ],
)
def test_what_is_no_request_is_a_value_error(frame: str) -> None:
    with pytest.raises(ValueError, match="frame"):
        read_request(frame)


@pytest.mark.parametrize("frame", ["", "{}", '{"uuid":"x"}', "[1]", '{"request-id":-'])
def test_what_is_no_reply_is_a_value_error(frame: str) -> None:
    with pytest.raises(ValueError, match="frame"):
        read_reply(frame)


def test_login_parameters_have_the_shape_of_their_version() -> None:
    shapes = [json.loads(login_params(version, tag="user-admin", password="pw")) for version in (0, 1, 2, 3)]

    assert shapes[0] == {"AuthTag": "user-admin", "Password": "pw", "Nonce": ""}
    assert shapes[1] == shapes[2] == {"auth-tag": "user-admin", "credentials": "pw", "nonce": ""}
    assert shapes[3].keys() == {
        "auth-tag", "credentials", "nonce", "macaroons", "bakery-version", "user-data",
    }  # fmt: skip


def test_a_login_of_juju_2_presents_a_version_when_it_is_told_one() -> None:
    assert (
        json.loads(login_params(3, tag="user-admin", client_version="3.6.28"))["client-version"] == "3.6.28"
    )
    assert "client-version" not in json.loads(login_params(2, tag="user-admin", client_version="1.25.10"))


def test_a_request_of_juju_2_is_read_whatever_the_case_of_its_keys() -> None:
    # python-libjuju 3.6 writes the id of a watcher so, and controllers of 3.x take it.
    text = '{"request-id":7,"Type":"AllWatcher","version":3,"Request":"Next","Id":"1","Params":{"a":1}}'

    request = request_of(read_envelope(text), text)

    assert (request.facade, request.method, request.id, request.params) == (
        "AllWatcher",
        "Next",
        "1",
        '{"a":1}',
    )
