"""The table of the README: what is supported per Juju series, from the coverage and the facade table.

python docs/readme.py        # writes it between the markers
"""

from __future__ import annotations

import sys
from pathlib import Path

from fakejuju.coverage import share
from fakejuju.simulation import NEWEST
from jujuclient.facades import index
from jujuclient.wire.series import SERIES

README = Path(__file__).parents[1] / "README.md"
BEGIN = "<!-- made by `make docs` from the coverage; do not edit -->"
END = "<!-- end of what `make docs` makes -->"


def table() -> str:
    """The table, the newest series first."""
    lines = [
        "| Juju | simulated as | facades | methods, typed | simulated | recorded from a real one"
        " | changes are told by |",
        "|---|---|---|---|---|---|---|",
    ]
    for series in reversed(SERIES):
        one, versions = share(series), index.versions(series)
        recorded = str(one.recorded) if one.recorded else "none"
        told = "watchers" if "AllWatcher" in versions else "statuses compared"
        lines.append(
            f"| {series} | {NEWEST[series]} | {len(versions)} | {one.methods} | "
            f"{100 * one.simulated // one.methods} % | {recorded} | {told} |"
        )
    return "\n".join(lines)


def written(text: str) -> str:
    """A README with the table as it is now."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        sys.exit(f"{README} lacks the lines between which the table goes: {BEGIN} and {END}")
    return f"{before}{begin}\n\n{table()}\n\n{end}{after}"


if __name__ == "__main__":
    README.write_text(written(README.read_text()))
