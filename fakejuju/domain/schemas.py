"""The parameters of actions against the JSON schema that the charm gives, in Juju's words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


def complaints(schema: Mapping[str, Any], value: Any, where: str = "(root)") -> Iterator[str]:
    """Everything in which a value is not as its schema wants it, each as Juju writes it.

    Recorded on 3.6.28: ``(root).level : must be of type integer, given "high"``.
    """
    kinds = schema.get("type")
    wanted = [kinds] if isinstance(kinds, str) else list(kinds or ())
    if wanted and not any(_is(value, kind) for kind in wanted):
        yield f"{where} : must be of type {', '.join(wanted)}, given {_said(value)}"
        return
    for words in _plain(schema, value):
        yield f"{where} : {words}, given {_said(value)}"
    if isinstance(value, dict):
        yield from _of_object(schema, value, where)
    if isinstance(value, list) and isinstance(schema.get("items"), Mapping):
        for number, item in enumerate(value):
            yield from complaints(schema["items"], item, f"{where}.{number}")


def _of_object(schema: Mapping[str, Any], value: dict[str, Any], where: str) -> Iterator[str]:
    properties = schema.get("properties") or {}
    for name in schema.get("required") or ():
        if name not in value:
            yield f'{where} : "{name}" property is missing and required, given {_said(value)}'
    more = schema.get("additionalProperties", True)
    for name, item in value.items():
        if name in properties:
            yield from complaints(properties[name] or {}, item, f"{where}.{name}")
        elif more is False:
            yield f'{where} : additional property "{name}" is not allowed, given {_said(value)}'
        elif isinstance(more, Mapping):
            yield from complaints(more, item, f"{where}.{name}")


def _plain(schema: Mapping[str, Any], value: Any) -> Iterator[str]:
    if "enum" in schema and value not in schema["enum"]:
        yield f"must match one of the enum values [{','.join(_said(one) for one in schema['enum'])}]"
    if isinstance(value, str):
        if len(value) < schema.get("minLength", 0):
            yield f"string length must be greater or equal to {schema['minLength']}"
        if "maxLength" in schema and len(value) > schema["maxLength"]:
            yield f"string length must be lower or equal to {schema['maxLength']}"
        if "pattern" in schema and re.search(schema["pattern"], value) is None:
            yield f"does not match pattern '{schema['pattern']}'"
    if _is(value, "number"):
        if "minimum" in schema and value < schema["minimum"]:
            yield f"must be greater than or equal to {schema['minimum']}"
        if "maximum" in schema and value > schema["maximum"]:
            yield f"must be lower than or equal to {schema['maximum']}"


def with_defaults(schema: Mapping[str, Any], value: Mapping[str, Any]) -> dict[str, Any]:
    """The value, and the defaults of what it does not have, to any depth."""
    filled = dict(value)
    for name, told in (schema.get("properties") or {}).items():
        inner = told or {}
        if name not in filled and "default" in inner:
            filled[name] = inner["default"]
        elif isinstance(inner.get("properties"), Mapping):
            there = filled.get(name, {})
            if isinstance(there, Mapping) and (made := with_defaults(inner, there)):
                filled[name] = made
    return filled


def _is(value: Any, kind: str) -> bool:
    if kind == "integer" and isinstance(value, float):
        return value.is_integer()
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _TYPES.get(kind, (object,)))


def _said(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
