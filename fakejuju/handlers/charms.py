"""Charms: the charms that a controller has, and those that it can fetch."""

from __future__ import annotations

from typing import Any

from fakejuju.charmstore import Found
from fakejuju.domain import charmhub, charms as domain
from fakejuju.domain.bases import series_of
from fakejuju.domain.resources import NO_CONTENT
from fakejuju.handlers.call import Call, Refused, each, not_found
from fakejuju.projections import charms as shown
from fakejuju.state.application import Application, Charm, Unit
from fakejuju.state.machine import Machine
from jujuclient.facades import charms as api
from jujuclient.facades.common import Base, ErrorResult, ErrorResults
from jujuclient.facades.common_charms import (
    ActionSpec,
    CharmOrigin,
    LegacyCharmActions,
    LegacyCharmConfig,
    LegacyCharmInfo,
)
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, Json, UnsetType

Charms = api.Charms


@answers(Charms.list_)
def list_charms(call: Call, *, names: list[str] | UnsetType = UNSET) -> api.CharmsListResult:
    """The URLs of the model's charms, in the order in which they came."""
    call.need_read()
    return api.CharmsListResult(
        charm_urls=[
            charm.url
            for charm in call.all(Charm)
            if not charm.placeholder and (not names or charm.name in names)
        ]
    )


@answers(Charms.charm_info)
def charm_info(call: Call, url: str) -> api.Charm:
    """Everything that a charm says."""
    call.need_read()
    charm = found(call, url)
    return as_info(call, charm)


def found(call: Call, url: str) -> Charm:
    """The charm of a URL, or Juju's words for none."""
    charm = domain.find_charm(call.simulation, call.model_uuid, url)
    return charm if charm is not None else not_found("charm", url)


def as_info(call: Call, charm: Charm) -> api.Charm:
    """A charm as CharmInfo tells it."""
    sim = call.simulation
    made = api.Charm(
        url=domain.shown_url(sim, charm),
        revision=charm.revision,
        config=shown.options(charm),
        meta=shown.meta(sim, charm),
        actions=shown.actions(sim, charm),
    )
    if call.juju >= (2, 6):
        made.lxd_profile = shown.lxd_profile(charm)
    if call.juju >= (2, 9):
        made.manifest = shown.manifest(charm)
    if call.juju >= (4, 0):
        made.version = charm.version or UNSET
    if call.juju < (4, 0):
        made.metrics = _metrics(charm)
    return made


def _metrics(charm: Charm) -> api.CharmMetrics | UnsetType:
    given = charm.metadata.get("metrics") or {}
    if not given:
        return UNSET
    told = {
        name: api.CharmMetric(type=str(one.get("type") or ""), description=str(one.get("description") or ""))
        for name, one in given.items()
    }
    return api.CharmMetrics(metrics=told, plan=api.CharmPlan(required=False))


@answers(Charms.charm_info_v1)
def charm_info_v1(call: Call, url: str) -> LegacyCharmInfo:
    """Everything that a charm says, as Juju 1 tells it."""
    call.need_read()
    return as_legacy_info(call, found(call, url))


def as_legacy_info(call: Call, charm: Charm) -> LegacyCharmInfo:
    """A charm as Juju 1 tells it."""
    sim = call.simulation
    made = LegacyCharmInfo(
        url=charm.url,
        revision=charm.revision,
        config=LegacyCharmConfig(options=shown.options(charm)),
        meta=shown.meta(sim, charm),
    )
    if call.juju >= (1, 22):
        made.actions = LegacyCharmActions(
            action_specs={
                name: ActionSpec(
                    description=(spec or {}).get("description") or "No description",
                    params=shown.action_schema(sim, name, spec or {}),
                )
                for name, spec in sorted(charm.actions.items())
            }
        )
    return made


@answers(Charms.is_metered)
def is_metered(call: Call, url: str) -> api.IsMeteredResult:
    """Whether a charm declares metrics."""
    call.need_read()
    return api.IsMeteredResult(metered=bool(found(call, url).metadata.get("metrics")))


