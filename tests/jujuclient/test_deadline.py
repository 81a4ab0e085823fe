"""Until when something is waited for."""

from __future__ import annotations

from jujuclient.deadline import Deadline


def test_a_deadline_says_what_it_waited_for() -> None:
    assert str(Deadline(0.5, "the answer").exceeded()) == "waited 0.5 s for the answer"
    assert str(Deadline(60, lambda: "a login").exceeded()) == "waited 60 s for a login"


def test_a_deadline_without_end_never_expires() -> None:
    endless = Deadline(None, "for ever")

    assert endless.remaining() is None
    assert not endless.expired


def test_a_deadline_that_has_passed_has_nothing_left() -> None:
    passed = Deadline(-1, "nothing")

    assert passed.remaining() == 0
    assert passed.expired
