"""Action, continued: shell commands on units, applications and machines."""

from __future__ import annotations

from typing import Any

from fakejuju.domain import actions as verbs, units as unit_verbs
from fakejuju.domain.actions import Wanted
from fakejuju.handlers.action import enqueued, results
from fakejuju.handlers.call import Call, Refused
from fakejuju.state.application import Application
from fakejuju.state.machine import Machine
from jujuclient.facades.action import Action, ActionResults, EnqueuedActions
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType
from jujuclient.wire.tags import Tag

Names = list[str] | UnsetType


def _allowed(call: Call) -> None:
    call.need_admin()
    call.change_allowed()


def _wanted(
    call: Call,
    commands: str,
    receivers: list[str],
    timeout: int | UnsetType,
    workload: bool | UnsetType,
    parallel: bool | UnsetType = UNSET,
    group: str | UnsetType = UNSET,
) -> list[Wanted]:
    parameters: dict[str, Any] = {"command": commands, "timeout": timeout or 0}
    if (2, 8) <= call.juju < (4, 0):
        parameters["workload-context"] = bool(workload)
    # Recorded: on 3.6.28 commands run in parallel unless told otherwise, on 4.0.15 they do not.
    side_by_side = (call.juju < (4, 0)) if parallel is UNSET else bool(parallel)
    known = verbs.exec_name(call.simulation)
    return [Wanted(receiver, known, parameters, side_by_side, group or "") for receiver in receivers]


def _receivers(call: Call, units: Names, applications: Names, machines: Names) -> list[str]:
    """Units by name, those of the applications among them, then machines."""
    names = dict.fromkeys(units or ())
    for name in applications or ():
        application = call.need(Application, name, "application")
        names.update(dict.fromkeys(unit.name for unit in unit_verbs.units_of(call.simulation, application)))
    for name in names:
        if name.count("/") != 1 or not (name.endswith("/leader") or name.rpartition("/")[2].isdigit()):
            raise Refused(f'invalid unit name "{name}"')
    tags = [name if name.endswith("/leader") else str(Tag("unit", name)) for name in sorted(names)]
    return tags + [str(Tag("machine", id)) for id in machines or ()]


def _every_machine(call: Call) -> list[str]:
    return [str(Tag("machine", machine.id)) for machine in call.all(Machine)]


@answers(Action.run)
def run(
    call: Call,
    commands: str,
    *,
    applications: list[str] | UnsetType = UNSET,
    execution_group: str | UnsetType = UNSET,
    machines: list[str] | UnsetType = UNSET,
    parallel: bool | UnsetType = UNSET,
    timeout: int | UnsetType = UNSET,
    units: list[str] | UnsetType = UNSET,
    workload_context: bool | UnsetType = UNSET,
) -> EnqueuedActions:
    """Run shell commands on units and machines, as one operation."""
    _allowed(call)
    receivers = _receivers(call, units, applications, machines)
    wanted = _wanted(call, commands, receivers, timeout, workload_context, parallel, execution_group)
    return enqueued(call, *verbs.enqueue(call.simulation, call.model_uuid, wanted), group=True)


@answers(Action.run_on_all_machines)
def run_on_all_machines(
    call: Call,
    commands: str,
    *,
    applications: list[str] | UnsetType = UNSET,
    execution_group: str | UnsetType = UNSET,
    machines: list[str] | UnsetType = UNSET,
    parallel: bool | UnsetType = UNSET,
    timeout: int | UnsetType = UNSET,
    units: list[str] | UnsetType = UNSET,
    workload_context: bool | UnsetType = UNSET,
) -> EnqueuedActions:
    """Run shell commands on every machine, as one operation."""
    _allowed(call)
    every = _every_machine(call)
    wanted = _wanted(call, commands, every, timeout, workload_context, parallel, execution_group)
    return enqueued(call, *verbs.enqueue(call.simulation, call.model_uuid, wanted), group=True)


@answers(Action.run_v6)
def run_v6(
    call: Call,
    commands: str,
    *,
    applications: list[str] | UnsetType = UNSET,
    machines: list[str] | UnsetType = UNSET,
    timeout: int | UnsetType = UNSET,
    units: list[str] | UnsetType = UNSET,
    workload_context: bool | UnsetType = UNSET,
) -> ActionResults:
    """Run shell commands on units and machines: one action each."""
    _allowed(call)
    receivers = _receivers(call, units, applications, machines)
    wanted = _wanted(call, commands, receivers, timeout, workload_context)
    _, made = verbs.enqueue(call.simulation, call.model_uuid, wanted)
    return ActionResults(results=results(call, made) or UNSET)


@answers(Action.run_on_all_machines_v6)
def run_on_all_machines_v6(
    call: Call,
    commands: str,
    *,
    applications: list[str] | UnsetType = UNSET,
    machines: list[str] | UnsetType = UNSET,
    timeout: int | UnsetType = UNSET,
    units: list[str] | UnsetType = UNSET,
    workload_context: bool | UnsetType = UNSET,
) -> ActionResults:
    """Run shell commands on every machine: one action each."""
    _allowed(call)
    wanted = _wanted(call, commands, _every_machine(call), timeout, workload_context)
    _, made = verbs.enqueue(call.simulation, call.model_uuid, wanted)
    return ActionResults(results=results(call, made) or UNSET)
