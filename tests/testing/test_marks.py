"""The markers, and what is refused at collection."""

from __future__ import annotations

import pytest

from fakejuju import FakeController


def refused(suite: pytest.Pytester, mark: str, words: str, *given: str, fixture: str = "juju") -> None:
    """A test with this marker is an error of collection, and nothing runs."""
    suite.makepyfile(
        test_marked=f"import pytest\n\n@pytest.mark.{mark}\ndef test_it({fixture}):\n    pass\n",
        test_other="def test_fine():\n    pass\n",
    )
    result = suite.runpytest(*given)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*ERROR collecting test_marked.py*", f"test_it*: {words}"])
    assert "Traceback" not in result.stdout.str()


# --- juju ------------------------------------------------------------------------------------


def test_the_marker_says_what_the_controller_is(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        """
        import pytest
        from fakejuju import FakeController

        @pytest.mark.juju(series="4.0", profile="manual", seed=3)
        def test_it(juju, fake_controller):
            assert juju.status().model.version.startswith("4.0")
            with FakeController(seed=3) as same:
                assert same.controller_uuid == fake_controller.controller_uuid
            juju.deploy("ubuntu")
            assert not juju.status().apps["ubuntu"].is_active

        @pytest.mark.juju(series=["2.9", "3.6"])
        class TestSeveral:
            def test_both(self, juju, request):
                assert juju.status().model.version.startswith(request.node.callspec.id)

            @pytest.mark.juju(series="4.1")
            def test_nearest(self, juju):
                assert juju.status().model.version.startswith("4.1")

            @pytest.mark.juju(profile="steady")
            def test_the_rest_is_of_the_class(self, juju, request):
                assert juju.status().model.version.startswith(request.node.callspec.id)

        def test_plain(juju):
            assert juju.status().model.version.startswith("3.6")
        """
    )

    result = suite.runpytest("--strict-markers")

    result.assert_outcomes(passed=7)


def test_a_test_of_other_series_than_those_asked_for_is_skipped_and_says_so(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        """
        import pytest

        @pytest.mark.juju(series="2.9")
        def test_old(juju):
            pass

        @pytest.mark.juju(series="2.9,4.0")
        def test_some(juju):
            pass
        """
    )

    result = suite.runpytest("--juju-series=3.6,4.0", "-rs")

    result.assert_outcomes(passed=1, skipped=1)
    result.stdout.fnmatch_lines(["*the test is for Juju 2.9; this run is of 3.6, 4.0*"])


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        ('juju(serie="3.6")', "*marker juju*'serie'*takes series, profile, seed; is 'series' meant?*"),
        ('juju("3.6")', "*the marker juju too many positional arguments; it takes series, profile, seed*"),
        ('juju(series="9.9")', "*juju(series=…): there is no Juju series '9.9' to simulate; there are*"),
        ('juju(series="3.6,bionic")', "*juju(series=…): *bionic*is not a Juju version*"),
        ('juju(series="")', "*juju(series=…) names no series*"),
        ("juju(series=[])", "*juju(series=…) names no series*"),
        ("juju(series=3.6j)", "*juju(series=…)*"),
        ('juju(profile="fast")', "*juju(profile=…) is one of instant, steady, manual, chaos, not 'fast'*"),
        ('juju(seed="x")', "*juju(seed=…) is a whole number, not 'x'*"),
        ("juju(seed=True)", "*juju(seed=…) is a whole number, not True*"),
    ],
)
def test_a_marker_that_makes_no_sense_is_refused(suite: pytest.Pytester, mark: str, words: str) -> None:
    refused(suite, mark, words)


# --- juju_cassette ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        ('juju_cassette("status.yaml", mod="none")', "*'mod'*it takes path, mode*is 'mode' meant?*"),
        ('juju_cassette("status.yaml", "once")', "*marker juju_cassette too many positional arguments*"),
        ('juju_cassette("status.yaml", mode="some")', "*mode=…) is one of none, once, new, all, not 'some'*"),
        ('juju_cassette("status.yaml", order="odd")', "*order=…) is one of causal, strict, any, not 'odd'*"),
        ('juju_cassette("status.yaml", repeat=1)', "*repeat=…) is one of none, last, not 1*"),
        ('juju_cassette("status.yaml", idle="long")', "*idle=…) is a number of seconds, not 'long'*"),
        ("juju_cassette(7)", "*juju_cassette(path) is the path of a cassette, not 7*"),
        (
            'juju_cassette("nosuch.yaml")',
            "*there is no cassette *nosuch.yaml, and mode none records nothing; record it with "
            "*--juju-record once --juju-live*",
        ),
        ("juju_cassette", "*there is no cassette *cassettes/test_marked/test_it.yaml*"),
    ],
)
@pytest.mark.parametrize("fixture", ["juju", "juju_controller", "juju_cassette"])
def test_a_cassette_that_cannot_serve_is_refused(
    suite: pytest.Pytester, mark: str, words: str, fixture: str
) -> None:
    refused(suite, mark, words, fixture=fixture)


