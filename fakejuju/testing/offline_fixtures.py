"""Of a run with ``--juju-offline``: tests take jubilant without a fixture, and need a controller to ask."""

from __future__ import annotations

import functools
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import pytest

from fakejuju.testing.inplay import in_play

if TYPE_CHECKING:
    from fakejuju.controller import FakeController


ENDING: pytest.StashKey[pytest.FixtureRequest] = pytest.StashKey()
"""The request of ``_juju_offline``: what is to end before the controller does is told to it."""


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, Any, Any]:
    """Let a fixture that asked a controller end before that controller does, as if it had named it.

    So a suite's own fixtures of the session begin anew on the next series.
    """
    play = in_play(request.config)
    before = play.asked
    result = yield
    if play.asked != before:
        end = functools.partial(fixturedef.finish, request=request)  # type: ignore[arg-type]  # it is a SubRequest
        request.config.stash[ENDING].addfinalizer(end)
    return result


@pytest.fixture(scope="session", autouse=True)
def _juju_offline(request: pytest.FixtureRequest, fake_controller: FakeController) -> FakeController:
    """The simulated controller that jubilant asks."""
    request.config.stash[ENDING] = request
    return fake_controller
