"""Which serves of this user run, as other processes of the user find them."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from fakejuju.errors import FakeJujuError
from fakejuju.locks import HeldFile
from fakejuju.running import announce, check_name, choose, running

VERSIONS = {"fake": "3.6.28"}
Announce = Callable[[str, str, Mapping[str, str]], HeldFile]


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folders where serves say that they run, of this test alone."""
    (tmp_path / "tmp").mkdir()
    (tmp_path / "run").mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    return tmp_path / "run" / "fakejuju"


@pytest.fixture
def say() -> Iterator[Announce]:
    """Say that a serve runs; each stops at the end of the test."""
    with ExitStack() as stack:

        def one(name: str, juju_data: str, controllers: Mapping[str, str]) -> HeldFile:
            held = announce(name, Path(juju_data), controllers)
            stack.callback(held.release)
            return held

        yield one


def test_a_serve_is_found_by_its_name_and_alone_without(say: Announce) -> None:
    say("one", "/one/juju-data", VERSIONS)

    assert choose() == choose("one")
    assert (choose().juju_data, choose().controllers, choose().pid) == (
        "/one/juju-data",
        VERSIONS,
        os.getpid(),
    )
    assert str(choose()) == "one: fake (Juju 3.6.28)"


def test_without_a_name_it_has_that_of_its_process(say: Announce) -> None:
    say("", "/one/juju-data", VERSIONS)

    assert choose(str(os.getpid())).name == str(os.getpid())


def test_of_several_one_must_be_named(say: Announce) -> None:
    say("one", "/one", VERSIONS)
    say("two", "/two", {"fake-2.9": "2.9.52", "fake-4.0": "4.0.15"})

    assert [found.name for found in running()] == ["one", "two"]
    assert choose("two").juju_data == "/two"
    with pytest.raises(
        FakeJujuError, match=r"2 serves run: one: .*; two: .*fake-4.0.*; name one: fakejuju env one"
    ):
        choose()


def test_where_none_runs_the_error_says_how_to_start_one(say: Announce) -> None:
    with pytest.raises(
        FakeJujuError, match="no fakejuju serve runs; start one in another terminal: fakejuju serve"
    ):
        choose()
    with pytest.raises(FakeJujuError, match=r"no serve of the name x runs; running: none; .*serve --name x"):
        choose("x")
    say("one", "/one", VERSIONS)
    with pytest.raises(FakeJujuError, match="no serve of the name x runs; running: one: fake"):
        choose("x")


def test_a_name_is_given_once(say: Announce) -> None:
    say("one", "/one", VERSIONS)

    with pytest.raises(
        FakeJujuError, match=rf"name one runs already \(process {os.getpid()}\): .*another --name"
    ):
        announce("one", Path("/other"), VERSIONS)


@pytest.mark.parametrize("name", ["../x", "", ".x", "a b", "-x", "a/b", "é", "x\n"])
def test_a_name_is_a_plain_word(name: str) -> None:
    with pytest.raises(FakeJujuError, match="no name for a serve: use letters"):
        check_name(name)


def test_what_a_killed_one_left_behind_is_removed(runtime: Path, say: Announce) -> None:
    say("one", "/one", VERSIONS)
    told = {"name": "gone", "pid": os.getpid(), "juju-data": "/gone", "controllers": VERSIONS}
    (runtime / "gone.json").write_text(json.dumps(told))

    assert [found.name for found in running()] == ["one"]
    assert [path.name for path in runtime.iterdir()] == ["one.json"]


def test_one_that_ends_is_found_no_more(runtime: Path) -> None:
    held = announce("one", Path("/one"), VERSIONS)
    held.release()

    assert running() == []
    assert list(runtime.iterdir()) == []


def test_a_folder_that_others_can_write_to_is_not_believed(runtime: Path) -> None:
    runtime.mkdir(mode=0o777)
    runtime.chmod(0o777)

    for ask in (running, lambda: announce("one", Path("/one"), VERSIONS)):
        with pytest.raises(FakeJujuError, match="not only yours to write to, so nothing in it is believed"):
            ask()


def test_a_service_without_the_runtime_folder_is_found_from_a_shell_with_it(
    say: Announce, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    say("service", "/service", VERSIONS)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))

    assert choose().name == "service"
    assert [path.name for path in (tmp_path / "tmp").iterdir()] == [f"fakejuju-{os.getuid()}"]


def test_no_password_is_told(runtime: Path, say: Announce) -> None:
    say("one", "/one", VERSIONS)

    told = json.loads((runtime / "one.json").read_text())

    assert set(told) == {"name", "pid", "juju-data", "controllers"}
    assert runtime.stat().st_mode & 0o777 == 0o700
