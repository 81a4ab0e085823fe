"""Rows of units: a machine, the agent, the hooks in their order, errors, the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from fakejuju.behaviours import Event
from fakejuju.domain import relations, statuses, units
from fakejuju.lifecycle_machines import next_address
from fakejuju.lifecycle_row import Row
from fakejuju.refused import Refused
from fakejuju.state.application import Application, Relation, Unit
from fakejuju.state.machine import Machine
from jujuclient.wire.tags import Tag

if TYPE_CHECKING:
    from fakejuju.agents import Agents

INSTALLING = "installing charm software"
STOPPING = ("stopping charm software", "cleaning up prior to charm deletion")
AFTER = {"install": "leader-elected", "leader-elected": "config-changed", "config-changed": "start"}
"""The order of the first hooks."""


# --- before the first hook -------------------------------------------------------------------


def _is_new(unit: Unit) -> bool:
    return unit.life == "alive" and unit.agent.current == "allocating" and not unit.lost


def _wants_machine(agents: Agents, unit: Unit) -> bool:
    if agents.juju >= (4, 0) or not _is_new(unit) or unit.machine or unit.principal:
        return False
    return not units.is_caas(agents.sim, unit.model)


def _assign(agents: Agents, unit: Unit) -> None:
    try:
        units.assign_unit(agents.sim, unit)
    except Refused as refused:
        statuses.set_status(agents.sim, unit, "agent", "error", refused.failure.message)


def _is_up(agents: Agents, unit: Unit) -> bool:
    if not unit.machine:
        return units.is_caas(agents.sim, unit.model)
    machine = agents.state.find(Machine, unit.machine, unit.model)
    if machine is None or machine.agent.current != "started" or machine.lost:
        return False
    principal = agents.state.find(Unit, unit.principal, unit.model) if unit.principal else None
    return principal is None or principal.agent.current != "allocating"


def _may_deploy(agents: Agents, unit: Unit) -> bool:
    if not _is_new(unit) or unit.agent_version or agents.juju < (2, 0):
        return False
    return unit.workload.message == "waiting for machine" and _is_up(agents, unit)


def _deploy(agents: Agents, unit: Unit) -> None:
    statuses.set_status(agents.sim, unit, "workload", "waiting", "installing agent")


def _agent_may_start(agents: Agents, unit: Unit) -> bool:
    return _is_new(unit) and not unit.agent_version and _is_up(agents, unit)


def start_agent(agents: Agents, unit: Unit) -> Unit:
    """The unit's agent is up, and says which charm it runs."""
    application = agents.state.find(Application, unit.application, unit.model)
    changed = replace(unit, agent_version=agents.version_of(unit.model))
    if application is not None:
        changed = replace(changed, charm=application.charm)
    if units.is_caas(agents.sim, unit.model) and not unit.provider_id:
        changed = replace(
            changed,
            provider_id=unit.name.replace("/", "-"),
            private_address=unit.private_address or next_address(agents, "pod-address"),
        )
        if application is not None and not application.public_address:
            service = next_address(agents, "service-address")
            agents.state.put(replace(application, public_address=service))
    changed = agents.state.put(changed)
    agents.sim.presence[str(Tag("unit", unit.name))] = "alive"
    if agents.juju < (2, 0):
        return changed
    word = "initializing" if agents.juju < (2, 2) else "initialising"
    return statuses.set_status(agents.sim, changed, "workload", "waiting", f"agent {word}")


def _may_install(agents: Agents, unit: Unit) -> bool:
    return _is_new(unit) and bool(unit.agent_version)


def _install(agents: Agents, unit: Unit) -> None:
    changed = agents.run_hook(unit, "install")
    statuses.set_status(agents.sim, changed, "workload", "maintenance", INSTALLING)


# --- hooks -----------------------------------------------------------------------------------


def _is_running(agents: Agents, unit: Unit) -> bool:
    return unit.agent.current == "executing" and bool(agents.hook_of(unit)) and not unit.lost


