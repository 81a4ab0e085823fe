"""Events to text: payloads one value a line, the time last."""

from __future__ import annotations

import msgspec
from hypothesis import given, strategies as st

from fakejuju.cassette.layouts import compact, pretty
from fakejuju.cassette.model import (
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
from fakejuju.cassette.writing import payload, write_cassette
from jujuclient.wire.messages import Failure

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
).map(lambda value: msgspec.json.encode(value).decode())


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
