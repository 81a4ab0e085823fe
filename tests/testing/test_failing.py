"""What the report of a failed test has besides."""

from __future__ import annotations

import re

import pytest

from fakejuju import FakeController

FAILS = """
import jujuclient

def test_it(juju, fake_controller):
    juju.deploy("postgresql", "db", config={"profile": "testing"})
    juju.add_secret("token", {"password": "hunter2-is-secret"})
    model = fake_controller.model().uuid
    log = fake_controller.simulation.log
    fake_controller.do(lambda: log(model, "unit-db-0", "ERROR", "unit.db", "it broke"))
    juju.wait(jujuclient.all_active)
    assert False
"""


def test_a_failure_shows_status_log_calls_seed_and_the_line_that_runs_it_again(
    suite: pytest.Pytester,
) -> None:
    suite.makepyfile(test_fails=FAILS)

    result = suite.runpytest("--juju-seed=4", "--juju-series", "3.6,4.0")

    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(
        [
            "*- juju status of juju-test-it on fake (Juju 3.6.*) -*",
            "juju-test-it  fake *",
            "db *active      1  postgresql *",
            "db/0* active *",
            "*- juju log of juju-test-it on fake (Juju 3.6.*) -*",
            "unit-db-0: 00:00:0* ERROR unit.db it broke",
            "*- juju calls -*",
            'Application.DeployFromRepository v* {"Args":*"ApplicationName":"db"*} -> {"Results":*',
            "*- juju: run it again -*",
            "seed 4",
            "pytest 'test_fails.py::test_it?3.6?' --juju-series=3.6,4.0 --juju-seed=4",
            "pytest 'test_fails.py::test_it?4.0?' --juju-series=3.6,4.0 --juju-seed=4",
        ]
    )


def test_the_line_runs_the_test_again(suite: pytest.Pytester) -> None:
    suite.mkdir("deep").joinpath("test_fails.py").write_text(FAILS)

    first = suite.runpytest("deep", "--juju-profile=steady", "--juju-series=2.9,4.0")
    line = next(line for line in first.outlines if line.startswith("pytest "))
    again = suite.runpytest(*(word.strip("'") for word in line.split()[1:]))

    assert "--juju-profile=steady" in line
    again.assert_outcomes(failed=1)
    wanted = [line for line in _without_ports(first.outlines) if line.startswith("Application.")]
    found = [line for line in _without_ports(again.outlines) if line.startswith("Application.")]
    assert found
    assert found == wanted[: len(found)]


def _without_ports(lines: list[str]) -> list[str]:
    return [re.sub(r'"port":\d+', "", line) for line in lines]


def test_no_secret_is_in_the_report(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        """
        def test_it(juju, fake_controller):
            juju.add_secret("token", {"password": "hunter2-is-secret"})
            model = fake_controller.model().uuid
            word = "hunter2-is-" + "secret"
            log = fake_controller.simulation.log
            fake_controller.do(lambda: log(model, "unit-x-0", "INFO", "unit", word))
            assert False, fake_controller.password[:0]
        """
    )
    with FakeController() as controller:
        password = controller.password

    result = suite.runpytest("--tb=no", "-rN", "--show-capture=all")
    shown = result.stdout.str() + str(suite.runpytest("--tb=line").stdout.str())

    assert "hunter2-is-secret" not in shown
    assert password not in shown


def test_answers_and_parameters_are_shortened_and_there_are_fifty_calls_at_most(
    suite: pytest.Pytester,
) -> None:
    suite.makepyfile(
        """
        def test_it(juju):
            for number in range(60):
                juju.set_annotations(None, {"note": f"{number:03}" + "x" * 1000})
            assert False
        """
    )

    result = suite.runpytest()

    calls = [line for line in result.outlines if line.startswith("Annotations.Set")]
    assert len(calls) == 50
    assert '"note":"059' in calls[-1]
    assert all(len(line) < 500 and "…" in line for line in calls)


def test_calls_that_are_the_same_in_a_row_are_shown_once(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        """
        def test_it(juju):
            for _ in range(7):
                juju.status()
            assert False
        """
    )

    suite.runpytest().stdout.fnmatch_lines(["Client.FullStatus *(7 times)"])


def test_an_error_of_the_controller_is_shown_with_its_code(suite: pytest.Pytester) -> None:
    suite.makepyfile("def test_it(juju):\n    juju.connection.call('Client', 99, 'FullStatus', {})\n")

    suite.runpytest().stdout.fnmatch_lines(["Client.FullStatus v99*-> error: *(not implemented)"])


def test_all_controllers_and_models_of_the_test_are_shown(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        """
        def test_it(juju, juju_factory):
            juju_factory.get_juju("there", controller="east", series="4.0").deploy("ubuntu")
            assert False
        """
    )

    suite.runpytest().stdout.fnmatch_lines(
        ["*juju status of juju-test-it on fake*", "*juju status of juju-test-it-there on east (Juju 4.0*"]
    )


def test_a_failure_in_a_fixture_has_it_too(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        """
        import pytest

        @pytest.fixture
        def app(juju):
            juju.deploy("nosuch-charm")

        def test_it(app):
            pass
        """
    )

    result = suite.runpytest()

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*juju status of *", "*juju: run it again*"])


def test_a_replay_shows_its_calls_and_asks_nothing(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        """
        import pytest

        @pytest.mark.juju_cassette("status.yaml")
        def test_it(juju):
            juju.status(storage=False)
            assert False
        """
    )

    result = suite.runpytest()

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*juju calls*", "Client.FullStatus v8 * -> {*", "*juju: run it again*"])
    assert "juju status of" not in result.stdout.str()
    assert "NotRecorded" not in result.stdout.str()


def test_a_real_controller_is_asked_for_status_and_log(suite: pytest.Pytester, real: FakeController) -> None:
    suite.makepyfile(
        """
        def test_it(juju):
            juju.deploy("ubuntu", "web")
            juju.close()
            assert False
        """
    )

    result = suite.runpytest("--juju-live=real")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["*juju status of admin/juju-test-it-*", "web *", "*juju calls*", "Application.Deploy*",
         "pytest *::test_it --juju-live=real --juju-seed=0"]
    )  # fmt: skip


def test_a_status_that_cannot_be_had_does_not_hide_the_failure(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("no status")

    monkeypatch.setattr("fakejuju.testing.failing._status", broken)
    suite.makepyfile("def test_it(juju):\n    assert 1 == 2\n")

    result = suite.runpytest()

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*assert 1 == 2*", "cannot be shown: ZeroDivisionError: no status"])


def test_a_failure_of_a_test_without_a_controller_is_left_alone(suite: pytest.Pytester) -> None:
    suite.makepyfile("def test_one(juju):\n    juju.status()\n\ndef test_two():\n    assert False\n")

    result = suite.runpytest()

    result.assert_outcomes(passed=1, failed=1)
    assert "run it again" not in result.stdout.str()


def test_xdist_brings_the_report_from_its_workers(suite: pytest.Pytester) -> None:
    suite.makepyfile(test_fails=FAILS)

    result = suite.runpytest("-n1", "-p", "no:hypothesispytest", "-p", "no:cov", "-p", "no:anyio")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*juju status of juju-test-it on fake*", "*juju calls*", "seed 0"])
    result.stdout.fnmatch_lines(["pytest test_fails.py::test_it --juju-seed=0"])
