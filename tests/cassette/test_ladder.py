"""Older formats go on loading."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakejuju.cassette import ladder
from fakejuju.cassette.files import load
from fakejuju.cassette.model import FORMAT
from fakejuju.errors import CassetteError

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("number", range(1, FORMAT + 1))
def test_a_golden_cassette_of_every_format_loads(number: int) -> None:
    cassette = load(GOLDEN / f"format-{number}.yaml")

    assert cassette.counts() == {
        "connections": 2, "exchanges": 4, "http": 3, "pushes": 0, "closes": 2, "strays": 1, "notes": 2,
    }  # fmt: skip
    assert cassette.header.juju == "3.6.28"


def test_the_number_is_that_of_the_first_line() -> None:
    assert ladder.format_of("fakejuju: 12\n") == 12
    assert ladder.format_of("juju: 4\nfakejuju: 12\n") == -1
    assert ladder.format_of("") == -1


def test_steps_are_climbed_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    climbed = []

    def step(number: int) -> None:
        def up(text: str) -> str:
            climbed.append(number)
            return text.replace(f"fakejuju: {number}\n", f"fakejuju: {number + 1}\n", 1)

        monkeypatch.setitem(ladder.STEPS, number, up)

    step(-1 + FORMAT)
    step(-2 + FORMAT if FORMAT > 1 else FORMAT)

    assert ladder.upgraded(f"fakejuju: {FORMAT - 1}\n") == f"fakejuju: {FORMAT}\n"
    assert climbed == [FORMAT - 1]


def test_a_number_of_the_future_is_refused_with_a_hint(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(f"fakejuju: {FORMAT + 1}\n")

    with pytest.raises(CassetteError, match="a newer fakejuju may read it"):
        load(path)
