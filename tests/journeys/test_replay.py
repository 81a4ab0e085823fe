"""Every recorded conversation, asked again over real sockets: in order, renumbered, interleaved."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from driver import Drive, Lane, in_recorded_order
from hypothesis import given, settings, strategies as st

import fakejuju
from fakejuju.cassette.files import load
from fakejuju.cassette.model import Cassette, HttpExchange, Stray

CASSETTES = Path(__file__).parents[2] / "cassettes"
ALL = sorted(CASSETTES.glob("*/*.yaml"))
SMALL_INTERLEAVED = [path for path in ALL if path.stat().st_size < 400_000]


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@lru_cache(maxsize=64)
def cassette_at(path: Path) -> Cassette:
    return load(path)


@lru_cache(maxsize=1)
def interleaved() -> list[Path]:
    """The cassettes whose calls go over more than one connection."""
    return [path for path in SMALL_INTERLEAVED if len(cassette_at(path).connections) > 1]


def drive(cassette: Cassette, choose: object = in_recorded_order, **numbering: int) -> list[str]:
    """Ask everything; what came that was not as recorded, and what the fake had to complain of."""
    # Generous: on a busy machine the other lanes must not look silent.
    with fakejuju.replay(cassette, idle=10) as controller:
        driven = Drive(controller, cassette, **numbering)
        asyncio.run(driven.run(choose))  # type: ignore[arg-type]  # a way to choose, as driver has them
        return driven.wrong + controller.misses


def test_there_are_the_conversations_of_three_series() -> None:
    series = {path.parent.name: 0 for path in ALL}

    assert {"juju-2.9", "juju-3.6", "juju-4.0"} <= series.keys()
    assert len(ALL) > 150


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_every_answer_comes_in_the_recorded_order(path: Path) -> None:
    assert drive(load(path)) == []


@pytest.mark.parametrize("first_number", [0, 41, 2**63])
def test_every_answer_comes_under_the_callers_own_number(first_number: int) -> None:
    cassette = cassette_at(CASSETTES / "juju-3.6" / "02-watch-deploy-relate-remove.yaml")

    assert drive(cassette, first_number=first_number, stride=7) == []


@pytest.mark.slow
@settings(max_examples=200)
@given(st.data())
def test_every_answer_comes_in_any_interleaving_of_the_connections(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(interleaved()), label="cassette")
    rng = random.Random(data.draw(st.integers(0, 2**32), label="seed"))

    def choose(ready: list[Lane]) -> Lane:
        return rng.choice(ready)

    assert drive(cassette_at(path), choose, first_number=100, stride=3) == []


def everything_but(cassette: Cassette) -> Iterator[str]:
    for event in cassette.events:
        if isinstance(event, Stray):
            yield "stray"
        elif isinstance(event, HttpExchange) and not event.status:
            yield "unanswered http"


def test_what_is_not_replayed_is_what_no_client_sends_and_what_got_no_answer() -> None:
    """Files 80 to 92 hold frames that no well-behaved client sends; elsewhere nothing is left out."""
    left = {name_of(path): len(list(everything_but(load(path)))) for path in ALL}
    strays = {name for name, count in left.items() if count and not name.startswith("agentless/")}

    assert {name for name in strays if not name.startswith("juju-4.0/8")} <= {
        "juju-2.9/01-login",
        "juju-3.6/01-login",
    }
