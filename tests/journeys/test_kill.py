"""A recorder that is killed, even at its very end, has on file what a client had an answer to."""

from __future__ import annotations

import json
import os
import random
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from fakejuju.cassette.bodies import BodySink, Kind
from fakejuju.cassette.files import body_bytes, load
from fakejuju.cassette.growing import Growing
from fakejuju.cassette.model import HttpExchange
from fakejuju.cassette.record import Recorder, part_of
from fakejuju.cassette.repair import repair
from jujuclient.wire.messages import Request

CALLS = 400
KILLS = 100


def record_until_killed(path: Path, told: int) -> None:
    """Record calls for ever, telling on a pipe the number of each whose answer a client would see now."""
    recorder = Recorder(path)
    on = recorder.connection("/api")
    parked = recorder.ask(on, Request(1, "AllWatcher", "Next", 3, "1", "{}"), parks=True)
    number = 1
    while True:
        number += 1
        exchange = recorder.ask(on, Request(number, "Client", "FullStatus", 8, "", f'{{"n":{number}}}'))
        recorder.answer(exchange, f'{{"request-id":{number},"response":{{"n":{number}}}}}\n')
        if number % 7 == 0:
            recorder.answer(parked, f'{{"request-id":{parked.number},"response":{{"deltas":[{number}]}}}}\n')
            number += 1
            parked = recorder.ask(on, Request(number, "AllWatcher", "Next", 3, "1", "{}"), parks=True)
        os.write(told, number.to_bytes(4, "big"))


@pytest.mark.parametrize("round_", range(KILLS // 20))
def test_a_kill_at_any_moment_loses_nothing_that_the_client_had_seen(tmp_path: Path, round_: int) -> None:
    rng = random.Random(round_)
    for kill in range(20):
        path = tmp_path / f"{kill}.yaml"
        seen = killed_after(path, rng.randrange(1, CALLS))

        cassette = load(part_of(path), allow_cut=True)

        answered = {e.number: e for e in cassette.exchanges if e.answered is not None}
        asked_calls = [n for n in range(2, seen + 1) if n in answered or not is_parked(n)]
        assert not cassette.whole
        assert set(asked_calls) <= answered.keys(), f"of {seen} answers, the file holds {len(answered)}"
        assert all(answered[n].facade == "Client" for n in asked_calls if not is_parked(n))


SECRET = "hunter2hunter2"


def finish_until_killed(path: Path, told: int) -> None:
    """Record, then finish, telling on a pipe before each step that changes a file."""

    def telling(function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **given: Any) -> Any:
            os.write(told, b".")
            return function(*args, **given)

        return wrapped

    recorder = Recorder(path)
    on = recorder.connection("/api")
    body = BodySink(path, recorder.redactor)
    body.add(f"it is {SECRET} ".encode() * 10_000)
    kept = body.finish(Kind("PUT", "/x", "", response=False))
    recorder.http(HttpExchange(number=0, method="PUT", path="/x", body=kept, status=200))
    for number in range(1, EVENTS + 1):
        asked = (
            f'{{"note":"it is {SECRET}","n":{number}}}'
            if number < EVENTS
            else f'{{"credentials":"{SECRET}"}}'
        )
        exchange = recorder.ask(on, Request(number, "Admin", "Login", 3, "", asked))
        recorder.answer(exchange, f'{{"request-id":{number},"response":{{"n":{number}}}}}\n')
    for name in ("replace", "unlink", "fsync", "close"):
        setattr(os, name, telling(getattr(os, name)))
    Growing.put_bytes = telling(Growing.put_bytes)  # type: ignore[method-assign]  # this process is about to die
    recorder.finish()
    os.write(told, b"!")


EVENTS = 20


def test_a_kill_at_any_moment_of_the_end_loses_nothing(tmp_path: Path) -> None:
    steps = 0
    while True:
        path = tmp_path / f"{steps}" / "x.yaml"
        is_done = killed_at_the_end(path, steps)

        if not path.exists():
            assert repair(part_of(path)).written == path
        else:
            assert SECRET not in path.read_text()
        cassette = load(path)
        assert [e.number for e in cassette.exchanges] == list(range(1, EVENTS + 1))
        assert [json.loads(e.result)["n"] for e in cassette.exchanges] == list(range(1, EVENTS + 1))
        assert body_bytes(cassette.https[0].body, path)
        assert [found.name for found in path.parent.iterdir() if found.is_file()] == ["x.yaml"]
        if is_done:
            break
        steps += 1
    assert steps > EVENTS


@contextmanager
def forked(work: Callable[[int], None]) -> Iterator[tuple[BinaryIO, int]]:
    """A child that works until it is killed: the pipe that it tells of it, and its number."""
    heard, told = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(heard)
            work(told)
        finally:
            os._exit(1)
    os.close(told)
    with os.fdopen(heard, "rb") as pipe:
        yield pipe, child


def kill(child: int) -> None:
    """Kill a child, and wait until it is dead."""
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def killed_at_the_end(path: Path, steps: int) -> bool:
    """Fork a recorder, kill it before so many steps of its end have been made; whether it had come to it."""
    with forked(lambda told: finish_until_killed(path, told)) as (pipe, child):
        found = pipe.read(steps + 1)
        kill(child)
    return b"!" in found


def is_parked(number: int) -> bool:
    """Whether the call of this number is the watcher's: the first, and each after a multiple of seven."""
    parked, at = {1}, 1
    while at < number:
        at += 1
        if at % 7 == 0:
            at += 1
            parked.add(at)
    return number in parked


def killed_after(path: Path, answers: int) -> int:
    """Fork a recorder, kill it once it has told of so many answers; the last number it told."""
    last = 0
    with forked(lambda told: record_until_killed(path, told)) as (pipe, child):
        for _ in range(answers):
            last = int.from_bytes(pipe.read(4), "big")
        kill(child)
        # What it told between the decision and its death counts, too.
        rest = pipe.read()
        whole = len(rest) // 4 * 4
        if whole:
            last = int.from_bytes(rest[whole - 4 : whole], "big")
    return last
