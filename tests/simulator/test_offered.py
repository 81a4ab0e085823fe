"""Which facades are on which kind of connection (facts: protocol.md, section 4)."""

from __future__ import annotations

import pytest

from fakejuju.offered import offered
from fakejuju.refusals import refuse_call
from jujuclient.wire.messages import Failure, Request
from jujuclient.wire.series import Series
from jujuclient.wire.session import Phase

CONTROLLER_4_0_15 = (
    "ApplicationOffers", "Bundle", "Cloud", "Controller", "CrossController", "MigrationTarget",
    "ModelConfig", "ModelManager", "ModelSummaryWatcher", "ModelUpgrader", "NotifyWatcher", "Pinger",
    "SecretBackends", "UserManager",
)  # fmt: skip
"""As a login of 4.0.15 named them."""
ON_BOTH = {"Bundle", "ModelConfig", "NotifyWatcher", "Pinger"}
AGENTS_ONLY = {"CrossController", "MigrationTarget"}
"""Whose versions are known for 4.0.15 alone."""


@pytest.mark.parametrize("juju", ["4.0", "4.1"])
def test_the_connections_of_4_x(juju: str) -> None:
    on_controller = set(offered(Series.of(juju), model=False))
    on_model = set(offered(Series.of(juju), model=True))

    known = set(CONTROLLER_4_0_15) - (AGENTS_ONLY if juju != "4.0" else set())
    assert on_controller == known
    assert on_controller & on_model == ON_BOTH
    assert {"HighAvailability", "Client", "Secrets", "SSHClient"} <= on_model


@pytest.mark.parametrize("version", [0, 1, 2])
def test_models_are_upgraded_on_the_connection_of_the_controller(version: int) -> None:
    """What asks on a model's connection is told so, in any version of the facade."""
    series = Series.of("4.1")
    request = Request(1, "ModelUpgrader", "UpgradeModel", version, "", "{}")

    told = refuse_call(request, series, Phase.LOGGED_IN, offered(series, model=True), model=True)

    words = 'facade "ModelUpgrader" not supported for model API connection'
    assert told == Failure(words, "not supported")
