"""Eight processes on one cassette, two hundred tests: no error."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

CASSETTE = Path(__file__).parents[2] / "cassettes" / "juju-4.0" / "09-status.yaml"
SUITE = """
import pytest

@pytest.mark.parametrize("number", range(200))
@pytest.mark.juju_cassette("status.yaml")
def test_status(juju_controller, number):
    with juju_controller.connect() as connection:
        status = connection.call("Client", 8, "FullStatus", {"patterns": None}).value
    assert status["model"]["name"] == "m1"
"""


def test_eight_workers_share_a_cassette(pytester: pytest.Pytester) -> None:
    shutil.copy(CASSETTE, pytester.path / "status.yaml")
    pytester.makepyfile(SUITE)

    result = pytester.runpytest_subprocess("-n", "8", "-q", "-p", "no:cacheprovider")

    result.assert_outcomes(passed=200)
