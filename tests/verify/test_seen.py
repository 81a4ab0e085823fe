"""What agents did, read off answers where a recording has no notes of it."""

from __future__ import annotations

import json
from typing import Any

from fakejuju.cassette.model import Exchange
from fakejuju.domain import actions, machines
from fakejuju.simulation import Simulation
from fakejuju.state.action import Operation, Task
from fakejuju.state.application import Application, Unit
from fakejuju.state.controller import Model
from fakejuju.state.entity import Base
from fakejuju.state.machine import Machine
from fakejuju.verify.missing import Missing
from fakejuju.verify.seen import Seen

MACHINE = {
    "id": "0", "instance-id": "inst-0", "display-name": "disp-0", "ip-addresses": ["54.32.1.10"],
    "hardware": "arch=amd64 cores=2 mem=4096M", "containers": {},
    "agent-status": {"status": "started", "info": "", "version": "4.0.15"},
    "instance-status": {"status": "running", "info": "running"},
    "modification-status": {"status": "", "info": ""},
}  # fmt: skip
UNIT = {
    "leader": True, "opened-ports": ["80/tcp"], "workload-version": "1.2.3", "subordinates": None,
    "agent-status": {"status": "idle", "info": "", "version": "4.0.15"},
    "workload-status": {"status": "active", "info": "ready"},
}  # fmt: skip


def deployed() -> tuple[Simulation, str]:
    """A unit on a machine, which no agent has touched."""
    sim = Simulation("4.0")
    model = sim.add_model("m").uuid
    with sim.state.transaction() as state:
        machines.add_machine(sim, model, base=Base())
        state.put(Application(model=model, name="web", charm="local:web-0"))
        state.put(Unit(model=model, name="web/0", application="web", machine="0"))
    return sim, model


def answer(facade: str, method: str, result: Any, **params: Any) -> Exchange:
    """An exchange with that answer."""
    return Exchange(
        number=1, on=1, facade=facade, method=method, version=8,
        params=json.dumps(params), result=json.dumps(result),
    )  # fmt: skip


def status(machines: Any, units: Any) -> Exchange:
    """An answer to FullStatus."""
    return answer("Client", "FullStatus", {"machines": machines, "applications": {"web": {"units": units}}})


def test_what_agents_have_reported_by_a_status_is_there_when_it_is_asked_for() -> None:
    sim, model = deployed()

    Seen(sim).look(status({"0": MACHINE}, {"web/0": UNIT}), model)

    machine, unit = sim.state.find(Machine, "0", model), sim.state.find(Unit, "web/0", model)
    application = sim.state.find(Application, "web", model)
    assert machine is not None
    assert (machine.instance_id, machine.agent.current, machine.instance.current) == (
        "inst-0",
        "started",
        "running",
    )
    assert machine.hardware == {"arch": "amd64", "cores": 2, "mem": 4096}
    assert [address.value for address in machine.addresses] == ["54.32.1.10"]
    assert unit is not None
    assert (unit.agent.current, unit.workload.message, unit.workload_version) == ("idle", "ready", "1.2.3")
    assert [(port.from_port, port.protocol) for port in unit.ports] == [(80, "tcp")]
    assert application is not None
    assert application.leader == "web/0"


def test_a_status_without_agents_changes_nothing_so_that_no_mistake_is_hidden() -> None:
    sim, model = deployed()
    before = sim.state.snapshot()
    idle = {"status": "pending", "info": "words of another controller"}
    machine = {**MACHINE, "instance-id": "pending", "agent-status": idle}
    manual = {**machine, "instance-id": "manual:1.2.3.4"}
    waiting = {**UNIT, "agent-status": {"status": "allocating", "info": "other words"}}

    Seen(sim).look(status({"0": machine}, {"web/0": waiting}), model)
    Seen(sim).look(status({"0": manual}, {}), model)

    assert sim.state.snapshot() == before


def test_a_unit_in_error_is_an_agent_in_error() -> None:
    sim, model = deployed()
    broken = {**UNIT, "workload-status": {"status": "error", "info": 'hook failed: "install"'}}

    Seen(sim).look(status({}, {"web/0": broken}), model)

    unit = sim.state.find(Unit, "web/0", model)
    assert unit is not None
    assert (unit.agent.current, unit.agent.message) == ("error", 'hook failed: "install"')


def test_what_was_dying_and_is_no_longer_shown_has_been_finished_by_its_agent() -> None:
    sim, model = deployed()
    seen = Seen(sim)
    seen.look(status({"0": MACHINE}, {"web/0": UNIT}), model)
    with sim.state.transaction():
        machines.destroy_machine(sim, sim.state.all(Machine, model)[0], force=True)

    seen.look(answer("Client", "FullStatus", {"machines": {}, "applications": {}}, patterns=["x"]), model)
    assert len(sim.state.all(Unit, model)) == 1, "a filter may have left it out"

    seen.look(answer("Client", "FullStatus", {"machines": {}, "applications": {}}), model)
    assert sim.state.all(Unit, model) == []
    assert sim.state.all(Machine, model) == []


def test_what_agents_made_of_tasks_is_there_and_what_clients_made_is_not_touched() -> None:
    sim, model = deployed()
    wanted = actions.Wanted("unit-web-0", "juju-exec", {"command": "ls"})
    actions.enqueue(sim, model, [wanted, wanted])
    done = {"status": "completed", "message": "well done", "output": {"stdout": "hi"}}
    told = [
        {**done, "action": {"tag": "action-1"}, "completed": "0001-01-01T00:00:00Z"},
        {"status": "cancelled", "action": {"tag": "action-2"}},
    ]  # fmt: skip

    Seen(sim).look(answer("Action", "Actions", {"results": told}), model)
    Seen(sim).look(
        answer(
            "Action", "ListOperations", {"results": [{"operation": "operation-0", "status": "completed"}]}
        ),
        model,
    )

    first, second = sim.state.all(Task, model)
    assert (first.status, first.message, first.output, first.completed) == (
        "completed", "well done", {"stdout": "hi"}, "",
    )  # fmt: skip
    assert second.status == "pending"
    assert [one.status for one in sim.state.all(Operation, model)] == ["completed"]


def test_models_that_a_list_shows_and_nothing_recorded_has_made_are_made_before_it() -> None:
    sim = Simulation("3.6")
    uuids = [f"0000000{number}-0000-4000-8000-000000000000" for number in range(3)]
    made = Exchange(
        number=1, on=1, facade="ModelManager", method="CreateModel", version=10,
        result=json.dumps({"uuid": uuids[0], "name": "ours"}),
    )  # fmt: skip
    sim.add_model("here")
    names = ("ours", "theirs", "here")
    listed = [
        {"model": {"uuid": uuid, "name": name, "owner-tag": "user-admin"}}
        for uuid, name in zip(uuids, names, strict=True)
    ]

    Missing(sim, [made]).look(answer("ModelManager", "ListModels", {"user-models": listed}))

    assert [model.name for model in sim.state.all(Model)] == ["controller", "here", "theirs"]
