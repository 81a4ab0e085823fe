"""Cassettes that no test names any more.

They are looked for in the folders in which the tests of a run have cassettes, and only in a run of
all tests: one that was given a file or a test, or that leaves files out, cannot know.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from fakejuju.testing import marks
from fakejuju.testing.settings import read


@dataclass
class Named:
    """What the tests of a run name.

    Attributes:
        paths: cassettes; ``*`` stands for the series.
        folders: to look in, and whether what is below is looked at, too.
    """

    paths: set[Path] = field(default_factory=set)
    folders: dict[Path, bool] = field(default_factory=dict)


NAMED: pytest.StashKey[Named] = pytest.StashKey()


def note(item: pytest.Item) -> None:
    """Remember what the marker of a test names."""
    try:
        mark = marks.cassette_mark(item, read(item.config), "*")
    except marks.MarkError:
        return
    if mark is None:
        return
    named = item.config.stash.setdefault(NAMED, Named())
    named.paths.add(mark.path)
    home = next((one for one in mark.path.parents if one.name == "cassettes"), None)
    named.folders.setdefault(home or mark.path.parent, home is not None)


def found(session: pytest.Session) -> list[str]:
    """The cassettes that no test names; none where this run cannot know."""
    named = session.config.stash.get(NAMED, None)
    if named is None or not _whole(session.config):
        return []
    given = _given(session.config)
    exact = {path for path in named.paths if "*" not in path.name}
    patterns = [path for path in named.paths if "*" in path.name]
    return [
        str(path)
        for path in _cassettes(named.folders)
        if path not in exact
        and not any(path.match(str(pattern)) for pattern in patterns)
        and (not given or any(path.is_relative_to(folder) for folder in given))
    ]


def _whole(config: pytest.Config) -> bool:
    """Whether all tests there are were collected."""
    left_out = any(config.getoption(name, None) for name in ("ignore", "ignore_glob", "collectonly"))
    return not left_out and all(path.is_dir() for path in _given(config))


def _given(config: pytest.Config) -> list[Path]:
    """What the command line says to run; what is outside of it may be other tests' own."""
    given = config.args if config.args_source is config.ArgsSource.ARGS else []
    return [(config.invocation_params.dir / one).resolve() for one in given]


def _cassettes(folders: dict[Path, bool]) -> list[Path]:
    files = set()
    for folder, deep in folders.items():
        files |= set(folder.rglob("*.yaml") if deep else folder.glob("*.yaml"))
    return sorted(path for path in files if _is_cassette(path))


def _is_cassette(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.readline().startswith("fakejuju:")
    except OSError:
        return False
