"""The base of every type on Juju's wire, and the way in and out of JSON.

Three things that other formats run together are kept apart: a key that is absent is
``UNSET``, a ``null`` is ``None``, and zero is zero. A declaration says what Juju sends:

=================================================  ==============================================
declared                                           on the wire
=================================================  ==============================================
``life: str``                                      always there
``charms: list[str] | None``                       always there; Go's nil list is ``null``
``error: Error | UnsetType = UNSET``               left out when empty
``base: Annotated[Base | UnsetType,                there in the versions or series named,
versions(first="2.9")] = UNSET``                   left out elsewhere
=================================================  ==============================================

Reading is first tried as declared, in one pass in C. Only where that fails is an answer read
as Go's own clients read it: keys without regard to case, a missing or ``null`` scalar as zero.
A value of the wrong type is a ``DecodeError`` whichever way it is read.

Keys that no declaration knows are not kept in the struct: the caller has the raw text of
every answer. ``encode_over(value, raw)`` writes a value back into that text, so that what was
not understood survives a change of what was.

The declarations import from here; what looks into them, from the modules below: ``ranges`` (where
a field exists), ``shape`` (what a type is made of), ``checking``, ``encoding``, ``decoding`` and ``bulk``.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from msgspec import UNSET, UnsetType, field

from jujuclient.wire.bulk import Bulk, BulkError, each, entries
from jujuclient.wire.decoding import decode
from jujuclient.wire.encoding import encode, encode_over
from jujuclient.wire.ranges import Context, Range, juju1, key, secret, versions
from jujuclient.wire.shape import Wire

__all__ = [
    "UNSET", "Bulk", "BulkError", "Context", "Json", "Range", "UnsetType", "Wire", "decode", "dict_in",
    "each", "encode", "encode_over", "entries", "field", "juju1", "key", "list_in", "secret", "text_in",
    "versions",
]  # fmt: skip

Json: TypeAlias = Any
"""A JSON value whose shape Juju leaves open: charm config, provider attributes, macaroons."""


def text_in(value: Any) -> str:
    """The text in a field; "" where it was left out or is ``null``."""
    return value if isinstance(value, str) else ""


def dict_in(value: Any) -> dict[str, Any]:
    """The mapping in a field; {} where it was left out or is ``null``."""
    return value if isinstance(value, dict) else {}


def list_in(value: Any) -> list[Any]:
    """The list in a field, copied; [] where it was left out or is ``null``."""
    return list(value) if isinstance(value, list) else []
