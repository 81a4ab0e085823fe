"""The feed of the all watchers: each entity's document, in the order of its last change.

Each model has a feed; revisions count over all of them. A change moves an entity to the end,
unless its document stays the same. What is removed is remembered only while somebody who saw it
has not been told, so nothing here grows with the changes made: a watcher is a cursor.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from fakejuju.projections.deltas import Place, document, place_of
from fakejuju.simulation import Simulation
from fakejuju.state.application import Application, Offer, OfferConnection, Relation, Unit
from fakejuju.state.controller import Annotations, Model
from fakejuju.state.entity import Entity
from fakejuju.state.machine import Machine
from fakejuju.state.store import Change, Commit
from fakejuju.watchers import NOTHING, Watcher
from jujuclient.facades.common import AllWatcherNextResults
from jujuclient.wire.messages import Failure
from jujuclient.wire.tags import Tag

_encode = msgspec.json.Encoder(order="deterministic").encode
_ONE_BY_ONE = 32
"""Up to so many changes are told one by one to a watcher that waited for them."""


_LATER: dict[type[Entity], int] = {Unit: 0, Relation: 1, Application: 2, Machine: 3}
"""In which order things that one transaction changed are told before 3.0."""


class Entry:
    """An entity in a feed, or the memory of one that is gone.

    Attributes:
        place: its kind, model and id.
        document: as last told, in JSON.
        made: the revision that it came with.
        changed: the revision of its last change, or of its end.
        seen: how many open watchers were told of it, and not of its end.
    """

    __slots__ = ("changed", "document", "gone", "made", "place", "seen")

    def __init__(self, place: Place, document: bytes, revision: int) -> None:
        self.place = place
        self.document = document
        self.made = self.changed = revision
        self.seen = 0
        self.gone = False


class Feed:
    """The entities of one model, oldest change first, and those gone that somebody has yet to hear of."""

    def __init__(self) -> None:
        self.entries: dict[Place, Entry] = {}
        self.gone: dict[int, Entry] = {}
        self.changed = 0

    def put(self, place: Place, document: bytes, revision: int, *, touched: bool = False) -> bool:
        """Keep a document; False where it is the one that was there, unless it was touched."""
        entry = self.entries.get(place)
        if entry is None:
            entry = Entry(place, document, revision)
        elif entry.document == document and not touched:
            return False
        else:
            del self.entries[place]
        entry.document, entry.changed = document, revision
        self.entries[place] = entry
        self.changed = revision
        return True

    def remove(self, place: Place, revision: int) -> bool:
        """Take an entity away; it is remembered with its last document while somebody has it."""
        entry = self.entries.pop(place, None)
        if entry is None:
            return False
        entry.gone, entry.changed = True, revision
        self.changed = revision
        if entry.seen:
            self.gone[revision] = entry
        return True

    def pending(self, cursor: int) -> list[Entry]:
        """What changed after a cursor, and what ended after it, newest first."""
        if self.changed <= cursor:
            return []
        return [*_newest(self.entries.values(), cursor), *_newest(self.gone.values(), cursor)]

    def told(self, cursor: int, to: int) -> None:
        """A watcher has moved its cursor: it has now seen what is new, and heard of what is gone."""
        for entry in self.pending(cursor):
            if entry.changed > to:
                continue
            if not entry.gone:
                entry.seen += entry.made > cursor
            elif entry.made <= cursor:
                self._heard(entry)

    def left(self, cursor: int) -> None:
        """A watcher that had come to a cursor is closed."""
        for entry in self.entries.values():
            if entry.made <= cursor:
                entry.seen -= 1
        for entry in _newest(self.gone.values(), cursor):
            if entry.made <= cursor:
                self._heard(entry)

    def _heard(self, entry: Entry) -> None:
        entry.seen -= 1
        if not entry.seen:
            del self.gone[entry.changed]


def _newest(entries: Any, cursor: int) -> list[Entry]:
    found: list[Entry] = []
    for entry in reversed(entries):
        if entry.changed <= cursor:
            break
        found.append(entry)
    return found


def _changed(entry: Entry) -> int:
    return entry.changed


class Deltas:
    """The feeds of every model of a controller; it listens to each commit."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.feeds: dict[str, Feed] = {}
        self.revision = 0
        simulation.commits.append(self.committed)

    def feed(self, model: str) -> Feed:
        """The feed of a model."""
        return self.feeds.setdefault(model, Feed())

    def committed(self, commit: Commit) -> None:
        """Follow a transaction, change by change, in its order."""
        changes = self._ordered(commit.changes)
        last = {
            (type(one.entity), one.entity.model, one.entity.key): place for place, one in enumerate(changes)
        }
        for at, change in enumerate(changes):
            entity = change.entity
            if last[type(entity), entity.model, entity.key] == at:
                self._follow(change)

    def _ordered(self, changes: Sequence[Change]) -> Sequence[Change]:
        """The changes of one transaction, in the order in which they are told.

        Recorded on 2.9.52, which looks for changes now and then: units come before what they belong
        to and before the machine that they name; in 3.6.28 all come as they were made.
        """
        if self.simulation.series.version >= (3, 0):
            return changes
        places = [at for at, one in enumerate(changes) if one.after is not None and type(one.after) in _LATER]
        sorted_ = sorted((changes[at] for at in places), key=lambda one: _LATER[type(one.entity)])
        told = list(changes)
        for at, change in zip(places, sorted_, strict=True):
            told[at] = change
        return told

    def _follow(self, change: Change) -> None:
        entity = change.entity
        if isinstance(entity, OfferConnection):
            self._again(Offer, entity.offer, entity.model)
            return
        place = place_of(self.simulation, entity)
        if place is None:
            return
        if change.after is not None:
            self._put(place, change.after)
        else:
            self.revision += 1
            self.feed(place.model).remove(place, self.revision)
            if isinstance(entity, Model):
                self._drop()
        if isinstance(entity, Annotations) and change.after is not None:
            self._annotated(entity)

    def _put(self, place: Place, entity: Entity, *, touched: bool = False) -> None:
        told = _encode(document(self.simulation, entity))
        if self.feed(place.model).put(place, told, self.revision + 1, touched=touched):
            self.revision += 1

    def _again(self, kind: type[Entity], key: str, model: str, *, touched: bool = False) -> None:
        """Tell an entity once more: something that its document is made of has changed."""
        found = self.simulation.state.find(kind, key, model)
        place = place_of(self.simulation, found) if found is not None else None
        if found is not None and place is not None:
            self._put(place, found, touched=touched)

    def _annotated(self, kept: Annotations) -> None:
        """Recorded on 2.9 and 3.6: what is annotated follows, though its document is the same."""
        tag = Tag.parse(kept.tag)
        kinds: dict[str, type[Entity]] = {
            "application": Application, "service": Application, "unit": Unit, "machine": Machine,
        }  # fmt: skip
        if tag.kind in ("model", "environment"):
            self._again(Model, kept.model, "", touched=True)
        elif tag.kind in kinds:
            self._again(kinds[tag.kind], tag.id, kept.model, touched=True)

    def _drop(self) -> None:
        for uuid, feed in list(self.feeds.items()):
            if not feed.entries and not feed.gone:
                del self.feeds[uuid]


