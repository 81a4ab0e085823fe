"""Opening a connection: tries and their pauses, redirections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from scripted_controllers import Controllers, Peer, Turns, log_in_and_serve

from fakejuju import FakeController
from jujuclient.connection import Connection
from jujuclient.errors import (
    APIError,
    CertificateRefused,
    ConnectionFailed,
    RedirectionRequired,
    Unauthorized,
    UpgradeInProgress,
)
from jujuclient.login import servers_of


def upgrading(peer: Peer) -> None:
    peer.refuse(peer.read(), "upgrade in progress", "upgrade in progress")
    peer.serve_until_closed()


def upgrading_1_25(peer: Peer) -> None:
    peer.refuse(peer.read(), "upgrade in progress - Juju functionality is limited")
    peer.serve_until_closed()


def hanging_up(peer: Peer) -> None:
    peer.read()


@pytest.mark.parametrize("failing", [upgrading, upgrading_1_25, hanging_up])
def test_what_passes_by_itself_is_tried_again(
    controllers: Controllers, paused: list[float], failing: Callable[[Peer], None]
) -> None:
    address = controllers.start(Turns(failing, failing, failing, log_in_and_serve))

    with Connection.connect(address, cacert=controllers.cacert, juju1=False, retries=5) as connection:
        assert connection.user_tag == "user-admin"

    assert paused == [0.5, 1.0, 2.0]


def test_there_is_a_limit(controllers: Controllers, paused: list[float]) -> None:
    turns = Turns(upgrading)

    with pytest.raises(UpgradeInProgress):
        Connection.connect(controllers.start(turns), cacert=controllers.cacert, retries=7)

    assert paused == [0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0]
    assert len(turns.paths) == 8


def test_nothing_is_tried_again_unasked(controllers: Controllers, paused: list[float]) -> None:
    with pytest.raises(UpgradeInProgress):
        Connection.connect(controllers.start(upgrading), cacert=controllers.cacert)
    with pytest.raises(ConnectionFailed):
        Connection.connect(controllers.dead(), cacert=controllers.cacert)

    assert paused == []


def test_what_does_not_pass_is_not_tried_again(controllers: Controllers, paused: list[float]) -> None:
    def refuse(peer: Peer) -> None:
        peer.refuse(peer.read(), "invalid entity name or password", "unauthorized access")
        peer.serve_until_closed()

    address = controllers.start(refuse)

    with pytest.raises(Unauthorized):
        Connection.connect(address, cacert=controllers.cacert, retries=5)
    with pytest.raises(CertificateRefused):
        Connection.connect(address, retries=5)

    assert paused == []


def test_a_controller_that_is_not_there_yet(controllers: Controllers, paused: list[float]) -> None:
    with pytest.raises(ConnectionFailed) as caught:
        Connection.connect(controllers.dead(), cacert=controllers.cacert, retries=2)

    assert paused == [0.5, 1.0]
    assert getattr(caught.value, "__notes__", ["connecting was tried 3 times"]) == [
        "connecting was tried 3 times"
    ]


def test_a_call_that_an_upgrade_refuses_is_made_again(controllers: Controllers, paused: list[float]) -> None:
    def script(peer: Peer) -> None:
        peer.log_in()
        for _ in range(2):
            peer.refuse(peer.read(), "upgrade in progress", "upgrade in progress")
        peer.refuse(peer.read(), 'application "x" not found', "not found")
        peer.serve_until_closed()

    with Connection.connect(controllers.start(script), cacert=controllers.cacert, retries=3) as connection:
        with pytest.raises(APIError, match="not found"):
            connection.call("Application", 20, "Get", {"a": 1})
        assert connection.call("Application", 20, "Get", {"a": 2}).value == {"a": 2}

    assert paused == [0.5, 1.0]


def elsewhere(address: str, cacert: str, *, told: bool = True) -> Callable[[Peer], None]:
    host, _, port = address.rpartition(":")
    server = {"value": host, "type": "ipv4", "scope": "public", "port": int(port), "space-name": "x"}
    info = {"servers": [[server]], "ca-cert": cacert}

    def script(peer: Peer) -> None:
        words = "redirection to alternative server required"
        peer.refuse(peer.read(), words, "redirection required", info if told else None)

        def answer(request: dict[str, Any]) -> None:
            assert (request["type"], request["version"], request["request"]) == ("Admin", 3, "RedirectInfo")
            peer.reply(request, info)

        peer.serve_until_closed(answer)

    return script


@pytest.mark.parametrize("told", [True, False])
def test_a_model_that_has_moved_is_followed_with_its_new_ca(controllers: Controllers, told: bool) -> None:
    turns = Turns(log_in_and_serve)
    target = controllers.start(turns)
    first = controllers.start(elsewhere(target, controllers.cacert, told=told))
    uuid = "deadbeef-0000-4000-8000-000000000001"

    with Connection.connect(first, cacert=controllers.cacert, model_uuid=uuid) as connection:
        assert connection.address == target

    assert turns.paths == [f"/model/{uuid}/api"]


def test_a_second_redirection_is_an_error(controllers: Controllers) -> None:
    last = controllers.start(elsewhere("127.0.0.1:1", ""))
    first = controllers.start(elsewhere(last, controllers.cacert))

    with pytest.raises(RedirectionRequired):
        Connection.connect(first, cacert=controllers.cacert)


def test_a_redirection_to_another_ca_trusts_that_one(controllers: Controllers) -> None:
    with FakeController(juju="3.6") as target:
        first = controllers.start(elsewhere(target.endpoint, target.ca))

        with Connection.connect(first, cacert=controllers.cacert, password=target.password) as connection:
            assert connection.address == target.endpoint


def test_the_addresses_of_a_redirection() -> None:
    good = {"value": "10.0.0.1", "port": 17070, "scope": "public"}
    local = {"value": "127.0.0.1", "port": 17070, "scope": "local-machine"}

    assert servers_of([[good, local, {"value": ""}, 7], None, [{"Value": "fe80::1", "Port": 17}]]) == [
        "10.0.0.1:17070",
        "[fe80::1]:17",
    ]
    assert servers_of(None) == []
