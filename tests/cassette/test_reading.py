"""Text to events: what is refused, at which line, and what a cut file still holds."""

from __future__ import annotations

import pytest

from fakejuju.cassette.layouts import answer_frame, set_answer
from fakejuju.cassette.model import (
    Cassette,
    Connection,
    Exchange,
    Header,
)
from fakejuju.cassette.reading import read_cassette
from fakejuju.cassette.writing import write_cassette
from fakejuju.errors import CassetteCut, CassetteError
from jujuclient.wire.messages import Failure

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


def test_what_a_frame_in_another_layout_says_is_known_all_the_same() -> None:
    frame = '{"response":{},"error-code":"unauthorized access","error":"no","request-id":1}\n'
    exchange = Exchange(number=1, on=1, facade="Admin", method="Login", version=3, asked=2, answered=2)
    set_answer(exchange, frame)
    made = Cassette(header=Header(), events=[Connection(number=1, path="/api", place=1), exchange])

    read = read_cassette(write_cassette(made)).exchanges[0]

    for one in (exchange, read):
        assert one.failure == Failure("no", "unauthorized access", "")
        assert answer_frame(one, 1) == frame
