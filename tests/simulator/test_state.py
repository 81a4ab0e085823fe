"""The state: transactions are all or nothing, revisions grow, snapshots hold everything."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from fakejuju.clock import Seeds, SteppedClock
from fakejuju.state.controller import Annotations, Block
from fakejuju.state.entity import Status
from fakejuju.state.machine import Machine
from fakejuju.state.store import HISTORY, Commit, State

IDS = st.sampled_from(["0", "1", "2"])
LIVES = st.sampled_from(["alive", "dying", "dead"])
STEP = st.one_of(
    st.tuples(st.just("put"), IDS, LIVES),
    st.tuples(st.just("remove"), IDS, st.just("")),
    st.tuples(st.just("fail"), IDS, LIVES),
    st.tuples(st.just("number"), IDS, st.just("")),
)


def machine(id: str, life: str = "alive") -> Machine:
    return Machine(model="m", id=id, life=life)


class Boom(Exception):
    pass


def run(state: State, mirror: dict[str, str], step: tuple[str, str, str]) -> None:
    """One step on the state, and on a plain dict beside it."""
    verb, id, life = step
    if verb == "put":
        with state.transaction():
            state.put(machine(id, life))
        mirror[id] = life
    elif verb == "remove":
        with state.transaction():
            state.remove(machine(id))
        mirror.pop(id, None)
    elif verb == "number":
        state.number("machine", "m")
    else:
        with pytest.raises(Boom), state.transaction():
            state.put(machine(id, life))
            state.remove(machine("0"))
            state.put(machine("9"))
            raise Boom


@given(st.lists(STEP, max_size=30))
def test_the_state_is_what_a_plain_dict_would_be_and_failures_leave_no_trace(steps: list[Any]) -> None:
    state, mirror, commits = State(), dict[str, str](), list[Commit]()
    state.listeners.append(commits.append)

    for step in steps:
        run(state, mirror, step)
        assert {one.id: one.life for one in state.all(Machine, "m")} == mirror

    assert [commit.revision for commit in commits] == list(range(1, len(commits) + 1))
    rebuilt: dict[str, str] = {}
    for commit in commits:
        for change in commit.changes:
            assert change.before != change.after
            if change.after is None:
                rebuilt.pop(change.entity.key)
            else:
                rebuilt[change.entity.key] = change.after.life  # type: ignore[attr-defined]  # machines only
    assert rebuilt == mirror


@given(st.lists(STEP, max_size=20), st.lists(STEP, max_size=20))
def test_a_snapshot_brings_everything_back(before: list[Any], after: list[Any]) -> None:
    state, mirror = State(), dict[str, str]()
    for step in before:
        run(state, mirror, step)
    state.remember("m", "machine-0", "machine", Status("started"))
    kept = json.loads(json.dumps(state.snapshot()))
    for step in after:
        run(state, mirror, step)

    state.restore(kept)
    fresh = State()
    fresh.restore(kept)

    for one in (state, fresh):
        again = one.snapshot()
        again["revision"] = kept["revision"]
        assert {**again, "entities": again["entities"].get("Machine", [])} == {
            **kept,
            "entities": kept["entities"].get("Machine", []),
        }


def test_the_same_again_is_no_change() -> None:
    state = State()
    with state.transaction():
        state.put(machine("0"))
    with state.transaction():
        state.put(machine("0"))

    assert state.revision == 1


def test_a_change_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        State().put(machine("0"))


def test_a_transaction_inside_another_is_part_of_it() -> None:
    state = State()
    with pytest.raises(Boom), state.transaction():
        with state.transaction():
            state.put(machine("0"))
        raise Boom

    assert state.all(Machine, "m") == []


def test_numbers_are_not_given_back() -> None:
    state = State()
    with pytest.raises(Boom), state.transaction():
        state.number("machine", "m")
        raise Boom

    assert state.number("machine", "m") == 1


def test_histories_are_bounded_and_go_with_their_model() -> None:
    state = State()
    for number in range(HISTORY + 20):
        state.remember("m", "machine-0", "machine", Status("started", str(number)))
    assert len(state.history("m", "machine-0")) == HISTORY

    with state.transaction():
        state.put(Annotations(model="m", tag="machine-0", values={"a": "b"}))
        state.put(Block(model="m", id="0", type="BlockChange"))
    with state.transaction():
        state.drop_model("m")

    assert state.history("m", "machine-0") == []
    assert state.all(Annotations, "m") == []
    assert state.all(Block, "m") == []


def test_timers_run_at_their_time_in_the_order_they_were_made() -> None:
    clock, seen = SteppedClock(), list[tuple[str, str]]()
    for name, after in (("late", 2.0), ("first", 1.0), ("second", 1.0), ("never", 1.0)):
        timer = clock.after(after, lambda name=name: seen.append((name, clock.stamp())))  # type: ignore[misc]  # mypy does not infer a lambda's default
        if name == "never":
            timer.cancel()

    clock.advance_to(3_000_000_000)
    while clock.run_due():
        pass

    assert [name for name, _ in seen] == ["first", "second", "late"]
    assert clock.due() is None


def test_times_are_written_as_go_writes_them() -> None:
    clock = SteppedClock()
    assert clock.stamp() == "2026-01-01T00:00:00Z"
    clock.tick()
    assert clock.stamp() == "2026-01-01T00:00:00.001Z"
    clock.advance_to(61_000_000_120)
    assert clock.stamp() == "2026-01-01T00:01:01.00000012Z"
    assert clock.second() == "2026-01-01T00:01:01Z"


def test_times_of_a_clock_that_begins_within_a_second_go_on() -> None:
    clock = SteppedClock(datetime.datetime(2026, 1, 1, 0, 0, 0, 900_000, tzinfo=datetime.timezone.utc))
    before = clock.stamp()
    clock.advance_to(200_000_000)

    assert (before, clock.stamp()) == ("2026-01-01T00:00:00.9Z", "2026-01-01T00:00:01.1Z")
    assert clock.second() == "2026-01-01T00:00:01Z"


def test_seeds_repeat_and_differ() -> None:
    one, same, other = Seeds(1), Seeds(1), Seeds(2)

    made = [one.uuid("model") for _ in range(50)]

    assert made == [same.uuid("model") for _ in range(50)]
    assert len({*made, *(other.uuid("model") for _ in range(50))}) == 100
    assert all(text[14] == "4" and text[19] in "89ab" for text in made)
    assert len(one.token("x", 70)) == 70
    assert 0 <= one.fraction("x") < 1
