"""The lines that point a shell at a client store, read by real shells."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping

import pytest

from fakejuju.shells import SHELLS, pointing, taking_back

AWKWARD = '/tmp/it\'s "$HOME" `x` \\ é/juju-data'
SHOWN = ("JUJU_DATA", "JUJU_CONTROLLER", "JUJU_MODEL", "FAKEJUJU", "FAKEJUJU_BEFORE")
ASK = "env -0"


def after(lines: str, environ: Mapping[str, str], shell: str = "sh") -> dict[str, str]:
    """What is set in a shell that ran these lines."""
    command = [shell, "-c", f"{lines}\n{ASK}"]
    base = {"PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        command, env={**base, **environ}, capture_output=True, timeout=30, check=True
    ).stdout.decode()
    told = dict(one.partition("=")[::2] for one in done.split("\0") if one)
    return {key: told[key] for key in SHOWN if key in told}


@pytest.mark.parametrize("shell", ["sh", "bash", "dash", "zsh", "fish"])
def test_a_shell_is_pointed_there_and_back(shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    ours = shell if shell in SHELLS else "sh"
    before = {"JUJU_DATA": "/home/me/it's", "JUJU_MODEL": "prod:admin/web"}

    pointed = after(pointing(AWKWARD, before, name="one", controller="fake-4.0", shell=ours), before, shell)
    back = after(taking_back(pointed, shell=ours), pointed, shell)

    assert (pointed["JUJU_DATA"], pointed["JUJU_CONTROLLER"]) == (AWKWARD, "fake-4.0")
    assert (pointed["FAKEJUJU"], "JUJU_MODEL" in pointed) == ("one", False)
    assert back == before


def test_pointing_twice_remembers_what_was_there_first() -> None:
    before = {"JUJU_CONTROLLER": "prod"}

    once = after(pointing("/one", before, name="one"), before)
    twice = after(pointing("/two", once, name="two"), once)

    assert (twice["JUJU_DATA"], twice["FAKEJUJU"]) == ("/two", "two")
    assert after(taking_back(twice), twice) == before


@pytest.mark.parametrize("left", [{}, {"FAKEJUJU_BEFORE": "{"}, {"FAKEJUJU_BEFORE": "[1]"}])
def test_taking_back_what_was_never_given_unsets_it(left: dict[str, str]) -> None:
    assert after(taking_back(left), left) == {}


def test_lines_that_were_not_quoted_still_are_lines() -> None:
    """``eval $(fakejuju env)`` makes one line of them."""
    joined = " ".join(pointing("/plain/juju-data", {}, name="one").split())

    assert after(joined, {})["JUJU_DATA"] == "/plain/juju-data"


def test_fish_is_quoted_as_fish_reads_it() -> None:
    """In fish's single quotes a backslash stands before a quote or a backslash; nothing else is special."""
    lines = pointing("/it's \\ $HOME", {}, shell="fish").splitlines()

    assert lines[0] == "set -gx JUJU_DATA '/it\\'s \\\\ $HOME';"
    assert lines[1] == "set -e JUJU_CONTROLLER;"
