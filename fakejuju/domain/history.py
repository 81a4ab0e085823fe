"""Which statuses something had."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from fakejuju.domain.statuses import tag_of
from fakejuju.simulation import Simulation
from fakejuju.state.application import Application, RemoteApplication, Unit
from fakejuju.state.controller import Model
from fakejuju.state.entity import Entity, Status
from fakejuju.state.machine import Machine
from fakejuju.state.store import HistoryEntry

_BEGINNINGS = frozenset(
    {("allocating", ""), ("waiting", "waiting for machine"), ("unset", ""), ("pending", "")}
)


def history_of(sim: Simulation, entity: Entity, kinds: Iterable[str]) -> list[HistoryEntry]:
    """The statuses of those kinds that something had, oldest first; what it began with is the first."""
    model = entity.uuid if isinstance(entity, Model) else entity.model
    wanted = list(kinds)
    kept = sim.state.history(model, tag_of(entity))
    found: list[HistoryEntry] = []
    for kind in wanted:
        own = [entry for entry in kept if entry.kind == kind]
        found += own or [HistoryEntry(kind, status) for status in _now(entity, kind)]
    if sim.series.version >= (4, 0):
        # Recorded on 4.0.15: only what somebody has reported is told.
        found = [one for one in found if (one.status.current, one.status.message) not in _BEGINNINGS]
    return sorted(found, key=lambda entry: moment(entry.status.since))


def _now(entity: Entity, kind: str) -> list[Status]:
    if isinstance(entity, Unit):
        return [entity.agent if kind == "juju-unit" else entity.workload]
    if isinstance(entity, Machine):
        return [entity.agent if kind in ("juju-machine", "juju-container") else entity.instance]
    if isinstance(entity, Application):
        return [entity.status or Status("unset", since=entity.created)]
    return [entity.status] if isinstance(entity, (Model, RemoteApplication)) else []


def moment(text: str) -> datetime.datetime:
    """A time of the controller, to compare; "" is before all others."""
    if not text:
        return datetime.datetime.min.replace(tzinfo=datetime.timezone.utc)
    day, _, fraction = text.rstrip("Z").partition(".")
    begun = datetime.datetime.fromisoformat(day[:19]).replace(tzinfo=datetime.timezone.utc)
    return begun + datetime.timedelta(seconds=float(f"0.{fraction}" if fraction.isdigit() else 0))
