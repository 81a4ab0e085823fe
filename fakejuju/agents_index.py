"""Who is concerned by a change: kept beside the state, so that a change costs the same in every model."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from fakejuju.state.action import Task
from fakejuju.state.application import Application, Relation, RemoteApplication, Unit
from fakejuju.state.controller import Model
from fakejuju.state.entity import Entity
from fakejuju.state.machine import Machine
from fakejuju.state.storage import Filesystem, Volume
from fakejuju.state.store import Change, State
from jujuclient.wire.tags import Tag

Key = tuple[type[Entity], str, str]


class Index:
    """Something that entities of one kind belong to, and the keys of those that do, oldest first."""

    def __init__(self, kind: type[Entity], owners: Callable[[Any], Iterable[str]]) -> None:
        self.kind = kind
        self.owners = owners
        self._kept: dict[tuple[str, str], dict[str, None]] = {}

    def note(self, change: Change) -> None:
        """Follow a change of an entity of the kind."""
        before = set(self.owners(change.before)) if change.before is not None else set()
        after = set(self.owners(change.after)) if change.after is not None else set()
        model, key = change.entity.model, change.entity.key
        for owner in before - after:
            kept = self._kept.get((model, owner), {})
            kept.pop(key, None)
            if not kept:
                self._kept.pop((model, owner), None)
        for owner in after - before:
            self._kept.setdefault((model, owner), {})[key] = None

    def get(self, model: str, owner: str) -> list[str]:
        """The keys."""
        return list(self._kept.get((model, owner), ()))

    def keys(self, model: str, owner: str) -> Collection[str]:
        """The keys as they are kept, for a look that changes nothing."""
        return self._kept.get((model, owner), {}).keys()

    def any(self, model: str, owner: str) -> bool:
        """Whether there are any."""
        return bool(self._kept.get((model, owner)))


class Unentered:
    """The open relations of a unit's application that it is not in, oldest first.

    Worked out when a unit first looks, and followed from then on: a unit of a hub enters very many
    relations one after the other, and must not go past those that it is in each time.
    """

    def __init__(self, units_of: Index, open: Index, entered: Index) -> None:
        self._units_of, self._open, self._entered = units_of, open, entered
        self._kept: dict[tuple[str, str], dict[str, None]] = {}

    def get(self, unit: Unit) -> Collection[str]:
        """The keys, for a look that changes nothing."""
        kept = self._kept.get((unit.model, unit.name))
        if kept is None:
            entered = self._entered.keys(unit.model, unit.name)
            open = self._open.keys(unit.model, unit.application)
            kept = self._kept[unit.model, unit.name] = {key: None for key in open if key not in entered}
        return kept.keys()

    def note(self, change: Change) -> None:
        """Follow a change, after the indexes have."""
        entity = change.entity
        if isinstance(entity, Unit) and change.after is None:
            self._kept.pop((entity.model, entity.name), None)
        elif isinstance(entity, Relation):
            self._note_relation(change, entity)

    def _note_relation(self, change: Change, relation: Relation) -> None:
        was, is_ = _units(change.before), _units(change.after)
        for name in is_.keys() - was.keys():
            self._kept.get((relation.model, name), {}).pop(relation.key, None)
        if not _differ(change, "life", "suspended") and not was.keys() - is_.keys():
            return
        for end in relation.ends:
            for name in self._units_of.keys(relation.model, end.application):
                if change.before is not None:
                    self._kept.pop((relation.model, name), None)
                elif _is_open(relation) and name not in is_ and (relation.model, name) in self._kept:
                    self._kept[relation.model, name][relation.key] = None


def _units(relation: Entity | None) -> dict[str, dict[str, str]]:
    return relation.units if isinstance(relation, Relation) else {}


def _given(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _is_open(relation: Relation) -> bool:
    return relation.life == "alive" and not relation.suspended


def _ends(relation: Relation, concerned: bool) -> set[str]:
    return {end.application for end in relation.ends} if concerned else set()


class Indexes:
    """The indexes that agents need."""

    def __init__(self) -> None:
        self.units_on = Index(Unit, lambda unit: _given(unit.machine))
        self.units_of = Index(Unit, lambda unit: (unit.application,))
        self.subordinates = Index(Unit, lambda unit: _given(unit.principal))
        self.containers = Index(Machine, lambda machine: _given(machine.parent))
        self.relations = Index(Relation, lambda relation: {end.application for end in relation.ends})
        # A unit of a hub has very many relations, and looks for the few that concern it after each change.
        self.open = Index(Relation, lambda one: _ends(one, _is_open(one)))
        self.ending = Index(Relation, lambda one: _ends(one, one.life != "alive"))
        self.entered = Index(Relation, lambda one: one.units)
        self.tasks = Index(
            Task,
            lambda task: _given(task.receiver if task.status in ("pending", "running", "aborting") else ""),
        )
        self.filesystems = Index(Filesystem, lambda thing: thing.attachments)
        self.volumes = Index(Volume, lambda thing: thing.attachments)
        every = (
            self.units_on, self.units_of, self.subordinates, self.containers, self.relations, self.open,
            self.ending, self.entered, self.tasks, self.filesystems, self.volumes,
        )  # fmt: skip
        self.unentered = Unentered(self.units_of, self.open, self.entered)
        self._of_kind: dict[type[Entity], list[Index]] = {}
        for index in every:
            self._of_kind.setdefault(index.kind, []).append(index)
        self.kinds = tuple(self._of_kind)

    def add(self, entity: Entity) -> None:
        """Follow an entity that is there."""
        self.note(Change(None, entity))

    def note(self, change: Change) -> None:
        """Follow a change."""
        for index in self._of_kind.get(type(change.entity), ()):
            index.note(change)
        self.unentered.note(change)

    def touched(self, state: State, change: Change) -> Iterator[Key]:
        """Whose agent may have something to do after a change."""
        entity = change.entity
        if change.after is not None:
            yield type(entity), entity.model, entity.key
        elif not state.count(Unit, entity.model):
            # The last things of a model go when no unit is left: it may be dying itself.
            yield Model, "", entity.model
        if isinstance(entity, Machine):
            yield from self._by_machine(change, entity)
        elif isinstance(entity, Unit):
            yield from self._by_unit(change, entity)
        elif isinstance(entity, Application):
            yield from self._by_application(change, entity)
        elif isinstance(entity, Relation):
            yield from self._by_relation(change, entity)
        if change.after is None and isinstance(entity, (Application, Machine, RemoteApplication)):
            yield Model, "", entity.model

    def _by_machine(self, change: Change, machine: Machine) -> Iterator[Key]:
        model, tag = machine.model, str(Tag("machine", machine.id))
        if machine.parent and change.after is None:
            yield Machine, model, machine.parent
        if not _differ(change, "agent", "lost", "life"):
            return
        for name in self.units_on.get(model, machine.id):
            yield Unit, model, name
        for id in self.containers.get(model, machine.id):
            yield Machine, model, id
        for id in self.tasks.get(model, tag):
            yield Task, model, id
        for id in self.filesystems.get(model, tag):
            yield Filesystem, model, id
        for id in self.volumes.get(model, tag):
            yield Volume, model, id

    def _by_unit(self, change: Change, unit: Unit) -> Iterator[Key]:
        model = unit.model
        if change.after is None:
            yield Machine, model, unit.machine
            yield Unit, model, unit.principal
            yield Application, model, unit.application
        if _differ(change, "agent", "lost", "life"):
            for id in self.tasks.get(model, str(Tag("unit", unit.name))):
                yield Task, model, id
            for name in self.subordinates.get(model, unit.name):
                yield Unit, model, name

    def _by_application(self, change: Change, application: Application) -> Iterator[Key]:
        model = application.model
        if _differ(change, "charm", "leader", "life", "config"):
            for name in self.units_of.get(model, application.name):
                yield Unit, model, name
        if _differ(change, "leader"):
            for key in self.relations.get(model, application.name):
                yield Relation, model, key

    def _by_relation(self, change: Change, relation: Relation) -> Iterator[Key]:
        model = relation.model
        if _differ(change, "life", "suspended"):
            for end in relation.ends:
                yield Application, model, end.application
                yield RemoteApplication, model, end.application
                for name in self.units_of.get(model, end.application):
                    yield Unit, model, name
            return
        before, after = change.before, change.after
        if isinstance(before, Relation) and isinstance(after, Relation):
            for name in before.units.keys() ^ after.units.keys():
                yield Unit, model, name


def _differ(change: Change, *fields: str) -> bool:
    """Whether an entity is new, gone, or differs in one of its fields."""
    if change.before is None or change.after is None:
        return True
    return any(getattr(change.before, field) != getattr(change.after, field) for field in fields)
