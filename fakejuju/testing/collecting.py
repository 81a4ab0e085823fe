"""What happens at collection: a test for each series, and clear words for what cannot be."""

from __future__ import annotations

import pytest

from fakejuju.testing import marks
from fakejuju.testing.settings import CURRENT, Setting, Settings, controller_problem, read

SETTING = "_juju_setting"
"""The fixture that says what the simulated controller of a test is."""


def generate(metafunc: pytest.Metafunc) -> None:
    """Let a test run once for each controller that it is to run on; one as by default needs no word."""
    settings = read(metafunc.config)
    if settings.live is not None:
        return
    try:
        wanted = _wanted(metafunc.definition, settings)
    except marks.MarkError:
        return  # told of once it is known whether the test is to run
    plain = Setting(settings.series[0], settings.profile, settings.seed)
    if wanted != [plain]:
        params = [pytest.param(one, id=one.series) for one in wanted]
        metafunc.parametrize(
            SETTING, params or [_skipped(metafunc.definition, settings)], indirect=True, scope="session"
        )


def _wanted(node: pytest.Item, settings: Settings) -> list[Setting]:
    found = marks.settings_of(node, settings)
    cassette = marks.cassette_mark(node, settings)
    of_one_series = cassette is not None and "{series}" not in cassette.named
    return found[:1] if of_one_series else found


def _skipped(node: pytest.Item, settings: Settings) -> object:
    """Of a test that is for other series than those asked for."""
    own = marks.juju_mark(node).series or ()
    reason = f"the test is for Juju {', '.join(own)}; this run is of {', '.join(settings.series)}"
    return pytest.param(
        Setting(own[0], settings.profile, settings.seed), id=own[0], marks=pytest.mark.skip(reason=reason)
    )


def problem(item: pytest.Item) -> str:
    """Why a test cannot be run as it is marked; "" when it can."""
    settings = read(item.config)
    try:
        marked = marks.juju_mark(item)
        cassette = marks.cassette_mark(item, settings, series_of(item))
    except marks.MarkError as error:
        return str(error)
    if cassette is None or not _uses_cassette(item):
        return ""
    if settings.scope != "function" and "juju_cassette" not in getattr(item, "fixturenames", ()):
        return (
            f"juju and juju_factory are of a {settings.scope} here (juju_scope, or --juju-offline), and a "
            "cassette is of one test: take juju_cassette, or let juju_scope be function"
        )
    if not cassette.replays and (
        lacking := controller_problem(cassette.controller or settings.live or CURRENT)
    ):
        return (
            f"mode {cassette.mode} records {cassette.named}, and needs a controller: {lacking}; name one as "
            "--juju-live=NAME, or as controller= of the marker"
        )
    wanted = (series_of(item),) if "{series}" in cassette.named else marked.series
    return marks.cassette_problem(cassette, wanted)


def series_of(item: pytest.Item) -> str:
    """The series that a test was generated for, or that of the run."""
    call = getattr(item, "callspec", None)
    setting = call.params.get(SETTING) if call is not None else None
    return setting.series if isinstance(setting, Setting) else read(item.config).series[0]


def _uses_cassette(item: pytest.Item) -> bool:
    names = getattr(item, "fixturenames", ())
    ours = item.config.pluginmanager.has_plugin("fakejuju-juju")
    return "juju_cassette" in names or (ours and "juju_factory" in names)


def refuse(items: list[pytest.Item]) -> None:
    """Report each test that cannot be run as an error of collection; no test runs then."""
    for item in items:
        said = problem(item)
        if said:
            report = pytest.CollectReport(item.nodeid, "failed", f"{item.name}: {said}", [])
            item.ihook.pytest_collectreport(report=report)


def check(item: pytest.Item) -> None:
    """Fail a test that cannot be run as it is marked."""
    said = problem(item)
    if said:
        pytest.fail(said, pytrace=False)
