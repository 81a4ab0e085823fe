"""Client up to 2.9: machines and the addresses of units; later series have facades for it."""

from __future__ import annotations

from typing import NoReturn

from fakejuju.domain import machines, provisioning
from fakejuju.handlers import machine_manager
from fakejuju.handlers.application_upkeep import resolve
from fakejuju.handlers.call import Call, Refused, each, tag_of
from fakejuju.projections.words import private_address as near, public_address as far
from fakejuju.state.application import Unit
from fakejuju.state.entity import Address
from fakejuju.state.machine import Machine
from jujuclient.facades.client import Client
from jujuclient.facades.client_types import PrivateAddressResults, PublicAddressResults
from jujuclient.facades.common import (
    AddMachineParams,
    AddMachinesResults,
    Entity,
    ErrorResult,
    ErrorResults,
    ProvisioningScriptResult,
)
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType


@answers(Client.add_machines)
def add_machines(call: Call, params: list[AddMachineParams]) -> AddMachinesResults:
    """Add machines."""
    return machine_manager.add_machines(call, params)


@answers(Client.add_machines_v2)
def add_machines_v2(call: Call, params: list[AddMachineParams]) -> AddMachinesResults:
    """Add machines, with placement directives."""
    return machine_manager.add_machines(call, params)


@answers(Client.inject_machines)
def inject_machines(call: Call, params: list[AddMachineParams]) -> AddMachinesResults:
    """Record machines that exist already."""
    return machine_manager.add_machines(call, params)


@answers(Client.destroy_machines)
def destroy_machines(call: Call, machine_names: list[str], *, force: bool | UnsetType = UNSET) -> None:
    """Destroy machines: those that can be are, and one error tells of the others."""
    call.need_write()
    if not force:
        call.remove_allowed()
    failed: list[str] = []
    for id in machine_names or ():
        try:
            _destroy(call, id, force=force is True)
        except Refused as refused:
            failed.append(refused.failure.message)
    if failed:
        partly = len(failed) < len(machine_names)
        words = "some machines were not destroyed" if partly else "no machines were destroyed"
        raise Refused(f"{words}: {'; '.join(failed)}")


def _destroy(call: Call, id: str, *, force: bool) -> None:
    machine = call.find(Machine, id)
    if machine is None:
        raise Refused(f"machine {id} does not exist")
    if machine.life == "alive" or force:
        with call.state.transaction():
            machines.destroy_machine(call.simulation, machine, force=force)


@answers(Client.retry_provisioning)
def retry_provisioning(call: Call, entities: list[Entity]) -> ErrorResults:
    """Try machines again whose provisioning failed: of each it is told whether it had."""
    call.need_write()
    call.change_allowed()

    def retry(entity: Entity) -> ErrorResult:
        machine = machine_manager.need_machine(call, tag_of(entity.tag, "machine").id)
        provisioning.retry(call.simulation, machine)
        return ErrorResult()

    return ErrorResults(results=each(entities, retry, lambda error: ErrorResult(error=error)))


@answers(Client.provisioning_script)
def provisioning_script(
    call: Call,
    machine_id: str,
    *,
    data_dir: str | UnsetType = UNSET,
    disable_package_commands: bool | UnsetType = UNSET,
    nonce: str | UnsetType = UNSET,
) -> ProvisioningScriptResult:
    """The script that makes a machine that exists an agent of the model."""
    call.need_write()
    return machine_manager.script_for(call, machine_id, nonce or "", data_dir or "")


@answers(Client.resolved)
def resolved(call: Call, unit_name: str, *, retry: bool | UnsetType = UNSET) -> None:
    """Mark a failed unit as resolved."""
    call.need_write()
    call.change_allowed()
    resolve(call, call.need(Unit, unit_name, "unit"), retry=retry is True)


@answers(Client.public_address)
def public_address(call: Call, target: str) -> PublicAddressResults:
    """The address of a unit or machine for the outside."""
    return PublicAddressResults(public_address=far(_addresses(call, target)) or _none(call, target, "public"))


@answers(Client.private_address)
def private_address(call: Call, target: str) -> PrivateAddressResults:
    """The address of a unit or machine inside its cloud."""
    return PrivateAddressResults(
        private_address=near(_addresses(call, target)) or _none(call, target, "private")
    )


def _addresses(call: Call, target: str) -> list[Address]:
    call.need_read()
    if machines.is_machine_id(target):
        machine = call.find(Machine, target)
        if machine is None:
            raise Refused(f"machine {target} not found", "not found")
        return machine.addresses
    if "/" not in target:
        raise Refused(f'unknown unit or machine "{target}"')
    unit = call.need(Unit, target, "unit")
    principal = call.find(Unit, unit.principal) if unit.principal else unit
    on = call.find(Machine, principal.machine) if principal is not None else None
    if on is None:
        raise Refused(f'unit "{target}" is not assigned to a machine', "not assigned")
    return on.addresses


def _none(call: Call, target: str, what: str) -> NoReturn:
    kind = "machine" if machines.is_machine_id(target) else "unit"
    if call.juju >= (2, 0):
        raise Refused(f"no {what} address(es)")
    raise Refused(f'{kind} "{target}" has no {what} address')
