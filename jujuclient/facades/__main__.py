"""The table for people: ``python -m jujuclient.facades [--series 3.6] [Application]``.

``--markdown`` writes what ``docs/facades.md`` holds; a test holds that file against it.
"""

from __future__ import annotations

import argparse
import difflib
import inspect
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence

from jujuclient.facades import index, load, names
from jujuclient.wire.schema import Facade, Method
from jujuclient.wire.series import SERIES, Series
from jujuclient.wire.shape import shape


def facade_rows(series: str = "") -> list[tuple[str, str, str, str]]:
    """Facade, versions, number of methods and first words, of every facade or those of a series."""
    served = index.versions(series) if series else index.declared()
    found = []
    for name in sorted(served, key=str.lower):
        facade = _loaded(name)
        methods = {one.wire for one in _methods(facade, series)}
        found.append((name, _numbers(served[name]), str(len(methods)), _first_line(facade)))
    return found


def describe(name: str, series: str = "", width: int = 80) -> str:
    """A facade for people: what it is, then each call with its result, where it is, and what it does."""
    facade = _loaded(name)
    served = _served(facade, series)
    of = f" of Juju {series}" if series else ""
    head = f"{name}, version{'s' * (len(served) > 1)} {_numbers(served)}{of}. {_first_line(facade)}".replace(
        "``", "`"
    )
    made = [*textwrap.wrap(head, width), ""]
    for one in _methods(facade, series):
        made += _told(one, series, served, width)
    return "\n".join(made) + "\n"


def _told(method: Method, series: str, served: Sequence[int], width: int) -> list[str]:
    """One method: the call, wrapped under its own bracket, and a line or two about it."""
    call = f"{_call(method, series, max(served))} -> {_result(method)}"
    lines = textwrap.wrap(
        call, width, subsequent_indent=" " * 8, break_long_words=False, break_on_hyphens=False
    )
    where = _where(method) if not series else _versions_within(method, series, served)
    words = f"{method.wire}{f' ({where})' if where else ''}: {_first_words(method.doc)}".replace("``", "`")
    return [*lines, *textwrap.wrap(words, width, initial_indent=" " * 4, subsequent_indent=" " * 4)]


def _versions_within(method: Method, series: str, served: Sequence[int]) -> str:
    """Which of a series' versions have a method; "" when all of them do."""
    have = [version for version in served if method.is_in(version, series)]
    return "" if have == list(served) else f"version{'s' * (len(have) > 1)} {_numbers(have)}"


def _where(method: Method) -> str:
    """Where a method exists, no further than its facade does; "" for everywhere that the facade is."""
    name, range_ = method.facade.name, method.range
    last = [series for series in SERIES if name in index.versions(series)][-1]
    ends = range_.first and not range_.last and last != SERIES[-1]
    return (range_._replace(last=last) if ends else range_).describe(name)


def _served(facade: type[Facade], series: str) -> tuple[int, ...]:
    """The versions of a facade, or those that a series serves."""
    if not series:
        return tuple(facade.versions)
    served = index.versions(series).get(facade.name)
    if served is None:
        there = [one for one in SERIES if facade.name in index.versions(one)]
        where = there[0] if len(there) == 1 else f"{there[0]} to {there[-1]}"
        raise SystemExit(f"Juju {series} serves no {facade.name} to clients; Juju {where} does")
    return tuple(served)


def _loaded(name: str) -> type[Facade]:
    facade = load(name)
    if facade is None:
        within = [one for one in names() if name.lower() in one.lower()]
        folded = {one.lower(): one for one in names()}
        near = within or [folded[one] for one in difflib.get_close_matches(name.lower(), folded, n=3)]
        told = (
            f"there is {', '.join(near)}"
            if near
            else "there is none like it; `jujuclient facades` lists them"
        )
        raise SystemExit(f"no facade is called {name}; {told}")
    return facade


def _methods(facade: type[Facade], series: str) -> list[Method]:
    """The methods of a facade, or those of the newest version that a series serves."""
    found = sorted(facade.methods(), key=lambda one: one.name)
    if not series:
        return found
    newest = max(index.versions(series).get(facade.name, (-1,)))
    return [one for one in found if one.is_in(newest, series)]


def _call(method: Method, series: str, version: int) -> str:
    """The call, with what the newest version of the series takes; or with all that any version does."""
    context = method.context(version, series)
    ranges = {slot.attr: slot.range for slot in shape(method.params)}
    given = [
        one.name if one.default is one.empty else f"{one.name}="
        for one in list(method.signature.parameters.values())[1:]
        if not series or ranges[one.name].holds(context)
    ]
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
            (f"`{one.name}`", f"`{one.wire}`", _where(one) or "all", " ".join(one.doc.split()))
            for one in _methods(facade, "")
        ]
        made += ["", *_markdown_rows(rows, ("method", "on the wire", "where", "what it does"))]
    return "\n".join(made) + "\n"


_INTRODUCTION = """Made by `python -m jujuclient.facades --markdown`; do not edit it here, a test compares.
Every facade that Juju 1.18 to 4.1 serves to clients, the versions that each series serves, and last how many
methods those have at their newest:"""


def _served_rows() -> list[tuple[str, ...]]:
    rows = [
        (name, *(_numbers(index.versions(series).get(name, ())) for series in index.series()))
        for name in sorted(names(), key=str.lower)
    ]
    counts = (sum(int(row[2]) for row in facade_rows(series)) for series in index.series())
    return [*rows, ("*methods*", *map(str, counts))]


def _markdown_rows(rows: Iterable[tuple[str, ...]], head: tuple[str, ...]) -> list[str]:
    lines = [head, tuple("---" for _ in head), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]


def _known(text: str) -> str:
    """The series whose facts stand for a version; "" for none asked."""
    if not text:
        return ""
    try:
        asked = Series.of(text)
    except ValueError as error:
        raise SystemExit(str(error)) from None
    if str(asked) not in SERIES:
        print(f"no facts are known of Juju {asked}; this is Juju {asked.known_as}", file=sys.stderr)
    return asked.known_as


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 0 when it is printed."""
    parser = argparse.ArgumentParser(prog="jujuclient facades", description="The facades that can be called.")
    parser.add_argument("facade", nargs="?", default="", help="show its methods")
    parser.add_argument(
        "--series", default="", help="only what this Juju serves: 3.6, or a version such as 3.6.2"
    )
    parser.add_argument("--markdown", action="store_true", help="everything, as docs/facades.md has it")
    asked = parser.parse_args(arguments)
    if asked.markdown:
        print(markdown(), end="")
        return 0
    series = _known(asked.series)
    if asked.facade:
        width = shutil.get_terminal_size((100, 24)).columns
        print(describe(asked.facade, series, max(width, 40)), end="")
    else:
        rows = facade_rows(series)
        print(plain(rows, ("facade", "versions", "methods", "what it is")), end="")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
