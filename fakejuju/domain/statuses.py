"""Set a status and remember it."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from fakejuju.simulation import Simulation
from fakejuju.state.application import Application, RemoteApplication, Unit
from fakejuju.state.controller import Model
from fakejuju.state.entity import Entity, Status
from fakejuju.state.machine import Machine
from jujuclient.wire.tags import Tag

E = TypeVar("E", bound=Entity)

_KINDS = {
    (Unit, "agent"): "juju-unit",
    (Unit, "workload"): "workload",
    (Machine, "agent"): "juju-machine",
    (Machine, "instance"): "machine",
    (Application, "status"): "application",
    (Model, "status"): "model",
    (RemoteApplication, "status"): "saas",
}
"""The name of each status in StatusHistory."""


def tag_of(entity: Entity) -> str:
    """The tag that the history of an entity is kept under."""
    if isinstance(entity, Model):
        return f"model-{entity.uuid}"
    return str(Tag(type(entity).__name__.lower(), entity.key))


def set_status(
    simulation: Simulation,
    entity: E,
    field: str,
    current: str,
    message: str = "",
    data: dict[str, Any] | None = None,
) -> E:
    """Give an entity a status now, and remember it; inside a transaction.

    Args:
        simulation: the controller.
        entity: what gets it: a unit, machine, application, model …
        field: which of its statuses: ``agent``, ``workload``, ``instance``, ``status``.
        current, message, data: the status.
    """
    status = Status(current, message, simulation.clock.stamp(), data or {})
    changed = simulation.state.put(msgspec.structs.replace(entity, **{field: status}))
    kind = _KINDS.get((type(entity), field))
    if kind is not None:
        model = entity.uuid if isinstance(entity, Model) else entity.model
        _begin(simulation, model, entity, field, kind, status)
        simulation.state.remember(model, tag_of(entity), kind, status)
    return changed


def _begin(simulation: Simulation, model: str, entity: Entity, field: str, kind: str, status: Status) -> None:
    """Remember the status that it was made with before the first other that it is given."""
    tag = tag_of(entity)
    if any(entry.kind == kind for entry in simulation.state.history(model, tag)):
        return
    first = getattr(entity, field)
    if first is None:
        first = Status("unset", since=getattr(entity, "created", ""))
    if (first.current, first.message) == (status.current, status.message):
        return
    simulation.state.remember(model, tag, kind, first)
