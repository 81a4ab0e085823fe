"""What charms are made to do: rows, hooks that fail, functions that answer actions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from agents_at_work import World
from msgspec.structs import replace

from fakejuju.agents import ActionFailed
from fakejuju.behaviours import read_rows
from fakejuju.controller import FakeController
from fakejuju.domain import actions, units
from fakejuju.domain.actions import Wanted
from fakejuju.errors import FakeJujuError
from fakejuju.state.action import Task
from fakejuju.state.application import Application, Charm


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
