"""Storage when an application moves to another charm: what the new one may not change, what it brings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NoReturn

from fakejuju.domain import storage, stores
from fakejuju.domain.stores import Store
from fakejuju.refused import Refused
from fakejuju.simulation import Simulation
from fakejuju.state.application import Application, Charm, Unit


def check(
    sim: Simulation,
    old: Charm,
    new: Charm,
    units: list[Unit],
    refuse: Callable[[str], NoReturn],
) -> None:
    """Refuse a charm whose stores do not go with those that there are.

    Args:
        sim: the controller.
        old: the charm before.
        new: the charm after.
        units: those of the application.
        refuse: says no, up to 4.0, with what the series says before any reason.
    """
    had, has = stores.stores_of(old), stores.stores_of(new)
    if sim.series.version >= (4, 1):
        for words in _wrong(had, has):
            # 4.1 has words of its own, and a code.
            raise Refused(f'cannot set charm "{new.url}" because storage definition {words}', "not supported")
        return
    for name, store in had.items():
        if name in has:
            continue
        if sim.series.version < (2, 0):
            refuse(f'storage "{name}" removed')
        if store.minimum > 0:
            refuse(f'required storage "{name}" removed')
        if any(one.store == name for unit in units for one in storage.of_unit(sim, unit)):
            refuse(f'in-use storage "{name}" removed')
    for name, store in has.items():
        if name not in had and store.minimum > 0 and sim.series.version < (2, 2):
            refuse(f'required storage "{name}" added')
        for words in _changed(had[name], store) if name in had else ():
            refuse(f'existing storage "{name}" {words}')


def _kind(store: Store) -> str:
    return "block" if store.kind == stores.BLOCK else "filesystem"


def _go(value: bool) -> str:
    return "true" if value else "false"


def _less(one: int, other: int) -> bool:
    return one != -1 and (other == -1 or one < other)


def _another_kind(old: Store, new: Store) -> Iterator[str]:
    if new.kind != old.kind:
        yield f'type changed from "{_kind(old)}" to "{_kind(new)}"'


def _another_use(old: Store, new: Store) -> Iterator[str]:
    if new.shared != old.shared:
        yield f"shared changed from {_go(old.shared)} to {_go(new.shared)}"
    if new.read_only != old.read_only:
        yield f"read-only changed from {_go(old.read_only)} to {_go(new.read_only)}"
    if new.location != old.location:
        yield f'location changed from "{old.location}" to "{new.location}"'


def _changed(old: Store, new: Store) -> Iterator[str]:
    """What is wrong with a store that stays, in the words up to 4.0."""
    yield from _another_kind(old, new)
    yield from _another_use(old, new)
    if new.minimum > old.minimum:
        yield f"range contracted: min increased from {old.minimum} to {new.minimum}"
    if _less(new.maximum, old.maximum):
        most = "<unbounded>" if old.maximum == -1 else old.maximum
        yield f"range contracted: max decreased from {most} to {new.maximum}"
    if old.location and old.maximum == 1 != new.maximum:
        yield "with location changed from singleton to multiple"


def _wrong(had: dict[str, Store], has: dict[str, Store]) -> Iterator[str]:
    """What is wrong with the stores of a new charm, in the words of 4.1."""
    for name, old in had.items():
        new = has.get(name)
        if new is None:
            yield f'"{name}" removed'
            return
        for words in _wrong_with(old, new):
            yield f'"{name}" {words}'


def _wrong_with(old: Store, new: Store) -> Iterator[str]:
    if new.minimum_size > old.minimum_size:
        size = f"new minimum size {new.minimum_size} MiB"
        yield f"{size} exceeds existing minimum size {old.minimum_size} MiB"
    yield from _another_kind(old, new)
    if new.minimum > old.minimum:
        yield f"new minimum count {new.minimum} exceeds existing minimum count {old.minimum}"
    if _less(new.maximum, old.maximum):
        most = "(unbounded)" if old.maximum == -1 else old.maximum
        yield f"new maximum count {new.maximum} is less than existing maximum count {most}"
    if old.location and old.maximum == 1 != new.maximum:
        counts = f"(maximum count {old.maximum} -> {new.maximum})"
        yield f"cannot change from single to multiple when location is set {counts}"
    yield from _another_use(old, new)


def add_new(sim: Simulation, application: Application, old: Charm, new: Charm, units: list[Unit]) -> None:
    """Units that are there get what stores that are new ask for."""
    had = stores.stores_of(old)
    for name, store in sorted(stores.stores_of(new).items()):
        directive = application.storage.get(name)
        if name in had or directive is None:
            continue
        for unit in units:
            storage.add_instances(sim, unit, store, directive, directive["count"])
