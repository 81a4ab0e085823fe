"""A bundle and its overlays, which follow it as further documents of the same YAML.

Source: what python-libjuju sends for ``overlays=``, and Juju's documentation of overlays: an
application is changed field by field, added, or removed when it is null; relations are added;
machines are replaced.
"""

from __future__ import annotations

from typing import Any

import yaml

from fakejuju.domain.charm_archive import read_yamls

_MAPS = ("options", "annotations", "bindings", "storage", "devices", "resources", "offers", "plan")
"""Fields of an application whose keys are changed one by one; another field is replaced."""


def read_bundle(text: str, version: tuple[int, int]) -> dict[str, Any] | None:
    """The bundle that a text of YAML describes, its overlays worked in; None where it is none.

    Args:
        version: of Juju: before 2.6 only the first document counts.
    """
    try:
        documents = read_yamls(text)
    except yaml.YAMLError:
        return None
    base: Any = documents[0] if documents else None
    if not isinstance(base, dict) or not base:
        return None
    bundle: dict[str, Any] = base
    for overlay in documents[1:] if version >= (2, 6) else ():
        if isinstance(overlay, dict):
            bundle = merged(bundle, overlay)
    return bundle


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
