"""Application: what its facade answers is spread over the modules named here, by theme."""

from __future__ import annotations

from importlib.util import find_spec

_NAMED = (
    "application_deploy",
    "application_repository",
    "application_destroy",
    "application_config",
    "application_charm",
    "application_upkeep",
    "application_relations",
    "application_info",
    "application_offers_use",
    "application_expose",
    "application_consume",
)
MODULES: tuple[str, ...] = tuple(
    name for name in _NAMED if find_spec(f"fakejuju.handlers.{name}") is not None
)
