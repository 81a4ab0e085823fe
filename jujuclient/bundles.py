"""Bundles: read, laid over one another, checked, and planned against what a model has already.

Nothing here calls anything; ``Model.plan_bundle`` gives the status, ``Model.apply_plan`` carries it out.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jujuclient.errors import JujuError
from jujuclient.status import SERIES_OF_UBUNTU, AppStatus, Status

_PLACEMENT = re.compile(r"(?:(?P<container>lxd|kvm|lxc):)?(?P<target>[^:/]+)(?:/(?P<unit>\d+))?")


class BundleError(JujuError):
    """A bundle that cannot be deployed.

    Attributes:
        problems: all that is wrong with it.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("the bundle cannot be deployed: " + "; ".join(self.problems))


class PlanError(JujuError):
    """A step of a plan failed; what was done before it stays.

    Attributes:
        step: the one.
        done: those before it.
        cause: the error.
    """

    def __init__(self, step: Step, done: Iterable[Step], cause: JujuError) -> None:
        self.step = step
        self.done = tuple(done)
        self.cause = cause
        super().__init__(f"{step}: {cause}. Plan again to go on after what is done")


@dataclass(frozen=True)
class Step:
    """One thing to do.

    Attributes:
        verb: add-machine, annotate, config, consume, deploy, expose, offer, refresh, relate, scale.
        subject: what it is done to.
        given: the arguments; they may hold secrets, and no repr shows them.
    """

    verb: str
    subject: str
    given: Mapping[str, Any] = field(default_factory=dict, repr=False)
    note: str = ""

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}" + (f" ({self.note})" if self.note else "")


@dataclass(frozen=True)
class Plan:
    """What is to be done, in an order in which it can be; ``str`` is a list to read."""

    steps: tuple[Step, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.steps)

    def __str__(self) -> str:
        return "\n".join(f"- {step}" for step in self.steps) or "nothing to do"


def read(bundle: str | os.PathLike[str] | Mapping[str, Any]) -> tuple[dict[str, Any], Path]:
    """A bundle's document, and the folder that its paths are relative to.

    Args:
        bundle: a path to a file or to a folder with ``bundle.yaml``, YAML text, or values.

    Raises:
        BundleError: it cannot be read.
    """
    import yaml

    if isinstance(bundle, Mapping):
        return dict(bundle), Path()
    text, folder = os.fspath(bundle), Path()
    if isinstance(bundle, os.PathLike) or "\n" not in text:
        path = Path(text)
        path = path / "bundle.yaml" if path.is_dir() else path
        folder = path.parent
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeError) as error:
            raise BundleError([f"{path} cannot be read: {error}"]) from None
    try:
        # A bundle file may hold its overlays behind it, as further documents.
        documents = [one for one in yaml.safe_load_all(text) if one is not None]
    except yaml.YAMLError as error:
        raise BundleError([f"it is no YAML: {error}"]) from None
    if not documents or not all(isinstance(one, dict) for one in documents):
        raise BundleError(["it is no mapping"])
    found: dict[str, Any] = documents[0]
    for overlay in documents[1:]:
        found = lay_over(found, overlay)
    return found, folder


def lay_over(bundle: Mapping[str, Any], overlay: Mapping[str, Any]) -> dict[str, Any]:
    """A bundle with an overlay on it: values replace, mappings merge, null takes away, relations add."""
    found = dict(bundle)
    if "services" in found:
        found["applications"] = found.pop("services")
    for key, value in overlay.items():
        name = "applications" if key == "services" else key
        if name in ("applications", "saas"):
            found[name] = _merged(found.get(name) or {}, value or {})
        elif name == "relations":
            found[name] = [*(found.get(name) or []), *(one for one in value or [])]
        else:
            found[name] = value
    gone = set(bundle.get("applications") or bundle.get("services") or {}) | set(bundle.get("saas") or {})
    gone -= set(found.get("applications") or {}) | set(found.get("saas") or {})
    found["relations"] = [
        pair
        for pair in found.get("relations") or []
        if not {str(end).partition(":")[0] for end in pair} & gone
    ]
    return found


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(below)
    for key, value in above.items():
        if value is None:
            found.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(found.get(key), Mapping):
            found[key] = _merged(found[key], value)
        else:
            found[key] = value
    return found


def plan(document: Mapping[str, Any], folder: Path, status: Status) -> Plan:
    """What is to be done so that a model has what a bundle says; what it has already is left.

    Raises:
        BundleError: with all that is wrong with the bundle.
    """
    return _Planner(document, folder, status).plan()


