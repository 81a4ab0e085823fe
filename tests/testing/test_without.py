"""The plugin beside others, without others, and without itself."""

from __future__ import annotations

import subprocess
import sys

import pytest

SUITE = """
import pytest

def test_simulated(juju):
    juju.deploy("ubuntu")

@pytest.mark.juju_cassette("status.yaml")
def test_replayed(juju):
    juju.status(storage=False)

@pytest.mark.juju_cassette("status.yaml")
def test_unplayed(juju_cassette):
    pass
"""


OTHERS = "xdist cacheprovider timeout logging capture unittest tmpdir warnings assertion skipping"


@pytest.mark.parametrize("without", OTHERS.split())
def test_no_other_plugin_is_needed(suite: pytest.Pytester, without: str) -> None:
    suite.makepyfile(SUITE)

    result = suite.runpytest("-p", f"no:{without}")

    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(["*cassettes: 1 replayed, 1 unplayed in part*"])


def test_no_terminal_is_needed(suite: pytest.Pytester) -> None:
    suite.makepyfile(SUITE)

    assert suite.runpytest("-p", "no:terminal").ret == pytest.ExitCode.OK


def test_without_a_terminal_a_marker_that_makes_no_sense_is_refused_too(suite: pytest.Pytester) -> None:
    suite.makepyfile("import pytest\n\n@pytest.mark.juju(serie=1)\ndef test_it(juju):\n    pass\n")

    assert suite.runpytest("-p", "no:terminal").ret != pytest.ExitCode.OK


def test_many_are_left_out_at_once(suite: pytest.Pytester) -> None:
    suite.makepyfile(SUITE)

    words = [
        word for name in ("xdist", "cacheprovider", "timeout", "logging") for word in ("-p", f"no:{name}")
    ]
    suite.runpytest(*words).assert_outcomes(passed=3)


def test_without_the_plugin_nothing_of_it_is_there(suite: pytest.Pytester) -> None:
    suite.makepyfile("def test_it(juju):\n    pass\n", test_unconcerned="def test_plain():\n    pass\n")

    result = suite.runpytest("-p", "no:fakejuju")

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*fixture 'juju' not found*"])
    assert not any(line.startswith("juju:") for line in result.outlines)


def test_a_fixture_of_the_suite_wins(suite: pytest.Pytester) -> None:
    suite.makeconftest("import pytest\n\n@pytest.fixture\ndef juju():\n    return 'mine'\n")
    suite.makepyfile("def test_it(juju):\n    assert juju == 'mine'\n")

    result = suite.runpytest()

    result.assert_outcomes(passed=1)
    assert "--juju-offline" not in result.stdout.str()


THEIRS = """
import pytest

@pytest.fixture(scope="module")
def juju():
    return "theirs"

@pytest.fixture(scope="module")
def juju_factory():
    return "theirs"
"""


def test_another_plugin_keeps_its_names_until_offline(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite.makepyfile(their_plugin=THEIRS)
    monkeypatch.syspath_prepend(suite.path)
    suite.makepyfile(
        test_theirs="def test_it(juju, juju_factory):\n    assert juju == juju_factory == 'theirs'\n",
        test_fake="def test_it(fake_model):\n    assert not fake_model.status().apps\n",
    )

    beside = suite.runpytest("-p", "their_plugin")
    offline = suite.runpytest("-p", "their_plugin", "--juju-offline")

    beside.assert_outcomes(passed=2)
    beside.stdout.fnmatch_lines(
        ["juju: simulated 3.6 *; juju and juju_factory are those of their_plugin (--juju-offline for ours)"]
    )
    offline.assert_outcomes(passed=1, failed=1)
    assert "their_plugin" not in next(line for line in offline.outlines if line.startswith("juju: "))


def test_unittest_classes_and_doctests_are_left_alone(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        '''
        import unittest

        def double(number):
            """Twice.

            >>> double(2)
            4
            """
            return number * 2

        class TestIt(unittest.TestCase):
            def test_it(self):
                self.assertEqual(double(1), 2)
        '''
    )

    suite.runpytest("--doctest-modules", "--juju-series=2.9,4.0").assert_outcomes(passed=2)


def test_the_unused_plugin_imports_nothing_heavy_and_starts_nothing(suite: pytest.Pytester) -> None:
    suite.makeconftest(
        """
        import sys, threading

        def pytest_sessionfinish():
            names = {name.partition(".")[0] for name in sys.modules}
            heavy = "uvicorn websockets httpx trustme msgspec yaml websocket cryptography rich click"
            print("heavy", sorted(names & set(heavy.split())), threading.active_count())
            print("ours", sum(name.startswith(("fakejuju", "jujuclient")) for name in sys.modules))
        """
    )
    suite.makepyfile("def test_it():\n    pass\n")
    words = [
        sys.executable,
        "-m",
        "pytest",
        "-s",
        "-p",
        "no:xdist",
        "-p",
        "no:anyio",
        "-p",
        "no:hypothesispytest",
    ]

    said = subprocess.run(
        words, cwd=suite.path, capture_output=True, text=True, timeout=60, check=True
    ).stdout

    assert "heavy [] 1" in said
    ours = next(line for line in said.splitlines() if line.startswith("ours"))
    assert int(ours.split()[1]) <= 12
