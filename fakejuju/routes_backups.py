"""Backups over HTTP: an archive is downloaded by the id in the body of a GET."""

from __future__ import annotations

from typing import Any

import msgspec

from fakejuju.domain import backups
from fakejuju.refused import Refused
from fakejuju.routing import Asked, Forbidden, Route, raw
from fakejuju.server import HttpResponse


async def get(asked: Asked) -> HttpResponse:
    """The archive, with its checksum in ``Digest``."""
    if asked.user().access != "superuser":
        raise Forbidden("permission denied")
    sim = asked.simulation
    # Before 1.23 the one environment is that of the state server.
    if sim.series.version >= (1, 23) and not asked.model().is_controller:
        raise Refused("requested model is not the controller model", "bad request")
    content = backups.archive(backups.find(sim, _id(await asked.body())))
    return raw(content, "application/octet-stream", ("digest", f"SHA={backups.checksum(content)}"))


def _id(body: bytes) -> str:
    try:
        given: Any = msgspec.json.decode(body)
    except msgspec.DecodeError as error:
        raise Refused(f"while unmarshalling request args: {error}", "bad request") from None
    keys = given.items() if isinstance(given, dict) else ()
    return next((str(value) for key, value in keys if key.lower() == "id"), "")


ROUTES = (
    Route(
        "GET", r"(?:/(?:model|environment)/(?P<model>[^/]+))?/backups", get, shape="bare", first=(1, 22),
        last=(3, 6),
    ),
)  # fmt: skip
"""The path of backups; 4.x has none."""
