"""Machines and containers: add them, let them go, take them away."""

from __future__ import annotations

from typing import Any, NamedTuple

from msgspec.structs import replace

from fakejuju.domain import workers
from fakejuju.refused import Refused
from fakejuju.simulation import Simulation
from fakejuju.state.application import Unit
from fakejuju.state.controller import Annotations, Model
from fakejuju.state.entity import Base, Status
from fakejuju.state.machine import Machine
from fakejuju.state.storage import Filesystem, Volume
from jujuclient.wire.tags import Tag, is_uuid

_CONFLICTS = (("instance-type", ("mem", "cores", "cpu-cores", "cpu-power")),)
"""Constraints that do not go together: of a model's and a machine's own, the own win."""


class Placement(NamedTuple):
    """Where to: ``#`` and a machine, a container type and its host, or the cloud's own word."""

    scope: str
    directive: str = ""

    @classmethod
    def parse(cls, text: str) -> Placement:
        """Read what a person writes: ``0``, ``0/lxd/1``, ``lxd``, ``lxd:0``, ``zone=a``."""
        scope, colon, directive = text.partition(":")
        if colon and (scope in ("#", "lxd", "kvm", "lxc") or is_uuid(scope)):
            return cls(scope, directive)
        if is_machine_id(text):
            return cls("#", text)
        if text in ("lxd", "kvm", "lxc"):
            return cls(text)
        return cls("", text)

    def __str__(self) -> str:
        if self.scope in ("", "#"):
            return self.directive
        return f"{self.scope}:{self.directive}" if self.directive else self.scope


def is_machine_id(text: str) -> bool:
    """Whether it is the id of a machine or container: ``0``, ``0/lxd/1``."""
    parts = text.split("/")
    return len(parts) % 2 == 1 and all(
        part.isdigit() and str(int(part)) == part if number % 2 == 0 else part.isalpha()
        for number, part in enumerate(parts)
    )


def container_types(sim: Simulation) -> tuple[str, ...]:
    """The kinds of container that this series knows."""
    if sim.series.version < (2, 0):
        return ("lxc", "kvm", "lxd") if sim.series.version >= (1, 25) else ("lxc", "kvm")
    return ("lxd", "kvm") if sim.series.version < (4, 0) else ("lxd",)


def tag_of(machine_id: str) -> str:
    """The tag of a machine: ``machine-0-lxd-1``."""
    return str(Tag("machine", machine_id))


def containers(sim: Simulation, model_uuid: str, machine_id: str) -> list[Machine]:
    """The containers directly in a machine, oldest first."""
    return sim.state.of(Machine, machine_id, model_uuid)


def units_on(sim: Simulation, model_uuid: str, machine_id: str, *, principals: bool = False) -> list[Unit]:
    """The units on a machine, those in its containers not among them."""
    return [
        unit for unit in sim.state.of(Unit, machine_id, model_uuid) if not (principals and unit.principal)
    ]


