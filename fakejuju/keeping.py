"""The state of a served controller on disk: a snapshot, and beside it a journal of what came after.

Each change is in the journal before its answer is sent, so a kill loses nothing that a client had
seen. What a change costs does not grow with the state; a journal that has outgrown its snapshot is
folded into a new one. ``state.json`` alone is what ``FakeController.save`` writes, and is enough.

A journal that cannot be written to (a full disk) is told once; a whole snapshot is tried after each
change from then on, so that nothing is missing as soon as there is room.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import msgspec

from fakejuju.certs import Authority, adopt, authority
from fakejuju.controller import FakeController, read_state
from fakejuju.errors import FakeJujuError
from fakejuju.locks import HeldElsewhere, HeldFile
from fakejuju.state.store import Commit, HistoryEntry, State, kind_named

SMALL = 1 << 20
"""A journal of fewer bytes is never folded while it is written."""
TIMES = 4
"""A journal is folded when it is that many times as large as its snapshot."""


class Kept:
    """A controller's state in a file, for one process at a time.

    Args:
        path: the snapshot; ``.journal`` and ``.lock`` are put behind its name.
        tell: takes a line that whoever serves should read.

    Raises:
        FakeJujuError: another process keeps this file, or it is no place for files.
    """

    def __init__(self, path: Path, *, tell: Callable[[str], None] = lambda line: None) -> None:
        self.path = path
        self._tell = tell
        self.journal = path.with_name(path.name + ".journal")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = HeldFile(path.with_name(path.name + ".lock"), f"{os.getpid()}")
        except HeldElsewhere as held:
            raise FakeJujuError(
                f"the state {path} is kept by a fakejuju that runs (process {held.told or 'unknown'}): "
                "end that one, or name another file"
            ) from None
        except OSError as error:
            raise FakeJujuError(f"the state {path} cannot be kept: {error.strerror}") from None
        self._file: IO[bytes] | None = None
        self._controller: FakeController | None = None
        self._aside: list[Any] = []
        self._size = self._base = 0
        self._behind = self._folding = False
        self._blobs: set[str] = set()
        self._seeds: dict[str, int] = {}

    def read(self) -> dict[str, Any] | None:
        """The state as it was last, None when there is none yet.

        Raises:
            FakeJujuError: snapshot or journal cannot be used; the message names file and line.
        """
        if not self.path.exists() or self.path.stat().st_size == 0:
            return None  # an empty file is one that was made for this, such as by mktemp
        kept = read_state(self.path)
        lines = self._lines(str(kept.get("journal") or ""))
        return _replayed(kept, lines, self.journal) if lines else kept

    def adopt(self, kept: Mapping[str, Any]) -> None:
        """Let this process sign certificates as the one that kept the state did: clients go on trusting it.

        A process has one authority, so of several states it is that of the first.

        Raises:
            FakeJujuError: what the state has of it cannot be read.
        """
        told = kept.get("authority")
        if told is None:
            return  # a state of FakeController.save, which has none
        try:
            adopt(Authority(**told))
        except (TypeError, ValueError, AttributeError):
            raise FakeJujuError(
                f"{self.path}: its certificate authority cannot be read; without `authority` it has a new one"
            ) from None

    def _lines(self, mark: str) -> list[bytes]:
        """The whole lines of the journal that goes with a snapshot; what a kill cut short is none."""
        try:
            lines = self.journal.read_bytes().split(b"\n")[:-1]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise FakeJujuError(f"{self.journal} cannot be read: {error.strerror}") from None
        # A journal of another snapshot was folded into this one already.
        return lines[1:] if lines and mark and lines[0] == mark.encode() else []

    # --- writing ---------------------------------------------------------------------------

    def begin(self, controller: FakeController) -> None:
        """Keep what a controller does from now on."""
        self._controller = controller
        controller.do(self._begin)

    def _begin(self) -> None:
        assert self._controller is not None
        self._fold()
        simulation = self._controller.simulation
        simulation.commits.append(self._committed)
        simulation.state.aside = self._aside.append

    def end(self) -> None:
        """Write all of it as one snapshot.

        Raises:
            FakeJujuError: it cannot be written.
        """
        assert self._controller is not None
        self._controller.do(self._end)

    def release(self) -> None:
        """Let another process have the file; what is not written by now is not kept."""
        if self._controller is not None:
            self._controller.do(self._leave)
        self._lock.release()

    def _leave(self) -> None:
        assert self._controller is not None
        simulation = self._controller.simulation
        if self._committed in simulation.commits:
            simulation.commits.remove(self._committed)
            simulation.state.aside = None
        if self._file is not None:
            self._file.close()

    def _end(self) -> None:
        try:
            self._fold()
            self.journal.unlink(missing_ok=True)
        finally:
            self._leave()

    def _fold(self) -> None:
        """A new snapshot and an empty journal; at any moment one of the two pairs is whole."""
        assert self._controller is not None
        mark = os.urandom(8).hex()
        told = {**self._controller.kept(), "journal": mark, "authority": authority()._asdict()}
        text = json.dumps(told, sort_keys=True).encode()
        try:
            _replace(self.path, text)
            _replace(self.journal, mark.encode() + b"\n")
            opened = self.journal.open("ab", buffering=0)
        except OSError as error:
            raise FakeJujuError(f"the state {self.path} cannot be written: {error.strerror}") from None
        if self._file is not None:
            self._file.close()
        self._file = opened
        simulation = self._controller.simulation
        self._size, self._base = 0, len(text)
        self._blobs, self._seeds = set(simulation.blobs), dict(simulation.seeds.counts)
        self._aside.clear()

    def _committed(self, commit: Commit) -> None:
        if self._behind:
            self._aside.clear()
        else:
            self._append(self._line(commit))
        if (self._behind or self._size > max(SMALL, TIMES * self._base)) and not self._folding:
            assert self._controller is not None
            # Not inside a commit: what is half told must not be in a snapshot.
            self._folding = True
            self._controller.simulation.soon(self._fold_again)

    def _append(self, line: bytes) -> None:
        assert self._file is not None
        end = self._file.tell()
        try:
            written = 0
            while written < len(line):
                written += self._file.write(line[written:]) or 0
        except OSError as error:
            with suppress(OSError):  # half a line at the end is read as none, too
                self._file.truncate(end)
            self._fell_behind(f"{self.journal} cannot be written: {error.strerror}")
        self._size += len(line)
        self._aside.clear()

    def _fold_again(self) -> None:
        self._folding = False
        try:
            self._fold()
        except FakeJujuError as error:
            self._fell_behind(str(error))
        else:
            if self._behind:
                self._tell(f"the state {self.path} is kept again")
            self._behind = False

    def _fell_behind(self, why: str) -> None:
        if not self._behind:
            self._tell(f"{why}; what changes from now on is kept when it can be")
        self._behind = True

    def _line(self, commit: Commit) -> bytes:
        assert self._controller is not None
        simulation = self._controller.simulation
        told: dict[str, Any] = {"revision": commit.revision, "elapsed": simulation.clock.elapsed}
        told["changes"] = [
            [type(change.entity).__name__, change.entity.model, change.entity.key, change.after]
            for change in commit.changes
        ]
        if self._aside:
            told["aside"] = self._aside
        if simulation.seeds.counts != self._seeds:
            told["seeds"] = self._seeds = dict(simulation.seeds.counts)
        new = simulation.blobs.keys() - self._blobs
        if new:
            told["blobs"] = {name: base64.b64encode(simulation.blobs[name]).decode() for name in sorted(new)}
            self._blobs |= new
        return msgspec.json.encode(told) + b"\n"


def _replace(path: Path, text: bytes) -> None:
    part = path.with_name(path.name + ".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


# --- reading back ------------------------------------------------------------------------------


def _replayed(kept: dict[str, Any], lines: list[bytes], journal: Path) -> dict[str, Any]:
    """A snapshot with its journal done again."""
    state = State()
    told = dict(kept)
    told["blobs"] = dict(kept.get("blobs") or {})
    number = 1
    try:
        state.restore(kept)
        for line in lines:
            number += 1
            _again(state, told, msgspec.json.decode(line))
    except (KeyError, TypeError, ValueError, AttributeError, msgspec.MsgspecError) as error:
        raise FakeJujuError(
            f"{journal}, line {number}: {type(error).__name__}: {error}; without this file the state "
            "is what its snapshot holds"
        ) from None
    return {**told, **state.snapshot(), "revision": told["revision"]}


def _again(state: State, told: dict[str, Any], line: dict[str, Any]) -> None:
    with state.transaction():
        for name, model, key, after in line["changes"]:
            kind = kind_named(name)
            if after is not None:
                state.put(msgspec.convert(after, kind))
            elif (gone := state.find(kind, key, model)) is not None:
                state.remove(gone)
    for aside in line.get("aside") or ():
        _beside(state, aside)
    told["revision"], told["elapsed"] = line["revision"], line["elapsed"]
    told["seeds"] = line.get("seeds") or told["seeds"]
    told["blobs"].update(line.get("blobs") or {})


def _beside(state: State, told: list[Any]) -> None:
    what, model, name, value = told
    if what == "sequence":
        state.set_sequence(name, model, value)
    elif value is None:
        state.forget(model, name)
    else:
        entry = msgspec.convert(value, HistoryEntry)
        state.remember(model, name, entry.kind, entry.status)
