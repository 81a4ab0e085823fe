"""Actions: enqueued, begun, logged, finished, cancelled; and the operations that they are parts of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from fakejuju.domain.schemas import complaints, with_defaults
from fakejuju.refused import Refused
from fakejuju.simulation import Simulation
from fakejuju.state.action import LogLine, Operation, Task
from fakejuju.state.application import Application, Charm, Unit
from fakejuju.state.machine import Machine
from jujuclient.wire.tags import Tag

EXEC = ("juju-exec", "juju-run")
"""The names of the action that runs shell commands; every unit and machine has it."""
FINISHED = ("completed", "failed", "cancelled", "aborted", "error")


class Wanted(NamedTuple):
    """What is to be run: the receiver is a tag, or ``application/leader``."""

    receiver: str
    name: str
    parameters: dict[str, Any]
    parallel: bool | None = None
    group: str | None = None


def numbered(sim: Simulation) -> bool:
    """Whether tasks have numbers and are parts of operations; before 2.8 they have uuids."""
    return sim.series.version >= (2, 8)


def command_over_ssh(sim: Simulation, model: str, receiver: str, commands: str, timeout: int) -> Task:
    """Shell commands of Juju 1, as the functions of actions see them; it is kept nowhere."""
    now = sim.clock.second()
    return Task(
        model=model,
        id="",
        operation="",
        receiver=receiver,
        name=exec_name(sim),
        parameters={"command": commands, "timeout": timeout},
        status="running",
        enqueued=now,
        started=now,
    )


def exec_name(sim: Simulation) -> str:
    """The action that runs shell commands: ``juju-exec`` since 3.0."""
    return "juju-exec" if sim.series.version >= (3, 0) else "juju-run"


# --- enqueueing ------------------------------------------------------------------------------


def enqueue(sim: Simulation, model: str, wanted: Sequence[Wanted]) -> tuple[str, list[Task | Refused]]:
    """Enqueue actions as one operation.

    The operation takes a number in any case, and so does a task that is refused for its name or
    parameters (recorded on 3.6.28).

    Returns:
        The id of the operation, "" before 2.8; and for each the task, or why there is none.
    """
    number = _number(sim, model) if numbered(sim) else ""
    with sim.state.transaction() as state:
        if number:
            now = _now(sim)
            state.put(Operation(model=model, id=number, summary=_summary(sim, wanted), enqueued=now))
        made = [_try(sim, model, number, one) for one in wanted]
        failed = [str(one) for one in made if isinstance(one, Refused)]
        if number and failed:
            _fail(sim, model, number, failed, all_of_them=len(failed) == len(made))
    return number, made


def _try(sim: Simulation, model: str, operation: str, wanted: Wanted) -> Task | Refused:
    try:
        return _enqueue_one(sim, model, operation, wanted)
    except Refused as refused:
        return refused


def _enqueue_one(sim: Simulation, model: str, operation: str, wanted: Wanted) -> Task:
    receiver = _receiver(sim, model, wanted.receiver)
    id = _number(sim, model) if operation else sim.seeds.uuid("action")
    parameters = _checked(sim, model, receiver, wanted)
    return sim.state.put(
        Task(
            model=model,
            id=id,
            operation=operation,
            receiver=receiver,
            name=wanted.name,
            parameters=parameters or None,
            parallel=wanted.parallel,
            group=wanted.group,
            enqueued=_now(sim),
        )
    )


def _number(sim: Simulation, model: str) -> str:
    # Recorded: from 1 up to 3.6, from 0 in 4.0.
    return str(sim.state.number("task", model, first=0 if sim.series.version >= (4, 0) else 1))


def _summary(sim: Simulation, wanted: Sequence[Wanted]) -> str:
    names = {one.name for one in wanted}
    name = next(iter(names), "")
    if sim.series.version >= (4, 0):
        return f'action "{name}"' if len(names) == 1 else "multiple actions"
    what = name if len(names) < 2 else "multiple actions"
    return f"{what} run on {','.join(one.receiver for one in wanted)}"


def _fail(sim: Simulation, model: str, number: str, failed: list[str], *, all_of_them: bool) -> None:
    operation = sim.state.find(Operation, number, model)
    assert operation is not None
    told = replace(operation, fail=f"error(s) enqueueing action(s): {', '.join(failed)}")
    if all_of_them:
        told = replace(told, status="error", completed=_now(sim))
    sim.state.put(told)


def _receiver(sim: Simulation, model: str, told: str) -> str:
    if told.endswith("/leader"):
        name = told.rpartition("/")[0]
        application = sim.state.find(Application, name, model)
        if application is None or not application.leader:
            raise Refused(f'could not determine leader for "{name}"')
        return str(Tag("unit", application.leader))
    try:
        tag = Tag.parse(told)
    except ValueError:
        raise Refused("id not found", "not found") from None
    kind: type[Unit] | type[Machine] | None = {"unit": Unit, "machine": Machine}.get(tag.kind)  # type: ignore[assignment]  # of two
    if kind is None or sim.state.find(kind, tag.id, model) is None:
        raise Refused(f'"{told}" not found', "not found")
    return told


def _checked(sim: Simulation, model: str, receiver: str, wanted: Wanted) -> dict[str, Any]:
    if wanted.name in EXEC:
        return wanted.parameters
    tag = Tag.parse(receiver)
    if tag.kind == "machine":
        raise Refused(f'action "{wanted.name}" not defined on machine "{tag.id}"')
    schema = _schema(sim, model, tag.id, wanted.name)
    found = list(complaints(schema, wanted.parameters))
    if found:
        raise Refused(f"validation failed: {'; '.join(found)}")
    # Recorded on 4.0.15: what is not given is not filled in.
    return wanted.parameters if sim.series.version >= (4, 0) else with_defaults(schema, wanted.parameters)


def _schema(sim: Simulation, model: str, unit_name: str, name: str) -> dict[str, Any]:
    from fakejuju.projections.charms import action_schema

    unit = sim.state.find(Unit, unit_name, model)
    application = sim.state.find(Application, unit.application, model) if unit is not None else None
    charm = sim.state.find(Charm, application.charm, model) if application is not None else None
    if charm is None or not charm.actions:
        raise Refused(f'no actions defined on charm "{charm.url if charm is not None else ""}"')
    if name not in charm.actions:
        raise Refused(f'action "{name}" not defined on unit "{unit_name}"')
    return action_schema(sim, name, charm.actions[name] or {})


def _now(sim: Simulation) -> str:
    return sim.clock.stamp() if sim.series.version >= (4, 0) else sim.clock.second()


# --- running ---------------------------------------------------------------------------------


def tasks_of(sim: Simulation, operation: Operation) -> list[Task]:
    """The tasks of an operation, oldest first."""
    return [task for task in sim.state.all(Task, operation.model) if task.operation == operation.id]


def begin(sim: Simulation, task: Task) -> Task:
    """The agent takes a task up."""
    with sim.state.transaction() as state:
        now = _now(sim)
        begun = state.put(replace(task, status="running", started=now))
        operation = state.find(Operation, task.operation, task.model)
        if operation is not None and operation.status == "pending":
            state.put(replace(operation, status="running", started=now))
    return begun


def log(sim: Simulation, task: Task, message: str) -> Task:
    """A running task says how far it is."""
    with sim.state.transaction() as state:
        return state.put(replace(task, log=[*task.log, LogLine(_now(sim), message)]))


def finish(
    sim: Simulation,
    task: Task,
    status: str = "completed",
    *,
    message: str = "",
    output: dict[str, Any] | None = None,
) -> Task:
    """A task has come to its end, and with its last task the operation."""
    with sim.state.transaction() as state:
        now = _now(sim)
        ended = state.put(replace(task, status=status, message=message, output=output, completed=now))
        operation = state.find(Operation, task.operation, task.model)
        if operation is not None:
            statuses = {one.status for one in tasks_of(sim, operation)}
            if statuses <= set(FINISHED):
                worst = next(
                    (one for one in ("error", "failed", "cancelled") if one in statuses), "completed"
                )
                state.put(replace(operation, status=worst, completed=now))
    return ended


def end_of(sim: Simulation, model: str, receiver: str) -> None:
    """The receiver is gone: what it has not finished is cancelled. Recorded on 2.9.52."""
    for task in sim.state.all(Task, model):
        if task.receiver == receiver and task.status not in FINISHED:
            finish(sim, task, "cancelled", message="unit removed")


def cancel(sim: Simulation, task: Task) -> Task:
    """Cancel a task: a pending one ends, a running one is asked to; what has ended stays as it is."""
    if task.status == "pending":
        return finish(sim, task, "cancelled", message="action cancelled via the API")
    if task.status == "running" and numbered(sim):
        with sim.state.transaction() as state:
            return state.put(replace(task, status="aborting"))
    return task