def merged(fallback: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """A machine's constraints: its own, and of its model those that do not contradict them."""
    kept = dict(fallback)
    for one, others in _CONFLICTS:
        if own.get(one):
            kept = {name: value for name, value in kept.items() if name not in others}
        elif any(own.get(other) for other in others):
            kept.pop(one, None)
    return {**kept, **own}


# --- adding --------------------------------------------------------------------------------


def add_machine(
    sim: Simulation,
    model_uuid: str,
    *,
    base: Base,
    constraints: dict[str, Any] | None = None,
    container_type: str = "",
    parent: str = "",
    placement: str = "",
    **given: Any,
) -> Machine:
    """Add a machine, or a container in a parent; a container without one gets a new machine around it.

    Args:
        sim: the controller.
        model_uuid: the model.
        base: what is to run on it, kept as it is written.
        constraints: its own, by kebab-case name; those of the model are added.
        container_type: lxd, kvm or lxc; "" for a machine of its own.
        parent: the id of the machine that a container goes into.
        placement: the cloud's own word, such as ``zone=a``.
        given: other attributes of ``Machine``.

    Raises:
        Refused: with what ``AddMachines`` puts after ``cannot add a new machine: ``.
    """
    _check(sim, model_uuid, container_type, parent, placement)
    model = sim.state.find(Model, model_uuid)
    wanted = merged(model.constraints if model is not None else {}, constraints or {})
    if not container_type:
        return _put(sim, model_uuid, _next_id(sim, model_uuid), base, wanted, placement=placement, **given)
    if not parent:
        parent = _put(sim, model_uuid, _next_id(sim, model_uuid), base, wanted).id
    number = sim.state.number(f"machine{parent}{container_type}Container", model_uuid)
    id = f"{parent}/{container_type}/{number}"
    return _put(sim, model_uuid, id, base, wanted, container_type=container_type, **given)


def _next_id(sim: Simulation, model_uuid: str) -> str:
    return str(sim.state.number("machine", model_uuid))


def _check(sim: Simulation, model_uuid: str, container_type: str, parent: str, placement: str) -> None:
    model = sim.state.find(Model, model_uuid)
    if model is not None and model.life != "alive":
        if sim.series.version < (2, 0):
            raise Refused("environment is no longer alive")
        raise Refused(f'model "{model.name}" is {model.life}')
    if parent:
        host = sim.state.find(Machine, parent, model_uuid)
        if host is None:
            quoted = f'"{parent}"' if sim.series.version >= (4, 0) else parent
            raise Refused(f"machine {quoted} not found", "not found")
        if host.supported_containers is not None and container_type not in host.supported_containers:
            raise Refused(f"machine {parent} cannot host {container_type} containers")
    check_directive(sim, model_uuid, placement)


def check_directive(sim: Simulation, model_uuid: str, directive: str) -> None:
    """Refuse a placement that the cloud does not know: the dummy provider of Juju's tests knows one."""
    model = sim.state.find(Model, model_uuid)
    if directive in ("", "valid") or model is None or model.provider != "dummy":
        return
    if sim.series.version < (4, 0):
        raise Refused(f"{directive} placement is invalid")


def _put(
    sim: Simulation, model_uuid: str, id: str, base: Base, constraints: dict[str, Any], **given: Any
) -> Machine:
    now = sim.clock.stamp()
    pending = Status("pending", since=now)
    # 4.x keeps no modification status until there is something to say.
    idle = Status("idle", since=now) if sim.series.version < (4, 0) else Status("")
    machine = Machine(
        model=model_uuid,
        id=id,
        base=base,
        constraints=constraints,
        **{"agent": pending, "instance": pending, "modification": idle, **given},
    )
    sim.state.put(machine)
    sim.state.remember(model_uuid, tag_of(id), "juju-machine", machine.agent)
    sim.state.remember(model_uuid, tag_of(id), "machine", machine.instance)
    return machine


# --- letting go ----------------------------------------------------------------------------


def why_not(sim: Simulation, machine: Machine) -> Refused | None:
    """Why a machine cannot be destroyed without force; None when it can."""
    version = sim.series.version
    inside = [one.id for one in containers(sim, machine.model, machine.id)]
    here = units_on(sim, machine.model, machine.id, principals=True)
    units = [unit.name for unit in here if unit.life == "alive"]
    if version >= (4, 0):
        if inside:
            return Refused(f"removing machine: machine has containers {inside}".replace("'", '"'))
        return Refused(f'removing machine: machine "{machine.id}" has units') if units else None
    if "JobManageModel" in machine.jobs or "JobManageEnviron" in machine.jobs:
        return _required(sim, machine)
    if inside:
        words = f'machine {machine.id} is hosting containers "{",".join(inside)}"'
        return Refused(words, "machine is hosting containers" if version >= (2, 0) else "")
    if units:
        # Every unit is in the error, and its text names the first.
        return Refused(f'machine {machine.id} has unit "{units[0]}" assigned', "machine has assigned units")
    return None


def _required(sim: Simulation, machine: Machine) -> Refused:
    if sim.series.version < (2, 0):
        return Refused(f"machine {machine.id} is required by the environment")
    if sim.series.version < (2, 6):
        return Refused(f"machine {machine.id} is required by the model")
    hosts = [one for one in sim.state.all(Machine, machine.model) if "JobManageModel" in one.jobs]
    if len(hosts) < 2:
        return Refused(f"controller {machine.id} is the only controller")
    return Refused(f"machine {machine.id} is still a voting controller member", "try again")


def destroy_machine(
    sim: Simulation, machine: Machine, *, force: bool = False, keep: bool = False, at_once: bool = False
) -> Machine:
    """Let a machine die: with force also all that is on it.

    Recorded on 2.9.52 and 3.6.28: force is work for the cleanup worker, and until it comes nothing
    of what is on the machine changes, nor the machine.

    Args:
        sim: the controller.
        machine: the machine.
        force: whether all that is on it goes, too.
        keep: whether its instance is left running.
        at_once: whether nobody waits for the instance to go, as with a ``max-wait`` of zero.

    Raises:
        Refused: for a machine that has units or containers, without force.
    """
    refused = None if force else why_not(sim, machine)
    if refused is not None:
        raise refused
    if force and sim.series.version < (4, 0):
        workers.leave_to_cleanup(sim, machine.model, lambda: _die_by_force(sim, machine, at_once=at_once))
        return sim.state.put(replace(machine, keep=keep or machine.keep))
    if force:
        for inside in containers(sim, machine.model, machine.id):
            destroy_machine(sim, inside, force=True, keep=keep)
        _destroy_units(sim, machine)
    current = sim.state.find(Machine, machine.id, machine.model)
    if current is None:
        return machine
    life = "dying" if current.life == "alive" else current.life
    return sim.state.put(replace(current, life=life, keep=keep or current.keep))


def _destroy_units(sim: Simulation, machine: Machine) -> None:
    from fakejuju.domain import units as unit_verbs

    for unit in units_on(sim, machine.model, machine.id, principals=True):
        current = sim.state.find(Unit, unit.name, unit.model)
        if current is not None:
            unit_verbs.destroy_unit(sim, current, force=True)


def _die_by_force(sim: Simulation, machine: Machine, *, at_once: bool) -> None:
    """Take what is on a machine away; the machine is dead, and goes when its instance is gone."""
    current = sim.state.find(Machine, machine.id, machine.model)
    if current is None:
        return
    for inside in containers(sim, machine.model, machine.id):
        _die_by_force(sim, inside, at_once=True)
    _destroy_units(sim, machine)
    workers.leave_to_cleanup(sim, machine.model, lambda: _bury(sim, machine, at_once=at_once))


def _bury(sim: Simulation, machine: Machine, *, at_once: bool) -> None:
    from fakejuju.domain import units as unit_verbs

    for unit in units_on(sim, machine.model, machine.id, principals=True):
        unit_verbs.remove_unit(sim, unit)
    current = sim.state.find(Machine, machine.id, machine.model)
    if current is None:
        return
    dead = sim.state.put(replace(current, life="dead"))
    if at_once:
        # Recorded on 2.9.52 and 3.6.28: dead first, then gone; with the usual wait it stays dead.
        workers.leave_to_cleanup(sim, machine.model, lambda: _remove_dead(sim, dead))


def _remove_dead(sim: Simulation, machine: Machine) -> None:
    current = sim.state.find(Machine, machine.id, machine.model)
    if current is not None and current.life == "dead":
        remove_machine(sim, current)


def destroy_if_unused(sim: Simulation, model_uuid: str, machine_id: str, *, at_once: bool = False) -> None:
    """Let a machine die that its last unit has left: not one that hosts containers, nor a controller's.

    Recorded on 3.6.28: a unit that was removed by force, with no wait, takes its machine along.
    """
    machine = sim.state.find(Machine, machine_id, model_uuid)
    if machine is None or machine.life != "alive":
        return
    if any(job.startswith("JobManage") for job in machine.jobs) or containers(sim, model_uuid, machine_id):
        return
    # 4.x counts the living units only: it does this as soon as the last one is dying.
    counts = [
        unit
        for unit in units_on(sim, model_uuid, machine_id)
        if unit.life == "alive" or sim.series.version < (4, 0)
    ]
    if not counts:
        dying = destroy_machine(sim, machine)
        if at_once:
            destroy_machine(sim, dying, force=True, at_once=True)


def remove_machine(sim: Simulation, machine: Machine) -> None:
    """Take a machine away, its containers and what was bound to it first."""
    for inside in containers(sim, machine.model, machine.id):
        remove_machine(sim, inside)
    tag = tag_of(machine.id)
    things: list[Filesystem | Volume] = [
        *sim.state.all(Filesystem, machine.model),
        *sim.state.all(Volume, machine.model),
    ]
    for thing in things:
        if tag in thing.attachments:
            _detach(sim, thing, tag, bound=thing.id.startswith(f"{machine.id}/"))
    sim.state.remove(machine)
    # Recorded: watchers hear of the machine's end first.
    annotations = sim.state.find(Annotations, tag, machine.model)
    if annotations is not None:
        sim.state.remove(annotations)
    sim.state.forget(machine.model, tag)


def _detach(sim: Simulation, thing: Filesystem | Volume, host: str, *, bound: bool) -> None:
    left = {tag: told for tag, told in thing.attachments.items() if tag != host}
    if bound or not (thing.storage or left):
        sim.state.remove(thing)
    else:
        sim.state.put(replace(thing, attachments=left))