def _after(agents: Agents, unit: Unit) -> None:
    """The hook is done: what the charm did in it, and the next one."""
    hook = agents.hook_of(unit)
    current = agents.react(unit, Event(hook))
    if current is None or current.agent.current == "error":
        return
    agents.ran(unit, hook)
    # A charm may say that it is blocked before its start: the first hooks go on all the same.
    starting = hook == "install" or (current.starting and hook != "start")
    current = agents.state.put(replace(current, starting=starting))
    following = AFTER.get(hook, "") if starting else ""
    if hook == "upgrade-charm":
        following = "config-changed"
    if following == "leader-elected" and not agents.elect(current):
        following = "config-changed"
    if following:
        agents.run_hook(current, following)
    elif hook == "stop":
        current = statuses.set_status(agents.sim, current, "workload", "maintenance", STOPPING[1])
        agents.run_hook(current, "remove")
    elif hook == "remove":
        agents.state.put(replace(current, life="dead"))
    else:
        statuses.set_status(agents.sim, current, "agent", "idle")


def is_idle(unit: Unit) -> bool:
    """Whether the agent of a unit is free to do something."""
    return unit.agent.current == "idle" and not unit.lost and unit.life != "dead"


def _is_resolved(agents: Agents, unit: Unit) -> bool:
    return unit.agent.current == "error" and bool(unit.resolved) and not unit.lost


def _resolve(agents: Agents, unit: Unit) -> None:
    """Run the hook again, or go on as if it had run."""
    hook = str(unit.agent.data.get("hook") or "")
    changed = agents.state.put(replace(unit, resolved=""))
    if not hook:
        statuses.set_status(agents.sim, changed, "agent", "allocating" if not unit.charm else "idle")
        return
    if unit.resolved == "no-hooks":
        agents.skip(changed, hook)
    agents.run_hook(changed, hook)


def _may_lead(agents: Agents, unit: Unit) -> bool:
    application = agents.state.find(Application, unit.application, unit.model)
    alive = unit.life == "alive" and is_idle(unit)
    return alive and application is not None and not application.leader


def _lead(agents: Agents, unit: Unit) -> None:
    agents.elect(unit)
    agents.run_hook(unit, "leader-elected")


def _is_outdated(agents: Agents, unit: Unit) -> bool:
    application = agents.state.find(Application, unit.application, unit.model)
    return (
        is_idle(unit) and unit.life == "alive" and application is not None and application.charm != unit.charm
    )


def _upgrade(agents: Agents, unit: Unit) -> None:
    application = agents.state.find(Application, unit.application, unit.model)
    assert application is not None
    agents.run_hook(agents.state.put(replace(unit, charm=application.charm)), "upgrade-charm")


def _is_to_configure(agents: Agents, unit: Unit) -> bool:
    return is_idle(unit) and unit.life == "alive" and agents.is_stale(unit)


def _configure(agents: Agents, unit: Unit) -> None:
    agents.fresh(unit)
    agents.run_hook(unit, "config-changed")


# --- relations of a unit ---------------------------------------------------------------------


def _to_enter(agents: Agents, unit: Unit) -> Relation | None:
    if unit.life != "alive" or not is_idle(unit):
        return None
    return next((one for one in agents.unentered(unit) if _is_in_reach(agents, one, unit)), None)


def _is_in_reach(agents: Agents, relation: Relation, unit: Unit) -> bool:
    """A subordinate is in a relation of container scope with its own principal only."""
    end = relation.end_of(unit.application)
    if end is None or end.endpoint.scope != "container" or not unit.principal or relation.is_peer:
        return True
    return relation.other_end(unit.application).application == unit.principal.rpartition("/")[0]


def _enter(agents: Agents, unit: Unit) -> None:
    relation = _to_enter(agents, unit)
    assert relation is not None
    end = relation.end_of(unit.application)
    name = end.endpoint.name if end is not None else ""
    others = [one for one in relation.units if one != unit.name]
    agents.enter(relation, unit)
    current = agents.state.find(Unit, unit.name, unit.model)
    if current is not None:
        hook = f"{name}-relation-joined" if others else f"{name}-relation-created"
        agents.run_hook(current, hook, others[0] if others else "")


