"""The table for people: ``python -m jujuclient.facades [--series 3.6] [Application]``.

``--markdown`` writes what ``docs/facades.md`` holds; a test holds that file against it.
"""

from __future__ import annotations

import argparse
import inspect
import sys
from collections.abc import Iterable, Sequence

from jujuclient.facades import index, load, names
from jujuclient.wire.schema import Facade, Method


def facade_rows(series: str = "") -> list[tuple[str, str, str, str]]:
    """Facade, versions, number of methods and first words, of every facade or those of a series."""
    served = index.versions(series) if series else index.declared()
    found = []
    for name in sorted(served, key=str.lower):
        facade = _loaded(name)
        methods = {one.wire for one in _methods(facade, series)}
        found.append((name, _numbers(served[name]), str(len(methods)), _first_line(facade)))
    return found


def method_rows(name: str, series: str = "") -> list[tuple[str, str, str, str]]:
    """Call, result, where it exists and first words, of every method of a facade."""
    facade = _loaded(name)
    return [
        (_call(one), _result(one), one.range.describe(name), _first_words(one.doc))
        for one in _methods(facade, series)
    ]


def _loaded(name: str) -> type[Facade]:
    facade = load(name)
    if facade is None:
        near = ", ".join(one for one in names() if name.lower() in one.lower()) or "none like it"
        raise SystemExit(f"no facade is called {name}; there is {near}")
    return facade


def _methods(facade: type[Facade], series: str) -> list[Method]:
    """The methods of a facade, or those of the newest version that a series serves."""
    found = sorted(facade.methods(), key=lambda one: one.name)
    if not series:
        return found
    newest = max(index.versions(series).get(facade.name, (-1,)))
    return [one for one in found if one.is_in(newest, series)]


def _call(method: Method) -> str:
    parameters = list(method.signature.parameters.values())[1:]
    given = [one.name if one.default is one.empty else f"{one.name}=" for one in parameters]
    return f"{method.name}({', '.join(given)})"


def _result(method: Method) -> str:
    return str(method.signature.return_annotation)


def _first_line(facade: type[Facade]) -> str:
    return _first_words(inspect.getdoc(facade) or "")


def _first_words(doc: str) -> str:
    return doc.splitlines()[0] if doc else ""


def _numbers(versions: Iterable[int]) -> str:
    """Versions as ``1-6, 8``."""
    runs: list[list[int]] = []
    for number in sorted(versions):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def plain(rows: Sequence[tuple[str, ...]], head: tuple[str, ...]) -> str:
    """Rows in aligned columns, the last one as long as it is."""
    everything = [head, *rows]
    widths = [max(len(row[place]) for row in everything) for place in range(len(head) - 1)]
    lines = ("  ".join([*map(str.ljust, row, widths), row[-1]]).rstrip() for row in everything)
    return "\n".join(lines) + "\n"


def markdown() -> str:
    """The whole table as markdown."""
    made = [
        "# The facades",
        "",
        _INTRODUCTION,
        "",
        *_markdown_rows(_served_rows(), ("facade", *index.series())),
    ]
    for name in sorted(names(), key=str.lower):
        facade = _loaded(name)
        made += ["", f"## {name}", "", " ".join((inspect.getdoc(facade) or "").split()), ""]
        made.append(f"Versions {_numbers(facade.versions)}; `jujuclient.facades.{index.module(name)}`.")
        rows = [
            (f"`{one.name}`", f"`{one.wire}`", one.range.describe(name) or "all", " ".join(one.doc.split()))
            for one in _methods(facade, "")
        ]
        made += ["", *_markdown_rows(rows, ("method", "on the wire", "where", "what it does"))]
    return "\n".join(made) + "\n"


_INTRODUCTION = """Made by `python -m jujuclient.facades --markdown`; do not edit it here, a test compares.
Every facade that Juju 1.18 to 4.1 serves to clients, and the versions that each series serves:"""


def _served_rows() -> list[tuple[str, ...]]:
    return [
        (name, *(_numbers(index.versions(series).get(name, ())) for series in index.series()))
        for name in sorted(names(), key=str.lower)
    ]


def _markdown_rows(rows: Iterable[tuple[str, ...]], head: tuple[str, ...]) -> list[str]:
    lines = [head, tuple("---" for _ in head), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 0 when it is printed."""
    parser = argparse.ArgumentParser(prog="jujuclient facades", description="The facades that can be called.")
    parser.add_argument("facade", nargs="?", default="", help="show its methods")
    parser.add_argument("--series", default="", choices=index.series(), help="only what this Juju serves")
    parser.add_argument("--markdown", action="store_true", help="everything, as docs/facades.md has it")
    asked = parser.parse_args(arguments)
    if asked.markdown:
        sys.stdout.write(markdown())
    elif asked.facade:
        rows = method_rows(asked.facade, asked.series)
        sys.stdout.write(plain(rows, ("call", "result", "where", "what it does")))
    else:
        rows = facade_rows(asked.series)
        sys.stdout.write(plain(rows, ("facade", "versions", "methods", "what it is")))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
