"""Bring about what agents are seen to have done, where a recording has no notes of it.

A status that shows an agent at work says what it has reported by then. Only that is taken from a
recorded answer: what shows no agent at work is left to the simulator, and held against the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from fakejuju.cassette.model import Exchange
from fakejuju.domain import units
from fakejuju.domain.machines import remove_machine
from fakejuju.simulation import Simulation
from fakejuju.state.action import LogLine, Operation, Task
from fakejuju.state.application import Application, Relation, Unit
from fakejuju.state.entity import Address, PortRange, Status
from fakejuju.state.machine import Machine
from fakejuju.verify.addresses import port_of, scope_of
from jujuclient.wire.tags import Tag

Told = Mapping[str, Any]
_OF_TASKS = (("Action", "Actions"), ("Action", "ListOperations"), ("Action", "Operations"))
_NEVER = "0001-01-01T00:00:00Z"
_BY_AGENTS = ("running", "completed", "failed", "aborted")
"""The statuses of tasks that only an agent brings about."""


class Seen:
    """What agents were seen to have done in the models of a simulation.

    Attributes:
        acted: models in which an agent was seen at work.
    """

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.state = simulation.state
        self.acted: set[str] = set()

    def look(self, exchange: Exchange, model: str) -> None:
        """Bring about what a recorded answer shows, before the same is asked."""
        if exchange.failure is not None or not exchange.result:
            return
        call = (exchange.facade, exchange.method)
        with self.state.transaction():
            if call == ("Client", "FullStatus"):
                asked = msgspec.json.decode(exchange.params or "{}")
                self._status(model, msgspec.json.decode(exchange.result), whole=not asked.get("patterns"))
            elif call in _OF_TASKS:
                self._tasks(model, msgspec.json.decode(exchange.result))
        self.simulation.turn()

    # --- statuses --------------------------------------------------------------------------------

    def _status(self, model: str, told: Told, *, whole: bool) -> None:
        machines = dict(_machines(told.get("machines") or {}))
        found = dict(_units(told.get("applications") or {}))
        for id, machine in machines.items():
            self._machine(model, id, machine)
        for name, unit in found.items():
            self._unit(model, name, unit)
        for relation in told.get("relations") or ():
            self._relation(model, relation)
        if whole and model in self.acted:
            self._gone(model, machines, found)

    def _machine(self, model: str, id: str, told: Told) -> None:
        machine = self.state.find(Machine, id, model)
        instance = str(told.get("instance-id") or "")
        made = instance not in ("", "pending") and not instance.startswith("manual:")
        agent = told.get("agent-status") or {}
        if machine is None or not (made or agent.get("status", "pending") != "pending"):
            return
        self.acted.add(model)
        addresses = [Address(value, scope=scope_of(value)) for value in told.get("ip-addresses") or ()]
        machine = self.state.put(
            replace(
                machine,
                instance_id=instance,
                display_name=told.get("display-name") or "",
                hostname=told.get("hostname") or "",
                hardware=_hardware(told.get("hardware") or ""),
                addresses=addresses or machine.addresses,
                agent_version=agent.get("version") or "",
                lost=agent.get("status") == "down",
                life="dead" if agent.get("life") == "dead" else machine.life,
            )
        )
        for field in ("agent", "instance", "modification"):
            status = told.get(f"{field}-status")
            if status and status.get("status") not in ("down", ""):
                machine = self._set(machine, field, status)

    def _unit(self, model: str, name: str, told: Told) -> None:
        unit = self.state.find(Unit, name, model)
        agent, workload = told.get("agent-status") or {}, told.get("workload-status") or {}
        if unit is None or agent.get("status", "allocating") == "allocating":
            return
        self.acted.add(model)
        application = self.state.find(Application, unit.application, model)
        unit = self.state.put(
            replace(
                unit,
                agent_version=agent.get("version") or "",
                charm=told.get("charm") or (application.charm if application is not None else ""),
                ports=[port for text in told.get("opened-ports") or () if (port := _port(text))],
                lost=agent.get("status") == "lost",
                life="dead" if agent.get("life") == "dead" else unit.life,
            )
        )
        if application is not None and told.get("leader"):
            self.state.put(replace(application, leader=name))
        version = told.get("workload-version") or ""
        if version and version != unit.workload_version:
            unit = units.set_workload_version(self.simulation, unit, version)
        if unit.lost:
            return
        if workload.get("status") == "error":
            # An agent in error is shown as idle, under a workload in error.
            self._set(unit, "agent", workload)
            return
        unit = self._set(unit, "agent", agent)
        self._set(unit, "workload", workload)

    def _set(self, entity: Any, field: str, told: Told) -> Any:
        current, message = told.get("status") or "", told.get("info") or ""
        before: Status = getattr(entity, field)
        if (before.current, before.message) == (current, message):
            return entity
        # Its history is not shown, and is left as it is.
        status = Status(current, message, self.simulation.clock.stamp(), told.get("data") or {})
        return self.state.put(replace(entity, **{field: status}))

    def _relation(self, model: str, told: Told) -> None:
        status = told.get("status") or {}
        for relation in self.state.all(Relation, model):
            if relation.id == told.get("id") and status.get("status") == "joined":
                self._set(relation, "status", status)

    def _gone(self, model: str, machines: Told, found: Told) -> None:
        """What was dying, and is not shown any more, was finished by its agent."""
        for unit in self.state.all(Unit, model):
            current = self.state.find(Unit, unit.name, model)
            if current is not None and current.life != "alive" and unit.name not in found:
                units.remove_unit(self.simulation, current)
        for machine in self.state.all(Machine, model):
            here = self.state.find(Machine, machine.id, model)
            if here is not None and here.life != "alive" and machine.id not in machines:
                remove_machine(self.simulation, here)

    # --- actions ---------------------------------------------------------------------------------

    def _tasks(self, model: str, told: Told) -> None:
        for item in told.get("results") or ():
            if "operation" in item:
                self._operation(model, item)
            for one in item.get("actions") or ([item] if item.get("action") else ()):
                self._task(model, one)

    def _task(self, model: str, told: Told) -> None:
        task = self.state.find(Task, _id(told.get("action", {}).get("tag")), model)
        if task is None or told.get("status") not in _BY_AGENTS:
            return
        self.state.put(
            replace(
                task,
                status=told["status"],
                message=told.get("message") or task.message,
                started=_time(told.get("started")),
                completed=_time(told.get("completed")),
                output=told.get("output") or task.output,
                log=[LogLine(one["timestamp"], one["message"]) for one in told.get("log") or ()] or task.log,
            )
        )

    def _operation(self, model: str, told: Told) -> None:
        operation = self.state.find(Operation, _id(told.get("operation")), model)
        if operation is not None and told.get("status") in _BY_AGENTS:
            started, completed = _time(told.get("started")), _time(told.get("completed"))
            self.state.put(replace(operation, status=told["status"], started=started, completed=completed))


def _machines(told: Told) -> Iterable[tuple[str, Told]]:
    for id, machine in told.items():
        yield id, machine
        yield from _machines(machine.get("containers") or {})


def _units(applications: Told) -> Iterable[tuple[str, Told]]:
    for application in applications.values():
        for name, unit in (application.get("units") or {}).items():
            yield name, unit
            yield from (unit.get("subordinates") or {}).items()


def _hardware(line: str) -> dict[str, Any]:
    pairs = (part.partition("=")[::2] for part in line.split())
    return {key: _number(value) for key, value in pairs}


def _number(value: str) -> int | str:
    digits = value.removesuffix("M")
    return int(digits) if digits.isdigit() else value


def _port(text: str) -> PortRange | None:
    return port_of(text) if text[:1].isdigit() else None


def _time(text: Any) -> str:
    return "" if text in (None, _NEVER) else str(text)


def _id(tag: Any) -> str:
    try:
        return Tag.parse(str(tag)).id
    except ValueError:
        return ""
