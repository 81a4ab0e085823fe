"""What a bundle is made of: what does not fit is told as Go's reader of YAML tells it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fakejuju.domain.yamls import kind_of

_APPLICATION: dict[str, tuple[type | tuple[type, ...], str]] = {
    **dict.fromkeys(("num_units", "scale", "revision"), (int, "int")),
    **dict.fromkeys(("options", "resources", "offers"), (dict, "map[string]interface {}")),
    **dict.fromkeys(("annotations", "bindings", "storage", "devices"), (dict, "map[string]string")),
    "exposed-endpoints": (dict, "map[string]charm.ExposedEndpointSpec"),
    **dict.fromkeys(("expose", "trust"), (bool, "bool")),
    "to": ((list, str, int), "[]string"),
    **dict.fromkeys(
        ("charm", "channel", "base", "series", "constraints", "plan"), ((str, int, float, bool), "string")
    ),
}
_MACHINE: dict[str, tuple[type | tuple[type, ...], str]] = {
    "annotations": (dict, "map[string]string"),
    **dict.fromkeys(("constraints", "series", "base"), ((str, int, float, bool), "string")),
}
_OF = {
    "applications": (_APPLICATION, "charm.ApplicationSpec"),
    "services": (_APPLICATION, "charm.ApplicationSpec"),
    "machines": (_MACHINE, "charm.MachineSpec"),
    "saas": ({}, "charm.SaasSpec"),
}
_WORDS = ("series", "default-base", "bundle", "type", "name", "description")


def misfits(bundle: dict[str, Any]) -> Iterator[str]:
    """What of a bundle is of another kind than it has to be, each in Go's words."""
    for key, (fields, go) in _OF.items():
        yield from _map_of(bundle.get(key), fields, go)
    relations = bundle.get("relations")
    if relations is not None and not isinstance(relations, list):
        yield _said(relations, "[][]string")
    for word in _WORDS:
        if isinstance(bundle.get(word), (list, dict)):
            yield _said(bundle[word], "string")


def _map_of(value: Any, fields: dict[str, Any], go: str) -> Iterator[str]:
    if value is None:
        return
    if not isinstance(value, dict):
        yield _said(value, f"map[string]*{go}")
        return
    for item in value.values():
        if item is not None and not isinstance(item, dict):
            yield _said(item, go)
        for name, (kinds, wanted) in fields.items():
            found = (item or {}).get(name) if isinstance(item, dict) else None
            if found is not None and not _is(found, kinds):
                yield _said(found, wanted)


def _is(value: Any, kinds: Any) -> bool:
    if isinstance(value, bool):
        return kinds is bool or (isinstance(kinds, tuple) and bool in kinds)
    return isinstance(value, kinds)


def _said(value: Any, go: str) -> str:
    return f"cannot unmarshal {kind_of(value)} into {go}"
