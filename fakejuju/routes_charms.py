"""Charms over HTTP: uploaded, downloaded, their files and icons."""

from __future__ import annotations

import base64
import hashlib
import re

from fakejuju.domain import charms
from fakejuju.domain.charm_archive import NotACharm, entry, names
from fakejuju.refused import Refused
from fakejuju.routing import Asked, Forbidden, Route, json, raw
from fakejuju.server import HttpResponse
from fakejuju.state.application import Charm, RemoteApplication
from jujuclient.wire.tags import is_uuid

_TYPES = {
    ".yaml": "application/x-yaml",
    ".yml": "application/x-yaml",
    ".svg": "image/svg+xml",
    ".md": "text/markdown; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".py": "text/x-python; charset=utf-8",
    ".json": "application/json",
    ".html": "text/html; charset=utf-8",
}
_DEFAULT_ICON = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96"><circle cx="48" cy="48" r="40"/></svg>'
)


async def post(asked: Asked) -> HttpResponse:
    """POST of up to 3.6: the series and the revision are in the query."""
    version = asked.simulation.series.version
    _writer(asked)
    asked.model()
    body = await asked.body()
    series = asked.query.get("series", "")
    if not series and version < (3, 0):
        raise Refused("expected series=URL argument", "bad request")
    _zip_only(asked)
    if asked.query.get("schema", "local") != "local":
        raise Refused("charms may only be uploaded during model migration import", "bad request")
    before = "cannot open charm archive: " if version >= (2, 0) else "invalid charm archive: "
    try:
        # Recorded: 2.9 goes by the revision file in the archive, 3.6 by the query.
        revision = _revision(asked) if version >= (3, 0) else None
        charm = charms.add_local_charm(
            asked.simulation, asked.model_uuid, body, series=series, revision=revision
        )
    except NotACharm as wrong:
        raise Refused(f"{before}{wrong}", "bad request") from None
    return _kept(asked, charm)


def _writer(asked: Asked) -> None:
    """Who uploads may write to the model; before 2.2 it is enough to be a user."""
    if asked.simulation.series.version >= (2, 2):
        asked.need("write")
    else:
        asked.user()


def _zip_only(asked: Asked) -> None:
    given = asked.header("Content-Type")
    if given != "application/zip":
        raise Refused(f"expected Content-Type: application/zip, got: {given}", "bad request")


def _revision(asked: Asked) -> int | None:
    text = asked.query.get("revision", "")
    if not text:
        return None
    if not text.isdigit():
        raise Refused(f'strconv.Atoi: parsing "{text}": invalid syntax', "bad request")
    return int(text)


def _kept(asked: Asked, charm: Charm) -> HttpResponse:
    version = asked.simulation.series.version
    if version < (2, 0):
        return json(200, {"CharmURL": charm.url})
    header = [("juju-curl", charm.url)] if version >= (3, 0) else []
    return json(200, {"charm-url": charm.url}, *header)


async def put(asked: Asked) -> HttpResponse:
    """PUT of 3.3 and later: the path ends in the beginning of the archive's SHA-256."""
    _bucket(asked)
    asked.need("write")
    _zip_only(asked)
    name, prefix = _object(asked)
    url = _url_of(asked)
    body = await asked.body()
    found = hashlib.sha256(body).hexdigest()[: len(prefix)]
    if found != prefix:
        raise Refused(_mismatch(asked, found, prefix), "bad request")
    try:
        charms.read_charm(body)
        # Last of all: the recorded 4.0 took uploads for any uuid; a real controller knows its models.
        asked.model()
        charm = charms.add_local_charm(
            asked.simulation,
            asked.model_uuid,
            body,
            series=url.series,
            revision=max(url.revision, 0),
            name=name,
        )
    except NotACharm as wrong:
        newer = asked.simulation.series.version >= (4, 0)
        before = "reading charm archive: " if newer else "cannot open charm archive: "
        raise Refused(f"{before}{wrong}", "bad request") from None
    return _kept(asked, charm)


def _bucket(asked: Asked) -> None:
    bucket = asked.places["bucket"]
    asked.places["model"] = uuid = bucket.removeprefix("model-")
    if not bucket.startswith("model-") or not is_uuid(uuid):
        raise Refused(f'invalid bucket format "{bucket}"', "not found")


def _object(asked: Asked) -> tuple[str, str]:
    text = asked.places["object"]
    match = re.fullmatch(r"(.+)-([0-9a-f]{7,})", text)
    if match is None:
        raise Refused(f'"{text}" is not a valid charm object path', "bad request")
    return match[1], match[2]


