"""Charms from Charmhub, and before it the charm store: what a name stands for, and fetching it into a model.

``simulation.charmhub`` is the charm store; None is a Charmhub that cannot be reached.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from fakejuju.charmstore import CharmStore, Found
from fakejuju.domain import charms, modelconfig
from fakejuju.domain.bases import base_of, full, series_of
from fakejuju.refused import Refused
from fakejuju.simulation import Simulation
from fakejuju.state.application import Charm
from fakejuju.state.controller import Model
from fakejuju.state.entity import Base

_NO_HOST = "dial tcp: lookup {host} on 10.255.255.53:53: no such host"
"""What Go says of a name that is not found; recorded on 3.6 and 4.0."""


def store_of(sim: Simulation, model_uuid: str, method: str = "Post", path: str = "refresh") -> CharmStore:
    """The charm store, or what Go's HTTP client says of one that cannot be reached."""
    if isinstance(sim.charmhub, CharmStore):
        return sim.charmhub
    url = charmhub_url(sim, model_uuid)
    host = url.partition("://")[2].partition("/")[0]
    raise Refused(f'{method} "{url}/v2/charms/{path}": {_NO_HOST.format(host=host)}')


def charmhub_url(sim: Simulation, model_uuid: str) -> str:
    """Where the model's config says that Charmhub is."""
    model = sim.state.find(Model, model_uuid) or sim.controller_model
    value = modelconfig.model_config(sim, model).get("charmhub-url")
    return str(value[0]) if value is not None else "https://api.charmhub.io"


def resolve(
    sim: Simulation,
    model_uuid: str,
    name: str,
    *,
    channel: str = "",
    revision: int | None = None,
    base: Base | None = None,
) -> Found:
    """What a name or URL, a channel, a revision and a base stand for.

    Raises:
        Refused: in the words of ``Charms.ResolveCharms``.
    """
    if ":" in name:
        url = charms.parse_url(name)
        name = url.name
        revision = url.revision if revision is None and url.revision >= 0 else revision
        base = base_of(url.series) if base is None and url.series else base
    try:
        return store_of(sim, model_uuid).resolve(name, channel, revision, base)
    except Refused as refused:
        message = refused.failure.message
        if not message.startswith("selecting releases"):
            message = f"resolving with preferred channel: {message}"
        raise Refused(message, refused.failure.code) from None


def url_of(sim: Simulation, found: Found, architecture: str = "amd64") -> str:
    """The URL of a found charm: with its series up to 3.2."""
    series = series_of(found.base) if sim.series.version < (3, 3) else ""
    schema = "ch" if sim.series.version >= (2, 9) else "cs"
    if schema == "cs":
        architecture = ""
    return str(charms.CharmUrl(schema, found.charm.name, found.charm.revision, architecture, series))


def origin_of(sim: Simulation, found: Found, architecture: str = "amd64", *, fetched: bool) -> dict[str, Any]:
    """The origin of a found charm, with kebab-case keys; id and hash are known once it is fetched."""
    origin: dict[str, Any] = {
        "source": "charm-hub",
        "type": "charm",
        "id": found.charm.id if fetched else "",
        "risk": found.risk,
        "track": found.track,
        "revision": found.charm.revision,
        "architecture": architecture,
    }
    if fetched:
        origin["hash"] = found.charm.sha256
    if sim.series.version >= (3, 0):
        origin["base"] = {"name": found.base.name, "channel": found.base.channel}
    else:
        origin["os"] = found.base.name
        origin["series"] = series_of(found.base)
    return origin


def base_in(origin: dict[str, Any]) -> Base | None:
    """The base that an origin asks for, None where it leaves it open."""
    base = origin.get("base") or {}
    if base.get("name") and base.get("channel"):
        return full(base["name"], base["channel"])
    series = origin.get("series") or ""
    return base_of(series) if series else None


def channel_in(origin: dict[str, Any]) -> str:
    """The channel that an origin asks for: ``14/stable``."""
    return "/".join(part for part in (origin.get("track"), origin.get("risk"), origin.get("branch")) if part)


def fetch(
    sim: Simulation, model_uuid: str, found: Found, architecture: str = "amd64", url: str = ""
) -> Charm:
    """The charm in the model; it is added if it is not there yet, under the URL that was asked for."""
    url = url or url_of(sim, found, architecture)
    known = sim.state.find(Charm, url, model_uuid)  # one of the same revision by another URL is another
    if known is not None and not known.placeholder:
        return known
    return charms.add_charm(
        sim,
        model_uuid,
        url,
        found.charm.files,
        archive=found.charm.archive,
        origin=origin_of(sim, found, architecture, fetched=True),
    )


def fetch_from_charm_store(sim: Simulation, model_uuid: str, text: str, channel: str = "") -> Charm:
    """The charm of a ``cs:`` URL in the model; it is added if it is not there yet.

    The charm store kept every revision and series; ours stand in for those that it does not have.

    Raises:
        Refused: a charm that the store does not have, in the store's words.
    """
    known = charms.find_charm(sim, model_uuid, text)
    if known is not None:
        return known
    url = charms.parse_url(text)
    store = store_of(sim, model_uuid)
    try:
        charm = store.resolve(url.name, channel).charm
    except Refused as refused:
        if url.schema == "cs" and refused.failure.code == "not found":
            raise Refused(_not_in_charm_store(sim, text)) from None
        raise
    return charms.add_charm(
        sim,
        model_uuid,
        text,
        replace(charm.files, revision=url.revision),
        archive=charm.archive,
        origin={"source": "charm-store" if url.schema == "cs" else "charm-hub"},
    )


def _not_in_charm_store(sim: Simulation, url: str) -> str:
    """What is said of a charm that the charm store lacks; its second interface came with 1.23."""
    if sim.series.version < (1, 23):
        return f'cannot download charm "{url}": charm not found: {url}'
    return f'cannot retrieve "{url}": charm not found'
