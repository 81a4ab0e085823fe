"""The commands, as a shell sees them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fakejuju.cassette import ladder
from fakejuju.cassette.commands import COMMANDS
from fakejuju.cli import main

GOLDEN = Path(__file__).parent / "golden"


def run(name: str, *arguments: object) -> Result:
    result = CliRunner().invoke(main, [name, *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_they_are_all_there_and_each_explains_itself() -> None:
    assert [command.name for command in COMMANDS] == ["import", "scan", "show", "diff", "repair", "upgrade"]
    for command in COMMANDS:
        assert command.name is not None
        assert "Usage:" in run(command.name, "--help").output


def test_import_says_what_it_made_and_what_it_could_not_keep(tmp_path: Path) -> None:
    result = run("import", GOLDEN / "client.jsonl", tmp_path / "client.yaml", "--charms", GOLDEN)

    assert result.exit_code == 0
    assert "2 connections, 4 exchanges, 3 http, 2 closes, 1 strays, 2 notes\n" in result.output
    assert "1 call never got an answer\n" in result.output
    assert "secrets replaced: 1 password\n" in result.output
    assert "3 things a replay cannot give back:\n  line 5: the upgrade of /nothing" in result.output
    assert (tmp_path / "client.yaml").read_bytes() == (GOLDEN / "client.yaml").read_bytes()


def test_import_takes_a_title_and_a_version(tmp_path: Path) -> None:
    run("import", GOLDEN / "agentless.jsonl", tmp_path / "a.yaml", "--title", "Mine", "--juju", "2.9.1")

    text = (tmp_path / "a.yaml").read_text()
    assert 'juju: "2.9.1"\n' in text
    assert "title: Mine\n" in text


def test_scan_finds_nothing_or_ends_with_1(tmp_path: Path) -> None:
    leaky = tmp_path / "leaky.yaml"
    leaky.write_text((GOLDEN / "capture.yaml").read_text().replace("<password:1>", "hunter22"))

    clean = run("scan", GOLDEN / "capture.yaml", GOLDEN / "client.yaml")
    found = run("scan", GOLDEN / "client.yaml", leaky)

    assert (clean.exit_code, clean.output) == (0, "2 cassettes, no secrets found\n")
    assert found.exit_code == 1
    assert re.search(
        r"leaky.yaml: line \d+, exchange 1, Admin.Login v3: field or pattern in params.credentials",
        found.output,
    )
    assert "hunter22" not in found.output


def test_show_in_its_four_ways() -> None:
    path = GOLDEN / "capture.yaml"

    assert run("show", path).output.startswith("capture\n")
    assert len(run("show", "--calls", path).output.splitlines()) == 5
    assert "PUT /model-" in run("show", "--http", path).output
    assert run("show", "--event", 2, path).output.startswith("exchange: 1\n")
    events = [json.loads(line) for line in run("show", "--json", path).output.splitlines()]
    assert events[0]["event"] == "connection"


def test_diff_ends_with_0_or_1(tmp_path: Path) -> None:
    other = tmp_path / "b.yaml"
    other.write_text((GOLDEN / "capture.yaml").read_text().replace('"patterns": null', '"patterns": 1'))

    same = run("diff", GOLDEN / "capture.yaml", GOLDEN / "capture.yaml")
    different = run("diff", GOLDEN / "capture.yaml", other)

    assert (same.exit_code, same.output) == (0, "the same: 5 connections, 5 calls, 3 HTTP\n")
    assert different.exit_code == 1
    assert "at params.patterns: nothing became 1\n" in different.output
    assert "1 difference\n" in different.output
    assert run("diff", "--exact", GOLDEN / "capture.yaml", other).exit_code == 1


def test_repair_says_what_it_dropped(tmp_path: Path) -> None:
    part = tmp_path / "a.yaml.part"
    text = (GOLDEN / "capture.yaml").read_text()
    part.write_text(text[: text.index("exchange: 2") + 30])

    result = run("repair", part)
    again = run("repair", tmp_path / "a.yaml")

    assert result.exit_code == 0
    assert re.match(r"line \d+: dropped exchange 2: it was cut\n", result.output)
    assert "the end record was missing; it is written anew\n" in result.output
    assert f"{tmp_path / 'a.yaml'}: 2 events kept, 1 document dropped\n" in result.output
    assert f"{tmp_path / 'a.yaml.part.orig'}: the damaged file\n" in result.output
    assert "whole, nothing to repair" in again.output


def test_upgrade_says_what_it_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new, old = tmp_path / "new.yaml", tmp_path / "old.yaml"
    shutil.copy(GOLDEN / "capture.yaml", new)
    old.write_text(new.read_text().replace("fakejuju: 1\n", "fakejuju: 0\n", 1))
    monkeypatch.setitem(ladder.STEPS, 0, lambda text: text.replace("fakejuju: 0", "fakejuju: 1", 1))

    result = run("upgrade", new, old)

    assert result.output == f"{new}: is of today's format, 1\n{old}: format 0 became 1\n"
    assert old.read_bytes() == new.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("show", "/nowhere.yaml"), "/nowhere.yaml: cannot be read: No such file or directory"),
        (("scan", GOLDEN / "capture.jsonl"), "not a cassette"),
        (("diff", "/nowhere.yaml", "/nowhere.yaml"), "cannot be read"),
        (("repair", GOLDEN / "tiny.charm"), "first line"),
        (("upgrade", "/nowhere.yaml"), "cannot be read"),
        (("import", GOLDEN / "capture.yaml", "/tmp/never.yaml"), "line 1: not a recording"),
        (("show", "--event", 99, GOLDEN / "capture.yaml"), "there is no event 99"),
    ],
)
def test_an_error_is_one_line_and_status_2(arguments: tuple[object, ...], reason: str) -> None:
    name, *rest = arguments

    result = run(str(name), *rest)

    assert result.exit_code == 2
    assert result.output.startswith("fakejuju: ")
    assert reason in result.output
    assert result.output.count("\n") == 1
