"""``--juju-offline`` with jubilant and pytest-jubilant from PyPI, and the plugin beside pytest-operator.

``make test`` puts those in environments of their own (``.venv/pytest-jubilant``,
``.venv/pytest-operator``); a plain pytest run without those skips.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SUITE = ROOT / "examples" / "jubilant-suite" / "test_blog.py"
JUBILANT = ROOT / ".venv" / "pytest-jubilant" / "bin" / "python"
OPERATOR = ROOT / ".venv" / "pytest-operator" / "bin" / "python"

jubilant = pytest.mark.skipif(not JUBILANT.exists(), reason="no pytest-jubilant: `make clients` installs it")
operator = pytest.mark.skipif(not OPERATOR.exists(), reason="no pytest-operator: `make clients` installs it")


def run(python: Path, folder: Path, *words: str) -> pytest.RunResult:
    """Run the tests of a folder with the pytest of another environment."""
    (folder / "pytest.ini").touch()
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "JUJU", "COV"))}
    environ = {**clean, "JUJU_DATA": str(folder / "no-juju"), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [str(python), "-m", "pytest", "-p", "no:cacheprovider", *words],
        cwd=folder, env=environ, capture_output=True, text=True, timeout=110, check=False,
    )  # fmt: skip
    print(done.stdout[-8000:], done.stderr[-2000:])
    return pytest.RunResult(done.returncode, done.stdout.splitlines(), done.stderr.splitlines(), 0)


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    shutil.copy(SUITE, tmp_path)
    return tmp_path


@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "conftest.py").write_text("")
    return tmp_path


@jubilant
def test_an_unchanged_suite_for_pytest_jubilant_passes(blog: Path) -> None:
    result = run(
        JUBILANT, blog, "--juju-offline", "--juju-series=3.6,4.0", "-p", "no:randomly", "-W", "error"
    )

    result.assert_outcomes(passed=24)
    assert "juju: simulated 3.6, 4.0 (profile instant, seed 0), offline" in result.outlines


@jubilant
def test_it_passes_on_workers_too(blog: Path) -> None:
    (blog / "pytest.ini").write_text("[pytest]\njuju_offline = true\n")

    result = run(JUBILANT, blog, "-n2", "--dist=loadfile", "-p", "no:randomly")

    result.assert_outcomes(passed=12)


@jubilant
def test_without_the_flag_their_fixtures_keep_their_names_and_ours_are_beside(small: Path) -> None:
    (small / "test_it.py").write_text(
        "import jubilant\n"
        "def test_theirs(juju):\n    pass\n\n"
        "def test_ours(fake_model):\n    assert not fake_model.status().apps\n"
        "    assert not isinstance(fake_model, jubilant.Juju)\n"
    )

    result = run(JUBILANT, small, "-p", "no:randomly")

    result.assert_outcomes(passed=1, errors=1)  # there is no juju command here
    result.stdout.fnmatch_lines(
        ["juju: simulated 3.6 *; juju and juju_factory are those of pytest-jubilant (--juju-offline *"]
    )


@jubilant
def test_errors_are_those_of_jubilant(small: Path) -> None:
    (small / "test_errors.py").write_text(
        """
import jubilant
import pytest
from fakejuju.agents import ActionFailed
from fakejuju.errors import NotSimulated


def test_task(juju, fake_controller):
    def backup(task):
        raise ActionFailed("disk is full")

    fake_controller.actions["postgresql", "create-backup"] = backup
    fake_controller.actions["", "exec"] = lambda task: "some words"
    juju.deploy("postgresql")
    with pytest.raises(jubilant.TaskError, match="disk is full") as failed:
        juju.run("postgresql/0", "create-backup")
    assert isinstance(failed.value.task, jubilant.Task)
    assert juju.exec("say", unit="postgresql/0").stdout == "some words"
    assert juju.ssh("postgresql/0", "say") == "some words"


