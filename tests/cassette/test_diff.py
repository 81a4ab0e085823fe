"""Two cassettes compared by what they mean."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fakejuju.cassette.diff import diff
from fakejuju.cassette.files import load
from fakejuju.cassette.model import Body, Cassette, Close, Connection, Exchange, Header, HttpExchange, Push
from jujuclient.wire.messages import Failure

COMMITTED = sorted((Path(__file__).parents[2] / "cassettes").glob("juju-3.6/*.yaml"))
A = "5a1e0000-0000-4000-8000-00000000000a"
B = "5a1e0000-0000-4000-8000-00000000000b"
C = "5a1e0000-0000-4000-8000-00000000000c"


def talk(*calls: tuple[str, Any, Any], path: str = "/api") -> Cassette:
    """A cassette of one connection, its calls as (method, params, result)."""
    events: list[Any] = [Connection(number=1, path=path, place=1)]
    for number, (method, params, result) in enumerate(calls, 1):
        exchange = Exchange(
            number=number, on=1, facade="Client", method=method, version=8, at=number, asked=number + 1,
            answered=number + 1, params=json.dumps(params, separators=(",", ":")),
        )  # fmt: skip
        if isinstance(result, Failure):
            exchange.failure = result
        else:
            exchange.result = json.dumps(result, separators=(",", ":"))
        events.append(exchange)
    return Cassette(header=Header(), events=events)


def said(one: Cassette, other: Cassette, **options: bool) -> list[str]:
    return [str(found).removeprefix("connection 1 (/api), ") for found in diff(one, other, **options)]


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.stem)
def test_a_cassette_is_the_same_as_itself(path: Path) -> None:
    cassette = load(path)

    assert diff(cassette, load(path)) == []
    assert diff(cassette, load(path), exact=True) == []


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"since": "2026-11-23T22:49:09.8Z"}, {"since": "2027-01-01T00:00:00Z"}),
        ({"uuid": A, "tag": f"model-{A}"}, {"uuid": B, "tag": f"model-{B}"}),
        ({"l": "https://localhost:17443/auth"}, {"l": "https://127.0.0.1:1234/auth"}),
        ({"servers": [[1]]}, {"servers": [[2], [3]]}),
        ({"p": "<password:1>", "q": "<password:2>"}, {"p": "<password:7>", "q": "<password:1>"}),
        ({A: "x"}, {B: "x"}),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    ],
)
def test_what_must_vary_is_no_difference_unless_exact(ours: Any, theirs: Any) -> None:
    one, other = talk(("Get", {}, ours)), talk(("Get", {}, theirs))

    assert said(one, other) == []
    assert (said(one, other, exact=True) != []) is (list(ours) != list(theirs) or ours != theirs)


@pytest.mark.parametrize(
    ("ours", "theirs", "difference"),
    [
        ({"a": {"b": [1, 2]}}, {"a": {"b": [1, 3]}}, "at result.a.b[1]: 2 became 3"),
        ({"a": [1]}, {"a": [1, 2]}, "at result.a: 1 items became 2 items"),
        ({"a": 1}, {}, "at result.a: 1 became missing"),
        ({}, {"a": "x"}, 'at result.a: missing became "x"'),
        ({"a": 1}, {"a": True}, "at result.a: 1 became true"),
        ({"a": None}, {"a": ""}, 'at result.a: nothing became ""'),
        ({"u": A, "v": A}, {"u": B, "v": C}, f'at result.v: "{A}" became "{C}"'),
        ({"p": "<password:1>"}, {"p": "<macaroon:1>"}, 'at result.p: "<password:1>" became "<macaroon:1>"'),
        ({"p": "<password:1>", "q": "<password:1>"}, {"p": "<password:1>", "q": "<password:2>"},
         'at result.q: "<password:1>" became "<password:2>"'),
        ({"password": "hunter22"}, {"password": "hunter23"},
         'at result.password: "<password:1>" became "<password:1>"'),
    ],
)  # fmt: skip
def test_the_first_difference_of_a_call_is_named_by_its_path(ours: Any, theirs: Any, difference: str) -> None:
    assert said(talk(("Get", {}, ours)), talk(("Get", {}, theirs))) == [
        f"exchange 1 Client.Get v8 {difference}"
    ]


def test_every_call_is_compared_and_the_rest_goes_on() -> None:
    one = talk(("A", {"x": 1}, {}), ("B", {}, {"y": 1}), ("C", {}, {}))
    other = talk(("A", {"x": 2}, {}), ("B", {}, {"y": 2}), ("C", {}, {}))

    assert said(one, other) == [
        "exchange 1 Client.A v8 at params.x: 1 became 2",
        "exchange 2 Client.B v8 at result.y: 1 became 2",
    ]


def test_calls_that_came_and_went_are_named() -> None:
    one = talk(("A", {}, {}), ("B", {}, {}), ("C", {}, {}))
    other = talk(("A", {}, {}), ("C", {}, {}), ("D", {}, {}))

    assert said(one, other) == [
        "exchange 2 Client.B v8: there became missing",
        "exchange 3 Client.D v8: missing became there",
    ]


def test_errors_are_compared_with_their_codes() -> None:
    one = talk(("A", {}, Failure("no", "not found")))

    assert said(one, talk(("A", {}, Failure("no", "unauthorized access")))) == [
        'exchange 1 Client.A v8 at error-code: "not found" became "unauthorized access"'
    ]
    assert said(one, talk(("A", {}, {}))) == ['exchange 1 Client.A v8 at error: "no" became nothing']


def test_a_call_that_was_never_answered_differs_from_one_that_was() -> None:
    one, other = talk(("A", {}, {})), talk(("A", {}, {}))
    other.exchanges[0].answered = None

    assert said(one, other) == ['exchange 1 Client.A v8 at answered: "yes" became "never"']


def test_connections_are_paired_by_path_and_a_lonely_one_is_named() -> None:
    one, other = talk(("A", {}, {}), path=f"/model/{A}/api"), talk(("A", {}, {}), path=f"/model/{B}/api")

    assert diff(one, other) == []
    assert [str(found) for found in diff(one, talk(("A", {}, {})))] == [
        f"connection 1 (/model/{A}/api): there, with 1 events became missing",
        "connection 1 (/api): missing became there, with 1 events",
    ]


def test_http_pushes_and_closes_are_compared() -> None:
    def more(status: int, frame: str, code: int, body: str) -> Cassette:
        made = talk(("A", {}, {}))
        made.events += [
            Push(on=1, frame=frame, place=3),
            Close(on=1, by="client", code=code, place=4),
            HttpExchange(
                number=1, method="GET", path="/x", status=status, response_body=Body(text=body), place=5
            ),
        ]
        return made

    assert said(more(200, "{}", 1000, '{"a":1}'), more(200, "{}", 1000, '{"a":1}')) == []
    assert said(more(200, '{"m":1}', 1000, "{}"), more(404, '{"m":2}', 1001, "{}")) == [
        "push at frame.m: 1 became 2",
        "close at code: 1000 became 1001",
        "HTTP, http 1 GET /x at status: 200 became 404",
    ]
