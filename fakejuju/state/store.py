"""The state: tables of entities, one transaction verb, revisions, and who wants to hear of them.

with state.transaction():
    state.put(unit)

A transaction is one revision and a list of changes; an error inside undoes it. Nothing here
grows with the number of changes made: histories of statuses are bounded.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, NamedTuple, TypeVar

import msgspec

from fakejuju.state.entity import Entity, Status

E = TypeVar("E", bound=Entity)
_NONE: dict[str, Any] = {}
HISTORY = 100
"""How many statuses are remembered of each thing."""


class Change(NamedTuple):
    """One entity changed: ``before`` is None for a new one, ``after`` for one that is gone."""

    before: Entity | None
    after: Entity | None

    @property
    def entity(self) -> Entity:
        """The entity as it is now, or was last."""
        found = self.after if self.after is not None else self.before
        assert found is not None
        return found


class Commit(NamedTuple):
    """What one transaction did; the same entity may be in it more than once."""

    revision: int
    changes: tuple[Change, ...]


class HistoryEntry(msgspec.Struct, frozen=True):
    """A status that something had: which of its statuses (``juju-unit``, ``workload``, ``machine`` …)."""

    kind: str
    status: Status


def kind_named(name: str) -> type[Entity]:
    """The kind of entity of that name, whether or not anything has needed its module so far.

    Raises:
        KeyError: there is none.
    """
    if name not in Entity.KINDS:
        import fakejuju.state as room

        for module in iter_modules(room.__path__):
            import_module(f"{room.__name__}.{module.name}")
    return Entity.KINDS[name]


class State:
    """Everything one controller knows.

    Attributes:
        revision: grows by one with each transaction that changed something.
        listeners: called with each commit, in order, after it.
        aside: called with what changes beside entities: ``("sequence", model, name, next or None)``
            and ``("history", model, tag, entry or None)``, None for what is dropped.
    """

    def __init__(self) -> None:
        self.revision = 0
        self.listeners: list[Callable[[Commit], None]] = []
        self.aside: Callable[[tuple[Any, ...]], None] | None = None
        self._tables: dict[type[Entity], dict[str, dict[str, Entity]]] = {}
        self._groups: dict[tuple[type[Entity], str], dict[str, dict[str, None]]] = {}
        self._sequences: dict[tuple[str, str], int] = {}
        self._history: dict[tuple[str, str], deque[HistoryEntry]] = {}
        self._changes: list[Change] | None = None

    # --- reading ---------------------------------------------------------------------------

    def find(self, kind: type[E], key: str, model: str = "") -> E | None:
        """The entity of that kind and key in a model ("" for the controller's own)."""
        tables: dict[str, dict[str, E]] = self._tables.get(kind, _NONE)
        return tables.get(model, _NONE).get(key)

    def all(self, kind: type[E], model: str = "") -> list[E]:
        """Every entity of a kind in a model, oldest first."""
        return list(self._tables.get(kind, {}).get(model, {}).values())  # type: ignore[arg-type]  # by kind

    def of(self, kind: type[E], name: str, model: str = "") -> list[E]:
        """Every entity of a kind that belongs to that name, oldest first; without looking at the others."""
        table = self._tables.get(kind, {}).get(model, {})
        group = self._groups.get((kind, model), {}).get(name, ())
        return [table[key] for key in group]  # type: ignore[misc]  # by kind

    def everywhere(self, kind: type[E]) -> list[E]:
        """Every entity of a kind, of all models."""
        tables = self._tables.get(kind, {})
        return [entity for table in tables.values() for entity in table.values()]  # type: ignore[misc]  # by kind

    def count(self, kind: type[E], model: str = "") -> int:
        """How many there are."""
        return len(self._tables.get(kind, {}).get(model, ()))

    def history(self, model: str, tag: str) -> list[HistoryEntry]:
        """The statuses that something had, oldest first."""
        return list(self._history.get((model, tag), ()))

    # --- changing --------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[State]:
        """Change the state: all of it, or nothing when an error comes out. Inside another, a part of it."""
        if self._changes is not None:
            yield self
            return
        self._changes = []
        try:
            yield self
        except BaseException:
            self._undo()
            raise
        changes, self._changes = tuple(self._changes), None
        if changes:
            self.revision += 1
            commit = Commit(self.revision, changes)
            for listener in self.listeners:
                listener(commit)

    def put(self, entity: E) -> E:
        """Add an entity or replace the one of its key; the same again is no change."""
        table = self._table(type(entity), entity.model)
        before = table.get(entity.key)
        if before != entity:
            self._note(Change(before, entity))
            table[entity.key] = entity
        return entity

    def remove(self, entity: Entity) -> None:
        """Take an entity away; one that is not there is no change."""
        before = self._table(type(entity), entity.model).pop(entity.key, None)
        if before is not None:
            self._note(Change(before, None))

    def number(self, name: str, model: str = "", first: int = 0) -> int:
        """The next number of a sequence; it stays used even when the transaction fails, as in Juju."""
        value = self._sequences.get((model, name), first)
        self.set_sequence(name, model, value + 1)
        return value

    def set_sequence(self, name: str, model: str, following: int | None) -> None:
        """Set the number that comes next; None begins the sequence again."""
        if following is None:
            self._sequences.pop((model, name), None)
        else:
            self._sequences[(model, name)] = following
        if self.aside is not None:
            self.aside(("sequence", model, name, following))

    def sequences(self, model: str) -> dict[str, int]:
        """Sequence to the number that comes next."""
        return {name: value for (owner, name), value in self._sequences.items() if owner == model}

    def reset_sequence(self, name: str, model: str = "") -> None:
        """Begin a sequence again."""
        self.set_sequence(name, model, None)

    def remember(self, model: str, tag: str, kind: str, status: Status) -> None:
        """Add a status to the history of something."""
        kept = self._history.setdefault((model, tag), deque(maxlen=HISTORY))
        entry = HistoryEntry(kind, status)
        kept.append(entry)
        if self.aside is not None:
            self.aside(("history", model, tag, entry))

    def forget(self, model: str, tag: str) -> None:
        """Drop the history of something that is gone."""
        self._history.pop((model, tag), None)
        if self.aside is not None:
            self.aside(("history", model, tag, None))

    def drop_model(self, model: str) -> None:
        """Take everything of a model away."""
        for kind in list(self._tables):
            for entity in self.all(kind, model):
                self.remove(entity)
            if not self._tables[kind].get(model):
                self._tables[kind].pop(model, None)
                self._groups.pop((kind, model), None)
        for name in self.sequences(model):
            self.set_sequence(name, model, None)
        for where in [where for where in self._history if where[0] == model]:
            self.forget(*where)

    # --- keeping ---------------------------------------------------------------------------

    def snapshot(self) -> dict[str, Any]:
        """Everything, as plain values that ``restore`` and JSON take."""
        return {
            "revision": self.revision,
            "entities": {
                kind.__name__: [
                    msgspec.to_builtins(entity) for rows in models.values() for entity in rows.values()
                ]
                for kind, models in self._tables.items()
            },
            "sequences": [[model, name, value] for (model, name), value in self._sequences.items()],
            "history": [
                [model, tag, [msgspec.to_builtins(entry) for entry in entries]]
                for (model, tag), entries in self._history.items()
            ],
        }

    def restore(self, kept: dict[str, Any]) -> None:
        """Become what a snapshot says; listeners hear of every difference as of one transaction."""
        wanted: dict[type[Entity], dict[str, dict[str, Entity]]] = {}
        for name, rows in kept["entities"].items():
            kind = kind_named(name)
            for row in rows:
                entity = msgspec.convert(row, kind)
                wanted.setdefault(kind, {}).setdefault(entity.model, {})[entity.key] = entity
        with self.transaction():
            for kind in list(self._tables):
                for model in list(self._tables[kind]):
                    for entity in self.all(kind, model):
                        if entity.key not in wanted.get(kind, {}).get(model, {}):
                            self.remove(entity)
            for models in wanted.values():
                for table in models.values():
                    for entity in table.values():
                        self.put(entity)
        self._tables = wanted
        self._groups = {}
        for models in wanted.values():
            for table in models.values():
                for entity in table.values():
                    self._regroup(None, entity)
        self.revision = max(self.revision, kept["revision"])
        self._sequences = {(model, name): value for model, name, value in kept["sequences"]}
        self._history = {
            (model, tag): deque(msgspec.convert(entries, list[HistoryEntry]), maxlen=HISTORY)
            for model, tag, entries in kept["history"]
        }

    # --- inside ----------------------------------------------------------------------------

    def _table(self, kind: type[Entity], model: str) -> dict[str, Entity]:
        return self._tables.setdefault(kind, {}).setdefault(model, {})

    def _note(self, change: Change) -> None:
        if self._changes is None:
            raise RuntimeError("the state changes inside `with state.transaction()` only")
        self._changes.append(change)
        self._regroup(change.before, change.after)

    def _regroup(self, before: Entity | None, after: Entity | None) -> None:
        """Keep what belongs to a name where ``of`` finds it."""
        old = before.belongs if before is not None else ()
        new = after.belongs if after is not None else ()
        entity = after if after is not None else before
        if old == new or entity is None:
            return
        groups = self._groups.setdefault((type(entity), entity.model), {})
        for name in old:
            if name not in new:
                groups[name].pop(entity.key, None)
                if not groups[name]:
                    del groups[name]
        for name in new:
            groups.setdefault(name, {})[entity.key] = None

    def _undo(self) -> None:
        changes, self._changes = self._changes or [], None
        for change in reversed(changes):
            self._regroup(change.after, change.before)
            entity = change.entity
            table = self._table(type(entity), entity.model)
            if change.before is None:
                table.pop(entity.key, None)
            else:
                table[entity.key] = change.before
