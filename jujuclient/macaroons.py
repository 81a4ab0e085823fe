"""Macaroons as Juju's logins carry them: both JSON forms, what has to be discharged, and binding.

A client needs no root key: it reads which caveats are a third party's, gets a discharge for each,
and binds that to the macaroon it is for. Nothing here talks to anybody; see ``discharge``.
Source: the exchanges recorded from Juju 4.0.15, and the real controllers' facts, section 7.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import hmac
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from jujuclient.errors import ProtocolError

BAKERY_VERSION = "3"
"""What the header ``Bakery-Protocol-Version`` says: macaroons come in the short form."""

_MOST_DISCHARGES = 32


class Caveat(NamedTuple):
    """A condition; of a third party when it has a location.

    Attributes:
        id: the condition's text, or what the third party reads.
        verification: what only the maker of the macaroon reads.
        location: of the third party, such as ``https://10.0.0.1:17070/auth``.
    """

    id: bytes
    verification: bytes = b""
    location: str = ""


class Macaroon(NamedTuple):
    """An id, conditions, and a signature over them all; ``repr`` shows no signature.

    Attributes:
        location: who made it.
        id: what the maker finds its root key by.
        caveats: in the order in which they are signed.
        signature: 32 bytes.
    """

    location: str
    id: bytes
    caveats: tuple[Caveat, ...]
    signature: bytes

    def __repr__(self) -> str:
        return f"<Macaroon of {self.location or 'nobody'} with {len(self.caveats)} caveats>"

    @property
    def third_party(self) -> list[Caveat]:
        """The caveats that somebody else has to discharge."""
        return [caveat for caveat in self.caveats if caveat.location]

    @property
    def conditions(self) -> list[str]:
        """The maker's own conditions, as texts."""
        return [one.id.decode(errors="replace") for one in self.caveats if not one.location]

    @property
    def expires(self) -> datetime.datetime | None:
        """When it ends: the earliest ``time-before``; None when it has none."""
        times = [
            _time(text.removeprefix("time-before "))
            for text in self.conditions
            if text.startswith("time-before ")
        ]
        return min((one for one in times if one is not None), default=None)

    def bound_to(self, root: Macaroon) -> Macaroon:
        """This discharge, good for that macaroon only."""
        zero = bytes(32)
        both = _hash(zero, root.signature) + _hash(zero, self.signature)
        return self._replace(signature=_hash(zero, both))

    def as_json(self) -> dict[str, Any]:
        """The short form, which every Juju since 2.0 reads."""
        made: dict[str, Any] = {}
        if self.caveats:
            made["c"] = [caveat_as_json(caveat) for caveat in self.caveats]
        if self.location:
            made["l"] = self.location
        return {**made, **text_or_base64("i", self.id), "s64": to64(self.signature)}

    @classmethod
    def from_json(cls, value: Any) -> Macaroon:
        """Read the short form, or the long one of before 2.8.

        Raises:
            ProtocolError: it is neither.
        """
        try:
            return _read_long(value) if "identifier" in value else _read_short(value)
        except (AttributeError, binascii.Error, KeyError, TypeError, ValueError) as error:
            raise ProtocolError(
                f"what should be a macaroon cannot be read ({type(error).__name__})"
            ) from None


class Undischarged(NamedTuple):
    """A macaroon from the bakery, and what the short ids of its caveats stand for."""

    macaroon: Macaroon
    caveat_data: Mapping[bytes, bytes]

    @classmethod
    def from_json(cls, value: Any) -> Undischarged:
        """Read a macaroon, bare or as the bakery has wrapped it since its version 3.

        Raises:
            ProtocolError: it is neither.
        """
        if not isinstance(value, dict) or "m" not in value:
            return cls(Macaroon.from_json(value), {})
        try:
            data = {from64(id): from64(text) for id, text in (value.get("cdata") or {}).items()}
        except (AttributeError, TypeError, ValueError):
            raise ProtocolError("the data of a macaroon's caveats cannot be read") from None
        return cls(Macaroon.from_json(value["m"]), data)


