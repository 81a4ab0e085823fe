"""Watching a model: typed deltas, alike with a watcher and without; deadlines, losses, the end."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest

import fakejuju
from jujuclient import entities
from jujuclient.deltas import Delta, ModelState
from jujuclient.errors import ConnectionFailed, ConnectionLost, DeadlineExceeded
from jujuclient.model import Model
from jujuclient.verbs import watch as watching
from jujuclient.verbs.watch import ModelWatch, WatchClosed
from jujuclient.wire.series import Series

SERIES = ["1.18", "1.20", "1.22", "1.23", "1.25", "2.9", "3.6", "4.0"]
SOON = 0.005
"""Seconds between statuses of 4.0 in these tests."""


@contextmanager
def model(controller: fakejuju.FakeController) -> Iterator[Model]:
    made = Model.at(
        controller.endpoint, controller.model_uuid, cacert=controller.ca, password=controller.password
    )
    with made:
        yield made


@pytest.fixture
def charm(tmp_path: Path) -> Path:
    path = tmp_path / "db"
    (path / "hooks").mkdir(parents=True)
    (path / "metadata.yaml").write_text("name: db\nsummary: a test\ndescription: a test\nseries: [jammy]\n")
    return path


def tell(controller: fakejuju.FakeController, juju: str, words: str) -> str:
    """Let the status of db/0 say something; the delta of that as a line."""
    unit = controller.model().units["db/0"]
    if Series.of(juju).version < (1, 25):  # a unit has one status, and its charm sets none
        unit.set_agent_status("error", words)
        return f"unit db/0 error: {words} [error]"
    unit.set_status("blocked", words)
    return f"unit db/0 blocked: {words} [idle]"


def until(changes: ModelWatch, kind: str, key: str, *, removed: bool = False) -> list[Delta]:
    """The deltas up to one, itself included."""
    found = []
    for delta in changes:
        found.append(delta)
        if (delta.kind, delta.key, delta.removed) == (kind, key, removed):
            return found
    raise AssertionError(f"the watch ended without {kind} {key}")


@pytest.mark.parametrize("juju", SERIES)
def test_a_deployment_and_its_end_as_typed_deltas(juju: str, charm: Path) -> None:
    with (
        fakejuju.FakeController(juju, profile="instant") as controller,
        model(controller) as one,
        one.watch(timeout=30, poll=SOON) as changes,
    ):
        one.deploy(charm, num_units=2)
        found = until(changes, "unit", "db/1")

        app = next(delta.entity for delta in found if delta.kind == "application")
        assert isinstance(app, entities.Application)
        assert (app.name, app.life) == ("db", "alive")
        assert set(changes.state.units) <= {"db/0", "db/1"}
        assert "db/1" in changes.state.units

        one.remove_unit("db/1")
        last = until(changes, "unit", "db/1", removed=True)[-1]

        assert isinstance(last.entity, entities.Unit)
        assert last.entity.application == "db"
        assert "db/1" not in changes.state.units
        assert changes.caught_up


@pytest.mark.parametrize("juju", SERIES)
def test_a_change_of_a_status_is_told_once(juju: str, charm: Path) -> None:
    with (
        fakejuju.FakeController(juju) as controller,
        model(controller) as one,
    ):
        one.deploy(charm)
        with one.watch(timeout=30, poll=SOON) as changes:
            changes.catch_up()
            expected = tell(controller, juju, "no disk")

            told = [delta for delta in until(changes, "unit", "db/0") if delta.kind == "unit"]
            with pytest.raises(DeadlineExceeded, match="a change of the model"):
                changes.next(timeout=0.05)

        assert [str(delta) for delta in told] == [expected]


@pytest.mark.parametrize("juju", SERIES)
def test_a_deadline_holds_in_any_thread_and_needs_no_signal(juju: str, charm: Path) -> None:
    caught: list[BaseException] = []
    with fakejuju.FakeController(juju) as controller, model(controller) as one:
        one.deploy(charm)

        def watch() -> None:
            try:
                for _ in one.watch(timeout=0.1, poll=SOON):
                    pass
            except DeadlineExceeded as error:
                caught.append(error)

        thread = threading.Thread(target=watch)
        begun = monotonic()
        thread.start()
        thread.join(10)

    assert monotonic() - begun < 5
    assert str(caught[0]) == "waited 0.1 s for a change of the model"


@pytest.mark.parametrize("juju", SERIES)
def test_after_a_deadline_of_one_step_the_watch_goes_on_and_misses_nothing(juju: str, charm: Path) -> None:
    with fakejuju.FakeController(juju) as controller, model(controller) as one:
        one.deploy(charm)
        with one.watch(timeout=30, poll=SOON) as changes:
            changes.catch_up()
            for words in ("one", "two", "three"):
                with pytest.raises(DeadlineExceeded):
                    changes.next(timeout=0.02)
                expected = tell(controller, juju, words)
                assert str(until(changes, "unit", "db/0")[-1]) == expected


@pytest.mark.parametrize("juju", SERIES)
def test_a_short_step_leaves_later_ones_their_time(juju: str, charm: Path) -> None:
    with fakejuju.FakeController(juju) as controller, model(controller) as one:
        one.deploy(charm)
        with one.watch(poll=SOON) as changes:
            changes.catch_up()
            with pytest.raises(DeadlineExceeded, match=r"waited 0\.0001 s for a change"):
                changes.next(timeout=0.0001)
            tell(controller, juju, "no disk")

            assert until(changes, "unit", "db/0")
            assert changes.connection.call_timeout == one.connection.call_timeout


@pytest.mark.parametrize("juju", SERIES)
def test_a_watch_goes_on_after_a_loss_and_neither_loses_nor_repeats_a_state(juju: str, charm: Path) -> None:
    with fakejuju.FakeController(juju) as controller, model(controller) as one:
        one.deploy(charm, num_units=3)
        with one.watch(timeout=30, poll=SOON) as changes:
            changes.catch_up()
            before = {delta.place: delta.raw[2] for delta in changes.state.deltas()}

            changes.connection.close()  # to the watch it is a line that broke
            one.remove_unit("db/2")
            tell(controller, juju, "meanwhile")
            told = until(changes, "unit", "db/0")

        assert changes.resumed == 1
        assert ("unit", "db/2", "remove") in [(one.kind, one.key, one.operation) for one in told]
        for delta in told:
            assert delta.removed or before.get(delta.place) != delta.raw[2], str(delta)
        assert "db/2" not in changes.state.units


def test_a_line_that_breaks_while_it_waits_is_opened_again(charm: Path) -> None:
    with fakejuju.FakeController("3.6") as controller, model(controller) as one:
        one.deploy(charm)
        with one.watch(timeout=30) as changes:
            changes.catch_up()

            def lose() -> None:
                changes.connection.close()
                controller.model().units["db/0"].set_status("blocked")

            timer = threading.Timer(0.05, lose)
            timer.start()
            told = until(changes, "unit", "db/0")
            timer.join()

        assert (changes.resumed, told[-1].entity.key) == (1, "db/0")


def test_without_patience_a_loss_is_raised(charm: Path) -> None:
    with (
        fakejuju.FakeController("3.6") as controller,
        model(controller) as one,
        one.watch(patience=0) as changes,
    ):
        changes.catch_up()
        changes.connection.close()

        with pytest.raises(ConnectionLost):
            changes.next()


def test_patience_ends_where_nobody_answers_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "FIRST_PAUSE", 0.001)
    with fakejuju.FakeController("3.6") as controller, model(controller) as one:
        changes = one.watch(patience=0.2)
        changes.catch_up()
        controller.stop()

        with pytest.raises(ConnectionFailed):
            changes.next(timeout=20)
        changes.close()


@pytest.mark.parametrize("juju", ["3.6", "4.0"])
def test_closing_from_another_thread_ends_the_loop(juju: str) -> None:
    with fakejuju.FakeController(juju) as controller, model(controller) as one:
        changes = one.watch(poll=SOON)
        changes.catch_up()
        timer = threading.Timer(0.05, changes.close)
        timer.start()

        assert list(changes) == []
        with pytest.raises(WatchClosed):
            changes.next()
        timer.join()


def test_a_watch_has_a_connection_of_its_own(charm: Path) -> None:
    with fakejuju.FakeController("3.6") as controller, model(controller) as one:
        with one.watch() as changes:
            assert changes.connection is not one.connection
            changes.catch_up()
        assert changes.connection.closed
        assert not one.connection.closed
        assert changes.state.model is not None
        assert changes.state.model.name == "default"


@pytest.mark.parametrize("juju", SERIES)
def test_the_model_kept_up_to_date_is_the_model(juju: str, charm: Path) -> None:
    """After a busy life, what a watch has put together is what a new watch tells."""
    with (
        fakejuju.FakeController(juju, profile="steady") as controller,
        model(controller) as one,
        one.watch(timeout=30, poll=SOON) as changes,
    ):
        one.deploy(charm, num_units=3)
        for _ in range(60):
            controller.advance(10)
            drain(changes, 0.001 if juju != "4.0" else 3 * SOON)
        one.remove_unit("db/1")
        controller.settle()
        drain(changes, 0.2)

        with one.watch(timeout=30, poll=SOON) as new:
            new.catch_up()

        assert documents(changes.state) == documents(new.state)
        assert sorted(changes.state.units) == ["db/0", "db/2"]


def drain(changes: ModelWatch, seconds: float) -> None:
    """Take what there is."""
    try:
        while True:
            changes.next(timeout=seconds)
    except DeadlineExceeded:
        pass


def documents(state: ModelState) -> dict[object, object]:
    return {delta.place: delta.raw[2] for delta in state.deltas()}


# --- a line that is cut anywhere -----------------------------------------------------------------


class Line:
    """A line to a controller that can be cut after so many bytes of what the controller sends."""

    def __init__(self, endpoint: str) -> None:
        host, _, port = endpoint.rpartition(":")
        self.target = (host, int(port))
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"
        self.left: int | None = None
        self.cuts = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                far = socket.create_connection(self.target)
                for pair in ((near, far, False), (far, near, True)):
                    threading.Thread(target=self._carry, args=pair, daemon=True).start()

    def _carry(self, source: socket.socket, to: socket.socket, counted: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if counted and self.left is not None:
                    data, cut = data[: self.left], len(data) >= self.left
                    self.left -= len(data)
                    to.sendall(data)
                    if cut:
                        self.left, self.cuts = None, self.cuts + 1
                        break
                else:
                    to.sendall(data)
        for end in (source, to):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@pytest.mark.parametrize("juju", SERIES)
def test_cut_at_any_byte_no_state_is_lost_and_none_told_twice(
    juju: str, charm: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "FIRST_PAUSE", 0.001)
    with fakejuju.FakeController(juju) as controller, model(controller) as one:
        one.deploy(charm)
        line = Line(controller.endpoint)
        access = replace(one.access, addresses=(line.address,))
        told: list[str] = []
        sent = []
        with ModelWatch(access.open, timeout=60, poll=SOON) as changes:
            changes.catch_up()
            for cut in range(0, 700, 25):
                line.left = cut + 1
                sent.append(tell(controller, juju, str(cut)))
                while not told or told[-1] != sent[-1]:
                    delta = changes.next()
                    if delta.kind == "unit":
                        told.append(str(delta))

        assert told == sent
        assert line.cuts >= 10
        assert changes.resumed >= line.cuts - 5  # some cut a connection that was being opened
        line.listener.close()
