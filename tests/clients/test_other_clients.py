"""Real clients, unmodified, from their registries: python-libjuju and @canonical/jujulib.

What they do is in ``examples/other-clients``, for people to run, too.

``make test`` puts them in environments of their own (``.venv/libjuju``, ``.venv/node``); a plain
pytest run without those skips.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import fakejuju

ROOT = Path(__file__).parents[2]
STORIES = ROOT / "examples" / "other-clients"
LIBJUJU = ROOT / ".venv" / "libjuju" / "bin" / "python"
NODE = ROOT / ".venv" / "node"

libjuju = pytest.mark.skipif(
    not LIBJUJU.exists(), reason="no python-libjuju here: `make clients` installs it"
)
jujulib = pytest.mark.skipif(
    not (NODE / "node_modules").exists() or shutil.which("node") is None,
    reason="no Node, or no @canonical/jujulib: `make clients` installs it where Node is",
)


def told(command: list[str], environ: dict[str, str] | None = None) -> dict[str, Any]:
    """What a story prints."""
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@libjuju
@pytest.mark.parametrize("series", ["3.3", "3.6"])
def test_libjuju_deploys_relates_watches_acts_and_removes(series: str) -> None:
    with fakejuju.FakeController(series) as controller:
        seen = told([str(LIBJUJU), str(STORIES / "libjuju_story.py")], controller.environ())

    assert seen["units"] == ["db/0", "web/0", "web/1"]
    assert seen["statuses"] == ["active"]
    assert seen["relations"] == ["web:db db:server"]
    assert (seen["title"], seen["action"]) == ("Hello", "completed")
    assert (seen["left"], seen["exposed"]) == (["web"], True)
    assert {"application add", "unit add", "unit change", "application remove"} <= set(seen["heard"])


@jujulib
@pytest.mark.parametrize("series", ["2.9", "3.6", "4.0"])
def test_jujulib_logs_in_reads_the_status_and_watches(series: str, tmp_path: Path) -> None:
    environ = {**os.environ, "JUJULIB": str(NODE)}
    with fakejuju.FakeController(series) as controller:
        ready = tmp_path / "ready.json"
        ready.write_text(json.dumps(controller.ready()))
        seen = told(["node", str(STORIES / "jujulib_story.mjs"), str(ready)], environ)

    assert seen["version"].startswith(series)
    assert (seen["model"], seen["applications"], seen["user"]) == ("default", [], "user-admin")
    assert seen.get("kinds") == (["model"] if series != "4.0" else None)


@jujulib
def test_a_program_in_another_language_starts_a_controller_of_its_own() -> None:
    beside = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environ = {**os.environ, "JUJULIB": str(NODE), "PATH": beside, "JUJU_SERIES": "4.0"}

    seen = told(["node", str(STORIES / "jujulib_story.mjs")], environ)

    assert (seen["version"], seen["model"]) == ("4.0.15", "default")
