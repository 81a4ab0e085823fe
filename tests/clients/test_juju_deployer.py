"""juju-deployer 0.11.0, unmodified, works on this jujuclient as it did on 0.54, and on today's controllers.

``make test`` puts it in an environment of its own (``.venv/deployer``); a plain pytest run skips.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

import fakejuju

PYTHON = Path(__file__).parents[2] / ".venv" / "deployer" / "bin" / "python"
STORY = Path(__file__).parent / "deployer_story.py"

pytestmark = pytest.mark.skipif(
    not PYTHON.exists(), reason="no juju-deployer here: `make clients` installs it"
)


@pytest.mark.parametrize(("juju", "root"), [("1.25", "environment"), ("2.9", "model"), ("3.6", "model")])
def test_it_deploys_waits_annotates_and_resets(juju: str, root: str) -> None:
    with fakejuju.FakeController(juju) as fake:
        where = {
            "ENDPOINT": f"wss://{fake.endpoint}/{root}/{fake.model_uuid}/api",
            "CACERT": str(fake.cacert),
            "UUID": fake.model_uuid,
            "PASSWORD": fake.password,
        }
        done = subprocess.run(
            [str(PYTHON), str(STORY), juju[0] if juju[0] == "1" else "2", "cs:trusty/mysql-1"],
            env={**os.environ, **where}, capture_output=True, text=True, timeout=100, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    seen: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])

    assert seen["units"] == ["db/0", "db/1"]
    cores = "cpu-cores" if juju == "1.25" else "cores"
    assert (seen["constraints"]["mem"], seen["constraints"][cores]) == (2048, 2)
    assert seen["machine"] == "2"
    assert seen["annotations"] == {"gui-x": "1"}
    assert seen["left"] == []
