"""What a charm does when its unit's events fire: one interface, and rows as its usual implementation.

The events are ``install``, ``start``, ``config-changed``, ``upgrade-charm``, ``leader-elected``,
``update-status``, ``stop``, ``remove``, ``action``, and ``<endpoint>-relation-`` with ``joined``,
``changed``, ``departed`` and ``broken``. Whoever wants to run a charm's own code writes another
``UnitBehaviour`` and gives it to ``Agents``.

Rows in YAML, by application or charm; the first that fits gives the unit's status::

    postgresql:
      - {until: {related: web}, status: blocked, message: no relation}
      - {status: active, message: Primary, version: "16.1", ports: [5432/tcp]}
      - {publish: {endpoint: db, data: {database: app}}}
      - {fail: install, times: 1}
      - {action: backup, results: {size: 5}}
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec
import yaml

from fakejuju.domain.actions import EXEC
from fakejuju.errors import FakeJujuError
from fakejuju.simulation import Simulation
from fakejuju.state.action import Task
from fakejuju.state.application import Application, Charm, Relation, Unit
from jujuclient.wire.tags import Tag


class Event(NamedTuple):
    """What happens to a unit.

    Attributes:
        name: such as ``install`` or ``db-relation-joined``.
        relation: the relation that it is about, if it is about one.
        task: the action that is to run, if it is one.
    """

    name: str
    relation: Relation | None = None
    task: Task | None = None


class Reaction(NamedTuple):
    """What a charm does in an event; None is nothing.

    Attributes:
        status: the workload's: its word and its message.
        error: the hook fails.
        version: of the workload.
        ports: to open, ``5432/tcp``.
        data: what the unit publishes in the relation of the event.
        results: of an action.
    """

    status: tuple[str, str] | None = None
    error: bool = False
    version: str | None = None
    ports: tuple[str, ...] = ()
    data: Mapping[str, str] | None = None
    results: Mapping[str, Any] | None = None


class UnitBehaviour(Protocol):
    """What the charm of a unit does. It changes nothing itself: it says what is to be changed."""

    def handle(self, sim: Simulation, unit: Unit, event: Event) -> Reaction:
        """React to an event of a unit."""
        ...

    def concerns(self, sim: Simulation, unit: Unit) -> bool:
        """Whether the charm wants to hear of what others did: units that came, actions that ended."""
        ...


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """When a row counts: every part that is given has to be so.

    Attributes:
        related: an application that the unit is related to, or an endpoint of its own that it is related by.
        related_endpoint: an endpoint of its own only; ``related-endpoint`` in YAML.
        action: an action that the unit has completed.
        config: options and the values that they have.
        units: how many units there are at least.
        leader: whether the unit leads.
    """

    related: str = ""
    related_endpoint: str = ""
    action: str = ""
    config: dict[str, Any] = msgspec.field(default_factory=dict)
    units: int = 0
    leader: bool | None = None

    def holds(self, sim: Simulation, unit: Unit) -> bool:
        """Whether it is so of a unit now."""
        application = sim.state.find(Application, unit.application, unit.model)
        if application is None:
            return False
        values = _config(sim, application) if self.config else {}
        return (
            (not self.related or _is_related(sim, unit, self.related))
            and (
                not self.related_endpoint or _is_related(sim, unit, self.related_endpoint, endpoint_only=True)
            )
            and (not self.action or _has_done(sim, unit, self.action))
            and all(values.get(name) == value for name, value in self.config.items())
            and _count(sim, unit, self.units)
            and (self.leader is None or (application.leader == unit.name) == self.leader)
        )


class Publish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a unit publishes on an endpoint."""

    endpoint: str
    data: dict[str, str] = msgspec.field(default_factory=dict)


class UnitRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One thing that the units of an application do.

    Attributes:
        application: an application, or a charm's name; "" for every one.
        until: the row counts as long as this does not hold.
        when: the row counts only while this holds.
        status, message: the workload's status.
        version: the workload's version.
        ports: what is opened at the start.
        publish: on an endpoint, as the unit enters a relation of it.
        fail: the hook that fails, ``times`` times for each unit (0 for ever).
        action, results: an action, and what it gives; ``exec`` stands for commands.
    """

    application: str = ""
    until: Condition | None = None
    when: Condition | None = None
    status: str = ""
    message: str = ""
    version: str = ""
    ports: list[str] = msgspec.field(default_factory=list)
    publish: Publish | None = None
    fail: str = ""
    times: int = 0
    action: str = ""
    results: dict[str, Any] | None = None

    def counts(self, sim: Simulation, unit: Unit) -> bool:
        """Whether it is for that unit, now."""
        if self.application and self.application not in names_of(sim, unit):
            return False
        if self.until is not None and self.until.holds(sim, unit):
            return False
        return self.when is None or self.when.holds(sim, unit)


STATUSES = ("active", "blocked", "waiting", "maintenance", "unknown", "terminated")


class RowBehaviour:
    """What charms do by rows: after the start a unit is active, unless a row says otherwise."""

    def __init__(self, rows: Iterable[UnitRow] = ()) -> None:
        self.rows = list(rows)
        self.failed: dict[tuple[str, str, int], int] = {}

    def concerns(self, sim: Simulation, unit: Unit) -> bool:
        """Whether any row is about a unit: only then its status can change again after the start."""
        names = names_of(sim, unit)
        return any(row.status and (not row.application or row.application in names) for row in self.rows)

    def handle(self, sim: Simulation, unit: Unit, event: Event) -> Reaction:
        """What the rows say."""
        rows = [row for row in self.rows if row.counts(sim, unit)]
        if event.task is not None:
            name = event.task.name
            called = (name, "exec") if name in EXEC else (name,)
            given = (row.results for row in rows if row.action in called and row.results is not None)
            return Reaction(results=next(given, None))
        if self._fails(rows, unit, event):
            return Reaction(error=True)
        if event.name in ("install", "stop", "remove"):
            return Reaction()
        status = next(((row.status, row.message) for row in rows if row.status), None)
        if event.name == "start":
            return Reaction(
                status=status or ("active", ""),
                version=next((row.version for row in rows if row.version), None),
                ports=tuple(port for row in rows for port in row.ports),
            )
        endpoint = event.name.partition("-relation-")[0]
        published = (row.publish.data for row in rows if row.publish and row.publish.endpoint == endpoint)
        if status is None and self.concerns(sim, unit):
            status = ("active", "")
        return Reaction(status=status, data=next(published, None))

    def _fails(self, rows: list[UnitRow], unit: Unit, event: Event) -> bool:
        for row in rows:
            if row.fail != event.name:
                continue
            key = (unit.model, unit.name, self.rows.index(row))
            self.failed[key] = self.failed.get(key, 0) + 1
            if not row.times or self.failed[key] <= row.times:
                return True
        return False


def names_of(sim: Simulation, unit: Unit) -> tuple[str, str]:
    """The names that rows and functions may call a unit by: its application, and its charm."""
    application = sim.state.find(Application, unit.application, unit.model)
    charm = sim.state.find(Charm, application.charm, unit.model) if application is not None else None
    return unit.application, charm.name if charm is not None else ""


def _has_done(sim: Simulation, unit: Unit, action: str) -> bool:
    tag = str(Tag("unit", unit.name))
    return any(
        (task.receiver, task.name, task.status) == (tag, action, "completed")
        for task in sim.state.all(Task, unit.model)
    )


def _is_related(sim: Simulation, unit: Unit, name: str, *, endpoint_only: bool = False) -> bool:
    for relation in sim.state.all(Relation, unit.model):
        end = relation.end_of(unit.application)
        if end is None or relation.life != "alive" or unit.name not in relation.units:
            continue
        other = "" if endpoint_only or relation.is_peer else relation.other_end(unit.application).application
        if name in (end.endpoint.name, other):
            return True
    return False


def _config(sim: Simulation, application: Application) -> dict[str, Any]:
    charm = sim.state.find(Charm, application.charm, application.model)
    defaults = {name: told.get("default") for name, told in (charm.options if charm else {}).items()}
    return {**defaults, **application.config}


def _count(sim: Simulation, unit: Unit, wanted: int) -> bool:
    if not wanted:
        return True
    return sum(one.application == unit.application for one in sim.state.all(Unit, unit.model)) >= wanted


# --- reading rows ------------------------------------------------------------------------------


def read_rows(given: Any) -> list[UnitRow]:
    """The rows of a file of YAML, of its text's mapping, or of a list of rows.

    Raises:
        FakeJujuError: what is wrong, and where.
    """
    if isinstance(given, UnitRow):
        return [given]
    if isinstance(given, (str, os.PathLike)):
        return _of_mapping(_load(Path(given)), str(given))
    if isinstance(given, Mapping):
        return _of_mapping(given, "rows")
    rows: list[UnitRow] = []
    for one in given or ():
        rows += read_rows(one)
    return rows


def _load(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text()) or {}
    except (OSError, yaml.YAMLError) as error:
        raise FakeJujuError(f"{path} cannot be read as rows: {error}") from None


def _of_mapping(given: Any, where: str) -> list[UnitRow]:
    if not isinstance(given, Mapping):
        raise FakeJujuError(f"{where}: rows are a mapping of applications to lists, such as "
                            "`web: [{status: blocked}]`")  # fmt: skip
    rows: list[UnitRow] = []
    for application, told in given.items():
        if not isinstance(told, list):
            raise FakeJujuError(f"{where}: {application}: a list of rows is wanted, not {told!r}")
        for number, row in enumerate(told, 1):
            rows.append(_row(str(application), row, f"{where}: {application}, row {number}"))
    return rows


def _row(application: str, told: Any, where: str) -> UnitRow:
    if not isinstance(told, Mapping) or not told:
        raise FakeJujuError(f"{where}: a row is a mapping such as {{status: blocked}}, not {told!r}")
    try:
        row = msgspec.convert({"application": application if application != "*" else "", **told}, UnitRow)
    except msgspec.ValidationError as error:
        known = ", ".join(name for name in UnitRow.__struct_fields__ if name != "application")
        raise FakeJujuError(f"{where}: {error}; a row may have {known}") from None
    if row.status and row.status not in STATUSES:
        raise FakeJujuError(f"{where}: there is no status {row.status!r}; there is {', '.join(STATUSES)}")
    if not (row.status or row.version or row.ports or row.publish or row.fail or row.action):
        raise FakeJujuError(f"{where}: it says nothing that a unit is to do: give it a status, or fail, …")
    return row
