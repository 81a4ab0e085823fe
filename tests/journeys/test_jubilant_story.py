"""A test suite in jubilant's words: only its import and its constructor are ours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import fakejuju
import jujuclient as jubilant

SERIES = ["2.9", "3.1", "3.6", "4.0", "4.1"]


@pytest.fixture(params=SERIES)
def fake(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[fakejuju.FakeController]:
    with fakejuju.FakeController(request.param) as made:
        monkeypatch.setenv("JUJU_DATA", str(made.juju_data))
        monkeypatch.delenv("JUJU_MODEL", raising=False)
        monkeypatch.delenv("JUJU_CONTROLLER", raising=False)
        yield made


# Below is a suite as its authors write it. ----------------------------------------------------------


def deploys_and_scales(juju: jubilant.Juju) -> None:
    juju.deploy("postgresql", config={"profile": "testing"}, num_units=2)
    juju.deploy("ubuntu", "app", constraints={"mem": "1G"})
    status = juju.wait(jubilant.all_active, error=jubilant.any_error, delay=0.01, successes=2)

    assert sorted(status.apps) == ["app", "postgresql"]
    assert status.apps["postgresql"].is_active
    assert status.apps["postgresql"].units["postgresql/0"].workload_status.current == "active"
    assert status.get_units("postgresql")["postgresql/1"].juju_status.current == "idle"
    juju.add_unit("app", num_units=2)
    juju.wait(lambda status: len(status.apps["app"].units) == 3, delay=0.01)
    juju.remove_unit("app/2")
    juju.wait(
        lambda status: len(status.get_units("app")) == 2 and jubilant.all_agents_idle(status, "app"),
        delay=0.01,
        successes=1,
        timeout=60,
    )


def configures(juju: jubilant.Juju) -> None:
    juju.config("postgresql", {"profile": "production"})
    assert juju.config("postgresql")["profile"] == "production"
    juju.config("postgresql", reset="profile")
    juju.model_config({"update-status-hook-interval": "2m"})
    assert juju.model_config()["update-status-hook-interval"] == "2m"
    juju.model_config(reset=["update-status-hook-interval"])
    juju.model_constraints({"mem": "2G"})
    assert juju.model_constraints()["mem"] in (2048, "2G", "2048M")
    juju.trust("postgresql", scope=None)


def runs(juju: jubilant.Juju) -> None:
    task = juju.exec("echo", "hello", unit="app/0")
    assert (task.status, task.return_code, task.success) == ("completed", 0, True)
    with pytest.raises(jubilant.CLIError) as refused:
        juju.run("postgresql/0", "no-such-action")
    assert "no-such-action" in refused.value.stderr
    with pytest.raises(TypeError):
        juju.exec("true", unit="app/0", machine=0)


def keeps_secrets(juju: jubilant.Juju) -> None:
    uri = juju.add_secret("mine", {"token": "v1"}, info="for the app")
    juju.update_secret(uri, {"token": "v2"})
    juju.grant_secret(uri, "app")
    [secret] = juju.secrets()
    assert (secret.uri.unique_identifier, secret.name) == (uri.unique_identifier, "mine")
    assert juju.show_secret(uri, reveal=True).content == {"token": "v2"}
    juju.remove_secret(uri)
    assert juju.secrets() == []


def looks(juju: jubilant.Juju) -> None:
    unit = juju.show_unit("postgresql/0")
    assert unit.charm.startswith("ch:")
    assert juju.show_model().short_name == juju.model
    assert isinstance(juju.debug_log(limit=10), str)
    assert juju.version().major >= 2
    assert "postgresql/0" in str(juju.status())


# ----------------------------------------------------------------------------------------------------


def test_a_suite_with_a_temporary_model(fake: fakejuju.FakeController) -> None:
    with jubilant.temp_model() as juju:
        name = juju.model
        assert name is not None
        deploys_and_scales(juju)
        configures(juju)
        runs(juju)
        if juju.series >= (3, 3):
            keeps_secrets(juju)
        looks(juju)
        juju.remove_application("app", "postgresql", force=True, destroy_storage=True)
        juju.wait(lambda status: not status.apps, delay=0.01, successes=1)

    with jubilant.Juju() as other, pytest.raises(jubilant.CLIError):
        other.show_model(name)


def test_a_suite_that_adds_its_model_itself_and_closes_nothing(fake: fakejuju.FakeController) -> None:
    juju = jubilant.Juju(wait_timeout=30, cli_binary="/nowhere/juju")
    juju.add_model("tests", config={"logging-config": "<root>=DEBUG"})
    assert juju.model == "tests"
    juju.deploy("ubuntu")
    juju.wait(jubilant.all_active, delay=0.01, successes=1)

    juju.destroy_model("tests", destroy_storage=True, force=True)

    assert juju.model is None
    with pytest.raises(jubilant.CLIError, match="add one with add_model"):
        juju.status()
    juju.model = "default"
    assert juju.status().model.name == "default"


def test_a_wait_that_fails_says_so_in_its_classes(fake: fakejuju.FakeController) -> None:
    with jubilant.temp_model() as juju:
        juju.deploy("ubuntu")
        juju.wait(jubilant.all_active, delay=0.01)
        with pytest.raises(TimeoutError):
            juju.wait(jubilant.any_blocked, timeout=0.05, delay=0.01)
        with pytest.raises(jubilant.WaitError):
            juju.wait(jubilant.all_blocked, error=jubilant.any_active, delay=0.01)


def test_a_bundle_is_deployed_with_overlays(fake: fakejuju.FakeController, tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("applications: {db: {charm: postgresql, channel: stable, num_units: 1}}")
    (tmp_path / "o.yaml").write_text("applications: {db: {num_units: 2}}")
    with jubilant.temp_model() as juju:
        juju.deploy(tmp_path / "b.yaml", overlays=[tmp_path / "o.yaml"])

        assert sorted(juju.status().apps["db"].units) == ["db/0", "db/1"]


def test_a_model_that_the_files_do_not_know_is_asked_for(fake: fakejuju.FakeController) -> None:
    """A test adds its model; a helper, or the next run, finds it by its name, as the juju command does."""
    juju = jubilant.Juju()
    juju.add_model("tests")
    juju.deploy("ubuntu")

    for name in ("tests", f"{fake.name}:tests", f"{fake.name}:admin/tests"):
        with jubilant.Juju(model=name) as again:
            assert list(again.status().apps) == ["ubuntu"]
    with pytest.raises(jubilant.CLIError, match="no model on controller"):
        jubilant.Juju(model="never")
