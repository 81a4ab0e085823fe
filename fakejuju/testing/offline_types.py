"""Values of ours as those of another package's types, whose fields have the same names."""

from __future__ import annotations

import dataclasses
import functools
import types
from typing import Any, Union, get_args, get_origin, get_type_hints


def typed(kind: Any, value: Any) -> Any:
    """A value as another type: dataclasses by the names of their fields, with what is in them.

    A field that the value does not have is left to its default, or None where there is none.
    """
    if value is None or kind is Any:
        return value
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return typed(next(one for one in get_args(kind) if one is not type(None)), value)
    if origin is list:
        return [typed(get_args(kind)[0], one) for one in value]
    if origin is dict:
        return {key: typed(get_args(kind)[1], one) for key, one in value.items()}
    if dataclasses.is_dataclass(kind):
        return _made(kind, value)
    return kind(value) if isinstance(kind, type) and issubclass(kind, str) and value is not None else value


def _made(kind: Any, value: Any) -> Any:
    given = {}
    for name, hint, required in _fields(kind):
        found = getattr(value, name, None)
        if required or (found is not None and not _unset(found)):
            given[name] = typed(hint, found)
    return kind(**given)


def _unset(value: Any) -> bool:
    return type(value).__name__ == "UnsetType"


@functools.cache
def _fields(kind: Any) -> tuple[tuple[str, Any, bool], ...]:
    """Name, type, and whether there is no default."""
    hints = get_type_hints(kind)
    missing = dataclasses.MISSING
    return tuple(
        (one.name, hints[one.name], one.default is missing and one.default_factory is missing)
        for one in dataclasses.fields(kind)
        if one.init
    )
