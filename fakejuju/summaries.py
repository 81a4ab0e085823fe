"""Model summaries, and the watcher that tells those that changed."""

from __future__ import annotations

from typing import Any

from fakejuju.domain import models
from fakejuju.simulation import Simulation
from fakejuju.state.application import Application, Relation, Unit
from fakejuju.state.controller import Access, Annotations, Credential, Model
from fakejuju.state.machine import Machine
from fakejuju.state.store import Change, Commit
from fakejuju.watchers import NOTHING, Watcher
from jujuclient.facades.model_summary_watcher import (
    ModelAbstract,
    ModelSummaryMessage,
    ModelSummarySize,
    SummaryWatcherNextResults,
)
from jujuclient.wire.struct import UNSET

_COUNTED = (Application, Machine, Unit, Relation)


def summary(simulation: Simulation, model: Model) -> ModelAbstract:
    """One model in a line; a zero is left out, and a machine in error turns it red."""
    state, uuid = simulation.state, model.uuid
    machines = state.all(Machine, uuid)
    containers = sum(bool(machine.parent) for machine in machines)
    notes = state.find(Annotations, f"model-{uuid}", uuid)
    messages = _messages(simulation, uuid)
    return ModelAbstract(
        uuid=uuid,
        name=model.name,
        admins=sorted(
            access.user
            for access in state.all(Access)
            if access.target == f"model-{uuid}" and access.level == "admin"
        ),
        cloud=model.cloud,
        region=model.region or UNSET,
        credential=_credential(simulation, model),
        size=ModelSummarySize(
            machines=len(machines) - containers or UNSET,
            containers=containers or UNSET,
            applications=state.count(Application, uuid) or UNSET,
            units=state.count(Unit, uuid) or UNSET,
            relations=state.count(Relation, uuid) or UNSET,
        ),
        status="red" if messages else "green",
        messages=messages or UNSET,
        annotations=dict(notes.values) if notes is not None and notes.values else UNSET,
    )


def _credential(simulation: Simulation, model: Model) -> Any:
    found = simulation.state.find(Credential, model.credential)
    return f"{found.cloud}/{found.owner}/{found.name}" if found is not None else UNSET


def _messages(simulation: Simulation, model: str) -> list[ModelSummaryMessage]:
    # Recorded on 3.6.28: a unit whose hook failed does not count, its agent is idle.
    return [
        ModelSummaryMessage(agent=machine.id, message=machine.agent.message)
        for machine in sorted(simulation.state.all(Machine, model), key=lambda machine: machine.id)
        if machine.agent.current == "error"
    ]


def _concerned(change: Change) -> list[str]:
    """The models whose summary a change may be seen in."""
    entity = change.entity
    if isinstance(entity, Model):
        return [entity.uuid]
    if isinstance(entity, Access):
        return [entity.target.removeprefix("model-")] if entity.target.startswith("model-") else []
    came_or_went = change.before is None or change.after is None
    if isinstance(entity, Annotations) or (isinstance(entity, _COUNTED) and came_or_went):
        return [entity.model]
    # What a unit or application is like shows nowhere; a summary is not made anew for it.
    before, after = change.before, change.after
    if isinstance(before, Machine) and isinstance(after, Machine) and before.agent != after.agent:
        return [entity.model]
    return []


class SummaryWatch(Watcher):
    """Tells the summaries that changed, at first all of them.

    Args:
        simulation: the controller.
        user: whose models; "" for those of everybody.
    """

    facade = "ModelSummaryWatcher"

    def __init__(self, simulation: Simulation, user: str = "") -> None:
        super().__init__(simulation)
        self.user = user
        self._changed: dict[str, None] = {model.uuid: None for model in self._seen()}
        self._told: dict[str, ModelAbstract] = {}

    def _seen(self) -> list[Model]:
        if not self.user:
            return self.simulation.state.all(Model)
        return models.visible(self.simulation, self.user)

    def heard(self, commit: Commit) -> None:
        """Note whose summary may have changed; a model that came and went untold leaves nothing."""
        for uuid in {uuid: None for change in commit.changes for uuid in _concerned(change)}:
            gone = self.simulation.state.find(Model, uuid) is None
            if gone and uuid not in self._told:
                self._changed.pop(uuid, None)
            else:
                self._changed[uuid] = None

    def take(self) -> Any:
        """The summaries that are not as they were told last."""
        seen = {model.uuid: model for model in self._seen()} if self._changed else {}
        told: list[ModelAbstract] = []
        for uuid in self._changed:
            known = self._told.get(uuid)
            if uuid in seen:
                now = summary(self.simulation, seen[uuid])
                if now != known:
                    self._told[uuid] = now
                    told.append(now)
            elif known is not None:
                del self._told[uuid]
                told.append(ModelAbstract(uuid=uuid, removed=True))
        self._changed = {}
        return SummaryWatcherNextResults(models=told) if told else NOTHING
