"""The plugin, in suites of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CASSETTES = Path(__file__).parents[2] / "cassettes" / "juju-4.0"
TEST = """
import pytest

@pytest.mark.juju_cassette("{cassette}"{more})
def test_status(juju_controller):
    with juju_controller.connect() as connection:
        {body}
"""
ASK = 'connection.call("Client", 8, "FullStatus", {"patterns": None})'


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    shutil.copy(CASSETTES / "09-status.yaml", pytester.path / "status.yaml")
    return pytester


def write(suite: pytest.Pytester, body: str = ASK, cassette: str = "status.yaml", more: str = "") -> None:
    suite.makepyfile(TEST.format(cassette=cassette, body=body, more=more))


def test_a_test_is_answered_from_the_cassette_beside_it(suite: pytest.Pytester) -> None:
    write(suite)

    suite.runpytest("--strict-markers").assert_outcomes(passed=1)


def test_a_cassette_is_looked_for_in_the_root_folder_too(suite: pytest.Pytester) -> None:
    suite.mkdir("deep").joinpath("test_deep.py").write_text(
        TEST.format(cassette="status.yaml", body=ASK, more="")
    )

    suite.runpytest("deep").assert_outcomes(passed=1)


def test_a_miss_fails_the_test_even_when_the_test_swallows_it(suite: pytest.Pytester) -> None:
    body = """
        try:
            connection.call("Client", 8, "FullStatus", {"patterns": ["x"]})
        except Exception:
            pass"""
    write(suite, body.strip("\n ").replace("        try", "try"))

    result = suite.runpytest()

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*NotRecorded*Client.FullStatus v8*is not in the cassette*"])


def test_an_error_inside_the_fake_fails_the_test_and_shows_its_cause(suite: pytest.Pytester) -> None:
    suite.makeconftest(
        """
import pytest
from fakejuju.player import Player

@pytest.fixture(autouse=True)
def broken(monkeypatch):
    def answer(self, conversation, request):
        raise ZeroDivisionError("inside the fake")
    monkeypatch.setattr(Player, "answer", answer)
"""
    )
    suite.makepyfile(
        """
import pytest

@pytest.mark.juju_cassette("status.yaml")
def test_quiet(juju_controller):
    try:
        juju_controller.connect(timeout=10)
    except Exception:
        pass
"""
    )

    result = suite.runpytest()

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*ZeroDivisionError*inside the fake*"])


@pytest.mark.parametrize("workers", [[], ["-n", "2"]])
def test_what_was_not_asked_for_is_listed_when_the_test_passed(
    suite: pytest.Pytester, workers: list[str]
) -> None:
    write(suite, "pass")

    result = suite.runpytest(*workers)

    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(
        [
            "*cassettes: recorded and not asked for*",
            "*::test_status: 1 of the recorded calls: Client.FullStatus v8",
        ]
    )


def test_what_was_not_asked_for_is_not_listed_when_the_test_failed(suite: pytest.Pytester) -> None:
    write(suite, "assert False")

    result = suite.runpytest()

    result.assert_outcomes(failed=1)
    assert "not asked for" not in result.stdout.str()


def test_the_options_of_the_marker_reach_the_replay(suite: pytest.Pytester) -> None:
    write(suite, f"{ASK}; {ASK}", more=', repeat="last", order="any", mode="none"')

    suite.runpytest().assert_outcomes(passed=1)


def test_a_missing_marker_and_a_missing_cassette_are_told(suite: pytest.Pytester) -> None:
    suite.makepyfile("def test_bare(juju_controller): pass")
    bare = suite.runpytest()
    write(suite, cassette="nosuch.yaml")
    missing = suite.runpytest("test_a_missing_marker_and_a_missing_cassette_are_told.py")

    bare.assert_outcomes(errors=1)
    bare.stdout.fnmatch_lines(["*juju_controller needs a cassette*"])
    missing.assert_outcomes(errors=1)
    missing.stdout.fnmatch_lines(["*there is no cassette *nosuch.yaml*--juju-record once*"])


def test_the_marker_is_documented(suite: pytest.Pytester) -> None:
    suite.runpytest("--markers").stdout.fnmatch_lines(["*juju_cassette(path=None, mode=*"])


def test_nothing_heavy_is_imported_before_a_fixture_is_used() -> None:
    code = (
        "import sys, pytest; before = set(sys.modules); import fakejuju.pytest_plugin;"
        "new = {name.partition('.')[0] for name in set(sys.modules) - before};"
        "print(sorted(new & {'uvicorn', 'websockets', 'httpx', 'trustme', 'msgspec', 'yaml', 'websocket'}))"
    )

    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )

    assert said.stdout.strip() == "[]"
