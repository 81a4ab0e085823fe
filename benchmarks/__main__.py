"""Run the benchmarks, all of them or those named, and print one table."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.rows import Row


def main(names: list[str]) -> int:
    """Print the rows of every benchmark."""
    found = sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))
    table = Table(title="measured side by side in this run; a ratio of one run on a noisy machine")
    for heading in ("what", "ours", "against", "ratio", "aim", ""):
        table.add_column(heading, overflow="fold")
    for name in names or found:
        rows = importlib.import_module(f"benchmarks.bench_{name}").run()
        for row in rows or []:
            _add(table, row)
    Console(width=120).print(table)
    return 0


def _add(table: Table, row: Row) -> None:
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    met = {True: "[green]met[/]", False: "[red]missed[/]", None: ""}[row.met]
    table.add_row(row.what, row.ours, row.against, ratio, row.aim, met)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
