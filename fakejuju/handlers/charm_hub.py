"""CharmHub: Charmhub, asked through a controller of 2.9."""

from __future__ import annotations

from typing import Any

from fakejuju.charmstore import StoreCharm
from fakejuju.domain import charmhub
from fakejuju.domain.bases import series_of
from fakejuju.handlers.call import Call, Refused, tag_of
from fakejuju.projections import charms as shown
from fakejuju.state.application import Charm
from jujuclient.facades import charm_hub as api
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType

_RELEASED = "2026-01-01T00:00:00+00:00"


@answers(api.CharmHub.find)
def find(
    call: Call,
    query: str,
    *,
    category: str | UnsetType = UNSET,
    channel: str | UnsetType = UNSET,
    platforms: str | UnsetType = UNSET,
    publisher: str | UnsetType = UNSET,
    relation_provides: str | UnsetType = UNSET,
    relation_requires: str | UnsetType = UNSET,
    type: str | UnsetType = UNSET,
) -> api.CharmHubEntityFindResult:
    """The charms whose name or summary has these words."""
    call.need_read()
    store = charmhub.store_of(call.simulation, call.model_uuid, "Get", f"find?q={query}")
    found = [
        charm
        for charm in store.find(query)
        if _has(charm, "provides", relation_provides) and _has(charm, "requires", relation_requires)
    ]
    return api.CharmHubEntityFindResult(
        errors=_no_error(),
        result=[
            api.FindResponse(
                name=charm.name,
                id=charm.id,
                publisher="fakejuju",
                store_url=f"https://charmhub.io/{charm.name}",
                summary=charm.summary,
                type="charm",
                version=str(charm.revision),
                architectures=charm.architectures,
                os=list(dict.fromkeys(base.name for base in charm.bases)),
                series=[series_of(base) for base in charm.bases],
            )
            for charm in found
            if type in (UNSET, "", "charm")
        ],
    )


def _has(charm: StoreCharm, section: str, interfaces: str | UnsetType) -> bool:
    if not interfaces:
        return True
    told = (charm.files.metadata.get(section) or {}).values()
    return bool({one.get("interface") for one in told} & set(interfaces.split(",")))


def _no_error() -> api.ErrorResponse:
    return api.ErrorResponse(error_list=api.CharmHubError(code="", message=""))


@answers(api.CharmHub.info)
def info(call: Call, tag: str, *, channel: str | UnsetType = UNSET) -> api.CharmHubEntityInfoResult:
    """All of a charm: its channels, options and endpoints."""
    call.need_read()
    name = tag_of(tag, "application").id
    store = charmhub.store_of(call.simulation, call.model_uuid, "Get", f"info/{name}")
    try:
        charm = store.resolve(name, channel or "").charm
    except Refused as refused:
        wrong = api.CharmHubError(code=refused.failure.code, message=refused.failure.message)
        return api.CharmHubEntityInfoResult(errors=api.ErrorResponse(error_list=wrong), result=None)
    return api.CharmHubEntityInfoResult(errors=_no_error(), result=_info(charm))


def _info(charm: StoreCharm) -> api.InfoResponse:
    metadata = charm.files.metadata
    kept = Charm(
        url=f"ch:{charm.name}-{charm.revision}", name=charm.name, metadata=metadata, config=charm.files.config
    )
    return api.InfoResponse(
        type="charm",
        id=charm.id,
        name=charm.name,
        description=str(metadata.get("description") or ""),
        publisher="fakejuju",
        summary=charm.summary,
        series=[series_of(base) for base in charm.bases],
        store_url=f"https://charmhub.io/{charm.name}",
        tags=[],
        tracks=charm.tracks,
        channel_map={
            f"{track}/{risk}": _channel(charm, track, risk)
            for track in charm.tracks
            for risk in ("stable", "candidate", "beta", "edge")
        },
        charm=api.CharmHubCharm(
            config=shown.options(kept),
            relations={
                section: _interfaces(metadata.get(section) or {}) for section in ("provides", "requires")
            },
            subordinate=kept.subordinate,
            used_by=[],
        ),
    )


def _interfaces(endpoints: dict[str, Any]) -> dict[str, str]:
    return {name: str(told.get("interface") or "") for name, told in endpoints.items()}


def _channel(charm: StoreCharm, track: str, risk: str) -> api.Channel:
    return api.Channel(
        released_at=_RELEASED,
        track=track,
        risk=risk,
        revision=charm.revision,
        size=len(charm.archive),
        version=str(charm.revision),
        platforms=[
            api.Platform(
                architecture=charm.architectures[0],
                os=base.name,
                series=series_of(base),
                channel=base.channel.partition("/")[0],
            )
            for base in charm.bases
        ],
    )