@answers(Charms.check_charm_placement)
def check_charm_placement(call: Call, placements: list[api.ApplicationCharmPlacement]) -> ErrorResults:
    """Whether a charm's architecture is that of the machines its application uses."""
    call.need_read()

    def check(placement: api.ApplicationCharmPlacement) -> ErrorResult:
        application = call.find(Application, placement.application)
        if application is None or application.subordinate:
            return ErrorResult()
        url = domain.parse_url(placement.charm_url)
        used = _architectures(call, application)
        if len(used) > 1 or (used and url.architecture and url.architecture not in used):
            raise Refused("charm can not be placed in a heterogeneous environment")
        return ErrorResult()

    return ErrorResults(results=each(placements, check, lambda error: ErrorResult(error=error)))


def _architectures(call: Call, application: Application) -> set[str]:
    machines = {unit.machine for unit in call.all(Unit) if unit.application == application.name}
    wanted = (call.find(Machine, machine) for machine in machines if machine)
    return {str(one.hardware["arch"]) for one in wanted if one is not None and "arch" in one.hardware}


# --- from the repository -----------------------------------------------------------------------


def given(origin: CharmOrigin) -> dict[str, Any]:
    """An origin as a call gave it, with kebab-case keys."""
    made: dict[str, Any] = {}
    for name in (
        "source",
        "type",
        "id",
        "hash",
        "risk",
        "track",
        "branch",
        "revision",
        "architecture",
        "os",
        "series",
    ):
        value = getattr(origin, name)
        if value not in (UNSET, None, ""):
            made[name] = value
    if origin.base is not UNSET and origin.base is not None:
        made["base"] = {"name": origin.base.name, "channel": origin.base.channel}
    return made


def told(origin: dict[str, Any]) -> CharmOrigin:
    """An origin as calls answer with it."""
    fields = {name.replace("-", "_"): value for name, value in origin.items() if name != "base"}
    base = origin.get("base")
    made = CharmOrigin(**{"id": "", "source": "", "type": "", **fields})
    if base is not None:
        made.base = Base(name=base["name"], channel=base["channel"])
    return made


def no_origin(call: Call) -> CharmOrigin:
    """The origin of an item that failed."""
    made = CharmOrigin(id="", source="", type="")
    if call.juju >= (3, 0):
        made.base = Base(name="", channel="")
    return made


def _resolved(call: Call, url: domain.CharmUrl, origin: dict[str, Any]) -> Found:
    revision = origin.get("revision", -1)
    number = url.revision if url.revision >= 0 else revision
    return charmhub.resolve(
        call.simulation,
        call.model_uuid,
        url.name,
        channel=charmhub.channel_in(origin),
        revision=number if number >= 0 else None,
        base=charmhub.base_in(origin),
    )


@answers(Charms.resolve_charms)
def resolve_charms(
    call: Call, resolve: list[api.ResolveCharmWithChannel], *, macaroon: Json | UnsetType = UNSET
) -> api.ResolveCharmWithChannelResults:
    """The charm, origin and bases that each name and channel stand for."""
    call.need_read()

    def one(item: api.ResolveCharmWithChannel) -> api.ResolveCharmWithChannelResult:
        origin = given(item.charm_origin)
        url = domain.parse_url(item.reference)
        _only_charmhub(origin, url)
        found = _resolved(call, url, origin)
        architecture = origin.get("architecture", "amd64")
        known = charmhub.origin_of(call.simulation, found, architecture, fetched=False)
        result = api.ResolveCharmWithChannelResult(
            url=charmhub.url_of(call.simulation, found, architecture),
            charm_origin=told({**known, **{key: origin[key] for key in ("id", "hash") if key in origin}}),
        )
        _set_bases(call, result, found)
        return result

    def failed(error: Any) -> api.ResolveCharmWithChannelResult:
        result = api.ResolveCharmWithChannelResult(url="", charm_origin=no_origin(call), error=error)
        _set_bases(call, result, None)
        return result

    return api.ResolveCharmWithChannelResults(results=each(resolve, one, failed))


def _only_charmhub(origin: dict[str, Any], url: domain.CharmUrl) -> None:
    if url.schema == "local":
        raise Refused(f'charm repository for source "{url.schema}" not supported', "not supported")
    source = origin.get("source", "charm-hub")
    if source != "charm-hub":
        raise Refused(f'charm repository for source "{source}" not supported', "not supported")


