"""YAML that clients send: what is none, or says what it is not, is refused and breaks nothing."""

from __future__ import annotations

from typing import Any

import pytest
from speaking import Failure, Speaking

ODD = (
    "web: [1]", "web: x", "web: 1", "[1]", "x", "web: [", "a: b: c", "web:\n  title: !!int x", "\x00",
    "web: !!python/object:os.system x", "2020-13-45: 1", "{[a]: b}", "[" * 3000, "a: &a [*a]", "a: *x",
)  # fmt: skip
"""Nothing that sets the config of an application ``web``."""
BUNDLES = (
    "applications: [1]", "applications: x", "applications: {web: x}", "applications: {web: {num_units: x}}",
    "applications: {web: {charm: web, options: [1]}}", "applications: {web: {charm: web, annotations: 5}}",
    "applications: {web: {charm: web}}\nmachines: [1]", "applications: {web: {charm: web}}\nrelations: x",
    "applications: {web: {charm: web}}\n---\napplications: 5", "applications: {web: {charm: web}}\n---\nx",
)  # fmt: skip


@pytest.mark.parametrize("juju", ["1.25", "2.9", "3.6", "4.0"])
@pytest.mark.parametrize("text", ODD)
def test_config_that_is_none_is_refused(juju: str, text: str) -> None:
    asking = Speaking(juju)
    asking.deploy("mysql", application="web")

    if juju == "1.25":
        told = asking.old("ServiceSetYAML", ServiceName="web", Config=text)
    else:
        asked = {"application": "web", "generation": "", "config-yaml": text}
        told = asking.call("Application.SetConfigs", Args=[asked])

    assert isinstance(told, Failure), told
    assert asking.sim.failures == []


@pytest.mark.parametrize("juju", ["2.9", "3.6", "4.0"])
@pytest.mark.parametrize("text", BUNDLES)
def test_a_bundle_of_other_things_than_a_bundle_has_is_refused(juju: str, text: str) -> None:
    """The words are the facts' (``cannot read bundle YAML: …``), and then those of Go's reader."""
    told = Speaking(juju).call("Bundle.GetChangesMapArgs", yaml=text)

    assert isinstance(told, Failure), told
    assert told.message.startswith("cannot read bundle YAML: "), told
    assert "cannot unmarshal" in told.message


def test_half_a_pair_of_surrogates_is_what_go_makes_of_it() -> None:
    asking = Speaking("3.6")
    asking.deploy("mysql", application="web")
    asked = {"application": "web", "generation": "", "config-yaml": 'web:\n  title: "a\\ud800"'}

    assert asking.call("Application.SetConfigs", Args=[asked]) == {"results": [{}]}

    config: Any = asking.call("Application.Get", application="web", branch="")["config"]
    assert config["title"]["value"] == "a\ufffd"


@pytest.mark.parametrize("date", ["", "yesterday", "2020-13-45T00:00:00Z", "2020-01-01"])
def test_a_time_that_is_none_is_refused(date: str) -> None:
    asking = Speaking("3.6")
    asking.deploy("mysql")
    filter = {"date": date, "delta": None if date else 1000000000, "size": 0, "exclude": []}
    request = {"historyKind": "unit", "tag": "unit-mysql-0", "filter": filter}

    told = asking.call("Client.StatusHistory", requests=[request])

    assert isinstance(told, Failure) == bool(date), told


def test_a_time_has_any_offset() -> None:
    asking = Speaking("3.6")
    asking.deploy("mysql")
    request = {"historyKind": "unit", "tag": "unit-mysql-0"}

    def seen(date: str) -> Any:
        asked = {**request, "filter": {"date": date, "size": 0, "exclude": []}}
        return asking.call("Client.StatusHistory", requests=[asked])["results"][0]["history"]["statuses"]

    assert seen("2026-01-01T02:00:00+02:00")
    assert seen("2026-01-01T02:00:00.5+01:00") == []
