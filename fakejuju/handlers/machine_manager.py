"""MachineManager: machines and containers, added, destroyed, tried again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from fakejuju.domain import bases, machines, provisioning, storage, stores
from fakejuju.handlers.call import Call, Refused, countable, each, tag_of
from fakejuju.handlers.fit import fit
from fakejuju.state.entity import Address, Base
from fakejuju.state.machine import Machine
from jujuclient.facades.common import (
    AddMachineParams,
    AddMachinesResult,
    AddMachinesResults,
    Entity,
    Error,
    ErrorResult,
    ErrorResults,
    ProvisioningScriptResult,
)
from jujuclient.facades.common_models import InstanceTypesResult, InstanceTypesResults
from jujuclient.facades.machine_manager import (
    DestroyMachineInfo,
    DestroyMachineResult,
    DestroyMachineResults,
    MachineManager,
    ModelInstanceTypesConstraint,
)
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType
from jujuclient.wire.tags import unit_tag

MODULES = ("machine_upgrades",)

_JOBS = ("JobHostUnits", "JobManageModel", "JobManageEnviron", "JobManageNetworking")


# --- adding --------------------------------------------------------------------------------


@answers(MachineManager.add_machines)
def add_machines(call: Call, params: list[AddMachineParams]) -> AddMachinesResults:
    """Add machines or containers; each fails or succeeds alone."""
    call.need_write()
    call.change_allowed()
    return add_each(call, params)


def add_each(call: Call, params: Iterable[AddMachineParams]) -> AddMachinesResults:
    """Add a machine for each item."""

    def add(item: AddMachineParams) -> AddMachinesResult:
        return AddMachinesResult(machine=add_one(call, item).id)

    def failed(error: Error) -> AddMachinesResult:
        return AddMachinesResult(machine="", error=error)

    return AddMachinesResults(machines=each(params, add, failed))


def add_one(call: Call, item: AddMachineParams) -> Machine:
    """Add a machine as it is asked for, or refuse it in Juju's words."""
    container, parent, placement = _where(call, item)
    base = _base(call, item)
    for disk in item.disks or ():
        if not disk.count:
            raise Refused("invalid volume params: count not specified")
    jobs = _jobs(item)
    # Who names a container or a placement cannot name an instance, too.
    named = "" if container or placement else item.instance_id or ""
    try:
        if call.juju < (4, 0) and not jobs:
            raise Refused("no jobs specified")
        if named and not item.nonce:
            raise Refused("cannot add a machine with an instance id and no nonce")
        with call.state.transaction():
            machine = machines.add_machine(
                call.simulation,
                call.model_uuid,
                base=base,
                constraints=msgspec.to_builtins(item.constraints) if item.constraints else {},
                container_type=container,
                parent=parent,
                placement=placement,
                jobs=jobs or ["JobHostUnits"],
                **_instance(item, named),
            )
            _add_disks(call, machine, item)
    except Refused as refused:
        failure = refused.failure
        raise Refused(f"cannot add a new machine: {failure.message}", failure.code) from None
    return machine


def _where(call: Call, item: AddMachineParams) -> tuple[str, str, str]:
    """The container type, the parent and the cloud's own placement."""
    container, parent = item.container_type or "", item.parent_id or ""
    if parent and not container:
        raise Refused("parent machine specified without container type")
    placement = item.placement
    if not placement:
        return container, parent, ""
    if container:
        raise Refused("container type and placement are mutually exclusive")
    scope = placement.scope or ""
    if scope in machines.container_types(call.simulation):
        return scope, placement.directive, ""
    if scope not in (call.model_uuid, call.model.name):
        kind = "model" if call.juju >= (2, 0) else "environment"
        raise Refused(f'invalid {kind} name "{scope}"')
    return "", "", placement.directive


def _base(call: Call, item: AddMachineParams) -> Base:
    if item.base:
        name, channel = item.base.name, item.base.channel
        return bases.full(name, channel) if channel else Base(name, "")
    if item.series:
        found = bases.base_of(item.series)
        if found is None:
            raise Refused(f'series "{item.series}" not valid', "not valid")
        return found
    return bases.default_of(call.simulation, call.model)


def _jobs(item: AddMachineParams) -> list[str]:
    for job in item.jobs or ():
        if job not in _JOBS:
            raise Refused(f'invalid machine job "{job}"')
    return list(item.jobs or ())


def _instance(item: AddMachineParams, instance_id: str) -> dict[str, object]:
    if not instance_id:
        return {}
    addresses = [Address(one.value, one.type, one.scope or "") for one in item.addresses or ()]
    return {
        "instance_id": instance_id,
        "nonce": item.nonce,
        "addresses": addresses,
        "hardware": msgspec.to_builtins(item.hardware_characteristics or {}),
    }


def _add_disks(call: Call, machine: Machine, item: AddMachineParams) -> None:
    for disk in item.disks or ():
        pool = disk.pool or stores.default_pool(call.simulation, call.model_uuid, stores.BLOCK)
        for _ in range(countable(disk.count or 0, "volumes")):
            storage.add_volume(call.simulation, machine, pool, disk.size or stores.DEFAULT_SIZE)


# --- destroying ----------------------------------------------------------------------------


