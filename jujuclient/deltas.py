"""Deltas: what changed in a model, typed, and the model kept up to date from them.

    state = ModelState()
    for delta in model.watch():
        state.apply(delta)

A delta is one entity's newest state, or its end with its last known state. ``ModelState.catch_up``
makes of a whole state, as a new watcher tells it first, only what the old one had not told: so a
watch goes on after its connection was lost, and nothing is lost or told twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar, cast

import msgspec

from jujuclient import entities
from jujuclient.entities import OLDER_KINDS, Entity, read_entity
from jujuclient.errors import ProtocolError

E = TypeVar("E", bound=Entity)


class Place(NamedTuple):
    """What tells one entity from every other: its kind, its model and its id."""

    kind: str
    model_uuid: str
    key: str


class Delta(msgspec.Struct, frozen=True):
    """One entity that changed, or that is gone.

    Attributes:
        kind: such as ``unit`` or ``application``, in Juju 2's words whatever the series.
        operation: ``change`` or ``remove``; a removal has the entity's last known state.
        key: the entity's id within its kind and model: ``mysql/0``, ``0/lxd/1``, a relation's key.
        entity: one of the types of ``jujuclient.entities``.
        raw: the delta as it came: kind, operation and document.
    """

    kind: str
    operation: str
    key: str
    entity: Entity
    raw: list[Any]

    @property
    def removed(self) -> bool:
        """Whether the entity is gone."""
        return self.operation == "remove"

    @property
    def place(self) -> Place:
        """What tells its entity from every other."""
        return Place(self.kind, self.entity.model_uuid, self.key)

    def __str__(self) -> str:
        if self.removed:
            return f"{self.kind} {self.key} removed"
        said = _said(self.entity)
        return f"{self.kind} {self.key} {said}" if said else f"{self.kind} {self.key}"


def read(raw: Any) -> Delta:
    """The delta of a list of kind, operation and document, in any series' spelling.

    Raises:
        ProtocolError: it is no delta, or its document does not fit its kind.
    """
    if not isinstance(raw, list) or len(raw) != 3 or not isinstance(raw[2], dict):
        raise ProtocolError(f"a delta is a list of kind, operation and entity; this came: {str(raw)[:200]}")
    told, operation, document = str(raw[0]), raw[1], raw[2]
    if operation not in ("change", "remove"):
        raise ProtocolError(f'a delta\'s operation is "change" or "remove"; "{operation}" came for a {told}')
    kind = OLDER_KINDS.get(told, told)
    entity = read_entity(kind, document)
    return Delta(kind, operation, entity.key, entity, raw)


def _said(entity: Entity) -> str:
    """What there is to say of an entity in a line."""
    if isinstance(entity, entities.Unit):
        return f"{entity.workload_status} [{entity.agent_status.current}]"
    if isinstance(entity, entities.Machine):
        return str(entity.agent_status)
    status = getattr(entity, "status", "")
    return str(status)


class ModelState:
    """A model, or several, as the deltas so far tell it.

    Entities are values: one that changes is replaced, so what was read stays as it was.
    It is not locked: one thread applies, and others may look.
    """

    def __init__(self, deltas: Iterable[Delta] = ()) -> None:
        self._known: dict[Place, Delta] = {}
        for delta in deltas:
            self.apply(delta)

    def apply(self, delta: Delta) -> bool:
        """Take over a delta; False where it tells nothing new."""
        before = self._known.get(delta.place)
        if delta.removed:
            return self._known.pop(delta.place, None) is not None
        if before is not None and before.raw[2] == delta.raw[2]:
            return False
        self._known[delta.place] = delta
        return True

    def catch_up(self, whole: Iterable[Delta]) -> list[Delta]:
        """What a whole state tells that is not known yet; nothing is taken over.

        Args:
            whole: every entity there is, as the first answer of a new watcher.

        Returns:
            First the ends of what is no more, newest first, with the last known state of each;
            then what is new or differs, in the order told.
        """
        newest = {delta.place: delta for delta in whole if not delta.removed}
        gone = [known for place, known in reversed(self._known.items()) if place not in newest]
        return [_end(known) for known in gone] + [
            delta
            for place, delta in newest.items()
            if place not in self._known or self._known[place].raw[2] != delta.raw[2]
        ]

    # --- what is there -------------------------------------------------------------------------

    @property
    def actions(self) -> Mapping[str, entities.Action]:
        """Actions by id."""
        return self._of(entities.Action)

    @property
    def annotations(self) -> Mapping[str, entities.Annotation]:
        """Annotations by the tag of what they belong to."""
        return self._of(entities.Annotation)

    @property
    def applications(self) -> Mapping[str, entities.Application]:
        """Applications by name."""
        return self._of(entities.Application)

    @property
    def machines(self) -> Mapping[str, entities.Machine]:
        """Machines and containers by id."""
        return self._of(entities.Machine)

    @property
    def model(self) -> entities.Model | None:
        """The model itself; None where the controller does not tell it (before 2.2)."""
        return next(iter(self._of(entities.Model).values()), None)

    @property
    def relations(self) -> Mapping[str, entities.Relation]:
        """Relations by key."""
        return self._of(entities.Relation)

    @property
    def units(self) -> Mapping[str, entities.Unit]:
        """Units by name."""
        return self._of(entities.Unit)

    def deltas(self) -> list[Delta]:
        """The last change of every entity, in the order in which each was first told."""
        return list(self._known.values())

    def of(self, kind: str) -> Mapping[str, Entity]:
        """The entities of any kind, by key."""
        return MappingProxyType(
            {place.key: delta.entity for place, delta in tuple(self._known.items()) if place.kind == kind}
        )

    def _of(self, kind: type[E]) -> Mapping[str, E]:
        return cast("Mapping[str, E]", self.of(kind.kind))

    def __getitem__(self, place: Place | tuple[str, str, str]) -> Entity:
        return self._known[Place(*place)].entity

    def __iter__(self) -> Iterator[Entity]:
        """Every entity, in the order in which each was first told."""
        return iter([delta.entity for delta in self._known.values()])

    def __len__(self) -> int:
        return len(self._known)

    def __repr__(self) -> str:
        counts: dict[str, int] = {}
        for place in tuple(self._known):
            counts[place.kind] = counts.get(place.kind, 0) + 1
        return f"<ModelState {', '.join(f'{count} {kind}' for kind, count in counts.items()) or 'empty'}>"


def _end(known: Delta) -> Delta:
    """The removal of an entity, as a watcher would have told it."""
    kind, _, document = known.raw
    return Delta(known.kind, "remove", known.key, known.entity, [kind, "remove", document])
