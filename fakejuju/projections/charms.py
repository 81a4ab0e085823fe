"""Charms as facades tell them: metadata, options, actions, manifest, LXD profile."""

from __future__ import annotations

from typing import Any

from fakejuju.domain import stores
from fakejuju.domain.endpoints import JUJU_INFO
from fakejuju.simulation import Simulation
from fakejuju.state.application import Charm, Endpoint
from jujuclient.facades import common_charms as told
from jujuclient.facades.charms import (
    CharmActions,
    CharmActionSpec,
    CharmBase,
    CharmLXDProfile,
    CharmManifest,
)
from jujuclient.wire.struct import UNSET, UnsetType


def relation(endpoint: Endpoint) -> told.CharmRelation:
    """One endpoint."""
    return told.CharmRelation(
        name=endpoint.name,
        role=endpoint.role,
        interface=endpoint.interface,
        optional=endpoint.optional,
        limit=endpoint.limit,
        scope=endpoint.scope,
    )


def options(charm: Charm) -> dict[str, told.CharmOption]:
    """The config options; one without a default has none."""
    return {
        name: told.CharmOption(
            type=str(option.get("type") or "string"),
            default=UNSET if option.get("default") is None else _typed(option),
            description=_some(str(option.get("description") or "")),
        )
        for name, option in sorted(charm.options.items())
    }


def _typed(option: dict[str, Any]) -> Any:
    default = option["default"]
    if option.get("type") in ("string", "secret", None):
        return default if isinstance(default, str) else str(default)
    # Go writes a float without a fraction as a whole number.
    whole = isinstance(default, float) and default.is_integer()
    return int(default) if whole else default


def action_schema(sim: Simulation, name: str, spec: dict[str, Any]) -> dict[str, Any]:
    """The JSON schema of an action's parameters; from 4.0 on unknown ones are refused by default."""
    schema: dict[str, Any] = {
        "type": "object",
        "title": name,
        "description": spec.get("description") or "No description",
        "properties": spec.get("params") or {},
    }
    if sim.series.version >= (4, 0):
        schema["additionalProperties"] = False
    for key, value in spec.items():
        if key not in ("params", "description", "parallel", "execution-group"):
            schema[key] = value
    return schema


def actions(sim: Simulation, charm: Charm) -> CharmActions:
    """The actions."""
    found: dict[str, CharmActionSpec] = {}
    for name, given in sorted(charm.actions.items()):
        spec = given or {}
        made = CharmActionSpec(
            description=spec.get("description") or "No description", params=action_schema(sim, name, spec)
        )
        if sim.series.version >= (4, 0):
            made.parallel = True if spec.get("parallel") else UNSET
            made.execution_group = _some(str(spec.get("execution-group") or ""))
        found[name] = made
    return CharmActions(specs=found or UNSET)


def manifest(charm: Charm) -> CharmManifest | UnsetType:
    """What it runs on, as its build says; channels have a risk."""
    bases = charm.manifest.get("bases") or []
    if not bases:
        return UNSET
    return CharmManifest(
        bases=[
            CharmBase(
                name=base["name"],
                channel=_channel(str(base["channel"])),
                architectures=list(base.get("architectures") or ()) or UNSET,
            )
            for base in bases
        ]
    )


def _channel(text: str) -> str:
    return text if "/" in text else f"{text}/stable"


def lxd_profile(charm: Charm) -> CharmLXDProfile | UnsetType:
    """Its LXD profile."""
    found = charm.lxd_profile
    if not found:
        return UNSET
    return CharmLXDProfile(
        config={key: str(value) for key, value in (found.get("config") or {}).items()},
        description=str(found.get("description") or ""),
        devices=found.get("devices") or {},
    )


