"""HTTP Basic as a controller reads it: the user's tag and password."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from fakejuju.refused import Refused
from fakejuju.state.controller import User
from jujuclient.wire.tags import Tag

if TYPE_CHECKING:
    from fakejuju.server import Headers
    from fakejuju.simulation import Simulation


def user_of(simulation: Simulation, headers: Headers) -> User:
    """The user that a request proves to be, or Juju's words for who it is not."""
    prefix = "authentication failed: " if simulation.series.version >= (3, 0) else ""
    given = next((value for name, value in headers if name.lower() == "authorization"), "")
    if not given:
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
    from fakejuju.simulation import digest

    if user is None or user.disabled or user.removed or user.password != digest(password):
        raise Refused(prefix + "invalid entity name or password", "unauthorized access")
    return user
