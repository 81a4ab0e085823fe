"""Who an HTTP request is from: the user's tag and password in HTTP Basic, or a macaroon in a cookie."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from fakejuju.macaroons import user_of_cookies
from fakejuju.refused import Refused
from fakejuju.state.controller import User
from jujuclient.wire.tags import Tag

if TYPE_CHECKING:
    from fakejuju.server import Headers
    from fakejuju.simulation import Simulation


def user_of(simulation: Simulation, headers: Headers) -> User:
    """The user that a request proves to be, or Juju's words for who it is not."""
    prefix = "authentication failed: " if simulation.series.version >= (3, 0) else ""
    given = _header(headers, "authorization")
    if not given:
        proven = _by_cookie(simulation, headers)
        if proven is not None:
            return proven
        raise Refused(prefix + "no credentials provided", "unauthorized access")
    kind, _, rest = given.partition(" ")
    try:
        text = base64.b64decode(rest, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        text = ""
    if kind.lower() != "basic" or ":" not in text:
        raise Refused(prefix + "invalid request format", "bad request")
    name, _, password = text.partition(":")
    try:
        tag = Tag.parse(name)
    except ValueError:
        raise Refused(f'{prefix}"{name}" is not a valid tag', "") from None
    user = simulation.state.find(User, tag.id.removesuffix("@local")) if tag.kind == "user" else None
    if user is None or not _is_right(simulation, user, password, headers):
        raise Refused(prefix + "invalid entity name or password", "unauthorized access")
    return user


def _is_right(simulation: Simulation, user: User, password: str, headers: Headers) -> bool:
    """Whether a request proves that user; without a password the macaroons in its cookies may."""
    from fakejuju.simulation import digest

    if not password and simulation.series.version >= (2, 0):
        return _by_cookie(simulation, headers) == user
    return not (user.disabled or user.removed) and user.password == digest(password)


def _by_cookie(simulation: Simulation, headers: Headers) -> User | None:
    given = (part.strip().partition("=") for part in _header(headers, "cookie").split(";"))
    return user_of_cookies(simulation, {name: value for name, _, value in given if name})


def _header(headers: Headers, wanted: str) -> str:
    return next((value for name, value in headers if name.lower() == wanted), "")
