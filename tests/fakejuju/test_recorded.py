"""What writes a cassette while it serves: how it begins, how it ends, what is left when something breaks."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path
from typing import Any

import pytest
from parts import UUID

from fakejuju.cassette.files import load
from fakejuju.cassette.record import Recorder
from fakejuju.errors import FakeJujuError, said_of
from fakejuju.proxy import Proxy, Upstream
from fakejuju.recorded import Recorded
from fakejuju.world import World

DEAD = Upstream(("localhost:1",))


class Made:
    """One that records to a cassette, in front of a controller that is not there; what became of it."""

    def __init__(self, path: Path, *, port: int = 0) -> None:
        self.path = path
        self.proxy = Proxy(DEAD, Recorder(path), ssl.create_default_context())
        self.seen_at_closing: list[tuple[bool, bool]] = []
        self.one = Recorded(
            self.proxy, World("3.6.28", UUID), self.proxy, self.close, password="a password", port=port
        )

    async def close(self) -> None:
        """Close the live side: note whether the port is still open, and the cassette there, by then."""
        port = int(self.one.endpoint.rpartition(":")[2])
        with socket.socket() as probe:
            self.seen_at_closing.append((probe.connect_ex(("127.0.0.1", port)) == 0, self.path.exists()))


def test_the_cassette_has_its_name_once_both_sides_are_closed(tmp_path: Path) -> None:
    made = Made(tmp_path / "a.yaml")

    with made.one:
        assert not made.path.exists()
        assert made.seen_at_closing == []
        made.proxy.recorder.connection("/api", [])

    assert made.seen_at_closing == [(False, False)], "clients first, the controller then, the cassette last"
    assert [event.path for event in load(made.path).connections] == ["/api"]
    assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]


def test_what_cannot_begin_leaves_nothing_behind(tmp_path: Path) -> None:
    before = tmp_path / "a.yaml"
    before.write_text("recorded before")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        with pytest.raises(FakeJujuError, match="cannot be listened on"):
            Made(before, port=taken.getsockname()[1]).one.start()

    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.yaml", "recorded before")]


def test_a_recording_that_broke_is_no_cassette_and_is_told(tmp_path: Path) -> None:
    made = Made(tmp_path / "a.yaml")
    broke = OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left") as raised, made.one:
        made.proxy.broken = broke

    assert raised.value is broke
    assert made.one.broken == "the recording failed: [Errno 28] No space left on device"
    assert made.seen_at_closing == [(False, False)], "the live side is closed all the same"
    assert not made.path.exists()


def test_a_recording_that_broke_does_not_hide_what_the_block_raised(tmp_path: Path) -> None:
    made = Made(tmp_path / "a.yaml")

    with pytest.raises(ZeroDivisionError), made.one:
        made.proxy.broken = ValueError("it broke")
        raise ZeroDivisionError

    assert made.one.broken == "the recording failed: it broke"


def test_an_error_inside_the_fake_is_told_where_the_recording_is_whole(tmp_path: Path) -> None:
    made = Made(tmp_path / "a.yaml")
    inside: Any = LookupError("inside")

    with pytest.raises(FakeJujuError, match="an error inside the fake: LookupError"), made.one:
        made.one._running.application.failures.append(inside)

    assert load(made.path).whole


def test_nothing_that_came_before_an_error_is_no_cassette(tmp_path: Path) -> None:
    """It would be replayed the next time; what came is kept."""
    made, other = Made(tmp_path / "a.yaml"), Made(tmp_path / "b.yaml")

    with pytest.raises(ZeroDivisionError), made.one:
        raise ZeroDivisionError
    with pytest.raises(ZeroDivisionError), other.one:
        other.one.recorder.note("something")
        raise ZeroDivisionError

    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.yaml"]


def test_one_error_is_said_as_one_and_several_are_counted() -> None:
    assert said_of([LookupError("a")]) == "an error inside the fake: LookupError('a')"
    assert said_of([LookupError("a"), KeyError("b")]) == (
        "2 errors inside the fake; the first: LookupError('a')"
    )


def test_clients_log_in_with_the_password_that_it_was_given(tmp_path: Path) -> None:
    with Made(tmp_path / "a.yaml").one as one:
        accounts = (one.juju_data / "accounts.yaml").read_text()

    assert "password: a password" in accounts
