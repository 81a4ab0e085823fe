"""No log and no ``repr`` shows a secret, whichever way it came."""

from __future__ import annotations

import gc
import json
import logging
from typing import Any

import pytest

import fakejuju
import jujuclient
from jujuclient.classic.rpc import Juju1RPC, Juju2RPC
from jujuclient.exc import EnvError
from jujuclient.juju1.environment import Environment as Env1
from jujuclient.juju2.environment import Environment as Env2
from jujuclient.wire.messages import Answer, Failure, Reply, Request

CANARIES = ("canary-password", "canary-of-a-user", "canary-content", "canary-credential", "canary-wrong")


def leaks(text: str, *more: str) -> list[str]:
    return [one for one in (*CANARIES, *more) if one in text]


def reprs() -> str:
    """What every object of the client that is alive now says of itself."""
    ours = [
        one for one in gc.get_objects() if str(getattr(type(one), "__module__", "")).startswith("jujuclient")
    ]
    return "\n".join(repr(one) for one in ours)


@pytest.mark.parametrize("juju", ["2.9", "3.6", "4.0"])
def test_a_session_with_secrets_of_every_kind_leaves_none_in_logs_or_reprs(
    juju: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with (
        fakejuju.FakeController(juju=juju) as fake,
        jujuclient.Controller.at(fake.endpoint, cacert=fake.ca, password=fake.password) as controller,
        jujuclient.Model.at(fake.endpoint, fake.model_uuid, cacert=fake.ca, password=fake.password) as model,
    ):
        controller.add_user("carol", password="canary-of-a-user")
        if juju != "2.9":
            uri = model.add_secret("s", {"token": "canary-content"})
            kept = [model.show_secret(uri, reveal=True), *model.secrets()]
            assert leaks(repr(kept)) == []
        with pytest.raises(jujuclient.JujuError) as caught:
            jujuclient.Model.at(fake.endpoint, fake.model_uuid, cacert=fake.ca, password="canary-wrong")
        assert leaks(f"{caught.value!r} {caught.value}") == []
        assert leaks(reprs(), fake.password) == []

    assert leaks(caplog.text, fake.password) == []


@pytest.mark.parametrize(("juju", "kind"), [("1.25", Env1), ("2.9", Env2), ("3.6", Env2)])
def test_a_session_of_old_that_logs_its_frames_logs_no_secret(
    juju: str, kind: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with fakejuju.FakeController(juju=juju) as fake:
        root = "environment" if juju == "1.25" else "model"
        where = f"wss://{fake.endpoint}/{root}/{fake.model_uuid}/api"
        with kind(where, ca_cert=fake.ca, env_uuid=fake.model_uuid) as env:
            env._debug = True
            env.login(fake.password)
            env.users.add([{"username": "bob", "display-name": "", "password": "canary-of-a-user"}])
            env.get_env_config()
            env.status()
            assert leaks(reprs(), fake.password) == []

    assert "rpc request" in caplog.text
    assert '"<password>"' in caplog.text
    assert "FullStatus" in caplog.text
    assert leaks(caplog.text, fake.password) == []


class Line:
    connected = True

    def __init__(self, answer: dict[str, Any]) -> None:
        self.answer = answer

    def send(self, text: str) -> None:
        self.sent = text

    def recv(self) -> str:
        return json.dumps(self.answer)


LOGIN = {"type": "Admin", "request": "Login", "version": 3}


@pytest.mark.parametrize(
    ("kind", "op", "answer"),
    [
        (Juju2RPC, {**LOGIN, "params": {"macaroons": ["canary-content"]}},
         {"response": {"discharge-required": {"signature": "canary-password"}}}),
        (Juju2RPC, {"type": "Cloud", "request": "CredentialContents", "version": 5, "params": {}},
         {"response": {"results": [{"result": {"content": {"attrs": {"key": "canary-credential"}}}}]}}),
        (Juju1RPC, {"Type": "Client", "Request": "ProvisioningScript", "Params": {}},
         {"Response": {"Script": "canary-password"}}),
        (Juju2RPC, {"type": "Nobody", "request": "Knows", "params": {"x": "canary-password"}},
         {"response": {"y": "canary-content"}}),
    ],
)  # fmt: skip
def test_a_logged_frame_shows_kinds_for_secrets_and_nothing_of_what_is_not_declared(
    kind: Any, op: dict[str, Any], answer: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    rpc = kind()
    rpc._debug = rpc._auth = True
    rpc.conn = Line(answer)

    rpc._rpc(op)

    assert caplog.text.count("rpc re") == 2
    assert leaks(caplog.text) == []


def test_an_error_that_carries_a_macaroon_does_not_print_it_and_has_it() -> None:
    reply = {"error": "macaroon discharge required", "error-info": {"macaroon": "canary-password"}}

    error = EnvError(reply)

    assert leaks(f"{error} {error!r}") == []
    assert error.error is reply


def test_messages_of_the_wire_are_printed_without_their_text() -> None:
    text = '{"credentials": "canary-password"}'

    said = repr(
        [
            Request(7, "Admin", "Login", 3, params=text, raw=text),
            Reply(7, text, raw=text),
            Reply(8, failure=Failure("no", "unauthorized access", info=text)),
            Answer(raw=text),
        ]
    )

    assert leaks(said) == []
    assert said == (
        "[<Request 7 Admin.Login v3>, <Reply 7 of 34 characters>, "
        "<Reply 8 <Failure unauthorized access: no>>, <Answer of 34 characters>]"
    )
