"""payloads, as Juju 1.25 spells the facade."""

from __future__ import annotations

from fakejuju.handlers.call import Call
from jujuclient.facades.common import PayloadListResults
from jujuclient.facades.legacy_payloads import LegacyPayloads
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType


@answers(LegacyPayloads.list_)
def list_payloads(call: Call, *, patterns: list[str] | UnsetType = UNSET) -> PayloadListResults:
    """The payloads that units track."""
    call.need_read()
    return PayloadListResults(results=None)
