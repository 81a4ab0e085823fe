"""Action: actions and shell commands that units and machines run."""

from __future__ import annotations

from collections.abc import Sequence

from fakejuju.domain import actions as verbs
from fakejuju.domain.actions import Wanted
from fakejuju.handlers.call import Call, Refused, each
from fakejuju.projections import actions as told
from fakejuju.state.action import Operation, Task
from fakejuju.state.application import Unit
from jujuclient.facades.action import (
    Action,
    ActionRequest,
    ActionResult,
    ActionResults,
    EnqueuedActions,
    OperationResult,
    OperationResults,
)
from jujuclient.facades.common import Entity, Error, StringResult
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType
from jujuclient.wire.tags import Tag

MODULES = ("action_lists", "action_run")
OPERATIONS_LISTED = 50
"""How many operations are told where nobody says how many."""


# --- enqueueing ------------------------------------------------------------------------------


@answers(Action.enqueue_operation)
def enqueue_operation(call: Call, actions: list[ActionRequest]) -> EnqueuedActions:
    """Enqueue actions as one operation; one that is refused stops no other."""
    call.need_write()
    number, made = verbs.enqueue(call.simulation, call.model_uuid, [_wanted(call, one) for one in actions])
    return enqueued(call, number, made)


@answers(Action.enqueue)
def enqueue(call: Call, actions: list[ActionRequest]) -> ActionResults:
    """Enqueue actions, each by itself."""
    call.need_write()
    _, made = verbs.enqueue(call.simulation, call.model_uuid, [_wanted(call, one) for one in actions])
    return ActionResults(results=results(call, made) or UNSET)


def _wanted(call: Call, asked: ActionRequest) -> Wanted:
    parallel = bool(asked.parallel) if asked.parallel is not UNSET else None
    return Wanted(
        asked.receiver,
        asked.name,
        dict(asked.parameters) if asked.parameters is not UNSET and asked.parameters else {},
        parallel,
        str(asked.execution_group) if asked.execution_group is not UNSET else None,
    )


def results(call: Call, made: Sequence[Task | Refused], *, group: bool = False) -> list[ActionResult]:
    """Each task, or why there is none."""
    return [
        told.failed(call.simulation, one.error)
        if isinstance(one, Refused)
        else told.enqueued(call.simulation, one, group=group)
        for one in made
    ]


def enqueued(
    call: Call, number: str, made: Sequence[Task | Refused], *, group: bool = False
) -> EnqueuedActions:
    """The operation, and its tasks or their tags."""
    if call.version >= 7:
        return EnqueuedActions(
            operation=f"operation-{number}", actions=results(call, made, group=group) or UNSET
        )
    tags = [
        StringResult(result="", error=one.error)
        if isinstance(one, Refused)
        else StringResult(result=f"action-{one.id}")
        for one in made
    ]
    return EnqueuedActions(operation=f"operation-{number}", action_tags=tags or UNSET)


# --- telling ---------------------------------------------------------------------------------


def task_of(call: Call, tag: str) -> Task:
    """The task of a tag, or what says that there is none."""
    kind, _, id = tag.partition("-")
    found = call.find(Task, id) if kind == "action" else None
    if found is None:
        raise Refused("id not found", "not found")
    return found


@answers(Action.actions)
def actions(call: Call, entities: list[Entity]) -> ActionResults:
    """What was asked, how far each is, and its output."""
    call.need_read()
    sim = call.simulation
    made = each(
        entities, lambda one: told.task(sim, task_of(call, one.tag)), lambda error: told.failed(sim, error)
    )
    return ActionResults(results=made or UNSET)


