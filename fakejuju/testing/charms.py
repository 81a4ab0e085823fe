"""``juju_charm``: the charm under test, found where tests name it."""

from __future__ import annotations

import os
from pathlib import Path

FILES = ("charmcraft.yaml", "metadata.yaml")
"""What a directory must hold, one of them, to be a charm."""


class CharmFinder(os.PathLike[str]):
    """The charm under test as a path; called with a name, the path of another charm.

    Args:
        root: the root folder of the tests.
        named: the charm under test, a path; "" for the environment's ``CHARM_PATH``, or the only
            charm in the root folder.
    """

    def __init__(self, root: Path, named: str = "") -> None:
        self._root = root
        self._named = named

    def __call__(self, name: str | os.PathLike[str]) -> Path:
        """The charm of a name: a path from the root folder, or a charm in one of the usual folders.

        Raises:
            FileNotFoundError: there is none; the message says where it was looked for.
        """
        tried = [self._root / place / name for place in ("", "charms", "tests", "tests/charms")]
        for path in tried:
            if _is_charm(path):
                return path
            packed = sorted(path.parent.glob(f"{path.name}*.charm")) if path.parent.is_dir() else []
            if len(packed) == 1:
                return packed[0]
        listed = ", ".join(str(path) for path in tried)
        raise FileNotFoundError(
            f"there is no charm {name}: a directory with {' or '.join(FILES)}, or a .charm file; "
            f"looked for {listed}"
        )

    @property
    def path(self) -> Path:
        """The charm under test.

        Raises:
            FileNotFoundError: none was named, and the root folder holds none or several.
        """
        named = self._named or os.environ.get("CHARM_PATH", "")
        if named:
            return self(Path(named).expanduser())
        packed = sorted(self._root.glob("*.charm"))
        found = packed or ([self._root] if _is_charm(self._root) else [])
        if len(found) == 1:
            return found[0]
        there = f"there are {', '.join(path.name for path in found)}" if found else "there is none"
        raise FileNotFoundError(
            f"which charm is under test? in {self._root} {there}; name it with --juju-charm PATH, "
            "the ini key juju_charm, or CHARM_PATH"
        )

    def __fspath__(self) -> str:
        return str(self.path)

    __str__ = __fspath__

    def __repr__(self) -> str:
        return f"<juju_charm {self._named or self._root}>"


def _is_charm(path: Path) -> bool:
    if path.is_dir():
        return any((path / name).is_file() for name in FILES)
    return path.is_file() and path.suffix == ".charm"
