"""Each example, as a reader would run it."""

from __future__ import annotations

import configparser
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import fakejuju
from fakejuju.cassette.diff import diff
from fakejuju.cassette.files import load
from fakejuju.serve_commands import serve

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
SERVICE = EXAMPLES / "service"


def run(*words: str | Path, cwd: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a command as somebody would who has installed this package."""
    beside = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("JUJU", "PYTEST"))}
    return subprocess.run(
        list(map(str, words)), cwd=cwd, env={**clean, "PATH": beside, **environ},
        capture_output=True, text=True, timeout=110, check=False,
    )  # fmt: skip


def run_pytest(folder: Path, *words: str) -> str:
    """What pytest says of an example's tests; they must pass."""
    done = run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words, cwd=folder)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    return done.stdout


# --- a charm and its suite ---------------------------------------------------------------------


def test_the_charm_suite_passes_on_three_series_in_one_run() -> None:
    said = run_pytest(EXAMPLES / "charm-suite", "-rA")

    passed = re.findall(r"PASSED tests/test_guestbook\.py::(\w+)\[(.+)\]", said)
    names = {name for name, _ in passed}
    assert {series for _, series in passed} == {"2.9", "3.6", "4.0"}
    assert len(passed) == 3 * len(names)
    assert re.search(rf"{len(passed)} passed", said)
    assert "skipped" not in said


# --- a tool ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mend() -> Any:
    """The tool as a module."""
    sys.path.insert(0, str(EXAMPLES / "tool"))
    try:
        import mend

        return mend
    finally:
        sys.path.pop(0)


FAILING = {"mysql": [{"fail": "start", "times": 2}], "wordpress": [{"fail": "install"}]}


def mended(
    mend: Any, controller: fakejuju.FakeController, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str], *words: str,
) -> tuple[int, list[dict[str, Any]]]:  # fmt: skip
    """The exit status of the tool on a controller, and what it said."""
    monkeypatch.setenv("JUJU_DATA", str(controller.juju_data))
    monkeypatch.delenv("JUJU_MODEL", raising=False)
    monkeypatch.delenv("JUJU_CONTROLLER", raising=False)
    status = mend.main(["--quiet-for", "2", "--pause", "0", *words])
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def deploy(controller: fakejuju.FakeController, *charms: str) -> None:
    with controller.connect() as connection:
        for charm in charms:
            args = {"Args": [{"CharmName": charm, "num-units": 1}]}
            connection.rpc("Application", "DeployFromRepository", args)


