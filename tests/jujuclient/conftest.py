"""Fixtures: a CA for the session, and controllers that do as a script says."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

sys.path.insert(0, str(Path(__file__).parent))  # for scripted_controllers, in every import mode

from scripted_controllers import Controllers


@pytest.fixture(scope="session")
def ca() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def controllers(ca: trustme.CA) -> Iterator[Controllers]:
    made = Controllers(ca)
    yield made
    made.stop()
    assert not made.errors, made.errors
