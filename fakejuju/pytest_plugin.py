"""The pytest plugin: its hooks, and the fixtures that are always there.

    @pytest.mark.juju(series="3.6")
    def test_deploy(juju):
        juju.deploy("postgresql")
        juju.wait(jujuclient.all_active)

``docs/pytest.md`` tells all of it. What the hooks do is in ``fakejuju.testing``; nothing heavy is
imported before a fixture is used.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from fakejuju.testing import settings, summary
from fakejuju.testing.fixtures import (
    OUTCOMES,
    _juju_checked,
    _juju_setting,
    _juju_undone,
    fake_controller,
    fake_model,
    juju_cassette,
    juju_charm,
    juju_controller,
)

_OURS = "fakejuju-juju"
"""The name under which ``juju`` and ``juju_factory`` are registered."""
_BLOCK: pytest.StashKey[Any] = pytest.StashKey()
_OFFLINE: pytest.StashKey[Any] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options and ini keys."""
    settings.add_options(parser)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Let jubilant work offline before any conftest takes its names, if that is asked for."""
    if settings.asked_offline(early_config):
        _go_offline(early_config)


def pytest_configure(config: pytest.Config) -> None:
    """Register markers and, where they are ours, ``juju`` and ``juju_factory``; check what was given."""
    for line in settings.MARKERS:
        config.addinivalue_line("markers", line)
    config.pluginmanager.register(summary.Tally(config), "fakejuju-summary")
    chosen = settings.read(config)
    settings.check_live(chosen)
    if chosen.block_network:
        from fakejuju.testing.network import Blocked

        config.stash[_BLOCK] = Blocked.begin()
    if chosen.offline:
        _go_offline(config)
        for line in settings.THEIR_MARKERS if theirs(config) is None else ():
            config.addinivalue_line("markers", line)
    if chosen.offline or theirs(config) is None:
        from fakejuju.testing import takeover

        config.pluginmanager.register(takeover, _OURS)


def _go_offline(config: pytest.Config) -> None:
    """Let jubilant ask simulated controllers, where it is installed."""
    if _OFFLINE not in config.stash:
        from fakejuju.testing import offline

        config.stash[_OFFLINE] = offline.begin(config)
        if config.stash[_OFFLINE] is not None:
            from fakejuju.testing import offline_fixtures

            config.pluginmanager.register(offline_fixtures, "fakejuju-offline")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave the process as it was."""
    for key in (_BLOCK, _OFFLINE):
        undo = config.stash.get(key, None)
        if undo is not None:
            undo()
            del config.stash[key]


def theirs(config: pytest.Config) -> str | None:
    """The name of another plugin that has ``juju`` or ``juju_factory``; None when ours are alone."""
    for name, plugin in config.pluginmanager.list_name_plugin():
        if plugin is None or name == _OURS or getattr(plugin, "__file__", "").endswith("conftest.py"):
            continue
        if {"juju", "juju_factory"} & getattr(plugin, "__dict__", {}).keys():
            return name
    return None


def pytest_report_header(config: pytest.Config) -> str:
    """What is in force."""
    said = f"juju: {settings.read(config)}"
    other = None if config.pluginmanager.has_plugin(_OURS) else theirs(config)
    return f"{said}; juju and juju_factory are those of {other} (--juju-offline for ours)" if other else said


# --- collection ------------------------------------------------------------------------------


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test once for each Juju series that is asked for."""
    if "_juju_setting" in metafunc.fixturenames:
        from fakejuju.testing import collecting

        collecting.generate(metafunc)


def _marked(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(name) is not None for name in ("juju", "juju_cassette"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Refuse tests whose markers make no sense, or whose cassette cannot serve them."""
    marked = [item for item in session.items if _marked(item)]
    if marked:
        from fakejuju.testing import collecting

        collecting.refuse(marked)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Fail a test that is run though it was refused, as xdist's workers do, or was marked since."""
    if _marked(item):
        from fakejuju.testing import collecting

        collecting.check(item)


# --- reports ---------------------------------------------------------------------------------


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add what was in play to the report of a failure, and what became of cassettes to that of the end."""
    report = yield
    item.stash.setdefault(OUTCOMES, {})[report.when or ""] = report.passed
    if report.failed and settings.IN_PLAY in item.config.stash:
        from fakejuju.testing import failing

        failing.add(item, report)
    if report.when == "teardown":
        summary.attach(item, report)
    return report


__all__ = [
    "_juju_checked",
    "_juju_setting",
    "_juju_undone",
    "fake_controller",
    "fake_model",
    "juju_cassette",
    "juju_charm",
    "juju_controller",
]
