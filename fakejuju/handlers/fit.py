"""Leave out of a result what the series or the version asked has no field for."""

from __future__ import annotations

from typing import TypeVar

from fakejuju.handlers.call import Call
from jujuclient.wire.shape import shape
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
        for slot in shape(type(value)):
            if not slot.range.holds(context):
                setattr(value, slot.attr, UNSET)
            else:
                _fit(getattr(value, slot.attr), context)
