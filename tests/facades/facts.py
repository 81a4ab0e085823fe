"""What each Juju series serves, as the facts tell it; ``tests/data/facades`` in a form to walk.

- ``versions.json``: facade to series to versions.
- ``methods.json``: facade to method to rows of [series to versions, [params, result, "stub"?]].
- ``types.json``: type to rows of [series, fields]; a field is its key (``?`` at the end: left out
  when empty) and its type: a word, ``map<X>``, or a list of one.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

DATA = Path(__file__).parent.parent / "data" / "facades"

SCALARS = {"string": "str", "int": "int", "number": "float", "bool": "bool", "any": "any"}


class Served(NamedTuple):
    """One method as one version of a facade serves it in one series."""

    series: str
    facade: str
    version: int
    method: str
    params: str | None
    result: str | None
    stub: bool

    def __str__(self) -> str:
        return f"{self.facade}.{self.method} v{self.version} of {self.series}"


@functools.cache
def _read(name: str) -> Any:
    return json.loads((DATA / name).read_text())


@functools.cache
def served_versions() -> dict[str, dict[str, list[int]]]:
    """Facade to series to versions."""
    found: dict[str, dict[str, list[int]]] = _read("versions.json")
    return found


def served() -> Iterator[Served]:
    """Every method of every version of every facade of every series, stubs included."""
    for facade, methods in _read("methods.json").items():
        for method, rows in methods.items():
            for places, row in rows:
                for series, versions in places.items():
                    for version in versions:
                        yield Served(series, facade, version, method, row[0], row[1], len(row) > 2)


@functools.cache
def fields(name: str, series: str) -> dict[str, Any]:
    """The fields of a type in a series: key, with its ``?``, to type."""
    for names, found in _read("types.json")[name]:
        if series in names:
            return dict(found)
    raise KeyError(f"{name} of {series}")


def parse(text: Any) -> tuple[str, Any]:
    """A type as a kind and what it holds: an inner type, the name of a struct, or None for a scalar."""
    if isinstance(text, list):
        return "list", parse(text[0])
    match = re.fullmatch(r"map<(.*)>", text)
    if match:
        inner = match[1]
        return "map", parse([inner[1:-1]] if inner.startswith("[") else inner)
    return (SCALARS[text], None) if text in SCALARS else ("struct", text)
