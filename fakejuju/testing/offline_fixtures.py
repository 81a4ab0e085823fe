"""Of a run with ``--juju-offline``: tests take jubilant without a fixture, and need a controller to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from fakejuju.controller import FakeController


@pytest.fixture(scope="session", autouse=True)
def _juju_offline(fake_controller: FakeController) -> FakeController:
    """The simulated controller that jubilant asks."""
    return fake_controller
