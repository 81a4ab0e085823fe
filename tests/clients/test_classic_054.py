"""jujuclient 0.54.0, unmodified, on simulated controllers of its time.

``make clients`` puts it in an environment of its own; a plain pytest run skips.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from test_other_clients import ROOT, told

import fakejuju

PYTHON = ROOT / ".venv" / "classic054" / "bin" / "python"
STORY = Path(__file__).parent / "classic_story.py"
CHARM = ROOT / "examples" / "other-clients" / "charms" / "web"

pytestmark = pytest.mark.skipif(
    not PYTHON.exists(), reason="no jujuclient 0.54 here: `make clients` installs it"
)


@pytest.mark.parametrize("juju", ["1.22", "1.25", "2.0", "2.8"])
def test_it_deploys_relates_acts_backs_up_watches_and_tears_down(juju: str) -> None:
    major = juju[0]
    with fakejuju.FakeController(juju) as fake:
        # Up to 1.22 there is one environment; later ones are backed up in the controller's own.
        uuid = fake.model_uuid if juju == "1.22" else fake.model("controller").uuid
        root = "environment" if major == "1" else "model"
        environ = {
            **{key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
            "ENDPOINT": f"wss://{fake.endpoint}/{root}/{uuid}/api",
            "CACERT": str(fake.cacert),
            "UUID": uuid,
            "PASSWORD": fake.password,
        }
        seen = told([str(PYTHON), str(STORY), major, str(CHARM)], environ)

    assert (seen["constraints"]["mem"], seen["debug"]) == (512, True)
    assert list(seen["container"].values()) == [["db/2"]]
    assert list(seen["url"].values()) == ["local:trusty/web-0"]
    assert seen["action"][0] == "pending"
    assert seen["action"][1] in ("pending", "running", "completed")
    assert seen["annotations"] == [{"note": "mine"}]
    assert seen["backup"] == "before"
    assert {"machine", "service" if major == "1" else "application", "unit", "relation"} <= set(
        seen["changes"]
    )
    assert seen["left"] == []
