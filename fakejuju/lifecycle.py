"""What agents do, as rows: when something is so, after so many seconds, then it becomes so.

A row looks at one entity. Where ``when`` holds, ``then`` is done ``after`` that many seconds (in
the profile ``instant``: at once), if it still holds. Each ``then`` changes what ``when`` looked at,
so rows follow one another and come to an end. Words and order: the page of facts on status, and
what agents were recorded to do on 2.9.52 and 3.6.28.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from msgspec.structs import replace

from fakejuju.domain import applications, machines, models, relations, units
from fakejuju.domain.statuses import set_status
from fakejuju.handlers.call import Refused
from fakejuju.simulation import Simulation
from fakejuju.state.application import Application, Relation, RemoteApplication, Unit
from fakejuju.state.controller import Model
from fakejuju.state.entity import Address, Entity
from fakejuju.state.machine import Machine

INSTALLING = "running install hook"
STARTING = "running start hook"
STOPPING = "running stop hook"
UPGRADING = "running upgrade-charm hook"


class Row(NamedTuple):
    """One thing that agents do.

    Attributes:
        name: for people, and for what is waiting to happen.
        kind: of the entity it looks at.
        when: whether it is to happen to this one.
        after: seconds that it takes.
        then: what happens, inside a transaction.
    """

    name: str
    kind: type[Entity]
    when: Callable[[Simulation, Any], bool]
    after: float
    then: Callable[[Simulation, Any], None]


# --- machines --------------------------------------------------------------------------------


def _host_is_up(sim: Simulation, machine: Machine) -> bool:
    if not machine.parent:
        return True
    host = sim.state.find(Machine, machine.parent, machine.model)
    return host is not None and host.agent.current == "started"


def _is_new(sim: Simulation, machine: Machine) -> bool:
    fresh = machine.instance.current == "pending" and not machine.instance_id
    return machine.life == "alive" and fresh and _host_is_up(sim, machine)


def _allocate(sim: Simulation, machine: Machine) -> None:
    set_status(sim, machine, "instance", "allocating", "starting")


def _number(machine: Machine) -> int:
    """A number for addresses that is the machine's own."""
    parts = [int(part) for part in machine.id.split("/") if part.isdigit()]
    return parts[0] * 16 + (parts[1] + 1 if len(parts) > 1 else 0)


def provision(sim: Simulation, machine: Machine) -> Machine:
    """Give a machine its instance, addresses and hardware, as a provider does."""
    number = _number(machine)
    third, fourth = divmod(number + 10, 250)
    wanted = machine.constraints
    hardware = {
        "arch": wanted.get("arch", "amd64"),
        "cores": wanted.get("cores", 2),
        "mem": wanted.get("mem", 4096),
        "root-disk": wanted.get("root-disk", 8192),
    }
    if not machine.container_type:
        hardware["availability-zone"] = "zone1"
    dashed = machine.id.replace("/", "-")
    given = sim.state.put(
        replace(
            machine,
            instance_id=f"juju-{machine.model[-6:]}-{dashed}",
            hostname=f"juju-{machine.model[-6:]}-{dashed}",
            hardware=hardware,
            addresses=[Address(f"10.0.{third}.{fourth}"), Address("127.0.0.1", scope="local-machine")],
        )
    )
    return set_status(sim, given, "instance", "running", "Running")


def start_agent(sim: Simulation, machine: Machine) -> Machine:
    """Let the agent of a machine report."""
    told = sim.state.put(
        replace(
            machine, agent_version=sim.version, supported_containers=machine.supported_containers or ["lxd"]
        )
    )
    told = set_status(sim, told, "modification", "applied")
    started = set_status(sim, told, "agent", "started")
    sim.log(
        machine.model,
        f"machine-{machine.id.replace('/', '-')}",
        "INFO",
        "juju.cmd.jujud",
        "machine agent started",
    )
    return started


def _is_empty(sim: Simulation, machine: Machine) -> bool:
    """Dying, with nothing on it. The model's agents keep count of what is."""
    if machine.life != "dying" or machines.containers(sim, machine.model, machine.id):
        return False
    return not machines.units_on(sim, machine.model, machine.id)


MACHINE_ROWS = (
    Row("a machine is allocated", Machine, _is_new, 1, _allocate),
    Row(
        "a machine is provisioned",
        Machine,
        lambda sim, one: one.life == "alive" and one.instance.current == "allocating" and not one.instance_id,
        20,
        lambda sim, one: (provision(sim, one), None)[1],
    ),
    Row(
        "a machine agent starts",
        Machine,
        lambda sim, one: (
            one.life == "alive" and one.instance.current == "running" and one.agent.current == "pending"
        ),
        15,
        lambda sim, one: (start_agent(sim, one), None)[1],
    ),
    Row(
        "an empty machine is dead",
        Machine,
        _is_empty,
        2,
        lambda sim, one: (sim.state.put(replace(one, life="dead")), None)[1],
    ),
    Row(
        "a dead machine is gone",
        Machine,
        lambda sim, one: one.life == "dead",
        2,
        machines.remove_machine,
    ),
)


