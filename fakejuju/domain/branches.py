"""Branches of a model's config: units track them, and committing makes their changes everybody's."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from fakejuju.refused import Refused
from fakejuju.simulation import Simulation
from fakejuju.state.application import Application, Unit
from fakejuju.state.controller import Branch, Model


def active(sim: Simulation, model_uuid: str) -> list[Branch]:
    """The branches in progress, oldest first."""
    return [branch for branch in sim.state.all(Branch, model_uuid) if not branch.completed]


def committed(sim: Simulation, model_uuid: str) -> list[Branch]:
    """The branches that were committed, oldest first; an aborted one is no commit."""
    return [
        branch for branch in sim.state.all(Branch, model_uuid) if branch.completed and branch.generation_id
    ]


def find(sim: Simulation, model_uuid: str, name: str) -> Branch | None:
    """The branch in progress of a name."""
    return next((branch for branch in active(sim, model_uuid) if branch.name == name), None)


def need(sim: Simulation, model_uuid: str, name: str) -> Branch:
    """The branch in progress of a name, or Juju's word that there is none."""
    branch = find(sim, model_uuid, name)
    if branch is None:
        model = sim.state.find(Model, model_uuid)
        where = model.name if model is not None else ""
        raise Refused(f'branch "{name}" in model "{where}" not found', "not found")
    return branch


def seconds(sim: Simulation) -> int:
    """Now, as branches keep it."""
    return int(sim.clock.now().timestamp())


def add(sim: Simulation, model_uuid: str, name: str, user: str) -> Branch:
    """Start a branch."""
    if not name:
        raise Refused("empty branch name not valid", "not valid")
    if name == "master":
        raise Refused('branch name "master" not valid', "not valid")
    if find(sim, model_uuid, name) is not None:
        raise Refused(f'model already has branch "{name}"')
    with sim.state.transaction() as state:
        id = f"{model_uuid}:{state.number('branch', model_uuid)}"
        return state.put(Branch(model=model_uuid, id=id, name=name, created=seconds(sim), created_by=user))


def track(sim: Simulation, branch: Branch, unit: Unit) -> None:
    """Let a unit follow a branch, and none besides."""
    if unit.life != "alive":
        # Recorded on 2.9.52: nobody looks at its life before, so the transaction is tried until they give up.
        raise Refused("state changing too quickly; try again soon", "excessive contention")
    for other in active(sim, branch.model):
        if other.id != branch.id and unit.name in other.assigned.get(unit.application, ()):
            raise Refused(f'unit "{unit.name}" is tracking branch "{other.name}"')
    current = sim.state.find(Branch, branch.id, branch.model) or branch
    units = current.assigned.get(unit.application, [])
    if unit.name not in units:
        assigned = {**current.assigned, unit.application: sorted([*units, unit.name])}
        sim.state.put(replace(current, assigned=assigned))


def abort(sim: Simulation, branch: Branch, user: str) -> None:
    """Give a branch up; not while units track it."""
    if any(branch.assigned.values()):
        raise Refused(
            "branch is in progress. Either reset values on tracking units and commit the branch"
            " or remove them to abort."
        )
    with sim.state.transaction() as state:
        state.put(replace(branch, completed=seconds(sim), completed_by=user))


def commit(sim: Simulation, branch: Branch, user: str) -> int:
    """Make a branch's changes the applications' own: the number of the commit, 0 for a branch without any."""
    changed = any(branch.assigned.values()) or any(branch.config.values())
    with sim.state.transaction() as state:
        for name, values in branch.config.items():
            application = state.find(Application, name, branch.model)
            if application is not None:
                state.put(replace(application, config=_applied(application.config, values)))
        number = state.number("generation", branch.model, first=1) if changed else 0
        state.put(replace(branch, completed=seconds(sim), completed_by=user, generation_id=number))
    return number


def _applied(config: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """Config with a branch's values; None resets one."""
    merged = {**config, **values}
    return {key: value for key, value in merged.items() if value is not None}