def test_a_cassette_of_another_series_is_refused(suite: pytest.Pytester) -> None:
    mark = 'juju(series="3.6")\n@pytest.mark.juju_cassette("status.yaml")'

    refused(suite, mark, "*status.yaml was recorded from Juju 4.0.15, and the test is for 3.6*")


def test_a_cassette_of_another_series_under_a_name_of_each_is_refused(suite: pytest.Pytester) -> None:
    (suite.path / "status.yaml").rename(suite.path / "status-3.6.yaml")

    refused(
        suite,
        'juju_cassette("status-{series}.yaml")',
        "*status-3.6.yaml was recorded from Juju 4.0.15, and the test is for 3.6*",
    )


def test_a_cassette_for_each_series(suite: pytest.Pytester) -> None:
    (suite.path / "status.yaml").rename(suite.path / "status-4.0.yaml")
    suite.makepyfile(
        """
        import pytest

        @pytest.mark.juju_cassette("status-{series}.yaml")
        def test_it(juju):
            juju.status(storage=False)
        """
    )

    missing = suite.runpytest("--juju-series=3.6,4.0")
    there = suite.runpytest("--juju-series=4.0")

    missing.stdout.fnmatch_lines(
        ["*ERROR collecting *", "test_it?3.6?: there is no cassette *status-3.6.yaml*"]
    )
    there.assert_outcomes(passed=1)


def test_a_cassette_of_the_right_series_is_replayed_once(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        """
        import pytest

        @pytest.mark.juju(series="3.6,4.0")
        @pytest.mark.juju_cassette("status.yaml")
        def test_it(juju):
            juju.status(storage=False)
        """
    )

    suite.runpytest("--juju-series=2.9,3.6,4.0").assert_outcomes(passed=1)


def test_what_is_not_selected_is_not_refused(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        """
        import pytest

        @pytest.mark.juju_cassette("nosuch.yaml")
        def test_bad(juju):
            pass

        def test_good():
            pass
        """
    )

    suite.runpytest("-k", "good").assert_outcomes(passed=1, deselected=1)


def test_tests_that_take_no_cassette_are_not_refused(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        "import pytest\npytestmark = pytest.mark.juju_cassette\n\ndef test_it(fake_controller):\n    pass\n"
    )

    suite.runpytest().assert_outcomes(passed=1)


def test_a_marker_that_is_added_late_is_refused_all_the_same(suite: pytest.Pytester) -> None:
    suite.makeconftest(
        """
        import pytest

        @pytest.hookimpl(tryfirst=True)
        def pytest_runtest_setup(item):
            item.add_marker(pytest.mark.juju_cassette("nosuch.yaml"))
        """
    )
    suite.makepyfile("def test_it(juju_cassette):\n    pass\n")

    result = suite.runpytest()

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*nosuch.yaml*"])


def test_juju_of_a_module_has_no_cassette_of_a_test(suite: pytest.Pytester) -> None:
    refused(
        suite,
        'juju_cassette("status.yaml")',
        "*juju and juju_factory are of a module here (juju_scope, or --juju-offline)*",
        "-o",
        "juju_scope=module",
    )


def test_a_cassette_has_one_controller(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        """
        import pytest

        @pytest.mark.juju_cassette("status.yaml")
        def test_it(juju_factory):
            with pytest.raises(ValueError, match="a cassette is of one controller; east cannot be another"):
                juju_factory.get_juju(controller="east")
            juju_factory.get_juju().status(storage=False)
        """
    )

    suite.runpytest().assert_outcomes(passed=1)


def test_a_recording_needs_a_controller(suite: pytest.Pytester, real: FakeController) -> None:
    refused(
        suite,
        'juju_cassette("new.yaml", mode="once", controller="nosuch")',
        "mode once records new.yaml, and needs a controller: *nosuch*real*; name one as --juju-live=NAME*",
    )


def test_a_recording_needs_a_client_store(suite: pytest.Pytester) -> None:
    refused(
        suite,
        'juju_cassette("new.yaml")',
        "mode all records new.yaml, and needs a controller: *controllers.yaml: there is no such file*",
        "--juju-record=all",
    )


def test_both_markers_are_documented(suite: pytest.Pytester) -> None:
    suite.runpytest("--markers").stdout.fnmatch_lines(
        ["@pytest.mark.juju(series=*", "@pytest.mark.juju_cassette(path=None, mode=*"]
    )
