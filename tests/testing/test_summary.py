"""The summary of cassettes, the same for any number of workers and in any order; orphans."""

from __future__ import annotations

import re
import shutil

import pytest

LIGHT = ("-p", "no:hypothesispytest", "-p", "no:cov", "-p", "no:anyio")
"""Each worker is a Python of its own, and begins sooner without these."""
ASK = "juju.status(storage=False)"
MIXED = f"""
import pytest

@pytest.mark.juju_cassette("cassettes/a.yaml")
def test_replayed(juju):
    {ASK}

@pytest.mark.juju_cassette("cassettes/b.yaml")
def test_unplayed(juju_cassette):
    juju_cassette.connect().close()

@pytest.mark.juju_cassette("cassettes/c.yaml")
def test_failed(juju_cassette):
    assert False

@pytest.mark.parametrize("number", range(6))
def test_simulated(juju, number):
    juju.deploy("ubuntu", f"app{{number}}")
    assert list(juju.status().apps) == [f"app{{number}}"]
"""


@pytest.fixture
def mixed(suite: pytest.Pytester) -> pytest.Pytester:
    folder = suite.mkdir("cassettes")
    for name in ("a", "b", "c", "old"):
        shutil.copy(suite.path / "status.yaml", folder / f"{name}.yaml")
    (folder / "values.yaml").write_text("no: cassette\n")
    suite.makepyfile(test_mixed=MIXED)
    return suite


def summary(result: pytest.RunResult) -> list[str]:
    lines = result.outlines
    begin = next((at for at, line in enumerate(lines) if "- cassettes: " in line), len(lines))
    end = next((at for at, line in enumerate(lines) if at > begin and line.startswith("=")), len(lines))
    return [line for line in lines[begin:end] if line]


WANTED = [
    "cassettes: 3 replayed, 1 unplayed in part, 1 orphaned",
    "replayed: cassettes/a.yaml, cassettes/b.yaml, cassettes/c.yaml",
    "cassettes: recorded and not asked for:",
    "  test_mixed.py::test_unplayed: 1 of the recorded calls: Client.FullStatus v8",
    "cassettes: orphaned, no test of this run names them:",
    "  cassettes/old.yaml",
]


@pytest.mark.parametrize(
    "workers", [[], ["-n0"], ["-n1"], ["-n2"], pytest.param(["-n8"], marks=pytest.mark.slow)]
)
def test_the_summary_is_the_same_with_any_number_of_workers(
    mixed: pytest.Pytester, workers: list[str]
) -> None:
    result = mixed.runpytest(*LIGHT, *workers)

    result.assert_outcomes(passed=8, failed=1)
    found = summary(result)
    assert found[0].strip("- ") == WANTED[0]
    assert found[1:] == WANTED[1:]


@pytest.mark.parametrize("seed", range(3))
def test_the_result_is_the_same_in_random_order(mixed: pytest.Pytester, seed: int) -> None:
    mixed.makeconftest(
        f"""
        import random

        def pytest_collection_modifyitems(items):
            random.Random({seed}).shuffle(items)
        """
    )

    result = mixed.runpytest()

    result.assert_outcomes(passed=8, failed=1)
    assert summary(result)[1:] == WANTED[1:]


def test_without_cassettes_there_is_no_summary(suite: pytest.Pytester) -> None:
    suite.makepyfile("def test_it(juju):\n    pass\n")

    assert "cassettes: " not in suite.runpytest().stdout.str()


@pytest.mark.parametrize(
    "given", [["test_mixed.py"], ["test_mixed.py::test_replayed"], ["--ignore=deep"], ["--collect-only"]]
)
def test_a_run_of_some_tests_tells_of_no_orphans(mixed: pytest.Pytester, given: list[str]) -> None:
    assert "orphaned" not in mixed.runpytest(*given).stdout.str()


def test_deselected_tests_name_their_cassettes(mixed: pytest.Pytester) -> None:
    said = mixed.runpytest("-k", "replayed").stdout.str()

    assert "1 replayed, 1 orphaned" in said
    assert "  cassettes/old.yaml" in said


def test_a_folder_knows_its_own_orphans_only(mixed: pytest.Pytester) -> None:
    deep = mixed.mkdir("deep")
    shutil.copy(mixed.path / "status.yaml", deep / "one.yaml")
    (deep / "test_deep.py").write_text(
        f'import pytest\n\n@pytest.mark.juju_cassette("one.yaml")\ndef test_it(juju):\n    {ASK}\n\n'
        f'@pytest.mark.juju_cassette("cassettes/a.yaml")\ndef test_two(juju):\n    {ASK}\n'
    )

    some, whole = mixed.runpytest("deep"), mixed.runpytest()

    some.assert_outcomes(passed=2)
    assert "orphaned" not in some.stdout.str()
    assert "  cassettes/old.yaml" in whole.stdout.str()


def test_cassettes_of_other_series_are_no_orphans(suite: pytest.Pytester) -> None:
    for name in ("x-3.6", "x-4.0", "y-4.0"):
        shutil.copy(suite.path / "status.yaml", suite.path / f"{name}.yaml")
    (suite.path / "status.yaml").unlink()
    suite.makepyfile(
        f'import pytest\n\n@pytest.mark.juju_cassette("x-{{series}}.yaml")\ndef test_it(juju):\n    {ASK}\n'
    )

    result = suite.runpytest("--juju-series=4.0")

    assert [line.strip() for line in summary(result)[3:]] == ["y-4.0.yaml"]


def test_default_cassettes_of_modules_that_are_gone_are_orphans(suite: pytest.Pytester) -> None:
    for name in ("test_here/test_it", "test_gone/test_it"):
        path = suite.path / "cassettes" / f"{name}.yaml"
        path.parent.mkdir(parents=True)
        shutil.copy(suite.path / "status.yaml", path)
    suite.makepyfile(
        test_here=f"import pytest\n\n@pytest.mark.juju_cassette\ndef test_it(juju):\n    {ASK}\n"
    )

    result = suite.runpytest()

    result.assert_outcomes(passed=1)
    assert [line.strip() for line in summary(result)[3:]] == ["cassettes/test_gone/test_it.yaml"]


def test_many_replayed_cassettes_are_named_with_v(suite: pytest.Pytester) -> None:
    for number in range(12):
        shutil.copy(suite.path / "status.yaml", suite.path / f"c{number:02}.yaml")
    tests = (
        f'@pytest.mark.juju_cassette("c{number:02}.yaml")\ndef test_{number}(juju):\n    {ASK}\n'
        for number in range(12)
    )
    suite.makepyfile("import pytest\n" + "\n".join(tests))

    short, long = suite.runpytest("test_many_replayed_cassettes_are_named_with_v.py"), suite.runpytest("-v")

    assert any(re.fullmatch(r"replayed: c00.yaml, .*c09.yaml and 2 more \(-v names them\)", line)
               for line in short.outlines)  # fmt: skip
    assert any(line.endswith("c10.yaml, c11.yaml") for line in long.outlines)


def test_nothing_is_lost_with_errors_of_collection_under_xdist(mixed: pytest.Pytester) -> None:
    mixed.makepyfile(test_bad="import pytest\n\n@pytest.mark.juju(serie=1)\ndef test_it(juju):\n    pass\n")

    alone, workers = mixed.runpytest(), mixed.runpytest("-n1", *LIGHT)

    alone.assert_outcomes(errors=1)
    assert workers.parseoutcomes()["errors"] >= 1
    for result in (alone, workers):
        result.stdout.fnmatch_lines(
            ["*ERROR collecting test_bad.py*", "test_it: *'serie'*is 'series' meant?"]
        )