@answers(Action.operations)
def operations(call: Call, entities: list[Entity]) -> OperationResults:
    """The operations of tags, each with its tasks.

    Recorded on 2.9.52: one with a task on a machine spoils the answer, as its name is no unit's.
    """
    call.need_read()

    def one(entity: Entity) -> OperationResult:
        kind, _, id = entity.tag.partition("-")
        if kind != "operation":
            raise Refused(f'"{entity.tag}" is not a valid operation tag')
        found = call.find(Operation, id)
        if found is None:
            raise Refused(f"operation {id} not found", "not found")
        hosts = [Tag.parse(task.receiver) for task in verbs.tasks_of(call.simulation, found)]
        spoilt.extend(tag.id for tag in hosts if tag.kind == "machine" and call.juju < (3, 0))
        if call.juju >= (4, 0):
            # Recorded on 4.0.15: what its tasks gave is told by Actions only.
            return told.listed(call.simulation, found, verbs.tasks_of(call.simulation, found))
        return told.operation(call.simulation, found)

    spoilt: list[str] = []
    results = each(entities, one, told.no_operation)
    if spoilt:
        raise Refused(f'"{spoilt[0]}" is not a valid unit name')
    return OperationResults(results=results or UNSET)


@answers(Action.list_operations)
def list_operations(
    call: Call,
    *,
    actions: list[str] | UnsetType = UNSET,
    applications: list[str] | UnsetType = UNSET,
    limit: int | UnsetType = UNSET,
    machines: list[str] | UnsetType = UNSET,
    offset: int | UnsetType = UNSET,
    status: list[str] | UnsetType = UNSET,
    units: list[str] | UnsetType = UNSET,
) -> OperationResults:
    """The operations that have tasks, oldest first, with those of their tasks that were asked for."""
    call.need_read()
    names, words = set(actions or ()), set(status or ())
    receivers = {str(Tag("unit", name)) for name in units or ()} | {
        str(Tag("machine", id)) for id in machines or ()
    }
    if not receivers and not applications and call.juju < (4, 0):
        # Recorded on 2.9.52 and 3.6.28: nobody named is every unit, and no machine.
        receivers = {"", *(str(Tag("unit", unit.name)) for unit in call.all(Unit))}
    found: list[tuple[Operation, list[Task]]] = []
    for operation in call.all(Operation):
        tasks = [
            task
            for task in verbs.tasks_of(call.simulation, operation)
            if (not names or task.name in names) and _is_of(task, receivers, set(applications or ()))
        ]
        if tasks and (not words or operation.status in words):
            found.append((operation, tasks))
    start, count = offset or 0, limit or OPERATIONS_LISTED
    shown = found[start : start + count]
    return OperationResults(
        results=[told.listed(call.simulation, one, tasks) for one, tasks in shown] or UNSET,
        truncated=True if len(found) > start + count else UNSET,
    )


def _is_of(task: Task, receivers: set[str], applications: set[str]) -> bool:
    if not receivers and not applications:
        return True
    tag = Tag.parse(task.receiver)
    return task.receiver in receivers or (tag.kind == "unit" and tag.id.rpartition("/")[0] in applications)


# --- cancelling ------------------------------------------------------------------------------


@answers(Action.cancel)
def cancel(call: Call, entities: list[Entity]) -> ActionResults:
    """Cancel tasks that have not finished."""
    call.need_write()
    return ActionResults(results=[_cancel(call, entity.tag) for entity in entities or ()] or UNSET)


def _cancel(call: Call, tag: str) -> ActionResult:
    kind, _, id = tag.partition("-")
    if kind != "action":
        return told.failed(call.simulation, Error(message="id not found", code="not found"))
    task = call.find(Task, id)
    if task is None:
        failed = told.failed(call.simulation, Error(message=f'action "{id}" not found', code="not found"))
        failed.action = ActionRequest(tag=tag, receiver="", name="")
        return failed
    if call.juju == (4, 0) and task.status == "pending":
        return told.failed(call.simulation, Error(message=_broken(id), code=""))
    return told.task(call.simulation, verbs.cancel(call.simulation, task))


def _broken(id: str) -> str:
    """Recorded on 4.0.15: no pending task can be cancelled, for a mistake in a statement of its database."""
    cancelling = f'cancelling task "{id}": '
    return (
        f'{cancelling}{cancelling}preparing update status statement for task ID "{id}": preparing:: cannot '
        'prepare statement: input expression: type "taskStatus" has no "status_id" db tag: '
        "$taskStatus.status_id"
    )
