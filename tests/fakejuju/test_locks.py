"""A file that one process holds as long as it lives."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fakejuju.locks import HeldElsewhere, HeldFile, is_held

HOLD = """
import sys
from pathlib import Path
from fakejuju.locks import HeldFile
held = HeldFile(Path(sys.argv[1]), "the other")
print("held", flush=True)
sys.stdin.read()
"""


def test_it_is_held_until_it_is_released_and_then_gone(tmp_path: Path) -> None:
    path = tmp_path / "x.lock"

    held = HeldFile(path, "me")

    assert is_held(path)
    assert path.read_text() == "me"
    with pytest.raises(HeldElsewhere, match="is held by another process") as caught:
        HeldFile(path, "you")
    assert caught.value.told == "me"
    held.release()
    assert not is_held(path)
    assert not path.exists()


def test_only_its_user_reads_it(tmp_path: Path) -> None:
    held = HeldFile(tmp_path / "x.lock", "me")

    assert (tmp_path / "x.lock").stat().st_mode & 0o777 == 0o600
    held.release()


def test_what_another_process_holds_is_free_when_that_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "x.lock"
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(HeldElsewhere) as caught:
            HeldFile(path, "me")
        assert caught.value.told == "the other"
        assert path.read_text() == "the other"

        os.kill(other.pid, signal.SIGKILL)
        other.wait(20)

    assert path.read_text() == "the other"
    mine = HeldFile(path, "me, for I am longer than the other")
    assert path.read_text() == "me, for I am longer than the other"
    mine.release()


def test_one_that_is_held_by_nobody_is_removed_when_somebody_asks(tmp_path: Path) -> None:
    path = tmp_path / "x.lock"
    path.write_text("what a killed process left")

    assert not is_held(path)

    assert not path.exists()
    assert not is_held(path)


def test_a_shorter_word_leaves_nothing_of_a_longer_one(tmp_path: Path) -> None:
    path = tmp_path / "x.lock"
    path.write_text("what a killed process left")

    held = HeldFile(path, "me")

    assert path.read_text() == "me"
    held.release()


def test_a_file_that_was_replaced_meanwhile_is_not_taken_for_ours(tmp_path: Path) -> None:
    path = tmp_path / "x.lock"
    first = HeldFile(path, "first")
    path.unlink()

    second = HeldFile(path, "second")

    assert path.read_text() == "second"
    second.release()
    first.release()
