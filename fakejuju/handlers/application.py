"""Application: what its facade answers is spread over the modules named here, by theme."""

from __future__ import annotations

MODULES: tuple[str, ...] = (
    "application_charm",
    "application_config",
    "application_deploy",
    "application_destroy",
    "application_expose",
    "application_info",
    "application_relations",
    "application_repository",
    "application_upkeep",
)
