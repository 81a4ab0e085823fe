"""What a newcomer runs first: the demo, and the session of the README of 2015 as a script."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import fakejuju

EXAMPLES = Path(__file__).parents[2] / "examples"


def run(script: str, *words: str, **environ: str) -> list[str]:
    """The lines that an example prints; it must end well."""
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / script), *words],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def test_the_demo_shows_every_step_and_two_cassettes_that_agree(tmp_path: Path) -> None:
    lines = run("demo.py", TMPDIR=str(tmp_path))

    steps = [line.split()[0] for line in lines if line[:1].isdigit() and "/7 " in line]
    assert steps == [f"{number}/7" for number in range(1, 8)]
    assert "    they agree: the same calls, the same answers" in lines
    assert any(line.startswith("alpha/0*") for line in lines), "no unit of the recorded status"


@pytest.mark.parametrize("juju", ["1.18", "1.23", "1.25", "2.0", "2.9", "3.6", "4.0", "4.1"])
def test_the_session_of_2015_is_the_same_on_every_juju(juju: str) -> None:
    with fakejuju.FakeController(juju=juju) as controller:
        home = str(controller.juju_data)

        lines = run("readme_2015.py", "default", JUJU_HOME=home, JUJU_DATA=home)

    assert lines[0].startswith("env.facades: {")
    assert "env.get_config('mysql')['profile']: testing" in lines
    assert any(line.startswith("watch: unit change ") for line in lines)
    assert lines[-1] == "env.status()['Services']: {}"
