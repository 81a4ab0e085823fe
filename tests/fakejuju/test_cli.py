"""The command, as people and programs start it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fakejuju.cassette.files import load

CASSETTE = Path(__file__).parents[2] / "cassettes" / "juju-4.0" / "09-status.yaml"
FAKEJUJU = [sys.executable, "-m", "fakejuju.cli"]
KEYS = {
    "endpoint", "cacert", "controller-uuid", "model", "model-uuid", "user", "password", "juju-data",
}  # fmt: skip
CLIENT = """
from jujuclient.connection import Connection
with Connection.from_store() as connection:
    answer = connection.call("Client", 8, "FullStatus", {"patterns": None})
    print(answer.value["model"]["name"])
"""


def run(*words: str | Path, **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # type: ignore[call-overload,no-any-return]  # whatever else run takes
        [*FAKEJUJU, *map(str, words)], capture_output=True, text=True, timeout=60, check=False, **more
    )


def test_replay_runs_a_command_with_the_client_store_and_ends_with_its_status() -> None:
    ended = run("replay", CASSETTE, "--", sys.executable, "-c", CLIENT + "\nraise SystemExit(7)")

    ready, name = ended.stdout.splitlines()
    assert json.loads(ready).keys() == KEYS
    assert name == "m1"
    assert (ended.returncode, ended.stderr) == (7, "")


def test_quiet_leaves_standard_output_to_the_command() -> None:
    ended = run("replay", "-q", CASSETTE, "--", sys.executable, "-c", CLIENT)

    assert (ended.stdout, ended.returncode) == ("m1\n", 0)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_replay_serves_until_a_signal_and_stops_cleanly(number: signal.Signals) -> None:
    with subprocess.Popen([*FAKEJUJU, "replay", str(CASSETTE)], stdout=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        ready = json.loads(served.stdout.readline())

        assert ready["model"] == "admin/m1"
        assert Path(ready["cacert"]).read_text().startswith("-----BEGIN CERTIFICATE")
        assert (Path(ready["juju-data"]) / "accounts.yaml").stat().st_mode & 0o777 == 0o600
        served.send_signal(number)
        assert served.wait(timeout=20) == 0
    assert not Path(ready["juju-data"]).exists()


def test_a_miss_is_told_on_standard_error() -> None:
    client = CLIENT.replace('"FullStatus", {"patterns": None}', '"FullStatus", {"patterns": ["x"]}')

    ended = run("replay", "-q", CASSETTE, "--", sys.executable, "-c", client)

    assert ended.returncode == 1
    assert "Client.FullStatus v8 on" in ended.stderr
    assert "is not in the cassette" in ended.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["replay", "nosuch.yaml"], "nosuch.yaml: cannot be read"),
        (["record", "x.yaml", "--endpoint", "nonsense"], "write host:port"),
        (["record", "x.yaml", "--mode", "none", "--endpoint", "localhost:1"], "mode none records nothing"),
    ],
)
def test_bad_input_is_one_line_on_standard_error_and_status_2(
    words: list[str], said: str, tmp_path: Path
) -> None:
    ended = run(*words, cwd=tmp_path)

    assert ended.returncode == 2
    assert said in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_command_that_is_not_there_is_named() -> None:
    ended = run("replay", "-q", CASSETTE, "--", "no-such-command")

    assert ended.returncode == 127
    assert "no-such-command cannot be run" in ended.stderr


def test_record_writes_what_a_command_says_to_the_controller_of_the_client_store(tmp_path: Path) -> None:
    cassette = tmp_path / "made.yaml"
    record = [*FAKEJUJU, "record", "-q", str(cassette), "--", sys.executable, "-c", CLIENT]

    # The replay gives the inner command the client store that the recorder takes its controller from.
    ended = run(
        "replay", "-q", CASSETTE, "--", *record, env={**os.environ, "JUJU_MODEL": "", "JUJU_CONTROLLER": ""}
    )

    assert (ended.stdout, ended.returncode) == ("m1\n", 0), ended.stderr
    made = load(cassette)
    assert [exchange.call for exchange in made.exchanges] == ["Admin.Login v3", "Client.FullStatus v8"]
    assert made.header.juju == "4.0.15"
    assert made.whole
    assert "fakejuju-password" not in cassette.read_text()
    assert not list(tmp_path.glob("*.part"))


def test_help_names_the_commands() -> None:
    said = run("--help").stdout

    for command in ("record", "replay", "import", "show", "diff", "scan", "repair", "upgrade"):
        assert command in said
