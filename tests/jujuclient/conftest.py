"""Fixtures: a CA for the session, and controllers that do as a script says."""

from __future__ import annotations

import ssl
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

sys.path.insert(0, str(Path(__file__).parent))  # for scripted_controllers, in every import mode

from scripted_controllers import Controllers, Peer

import fakejuju
from jujuclient import opening
from jujuclient.connection import Connection


@pytest.fixture(scope="session")
def ca() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def controllers(ca: trustme.CA) -> Iterator[Controllers]:
    made = Controllers(ca)
    yield made
    made.stop()
    assert not made.errors, made.errors


@pytest.fixture
def connect(controllers: Controllers) -> Iterator[Callable[..., Connection]]:
    """Connects to a controller that runs a script; closes everything at the end."""
    made: list[Connection] = []

    def start(script: Callable[[Peer], None], **options: Any) -> Connection:
        address = controllers.start(script)
        made.append(Connection.connect(address, cacert=controllers.cacert, **({"login": False} | options)))
        return made[-1]

    yield start
    for one in made:
        one.close()


@pytest.fixture
def connect_raw(controllers: Controllers) -> Iterator[Callable[..., Connection]]:
    """Connects to a controller made of bytes."""
    made: list[Connection] = []

    def start(script: Callable[[ssl.SSLSocket], object], **options: Any) -> Connection:
        address = controllers.start_raw(script)
        made.append(Connection.connect(address, cacert=controllers.cacert, login=False, **options))
        return made[-1]

    yield start
    for one in made:
        one.close()


@pytest.fixture
def paused(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were made, none of which took any time."""
    made: list[float] = []
    monkeypatch.setattr(opening, "wait", made.append)
    return made


@pytest.fixture(scope="module")
def old() -> Iterator[fakejuju.FakeController]:
    """A controller of the last Juju 1."""
    with fakejuju.FakeController(juju="1.25") as controller:
        yield controller


@pytest.fixture(scope="module")
def new() -> Iterator[fakejuju.FakeController]:
    """A controller of a Juju of today."""
    with fakejuju.FakeController(juju="3.6") as controller:
        yield controller
