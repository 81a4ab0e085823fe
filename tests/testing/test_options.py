"""The options and ini keys, the header line, and what is refused before anything runs."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from fakejuju import FakeController
from jujuclient.controller import Controller

VERSION = """
def test_version(juju, request):
    version = juju.status().model.version
    with open(request.config.rootpath / "seen", "a") as file:
        file.write(version.rpartition(".")[0] + " ")
"""


def seen(suite: pytest.Pytester) -> list[str]:
    return (suite.path / "seen").read_text().split()


def header(result: pytest.RunResult) -> str:
    return next(line for line in result.outlines if line.startswith("juju: "))


# --- series ----------------------------------------------------------------------------------


def test_a_test_runs_once_for_each_series(suite: pytest.Pytester) -> None:
    suite.makepyfile(VERSION)

    result = suite.runpytest("--juju-series", "2.9,3.6,4.0", "-v")

    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(["*::test_version?2.9?*", "*::test_version?3.6?*", "*::test_version?4.0?*"])
    assert sorted(seen(suite)) == ["2.9", "3.6", "4.0"]
    assert header(result) == "juju: simulated 2.9, 3.6, 4.0 (profile instant, seed 0)"


def test_a_test_of_one_series_keeps_its_name(suite: pytest.Pytester) -> None:
    suite.makepyfile(VERSION + "\ndef test_other():\n    pass\n")

    result = suite.runpytest("--juju-series=4.0", "-v")

    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*::test_version PASSED*", "*::test_other PASSED*"])
    assert seen(suite) == ["4.0"]


def test_tests_without_a_controller_run_once(suite: pytest.Pytester) -> None:
    suite.makepyfile("def test_plain():\n    pass\n")

    suite.runpytest("--juju-series=2.9,4.0").assert_outcomes(passed=1)


def test_a_version_is_a_series_too(suite: pytest.Pytester) -> None:
    suite.makepyfile("def test_it(juju):\n    assert juju.status().model.version == '3.6.1'\n")

    suite.runpytest("--juju-series=3.6.1").assert_outcomes(passed=1)


def test_the_option_wins_over_the_ini_key(suite: pytest.Pytester) -> None:
    suite.makepyfile(VERSION)
    suite.makeini("[pytest]\njuju_series = 2.9 4.0\n")

    suite.runpytest().assert_outcomes(passed=2)
    suite.runpytest("--juju-series=3.6").assert_outcomes(passed=1)
    assert sorted(seen(suite)) == ["2.9", "3.6", "4.0"]


# --- profile and seed ------------------------------------------------------------------------


@pytest.mark.parametrize("given", [["--juju-profile=manual"], ["-o", "juju_profile=manual"]])
def test_the_profile_is_how_agents_act(suite: pytest.Pytester, given: list[str]) -> None:
    suite.makepyfile(
        """
        def test_it(juju):
            juju.deploy("ubuntu")
            assert juju.status().apps["ubuntu"].app_status.current == "waiting"
        """
    )

    result = suite.runpytest(*given)

    result.assert_outcomes(passed=1)
    assert "profile manual" in header(result)


@pytest.mark.parametrize("given", [["--juju-seed=5"], ["-o", "juju_seed=5"]])
def test_the_seed_is_of_all_that_is_simulated(suite: pytest.Pytester, given: list[str]) -> None:
    suite.makepyfile(
        """
        from fakejuju import FakeController

        def test_it(fake_controller):
            with FakeController(seed=5) as same, FakeController(seed=6) as other:
                assert fake_controller.controller_uuid == same.controller_uuid != other.controller_uuid
        """
    )

    result = suite.runpytest(*given)

    result.assert_outcomes(passed=1)
    assert "seed 5" in header(result)


# --- recording -------------------------------------------------------------------------------

RECORD = """
import pytest

@pytest.mark.juju_cassette
def test_it(juju):
    juju.deploy("ubuntu")
    assert list(juju.status().apps) == ["ubuntu"]
