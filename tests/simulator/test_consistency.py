"""States that no controller could be in, each refused for its reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from asking import PASSWORD
from msgspec.structs import replace

from fakejuju.consistency import demand, problems
from fakejuju.errors import ImpossibleState
from fakejuju.simulation import Simulation
from fakejuju.state.action import Task
from fakejuju.state.application import Application, Charm, Endpoint, Offer, Relation, RelationEnd, Unit
from fakejuju.state.controller import Access, Block, Model, User
from fakejuju.state.machine import Machine, Space, Subnet
from fakejuju.state.store import State

SQL = Endpoint("db", "sql", "requirer")


def sound() -> tuple[Simulation, str]:
    """A controller with one application on one machine."""
    sim = Simulation("3.6", password=PASSWORD)
    model = sim.add_model("default").uuid
    with sim.state.transaction() as state:
        state.put(Charm(model=model, url="local:web-0", name="web"))
        state.put(Machine(model=model, id="0"))
        state.put(
            Application(model=model, name="web", charm="local:web-0", leader="web/0", bindings={"": "0"})
        )
        state.put(Unit(model=model, name="web/0", application="web", machine="0"))
    return sim, model


def test_a_sound_state_has_no_problem() -> None:
    assert problems(sound()[0].state) == []


def change(kind: type[Any], key: str, **given: Any) -> Callable[[State, str], None]:
    def do(state: State, model: str) -> None:
        found = state.find(kind, key, model)
        assert found is not None
        state.put(replace(found, **given))

    return do


def put(make: Callable[[str], Any]) -> Callable[[State, str], None]:
    return lambda state, model: state.put(make(model)) and None


def gone(kind: type[Any], key: str) -> Callable[[State, str], None]:
    def do(state: State, model: str) -> None:
        found = state.find(kind, key, model)
        assert found is not None
        state.remove(found)

    return do


CASES: dict[str, tuple[Callable[[State, str], None], str]] = {
    "a charm gone": (gone(Charm, "local:web-0"), "runs charm local:web-0, which is not there"),
    "a machine gone": (gone(Machine, "0"), "unit web/0 is on machine 0, which is not there"),
    "an application gone": (gone(Application, "web"), "is of application web, which is not there"),
    "a leader of another": (
        change(Application, "web", leader="db/0"),
        "led by db/0, which is no unit of it",
    ),
    "an option nobody has": (
        change(Application, "web", config={"x": 1}),
        "has the option x, which its charm",
    ),
    "a space nobody has": (change(Application, "web", bindings={"a": "9"}), "bound to space 9"),
    "a life nobody has": (change(Unit, "web/0", life="undead"), "unit web/0 has the life 'undead'"),
    "a principal's principal": (
        change(Unit, "web/0", principal="db/0"),
        "is beside db/0, which is not there",
    ),
    "a subordinate by half": (
        change(Application, "web", subordinate=True),
        "do not agree on being subordinate",
    ),
    "alpha gone": (gone(Space, "0"), "there is no space alpha"),
    "a subnet nowhere": (
        put(lambda m: Subnet(model=m, id="0", cidr="10.0.0.0/24", space="9")),
        "in space 9, which is not there",
    ),
    "a container in nothing": (put(lambda m: Machine(model=m, id="7/lxd/0")), "is in machine 7"),
    "a block of no kind": (
        put(lambda m: Block(model=m, id="0", type="BlockAll")),
        "block of type 'BlockAll'",
    ),
    "a task of nothing": (
        put(lambda m: Task(model=m, id="1", operation="9", receiver="unit-web-0", name="x")),
        "is of operation 9",
    ),
    "an offer of nothing": (
        put(lambda m: Offer(model=m, uuid="u", name="o", application="db", endpoints={})),
        "is of application db",
    ),
    "a relation with nobody": (
        put(lambda m: Relation(model=m, id=0, ends=[RelationEnd("web", SQL), RelationEnd("db", SQL)])),
        "is with db, which is not there",
    ),
    "access to no model": (
        lambda state, model: state.put(Access(user="bob", target="model-x", level="read")) and None,
        "bob has access to model x",
    ),
    "no administrator": (
        lambda state, model: state.put(User(name="admin", access="login")) and None, "no user administers",
    ),
    "two of one name": (
        lambda state, model: state.put(Model(uuid="u2", name="default", cloud="dummy")) and None,
        "two models are named admin/default",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_impossible_thing_has_its_reason(name: str) -> None:
    do, reason = CASES[name]
    sim, model = sound()
    with sim.state.transaction() as state:
        do(state, model)

    assert any(reason in problem for problem in problems(sim.state)), problems(sim.state)


def test_every_reason_is_told_at_once() -> None:
    sim, model = sound()
    with sim.state.transaction() as state:
        CASES["a charm gone"][0](state, model)
        CASES["a machine gone"][0](state, model)

    with pytest.raises(ImpossibleState, match=r"for 2 reasons: .*charm.*; .*machine"):
        demand(sim.state)
