"""``juju`` and ``juju_factory``: ours, where no other plugin has them or ``--juju-offline`` is given."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from fakejuju.testing.fixtures import scope_of_models
from fakejuju.testing.settings import Setting, read

if TYPE_CHECKING:
    from fakejuju.testing.factory import JujuFactory
    from jujuclient.juju import Juju


@pytest.fixture(scope=scope_of_models)
def juju(juju_factory: JujuFactory) -> Juju:
    """A new model, connected: a ``jujuclient.Model`` with jubilant's names.

    Simulated; of the test's cassette under the marker ``juju_cassette``; of a real controller
    with ``--juju-live``.
    """
    return juju_factory.get_juju()


@pytest.fixture(scope=scope_of_models)
def juju_factory(request: pytest.FixtureRequest, _juju_setting: Setting) -> Iterator[JujuFactory]:
    """Makes further models, and further controllers: ``get_juju("other", controller="east")``."""
    factory = _factory(request, _juju_setting)
    try:
        yield factory
    finally:
        factory.close()


def _factory(request: pytest.FixtureRequest, setting: Setting) -> JujuFactory:
    from fakejuju.testing import factory, marks
    from fakejuju.testing.inplay import in_play

    settings, play, name = read(request.config), in_play(request.config), factory.model_name(request)
    if marks.cassette_mark(request.node, settings, setting.series) is not None:
        from fakejuju.testing.cassettes import CassetteFactory

        return CassetteFactory(name, settings, play, request.getfixturevalue("juju_cassette"))
    if settings.live is not None:
        # Runs meet on a real controller, and so do the workers of xdist.
        live = factory.LiveFactory(f"{name}-{secrets.token_hex(2)}", settings, play)
        live.series = marks.juju_mark(request.node).series
        return live
    fake = request.getfixturevalue("fake_controller")
    if not settings.offline:
        return factory.SimulatedFactory(name, settings, play, fake, setting)
    made = factory.SimulatedFactory(factory.offline_name(request), settings, play, fake, setting)
    made.prefixed = request.config.getoption("juju_controller", None) is not None
    made.logs = request.config.getoption("juju_dump_logs", None)
    return made
