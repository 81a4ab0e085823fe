"""What is on the port beside calls: charms, resources, debug-log, register, discharge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakejuju.paths import refuse_http
from fakejuju.server import Handler, HttpRequest, HttpResponse, Peer, plain

if TYPE_CHECKING:
    from fakejuju.simulation import Simulation


def open_stream(simulation: Simulation, peer: Peer) -> Handler | HttpResponse:
    """A websocket that carries no calls."""
    return plain(404, "404 page not found\n")


async def answer_http(simulation: Simulation, request: HttpRequest) -> HttpResponse:
    """A plain request."""
    async for _ in request.body:
        pass
    refused = refuse_http(request.method, request.path, simulation.series)
    return refused or plain(404, "404 page not found\n")
