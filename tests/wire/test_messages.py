"""Requests and replies as values, which keep their text and do not show it."""

from __future__ import annotations

import pytest

from jujuclient.errors import DecodeError
from jujuclient.wire.messages import Answer, Failure, Reply, Request

SECRET = '{"password":"hunter2"}'


def test_a_request_names_what_is_called() -> None:
    request = Request(7, "Application", "Deploy", 22, params=SECRET, raw=SECRET)

    assert request.name == "Application.Deploy v22"
    assert repr(request) == "<Request 7 Application.Deploy v22>"


def test_a_reply_shows_its_error_or_how_long_it_is() -> None:
    good = Reply(7, SECRET)
    plain = Reply(7, failure=Failure("application name not valid", info=SECRET))
    coded = Reply(7, failure=Failure("no such unit", "not found", SECRET))

    assert repr(good) == f"<Reply 7 of {len(SECRET)} characters>"
    assert repr(plain) == "<Reply 7 <Failure application name not valid>>"
    assert repr(coded) == "<Reply 7 <Failure not found: no such unit>>"


def test_an_answer_is_decoded_once_and_when_it_is_asked_for() -> None:
    answer = Answer(raw='{"token":[1,null]}')

    value = answer.value

    assert value == {"token": [1, None]}
    assert answer.value is value


def test_an_answer_takes_a_value_that_is_at_hand() -> None:
    value = object()

    assert Answer(value, "not JSON").value is value


@pytest.mark.parametrize("raw", ["", "{", '"\ud800"', "[" * 100_000])
def test_an_answer_that_is_not_json_is_a_decode_error_with_its_text(raw: str) -> None:
    with pytest.raises(DecodeError, match="the response cannot be decoded") as caught:
        _ = Answer(raw=raw).value

    assert caught.value.raw == raw


def test_answers_are_equal_by_their_text_and_do_not_show_it() -> None:
    one, same, other = Answer(raw=SECRET), Answer({}, SECRET), Answer(raw="{}")

    assert one == same
    assert hash(one) == hash(same)
    assert one != other
    assert one != SECRET
    assert repr(one) == f"<Answer of {len(SECRET)} characters>"
