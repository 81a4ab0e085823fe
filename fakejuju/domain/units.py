"""Units: added, given a machine, destroyed, removed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from fakejuju.domain import machines, statuses, storage, workers
from fakejuju.refused import Refused
from fakejuju.simulation import Simulation
from fakejuju.state.application import Application, Charm, Unit
from fakejuju.state.controller import Annotations, Model
from fakejuju.state.entity import Base
from fakejuju.state.machine import Machine
from fakejuju.state.storage import StorageInstance


def units_of(sim: Simulation, application: Application) -> list[Unit]:
    """The units of an application, by number."""
    return sorted(sim.state.of(Unit, application.name, application.model), key=lambda unit: unit.number)


def subordinates_of(sim: Simulation, unit: Unit) -> list[Unit]:
    """The units that live beside this one."""
    return sim.state.of(Unit, unit.name, unit.model)


def is_caas(sim: Simulation, model_uuid: str) -> bool:
    """Whether it is a Kubernetes model."""
    model = sim.state.find(Model, model_uuid)
    return model is not None and model.type == "caas"


# --- adding ----------------------------------------------------------------------------------


def add_unit(
    sim: Simulation,
    application: Application,
    *,
    placement: str = "",
    principal: str = "",
    attach: Sequence[StorageInstance] = (),
) -> Unit:
    """Add a unit, with its storage; 4.x gives it a machine at once.

    Args:
        sim: the controller.
        application: whose unit it is to be.
        placement: where it is to go (``0``, ``lxd:0``, ``zone=a``); "" for a machine of its own.
        principal: the unit that a subordinate goes beside, on the same machine.
        attach: storage that is there already, in place of what would be made.
    """
    if application.life != "alive":
        raise Refused(_not_alive(sim, application))
    beside = sim.state.find(Unit, principal, application.model) if principal else None
    number = sim.state.number(f"application-{application.name}", application.model)
    unit = Unit(
        model=application.model,
        name=f"{application.name}/{number}",
        application=application.name,
        base=application.base,
        placement=placement,
        version_since=sim.clock.stamp(),
        principal=principal,
        machine=beside.machine if beside is not None else "",
        constraints={} if application.subordinate else wanted(sim, application),
    )
    unit = statuses.set_status(sim, sim.state.put(unit), "agent", "allocating")
    unit = statuses.set_status(sim, unit, "workload", *_first_status(sim, unit))
    _add_storage(sim, application, unit, attach)
    if sim.series.version >= (4, 0) and not application.subordinate and not is_caas(sim, unit.model):
        unit = assign_unit(sim, unit)
    return unit


def _not_alive(sim: Simulation, application: Application) -> str:
    if sim.series.version < (2, 0):
        return f'cannot add unit to service "{application.name}": service is not alive'
    return f'cannot add unit to application "{application.name}": application is not found or not alive'


def _first_status(sim: Simulation, unit: Unit) -> tuple[str, str]:
    if sim.series.version < (2, 0):
        return "unknown", "Waiting for agent initialization to finish"
    return "waiting", "installing agent" if is_caas(sim, unit.model) else "waiting for machine"


def _add_storage(
    sim: Simulation, application: Application, unit: Unit, attach: Sequence[StorageInstance]
) -> None:
    charm = sim.state.find(Charm, application.charm, application.model)
    directives = {name: dict(told) for name, told in application.storage.items()}
    for instance in attach:
        if instance.store in directives:
            directives[instance.store]["count"] = max(0, directives[instance.store]["count"] - 1)
        storage.attach(sim, instance, unit)
    if charm is not None and directives:
        storage.add_for_unit(sim, unit, charm, directives)


def wanted(sim: Simulation, application: Application) -> dict[str, Any]:
    """The constraints of a new unit: the application's, the model's beside them, and an architecture."""
    model = sim.state.find(Model, application.model)
    found = machines.merged(model.constraints if model is not None else {}, application.constraints)
    if sim.series.version >= (2, 9) and not found.get("arch"):
        found["arch"] = "amd64"
    return found


def set_workload_version(sim: Simulation, unit: Unit, version: str) -> Unit:
    """A unit tells the version of what it runs; it is the application's, too."""
    application = sim.state.find(Application, unit.application, unit.model)
    if application is not None:
        sim.state.put(replace(application, workload_version=version))
    return sim.state.put(replace(unit, workload_version=version, version_since=sim.clock.stamp()))


