"""A model as a bundle: the same keys in the same order as Juju's export, and YAML as Go writes it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import yaml

from fakejuju.domain import charms, units
from fakejuju.domain.bases import series_of
from fakejuju.projections.words import constraints_words
from fakejuju.refused import Refused
from fakejuju.simulation import Simulation
from fakejuju.state.application import Application, Offer, Relation, RemoteApplication
from fakejuju.state.controller import Access, Annotations, Model
from fakejuju.state.entity import Base
from fakejuju.state.machine import Machine, Space


def export(sim: Simulation, model: Model, *, defaults: bool = False) -> str:
    """The YAML of a model.

    Args:
        defaults: whether options that were never set are in it, with their defaults.

    Raises:
        Refused: for a model without applications.
    """
    applications = sorted(sim.state.all(Application, model.uuid), key=lambda one: one.name)
    if not applications:
        raise Refused("nothing to export as there are no applications")
    key: Callable[[Base], str] = _base if sim.series.version >= (3, 0) else series_of
    word = "base" if sim.series.version >= (3, 0) else "series"
    shared = {key(one.base) for one in applications}
    told: dict[str, Any] = {}
    if model.type == "caas":
        told["bundle"] = "kubernetes"
    if len(shared) == 1:
        told["default-base" if word == "base" else word] = next(iter(shared))
    saas = {one.name: {"url": one.offer_url} for one in sim.state.all(RemoteApplication, model.uuid)}
    if saas:
        told["saas"] = dict(sorted(saas.items()))
    own = "" if len(shared) == 1 else word
    told["applications"] = {
        one.name: _application(sim, one, own, key(one.base), defaults=defaults) for one in applications
    }
    machines = _machines(sim, model, own, key)
    if machines:
        told["machines"] = machines
    relations = [
        [f"{end.application}:{end.endpoint.name}" for end in relation.ends]
        for relation in sim.state.all(Relation, model.uuid)
        if not relation.is_peer
    ]
    if relations:
        told["relations"] = relations
    overlay = {one.name: _overlay(sim, one) for one in applications}
    overlay = {name: found for name, found in overlay.items() if found}
    lines = _lines(told)
    if overlay:
        lines += ["--- # overlay.yaml", *_lines({"applications": overlay})]
    return "".join(f"{line}\n" for line in lines)


def _overlay(sim: Simulation, one: Application) -> dict[str, Any]:
    """What bundles may have in overlays only: offers, and endpoints that are exposed by themselves."""
    told: dict[str, Any] = {}
    if not _for_all(one):
        names = {space.id: space.name for space in sim.state.all(Space, one.model)}
        told["exposed-endpoints"] = {
            endpoint: {
                key: value
                for key, value in (
                    ("expose-to-spaces", [names.get(id, id) for id in exposed.spaces]),
                    ("expose-to-cidrs", list(exposed.cidrs)),
                )
                if value
            }
            for endpoint, exposed in sorted(one.exposed_endpoints.items())
        }
    offers = {
        offer.name: {"endpoints": sorted(offer.endpoints), "acl": _acl(sim, offer)}
        for offer in sim.state.all(Offer, one.model)
        if offer.application == one.name
    }
    if offers:
        told["offers"] = dict(sorted(offers.items()))
    return told


def _for_all(one: Application) -> bool:
    """Whether it is exposed as a whole and to everyone, or not at all."""
    return all(
        endpoint == "" and not exposed.spaces and set(exposed.cidrs) <= {"0.0.0.0/0", "::/0"}
        for endpoint, exposed in one.exposed_endpoints.items()
    )


def _acl(sim: Simulation, offer: Offer) -> dict[str, str]:
    """Who may do what with an offer."""
    target = f"applicationoffer-{offer.uuid}"
    given = {access.user: access.level for access in sim.state.all(Access) if access.target == target}
    return dict(sorted({offer.created_by: "admin", **given}.items()))


def _base(base: Base) -> str:
    return f"{base.name}@{base.channel}"


def _application(
    sim: Simulation, one: Application, word: str, base: str, *, defaults: bool
) -> dict[str, Any]:
    charm = charms.charm_of(sim, one)
    url = charms.parse_url(charm.url)
    told: dict[str, Any] = {}
    if url.schema == "local":
        told["charm"] = f"local:{charm.name}-{charm.revision}"
    else:
        told["charm"] = charm.name if url.schema == "ch" else f"cs:{charm.name}-{charm.revision}"
        if one.channel:
            told["channel"] = one.channel
        if url.schema == "ch":
            told["revision"] = charm.revision
    if word:
        told[word] = base
    if not one.subordinate:
        told |= _scale(sim, one)
    if one.exposed and _for_all(one):
        told["expose"] = True
    told |= {
        "options": _options(one, charm.options, defaults=defaults),
        "annotations": _annotations(sim, one.model, f"application-{one.name}"),
        "constraints": "" if one.subordinate else constraints_words(one.constraints),
        "storage": {name: _storage(directive) for name, directive in sorted(one.storage.items())},
        "bindings": _bindings(sim, one),
        "trust": bool(one.settings.get("trust")),
    }
    return {name: value for name, value in told.items() if value not in ("", None, {}, False)}


def _scale(sim: Simulation, one: Application) -> dict[str, Any]:
    if units.is_caas(sim, one.model):
        return {"scale": one.scale or len(units.units_of(sim, one))}
    found = units.units_of(sim, one)
    if not found:
        return {}
    return {"num_units": len(found), "to": [_place(unit.machine) for unit in found]}


def _place(machine: str) -> str:
    """``lxd:0`` for a container of machine 0."""
    parts = machine.split("/")
    return f"{parts[1]}:{parts[0]}" if len(parts) > 1 else machine


def _options(one: Application, options: dict[str, dict[str, Any]], *, defaults: bool) -> dict[str, Any]:
    if not defaults:
        return dict(sorted(one.config.items()))
    return {name: one.config.get(name, option.get("default")) for name, option in sorted(options.items())}


def _annotations(sim: Simulation, model: str, tag: str) -> dict[str, str]:
    found = sim.state.find(Annotations, tag, model)
    return dict(sorted(found.values.items())) if found is not None else {}


def _storage(directive: dict[str, Any]) -> str:
    count = [str(directive["count"])] if directive.get("count") else []
    return ",".join([directive["pool"], *count, f"{directive['size']}M"])


def _bindings(sim: Simulation, one: Application) -> dict[str, str]:
    """By the names of spaces; none where all are the default."""
    if not any(id not in ("", "0") for id in one.bindings.values()):
        return {}
    names = {space.id: space.name for space in sim.state.all(Space, one.model)}
    return {endpoint: names.get(id or "0", id) for endpoint, id in sorted({"": "0", **one.bindings}.items())}


def _machines(sim: Simulation, model: Model, word: str, key: Callable[[Base], str]) -> dict[str, Any]:
    """The machines that units are on, the outer ones only."""
    used = {
        unit.machine.partition("/")[0]
        for application in sim.state.all(Application, model.uuid)
        for unit in units.units_of(sim, application)
        if unit.machine
    }
    told: dict[str, Any] = {}
    for id in sorted(used):
        machine = sim.state.find(Machine, id, model.uuid)
        if machine is None:
            continue
        found = {
            "constraints": constraints_words(machine.constraints),
            "annotations": _annotations(sim, model.uuid, f"machine-{id}"),
            word: key(machine.base) if word else "",
        }
        told[id] = {name: value for name, value in found.items() if value}
    return told


# --- YAML --------------------------------------------------------------------------------------


def _lines(value: Any) -> list[str]:
    """A mapping or a list, as Go's yaml.v2 writes it: two spaces, lists flush with their key."""
    made: list[str] = []
    if isinstance(value, dict):
        for key, item in value.items():
            lead = f"{_scalar(key)}:"
            if isinstance(item, (dict, list)) and item:
                indent = "  " if isinstance(item, dict) else ""
                made += [lead, *(indent + line for line in _lines(item))]
            else:
                made += f"{lead} {_scalar(item)}".split("\n")
        return made
    for item in value:
        inner = _lines(item) if isinstance(item, (dict, list)) and item else _scalar(item).split("\n")
        made += [f"- {inner[0]}", *(f"  {line}" for line in inner[1:])]
    return made


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, (dict, list)):
        return "{}" if isinstance(value, dict) else "[]"
    if not isinstance(value, str):
        return json.dumps(value)
    if "\n" in value.rstrip("\n"):
        kept = "|" if value.endswith("\n") else "|-"
        return "\n".join([kept, *(f"  {line}" for line in value.rstrip("\n").split("\n"))])
    if value == "" or _other(value):
        return json.dumps(value)
    return (
        str(yaml.safe_dump(value, width=2**30, allow_unicode=True)).removesuffix("\n").removesuffix("\n...")
    )


def _other(text: str) -> bool:
    """Whether plain text would be read as something else than text."""
    try:
        return not isinstance(yaml.safe_load(text), str)
    except yaml.YAMLError:
        return False
