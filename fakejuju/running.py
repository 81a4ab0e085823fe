"""Which ``fakejuju serve`` of this user run: a file each, in a folder that only the user can write to.

``$XDG_RUNTIME_DIR/fakejuju``, or ``fakejuju-UID`` in the folder for temporary files. A file is
locked by its process, so what a killed one left behind is known to be stale, whatever process has
its number by now. No password is in it: it names the client store, which only the user can read.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from fakejuju.errors import FakeJujuError
from fakejuju.locks import HeldElsewhere, HeldFile, is_held

START = "start one in another terminal: fakejuju serve"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


class Running(NamedTuple):
    """A serve that runs.

    Attributes:
        name: as ``--name`` gave it, else the number of its process.
        controllers: name in the client store to version, the current one first.
    """

    name: str
    pid: int
    juju_data: str
    controllers: dict[str, str]

    def __str__(self) -> str:
        told = ", ".join(f"{name} (Juju {version})" for name, version in self.controllers.items())
        return f"{self.name}: {told}"


def announce(name: str, juju_data: Path, controllers: Mapping[str, str]) -> HeldFile:
    """Say that this process serves, until the file is released.

    Raises:
        FakeJujuError: another one has that name, or there is no place to say it.
    """
    pid = os.getpid()
    name = name or str(pid)
    told = {"name": name, "pid": pid, "juju-data": str(juju_data), "controllers": dict(controllers)}
    folder = _folders(os.environ)[0]
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        _demand_private(folder)
        return HeldFile(folder / f"{name}.json", json.dumps(told))
    except HeldElsewhere as held:
        raise FakeJujuError(
            f"a serve of the name {name} runs already{_of(held.told)}: give this one another --name"
        ) from None
    except OSError as error:
        raise FakeJujuError(f"{folder} cannot be written to: {error.strerror}") from None


def check_name(name: str) -> None:
    """Refuse a name that is no plain word.

    Raises:
        FakeJujuError: it is none.
    """
    if not _NAME.fullmatch(name):
        raise FakeJujuError(f"{name!r} is no name for a serve: use letters, digits, - _ and .")


def running(environ: Mapping[str, str] | None = None) -> list[Running]:
    """All that run, by name; what killed ones left behind is removed."""
    found: dict[str, Running] = {}
    for folder in _folders(os.environ if environ is None else environ):
        if not folder.is_dir():
            continue
        _demand_private(folder)
        for path in sorted(folder.glob("*.json")):
            one = _read(path) if is_held(path) else None
            if one is not None:
                found.setdefault(one.name, one)
    return [found[name] for name in sorted(found)]


def choose(name: str = "", environ: Mapping[str, str] | None = None) -> Running:
    """The one of that name; without a name the only one.

    Raises:
        FakeJujuError: there is none, or several; the message lists them and says what to do.
    """
    known = running(environ)
    if name:
        found = [one for one in known if one.name == name]
        if found:
            return found[0]
        listed = "; ".join(map(str, known)) or "none"
        raise FakeJujuError(f"no serve of the name {name} runs; running: {listed}; {START} --name {name}")
    if not known:
        raise FakeJujuError(f"no fakejuju serve runs; {START}")
    if len(known) > 1:
        raise FakeJujuError(
            f"{len(known)} serves run: {'; '.join(map(str, known))}; name one: fakejuju env {known[0].name}"
        )
    return known[0]


def _folders(environ: Mapping[str, str]) -> list[Path]:
    """Where they may have said so: a service and a shell do not always agree on XDG_RUNTIME_DIR."""
    found: list[Path] = []
    runtime = environ.get("XDG_RUNTIME_DIR", "")
    if runtime and os.access(runtime, os.W_OK | os.X_OK):
        found.append(Path(runtime) / "fakejuju")
    return [*found, Path(tempfile.gettempdir()) / f"fakejuju-{_user()}"]


def _user() -> int:
    return os.getuid() if hasattr(os, "getuid") else 0


def _demand_private(folder: Path) -> None:
    """Refuse a folder that somebody else could write to: what is in it ends up in a shell."""
    told = folder.lstat()
    if hasattr(os, "getuid") and (told.st_uid != os.getuid() or told.st_mode & 0o022):
        raise FakeJujuError(
            f"{folder} is not only yours to write to, so nothing in it is believed: remove it"
        )


def _read(path: Path) -> Running | None:
    try:
        told: dict[str, Any] = json.loads(path.read_text())
        return Running(told["name"], told["pid"], told["juju-data"], told["controllers"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _of(told: str) -> str:
    try:
        return f" (process {json.loads(told)['pid']})"
    except (ValueError, KeyError, TypeError):
        return ""