def fit_scale(sim: Simulation, application: Application) -> None:
    """Bring the units of a Kubernetes application to its scale: the highest numbers go first."""
    alive = [unit for unit in units_of(sim, application) if unit.life == "alive"]
    with sim.state.transaction():
        for _ in range(application.scale - len(alive)):
            add_unit(sim, application)
        for unit in list(reversed(alive))[: max(0, len(alive) - application.scale)]:
            destroy_unit(sim, unit)


# --- a machine for it ------------------------------------------------------------------------


def assign_unit(sim: Simulation, unit: Unit) -> Unit:
    """Give a unit the machine or container that its placement asks for, else a new machine."""
    place = machines.Placement.parse(unit.placement) if unit.placement else None
    try:
        machine = _machine_for(sim, unit, place)
    except Refused as refused:
        failure = refused.failure
        if sim.series.version >= (4, 0):
            raise
        if sim.series.version >= (2, 0):
            message = f'acquiring machine to host unit "{unit.name}": {failure.message}'
        elif place is not None and place.scope == "#" and failure.code == "not found":
            where = f"to machine {place.directive}"
            message = f'cannot add units for service "{unit.application}" {where}: {failure.message}'
        else:
            raise
        raise Refused(message, failure.code) from None
    current = sim.state.find(Machine, machine.id, machine.model)
    if current is not None:
        sim.state.put(replace(current, clean=False))
    unit = sim.state.put(replace(unit, machine=machine.id))
    storage.assign(sim, unit)
    return unit


def _machine_for(sim: Simulation, unit: Unit, place: machines.Placement | None) -> Machine:
    base = machine_base(sim, unit.base)
    if place is None:
        return machines.add_machine(sim, unit.model, base=base, constraints=unit.constraints)
    constraints = dict(unit.constraints)
    if (2, 9) <= sim.series.version < (4, 0):
        # Recorded on 3.6.28: a machine made for a placement is told the spaces of the bindings, if none.
        constraints.setdefault("spaces", [])
    if place.scope == "#":
        return _existing(sim, unit, place.directive)
    if place.scope in machines.container_types(sim):
        return machines.add_machine(
            sim,
            unit.model,
            base=base,
            constraints=constraints,
            container_type=place.scope,
            parent=place.directive,
        )
    return machines.add_machine(
        sim, unit.model, base=base, constraints=constraints, placement=place.directive
    )


def machine_base(sim: Simulation, base: Base) -> Base:
    """The base that the machine of a unit gets: 4.x writes no risk."""
    return Base(base.name, base.channel.partition("/")[0]) if sim.series.version >= (4, 0) else base


def _existing(sim: Simulation, unit: Unit, machine_id: str) -> Machine:
    machine = sim.state.find(Machine, machine_id, unit.model)
    if machine is None:
        quoted = f'"{machine_id}"' if sim.series.version >= (4, 0) else machine_id
        raise Refused(f"machine {quoted} not found", "not found")
    if machine.life != "alive":
        raise Refused(
            f'cannot assign unit "{unit.name}" to machine {machine_id}: machine is not found or not alive'
        )
    if _track(machine.base) != _track(unit.base):
        words = f'unit has "{_track(unit.base)}", machine has "{_track(machine.base)}"'
        if sim.series.version < (3, 0):
            raise Refused(f'cannot assign unit "{unit.name}" to machine {machine_id}: series does not match')
        raise Refused(
            f'cannot assign unit "{unit.name}" to machine {machine_id}: base does not match: {words}'
        )
    return machine


def _track(base: Base) -> str:
    return f"{base.name}@{base.channel.partition('/')[0]}"


# --- destroying ------------------------------------------------------------------------------


