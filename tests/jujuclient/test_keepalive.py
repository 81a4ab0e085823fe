"""Keeping a line open: pings, who is pinged, and what ends it."""

from __future__ import annotations

import gc
import threading
from typing import Any

from dialled import LONG
from scripted_controllers import Controllers, Peer, log_in_and_serve

from jujuclient.connection import Connection
from jujuclient.errors import ConnectionLost
from jujuclient.keepalive import Keeper


def test_pings_come_on_request_and_end_with_the_connection(controllers: Controllers) -> None:
    pinged = threading.Semaphore(0)

    def script(peer: Peer) -> None:
        peer.log_in()

        def answer(request: dict[str, Any]) -> None:
            assert (request["type"], request["version"], request["request"]) == ("Pinger", 1, "Ping")
            peer.reply(request)
            pinged.release()

        peer.serve_until_closed(answer)

    keeper = Keeper()
    address = controllers.start(script)
    lines = [Connection.connect(address, cacert=controllers.cacert) for _ in range(3)]
    for line in lines:
        keeper.keep(line, 0.01)

    for _ in range(9):
        assert pinged.acquire(timeout=LONG)
    assert sum(thread.name == "jujuclient-keepalive" for thread in threading.enumerate()) == 1
    assert not any(line.closed for line in lines)
    thread = keeper._thread
    for line in lines:
        line.close()

    assert thread is not None
    thread.join(LONG)
    assert not keeper.running


def test_a_line_that_does_not_answer_is_ended_and_others_stay(controllers: Controllers) -> None:
    def silent(peer: Peer) -> None:
        peer.log_in()
        for _ in peer.websocket:
            pass

    keeper = Keeper()
    dead = Connection.connect(controllers.start(silent), cacert=controllers.cacert)
    alive = Connection.connect(controllers.start(log_in_and_serve), cacert=controllers.cacert)
    ended: list[BaseException] = []

    def wait() -> None:
        try:
            dead.call("AllWatcher", 1, "Next", timeout=None)
        except ConnectionLost as error:
            ended.append(error)

    waiting = threading.Thread(target=wait, daemon=True)
    waiting.start()
    keeper.keep(dead, 0.01, 0.1)
    keeper.keep(alive, 0.01, LONG)

    waiting.join(LONG)
    assert "Pinger.Ping" in str(ended[0])
    assert dead.closed
    assert not alive.closed
    alive.close()


def test_a_connection_that_nobody_holds_is_not_kept(controllers: Controllers) -> None:
    keeper = Keeper()
    line = Connection.connect(controllers.start(log_in_and_serve), cacert=controllers.cacert)
    keeper.keep(line, 0.05)
    thread = keeper._thread
    assert thread is not None

    line.close()
    del line
    gc.collect()

    thread.join(LONG)
    assert not thread.is_alive()


def test_keepalive_is_an_argument_of_connect(controllers: Controllers) -> None:
    pinged = threading.Event()

    def script(peer: Peer) -> None:
        peer.log_in()

        def answer(request: dict[str, Any]) -> None:
            peer.reply(request)
            pinged.set()

        peer.serve_until_closed(answer)

    with Connection.connect(controllers.start(script), cacert=controllers.cacert, keepalive=0.01):
        assert pinged.wait(LONG)
