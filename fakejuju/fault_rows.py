"""Faults in YAML, as ``fakejuju serve --faults`` reads them: a list, one fault in a line.

    - {error: Application.Deploy, message: try again, code: try again, times: 2}
    - {delay: AllWatcher.Next, seconds: 5}
    - {close: Client.FullStatus, chance: 0.1}
    - {turn-away: /model/*, status: 503, times: 1}
    - {upgrading: true}

The words are those of ``fakejuju.faults.Faults``.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import yaml

from fakejuju.errors import FakeJujuError
from fakejuju.faults import Faults

VERBS = ("close", "delay", "drop", "error", "garble", "turn_away", "upgrading")


class FaultRow(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, rename="kebab"):
    """One fault: one verb, which names the calls, and what the verb takes besides."""

    close: str = ""
    delay: str = ""
    drop: str = ""
    error: str = ""
    garble: str = ""
    turn_away: str = ""
    upgrading: bool = False
    message: str = ""
    code: str | int = ""
    info: dict[str, Any] = msgspec.field(default_factory=dict)
    seconds: float = 0
    status: int = 0
    carried_out: bool = True
    params: dict[str, Any] = msgspec.field(default_factory=dict)
    times: int = 0
    skip: int = 0
    chance: float = 1


def arm(faults: Faults, given: str | os.PathLike[str] | Iterable[Mapping[str, Any]]) -> None:
    """Make the faults of a file of YAML, or of a list of rows.

    Raises:
        FakeJujuError: what is wrong, and in which row.
    """
    where = f"{os.fspath(given)}: " if isinstance(given, (str, os.PathLike)) else ""
    rows = _load(Path(given)) if isinstance(given, (str, os.PathLike)) else list(given)
    # The newest fault decides; in a file the first that fits does, as in a file of units' rows.
    for number, row in reversed(list(enumerate(rows, 1))):
        _make(faults, row, f"{where}fault {number}")


def _load(path: Path) -> list[Any]:
    try:
        rows = yaml.safe_load(path.read_text())
    except (OSError, yaml.YAMLError) as error:
        raise FakeJujuError(f"{path} cannot be read as faults: {error}") from None
    if not isinstance(rows, list):
        raise FakeJujuError(f"{path}: faults are a list, such as `- {{drop: Client.FullStatus, times: 1}}`")
    return rows


def _make(faults: Faults, row: Any, where: str) -> None:
    try:
        read = msgspec.convert(row, FaultRow)
    except msgspec.ValidationError as error:
        raise FakeJujuError(f"{where}: {error}; a fault has one of {_words(VERBS)}") from None
    given = {
        name: value for name in FaultRow.__struct_fields__ if (value := getattr(read, name)) != _UNSET[name]
    }
    verbs = [name for name in VERBS if name in given]
    if len(verbs) != 1:
        raise FakeJujuError(f"{where}: a fault has one of {_words(VERBS)}, not {_words(verbs) or 'none'}")
    verb = getattr(faults, verbs[0])
    calls = given.pop(verbs[0])
    takes = inspect.signature(verb).parameters
    extra = [name for name in given if name not in takes]
    lacks = [name for name in ("message", "seconds") if name in takes and name not in given]
    if lacks or extra:
        said = f"needs {_words(lacks)}" if lacks else f"takes no {_words(extra)}"
        raise FakeJujuError(f"{where}: {_words(verbs)} {said}")
    try:
        verb(**given) if verbs[0] == "upgrading" else verb(calls, **given)
    except FakeJujuError as error:
        raise FakeJujuError(f"{where}: {error}") from None


_UNSET = {name: getattr(FaultRow(), name) for name in FaultRow.__struct_fields__}


def _words(names: Iterable[str]) -> str:
    return ", ".join(name.replace("_", "-") for name in names)


__all__ = ["arm"]
