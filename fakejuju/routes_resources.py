"""Resources over HTTP: uploaded and downloaded."""

from __future__ import annotations

import hashlib
from email.message import Message
from pathlib import PurePosixPath

import msgspec

from fakejuju.domain import resources
from fakejuju.handlers.resources import as_told
from fakejuju.refused import Refused
from fakejuju.routing import Asked, Route, json, raw
from fakejuju.server import HttpResponse
from fakejuju.state.application import Resource, Unit
from fakejuju.state.controller import Block
from jujuclient.wire.struct import UNSET


async def put(asked: Asked) -> HttpResponse:
    """Upload the content of a resource."""
    user = asked.need("write")
    _unblocked(asked)
    sim = asked.simulation
    content = await asked.body()
    resource = resources.find(
        sim,
        asked.model_uuid,
        asked.places["application"],
        asked.places["name"],
        asked.query.get("pendingid", ""),
    )
    _check(asked, resource, content)
    kept = resources.upload(sim, resource, content, user.name)
    told = msgspec.to_builtins(as_told(sim, kept))
    return json(
        200, {"resource": {name: told[name] for name in _ORDER if told.get(name, UNSET) is not UNSET}}
    )


_ORDER = (
    "name", "type", "path", "description", "origin", "revision", "fingerprint", "size", "id", "pending-id",
    "application", "username", "timestamp",
)  # fmt: skip


def _unblocked(asked: Asked) -> None:
    block = asked.simulation.state.find(Block, "BlockChange", asked.model_uuid)
    if block is not None:
        raise Refused(block.message or "the operation has been blocked", "operation is blocked")


def _check(asked: Asked, resource: Resource, content: bytes) -> None:
    given = asked.header("Content-Type")
    if given != "application/octet-stream":
        raise Refused(f'unsupported content type "{given}"')
    wanted = asked.header("Content-Sha384")
    try:
        right = len(bytes.fromhex(wanted)) == hashlib.sha384().digest_size
    except ValueError:
        right = False
    if not right:
        raise Refused("invalid fingerprint: invalid fingerprint (too short)" if len(wanted) < 96 else
                      "invalid fingerprint: invalid fingerprint", "not valid")  # fmt: skip
    file = _file(asked.header("Content-Disposition"))
    extension = PurePosixPath(resource.path).suffix
    if resource.type == "file" and PurePosixPath(file).suffix != extension:
        raise Refused(f'incorrect extension on resource upload "{file}", expected "{extension}"')
    if hashlib.sha384(content).hexdigest() != wanted:
        raise Refused("resource data does not match its fingerprint", "not valid")


def _file(disposition: str) -> str:
    """The file name of a Content-Disposition."""
    message = Message()
    message["Content-Disposition"] = disposition
    if not disposition or message.get_content_disposition() is None:
        raise Refused("badly formatted Content-Disposition: mime: no media type")
    name = message.get_filename()
    if not name:
        raise Refused("missing filename in resource upload request")
    return name


async def get(asked: Asked) -> HttpResponse:
    """Download the content of a resource."""
    asked.need("read")
    return _content(asked, asked.places["application"])


async def get_of_unit(asked: Asked) -> HttpResponse:
    """Download what a unit gets of a resource."""
    asked.need("read")
    name = "/".join(asked.places["unit"].removeprefix("unit-").rsplit("-", 1))
    unit = asked.simulation.state.find(Unit, name, asked.model_uuid)
    if unit is None:
        raise Refused(f'unit "{name}" not found', "not found")
    return _content(asked, unit.application)


def _content(asked: Asked, application: str) -> HttpResponse:
    sim = asked.simulation
    resource = resources.find(sim, asked.model_uuid, application, asked.places["name"])
    content = resources.content(sim, resource)
    if content is None:
        raise Refused(f'resource "{resource.id}" not found', "not found")
    return raw(content, "application/octet-stream")


_PATH = r"/model/(?P<model>[^/]+)/applications/(?P<application>[^/]+)/resources/(?P<name>[^/]+)"
_UNIT = r"/model/(?P<model>[^/]+)/units/(?P<unit>[^/]+)/resources/(?P<name>[^/]+)"

ROUTES: tuple[Route, ...] = (
    Route("PUT", _PATH, put, first=(2, 0)),
    Route("GET", _PATH, get, first=(2, 0)),
    Route("GET", _UNIT, get_of_unit, first=(2, 0)),
)
"""The paths of resources."""
