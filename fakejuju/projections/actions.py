"""Tasks and operations as the Action facade tells them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from fakejuju.domain import actions as verbs
from fakejuju.simulation import Simulation
from fakejuju.state.action import Operation, Task
from jujuclient.facades.action import ActionMessage, ActionRequest, ActionResult, OperationResult
from jujuclient.facades.common import Error
from jujuclient.wire.struct import UNSET, UnsetType

NEVER = "0001-01-01T00:00:00Z"
"""Go's time of what has not been."""


def task(sim: Simulation, task: Task) -> ActionResult:
    """What was asked and how far it is."""
    version = sim.series.version
    log = [ActionMessage(message=line.message, timestamp=line.at) for line in task.log]
    return ActionResult(
        action=ActionRequest(
            tag=f"action-{task.id}",
            receiver=task.receiver,
            name=task.name,
            parameters=task.parameters or UNSET,
            parallel=bool(task.parallel) if version >= (3, 1) else UNSET,
            execution_group=(task.group or "") if version >= (3, 1) else UNSET,
        ),
        enqueued=_at(sim, task.enqueued),
        started=_at(sim, task.started),
        completed=_at(sim, task.completed),
        status=task.status,
        message=task.message or UNSET,
        log=(log or UNSET) if version >= (2, 8) else UNSET,
        output=task.output or UNSET,
    )


def enqueued(sim: Simulation, made: Task, *, group: bool) -> ActionResult:
    """A task as the answer to its enqueueing tells it: 4.x tells neither name nor parameters."""
    told = task(sim, made)
    if sim.series.version >= (4, 0) and told.action is not UNSET:
        told.action = ActionRequest(
            tag=told.action.tag,
            receiver=told.action.receiver,
            name="",
            parallel=told.action.parallel,
            execution_group=told.action.execution_group if group else UNSET,
        )
    return told


def failed(sim: Simulation, error: Error) -> ActionResult:
    """An action that there is not."""
    never = _at(sim, "")
    return ActionResult(error=error, enqueued=never, started=never, completed=never)


def _at(sim: Simulation, time: str) -> str | UnsetType:
    """When something was; 1.22 tells no times."""
    return time or NEVER if sim.series.version >= (1, 23) else UNSET


def listed(sim: Simulation, kept: Operation, tasks: Sequence[Task]) -> OperationResult:
    """An operation in a list: what its tasks gave, and their logs, are told one by one only."""
    return operation(sim, kept, [replace(one, output=None, log=[]) for one in tasks])


def operation(sim: Simulation, operation: Operation, tasks: Sequence[Task] | None = None) -> OperationResult:
    """An operation with its tasks, or with those of them that were asked for."""
    shown = verbs.tasks_of(sim, operation) if tasks is None else tasks
    return OperationResult(
        operation=f"operation-{operation.id}",
        summary=operation.summary,
        fail=operation.fail or UNSET,
        enqueued=operation.enqueued or NEVER,
        started=operation.started or NEVER,
        completed=operation.completed or NEVER,
        status=operation.status,
        actions=[task(sim, one) for one in shown] or UNSET,
    )


def no_operation(error: Error) -> OperationResult:
    """An operation that there is not."""
    return OperationResult(
        operation="", summary="", error=error, enqueued=NEVER, started=NEVER, completed=NEVER
    )
