"""Rows of machines and of storage: provisioning, the machine's agent, the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from fakejuju.domain import machines, statuses, storage
from fakejuju.lifecycle_row import Row
from fakejuju.state.controller import Model
from fakejuju.state.entity import Address
from fakejuju.state.machine import Machine
from fakejuju.state.storage import Filesystem, StorageInstance, Volume
from jujuclient.wire.tags import Tag

if TYPE_CHECKING:
    from fakejuju.agents import Agents

HARDWARE = {"arch": "amd64", "cores": 2, "mem": 4096, "root-disk": 8192}
"""What a machine has where no constraint asks for more."""
_FIRST = {
    "address": 10 << 24 | 10,
    "pod-address": 10 << 24 | 1 << 16 | 10,
    "service-address": 10 << 24 | 152 << 16 | 183 << 8 | 10,
}


# --- machines --------------------------------------------------------------------------------


def _may_start(agents: Agents, machine: Machine) -> bool:
    if machine.life != "alive" or machine.instance_id:
        return False
    if machine.parent:
        host = agents.state.find(Machine, machine.parent, machine.model)
        if host is None or host.agent.current != "started":
            return False
    status = machine.instance
    return status.current == "pending" or (
        status.current in ("provisioning error", "error") and bool(status.data.get("transient"))
    )


def _allocate(agents: Agents, machine: Machine) -> None:
    # In 2.0 the word is another one.
    word = "provisioning" if (2, 0) <= agents.juju < (2, 2) else "allocating"
    statuses.set_status(agents.sim, machine, "instance", word, "starting")


def _is_allocating(agents: Agents, machine: Machine) -> bool:
    waits = machine.instance.current in ("allocating", "provisioning")
    return machine.life == "alive" and not machine.instance_id and waits


def provision(agents: Agents, machine: Machine) -> None:
    """The cloud has started an instance."""
    if agents.accident("provisioning"):
        # The provisioner tries again what may pass by itself.
        fail(agents, machine, "no instances available", transient=True)
        return
    name = f"juju-{machine.model[-6:]}-{machine.id.replace('/', '-')}"
    changed = agents.state.put(
        replace(
            machine,
            instance_id=name,
            display_name=name if agents.juju >= (2, 6) else "",
            hardware=_hardware(agents, machine),
            addresses=[Address(next_address(agents))],
        )
    )
    statuses.set_status(agents.sim, changed, "instance", "running", "running")


def fail(agents: Agents, machine: Machine, message: str, *, transient: bool = False) -> None:
    """The cloud could not start an instance."""
    data = {"transient": True} if transient else {}
    statuses.set_status(agents.sim, machine, "instance", "provisioning error", message, data)


def _hardware(agents: Agents, machine: Machine) -> dict[str, Any]:
    found = {**HARDWARE, **machine.hardware}
    found |= {name: value for name, value in machine.constraints.items() if name in found and value}
    model = agents.state.find(Model, machine.model)
    if not machine.parent and model is not None and agents.juju >= (1, 22):
        found["availability-zone"] = f"{model.region or 'zone'}-1"
    return found


def next_address(agents: Agents, network: str = "address") -> str:
    """An address that nobody has had, of machines, of pods or of services."""
    number = _FIRST[network] + agents.state.number(network)
    return ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))


def _is_manual(agents: Agents, machine: Machine) -> bool:
    return machine.life == "alive" and bool(machine.instance_id) and machine.instance.current == "pending"


def _run_manual(agents: Agents, machine: Machine) -> None:
    statuses.set_status(agents.sim, machine, "instance", "running", "Manually provisioned machine")


def _agent_may_start(agents: Agents, machine: Machine) -> bool:
    return (
        machine.life == "alive"
        and machine.instance.current == "running"
        and machine.agent.current == "pending"
        and not machine.lost
    )


def start_agent(agents: Agents, machine: Machine) -> None:
    """The machine's agent is up and reports."""
    loopback = Address("127.0.0.1", scope="local-machine")
    known = [address for address in machine.addresses if address.value != loopback.value]
    changed = agents.state.put(
        replace(
            machine,
            agent_version=agents.version_of(machine.model),
            hostname=machine.hostname or machine.instance_id.replace(":", "-"),
            addresses=[*known, loopback],
            supported_containers=[] if machine.parent else ["lxd" if agents.juju >= (2, 0) else "lxc"],
        )
    )
    agents.sim.presence[str(Tag("machine", machine.id))] = "alive"
    statuses.set_status(agents.sim, changed, "agent", "started")


