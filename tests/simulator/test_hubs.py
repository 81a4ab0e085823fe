"""An application that everything is related to: what one more relation costs."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from speaking import PASSWORD, Speaking

from fakejuju.agents import Agents
from fakejuju.agents_index import Index
from fakejuju.simulation import Simulation
from fakejuju.state.application import Relation, Unit
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


def keys_gone_past(monkeypatch: pytest.MonkeyPatch, relations: int) -> float:
    """How many keys of relations a unit goes past for each that it enters, new in a hub of so many."""
    sim = Simulation("3.6", password=PASSWORD)
    sim.agents = Agents(sim, "instant")
    world = Speaking("3.6", sim=sim)
    world.deploy("mysql", 1)
    for number in range(relations):
        world.deploy("wordpress", 1, application=f"blog{number}")
        world.relate(f"blog{number}:db", "mysql")
    past, keys = 0, Index.keys

    def counted(self: Index, model: str, owner: str) -> Any:
        nonlocal past
        found = keys(self, model, owner)
        past += len(found) if self.kind is Relation else 0
        return found

    with monkeypatch.context() as patched:
        patched.setattr(Index, "keys", counted)
        world.ask("Application", -1, "AddUnits", {"application": "mysql", "num-units": 1})
    assert all("mysql/1" in relation.units for relation in sim.state.all(Relation, world.uuid))
    return past / relations


def test_each_relation_that_a_unit_of_a_hub_enters_costs_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    assert keys_gone_past(monkeypatch, 40) == keys_gone_past(monkeypatch, 4)


@pytest.mark.parametrize("series", ["2.9", "4.0"])
def test_a_unit_knows_of_every_relation_that_opens_ends_or_opens_again(series: str) -> None:
    sim = Simulation(series, password=PASSWORD)
    sim.agents = Agents(sim, "manual")
    world = Speaking(series, sim=sim)
    world.deploy("mysql", 1)
    for number in range(3):
        world.deploy("wordpress", 1, application=f"blog{number}")
    unit = sim.state.find(Unit, "mysql/0", world.uuid)
    assert unit is not None

    def waiting() -> list[int]:
        return [relation.id for relation in sim.agents.unentered(unit)]

    def changed(id: int, **fields: Any) -> None:
        [relation] = [one for one in sim.state.all(Relation, world.uuid) if one.id == id]
        with sim.state.transaction() as state:
            state.put(msgspec.structs.replace(relation, **fields))

    assert waiting() == []
    for number in range(3):
        world.relate(f"blog{number}:db", "mysql")
    assert waiting() == [0, 1, 2]
    changed(0, units={"mysql/0": {}})
    assert waiting() == [1, 2]
    changed(1, suspended=True)
    assert waiting() == [2]
    changed(1, suspended=False)
    assert sorted(waiting()) == [1, 2]
    changed(2, life="dying")
    assert waiting() == [1]
    changed(0, units={})
    assert sorted(waiting()) == [0, 1]


def test_a_hub_of_many_relations_takes_one_more_as_one_of_few_does(monkeypatch: pytest.MonkeyPatch) -> None:
    assert looks_for_one_relation_more(monkeypatch, 60) == looks_for_one_relation_more(monkeypatch, 3)
