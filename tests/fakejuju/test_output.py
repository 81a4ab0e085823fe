"""Standard output that takes no more: one line for a full disk, none for a reader that has enough."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakejuju import FakeController

CASSETTE = str(Path(__file__).parents[2] / "cassettes" / "juju-4.0" / "09-status.yaml")
NEW = "new.yaml"
"""Stands for a file in the folder of a test."""
PRINTING = {
    "fakejuju": [
        ["--help"], ["--version"], ["serve", "--help"], ["serve"], ["serve", "--", "true"],
        ["replay", CASSETTE], ["record", "--endpoint", "localhost:1", NEW], ["show", CASSETTE],
        ["diff", CASSETTE, CASSETTE], ["scan", CASSETTE], ["coverage"], ["verify", CASSETTE],
        ["env", "--unset"],
    ],
    "jujuclient": [
        ["--help"], ["status", "--help"], ["facades"], ["facades", "Application"], ["status"],
        ["status", "--format", "json"], ["status", "--format", "yaml"], ["models"],
    ],
}  # fmt: skip
"""Commands, and words with which each prints something."""
WORDS = [
    pytest.param(program, words, id=f"{program} {' '.join(words).replace(CASSETTE, 'CASSETTE')}")
    for program, each in PRINTING.items()
    for words in each
]
STATUS = {"fakejuju": 2, "jujuclient": 1}
"""Exit statuses of what cannot be written: 2 of jujuclient says that nothing was changed."""


@pytest.fixture(scope="module")
def environ() -> Iterator[dict[str, str]]:
    with FakeController(juju="3.6") as controller:
        told = {key: value for key, value in os.environ.items() if not key.startswith("PYTHONUNBUFFERED")}
        yield {**told, **controller.environ()}


def run(
    program: str, words: list[str], folder: Path, *flags: str, **more: Any
) -> subprocess.CompletedProcess[str]:
    given = [str(folder / word) if word == NEW else word for word in words]
    return subprocess.run(
        [sys.executable, *flags, "-m", f"{program}.cli", *given],
        stderr=subprocess.PIPE, text=True, timeout=60, check=False, **more,
    )  # fmt: skip


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a disk that is full is /dev/full, of Linux")
@pytest.mark.parametrize(("program", "words"), WORDS)
def test_a_full_disk_is_one_line_and_a_status(
    program: str, words: list[str], environ: dict[str, str], tmp_path: Path
) -> None:
    with open("/dev/full", "w") as full:
        done = run(program, words, tmp_path, stdout=full, env=environ)

    assert done.stderr == f"{program}: standard output cannot be written to: No space left on device\n"
    assert done.returncode == STATUS[program]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a disk that is full is /dev/full, of Linux")
@pytest.mark.parametrize(
    ("program", "words"),
    [("fakejuju", ["serve"]), ("fakejuju", ["show", CASSETTE]), ("jujuclient", ["status"])],
)
def test_a_full_disk_is_one_line_where_python_buffers_nothing(
    program: str, words: list[str], environ: dict[str, str], tmp_path: Path
) -> None:
    with open("/dev/full", "w") as full:
        done = run(program, words, tmp_path, "-u", stdout=full, env=environ)

    assert done.stderr == f"{program}: standard output cannot be written to: No space left on device\n"
    assert done.returncode == STATUS[program]


@pytest.mark.parametrize(("program", "words"), WORDS)
def test_a_reader_that_has_enough_ends_it_without_a_word(
    program: str, words: list[str], environ: dict[str, str], tmp_path: Path
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = run(program, words, tmp_path, stdout=writing, env=environ)
    finally:
        os.close(writing)

    assert (done.stderr, done.returncode) == ("", 141)


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("fakejuju", ["serve", "--", "true"]), ("fakejuju", ["show", CASSETTE]), ("jujuclient", ["status"]),
        ("jujuclient", ["status", "--format", "yaml"]), ("jujuclient", ["facades"]),
    ],
)  # fmt: skip
def test_no_standard_output_at_all_is_no_error(
    program: str, words: list[str], environ: dict[str, str]
) -> None:
    command = ["sh", "-c", 'exec "$@" >&-', "sh", sys.executable, "-m", f"{program}.cli", *words]

    done = subprocess.run(command, env=environ, stderr=subprocess.PIPE, text=True, timeout=60, check=False)

    assert (done.stderr, done.returncode) == ("", 0)
