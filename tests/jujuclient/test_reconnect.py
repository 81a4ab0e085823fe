"""A line that is made again: calls that outlive it, and calls of many threads on one."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from dialled import LONG
from scripted_controllers import Controllers, Peer, Turns, log_in_and_serve

from fakejuju import FakeController
from jujuclient.access import Access
from jujuclient.errors import APIError, ConnectionLost
from jujuclient.reconnect import Reconnecting


def access_to(controller: FakeController, **options: Any) -> Access:
    return Access.of(
        controller.endpoint, cacert=controller.ca, password=controller.password,
        model_uuid=controller.world.current, **options,
    )  # fmt: skip


@pytest.mark.parametrize("juju", ["2.9", "3.6", "4.0"])
def test_a_controller_that_was_restarted(juju: str, paused: list[float]) -> None:
    with FakeController(juju=juju) as first:
        line = Reconnecting(access_to(first).open)
        before = line.rpc("Client", "FullStatus", {"patterns": []}).value["model"]["name"]
        kept = first.snapshot()
        port = int(first.endpoint.rpartition(":")[2])

    with FakeController(juju=juju, port=port) as second:
        second.restore(kept)
        again = line.rpc("Client", "FullStatus", {"patterns": []}, again=True).value["model"]["name"]

        assert before == again
        assert line.generation == 2
        line.close()


def test_a_call_that_may_have_been_carried_out_is_not_repeated(
    controllers: Controllers, paused: list[float]
) -> None:
    def dropping(peer: Peer) -> None:
        peer.log_in()
        peer.read()

    address = controllers.start(Turns(dropping, log_in_and_serve))
    line = Reconnecting(Access.of(address, cacert=controllers.cacert).open)

    with pytest.raises(ConnectionLost):
        line.rpc("Application", "Deploy", {"a": 1})

    assert line.rpc("Application", "Deploy", {"a": 2}).value == {"a": 2}
    assert line.generation == 2
    line.close()


def test_a_call_that_reads_only_is_repeated(controllers: Controllers, paused: list[float]) -> None:
    def dropping(peer: Peer) -> None:
        peer.log_in()
        peer.read()

    address = controllers.start(Turns(dropping, dropping, log_in_and_serve))

    with Reconnecting(Access.of(address, cacert=controllers.cacert).open) as line:
        assert line.rpc("Application", "Get", {"a": 1}, again=True).value == {"a": 1}

    assert paused == [0.5, 1.0]


def test_a_call_that_an_upgrade_held_up_is_repeated(controllers: Controllers, paused: list[float]) -> None:
    def script(peer: Peer) -> None:
        peer.log_in()
        for _ in range(2):
            peer.refuse(peer.read(), "upgrade in progress", "upgrade in progress")
        peer.serve_until_closed()

    with Reconnecting(Access.of(controllers.start(script), cacert=controllers.cacert).open) as line:
        assert line.rpc("Application", "Deploy", {"a": 1}).value == {"a": 1}
        assert line.generation == 1

    assert paused == [0.5, 1.0]


def test_an_ordinary_refusal_is_not_repeated(controllers: Controllers, paused: list[float]) -> None:
    def script(peer: Peer) -> None:
        peer.log_in()
        peer.refuse(peer.read(), 'application "x" not found', "not found")
        peer.serve_until_closed()

    with (
        Reconnecting(Access.of(controllers.start(script), cacert=controllers.cacert).open) as line,
        pytest.raises(APIError, match="not found"),
    ):
        line.rpc("Application", "Get", again=True)

    assert paused == []


def test_closed_means_closed(controllers: Controllers, paused: list[float]) -> None:
    line = Reconnecting(Access.of(controllers.start(log_in_and_serve), cacert=controllers.cacert).open)
    line.rpc("Application", "Get")
    line.close()

    with pytest.raises(ConnectionLost, match="closed on this side"):
        line.rpc("Application", "Get", again=True)

    assert paused == []


@pytest.mark.parametrize("juju", ["2.9", "3.6", "4.0"])
def test_64_threads_on_one_connection(juju: str) -> None:
    wrong: list[Any] = []
    with FakeController(juju=juju) as controller, access_to(controller).open() as connection:

        def work(thread: int) -> None:
            for number in range(10):
                name = f"t{thread}x{number}"
                if thread % 2:
                    patterns = {"patterns": [name]}
                    if "model" not in connection.rpc("Client", "FullStatus", patterns).value:
                        wrong.append(name)
                    continue
                try:
                    wrong.append(connection.rpc("Application", "Get", {"application": name}))
                except APIError as error:
                    if name not in error.message:
                        wrong.append(error)

        threads = [threading.Thread(target=work, args=(one,), daemon=True) for one in range(64)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(LONG)

        assert not any(thread.is_alive() for thread in threads)
        assert wrong == []
        assert connection.stray_answers == 0
