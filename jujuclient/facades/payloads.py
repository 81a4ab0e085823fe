"""Payloads: payloads that units track."""

from __future__ import annotations

from jujuclient.facades.common import PayloadListResults
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, UnsetType


class Payloads(Facade, name="Payloads", versions=(1,)):
    """Payloads that units track. Juju 2.0 to 3.6."""

    @call("List")
    def list_(self, *, patterns: list[str] | UnsetType = UNSET) -> PayloadListResults:
        """The payloads that units track, filtered by patterns."""
