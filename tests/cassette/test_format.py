"""Format 1: every event to text and back, answers byte for byte, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings, strategies as st

from fakejuju.cassette.layouts import answer_frame, compact, pretty, renumber, set_answer
from fakejuju.cassette.model import (
    Body,
    Cassette,
    Close,
    Connection,
    Event,
    Exchange,
    Header,
    HttpExchange,
    Note,
    Push,
    Stray,
)
from fakejuju.cassette.reading import payload, read_cassette
from fakejuju.cassette.writing import write_cassette
from fakejuju.errors import CassetteCut, CassetteError
from jujuclient.wire.dialect import write_reply
from jujuclient.wire.messages import Dialect, Failure, Reply

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
WORD = st.text("abcXYZ-_ #:.'\"é\u2028", min_size=1, max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
).map(lambda value: msgspec.json.encode(value).decode())
TIMES = st.integers(0, 10**9).map(lambda micro: micro / 10**6)
FAILURES = st.none() | st.builds(Failure, TEXT, TEXT, st.just("") | st.just('{"a":1}'))
BODIES = st.none() | st.builds(lambda text: Body(text=text, size=len(text.encode())), TEXT | JSON)
HEADERS = st.lists(st.tuples(WORD, TEXT), max_size=2)


@st.composite
def cassettes(draw: st.DrawFn) -> Cassette:
    """A cassette as a reader makes it: places counted from 1, answers after their calls."""
    events: list[Any] = []
    waiting: list[Exchange] = []
    place = 1
    events.append(Connection(number=1, path=draw(WORD), name=draw(TEXT), at=draw(TIMES), place=1))
    for _ in range(draw(st.integers(0, 6))):
        place += 1
        kind = draw(st.sampled_from(["exchange", "ask", "answer", "push", "close", "stray", "note", "http"]))
        at = draw(TIMES)
        if kind in ("exchange", "ask"):
            exchange = Exchange(
                number=len([e for e in events if isinstance(e, Exchange)]) + 1, on=1,
                facade=draw(WORD).replace(".", ""), method=draw(WORD), version=draw(st.integers(0, 99)),
                id=draw(TEXT), params=draw(JSON), at=at, asked=place,
                dialect=draw(st.sampled_from(Dialect)),
            )  # fmt: skip
            events.append(exchange)
            if kind == "ask":
                waiting.append(exchange)
            else:
                answer(draw, exchange, place)
        elif kind == "answer" and waiting:
            answer(draw, waiting.pop(), place)
        elif kind == "push":
            events.append(Push(on=1, frame=draw(TEXT), at=at, place=place))
        elif kind == "close":
            events.append(
                Close(
                    on=1,
                    by="client",
                    code=draw(st.none() | st.just(1000)),
                    reason=draw(TEXT),
                    at=at,
                    place=place,
                )
            )
        elif kind == "stray":
            events.append(Stray(on=1, by="controller", frame=draw(TEXT), why=draw(TEXT), at=at, place=place))
        elif kind == "http":
            events.append(
                HttpExchange(
                    number=1, method="GET", path="/" + draw(WORD), headers=draw(HEADERS), body=draw(BODIES),
                    status=200, reason="OK", response_headers=draw(HEADERS), response_body=draw(BODIES),
                    at=at, took=draw(TIMES), place=place,
                )
            )  # fmt: skip
        else:
            events.append(Note(text=draw(TEXT), at=at, place=place))
    return Cassette(
        header=Header(juju=draw(TEXT), title=draw(TEXT), redacted=draw(st.lists(TEXT, max_size=2))),
        events=events,
    )


def answer(draw: st.DrawFn, exchange: Exchange, place: int) -> None:
    exchange.answered = place
    exchange.took = draw(TIMES)
    exchange.result = draw(JSON)
    exchange.failure = draw(FAILURES)


@given(cassettes())
@settings(max_examples=150, deadline=None)
def test_any_cassette_comes_back(cassette: Cassette) -> None:
    text = write_cassette(cassette)

    back = read_cassette(text)

    assert back == cassette
    assert write_cassette(back) == text


@given(number=st.integers(0, 2**64 - 1), result=JSON, failure=FAILURES, dialect=st.sampled_from(Dialect))
def test_answers_in_gos_layout_come_back_byte_for_byte(
    number: int, result: str, failure: Failure | None, dialect: Dialect
) -> None:
    frame = write_reply(Reply(number, result, failure), dialect)
    for layout in (frame, frame[:-1]):
        exchange = Exchange(number=1, on=1, facade="X", method="Y", dialect=dialect)

        set_answer(exchange, layout)

        assert answer_frame(exchange, number) == layout


@given(st.dictionaries(st.sampled_from(["request-id", "response", "error", "x"]), st.integers(0, 9) | TEXT))
def test_any_answer_at_all_comes_back_byte_for_byte(value: dict[str, Any]) -> None:
    for frame in (json.dumps(value), json.dumps(value, indent=2), json.dumps(value, separators=(",", ":"))):
        exchange = Exchange(number=1, on=1, facade="X", method="Y")

        set_answer(exchange, frame)

        number = value.get("request-id", 0)
        assert answer_frame(exchange, number if isinstance(number, int) else 0) == frame


def test_pythons_spacing_is_a_layout_and_a_strange_one_is_kept_verbatim() -> None:
    spaced, strange = (Exchange(number=1, on=1, facade="X", method="Y") for _ in range(2))

    set_answer(spaced, '{"request-id": 7, "response": {"a": [1, 2]}}')
    set_answer(strange, '{"response":{},  "request-id":7}')

    assert (spaced.layout, spaced.result) == ("spaced", '{"a":[1,2]}')
    assert answer_frame(spaced, 12) == '{"request-id": 12, "response": {"a": [1, 2]}}'
    assert strange.layout == "verbatim"
    assert answer_frame(strange, 12) == '{"response":{},  "request-id":12}'


def test_renumbering_touches_the_first_number_only() -> None:
    frame = '{"request-id":1,"response":{"request-id":1}}'

    assert renumber(frame, 99) == '{"request-id":99,"response":{"request-id":1}}'


@given(JSON)
def test_payloads_are_one_value_a_line_and_come_back(text: str) -> None:
    made = pretty(text)

    assert made is not None
    assert compact(made) == text
    assert payload(text)


def test_a_payload_that_is_not_json_stays_a_text() -> None:
    assert pretty("{broken") is None
    assert compact("{broken") == "{broken"
    assert payload("{broken") == '"{broken"'


HEAD = "fakejuju: 1\n---\nconnection: 1\npath: /api\n"
END = "---\nend: {connections: 1}\n"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("hello: there\n", 1, "not a cassette"),
        ("", 1, "not a cassette"),
        ("fakejuju: 99\n", 1, "format '99' is not one that this version reads"),
        ("fakejuju: x\n", 1, "format 'x'"),
        ("fakejuju: 1\nunknown: key\n", 1, "unknown"),
        (f"{HEAD}---\nsurprise: 1\n{END}", 6, "no kind of event begins with 'surprise'"),
        (f"{HEAD}---\nnote: x\nextra: y\n{END}", 6, "extra"),
        (f"{HEAD}---\nclose: 2\nby: client\n{END}", 6, "connection 2 was never opened"),
        (f"{HEAD}---\nconnection: 1\npath: /\n{END}", 6, "opened twice"),
        (f"{HEAD}---\nanswer: 5\nresult: x\n{END}", 6, "never asked"),
        (f"{HEAD}---\nexchange: 1\non: 1\ncall: A.B v1\n{END}", 6, "has no answer"),
        (f"{HEAD}---\nask: 1\non: 1\ncall: A.B\n{END}", 6, "not of the form"),
        (
            f"{HEAD}---\nask: 1\non: 1\ncall: A.B v1\n---\nask: 1\non: 1\ncall: A.B v1\n{END}",
            10,
            "there twice",
        ),
        (f"{HEAD}---\nhttp: 1\nrequest: GET\nstatus: 200\n{END}", 6, "an HTTP exchange needs"),
        (f"{HEAD}---\nend: {{connections: 2}}\n", 6, "says 2 connections, the file holds 1"),
        (f"{HEAD}---\nend: {{cats: 2}}\n", 6, "counts 'cats'"),
        (f"{HEAD}{END}---\nnote: x\n", 8, "behind the end record"),
    ],
)
def test_what_is_refused_and_where(text: str, line: int, reason: str) -> None:
    with pytest.raises(CassetteError, match=reason) as caught:
        read_cassette(text)

    assert caught.value.line == line


def test_a_second_answer_is_refused() -> None:
    ask = "---\nask: 1\non: 1\ncall: A.B v1\n"

    with pytest.raises(CassetteError, match="a second answer to 1"):
        read_cassette(HEAD + ask + '---\nanswer: 1\nresult: "{}"\n' * 2 + END)


def test_without_an_end_it_is_cut_and_can_be_read_when_that_is_wanted() -> None:
    with pytest.raises(CassetteCut, match="the end record is missing"):
        read_cassette(HEAD)

    cassette = read_cassette(HEAD, allow_cut=True)

    assert not cassette.whole
    assert [event.path for event in cassette.connections] == ["/api"]


def test_an_event_ends_with_its_time() -> None:
    events: list[Event] = [
        Connection(number=1, path="/", place=1),
        Exchange(number=1, on=1, facade="A", method="B", asked=2, answered=3, failure=Failure("no")),
        Push(on=1, frame="x", place=4),
        Stray(on=1, by="client", frame="x", place=5),
        HttpExchange(number=1, method="GET", path="/", status=200, place=6),
        Note(text="x", place=7),
        Close(on=1, by="client", place=8),
    ]

    documents = write_cassette(Cassette(header=Header(), events=events)).split("---\n")[1:-1]

    last = {document.partition(":")[0]: document.rstrip().rsplit("\n", 1)[1] for document in documents}
    assert {kind: line.partition(":")[0] for kind, line in last.items()} == {
        "connection": "at", "ask": "at", "answer": "took", "push": "at", "stray": "at", "http": "took",
        "note": "at", "close": "at",
    }  # fmt: skip


def test_what_a_frame_in_another_layout_says_is_known_all_the_same() -> None:
    frame = '{"response":{},"error-code":"unauthorized access","error":"no","request-id":1}\n'
    exchange = Exchange(number=1, on=1, facade="Admin", method="Login", version=3, asked=2, answered=2)
    set_answer(exchange, frame)
    made = Cassette(header=Header(), events=[Connection(number=1, path="/api", place=1), exchange])

    read = read_cassette(write_cassette(made)).exchanges[0]

    for one in (exchange, read):
        assert one.failure == Failure("no", "unauthorized access", "")
        assert answer_frame(one, 1) == frame
