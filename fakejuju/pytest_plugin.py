"""The pytest plugin: a marker that names a cassette, a fixture that replays it.

    @pytest.mark.juju_cassette("status.yaml")
    def test_status(juju_controller):
        connection = juju_controller.connect()

Nothing heavy is imported before a fixture is used.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from fakejuju.served import Served

_OUTCOMES: pytest.StashKey[dict[str, bool]] = pytest.StashKey()
_UNPLAYED = "fakejuju-unplayed"
_SHOWN = 5


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line(
        "markers",
        'juju_cassette(path, mode="none", order="causal", repeat="none", idle=1.0, controller=None): '
        "the fixture juju_controller answers from this cassette; a relative path is looked for beside the "
        "test file, then in the root folder. Modes: none, once, new, all.",
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember whether the test passed: what was not played is of interest only then."""
    report = yield
    item.stash.setdefault(_OUTCOMES, {})[report.when or ""] = report.passed
    return report


@pytest.fixture
def juju_controller(request: pytest.FixtureRequest) -> Iterator[Served]:
    """A controller that answers from the cassette of the marker ``juju_cassette``.

    An error inside the fake fails the test and shows its cause. A call that was not recorded
    fails it, too, unless it has failed already. What was recorded and not asked for is listed
    at the end of the run.
    """
    marker = request.node.get_closest_marker("juju_cassette")
    if marker is None:
        pytest.fail('juju_controller needs a cassette: mark the test @pytest.mark.juju_cassette("x.yaml")')
    controller = _controller(request, *marker.args, **marker.kwargs)
    controller.start()
    try:
        yield controller
    finally:
        controller.stop()
    passed = request.node.stash.get(_OUTCOMES, {}).get("call", False)
    if controller.broken or passed:
        controller.check()
    unplayed = getattr(controller, "unplayed", None)
    if passed and unplayed:
        request.node.user_properties.append((_UNPLAYED, unplayed))


def _controller(
    request: pytest.FixtureRequest,
    path: str,
    *,
    mode: Any = "none",
    controller: str | None = None,
    **options: Any,
) -> Served:
    from fakejuju.recording import record, target_of
    from fakejuju.replaying import replay

    where = _find(request, path)
    if mode == "none" or (mode == "once" and where.exists()):
        return replay(where, **options)
    upstream, world, password = target_of(controller or "")
    return record(where, upstream, world, password=password, mode=mode)


def _find(request: pytest.FixtureRequest, path: str) -> Path:
    beside = request.path.parent / path
    if beside.exists():
        return beside
    from_root = request.config.rootpath / path
    return from_root if from_root.exists() else beside


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """List what was recorded and not asked for, by test; the same with and without xdist."""
    lines = []
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, unplayed in getattr(report, "user_properties", ()):
                if name == _UNPLAYED and getattr(report, "when", "") == "teardown":
                    lines.append(_line(report.nodeid, unplayed))
    if lines:
        terminalreporter.section("cassettes: recorded and not asked for")
        for line in sorted(lines):
            terminalreporter.line(line)


def _line(nodeid: str, unplayed: list[str]) -> str:
    more = f" and {len(unplayed) - _SHOWN} more" if len(unplayed) > _SHOWN else ""
    return f"{nodeid}: {len(unplayed)} of the recorded calls: {', '.join(unplayed[:_SHOWN])}{more}"
