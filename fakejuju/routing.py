"""The ground of HTTP routes: what was asked, who asks, and how a refusal is written.

Controllers write errors in three shapes: those of charms put the text at the top, most others put
an object there, and Juju 1 spells its keys with capitals. Which one is the route's.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs, unquote

import msgspec

from fakejuju.basic_auth import user_of
from fakejuju.refused import Refused
from fakejuju.server import HttpRequest, HttpResponse, plain
from fakejuju.state.controller import Access, Model, User

if TYPE_CHECKING:
    from fakejuju.simulation import Simulation

_log = logging.getLogger("fakejuju")
_LEVELS = {"": 0, "read": 1, "write": 2, "admin": 3}
_STATUSES = {
    "unauthorized access": 401,
    "discharge required": 401,
    "not found": 404,
    "user not found": 404,
    "model not found": 404,
    "bad request": 400,
    "operation is blocked": 400,
    "method not allowed": 405,
    "forbidden": 403,
    "not yet available; try again later": 409,
}
"""Of an error's code; everything else is 500. Source: the wire facts, section 3."""


class Unauthenticated(Exception):
    """Who asks is not known: 401 in plain text."""


class Forbidden(Exception):
    """Who asks may not: 403 in plain text."""


class Asked:
    """One request on its way to a route.

    Attributes:
        simulation, request: of it.
        places: the named parts of the path, unquoted.
        query: the last value of each argument.
    """

    def __init__(self, simulation: Simulation, request: HttpRequest, places: dict[str, str | None]) -> None:
        self.simulation = simulation
        self.request = request
        self.places = {name: unquote(value or "") for name, value in places.items()}
        given = parse_qs(request.path.partition("?")[2], keep_blank_values=True)
        self.query = {name: values[-1] for name, values in given.items()}

    def header(self, name: str) -> str:
        """A header's value, "" without one."""
        wanted = name.lower()
        return next((value for key, value in self.request.headers if key.lower() == wanted), "")

    async def body(self) -> bytes:
        """All of the body."""
        return b"".join([chunk async for chunk in self.request.body])

    @property
    def model_uuid(self) -> str:
        """The model of the path; the controller's own where the path has none."""
        return self.places.get("model") or self.simulation.controller_model.uuid

    def model(self) -> Model:
        """The model of the path, or Juju's word for none."""
        found = self.simulation.state.find(Model, self.model_uuid)
        if found is None:
            unknown = self.simulation.series.unknown_model(self.model_uuid)
            raise Refused(unknown.message, unknown.code)
        return found

    def user(self) -> User:
        """Who asks: by the user's tag and password, or by a macaroon in a cookie.

        A model that is not there is taken for a wrong password, as recorded on 3.6.
        """
        version = self.simulation.series.version
        try:
            user = user_of(self.simulation, self.request.headers)
            if self.places.get("model") and version < (4, 0) and self._model_is_missing():
                raise Refused("invalid entity name or password", "unauthorized access")
        except Refused as refused:
            text = refused.failure.message.removeprefix("authentication failed: ")
            raise Unauthenticated(text) from None
        return user

    def _model_is_missing(self) -> bool:
        return self.simulation.state.find(Model, self.model_uuid) is None

    def level(self, user: User, model_uuid: str = "") -> int:
        """How much a user may do with the model: 0 for nothing to 3 for all."""
        if user.access == "superuser":
            return 3
        found = self.simulation.state.find(Access, f"{user.name} model-{model_uuid or self.model_uuid}")
        return _LEVELS[found.level] if found is not None else 0

    def need(self, level: str) -> User:
        """The user that asks, or a refusal of one who may not do that much with the model."""
        user = self.user()
        if self.level(user) < _LEVELS[level]:
            raise Forbidden("permission denied")
        return user


class Route(NamedTuple):
    """A method and a path, with what answers it.

    Attributes:
        shape: of its errors: ``charms``, ``bare`` or ``object``.
        prefix: before the text of an error, since 2.2.
    """

    method: str
    pattern: str
    answer: Callable[[Asked], Awaitable[HttpResponse]]
    shape: str = "object"
    prefix: str = ""
    first: tuple[int, int] = (1, 18)
    last: tuple[int, int] = (99, 0)


def refusal(asked: Asked, route: Route, error: Exception) -> HttpResponse:
    """An error as the controller would write it."""
    version = asked.simulation.series.version
    if isinstance(error, Unauthenticated):
        return unauthenticated(version, str(error))
    if isinstance(error, Forbidden):
        return plain(403, f"authorization failed: {error}\n")
    if not isinstance(error, Refused):
        _log.error("fakejuju: %s %s failed", asked.request.method, asked.request.path, exc_info=error)
        asked.simulation.failures.append(error)
        error = Refused(f"{type(error).__name__}: {error}")
    failure = error.failure
    prefix = route.prefix if version >= (2, 2) else ""
    return said(version, route.shape, f"{prefix}{failure.message}", failure.code)


def unauthenticated(version: tuple[int, int], text: str) -> HttpResponse:
    """A 401: plain text since 2.0, without a challenge as recorded on 3.6 and 4.0; JSON before."""
    if version >= (2, 0):
        return plain(401, f"authentication failed: {text}\n")
    return json(401, {"Error": "unauthorized"}, ("www-authenticate", 'Basic realm="juju"'))


def said(version: tuple[int, int], shape: str, message: str, code: str) -> HttpResponse:
    """An error with its status, in the shape of its kind of route."""
    status = _STATUSES.get(code, 500)
    if version < (2, 0):
        return json(status, {"Error": message})
    if shape == "charms":
        known = {"error": message, "error-code": code}
        return json(status, {key: value for key, value in known.items() if value})
    told = {"message": message, "code": code}
    return json(status, told if shape == "bare" else {"error": told})


def json(status: int, value: Any, *headers: tuple[str, str]) -> HttpResponse:
    """A JSON response."""
    body = msgspec.json.encode(value)
    return HttpResponse(
        status,
        [("content-length", str(len(body))), ("content-type", "application/json"), *headers],
        body,
    )


def raw(body: bytes, content_type: str, *headers: tuple[str, str]) -> HttpResponse:
    """A 200 with these bytes."""
    return HttpResponse(
        200,
        [("content-length", str(len(body))), ("content-type", content_type), *headers],
        body,
    )


def not_allowed(methods: list[str]) -> HttpResponse:
    """The router's answer to another method than the path's own."""
    allowed: list[str] = [method for method in ("PUT", "POST", "GET") if method in methods]
    if "GET" in allowed:
        allowed.append("HEAD")
    return plain(405, "Method Not Allowed\n", ("allow", ", ".join(allowed)))
