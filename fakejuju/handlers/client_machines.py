"""Client: machines, as Juju 1 asks for them (up to 2.9)."""

from __future__ import annotations

from fakejuju.domain import machines, provisioning
from fakejuju.handlers.call import Call, Refused, each, tag_of
from fakejuju.handlers.machine_manager import add_each, need_machine, script_for
from fakejuju.state.machine import Machine
from jujuclient.facades.client import Client
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
    """Add machines, new ones or containers."""
    return _add(call, params)


@answers(Client.add_machines_v2)
def add_machines_v2(call: Call, params: list[AddMachineParams]) -> AddMachinesResults:
    """Add machines, with placements."""
    return _add(call, params)


@answers(Client.inject_machines)
def inject_machines(call: Call, params: list[AddMachineParams]) -> AddMachinesResults:
    """Record machines that exist already."""
    return _add(call, params)


def _add(call: Call, params: list[AddMachineParams]) -> AddMachinesResults:
    call.need_write()
    call.change_allowed()
    return add_each(call, params)


@answers(Client.destroy_machines)
def destroy_machines(call: Call, machine_names: list[str], *, force: bool | UnsetType = UNSET) -> None:
    """Destroy machines: those that can be are, and of the others one error tells."""
    call.need_write()
    if not force:
        call.remove_allowed()
    errors = []
    for name in machine_names:
        try:
            _destroy(call, name, force=bool(force))
        except Refused as refused:
            errors.append(refused.failure.message)
    if errors:
        some = "no" if len(errors) == len(machine_names) else "some"
        some += " machines were destroyed" if some == "no" else " machines were not destroyed"
        raise Refused(f"{some}: {'; '.join(errors)}")


def _destroy(call: Call, name: str, *, force: bool) -> None:
    machine = call.find(Machine, name)
    if machine is None:
        raise Refused(f"machine {name} does not exist")
    if machine.life != "alive" and not force:
        return
    with call.state.transaction():
        machines.destroy_machine(call.simulation, machine, force=force)


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
    return script_for(call, machine_id, nonce or "", data_dir or "")


@answers(Client.retry_provisioning)
def retry_provisioning(call: Call, entities: list[Entity]) -> ErrorResults:
    """Try machines again whose provisioning failed."""
    call.need_write()
    call.change_allowed()

    def retry(entity: Entity) -> ErrorResult:
        machine = need_machine(call, tag_of(entity.tag, "machine").id)
        provisioning.retry(call.simulation, machine)
        return ErrorResult()

    return ErrorResults(results=each(entities, retry, lambda error: ErrorResult(error=error)))
