"""Pinger: a sign of life, which the controller of a user's connection does not ask for."""

from __future__ import annotations

from fakejuju.handlers.call import Call
from jujuclient.facades.pinger import Pinger
from jujuclient.wire.schema import answers


@answers(Pinger.ping)
def ping(call: Call) -> None:
    """Nothing."""


@answers(Pinger.stop)
def stop(call: Call) -> None:
    """Nothing."""
