"""Transports to scripted controllers, threads that call, and how long the tests are ready to wait."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from scripted_controllers import Controllers

from jujuclient.deadline import Deadline
from jujuclient.dialling import Dialler
from jujuclient.transport import Transport

SOON = 0.05
LONG = 20.0


def dial(controllers: Controllers, *addresses: str, timeout: float = LONG, path: str = "/api") -> Transport:
    return Dialler(path, controllers.cacert, Deadline(timeout, "a connection")).dial(addresses)


def within(seconds: float | None = LONG) -> Deadline:
    return Deadline(seconds, "the answer to Application.Deploy (request 7)")


class Callers:
    """Threads that each make a call; what came of it is kept per thread."""

    def __init__(self) -> None:
        self.outcomes: dict[Any, Any] = {}
        self._threads: list[threading.Thread] = []

    def start(self, name: Any, call: Callable[[], Any]) -> threading.Thread:
        def run() -> None:
            try:
                self.outcomes[name] = call()
            except BaseException as error:
                self.outcomes[name] = error

        self._threads.append(threading.Thread(target=run, daemon=True))
        self._threads[-1].start()
        return self._threads[-1]

    def join(self) -> dict[Any, Any]:
        for thread in self._threads:
            thread.join(LONG)
            assert not thread.is_alive(), "a call hangs"
        return self.outcomes
