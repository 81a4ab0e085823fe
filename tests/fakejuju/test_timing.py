"""A replay that takes the time of the recording: how long each answer is kept back, without waiting."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import fakejuju
from fakejuju.cassette.model import Cassette, Connection, Exchange, Header, Push
from fakejuju.cassette.play import Play
from fakejuju.errors import FakeJujuError
from fakejuju.replaying import speed_of
from jujuclient.wire.messages import Request

STATUS = Path(__file__).parents[2] / "cassettes" / "juju-4.0" / "09-status.yaml"
Kept = list[tuple[float, Callable[[], None]]]


def recorded() -> Cassette:
    """Next is asked at 1 s; a Deploy at 5 s takes 2 s; Next is answered at 7.5 s; a log says two things."""
    return Cassette(
        header=Header(juju="3.6"),
        events=[
            Connection(number=1, path="/api", at=0.5, place=1),
            Exchange(
                number=1, on=1, facade="AllWatcher", method="Next", version=3, id="1", at=1.0, took=6.5,
                asked=2, answered=4,
            ),
            Exchange(
                number=2, on=1, facade="Application", method="Deploy", version=22, at=5.0, took=2.0,
                asked=3, answered=3,
            ),
            Connection(number=2, path="/log", at=8.0, place=5),
            Push(on=2, frame="one", at=8.25, place=6),
            Push(on=2, frame="two", at=10.25, place=7),
        ],
    )  # fmt: skip


def asked(number: int, facade: str, method: str, version: int, id: str = "") -> Request:
    return Request(number, facade, method, version, id, "{}")


def test_answers_are_kept_back_as_long_as_they_took_after_their_cause() -> None:
    kept: Kept = []
    sent: list[str] = []
    play = Play(recorded(), pace=lambda seconds, go: kept.append((seconds, go)))
    voice = play.opened("/api", sent.append, lambda code, reason: None)

    # when
    for request in (asked(1, "AllWatcher", "Next", 3, "1"), asked(2, "Application", "Deploy", 22)):
        play.play(voice, request, next(iter(play.find(voice, request))))

    # then
    assert [seconds for seconds, _ in kept] == [2.0, 0.5]
    assert sent == []
    for _, go in kept:
        go()
    assert [frame[:15] for frame in sent] == ['{"request-id":2', '{"request-id":1']


def test_frames_that_nobody_asked_for_come_as_far_apart_as_they_came() -> None:
    kept: Kept = []
    sent: list[str] = []
    play = Play(recorded(), order="any", pace=lambda seconds, go: kept.append((seconds, go)))

    play.opened("/log", sent.append, lambda code, reason: None)

    kept[0][1]()
    kept[1][1]()
    assert [seconds for seconds, _ in kept] == [0.25, 2.0]
    assert sent == ["one", "two"]


@pytest.mark.parametrize(
    ("timing", "speed"), [("none", None), ("recorded", 1.0), ("10x", 10.0), ("0.5x", 0.5)]
)
def test_timings(timing: str, speed: float | None) -> None:
    assert speed_of(timing) == speed


@pytest.mark.parametrize("timing", ["", "fast", "0x", "-1x", "10"])
def test_what_is_no_timing_is_refused(timing: str) -> None:
    with pytest.raises(FakeJujuError, match="write none, recorded, or how many times faster: 10x"):
        speed_of(timing)


def test_a_replay_at_a_speed_answers_all_the_same() -> None:
    with (
        fakejuju.replay(STATUS, timing="1000x") as controller,
        controller.connect() as connection,
    ):
        assert connection.call("Client", 8, "FullStatus", {"patterns": None}).value["model"]
