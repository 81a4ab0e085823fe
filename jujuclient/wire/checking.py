"""What is about to be sent, held against its type and the negotiated version."""

from __future__ import annotations

import functools
import typing
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import UNSET

from jujuclient.errors import NotSupported
from jujuclient.wire.ranges import Context
from jujuclient.wire.shape import Node, Wire, shape


def check(value: object, node: Node, context: Context, path: str = "") -> None:
    """Hold a value against its type and the negotiated version before anything is sent.

    Raises:
        TypeError: naming the path in the wire's spelling, ``applications[0].num-units``.
        NotSupported: for a field that this version does not have.
    """
    if not path and _fits(value, node, context):
        return
    if (value is None and node.nullable) or type(value) is msgspec.Raw:
        return
    if node.kind == "struct":
        _check_struct(value, node, context, path)
    elif node.kind == "list":
        _expect(value, list, "a list", path)
        for place, item in enumerate(typing.cast("list[object]", value)):
            check(item, typing.cast(Node, node.item), context, f"{path}[{place}]")
    elif node.kind == "map":
        _expect(value, dict, "a dict", path)
        for name, item in typing.cast("dict[object, object]", value).items():
            _expect(name, str, "text as a key", path)
            check(item, typing.cast(Node, node.item), context, f"{path}.{name}" if path else str(name))
    elif node.kind == "any":
        _check_json(value, path)
    else:
        _check_scalar(value, node.kind, path)


_EXACT: dict[str, type] = {"str": str, "bool": bool, "int": int, "float": float}


def _fits(value: object, node: Node, context: Context) -> bool:
    """True for what certainly is as declared: nearly everything, found without a path for each field.

    What it is not sure of, ``check`` looks at again and names.
    """
    if value is None:
        return node.nullable
    if node.kind == "struct":
        # A text was held against its type before it was made.
        return type(value) is msgspec.Raw or (
            type(value) is node.cls and _struct_fits(value, node.cls, context)
        )
    item = node.item
    if node.kind == "list" and item is not None:
        return type(value) is list and _items_fit(value, item, context)
    if node.kind == "map" and item is not None:
        return (
            type(value) is dict
            and all(type(name) is str for name in value)
            and _items_fit(value.values(), item, context)
        )
    if node.kind == "any":
        return _is_json(value)
    return type(value) is _EXACT.get(node.kind)


def _is_json(value: object) -> bool:
    try:
        _check_json(value, "")
    except TypeError:
        return False
    return True


def _items_fit(values: Iterable[object], item: Node, context: Context) -> bool:
    exact, cls = _EXACT.get(item.kind), item.cls
    for one in values:
        if type(one) is exact:
            continue
        fits = _struct_fits(one, cls, context) if cls and type(one) is cls else _fits(one, item, context)
        if not fits:
            return False
    return True


def _struct_fits(value: object, cls: type[Wire], context: Context) -> bool:
    for attr, exact, node, holds in _checks(cls, context):
        item = getattr(value, attr)
        if item is UNSET and node.optional:
            continue
        if not holds:
            return False
        if type(item) is not exact and not _fits(item, node, context):
            return False
    return True


@functools.lru_cache(maxsize=4096)
def _checks(cls: Any, context: Context) -> tuple[tuple[str, type | None, Node, bool], ...]:
    """The fields of a struct: attribute, type of a scalar, node, and whether it exists there."""
    return tuple(
        (slot.attr, _EXACT.get(slot.node.kind), slot.node, slot.range.holds(context)) for slot in shape(cls)
    )


def _expect(value: object, kind: type, word: str, path: str) -> None:
    if not isinstance(value, kind):
        raise TypeError(f"{path or 'the value'}: expected {word}, got {_described(value)}")


def _described(value: object) -> str:
    return "None" if value is None else type(value).__name__


def _check_scalar(value: object, kind: str, path: str) -> None:
    fits = {
        "str": isinstance(value, str),
        "bool": isinstance(value, bool),
        "int": isinstance(value, int) and not isinstance(value, bool),
        "float": isinstance(value, (int, float)) and not isinstance(value, bool),
    }[kind]
    if not fits:
        raise TypeError(f"{path or 'the value'}: expected {kind}, got {_described(value)}")


def _check_json(value: object, path: str) -> None:
    """Refuse what has no JSON form, naming where it stands."""
    try:
        msgspec.json.encode(value)
    except (TypeError, ValueError, OverflowError, msgspec.MsgspecError) as error:
        raise TypeError(f"{path or 'the value'}: {error}") from None


def _check_struct(value: object, node: Node, context: Context, path: str) -> None:
    cls = typing.cast("type[Wire]", node.cls)
    _expect(value, cls, cls.__name__, path)
    for slot in shape(cls):
        item = getattr(value, slot.attr)
        if item is UNSET and slot.node.optional:
            continue
        spelled = slot.spelled(context)
        here = f"{path}.{spelled}" if path else spelled
        if not slot.range.holds(context):
            raise NotSupported(
                f"{here}: needs {slot.range.needed(context.facade)}, "
                f"and this is version {context.version}{_in_series(context)}; leave it out"
            )
        check(item, slot.node, context, here)


def _in_series(context: Context) -> str:
    return f" on Juju {context.series}" if context.series else ""
