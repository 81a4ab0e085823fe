"""Format 1: every event to text and back."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given, settings, strategies as st

from fakejuju.cassette.model import (
    Body,
    Cassette,
    Close,
    Connection,
    Exchange,
    Header,
    HttpExchange,
    Note,
    Push,
    Stray,
)
from fakejuju.cassette.reading import read_cassette
from fakejuju.cassette.writing import write_cassette
from jujuclient.wire.messages import Dialect, Failure

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
