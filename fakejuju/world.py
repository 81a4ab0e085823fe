"""What a cassette knows of the controller it was recorded from: enough for a client store."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from fakejuju.cassette.model import Cassette, Exchange
from fakejuju.versions import is_juju1, version_of
from jujuclient.wire.series import Series
from jujuclient.wire.tags import is_uuid

_NAMING = frozenset(
    {
        "FullStatus",
        "ModelInfo",
        "CreateModel",
        "ListModels",
        "AllModels",
        "ListModelSummaries",
        "EnvironmentInfo",
        "CreateEnvironment",
    }
)
_UUID_IN_PATH = re.compile(r"/(?:model|environment)/([0-9a-f-]{36})/")
UNKNOWN_UUID = "00000000-0000-4000-8000-00000000fa4e"
"""Stands for a controller whose uuid the cassette does not tell."""

UNKNOWN_MODEL = "00000000-0000-4000-8000-00000000fa4f"
"""Stands for the environment of a controller that does not name it."""


class ModelFacts(msgspec.Struct):
    """A model: its uuid, name, owner and kind."""

    uuid: str
    name: str
    owner: str = "admin"
    type: str = "iaas"

    @property
    def qualified(self) -> str:
        """``owner/name``, as the client store names it."""
        return f"{self.owner}/{self.name}"


class World(msgspec.Struct):
    """The controller of a cassette."""

    version: str
    controller_uuid: str = UNKNOWN_UUID
    user: str = "admin"
    models: dict[str, ModelFacts] = msgspec.field(default_factory=dict)
    current: str = ""

    @property
    def series(self) -> Series:
        """The rules of its series."""
        return Series.of(self.version)


def world_of(cassette: Cassette) -> World:
    """Read what the successful logins and the model listings of a cassette say."""
    world = World(version_of(cassette))
    paths = {connection.number: connection.path for connection in cassette.connections}
    logged_in = [e for e in cassette.exchanges if e.facade == "Admin" and e.method == "Login"]
    for exchange in reversed(logged_in):
        _from_login(world, _decoded(exchange), paths[exchange.on])
    for exchange in cassette.exchanges:
        if exchange.method in _NAMING and exchange.failure is None:
            _from_listing(world, _decoded(exchange), paths[exchange.on])
    if not world.models and is_juju1(cassette):
        _the_only_environment(world, cassette)
    for number, model in enumerate(world.models.values(), 1):
        model.name = model.name or f"recorded-{number}"
    return world


def _the_only_environment(world: World, cassette: Cassette) -> None:
    """What Juju 1.18 is about: its logins do not name it, and no path needs to."""
    asked = (_UUID_IN_PATH.search(connection.path) for connection in cassette.connections)
    uuid = next((match[1] for match in asked if match), UNKNOWN_MODEL)
    named = (_decoded(e) for e in cassette.exchanges if e.method == "FullStatus")
    name = next((one["EnvironmentName"] for one in named if one.get("EnvironmentName")), "")
    world.models[uuid] = ModelFacts(uuid, name, world.user)
    world.current = uuid


def _decoded(exchange: Exchange) -> Any:
    if exchange.failure is not None:
        return {}
    try:
        return msgspec.json.decode(exchange.result)
    except (msgspec.MsgspecError, RecursionError):
        return {}


def _tag_id(value: Any) -> str:
    return value.partition("-")[2] if isinstance(value, str) else ""


def _from_login(world: World, result: Any, path: str) -> None:
    if not isinstance(result, dict) or not (
        "user-info" in result or "facades" in result or "Facades" in result
    ):
        return
    world.controller_uuid = (
        _tag_id(result.get("controller-tag") or result.get("server-tag")) or world.controller_uuid
    )
    identity = _tag_id((result.get("user-info") or {}).get("identity"))
    world.user = identity.removesuffix("@local") or world.user
    version = result.get("server-version")
    if isinstance(version, str) and re.match(r"\d+\.\d+", version):
        world.version = version
    uuid = _tag_id(result.get("model-tag") or result.get("environ-tag") or result.get("EnvironTag"))
    if is_uuid(uuid):
        world.models.setdefault(uuid, ModelFacts(uuid, "", world.user))
        if _UUID_IN_PATH.search(path) or not world.current:
            world.current = uuid


def _from_listing(world: World, value: Any, path: str) -> None:
    """Take the names from whatever has a name and a uuid, and from the status of a model's own connection."""
    here = _UUID_IN_PATH.search(path)
    if isinstance(value, dict) and here and isinstance(value.get("model"), dict) and "machines" in value:
        facts = world.models.get(here[1])
        if facts is not None:
            facts.name = value["model"].get("name") or facts.name
            facts.type = value["model"].get("type") or facts.type
        return
    if isinstance(value, dict) and isinstance(value.get("EnvironmentName"), str):
        facts = world.models.get(here[1] if here else world.current)
        if facts is not None:
            facts.name = value["EnvironmentName"] or facts.name
        return
    _named(world, value)


def _named(world: World, value: Any) -> None:
    if isinstance(value, list):
        for item in value:
            _named(world, item)
    elif isinstance(value, dict):
        uuid, name = value.get("uuid") or value.get("UUID"), value.get("name") or value.get("Name")
        if isinstance(uuid, str) and isinstance(name, str) and is_uuid(uuid) and name:
            facts = world.models.setdefault(uuid, ModelFacts(uuid, name))
            facts.name = name
            facts.owner = value.get("qualifier") or _tag_id(value.get("owner-tag")) or facts.owner
            facts.type = value.get("type") or facts.type
        for item in value.values():
            if isinstance(item, dict | list):
                _named(world, item)
