"""Waiting: what counts, what does not, and what is said when it takes too long."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import fakejuju
from jujuclient import conditions
from jujuclient.access import Access
from jujuclient.conditions import Unmet, all_active, all_agents_idle, any_error, judge, name_of
from jujuclient.connection import Connection
from jujuclient.errors import DeadlineExceeded
from jujuclient.model import Model
from jujuclient.status import AppStatus, ControllerStatus, ModelStatus, Status, StatusInfo, UnitStatus
from jujuclient.waiting import LOOK_ANYWAY, Always, Clock, Moment, Wait, WaitError, WaitTimeout


def status(
    word: str = "active", *, agent: str = "idle", at: str = "", since: str = "", **units: str
) -> Status:
    """A model with an application ``db`` and its units."""
    app = AppStatus(
        charm="ch:db-1",
        charm_origin="charmhub",
        charm_name="db",
        charm_rev=1,
        exposed=False,
        app_status=StatusInfo(current=word, since=since, message="a message"),
        units={
            name.replace("_", "/"): UnitStatus(
                workload_status=StatusInfo(current=one), juju_status=StatusInfo(current=agent)
            )
            for name, one in units.items()
        },
    )
    return Status(model=ModelStatus(name="m"), apps={"db": app}, controller=ControllerStatus(timestamp=at))


class Scene(Clock):
    """A clock, a controller and a bell in one: statuses come at their seconds; nobody sleeps."""

    def __init__(self, *events: tuple[float, Status], bell: bool = True) -> None:
        self.events = events
        self.bell = bell
        self.time = 0.0
        self.looked: list[float] = []
        self.heard = 0

    def now(self) -> float:
        return self.time

    def pause(self, seconds: float) -> None:
        self.time += seconds

    def fetch(self, timeout: float) -> Status:
        self.looked.append(self.time)
        return [told for at, told in self.events if at <= self.time][-1]

    def clear(self) -> None:
        self.heard = self._come()

    def rung(self, seconds: float) -> bool:
        if not self.bell:
            return True
        later = [at for at, _ in self.events if self.time < at <= self.time + seconds]
        if self._come() == self.heard:
            self.time = later[0] if later else self.time + seconds
        return self._come() > self.heard

    def _come(self) -> int:
        return sum(at <= self.time for at, _ in self.events)

    def wait(self, ready: Callable[[Status], bool] = all_active, **given: object) -> Status:
        return Wait(ready, clock=self, **given).run(self.fetch, self)  # type: ignore[arg-type]  # a test's own clock and controller


# --- what counts ---------------------------------------------------------------------------------


def test_ready_must_hold_three_times_a_delay_apart() -> None:
    scene = Scene((0, status()), bell=False)

    assert scene.wait() == status()
    assert scene.looked == [0, 1, 2]


def test_where_a_watcher_tells_of_nothing_one_status_counts_for_all() -> None:
    scene = Scene((0, status()))

    scene.wait()

    assert (scene.looked, scene.time) == ([0], 2)


def test_a_status_is_fetched_when_something_changed_and_not_before() -> None:
    scene = Scene((0, status("waiting")), (7, status("maintenance")), (9.5, status("active")))

    scene.wait(successes=1)

    assert scene.looked == [0, 7, 9.5]


def test_delay_is_a_floor_when_much_changes() -> None:
    events = [(place / 100, status("waiting")) for place in range(500)]
    scene = Scene(*events, (5.0, status()))

    scene.wait(successes=1, delay=2)

    assert scene.looked == [0, 2, 4, 6]


def test_a_look_in_between_that_does_not_hold_begins_the_count_anew() -> None:
    scene = Scene((0, status()), (1.5, status("blocked")), (3.2, status()))

    scene.wait()

    assert scene.time >= 3.2 + 2


def test_stable_for_is_besides_successes() -> None:
    scene = Scene((0, status()))

    scene.wait(successes=1, stable_for=7.5)

    assert (scene.time, scene.looked) == (8, [0])


def test_a_status_is_fetched_now_and_then_though_nothing_was_told() -> None:
    """Leadership, for one, is in a status and in no delta."""
    scene = Scene((0, status()))
    seen: list[float] = []

    def leads(_: Status) -> bool:
        seen.append(scene.time)
        return len(seen) > 2

    scene.wait(leads, successes=1)

    assert scene.looked == [0, LOOK_ANYWAY, 2 * LOOK_ANYWAY]


def test_the_error_condition_ends_the_wait() -> None:
    scene = Scene((0, status("waiting")), (3, status("error")))

    with pytest.raises(WaitError, match="any_error") as caught:
        scene.wait(error=any_error)

    assert caught.value.status.apps["db"].is_error


@pytest.mark.parametrize(
    "given", [{"successes": 0}, {"delay": -1}, {"timeout": -0.1}, {"stable_for": -1}], ids=str
)
def test_what_makes_no_sense_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"successes|seconds"):
        Scene((0, status())).wait(**given)


# --- since ---------------------------------------------------------------------------------------


def test_a_wait_does_not_pass_on_the_state_from_before() -> None:
    before = status(since="2026-11-24 10:00:00Z", at="1")
    scene = Scene(
        (0, status(since="2026-11-24 10:00:00Z", at="2")),
        (4, status("maintenance", since="2026-11-24 10:00:04Z")),
        (6, status(since="2026-11-24 10:00:06Z")),
    )

    scene.wait(since=before, successes=1)

    assert scene.looked == [0, 4, 6]


def test_nor_does_it_fail_on_the_state_from_before() -> None:
    scene = Scene((0, status("error")), (4, status("active")))

    assert scene.wait(error=any_error, since=status("error"), successes=1) == status("active")


def test_a_change_and_back_again_is_a_later_state() -> None:
    before = status(since="2026-11-24 10:00:00Z")

    assert not Moment(before).passed(status(since="2026-11-24 10:00:00Z", at="later"))
    assert Moment(before).passed(status(since="2026-11-24 10:00:09Z"))
    assert Moment(before, ("db",)).passed(status(since="2026-11-24 10:00:09Z"))
    assert not Moment(before, ("other",)).passed(status(since="2026-11-24 10:00:09Z"))


def test_the_time_of_asking_that_4_0_tells_is_no_change() -> None:
    def asked(at: str) -> Status:
        return Status(model=ModelStatus(name="m", model_status=StatusInfo(current="available", since=at)))

    assert asked("2026-11-23T22:48:48Z") == asked("2026-11-23T22:49:02Z")
    assert not asked("2026-11-23T22:48:48Z") != asked("2026-11-23T22:49:02Z")  # noqa: SIM202 - both are ours


def test_without_a_change_the_timeout_says_so() -> None:
    with pytest.raises(WaitTimeout) as caught:
        Scene((0, status())).wait(since=Moment(status(), ("db",)), timeout=5)

    assert caught.value.why_not == [Unmet("since", "db", "as before the change")]


# --- too late ------------------------------------------------------------------------------------


def test_a_timeout_tells_for_whom_what_failed_and_for_how_long() -> None:
    first = status("waiting", db_0="active", db_1="waiting", since="2026-11-24T10:00:00.123456789Z")
    last = status(
        "waiting",
        db_0="active",
        db_1="error",
        since="2026-11-24T10:00:00.123456789Z",
        at="2026-11-24T10:03:20.5Z",
    )
    scene = Scene((0, first), (3, last))

    with pytest.raises(WaitTimeout) as caught:
        scene.wait(timeout=20)

    error = caught.value
    assert isinstance(error, TimeoutError)
    assert isinstance(error, DeadlineExceeded)
    assert error.status is last
    assert error.why_not == [Unmet("all_active", "db", "waiting"), Unmet("all_active", "db/1", "error")]
    assert (error.ages["db"].current, error.ages["db"].seconds, error.waited) == ("waiting", 200, 20)
    assert str(error).splitlines() == [
        "waited 20 s for all_active",
        "  all_active: db is waiting",
        "  all_active: db/1 is error",
        "  db has been waiting for 3m20s (a message)",
    ]


def test_where_the_controller_tells_no_times_ages_are_as_seen_from_here() -> None:
    with pytest.raises(WaitTimeout) as caught:
        Scene((0, status("waiting")), (3, status("blocked"))).wait(timeout=20)

    assert caught.value.ages["db"].seconds == 17


def test_ready_that_did_not_hold_often_enough_is_told() -> None:
    with pytest.raises(WaitTimeout, match="all_active held 2 times, 3 are wanted"):
        Scene((0, status()), bell=False).wait(timeout=0.5)


def test_a_status_that_does_not_come_is_the_timeout_with_the_last_one() -> None:
    scene = Scene((0, status("waiting")), bell=False)

    def fetch(timeout: float) -> Status:
        if scene.looked:
            scene.time += timeout
            raise DeadlineExceeded("waited for the answer")
        return scene.fetch(timeout)

    with pytest.raises(WaitTimeout) as caught:
        Wait(all_active, timeout=5, clock=scene).run(fetch, Always())

    assert (caught.value.status, scene.time) == (status("waiting"), 5)


# --- conditions that tell why not ----------------------------------------------------------------


def test_conditions_within_a_condition_tell_why_not() -> None:
    told = status("active", db_0="active", agent="executing")

    assert judge(lambda s: all_active(s, "db"), told) == (True, [])
    assert judge(lambda s: all_active(s, "db") and all_agents_idle(s, "db"), told) == (
        False,
        [Unmet("all_agents_idle", "db/0", "executing")],
    )
    assert judge(functools.partial(all_active), status("blocked"))[1] == [
        Unmet("all_active", "db", "blocked")
    ]
    assert str(judge(lambda s: all_active(s, "web"), told)[1][0]) == "all_active: web is not there"
    assert str(judge(any_error, told)[1][0]) == "any_error does not hold"


def test_a_condition_of_ones_own_is_named() -> None:
    def scaled(_: Status) -> bool:
        return False

    own = lambda s: False  # noqa: E731 - the name of a lambda is what is tested

    assert judge(scaled, status())[1] == [Unmet("scaled")]
    assert name_of(own).startswith("the lambda at test_wait.py:")
    assert name_of(functools.partial(scaled)) == "scaled"


# --- against a controller ------------------------------------------------------------------------

SERIES = ["1.25", "2.9", "3.6", "4.0"]


@contextmanager
def model(controller: fakejuju.FakeController) -> Iterator[Model]:
    made = Model.at(
        controller.endpoint, controller.model_uuid, cacert=controller.ca, password=controller.password
    )
    with made:
        yield made


@contextmanager
def passing(controller: fakejuju.FakeController) -> Iterator[None]:
    """Let the controller's time pass, ten seconds at a time, while something waits."""
    done = threading.Event()

    def run() -> None:
        while not done.wait(0.002):
            controller.advance(10)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


