"""What logs users in over HTTP: ``/register``, and the discharger under ``/auth``."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs
from weakref import WeakKeyDictionary

from fakejuju import macaroons
from fakejuju.bakery import NotVerified, from64
from fakejuju.domain import users
from fakejuju.macaroons import Wanted
from fakejuju.secretbox import NONCE_SIZE, BadSeal, seal, unseal
from fakejuju.server import HttpRequest, HttpResponse, plain
from fakejuju.simulation import digest
from fakejuju.state.controller import User

if TYPE_CHECKING:
    from fakejuju.simulation import Simulation

_METHOD = "juju_userpass"
_FIELDS = {
    "password": {"description": "password", "type": "string", "mandatory": True, "secret": True},
    "user": {"description": "username", "type": "string", "mandatory": True},
}
_WRONG = "invalid entity name or password"


async def answer(simulation: Simulation, request: HttpRequest) -> HttpResponse | None:
    """Answer a request of these paths; None for any other."""
    path = request.path.partition("?")[0]
    if simulation.series.version < (2, 0) or not (path == "/register" or path.startswith("/auth/")):
        return None
    body = b"".join([chunk async for chunk in request.body])
    if path == "/register":
        return _register(simulation, request, body)
    return await _under_auth(simulation, request, path, body)


async def _under_auth(simulation: Simulation, request: HttpRequest, path: str, body: bytes) -> HttpResponse:
    if path == "/auth/publickey" and request.method == "GET":
        return _json(200, {"PublicKey": base64.b64encode(macaroons.public_key(simulation)).decode()})
    if path == "/auth/discharge" and request.method == "POST":
        return _discharge(simulation, request, body)
    # Up to 2.2 the form is at /auth/login.
    if path in ("/auth/form", "/auth/login"):
        return _form(simulation, request, body)
    if path == "/auth/wait" and request.method == "GET":
        return await _wait(simulation, request)
    return plain(404, "404 page not found\n")


def _json(status: int, value: Any, *headers: tuple[str, str]) -> HttpResponse:
    body = json.dumps(value, separators=(",", ":")).encode()
    kind = ("content-type", "application/json")
    return HttpResponse(status, [kind, *headers, ("content-length", str(len(body)))], body)


def _query(request: HttpRequest, body: bytes = b"") -> dict[str, str]:
    """What is in the query, and in the body of a form."""
    text = request.path.partition("?")[2]
    if body and "json" not in _header(request, "content-type"):
        text += "&" + body.decode(errors="replace")
    return {name: values[0] for name, values in parse_qs(text).items()}


def _header(request: HttpRequest, name: str) -> str:
    return "; ".join(value for key, value in request.headers if key.lower() == name)


def _version(request: HttpRequest) -> int:
    text = _header(request, "bakery-protocol-version")
    return int(text) if text.isdigit() else 0


# --- the discharger --------------------------------------------------------------------------------


class _Waiting:
    """A client of before 2.8 waits at one address while its user fills in the form of another."""

    def __init__(self, asked: Wanted) -> None:
        self.asked = asked
        self.user = ""
        self.done = asyncio.Event()


_waiting: WeakKeyDictionary[Any, dict[str, _Waiting]] = WeakKeyDictionary()


def _bakery_error(status: int, message: str, code: str = "", info: Any = None) -> HttpResponse:
    value = {"Code": code, "Message": message, "Info": info}
    headers = (("www-authenticate", "Macaroon"),) if status == 401 else ()
    return _json(status, {key: item for key, item in value.items() if item}, *headers)


def _discharge(simulation: Simulation, request: HttpRequest, body: bytes) -> HttpResponse:
    query = _query(request, body)
    try:
        id = from64(query["id64"]) if "id64" in query else query.get("id", "").encode()
        asked = macaroons.wanted(simulation, id, from64(query.get("caveat64", "")))
    except (NotVerified, ValueError):
        words = "cannot discharge: discharger cannot decode caveat id: public key mismatch"
        return _bakery_error(400, words, "bad request")
    user = _who(simulation, request, query)
    if not user or (asked.user and user != asked.user):
        return _interaction_required(simulation, request, asked)
    return _discharged(simulation, request, asked, user)


def _who(simulation: Simulation, request: HttpRequest, query: dict[str, str]) -> str:
    """The user whom a token of the form or a cookie proves."""
    try:
        text = from64(query["token64"]) if "token64" in query else query.get("token", "").encode()
        if text and query.get("token-kind", _METHOD) == _METHOD:
            return macaroons.token_user(simulation, text)
    except (NotVerified, ValueError):
        return ""
    return macaroons.cookie_user(simulation, _header(request, "cookie"))


def _discharged(simulation: Simulation, request: HttpRequest, asked: Wanted, user: str) -> HttpResponse:
    made = macaroons.discharge(simulation, asked, user)
    return _json(200, {"Macaroon": macaroons.wrapped(made, _version(request))})


def _interaction_required(simulation: Simulation, request: HttpRequest, asked: Wanted) -> HttpResponse:
    info: dict[str, Any] = {"InteractionMethods": {_METHOD: {"url": "/auth/form"}}}
    if _version(request) < 3:
        id = simulation.seeds.digest("wait").hex()
        _waiting.setdefault(simulation, {})[id] = _Waiting(asked)
        info |= {"VisitURL": f"/auth/form?waitid={id}", "WaitURL": f"/auth/wait?waitid={id}"}
    status = 401 if _version(request) >= 1 else 407
    return _bakery_error(status, "cannot discharge: interaction required", "interaction required", info)


def _form(simulation: Simulation, request: HttpRequest, body: bytes) -> HttpResponse:
    if request.method == "GET":
        # Who visits asks first which ways there are to log in.
        ways = "waitid" in request.path and "schema" not in request.path
        return _json(200, {_METHOD: request.path + "&schema=1"} if ways else {"schema": _FIELDS})
    if request.method != "POST":
        return plain(405, "Method Not Allowed\n")
    return _login(simulation, request, body)


def _login(simulation: Simulation, request: HttpRequest, body: bytes) -> HttpResponse:
    try:
        form = json.loads(body)["form"]
        name, password = users.local_name(str(form["user"])), str(form["password"])
    except (KeyError, TypeError, ValueError):
        return _bakery_error(400, "cannot unmarshal login request", "bad request")
    if "@" in name:
        return _bakery_error(500, f'non-local username "{name}" not valid')
    user = simulation.state.find(User, name)
    if user is None or user.removed or user.disabled or not password or user.password != digest(password):
        return _bakery_error(500, _WRONG)
    waiting = _waiting.get(simulation, {}).get(_query(request).get("waitid", ""))
    if waiting is not None:
        waiting.user = name
        waiting.done.set()
    token = base64.b64encode(macaroons.token(simulation, name)).decode()
    return _json(200, {"token": {"kind": _METHOD, "value": token}})


async def _wait(simulation: Simulation, request: HttpRequest) -> HttpResponse:
    id = _query(request).get("waitid", "")
    waiting = _waiting.get(simulation, {}).get(id)
    if waiting is None:
        return _bakery_error(404, f'waitid "{id}" not found', "not found")
    await waiting.done.wait()
    _waiting[simulation].pop(id, None)
    return _discharged(simulation, request, waiting.asked, waiting.user)


# --- registration ----------------------------------------------------------------------------------


class _Unregistered(Exception):
    """Why a registration is refused: status, message, code."""

    def __init__(self, status: int, message: str, code: str) -> None:
        super().__init__(message)
        self.status = status
        self.value = {"error": {"message": message, "code": code}}


def _register(simulation: Simulation, request: HttpRequest, body: bytes) -> HttpResponse:
    if request.method != "POST":
        words, code = f'unsupported method: "{request.method}"', "method not allowed"
        return _json(405, {"error": {"message": words, "code": code}})
    try:
        user, key, password = _asked(simulation, body)
    except _Unregistered as refused:
        return _json(refused.status, refused.value)
    with simulation.state.transaction():
        users.set_password(simulation, user, password)
    nonce = simulation.seeds.digest("registration nonce")[:NONCE_SIZE]
    sealed = seal(json.dumps(_welcome(simulation)).encode(), nonce, key)
    name, value = macaroons.cookie(simulation, user.name)
    answer = {"nonce": base64.b64encode(nonce).decode(), "cipher-text": base64.b64encode(sealed).decode()}
    return _json(200, answer, ("set-cookie", f"{name}={value}; Path=/; Max-Age=120"))


def _asked(simulation: Simulation, body: bytes) -> tuple[User, bytes, str]:
    """Who registers, their key, and the password they want."""
    try:
        given = json.loads(body)
        tag, nonce = str(given["user"]), base64.b64decode(given["nonce"])
        box = base64.b64decode(given["cipher-text"])
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise _Unregistered(400, f"cannot read the request: {error}", "bad request") from None
    name = users.local_name(tag.removeprefix("user-"))
    if not tag.startswith("user-") or not users.is_user_name(name):
        raise _Unregistered(500, f'"{tag}" is not a valid user tag', "")
    if len(nonce) != NONCE_SIZE:
        raise _Unregistered(500, "nonce not valid", "not valid")
    user = users.find_user(simulation, name)
    if user is None or not user.secret_key:
        raise _Unregistered(404, f'secret key for user "{name}" not found', "not found")
    key = base64.b64decode(user.secret_key)
    try:
        password = str(json.loads(unseal(box, nonce, key))["password"])
    except (BadSeal, KeyError, TypeError, ValueError):
        raise _Unregistered(500, "secret key not valid", "not valid") from None
    if not password:
        raise _Unregistered(500, "cannot use an empty password", "")
    return user, key, password


def _welcome(simulation: Simulation) -> dict[str, Any]:
    """What a client needs to know the controller again; sealed with the user's key."""
    from fakejuju.certs import certificates

    told: dict[str, Any] = {"ca-cert": certificates().ca, "controller-uuid": simulation.controller.uuid}
    return told
