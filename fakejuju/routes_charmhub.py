"""Charmhub's own HTTP API, answered on the controller's port from its charm store.

Clients that read ``charmhub-url`` from the model's config ask here: find, info, refresh, the
revisions of resources, and downloads.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

import msgspec
import yaml

from fakejuju.charmstore import CharmStore, Found, StoreCharm
from fakejuju.paths import NOT_FOUND
from fakejuju.refused import Refused
from fakejuju.routing import json, raw
from fakejuju.server import Handler, HttpRequest, HttpResponse, Peer, plain
from fakejuju.state.entity import Base

if TYPE_CHECKING:
    from fakejuju.simulation import Simulation

_RELEASED = "2026-01-01T00:00:00+00:00"
_PATHS = ("/v2/charms/", "/api/v1/charms/", "/api/v1/resources/")
_RISKS = ("stable", "candidate", "beta", "edge")
_DOWNLOAD = re.compile(r"/api/v1/charms/download/([0-9A-Za-z]+)_(\d+)\.charm")
_INFO = re.compile(r"/v2/charms/info/([^/]+)")
_RESOURCES = re.compile(r"/v2/charms/resources/([^/]+)/([^/]+)/revisions")
_RESOURCE = re.compile(r"/api/v1/resources/download/([0-9A-Za-z]+)\.([^/]+)_1")


class CharmhubHost:
    """Charmhub on a port of its own, without TLS: its clients know nothing of a controller's CA."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation

    async def open(self, peer: Peer) -> Handler | HttpResponse:
        """There are no websockets here."""
        return plain(404, NOT_FOUND)

    async def http(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        return await answer(self.simulation, request, scheme="http") or plain(404, NOT_FOUND)


async def answer(
    simulation: Simulation, request: HttpRequest, *, scheme: str = "https"
) -> HttpResponse | None:
    """Answer one of Charmhub's paths; None for paths that are not its own, or without a store."""
    path, _, query = request.path.partition("?")
    store = simulation.charmhub
    if not isinstance(store, CharmStore) or not path.startswith(_PATHS):
        return None
    asked = {name: values[-1] for name, values in parse_qs(query).items()}
    host = next((value for name, value in request.headers if name.lower() == "host"), simulation.endpoint)
    shown = _Shown(store, f"{scheme}://{host}")
    if request.method == "POST" and path == "/v2/charms/refresh":
        return _refresh(shown, b"".join([chunk async for chunk in request.body]))
    if request.method not in ("GET", "HEAD"):
        return _error(405, "method-not-allowed", "The method is not allowed for the requested URL.")
    if path == "/v2/charms/find":
        found = [shown.found(charm) for charm in store.find(asked.get("q", ""))]
        return json(200, {"results": [one for one in found if _is_wanted(one, asked)]})
    return _get(shown, path, asked)


def _get(shown: _Shown, path: str, asked: dict[str, str]) -> HttpResponse:
    store = shown.store
    if (match := _INFO.fullmatch(path)) is not None:
        revisions = store.charms.get(unquote(match[1]))
        if not revisions:
            return _error(
                404, "resource-not-found", f"Name {unquote(match[1])} not found in the charm namespace"
            )
        return json(200, _only(shown.info(revisions), asked.get("fields", "")))
    if (match := _RESOURCES.fullmatch(path)) is not None:
        revisions = store.charms.get(unquote(match[1])) or []
        told = [one for charm in revisions[:1] for one in shown.resources(charm) if one["name"] == match[2]]
        if not told:
            return _error(404, "resource-not-found", f"No resource named {match[2]}")
        return json(200, {"revisions": told})
    content = _download(store, path)
    if content is not None:
        return raw(content, "application/octet-stream")
    return _error(404, "resource-not-found", "No such thing in the store")


def _download(store: CharmStore, path: str) -> bytes | None:
    """The archive of a revision, or the content of a resource, which is none."""
    if (match := _RESOURCE.fullmatch(path)) is not None:
        owner = store.by_id(match[1])
        known = owner.files.metadata.get("resources") or {} if owner is not None else {}
        return b"" if match[2] in known else None
    if (match := _DOWNLOAD.fullmatch(path)) is not None:
        newest = store.by_id(match[1])
        for charm in store.charms.get(newest.name, ()) if newest is not None else ():
            if charm.revision == int(match[2]):
                return charm.archive
    return None


def _is_wanted(told: dict[str, Any], asked: dict[str, str]) -> bool:
    """Whether what was found is of the type, the publisher and the category that were asked for."""
    result = told["result"]
    publisher = {result["publisher"][name].lower() for name in ("display-name", "username")}
    return (
        asked.get("type", told["type"]) == told["type"]
        and ("publisher" not in asked or asked["publisher"].lower() in publisher)
        and ("category" not in asked or asked["category"] in result["categories"])
    )


def _error(status: int, code: str, message: str) -> HttpResponse:
    return json(status, {"error-list": [{"code": code, "message": message}]})


def _only(told: dict[str, Any], fields: str) -> dict[str, Any]:
    """What was asked for, beside name, id and type; all of it where nothing was."""
    if not fields:
        return told
    wanted = {field.partition(".")[0] for field in fields.split(",")} | {"id", "name", "type"}
    return {name: value for name, value in told.items() if name in wanted}


def _refresh(shown: _Shown, body: bytes) -> HttpResponse:
    try:
        request: dict[str, Any] = msgspec.json.decode(body)
    except msgspec.DecodeError as wrong:
        return _error(400, "api-error", str(wrong))
    context = {one["instance-key"]: one for one in request.get("context") or ()}
    results = [
        shown.refreshed(action, context.get(action["instance-key"]))
        for action in request.get("actions") or ()
    ]
    return json(200, {"error-list": [], "results": results})


class _Shown:
    """How Charmhub writes what is in a store; ``origin`` is before the paths of downloads."""

    def __init__(self, store: CharmStore, origin: str) -> None:
        self.store = store
        self.origin = origin

    def found(self, charm: StoreCharm) -> dict[str, Any]:
        """An item of find."""
        return {
            "id": charm.id,
            "name": charm.name,
            "type": "charm",
            "result": self._result(charm),
            "default-release": self._release(charm, charm.tracks[0], "stable", charm.bases[0]),
        }

    def info(self, revisions: list[StoreCharm]) -> dict[str, Any]:
        """All of a charm."""
        newest = revisions[0]
        return {
            **self.found(newest),
            "channel-map": [
                self._release(newest, track, risk, base)
                for track in newest.tracks
                for risk in _RISKS
                for base in newest.bases
            ],
        }

    def _result(self, charm: StoreCharm) -> dict[str, Any]:
        return {
            "categories": [],
            "description": charm.files.metadata.get("description") or "",
            "license": "",
            "media": [],
            "publisher": {
                "display-name": "fakejuju",
                "id": "fakejuju",
                "username": "fakejuju",
                "validation": "unproven",
            },
            "store-url": f"{self.origin}/{charm.name}",
            "summary": charm.summary,
            "title": charm.name,
            "unlisted": False,
            "website": "",
            "used-by": [],
            "deployable-on": ["kubernetes"] if charm.files.metadata.get("containers") else ["vm"],
        }

    def _release(self, charm: StoreCharm, track: str, risk: str, base: Base) -> dict[str, Any]:
        platform = _platform(base, charm.architectures[0])
        return {
            "channel": {
                "base": platform,
                "name": f"{track}/{risk}",
                "released-at": _RELEASED,
                "risk": risk,
                "track": track,
            },
            "resources": self.resources(charm),
            "revision": {
                "actions-yaml": _yaml(charm.files.actions),
                "attributes": {},
                "bases": [_platform(one, charm.architectures[0]) for one in charm.bases],
                "config-yaml": _yaml(charm.files.config),
                "created-at": _RELEASED,
                "download": self._download(charm),
                "metadata-yaml": _yaml(charm.files.metadata),
                "relations": {
                    section: charm.files.metadata.get(section) or {}
                    for section in ("provides", "requires", "peers")
                },
                "revision": charm.revision,
                "subordinate": bool(charm.files.metadata.get("subordinate")),
                "version": str(charm.revision),
            },
        }

    def _download(self, charm: StoreCharm) -> dict[str, Any]:
        return {
            "hash-sha-256": charm.sha256,
            "size": len(charm.archive),
            "url": f"{self.origin}/api/v1/charms/download/{charm.id}_{charm.revision}.charm",
        }

    def resources(self, charm: StoreCharm) -> list[dict[str, Any]]:
        """The resources of a charm: revision 1 of each, without content."""
        empty = {f"hash-sha-{size}": hashlib.new(f"sha{size}").hexdigest() for size in (256, 384, 512)}
        return [
            {
                "created-at": _RELEASED,
                "description": str((given or {}).get("description") or ""),
                "download": {
                    **empty,
                    "size": 0,
                    "url": f"{self.origin}/api/v1/resources/download/{charm.id}.{name}_1",
                },
                "filename": str((given or {}).get("filename") or ""),
                "name": name,
                "revision": 1,
                "type": str((given or {}).get("type") or "file"),
            }
            for name, given in (charm.files.metadata.get("resources") or {}).items()
        ]

    def refreshed(self, action: dict[str, Any], known: dict[str, Any] | None) -> dict[str, Any]:
        """The answer to one action of a refresh."""
        told: dict[str, Any] = {
            "instance-key": action["instance-key"],
            "result": action.get("action", "install"),
        }
        newest = self.store.by_id(str(action.get("id") or (known or {}).get("id") or ""))
        name = action.get("name") or (newest.name if newest is not None else "")
        channel = action.get("channel") or (known or {}).get("tracking-channel") or ""
        given = action.get("base") or (known or {}).get("base") or {}
        base = _base(given)
        try:
            found = self.store.resolve(str(name), str(channel), action.get("revision"), base)
        except Refused as refused:
            return {**told, "result": "error", "error": self._refused(refused, name, base, channel)}
        return {**told, **self._entity(found), "id": found.charm.id, "name": found.charm.name}

    def _refused(self, refused: Refused, name: Any, base: Base | None, channel: Any) -> dict[str, Any]:
        revisions = self.store.charms.get(str(name))
        if not revisions:
            return {"code": "name-not-found", "message": refused.failure.message, "extra": {}}
        platforms = [_platform(one, revisions[0].architectures[0]) for one in revisions[0].bases]
        if base is None and not channel:
            return {
                "code": "invalid-charm-base",
                "message": "Base is invalid.",
                "extra": {"default-bases": platforms},
            }
        releases = [
            {"base": platform, "channel": f"{track}/stable"}
            for track in revisions[0].tracks
            for platform in platforms
        ]
        return {
            "code": "revision-not-found",
            "message": "No revision was found in the Store.",
            "extra": {"releases": releases},
        }

    def _entity(self, found: Found) -> dict[str, Any]:
        charm = found.charm
        release = self._release(charm, found.track, found.risk, found.base)
        return {
            "charm": {
                **release["revision"],
                "id": charm.id,
                "license": "",
                "name": charm.name,
                "publisher": {"display-name": "fakejuju"},
                "resources": release["resources"],
                "summary": charm.summary,
                "type": "charm",
            },
            "effective-channel": found.channel,
            "released-at": _RELEASED,
        }


def _base(given: dict[str, Any]) -> Base | None:
    name, channel = str(given.get("name") or "NA"), str(given.get("channel") or "NA")
    return None if "NA" in (name, channel) else Base(name, channel)


def _platform(base: Base, architecture: str) -> dict[str, str]:
    return {"architecture": architecture, "channel": base.channel.partition("/")[0], "name": base.name}


def _yaml(document: dict[str, Any]) -> str:
    return str(yaml.safe_dump(document, sort_keys=False)) if document else ""
