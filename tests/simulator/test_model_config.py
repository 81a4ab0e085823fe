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


@pytest.mark.parametrize("juju", ["2.9", "3.6", "4.1"])
@pytest.mark.parametrize("interval", ["10s", "1s", "1m30s", "24h"])
def test_hooks_may_come_as_often_as_somebody_likes(juju: str, interval: str) -> None:
    # What pytest-operator's fast_forward sets is ten seconds; Juju takes it.
    asking = Asking(juju)
    version = 4 if juju == "4.1" else 3
    key = "update-status-hook-interval"
    assert asking.ask("ModelConfig", version, "ModelSet", {"config": {key: interval}}) == {}
    assert config_of(asking, version)[key] == {"value": interval, "source": "model"}


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("cloudinit-userdata", "runcmd: [ls]", "runcmd not allowed, use preruncmd or postruncmd instead"),
        ("cloudinit-userdata", "x", "cannot unmarshal !!str `x` into map[string]interface {}"),
        ("container-inherit-properties", "apt-primary,other", "other not allowed"),
        ("default-base", "jammy", 'invalid default base "jammy": expected base string to contain'),
        ("egress-subnets", "10.0.0.0/8,x", "invalid egress subnet: x: invalid CIDR address: x"),
        ("egress-subnets", "0.0.0.0/0", 'CIDR "0.0.0.0/0" not allowed'),
        ("logging-config", "xx", "config value expected '=', found \"xx\""),
        ("logging-config", "<root>=LOUD", 'unknown severity level "LOUD"'),
        ("max-action-results-age", "x", "invalid max action age in model configuration: time: invalid dur"),
        ("max-action-results-size", "5Q", 'invalid multiplier suffix "Q", expected one of MGTPEZY'),
        ("max-action-results-size", "x", 'expected a non-negative number, got "x"'),
        ("mode", "strict,foo", 'mode(s) "foo" not valid'),
        ("num-provision-workers", "101", "num-provision-workers: must be less than 100"),
        ("saas-ingress-allow", "", "empty cidrs not valid"),
        ("ssh-allow", "10.0.0.1", 'cidr "10.0.0.1" not valid'),
        ("update-status-hook-interval", "xx", 'time: invalid duration "xx"'),
        ("juju-http-proxy", "http://p", "cannot specify both legacy proxy values and juju proxy values"),
    ],
)
def test_values_that_make_no_sense(key: str, value: str, words: str) -> None:
    for juju, version, before in (("3.6", 3, ""), ("4.1", 4, "making updated model configuration: ")):
        asking = Asking(juju)
        asking.ask("ModelConfig", version, "ModelSet", {"config": {"http-proxy": "http://q"}})
        refused = asking.ask("ModelConfig", version, "ModelSet", {"config": {key: value}})
        assert words in refused.message
        assert refused.message.startswith(before)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("cloudinit-userdata", "packages: [jq]"),
        ("default-base", "ubuntu@22.04"),
        ("egress-subnets", "10.0.0.0/8, 192.168.0.0/16"),
        ("logging-config", "DEBUG"),
        ("logging-config", "<root>=WARNING; unit=DEBUG:#tag=info"),
        ("max-action-results-size", "1.5GiB"),
        ("mode", ""),
        ("ssh-allow", ""),
        ("nobody-knows", "x"),
    ],
)
def test_values_that_make_sense(key: str, value: str) -> None:
    for juju, version in (("3.6", 3), ("4.1", 4)):
        assert Asking(juju).ask("ModelConfig", version, "ModelSet", {"config": {key: value}}) == {}


def test_4_0_names_the_key_that_cannot_change() -> None:
    asking = Asking("4.0")
    for key, value, words in (
        ("agent-version", "9.9.9", "agent-version cannot be changed"),
        ("authorized-keys", "x", "attributes not allowed in model config"),
        ("container-networking-method", "local", "container-networking-method cannot be changed"),
        ("default-space", "nosuch", 'space "nosuch" does not exist'),
    ):
        refused = asking.ask("ModelConfig", 4, "ModelSet", {"config": {key: value}})
        assert refused == Failure(f'config key ["{key}"] not valid: {words}', "not valid")


def test_4_0_has_its_own_lists_of_bases_and_streams() -> None:
    asking = Asking("4.0")

    def set_one(key: str, value: str) -> Any:
        return asking.ask("ModelConfig", 4, "ModelSet", {"config": {key: value}})

    assert set_one("agent-stream", "daily") == Failure(
        'agent stream "daily" is not a valid value', "not valid"
    )
    assert set_one("agent-stream", "devel") == {}
    refused = set_one("default-base", "ubuntu@18.04/stable")
    assert refused.message.endswith('base "ubuntu@18.04" not supported')
    assert set_one("default-base", "ubuntu@24.04/stable") == {}


def test_a_value_that_is_the_default_is_nobodys() -> None:
    asking = Asking("3.6")
    asking.ask("ModelConfig", 3, "ModelSet", {"config": {"development": False, "mode": "strict"}})
    assert config_of(asking, 3)["development"] == {"value": False, "source": "default"}
    assert config_of(asking, 3)["mode"] == {"value": "strict", "source": "model"}


def test_constraints_of_a_model_are_replaced() -> None:
    asking = Asking("3.6")

    asking.ask("ModelConfig", 3, "SetModelConstraints", {"application": "", "constraints": {"mem": 1024}})
    asking.ask("ModelConfig", 3, "SetModelConstraints", {"application": "", "constraints": {"cores": 2}})

    assert asking.ask("ModelConfig", 3, "GetModelConstraints") == {"constraints": {"cores": 2}}


def test_4_0_tells_no_sequences() -> None:
    assert Asking("4.0").ask("ModelConfig", 4, "Sequences") == {"sequences": None}
