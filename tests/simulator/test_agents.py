"""Agents: a deployment to its end in every profile, relations, removal, and what is saved in between."""

from __future__ import annotations

from typing import Any

import pytest
from agents_at_work import World

from fakejuju.domain import actions, machines, models, relations, units
from fakejuju.domain.actions import Wanted
from fakejuju.errors import FakeJujuError
from fakejuju.state.action import Task
from fakejuju.state.application import Application, Relation, Unit
from fakejuju.state.controller import Model
from fakejuju.state.machine import Machine

SERIES = ("1.25", "2.9", "3.6", "4.0")


@pytest.mark.parametrize("juju", SERIES)
def test_a_deployment_ends_active_and_idle(juju: str) -> None:
    world = World(juju)

    world.deploy("web", 2)

    machine = world.find(Machine, "0")
    assert (machine.agent.current, machine.instance.current) == ("started", "running")
    assert machine.addresses[0].value.startswith("10.")
    assert machine.instance_id
    assert machine.agent_version == world.sim.version
    for unit in world.all(Unit):
        assert (unit.agent.current, unit.workload.current, unit.machine) == ("idle", "active", unit.machine)
        assert unit.charm == "local:web-0"
    assert world.find(Application, "web").leader == "web/0"
    world.check()


def test_the_statuses_come_in_the_order_of_a_real_unit() -> None:
    world = World()

    world.deploy("db")

    seen = [
        (entry.kind, entry.status.current, entry.status.message)
        for entry in world.sim.state.history(world.uuid, "unit-db-0")
    ]
    assert [(word, text) for kind, word, text in seen if kind == "workload"] == [
        ("waiting", "waiting for machine"),
        ("waiting", "installing agent"),
        ("waiting", "agent initialising"),
        ("maintenance", "installing charm software"),
        ("active", ""),
    ]
    assert [text for kind, _, text in seen if kind == "juju-unit"] == [
        "",
        "running install hook",
        "running leader-elected hook",
        "running config-changed hook",
        "running start hook",
        "",
    ]


@pytest.mark.parametrize(
    ("juju", "via"),
    [("1.25", ""), ("3.6", " (via hook dispatching script: dispatch)"),
     ("4.1", " (via hook dispatching script: dispatch)")],
)  # fmt: skip
def test_what_became_of_a_hook_is_in_debug_log(juju: str, via: str) -> None:
    """The words that people look for when they follow a unit."""
    world = World(juju)
    world.deploy("db")
    told = [(one.entity, one.level, one.module, one.message) for one in world.sim.logs]
    hooks = ("install", "leader-elected", "config-changed", "start")
    where = ("unit-db-0", "INFO", "juju.worker.uniter.operation")
    assert told == [(*where, f'ran "{hook}" hook{via}') for hook in hooks]

    world.agents.fail_hook(world.unit("db/0"), "update-status")

    last = world.sim.logs[-1]
    assert (last.level, last.message) == ("ERROR", f'hook "update-status"{via} failed: exit status 1')


def test_steady_takes_its_time() -> None:
    world = World(profile="steady")

    world.deploy("web")
    world.sim.advance(10)
    assert world.unit("web/0").workload.message == "waiting for machine"
    world.sim.advance(600)

    assert world.unit("web/0").workload.current == "active"
    assert world.sim.settle(0) is None
    world.check()


def test_manual_waits_until_told() -> None:
    world = World(profile="manual")

    world.deploy("web")
    assert not world.unit("web/0").machine
    while world.agents.step(world.unit("web/0")):
        pass
    world.agents.start_machine(world.find(Machine, "0"))
    while world.agents.step(world.unit("web/0")):
        pass

    assert world.unit("web/0").workload.current == "active"


@pytest.mark.parametrize("juju", SERIES)
def test_a_relation_is_entered_and_joined_and_left(juju: str) -> None:
    world = World(juju)
    world.deploy("web")
    world.deploy("db")

    world.relate("web", "db")
    relation: Relation = world.find(Relation, "web:db db:server")
    assert set(relation.units) == {"web/0", "db/0"}
    assert relation.status.current == "joined"
    assert relation.units["db/0"]["private-address"].startswith("10.")
    with world.sim.state.transaction():
        relations.destroy_relation(world.sim, relation)
    world.sim.turn()

    assert [one.key for one in world.all(Relation)] == ["web:ring"]
    assert world.unit("web/0").agent.current == "idle"
    world.check()


