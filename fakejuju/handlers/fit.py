"""Leave out of a result what the series or the version asked has no field for."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeVar

from fakejuju.handlers.call import Call
from jujuclient.wire.shape import Node, shape, walk
from jujuclient.wire.struct import UNSET, Context, Wire

W = TypeVar("W", bound=Wire)


def fit(call: Call, value: W) -> W:
    """The value without the fields that this call's answer cannot have; changed in place."""
    series = call.simulation.series
    _fit(value, Context(call.facade, call.version, series.known_as, series.version < (2, 0)))
    return value


def _fit(value: object, context: Context) -> None:
    if isinstance(value, list):
        for item in value:
            _fit(item, context)
    elif isinstance(value, dict):
        for item in value.values():
            _fit(item, context)
    elif isinstance(value, Wire):
        for attr, is_there in _touched(type(value), context):
            if is_there:
                _fit(getattr(value, attr), context)
            else:
                setattr(value, attr, UNSET)


@lru_cache(maxsize=4096)
def _touched(cls: type[Wire], context: Context) -> tuple[tuple[str, bool], ...]:
    """The fields of a type that are not there, and those that are and may hold one that is not."""
    return tuple(
        (slot.attr, holds)
        for slot in shape(cls)
        if not (holds := slot.range.holds(context)) or _may_lose(slot.node, context)
    )


def _may_lose(node: Node, context: Context) -> bool:
    """Whether a value of a type may hold a field that is not there; what is open is JSON, without fields."""
    lost: list[bool] = []
    walk(node, lambda _, slot: lost.append(not slot.range.holds(context)))
    return any(lost)
