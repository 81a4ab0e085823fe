"""What is found by a name that it belongs to, without looking at everything."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from fakejuju.state.application import Unit
from fakejuju.state.store import State


def names(state: State, name: str) -> list[str]:
    return [unit.name for unit in state.of(Unit, name, "m")]


def test_what_belongs_to_a_name_follows_every_change() -> None:
    state = State()
    with state.transaction():
        first = state.put(Unit(model="m", name="web/0", application="web"))
        state.put(Unit(model="m", name="web/1", application="web", machine="0"))
        state.put(replace(first, machine="0"))
    assert names(state, "web") == ["web/0", "web/1"]
    assert set(names(state, "0")) == {"web/0", "web/1"}

    with state.transaction():
        state.remove(replace(first, machine="0"))
    assert names(state, "web") == names(state, "0") == ["web/1"]


def test_what_a_failed_transaction_changed_is_as_before() -> None:
    state = State()
    with state.transaction():
        kept = state.put(Unit(model="m", name="web/0", application="web", machine="0"))

    with pytest.raises(ZeroDivisionError), state.transaction():
        state.put(replace(kept, machine="1"))
        state.put(Unit(model="m", name="web/1", application="web", machine="1"))
        _ = 1 / 0

    assert (names(state, "web"), names(state, "0"), names(state, "1")) == (["web/0"], ["web/0"], [])


def test_a_restored_state_finds_the_same() -> None:
    state, other = State(), State()
    with state.transaction():
        state.put(Unit(model="m", name="web/0", application="web", machine="0"))

    other.restore(state.snapshot())

    assert names(other, "web") == names(other, "0") == ["web/0"]
    with other.transaction():
        other.drop_model("m")
    assert names(other, "web") == []
