"""The example of rows in docs/simulator.md, as a test."""

from __future__ import annotations

import re
from pathlib import Path

import fakejuju
from jujuclient.model import Model

PAGE = Path(__file__).parents[2] / "docs" / "simulator.md"


def test_the_rows_of_the_page_do_what_it_says(tmp_path: Path) -> None:
    found = re.search(r"```yaml\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert found is not None
    rows = tmp_path / "rows.yaml"
    rows.write_text(found[1].replace("fail: install, times: 1", "fail: stop, times: 1"))
    with fakejuju.FakeController("3.6", rows=rows) as controller:
        with Model.at(
            controller.endpoint, controller.model_uuid, cacert=controller.ca, password=controller.password
        ) as model:
            model.deploy("postgresql")
            before = model.status().apps["postgresql"].units["postgresql/0"]
            model.deploy("ubuntu", "web")
        unit = controller.model().units["postgresql/0"]
        assert (before.workload_status.current, before.workload_status.message) == ("blocked", "no relation")
        assert unit.workload.current == "blocked"