class _Planner:
    def __init__(self, document: Mapping[str, Any], folder: Path, status: Status) -> None:
        self.document = document
        self.folder = folder
        self.status = status
        self.apps: dict[str, dict[str, Any]] = {
            str(name): dict(given or {})
            for name, given in (document.get("applications") or document.get("services") or {}).items()
        }
        self.saas: dict[str, dict[str, Any]] = {
            str(name): dict(given or {}) for name, given in (document.get("saas") or {}).items()
        }
        self.machines: dict[str, dict[str, Any]] = {
            str(id): dict(given or {}) for id, given in (document.get("machines") or {}).items()
        }
        self.relations = [tuple(str(end) for end in pair) for pair in _pairs(document.get("relations") or [])]
        self.steps: list[Step] = []

    def plan(self) -> Plan:
        problems = [*self._problems()]
        if problems:
            raise BundleError(problems)
        order = self._order()
        for id in self.machines:
            if any(self._uses(name, id) for name in order if self._lacking(name)):
                self._machine(id)
        for name in order:
            known = self.status.apps.get(name)
            if known is None:
                self._deploy(name)
            else:
                self._bring_up(name, known)
            self._dress(name, known)
        for name, given in self.saas.items():
            if name not in self.status.app_endpoints:
                self._add("consume", name, {"url": str(given.get("url") or "")}, str(given.get("url") or ""))
        for pair in self.relations:
            if not self._related(*pair):
                self._add("relate", " ".join(pair), {"ends": pair})
        for name in order:
            self._offers(name)
        return Plan(tuple(self.steps))

    def _add(self, verb: str, subject: str, given: Mapping[str, Any], note: str = "") -> None:
        self.steps.append(Step(verb, subject, given, note))

    # --- checking ------------------------------------------------------------------------------

    def _problems(self) -> Iterable[str]:
        if not self.apps:
            yield "it has no applications"
        for name, given in self.apps.items():
            if not given.get("charm") and name not in self.status.apps:
                yield f"application {name} names no charm"
            to, count = _to(given), _count(given)
            if count < 0:
                yield f"application {name} has a negative number of units"
            elif len(to) > count:
                yield f"application {name} has {len(to)} placements for {count} units"
            for text in to:
                yield from self._wrong_placement(name, text)
        known = {*self.apps, *self.saas, *self.status.apps, *self.status.app_endpoints}
        for pair in self.relations:
            if len(pair) != 2:
                yield f"relation {' '.join(pair)} has {len(pair)} ends, not 2"
            for end in pair:
                if end.partition(":")[0] not in known:
                    yield f"relation {' '.join(pair)} names {end}, which is not in the bundle"

    def _wrong_placement(self, name: str, text: str) -> Iterable[str]:
        match = _PLACEMENT.fullmatch(text)
        if match is None:
            yield f"placement {text!r} of application {name} cannot be read"
        elif match["target"].isdigit():
            if match["target"] not in self.machines:
                yield f"placement {text} of application {name} names a machine that the bundle has not"
        elif match["target"] not in ("new", *self.apps, *self.status.apps):
            yield f"placement {text} of application {name} names an application that the bundle has not"
        elif match["target"] == name:
            yield f"placement {text} of application {name} is on itself"

    def _order(self) -> list[str]:
        """Applications after those on whose units they are placed."""
        done: list[str] = []
        open_: list[str] = []

        def visit(name: str) -> None:
            if name in done or name not in self.apps:
                return
            if name in open_:
                raise BundleError([f"applications {', '.join(open_)} are placed on each other"])
            open_.append(name)
            for text in _to(self.apps[name]):
                match = _PLACEMENT.fullmatch(text)
                if match is not None and not match["target"].isdigit():
                    visit(match["target"])
            open_.remove(name)
            done.append(name)

        for name in sorted(self.apps):
            visit(name)
        return done

    # --- steps ---------------------------------------------------------------------------------

    def _lacking(self, name: str) -> int:
        known = self.status.apps.get(name)
        return max(0, _count(self.apps[name]) - (len(known.units) if known else 0))

    def _uses(self, name: str, id: str) -> bool:
        return any(_target(text) == id for text in _to(self.apps[name]))

    def _machine(self, id: str) -> None:
        given = self.machines[id]
        asked = {"base": self._base(given), "constraints": _constraints(given)}
        self._add("add-machine", id, asked)
        if given.get("annotations"):
            self._add("annotate", id, {"machine": id, "notes": given["annotations"]})

    def _deploy(self, name: str) -> None:
        given = self.apps[name]
        charm = str(given["charm"])
        local = charm.startswith((".", "/")) or charm.endswith(".charm")
        asked: dict[str, Any] = {
            "charm": self.folder / charm if local else charm.removeprefix("ch:"),
            "base": self._base(given),
            "bind": given.get("bindings") or None,
            "channel": given.get("channel") or None,
            "config": self._options(given),
            "constraints": _constraints(given),
            "num_units": _count(given),
            "resources": self._resources(given),
            "revision": given.get("revision"),
            "storage": {key: str(value) for key, value in (given.get("storage") or {}).items()},
            "to": _to(given),
            "trust": bool(given.get("trust")),
        }
        count = asked["num_units"]
        note = f"{charm}, {count} unit{'' if count == 1 else 's'}" + (
            f" on {', '.join(asked['to'])}" if asked["to"] else ""
        )
        self._add("deploy", name, asked, note)

    def _bring_up(self, name: str, known: AppStatus) -> None:
        """What an application that is there lacks: another charm, options, units."""
        given = self.apps[name]
        channel, revision = given.get("channel"), given.get("revision")
        if revision is not None and revision != known.charm_rev:
            self._add("refresh", name, {"revision": revision, "channel": channel}, f"revision {revision}")
        elif channel and known.charm_channel and _risk(channel) != _risk(known.charm_channel):
            self._add("refresh", name, {"channel": channel}, f"channel {channel}")
        options = self._options(given)
        if options:
            self._add("config", name, {"values": options}, ", ".join(sorted(options)))
        lacking = self._lacking(name)
        if lacking and not known.subordinate_to:
            to = _to(given)[len(known.units) :]
            self._add("scale", name, {"num_units": lacking, "to": to}, f"{lacking} more")

    def _dress(self, name: str, known: AppStatus | None) -> None:
        given = self.apps[name]
        endpoints = given.get("exposed-endpoints")
        if (given.get("expose") or endpoints) and (known is None or not known.exposed):
            self._add("expose", name, {"endpoints": endpoints or {}})
        if given.get("annotations"):
            self._add("annotate", name, {"notes": given["annotations"]})

    def _offers(self, name: str) -> None:
        for offer, given in (self.apps[name].get("offers") or {}).items():
            if offer not in self.status.offers:
                endpoints = list((given or {}).get("endpoints") or [])
                acl = dict((given or {}).get("acl") or {})
                self._add("offer", str(offer), {"app": name, "endpoints": endpoints, "acl": acl})

    def _related(self, one: str, other: str) -> bool:
        app, _, endpoint = one.partition(":")
        with_, _, there = other.partition(":")
        known = self.status.apps.get(app)
        if known is None:
            return app in self.status.app_endpoints and self._related_other(other, app)
        for name, relations in known.relations.items():
            if endpoint in ("", name) and any(rel.related_app == with_ for rel in relations):
                return not there or self._has_end(with_, there, app)
        return False

    def _related_other(self, end: str, with_: str) -> bool:
        app, _, endpoint = end.partition(":")
        known = self.status.apps.get(app)
        return known is not None and any(
            endpoint in ("", name) and any(rel.related_app == with_ for rel in relations)
            for name, relations in known.relations.items()
        )

    def _has_end(self, app: str, endpoint: str, with_: str) -> bool:
        known = self.status.apps.get(app)
        if known is None:
            return True
        return any(rel.related_app == with_ for rel in known.relations.get(endpoint, ()))

    # --- values --------------------------------------------------------------------------------

    def _base(self, given: Mapping[str, Any]) -> str | None:
        text = given.get("base") or self.document.get("default-base")
        if text:
            return str(text)
        series = given.get("series") or self.document.get("series")
        return f"ubuntu@{SERIES_OF_UBUNTU[series]}" if series in SERIES_OF_UBUNTU else None

    def _options(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return {key: self._included(value) for key, value in (given.get("options") or {}).items()}

    def _included(self, value: Any) -> Any:
        """A value, or the content of the file that it names."""
        for prefix in ("include-file://", "include-base64://"):
            if isinstance(value, str) and value.startswith(prefix):
                path = self.folder / value.removeprefix(prefix)
                try:
                    data = path.read_bytes()
                except OSError as error:
                    raise BundleError([f"{path} cannot be read: {error.strerror}"]) from None
                return base64.b64encode(data).decode() if "base64" in prefix else data.decode()
        return value

    def _resources(self, given: Mapping[str, Any]) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, value in (given.get("resources") or {}).items():
            text = str(value)
            local = text.startswith((".", "/")) and (self.folder / text).exists()
            found[str(name)] = str(self.folder / text) if local else text
        return found


def _pairs(relations: Iterable[Any]) -> list[list[Any]]:
    """Pairs; a list of several ends behind one stands for a pair with each."""
    found: list[list[Any]] = []
    for one in relations:
        ends = list(one) if isinstance(one, list | tuple) else [one]
        if len(ends) == 2 and isinstance(ends[1], list):
            found += [[ends[0], end] for end in ends[1]]
        else:
            found.append(ends)
    return found


def _count(given: Mapping[str, Any]) -> int:
    return int(given.get("num_units", given.get("scale", 0)) or 0)


def _to(given: Mapping[str, Any]) -> list[str]:
    to = given.get("to") or []
    return [str(one) for one in (to if isinstance(to, list) else [to])]


def _target(text: str) -> str:
    match = _PLACEMENT.fullmatch(text)
    return match["target"] if match is not None else ""


def placement_parts(text: str) -> tuple[str, str, int]:
    """Container, target and unit number (-1 for any) of a placement: ``lxd:mysql/0``."""
    match = _PLACEMENT.fullmatch(text)
    if match is None:
        raise BundleError([f"placement {text!r} cannot be read"])
    return match["container"] or "", match["target"], int(match["unit"]) if match["unit"] else -1


def _constraints(given: Mapping[str, Any]) -> dict[str, str]:
    """``mem=2G cores=2`` as names and values."""
    pairs = (part.partition("=") for part in str(given.get("constraints") or "").split())
    return {name: value for name, equals, value in pairs if equals}


def _risk(channel: str) -> str:
    """A channel as it is told: ``stable`` is ``latest/stable``."""
    return channel if "/" in channel else f"latest/{channel}"