def test_refused(juju):
    with pytest.raises(jubilant.CLIError) as refused:
        juju.deploy("postgresql")
    assert refused.value.returncode == 1
    assert refused.value.stderr.startswith("ERROR ")
    assert "already exists" in refused.value.stderr
    with pytest.raises(jubilant.CLIError, match="nosuch"):
        juju.integrate("postgresql", "nosuch")
    with pytest.raises(jubilant.CLIError, match="no-such-charm"):
        juju.deploy("./no-such-charm")
    with pytest.raises(jubilant.CLIError, match="model admin/nosuch|nosuch not found"):
        jubilant.Juju(model="nosuch").status()
    with pytest.raises(jubilant.CLIError, match="controller west not found; the simulated ones are fake"):
        jubilant.Juju(model="west:x").status()
    with pytest.raises(TypeError):
        juju.deploy()


def test_not_simulated(juju):
    for refused in (
        lambda: juju.bootstrap("lxd", "other"),
        lambda: juju.scp("a", "postgresql/0:b"),
    ):
        with pytest.raises(NotSimulated, match="--juju-offline"):
            refused()
    with pytest.raises(jubilant.CLIError, match="does not know `juju frobnicate`.*it knows add-model"):
        juju.cli("frobnicate")


def test_model_comes_and_goes():
    juju = jubilant.Juju()
    juju.add_model("mine", config={"logging-config": "<root>=DEBUG"})
    assert juju.model == "mine"
    assert juju.status().model.name == "mine"
    with pytest.raises(jubilant.CLIError, match="already exists"):
        jubilant.Juju().add_model("mine")
    juju.destroy_model("mine", destroy_storage=True, force=True)
    assert juju.model is None
"""
    )

    run(JUBILANT, small, "--juju-offline", "-p", "no:randomly").assert_outcomes(passed=4)


@jubilant
def test_the_juju_command_is_spoken(small: Path) -> None:
    (small / "test_words.py").write_text(
        """
import json
import jubilant
import pytest

def test_words(juju):
    juju.cli("deploy", "postgresql", "db", "-n", "2")
    juju.wait(jubilant.all_active)
    status = json.loads(juju.cli("status", "--format=json"))
    assert status["applications"]["db"]["units"].keys() == {"db/0", "db/1"}
    assert "db/0*" in juju.cli("status")
    assert json.loads(juju.cli("show-unit", "db/0", "--format", "json"))["db/0"]["leader"] is True
    juju.cli("config", "db", "profile=testing")
    assert juju.cli("config", "db", "profile") == "testing\\n"
    config = json.loads(juju.cli("config", "db", "--format", "json"))
    assert config["settings"]["profile"]["value"] == "testing"
    juju.cli("model-config", "update-status-hook-interval=2m")
    assert juju.cli("model-config", "update-status-hook-interval") == "2m\\n"
    juju.cli("expose", "db")
    assert juju.status().apps["db"].exposed
    juju.cli("unexpose", "db")
    assert not juju.status().apps["db"].exposed
    said = json.loads(juju.cli("run", "db/0", "create-backup", "--format", "json"))
    assert said["db/0"]["status"] == "completed"
    juju.cli("exec", "--unit", "db/0", "--", "hostname")
    juju.cli("remove-unit", "db/1", "--no-prompt")
    assert len(juju.status().apps["db"].units) == 1
    assert juju.cli("version", include_model=False).startswith("3.6.")
    names = [one["short-name"] for one in json.loads(
        juju.cli("models", "--format", "json", include_model=False))["models"]]
    assert juju.model in names
    juju.cli("add-model", "second", include_model=False)
    assert juju.cli("switch", include_model=False) == "fake:admin/second\\n"
    juju.cli("switch", juju.model, include_model=False)
    assert jubilant.Juju().status().model.name == juju.model
    juju.cli("destroy-model", "second", "--no-prompt", "--force", include_model=False)
    juju.cli("debug-log", "--limit", "3")
    juju.cli("remove-application", "db", "--no-prompt", "--force")
    assert not juju.status().apps
    for words in (["config", "nosuch", "x"], ["status", "--model", "nosuch"], ["expose", "nosuch"]):
        with pytest.raises(jubilant.CLIError):
            juju.cli(*words, include_model="--model" not in words)
"""
    )

    run(JUBILANT, small, "--juju-offline").assert_outcomes(passed=1)


@jubilant
def test_suites_with_fixtures_of_their_own_run_too(small: Path) -> None:
    (small / "conftest.py").write_text(
        """
import pytest
from jubilant import Juju, temp_model

