"""Apply what a recording says that an agent did, at the moment it did it.

A note is JSON: ``{"agent": {"op": "unit-status", "unit": "myapp/0", …}}``. Each op is a function
below, named as it is. An op that is not known is an error: a change that was left out would make
everything after it differ.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import msgspec

from fakejuju.domain import relations, units
from fakejuju.domain.machines import remove_machine
from fakejuju.domain.statuses import set_status
from fakejuju.errors import FakeJujuError
from fakejuju.refused import Refused
from fakejuju.simulation import Simulation
from fakejuju.state.action import LogLine, Operation, Task
from fakejuju.state.application import Application, Relation, Unit
from fakejuju.state.controller import Model
from fakejuju.state.entity import Address, Entity
from fakejuju.state.machine import Machine
from fakejuju.verify.addresses import port_of, scope_of
from jujuclient.wire.tags import Tag

E = TypeVar("E", bound=Entity)
Told = dict[str, Any]


class Notes:
    """Applies notes to a simulation.

    Attributes:
        assigned: models whose unit assigner works, so that units get machines by themselves.
        taken: model to the numbers of machines that calls yet to come are recorded to have got.
    """

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.assigned: set[str] = set()
        self.taken: dict[str, set[int]] = {}

    def apply(self, text: str, rewrite: Callable[[str], str]) -> None:
        """Apply a note, if it is one of an agent's change.

        Raises:
            FakeJujuError: an op that is not known.
        """
        try:
            found = json.loads(rewrite(text))
        except ValueError:
            return  # a remark for people
        told = found.get("agent") if isinstance(found, dict) else None
        if told is None:
            return
        verb = getattr(self, "op_" + told["op"].replace("-", "_"), None)
        if verb is None:
            raise FakeJujuError(f"the note of an agent's change {told['op']!r} is not known")
        if verb in (self.op_remove_dying_model,):
            verb(told)  # in steps, each of which is told of
        else:
            with self.simulation.state.transaction():
                verb(told)
        self.simulation.turn()
        self.assign()

    def assign(self) -> None:
        """Let the unit assigner work, where a recording says that it does."""
        for uuid in self.assigned:
            for unit in self.simulation.state.all(Unit, uuid):
                following = self.simulation.state.sequences(uuid).get("machine", 0)
                if following in self.taken.get(uuid, ()):
                    break  # the worker was slower than the client
                if not unit.machine and not unit.principal and unit.life == "alive":
                    # One that cannot be placed stays without a machine, and the worker goes on.
                    with suppress(Refused), self.simulation.state.transaction():
                        units.assign_unit(self.simulation, unit)
        self.simulation.turn()

    # --- what is changed ---------------------------------------------------------------------

    def _find(self, kind: type[E], told: Told, name: str) -> E:
        found = self.simulation.state.find(kind, str(told[name]), told["model"])
        if found is None:
            raise FakeJujuError(f"the note {told} is of a {name} that the simulation does not have")
        return found

    def _change(self, kind: type[E], told: Told, name: str, **given: Any) -> E:
        return self.simulation.state.put(msgspec.structs.replace(self._find(kind, told, name), **given))

    def _status(self, kind: type[Entity], told: Told, name: str, field: str) -> None:
        entity = self._find(kind, told, name)
        set_status(self.simulation, entity, field, told["status"], told.get("message", ""), told.get("data"))

    # --- the ops -----------------------------------------------------------------------------

    def op_workers(self, told: Told) -> None:
        self.assigned.add(told["model"])
        self.simulation.workers.add(told["model"])

    def op_units_of(self, told: Told) -> None:
        """The harness only looked."""

    def op_machines(self, told: Told) -> None:
        """The harness only looked."""

    def op_instance_status(self, told: Told) -> None:
        self._status(Machine, told, "machine", "instance")

    def op_machine_status(self, told: Told) -> None:
        self._status(Machine, told, "machine", "agent")

    def op_modification_status(self, told: Told) -> None:
        self._status(Machine, told, "machine", "modification")

    def op_provisioned(self, told: Told) -> None:
        machine = self._find(Machine, told, "machine")
        hardware = dict(machine.hardware) or {"arch": "amd64"}
        hardware |= {"arch": "amd64", "cores": 2, "mem": 4096, "root-disk": 8192}
        if told.get("zone"):
            hardware["availability-zone"] = told["zone"]
        self._change(
            Machine,
            told,
            "machine",
            instance_id=told["instance-id"],
            display_name=told.get("display-name", ""),
            hardware=told.get("hardware", hardware),
        )

    def op_provider_addresses(self, told: Told) -> None:
        self._addresses(told)

    def op_machine_addresses(self, told: Told) -> None:
        self._addresses(told)

    def _addresses(self, told: Told) -> None:
        machine = self._find(Machine, told, "machine")
        kept = list(machine.addresses)
        for value in told["addresses"]:
            if not any(address.value == value for address in kept):
                kept.append(Address(value, scope=scope_of(value)))
        self._change(Machine, told, "machine", addresses=kept)

    def op_machine_agent_version(self, told: Told) -> None:
        self._change(Machine, told, "machine", agent_version=self.simulation.version)

    def op_hostname(self, told: Told) -> None:
        self._change(Machine, told, "machine", hostname=told["hostname"])

    def op_machine_supported_containers(self, told: Told) -> None:
        self._change(Machine, told, "machine", supported_containers=told.get("containers") or ["lxd"])

    def op_presence(self, told: Told) -> None:
        """The harness kept presence by the agent's tag, for every model alike."""
        self.simulation.presence[told["agent"]] = told["status"]
        tag = Tag.parse(told["agent"])
        state, lost = self.simulation.state, told["status"] == "missing"
        agents: list[Unit | Machine] = [*state.everywhere(Unit), *state.everywhere(Machine)]
        for one in agents:
            if one.key == tag.id and isinstance(one, Unit) == (tag.kind == "unit"):
                state.put(msgspec.structs.replace(one, lost=lost))

    def op_unit_agent_version(self, told: Told) -> None:
        self._change(Unit, told, "unit", agent_version=self.simulation.version)

    def op_unit_charm(self, told: Told) -> None:
        self._change(Unit, told, "unit", charm=told["charm"])

    def op_unit_agent_status(self, told: Told) -> None:
        self._status(Unit, told, "unit", "agent")

    def op_unit_status(self, told: Told) -> None:
        self._status(Unit, told, "unit", "workload")

    def op_application_status(self, told: Told) -> None:
        self._status(Application, told, "application", "status")

    def op_leader(self, told: Told) -> None:
        # A claim is denied while another unit leads: the harness let every unit try.
        leader = self._find(Application, told, "application").leader
        if not leader or self.simulation.state.find(Unit, leader, told["model"]) is None:
            self._change(Application, told, "application", leader=told["unit"])

    def op_workload_version(self, told: Told) -> None:
        units.set_workload_version(self.simulation, self._find(Unit, told, "unit"), told["version"])

    def op_open_ports(self, told: Told) -> None:
        unit = self._find(Unit, told, "unit")
        opened = [*unit.ports, *(port_of(text, told.get("endpoint", "")) for text in told["ports"])]
        self._change(Unit, told, "unit", ports=opened)

    def op_close_ports(self, told: Told) -> None:
        unit = self._find(Unit, told, "unit")
        closed = {port_of(text, told.get("endpoint", "")) for text in told["ports"]}
        self._change(Unit, told, "unit", ports=[port for port in unit.ports if port not in closed])

    def _relation(self, told: Told) -> Relation:
        for relation in self.simulation.state.all(Relation, told["model"]):
            if relation.id == told["relation"]:
                return relation
        raise FakeJujuError(f"the note {told} is of a relation that the simulation does not have")

    def op_enter_scope(self, told: Told) -> None:
        relations.enter_scope(
            self.simulation, self._relation(told), self._find(Unit, told, "unit"), told.get("settings") or {}
        )

    def op_leave_scope(self, told: Told) -> None:
        relations.leave_scope(self.simulation, self._relation(told), self._find(Unit, told, "unit"))

    def op_relation_status(self, told: Told) -> None:
        set_status(self.simulation, self._relation(told), "status", told["status"], told.get("message", ""))

    def op_action_begin(self, told: Told) -> None:
        now = self.simulation.clock.second()
        task = self._change(Task, told, "action", status="running", started=now)
        self._operation(task, started=now, status="running")

    def _operation(self, task: Task, **given: Any) -> None:
        found = self.simulation.state.find(Operation, task.operation, task.model)
        if found is not None:
            self.simulation.state.put(msgspec.structs.replace(found, **given))

    def op_action_log(self, told: Told) -> None:
        task = self._find(Task, told, "action")
        line = LogLine(self.simulation.clock.second(), told["message"])
        self._change(Task, told, "action", log=[*task.log, line])

    def op_action_finish(self, told: Told) -> None:
        now = self.simulation.clock.second()
        task = self._change(
            Task,
            told,
            "action",
            status=told["status"],
            message=told.get("message", ""),
            output=told.get("results"),
            completed=now,
        )
        others = [
            one for one in self.simulation.state.all(Task, task.model) if one.operation == task.operation
        ]
        if all(one.completed for one in others):
            statuses = {one.status for one in others}
            worst = next((one for one in ("error", "failed", "cancelled") if one in statuses), "completed")
            self._operation(task, completed=now, status=worst)

    def op_unit_dead(self, told: Told) -> None:
        self._change(Unit, told, "unit", life="dead")

    def op_unit_remove(self, told: Told) -> None:
        units.remove_unit(self.simulation, self._find(Unit, told, "unit"))

    def op_machine_dead(self, told: Told) -> None:
        self._change(Machine, told, "machine", life="dead")

    def op_machine_remove(self, told: Told) -> None:
        remove_machine(self.simulation, self._find(Machine, told, "machine"))

    def op_process_dying_model(self, told: Told) -> None:
        from fakejuju.domain import models

        models.process_dying(self.simulation, self._find_model(told))

    def op_remove_dying_model(self, told: Told) -> None:
        from fakejuju.domain import models

        models.remove_model(self.simulation, self._find_model(told))

    def _find_model(self, told: Told) -> Model:
        found = self.simulation.state.find(Model, told["model"])
        if found is None:
            raise FakeJujuError(f"the note {told} is of a model that the simulation does not have")
        return found
