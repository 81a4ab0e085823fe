"""What may be set in the config of a model, and in whose words it is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple, NoReturn

from fakejuju.domain import configvalues, modelconfig
from fakejuju.refused import Refused
from fakejuju.simulation import Simulation
from fakejuju.state.controller import Model
from fakejuju.state.machine import Space

_IDENTITY = ("name", "type", "uuid")
_FIXED = (*_IDENTITY, "firewall-mode")
_FIXED_1 = ("state-port", "api-port", "bootstrap-timeout", "ca-cert")
_STREAMS = ("released", "testing", "proposed", "devel")
_BASES_4 = ("20.04", "22.04", "24.04", "26.04")
_UPDATING = "making updated model configuration: building new model config with removed attributes: "


def checked(sim: Simulation, model: Model, given: Mapping[str, Any], *, superuser: bool) -> dict[str, Any]:
    """The values that may be set, in their types; else they are refused.

    Args:
        sim: the controller.
        model: whose config it is.
        given: key to value.
        superuser: whether it is somebody who may log at TRACE.
    """
    _check_reserved(sim, model, given, superuser)
    before = {key: value for key, (value, _) in modelconfig.model_config(sim, model).items()}
    changed = _sound(sim, model.provider, given, before, _UPDATING)
    _check_space(sim, model, changed.get("default-space", ""))
    for key in (*_FIXED, *_FIXED_1) if sim.series.version < (2, 0) else _FIXED:
        if key in changed and key in before and changed[key] != before[key]:
            raise Refused(f"cannot change {key} from {_go(before[key])} to {_go(changed[key])}")
    changed.pop("agent-version", None)
    return changed


def _check_space(sim: Simulation, model: Model, name: str) -> None:
    if not name or name in (space.name for space in sim.state.all(Space, model.uuid)):
        return
    if sim.series.version >= (4, 0):
        _not_valid("default-space", f'space "{name}" does not exist')
    raise Refused(f'space "{name}" not found', "not found")


class Attribute(NamedTuple):
    """A key of model config as its schema tells it."""

    key: str
    type: str
    fixed: bool
    needed: bool


def schema(sim: Simulation, provider: str) -> list[Attribute]:
    """What the config of a model on such a cloud is made of, sorted by key."""
    kinds = {key: _kind(key, option.default) for key, option in modelconfig.options(sim, provider).items()}
    kinds |= dict.fromkeys(_IDENTITY, "string")
    return [Attribute(key, kinds[key], key in _FIXED, key in _IDENTITY) for key in sorted(kinds)]


def _kind(key: str, default: Any) -> str:
    if key == "resource-tags":
        return "attrs"
    return "bool" if isinstance(default, bool) else "int" if isinstance(default, int) else "string"


def coerced(sim: Simulation, provider: str, name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The config that a new model is made with, in its types; else it is not made."""
    what = "failed to create config: creating config from values failed: "
    if sim.series.version >= (4, 0):
        defaults = "constructing new model config with model defaults"
        what = f'setting model config for model "{name}": {defaults}: '
    return _sound(sim, provider, given, {}, what)


def _sound(
    sim: Simulation, provider: str, given: Mapping[str, Any], before: Mapping[str, Any], what: str
) -> dict[str, Any]:
    """Values in their types, each for itself and all of them together without contradiction."""
    known = modelconfig.options(sim, provider)
    try:
        typed = {
            key: _typed(key, value, known[key].default if key in known else None)
            for key, value in given.items()
        }
        for key, value in typed.items():
            if key in known:
                configvalues.check(key, value)
                _check_base(sim, key, str(value))
        _check_proxies({**before, **typed})
    except Refused as refused:
        # Up to 3.6 only a model that is not made is told so.
        before_4 = sim.series.version < (4, 0) and what == _UPDATING
        words = refused.failure.message if before_4 else what + refused.failure.message
        raise Refused(words, refused.failure.code) from None
    return typed


def _check_base(sim: Simulation, key: str, value: str) -> None:
    """4.x has a list of its own; before, it is that of the machine that the controller is on."""
    if key != "default-base" or not value or sim.series.version < (4, 0):
        return
    name, _, channel = value.partition("@")
    if name != "ubuntu" or channel.partition("/")[0] not in _BASES_4:
        raise Refused(f'base "{value.removesuffix("/stable")}" not supported', "not supported")


def _check_proxies(config: Mapping[str, Any]) -> None:
    kinds = ("http-proxy", "https-proxy", "ftp-proxy")
    if any(config.get(key) for key in kinds) and any(config.get(f"juju-{key}") for key in kinds):
        raise Refused("cannot specify both legacy proxy values and juju proxy values")


def _check_reserved(sim: Simulation, model: Model, given: Mapping[str, Any], superuser: bool) -> None:
    new = sim.series.version >= (4, 0)
    if "agent-version" in given and given["agent-version"] != model.version:
        _refuse(sim, "agent-version", "agent-version cannot be changed")
    if "authorized-keys" in given and sim.series.version >= (2, 0):
        words = "attributes not allowed in model config" if new else "authorized-keys cannot be set"
        _refuse(sim, "authorized-keys", words)
    if new and given.get("agent-stream", "released") not in ("", *_STREAMS):
        raise Refused(f'agent stream "{given["agent-stream"]}" is not a valid value', "not valid")
    for key in ("charmhub-url", *(("container-networking-method",) if new else ())):
        before = modelconfig.model_config(sim, model).get(key)
        if before is not None and given.get(key, before[0]) != before[0]:
            _refuse(sim, key, f"{key} cannot be changed")
    if "TRACE" in str(given.get("logging-config", "")).upper() and not superuser:
        words = "only controller admins can set a model's logging level to TRACE"
        _refuse(sim, "logging-config", words, "unauthorized access")


def _refuse(sim: Simulation, key: str, words: str, code: str = "") -> NoReturn:
    """Refuse a change; 4.x names the key, and its code is always the same."""
    if sim.series.version >= (4, 0):
        _not_valid(key, words)
    raise Refused(words, code)


def _not_valid(key: str, words: str) -> NoReturn:
    raise Refused(f'config key ["{key}"] not valid: {words}', "not valid")


def _typed(key: str, value: Any, default: Any) -> Any:
    """A value in the type of its option, from text as well."""
    if isinstance(default, bool):
        if isinstance(value, bool):
            return value
        if str(value).lower() in ("true", "false") and isinstance(value, str):
            return value.lower() == "true"
        raise Refused(f"{key}: expected bool, got {_described(value)}")
    if isinstance(default, int):
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return int(value)
        if isinstance(value, str) and re.fullmatch(r"[+-]?\d+", value):
            return int(value)
        raise Refused(f"{key}: expected number, got {_described(value)}")
    if isinstance(default, str) and not isinstance(value, str) and key != "resource-tags":
        raise Refused(f"{key}: expected string, got {_described(value)}")
    return _tags(value) if key == "resource-tags" else value


def _tags(value: Any) -> dict[str, str]:
    if isinstance(value, Mapping):
        return {str(key): str(text) for key, text in value.items()}
    found: dict[str, str] = {}
    for word in str(value or "").split():
        name, equals, text = word.partition("=")
        if not equals:
            raise Refused(f'resource-tags: expected "key=value", got "{word}"')
        found[name] = text
    return found


def _described(value: Any) -> str:
    if value is None:
        return "nothing"
    kinds = {str: "string", bool: "bool", int: "float64", float: "float64"}
    return f"{kinds.get(type(value), type(value).__name__)}({_go(value)})"


def _go(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
