"""Real clients, unmodified, from their registries: python-libjuju and @canonical/jujulib.

``make test`` puts them in environments of their own (``.venv/libjuju``, ``.venv/node``); a plain
pytest run without those skips.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import fakejuju

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LIBJUJU = ROOT / ".venv" / "libjuju" / "bin" / "python"
NODE = ROOT / ".venv" / "node"

libjuju = pytest.mark.skipif(
    not LIBJUJU.exists(), reason="no python-libjuju here: `make clients` installs it"
)
jujulib = pytest.mark.skipif(
    not (NODE / "node_modules").exists() or shutil.which("node") is None,
    reason="no Node, or no @canonical/jujulib: `make clients` installs it where Node is",
)

METADATA = """
name: {name}
summary: a test
description: a test
bases_note: none
{relations}
"""


def charm(folder: Path, name: str, relations: str, **files: str) -> str:
    """A charm directory as charmcraft unpacks it."""
    path = folder / name
    path.mkdir()
    (path / "metadata.yaml").write_text(METADATA.format(name=name, relations=relations))
    (path / "manifest.yaml").write_text(
        "bases:\n- name: ubuntu\n  channel: '22.04/stable'\n  architectures: [amd64]\n"
    )
    (path / "dispatch").write_text("#!/bin/sh\n")
    for file, text in files.items():
        (path / f"{file}.yaml").write_text(text)
    return str(path)


def told(command: list[str], environ: dict[str, str] | None = None) -> dict[str, Any]:
    """What a story prints."""
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@libjuju
@pytest.mark.parametrize("series", ["3.3", "3.6"])
def test_libjuju_deploys_relates_watches_acts_and_removes(series: str, tmp_path: Path) -> None:
    web = charm(
        tmp_path,
        "web",
        "requires:\n  db: {interface: mysql}",
        config="options:\n  title: {type: string, default: My Title, description: the title}\n",
        actions="backup:\n  description: back up\n  params:\n    level: {type: integer}\n",
    )
    db = charm(tmp_path, "db", "provides:\n  server: {interface: mysql}")
    with fakejuju.FakeController(series) as controller:
        seen = told([str(LIBJUJU), str(HERE / "libjuju_story.py"), web, db], controller.environ())

    assert seen["units"] == ["db/0", "web/0", "web/1"]
    assert seen["statuses"] == ["active"]
    assert seen["relations"] == ["web:db db:server"]
    assert (seen["title"], seen["action"]) == ("Hello", "completed")
    assert (seen["left"], seen["exposed"]) == (["web"], True)
    assert {"application add", "unit add", "unit change", "application remove"} <= set(seen["heard"])


@jujulib
@pytest.mark.parametrize("series", ["2.9", "3.6", "4.0"])
def test_jujulib_logs_in_reads_the_status_and_watches(series: str) -> None:
    with fakejuju.FakeController(series) as controller:
        command = ["node", str(HERE / "jujulib_story.mjs"), str(NODE), controller.endpoint]
        seen = told([*command, controller.model_uuid, controller.password])

    assert seen["version"].startswith(series)
    assert (seen["model"], seen["applications"], seen["user"]) == ("default", [], "user-admin")
    assert seen.get("kinds") == (["model"] if series != "4.0" else None)
