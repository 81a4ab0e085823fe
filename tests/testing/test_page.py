"""docs/pytest.md: its examples run as a suite of their own, and it names all there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fakejuju.testing import settings

PAGE = Path(__file__).parents[2] / "docs" / "pytest.md"


@pytest.mark.parametrize("series", ["3.6", "4.0"])
def test_the_examples_of_the_page_pass(suite: pytest.Pytester, series: str) -> None:
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    tests = sum(len(re.findall("^def test_", block, re.MULTILINE)) for block in blocks)
    suite.makepyfile(test_of_page="\n\n".join(blocks))

    result = suite.runpytest(f"--juju-series={series}", "--strict-markers")

    assert tests > 3
    result.assert_outcomes(passed=tests)


def test_the_page_names_every_option_fixture_and_marker() -> None:
    said = PAGE.read_text()

    for name, _, _ in settings._TABLE:
        assert f"`--{name.replace('_', '-')}" in said
    for name in ("juju", "juju_factory", "juju_charm", "fake_controller", "fake_model", "juju_cassette"):
        assert re.search(rf"\| .*`{name}`", said)
    assert "juju_scope" in said
