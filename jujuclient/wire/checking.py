"""What is about to be sent, held against its type and the negotiated version."""

from __future__ import annotations

import typing

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


EXACT: dict[str, type] = {"str": str, "bool": bool, "int": int, "float": float}
"""The type of each kind of scalar; a value of exactly that type need not be looked at again."""


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
