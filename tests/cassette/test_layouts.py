"""Answers come back byte for byte, whatever their spacing, under any number."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from hypothesis import given, strategies as st

from fakejuju.cassette.layouts import answer_frame, renumber, set_answer
from fakejuju.cassette.model import (
    Exchange,
)
from jujuclient.wire.dialect import write_reply
from jujuclient.wire.messages import Dialect, Failure, Reply

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
).map(lambda value: msgspec.json.encode(value).decode())
FAILURES = st.none() | st.builds(Failure, TEXT, TEXT, st.just("") | st.just('{"a":1}'))


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