Acquire = Callable[[Caveat, bytes], Undischarged]
"""Gets the discharge of a caveat whose short id stands for these bytes (b"" for none)."""


def discharge_all(root: Undischarged, acquire: Acquire) -> list[dict[str, Any]]:
    """A proof: the macaroon and a bound discharge for each third party's caveat, as JSON values.

    Raises:
        ProtocolError: discharges ask for ever more discharges.
    """
    proof, waiting = [root.macaroon], [root]
    while waiting:
        given = waiting.pop(0)
        for caveat in given.macaroon.third_party:
            if len(proof) > _MOST_DISCHARGES:
                raise ProtocolError(f"a login macaroon wants more than {_MOST_DISCHARGES} discharges")
            found = acquire(caveat, given.caveat_data.get(caveat.id, b""))
            waiting.append(found)
            proof.append(found.macaroon.bound_to(root.macaroon))
    return [one.as_json() for one in proof]


def expiry(proof: Iterable[Any]) -> datetime.datetime | None:
    """When the first of several macaroons ends; None when none does.

    Raises:
        ProtocolError: one of them cannot be read.
    """
    ends = (Macaroon.from_json(one).expires for one in proof)
    return min((end for end in ends if end is not None), default=None)


# --- texts and bytes -------------------------------------------------------------------------------


def to64(data: bytes) -> str:
    """Base64 as macaroons have it: for URLs, not padded."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def from64(text: str) -> bytes:
    """Base64 of either alphabet, padded or not; ValueError for anything else."""
    plain = text.rstrip("=").replace("-", "+").replace("_", "/")
    return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)


def _hash(key: bytes, text: bytes) -> bytes:
    return hmac.digest(key, text, "sha256")


def _time(text: str) -> datetime.datetime | None:
    """A time of Go's, whose fractions may have nine digits; None for no time."""
    whole = text.partition(".")[0].removesuffix("Z")
    try:
        return datetime.datetime.fromisoformat(whole).replace(tzinfo=datetime.timezone.utc)
    except ValueError:
        return None


def text_or_base64(field: str, data: bytes) -> dict[str, str]:
    """A field of the short form, under the name that says how its bytes are written."""
    text = data.decode(errors="replace")
    # Recorded on 4.0.15: "AwA" for two bytes that are valid UTF-8 and not printable.
    return (
        {field: text}
        if text.isprintable() and "\N{REPLACEMENT CHARACTER}" not in text
        else {f"{field}64": to64(data)}
    )


def caveat_as_json(caveat: Caveat) -> dict[str, str]:
    """A caveat in the short form."""
    made = text_or_base64("i", caveat.id)
    if caveat.location:
        made |= {"v64": to64(caveat.verification), "l": caveat.location}
    return made


def bytes_in(value: Mapping[str, Any], field: str) -> bytes:
    """The bytes of a field of the short form; none for one that is not there."""
    if f"{field}64" in value:
        return from64(value[f"{field}64"])
    return str(value.get(field, "")).encode()


def _read_short(value: Mapping[str, Any]) -> Macaroon:
    caveats = tuple(
        Caveat(bytes_in(one, "i"), bytes_in(one, "v"), str(one.get("l", ""))) for one in value.get("c") or ()
    )
    signature = bytes_in(value, "s")
    if len(signature) != 32:
        raise ValueError("a signature has 32 bytes")
    return Macaroon(str(value.get("l", "")), bytes_in(value, "i"), caveats, signature)


def _read_long(value: Mapping[str, Any]) -> Macaroon:
    caveats = tuple(
        Caveat(str(one["cid"]).encode(), from64(one.get("vid") or ""), str(one.get("cl") or ""))
        for one in value.get("caveats") or ()
    )
    signature = bytes.fromhex(value["signature"])
    return Macaroon(str(value.get("location") or ""), str(value["identifier"]).encode(), caveats, signature)
