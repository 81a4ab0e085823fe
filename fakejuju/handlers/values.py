"""Values that several facades carry, into the state's own and back: constraints, bases, placements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from fakejuju.domain import bases, machines
from fakejuju.state import entity
from jujuclient.facades import common
from jujuclient.wire.struct import UNSET, UnsetType


def constraints_in(given: common.Constraints | UnsetType | None) -> dict[str, Any]:
    """Constraints by kebab-case name, without those that are not told."""
    if given is None or given is UNSET:
        return {}
    told = msgspec.structs.asdict(given)
    return {
        name.replace("_", "-"): value
        for name, value in told.items()
        if value is not UNSET and value is not None
    }


def constraints_out(kept: Mapping[str, Any]) -> common.Constraints:
    """Constraints as answers carry them."""
    return common.Constraints(**{name.replace("-", "_"): value for name, value in kept.items()})


def placements_in(given: Sequence[common.Placement | None] | UnsetType | None) -> list[machines.Placement]:
    """Where units are to go, in order."""
    return [
        machines.Placement(place.scope or "", place.directive) for place in given or () if place is not None
    ]


def base_in(
    base: common.Base | UnsetType | None, series: str | UnsetType | None = UNSET
) -> entity.Base | None:
    """A base as the state keeps it, from a base or the name of a series; None for neither."""
    if base is not None and base is not UNSET and base.name:
        return bases.full(base.name, base.channel)
    return bases.base_of(series) if series else None
