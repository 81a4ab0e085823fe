"""What the end of a run says: cassettes recorded, replayed, unplayed and orphaned; models that stay.

What happened in a test travels with the report of its teardown, so a worker of xdist tells it to
the process that people see, and the words are the same for any number of workers.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fakejuju.testing.fixtures import PLAYED, SET_ASIDE
from fakejuju.testing.settings import IN_PLAY

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

KEY = "fakejuju-orphaned"
"""Under which a worker of xdist tells which cassettes no test names."""
SHOWN = 5
"""How many unplayed calls of a test are named."""
LISTED = 10
"""How many replayed cassettes are named, unless all are asked for with -v."""


def attach(item: pytest.Item, report: pytest.TestReport) -> None:
    """Add what became of a test's cassette, and of models, to the report of its end."""
    told: dict[str, Any] = {}
    played = item.stash.get(PLAYED, None)
    if played is not None:
        told["played"] = played
    play = item.config.stash.get(IN_PLAY, None)
    if play is not None and play.kept:
        told["kept"] = list(play.kept)
        play.kept.clear()
    if told:
        report.juju = told  # type: ignore[attr-defined]  # reports keep and send what they are given


class Tally:
    """Hears reports, and sums up.

    Attributes:
        played: node id to what became of its cassette.
        kept: the models that stay on real controllers.
        orphaned: cassettes that no test names, as workers told.
    """

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self.played: dict[str, dict[str, Any]] = {}
        self.kept: list[str] = []
        self.orphaned: set[str] = set()
        self._named = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Hear of a test, from this process or from a worker of xdist."""
        told = getattr(report, "juju", None) or {}
        if "played" in told:
            self.played[report.nodeid] = told["played"]
        self.kept += told.get("kept", [])

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Remember which cassettes have a test, before any test is deselected."""
        if item.get_closest_marker("juju_cassette") is not None:
            from fakejuju.testing import orphans

            orphans.note(item)
            self._named = True

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Look for cassettes that no test names; a worker of xdist tells them on."""
        if not self._named:
            return
        from fakejuju.testing import orphans

        found = orphans.found(session)
        told = getattr(self._config, "workeroutput", None)
        if told is not None:
            told[KEY] = found
        self.orphaned.update(found)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Hear from a worker which cassettes no test names."""
        self.orphaned.update((getattr(node, "workeroutput", None) or {}).get(KEY, ()))

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        """Write it down."""
        self._cassettes(terminalreporter)
        if self.kept:
            terminalreporter.section("juju models that stay", sep="-")
            for name in sorted(self.kept):
                terminalreporter.line(name)

    def _cassettes(self, terminal: TerminalReporter) -> None:
        of: dict[str, set[str]] = {"recorded": set(), "extended": set(), "replayed": set(), SET_ASIDE: set()}
        for told in self.played.values():
            of[told["did"]].add(self._short(told["path"]))
        of["replayed"] -= of["recorded"] | of["extended"]
        unplayed = sorted(
            _line(nodeid, told["unplayed"]) for nodeid, told in self.played.items() if told["unplayed"]
        )
        of_this_run = {told["path"] for told in self.played.values()}
        orphaned = sorted(self._short(path) for path in self.orphaned - of_this_run)
        counts = [(name, len(found)) for name, found in of.items()]
        counts += [("unplayed in part", len(unplayed)), ("orphaned", len(orphaned))]
        said = ", ".join(f"{number} {name}" for name, number in counts if number)
        if not said:
            return
        terminal.section(f"cassettes: {said}", sep="-")
        for name, found in of.items():
            self._names(terminal, name, sorted(found))
        _part(terminal, "cassettes: recorded and not asked for", unplayed)
        _part(terminal, "cassettes: orphaned, no test of this run names them", orphaned)

    def _names(self, terminal: TerminalReporter, what: str, found: list[str]) -> None:
        all_of_them = what != "replayed" or self._config.get_verbosity() > 0
        shown = found if all_of_them else found[:LISTED]
        more = f" and {len(found) - len(shown)} more (-v names them)" if len(found) > len(shown) else ""
        if found:
            terminal.line(f"{what}: {', '.join(shown)}{more}")

    def _short(self, path: str) -> str:
        root = self._config.rootpath
        found = Path(path)
        return found.relative_to(root).as_posix() if found.is_relative_to(root) else path


def _part(terminal: TerminalReporter, title: str, lines: list[str]) -> None:
    if lines:
        terminal.line(f"{title}:")
        for line in lines:
            terminal.line(f"  {line}")


def _line(nodeid: str, unplayed: list[str]) -> str:
    more = f" and {len(unplayed) - SHOWN} more" if len(unplayed) > SHOWN else ""
    return f"{nodeid}: {len(unplayed)} of the recorded calls: {', '.join(unplayed[:SHOWN])}{more}"
