"""Agents: a deployment to its end in every profile, errors and their end, removal, actions, rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from asking import Asking
from msgspec.structs import replace

from fakejuju.agents import ActionFailed, Agents
from fakejuju.behaviours import read_rows
from fakejuju.consistency import demand
from fakejuju.controller import FakeController
from fakejuju.domain import actions, applications, machines, models, relations, units
from fakejuju.domain.actions import Wanted
from fakejuju.errors import FakeJujuError
from fakejuju.state.action import Task
from fakejuju.state.application import Application, Charm, Relation, Unit
from fakejuju.state.controller import Model
from fakejuju.state.machine import Machine

SERIES = ("1.25", "2.9", "3.6", "4.0")
CHARMS: dict[str, dict[str, Any]] = {
    "web": {"requires": {"db": {"interface": "mysql"}}, "peers": {"ring": {"interface": "ring"}}},
    "db": {"provides": {"server": {"interface": "mysql"}}},
    "sub": {"subordinate": True, "requires": {"host": {"interface": "juju-info", "scope": "container"}}},
}


class World:
    """A model, its agents, and short names for what is in it."""

    def __init__(self, juju: str = "3.6", profile: str = "instant", **given: Any) -> None:
        self.asking = Asking(juju)
        self.sim = self.asking.sim
        self.uuid = self.asking.uuid
        self.agents = self.sim.agents = Agents(self.sim, profile, **given)

    def deploy(self, name: str, count: int = 1) -> None:
        """Deploy a charm of ``CHARMS`` with so many units."""
        charm = Charm(
            model=self.uuid,
            url=f"local:{name}-0",
            name=name,
            metadata={"name": name, **CHARMS[name]},
            actions={"backup": {}},
        )
        with self.sim.state.transaction() as state:
            state.put(charm)
            base = self.sim.default_base()
            applications.add_application(self.sim, self.uuid, name, charm, base=base, num_units=count)
        self.sim.turn()

    def relate(self, *names: str) -> None:
        """Relate two applications."""
        with self.sim.state.transaction():
            relations.add_relation(self.sim, self.uuid, names)
        self.sim.turn()

    def remove(self, name: str) -> None:
        """Remove an application."""
        with self.sim.state.transaction():
            applications.destroy_application(self.sim, self.find(Application, name))
        self.sim.turn()

    def find(self, kind: Any, key: str) -> Any:
        """An entity that is there."""
        found = self.sim.state.find(kind, key, self.uuid)
        assert found is not None, key
        return found

    def unit(self, name: str) -> Unit:
        """A unit."""
        found: Unit = self.find(Unit, name)
        return found

    def all(self, kind: Any) -> list[Any]:
        """All of a kind."""
        return self.sim.state.all(kind, self.uuid)

    def check(self) -> None:
        """Nothing went wrong."""
        assert not self.sim.failures, self.sim.failures
        demand(self.sim.state)


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


def test_a_failed_hook_stays_until_it_is_resolved() -> None:
    world = World(rows={"web": [{"fail": "install", "times": 1}]})

    world.deploy("web")
    unit = world.unit("web/0")
    assert (unit.agent.current, unit.agent.message) == ("error", 'hook failed: "install"')
    assert unit.agent.data == {"hook": "install"}
    answer = world.asking.ask("Application", 19, "ResolveUnitErrors", {"all": True, "retry": True})

    assert world.unit("web/0").agent.current == "idle", answer
    assert world.unit("web/0").workload.current == "active"
    world.check()


def test_a_row_holds_until_the_relation_is_there() -> None:
    row = {"until": {"related": "db"}, "status": "blocked", "message": "no relation"}
    world = World(rows={"web": [row]})

    world.deploy("web")
    assert world.unit("web/0").workload.message == "no relation"
    world.deploy("db")
    world.relate("web", "db")

    assert world.unit("web/0").workload.current == "active"
    assert world.unit("db/0").workload.current == "active"


@pytest.mark.parametrize("row", [{"status": "blocked", "message": "no relation"}, {"status": "active"}])
def test_a_charm_that_tells_its_status_early_starts_all_the_same(row: dict[str, Any]) -> None:
    world = World(rows={"web": [{**row, "version": "1.4", "ports": ["80/tcp"]}]})

    world.deploy("web")

    unit = world.unit("web/0")
    assert (unit.workload.current, unit.agent.current) == (row["status"], "idle")
    assert (unit.workload_version, [port.from_port for port in unit.ports]) == ("1.4", [80])


def test_a_leader_that_is_elected_later_does_not_start_again() -> None:
    world = World(rows={"web": [{"fail": "start", "times": 2}, {"status": "active"}]})
    world.deploy("web", 2)
    world.asking.ask("Application", 19, "ResolveUnitErrors", {"all": True, "retry": False})
    assert {world.unit(name).agent.current for name in ("web/0", "web/1")} == {"idle"}

    world.asking.ask("Application", 19, "DestroyUnit", {"units": [{"unit-tag": "unit-web-0"}]})
    world.sim.turn()

    assert world.find(Application, "web").leader == "web/1"
    assert world.unit("web/1").agent.current == "idle"


def test_rows_are_added_while_it_runs_and_come_before_the_others() -> None:
    with FakeController("3.6", rows={"mysql": [{"status": "waiting"}]}) as fake:
        fake.behave({"mysql": [{"status": "blocked", "message": "by hand"}]})
        with fake.connect() as connection:
            args = {"Args": [{"CharmName": "mysql", "num-units": 1}]}
            connection.rpc("Application", "DeployFromRepository", args)

        workload = fake.model().units["mysql/0"].workload
        assert (workload.current, workload.message) == ("blocked", "by hand")
        with pytest.raises(FakeJujuError, match="there is no status 'idle'"):
            fake.behave({"mysql": [{"status": "idle"}]})


def test_failures_of_rows_are_counted_anew_in_a_state_that_is_restored() -> None:
    with FakeController("3.6", rows={"mysql": [{"fail": "install", "times": 1}]}) as fake:
        before = fake.snapshot()
        for _ in range(2):
            with fake.connect() as connection:
                args = {"Args": [{"CharmName": "mysql", "num-units": 1}]}
                connection.rpc("Application", "DeployFromRepository", args)
            assert fake.model().units["mysql/0"].agent.current == "error"
            fake.restore(before)


def test_actions_are_answered_by_functions() -> None:
    world = World()
    world.deploy("web")
    world.agents.actions["web", "backup"] = lambda task: {"size": 5}
    world.agents.actions["web", "exec"] = lambda task: "Linux"

    def enqueue(name: str) -> Task:
        actions.enqueue(world.sim, world.uuid, [Wanted("unit-web-0", name, {})])
        world.sim.turn()
        task: Task = world.all(Task)[-1]
        return task

    backup, uname = enqueue("backup"), enqueue("juju-exec")
    assert (backup.status, backup.output) == ("completed", {"size": 5, "return-code": 0})
    assert uname.output == {"stdout": "Linux", "return-code": 0}

    def fails(task: Task) -> None:
        raise ActionFailed("disk full")

    world.agents.actions["web", "backup"] = fails
    failed = enqueue("backup")
    assert (failed.status, failed.message) == ("failed", "disk full")
    assert world.unit("web/0").agent.current == "idle"


def test_commands_are_answered_by_rows() -> None:
    """``exec`` is what functions are told by, too."""
    rows = [{"action": "exec", "results": {"stdout": "here\n"}}, {"action": "backup", "results": {"size": 5}}]
    world = World(rows=read_rows({"db": rows}))
    world.deploy("db")
    for name in ("juju-exec", "backup"):
        with world.sim.state.transaction():
            actions.enqueue(world.sim, world.uuid, [Wanted("unit-db-0", name, {})])
    world.sim.turn()
    done = {task.name: task.output for task in world.all(Task)}
    assert done["juju-exec"] == {"stdout": "here\n", "return-code": 0}
    assert done["backup"] == {"size": 5, "return-code": 0}


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


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- status: blocked", "rows are a mapping"),
        ("web: {status: blocked}", "web: a list of rows is wanted"),
        ("web: [{state: blocked}]", "web, row 1.*`state`.*status"),
        ("web: [{status: green}]", "there is no status 'green'"),
        ("web: [{message: hello}]", "says nothing"),
        ("web: [", "cannot be read"),
    ],
)
def test_bad_rows_are_told(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "rows.yaml"
    path.write_text(text)

    with pytest.raises(FakeJujuError, match=told):
        read_rows(path)


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


def test_units_follow_their_application_to_another_charm_and_configuration() -> None:
    world = World()
    world.deploy("web")

    with world.sim.state.transaction() as state:
        charm = state.put(replace(world.find(Charm, "local:web-0"), url="local:web-1", revision=1))
        state.put(replace(world.find(Application, "web"), charm=charm.url))
    world.sim.turn()

    assert world.unit("web/0").charm == "local:web-1"
    words = [entry.status.message for entry in world.sim.state.history(world.uuid, "unit-web-0")]
    assert words[-3:] == ["running upgrade-charm hook", "running config-changed hook", ""]


def test_rows_look_at_other_units_and_at_actions() -> None:
    rows = [
        {"until": {"units": 2}, "status": "waiting", "message": "for another"},
        {"until": {"action": "backup"}, "status": "blocked", "message": "no backup"},
    ]
    world = World(rows={"web": rows})
    world.agents.actions["web", "backup"] = lambda task: {"log": ["half way"]}

    world.deploy("web")
    assert world.unit("web/0").workload.message == "for another"
    with world.sim.state.transaction():
        units.add_unit(world.sim, world.find(Application, "web"))
    world.sim.turn()
    assert world.unit("web/0").workload.message == "no backup"
    actions.enqueue(world.sim, world.uuid, [Wanted("unit-web-0", "backup", {})])
    world.sim.turn()

    assert world.unit("web/0").workload.current == "active"
    assert [line.message for line in world.all(Task)[0].log] == ["half way"]


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
