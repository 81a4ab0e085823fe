"""What is simulated, said by a command, and the page made from it."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from fakejuju.cli import main
from fakejuju.coverage import markdown, read_recorded, rows, share
from jujuclient.wire.series import SERIES

ROOT = Path(__file__).parents[2]


def test_the_page_is_what_the_command_prints() -> None:
    assert (ROOT / "docs" / "coverage.md").read_text() == markdown(SERIES), "run `make docs`"


def test_the_list_of_what_was_recorded_is_that_of_the_cassettes() -> None:
    kept = json.loads((ROOT / "fakejuju" / "data" / "recorded.json").read_text())

    assert kept == read_recorded(ROOT / "cassettes"), "run `make docs`"


def test_every_recorded_method_is_simulated() -> None:
    for series in ("2.9", "3.6", "4.0"):
        missing = [row for row in rows(series) if row.recorded and not row.simulated]
        assert missing == []
        assert share(series).recorded > 100


def test_the_command_names_each_method_and_how_it_is_answered() -> None:
    said = CliRunner().invoke(main, ["coverage", "--series", "3.6"])
    missing = CliRunner().invoke(main, ["coverage", "--series", "4.1", "--missing"])

    assert said.exit_code == missing.exit_code == 0
    assert any(
        line.split() == ["Application.Deploy", "v22", "simulated", "recorded"]
        for line in said.output.splitlines()
    )
    assert "MachineManager.ReprovisionMachine" in missing.output
    assert "Application.Deploy" not in missing.output
