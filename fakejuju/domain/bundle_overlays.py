"""A bundle and its overlays, which follow it as further documents of the same YAML.

Source: what python-libjuju sends for ``overlays=``, and Juju's documentation of overlays: an
application is changed field by field, added, or removed when it is null; relations are added;
machines are replaced.
"""

from __future__ import annotations

from typing import Any

import yaml

from fakejuju.domain.bundle_shape import misfits
from fakejuju.domain.charm_archive import read_yamls
from fakejuju.domain.yamls import kind_of
from fakejuju.refused import Refused

_MAPS = ("options", "annotations", "bindings", "storage", "devices", "resources", "offers")
"""Fields of an application whose keys are changed one by one; another field is replaced."""


def read_bundle(text: str, version: tuple[int, int]) -> dict[str, Any] | None:
    """The bundle that a text of YAML describes, its overlays worked in; None where it is none.

    Args:
        version: of Juju: before 2.6 only the first document counts.

    Raises:
        Refused: something in it is of another kind than it has to be.
    """
    try:
        documents = read_yamls(text)
    except yaml.YAMLError:
        return None
    base: Any = documents[0] if documents else None
    if not isinstance(base, dict) or not base:
        return None
    bundle: dict[str, Any] = base
    overlays = documents[1:] if version >= (2, 6) else []
    for number, document in enumerate([base, *overlays]):
        _demand(number, document)
    for overlay in overlays:
        bundle = merged(bundle, overlay or {})
    return bundle


def _demand(number: int, document: Any) -> None:
    found = list(misfits(document)) if isinstance(document, dict) else []
    if document is not None and not isinstance(document, dict):
        found = [f"cannot unmarshal {kind_of(document)} into charm.BundleData"]
    if found:
        lines = "".join(f"\n  line 1: {one}" for one in found)
        raise Refused(f"cannot read bundle YAML: unmarshal document {number}: yaml: unmarshal errors:{lines}")


def merged(bundle: dict[str, Any], overlay: dict[str, Any]) -> dict[str, Any]:
    """A bundle as one overlay changes it."""
    key = "services" if "services" in bundle else "applications"
    applications = dict(bundle.get(key) or {})
    changed = overlay.get("applications") or overlay.get("services") or {}
    gone = {name for name, given in changed.items() if given is None}
    for name, given in changed.items():
        if given is not None:
            applications[name] = _application(applications.get(name) or {}, given)
    relations = [*(bundle.get("relations") or []), *(overlay.get("relations") or [])]
    other = {
        name: value for name, value in overlay.items() if value and name not in ("applications", "services")
    }
    return {
        **bundle,
        **other,
        key: {name: given for name, given in applications.items() if name not in gone},
        "relations": [relation for relation in relations if not _of(relation) & gone],
        "saas": {**(bundle.get("saas") or {}), **(overlay.get("saas") or {})},
    }


def _application(before: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    maps = {field: {**(before.get(field) or {}), **(given[field] or {})} for field in _MAPS if field in given}
    return {**before, **given, **maps}


def _of(relation: Any) -> set[str]:
    return {str(end).partition(":")[0] for end in relation} if isinstance(relation, list) else set()