# --- units -----------------------------------------------------------------------------------


def _is_homeless(sim: Simulation, unit: Unit) -> bool:
    return (
        _is_fresh(unit)
        and not unit.machine
        and not unit.principal
        and not units.is_caas(sim, unit.model)
    )


def _is_housed(sim: Simulation, unit: Unit) -> bool:
    if units.is_caas(sim, unit.model):
        return True
    machine = sim.state.find(Machine, _machine_of(sim, unit), unit.model)
    return machine is not None and machine.agent.current == "started"


def _machine_of(sim: Simulation, unit: Unit) -> str:
    if unit.machine or not unit.principal:
        return unit.machine
    principal = sim.state.find(Unit, unit.principal, unit.model)
    return principal.machine if principal is not None else ""


def _is_fresh(unit: Unit) -> bool:
    return unit.life == "alive" and unit.agent.current == "allocating"


def _install_agent(sim: Simulation, unit: Unit) -> None:
    told = sim.state.put(replace(unit, agent_version=sim.version, machine=_machine_of(sim, unit)))
    set_status(sim, told, "workload", "waiting", "installing agent")


def _initialise(sim: Simulation, unit: Unit) -> None:
    words = "agent initializing" if sim.series.version <= (2, 0) else "agent initialising"
    set_status(sim, unit, "workload", "waiting", words)


def _application_of(sim: Simulation, unit: Unit) -> Application | None:
    return sim.state.find(Application, unit.application, unit.model)


def _install(sim: Simulation, unit: Unit) -> None:
    application = _application_of(sim, unit)
    machine = sim.state.find(Machine, unit.machine, unit.model)
    address = machine.addresses[0].value if machine is not None and machine.addresses else ""
    told = sim.state.put(
        replace(
            unit,
            charm=application.charm if application is not None else "",
            public_address=address,
            private_address=address,
        )
    )
    told = set_status(sim, told, "agent", "executing", INSTALLING)
    set_status(sim, told, "workload", "maintenance", "installing charm software")


def _start(sim: Simulation, unit: Unit) -> None:
    elect(sim, unit)
    set_status(sim, unit, "agent", "executing", STARTING)


def elect(sim: Simulation, unit: Unit) -> None:
    """Make a unit the leader of its application, if none leads."""
    application = _application_of(sim, unit)
    if application is not None and not application.leader:
        sim.state.put(replace(application, leader=unit.name))


def _executes(words: str) -> Callable[[Simulation, Unit], bool]:
    return lambda sim, unit: (
        unit.life == "alive" and unit.agent.current == "executing" and unit.agent.message == words
    )


def _needs_leader(sim: Simulation, unit: Unit) -> bool:
    application = _application_of(sim, unit)
    running = unit.life == "alive" and unit.agent.current not in ("allocating", "lost")
    return running and application is not None and application.life == "alive" and not application.leader


def _is_behind(sim: Simulation, unit: Unit) -> bool:
    """Its application has another charm than it runs."""
    application = _application_of(sim, unit)
    settled = unit.life == "alive" and unit.agent.current == "idle" and bool(unit.charm)
    return settled and application is not None and application.charm != unit.charm


def _upgrade(sim: Simulation, unit: Unit) -> None:
    set_status(sim, unit, "agent", "executing", UPGRADING)


def _upgraded(sim: Simulation, unit: Unit) -> None:
    application = _application_of(sim, unit)
    told = sim.state.put(replace(unit, charm=application.charm if application is not None else unit.charm))
    set_status(sim, told, "agent", "idle")


def _is_going(sim: Simulation, unit: Unit) -> bool:
    """Dying, with no subordinate left beside it, and not held up by a hook that failed."""
    held = unit.agent.current == "error" and sim.series.version < (4, 0)
    return unit.life == "dying" and not held and not units.subordinates_of(sim, unit)


def _stop(sim: Simulation, unit: Unit) -> None:
    if unit.agent.current == "allocating":
        sim.state.put(replace(unit, life="dead"))
        return
    told = set_status(sim, unit, "agent", "executing", STOPPING)
    set_status(sim, told, "workload", "maintenance", "stopping charm software")


def _is_stopping(unit: Unit) -> bool:
    return unit.agent.current == "executing" and unit.agent.message == STOPPING


def _die(sim: Simulation, unit: Unit) -> None:
    for relation in relations.relations_of(sim, unit.model, unit.application):
        if unit.name in relation.units:
            relations.leave_scope(sim, relation, unit)
    told = set_status(sim, unit, "workload", "terminated")
    sim.state.put(replace(told, life="dead"))


