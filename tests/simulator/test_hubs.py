"""An application that everything is related to: what one more relation costs."""

from __future__ import annotations

from typing import Any

import pytest
from speaking import PASSWORD, Speaking

from fakejuju.agents import Agents
from fakejuju.simulation import Simulation
from fakejuju.state.application import Relation
from fakejuju.state.store import State


def looks_for_one_relation_more(monkeypatch: pytest.MonkeyPatch, relations: int) -> int:
    """How many relations are looked up while one more is made to a hub that has so many."""
    sim = Simulation("3.6", password=PASSWORD)
    sim.agents = Agents(sim, "instant")
    world = Speaking("3.6", sim=sim)
    world.deploy("mysql", 1)
    for number in range(relations + 1):
        world.deploy("wordpress", 1, application=f"blog{number}")
    for number in range(relations):
        world.relate(f"blog{number}:db", "mysql")
    looked, find = 0, State.find

    def counted(self: State, kind: Any, key: str, model: str = "") -> Any:
        nonlocal looked
        looked += kind is Relation
        return find(self, kind, key, model)

    with monkeypatch.context() as patched:
        patched.setattr(State, "find", counted)
        world.relate(f"blog{relations}:db", "mysql")
    assert len(sim.state.all(Relation, world.uuid)[-1].units) == 2
    return looked


def test_a_hub_of_many_relations_takes_one_more_as_one_of_few_does(monkeypatch: pytest.MonkeyPatch) -> None:
    assert looks_for_one_relation_more(monkeypatch, 60) == looks_for_one_relation_more(monkeypatch, 3)
