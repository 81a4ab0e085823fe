"""Macaroon logins of local users: the macaroon to discharge, the discharger, and its proof.

Nothing is kept: ids and tokens hold all that the controller needs, sealed or signed with keys
that follow from its seed and uuid.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from fakejuju import bakery
from fakejuju.bakery import Macaroon, NotVerified, from64, to64
from fakejuju.clock import RunningClock
from fakejuju.refused import Refused
from fakejuju.secretbox import NONCE_SIZE, BadSeal, seal, unseal
from fakejuju.state.controller import User

if TYPE_CHECKING:
    from fakejuju.simulation import Simulation

_SHORT_ID = b"\x03\x00"
"""The id of the first caveat of a macaroon of bakery version 3; what it stands for is beside it."""
_NEVER = "2100-01-01T00:00:00Z"


def authenticate(
    simulation: Simulation, name: str, macaroons: Any, endpoint: str, version: int
) -> User | dict[str, Any]:
    """The user that macaroons prove, or the result that asks for a discharge.

    Args:
        simulation: the controller.
        name: who wants to log in, "" for whoever the macaroons say.
        macaroons: as in the login's parameters.
        endpoint: ``host:port`` of this controller, which discharges its own users.
        version: of the client's bakery.
    """
    proven = _proven(simulation, macaroons)
    if not proven and (not name or "@" in name):
        _no_credentials(simulation)
    if not proven or (name and proven != name):
        return discharge_required(simulation, name, endpoint, version)
    user = simulation.state.find(User, proven)
    if user is None or user.removed or user.disabled:
        failure = simulation.series.wrong_password()
        raise Refused(failure.message, failure.code)
    return user


def _no_credentials(simulation: Simulation) -> None:
    if simulation.series.version >= (3, 0):
        raise Refused("failed to authenticate request: unauthorized", "unauthorized access")
    raise Refused("no credentials provided", "no credentials provided")


def discharge_required(simulation: Simulation, name: str, endpoint: str, version: int) -> dict[str, Any]:
    """The result of a login that is to come again with a discharge."""
    made, payload = _login_macaroon(simulation, name, endpoint, version)
    result: dict[str, Any] = {"discharge-required": made.as_json(version)}
    if simulation.series.version >= (2, 8):
        result["bakery-discharge-required"] = wrapped(made, version, {to64(_SHORT_ID): to64(payload)})
    return {**result, "discharge-required-error": "invalid login macaroon"}


def wrapped(made: Macaroon, version: int, data: dict[str, str] | None = None) -> dict[str, Any]:
    """A macaroon as the bakery writes it: since version 3 with what its short ids stand for."""
    if version < 3:
        return made.as_json(version)
    return {"m": made.as_json(version), "v": version, **({"cdata": data} if data else {}), "ns": "std:"}


# --- the macaroon of a login -------------------------------------------------------------------------


def _login_macaroon(simulation: Simulation, name: str, endpoint: str, version: int) -> tuple[Macaroon, bytes]:
    nonce, storage = simulation.seeds.digest("macaroon")[:16], _key(simulation, "storage").hex()[:32]
    key = bakery.digest(b"caveat" + nonce + _key(simulation, "root"))
    payload = _sealed(simulation, "caveat", {"key": key.hex(), "user": name})
    id = b"\x03\x0a\x10" + nonce + b"\x12\x20" + storage.encode() + b"\x1a\x0e\x0a\x05login\x12\x05login"
    caveat = _SHORT_ID if version >= 3 else payload
    if version < 2:
        id, caveat = to64(id).encode(), to64(payload).encode()
    place = f"juju model {simulation.controller_model.uuid}"
    made = Macaroon.new(_root_key(simulation, id), id, place).with_condition(
        f"time-before {expiry(simulation)}"
    )
    seed = simulation.seeds.digest("macaroon verification")[:NONCE_SIZE]
    return made.with_third_party(key, caveat, f"https://{endpoint}/auth", seed), payload


def expiry(simulation: Simulation) -> str:
    """When a macaroon that is made now ends: in a day; with a clock of our own, not before theirs."""
    if not isinstance(simulation.clock, RunningClock):
        # Clients drop what their own clock says is over, before they send it.
        return _NEVER
    end = simulation.clock.now() + datetime.timedelta(days=1)
    return end.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _root_key(simulation: Simulation, id: bytes) -> bytes:
    return bakery.digest(id + _key(simulation, "root"))


def _proven(simulation: Simulation, macaroons: Any) -> str:
    """The user whom one of several proofs declares, "" for none."""
    for proof in macaroons if isinstance(macaroons, list) else ():
        try:
            read = [Macaroon.from_json(one) for one in proof]
            conditions = bakery.verify(
                read, lambda id: _root_key(simulation, id), lambda one: _holds(simulation, one)
            )
        except (NotVerified, TypeError, ValueError):
            continue
        for condition in conditions:
            if condition.startswith("declared username "):
                return condition.removeprefix("declared username ").removesuffix("@local")
    return ""


def _holds(simulation: Simulation, condition: str) -> bool:
    kind, _, rest = condition.partition(" ")
    if kind == "time-before":
        end = datetime.datetime.fromisoformat(rest.partition(".")[0].removesuffix("Z"))
        return end.replace(tzinfo=datetime.timezone.utc) >= simulation.clock.now()
    return kind == "declared"


# --- the discharger ------------------------------------------------------------------------------------


class Wanted(NamedTuple):
    """What a discharge is asked for: the caveat's id and root key, and the user it names."""

    id: bytes
    key: bytes
    user: str


