"""What is on the port beside calls: charms, resources, tools, Charmhub's API, register, discharge."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from fakejuju import routes_backups, routes_charms, routes_resources, routes_tools
from fakejuju.paths import NOT_FOUND, refuse_http
from fakejuju.routing import Asked, Route, not_allowed, refusal
from fakejuju.server import HttpRequest, HttpResponse, plain
from jujuclient.wire.tags import is_uuid

if TYPE_CHECKING:
    from fakejuju.simulation import Simulation

_ROUTES: tuple[Route, ...] = (
    *routes_charms.ROUTES,
    *routes_resources.ROUTES,
    *routes_tools.ROUTES,
    *routes_backups.ROUTES,
)
_OTHERS = ("fakejuju.routes_auth", "fakejuju.routes_charmhub")
"""Modules with an ``answer`` of their own, None for paths that are not theirs."""


async def answer_http(simulation: Simulation, request: HttpRequest) -> HttpResponse:
    """Answer a plain request."""
    request = request._replace(body=_left(request.body))
    try:
        response = await _answer(simulation, request)
    finally:
        async for _ in request.body:  # a client may send all of it before it reads
            pass
    return response._replace(body=b"") if request.method == "HEAD" else response


async def _left(body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    async for chunk in body:
        yield chunk


async def _answer(simulation: Simulation, request: HttpRequest) -> HttpResponse:
    for name in _OTHERS:
        if find_spec(name) is not None:
            found: Any = import_module(name).answer(simulation, request)
            response: HttpResponse | None = await found if hasattr(found, "__await__") else found
            if response is not None:
                return response
    refused = refuse_http(request.method, request.path, simulation.series)
    if refused is not None:
        return refused
    return await _routed(simulation, request) or plain(404, NOT_FOUND)


async def _routed(simulation: Simulation, request: HttpRequest) -> HttpResponse | None:
    path = request.path.partition("?")[0]
    allowed: list[str] = []
    for route in _ROUTES:
        if not route.first <= simulation.series.version <= route.last:
            continue
        match = re.fullmatch(route.pattern, path)
        if match is None:
            continue
        if request.method != route.method and not (request.method == "HEAD" and route.method == "GET"):
            allowed.append(route.method)
            continue
        asked = Asked(simulation, request, match.groupdict())
        if asked.places.get("model") and not is_uuid(asked.places["model"]):
            kind = "model" if simulation.series.version >= (2, 0) else "environment"
            return plain(400, f'invalid {kind} UUID "{asked.places["model"]}"\n')
        try:
            return await route.answer(asked)
        except Exception as error:
            return refusal(asked, route, error)
    return not_allowed(allowed) if allowed else None