@pytest.fixture
def charm(tmp_path: Path) -> Path:
    path = tmp_path / "db"
    (path / "hooks").mkdir(parents=True)
    (path / "metadata.yaml").write_text("name: db\nsummary: a test\ndescription: a test\nseries: [jammy]\n")
    (path / "config.yaml").write_text("options:\n  title: {type: string, default: a, description: t}\n")
    return path


@pytest.mark.parametrize("juju", SERIES)
def test_a_deployment_is_waited_for(juju: str, charm: Path) -> None:
    with fakejuju.FakeController(juju, profile="steady") as controller, model(controller) as one:
        one.deploy(charm, num_units=2)
        with passing(controller):
            found = one.wait(lambda s: all_active(s, "db"), error=any_error, delay=0.01, timeout=30)

        assert sorted(found.get_units("db")) == ["db/0", "db/1"]
        assert conditions.all_agents_idle(found)


@pytest.mark.parametrize("juju", ["2.9", "3.6", "4.0"])
def test_a_wait_since_a_change_sees_the_hook_of_the_change(juju: str, charm: Path) -> None:
    with fakejuju.FakeController(juju, profile="steady") as controller, model(controller) as one:
        one.deploy(charm)
        controller.settle()
        before = one.now("db")
        ready = functools.partial(all_active)
        with pytest.raises(WaitTimeout, match="as before the change"):
            one.wait(ready, since=before, delay=0.01, timeout=0.05)

        controller.model().units["db/0"].set_status("active", "configured")
        found = one.wait(ready, since=before, delay=0.01, timeout=30)

        assert found.apps["db"].units["db/0"].workload_status.message == "configured"


