"""Rows of relations, of applications, and of the actions that units and machines run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakejuju.domain import actions, applications, relations, statuses
from fakejuju.domain.actions import EXEC
from fakejuju.lifecycle_row import Row
from fakejuju.lifecycle_units import is_idle
from fakejuju.state.action import Task
from fakejuju.state.application import Application, Relation, RemoteApplication, Unit
from fakejuju.state.machine import Machine
from jujuclient.wire.tags import Tag

if TYPE_CHECKING:
    from fakejuju.agents import Agents


# --- relations and applications --------------------------------------------------------------


def _is_joined(agents: Agents, relation: Relation) -> bool:
    """A relation is joined once a leader is in it: recorded on 3.6.28, its agent says so."""
    if relation.life != "alive" or relation.status.current != "joining":
        return False
    for end in relation.ends:
        application = agents.state.find(Application, end.application, relation.model)
        if application is not None and application.leader in relation.units:
            return True
    return False


def _is_over(agents: Agents, relation: Relation) -> bool:
    return relation.life != "alive" and not relation.units


RELATION_ROWS = (
    Row("relation-removed", Relation, _is_over, (0.2, 1),
        lambda agents, it: relations.remove_relation(agents.sim, it)),
    Row("relation-joined", Relation, _is_joined, (0.2, 1),
        lambda agents, it: relations.mark_joined(agents.sim, it)),
)  # fmt: skip


def _is_finished(agents: Agents, application: Application) -> bool:
    if application.life == "alive" or agents.has_units(application):
        return False
    return not relations.relations_of(agents.sim, application.model, application.name)


def _has_to_part(agents: Agents, application: Application) -> bool:
    """Recorded on 4.0.15: a model that dies leaves the relations of its applications alive at first."""
    if application.life == "alive":
        return False
    return any(one.life == "alive" for one in agents.relations_of(application))


def _part(agents: Agents, application: Application) -> None:
    for relation in agents.relations_of(application):
        relations.end_relation(agents.sim, relation)


def _remote_is_finished(agents: Agents, remote: RemoteApplication) -> bool:
    return remote.life != "alive" and not relations.relations_of(agents.sim, remote.model, remote.name)


APPLICATION_ROWS = (
    Row("application-parts", Application, _has_to_part, (0.2, 1), _part),
    Row("application-removed", Application, _is_finished, (0.2, 1),
        lambda agents, it: applications.remove_if_dead(agents.sim, it.model, it.name)),
    Row("saas-removed", RemoteApplication, _remote_is_finished, (0.2, 1),
        lambda agents, it: relations.remove_remote_if_dead(agents.sim, it)),
)  # fmt: skip


# --- actions ---------------------------------------------------------------------------------


def _receiver(agents: Agents, task: Task) -> Unit | Machine | None:
    tag = Tag.parse(task.receiver)
    if tag.kind == "machine":
        return agents.state.find(Machine, tag.id, task.model)
    return agents.state.find(Unit, tag.id, task.model)


def _is_orphan(agents: Agents, task: Task) -> bool:
    return task.status in ("pending", "running", "aborting") and _receiver(agents, task) is None


def _may_begin(agents: Agents, task: Task) -> bool:
    if task.status != "pending":
        return False
    found = _receiver(agents, task)
    if isinstance(found, Unit):
        return is_idle(found)
    return found is not None and found.agent.current == "started" and not found.lost


def _begin(agents: Agents, task: Task) -> None:
    actions.begin(agents.sim, task)
    found = _receiver(agents, task)
    if isinstance(found, Unit):
        words = "running commands" if task.name in EXEC else f"running action {task.name}"
        statuses.set_status(agents.sim, found, "agent", "executing", words)


def _is_running(agents: Agents, task: Task) -> bool:
    return task.status in ("running", "aborting")


def _finish(agents: Agents, task: Task) -> None:
    agents.finish(task)
    found = _receiver(agents, task)
    if isinstance(found, Unit) and found.agent.current == "executing" and not agents.hook_of(found):
        statuses.set_status(agents.sim, found, "agent", "idle")


TASK_ROWS = (
    Row("task-orphaned", Task, _is_orphan, (0.2, 1),
        lambda agents, it: actions.finish(agents.sim, it, "cancelled", message="unit removed")),
    Row("task-begun", Task, _may_begin, (0.2, 1), _begin),
    Row("task-finished", Task, _is_running, (1, 5), _finish),
)  # fmt: skip
