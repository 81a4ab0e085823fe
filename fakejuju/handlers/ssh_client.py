"""SSHClient: addresses and host keys of units and machines."""

from __future__ import annotations

from fakejuju.handlers.call import Call, NotSimulated, Refused, each, not_found, tag_of
from fakejuju.state.application import Application, Unit
from fakejuju.state.entity import Address
from fakejuju.state.machine import Machine
from jujuclient.facades.common import Entity, StringResult
from jujuclient.facades.common_models import CloudSpecResult
from jujuclient.facades.ssh_client import (
    SSHAddressesResult,
    SSHAddressesResults,
    SSHAddressResult,
    SSHAddressResults,
    SSHClient,
    SSHProxyResult,
    SSHPublicKeysResult,
    SSHPublicKeysResults,
)
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType
from jujuclient.wire.tags import unit_tag

_NEAR = {"local-cloud": 0, "local-fan": 1, "public": 2, "": 3}
_FAR = {"public": 0, "local-cloud": 1, "local-fan": 2, "": 3}
"""Scope of an address to how well it serves, from inside the cloud and from outside."""
_ALL = {"local-machine": 0, "public": 1, "local-cloud": 2}
"""Recorded on 2.9.52 and 3.6.28: the order in which all addresses of a machine are told."""


def _machine(call: Call, tag: str) -> Machine:
    """The machine of a tag, or that of a unit's tag."""
    parsed = tag_of(tag, "unit", "machine")
    if parsed.kind == "machine":
        return _machine_of(call, parsed.id)
    unit = call.need(Unit, parsed.id, "unit")
    if not unit.machine:
        raise Refused(f'unit "{unit.name}" is not assigned to a machine', "not assigned")
    return _machine_of(call, unit.machine)


def _machine_of(call: Call, id: str) -> Machine:
    found = call.find(Machine, id)
    if found is not None:
        return found
    if call.juju >= (4, 0):
        not_found("machine", id)
    raise Refused(f"machine {id} not found", "not found")


def _best(machine: Machine, order: dict[str, int], what: str) -> str:
    usable = [address for address in machine.addresses if address.scope in order]
    if not usable:
        raise Refused(f"no {what} address(es)")
    best: Address = min(usable, key=lambda address: order[address.scope])
    return best.value


def _each_address(call: Call, entities: list[Entity], order: dict[str, int], what: str) -> SSHAddressResults:
    call.need_admin()

    def tell(entity: Entity) -> SSHAddressResult:
        return SSHAddressResult(address=_best(_machine(call, entity.tag), order, what))

    return SSHAddressResults(results=each(entities, tell, lambda error: SSHAddressResult(error=error)))


@answers(SSHClient.public_address)
def public_address(call: Call, entities: list[Entity]) -> SSHAddressResults:
    """The address of each for the outside."""
    return _each_address(call, entities, _FAR, "public")


@answers(SSHClient.private_address)
def private_address(call: Call, entities: list[Entity]) -> SSHAddressResults:
    """The address of each inside its cloud."""
    return _each_address(call, entities, _NEAR, "private")


@answers(SSHClient.all_addresses)
def all_addresses(call: Call, entities: list[Entity]) -> SSHAddressesResults:
    """Every address of each."""
    call.need_admin()

    def tell(entity: Entity) -> SSHAddressesResult:
        known = _machine(call, entity.tag).addresses
        if not known:
            raise Refused("no available address(es)")
        known = sorted(known, key=lambda address: _ALL.get(address.scope, len(_ALL)))
        return SSHAddressesResult(addresses=[address.value for address in known])

    return SSHAddressesResults(
        results=each(entities, tell, lambda error: SSHAddressesResult(error=error, addresses=None))
    )


@answers(SSHClient.public_keys)
def public_keys(call: Call, entities: list[Entity]) -> SSHPublicKeysResults:
    """The host keys of each: agents that are simulated report none."""
    call.need_admin()

    def tell(entity: Entity) -> SSHPublicKeysResult:
        _machine(call, entity.tag)
        raise Refused("keys not found", "not found")

    return SSHPublicKeysResults(results=each(entities, tell, lambda error: SSHPublicKeysResult(error=error)))


@answers(SSHClient.proxy)
def proxy(call: Call) -> SSHProxyResult:
    """Whether SSH goes through the controller: as the model's config says."""
    call.need_admin()
    return SSHProxyResult(use_proxy=str(call.model.config.get("proxy-ssh", "")).lower() == "true")


@answers(SSHClient.leader)
def leader(call: Call, tag: str) -> StringResult:
    """The name of the unit that leads an application."""
    name = tag_of(tag, "application").id
    application = call.need(Application, name, "application")
    if not application.leader:
        raise Refused(f'leader for "{name}" not found', "not found")
    return StringResult(result=application.leader)


@answers(SSHClient.model_credential_for_ssh)
def model_credential_for_ssh(call: Call) -> CloudSpecResult:
    """Only of a Kubernetes model."""
    call.need_admin()
    if call.model.type != "caas":
        words = 'facade ModelCredentialForSSH for non "caas" model not supported'
        return CloudSpecResult(error=Refused(words, "not supported").error)
    raise NotSimulated("the credential of a Kubernetes model")


@answers(SSHClient.virtual_hostname)
def virtual_hostname(call: Call, tag: str, *, container: str | UnsetType = UNSET) -> SSHAddressResult:
    """The name under which the controller's SSH server knows a unit, machine or container."""
    call.need_admin()
    parsed = tag_of(tag, "machine", "unit")
    if parsed.kind == "machine":
        return SSHAddressResult(address=f"{_machine_of(call, parsed.id).id}.{call.model_uuid}.juju.local")
    unit = call.need(Unit, parsed.id, "unit")
    place = unit_tag(unit.name).removeprefix("unit-")
    application, _, number = place.rpartition("-")
    inside = f"{container}." if container is not UNSET and container else ""
    return SSHAddressResult(address=f"{inside}{number}.{application}.{call.model_uuid}.juju.local")
