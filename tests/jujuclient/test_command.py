"""The command: what it prints, its exit statuses, and that no secret gets into its trace."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from fakejuju import FakeController
from jujuclient.cli import main
from jujuclient.cli_output import paint_table
from jujuclient.connection import Connection
from jujuclient.tracing import redact

Do = Callable[..., tuple[int, str, str]]


@pytest.fixture(params=["1.25", "2.9", "3.6", "4.0"])
def every(request: pytest.FixtureRequest) -> Iterator[FakeController]:
    with FakeController(juju=request.param) as made:
        yield made


@pytest.fixture
def controller() -> Iterator[FakeController]:
    with FakeController(juju="3.6") as made:
        yield made


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Do:
    """Run the command in this process: its status, what it printed, what it complained of."""

    def do(controller: FakeController, *words: str, **environ: str) -> tuple[int, str, str]:
        status = main(words, {**controller.environ(), **environ})
        said = capsys.readouterr()
        return status, said.out, said.err

    return do


def charm(controller: FakeController) -> str:
    return "cs:trusty/mysql-1" if controller.simulation.series.version < (2, 0) else "mysql"


# --- a journey ---------------------------------------------------------------------------------


def test_a_journey_on_every_series(every: FakeController, run: Do) -> None:
    assert run(every, "deploy", charm(every), "db", "-n", "2") == (0, "db\n", "")
    assert run(every, "wait", "all-agents-idle", "db", "--successes", "1", "--timeout", "20")[0] == 0
    assert run(every, "add-unit", "db") == (0, "db/2\n", "")
    assert run(every, "expose", "db") == (0, "", "")
    assert run(every, "remove-unit", "db/2") == (0, "", "")

    status, told, _ = run(every, "status", "--format", "json")

    assert status == 0
    found = json.loads(told)["applications"]["db"]
    assert found["exposed"] is True
    assert sorted(found["units"]) == ["db/0", "db/1"]
    assert run(every, "remove-application", "db") == (0, "", "")
    assert "The model is empty." in run(every, "status")[1]


def test_models_are_added_listed_and_destroyed(controller: FakeController, run: Do) -> None:
    status, uuid, _ = run(controller, "add-model", "second", "--config", "ftp-proxy=x")
    assert status == 0
    assert run(controller, "status", "-m", uuid.strip())[1].startswith("Model   Controller")
    assert f"admin/second      {uuid.strip()}" in run(controller, "models")[1]

    assert run(controller, "destroy-model", "second") == (0, "", "")

    assert "second" not in run(controller, "models", "--format", "json")[1]


def test_an_empty_model_has_no_applications_rather_than_nothing(controller: FakeController, run: Do) -> None:
    told = json.loads(run(controller, "status", "--format", "json")[1])

    assert (told["applications"], told["machines"]) == ({}, {})
    assert "storage" not in told


# --- status ------------------------------------------------------------------------------------


def test_status_as_table_yaml_and_json_tell_the_same(controller: FakeController, run: Do) -> None:
    run(controller, "deploy", "mysql")

    table = run(controller, "status")[1]
    as_json = json.loads(run(controller, "status", "--format", "json")[1])
    as_yaml = yaml.safe_load(run(controller, "status", "--format", "yaml")[1])

    assert "mysql/0*" in table
    assert "\x1b" not in table
    assert as_json.pop("controller") != {}
    as_yaml.pop("controller")
    assert as_json == as_yaml
    assert as_json["applications"]["mysql"]["units"]["mysql/0"]["leader"] is True


def test_colours_are_for_words_of_status_in_their_columns_only() -> None:
    table = "App    Status   Message\nactive blocked  it is active\nerror  active"

    painted = paint_table(table.replace("App    Status", "App     Status").replace("active b", "active  b"))

    assert "\x1b[31mblocked\x1b[0m  it is active" in painted
    assert painted.split("\n")[1].startswith("active  ")
    assert painted.split("\n")[0] == "\x1b[1mApp     Status   Message\x1b[0m"


def test_colours_on_request_and_never_otherwise_off_a_terminal(controller: FakeController, run: Do) -> None:
    run(controller, "deploy", "mysql")

    assert "\x1b[3" in run(controller, "status", "--color", "always")[1]
    assert "\x1b" not in run(controller, "status", "--color", "auto")[1]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environ", "colors"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_a_terminal_has_colours_unless_told(
    controller: FakeController, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], colors: bool
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)

    assert main(["status"], {**controller.environ(), **environ}) == 0

    assert ("\x1b[1mModel" in terminal.getvalue()) is colors


# --- looking on --------------------------------------------------------------------------------


def test_watch_tells_a_line_for_each_delta_until_its_deadline(every: FakeController, run: Do) -> None:
    run(every, "deploy", charm(every), "db")

    status, told, complaint = run(every, "watch", "--timeout", "0.8", "--kind", "unit")

    assert status == 3
    assert told.startswith("unit db/0 ")
    assert complaint == "jujuclient: watched for 0.8 s, as asked\n"


def test_watch_as_json_and_without_what_is_there(controller: FakeController, run: Do) -> None:
    told = run(controller, "watch", "--timeout", "0.3", "--format", "json")[1]

    assert json.loads(told.splitlines()[0])[:2] == ["model", "change"]
    assert run(controller, "watch", "--timeout", "0.3", "--new")[1] == ""


def test_wait_ends_with_3_and_says_for_whom(controller: FakeController, run: Do) -> None:
    run(controller, "deploy", "mysql")

    status, _, complaint = run(
        controller, "wait", "all-blocked mysql and all-agents-idle", "--timeout", "0.3"
    )

    assert status == 3
    assert "mysql/0 is active" in complaint or "mysql is " in complaint
    assert complaint.count("\n") == 1


def test_wait_says_that_a_condition_held_too_seldom_and_joins_by_or(
    controller: FakeController, run: Do
) -> None:
    run(controller, "deploy", "mysql")

    status, _, complaint = run(
        controller, "wait", "any-error or all-active mysql", "--timeout", "0.1", "--successes", "9"
    )

    assert status == 3
    assert "any-error or all-active mysql held " in complaint
    assert "9 are wanted" in complaint
    assert "does not hold" not in complaint
    assert run(controller, "wait", "any-error or all-active mysql", "--successes", "1")[0] == 0
    assert run(controller, "wait", "any-error and all-active or all-active", "--successes", "1")[0] == 0


def test_patterns_that_match_nothing_are_not_an_empty_model(controller: FakeController, run: Do) -> None:
    run(controller, "deploy", "mysql")

    assert run(controller, "status", "nosuch")[1] == "Nothing in model default matches nosuch.\n"
    assert "mysql/0*" in run(controller, "status", "mysql/0")[1]


def test_a_bundle_is_deployed_with_an_overlay(controller: FakeController, run: Do, tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("applications: {db: {charm: mysql, num_units: 1}}")
    (tmp_path / "o.yaml").write_text("applications: {db: {num_units: 2}}")

    assert run(controller, "deploy", f"{tmp_path}/b.yaml", "--overlay", f"{tmp_path}/o.yaml") == (0, "", "")

    assert "db/1" in run(controller, "status")[1]
    (tmp_path / "b.yaml").write_text("applications: {web: {}}")
    assert run(controller, "deploy", f"{tmp_path}/b.yaml")[0] == 2


def test_wait_ends_with_1_where_what_was_not_to_happen_did(controller: FakeController, run: Do) -> None:
    run(controller, "deploy", "mysql")

    status, _, complaint = run(
        controller, "wait", "all-blocked", "--error", "any-active mysql", "--timeout", "10"
    )

    assert status == 1
    assert complaint.startswith("jujuclient: any-active mysql holds")
    assert "Cloud/Region" not in complaint


def test_log_prints_records_as_lines_and_as_json(every: FakeController, run: Do) -> None:
    uuid = every.model().entity.uuid
    every.do(lambda: every.simulation.log(uuid, "unit-db-0", "ERROR", "juju.worker", "it broke", "a.go:3"))

    line = run(every, "log", "--level", "ERROR", "--utc", "--location")[1]
    painted = run(every, "log", "--level", "ERROR", "--utc", "--color", "always")[1]
    told = json.loads(run(every, "log", "--include", "db", "--format", "json")[1].splitlines()[-1])

    assert line == "unit-db-0: 00:00:00 ERROR juju.worker a.go:3 it broke\n"
    assert " \x1b[31mERROR\x1b[0m juju" in painted
    assert (told["entity"], told["message"]) == ("unit-db-0", "it broke")


def test_log_follows_until_its_deadline(controller: FakeController, run: Do) -> None:
    status, _, complaint = run(controller, "log", "-f", "--timeout", "0.2")

    assert status == 3
    assert complaint == "jujuclient: waited 0.2 s for the next record of the debug-log\n"


# --- calls, config, actions --------------------------------------------------------------------


def test_rpc_calls_on_the_connection_that_offers_the_facade(controller: FakeController, run: Do) -> None:
    of_model = run(controller, "rpc", "Client", "FullStatus", '{"patterns": []}')
    of_controller = run(
        controller, "rpc", "ModelManager", "ListModels", '{"tag": "user-admin"}', "--version", "10"
    )

    assert json.loads(of_model[1])["model"]["name"] == "default"
    assert json.loads(of_controller[1])["user-models"][0]["model"]["owner-tag"] == "user-admin"


def test_rpc_reads_parameters_from_standard_input(
    controller: FakeController, run: Do, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"patterns": []}'))

    assert run(controller, "rpc", "Client", "FullStatus", "-")[0] == 0


def test_config_is_read_set_and_reset(controller: FakeController, run: Do, tmp_path: Path) -> None:
    run(controller, "deploy", "ubuntu")
    (tmp_path / "name").write_text("from-a-file")

    assert run(controller, "config", "ubuntu", "hostname=there") == (0, "", "")
    assert run(controller, "config", "ubuntu", "hostname") == (0, "there\n", "")
    assert run(controller, "config", "ubuntu", f"hostname=@{tmp_path / 'name'}")[0] == 0
    assert json.loads(run(controller, "config", "ubuntu", "--format", "json")[1]) == {
        "hostname": "from-a-file"
    }
    assert run(controller, "config", "ubuntu", "--reset", "hostname")[0] == 0
    assert run(controller, "config", "ubuntu") == (0, "hostname=\n", "")


def test_versions(controller: FakeController, run: Do) -> None:
    assert run(controller, "version")[1].startswith("1.")
    assert run(controller, "version", "--server")[1] == "3.6.28\n"


def test_facades_of_the_table_and_of_the_controller(controller: FakeController, run: Do) -> None:
    assert "deploy(" in run(controller, "facades", "Application", "--series", "3.6")[1]
    assert "Client" in run(controller, "facades", "--offered")[1]
    assert run(controller, "facades", "Nope")[::2] == (
        2,
        "jujuclient: no facade is called Nope; there is none like it; `jujuclient facades` lists them\n",
    )


# --- errors ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["integrate", "a", "b"], 1, 'application "a" not found'),
        (["run", "mysql/0", "x"], 1, "not found"),
        (["rpc", "Nope", "X"], 1, "is not offered"),
        (["rpc", "Client", "FullStatus", "--version", "99"], 1, "it offers 6, 7, 8"),
        (["rpc", "Client", "FullStatus", "{"], 2, "no JSON"),
        (["status", "-m", "nope"], 2, "no model on controller"),
        (["status", "-c", "nope"], 2, "no controller nope"),
        (["deploy", "./nothing-here"], 2, "cannot be read"),
        (["deploy", "mysql", "--config", "x"], 2, "no KEY=VALUE"),
        (["deploy", "mysql", "--config", "x=@/nothing/here"], 2, "No such file"),
        (["config", "mysql", "a", "b=c"], 2, "not both"),
        (["log", "--level", "loud"], 2, "the levels are"),
        (["wait", "all-happy"], 2, "there are all-active"),
        (["wait", "all-active", "and"], 2, "there are all-active"),
        (["status", "--timeout", "0"], 2, "see jujuclient status --help"),
        (["bogus"], 2, "invalid choice"),
        ([], 2, "required"),
    ],
)
def test_an_error_is_one_line_and_a_status(
    controller: FakeController, run: Do, words: list[str], status: int, said: str
) -> None:
    code, printed, complaint = run(controller, *words)

    assert (code, printed) == (status, "")
    assert complaint.startswith("jujuclient: ")
    assert said in complaint
    assert complaint.count("\n") == 1


def test_a_controller_that_is_not_there_is_1(
    controller: FakeController, run: Do, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    controller.write_juju_data(tmp_path)
    controller.stop()

    assert main(["status"], {"JUJU_DATA": str(tmp_path)}) == 1
    assert capsys.readouterr().err.startswith("jujuclient: cannot connect to ")


def test_help_tells_the_exit_statuses(run: Do, controller: FakeController) -> None:
    status, told, _ = run(controller, "--help")

    assert status == 0
    assert "3    a deadline passed" in told
    assert "JUJUCLIENT_TRACE" in told


@pytest.mark.parametrize("words", [["log", "-f"], ["watch"], ["wait", "all-blocked"]])
def test_ctrl_c_ends_with_130_and_without_a_traceback(
    controller: FakeController, tmp_path: Path, words: list[str]
) -> None:
    trace = tmp_path / "trace"
    environ = {**os.environ, **controller.environ(), "JUJUCLIENT_TRACE": str(trace)}
    os.mkfifo(trace)  # it is opened by the command once it runs, and tells when it has called

    process = subprocess.Popen(
        [sys.executable, "-m", "jujuclient.cli", *words],
        env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with trace.open() as told:
        told.readline()
        process.send_signal(signal.SIGINT)
        told.read()
    _, complaint = process.communicate(timeout=30)

    assert (process.returncode, complaint) == (130, "")


def test_a_reader_that_has_enough_is_no_error(controller: FakeController) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "jujuclient.cli", "watch"],
        env={**os.environ, **controller.environ()},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    main(["deploy", "mysql"], controller.environ())

    assert process.wait(timeout=30) == 141
    assert process.stderr.read() == ""
    process.stderr.close()


# --- the trace ---------------------------------------------------------------------------------


def test_a_trace_has_every_call_and_no_secret(every: FakeController, run: Do, tmp_path: Path) -> None:
    trace = tmp_path / "trace"

    run(every, "status", JUJUCLIENT_TRACE=str(trace))
    run(every, "integrate", "a", "b", JUJUCLIENT_TRACE=str(trace))
    run(every, "status")

    text = trace.read_text()
    entries = [json.loads(line) for line in text.splitlines()]
    assert every.password not in text
    assert "<password>" in text
    assert [one["call"].partition(" ")[0] for one in entries].count("Client.FullStatus") == 1
    assert entries[0]["call"].startswith("Admin.Login")
    assert "not found" in entries[-1]["error"]["message"]
    assert Connection.tracer is None


def test_a_trace_hides_passwords_in_either_spelling_and_all_of_what_is_not_declared(
    controller: FakeController, run: Do, tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    users = '{"users": [{"username": "bob", "display-name": "", "password": "hunter2"}]}'

    run(controller, "rpc", "UserManager", "AddUser", users, JUJUCLIENT_TRACE=str(trace))
    run(controller, "rpc", "Uniter", "Life", '{"x": "hunter2"}', JUJUCLIENT_TRACE=str(trace))

    text = trace.read_text()
    assert "hunter2" not in text
    assert '"username": "bob"' in text
    assert "<not declared>" in text


def test_redaction_follows_lists_and_maps_and_shows_what_is_empty() -> None:
    secrets = {"users": {"[]": {"password": "password"}}, "byname": {"{}": {"key": "private-key"}}}
    given = {
        "Users": [{"Password": "x", "name": "a"}, {"Password": ""}],
        "by-name": {"k": {"Key": 1, "b": 2}},
    }

    assert redact(given, secrets) == {
        "Users": [{"Password": "<password>", "name": "a"}, {"Password": ""}],
        "by-name": {"k": {"Key": "<private-key>", "b": 2}},
    }
