"""Events lose their secrets wherever they have texts, and a cassette is a copy of what was recorded."""

from __future__ import annotations

import dataclasses
import gzip
import json
import re
from typing import Any

import msgspec
import pytest

from fakejuju.cassette.files import body_bytes, make_body
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
from fakejuju.cassette.redact import Redactor
from fakejuju.cassette.redact_events import redact_cassette, redact_event, redact_exchange, redact_http
from jujuclient.wire.messages import Failure

SECRET = "hunter2-of-the-test"
MARK = "<password:1>"
LOGIN = Exchange(
    number=1, on=1, facade="Admin", version=3, method="Login", params=f'{{"credentials":"{SECRET}"}}'
)


def knowing() -> Redactor:
    """A redactor that knows the secret."""
    redactor = Redactor()
    redactor.learn(SECRET)
    return redactor


def texts(event: Event) -> str:
    return msgspec.json.encode(event).decode()


def unsized(event: Event) -> str:
    """An event without the sizes of its bodies, which are those of what is kept."""
    return re.sub(r'"size":\d+', "", texts(event))


@pytest.mark.parametrize(
    "event",
    [
        Connection(number=1, path=f"/model/x/api?who={SECRET}"),
        Exchange(number=1, on=1, facade="F", method="M", params=f'{{"a":"{SECRET}"}}'),
        Exchange(number=1, on=1, facade="F", method="M", result=f'["{SECRET}"]'),
        Exchange(number=1, on=1, facade="F", method="M", answer=f'{{"request-id":1,"response":"{SECRET}"}}'),
        Exchange(number=1, on=1, facade="F", method="M", failure=Failure(f"no {SECRET}", "", "")),
        Exchange(number=1, on=1, facade="F", method="M", failure=Failure("no", "", f'{{"a":"{SECRET}"}}')),
        Push(on=1, frame=f'{{"msg":"with {SECRET}"}}'),
        Close(on=1, by="client", reason=f"it was {SECRET}"),
        Stray(on=1, by="client", frame=f"no JSON: {SECRET}"),
        Note(text=f"the password is {SECRET}"),
        HttpExchange(number=1, method="GET", path=f"/charms?who={SECRET}"),
        HttpExchange(number=1, method="GET", path="/", headers=[("X-Who", SECRET)]),
        HttpExchange(number=1, method="GET", path="/", response_headers=[("X-Who", SECRET)]),
        HttpExchange(number=1, method="PUT", path="/", body=make_body(f'{{"a":"{SECRET}"}}'.encode())),
        HttpExchange(number=1, method="GET", path="/", response_body=make_body(SECRET.encode())),
    ],
    ids=lambda event: type(event).__name__,
)  # fmt: skip
def test_a_known_secret_goes_from_every_text_of_an_event(event: Event) -> None:
    before = texts(event)

    made = redact_event(knowing(), event)

    assert unsized(made) == unsized(event).replace(SECRET, MARK)
    assert texts(event) == before, "the original is changed"


def test_a_cassette_is_copied_and_the_original_stays_as_it_was() -> None:
    cassette = Cassette(header=Header(title="t"), events=[Connection(number=1, path="/api"), LOGIN])
    before = msgspec.json.encode(cassette.events)

    made = redact_cassette(cassette, Redactor())

    assert msgspec.json.encode(cassette.events) == before
    assert made.header == cassette.header
    assert made.exchanges == [dataclasses.replace(LOGIN, params=f'{{"credentials":"{MARK}"}}')]


def test_what_stood_in_an_ordinary_place_before_its_field_came_goes_too() -> None:
    early: list[Event] = [Note(text=f"juju login with {SECRET}"), Push(on=1, frame=f'{{"line":"{SECRET}"}}')]
    cassette = Cassette(header=Header(), events=[*early, LOGIN])

    made = redact_cassette(cassette, Redactor())

    assert [texts(event).count(MARK) for event in made.events] == [1, 1, 1]
    assert SECRET not in "".join(map(texts, made.events))


def test_the_same_secret_is_the_same_mark_in_all_events_and_another_is_another() -> None:
    other = dataclasses.replace(LOGIN, number=2, params='{"credentials":"another-password"}')
    cassette = Cassette(header=Header(), events=[LOGIN, other, LOGIN])

    made = redact_cassette(cassette, Redactor())

    assert [json.loads(event.params)["credentials"] for event in made.exchanges] == [
        "<password:1>",
        "<password:2>",
        "<password:1>",
    ]


def test_an_error_that_repeats_what_its_call_gave_away_has_the_mark() -> None:
    failed = dataclasses.replace(
        LOGIN, failure=Failure(f"{SECRET} is wrong", "unauthorized access", f'{{"tried":"{SECRET}"}}')
    )

    made = redact_exchange(Redactor(), failed)

    assert made.failure == Failure(f"{MARK} is wrong", "unauthorized access", f'{{"tried":"{MARK}"}}')


def http(**given: Any) -> HttpExchange:
    return HttpExchange(number=1, method="POST", path="/model/x/charms", **given)


def test_a_body_that_holds_no_secret_is_the_same_body() -> None:
    plain = make_body(b'{"charm-url":"local:mysql-1"}')

    assert redact_http(Redactor(), http(body=plain)).body is plain


def test_a_body_in_a_file_or_not_kept_stays_as_it_is() -> None:
    away = Body(file="ab" * 32, size=70_000, sha256="ab" * 32)
    lost = Body(size=9, sha256="cd" * 32)

    made = redact_http(knowing(), http(body=away, response_body=lost))

    assert (made.body, made.response_body) == (away, lost)


def test_a_body_says_the_size_of_what_is_kept() -> None:
    made = redact_http(knowing(), http(body=make_body(f"a {SECRET}".encode())))

    assert made.body is not None
    assert made.body.size == len(f"a {MARK}")


def test_a_form_is_one_by_its_content_type_however_that_is_spelled() -> None:
    form = make_body(b"user=admin&password=hunter22&page=1")

    kind = ("CONTENT-TYPE", "application/x-www-form-urlencoded; charset=utf-8")

    made = redact_http(Redactor(), http(body=form, headers=[kind]))

    assert made.body is not None
    assert body_bytes(made.body, None) == b"user=admin&password=<password:1>&page=1"


def test_a_packed_body_is_looked_into_and_packed_again() -> None:
    packed = make_body(gzip.compress(f'{{"log":"{SECRET}"}}'.encode()))

    made = redact_http(knowing(), http(response_body=packed))

    told = body_bytes(made.response_body, None)
    assert told is not None
    assert gzip.decompress(told) == f'{{"log":"{MARK}"}}'.encode()
