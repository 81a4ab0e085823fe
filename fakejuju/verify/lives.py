"""Which cassettes are one life of one controller, and in which order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

from fakejuju.cassette.files import load
from fakejuju.cassette.model import Cassette
from fakejuju.errors import FakeJujuError
from fakejuju.world import UNKNOWN_UUID, world_of

_NUMBER = re.compile(r"\d+")


def cassettes_in(paths: Iterable[Path]) -> list[Path]:
    """The cassettes among paths: a folder stands for those in it, by name.

    Raises:
        FakeJujuError: a folder without any.
    """
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
        if not inside:
            raise FakeJujuError(f"the folder {path} holds no cassette (*.yaml)")
        found += inside
    return found


def read_life(paths: Sequence[Path]) -> list[Cassette]:
    """The cassettes of one life.

    Raises:
        FakeJujuError: they are of several controllers.
    """
    cassettes = [load(path) for path in paths]
    first: dict[str, str] = {}
    for path, cassette in zip(paths, cassettes, strict=True):
        world = world_of(cassette)
        # A series alone is what an import could make out where no login tells the version.
        whole = world.version if world.version.count(".") > 1 else ""
        facts = {"Juju": whole, "controller": world.controller_uuid}
        for what, value in facts.items():
            if value in ("", UNKNOWN_UUID):
                continue
            before = first.setdefault(what, value)
            if before != value:
                raise FakeJujuError(
                    f"{path} is of {what} {value}, {paths[0]} of {what} {before}: "
                    "cassettes that are verified together are one life of one controller"
                )
    return cassettes


def remarks_on(paths: Sequence[Path]) -> list[str]:
    """What is odd about an order: a cassette of a lower number after one of a higher."""
    said: list[str] = []
    for one, other in pairwise(paths):
        before, after = _number(one), _number(other)
        if before is not None and after is not None and after < before:
            said.append(
                f"{other.name} comes after {one.name}: cassettes are asked in the order given, "
                "and what one of them makes is not there before it"
            )
    return said


def _number(path: Path) -> int | None:
    found = _NUMBER.match(path.stem)
    return int(found[0]) if found is not None else None
