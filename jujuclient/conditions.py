"""Conditions for ``wait``: plain functions of a status and of names of applications.

``all_*`` hold when every named application and each of its units is so; without names, every
application of the model. ``any_*`` hold when one application or unit is so. An application that
is named and not there makes ``all_*`` false: it may still come.
"""

from __future__ import annotations

from collections.abc import Iterator

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


def _all(status: Status, word: str, apps: tuple[str, ...]) -> bool:
    return all(current == word for _, current in _words(status, apps))


def _any(status: Status, word: str, apps: tuple[str, ...]) -> bool:
    return any(current == word for _, current in _words(status, apps))


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
    return all(name in status.apps for name in apps) and all(
        unit.juju_status.current == "idle" for _, unit in _units(status, apps)
    )