@pytest.fixture(scope="session")
def juju():
    with temp_model(keep=False, config={"logging-config": "<root>=INFO"}) as juju:
        juju.wait_timeout = 600
        yield juju
"""
    )
    (small / "test_a.py").write_text("def test_one(juju):\n    juju.deploy('ubuntu')\n")
    (small / "test_b.py").write_text(
        "import jubilant\n\ndef test_two(juju):\n    assert list(juju.status().apps) == ['ubuntu']\n"
        "    assert jubilant.Juju(model=juju.model).status().apps\n"
    )

    result = run(JUBILANT, small, "--juju-offline", "--juju-series=3.6,4.0", "-p", "no:randomly")

    result.assert_outcomes(passed=4)


@jubilant
def test_the_options_of_pytest_jubilant_keep_their_meaning(small: Path) -> None:
    (small / "test_options.py").write_text(
        """
import pytest

@pytest.mark.juju_setup
def test_setup(juju):
    raise AssertionError("skipped by --no-juju-setup")

def test_names(juju, juju_factory):
    assert juju.model == "lxd:mine-test-options"
    assert juju_factory.get_juju("more").model == "lxd:mine-test-options-more"
    assert juju.status().model.controller == "lxd"
"""
    )
    given = ["--juju-model=mine", "--juju-controller=lxd", "--juju-dump-logs=logs", "--no-juju-setup"]

    result = run(JUBILANT, small, "--juju-offline", *given)

    result.assert_outcomes(passed=1, skipped=1)
    logs = {path.name for path in (small / "logs").iterdir()}
    assert logs == {"mine-test-options-juju-debug.log", "mine-test-options-more-juju-debug.log"}


@jubilant
@pytest.mark.parametrize("seed", [1, 2])
def test_random_order_gives_the_same(small: Path, seed: int) -> None:
    (small / "test_order.py").write_text(
        """
import jubilant, pytest

@pytest.mark.parametrize("number", range(3))
def test_fake(fake_model, number):
    assert not fake_model.status().apps
    fake_model.deploy("ubuntu", f"app{number}")
    assert fake_model.uuid

@pytest.mark.parametrize("number", range(3))
def test_temp(number):
    with jubilant.temp_model() as juju:
        juju.deploy("ubuntu")
        assert juju.status().apps["ubuntu"].units.keys() == {"ubuntu/0"}
"""
    )
    (small / "pytest.ini").write_text("[pytest]\njuju_scope = function\n")

    result = run(JUBILANT, small, "--juju-offline", "-p", "no:xdist", f"--randomly-seed={seed}")

    result.assert_outcomes(passed=6)


@jubilant
def test_a_failure_has_its_report(small: Path) -> None:
    (small / "test_fails.py").write_text(
        "def test_it(juju):\n    juju.deploy('ubuntu', 'web')\n    juju.deploy('ubuntu', 'web')\n"
    )

    result = run(JUBILANT, small, "--juju-offline")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["*CLIError*", "*ERROR *already exists*", "*juju status of jubilant-test-fails on fake*", "web *",
         "*juju calls*", "pytest test_fails.py::test_it --juju-offline --juju-seed=0"]
    )  # fmt: skip
    assert "offline_models.py" not in result.stdout.str()


@jubilant
def test_without_their_plugin_jubilant_alone_will_do(blog: Path) -> None:
    result = run(
        JUBILANT, blog, "--juju-offline", "--strict-markers", "-p", "no:randomly", "-p", "no:pytest-jubilant"
    )

    result.assert_outcomes(passed=12)


@operator
def test_pytest_operator_and_ours_are_beside_each_other(small: Path) -> None:
    (small / "test_beside.py").write_text(
        """
import jujuclient

def test_ours(juju, fake_model):
    juju.deploy("ubuntu")
    juju.wait(jujuclient.all_active)
    assert not fake_model.status().apps

async def test_async():
    pass

def test_theirs(request):
    assert request.config.getoption("--keep-models") is False
    names = request.session._fixturemanager._arg2fixturedefs
    assert "ops_test" in names
"""
    )

    result = run(OPERATOR, small, "--juju-series=2.9,3.6")

    result.assert_outcomes(passed=4)
    assert "juju: simulated 2.9, 3.6 (profile instant, seed 0)" in result.outlines