def _may_die(agents: Agents, machine: Machine) -> bool:
    return machine.life == "dying" and not agents.is_used(machine)


def _die(agents: Agents, machine: Machine) -> None:
    changed = statuses.set_status(agents.sim, machine, "agent", "stopped")
    agents.state.put(replace(changed, life="dead"))


def _is_dead(agents: Agents, machine: Machine) -> bool:
    return machine.life == "dead" and not agents.is_used(machine)


def _remove(agents: Agents, machine: Machine) -> None:
    agents.sim.presence.pop(str(Tag("machine", machine.id)), None)
    machines.remove_machine(agents.sim, machine)


MACHINE_ROWS = (
    Row("machine-removed", Machine, _is_dead, (1, 2), _remove),
    Row("machine-dead", Machine, _may_die, (1, 4), _die),
    Row("machine-allocating", Machine, _may_start, (1, 3), _allocate),
    Row("machine-provisioned", Machine, _is_allocating, (15, 40), provision),
    Row("machine-manual", Machine, _is_manual, (1, 2), _run_manual),
    Row("machine-started", Machine, _agent_may_start, (20, 60), start_agent),
)  # fmt: skip


# --- storage ---------------------------------------------------------------------------------


def _may_attach(agents: Agents, thing: Filesystem | Volume) -> bool:
    if thing.life != "alive" or all(_is_placed(told) for told in thing.attachments.values()):
        return False
    for text in thing.attachments:
        tag = Tag.parse(text)
        machine = agents.state.find(Machine, tag.id, thing.model) if tag.kind == "machine" else None
        if tag.kind == "machine" and (machine is None or machine.agent.current != "started"):
            return False
    return True


def _is_placed(told: dict[str, Any]) -> bool:
    return bool(told.get("mount-point") or told.get("device-name"))


def _attach(agents: Agents, thing: Filesystem | Volume) -> None:
    kind = type(thing).__name__.lower()
    name = thing.provider_id or f"{kind}-{thing.id.replace('/', '-')}"
    status = replace(thing.status, current="attached", since=agents.sim.clock.stamp())
    told = replace(thing, provider_id=name, size=thing.wanted_size, status=status)
    if isinstance(told, Filesystem):
        place: dict[str, Any] = {"mount-point": storage.mount_point(agents.sim, told)}
    else:
        place = {"device-name": f"vd{chr(98 + sum(map(ord, told.id)) % 24)}"}
    agents.state.put(
        replace(told, attachments={host: {**place, **given} for host, given in told.attachments.items()})
    )


def _may_detach(agents: Agents, instance: StorageInstance) -> bool:
    if instance.life != "alive":
        return True
    if not instance.attachments:
        # What nobody uses any more ends with its model.
        model = agents.state.find(Model, instance.model)
        return model is not None and model.life != "alive"
    return any(told.get("life", "alive") != "alive" for told in instance.attachments.values())


def _detach(agents: Agents, instance: StorageInstance) -> None:
    if not instance.attachments:
        storage.remove_storage(agents.sim, instance)
        return
    for name, told in instance.attachments.items():
        current = agents.state.find(StorageInstance, instance.id, instance.model)
        if current is not None and (instance.life != "alive" or told.get("life", "alive") != "alive"):
            storage.remove_attachment(agents.sim, current, name)


STORAGE_ROWS = (
    Row("filesystem-attached", Filesystem, _may_attach, (2, 6), _attach),
    Row("volume-attached", Volume, _may_attach, (2, 6), _attach),
    Row("storage-detached", StorageInstance, _may_detach, (2, 6), _detach),
)
