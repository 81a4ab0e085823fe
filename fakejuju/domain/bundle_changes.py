"""The steps that would deploy a bundle: verified, numbered, in an order that can be done."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import msgspec

from fakejuju.domain.bases import base_of
from fakejuju.domain.charms import parse_url
from fakejuju.refused import NotSimulated, Refused, countable

_PLACEMENT = re.compile(r"(?:(?P<container>[a-z]+):)?(?P<target>[^:]+)")
_CONTAINERS = ("lxd", "kvm", "lxc")


class Change(msgspec.Struct):
    """One step; ``args`` by position as a GUI wants them, ``named`` by name."""

    id: str
    method: str
    args: list[Any]
    named: dict[str, Any]
    requires: list[str]


class Placement(NamedTuple):
    """Where a unit goes: ``lxd:mysql/0``."""

    container: str
    target: str
    unit: int
    text: str


# --- verifying -------------------------------------------------------------------------------------


def verify(bundle: dict[str, Any]) -> list[str]:
    """What is wrong with a bundle, sorted; empty for a good one."""
    applications = bundle.get("applications") or bundle.get("services") or {}
    machines = {str(id) for id in bundle.get("machines") or {}}
    errors: list[str] = []
    if not applications:
        errors.append("at least one application must be specified")
    errors += [f'invalid machine id "{id}" found in machines' for id in machines if not id.isdigit()]
    used: set[str] = set()
    for name, given in applications.items():
        errors += _wrong_application(name, given or {}, applications, machines, used)
    errors += [
        f'machine "{id}" is not referred to by a placement directive'
        for id in machines - used
        if id.isdigit()
    ]
    errors += _wrong_relations(bundle.get("relations") or [], {*applications, *(bundle.get("saas") or {})})
    return sorted(errors)


def _wrong_application(
    name: str, given: dict[str, Any], applications: dict[str, Any], machines: set[str], used: set[str]
) -> Iterable[str]:
    if not given.get("charm"):
        yield f'application "{name}": empty charm path' if "charm" in given else "empty charm path"
    elif not str(given["charm"]).startswith((".", "/")):
        try:
            parse_url(str(given["charm"]))
        except Refused as refused:
            yield f'invalid charm URL in application "{name}": {refused.failure.message}'
    units, to = _count(given), _to(given)
    if units < 0:
        yield f'negative number of units specified on application "{name}"'
    elif len(to) > units:
        yield f'too many units specified in unit placement for application "{name}"'
    for text in to:
        yield from _wrong_placement(text, applications, machines, used)


def _wrong_placement(
    text: str, applications: dict[str, Any], machines: set[str], used: set[str]
) -> Iterable[str]:
    place = placement(text)
    if place is None:
        yield f'invalid placement syntax "{text}"'
    elif place.target.isdigit():
        used.add(place.target)
        if place.target not in machines:
            yield f'placement "{text}" refers to a machine not defined in this bundle'
    elif place.target != "new":
        target = applications.get(place.target)
        if target is None:
            yield f'placement "{text}" refers to an application not defined in this bundle'
        elif place.unit >= _count(target):
            count = _count(target)
            yield (
                f'placement "{text}" specifies a unit greater than the {count} unit(s) '
                "started by the target application"
            )


def placement(text: str) -> Placement | None:
    """Take a placement apart; None for text that is none. A unit of -1 is any."""
    match = _PLACEMENT.fullmatch(text)
    if match is None or (match["container"] and match["container"] not in _CONTAINERS):
        return None
    target, slash, unit = match["target"].partition("/")
    if slash and not unit.isdigit():
        return None
    return Placement(match["container"] or "", target, int(unit) if slash else -1, text)


def _wrong_relations(relations: list[Any], known: set[str]) -> Iterable[str]:
    seen: set[frozenset[str]] = set()
    for relation in relations:
        ends = [str(end) for end in relation] if isinstance(relation, list) else [str(relation)]
        shown = "[" + " ".join(f'"{end}"' for end in ends) + "]"
        if len(ends) != 2:
            yield f"relation {shown} has {len(ends)} endpoint(s), not 2"
            continue
        names = [end.partition(":")[0] for end in ends]
        yield from (
            f'relation {shown} refers to application "{name}" not defined in this bundle'
            for name in names
            if name not in known
        )
        if names[0] == names[1]:
            yield f"relation {shown} relates an application to itself"
        if frozenset(ends) in seen:
            yield f"relation {shown} is defined more than once"
        seen.add(frozenset(ends))


def _count(given: dict[str, Any] | None) -> int:
    given = given or {}
    return int(given.get("num_units", given.get("scale", 0)) or 0)


def _to(given: dict[str, Any]) -> list[str]:
    to = given.get("to") or []
    return [str(one) for one in (to if isinstance(to, list) else [to])]


# --- changes ---------------------------------------------------------------------------------------


class Steps:
    """The steps of one verified bundle.

    Args:
        version: of Juju: 3.x does machines one after the other and sorts what a step requires.
    """

    def __init__(self, bundle: dict[str, Any], version: tuple[int, int]) -> None:
        self.bundle = bundle
        self.version = version
        self.changes: list[Change] = []
        self._applications: dict[str, dict[str, Any]] = {
            name: given or {}
            for name, given in sorted((bundle.get("applications") or bundle.get("services") or {}).items())
        }
        self._charms: dict[tuple[str, str, str], str] = {}
        self._deploys: dict[str, str] = {}
        self._machines: dict[str, str] = {}
        self._units: dict[str, list[Change]] = {}
        self._places: dict[str, str] = {}
        self._last_machine = ""

    def make(self) -> list[Change]:
        """All steps, each after those it requires."""
        if self.bundle.get("saas"):
            raise NotSimulated("saas in bundles")
        for name, given in self._applications.items():
            self._deploy(name, given)
        for id, given in sorted(
            (str(id), given or {}) for id, given in (self.bundle.get("machines") or {}).items()
        ):
            self._machines[id] = self._machine(given)
        for relation in self.bundle.get("relations") or []:
            self._relate([str(end) for end in relation])
        if self.bundle.get("type", self.bundle.get("bundle")) != "kubernetes":
            for name, given in self._applications.items():
                self._add_units(name, _count(given))
            for name, given in self._applications.items():
                self._place_units(name, given)
        return self._in_order()

    def _add(
        self, method: str, args: list[Any], named: dict[str, Any], requires: Iterable[str] = ()
    ) -> Change:
        change = Change(
            f"{method}-{len(self.changes)}",
            method,
            args,
            {key: value for key, value in named.items() if value not in ("", None, {}, 0)},
            [*requires],
        )
        self.changes.append(change)
        return change

    def _charm(self, given: dict[str, Any], channel: str, series: str, base: str) -> str:
        """The id of the change that adds a charm; one for all applications of the same one."""
        charm = str(given["charm"])
        key = (charm, series or base, channel)
        if key not in self._charms:
            named = {
                "charm": charm,
                **self._of(series, base),
                "channel": channel,
                "revision": given.get("revision"),
            }
            self._charms[key] = self._add("addCharm", [charm, series, channel], named).id
        return self._charms[key]

    def _deploy(self, name: str, given: dict[str, Any]) -> None:
        channel = str(given.get("channel") or "")
        series, base = self._series(given), self._base(given)
        added = self._charm(given, channel, series, base)
        options = dict(given.get("options") or {})
        if given.get("trust"):
            options["trust"] = True
        of_kubernetes = self.bundle.get("type", self.bundle.get("bundle")) == "kubernetes"
        named: dict[str, Any] = {
            "charm": f"${added}",
            **self._of(series, base),
            "application": name,
            "options": options,
            "constraints": str(given.get("constraints") or ""),
            "storage": given.get("storage") or {},
            "devices": given.get("devices") or {},
            "endpoint-bindings": given.get("bindings") or {},
            "resources": {
                key: value for key, value in (given.get("resources") or {}).items() if isinstance(value, int)
            },
            "num-units": _count(given) if of_kubernetes else 0,
            "channel": channel,
        }
        args = [series if key == "base" else value for key, value in named.items()]
        deployed = self._add("deploy", args, named, [added]).id
        self._deploys[name] = deployed
        if given.get("expose") or given.get("exposed-endpoints"):
            endpoints = given.get("exposed-endpoints")
            told = {"application": f"${deployed}", "exposed-endpoints": endpoints}
            self._add("expose", list(told.values()), told, [deployed])
        self._annotate(deployed, "application", given)

    def _annotate(self, id: str, kind: str, given: dict[str, Any]) -> None:
        if given.get("annotations"):
            told = {"id": f"${id}", "entity-type": kind, "annotations": given["annotations"]}
            self._add("setAnnotations", list(told.values()), told, [id])

    def _machine(self, given: dict[str, Any], container: str = "", parent: str = "") -> str:
        parent_id = f"${parent}" if parent else ""
        constraints = str(given.get("constraints") or "")
        series = self._series(given) if self.version >= (2, 0) else str(given.get("series") or "")
        named = {
            "container-type": container,
            "parent-id": parent_id,
            **self._of(series, self._base(given)),
            "constraints": constraints,
        }
        spelled = {
            "containerType": container,
            "parentId": parent_id,
            "series": series,
            "constraints": constraints,
        }
        requires = [parent] if parent else []
        if self.version >= (3, 0) and self._last_machine and self._last_machine not in requires:
            requires.append(self._last_machine)
        args = [{key: value for key, value in spelled.items() if value}]
        made = self._add("addMachines", args, named, requires).id
        self._last_machine = made
        self._annotate(made, "machine", given)
        return made

    def _series(self, given: dict[str, Any]) -> str:
        """What an application or machine names, else the whole bundle."""
        return str(given.get("series") or self.bundle.get("series") or "")

    def _base(self, given: dict[str, Any]) -> str:
        """The base in full: ``ubuntu@22.04/stable``; a series is one, too."""
        own, everywhere = (given.get("base"), given.get("series")), self.bundle
        for base, series in (own, (everywhere.get("default-base"), everywhere.get("series"))):
            if base:
                return str(base) if "/" in str(base) else f"{base}/stable"
            known = base_of(str(series or ""))
            if known is not None:
                return f"{known.name}@{known.channel}"
        return ""

    def _of(self, series: str, base: str) -> dict[str, str]:
        """The series by name, which 3.3 made a base; by position it stays the series."""
        return {"base": base} if self.version >= (3, 3) else {"series": series}

    def _relate(self, ends: list[str]) -> None:
        names = [end.partition(":") for end in ends]
        told = [f"${self._deploys[name]}{colon}{endpoint}" for name, colon, endpoint in names]
        self._add(
            "addRelation",
            told,
            {"endpoint1": told[0], "endpoint2": told[1]},
            [self._deploys[name] for name, _, _ in names],
        )

    # --- units -----------------------------------------------------------------------------

    def _add_units(self, name: str, count: int) -> None:
        deployed = self._deploys[name]
        self._units[name] = [
            self._add("addUnit", [f"${deployed}", None], {"application": f"${deployed}"}, [deployed])
            for _ in range(countable(count, "units"))
        ]

    def _place_units(self, name: str, given: dict[str, Any]) -> None:
        to, before = _to(given), ""
        counters: dict[str, int] = {}
        for number, unit in enumerate(self._units[name]):
            text = (to[number] if number < len(to) else to[-1]) if to else ""
            place = placement(text) if text else None
            if place is not None:
                target = self._target(place, counters)
                unit.args[1] = f"${target}"
                unit.named["to"] = f"${target}"
                unit.requires.append(target)
            if before:
                unit.requires.append(before)
            before = unit.id

    def _target(self, place: Placement, counters: dict[str, int]) -> str:
        """The step that makes what a unit is placed on."""
        if place.target == "new":
            return self._machine({}, place.container)
        if place.target in self._machines:
            machine = self._machines[place.target]
        else:
            number = place.unit
            if number < 0:
                number = counters.get(place.target, 0)
                counters[place.target] = number + 1
            units = self._units[place.target]
            machine = units[number % len(units)].id
        return self._machine({}, place.container, machine) if place.container else machine

    def _in_order(self) -> list[Change]:
        if self.version >= (3, 0):
            for change in self.changes:
                change.requires.sort()
        by_id = {change.id: change for change in self.changes}
        done: dict[str, Change] = {}

        def emit(change: Change) -> None:
            if change.id in done:
                return
            for required in change.requires:
                emit(by_id[required])
            done[change.id] = change

        visit: Callable[[Change], None] = emit
        for change in self.changes:
            visit(change)
        return list(done.values())
