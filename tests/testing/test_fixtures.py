"""The fixtures, each in a suite of its own."""

from __future__ import annotations

import pytest


def test_juju_is_a_model_on_a_simulated_controller(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        """
        import jujuclient

        def test_deploy(juju):
            assert isinstance(juju, jujuclient.Model)
            juju.deploy("postgresql", num_units=2)
            status = juju.wait(jujuclient.all_active)
            assert list(status.apps["postgresql"].units) == ["postgresql/0", "postgresql/1"]
            assert status.model.version.startswith("3.6")
        """
    )

    suite.runpytest("--strict-markers").assert_outcomes(passed=1)


def test_each_test_has_a_model_of_its_own_that_is_the_same_in_any_order(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        """
        import pytest

        @pytest.mark.parametrize("number", range(4))
        def test_it(juju, number, request):
            assert not juju.status().apps
            juju.deploy("ubuntu", f"app{number}")
            path = request.config.rootpath / f"uuid-{number}"
            before = path.read_text() if path.exists() else juju.uuid
            path.write_text(juju.uuid)
            assert before == juju.uuid
        """
    )
    suite.makeconftest(
        """
        def pytest_addoption(parser):
            parser.addoption("--reverse", action="store_true")

        def pytest_collection_modifyitems(config, items):
            if config.getoption("reverse"):
                items.reverse()
        """
    )

    suite.runpytest().assert_outcomes(passed=4)
    suite.runpytest("--reverse").assert_outcomes(passed=4)


def test_fake_controller_is_one_for_the_run_and_what_a_test_does_to_it_is_undone(
    suite: pytest.Pytester,
) -> None:
    suite.makepyfile(
        """
        from fakejuju import FakeController

        SEEN = []
        with FakeController() as one:
            ROWS = len(one.simulation.agents.behaviour.rows)

        def use(controller):
            SEEN.append(controller.endpoint)
            assert len(set(SEEN)) == 1
            assert controller.models == ["admin/controller"]
            assert not len(controller.requests) and not controller.actions
            controller.add_model("mine")
            assert repr(controller.faults) == "<Faults []>"
            controller.faults.error("Client.WatchAll", "not now")
            assert len(controller.simulation.agents.behaviour.rows) == ROWS
            controller.behave({"web": [{"status": "blocked", "message": "no db"}]})
            controller.actions["", "exec"] = lambda task: "hello"
            controller.advance(3600)
            with controller.connect() as connection:
                connection.call("Client", connection.best_version("Client"), "FullStatus", {})

        def test_one(fake_controller):
            use(fake_controller)

        def test_two(fake_controller):
            use(fake_controller)

        class TestInAClass:
            def test_three(self, fake_controller):
                use(fake_controller)
        """
    )

    suite.runpytest().assert_outcomes(passed=3)


def test_fake_model_is_a_connected_model_whose_waits_let_virtual_time_pass(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        """
        import time
        import jujuclient, pytest

        @pytest.mark.juju(profile="steady")
        def test_wait(fake_model, fake_controller):
            begun, before = time.monotonic(), fake_controller.simulation.clock.elapsed
            fake_model.deploy("postgresql")
            fake_model.wait(jujuclient.all_active, timeout=3600)
            with pytest.raises(TimeoutError):
                fake_model.wait(jujuclient.all_blocked, timeout=300)
            assert fake_controller.simulation.clock.elapsed - before >= 300e9
            assert time.monotonic() - begun < 60
        """
    )

    suite.runpytest().assert_outcomes(passed=1)


def test_juju_factory_makes_models_and_controllers(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        """
        import pytest

        def test_several(juju, juju_factory):
            other = juju_factory.get_juju("other")
            east = juju_factory.get_juju("there", controller="east", series="4.0")
            assert other.access.model == juju.access.model + "-other"
            assert other.uuid != juju.uuid
            assert east.access.controller == "east"
            assert east.status().model.version.startswith("4.0")
            assert other.status().model.version.startswith("3.6")
            with pytest.raises(ValueError, match="choose another suffix"):
                juju_factory.get_juju("other")

        def test_the_others_are_gone(juju_factory, fake_controller):
            assert fake_controller.models == ["admin/controller"]
            juju_factory.get_juju("there", controller="east")
        """
    )

    suite.runpytest().assert_outcomes(passed=2)


def test_an_offer_of_another_controller_can_be_consumed(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        """
        def test_across(juju_factory):
            one = juju_factory.get_juju("one")
            one.deploy("postgresql")
            one.offer("postgresql", endpoint="database")
            two = juju_factory.get_juju("two")
            two.consume(f"{one.access.model}.postgresql", "db")
            assert "db" in two.status().app_endpoints
        """
    )

    suite.runpytest().assert_outcomes(passed=1)


