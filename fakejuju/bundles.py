"""Begin a model with a bundle: its charms from the store or from paths, its machines, its relations.

What ``juju deploy ./bundle.yaml`` leaves behind, without a client. Local charms are found beside
the bundle's file.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import yaml

from fakejuju.domain import charmhub, charms, relations, settings
from fakejuju.domain.applications import add_application
from fakejuju.domain.bases import base_of, best_of, full, named, series_of
from fakejuju.domain.charm_archive import make_archive
from fakejuju.domain.machines import Placement, add_machine
from fakejuju.errors import FakeJujuError
from fakejuju.refused import Refused
from fakejuju.simulation import Simulation
from fakejuju.state.application import Application, Charm, Unit
from fakejuju.state.controller import Annotations, Model
from fakejuju.state.entity import Base
from jujuclient.wire.tags import Tag


def deploy_bundle(sim: Simulation, model_uuid: str, bundle: str | os.PathLike[str]) -> None:
    """Deploy a bundle, a file or its text, into a model.

    Raises:
        FakeJujuError: it cannot be read, or what it asks for cannot be; the message names the part.
    """
    document, folder = _read(bundle)
    told = document.get("applications") or document.get("services") or {}
    everywhere = _base(document.get("default-base"), document.get("series"))
    places = _machines(sim, model_uuid, document.get("machines") or {}, everywhere)
    for name, one in told.items():
        try:
            with sim.state.transaction():
                _application(sim, model_uuid, name, one or {}, document, folder, places)
        except Refused as refused:
            raise FakeJujuError(f"the bundle's application {name}: {refused}") from None
        sim.turn()
    for pair in _relations(document.get("relations") or []):
        try:
            with sim.state.transaction():
                relations.add_relation(sim, model_uuid, pair)
        except Refused as refused:
            raise FakeJujuError(f"the bundle's relation {' '.join(pair)}: {refused}") from None
        sim.turn()


def _read(bundle: str | os.PathLike[str]) -> tuple[dict[str, Any], Path]:
    text = os.fspath(bundle)
    folder, named = Path.cwd(), "the bundle"
    if "\n" not in text:
        path = Path(text)
        path = path / "bundle.yaml" if path.is_dir() else path
        folder, named = path.parent, f"the bundle {path}"
        try:
            text = path.read_text()
        except OSError as error:
            raise FakeJujuError(f"{named} cannot be read: {error.strerror}") from None
        except UnicodeDecodeError as error:
            raise FakeJujuError(f"{named} is no text: {error}") from None
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise FakeJujuError(f"{named} is no YAML: {' '.join(str(error).split())}") from None
    if not isinstance(document, dict) or not (document.get("applications") or document.get("services")):
        raise FakeJujuError(f"{named} has no applications")
    return document, folder


def _machines(
    sim: Simulation, model_uuid: str, told: dict[Any, Any], everywhere: Base | None
) -> dict[str, str]:
    """The bundle's number of each machine to the id that it got."""
    found: dict[str, str] = {}
    for number, one in told.items():
        base = _base((one or {}).get("base"), (one or {}).get("series"))
        base = base or everywhere or sim.default_base()
        with sim.state.transaction():
            found[str(number)] = add_machine(sim, model_uuid, base=base).id
        sim.turn()
    return found


def _base(text: Any, series: Any = None) -> Base | None:
    if isinstance(text, str) and "@" in text:
        return named(text)
    if isinstance(series, str):
        return base_of(series)
    return None


def _application(
    sim: Simulation,
    model_uuid: str,
    name: str,
    told: dict[str, Any],
    document: dict[str, Any],
    folder: Path,
    places: dict[str, str],
) -> Application:
    base = _base(told.get("base"), told.get("series")) or _base(
        document.get("default-base"), document.get("series")
    )
    charm, base, origin, channel = _charm(sim, model_uuid, told, base, folder)
    options = told.get("options") or {}
    own = {key: value for key, value in options.items() if key == "trust"}
    if told.get("trust"):
        own["trust"] = True
    text = {key: settings.as_go(value) for key, value in options.items() if key != "trust"}
    count = told.get("num_units", told.get("scale", 0 if charm.subordinate else 1))
    application = add_application(
        sim,
        model_uuid,
        name,
        charm,
        base=base,
        origin=origin,
        channel=channel,
        config=settings.parse_strings(charm.options, text),
        own=own,
        constraints=_constraints(told.get("constraints")),
        num_units=0 if charm.subordinate else int(count),
        placement=_placement(sim, model_uuid, told.get("to"), places),
    )
    if told.get("expose"):
        from msgspec.structs import replace

        application = sim.state.put(replace(application, exposed=True))
    if told.get("annotations"):
        tag = str(Tag("application", name))
        values = {key: str(value) for key, value in told["annotations"].items()}
        sim.state.put(Annotations(model=model_uuid, tag=tag, values=values))
    return application


