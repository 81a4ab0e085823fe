"""What a service manager is told."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakejuju.notify import READY, notify


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[socket.socket, str]]:
    """A manager that listens, and what it would put in NOTIFY_SOCKET."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.settimeout(10)
        name = f"fakejuju-test-{os.getpid()}"
        listening.bind(str(tmp_path / "notify") if request.param == "path" else f"\0{name}")
        yield listening, str(tmp_path / "notify") if request.param == "path" else f"@{name}"


def test_the_manager_gets_the_lines_in_one_datagram(
    manager: tuple[socket.socket, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    listening, address = manager
    monkeypatch.setenv("NOTIFY_SOCKET", address)

    assert notify(READY, "STATUS=Serving")

    assert listening.recv(1000) == b"READY=1\nSTATUS=Serving"


@pytest.mark.parametrize("address", [None, ""])
def test_without_a_manager_nobody_is_told(address: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    if address is not None:
        monkeypatch.setenv("NOTIFY_SOCKET", address)

    assert not notify(READY)


@pytest.mark.parametrize(
    ("address", "said"),
    [("/nosuch/notify", "No such file"), ("vsock:2:1234", "only a path or an abstract socket")],
)
def test_a_manager_that_cannot_be_told_is_a_line_and_no_error(
    address: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", address)

    assert not notify(READY)

    told = capsys.readouterr().err
    assert told.startswith(f"fakejuju: NOTIFY_SOCKET {address} was not told: {said}")
    assert told.count("\n") == 1
