"""Macaroons as go-macaroon makes them: caveats, signatures, both JSON forms, and verification.

A third party's caveat carries its root key twice: sealed for us with the signature so far (the
verification id), and sealed for the third party in what it is asked to discharge.
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from fakejuju.secretbox import NONCE_SIZE, BadSeal, seal, unseal
from jujuclient.macaroons import Caveat, bytes_in, caveat_as_json, from64, text_or_base64, to64

_NEWEST = 2
"""From this version of the bakery on, macaroons are in the short JSON form."""


class NotVerified(Exception):
    """These macaroons prove nothing."""


class Macaroon(NamedTuple):
    """An id, conditions, and a signature over them all."""

    location: str
    id: bytes
    caveats: tuple[Caveat, ...]
    signature: bytes

    @classmethod
    def new(cls, key: bytes, id: bytes, location: str = "") -> Macaroon:
        """A macaroon without conditions, signed with a root key."""
        return cls(location, id, (), _hash(_derived(key), id))

    def with_condition(self, condition: str) -> Macaroon:
        """This one, for as long as a condition holds."""
        caveat = Caveat(condition.encode())
        return self._replace(caveats=(*self.caveats, caveat), signature=_hash(self.signature, caveat.id))

    def with_third_party(self, key: bytes, id: bytes, location: str, nonce: bytes) -> Macaroon:
        """This one, once the party at a location discharges what is in the id."""
        verification = nonce + seal(_derived(key), nonce, self.signature)
        caveat = Caveat(id, verification, location)
        signature = _hash_both(self.signature, verification, id)
        return self._replace(caveats=(*self.caveats, caveat), signature=signature)

    def bound_to(self, root: Macaroon) -> Macaroon:
        """A discharge, good for that macaroon only."""
        return self._replace(signature=_hash_both(bytes(32), root.signature, self.signature))

    # --- JSON ------------------------------------------------------------------------------------

    def as_json(self, version: int = 3) -> dict[str, Any]:
        """The value that clients of a version of the bakery read."""
        return self._short() if version >= _NEWEST else self._long()

    def _short(self) -> dict[str, Any]:
        made: dict[str, Any] = {}
        if self.caveats:
            made["c"] = [caveat_as_json(caveat) for caveat in self.caveats]
        if self.location:
            made["l"] = self.location
        return {**made, **text_or_base64("i", self.id), "s64": to64(self.signature)}

    def _long(self) -> dict[str, Any]:
        caveats = []
        for caveat in self.caveats:
            one = {"cid": _plain(caveat.id)}
            if caveat.location:
                one |= {"vid": to64(caveat.verification), "cl": caveat.location}
            caveats.append(one)
        return {
            "caveats": caveats,
            "location": self.location,
            "identifier": _plain(self.id),
            "signature": self.signature.hex(),
        }

    @classmethod
    def from_json(cls, value: Any) -> Macaroon:
        """Read either form; NotVerified for what is neither."""
        try:
            return _read_long(value) if "identifier" in value else _read_short(value)
        except (AttributeError, binascii.Error, KeyError, TypeError, ValueError) as error:
            raise NotVerified(f"that is no macaroon: {error}") from None


# --- verification ----------------------------------------------------------------------------------


def verify(
    macaroons: Iterable[Macaroon], key_of: Callable[[bytes], bytes], holds: Callable[[str], bool]
) -> list[str]:
    """Every condition of a macaroon and its discharges, if all is signed and each condition holds.

    Args:
        macaroons: the first is the one to verify, the others discharge its caveats.
        key_of: the root key of an id.
        holds: whether a condition does.
    """
    root, *rest = macaroons
    discharges = {one.id: one for one in rest}
    conditions = _walk(root, _derived(key_of(root.id)), root, discharges)
    for condition in conditions:
        if not holds(condition):
            raise NotVerified(f"caveat {condition!r} not satisfied")
    return conditions


def _walk(one: Macaroon, key: bytes, root: Macaroon, discharges: dict[bytes, Macaroon]) -> list[str]:
    signature, conditions = _hash(key, one.id), []
    for caveat in one.caveats:
        if not caveat.verification:
            conditions.append(caveat.id.decode(errors="replace"))
            signature = _hash(signature, caveat.id)
            continue
        discharge = discharges.pop(caveat.id, None)
        if discharge is None:
            raise NotVerified("cannot find discharge macaroon for caveat")
        inner = _unsealed(caveat.verification, signature)
        conditions += _walk(discharge, inner, root, discharges)
        signature = _hash_both(signature, caveat.verification, caveat.id)
    wanted = signature if one is root else _hash_both(bytes(32), root.signature, signature)
    if not hmac.compare_digest(wanted, one.signature):
        raise NotVerified("signature mismatch after caveat verification")
    return conditions


def _unsealed(verification: bytes, signature: bytes) -> bytes:
    try:
        return unseal(verification[NONCE_SIZE:], verification[:NONCE_SIZE], signature)
    except (BadSeal, ValueError):
        raise NotVerified("failed to decrypt caveat") from None


# --- inside ----------------------------------------------------------------------------------------


def _hash(key: bytes, text: bytes) -> bytes:
    return hmac.digest(key, text, "sha256")


def _hash_both(key: bytes, one: bytes, other: bytes) -> bytes:
    return _hash(key, _hash(key, one) + _hash(key, other))


def _derived(key: bytes) -> bytes:
    return _hash(b"macaroons-key-generator", key)


def digest(text: bytes) -> bytes:
    """SHA-256, where a key is made of a text."""
    return hashlib.sha256(text).digest()


def _plain(id: bytes) -> str:
    """An id in the long form, which has texts only: what is no text is in base64 from the start."""
    return id.decode()


def _read_short(value: dict[str, Any]) -> Macaroon:
    caveats = tuple(
        Caveat(bytes_in(one, "i"), bytes_in(one, "v"), str(one.get("l", ""))) for one in value.get("c") or ()
    )
    return Macaroon(str(value.get("l", "")), bytes_in(value, "i"), caveats, from64(value["s64"]))


def _read_long(value: dict[str, Any]) -> Macaroon:
    caveats = tuple(
        Caveat(one["cid"].encode(), from64(one.get("vid") or ""), one.get("cl") or "")
        for one in value.get("caveats") or ()
    )
    signature = bytes.fromhex(value["signature"])
    return Macaroon(value.get("location") or "", value["identifier"].encode(), caveats, signature)


__all__ = ["Caveat", "Macaroon", "NotVerified", "digest", "from64", "to64", "verify"]
