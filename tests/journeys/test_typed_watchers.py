"""Watchers as typed objects on every series: they iterate, wait, and end when stopped while they wait."""

from __future__ import annotations

import threading
from typing import Any

import pytest

import fakejuju
from jujuclient.connection import Connection
from jujuclient.errors import DeadlineExceeded, NotFound, NotImplementedByController
from jujuclient.facades.action import Action
from jujuclient.facades.client import Client
from jujuclient.facades.common import Entity
from jujuclient.facades.controller import Controller
from jujuclient.facades.machine_manager import MachineManager
from jujuclient.facades.watching import AllWatch, NotifyWatch, StringsWatch, Watch, watch
from jujuclient.wire.series import SERIES, Series

WITH_DELTAS = [series for series in SERIES if Series.of(series).version < (4, 0)]
WITH_SUMMARIES = [series for series in WITH_DELTAS if Series.of(series).version >= (2, 8)]


def ends_when_stopped(controller: fakejuju.FakeController, changes: Watch[Any]) -> list[Any]:
    """What a watch yields in a thread of its own until it is stopped, which is done while it waits."""
    seen: list[Any] = []
    thread = threading.Thread(target=lambda: seen.extend(changes), daemon=True)
    thread.start()
    while not controller.do(lambda: any(one.asking for one in controller.simulation.watching)):
        assert thread.is_alive()
    changes.stop()
    thread.join(10)
    assert not thread.is_alive()
    assert list(changes) == []
    return seen


def is_gone(connection: Connection, changes: Watch[Any]) -> bool:
    """True if the controller no longer knows the watcher."""
    with pytest.raises(NotFound, match="unknown watcher id"):
        connection.rpc(changes.facade, "Next", id=changes.id)
    return True


@pytest.mark.parametrize("series", WITH_DELTAS)
def test_an_all_watch_waits_and_ends(series: str) -> None:
    bundle = "applications:\n  web: {charm: wordpress, num_units: 1}\n"
    with fakejuju.FakeController(series, bundle=bundle) as controller, controller.connect() as connection:
        changes = watch(connection, connection.facade(Client).watch_all())
        assert isinstance(changes, AllWatch)
        first = next(changes)

        rest = ends_when_stopped(controller, changes)

        assert {kind for kind, _, _ in first} >= {"machine", "unit"}
        assert rest == []
        assert is_gone(connection, changes)


@pytest.mark.parametrize("series", WITH_SUMMARIES)
def test_watchers_of_the_controller_wait_and_end(series: str) -> None:
    with fakejuju.FakeController(series) as controller, controller.connect(model_uuid="") as connection:
        facade = connection.facade(Controller)
        models = watch(connection, facade.watch_all_models(), "AllModelWatcher")
        summaries = watch(connection, facade.watch_model_summaries())

        assert {kind for kind, _, _ in next(models)} >= {"model"}
        assert {one.name for one in next(summaries)} == {"controller", "default"}
        assert ends_when_stopped(controller, models) == []
        assert ends_when_stopped(controller, summaries) == []
        assert is_gone(connection, models)
        assert is_gone(connection, summaries)


@pytest.mark.parametrize("series", ["2.8", "2.9", "3.1", "3.3", "3.6", "4.0", "4.1"])
def test_what_an_action_says_is_watched(series: str) -> None:
    bundle = "applications:\n  web: {charm: wordpress, num_units: 1}\n"
    with (
        fakejuju.FakeController(series, bundle=bundle, profile="manual") as controller,
        controller.connect() as connection,
    ):
        action = connection.facade(Action)
        run = action.run_v6 if series == "2.8" else action.run
        started = run(commands="uptime", timeout=1, units=["web/0"])
        (told,) = action.watch_actions_progress([Entity(_task(started))])
        changes = watch(connection, told)
        assert isinstance(changes, StringsWatch)

        assert ends_when_stopped(controller, changes) == [[]]
        assert is_gone(connection, changes)


@pytest.mark.parametrize("series", ["2.6", "2.8", "2.9", "3.1", "3.3", "3.6"])
def test_a_notify_watch_waits_and_ends(series: str) -> None:
    bundle = "applications:\n  web: {charm: wordpress, num_units: 1}\n"
    with fakejuju.FakeController(series, bundle=bundle) as controller, controller.connect() as connection:
        machines = connection.facade(MachineManager)
        (told,) = machines.watch_upgrade_series_notifications([Entity("machine-0")])
        changes = watch(connection, told)
        assert isinstance(changes, NotifyWatch)

        assert ends_when_stopped(controller, changes) == []
        assert is_gone(connection, changes)


def _task(started: Any) -> str:
    items = started.results if hasattr(started, "results") else started.actions
    found: str = items[0].action.tag
    return found


def test_a_deadline_stops_the_watcher() -> None:
    with fakejuju.FakeController("3.6") as controller, controller.connect() as connection:
        changes = watch(connection, connection.facade(Client).watch_all())
        next(changes)

        with pytest.raises(DeadlineExceeded):
            changes.next(timeout=0.01)

        assert changes.stopped
        assert controller.do(lambda: list(controller.simulation.watching)) == []


@pytest.mark.parametrize("series", ["4.0", "4.1"])
def test_there_are_no_deltas_from_4_0_on(series: str) -> None:
    with (
        fakejuju.FakeController(series) as controller,
        controller.connect() as connection,
        pytest.raises(NotImplementedByController, match="WatchAll not implemented"),
    ):
        connection.facade(Client).watch_all()
