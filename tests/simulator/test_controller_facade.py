"""The Controller facade, and upgrades of models; from the recordings of 2.9, 3.6 and 4.0."""

from __future__ import annotations

from typing import Any

import pytest
from asking import Asking, Failure

VERSION = {"2.9": 11, "3.6": 12, "4.0": 14}


@pytest.mark.parametrize(("series", "count"), [("2.9", 14), ("3.6", 15), ("4.0", 37)])
def test_the_config_of_the_controller(series: str, count: int) -> None:
    config = Asking(series).ask("Controller", VERSION[series], "ControllerConfig")["config"]

    assert len(config) == count
    assert config["ca-cert"].startswith("-----BEGIN CERTIFICATE-----")
    assert ("state-port" in config) == (series != "4.0")


@pytest.mark.parametrize(
    ("config", "answer"),
    [
        ({"audit-log-capture-args": False}, {}),
        ({"api-port": 1}, Failure('can\'t change "api-port" after bootstrap')),
        ({"nope": 1}, Failure('unknown controller config setting "nope"')),
    ],
)
def test_what_may_change_once_a_controller_runs(config: dict[str, Any], answer: Any) -> None:
    assert Asking("3.6").ask("Controller", 12, "ConfigSet", {"config": config}) == answer


@pytest.mark.parametrize(
    ("config", "answer"),
    [
        ({"audit-log-max-backups": 7, "audit-log-max-size": "1M", "juju-mgmt-space": "alpha"}, {}),
        ({"api-port": 1}, Failure('can not change "api-port" after bootstrap')),
        ({"system-ssh-keys": "x"}, Failure('can not change "system-ssh-keys" after bootstrap')),
        ({"juju-ha-space": "x"}, Failure('unknown controller config setting "juju-ha-space"')),
    ],
)
def test_what_a_controller_of_4_x_lets_change(config: dict[str, Any], answer: Any) -> None:
    # The juju command 4.1 offers just these for setting, and refuses the others itself.
    assert Asking("4.1").ask("Controller", 13, "ConfigSet", {"config": config}) == answer


def test_a_controller_with_models_is_not_destroyed_before_them() -> None:
    asking = Asking("3.6")

    refused = asking.ask("Controller", 12, "DestroyController", {"destroy-models": False})

    assert refused == Failure(
        "initiating destroy model operation: failed to destroy model: hosting 1 other model",
        "controller has hosted models",
    )
    assert asking.ask("Controller", 12, "DestroyController", {"destroy-models": True}) == {}


def test_blocks_of_all_models_are_listed_and_removed_together() -> None:
    asking = Asking("3.6")
    asking.ask("Block", 2, "SwitchBlockOn", {"type": "BlockRemove"})

    listed = asking.ask("Controller", 12, "ListBlockedModels")["models"]
    assert [(one["name"], one["blocks"]) for one in listed] == [("default", ["BlockRemove"])]

    assert asking.ask("Controller", 12, "RemoveBlocks", {}) == Failure("not supported")
    assert asking.ask("Controller", 12, "RemoveBlocks", {"all": True}) == {}
    assert asking.ask("Controller", 12, "ListBlockedModels") == {}


def test_access_to_the_controller() -> None:
    asking = Asking("3.6")
    change = {"user-tag": "user-nobody", "action": "grant", "access": "login"}

    result = asking.ask("Controller", 12, "ModifyControllerAccess", {"changes": [change]})["results"][0]

    words = 'could not grant controller access: user "nobody" does not exist locally: user "nobody" not found'
    assert result["error"] == {"message": words, "code": "not found"}
    own = asking.ask("Controller", 12, "GetControllerAccess", {"entities": [{"tag": "user-admin"}]})
    assert own["results"][0]["result"] == {"user-tag": "user-admin", "access": "superuser"}


def test_hosted_models_are_told_with_their_cloud() -> None:
    (model,) = Asking("3.6").ask("Controller", 12, "HostedModelConfigs")["models"]

    assert (model["name"], model["owner"]) == ("default", "user-admin")
    assert model["cloud-spec"]["endpoint"] == "dummy-endpoint"
    assert "default-series" not in model["config"]


@pytest.mark.parametrize(
    ("series", "version", "target", "answer"),
    [
        (
            "3.6",
            1,
            "3.6.29",
            'cannot upgrade to a version "3.6.29" greater than that of the controller "3.6.28"',
        ),
        ("4.0", 2, "0.0.0", "no recommended versions found"),
    ],
)
def test_there_is_nothing_to_upgrade_to(series: str, version: int, target: str, answer: str) -> None:
    asking = Asking(series)
    params = {"model-tag": f"model-{asking.uuid}", "target-version": target, "dry-run": True}

    assert asking.ask("ModelUpgrader", version, "UpgradeModel", params) == Failure(answer)


def test_2_9_says_in_the_result_that_it_found_no_agents() -> None:
    asking = Asking("2.9")
    params = {"model-tag": f"model-{asking.uuid}", "target-version": "3.6.29", "dry-run": True}

    result = asking.ask("ModelUpgrader", 1, "UpgradeModel", params)

    words = "cannot find tool version from simple streams: no matching agent binaries available"
    assert result == {"chosen-version": "0.0.0", "error": {"message": words, "code": "not found"}}