def wanted(simulation: Simulation, id: bytes, payload: bytes) -> Wanted:
    """Read what a login's caveat says; NotVerified where this controller has not made it."""
    if not payload:
        payload = id
    try:
        told = _unsealed(simulation, "caveat", payload)
    except NotVerified:
        told = _unsealed(simulation, "caveat", from64(payload.decode()))
    return Wanted(id, bytes.fromhex(told["key"]), told["user"])


def discharge(simulation: Simulation, asked: Wanted, user: str) -> Macaroon:
    """The proof that this user was here."""
    made = Macaroon.new(asked.key, asked.id).with_condition(f"declared username {user}")
    return made.with_condition(f"time-before {expiry(simulation)}")


def token(simulation: Simulation, user: str) -> bytes:
    """What stands for a user who has given the password in a form."""
    return _sealed(simulation, "token", {"user": user})


def token_user(simulation: Simulation, text: bytes) -> str:
    """The user of a token; NotVerified where this controller has not made it."""
    return str(_unsealed(simulation, "token", text)["user"])


# --- cookies -------------------------------------------------------------------------------------------


def cookie(simulation: Simulation, user: str) -> tuple[str, str]:
    """The name and value of a cookie that proves a user to the discharger and to other requests."""
    id = b"login " + simulation.seeds.digest("cookie").hex().encode()
    made = Macaroon.new(_root_key(simulation, id), id, "juju")
    made = made.with_condition(f"declared username {user}")
    made = made.with_condition(f"time-before {expiry(simulation)}")
    value = json.dumps([made.as_json()], separators=(",", ":")).encode()
    return f"macaroon-{bakery.digest(value).hex()}", to64(value)


def cookie_user(simulation: Simulation, header: str) -> str:
    """The user whom the macaroons in a Cookie header prove, "" for none."""
    for part in header.split(";"):
        name, _, value = part.strip().partition("=")
        if name.startswith("macaroon-"):
            try:
                user = _proven(simulation, [json.loads(from64(value))])
            except ValueError:
                continue
            if user:
                return user
    return ""


def user_of_cookies(simulation: Simulation, cookies: Mapping[str, str]) -> User | None:
    """The user whom the macaroons in cookies prove; None for one that may not log in."""
    header = "; ".join(f"{name}={value}" for name, value in cookies.items())
    user = simulation.state.find(User, cookie_user(simulation, header))
    return None if user is None or user.removed or user.disabled else user


# --- keys ----------------------------------------------------------------------------------------------


def _key(simulation: Simulation, purpose: str) -> bytes:
    return bakery.digest(f"{purpose}:{simulation.seeds.seed}:{simulation.controller.uuid}".encode())


def public_key(simulation: Simulation) -> bytes:
    """What the discharger names as its key."""
    return _key(simulation, "public")


def _sealed(simulation: Simulation, purpose: str, value: dict[str, str]) -> bytes:
    nonce = simulation.seeds.digest(purpose)[:NONCE_SIZE]
    text = json.dumps(value, separators=(",", ":")).encode()
    return b"\x03" + public_key(simulation)[:4] + nonce + seal(text, nonce, _key(simulation, purpose))


def _unsealed(simulation: Simulation, purpose: str, box: bytes) -> dict[str, Any]:
    try:
        text = unseal(box[5 + NONCE_SIZE :], box[5 : 5 + NONCE_SIZE], _key(simulation, purpose))
    except (BadSeal, ValueError):
        raise NotVerified("this controller has not made that") from None
    value: dict[str, Any] = json.loads(text)
    return value