def _remove_unit(sim: Simulation, unit: Unit) -> None:
    units.remove_unit(sim, unit)
    sim.log(unit.model, f"unit-{unit.name.replace('/', '-')}", "INFO", "juju.worker.uniter", "unit removed")


def _assign(sim: Simulation, unit: Unit) -> None:
    try:
        units.assign_unit(sim, unit)
    except Refused as refused:
        # It is left behind without a machine, as was recorded; nothing comes of it by itself.
        set_status(sim, unit, "agent", "error", str(refused))


UNIT_ROWS = (
    Row("a unit gets a machine", Unit, _is_homeless, 0.5, _assign),
    Row(
        "a unit's agent is installed",
        Unit,
        lambda sim, one: _is_fresh(one) and not one.agent_version and _is_housed(sim, one),
        4,
        _install_agent,
    ),
    Row(
        "a unit's agent comes up",
        Unit,
        lambda sim, one: _is_fresh(one) and bool(one.agent_version) and not _is_coming(one),
        4,
        _initialise,
    ),
    Row("a unit installs its charm", Unit, lambda sim, one: _is_fresh(one) and _is_coming(one), 2, _install),
    Row("a unit starts", Unit, _executes(INSTALLING), 10, _start),
    Row("a unit is elected", Unit, _needs_leader, 5, elect),
    Row("a unit upgrades its charm", Unit, _is_behind, 2, _upgrade),
    Row("a unit has upgraded its charm", Unit, _executes(UPGRADING), 5, _upgraded),
    Row(
        "a unit stops",
        Unit,
        lambda sim, one: _is_going(sim, one) and not _is_stopping(one),
        1,
        _stop,
    ),
    Row("a unit is dead", Unit, lambda sim, one: _is_going(sim, one) and _is_stopping(one), 3, _die),
    Row("a dead unit is gone", Unit, lambda sim, one: one.life == "dead", 1, _remove_unit),
)


def _is_coming(unit: Unit) -> bool:
    return unit.workload.message.startswith("agent initiali")


# --- relations, applications, models ------------------------------------------------------------


def _end_relation(sim: Simulation, relation: Relation) -> None:
    """Its units leave; subordinates that it brought go with it."""
    for name in list(relation.units):
        unit = sim.state.find(Unit, name, relation.model)
        if unit is None:
            continue
        if _is_bound(relation, unit) and unit.life == "alive":
            units.destroy_unit(sim, unit)
        relations.leave_scope(sim, relation, unit)
    current = sim.state.find(Relation, relation.key, relation.model)
    if current is not None and not current.units:
        relations.remove_relation(sim, current)


def _is_bound(relation: Relation, unit: Unit) -> bool:
    end = relation.end_of(unit.application)
    return bool(unit.principal) and end is not None and end.endpoint.scope == "container"


def _remove_application(sim: Simulation, application: Application) -> None:
    applications.remove_if_dead(sim, application.model, application.name)


def _could_go(sim: Simulation, application: Application) -> bool:
    return application.life != "alive" and not units.units_of(sim, application)


def _dismantle(sim: Simulation, model: Model) -> None:
    """What the undertaker does: everything in the model is destroyed, by force where it must be."""
    for application in sim.state.all(Application, model.uuid):
        if application.life == "alive":
            applications.destroy_application(sim, application)
    for remote in sim.state.all(RemoteApplication, model.uuid):
        for relation in relations.relations_of(sim, model.uuid, remote.name):
            relations.end_relation(sim, relation, force=True)
        sim.state.remove(remote)
    for machine in sim.state.all(Machine, model.uuid):
        if machine.life == "alive" and not machines.units_on(sim, model.uuid, machine.id):
            current = sim.state.find(Machine, machine.id, model.uuid)
            if current is not None:
                machines.destroy_machine(sim, current, force=True)


def _has_living(sim: Simulation, model: Model) -> bool:
    things: list[Application | Machine] = [
        *sim.state.all(Application, model.uuid),
        *sim.state.all(Machine, model.uuid),
    ]
    living = any(one.life == "alive" for one in things)
    return model.life == "dying" and (living or bool(sim.state.all(RemoteApplication, model.uuid)))


REST_ROWS = (
    Row("a relation ends", Relation, lambda sim, one: one.life == "dying", 2, _end_relation),
    Row("a dying application is gone", Application, _could_go, 1, _remove_application),
    Row("a model is dismantled", Model, _has_living, 1, _dismantle),
    Row(
        "an empty model is gone",
        Model,
        lambda sim, one: one.life == "dying" and not one.is_controller and models.is_empty(sim, one),
        2,
        models.remove_model,
    ),
)

ROWS = (*MACHINE_ROWS, *UNIT_ROWS, *REST_ROWS)