def _set_bases(call: Call, result: api.ResolveCharmWithChannelResult, found: Found | None) -> None:
    bases = found.charm.bases if found is not None else None
    if call.version >= 7:
        result.supported_bases = (
            None if bases is None else [Base(name=one.name, channel=one.channel) for one in bases]
        )
    else:
        result.supported_series = None if bases is None else [series_of(one) for one in bases]


@answers(Charms.add_charm)
def add_charm(
    call: Call,
    url: str,
    charm_origin: CharmOrigin,
    *,
    force: bool | UnsetType = UNSET,
    series: str | UnsetType = UNSET,
) -> api.CharmOriginResult:
    """Fetch a charm; one that is here already is no error."""
    call.need_write()
    parsed = domain.parse_url(url)
    if parsed.schema != "ch":
        raise Refused(f'unknown schema for charm URL "{url}"')
    origin = given(charm_origin)
    if series and "base" not in origin:
        origin["series"] = series
    if charmhub.base_in(origin) is None and call.juju >= (3, 0):
        raise Refused("base required for Charmhub charms", "bad request")
    try:
        found = _resolved(call, parsed, origin)
    except Refused as refused:
        before = f'retrieving essential metadata for charm "{url}": resolving origin for "{parsed.name}": '
        raise Refused(before + refused.failure.message, refused.failure.code) from None
    architecture = origin.get("architecture", "amd64")
    # Clients that make URLs of their own (python-libjuju, with the series in it) find it under those.
    asked = url if parsed.revision >= 0 else ""
    charm = charmhub.fetch(call.simulation, call.model_uuid, found, architecture, asked)
    return api.CharmOriginResult(charm_origin=told({**charm.origin, "type": "charm"}))


@answers(Charms.add_charm_with_authorization)
def add_charm_with_authorization(
    call: Call,
    url: str,
    charm_origin: CharmOrigin,
    *,
    force: bool | UnsetType = UNSET,
    macaroon: Json | UnsetType = UNSET,
    series: str | UnsetType = UNSET,
) -> api.CharmOriginResult:
    """Fetch a charm; nobody needs the macaroon any more."""
    return add_charm(call, url, charm_origin, force=force, series=series)


@answers(Charms.get_download_infos)
def get_download_infos(call: Call, entities: list[api.CharmURLAndOrigin]) -> api.DownloadInfoResults:
    """Where to download each charm from; one that is refused refuses all."""
    call.need_read()
    results: list[api.DownloadInfoResult] = []
    for entity in entities:
        origin = given(entity.charm_origin)
        url = domain.parse_url(entity.charm_url)
        _only_charmhub(origin, url)
        charmhub.store_of(call.simulation, call.model_uuid)
        found = _resolved(call, url, origin)
        where = charmhub.charmhub_url(call.simulation, call.model_uuid)
        known = charmhub.origin_of(call.simulation, found, origin.get("architecture", "amd64"), fetched=True)
        results.append(
            api.DownloadInfoResult(
                url=f"{where}/api/v1/charms/download/{found.charm.id}_{found.charm.revision}.charm",
                charm_origin=told(known),
            )
        )
    return api.DownloadInfoResults(results=results)


@answers(Charms.list_charm_resources)
def list_charm_resources(call: Call, entities: list[api.CharmURLAndOrigin]) -> api.CharmResourcesResults:
    """The resources that each charm has in the repository; one that is refused refuses all."""
    call.need_read()
    results: list[list[api.CharmResourceResult]] = []
    for entity in entities:
        url = domain.parse_url(entity.charm_url)
        if url.schema == "local":
            raise Refused(f'charm "{url.name}" not valid', "not valid")
        found = _resolved(call, url, given(entity.charm_origin))
        results.append(
            [
                api.CharmResourceResult(
                    name=name,
                    type=str((spec or {}).get("type") or "file"),
                    path=str((spec or {}).get("filename") or ""),
                    description=str((spec or {}).get("description") or "") or UNSET,
                    origin="store",
                    revision=1,
                    fingerprint=NO_CONTENT,
                    size=0,
                )
                for name, spec in sorted((found.charm.files.metadata.get("resources") or {}).items())
            ]
        )
    return api.CharmResourcesResults(results=results)
