"""The paths of a controller's port, and what it says on the wrong ones.

Source: the wire facts, section 2, and the recordings of 4.0.15 (files 80 and 82).
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

from fakejuju.server import HttpResponse, plain
from jujuclient.wire.series import Series
from jujuclient.wire.tags import is_uuid

NOT_FOUND = "404 page not found\n"


class SocketPath(NamedTuple):
    """A websocket path taken apart: what it is for, and the uuid of its model ("" for the controller's)."""

    purpose: str
    model: str = ""


_SHAPE = re.compile(r"/(?:(model|environment)/([^/]*)/)?([a-z]*)")
_PURPOSES = frozenset({"api", "log", "commands", "logsink", "logstream", "pubsub"})


def socket_path(path: str) -> SocketPath | None:
    """The purpose of a websocket path of any series, or None for one that no controller has."""
    match = _SHAPE.fullmatch(path.partition("?")[0])
    if match is None:
        return None
    kind, model, purpose = match[1], unquote(match[2] or ""), match[3]
    if not purpose and kind is None:
        purpose = "api"
    return SocketPath(purpose, model) if purpose in _PURPOSES else None


def same_place(path: str) -> str:
    """A websocket path in the one spelling that stands for all of its spellings."""
    known = socket_path(path)
    if known is None:
        return path
    query = path.partition("?")[2]
    place = f"/model/{known.model}/{known.purpose}" if known.model else f"/{known.purpose}"
    return f"{place}?{query}" if query else place


def refuse_socket(path: str, series: Series) -> HttpResponse | None:
    """What an upgrade on this path is refused with, or None where it is taken."""
    known = socket_path(path)
    if known is None or (path.startswith("/environment/") and series.version >= (2, 0)):
        return plain(404, NOT_FOUND)
    if known.model and not is_uuid(known.model):
        kind = "model" if series.version >= (2, 0) else "environment"
        return plain(400, f'invalid {kind} UUID "{known.model}"\n')
    return None


def refuse_http(method: str, path: str, series: Series) -> HttpResponse | None:
    """What a plain request is answered with where the path alone says it, else None.

    A websocket path without an upgrade is a bad request; ``/health`` runs since 2.8.
    """
    bare = path.partition("?")[0]
    if bare == "/health" and method == "GET" and series.version >= (2, 8):
        return HttpResponse(
            200, [("content-type", "text/plain; charset=utf-8"), ("content-length", "8")], b"running\n"
        )
    known = socket_path(bare)
    if known is not None:
        refused = refuse_socket(bare, series)
        return refused or plain(400, "Bad Request\n", ("sec-websocket-version", "13"))
    return None
