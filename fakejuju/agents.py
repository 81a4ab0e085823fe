"""The agents of a simulated controller: who makes its rows happen, and when.

``Agents`` hears of every change, looks which rows it makes true, and lets them happen: at once
after the answer (``instant``), on the clock (``steady``), with seeded accidents (``chaos``), or not
at all (``manual``). What can be done to a unit or machine by hand is here, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec.structs import replace

from fakejuju.behaviour import Event, HookFailed, Outcome, Rules, UnitBehaviour
from fakejuju.domain import relations
from fakejuju.domain.statuses import set_status
from fakejuju.lifecycle import ROWS, STARTING, Row, elect, provision, start_agent
from fakejuju.simulation import Simulation
from fakejuju.state.action import LogLine, Operation, Task
from fakejuju.state.application import Application, Relation, Unit
from fakejuju.state.controller import Model
from fakejuju.state.entity import Entity, PortRange, Status
from fakejuju.state.machine import Machine
from fakejuju.state.store import Commit

ActionResult = Mapping[str, Any] | None
ActionFunction = Callable[[Task], ActionResult]
ACCIDENTS = 0.15
"""How often something goes wrong under ``chaos``: of every hook that ends."""


class ActionFailed(Exception):
    """Raised by a function for an action: the task fails with this message."""


class Agents:
    """The agents of all models of one controller.

    Attributes:
        profile: instant, steady, manual or chaos.
        behaviour: what charms do; set one of your own for all, or ``behaviours`` by application.
        actions: (application or charm or "", name of the action) to the function that answers it.
    """

    def __init__(self, simulation: Simulation, profile: str = "instant", *, rows: Any = ()) -> None:
        self.simulation = simulation
        self.profile = profile
        self.behaviour: UnitBehaviour = Rules.read(rows) if rows else Rules()
        self.behaviours: dict[str, UnitBehaviour] = {}
        self.actions: dict[tuple[str, str], ActionFunction] = {}
        self._rows: dict[type[Entity], list[Row]] = {}
        own = (
            Row("a unit is idle", Unit, _has_started, 3, self._settle),
            Row("a unit meets others", Unit, self._has_to_join, 2, self._join),
            Row("a unit takes up its work again", Unit, _is_resolved, 3, self._resume_unit),
            Row("a lost agent is back", Unit, self._was_lost, 60, self._found),
            Row("a failed hook is tried again", Unit, self._failed_by_chance, 60, self._resume_unit),
            Row("a task runs", Task, self._can_run, 1, self._run),
            Row("a task is done", Task, lambda sim, one: one.status == "running", 2, self._finish),
            Row("a task is aborted", Task, lambda sim, one: one.status == "aborting", 1, self._abort),
        )
        for row in (*ROWS, *own):
            self._rows.setdefault(row.kind, []).append(row)
        self._waiting: set[tuple[str, str, str]] = set()
        self._told: dict[tuple[str, str], tuple[str, str]] = {}
        self._config: dict[tuple[str, str], Mapping[str, Any]] = {}
        self._units_on: dict[tuple[str, str], dict[str, None]] = {}
        self._units_of: dict[tuple[str, str], dict[str, None]] = {}
        self._by_chance: set[tuple[str, str]] = set()
        simulation.commits.append(self._heard)
        self.resume()

    # --- hearing -----------------------------------------------------------------------------

    def resume(self) -> None:
        """Look at everything there is: after a state was restored, and at the beginning."""
        self._waiting.clear()
        self._units_on.clear()
        self._units_of.clear()
        state = self.simulation.state
        for unit in state.everywhere(Unit):
            self._index(None, unit)
        for kind in self._rows:
            for entity in state.everywhere(kind):
                self._look(entity)

    def _heard(self, commit: Commit) -> None:
        for change in commit.changes:
            before, after = change
            if isinstance(change.entity, Unit):
                self._index(before, after)
            if after is not None:
                self._look(after)
            self._look_around(change.entity, after is None)

    def _index(self, before: Any, after: Any) -> None:
        if before is not None and (after is None or before.machine != after.machine):
            self._units_on.get((before.model, before.machine), {}).pop(before.name, None)
        if before is not None and after is None:
            self._units_of.get((before.model, before.application), {}).pop(before.name, None)
        if after is not None:
            self._units_on.setdefault((after.model, after.machine), {})[after.name] = None
            self._units_of.setdefault((after.model, after.application), {})[after.name] = None

    def _look_around(self, entity: Entity, gone: bool) -> None:
        """Look at what depends on a thing that changed, and is not that thing."""
        state, model = self.simulation.state, entity.model
        if isinstance(entity, Machine):
            self._look_at(Unit, model, self._units_on.get((model, entity.id), ()))
            for inside in state.all(Machine, model) if "/" in entity.id or gone else ():
                self._look(inside)
        elif isinstance(entity, Relation):
            for end in entity.ends:
                self._look_at(Unit, model, self._units_of.get((model, end.application), ()))
                self._look_at(Application, model, (end.application,))
                self._refresh_all(model, end.application)
        elif isinstance(entity, Application):
            self._application_changed(entity)
        elif isinstance(entity, Unit):
            self._look_at(Application, model, (entity.application,) if gone else ())
            self._look_at(Machine, model, (entity.machine,) if gone or entity.life != "alive" else ())
            self._look_at(Unit, model, (entity.principal,) if entity.principal else ())
            if entity.agent.current == "idle":
                self._tasks_of(entity)
        if model and gone and isinstance(entity, Application | Machine):
            self._look_at(Model, "", (model,))

    def _application_changed(self, application: Application) -> None:
        key = (application.model, application.name)
        names = self._units_of.get(key, ())
        self._look_at(Unit, application.model, names)
        if self._config.get(key) != application.config:
            self._config[key] = application.config
            self._refresh_all(*key)

    def _tasks_of(self, unit: Unit) -> None:
        receiver = "unit-" + unit.name.replace("/", "-")
        for task in self.simulation.state.all(Task, unit.model):
            if task.receiver == receiver:
                self._look(task)

    def _look_at(self, kind: type[Entity], model: str, keys: Iterable[str]) -> None:
        for key in list(keys):
            found = self.simulation.state.find(kind, key, model)
            if found is not None:
                self._look(found)

    def _look(self, entity: Entity) -> None:
        if self.profile == "manual":
            return
        for row in self._rows.get(type(entity), ()):
            waiting = (row.name, entity.model, entity.key)
            if waiting not in self._waiting and row.when(self.simulation, entity):
                self._waiting.add(waiting)
                self._schedule(row, waiting)

    def _schedule(self, row: Row, waiting: tuple[str, str, str]) -> None:
        def happen() -> None:
            self._waiting.discard(waiting)
            entity = self.simulation.state.find(row.kind, waiting[2], waiting[1])
            if entity is None or not row.when(self.simulation, entity):
                return
            with self.simulation.state.transaction():
                row.then(self.simulation, entity)

        if self.profile == "instant":
            self.simulation.soon(happen)
        else:
            # The same row takes a little more or less each time, by the seed.
            share = 0.75 + self.simulation.seeds.fraction("delay") / 2
            self.simulation.clock.after(row.after * share, happen)

    # --- charms --------------------------------------------------------------------------------

    def _behaviour_of(self, application: Application) -> UnitBehaviour:
        return self.behaviours.get(application.name, self.behaviour)

    def _tell(self, kind: str, unit: Unit, **given: Any) -> Outcome:
        application = self.simulation.state.find(Application, unit.application, unit.model)
        if application is None:
            return Outcome()
        return self._behaviour_of(application).happened(
            Event(kind, self.simulation, unit, application, **given)
        )

    def _refresh_all(self, model: str, application: str) -> None:
        """Let the charm look again, after its relations or its configuration changed."""
        if self.profile == "manual":
            return

        def refresh() -> None:
            for name in list(self._units_of.get((model, application), ())):
                unit = self.simulation.state.find(Unit, name, model)
                if unit is not None and unit.life == "alive" and unit.agent.current == "idle":
                    with self.simulation.state.transaction():
                        self._apply("config-changed", unit)

        if any(True for _ in self._units_of.get((model, application), ())):
            self.simulation.soon(refresh)

    def _apply(self, kind: str, unit: Unit, **given: Any) -> Unit:
        """Tell the charm of an event, and set the status it wants, if that is another than before."""
        try:
            outcome = self._tell(kind, unit, **given)
        except HookFailed as failure:
            return self._fail(unit, kind, str(failure))
        key = (unit.model, unit.name)
        if outcome.status is not None and self._told.get(key) != outcome.status:
            self._told[key] = outcome.status
            return set_status(self.simulation, unit, "workload", *outcome.status)
        return unit

    def _fail(self, unit: Unit, hook: str, message: str = "") -> Unit:
        words = message or f'hook failed: "{hook}"'
        return set_status(self.simulation, unit, "agent", "error", words, {"hook": hook})

    def _settle(self, sim: Simulation, unit: Unit) -> None:
        """The end of a hook: idle, and whatever the charm says; under chaos perhaps an accident."""
        self._told.pop((unit.model, unit.name), None)
        told = self._apply("start", unit)
        if told.agent.current == "error":
            return
        chance = sim.seeds.fraction("accident") if self.profile == "chaos" else 1.0
        if chance < ACCIDENTS / 2:
            self._by_chance.add((unit.model, unit.name))
            self._fail(told, "start")
        elif chance < ACCIDENTS:
            self._by_chance.add((unit.model, unit.name))
            self.lose(told)
        else:
            set_status(sim, told, "agent", "idle")

    def _failed_by_chance(self, sim: Simulation, unit: Unit) -> bool:
        return unit.agent.current == "error" and (unit.model, unit.name) in self._by_chance

    def _was_lost(self, sim: Simulation, unit: Unit) -> bool:
        return unit.agent.current == "lost" and (unit.model, unit.name) in self._by_chance

    def _found(self, sim: Simulation, unit: Unit) -> None:
        self._by_chance.discard((unit.model, unit.name))
        self._back_to_work(unit)

    def _resume_unit(self, sim: Simulation, unit: Unit) -> None:
        self._by_chance.discard((unit.model, unit.name))
        self._back_to_work(sim.state.put(replace(unit, resolved="")))

    def _back_to_work(self, unit: Unit) -> None:
        self._told.pop((unit.model, unit.name), None)
        told = self._apply("update-status", unit)
        if told.agent.current != "idle":
            set_status(self.simulation, told, "agent", "idle")

    # --- relations -----------------------------------------------------------------------------

    def _has_to_join(self, sim: Simulation, unit: Unit) -> bool:
        return unit.life == "alive" and unit.agent.current == "idle" and bool(self._to_join(unit))

    def _to_join(self, unit: Unit) -> list[Relation]:
        found = relations.relations_of(self.simulation, unit.model, unit.application)
        return [one for one in found if self._joins(one, unit)]

    def _joins(self, relation: Relation, unit: Unit) -> bool:
        if relation.life != "alive" or relation.suspended or unit.name in relation.units:
            return False
        end = relation.end_of(unit.application)
        if end is None or end.endpoint.scope != "container" or not unit.principal:
            return True
        # A subordinate meets the application that it stands beside, no other.
        return relation.other_end(unit.application).application == unit.principal.rpartition("/")[0]

    def _join(self, sim: Simulation, unit: Unit) -> None:
        address = {"egress-subnets": f"{unit.private_address}/32", "ingress-address": unit.private_address,
                   "private-address": unit.private_address}  # fmt: skip
        for relation in self._to_join(unit):
            data = dict(address if unit.private_address else {})
            try:
                data |= self._tell("relation-joined", unit, relation=relation).data or {}
            except HookFailed as failure:
                self._fail(unit, "relation-joined", str(failure))
                return
            joined = relations.enter_scope(sim, relation, unit, data)
            relations.mark_joined(sim, joined)
        self._refresh_all(unit.model, unit.application)

    # --- actions -------------------------------------------------------------------------------

    def _can_run(self, sim: Simulation, task: Task) -> bool:
        if task.status != "pending":
            return False
        kind, _, rest = task.receiver.partition("-")
        if kind == "machine":
            machine = sim.state.find(Machine, rest.replace("-", "/"), task.model)
            return machine is not None and machine.agent.current == "started"
        unit = self._receiver(task)
        return unit is not None and unit.agent.current == "idle"

    def _receiver(self, task: Task) -> Unit | None:
        kind, _, rest = task.receiver.partition("-")
        name = "/".join(rest.rsplit("-", 1))
        return self.simulation.state.find(Unit, name, task.model) if kind == "unit" else None

    def _run(self, sim: Simulation, task: Task) -> None:
        now = sim.clock.second()
        sim.state.put(replace(task, status="running", started=now))
        operation = sim.state.find(Operation, task.operation, task.model)
        if operation is not None and operation.status == "pending":
            sim.state.put(replace(operation, status="running", started=now))

    def _finish(self, sim: Simulation, task: Task) -> None:
        function = self._function(task)
        status, message, output = "completed", "", dict[str, Any]()
        try:
            output = dict(function(task) or {}) if function is not None else {}
        except ActionFailed as failure:
            status, message = "failed", str(failure)
        if sim.series.version >= (2, 8):
            output.setdefault("return-code", 0 if status == "completed" else 1)
        lines = output.pop("log", [])
        log = [*task.log, *(LogLine(sim.clock.second(), str(line)) for line in lines)]
        self.finish_task(replace(task, log=log), status, message, output)
        unit = self._receiver(task)
        if unit is not None:
            self._refresh_all(unit.model, unit.application)

    def _abort(self, sim: Simulation, task: Task) -> None:
        self.finish_task(task, "aborted", "action aborted", {})

    def finish_task(self, task: Task, status: str, message: str, output: Mapping[str, Any]) -> None:
        """End a task, and its operation with the last of them; inside a transaction."""
        now, state = self.simulation.clock.second(), self.simulation.state
        state.put(replace(task, status=status, message=message, output=dict(output), completed=now))
        operation = state.find(Operation, task.operation, task.model)
        others = [one for one in state.all(Task, task.model) if one.operation == task.operation]
        if operation is None or not all(one.completed for one in others):
            return
        statuses = {one.status for one in others}
        worst = next(
            (one for one in ("error", "failed", "aborted", "cancelled") if one in statuses), "completed"
        )
        state.put(replace(operation, status=worst, completed=now))

    def _function(self, task: Task) -> ActionFunction | None:
        unit = self._receiver(task)
        application = unit.application if unit is not None else ""
        charm = ""
        if unit is not None:
            from fakejuju.domain.charms import charm_of

            found = self.simulation.state.find(Application, application, task.model)
            charm = charm_of(self.simulation, found).name if found is not None else ""
        for key in ((application, task.name), (charm, task.name), ("", task.name)):
            if key in self.actions:
                return self.actions[key]
        return None

    # --- by hand: each inside its own transaction --------------------------------------------------

    def set_workload(self, unit: Unit, current: str, message: str = "", data: Any = None) -> None:
        """Let a charm set its status."""
        with self.simulation.state.transaction():
            set_status(self.simulation, unit, "workload", current, message, data)

    def set_agent(self, unit: Unit, current: str, message: str = "") -> None:
        """Set the status of a unit's agent."""
        with self.simulation.state.transaction():
            set_status(self.simulation, unit, "agent", current, message)

    def set_application(self, application: Application, current: str, message: str = "") -> None:
        """Let the leader set the application's own status."""
        with self.simulation.state.transaction():
            set_status(self.simulation, application, "status", current, message)

    def set_workload_version(self, unit: Unit, version: str) -> None:
        """Let a charm tell the version of its workload; the application has it, too."""
        with self.simulation.state.transaction() as state:
            state.put(replace(unit, workload_version=version))
            application = state.find(Application, unit.application, unit.model)
            if application is not None:
                state.put(replace(application, workload_version=version))

    def fail_hook(self, unit: Unit, hook: str, message: str = "") -> None:
        """Let a hook of a unit fail."""
        with self.simulation.state.transaction():
            self._fail(unit, hook, message)

    def open_ports(self, unit: Unit, ports: list[PortRange]) -> None:
        """Let a charm open ports."""
        with self.simulation.state.transaction() as state:
            state.put(replace(unit, ports=[*unit.ports, *(port for port in ports if port not in unit.ports)]))

    def lose(self, unit: Unit) -> None:
        """Let the agent of a unit be lost."""
        with self.simulation.state.transaction() as state:
            since = self.simulation.clock.stamp()
            words = "agent is not communicating with the server"
            state.put(replace(unit, agent=Status("lost", words, since)))

    def assign(self, unit: Unit) -> None:
        """Give a unit its machine."""
        from fakejuju.domain.units import assign_unit

        with self.simulation.state.transaction():
            assign_unit(self.simulation, unit)

    def start_machine(self, machine: Machine) -> None:
        """Provision a machine and start its agent."""
        with self.simulation.state.transaction():
            given = machine if machine.instance_id else provision(self.simulation, machine)
            start_agent(self.simulation, given)

    def fail_machine(self, machine: Machine, message: str) -> None:
        """Let the provisioning of a machine fail."""
        with self.simulation.state.transaction():
            set_status(self.simulation, machine, "instance", "provisioning error", message)

    def lose_machine(self, machine: Machine) -> None:
        """Let the agent of a machine be lost."""
        with self.simulation.state.transaction():
            words = "agent is not communicating with the server"
            set_status(self.simulation, machine, "agent", "down", words)

    def publish(self, relation: Relation, unit: str, data: Mapping[str, str]) -> None:
        """Let a unit publish in a relation that it is in."""
        with self.simulation.state.transaction() as state:
            published = {**relation.units.get(unit, {}), **data}
            state.put(replace(relation, units={**relation.units, unit: published}))

    def lead(self, unit: Unit) -> None:
        """Make a unit the leader, whoever leads."""
        with self.simulation.state.transaction() as state:
            application = state.find(Application, unit.application, unit.model)
            if application is not None:
                state.put(replace(application, leader=""))
                elect(self.simulation, unit)


def _has_started(sim: Simulation, unit: Unit) -> bool:
    executing = unit.agent.current == "executing" and unit.agent.message == STARTING
    return unit.life == "alive" and executing


def _is_resolved(sim: Simulation, unit: Unit) -> bool:
    return unit.agent.current == "error" and bool(unit.resolved)
