"""The front page: its examples run, its commands are there, its table and picture are of today."""

from __future__ import annotations

import html
import re
import subprocess
from pathlib import Path

import click
import pytest

import fakejuju
from fakejuju.cli import main

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
BLOCKS = [text for language, text in FENCE.findall(README) if language == "python"]
SIMULATOR = (ROOT / "docs" / "simulator.md").read_text()
SUITES = [block for block in BLOCKS if "def test_" in block]
OF_2015 = [block for block in BLOCKS if "Environment" in block]
SESSIONS = [block for block in BLOCKS if block not in SUITES + OF_2015]


@pytest.fixture
def docs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The programs of the folder docs are modules."""
    monkeypatch.syspath_prepend(str(ROOT / "docs"))


def run_block(block: str, juju: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run an example as somebody would whose shell points at a simulated controller."""
    monkeypatch.chdir(ROOT)
    with fakejuju.FakeController(juju) as controller:
        for key in ("JUJU_MODEL", "JUJU_CONTROLLER", "JUJU_ENV"):
            monkeypatch.delenv(key, raising=False)
        monkeypatch.setenv("JUJU_DATA", str(controller.juju_data))
        monkeypatch.setenv("JUJU_HOME", str(controller.juju_data))
        exec(compile(block, "README.md", "exec"), {})


def test_the_examples_are_of_the_kinds_that_are_run_below() -> None:
    assert (len(SESSIONS), len(SUITES), len(OF_2015)) == (3, 1, 1)


@pytest.mark.parametrize(("number", "juju"), [(0, "3.6"), (0, "4.0"), (1, "3.6"), (2, "4.0")])
def test_an_example_runs(
    number: int, juju: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run_block(SESSIONS[number], juju, monkeypatch)

    said = capsys.readouterr().out
    assert all(word in said for word in re.findall(r"print\(.*\)  # (\w+)$", SESSIONS[number], re.MULTILINE))


@pytest.mark.parametrize("juju", ["1.18", "1.25", "2.9", "3.6", "4.0"])
def test_the_session_of_2015_runs(
    juju: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run_block(OF_2015[0], juju, monkeypatch)

    assert capsys.readouterr().out == "True\n"


def test_the_suite_runs(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(SUITES[0])

    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=3)


@pytest.mark.parametrize(
    ("page", "commands"),
    [(README, {"serve", "record", "show", "scan", "replay"}), (SIMULATOR, {"serve"})],
    ids=["README.md", "simulator.md"],
)
def test_the_commands_and_their_options_are_there(page: str, commands: set[str]) -> None:
    seen = set()
    shell = [text for language, text in FENCE.findall(page) if not language]
    for line in "\n".join(shell).splitlines():
        words = line.partition("#")[0].partition(" -- ")[0].split()
        if words[:1] == ["make"]:
            assert re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text(), re.MULTILINE), line
        if words[:1] != ["fakejuju"]:
            continue
        command = main.get_command(click.Context(main), words[1])
        assert command is not None, line
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known, line
        seen.add(words[1])
    assert seen == commands


def test_every_option_of_serve_is_on_the_page() -> None:
    serve = main.get_command(click.Context(main), "serve")
    assert serve is not None
    for parameter in serve.params:
        named = [option for option in parameter.opts if option.startswith("-")]
        assert not named or any(option in SIMULATOR for option in named), named


def test_its_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", README):
        assert (ROOT / target).exists(), target


def test_its_table_is_of_today(docs: None) -> None:
    import readme  # type: ignore[import-not-found]  # of the folder docs

    assert readme.written(README) == README, "run `make docs`"


def test_its_picture_is_of_a_real_run(docs: None) -> None:
    import picture  # type: ignore[import-not-found]  # of the folder docs

    drawn = html.unescape(re.sub(r"<[^>]+>", "\n", (ROOT / "docs" / "terminal.svg").read_text()))
    there = {" ".join(line.split()) for line in drawn.replace("\xa0", " ").splitlines()}
    words = set(" ".join(there).split())

    told = picture.session(picture.COMMANDS)

    assert "fonts" not in drawn
    for command, output in told:
        assert set(f"{command} {output}".split()) <= words, f"{command}: run `make docs`"
    assert re.search(r"\d+\spassed", drawn)
    assert not re.search(r"passed\s+in\s", drawn), "a duration is another on each run of `make docs`"


@pytest.mark.parametrize("took", [" in 5.22s", " in 71.03s (0:01:11)"])
def test_how_long_the_tests_took_is_not_in_its_picture(
    took: str, docs: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    import picture

    printed = f"..\n30 passed{took}\n{picture._END}"
    done = subprocess.CompletedProcess[str]([], 0, stdout=printed)
    monkeypatch.setattr(picture.subprocess, "run", lambda *_, **__: done)

    assert picture.session((picture.SUITE,)) == [(picture.SUITE, "..\n30 passed\n")]


def test_the_programs_of_the_page_are_run_by_make_docs() -> None:
    rule = (ROOT / "Makefile").read_text().partition("\ndocs:")[2].partition("\n\n")[0]

    assert "docs/readme.py" in rule
    assert "docs/picture.py" in rule
