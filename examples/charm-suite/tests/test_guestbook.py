"""The life of a guestbook: each test has a model of its own, on each series of pytest.ini."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import jujuclient
from jujuclient.errors import APIError


def test_it_waits_for_a_database(juju: jujuclient.Juju, guestbook: str) -> None:
    unit = juju.status().apps[guestbook].units["guestbook/0"]

    assert (unit.workload_status.current, unit.workload_status.message) == ("blocked", "no database")
    assert unit.leader


def test_it_opens_once_it_has_one(juju: jujuclient.Juju, in_use: str) -> None:
    app = juju.status().apps[in_use]

    assert app.app_status.message == "Open"
    assert app.version == "1.4"
    assert app.relations["database"][0].related_app == "mysql"
    assert app.units["guestbook/0"].open_ports == ["80/tcp"]


def test_a_database_that_goes_closes_it(juju: jujuclient.Juju, in_use: str) -> None:
    juju.remove_relation(f"{in_use}:database", "mysql")

    juju.wait(lambda status: jujuclient.all_blocked(status, in_use))


def test_its_options_have_types_and_defaults(juju: jujuclient.Juju, guestbook: str) -> None:
    assert juju.config(guestbook)["title"] == "Guests"

    juju.config(guestbook, {"title": "Visitors", "per-page": 50, "moderated": True})
    changed = juju.config(guestbook)
    juju.config(guestbook, reset=["per-page", "moderated"])

    assert (changed["title"], changed["per-page"], changed["moderated"]) == ("Visitors", 50, True)
    assert juju.config(guestbook)["per-page"] == 20
    with pytest.raises(APIError, match="per-page"):
        juju.config(guestbook, {"per-page": "many"})


def test_it_exports_its_entries(juju: jujuclient.Juju, in_use: str) -> None:
    task = juju.run("guestbook/leader", "export", {"format": "csv"})

    task.raise_on_failure()
    assert str(task.results["entries"]) == "2"


def test_it_exports_in_known_formats_only(juju: jujuclient.Juju, in_use: str) -> None:
    with pytest.raises(APIError, match="format"):
        juju.run("guestbook/0", "export", {"format": "docx"})


def test_it_is_upgraded_and_keeps_what_it_has(
    juju: jujuclient.Juju, in_use: str, juju_charm: Path, tmp_path: Path
) -> None:
    juju.config(in_use, {"title": "Visitors"})
    newer = tmp_path / "guestbook"
    shutil.copytree(juju_charm, newer)
    with (newer / "config.yaml").open("a") as config:
        config.write("  footer: {type: string, default: Thank you, description: Below the pages.}\n")

    before = juju.status()
    juju.refresh(in_use, path=newer)
    after = juju.wait(jujuclient.all_active, error=jujuclient.any_error, since=before)

    assert after.apps[in_use].charm_rev == before.apps[in_use].charm_rev + 1
    assert juju.config(in_use)["title"] == "Visitors"
    assert juju.config(in_use)["footer"] == "Thank you"


def test_it_grows_and_shrinks_and_somebody_leads(juju: jujuclient.Juju, in_use: str) -> None:
    juju.add_unit(in_use, num_units=2)
    grown = juju.wait(lambda status: jujuclient.all_active(status) and len(status.apps[in_use].units) == 3)
    assert [name for name, unit in grown.apps[in_use].units.items() if unit.leader] == ["guestbook/0"]

    juju.remove_unit("guestbook/0")
    left = juju.wait(lambda status: len(status.apps[in_use].units) == 2)

    assert sorted(left.apps[in_use].units) == ["guestbook/1", "guestbook/2"]
    assert sum(unit.leader for unit in left.apps[in_use].units.values()) == 1


def test_it_goes_and_its_database_stays(juju: jujuclient.Juju, in_use: str) -> None:
    juju.remove_application(in_use)

    left = juju.wait(lambda status: in_use not in status.apps)

    assert list(left.apps) == ["mysql"]
    assert not left.apps["mysql"].relations.get("mysql")
    assert jujuclient.all_active(left)


def test_a_hook_that_fails_is_retried_when_somebody_says_so(
    request: pytest.FixtureRequest, juju: jujuclient.Juju, in_use: str
) -> None:
    if request.config.getoption("juju_live") is not None:
        pytest.skip("the hook of a real unit does not fail on request")
    fake = request.getfixturevalue("fake_controller")
    fake.model(juju.uuid).units["guestbook/0"].fail_hook("config-changed")
    failed = juju.wait(jujuclient.any_error)
    assert failed.apps[in_use].units["guestbook/0"].workload_status.message == (
        'hook failed: "config-changed"'
    )

    juju.resolved("guestbook/0")

    juju.wait(jujuclient.all_active)
