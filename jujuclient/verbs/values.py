"""What people write, as the wire wants it: constraints, placements, bases, config values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jujuclient.errors import InvalidInput
from jujuclient.status import SERIES_OF_UBUNTU

ConfigValue = bool | int | float | str
ConstraintValue = bool | int | float | str

_MIB = {"K": 1 / 1024, "M": 1, "G": 1024, "T": 1024**2, "P": 1024**3}
_SIZES = ("mem", "root-disk")
_NUMBERS = ("cores", "cpu-cores", "cpu-power")
_LISTS = ("tags", "spaces", "zones", "networks")


def constraints(given: Mapping[str, ConstraintValue] | None) -> dict[str, Any]:
    """Constraints as numbers and lists: ``{"mem": "2G"}`` is ``{"mem": 2048}``.

    Raises:
        ValueError: a size or number that is none; it names the constraint.
    """
    found: dict[str, Any] = {}
    for key, value in (given or {}).items():
        try:
            if key in _SIZES:
                found[key] = _mib(value)
            elif key in _NUMBERS:
                found[key] = int(value)
            elif key in _LISTS:
                found[key] = [part for part in str(value).split(",") if part]
            elif key == "allocate-public-ip":
                found[key] = value if isinstance(value, bool) else str(value).lower() == "true"
            else:
                found[key] = str(value)
        except ValueError:
            raise InvalidInput(
                f"the constraint {key} cannot be {value!r}; write a number, or a size such as 4G"
            ) from None
    return found


def _mib(value: ConstraintValue) -> int:
    if isinstance(value, int | float):
        return int(value)
    text = value.strip().upper().removesuffix("IB").removesuffix("B")
    unit = _MIB.get(text[-1:])
    return int(float(text[:-1]) * unit) if unit is not None else int(text)


def placement(text: str, model_uuid: str) -> dict[str, str]:
    """Where a unit goes: ``0``, ``0/lxd/1``, ``lxd``, ``lxd:0``, ``zone=a``."""
    kind, colon, rest = text.partition(":")
    if colon and kind in ("lxd", "kvm", "lxc"):
        return {"scope": kind, "directive": rest}
    if text in ("lxd", "kvm", "lxc"):
        return {"scope": text, "directive": ""}
    if text.split("/", maxsplit=1)[0].isdigit():
        return {"scope": "#", "directive": text}
    return {"scope": model_uuid, "directive": text}


def base(text: str) -> dict[str, str]:
    """A base as people write it: ``ubuntu@22.04`` or ``ubuntu@22.04/edge``.

    Raises:
        ValueError: it is none.
    """
    name, at, channel = text.partition("@")
    if not name or not at or not channel:
        raise InvalidInput(f"{text!r} is no base; write one such as ubuntu@22.04")
    return {"name": name, "channel": channel if "/" in channel else f"{channel}/stable"}


def series_of(found: Mapping[str, str]) -> str:
    """The series of a base of Ubuntu, "" for one that has none."""
    track = found.get("channel", "").partition("/")[0]
    return next((series for series, known in SERIES_OF_UBUNTU.items() if known == track), "")


def config_text(value: ConfigValue) -> str:
    """A config value as the wire has it: every one is a text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def config_value(told: Mapping[str, Any]) -> ConfigValue | None:
    """The value of an option in its own type."""
    value = told.get("value")
    return value if isinstance(value, bool | int | float | str) or value is None else str(value)
