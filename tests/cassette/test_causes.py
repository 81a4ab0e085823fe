"""Causes: what waits is released when all that completed meanwhile in the recording has been asked for."""

from __future__ import annotations

from typing import Any

import pytest

from fakejuju.cassette.causes import Causes
from fakejuju.cassette.model import Cassette, Event, Exchange, Header, HttpExchange


def call(number: int, asked: int, answered: int | None, **times: Any) -> Exchange:
    return Exchange(number=number, on=1, facade="F", method="M", asked=asked, answered=answered, **times)


def http(number: int, place: int, **times: Any) -> HttpExchange:
    return HttpExchange(number=number, method="GET", path="/", place=place, **times)


def of(*events: Event, is_any: bool = False) -> Causes:
    return Causes(Cassette(header=Header(), events=list(events)), is_any=is_any)


def test_what_completed_in_between_is_waited_for_in_its_order() -> None:
    first, second, post = call(1, 2, 3), call(2, 4, 5), http(1, 6)
    causes, released = of(first, second, post), []
    waiting = causes.wait(3, 7, lambda: released.append("all"))

    assert causes.next_of(waiting) is second
    causes.mark(second)
    assert (causes.next_of(waiting), released) == (post, [])
    causes.mark(post)

    assert (causes.next_of(waiting), released) == (None, ["all"])


def test_what_was_asked_for_before_is_not_waited_for() -> None:
    one, two = call(1, 1, 2), call(2, 3, 4)
    causes, released = of(one, two), []
    causes.mark(two)
    causes.mark(one)

    causes.wait(0, 5, lambda: released.append("at once"))

    assert released == ["at once"]


@pytest.mark.parametrize(("start", "end"), [(1, 2), (4, 9), (2, 2)])
def test_nothing_in_between_is_no_cause(start: int, end: int) -> None:
    released: list[str] = []

    of(call(1, 1, 2), call(2, 3, 4)).wait(start, end, lambda: released.append("at once"))

    assert released == ["at once"]


def test_a_call_that_was_never_answered_causes_nothing() -> None:
    released: list[str] = []

    of(call(1, 1, None)).wait(0, 9, lambda: released.append("at once"))

    assert released == ["at once"]


def test_what_one_call_releases_comes_in_the_order_of_the_recording() -> None:
    cause = call(1, 4, 5)
    watchers = [call(number, number - 1, 2 * number + 2) for number in (2, 3, 4)]
    causes, released = of(cause, *watchers), []
    for one in (watchers[2], watchers[0], watchers[1]):
        causes.mark(one)
        causes.wait(one.asked, one.answered or 0, lambda number=one.number: released.append(number))  # type: ignore[misc]  # a default binds it

    assert released == []
    causes.mark(cause)

    assert released == [2, 3, 4]


def test_what_is_not_wanted_any_more_is_not_released() -> None:
    cause = call(1, 1, 2)
    causes, released = of(cause), []
    causes.wait(0, 5, lambda: released.append("dropped")).done = True

    causes.mark(cause)

    assert released == []


def test_numbers_of_calls_and_of_http_are_two_rows() -> None:
    one, post = call(1, 1, 2), http(1, 3)
    causes, released = of(one, post), []
    causes.wait(2, 4, lambda: released.append("http"))

    causes.mark(one)
    assert released == []
    causes.mark(post)

    assert released == ["http"]


def test_in_any_order_nothing_waits() -> None:
    released: list[str] = []

    of(call(1, 1, 2), is_any=True).wait(0, 9, lambda: released.append("at once"))

    assert released == ["at once"]


def test_the_time_since_the_cause_is_from_its_end_or_from_when_the_waiting_began() -> None:
    causes = of(call(1, 1, 2, at=10.0, took=2.0), call(2, 3, 6, at=11.0, took=9.0))

    assert causes.since(6, 5.0, 20.0) == 8.0  # from the end of the first, at 12
    assert causes.since(6, 15.0, 20.0) == 5.0  # the waiting began later
    assert causes.since(2, 5.0, 20.0) == 15.0  # nothing came before
    assert causes.since(6, 30.0, 20.0) == 0.0  # never below 0