@answers(MachineManager.destroy_machine_with_params)
def destroy_machine_with_params(
    call: Call,
    machine_tags: list[str],
    *,
    dry_run: bool | UnsetType = UNSET,
    force: bool | UnsetType = UNSET,
    keep: bool | UnsetType = UNSET,
    max_wait: int | UnsetType = UNSET,
) -> DestroyMachineResults:
    """Destroy machines, or only tell what would go."""
    return _destroy(call, machine_tags, _How(bool(force), bool(keep), bool(dry_run), max_wait == 0))


@answers(MachineManager.destroy_machine)
def destroy_machine(call: Call, entities: list[Entity]) -> DestroyMachineResults:
    """Destroy machines that nothing is on."""
    return _destroy(call, [entity.tag for entity in entities], _How())


@answers(MachineManager.force_destroy_machine)
def force_destroy_machine(call: Call, entities: list[Entity]) -> DestroyMachineResults:
    """Destroy machines with all that is on them."""
    return _destroy(call, [entity.tag for entity in entities], _How(force=True))


class _How(NamedTuple):
    """How machines are to go: see ``machines.destroy_machine``."""

    force: bool = False
    keep: bool = False
    dry_run: bool = False
    at_once: bool = False


def _destroy(call: Call, tags: list[str], how: _How) -> DestroyMachineResults:
    call.need_write()
    call.remove_allowed()

    def destroy(text: str) -> DestroyMachineResult:
        machine = need_machine(call, tag_of(text, "machine").id)
        return DestroyMachineResult(info=_destroy_one(call, machine, how))

    def failed(error: Error) -> DestroyMachineResult:
        return DestroyMachineResult(error=error)

    return fit(call, DestroyMachineResults(results=each(tags, destroy, failed) or UNSET))


def need_machine(call: Call, id: str) -> Machine:
    """A machine of the model, or Juju's word that there is none."""
    machine = call.find(Machine, id)
    if machine is None:
        quoted = f'"{id}"' if call.juju >= (4, 0) else id
        raise Refused(f"machine {quoted} not found", "not found")
    return machine


def _destroy_one(call: Call, machine: Machine, how: _How) -> DestroyMachineInfo:
    sim = call.simulation
    inside = machines.containers(sim, call.model_uuid, machine.id) if how.force or how.dry_run else []
    units = machines.units_on(sim, call.model_uuid, machine.id)
    info = DestroyMachineInfo(
        machine_id=machine.id,
        destroyed_units=[Entity(tag=unit_tag(unit.name)) for unit in units] or UNSET,
    )
    destroyed, detached = [], []
    for unit in units:
        gone, left = storage.classify(sim, unit)
        destroyed += gone
        detached += left
    info.destroyed_storage = [Entity(tag=tag) for tag in destroyed] or UNSET
    info.detached_storage = [Entity(tag=tag) for tag in detached] or UNSET
    info.destroyed_containers = [
        DestroyMachineResult(info=_destroy_one(call, one, how)) for one in inside
    ] or UNSET
    current = call.find(Machine, machine.id)
    if not how.dry_run and current is not None:
        with call.state.transaction():
            machines.destroy_machine(sim, current, force=how.force, keep=how.keep, at_once=how.at_once)
    return info


# --- provisioning --------------------------------------------------------------------------


@answers(MachineManager.instance_types)
def instance_types(call: Call, constraints: list[ModelInstanceTypesConstraint]) -> InstanceTypesResults:
    """The recorded clouds cannot tell their instance types."""
    call.need_read()
    error = Error(message="InstanceTypes not supported", code="not supported")
    return InstanceTypesResults(results=[InstanceTypesResult(error=error) for _ in constraints])


@answers(MachineManager.provisioning_script)
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


def script_for(call: Call, machine_id: str, nonce: str, data_dir: str) -> ProvisioningScriptResult:
    """The script of a machine, or what keeps it from having one."""
    try:
        machine = need_machine(call, machine_id)
        if not machine.instance_id:
            words = f"instance data for machine {machine_id} not found"
            raise Refused(f"getting machine hardware characteristics: {words}", "not found")
    except Refused as refused:
        failure = refused.failure
        prefix = "getting instance config: " if call.juju >= (2, 0) else ""
        raise Refused(f"{prefix}{failure.message}", failure.code) from None
    return ProvisioningScriptResult(script=provisioning.script(call.simulation, machine, nonce, data_dir))


@answers(MachineManager.retry_provisioning)
def retry_provisioning(
    call: Call, *, all: bool | UnsetType = UNSET, machines: list[str] | UnsetType = UNSET
) -> ErrorResults:
    """Try machines again whose provisioning failed; a machine that is not there is passed over."""
    call.need_write()
    call.change_allowed()
    errors: list[ErrorResult] = []
    wanted: set[str] = set()
    for text in machines or ():
        try:
            wanted.add(tag_of(text, "machine").id)
        except Refused as refused:
            errors.append(ErrorResult(error=refused.error))
    for machine in call.all(Machine):
        if all or machine.id in wanted:
            try:
                provisioning.retry(call.simulation, machine, quiet=bool(all))
            except Refused as refused:
                errors.append(ErrorResult(error=refused.error))
    return ErrorResults(results=errors or None)
