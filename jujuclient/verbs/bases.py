"""Which base a charm is deployed on where nobody says, as the juju command chooses among those it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jujuclient.status import SERIES_OF_UBUNTU
from jujuclient.verbs.values import base
from jujuclient.versions import default_release

Base = dict[str, str]


def best(supported: Sequence[Base], config: Mapping[str, Any], juju: tuple[int, int]) -> Base:
    """The model's own base, that of the Juju series, or the charm's first; the series' where it has none.

    Args:
        config: the model's, as ``ModelConfig.ModelGet`` tells it; up to 2.9 it has ``default-series``.
    """
    usual = base(f"ubuntu@{default_release(juju)}")
    for wanted in (*_of_config(config), usual):
        for one in supported:
            if (one["name"], _track(one)) == (wanted["name"], _track(wanted)):
                return one
    return supported[0] if supported else usual


def _of_config(config: Mapping[str, Any]) -> Iterator[Base]:
    named = _value(config, "default-base")
    if named:
        yield base(named)
    release = SERIES_OF_UBUNTU.get(_value(config, "default-series"))
    if release:
        yield base(f"ubuntu@{release}")


def _value(config: Mapping[str, Any], key: str) -> str:
    return str((config.get(key) or {}).get("value") or "")


def _track(one: Base) -> str:
    return one["channel"].partition("/")[0]


def declared(manifest: Mapping[str, Any], metadata: Mapping[str, Any]) -> list[Base]:
    """The bases of a local charm: of its manifest, or the series of its metadata."""
    listed = [base(f"{one['name']}@{one['channel']}") for one in manifest.get("bases") or ()]
    return listed or _of_series(metadata.get("series"))


def resolved(found: Mapping[str, Any], origin: Mapping[str, Any]) -> list[Base]:
    """The bases of a charm as ``Charms.ResolveCharms`` tells them; its origin's where it tells none."""
    listed = [
        {"name": one["name"], "channel": one["channel"]} for one in found.get("supported-bases") or ()
    ] or _of_series(found.get("supported-series"))
    if listed:
        return listed
    told = origin.get("base") or {}
    if told.get("name") and told.get("channel"):
        return [dict(told)]
    return _of_series([origin.get("series")])


def _of_series(listed: Any) -> list[Base]:
    return [base(f"ubuntu@{SERIES_OF_UBUNTU[one]}") for one in listed or () if one in SERIES_OF_UBUNTU]
