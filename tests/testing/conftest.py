"""What these tests share: a suite of its own to run, and a controller that stands for a real one."""

from __future__ import annotations

import importlib
import pkgutil
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import fakejuju
import jujuclient
from fakejuju import FakeController

CASSETTES = Path(__file__).parents[2] / "cassettes" / "juju-4.0"


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """An empty folder, no juju on this machine, and a cassette in it."""
    monkeypatch.setenv("JUJU_DATA", str(pytester.path / "no-juju-data"))
    for name in ("JUJU_MODEL", "JUJU_CONTROLLER", "CHARM_PATH", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(name, raising=False)
    shutil.copy(CASSETTES / "09-status.yaml", pytester.path / "status.yaml")
    return pytester


@pytest.fixture
def real(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeController]:
    """A controller that the client store names, as a real one would be."""
    with FakeController("3.6", seed=7, name="real") as controller:
        monkeypatch.setenv("JUJU_DATA", str(controller.juju_data))
        yield controller


@pytest.fixture(scope="session", autouse=True)
def _warm() -> None:
    """What is imported only when it is used: each suite in this process would import it anew.

    Two classes of one name are not the same, so what is half there would be worse than slow.
    """
    for package in (fakejuju, jujuclient):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                importlib.import_module(found.name)
    with FakeController() as controller:
        assert controller.juju_data.is_dir()
        controller.connect().close()
