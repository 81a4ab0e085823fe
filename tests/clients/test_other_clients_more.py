"""Real clients, unmodified: Charmhub by name, bundles, secrets, offers, users; deltas while Next waits."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_other_clients import LIBJUJU, NODE, jujulib, libjuju, told

import fakejuju

HERE = Path(__file__).parent


@libjuju
@pytest.mark.parametrize("series", ["3.3", "3.6"])
def test_libjuju_deploys_from_charmhub_and_by_bundle_and_rules_users_and_models(series: str) -> None:
    with fakejuju.FakeController(series) as controller:
        seen = told([str(LIBJUJU), str(HERE / "libjuju_more.py")], controller.environ())

    assert seen == {
        "subordinates": ["nrpe/0", "nrpe/1"],
        "channel": "16/stable",
        "run": "completed",
        "constraints": 2048,
        "actions": ["create-backup", "get-password"],
        "annotations": {"note": "mine"},
        "storage": ["storage-pgdata-0"],
        "exposed": True,
        "secrets": ["credentials"],
        "secrets after": [],
        "consumed": ["offered"],
        "users": ["admin", "bob"],
        "models": ["controller", "default"],
    }


@jujulib
@pytest.mark.parametrize("series", ["2.9", "3.6", "4.0"])
def test_jujulib_hears_of_a_change_while_it_waits_and_of_the_end(series: str) -> None:
    bundle = "applications:\n  web: {charm: wordpress, num_units: 2}\n"
    with fakejuju.FakeController(series, bundle=bundle) as controller:
        command = ["node", str(HERE / "jujulib_more.mjs"), str(NODE), controller.endpoint]
        seen = told([*command, controller.model_uuid, controller.password])

    assert (seen["units"], seen["statuses"]) == (["web/0", "web/1"], ["active", "active"])
    if series == "4.0":
        assert "kinds" not in seen
        return
    assert {"application", "charm", "machine", "model", "relation", "unit"} >= set(seen["kinds"]) >= {"unit"}
    assert ["annotation", "change"] in seen["changed"]
    assert "watcher was stopped" in seen["stopped"]
