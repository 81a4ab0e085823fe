"""What the charm of a unit does: one small interface, and rules as its default.

A ``UnitBehaviour`` is told of every event of a unit and answers with what the charm would have
done: a status, data for relations, the results of an action. One that runs a charm's own code can
stand in its place. ``Rules`` is the default: an application is active, unless a rule says
otherwise until something is so. In YAML, by application or charm::

    postgresql:
      - until: {related: web}          # or an endpoint: {related-endpoint: db}
        status: blocked
        message: no relation
      - until: {config: {port: 80}}    # or {units: 3}, {action: restore}
        status: waiting
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec
import yaml

from fakejuju.domain import charms, relations, units
from fakejuju.errors import FakeJujuError
from fakejuju.simulation import Simulation
from fakejuju.state.action import Task
from fakejuju.state.application import Application, Relation, Unit

EVENTS = (
    "install", "leader-elected", "config-changed", "start", "relation-joined", "relation-departed",
    "upgrade-charm", "action", "stop", "update-status",
)  # fmt: skip
"""The events that a behaviour hears of."""


class HookFailed(Exception):
    """The charm's hook fails; the unit is in error until it is resolved."""


class Event(NamedTuple):
    """Something that a charm is told of."""

    kind: str
    simulation: Simulation
    unit: Unit
    application: Application
    relation: Relation | None = None
    task: Task | None = None


class Outcome(NamedTuple):
    """What the charm has done; None leaves a thing as it is."""

    status: tuple[str, str] | None = None
    data: Mapping[str, str] | None = None
    results: Mapping[str, Any] | None = None
    failed: str | None = None


class UnitBehaviour(Protocol):
    """What the charm of a unit does."""

    def happened(self, event: Event) -> Outcome:
        """Hear of an event.

        Raises:
            HookFailed: the hook fails, with this message.
        """
        ...


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Until something is so, the status is this."""

    status: str
    message: str = ""
    until: dict[str, Any] = msgspec.field(default_factory=dict)

    def holds(self, event: Event) -> bool:
        """Whether it is not so yet."""
        return not all(_CONDITIONS[name](event, wanted) for name, wanted in self.until.items())


def _related(event: Event, wanted: Any) -> bool:
    found = relations.relations_of(event.simulation, event.unit.model, event.application.name)
    return any(
        one.other_end(event.application.name).application == wanted for one in found if not one.is_peer
    )


def _related_endpoint(event: Event, wanted: Any) -> bool:
    for one in relations.relations_of(event.simulation, event.unit.model, event.application.name):
        end = one.end_of(event.application.name)
        if end is not None and end.endpoint.name == wanted and not one.is_peer:
            return True
    return False


def _configured(event: Event, wanted: Any) -> bool:
    charm = charms.charm_of(event.simulation, event.application)
    defaults = {name: told.get("default") for name, told in charm.options.items()}
    config = {**defaults, **event.application.config}
    return all(config.get(name) == value for name, value in dict(wanted).items())


def _as_many(event: Event, wanted: Any) -> bool:
    return len(units.units_of(event.simulation, event.application)) >= int(wanted)


def _acted(event: Event, wanted: Any) -> bool:
    receiver = "unit-" + event.unit.name.replace("/", "-")
    return any(
        task.name == wanted and task.receiver == receiver and task.status == "completed"
        for task in event.simulation.state.all(Task, event.unit.model)
    )


_CONDITIONS: dict[str, Callable[[Event, Any], bool]] = {
    "related": _related,
    "related-endpoint": _related_endpoint,
    "config": _configured,
    "units": _as_many,
    "action": _acted,
}
STATUSES = ("active", "blocked", "maintenance", "waiting", "unknown")


class Rules:
    """The default behaviour: active, unless a rule of the application or its charm says otherwise.

    Args:
        rules: application or charm to its rules, in their order; the first that holds counts.
    """

    def __init__(self, rules: Mapping[str, list[Rule]] | None = None) -> None:
        self.rules = dict(rules or {})

    @classmethod
    def read(cls, source: Any) -> Rules:
        """Rules from a file of YAML, its text, plain values, or ``Rule`` values.

        Raises:
            FakeJujuError: what is wrong, and where.
        """
        told = source
        if isinstance(source, Path | str):
            try:
                text = source if isinstance(source, str) and "\n" in source else Path(source).read_text()
                told = yaml.safe_load(text)
            except (OSError, yaml.YAMLError) as error:
                raise FakeJujuError(f"the rules cannot be read: {error}") from None
        if not isinstance(told, Mapping):
            raise FakeJujuError("rules are a mapping of application or charm to a list of rules")
        return cls({str(name): [_rule(name, one) for one in rows or []] for name, rows in told.items()})

    def happened(self, event: Event) -> Outcome:
        """The status that the rules give now."""
        if event.kind in ("install", "action", "stop", "leader-elected"):
            return Outcome()
        charm = charms.charm_of(event.simulation, event.application)
        for rule in self.rules.get(event.application.name) or self.rules.get(charm.name) or ():
            if rule.holds(event):
                return Outcome(status=(rule.status, rule.message))
        return Outcome(status=("active", ""))


def _rule(name: Any, told: Any) -> Rule:
    if isinstance(told, Rule):
        return told
    try:
        rule = msgspec.convert(told, Rule)
    except msgspec.ValidationError as error:
        raise FakeJujuError(f"a rule of {name} is wrong: {error}") from None
    if rule.status not in STATUSES:
        raise FakeJujuError(
            f"a rule of {name} gives the status {rule.status!r}; there is {', '.join(STATUSES)}"
        )
    unknown = [key for key in rule.until if key not in _CONDITIONS]
    if unknown:
        known = ", ".join(_CONDITIONS)
        raise FakeJujuError(f"a rule of {name} waits for {unknown[0]!r}; what can be waited for is {known}")
    return rule