class AllWatch(Watcher):
    """An all watcher: a cursor on one feed, or on every feed.

    Args:
        simulation: the controller.
        facade: the one that asks it.
        model: whose feed; "" for those of every model.
        offers: whether it is told of offers, as administrators are.
    """

    def __init__(self, simulation: Simulation, facade: str, model: str = "", *, offers: bool = True) -> None:
        super().__init__(simulation)
        self.facade = facade
        self._hidden = set() if offers else {"applicationOffer"}
        if model and simulation.series.version < (2, 2):
            self._hidden |= {"model", "environment"}
        self.deltas: Deltas = simulation.deltas
        self.cursor = 0
        self._feed = self.deltas.feed(model) if model else None
        self._begun = False
        self._single = 0

    def feeds(self) -> Iterable[Feed]:
        """What it is told of."""
        return [self._feed] if self._feed is not None else list(self.deltas.feeds.values())

    def take(self) -> Any:
        """Every entity that changed since the last answer, oldest change first, each once."""
        pending = [entry for feed in self.feeds() for entry in feed.pending(self.cursor)]
        pending.sort(key=_changed)
        to = self._until(pending)
        told = [_delta(entry) for entry in self._tellable(pending, to)]
        for feed in self.feeds():
            feed.told(self.cursor, to)
        self.cursor = to
        waits = self._begun or self.simulation.series.version < (2, 0)
        if not told and waits:
            return NOTHING
        self._begun = True
        return AllWatcherNextResults(deltas=told)

    def _until(self, pending: list[Entry]) -> int:
        """Up to which revision to tell now.

        Recorded on 3.6.28: who waits is told each change by itself; who comes late, all at once.
        An entity is not left for later when the time of its making is among what is told.
        """
        everything = self.deltas.revision
        alone = self.simulation.series.version >= (3, 0) and self._begun and self.cursor < self._single
        if not alone or not pending:
            return everything
        to = pending[0].changed
        for entry in pending:
            if self.cursor < entry.made <= to < entry.changed:
                to = entry.changed
        return everything if to == pending[-1].changed else to

    def _tellable(self, pending: list[Entry], to: int) -> list[Entry]:
        """What to tell up to a revision: no end of what it never heard of, nor of what is there again."""
        due = [entry for entry in pending if entry.changed <= to]
        again = {entry.place for entry in due if not entry.gone}
        return [
            entry
            for entry in due
            if (not entry.gone or (entry.made <= self.cursor and entry.place not in again))
            and entry.place.kind not in self._hidden
        ]

    def heard(self, commit: Commit) -> None:
        """Changes that come while somebody waits are told one by one, unless they are very many."""
        if self.asking or self.cursor < self._single:
            many = self.deltas.revision - self.cursor > _ONE_BY_ONE
            self._single = 0 if many else self.deltas.revision

    def ended(self) -> Failure:
        """Recorded on 2.9.52 and 3.6.28: other words than those of other watchers, and no code."""
        return Failure("watcher was stopped")

    def leave(self) -> None:
        """Nothing needs to be remembered for it any more."""
        for feed in self.feeds():
            feed.left(self.cursor)


def _delta(entry: Entry) -> Any:
    return [entry.place.kind, "remove" if entry.gone else "change", msgspec.json.decode(entry.document)]
