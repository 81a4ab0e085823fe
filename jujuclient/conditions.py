"""Conditions for ``wait``: plain functions of a status and of names of applications.

``all_*`` hold when every named application and each of its units is so; without names, every
application of the model. ``any_*`` hold when one application or unit is so. An application that
is named and not there makes ``all_*`` false: it may still come.

Each can tell why it does not hold: ``judge`` asks a condition, these or one that calls them, and
collects who kept it from holding.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any, NamedTuple

from jujuclient.status import Status, UnitStatus


def _words(status: Status, apps: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Each application and unit with its workload's word; "" for an application that is not there."""
    for name in apps or tuple(status.apps):
        app = status.apps.get(name)
        yield name, app.app_status.current if app is not None else ""
        for unit, told in status.get_units(name).items():
            yield unit, told.workload_status.current


def _units(status: Status, apps: tuple[str, ...]) -> Iterator[tuple[str, UnitStatus]]:
    for name in apps or tuple(status.apps):
        yield from status.get_units(name).items()


class Unmet(NamedTuple):
    """Who keeps a condition from holding; ``who`` is "" where it is no one alone."""

    condition: str
    who: str = ""
    current: str = ""

    def __str__(self) -> str:
        if not self.who:
            return f"{self.condition} {self.current or 'does not hold'}"
        return f"{self.condition}: {self.who} is {self.current or 'not there'}"


Condition = Callable[[Status], bool]
_noted: ContextVar[list[Unmet] | None] = ContextVar("noted", default=None)


def judge(condition: Condition, status: Status) -> tuple[bool, list[Unmet]]:
    """Whether a condition holds, and who keeps it from holding. It is called once.

    Args:
        condition: one of this module's, or any function of a status. What conditions of this
            module found while it ran is told; where it called none, its own name is.
    """
    noted: list[Unmet] = []
    token = _noted.set(noted)
    try:
        holds = bool(condition(status))
    finally:
        _noted.reset(token)
    if holds:
        return True, []
    return False, [one for one in noted if one.who] or noted or [Unmet(name_of(condition))]


def name_of(condition: Any) -> str:
    """What to call a condition: its name, or where it is written."""
    while isinstance(condition, functools.partial):
        condition = condition.func
    name = getattr(condition, "__name__", type(condition).__name__)
    code = getattr(condition, "__code__", None)
    if name != "<lambda>" or code is None:
        return str(name)
    return f"the lambda at {code.co_filename.rpartition('/')[2]}:{code.co_firstlineno}"


def _note(*unmet: Unmet) -> None:
    noted = _noted.get()
    if noted is not None:
        noted.extend(unmet)


def _all(status: Status, word: str, apps: tuple[str, ...]) -> bool:
    unmet = [Unmet(f"all_{word}", name, current) for name, current in _words(status, apps) if current != word]
    _note(*unmet)
    return not unmet


def _any(status: Status, word: str, apps: tuple[str, ...]) -> bool:
    found = any(current == word for _, current in _words(status, apps))
    if not found:
        _note(Unmet(f"any_{word}"))
    return found


def all_active(status: Status, *apps: str) -> bool:
    """Every application and unit is active."""
    return _all(status, "active", apps)


def all_blocked(status: Status, *apps: str) -> bool:
    """Every application and unit is blocked."""
    return _all(status, "blocked", apps)


def all_error(status: Status, *apps: str) -> bool:
    """Every application and unit is in error."""
    return _all(status, "error", apps)


def all_maintenance(status: Status, *apps: str) -> bool:
    """Every application and unit is in maintenance."""
    return _all(status, "maintenance", apps)


def all_waiting(status: Status, *apps: str) -> bool:
    """Every application and unit is waiting."""
    return _all(status, "waiting", apps)


def any_active(status: Status, *apps: str) -> bool:
    """An application or unit is active."""
    return _any(status, "active", apps)


def any_blocked(status: Status, *apps: str) -> bool:
    """An application or unit is blocked."""
    return _any(status, "blocked", apps)


def any_error(status: Status, *apps: str) -> bool:
    """An application or unit is in error."""
    return _any(status, "error", apps)


def any_maintenance(status: Status, *apps: str) -> bool:
    """An application or unit is in maintenance."""
    return _any(status, "maintenance", apps)


def any_waiting(status: Status, *apps: str) -> bool:
    """An application or unit is waiting."""
    return _any(status, "waiting", apps)


def all_agents_idle(status: Status, *apps: str) -> bool:
    """Every unit's agent is idle, and every named application is there."""
    unmet = [Unmet("all_agents_idle", name) for name in apps if name not in status.apps] + [
        Unmet("all_agents_idle", name, unit.juju_status.current)
        for name, unit in _units(status, apps)
        if unit.juju_status.current != "idle"
    ]
    _note(*unmet)
    return not unmet