def _charm(
    sim: Simulation, model_uuid: str, told: dict[str, Any], base: Base | None, folder: Path
) -> tuple[Charm, Base, dict[str, Any], str]:
    named = str(told.get("charm") or "")
    if not named:
        raise FakeJujuError("an application of the bundle names no charm")
    if named.startswith((".", "/")) or named.endswith(".charm"):
        path = folder / named
        if not path.exists():
            raise FakeJujuError(f"the bundle's charm {named} is not at {path}")
        archive = path.read_bytes() if path.is_file() else make_archive(_files(path))
        chosen = base or sim.default_base()
        series = series_of(chosen) if sim.series.version < (4, 0) else ""
        local = charms.add_local_charm(sim, model_uuid, archive, series=series)
        base = base or _base_of(sim, model_uuid, local)
        return local, base, {"source": "local", "architecture": "amd64"}, ""
    url = charms.parse_url(named)
    revision = told.get("revision", url.revision if url.revision >= 0 else None)
    found = charmhub.resolve(
        sim, model_uuid, url.name, channel=str(told.get("channel") or ""), revision=revision, base=base
    )
    if base is None:
        found = found._replace(base=_best_of(sim, model_uuid, found.charm.bases))
    charm = charmhub.fetch(sim, model_uuid, found)
    return charm, found.base, charmhub.origin_of(sim, found, fetched=True), found.channel


def _base_of(sim: Simulation, model_uuid: str, charm: Charm) -> Base:
    supported = [full(base["name"], str(base["channel"])) for base in charm.manifest.get("bases") or ()]
    return _best_of(sim, model_uuid, supported) if supported else sim.default_base()


def _best_of(sim: Simulation, model_uuid: str, supported: list[Base]) -> Base:
    return best_of(sim, sim.state.find(Model, model_uuid) or sim.controller_model, supported)


def _files(folder: Path) -> dict[str, str | bytes]:
    skipped = (".git", ".tox", ".venv", "venv", "__pycache__", "build")
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part in skipped for part in path.relative_to(folder).parts)
    }


_SIZES = {"M": 1, "G": 1024, "T": 1024**2}


def _constraints(text: Any) -> dict[str, Any]:
    """Read ``mem=2G cores=2 arch=amd64``."""
    found: dict[str, Any] = {}
    for part in str(text or "").split():
        key, _, value = part.partition("=")
        if key in ("mem", "root-disk"):
            unit = _SIZES.get(value[-1:].upper())
            found[key] = int(float(value[:-1]) * unit) if unit else int(value)
        elif key in ("cores", "cpu-power"):
            found[key] = int(value)
        elif key in ("tags", "spaces", "zones"):
            found[key] = value.split(",")
        else:
            found[key] = value
    return found


def _placement(sim: Simulation, model_uuid: str, told: Any, places: dict[str, str]) -> list[Placement]:
    found: list[Placement] = []
    for one in [told] if isinstance(told, str | int) else told or []:
        scope, colon, where = str(one).rpartition(":")
        if where in places:
            where = places[where]
        elif "/" in where and not where[0].isdigit():
            unit = sim.state.find(Unit, where, model_uuid)
            if unit is None:
                raise FakeJujuError(f"the bundle places a unit beside {where}, which is not there (yet)")
            where = unit.machine
        elif where == "new":
            continue
        found.append(Placement.parse(f"{scope}{colon}{where}"))
    return found


def _relations(told: list[Any]) -> list[list[str]]:
    """Pairs of endpoints; the short form ``[a, [b, c]]`` is several."""
    found: list[list[str]] = []
    for one in told:
        left, right = one
        lefts = left if isinstance(left, list) else [left]
        rights = right if isinstance(right, list) else [right]
        found += [[str(a), str(b)] for a in lefts for b in rights]
    return found