def test_a_subordinate_comes_with_the_relation_and_goes_with_it() -> None:
    world = World()
    world.deploy("web")
    world.deploy("sub", 0)

    world.relate("sub:host", "web:juju-info")
    assert world.unit("sub/0").principal == "web/0"
    assert world.unit("sub/0").workload.current == "active"
    with world.sim.state.transaction():
        relations.destroy_relation(world.sim, world.find(Relation, "sub:host web:juju-info"))
    world.sim.turn()

    assert [unit.name for unit in world.all(Unit)] == ["web/0"]
    world.check()


@pytest.mark.parametrize("juju", SERIES)
def test_removal_leaves_nothing(juju: str) -> None:
    world = World(juju)
    world.deploy("web", 2)
    world.deploy("db")
    world.relate("web", "db")

    world.remove("web")
    world.remove("db")

    assert [world.all(kind) for kind in (Application, Unit, Machine, Relation)] == [[], [], [], []]
    world.check()


def test_the_next_unit_leads_when_the_leader_goes() -> None:
    world = World()
    world.deploy("web", 2)

    with world.sim.state.transaction():
        units.destroy_unit(world.sim, world.unit("web/0"))
    world.sim.turn()

    assert world.find(Application, "web").leader == "web/1"
    assert [machine.id for machine in world.all(Machine)] == ["1"]


def test_an_agent_that_is_lost_does_nothing() -> None:
    world = World()
    world.deploy("web")

    world.agents.lose(world.unit("web/0"))
    actions.enqueue(world.sim, world.uuid, [Wanted("unit-web-0", "backup", {})])
    world.sim.turn()
    assert world.all(Task)[0].status == "pending"
    world.agents.come_back(world.unit("web/0"))
    world.sim.turn()

    assert world.all(Task)[0].status == "completed"


@pytest.mark.parametrize("profile", ["instant", "steady", "chaos"])
def test_two_runs_are_the_same(profile: str) -> None:
    def run() -> Any:
        world = World(profile=profile)
        world.deploy("web", 3)
        world.deploy("db")
        world.sim.advance(60)
        world.relate("web", "db")
        assert world.sim.settle(100_000) is None
        assert {unit.agent.current for unit in world.all(Unit)} == {"idle"}
        world.check()
        return world.sim.keep()

    assert run() == run()


def test_a_saved_state_goes_on() -> None:
    world = World(profile="steady")
    world.deploy("web")
    world.sim.advance(30)
    kept = world.sim.keep()

    other = World(profile="steady")
    other.sim.take(kept)
    other.sim.settle(10_000)

    assert other.sim.state.find(Unit, "web/0", world.uuid).workload.current == "active"  # type: ignore[union-attr]  # it is there


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(FakeJujuError, match="the profiles are instant, steady, manual, chaos"):
        World(profile="fast")


@pytest.mark.parametrize("juju", SERIES)
def test_a_model_ends_when_nothing_is_left_in_it(juju: str) -> None:
    world = World(juju)
    world.deploy("web", 2)
    world.deploy("db")
    world.relate("web", "db")

    with world.sim.state.transaction():
        models.destroy_model(world.sim, world.asking.model)
    world.sim.turn()

    assert [model.name for model in world.sim.state.all(Model)] == ["controller"]
    world.check()


def test_a_unit_is_given_a_machine_and_the_lead_by_hand() -> None:
    world = World(profile="manual")
    world.deploy("web", 2)

    world.agents.assign(world.unit("web/1"))
    world.agents.lead(world.unit("web/1"))

    assert world.unit("web/1").machine == "0"
    assert world.find(Application, "web").leader == "web/1"
    with pytest.raises(FakeJujuError, match="has machine 0 already"):
        world.agents.assign(world.unit("web/1"))


@pytest.mark.parametrize(("juju", "kind"), [("1.18", "lxc"), ("1.25", "lxc"), ("2.9", "lxd"), ("3.6", "lxd")])
def test_a_machine_that_runs_hosts_the_containers_of_its_time(juju: str, kind: str) -> None:
    # As `juju add-machine lxc:0` of Juju 1: lxd came with 2.0.
    world = World(juju)
    world.deploy("web")
    world.sim.settle(600)

    base = world.sim.default_base()
    with world.sim.state.transaction():
        added = machines.add_machine(world.sim, world.uuid, base=base, container_type=kind, parent="0")
    world.sim.settle(600)

    assert added.id == f"0/{kind}/0"
    found = {one.id: one.supported_containers for one in world.sim.state.all(Machine, world.uuid)}
    assert found == {"0": [kind], added.id: []}