"""


def test_a_cassette_is_recorded_from_a_controller_and_replayed_without(
    suite: pytest.Pytester, real: FakeController, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite.makepyfile(test_rec=RECORD)

    recorded = suite.runpytest("--juju-record=once", "--juju-live=real")
    left = list(real.models)
    monkeypatch.setenv("JUJU_DATA", str(suite.path / "none"))
    replayed = suite.runpytest()

    recorded.assert_outcomes(passed=1)
    recorded.stdout.fnmatch_lines(["*cassettes: 1 recorded*", "recorded: cassettes/test_rec/test_it.yaml"])
    assert left == ["admin/controller", "admin/default"]
    replayed.assert_outcomes(passed=1)
    replayed.stdout.fnmatch_lines(["*cassettes: 1 replayed*"])
    assert real.password not in (suite.path / "cassettes/test_rec/test_it.yaml").read_text()


@pytest.mark.parametrize("mode", ["once", "all", "new"])
def test_what_a_failed_test_recorded_is_set_aside(
    suite: pytest.Pytester, real: FakeController, mode: str
) -> None:
    suite.makepyfile(test_rec=RECORD + "    assert 'mysql' in juju.status().apps\n")
    cassettes = suite.path / "cassettes" / "test_rec"

    failed = suite.runpytest(f"--juju-record={mode}", "--juju-live=real")
    suite.makepyfile(test_rec=RECORD)
    mended = suite.runpytest(f"--juju-record={mode}", "--juju-live=real")

    failed.stdout.fnmatch_lines(
        [
            "*cassettes: 1 set aside, of tests that failed*",
            "set aside*: cassettes/test_rec/test_it.failed.yaml",
        ]
    )
    mended.assert_outcomes(passed=1)
    mended.stdout.fnmatch_lines(["recorded: cassettes/test_rec/test_it.yaml"])
    assert sorted(path.name for path in cassettes.iterdir()) == ["test_it.failed.yaml", "test_it.yaml"]


def test_the_mode_can_be_an_ini_key_and_a_marker(
    suite: pytest.Pytester, real: FakeController, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite.makepyfile(
        test_rec=RECORD.replace("juju_cassette", 'juju_cassette(mode="once", controller="real")')
    )

    suite.runpytest().stdout.fnmatch_lines(["*cassettes: 1 recorded*"])
    again = suite.runpytest()
    anew = suite.runpytest("-o", "juju_record=all")

    again.stdout.fnmatch_lines(["*cassettes: 1 replayed*"])
    anew.stdout.fnmatch_lines(["*cassettes: 1 recorded*"])
    assert "cassettes in mode all" in header(anew)


def test_new_calls_are_added_to_a_cassette(suite: pytest.Pytester, real: FakeController) -> None:
    suite.makepyfile(test_rec=RECORD)
    live = ["--juju-live=real", "--juju-keep-models"]
    suite.runpytest("--juju-record=once", *live).assert_outcomes(passed=1)
    suite.makepyfile(test_rec=RECORD + "    assert juju.config('ubuntu')\n")

    missing = suite.runpytest()
    extended = suite.runpytest("--juju-record=new", *live)

    missing.assert_outcomes(failed=1)
    extended.assert_outcomes(passed=1)
    missing.stdout.fnmatch_lines(["*Application.Get*is not in the cassette*"])
    extended.stdout.fnmatch_lines(["*cassettes: 1 extended*", "extended: cassettes/test_rec/test_it.yaml"])


# --- live ------------------------------------------------------------------------------------

LIVE = """
def test_it(juju, request):
    juju.deploy("ubuntu")
    (request.config.rootpath / "model").write_text(juju.access.model)
    assert juju.access.controller == "real"
"""


@pytest.mark.parametrize("given", [["--juju-live", "real"], ["--juju-live"], ["-o", "juju_live=real"]])
def test_live_is_a_model_of_a_real_controller_that_goes_again(
    suite: pytest.Pytester, real: FakeController, given: list[str]
) -> None:
    suite.makepyfile(LIVE)

    result = suite.runpytest(*given)

    result.assert_outcomes(passed=1)
    assert header(result).startswith("juju: live on ")
    assert real.requests.of("Application.DeployFromRepository")
    assert real.models == ["admin/controller", "admin/default"]
    assert "stay" not in result.stdout.str()


@pytest.mark.parametrize("given", [["--juju-keep-models"], ["-o", "juju_keep_models=true"]])
def test_models_that_are_kept_are_named(
    suite: pytest.Pytester, real: FakeController, given: list[str]
) -> None:
    suite.makepyfile(LIVE)

    result = suite.runpytest("--juju-live=real", *given)

    result.assert_outcomes(passed=1)
    kept = (suite.path / "model").read_text()
    assert kept in real.models
    assert "models are kept" in header(result)
    result.stdout.fnmatch_lines(["*juju models that stay*", f"real:{kept.partition('/')[2]}"])


def test_two_runs_on_one_controller_do_not_meet(suite: pytest.Pytester, real: FakeController) -> None:
    suite.makepyfile(LIVE)

    for _ in range(2):
        suite.runpytest("--juju-live=real", "--juju-keep-models").assert_outcomes(passed=1)

    assert len(real.models) == 4


def test_live_a_series_is_not_simulated(suite: pytest.Pytester, real: FakeController) -> None:
    suite.makepyfile(
        """
        import pytest

        @pytest.mark.juju(series="2.9,3.6")
        def test_it(juju, juju_factory):
            with pytest.raises(ValueError, match="of a real controller"):
                juju_factory.get_juju("x", series="4.0")
            with Controller.connect("real") as controller:
                pass

        from jujuclient.controller import Controller
        """
    )

    suite.runpytest("--juju-live=real").assert_outcomes(passed=1)


def test_live_a_test_of_another_series_is_skipped(suite: pytest.Pytester, real: FakeController) -> None:
    suite.makepyfile(
        "import pytest\n\n@pytest.mark.juju(series='2.9,4.0')\ndef test_it(juju):\n    assert False\n"
    )

    result = suite.runpytest("--juju-live=real", "-rs")

    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["*the test is for Juju 2.9, 4.0; this controller has 3.6.*"])
    assert real.models == ["admin/controller", "admin/default"]


# --- network ---------------------------------------------------------------------------------

NETWORK = """
import socket
import pytest

