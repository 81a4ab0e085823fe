"""Agent binaries over HTTP, which the fake has none of, and introspection."""

from __future__ import annotations

from fakejuju.refused import Refused
from fakejuju.routing import Asked, Route
from fakejuju.server import HttpResponse


async def post_tools(asked: Asked) -> HttpResponse:
    """An upload of agent binaries."""
    asked.need("write")
    if not asked.query.get("binaryVersion"):
        raise Refused("expected binaryVersion argument", "bad request")
    given = asked.header("Content-Type")
    if given != "application/x-tar-gz":
        raise Refused(f"expected Content-Type: application/x-tar-gz, got: {given}", "bad request")
    if not await asked.body():
        raise Refused("no agent binaries uploaded", "bad request")
    asked.simulation.not_simulated["uploads of agent binaries"] = None
    raise Refused("fakejuju: keeping agent binaries is not simulated", "bad request")


async def get_tools(asked: Asked) -> HttpResponse:
    """A download of agent binaries."""
    raise Refused(
        f"cannot get agent binaries: agent binaries {asked.places['version']} not found", "not found"
    )


async def introspection(asked: Asked) -> HttpResponse:
    """Introspection, for those who administer the controller or read its model."""
    user = asked.user()
    if asked.level(user, asked.simulation.controller_model.uuid) < 1:
        raise Refused("access denied", "forbidden")
    asked.simulation.not_simulated["introspection over HTTP"] = None
    raise Refused("fakejuju: introspection is not simulated", "not found")


_MODEL = r"(?:/(?:model|environment)/(?P<model>[^/]+))?"

ROUTES = (
    Route("POST", _MODEL + r"/tools", post_tools),
    Route("GET", _MODEL + r"/tools/(?P<version>[^/]+)", get_tools, first=(1, 22)),
    Route("GET", r"/introspection(?:/.*)?", introspection, first=(2, 0)),
)
"""The paths of agent binaries and introspection."""