def meta(sim: Simulation, charm: Charm) -> told.CharmMeta:
    """Its metadata; what it does not have is left out. From 4.0 on the implicit endpoint is in it."""
    data, version = charm.metadata, sim.series.version
    made = told.CharmMeta(
        name=charm.name,
        summary=str(data.get("summary") or ""),
        description=str(data.get("description") or ""),
        subordinate=charm.subordinate,
        categories=list(data.get("categories") or ()) or UNSET,
        tags=list(data.get("tags") or ()) or UNSET,
    )
    _add_endpoints(sim, charm, made)
    if version >= (2, 0):
        made.extra_bindings = {name: name for name in sorted(data.get("extra-bindings") or {})} or UNSET
        made.min_juju_version = str(data.get("min-juju-version") or "0.0.0")
        made.storage = _storage(charm) or UNSET
        made.resources = _resources(data) or UNSET
        made.terms = list(data.get("terms") or ()) or UNSET
    if (2, 0) <= version < (4, 0):
        made.series = list(data.get("series") or ()) or UNSET
        made.payload_classes = _payloads(data) or UNSET
    if version >= (2, 6):
        made.devices = _devices(data) or UNSET
    if version >= (2, 9):
        made.containers = _containers(data) or UNSET
        made.assumes_expr = data["assumes"] if data.get("assumes") else UNSET
    if (2, 9) <= version < (4, 0) and data.get("deployment"):
        made.deployment = _deployment(data["deployment"])
    if version >= (3, 6):
        made.charm_user = _some(str(data.get("charm-user") or ""))
    return made


def _some(text: str) -> str | UnsetType:
    return text or UNSET


def _add_endpoints(sim: Simulation, charm: Charm, made: told.CharmMeta) -> None:
    endpoints = charm.endpoints
    implicit = all(endpoint.name != JUJU_INFO.name for endpoint in endpoints)
    if sim.series.version >= (4, 0) and implicit:
        endpoints = (*endpoints, JUJU_INFO)
    by_role: dict[str, dict[str, told.CharmRelation]] = {"provider": {}, "requirer": {}, "peer": {}}
    for endpoint in sorted(endpoints, key=lambda one: one.name):
        by_role[endpoint.role][endpoint.name] = relation(endpoint)
    made.provides = by_role["provider"] or UNSET
    made.requires = by_role["requirer"] or UNSET
    made.peers = by_role["peer"] or UNSET


def _storage(charm: Charm) -> dict[str, told.CharmStorage]:
    found: dict[str, told.CharmStorage] = {}
    for name, store in sorted(stores.stores_of(charm).items()):
        given = charm.metadata["storage"][name] or {}
        found[name] = told.CharmStorage(
            name=name,
            description=str(given.get("description") or ""),
            type="block" if store.kind == stores.BLOCK else "filesystem",
            shared=store.shared,
            read_only=store.read_only,
            count_min=store.minimum,
            count_max=store.maximum,
            minimum_size=store.minimum_size,
            location=_some(store.location),
            properties=list(given.get("properties") or ()) or UNSET,
        )
    return found


def _resources(data: dict[str, Any]) -> dict[str, told.CharmResourceMeta]:
    return {
        name: told.CharmResourceMeta(
            name=name,
            type=str((given or {}).get("type") or "file"),
            path=str((given or {}).get("filename") or ""),
            description=str((given or {}).get("description") or ""),
        )
        for name, given in sorted((data.get("resources") or {}).items())
    }


def _payloads(data: dict[str, Any]) -> dict[str, told.CharmPayloadClass]:
    return {
        name: told.CharmPayloadClass(name=name, type=str((given or {}).get("type") or ""))
        for name, given in sorted((data.get("payloads") or {}).items())
    }


def _devices(data: dict[str, Any]) -> dict[str, told.CharmDevice]:
    return {
        name: told.CharmDevice(
            name=name,
            description=str(given.get("description") or ""),
            type=str(given.get("type") or ""),
            count_min=int(given.get("countmin") or 1),
            count_max=int(given.get("countmax") or 1),
        )
        for name, given in sorted((data.get("devices") or {}).items())
    }


def _containers(data: dict[str, Any]) -> dict[str, told.CharmContainer]:
    found: dict[str, told.CharmContainer] = {}
    for name, given in sorted((data.get("containers") or {}).items()):
        mounts = [
            told.CharmMount(
                storage=_some(str(one.get("storage") or "")), location=_some(one.get("location") or "")
            )
            for one in (given or {}).get("mounts") or ()
        ]
        found[name] = told.CharmContainer(
            resource=_some(str((given or {}).get("resource") or "")), mounts=mounts or UNSET
        )
    return found


def _deployment(given: dict[str, Any]) -> told.CharmDeployment:
    return told.CharmDeployment(
        type=str(given.get("type") or ""),
        mode=str(given.get("mode") or ""),
        service=str(given.get("service") or ""),
        min_version=str(given.get("min-version") or ""),
    )