def test_address():
    socket.create_connection(("192.0.2.1", 80), timeout=1)

def test_ex():
    with socket.socket() as sock:
        sock.connect_ex(("192.0.2.1", 80))

def test_name():
    socket.getaddrinfo("charmhub.example", 443)

def test_six():
    with socket.socket(socket.AF_INET6) as sock:
        sock.connect(("2001:db8::1", 80))

def test_here(juju):
    juju.status()
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
    socket.getaddrinfo("localhost", 80)
"""


@pytest.mark.parametrize("given", [["--juju-block-network"], ["-o", "juju_block_network=yes"]])
def test_other_machines_cannot_be_reached(suite: pytest.Pytester, given: list[str]) -> None:
    suite.makepyfile(NETWORK)
    before = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    result = suite.runpytest(*given)

    result.assert_outcomes(failed=4, passed=1)
    result.stdout.fnmatch_lines(
        [
            "*NetworkBlocked: a test reached for 192.0.2.1:80, another machine: --juju-block-network*",
            "*NetworkBlocked: a test reached for charmhub.example, another machine*",
            "*NetworkBlocked: a test reached for 2001:db8::1:80*",
        ]
    )
    assert "network blocked" in header(result)
    assert (socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo) == before


# --- offline ---------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [["--juju-offline"], ["-o", "juju_offline=true"]])
def test_offline_without_jubilant_is_ours_in_the_scope_of_its_fixtures(
    suite: pytest.Pytester, given: list[str]
) -> None:
    suite.makepyfile(
        """
        def test_one(juju):
            juju.deploy("ubuntu")

        def test_two(juju):
            assert list(juju.status().apps) == ["ubuntu"]
        """
    )

    result = suite.runpytest(*given)

    result.assert_outcomes(passed=2)
    assert "offline" in header(result)


# --- what is refused -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["--juju-series=9.9"], "*--juju-series: there is no Juju series '9.9' to simulate; there are *4.1"),
        (["--juju-series=jammy"], '*--juju-series: "jammy" is not a Juju version*'),
        (["--juju-profile=fast"], "*--juju-profile is one of instant, steady, manual, chaos, not 'fast'"),
        (["--juju-seed=x"], "*--juju-seed is a whole number, not 'x'"),
        (["--juju-record=some"], "*--juju-record is one of none, once, new, all, not 'some'"),
        (["-o", "juju_scope=world"], "*juju_scope is one of function, class, *session, not 'world'"),
        (["--juju-live=real", "--juju-offline"], "*--juju-live and --juju-offline contradict each other*"),
        (["--juju-live"], "*--juju-live needs a controller:*controllers.yaml*--juju-live=NAME*"),
        (["--juju-live=nosuch"], "*--juju-live needs a controller:*--juju-live=NAME*"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_once(suite: pytest.Pytester, given: list[str], words: str) -> None:
    suite.makepyfile("def test_it():\n    pass\n")

    result = suite.runpytest(*given)

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([words])
    assert "Traceback" not in result.stderr.str()


def test_a_controller_that_is_not_in_the_store_is_told_with_those_that_are(
    suite: pytest.Pytester, real: FakeController
) -> None:
    suite.makepyfile("def test_it():\n    pass\n")

    result = suite.runpytest("--juju-live", "test_it.py")

    result.stderr.fnmatch_lines(["*--juju-live needs a controller:*test_it.py*real*"])


def test_no_controller_is_current(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = suite.mkdir("data")
    (folder / "controllers.yaml").write_text("controllers: {}\n")
    monkeypatch.setenv("JUJU_DATA", str(folder))
    suite.makepyfile("def test_it():\n    pass\n")

    result = suite.runpytest("--juju-live")

    result.stderr.fnmatch_lines(["*--juju-live needs a controller:*no controller is current*"])


def test_every_option_has_an_ini_key_and_is_in_the_help(suite: pytest.Pytester) -> None:
    said = suite.runpytest("--help").stdout.str()

    for name in (
        "series", "profile", "seed", "record", "live", "keep-models", "block-network", "offline", "charm"
    ):  # fmt: skip
        assert f"--juju-{name}" in said
        assert f"juju_{name.replace('-', '_')}" in said


def test_a_recording_is_not_stopped_by_its_folder_not_being_there(
    suite: pytest.Pytester, real: FakeController
) -> None:
    suite.makepyfile(test_rec=RECORD.replace("juju_cassette", 'juju_cassette("deep/er/x.yaml")'))

    suite.runpytest("--juju-record=once", "--juju-live").assert_outcomes(passed=1)

    assert Path(suite.path / "deep/er/x.yaml").exists()
    with Controller.connect("real") as controller:
        assert controller.access.controller == "real"