def test_under_the_marker_juju_is_replayed(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        """
        import pytest

        @pytest.mark.juju_cassette("status.yaml")
        def test_replayed(juju, juju_cassette, juju_controller):
            assert juju_controller is juju_cassette
            assert juju.connection.address == juju_cassette.endpoint
            assert juju.status(storage=False).model.version.startswith("4.0")
        """
    )

    suite.runpytest().assert_outcomes(passed=1)


def test_a_cassette_of_a_module_is_of_each_of_its_tests(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        """
        import pytest
        pytestmark = pytest.mark.juju_cassette("status.yaml")

        def test_one(juju):
            juju.status(storage=False)

        def test_two(juju_cassette):
            with juju_cassette.connect() as connection:
                connection.call("Client", 8, "FullStatus", {"patterns": None})
        """
    )

    suite.runpytest().assert_outcomes(passed=2)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (["--juju-charm", "deep/tiny"], "deep/tiny"),
        (["-o", "juju_charm=deep/tiny"], "deep/tiny"),
        (["--juju-charm", "deep/tiny_amd64.charm"], "deep/tiny_amd64.charm"),
    ],
)
def test_juju_charm_is_the_charm_that_is_named(suite: pytest.Pytester, given: list[str], found: str) -> None:
    folder = suite.mkdir("deep") / "tiny"
    folder.mkdir()
    (folder / "metadata.yaml").write_text("name: tiny\nsummary: s\ndescription: d\n")
    (folder / "charmcraft.yaml").write_text("type: charm\n")
    (suite.path / "deep" / "tiny_amd64.charm").write_bytes(b"PK")
    suite.makepyfile(f"def test_it(juju_charm):\n    assert juju_charm.path.as_posix().endswith({found!r})\n")

    suite.runpytest(*given).assert_outcomes(passed=1)


def test_juju_charm_is_found_and_deployed(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    (suite.path / "metadata.yaml").write_text("name: tiny\nsummary: s\ndescription: d\n")
    helper = suite.mkdir("tests") / "helper"
    helper.mkdir()
    (helper / "metadata.yaml").write_text("name: helper\nsummary: s\ndescription: d\n")
    suite.makepyfile(
        """
        def test_it(juju, juju_charm):
            juju.deploy(juju_charm, "app")
            juju.deploy(juju_charm("helper"), "beside")
            assert {"app", "beside"} == set(juju.status().apps)
        """
    )

    suite.runpytest().assert_outcomes(passed=1)
    monkeypatch.setenv("CHARM_PATH", str(helper))
    suite.runpytest().assert_outcomes(passed=1)


def test_a_charm_that_is_not_there_is_told_with_where_it_was_looked_for(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        """
        def test_none(juju, juju_charm):
            juju.deploy(juju_charm)

        def test_other(juju_charm):
            juju_charm("helper")
        """
    )

    result = suite.runpytest()

    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(
        ["*which charm is under test?*--juju-charm PATH*CHARM_PATH*", "*there is no charm helper*looked for*"]
    )


def test_what_is_not_simulated_fails_the_test_at_its_end(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        """
        def test_it_asks(juju):
            juju.status()

        def test_after_it(juju):
            juju.status()
        """
    )
    suite.makeconftest(
        """
        import pytest

        @pytest.fixture(autouse=True)
        def noted(fake_controller, request):
            yield
            if request.node.name == "test_it_asks":
                fake_controller.do(lambda: fake_controller.simulation.not_simulated.update({"X.Y v1": None}))
        """
    )

    result = suite.runpytest()

    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*NotSimulated*asked and not simulated on Juju 3.6*X.Y v1*"])


def test_the_scope_of_models_can_be_chosen(suite: pytest.Pytester) -> None:
    suite.makeini("[pytest]\njuju_scope = module\n")
    suite.makepyfile(
        """
        def test_one(juju):
            juju.deploy("ubuntu")

        def test_two(juju):
            assert list(juju.status().apps) == ["ubuntu"]
        """,
        test_other="def test_three(juju):\n    assert not juju.status().apps\n",
    )

    suite.runpytest("-p", "no:randomly").assert_outcomes(passed=3)


def test_fixtures_are_documented(suite: pytest.Pytester) -> None:
    said = suite.runpytest("--fixtures").stdout.str()

    ours = ("fake_controller", "fake_model", "juju", "juju_factory", "juju_cassette", "juju_charm")
    for name in (*ours, "juju_controller"):
        assert f"\n{name} " in said or f"\n{name}\n" in said
    assert "no docstring available" not in said.partition("fakejuju.testing.fixtures")[2].partition("----")[0]
