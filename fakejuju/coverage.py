"""Which methods of a series are simulated, which were recorded, and which are only declared."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from fakejuju import handlers
from jujuclient import facades
from jujuclient.facades import index

_OF_ADMIN = ("Login", "RedirectInfo")
"""What the simulator answers of Admin, before any handler."""


class Row(NamedTuple):
    """One method of one facade of a series, at the newest version that has it."""

    facade: str
    method: str
    version: int
    simulated: bool
    recorded: bool


def rows(series: str) -> list[Row]:
    """Every client-facing method of a series, by facade and name."""
    known = _recorded().get(series, {})
    found: list[Row] = []
    for facade, versions in sorted(index.versions(series).items()):
        declared = facades.load(facade)
        if declared is None:
            continue
        bound = handlers.find(facade)
        seen: dict[str, Row] = {}
        for version in sorted(versions, reverse=True):
            for method in declared.methods():
                if method.wire in seen or not method.is_in(version, series):
                    continue
                simulated = method in bound or (facade == "Admin" and method.wire in _OF_ADMIN)
                recorded = method.wire in known.get(facade, ())
                seen[method.wire] = Row(facade, method.wire, version, simulated, recorded)
        found += sorted(seen.values(), key=lambda row: row.method)
    return found


@lru_cache(maxsize=1)
def _recorded() -> dict[str, dict[str, list[str]]]:
    """Series to facade to the methods that cassettes of it hold; made by ``make docs``."""
    text = resources.files("fakejuju").joinpath("data/recorded.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, list[str]]] = json.loads(text)
    return found


def read_recorded(folder: Path) -> dict[str, dict[str, list[str]]]:
    """What the cassettes under a folder hold of each series; refusals for want of a method do not count."""
    from fakejuju.cassette.files import load
    from jujuclient.wire.series import Series

    found: dict[str, dict[str, set[str]]] = {}
    for path in sorted(folder.glob("*/*.yaml")):
        cassette = load(path)
        series = Series.of(cassette.header.juju).known_as
        offered = index.versions(series)
        for exchange in cassette.exchanges:
            refused = exchange.failure is not None and exchange.failure.code == "not implemented"
            if exchange.facade in offered and not refused:
                found.setdefault(series, {}).setdefault(exchange.facade, set()).add(exchange.method)
    return {
        series: {facade: sorted(methods) for facade, methods in sorted(known.items())}
        for series, known in sorted(found.items())
    }


class Share(NamedTuple):
    """How many methods a series has, and how many of them are simulated and recorded."""

    series: str
    methods: int
    simulated: int
    recorded: int
    recorded_simulated: int


def share(series: str) -> Share:
    """The counts of a series."""
    all_rows = rows(series)
    return Share(
        series,
        len(all_rows),
        sum(row.simulated for row in all_rows),
        sum(row.recorded for row in all_rows),
        sum(row.recorded and row.simulated for row in all_rows),
    )


def markdown(all_series: Iterable[str]) -> str:
    """The page ``docs/coverage.md``."""
    chosen = list(all_series)
    lines = [
        "# What is simulated",
        "",
        "Made by `fakejuju coverage --markdown`; do not edit. *Simulated*: a handler answers it. *Recorded*:",
        "a cassette of that series in this repository holds it. A method that is neither is declared only:",
        "the client can call it; the simulator answers `not implemented`, names it, and fails the test.",
        "",
        "| Juju | client methods | simulated | recorded | recorded and simulated |",
        "|---|---|---|---|---|",
    ]
    for one in map(share, chosen):
        percent = f"{one.simulated} ({100 * one.simulated // max(1, one.methods)} %)"
        lines.append(
            f"| {one.series} | {one.methods} | {percent} | {one.recorded} | {one.recorded_simulated} |"
        )
    for series in reversed(chosen):
        missing: dict[str, list[str]] = {}
        for row in rows(series):
            if not row.simulated:
                missing.setdefault(row.facade, []).append(row.method)
        lines += ["", f"## Not simulated on {series}", ""]
        lines += [f"- {facade}: {', '.join(methods)}" for facade, methods in missing.items()] or ["Nothing."]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(json.dumps(read_recorded(Path(sys.argv[1])), indent=1))
