"""Which facades a controller names at a login, on a model's connection and on the controller's.

Source: the table of facades for what clients call, the wire facts (section 4) for which
connection has which, and the logins recorded on 2.9.52, 3.6.28 and 4.0.15 for the facades of
agents; of the other series those are not known, and not named.

4.1 is held to be like 4.0.15. Betas of 4.1 up to April 2026 served ModelUpgrader 1 on the
connections of models, and their juju command asks it there; version 2, of 4.0.15 and of 4.1 since,
is on the controller's, so that command is refused here as a controller would refuse it.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources

from jujuclient.facades import index
from jujuclient.wire.series import Series

_CONTROLLER = frozenset({
    "AllModelWatcher", "ApplicationOffers", "Cloud", "Controller", "CrossController", "MigrationTarget",
    "ModelManager", "ModelSummaryWatcher", "ModelUpgrader", "SecretBackends", "UserManager",
})  # fmt: skip
_COMMON = frozenset({"Pinger", "Bundle", "HighAvailability", "NotifyWatcher", "ModelConfig"})
_SERVER_ONLY = frozenset({"AllEnvWatcher", "EnvironmentManager", "SystemManager", "UserManager"})
"""What Juju 1.25 names to a login of version 2 without an environment."""


_NOT_ON_KUBERNETES = frozenset({"MachineManager"})
"""What a Kubernetes model has not, as far as the facts say."""


def fits_model(facade: str, kind: str) -> bool:
    """Whether a facade serves models of that type: ``iaas``, or ``caas`` for those on Kubernetes."""
    return kind != "caas" or facade not in _NOT_ON_KUBERNETES


def is_of_controllers(facade: str) -> bool:
    """Whether a facade belongs to the controller's connection only."""
    return facade in _CONTROLLER


@lru_cache(maxsize=64)
def offered(series: Series, *, model: bool) -> dict[str, list[int]]:
    """Facade to versions, sorted by name, as a login of this series names them."""
    declared = {name: list(versions) for name, versions in index.versions(series.known_as).items()}
    declared.pop("Admin", None)
    if series.version < (2, 0):
        kept = declared if model else {k: v for k, v in declared.items() if k in _SERVER_ONLY}
    elif model:
        kept = {k: v for k, v in declared.items() if k not in _CONTROLLER}
    else:
        common = _COMMON - {"HighAvailability"} if series.version >= (4, 0) else _COMMON
        kept = {k: v for k, v in declared.items() if k in _CONTROLLER or k in common}
    agents = _agents().get(series.known_as, {}).get("model" if model else "controller", {})
    return dict(sorted({**kept, **agents}.items()))


@lru_cache(maxsize=1)
def _agents() -> dict[str, dict[str, dict[str, list[int]]]]:
    text = resources.files("fakejuju").joinpath("data/agent_facades.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, dict[str, list[int]]]] = json.loads(text)
    return found
