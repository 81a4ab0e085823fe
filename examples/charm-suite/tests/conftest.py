"""What the suite shares."""

from __future__ import annotations

from pathlib import Path

import pytest

import jujuclient

ROWS = Path(__file__).with_name("guestbook.yaml")


@pytest.fixture(autouse=True)
def charm_code(request: pytest.FixtureRequest) -> None:
    """Simulated units do what guestbook.yaml says; on a real controller the charm itself does it."""
    if request.config.getoption("juju_live") is None:
        request.getfixturevalue("fake_controller").behave(ROWS)


@pytest.fixture
def guestbook(juju: jujuclient.Juju, juju_charm: Path, tmp_path: Path) -> str:
    """The charm under test, deployed; as long as it has no database it is blocked."""
    theme = tmp_path / "theme.tar.gz"
    theme.write_bytes(b"a theme")
    juju.deploy(juju_charm, "guestbook", resources={"theme": str(theme)})
    juju.wait(lambda status: jujuclient.all_blocked(status, "guestbook"), error=jujuclient.any_error)
    return "guestbook"


@pytest.fixture
def in_use(juju: jujuclient.Juju, guestbook: str) -> str:
    """The same with a database, and active."""
    juju.deploy("mysql", channel="8.0/stable")
    juju.integrate(f"{guestbook}:database", "mysql")
    juju.wait(jujuclient.all_active, error=jujuclient.any_error)
    return guestbook
