"""Every Python example of the pages, run on a simulated controller."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import fakejuju

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [
    "tutorial.md",
    "from-jubilant.md",
    "from-python-libjuju.md",
    "from-jujuclient-054.md",
    "simulator.md",
]


@pytest.mark.parametrize("juju", ["3.6", "4.0"])
@pytest.mark.parametrize("page", PAGES)
def test_the_examples_of_a_page_run(
    page: str, juju: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (DOCS / page).read_text(), re.DOTALL)
    assert blocks
    with fakejuju.FakeController(juju) as controller:
        monkeypatch.setenv("JUJU_DATA", str(controller.juju_data))
        monkeypatch.delenv("JUJU_MODEL", raising=False)
        monkeypatch.delenv("JUJU_CONTROLLER", raising=False)
        namespace: dict[str, object] = {}
        for block in blocks:
            exec(compile(block, page, "exec"), namespace)
        juju_left = namespace.get("juju")
        if juju_left is not None:
            juju_left.close()  # type: ignore[attr-defined]  # a Model, left open by the page
    capsys.readouterr()
