"""Payloads: what units track; only agents tell of any, so there are none."""

from __future__ import annotations

from fakejuju.handlers.call import Call
from jujuclient.facades.common import PayloadListResults
from jujuclient.facades.payloads import Payloads
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType


@answers(Payloads.list_)
def list_payloads(call: Call, *, patterns: list[str] | UnsetType = UNSET) -> PayloadListResults:
    """The payloads that units track."""
    call.need_read()
    return PayloadListResults(results=None)
