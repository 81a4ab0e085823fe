"""Calls over a real socket, what the login told, and which facades there are."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from dialled import LONG, SOON, Callers
from scripted_controllers import LOGIN, Controllers, Peer

from jujuclient import connection as module
from jujuclient.connection import Connection
from jujuclient.errors import (
    APIError,
    BadRequest,
    ConnectionFailed,
    DeadlineExceeded,
    DecodeError,
    DischargeRequired,
    NotFound,
    NotSupported,
    RedirectionRequired,
    Unauthorized,
)
from jujuclient.store import ClientStore
from jujuclient.wire.messages import Answer, Dialect

# -- one call


def test_a_call_gives_its_value_and_its_text(connect: Callable[..., Connection]) -> None:
    connection = connect(Peer.serve_until_closed)

    answer = connection.call("Echo", 1, "Echo", {"a": [1, None, "ü"]})

    assert answer.value == {"a": [1, None, "ü"]}
    assert json.loads(answer.raw) == answer.value
    assert answer.value is answer.value


def test_parameters_without_a_json_form_are_refused_by_the_name_of_their_call(
    connect: Callable[..., Connection],
) -> None:
    connection = connect(Peer.serve_until_closed)

    with pytest.raises(TypeError, match=r"^F\.Do: the parameters have no JSON form: .*object"):
        connection.call("F", 1, "Do", {"a": object()})


def test_parameters_may_be_json_values_text_a_struct_or_nothing(connect: Callable[..., Connection]) -> None:
    class Entity(msgspec.Struct):
        tag: str

    seen: list[dict[str, Any]] = []

    def script(peer: Peer) -> None:
        for text in peer.websocket:
            seen.append(json.loads(text))
            peer.reply(seen[-1])

    connection = connect(script)

    for params in ({"a": 1}, [1], '{"b":2}', Entity("unit-x-0"), None):
        connection.call("Facade", 2, "Method", params, id="7")

    assert [one["params"] for one in seen] == [{"a": 1}, [1], {"b": 2}, {"tag": "unit-x-0"}, {}]
    assert [one["request-id"] for one in seen] == [1, 2, 3, 4, 5]
    assert {(one["type"], one["version"], one["request"], one["id"]) for one in seen} == {
        ("Facade", 2, "Method", "7")
    }


def test_a_refusal_is_the_error_of_its_code_with_all_that_was_asked(
    connect: Callable[..., Connection],
) -> None:
    def script(peer: Peer) -> None:
        peer.refuse(peer.read(), 'application "x" not found', "not found")
        peer.refuse(peer.read(), "no code")
        peer.refuse(peer.read(), "look", "bad request", {"hint": "there"})
        peer.serve_until_closed()

    connection = connect(script)

    with pytest.raises(NotFound) as first:
        connection.call("Application", 20, "Get", {"application": "x"})
    with pytest.raises(APIError) as second:
        connection.call("Application", 20, "Get")
    with pytest.raises(BadRequest) as third:
        connection.call("Application", 20, "Get")

    assert str(first.value) == 'Application.Get: application "x" not found (not found)'
    assert (first.value.facade, first.value.method, first.value.number) == ("Application", "Get", 1)
    assert second.value.code == ""
    assert third.value.info == {"hint": "there"}
    assert connection.call("Echo", 1, "Echo").value == {}


def test_a_deadline_says_which_call_and_leaves_the_connection_in_order(
    connect: Callable[..., Connection],
) -> None:
    go = threading.Event()

    def script(peer: Peer) -> None:
        late = peer.read()
        go.wait(LONG)
        peer.reply(late, {"late": True})
        peer.send({"request-id": 4711, "response": {}})
        peer.serve_until_closed()

    connection = connect(script)

    with pytest.raises(DeadlineExceeded, match=r"waited 0.05 s for the answer to Machine.Next \(request 1\)"):
        connection.call("Machine", 1, "Next", timeout=SOON)
    go.set()

    assert connection.call("Echo", 1, "Echo", {"b": 2}).value == {"b": 2}
    assert connection.stray_answers == 1  # the one nobody asked for; the late one was
    assert not connection.closed


def test_the_connection_has_a_default_deadline_and_none_means_none(
    connect: Callable[..., Connection],
) -> None:
    go = threading.Event()

    def script(peer: Peer) -> None:
        peer.read()
        second = peer.read()
        go.wait(LONG)
        peer.reply(second, {"second": True})
        peer.serve_until_closed()

    connection = connect(script, call_timeout=SOON)
    with pytest.raises(DeadlineExceeded):
        connection.call("Any", 1, "Thing")
    callers = Callers()
    callers.start("patient", lambda: connection.call("Any", 1, "Next", timeout=None).value)
    go.set()

    assert callers.join() == {"patient": {"second": True}}
    assert module.CALL_TIMEOUT == 60


def test_a_response_is_decoded_when_it_is_asked_for() -> None:
    answer = Answer(raw='{"a": ')

    assert answer.raw == '{"a": '
    with pytest.raises(DecodeError) as caught:
        print(answer.value)
    assert caught.value.raw == '{"a": '
    assert Answer({"a": 1}, "{}").value == {"a": 1}
    assert Answer(raw="1") == Answer(raw="1") != Answer(raw="2")
    assert len({Answer(raw="1"), Answer(raw="1")}) == 1
    assert repr(Answer(raw="x" * 300)) == "<Answer of 300 characters>"
    assert Answer() != 1


# -- logging in


def test_what_a_login_told(connect: Callable[..., Connection]) -> None:
    seen: list[dict[str, Any]] = []
    paths: list[str] = []

    def script(peer: Peer) -> None:
        paths.append(peer.path)
        seen.append(peer.log_in())
        peer.serve_until_closed()

    connection = connect(
        script, login=True, password="s3cret", model_uuid="deadbeef-0000-4000-8000-000000000001"
    )

    connection.call("Echo", 1, "Echo")
    assert paths == ["/model/deadbeef-0000-4000-8000-000000000001/api"]
    assert seen[0]["credentials"] == "s3cret"
    assert connection.server_version == "3.6.28"
    assert connection.controller_tag == LOGIN["controller-tag"]
    assert connection.model_tag == LOGIN["model-tag"]
    assert connection.user_tag == connection.user_info.identity == "user-admin"
    assert connection.user_info.controller_access == "superuser"
    assert [str(one) for node in connection.servers for one in node] == ["10.0.0.1:17070"]
    assert connection.offered["Unheard"] == [3, 7]
    assert connection.facades["Application"] in (19, 20)
    assert connection.dialect is Dialect.JUJU2
    assert json.loads(connection.login_raw) == LOGIN
    assert connection.address in repr(connection)
    assert connection.path == paths[0]
    assert "s3cret" not in repr(connection) + repr(vars(connection))


def test_a_wrong_password_is_unauthorized_and_stands_nowhere(connect: Callable[..., Connection]) -> None:
    def script(peer: Peer) -> None:
        peer.refuse(peer.read(), "invalid entity name or password", "unauthorized access")
        peer.serve_until_closed()

    with pytest.raises(Unauthorized) as caught:
        connect(script, login=True, password="s3cret")

    assert str(caught.value) == "Admin.Login: invalid entity name or password (unauthorized access)"
    assert "s3cret" not in repr(caught.value) + repr(vars(caught.value))


def test_a_login_that_is_never_answered_does_not_show_the_password(
    connect: Callable[..., Connection],
) -> None:
    def script(peer: Peer) -> None:
        for _ in peer.websocket:
            pass

    with pytest.raises(DeadlineExceeded, match=r"Admin.Login") as caught:
        connect(script, login=True, password="s3cret", timeout=0.5)

    assert "s3cret" not in str(caught.value)


def test_a_refused_login_can_be_tried_again_on_the_same_connection(
    connect: Callable[..., Connection],
) -> None:
    def script(peer: Peer) -> None:
        peer.refuse(peer.read(), "invalid entity name or password", "unauthorized access")
        peer.log_in()
        peer.serve_until_closed()

    connection = connect(script)

    with pytest.raises(Unauthorized):
        connection.log_in("admin", "wrong")
    assert "not logged in" in repr(connection)
    connection.log_in("admin", "right")

    assert connection.user_tag == "user-admin"


def test_macaroons_and_redirections_reach_the_caller(connect: Callable[..., Connection]) -> None:
    def discharge(peer: Peer) -> None:
        peer.reply(peer.read(), {"discharge-required": {"m": 1}, "discharge-required-error": "please"})
        peer.serve_until_closed()

    def redirect(peer: Peer) -> None:
        info = {"servers": [], "ca-cert": "PEM"}
        peer.refuse(peer.read(), "redirection to alternative server required", "redirection required", info)
        peer.serve_until_closed()

    with pytest.raises(DischargeRequired) as first:
        connect(discharge, login=True)
    with pytest.raises(RedirectionRequired) as second:
        connect(redirect, login=True)

    assert first.value.info == {"macaroon": {"m": 1}}
    assert second.value.info["ca-cert"] == "PEM"


def test_no_controller_at_all(controllers: Controllers) -> None:
    with pytest.raises(ConnectionFailed, match="Connection refused"):
        Connection.connect(controllers.dead(), cacert=controllers.cacert)


# -- Juju 1


REFUSED = 'unknown version (3) of interface "Admin"'
OLD_LOGIN = {"Servers": [], "EnvironTag": "environment-x", "Facades": [{"Name": "Client", "Versions": [0]}]}


def refuse_version_3(peer: Peer) -> None:
    """Juju 1 finds no RequestId in the frame and answers number 0."""
    request = peer.read()
    assert (request["type"], request["version"]) == ("Admin", 3)
    peer.send({"RequestId": 0, "Error": REFUSED, "ErrorCode": "not implemented", "Response": {}})


def test_a_juju_1_is_found_out_and_spoken_to_in_its_own_spelling(connect: Callable[..., Connection]) -> None:
    def script(peer: Peer) -> None:
        assert peer.path == "/api"
        refuse_version_3(peer)
        request = peer.read()
        assert (request["Type"], request["Version"], request["Request"]) == ("Admin", 1, "Login")
        assert request["Params"]["auth-tag"] == "user-admin"
        peer.reply(
            request, {"environ-tag": "environment-x", "facades": [{"Name": "Client", "Versions": [0]}]}
        )
        request = peer.read()
        assert (request["Type"], request.get("Version", 0)) == ("Client", 0)
        peer.reply(request, {"Old": True})
        peer.serve_until_closed()

    connection = connect(script, login=True)

    assert connection.dialect is Dialect.JUJU1
    assert connection.model_tag == "environment-x"
    assert connection.rpc("Client", "FullStatus").value == {"Old": True}


def test_a_juju_1_behind_the_path_of_a_model_is_dialled_again(connect: Callable[..., Connection]) -> None:
    paths: list[str] = []

    def script(peer: Peer) -> None:
        paths.append(peer.path)
        if peer.path.startswith("/model/"):
            refuse_version_3(peer)
        else:
            peer.reply(peer.read(), {"environ-tag": "environment-x"})
        peer.serve_until_closed()

    connection = connect(script, login=True, model_uuid="x")

    assert paths == ["/model/x/api", "/environment/x/api"]
    assert connection.model_tag == "environment-x"


def test_1_18_falls_back_to_version_0(connect: Callable[..., Connection]) -> None:
    def script(peer: Peer) -> None:
        assert peer.path == "/"
        request = peer.read()
        assert request["Version"] == 1
        peer.refuse(request, 'unknown version (1) of interface "Admin"', "not implemented")
        request = peer.read()
        assert "Version" not in request
        assert request["Params"] == {"AuthTag": "user-admin", "Password": "pw", "Nonce": ""}
        peer.reply(request, OLD_LOGIN | {"Facades": None})
        peer.reply(peer.read(), {"ok": 1})
        peer.serve_until_closed()

    connection = connect(script, login=True, password="pw", juju1=True)

    assert connection.server_version == ""
    assert connection.rpc("Client", "FullStatus").value == {"ok": 1}


def test_a_wrong_password_at_a_juju_1(connect: Callable[..., Connection]) -> None:
    def script(peer: Peer) -> None:
        for text in peer.websocket:
            peer.refuse(json.loads(text), "invalid entity name or password", "unauthorized access")

    with pytest.raises(Unauthorized):
        connect(script, login=True, juju1=True)


# -- facades


def test_what_the_controller_does_not_offer_is_refused_before_the_wire(
    connect: Callable[..., Connection],
) -> None:
    def script(peer: Peer) -> None:
        peer.log_in()
        peer.websocket.recv()
        raise AssertionError("something was sent")

    connection = connect(script, login=True)

    with pytest.raises(
        NotSupported, match=r"Aplication .*model connection \(Juju 3.6.28.*offers Application"
    ):
        connection.rpc("Aplication", "Deploy")
    with pytest.raises(NotSupported, match="Nothing version 3 is not offered"):
        connection.rpc("Nothing", "Deploy", version=3)
    with pytest.raises(NotSupported, match=r"Application version 99 .* it offers 19, 20"):
        connection.rpc("Application", "Deploy", version=99)


def test_rpc_takes_the_wanted_version_or_the_best(connect: Callable[..., Connection]) -> None:
    seen: list[Any] = []

    def script(peer: Peer) -> None:
        peer.log_in()
        for text in peer.websocket:
            seen.append(json.loads(text)["version"])
            peer.reply(json.loads(text))

    connection = connect(script, login=True)

    connection.rpc("Unheard", "Method")
    connection.rpc("Unheard", "Method", version=3)
    connection.rpc("Application", "Get")

    assert seen == [7, 3, connection.facades["Application"]]


def test_without_a_table_the_newest_offered_version_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    from jujuclient import facades

    monkeypatch.delattr(facades, "negotiate", raising=False)
    assert module._negotiate({"A": [1, 4], "B": []}) == {"A": 4}

    monkeypatch.setattr(facades, "negotiate", lambda offered: {"A": 1}, raising=False)
    assert module._negotiate({"A": [1, 4]}) == {"A": 1}


# -- the client store


def test_from_store(controllers: Controllers, tmp_path: Any) -> None:
    uuid = "deadbeef-0000-4000-8000-000000000001"
    paths: list[str] = []

    def script(peer: Peer) -> None:
        paths.append(peer.path)
        assert peer.log_in()["credentials"] == "s3cret"
        peer.serve_until_closed()

    address = controllers.start(script)
    (tmp_path / "controllers.yaml").write_text(
        json.dumps(
            {
                "controllers": {"prod": {"api-endpoints": [address], "ca-cert": controllers.cacert}},
                "current-controller": "prod",
            }
        )
    )
    (tmp_path / "accounts.yaml").write_text(
        '{"controllers": {"prod": {"user": "admin", "password": "s3cret"}}}'
    )
    (tmp_path / "models.yaml").write_text(
        json.dumps({"controllers": {"prod": {"models": {"admin/m": {"uuid": uuid}}}}})
    )
    store = ClientStore(tmp_path, environ={})

    with Connection.from_store("m", store=store) as first:
        assert first.user_tag == "user-admin"
    with Connection.from_store(store=store):
        pass
    with Connection.from_store("admin/m", store=store, controller_only=True, call_timeout=1.0) as third:
        assert third.call_timeout == 1.0

    assert paths == [f"/model/{uuid}/api", "/api", "/api"]
