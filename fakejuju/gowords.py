"""What a controller says of parameters that do not fit: the words of Go's encoding/json.

They name Go types, which are not on the wire. Those of parameters are in ``data/params.json``, by
method: a name, or a name since each series. Types inside of them are named as ours are.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from jujuclient.errors import DecodeError
from jujuclient.wire.schema import Method
from jujuclient.wire.series import Series
from jujuclient.wire.shape import Node, shape
from jujuclient.wire.struct import Wire

_JSON = {str: "string", bool: "bool", int: "number", float: "number", list: "array", dict: "object"}
_GO = {"str": "string", "int": "int", "float": "float64", "bool": "bool", "any": "interface {}"}


def misfit(error: DecodeError, method: Method, text: str, series: Series) -> str:
    """A decode error of a call's parameters in Go's words.

    Args:
        error: what our decoder says, with the path.
        method: what was called.
        text: the parameters as they came.
        series: of the controller; some types were called otherwise before.
    """
    found: Any = msgspec.json.decode(text)
    name = params_name(f"{method.facade.name}.{method.wire}", series) or method.params.__name__
    struct, node = name, Node("struct", cls=method.params)
    fields: list[str] = []
    for part in _parts(error.path):
        if isinstance(part, int):
            found = found[part] if isinstance(found, list) and part < len(found) else None
            node = node.item or Node("any")
            continue
        if node.kind == "struct" and node.cls is not None and fields:
            struct = node.cls.__name__
        fields.append(part)
        found = _member(found, part)
        node = _inside(node, part)
    said = f"json: cannot unmarshal {_kind(found)} into Go"
    if not fields:
        return f"{said} value of type params.{name}"
    return f"{said} struct field {struct}.{'.'.join(fields)} of type {_type(node)}"


@lru_cache(maxsize=1)
def _names() -> dict[str, str | dict[str, str]]:
    path = Path(__file__).with_name("data") / "params.json"
    return msgspec.json.decode(path.read_bytes(), type=dict[str, str | dict[str, str]])


def params_name(call: str, series: Series) -> str:
    """The Go type of a method's parameters, "" where it is not known."""
    told = _names().get(call, "")
    if isinstance(told, str):
        return told
    name = ""
    for since, word in told.items():
        if Series.of(since).version <= series.version:
            name = word
    return name


def _parts(path: str) -> list[str | int]:
    """``applications[0].num-units`` in its steps."""
    found: list[str | int] = []
    for step in path.replace("[", ".[").split("."):
        if step.startswith("["):
            inside = step[1:-1].strip("'\"")
            found.append(int(inside) if inside.isdigit() else inside)
        elif step:
            found.append(step)
    return found


def _member(found: Any, key: str) -> Any:
    if not isinstance(found, dict):
        return None
    return next((value for name, value in found.items() if name.lower() == key.lower()), None)


def _inside(node: Node, key: str) -> Node:
    if node.kind == "map":
        return node.item or Node("any")
    if node.cls is None:
        return Node("any")
    slots = shape(node.cls)
    return next((slot.node for slot in slots if key in (slot.wire, slot.name, *slot.old)), Node("any"))


def _kind(found: Any) -> str:
    # Go names a number that is not whole.
    return f"number {found}" if isinstance(found, float) else _JSON.get(type(found), "value")


def _type(node: Node) -> str:
    if node.kind == "list":
        return f"[]{_type(node.item or Node('any'))}"
    if node.kind == "map":
        return f"map[string]{_type(node.item or Node('any'))}"
    if node.kind == "struct" and node.cls is not None:
        return _struct(node.cls)
    return _GO.get(node.kind, node.kind)


def _struct(cls: type[Wire]) -> str:
    return f"params.{cls.__name__}"
