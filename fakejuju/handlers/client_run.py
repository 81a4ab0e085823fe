"""Client: shell commands of Juju 1, which the controller itself ran over SSH while the caller waited."""

from __future__ import annotations

import base64

from fakejuju.domain import actions, applications
from fakejuju.domain.units import units_of
from fakejuju.handlers.call import Call, Refused
from fakejuju.projections.words import private_address
from fakejuju.state.application import Unit
from fakejuju.state.machine import Machine
from jujuclient.facades.client import Client
from jujuclient.facades.client_types import RunResult, RunResults
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType
from jujuclient.wire.tags import Tag


@answers(Client.run)
def run(
    call: Call,
    commands: str,
    *,
    applications: list[str] | UnsetType = UNSET,
    machines: list[str] | UnsetType = UNSET,
    timeout: int | UnsetType = UNSET,
    units: list[str] | UnsetType = UNSET,
) -> RunResults:
    """Run commands on machines, units, and every unit of services; each answer by its machine."""
    call.need_write()
    call.change_allowed()
    wanted = _units(call, units or [], applications or [])
    found = [_on_unit(call, unit, commands, timeout or 0) for unit in wanted]
    found += [_on_machine(call, _machine(call, id), commands, timeout or 0) for id in machines or []]
    return _in_order(found)


@answers(Client.run_on_all_machines)
def run_on_all_machines(
    call: Call,
    commands: str,
    *,
    applications: list[str] | UnsetType = UNSET,
    machines: list[str] | UnsetType = UNSET,
    timeout: int | UnsetType = UNSET,
    units: list[str] | UnsetType = UNSET,
) -> RunResults:
    """Run commands on every machine of the environment."""
    call.need_write()
    call.change_allowed()
    return _in_order([_on_machine(call, one, commands, timeout or 0) for one in call.all(Machine)])


def _in_order(found: list[RunResult]) -> RunResults:
    return RunResults(results=sorted(found, key=lambda one: (one.machine_id, one.unit_id)))


def _units(call: Call, names: list[str], services: list[str]) -> list[Unit]:
    """The named units and those of the services, each once."""
    wanted = dict.fromkeys(names)
    for name in services:
        service = applications.named(call.simulation, call.model_uuid, name)
        wanted.update(dict.fromkeys(unit.name for unit in units_of(call.simulation, service)))
    return [call.need(Unit, name, "unit") for name in sorted(wanted)]


def _machine(call: Call, id: str) -> Machine:
    found = call.find(Machine, id)
    if found is None:
        raise Refused(f"machine {id} not found", "not found")
    return found


def _on_unit(call: Call, unit: Unit, commands: str, timeout: int) -> RunResult:
    machine = call.find(Machine, unit.machine)
    if machine is None:
        raise Refused(f'cannot get assigned machine of unit "{unit.name}": not assigned', "not assigned")
    return _result(call, machine, unit, commands, timeout)


def _on_machine(call: Call, machine: Machine, commands: str, timeout: int) -> RunResult:
    return _result(call, machine, None, commands, timeout)


def _result(call: Call, machine: Machine, unit: Unit | None, commands: str, timeout: int) -> RunResult:
    """What a machine gives; one that cannot be reached is an error of its own."""
    result = RunResult(
        code=0, error="", machine_id=machine.id, stderr="", stdout="", unit_id=unit.name if unit else ""
    )
    if not private_address(machine.addresses):
        result.error = "no address found"
        return result
    if call.simulation.agents is not None:
        tag = Tag("unit", unit.name) if unit is not None else Tag("machine", machine.id)
        task = actions.command_over_ssh(call.simulation, machine.model, str(tag), commands, timeout)
        result.code, stdout, stderr = call.simulation.agents.run_command(task)
        result.stdout, result.stderr = _encoded(stdout), _encoded(stderr)
    return result


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