def _to_leave(agents: Agents, unit: Unit) -> Relation | None:
    if not is_idle(unit):
        return None
    concerned = agents.ending(unit) if unit.life == "alive" else agents.relations_of(unit)
    return next((relation for relation in concerned if unit.name in relation.units), None)


def _leave(agents: Agents, unit: Unit) -> None:
    relation = _to_leave(agents, unit)
    assert relation is not None
    end = relation.end_of(unit.application)
    relations.leave_scope(agents.sim, relation, unit)
    current = agents.state.find(Unit, unit.name, unit.model)
    if current is not None and end is not None:
        agents.run_hook(current, f"{end.endpoint.name}-relation-broken")


def _is_abandoned(agents: Agents, unit: Unit) -> bool:
    """A subordinate without a relation to its principal any more."""
    if not unit.principal or unit.life != "alive":
        return False
    host = unit.principal.rpartition("/")[0]
    for relation in agents.relations_of(unit):
        end = relation.end_of(unit.application)
        beside = relation.other_end(unit.application).application == host
        if end is not None and end.endpoint.scope == "container" and beside and relation.life == "alive":
            return False
    return True


# --- the end of a unit -----------------------------------------------------------------------


def _never_ran(agents: Agents, unit: Unit) -> bool:
    stuck = unit.agent.current == "error" and not unit.charm
    return unit.life == "dying" and (unit.agent.current == "allocating" or stuck) and not agents.beside(unit)


def _give_up(agents: Agents, unit: Unit) -> None:
    agents.state.put(replace(unit, life="dead"))


def _follow(agents: Agents, unit: Unit) -> None:
    units.destroy_unit(agents.sim, unit)


def _may_stop(agents: Agents, unit: Unit) -> bool:
    return unit.life == "dying" and is_idle(unit) and not agents.beside(unit)


def _stop(agents: Agents, unit: Unit) -> None:
    changed = statuses.set_status(agents.sim, unit, "workload", "maintenance", STOPPING[0])
    agents.run_hook(changed, "stop")


def _is_dead(agents: Agents, unit: Unit) -> bool:
    return unit.life == "dead"


def _bury(agents: Agents, unit: Unit) -> None:
    agents.sim.presence.pop(str(Tag("unit", unit.name)), None)
    units.remove_unit(agents.sim, unit)


UNIT_ROWS = (
    Row("unit-removed", Unit, _is_dead, (0.5, 1), _bury),
    Row("unit-never-ran", Unit, _never_ran, (0.5, 1), _give_up),
    Row("unit-assigned", Unit, _wants_machine, (0.2, 0.5), _assign),
    Row("unit-deployed", Unit, _may_deploy, (1, 3), _deploy),
    Row("unit-agent", Unit, _agent_may_start, (3, 8), start_agent),
    Row("unit-install", Unit, _may_install, (1, 3), _install),
    Row("unit-resolved", Unit, _is_resolved, (0.5, 2), _resolve),
    Row("unit-hook-done", Unit, _is_running, (1, 6), _after),
    Row("unit-leads", Unit, _may_lead, (1, 30), _lead),
    Row("unit-leaves", Unit, lambda agents, it: _to_leave(agents, it) is not None, (0.5, 2), _leave),
    Row("unit-stops", Unit, _may_stop, (0.5, 2), _stop),
    Row("unit-abandoned", Unit, _is_abandoned, (0.5, 2), _follow),
    Row("unit-upgraded", Unit, _is_outdated, (1, 5), _upgrade),
    Row("unit-configured", Unit, _is_to_configure, (0.5, 2), _configure),
    Row("unit-enters", Unit, lambda agents, it: _to_enter(agents, it) is not None, (0.5, 2), _enter),
)  # fmt: skip
