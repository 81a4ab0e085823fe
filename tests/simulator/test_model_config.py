"""The config of models: defaults, sources, what is refused; from the recordings of 2.9, 3.6 and 4.0."""

from __future__ import annotations

from typing import Any

import pytest
from asking import Asking, Failure

VERSION = {"2.9": 3, "3.6": 3, "4.0": 4}


def config_of(asking: Asking, version: int) -> Any:
    """Key to value and source."""
    return asking.ask("ModelConfig", version, "ModelGet")["config"]


@pytest.mark.parametrize(
    ("series", "key", "told"),
    [
        ("2.9", "container-networking-method", {"value": "local", "source": "model"}),
        ("2.9", "default-series", {"value": "", "source": "default"}),
        ("3.6", "secret-backend", {"value": "auto", "source": "default"}),
        ("3.6", "agent-stream", {"value": "released", "source": "default"}),
        ("4.0", "agent-stream", {"value": "released", "source": "model"}),
        ("4.0", "name", {"value": "default", "source": "controller"}),
        ("4.0", "logging-config", {"value": "<root>=INFO", "source": "model"}),
    ],
)
def test_a_value_and_its_source(series: str, key: str, told: dict[str, str]) -> None:
    assert config_of(Asking(series), VERSION[series])[key] == told


@pytest.mark.parametrize(("series", "count"), [("2.9", 66), ("3.6", 73), ("4.0", 64)])
def test_how_many_keys_a_model_of_the_dummy_cloud_has(series: str, count: int) -> None:
    assert len(config_of(Asking(series), VERSION[series])) == count


def test_a_key_of_nobodys_is_kept_until_it_is_unset() -> None:
    asking = Asking("3.6")

    asking.ask("ModelConfig", 3, "ModelSet", {"config": {"custom": "x", "development": "true"}})
    assert config_of(asking, 3)["custom"] == {"value": "x", "source": "model"}
    assert config_of(asking, 3)["development"]["value"] is True

    asking.ask("ModelConfig", 3, "ModelUnset", {"keys": ["custom", "nope", "development"]})
    assert "custom" not in config_of(asking, 3)
    assert config_of(asking, 3)["development"] == {"value": False, "source": "default"}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"agent-version": "9.9.9"}, "agent-version cannot be changed"),
        ({"name": "other"}, 'cannot change name from "default" to "other"'),
        (
            {"update-status-hook-interval": "abc"},
            'invalid update status hook interval in model configuration: time: invalid duration "abc"',
        ),
        ({"development": "y"}, 'development: expected bool, got string("y")'),
        ({"authorized-keys": "x"}, "authorized-keys cannot be set"),
    ],
)
def test_what_is_not_set(given: dict[str, str], message: str) -> None:
    assert Asking("3.6").ask("ModelConfig", 3, "ModelSet", {"config": given}) == Failure(message)


def test_constraints_of_a_model_are_replaced() -> None:
    asking = Asking("3.6")

    asking.ask("ModelConfig", 3, "SetModelConstraints", {"application": "", "constraints": {"mem": 1024}})
    asking.ask("ModelConfig", 3, "SetModelConstraints", {"application": "", "constraints": {"cores": 2}})

    assert asking.ask("ModelConfig", 3, "GetModelConstraints") == {"constraints": {"cores": 2}}


def test_4_0_tells_no_sequences() -> None:
    assert Asking("4.0").ask("ModelConfig", 4, "Sequences") == {"sequences": None}