@pytest.mark.parametrize("juju", ["3.6", "4.0"])
def test_the_tool_mends_what_can_be_mended(
    juju: str, mend: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with fakejuju.FakeController(juju, rows=FAILING) as controller:
        deploy(controller, "mysql", "wordpress")

        status, told = mended(mend, controller, monkeypatch, capsys)

    of_mysql = [one["event"] for one in told if one.get("unit") == "mysql/0"]
    assert of_mysql == ["error", "retried", "error", "retried", "well"]
    assert {"event": "given up", "unit": "wordpress/0", "after": 3} in told
    assert told[-1] == {"event": "in error", "units": ["wordpress/0"]}
    assert status == mend.SICK


def test_the_tool_waits_for_what_passes_by_itself(
    mend: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with fakejuju.FakeController("3.6", rows={"mysql": [{"fail": "start", "times": 1}]}) as controller:
        deploy(controller, "mysql")
        controller.faults.error("Application.ResolveUnitErrors", "busy", code="try again", times=1)

        status, told = mended(mend, controller, monkeypatch, capsys)

    assert [one["event"] for one in told] == ["error", "later", "retried", "well", "done"]
    assert status == mend.WELL


def test_the_tool_does_not_repeat_a_call_whose_answer_was_lost(
    mend: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with fakejuju.FakeController("3.6", rows={"mysql": [{"fail": "start", "times": 1}]}) as controller:
        deploy(controller, "mysql")
        controller.faults.close("Application.ResolveUnitErrors", times=1, carried_out=True)

        status, told = mended(mend, controller, monkeypatch, capsys, "--pause", "60")

    # It was carried out, so the unit is well before the retry is due.
    assert [one["event"] for one in told] == ["error", "later", "well", "done"]
    assert status == mend.WELL


def test_the_tool_says_that_it_may_not(
    mend: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with fakejuju.FakeController("3.6", rows=FAILING) as controller:
        deploy(controller, "mysql")
        controller.faults.error(
            "Application.ResolveUnitErrors", "permission denied", code="unauthorized access"
        )

        status, told = mended(mend, controller, monkeypatch, capsys)

    assert told[-1]["event"] == "unusable"
    assert "permission denied" in told[-1]["why"]
    assert status == mend.UNUSABLE


def test_the_tool_runs_as_a_command() -> None:
    done = run(
        "fakejuju", "serve", "-q", "--", sys.executable, EXAMPLES / "tool" / "mend.py", "--quiet-for", "0.2",
        cwd=ROOT,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["event"] == "done"


def test_the_tool_without_a_controller_says_so(tmp_path: Path) -> None:
    done = run(sys.executable, EXAMPLES / "tool" / "mend.py", cwd=tmp_path, JUJU_DATA=str(tmp_path))

    assert (done.returncode, done.stderr) == (2, "")
    assert "controllers.yaml" in json.loads(done.stdout)["why"]


# --- a recording -------------------------------------------------------------------------------


def test_the_recording_is_played_to_the_dashboard() -> None:
    assert "replayed: dashboard.yaml" in run_pytest(EXAMPLES / "recording")


def test_the_recording_made_again_is_the_same(tmp_path: Path) -> None:
    done = run(EXAMPLES / "recording" / "make-recording.sh", tmp_path / "dashboard.yaml", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert "no secrets found" in done.stdout
    made, kept = load(tmp_path / "dashboard.yaml"), load(EXAMPLES / "recording" / "dashboard.yaml")
    assert [exchange.call for exchange in made.exchanges] == [exchange.call for exchange in kept.exchanges]
    assert list(diff(kept, made)) == []


# --- a container and a service -----------------------------------------------------------------


def instructions() -> list[tuple[str, str]]:
    """The instructions of the container file, their continued lines joined."""
    text = re.sub(r"^\s*#.*\n", "", (SERVICE / "Containerfile").read_text(), flags=re.MULTILINE)
    joined = text.replace("\\\n", " ")
    return [
        (word, rest.strip())
        for word, _, rest in (line.partition(" ") for line in joined.splitlines())
        if word
    ]


def test_what_the_container_copies_is_there_and_enough_to_install() -> None:
    copied = [source for word, rest in instructions() if word == "COPY" for source in rest.split()[:-1]]

    assert all((ROOT / source).exists() for source in copied)
    named = {"pyproject.toml", "README.md", "LICENSE", "jujuclient", "fakejuju"}
    assert named <= set(copied)


def test_the_container_s_command_serves(tmp_path: Path) -> None:
    said = dict(instructions())
    command = [*json.loads(said["ENTRYPOINT"]), *json.loads(said["CMD"])]
    parsed = serve.make_context("serve", command[2:]).params
    ports = {str(parsed["port"]), str(parsed["charmhub_port"])}
    assert command[:2] == ["fakejuju", "serve"]
    assert ports == set(said["EXPOSE"].split())
    assert str(parsed["state"]).startswith(said["VOLUME"])

    here = [word.replace(said["VOLUME"], str(tmp_path)) for word in command]
    free = ["0" if word in ports else word for word in here]
    done = run(*free, "--", "jujuclient", "status", cwd=tmp_path)

    assert "The model is empty." in done.stdout, done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["juju-data", "state.json"]


def test_the_service_s_command_serves(tmp_path: Path) -> None:
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # systemd's keys have capitals
    unit.read(SERVICE / "fakejuju.service")
    assert unit["Service"]["Type"] == "notify"

    text = unit["Service"]["ExecStart"].replace("%h/.local/bin/", "").replace("%S/fakejuju", str(tmp_path))
    words = re.sub(r"port \d+", "port 0", text)
    done = run(*shlex.split(words), "--", "jujuclient", "status", cwd=tmp_path, XDG_RUNTIME_DIR=str(tmp_path))

    assert "The model is empty." in done.stdout, done.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
def test_systemd_has_nothing_to_say_about_the_service(tmp_path: Path) -> None:
    command = tmp_path / ".local" / "bin" / "fakejuju"
    command.parent.mkdir(parents=True)
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)

    done = run(
        "systemd-analyze", "--user", "verify", SERVICE / "fakejuju.service", cwd=tmp_path,
        HOME=str(tmp_path), XDG_RUNTIME_DIR=str(tmp_path),
    )  # fmt: skip

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
