"""Faults on purpose, as clients meet them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from asking import PASSWORD

import fakejuju
from fakejuju.errors import FakeJujuError
from fakejuju.faults import Faults
from fakejuju.inside import dial_now
from fakejuju.session import Conversation
from fakejuju.simulation import Simulation
from fakejuju.simulator import Simulator
from jujuclient.errors import (
    APIError,
    ConnectionFailed,
    ConnectionLost,
    DeadlineExceeded,
    ProtocolError,
    TryAgain,
    UpgradeInProgress,
)
from jujuclient.wire.dialect import read_reply, write_request
from jujuclient.wire.messages import Dialect, Reply, Request


class Shaky:
    """A client without a socket on a line that has faults; asks, and looks at what came."""

    def __init__(self, juju: str = "3.6", seed: int = 0) -> None:
        self.sim = Simulation(juju, seed=seed, password=PASSWORD)
        self.faults = Faults(self.sim, lambda do: do())
        self.model = self.sim.add_model("default").uuid
        self.host: Any = self.faults.around(Simulator(self.sim))
        self.dialect = Dialect.JUJU1 if self.sim.series.version < (2, 0) else Dialect.JUJU2
        self.number = 0
        self.dial()

    def dial(self) -> None:
        old = self.dialect is Dialect.JUJU1
        handler, self.line = dial_now(self.host, f"/{'environment' if old else 'model'}/{self.model}/api")
        assert isinstance(handler, Conversation)
        self.conversation = handler
        names = ("AuthTag", "Password") if old else ("auth-tag", "credentials")
        self.ask("Admin", 0 if old else 3, "Login", {names[0]: "user-admin", names[1]: PASSWORD})
        self.line.frames.clear()

    def ask(self, facade: str, version: int, method: str, params: Any = None, id: str = "") -> int:
        """Send a call; its number."""
        self.number += 1
        text = json.dumps(params or {})
        frame = write_request(Request(self.number, facade, method, version, id, text, self.dialect))
        self.conversation.received(frame)
        return self.number

    def came(self) -> list[Reply]:
        """The replies that came since the last look."""
        frames, self.line.frames = self.line.frames, []
        return [read_reply(frame) for frame in frames]

    def told(self) -> list[int]:
        return [reply.number for reply in self.came()]


@pytest.fixture
def shaky() -> Shaky:
    return Shaky()


@pytest.fixture(scope="module")
def controller() -> Iterator[fakejuju.FakeController]:
    with fakejuju.FakeController("3.6") as made:
        yield made
        made.faults.clear()


# --- what can go wrong, over a socket ------------------------------------------------------------


def test_an_error_is_answered_twice_and_then_the_call_succeeds(controller: fakejuju.FakeController) -> None:
    controller.requests.clear()
    with controller.connect() as connection:
        fault = controller.faults.error(
            "Annotations.Set", "try again", code="try again", info={"why": "busy"}, times=2
        )
        wanted = {"annotations": [{"entity": f"model-{controller.model_uuid}", "annotations": {"a": "1"}}]}

        for _ in range(2):
            with pytest.raises(TryAgain, match="try again") as caught:
                connection.rpc("Annotations", "Set", wanted)
            assert caught.value.info == {"why": "busy"}
        connection.rpc("Annotations", "Set", wanted)

    assert fault.hits == 2
    assert [one.failure and one.failure.message for one in controller.requests.of("Annotations.Set")] == [
        "try again", "try again", None,
    ]  # fmt: skip


def test_a_line_that_ends_where_the_answer_would_come(controller: fakejuju.FakeController) -> None:
    with (
        controller.faults.close("Client.FullStatus", times=1),
        controller.connect() as connection,
        pytest.raises(ConnectionLost),
    ):
        connection.rpc("Client", "FullStatus")

    with controller.connect() as connection:
        assert connection.rpc("Client", "FullStatus").value["model"]["name"] == "default"


@pytest.mark.parametrize("carried_out", [True, False])
def test_a_lost_call_was_carried_out_or_not(controller: fakejuju.FakeController, carried_out: bool) -> None:
    name = f"lost-{carried_out}".lower()
    add = {"name": name, "owner-tag": "user-admin"}

    with (
        controller.faults.close("ModelManager.CreateModel", carried_out=carried_out, code=1011),
        controller.connect(model_uuid="") as connection,
        pytest.raises(ConnectionLost),
    ):
        connection.rpc("ModelManager", "CreateModel", add)

    assert (f"admin/{name}" in controller.models) is carried_out


def test_half_a_frame_is_a_protocol_error(controller: fakejuju.FakeController) -> None:
    with (
        controller.faults.garble("Client.FullStatus"),
        controller.connect() as connection,
        pytest.raises(ConnectionLost, match="not a reply") as caught,
    ):
        connection.rpc("Client", "FullStatus")

    assert isinstance(caught.value.__cause__, ProtocolError)


def test_an_answer_that_never_comes_is_a_missed_deadline(controller: fakejuju.FakeController) -> None:
    with (
        controller.faults.drop("Client.FullStatus"),
        controller.connect() as connection,
    ):
        with pytest.raises(DeadlineExceeded, match=r"Client\.FullStatus"):
            connection.rpc("Client", "FullStatus", timeout=0.01)
        assert connection.rpc("ModelConfig", "ModelGet").value["config"]["name"]["value"] == "default"


def test_clients_are_turned_away_and_hung_up_on(controller: fakejuju.FakeController) -> None:
    with (
        controller.faults.turn_away("/model/*", status=502, times=1) as refused,
        pytest.raises(ConnectionFailed, match="502"),
    ):
        controller.connect(retries=0)
    connection = controller.connect()

    assert controller.faults.hang_up() == 1
    with pytest.raises(ConnectionLost):
        connection.rpc("Client", "FullStatus")
    assert controller.faults.hang_up() == 0
    assert refused.hits == 1


# --- delays, by the clock ----------------------------------------------------------------------------


def test_a_delayed_answer_comes_at_its_time_and_others_before_it(shaky: Shaky) -> None:
    fault = shaky.faults.delay("Client.FullStatus", 30, times=1)

    slow = shaky.ask("Client", 8, "FullStatus")
    quick = shaky.ask("Annotations", 2, "Get", {"entities": []})
    at_once = shaky.told()
    shaky.sim.advance(29)
    early = shaky.told()
    shaky.sim.advance(1)

    assert (at_once, early, shaky.told()) == ([quick], [], [slow])
    shaky.ask("Client", 8, "FullStatus")
    assert len(shaky.came()) == 1
    assert repr(fault) == "<Fault delay Client.FullStatus: 1 of 1 taken>"


def test_a_delayed_call_is_carried_out_at_once(shaky: Shaky) -> None:
    shaky.faults.delay("Annotations.Set", 5)
    tag = f"model-{shaky.model}"

    shaky.ask("Annotations", 2, "Set", {"annotations": [{"entity": tag, "annotations": {"a": "1"}}]})
    shaky.ask("Annotations", 2, "Get", {"entities": [{"tag": tag}]})

    (reply,) = shaky.came()
    assert json.loads(reply.result)["results"][0]["annotations"] == {"a": "1"}


def test_deltas_may_be_late(shaky: Shaky) -> None:
    shaky.ask("Client", 8, "WatchAll")
    id = json.loads(shaky.came()[0].result)["watcher-id"]
    shaky.faults.delay("AllWatcher.Next", 60)

    asked = shaky.ask("AllWatcher", 3, "Next", id=id)

    assert shaky.told() == []
    assert shaky.sim.settle(3600) is None
    assert shaky.told() == [asked]


def test_a_delayed_answer_to_a_client_that_is_gone_is_nothing(shaky: Shaky) -> None:
    shaky.faults.delay("Client.FullStatus", 5)
    shaky.ask("Client", 8, "FullStatus")

    shaky.conversation.gone(1000, "")
    shaky.sim.advance(10)

    assert shaky.sim.failures == []


# --- which calls ---------------------------------------------------------------------------------


def test_the_newest_fault_that_takes_a_call_decides(shaky: Shaky) -> None:
    shaky.faults.error("*", "everything")
    with shaky.faults.error("Client.*", "newer"):
        shaky.ask("Client", 8, "FullStatus")
        shaky.ask("Annotations", 2, "Get")
    shaky.ask("Client", 8, "FullStatus")
    shaky.faults.clear()
    shaky.ask("Client", 8, "FullStatus")

    told = [reply.failure.message if reply.failure else "" for reply in shaky.came()]
    assert told == ["newer", "everything", "everything", ""]


def test_some_pass_before_and_parameters_choose(shaky: Shaky) -> None:
    shaky.faults.error("Client.FullStatus", "the third", skip=2, times=1)
    shaky.faults.error("Application.Expose", "not this one", params={"application": "web"})

    for _ in range(4):
        shaky.ask("Client", 8, "FullStatus")
    shaky.ask("Application", 19, "Expose", {"application": "db"})
    shaky.ask("Application", 19, "Expose", {"application": "web"})

    told = [reply.failure.message if reply.failure else "" for reply in shaky.came()]
    assert told == ["", "", "the third", "", 'application "db" not found', "not this one"]


def chances(seed: int) -> list[bool]:
    shaky = Shaky(seed=seed)
    fault = shaky.faults.error("Client.FullStatus", "no luck", chance=0.5)
    for _ in range(40):
        shaky.ask("Client", 8, "FullStatus")
    told = [reply.failure is not None for reply in shaky.came()]
    assert sum(told) == fault.hits
    return told


def test_chances_come_from_the_seed() -> None:
    first = chances(1)

    assert chances(1) == first
    assert chances(2) != first
    assert 5 < sum(first) < 35


@pytest.mark.parametrize(
    ("juju", "status", "refusal"),
    [
        ("1.25", 0, ("upgrade in progress - Juju functionality is limited", "")),
        ("2.9", 6, ("upgrade in progress", "upgrade in progress")),
        ("4.1", 8, ("upgrade in progress", "upgrade in progress")),
    ],
)
def test_an_upgrade_lets_logins_and_statuses_pass(juju: str, status: int, refusal: tuple[str, str]) -> None:
    shaky = Shaky(juju)
    fault = shaky.faults.upgrading()
    shaky.dial()

    shaky.ask("Client", status, "FullStatus")
    shaky.ask("Annotations", 1 if juju == "1.25" else 2, "Get")
    allowed, refused = shaky.came()
    fault.remove()
    shaky.ask("Annotations", 1 if juju == "1.25" else 2, "Get")

    assert allowed.failure is None
    assert refused.failure is not None
    assert (refused.failure.message, refused.failure.code) == refusal
    assert shaky.came()[0].failure is None


def test_our_client_waits_for_the_end_of_an_upgrade(controller: fakejuju.FakeController) -> None:
    with controller.faults.upgrading(), controller.connect() as connection:
        with pytest.raises(UpgradeInProgress):
            connection.rpc("ModelConfig", "ModelGet")
        assert connection.rpc("Client", "FullStatus").value["model"]["name"] == "default"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda f: f.drop("Application.Deplay"), r"no Juju has a call Application\.Deplay; there is Deploy"),
        (lambda f: f.drop("Aplication.Deploy"), r"no Juju has a facade Aplication; there is Application"),
        (lambda f: f.drop("Deploy"), r"no Juju has a facade Deploy"),
        (lambda f: f.drop("Zz.Y"), r"no Juju has a facade Zz$"),
        (lambda f: f.delay("*", -1), r"no answer comes 1 s early"),
        (lambda f: f.error("*", "x", times=-1), r"times from 0 up"),
        (lambda f: f.error("*", "x", chance=2), r"a chance from 0 to 1, and not times=0, skip=0, chance=2"),
        (lambda f: f.turn_away(status=200), r"HTTP status 200 refuses nobody"),
    ],
)
def test_faults_that_make_no_sense_are_refused(shaky: Shaky, wrong: Any, words: str) -> None:
    with pytest.raises(FakeJujuError, match=words):
        wrong(shaky.faults)


def test_frames_without_faults_are_not_looked_at(shaky: Shaky, monkeypatch: pytest.MonkeyPatch) -> None:
    def looked(text: str) -> Any:
        raise AssertionError("a frame was read")

    monkeypatch.setattr("fakejuju.faults.read_reply", looked)

    assert shaky.told() == []
    shaky.ask("Client", 8, "FullStatus")
    assert len(shaky.line.frames) == 1


def test_errors_are_api_errors_of_their_code(controller: fakejuju.FakeController) -> None:
    with (
        controller.connect() as connection,
        controller.faults.error("Annotations.*", "odd", code="a new code"),
        pytest.raises(APIError) as caught,
    ):
        connection.rpc("Annotations", "Get", {"entities": []})

    assert (type(caught.value), caught.value.code) == (APIError, "a new code")