@pytest.mark.parametrize("juju", ["2.9", "3.6"])
def test_where_there_are_watchers_nobody_polls(juju: str, charm: Path) -> None:
    with fakejuju.FakeController(juju, profile="manual") as controller, model(controller) as one:
        one.deploy(charm)
        with pytest.raises(WaitTimeout):
            one.wait(all_active, delay=0.001, timeout=0.5)

        asked = [str(call) for call in controller.requests if "FullStatus" in str(call)]
        assert len(asked) <= 3


@pytest.mark.parametrize("juju", SERIES)
def test_a_timeout_on_a_controller_tells_all(juju: str, charm: Path) -> None:
    with fakejuju.FakeController(juju, profile="manual") as controller, model(controller) as one:
        one.deploy(charm)
        controller.advance(125)
        with pytest.raises(WaitTimeout) as caught:
            one.wait(all_active, delay=0.01, timeout=0.1)

        assert caught.value.status == one.status()
        assert [(why.condition, why.who) for why in caught.value.why_not] == [
            ("all_active", "db"), ("all_active", "db/0"),
        ]  # fmt: skip
        if juju >= "2.6":
            assert caught.value.ages["db"].seconds == 125


def test_a_wait_outlives_the_loss_of_its_watch(charm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Connection] = []
    open_one = Access.open

    def noted(access: Access) -> Connection:
        opened.append(open_one(access))
        return opened[-1]

    with fakejuju.FakeController("3.6", profile="steady") as controller, model(controller) as one:
        one.deploy(charm)
        monkeypatch.setattr(Access, "open", noted)

        def active(status: Status) -> bool:
            if len(opened) == 1:
                opened[0].close()  # to the watch it is a line that broke
            return all_active(status, "db") and len(opened) > 1

        with passing(controller):
            one.wait(active, delay=0.01, timeout=30)


def test_a_wait_whose_watch_cannot_be_opened_polls(charm: Path) -> None:
    with fakejuju.FakeController("3.6", profile="steady") as controller, model(controller) as one:
        one.deploy(charm)
        one.access = replace(one.access, password="wrong")
        with passing(controller):
            one.wait(lambda s: all_active(s, "db"), delay=0.01, timeout=30)