def _url_of(asked: Asked) -> charms.CharmUrl:
    newer = asked.simulation.series.version >= (4, 0)
    text = asked.header("Juju-Curl")
    if not text and newer:
        raise Refused('missing "Juju-Curl" header', "bad request")
    try:
        url = charms.parse_url(text)
    except Refused:
        raise Refused(f'"{text}" is not a valid charm url', "bad request") from None
    if url.schema != "local":
        kind = "non-local charms" if newer else "charms"
        raise Refused(f"{kind} may only be uploaded during model migration import", "bad request")
    return url


def _mismatch(asked: Asked, found: str, wanted: str) -> str:
    if asked.simulation.series.version >= (4, 0):
        return "resolving uploaded charm: charm hash mismatch"
    return f"Uploaded charm sha256 ({found}) does not match sha in url ({wanted})"


async def get_object(asked: Asked) -> HttpResponse:
    """GET of 3.3 and later: the archive whose SHA-256 begins so."""
    _bucket(asked)
    asked.need("read")
    name, prefix = _object(asked)
    for charm in asked.simulation.state.all(Charm, asked.model_uuid):
        if charm.sha256.startswith(prefix) and charm.name == name:
            data = charms.archive_of(asked.simulation, charm)
            if data is not None:
                proof = base64.b64encode(hashlib.sha256(data).digest()).decode()
                return raw(data, "application/zip", ("x-amz-checksum-sha256", proof))
    raise Refused(f"{asked.places['object']} not found", "not found")


async def get(asked: Asked) -> HttpResponse:
    """GET of up to 3.6: the list of a charm's files, one of them, all of them (``*``), or its icon."""
    version = asked.simulation.series.version
    if version >= (2, 0):
        _reader(asked)
    url = asked.query.get("url", "")
    if not url:
        raise Refused("expected url=CharmURL query argument", "bad request")
    archive = _archive(asked, url)
    if asked.query.get("icon") == "1" and version >= (2, 0):
        return raw(entry(archive, "icon.svg") or _DEFAULT_ICON, "image/svg+xml")
    file = asked.query.get("file", "")
    if not file:
        return json(200, {"files" if version >= (2, 0) else "Files": names(archive)})
    if file == "*":
        return raw(archive, "application/zip", ("accept-ranges", "bytes"))
    data = entry(archive, file)
    if data is None:
        raise Refused("charm file not found", "not found")
    return raw(data, _type(file))


async def get_remote_icon(asked: Asked) -> HttpResponse:
    """The icon of an application that is consumed: what it is here is not known, so the default one."""
    _reader(asked)
    name = asked.places["name"]
    if asked.simulation.state.find(RemoteApplication, name, asked.model_uuid) is None:
        raise Refused(f'saas application "{name}" not found', "not found")
    return raw(_DEFAULT_ICON, "image/svg+xml")


def _reader(asked: Asked) -> None:
    user = asked.user()
    if asked.level(user) < 1:
        raise Forbidden("permission denied")


def _archive(asked: Asked, url: str) -> bytes:
    before = "cannot get charm from state: " if asked.simulation.series.version >= (2, 0) else ""
    charm = charms.find_charm(asked.simulation, asked.model_uuid, url)
    if charm is None:
        raise Refused(f'{before}charm "{url}" not found', "not found")
    data = charms.archive_of(asked.simulation, charm)
    if data is None:
        raise Refused(f"{before}charm is not yet available", "not yet available; try again later")
    return data


def _type(file: str) -> str:
    suffix = file[file.rfind(".") :].lower() if "." in file else ""
    return _TYPES.get(suffix, "text/plain; charset=utf-8")


_UPLOAD = "cannot upload charm: "
_RETRIEVE = "cannot retrieve charm: "
_OBJECT = r"/(?P<bucket>[^/]+)/charms/(?P<object>[^/]+)"
_UP_TO = (3, 99)

ROUTES = (
    Route("PUT", _OBJECT, put, "charms", "uploading charm: ", first=(4, 0)),
    Route("GET", _OBJECT, get_object, "charms", "retrieving charm: ", first=(4, 0)),
    Route("PUT", _OBJECT, put, "charms", _UPLOAD, first=(3, 3), last=_UP_TO),
    Route("GET", _OBJECT, get_object, "charms", _RETRIEVE, first=(3, 3), last=_UP_TO),
    Route(
        "GET",
        r"/model/(?P<model>[^/]+)/rest/1\.0/remote-application/(?P<name>[^/]+)/icon",
        get_remote_icon,
        first=(2, 2),
        last=_UP_TO,
    ),
    *(
        route
        for pattern, first, last in (
            (r"/charms", (1, 18), _UP_TO),
            (r"/environment/(?P<model>[^/]+)/charms", (1, 20), (1, 99)),
            (r"/model/(?P<model>[^/]+)/charms", (2, 0), _UP_TO),
        )
        for route in (
            Route("POST", pattern, post, "charms", _UPLOAD, first=first, last=last),
            Route("GET", pattern, get, "charms", _RETRIEVE, first=first, last=last),
        )
    ),
)
"""The paths of charms by series."""
