"""payloads: payloads that units track, under the name of Juju 1.25."""

from __future__ import annotations

from jujuclient.facades.common import PayloadListResults
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, UnsetType


class LegacyPayloads(Facade, name="payloads", versions=(0,), juju1=(0,)):
    """Payloads that units track, under the name of Juju 1.25. Juju 1.25 only."""

    @call("List")
    def list_(self, *, patterns: list[str] | UnsetType = UNSET) -> PayloadListResults:
        """The payloads that units track, filtered by patterns; the facade's name is in lower case here."""
