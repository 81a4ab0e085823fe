"""States on disk that cannot be read or written: what is said, and what stays as it is."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kept_states import kept_in, read_at, seen_of

from fakejuju import keeping
from fakejuju.controller import FakeController
from fakejuju.errors import FakeJujuError
from fakejuju.keeping import Kept


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "cannot be read as a state"),
        ("[]", "holds no mapping"),
        ("{}", "does not say its form"),
        ('{"fakejuju-state": 99}', "form 99"),
        ('{"fakejuju-state": "one"}', "does not say its form"),
        ('fakejuju: 1\n', "cannot be read as a state"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_state_is_named_and_left_as_it_is(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "state.json"
    path.write_text(text)

    with pytest.raises(FakeJujuError, match=said) as caught:
        read_at(path)

    assert str(path) in str(caught.value)
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("state.json", text)]


@pytest.mark.parametrize("text", [None, ""])
def test_a_file_that_is_not_there_or_empty_is_a_state_to_come(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "state.json").write_text(text)

    assert read_at(tmp_path / "state.json") is None


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"null",
        b"[]",
        b'{"changes": [["Nosuch", "", "k", {}]]}',
        b'{"changes": [["Model", "", "k", {"x": 1}]]}',
        b'{"changes": [], "aside": [["history", 1]]}',
    ],
)
def test_a_line_of_the_journal_that_cannot_be_done_again_is_named(tmp_path: Path, line: bytes) -> None:
    controller = FakeController("3.6")
    with kept_in(tmp_path / "state.json", controller) as kept:
        controller.add_model("m")
    kept.journal.write_bytes(kept.journal.read_bytes() + line + b"\n")

    with pytest.raises(FakeJujuError, match=r"state\.json\.journal, line 3: .*without this file"):
        read_at(tmp_path / "state.json")


def test_one_state_is_kept_by_one_process_at_a_time(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "state.json")
    try:
        with pytest.raises(FakeJujuError, match=rf"process {os.getpid()}\): end that one"):
            Kept(tmp_path / "state.json")
    finally:
        kept.release()
    Kept(tmp_path / "state.json").release()


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(FakeJujuError, match="cannot be kept"):
        Kept(tmp_path / "file" / "state.json")


def test_an_authority_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "state.json")
    try:
        for told in ({"ca": "x", "key": "y"}, {"ca": "x"}, [], {"ca": 1, "key": 2}):
            with pytest.raises(FakeJujuError, match=r"state\.json: its certificate authority cannot be read"):
                kept.adopt({"authority": told})
        kept.adopt({})
    finally:
        kept.release()


class Full(io.FileIO):
    """A file on a disk that has room for some bytes more."""

    room = 100

    def write(self, data: Any) -> int:
        if len(data) > self.room:
            if not self.room:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            data, self.room = data[: self.room], 0
        return super().write(data)


def no_room(path: Path, text: bytes) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_told_once_and_all_is_kept_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    controller = FakeController("3.6")
    write: Callable[[Path, bytes], None] = keeping._replace
    with kept_in(tmp_path / "state.json", controller, tell=told.append) as kept:
        before = seen_of(controller.snapshot())
        assert kept._file is not None
        kept._file.close()
        kept._file = Full(kept.journal, "ab")  # type: ignore[assignment]  # a raw file is all it needs
        monkeypatch.setattr(keeping, "_replace", no_room)

        controller.add_model("lost")
        controller.add_model("lost-too")
        during = kept.read()
        monkeypatch.setattr(keeping, "_replace", write)
        controller.add_model("kept")

        assert seen_of(during) == before
        assert seen_of(kept.read()) == seen_of(controller.snapshot())
        assert "No space left on device" in told[0]
        assert told[1:] == [f"the state {tmp_path / 'state.json'} is kept again"]
        assert not controller.broken


def test_a_state_that_cannot_be_written_at_the_beginning_or_the_end_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    controller = FakeController("3.6")
    with kept_in(tmp_path / "state.json", controller) as kept:
        controller.add_model("m")
        monkeypatch.setattr(keeping, "_replace", no_room)

        with pytest.raises(FakeJujuError, match="cannot be written: No space left"):
            kept.end()
        with pytest.raises(FakeJujuError, match="cannot be written: No space left"):
            kept.begin(controller)

        assert seen_of(kept.read()) == seen_of(controller.snapshot())
