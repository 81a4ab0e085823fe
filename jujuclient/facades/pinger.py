"""Pinger: a sign of life."""

from __future__ import annotations

from jujuclient.wire.schema import Facade, call


class Pinger(Facade, name="Pinger", versions=(0, 1), juju1=(0,)):
    """A sign of life."""

    @call("Ping")
    def ping(self) -> None:
        """Answer at once; keeps an agent's connection from being dropped."""

    @call("Stop", first="1.25")
    def stop(self) -> None:
        """Stop the pings' bookkeeping. Juju 1.25 and later."""
