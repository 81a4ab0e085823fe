"""The ground of status: what is looked up once for a whole answer, and what a series leaves out."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeVar

from fakejuju.projections.texts import Texts
from fakejuju.simulation import Simulation
from fakejuju.state.application import Application, Charm, Relation, RemoteApplication, Unit
from fakejuju.state.controller import Model
from fakejuju.state.entity import Status
from fakejuju.state.machine import Machine, Space
from jujuclient.facades.client_types import DetailedStatus
from jujuclient.wire.shape import shape
from jujuclient.wire.struct import UNSET, Context, Wire

W = TypeVar("W", bound=Wire)
ZERO_TIME = "0001-01-01T00:00:00Z"


@lru_cache(maxsize=512)
def absent(cls: type[Wire], context: Context) -> tuple[str, ...]:
    """The fields of a type that do not exist there."""
    return tuple(slot.attr for slot in shape(cls) if not slot.range.holds(context))


class View:
    """One model as status tells it: every table read once, so that no unit is looked for twice.

    Attributes:
        simulation, model, context: whose, of which, and to which facade of which version.
        juju: the series.
        machines, applications, units, relations, remotes: by key; a filter takes from them.
        units_of: application to its units; relations_of: application to its relations.
        subordinates: principal to the units beside it.
        spaces: id to name.
        texts: of what did not change since the last status; None to tell everything anew, as values.
    """

    texts: Texts | None = None

    def __init__(self, simulation: Simulation, model: Model, context: Context) -> None:
        state, uuid = simulation.state, model.uuid
        self.simulation = simulation
        self.model = model
        self.context = context
        self.juju = simulation.series.version
        self.machines = {one.id: one for one in state.all(Machine, uuid)}
        self.applications = {one.name: one for one in state.all(Application, uuid)}
        self.units = {one.name: one for one in state.all(Unit, uuid)}
        self.relations = state.all(Relation, uuid)
        self.remotes = {one.name: one for one in state.all(RemoteApplication, uuid)}
        self.spaces = {one.id: one.name for one in state.all(Space, uuid)}
        self.relations_of: dict[str, list[Relation]] = {}
        for relation in self.relations:
            for end in relation.ends:
                self.relations_of.setdefault(end.application, []).append(relation)
        self.units_of: dict[str, list[Unit]] = {}
        self.subordinates: dict[str, list[Unit]] = {}
        for unit in self.units.values():
            self.units_of.setdefault(unit.application, []).append(unit)
            if unit.principal:
                self.subordinates.setdefault(unit.principal, []).append(unit)

    def charm(self, application: Application) -> Charm | None:
        """The charm of an application."""
        return self.simulation.state.find(Charm, application.charm, self.model.uuid)

    def every_unit_of(self, application: Application) -> list[Unit]:
        """The units of an application, whatever a filter took from them."""
        return self.simulation.state.of(Unit, application.name, self.model.uuid)

    def machine_of(self, unit: Unit) -> Machine | None:
        """The machine that a unit is on; a subordinate's is its principal's."""
        principal = self.units.get(unit.principal) if unit.principal else None
        return self.machines.get((principal or unit).machine)

    def trim(self, value: W) -> W:
        """Take out what does not exist there."""
        for attr in absent(type(value), self.context):
            setattr(value, attr, UNSET)
        return value

    def life(self, life: str) -> str:
        """How a life is written: "" for alive before 4.0."""
        return "" if life == "alive" and self.juju < (4, 0) else life

    def detailed(
        self,
        status: Status,
        *,
        data: dict[str, Any] | None = None,
        version: str = "",
        life: str = "",
        kind: str = "",
    ) -> DetailedStatus:
        """A status with its details; Juju 1 has an error beside it, which is never there."""
        told = DetailedStatus(
            status=status.current,
            info=status.message,
            data=data,
            since=status.since or None,
            kind=kind,
            version=version,
            life=life,
        )
        if self.context.juju1:
            told.err = None
        return self.trim(told)


def kept_data(data: dict[str, Any]) -> dict[str, Any]:
    """What status tells of the data of a unit's or machine's status: the relation at most."""
    return {"relation-id": data["relation-id"]} if "relation-id" in data else {}
