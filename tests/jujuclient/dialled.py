"""Transports to scripted controllers, and how long the tests are ready to wait."""

from __future__ import annotations

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
