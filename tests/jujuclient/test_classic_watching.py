"""Watches and waits as in 0.54, and their defects that are mended."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from classic_environments import env1, env2

import fakejuju
from jujuclient.exc import TimeoutError, UnitErrors
from jujuclient.juju1.watch import WaitForNoMachines, WaitForUnits
from jujuclient.juju2.watch import WaitForUnits as WaitForUnits2
from jujuclient.watch import WatchWrapper


def test_defect_12_a_watch_has_its_own_verified_connection(old: fakejuju.FakeController) -> None:
    env = env1(old)
    env.add_machine()
    with env.get_watch() as watch:
        first = next(watch)
        assert env.add_machine()["Machine"]
        changes = next(watch)

    assert {change[0] for change in first} >= {"machine"}
    assert "machine" in {change[0] for change in changes}
    assert watch.conn is not env.conn
    assert not watch.running
    env.close()


def test_defect_13_a_deadline_holds_in_any_thread_and_to_the_fraction(old: fakejuju.FakeController) -> None:
    env, ended = env1(old), []

    def follow() -> None:
        watch = env.get_watch(0.2)
        for _ in watch:
            pass
        ended.append(watch.time_remaining())
        with pytest.raises(TimeoutError):
            watch.next()
        watch.stop()

    thread = threading.Thread(target=follow)
    thread.start()
    thread.join(20)

    assert ended == [0.0]
    assert issubclass(TimeoutError, StopIteration)
    env.close()


def test_defect_14_a_goodbye_that_fails_masks_nothing(old: fakejuju.FakeController) -> None:
    env = env1(old)
    with pytest.raises(UnitErrors), env.get_watch() as watch:
        watch.stop = mock.Mock(side_effect=KeyError("Stop"))
        raise UnitErrors([{"Name": "a/0"}])
    watch.conn.close()
    env.close()


class Scripted:
    """A watch of given change-sets."""

    def __init__(self, *changes: list[list[Any]]) -> None:
        self.changes = changes
        self.stopped = 0

    def __iter__(self) -> Iterator[list[list[Any]]]:
        return iter(self.changes)

    def stop(self) -> None:
        self.stopped += 1

    def set_context(self, context: Any) -> Any:
        return context


def unit(name: str, status: str) -> list[Any]:
    return ["unit", "change", {"Name": name, "Service": name.split("/", maxsplit=1)[0], "Status": status}]


def test_defect_22_every_unit_in_error_is_told_and_the_service_counts() -> None:
    watch = Scripted([unit("a/0", "error"), unit("a/1", "error"), unit("b/0", "started")])
    with pytest.raises(UnitErrors) as caught:
        WaitForUnits(watch).run()
    assert [one["Name"] for one in caught.value.errors] == ["a/0", "a/1"]

    only = Scripted([unit("a/0", "pending"), unit("b/0", "started")])
    WaitForUnits(only, service="b").run()
    assert only.stopped == 1


def test_defect_22_units_of_juju_2_have_two_states() -> None:
    pending = {"name": "a/0", "application": "a", "agent-status": {"current": "allocating"}}
    there = {**pending, "agent-status": {"current": "idle"}, "workload-status": {"current": "active"}}
    told: list[str] = []
    watch = Scripted([["unit", "change", pending]], [["unit", "change", there]])

    WaitForUnits2(watch).run(lambda entity, change, data: told.append(data["name"]))

    assert (told, watch.stopped) == (["a/0"], 1)  # the first change-set is silent


def test_only_true_ends_a_run_and_machine_0_may_stay() -> None:
    class Always(WatchWrapper):
        def process(self, entity_type: str, change: str, data: dict[str, Any]) -> None: ...

        def complete(self) -> Any:
            return 1

    watch = Scripted([], [])
    Always(watch).run()
    assert watch.stopped == 0

    gone = Scripted([["machine", "remove", {"Id": "1"}]])
    WaitForNoMachines(gone, {"0": {}, "1": {}}).run()
    assert gone.stopped == 1


def test_waiting_for_units(old: fakejuju.FakeController) -> None:
    env = env1(old)
    env.add_charm("cs:trusty/mysql-1")
    env.deploy("waiting", "cs:trusty/mysql-1")
    env.wait_for_units(timeout=10)
    env.destroy_service("waiting")
    env.close()


@pytest.mark.parametrize("juju", ["2.9", "3.6", "4.0"])
def test_a_watch_on_the_controllers_of_today(juju: str) -> None:
    with fakejuju.FakeController(juju=juju) as controller:
        env = env2(controller)
        env.add_machine()
        with env.watch(30) as watch:
            next(watch)
            env.add_machine()
            assert "machine" in {change[0] for change in next(watch)}
        env.close()


def test_waiting_on_a_controller_without_a_watcher() -> None:
    with fakejuju.FakeController(juju="4.0") as controller:
        env = env2(controller)
        env.deploy("mysql", "ch:mysql")
        env.wait_for_units(timeout=20)
        with env.watch(0.05) as watch:
            assert {change[0] for change in watch.next()} == {"machine", "application", "unit"}
            with pytest.raises(TimeoutError):
                watch.next()
        env.close()
