"""The agents: who hears of each change, and does what the rows of the lifecycle say, in its profile.

``instant`` acts as soon as the answer is out, ``steady`` after plausible delays on the clock,
``manual`` only when told, ``chaos`` as steady and with accidents: hooks and clouds that fail and
are tried again, agents that are lost and come back. Every delay and accident comes from the
simulation's clock and seeds: the same seed and calls give the same result.

    agents = Agents(simulation, "steady", rows="behaviour.yaml")
    agents.actions["web", "backup"] = lambda task: {"size": 5}
    agents.actions["web", "exec"] = lambda task: "Linux"
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from fakejuju.agents_index import Indexes
from fakejuju.agents_tasks import ActionFailed, Tasks
from fakejuju.agents_verbs import Verbs, port_range
from fakejuju.behaviours import Event, Reaction, RowBehaviour, UnitBehaviour, read_rows
from fakejuju.domain import relations, statuses
from fakejuju.errors import FakeJujuError
from fakejuju.lifecycle import ROWS, Row
from fakejuju.refused import Refused
from fakejuju.simulation import Simulation
from fakejuju.state.action import Task
from fakejuju.state.application import Application, Relation, Unit
from fakejuju.state.controller import Model
from fakejuju.state.entity import Entity
from fakejuju.state.machine import Machine
from fakejuju.state.store import Change, Commit, State

PROFILES = ("instant", "steady", "manual", "chaos")
ACCIDENTS = {"hook": 0.08, "provisioning": 0.1, "lost": 0.04}
"""How likely each accident of ``chaos`` is, each time that it could happen."""
_HOOK = re.compile(r"running (\S+) hook(?: for .*)?")

Key = tuple[type[Entity], str, str]


class Agents(Verbs):
    """All agents of a controller.

    Args:
        simulation: the controller.
        profile: instant, steady, manual or chaos.
        rows: behaviour of your own: a file of YAML, its mapping, ``UnitRow`` and ``Row``.
        behaviour: what charms do, instead of the rows.

    Attributes:
        behaviour, behaviours: what charms do; of one application, by its name.
        actions: by name of a unit, application, charm or machine's tag ("" for all), and of an
            action (``exec`` for shell commands): a function that gets the task and gives its results; ``log``
            among them are lines that the task said.

    Raises:
        FakeJujuError: the profile or a row is wrong.
    """

    def __init__(
        self,
        simulation: Simulation,
        profile: str = "instant",
        *,
        rows: Any = (),
        behaviour: UnitBehaviour | None = None,
    ) -> None:
        if profile not in PROFILES:
            raise FakeJujuError(f"there is no profile {profile!r}; the profiles are {', '.join(PROFILES)}")
        self.sim = simulation
        self.profile = profile
        own, told = _sorted(rows)
        self.behaviour: UnitBehaviour = behaviour if behaviour is not None else RowBehaviour(told)
        self.behaviours: dict[str, UnitBehaviour] = {}
        self._tasks = Tasks(self)
        self.actions = self._tasks.functions
        self._rows: dict[type[Entity], list[Row]] = {}
        for row in (*own, *ROWS):
            self._rows.setdefault(row.kind, []).append(row)
        self._index = Indexes()
        self._pending: dict[Key, Row] = {}
        self._stale: set[tuple[str, str]] = set()
        self._skipped: set[tuple[str, str, str]] = set()
        simulation.commits.append(self._heard)
        self.resume()

    def behave(self, rows: Any) -> None:
        """Put rows of units before those there are.

        Raises:
            FakeJujuError: a row that cannot be, or a behaviour that is none of rows.
        """
        if not isinstance(self.behaviour, RowBehaviour):
            raise FakeJujuError(f"the units behave as {type(self.behaviour).__name__} says, not by rows")
        self.behaviour = RowBehaviour([*read_rows(rows), *self.behaviour.rows])

    # --- at hand ---------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """Everything the controller knows."""
        return self.sim.state

    @property
    def juju(self) -> tuple[int, int]:
        """The series."""
        return self.sim.series.version

    def version_of(self, model_uuid: str) -> str:
        """The version of the agents of a model."""
        model = self.state.find(Model, model_uuid)
        return (model.version if model is not None else "") or self.sim.version

    def is_used(self, machine: Machine) -> bool:
        """Whether units or containers are on a machine."""
        index = self._index
        return index.units_on.any(machine.model, machine.id) or index.containers.any(
            machine.model, machine.id
        )

    def has_units(self, application: Application) -> bool:
        """Whether an application has units."""
        return self._index.units_of.any(application.model, application.name)

    def beside(self, unit: Unit) -> bool:
        """Whether subordinates are beside a unit."""
        return self._index.subordinates.any(unit.model, unit.name)

    def relations_of(self, one: Unit | Application) -> list[Relation]:
        """The relations of an application, or of a unit's, oldest first."""
        name = one.application if isinstance(one, Unit) else one.name
        keys = self._index.relations.get(one.model, name)
        found = (self.state.find(Relation, key, one.model) for key in keys)
        return [relation for relation in found if relation is not None]

    def unentered(self, unit: Unit) -> Iterator[Relation]:
        """The relations that a unit could be in and is not, oldest first."""
        for key in self._index.unentered.get(unit):
            relation = self.state.find(Relation, key, unit.model)
            if relation is not None:
                yield relation

    def ending(self, unit: Unit) -> list[Relation]:
        """The relations of a unit's application that come to their end."""
        keys = self._index.ending.keys(unit.model, unit.application)
        found = (self.state.find(Relation, key, unit.model) for key in keys)
        return [relation for relation in found if relation is not None]

    def is_stale(self, unit: Unit) -> bool:
        """Whether the configuration changed since the unit's charm has seen it."""
        return (unit.model, unit.name) in self._stale

    def fresh(self, unit: Unit) -> None:
        """The unit's charm sees its configuration now."""
        self._stale.discard((unit.model, unit.name))

    def accident(self, kind: str) -> bool:
        """Whether something goes wrong now: in ``chaos`` only."""
        return self.profile == "chaos" and self.sim.seeds.fraction(f"accident-{kind}") < ACCIDENTS[kind]

    # --- hearing and scheduling --------------------------------------------------------------

    def resume(self) -> None:
        """Look at everything, as after a state was loaded."""
        self._pending.clear()
        for behaviour in (self.behaviour, *self.behaviours.values()):
            if isinstance(behaviour, RowBehaviour):
                behaviour.failed.clear()  # the units of this state are others, whatever their names
        self._index = Indexes()
        for kind in self._index.kinds:
            for entity in self.state.everywhere(kind):
                self._index.add(entity)
        if self.profile == "manual":
            return
        for kind in self._rows:
            for entity in self.state.everywhere(kind):
                self._look(entity)
        lost: list[Unit | Machine] = [*self.state.everywhere(Unit), *self.state.everywhere(Machine)]
        for found in lost:
            if found.lost and self.profile == "chaos":
                self._come_back(found)
            elif isinstance(found, Unit) and found.agent.current == "error":
                self._retry(found)

    def _heard(self, commit: Commit) -> None:
        touched: dict[Key, None] = {}
        for change in commit.changes:
            self._index.note(change)
            for kind, model, key in self._index.touched(self.state, change):
                touched[kind, model, key] = None
            self._note_config(change)
        if self.profile == "manual":
            return
        for kind, model, key in touched:
            entity = self.state.find(kind, key, model)
            if entity is not None:
                self._look(entity)

    def _note_config(self, change: Change) -> None:
        """Remember whose charm has not seen its new configuration yet."""
        before, after = change.before, change.after
        both = isinstance(before, Application) and isinstance(after, Application)
        if both and getattr(before, "config", None) != getattr(after, "config", None):
            names = self._index.units_of.get(change.entity.model, change.entity.key)
            self._stale |= {(change.entity.model, name) for name in names}
        if isinstance(change.entity, Unit) and (before is None or after is None):
            self.look_again(change.entity.model, change.entity.application)
        if isinstance(before, Unit) and (after is None or before.agent.current == "allocating"):
            # A new one sees it in its first hooks.
            self.fresh(before)

    def next_row(self, entity: Entity) -> Row | None:
        """What the agent of an entity does next; None for nothing."""
        return next((row for row in self._rows.get(type(entity), ()) if row.when(self, entity)), None)

    def _look(self, entity: Entity) -> None:
        key = (type(entity), entity.model, entity.key)
        if key in self._pending:
            return
        row = self.next_row(entity)
        if row is not None:
            self._schedule(key, row)

    def _schedule(self, key: Key, row: Row) -> None:
        self._pending[key] = row

        def come() -> None:
            if self._pending.get(key) is row:
                del self._pending[key]
                self._come(key, row)

        if self.profile == "instant":
            self.sim.soon(come)
            return
        low, high = row.after
        self.sim.clock.after(low + (high - low) * self.sim.seeds.fraction("delay"), come)

    def _come(self, key: Key, row: Row) -> None:
        """The time of a row: the entity may have changed since, and want another one."""
        kind, model, name = key
        entity = self.state.find(kind, name, model)
        if entity is None:
            return
        now = self.next_row(entity)
        if now is row:
            self._do(row, entity)
        elif now is not None:
            self._schedule(key, now)

    def _do(self, row: Row, entity: Entity) -> None:
        try:
            with self.state.transaction():
                row.then(self, entity)
        except Refused as refused:
            self.sim.log(
                entity.model, statuses.tag_of(entity), "ERROR", "juju.worker", f"{row.name}: {refused}"
            )
        except Exception as error:  # an agent's mistake is told at the end of the test, like a handler's
            self.sim.failures.append(error)

    def step(self, entity: Entity) -> bool:
        """Let the agent of an entity do the next thing now, whatever the profile; False for nothing to do."""
        current = self.state.find(type(entity), entity.key, entity.model)
        row = self.next_row(current) if current is not None else None
        if current is None or row is None:
            return False
        self._do(row, current)
        return True

    def behaviour_of(self, unit: Unit) -> UnitBehaviour:
        """What the charm of a unit does."""
        return self.behaviours.get(unit.application, self.behaviour)

    def look_again(self, model: str, application: str) -> None:
        """Units whose charm wants to hear of others look again, once the answer is out."""
        if self.profile == "manual":
            return

        def refresh() -> None:
            for name in self._index.units_of.get(model, application):
                unit = self.state.find(Unit, name, model)
                if unit is None or unit.life != "alive" or unit.agent.current != "idle":
                    continue
                with self.state.transaction():
                    self.react(unit, Event("update-status"))

        first = next(iter(self._index.units_of.get(model, application)), "")
        unit = self.state.find(Unit, first, model) if first else None
        if unit is not None and self.behaviour_of(unit).concerns(self.sim, unit):
            self.sim.soon(refresh)

    # --- hooks -----------------------------------------------------------------------------

    def hook_of(self, unit: Unit) -> str:
        """The hook that a unit runs, "" for none."""
        found = _HOOK.fullmatch(unit.agent.message)
        return found[1] if found is not None and unit.agent.current == "executing" else ""

    def run_hook(self, unit: Unit, hook: str, remote: str = "") -> Unit:
        """A unit begins a hook."""
        words = f"running {hook} hook" + (f" for {remote}" if remote else "")
        return statuses.set_status(self.sim, unit, "agent", "executing", words)

    def skip(self, unit: Unit, hook: str) -> None:
        """The next run of a hook does nothing."""
        self._skipped.add((unit.model, unit.name, hook))

    def react(self, unit: Unit, event: Event) -> Unit | None:
        """Let the charm of a unit do what it does in an event; the unit as it is then."""
        key = (unit.model, unit.name, event.name)
        if key in self._skipped:
            self._skipped.discard(key)
            return unit
        if event.relation is None:
            event = event._replace(relation=self._relation_of(unit, event.name))
        reaction = self.behaviour_of(unit).handle(self.sim, unit, event)
        if reaction.error or self.accident("hook"):
            self.fail_hook(unit, event.name)
            self._retry(unit)
            return self.state.find(Unit, unit.name, unit.model)
        self._apply(unit, event, reaction)
        if self.accident("lost"):
            self.lose(unit)
            self._come_back(unit)
        return self.state.find(Unit, unit.name, unit.model)

    def _relation_of(self, unit: Unit, event: str) -> Relation | None:
        endpoint, found, _ = event.partition("-relation-")
        if not found:
            return None
        for key in reversed(self._index.entered.get(unit.model, unit.name)):
            relation = self.state.find(Relation, key, unit.model)
            end = relation.end_of(unit.application) if relation is not None else None
            if end is not None and end.endpoint.name == endpoint:
                return relation
        return None

    def _apply(self, unit: Unit, event: Event, reaction: Reaction) -> None:
        if reaction.version is not None:
            self.set_workload_version(unit, reaction.version)
        if reaction.ports:
            self.open_ports(unit, [port_range(text) for text in reaction.ports])
        if reaction.data and event.relation is not None:
            self.publish(event.relation, unit.name, reaction.data)
        current = self.state.find(Unit, unit.name, unit.model)
        if reaction.status is None or current is None:
            return
        if reaction.status != (current.workload.current, current.workload.message):
            self.set_workload(current, *reaction.status)

    def _retry(self, unit: Unit) -> None:
        """In ``chaos`` a failed hook is tried again, as Juju itself does."""
        if self.profile != "chaos":
            return

        def again() -> None:
            current = self.state.find(Unit, unit.name, unit.model)
            if current is not None and current.agent.current == "error" and not current.resolved:
                with self.state.transaction() as state:
                    state.put(replace(current, resolved="retry-hooks"))

        self.sim.clock.after(5 + 55 * self.sim.seeds.fraction("delay"), again)

    def _come_back(self, lost: Unit | Machine) -> None:
        def back() -> None:
            current = self.state.find(type(lost), lost.key, lost.model)
            if current is not None:
                self.come_back(current)

        self.sim.clock.after(30 + 90 * self.sim.seeds.fraction("delay"), back)

    def elect(self, unit: Unit) -> bool:
        """Make a unit the leader if there is none; whether it leads."""
        application = self.state.find(Application, unit.application, unit.model)
        if application is None:
            return False
        if not application.leader:
            application = self.state.put(replace(application, leader=unit.name))
        return application.leader == unit.name

    def enter(self, relation: Relation, unit: Unit) -> None:
        """A unit enters a relation, and says where it can be reached."""
        machine = self.state.find(Machine, unit.machine, unit.model) if unit.machine else None
        address = unit.private_address or next(
            (one.value for one in (machine.addresses if machine else ()) if one.scope != "local-machine"), ""
        )
        own = {"private-address": address} if address else {}
        if address and self.juju >= (2, 4):
            own = {"egress-subnets": f"{address}/32", "ingress-address": address, **own}
        relations.enter_scope(self.sim, relation, unit, own)

    # --- actions ---------------------------------------------------------------------------

    def finish(self, task: Task) -> None:
        """A task comes to its end, with what the function for it gives."""
        self._tasks.finish(task)

    def run_command(self, task: Task) -> tuple[int, str, str]:
        """Exit code, output and errors of shell commands, of a task that is kept nowhere."""
        return self._tasks.run_command(task)


def _sorted(rows: Any) -> tuple[list[Row], list[Any]]:
    """Rows of the lifecycle, and rows of units."""
    if isinstance(rows, Row):
        return [rows], []
    if isinstance(rows, Iterable) and not isinstance(rows, (str, Mapping)):
        many = list(rows)
        return [row for row in many if isinstance(row, Row)], read_rows(
            [row for row in many if not isinstance(row, Row)]
        )
    return [], read_rows(rows)


__all__ = ["ActionFailed", "Agents"]
