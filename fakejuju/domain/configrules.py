"""What may be set in the config of a model, and in whose words it is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from fakejuju.domain import modelconfig
from fakejuju.refused import Refused
from fakejuju.simulation import Simulation
from fakejuju.state.controller import Model
from fakejuju.state.machine import Space

_IDENTITY = ("name", "type", "uuid")
_FIXED = (*_IDENTITY, "firewall-mode")
_FIXED_1 = ("state-port", "api-port", "bootstrap-timeout", "ca-cert")
_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}


def checked(sim: Simulation, model: Model, given: Mapping[str, Any], *, superuser: bool) -> dict[str, Any]:
    """The values that may be set, in their types; else they are refused.

    Args:
        sim: the controller.
        model: whose config it is.
        given: key to value.
        superuser: whether it is somebody who may log at TRACE.
    """
    _check_reserved(sim, model, given, superuser)
    before = modelconfig.model_config(sim, model)
    changed = _all_typed(sim, model.provider, given)
    for key, value in changed.items():
        _check_value(sim, model, key, value)
    for key in (*_FIXED, *_FIXED_1) if sim.series.version < (2, 0) else _FIXED:
        if key in changed and key in before and changed[key] != before[key][0]:
            raise Refused(f"cannot change {key} from {_go(before[key][0])} to {_go(changed[key])}")
    changed.pop("agent-version", None)
    return changed


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


def coerced(sim: Simulation, provider: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The config that a new model is made with, in its types; else it is not made."""
    try:
        return _all_typed(sim, provider, given)
    except Refused as refused:
        raise Refused(f"failed to create config: creating config from values failed: {refused}") from None


def _all_typed(sim: Simulation, provider: str, given: Mapping[str, Any]) -> dict[str, Any]:
    known = modelconfig.options(sim, provider)
    return {
        key: _typed(key, value, known[key].default if key in known else None) for key, value in given.items()
    }


def _check_reserved(sim: Simulation, model: Model, given: Mapping[str, Any], superuser: bool) -> None:
    if "agent-version" in given and given["agent-version"] != model.version:
        raise Refused("agent-version cannot be changed")
    if "authorized-keys" in given and sim.series.version >= (2, 0):
        raise Refused("authorized-keys cannot be set")
    url = modelconfig.model_config(sim, model).get("charmhub-url")
    if url is not None and given.get("charmhub-url", url[0]) != url[0]:
        raise Refused("charmhub-url cannot be changed")
    if "TRACE" in str(given.get("logging-config", "")) and not superuser:
        raise Refused(
            "only controller admins can set a model's logging level to TRACE", "unauthorized access"
        )


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


def _check_value(sim: Simulation, model: Model, key: str, value: Any) -> None:
    if key == "update-status-hook-interval":
        _check_interval(str(value))
    elif key == "firewall-mode" and value not in ("instance", "global", "none"):
        raise Refused(f'firewall-mode: expected one of [instance global none], got "{value}"')
    elif key == "default-space" and value not in ("", *(s.name for s in sim.state.all(Space, model.uuid))):
        raise Refused(f'space "{value}" not found', "not found")


def _check_interval(text: str) -> None:
    what = "invalid update status hook interval in model configuration"
    seconds = duration(text)
    if seconds is None:
        raise Refused(f'{what}: time: invalid duration "{text}"')
    if seconds < 60:
        raise Refused(f"update status hook frequency {text} cannot be less than 1m0s")
    if seconds > 3600:
        raise Refused(f"update status hook frequency {text} cannot be greater than 1h0m0s")


def duration(text: str) -> float | None:
    """Seconds of a duration as Go writes it (``1h30m``), None for something else."""
    if text == "0":
        return 0.0
    parts = re.findall(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)", text)
    if not parts or "".join(number + unit for number, unit in parts) != text.lstrip("+-"):
        return None
    return sum(float(number) * _UNITS[unit] for number, unit in parts)
