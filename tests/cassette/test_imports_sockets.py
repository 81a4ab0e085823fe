"""Websockets of a recording: calls and their answers, strays, ends."""

from __future__ import annotations

from typing import Any

import pytest
from recorded_lines import GOLDEN, ask, reply

from fakejuju.cassette import imports_sockets
from fakejuju.cassette.imports import import_recording
from fakejuju.cassette.layouts import answer_frame, set_answer
from fakejuju.cassette.model import Exchange, Stray
from fakejuju.cassette.reading import read_cassette
from fakejuju.cassette.writing import write_cassette
from jujuclient.wire.dialect import read_reply
from jujuclient.wire.messages import Dialect


@pytest.mark.parametrize("name", ["capture", "client", "agentless"])
def test_answers_come_back_byte_for_byte(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # given: every frame of an answer that the importer sees
    seen: list[tuple[Exchange, str]] = []

    def note(exchange: Exchange, frame: str) -> None:
        seen.append((exchange, frame))
        set_answer(exchange, frame)

    monkeypatch.setattr(imports_sockets, "set_answer", note)

    # when
    made, _ = import_recording(GOLDEN / f"{name}.jsonl")
    reloaded = {event.number: event for event in read_cassette(write_cassette(made)).exchanges}

    # then
    assert seen
    for exchange, frame in seen:
        assert answer_frame(reloaded[exchange.number], read_reply(frame).number) == frame


def test_a_number_used_twice_is_answered_in_the_order_of_asking(record: Any) -> None:
    path = record(
        (1, ">", ask(5)), (1, ">", ask(5)), (1, "<", reply(5, '"first"')), (1, "<", reply(5, '"second"'))
    )

    made, _ = import_recording(path)

    assert [event.result for event in made.exchanges] == ['"first"', '"second"']


def test_an_answer_that_comes_next_shares_the_place_and_another_has_its_own(record: Any) -> None:
    path = record(
        (1, ">", ask(1)), (1, "<", reply(1)),
        (1, ">", ask(2)), (1, ">", ask(3)), (1, "<", reply(3)), (1, "<", reply(2)),
    )  # fmt: skip

    made, _ = import_recording(path)

    assert [(event.asked, event.answered) for event in made.exchanges] == [(2, 2), (3, 5), (4, 4)]


def test_two_connections_have_numbers_of_their_own(record: Any) -> None:
    path = record(
        (1, ">", ask(1)), (2, ">", ask(1)), (2, "<", reply(1, '"two"')), (1, "<", reply(1, '"one"'))
    )

    made, _ = import_recording(path)

    assert {event.on: event.result for event in made.exchanges} == {1: '"one"', 2: '"two"'}


def test_a_name_used_again_with_another_path_is_another_connection(record: Any) -> None:
    path = record(
        {"conn": "x:1", "path": "/api", "dir": ">", "frame": ask(1)},
        {"conn": "x:1", "path": "/model/a/api", "dir": ">", "frame": ask(1)},
    )

    made, _ = import_recording(path)

    assert [(event.number, event.path, event.name) for event in made.connections] == [
        (1, "/api", "x:1"),
        (2, "/model/a/api", "x:1"),
    ]


def test_both_spellings_are_matched_to_their_answers() -> None:
    made, _ = import_recording(GOLDEN / "client.jsonl")

    zero, old = made.exchanges[1:3]

    assert answer_frame(zero, 0) == '{"RequestId":0,"Response":{}}\n'
    assert old.dialect is Dialect.JUJU1
    assert answer_frame(old, 3) == '{"RequestId":3,"Error":"no","ErrorCode":"not found","Response":{}}\n'


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ({"frame": "[]"}, "Expected `object`"),
        ({"frame": '{"request-id": 1}'}, "names no type and no request"),
        ({"frame": '{"request-id":-1,"type":"Pinger","request":"Ping"}'}, "below 1"),
        ({"frame": '{"request-id":0,"type":"Pinger","request":"Ping"}'}, "below 1"),
        ({"frame": '{"request-id":1,"type":"a.b","request":"Ping"}'}, "no controller has"),
        ({"frame": ask(1), "frame_len": 4_000_091}, "of its 4000091 characters"),
        ({"opcode": "binary", "payload": "\x00\xff"}, "binary frame"),
        ({"event": "leftover-bytes", "n": 12}, "12 bytes"),
    ],
)
def test_strays(record: Any, entry: dict[str, Any], why: str) -> None:
    first = {"t": 0, "conn": 1, "path": "/api", "dir": ">", "frame": ask(7)}
    path = record(first, {"t": 1, "conn": 1, "path": "/api", "dir": ">", **entry})

    made, report = import_recording(path)

    (stray,) = made.of(Stray)
    assert isinstance(stray, Stray)
    assert why in stray.why
    assert [problem.line for problem in report.problems] == [2]


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ({"frame": ask(1)[:-1] + ', "extra": 1}'}, "'extra' is not kept"),
        ({"frame": ask(1) + " trailing"}, "behind the first JSON value"),
        ({"frame": ask(1, "P\ufffding")}, "no UTF-8"),
        ({"opcode": "binary", "payload": ask(1)}, "binary frame"),
    ],
)
def test_calls_that_lose_something_say_so(record: Any, entry: dict[str, Any], why: str) -> None:
    path = record({"t": 0, "conn": 1, "path": "/api", "dir": ">", **entry}, (1, "<", reply(1)))

    made, report = import_recording(path)

    assert [event.answered for event in made.exchanges] == [2]
    assert [why in str(problem) for problem in report.problems] == [True]
    assert read_cassette(write_cassette(made)) == made


def test_a_frame_of_any_length_is_kept_unless_a_limit_is_given(record: Any) -> None:
    long = reply(1, '{"a":"' + "x" * 2_000_000 + '"}')
    path = record(
        {"t": 0, "conn": 1, "path": "/api", "dir": ">", "frame": ask(1)},
        {"t": 1, "conn": 1, "path": "/api", "dir": "<", "frame": long},
    )

    whole, _ = import_recording(path)
    limited, report = import_recording(path, max_frame=1_000_000)

    assert answer_frame(whole.exchanges[0], 1) == long
    assert limited.exchanges[0].answered is None
    assert "longer than 1000000 characters" in str(report.problems[0])