def destroy_unit(
    sim: Simulation,
    unit: Unit,
    *,
    force: bool = False,
    destroy_storage: bool = False,
    at_once: bool = False,
) -> None:
    """Let a unit go: one that has never run is removed at once, another dies and its agent finishes it.

    From 4.x on the machine that it leaves empty dies with it.

    Args:
        sim: the controller.
        unit: the unit.
        force: whether nobody waits for its agent.
        destroy_storage: whether its storage goes, too.
        at_once: with force, whether its machine goes by force as well: a ``max-wait`` of zero.
    """
    current = sim.state.find(Unit, unit.name, unit.model)
    if current is None:
        return
    beside = subordinates_of(sim, current)
    if sim.series.version < (4, 0) and _never_ran(sim, current, force=force) and not beside:
        remove_unit(sim, current, destroy_storage=destroy_storage, at_once=force and at_once)
        workers.leave_to_cleanup(sim, unit.model, lambda: keep_least(sim, unit.model, unit.application))
        return
    if destroy_storage:
        for instance in storage.of_unit(sim, current):
            storage.destroy(sim, instance)
    if current.life == "alive":
        current = sim.state.put(replace(current, life="dying"))
    for other in beside:
        destroy_unit(sim, other, force=force, at_once=at_once)
    if sim.series.version >= (4, 0) and current.machine:
        machines.destroy_if_unused(sim, current.model, current.machine)
    if force and sim.series.version < (4, 0):
        _remove_by_force(sim, current, at_once=at_once)
    workers.leave_to_cleanup(sim, unit.model, lambda: keep_least(sim, unit.model, unit.application))


def _remove_by_force(sim: Simulation, unit: Unit, *, at_once: bool) -> None:
    """Nobody waits for the agent: the cleanup worker finds it dead, and takes it away."""

    def current() -> Unit | None:
        return sim.state.find(Unit, unit.name, unit.model)

    def die() -> None:
        found = current()
        if found is not None:
            sim.state.put(replace(found, life="dead"))

    def remove() -> None:
        found = current()
        if found is not None:
            remove_unit(sim, found, at_once=at_once)

    workers.leave_to_cleanup(sim, unit.model, die)
    workers.leave_to_cleanup(sim, unit.model, remove)


def keep_least(sim: Simulation, model_uuid: str, name: str) -> None:
    """Add units until the application has as many as it is to have at least."""
    application = sim.state.find(Application, name, model_uuid)
    if application is None or application.life != "alive" or not application.min_units:
        return
    alive = [unit for unit in units_of(sim, application) if unit.life == "alive"]
    for _ in range(application.min_units - len(alive)):
        add_unit(sim, application)


def _never_ran(sim: Simulation, unit: Unit, *, force: bool) -> bool:
    if unit.principal:
        return False
    # Recorded on 3.6.28: by force its storage does not keep a unit that nothing has run.
    if storage.of_unit(sim, unit) and not force:
        return False
    return not unit.machine or unit.agent.current == "allocating"


def remove_unit(sim: Simulation, unit: Unit, *, destroy_storage: bool = False, at_once: bool = False) -> None:
    """Take a unit away: its subordinates, its scopes, its storage; its machine and application may follow."""
    from fakejuju.domain import actions, applications, relations

    state = sim.state
    for other in subordinates_of(sim, unit):
        remove_unit(sim, other)
    for relation in relations.relations_of(sim, unit.model, unit.application):
        if unit.name in relation.units:
            relations.leave_scope(sim, relation, unit)
    storage.free(sim, unit, destroy_storage=destroy_storage)
    current = state.find(Unit, unit.name, unit.model)
    if current is None:
        return
    state.remove(current)
    tag = statuses.tag_of(current)
    state.forget(unit.model, tag)
    if sim.series.version < (4, 0):
        workers.leave_to_cleanup(sim, unit.model, lambda: actions.end_of(sim, unit.model, tag))
    annotations = state.find(Annotations, tag, unit.model)
    # Recorded on 2.9.52 and 3.6.28: what was noted on a unit stays when it goes.
    if annotations is not None and sim.series.version >= (4, 0):
        state.remove(annotations)
    application = state.find(Application, unit.application, unit.model)
    if application is not None and application.leader == unit.name:
        state.put(replace(application, leader=""))
    if unit.machine and not unit.principal:
        machines.destroy_if_unused(sim, unit.model, unit.machine, at_once=at_once)
    applications.remove_if_dead(sim, unit.model, unit.application)
