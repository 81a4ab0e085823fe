"""What a simulated controller says to bad input: the table of the wire facts, for each spelling."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asking import PASSWORD

from fakejuju.inside import Line, dial_now
from fakejuju.session import Conversation
from fakejuju.simulation import Simulation
from fakejuju.simulator import Simulator
from jujuclient.wire.series import Series

SERIES = ["1.25", "2.0", "2.9", "3.6", "4.0"]


class Wire:
    """A socket of a simulated controller, frame by frame."""

    def __init__(self, juju: str, path: str = "", *, login: bool = True) -> None:
        self.sim = Simulation(juju, password=PASSWORD)
        self.series = Series.of(juju)
        self.old = self.series.version < (2, 0)
        uuid = self.sim.add_model("default").uuid
        kind = "environment" if self.old else "model"
        handler, self.line = dial_now(Simulator(self.sim), path or f"/{kind}/{uuid}/api")
        assert isinstance(handler, Conversation)
        self.handler = handler
        if login:
            assert "error" not in self.login(PASSWORD)

    def raw(self, frame: str) -> Line:
        self.handler.received(frame)
        return self.line

    def ask(
        self, number: int, facade: str, version: int, method: str, params: Any = None, id: str = ""
    ) -> Any:
        names = ("RequestId", "Type", "Version", "Request", "Params", "Id")
        new = ("request-id", "type", "version", "request", "params", "id")
        values = (number, facade, version, method, params or {}, id)
        frame = dict(zip(names if self.old else new, values, strict=True))
        self.line.frames.clear()
        self.handler.received(json.dumps(frame))
        if not self.line.frames:
            return None
        return {
            key.replace("-", "").lower(): value for key, value in json.loads(self.line.frames[-1]).items()
        }

    def login(self, password: str, user: str = "user-admin", number: int = 1) -> Any:
        names = ("AuthTag", "Password") if self.old else ("auth-tag", "credentials")
        return self.ask(
            number, "Admin", 0 if self.old else 3, "Login", dict(zip(names, (user, password), strict=True))
        )


def said(reply: Any) -> tuple[str, str]:
    return reply.get("error", ""), reply.get("errorcode", "")


@pytest.mark.parametrize("juju", SERIES)
def test_calls_that_are_not_taken(juju: str) -> None:
    wire = Wire(juju, login=False)
    series, top = wire.series, 0 if wire.old else 2

    early = series.unknown_facade("Block", top)
    assert said(wire.ask(1, "Block", top, "List")) == (early.message, early.code)
    assert said(wire.login("wrong", number=2)) == ("invalid entity name or password", "unauthorized access")
    assert said(wire.login("x", "garbage", 3))[0] == '"garbage" is not a valid tag'
    assert said(wire.login("x", "user-nobody", 4)) == (
        "invalid entity name or password",
        "unauthorized access",
    )
    good = wire.login(PASSWORD, number=5)
    assert said(good) == ("", "")
    again = series.second_login(version=0 if wire.old else 3, model=True)
    assert said(wire.login(PASSWORD, number=6)) == (again.message, again.code)
    for version in (99, 0):
        unknown = series.unknown_facade("Nosuch", version)
        assert said(wire.ask(7, "Nosuch", version, "X")) == (unknown.message, unknown.code)
    known = 0 if wire.old else {"2.0": 1, "2.9": 6}.get(juju, 8)
    unknown = series.unknown_method("Client", known, "Nosuch")
    assert said(wire.ask(8, "Client", known, "Nosuch")) == (unknown.message, unknown.code)
    assert wire.sim.failures == []


@pytest.mark.parametrize("juju", ["2.9", "3.6"])
def test_a_watcher_that_is_not_there(juju: str) -> None:
    wire = Wire(juju)

    for id in ("", "7", "x"):
        assert said(wire.ask(2, "AllWatcher", 3, "Next", id=id)) == ("unknown watcher id", "not found")


@pytest.mark.parametrize("juju", ["2.9", "3.6", "4.0"])
def test_facades_of_the_other_connection(juju: str) -> None:
    model, controller = Wire(juju), Wire(juju, "/api")

    assert said(model.ask(2, "UserManager", 3 if juju != "2.9" else 2, "UserInfo")) == (
        'facade "UserManager" not supported for model API connection', "not supported",
    )  # fmt: skip
    assert said(controller.ask(2, "Client", 6 if juju == "2.9" else 8, "FullStatus")) == (
        'facade "Client" not supported for controller API connection', "not supported",
    )  # fmt: skip


@pytest.mark.parametrize("juju", SERIES)
def test_an_unknown_model_answers_every_call_with_itself(juju: str) -> None:
    uuid = "00000000-0000-4000-8000-000000000000"
    kind = "environment" if juju == "1.25" else "model"
    wire = Wire(juju, f"/{kind}/{uuid}/api", login=False)

    failure = wire.series.unknown_model(uuid)

    assert said(wire.login(PASSWORD)) == (failure.message, failure.code)
    assert said(wire.ask(2, "Pinger", 1, "Ping")) == (failure.message, failure.code)


@pytest.mark.parametrize("juju", ["2.9", "3.6", "4.0"])
def test_parameters_of_a_wrong_type_are_told_in_gos_words(juju: str) -> None:
    wire = Wire(juju)

    message, code = said(wire.ask(2, "Annotations", 2, "Get", {"entities": "x"}))

    assert message.startswith("json: cannot unmarshal string into Go struct field Entities.entities of type ")
    assert code == ""
    assert said(wire.ask(3, "Pinger", 1, "Ping", {"unknown": 1})) == ("", "")


@pytest.mark.parametrize("juju", SERIES)
@pytest.mark.parametrize("frame", ["not json", "[]", '"x"', ""])
def test_a_malformed_frame_is_hung_up_on_without_an_answer(juju: str, frame: str) -> None:
    wire = Wire(juju)
    wire.line.frames.clear()

    assert wire.raw(frame).closed
    assert wire.line.frames == []


@pytest.mark.parametrize("juju", ["2.9", "3.6", "4.0"])
def test_a_user_with_little_access_is_refused_much(juju: str) -> None:
    from fakejuju.simulation import digest
    from fakejuju.state.controller import Access, User

    wire = Wire(juju, login=False)
    model = wire.sim.model_named("default")
    assert model is not None
    assert said(wire.login("pw", "user-bob", 1)) == ("invalid entity name or password", "unauthorized access")
    with wire.sim.state.transaction() as state:
        state.put(User(name="bob", password=digest("pw"), access="login"))
    assert said(wire.login("pw", "user-bob", 2)) == ("permission denied", "unauthorized access")
    with wire.sim.state.transaction() as state:
        state.put(Access(user="bob", target=f"model-{model.uuid}", level="read"))

    assert said(wire.login("pw", "user-bob", 3)) == ("", "")
    version = 6 if juju == "2.9" else 8
    assert said(wire.ask(4, "Client", version, "FullStatus", {"patterns": []})) == ("", "")
    top = {"2.9": 15, "3.6": 22, "4.0": 22}[juju]
    denied = ("permission denied", "unauthorized access")
    assert said(wire.ask(5, "Application", top, "Expose", {"application": "x"})) == denied
    assert said(wire.ask(6, "Block", 2, "SwitchBlockOn", {"type": "BlockChange"})) == denied
