"""Faults in YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from asking import PASSWORD

from fakejuju.errors import FakeJujuError
from fakejuju.fault_rows import arm
from fakejuju.faults import Faults
from fakejuju.serve_commands import Asked, make
from fakejuju.simulation import Simulation
from jujuclient.errors import ConnectionFailed, TryAgain, UpgradeInProgress

ROWS = """
- {error: Application.Get, message: try again, code: try again, times: 1, params: {application: web}}
- {turn-away: /model/*, status: 503, times: 1}
- {drop: Client.FullStatus, times: 1, carried-out: false}
- {upgrading: true}
"""


def armed(rows: Any) -> Faults:
    faults = Faults(Simulation("3.6", password=PASSWORD), lambda do: do())
    arm(faults, rows)
    return faults


def test_a_controller_is_served_with_the_faults_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "faults.yaml").write_text(ROWS)

    (made,) = make(["3.6"], Asked(faults=tmp_path / "faults.yaml")).controllers
    with made as controller:
        with pytest.raises(ConnectionFailed, match="503"):
            controller.connect()
        with controller.connect() as connection:
            with pytest.raises(TryAgain):
                connection.rpc("Application", "Get", {"application": "web"})
            with pytest.raises(UpgradeInProgress):
                connection.rpc("Application", "Get", {"application": "web"})


def test_the_first_that_fits_decides() -> None:
    faults = armed([{"error": "Client.*", "message": "first"}, {"error": "*", "message": "second"}])

    assert repr(faults) == "<Faults [<Fault error Client.*: 0 taken>, <Fault error *: 0 taken>]>"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{}], r"^fault 1: a fault has one of close, .*, turn-away, upgrading, not none$"),
        ([{"drop": "*", "close": "*"}], r"upgrading, not close, drop$"),
        ([{"dorp": "*"}], r"unknown field `dorp`; a fault has one of close"),
        (["drop"], r"^fault 1: Expected `object`"),
        ([{"drop": "*"}, {"delay": "*"}], r"^fault 2: delay needs seconds$"),
        ([{"error": "*"}], r"^fault 1: error needs message$"),
        ([{"drop": "*", "seconds": 5}], r"^fault 1: drop takes no seconds$"),
        ([{"upgrading": True, "times": 1}], r"^fault 1: upgrading takes no times$"),
        ([{"drop": "Application.Deplay"}], r"^fault 1: no Juju has a call Application\.Deplay"),
        ([{"drop": "*", "times": "many"}], r"^fault 1: Expected `int`, got `str`"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused_by_its_number(rows: Any, words: str) -> None:
    with pytest.raises(FakeJujuError, match=words):
        armed(rows)


def test_a_file_that_is_no_list_is_refused(tmp_path: Path) -> None:
    (tmp_path / "faults.yaml").write_text("drop: Client.FullStatus\n")

    with pytest.raises(FakeJujuError, match=r"faults\.yaml: faults are a list, such as"):
        armed(tmp_path / "faults.yaml")
    with pytest.raises(FakeJujuError, match=r"cannot be read as faults"):
        armed(tmp_path / "none.yaml")
