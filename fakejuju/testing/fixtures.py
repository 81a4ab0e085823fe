"""The fixtures that are always there: the fake ones, cassettes, and the charm under test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from fakejuju.testing.settings import IN_PLAY, Setting, read

if TYPE_CHECKING:
    from fakejuju.controller import FakeController
    from fakejuju.served import Served
    from fakejuju.testing.charms import CharmFinder
    from jujuclient.juju import Juju

OUTCOMES: pytest.StashKey[dict[str, bool]] = pytest.StashKey()
"""Of a test: phase to whether it passed."""
SET_ASIDE = "set aside, of tests that failed"
"""What the summary calls recordings that must not be replayed as if they were whole."""
PLAYED: pytest.StashKey[dict[str, Any]] = pytest.StashKey()
"""Of a test: what became of its cassette."""


def scope_of_models(fixture_name: str, config: pytest.Config) -> Any:
    """The scope of models, as the ini key ``juju_scope`` has it."""
    return read(config).scope


@pytest.fixture(scope="session")
def _juju_setting(request: pytest.FixtureRequest) -> Setting:
    """What the simulated controller is: of the markers of the test, by ``pytest_generate_tests``."""
    given = getattr(request, "param", None)
    if given is not None:
        chosen: Setting = given
        return chosen
    settings = read(request.config)
    return Setting(settings.series[0], settings.profile, settings.seed)


@pytest.fixture(scope=scope_of_models, autouse=True)
def _juju_undone(request: pytest.FixtureRequest) -> Iterator[None]:
    """What is done to simulated controllers in this scope is undone at its end."""
    offline = read(request.config).offline
    before = request.config.stash.get(IN_PLAY, None)
    was = None if before is None or offline else before.remembered()
    yield
    play = request.config.stash.get(IN_PLAY, None)
    if play is None:
        return
    if offline:  # suites for jubilant have fixtures of their own, of any scope, whose models must stay
        play.forget_calls()
    else:
        play.bring_back(was or {})


@pytest.fixture(autouse=True)
def _juju_checked(request: pytest.FixtureRequest, _juju_undone: None) -> Iterator[None]:
    """An error inside a simulated controller fails the test, and so does what is not simulated."""
    yield
    passed = request.node.stash.get(OUTCOMES, {}).get("call", False)
    play = request.config.stash.get(IN_PLAY, None)
    for fake in play.fakes if play is not None else ():
        if fake.broken or passed:
            try:
                fake.check()
            finally:
                fake.do(fake.simulation.failures.clear)
                fake.do(fake.simulation.not_simulated.clear)


@pytest.fixture(scope="session")
def fake_controller(request: pytest.FixtureRequest, _juju_setting: Setting) -> Iterator[FakeController]:
    """A simulated controller: one for the run; what a test does to it is undone after the test."""
    from fakejuju.testing.factory import ended, started
    from fakejuju.testing.inplay import in_play

    play = in_play(request.config)
    # pytest-jubilant's option names the controller that its tests are for.
    named = request.config.getoption("juju_controller", None) if read(request.config).offline else None
    fake = started(_juju_setting, play, name=named or "fake")
    try:
        yield fake
    finally:
        ended(fake, play)


@pytest.fixture(scope=scope_of_models)
def fake_model(request: pytest.FixtureRequest, fake_controller: FakeController) -> Iterator[Juju]:
    """A new model of ``fake_controller``, connected: a ``jujuclient.Model``.

    Its waits let the controller's time pass instead of the machine's.
    """
    from fakejuju.testing.factory import FakeFactory, model_name
    from fakejuju.testing.inplay import in_play

    settings, setting = read(request.config), request.getfixturevalue("_juju_setting")
    name = f"fake-{model_name(request)}"
    factory = FakeFactory(name, settings, in_play(request.config), fake_controller, setting)
    try:
        yield factory.get_juju()
    finally:
        factory.close()


@pytest.fixture
def juju_cassette(request: pytest.FixtureRequest, _juju_setting: Setting) -> Iterator[Served]:
    """What answers from the cassette of the marker ``juju_cassette``, or records it.

    An error inside the fake fails the test and shows its cause. A call that was not recorded
    fails it, too, unless it has failed already. What was recorded and not asked for is listed
    at the end of the run. What a test recorded that failed is set aside, as ``NAME.failed.yaml``.
    """
    from fakejuju.testing import marks
    from fakejuju.testing.cassettes import played, serving, set_aside
    from fakejuju.testing.inplay import in_play

    settings, play = read(request.config), in_play(request.config)
    mark = marks.cassette_mark(request.node, settings, _juju_setting.series)
    if mark is None:
        pytest.fail(
            f"{_asked(request)} needs a cassette: mark the test "
            '@pytest.mark.juju_cassette("x.yaml"), or take fake_controller for a simulated one'
        )
    there = mark.path.exists()
    with serving(mark, settings, play) as served:
        yield served
        passed = request.node.stash.get(OUTCOMES, {}).get("call", False)
        if not passed:
            set_aside(mark, served)
    request.node.stash[PLAYED] = played(mark, served, there=there, passed=passed).as_dict()
    if served.broken or passed:
        served.check()


def _asked(request: pytest.FixtureRequest) -> str:
    """The fixture that the test itself names."""
    names = getattr(request.node, "fixturenames", ())
    return "juju_controller" if "juju_controller" in names else "juju_cassette"


@pytest.fixture
def juju_controller(juju_cassette: Served) -> Served:
    """The same as ``juju_cassette``: a controller that answers from the cassette of the test."""
    return juju_cassette


@pytest.fixture(scope="session")
def juju_charm(request: pytest.FixtureRequest) -> CharmFinder:
    """The charm under test: give it to ``deploy``, or call it with the name of another.

    It is that of ``--juju-charm``, of the ini key ``juju_charm``, of the environment's
    ``CHARM_PATH``, or the only one in the root folder.
    """
    from fakejuju.testing.charms import CharmFinder

    return CharmFinder(request.config.rootpath, read(request.config).charm)
