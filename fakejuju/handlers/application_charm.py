"""Application: which charm one runs, from where, and on what base."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from fakejuju.domain import applications, bases
from fakejuju.handlers.application_config import named
from fakejuju.handlers.application_deploy import channel_of, check_url, config_in, need_charm, origin_in
from fakejuju.handlers.call import Call, Refused, each, tag_of
from fakejuju.handlers.values import base_in
from fakejuju.state.application import Application as Kept, Charm, Unit
from jujuclient.facades.application import Application
from jujuclient.facades.application_types import CharmURLOriginResult
from jujuclient.facades.common import Base, ErrorResult, ErrorResults, StringResult, UpdateChannelArg
from jujuclient.facades.common_charms import CharmOrigin
from jujuclient.facades.common_storage import StorageConstraints
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType


@answers(Application.set_charm)
def set_charm(
    call: Call,
    application: str,
    charm_url: str,
    *,
    channel: str | UnsetType = UNSET,
    charm_origin: CharmOrigin | UnsetType = UNSET,
    config_settings: dict[str, str] | UnsetType = UNSET,
    config_settings_yaml: str | UnsetType = UNSET,
    endpoint_bindings: dict[str, str] | UnsetType = UNSET,
    force: bool | UnsetType = UNSET,
    force_base: bool | UnsetType = UNSET,
    force_series: bool | UnsetType = UNSET,
    force_units: bool | UnsetType = UNSET,
    generation: str | UnsetType = UNSET,
    resource_ids: dict[str, str] | UnsetType = UNSET,
    storage_constraints: dict[str, StorageConstraints] | UnsetType = UNSET,
    storage_directives: dict[str, StorageConstraints] | UnsetType = UNSET,
) -> None:
    """Move an application to another charm or revision, with all that the new one needs."""
    call.need_write()
    origin = origin_in(call, charm_origin, charm_url)
    if not force_units:
        call.change_allowed()
    found = named(call, application)
    base = base_in(charm_origin.base, charm_origin.series or UNSET) if charm_origin else None
    asked = storage_directives or storage_constraints or {}
    change_charm(
        call,
        found,
        charm_url,
        origin=origin,
        base=base if call.juju >= (3, 0) else None,
        channel=channel_of(origin, channel or ""),
        options=config_settings or {},
        text=config_settings_yaml or "",
        force_series=bool(force_series or force_base or force),
        given={
            "endpoint_bindings": _spaces(call, charm_url, endpoint_bindings or {}),
            "storage": {name: directive(told) for name, told in asked.items()},
            "resources": resource_ids or {},
        },
    )


def _spaces(call: Call, charm_url: str, given: Mapping[str, str]) -> dict[str, str]:
    charm = call.find(Charm, charm_url)
    if charm is None or not given:
        return {}
    complete = applications.bindings(call.simulation, call.model_uuid, charm, given)
    return {name: complete[name] for name in given}


def directive(told: StorageConstraints) -> dict[str, Any]:
    """What is asked of one store: pool, size, count, as far as they are told."""
    pairs = (("pool", told.pool), ("size", told.size), ("count", told.count))
    return {name: value for name, value in pairs if value is not UNSET and value is not None}


def change_charm(
    call: Call,
    application: Kept,
    url: str,
    *,
    origin: dict[str, Any] | None = None,
    options: Mapping[str, str] | None = None,
    text: str = "",
    force_series: bool = False,
    given: Mapping[str, Any] | None = None,
    **more: Any,
) -> None:
    """Move an application to the charm of a URL, in the words of the series where that cannot be."""
    revision = check_url(url)
    charm = need_charm(call, url)
    try:
        config, own = config_in(call, charm, application.name, options or {}, text)
    except Refused as refused:
        raise Refused(f"parsing config settings: {refused.failure.message}") from None
    if not force_series:
        _check_series(call, application, url)
    if origin is not None and call.juju >= (2, 9):
        origin.setdefault("revision", revision)
    try:
        with call.state.transaction():
            applications.set_charm(
                call.simulation,
                application,
                charm,
                origin=origin,
                config=config,
                own=own,
                **(given or {}),
                **more,
            )
    except Refused as refused:
        if call.juju >= (4, 0) or call.juju < (3, 0):
            raise
        raise Refused(f"updating charm config: {refused.failure.message}", refused.failure.code) from None


def _check_series(call: Call, application: Kept, url: str) -> None:
    """Before 3.0 a charm's URL can name a series, and that has to stay the application's."""
    parts = url.partition(":")[2].split("/")[:-1]
    here = bases.series_of(application.base)
    if call.juju >= (3, 0) or not any(base_in(None, part) is not None and part != here for part in parts):
        return
    what = applications.noun(call.simulation)
    article = "an" if what == "application" else "a"
    refused = f'cannot upgrade {what} "{application.name}" to charm "{url}": '
    raise Refused(f"{refused}cannot change {article} {what}'s series")


# --- where it is from ------------------------------------------------------------------------


@answers(Application.get_charm_url)
def get_charm_url(call: Call, application: str, *, branch: str | UnsetType = UNSET) -> StringResult:
    """The URL of an application's charm."""
    call.need_read()
    return StringResult(result=applications.named(call.simulation, call.model_uuid, application).charm)


@answers(Application.get_charm_url_origin)
def get_charm_url_origin(
    call: Call, application: str, *, branch: str | UnsetType = UNSET
) -> CharmURLOriginResult:
    """The URL of an application's charm and its origin; an error comes beside empty ones."""
    call.need_read()
    try:
        found = applications.named(call.simulation, call.model_uuid, application)
    except Refused as refused:
        empty = CharmOrigin(source="", type="", id="", base=Base(name="", channel=""))
        return CharmURLOriginResult(url="", charm_origin=empty, error=refused.error)
    return CharmURLOriginResult(url=found.charm, charm_origin=origin_of(call, found))


def origin_of(call: Call, application: Kept) -> CharmOrigin:
    """The origin of an application's charm as answers carry it."""
    kept = application.origin
    charm = applications.charm_of(call.simulation, application)
    track = application.base.channel.partition("/")[0]
    old = call.juju < (3, 0)
    telling = not old or kept.get("keep-revision")
    return CharmOrigin(
        source=kept.get("source", "local"),
        type=kept.get("type", ""),
        id=kept.get("id", ""),
        hash=UNSET if old and kept.get("source") == "local" else kept.get("hash") or charm.sha256 or UNSET,
        risk=kept.get("risk", UNSET),
        track=kept.get("track", UNSET),
        branch=kept.get("branch", UNSET),
        revision=kept.get("revision", charm.revision) if telling else UNSET,
        architecture=kept.get("architecture") or "amd64",
        base=Base(name=application.base.name, channel=application.base.channel if old else track),
        series=bases.series_of(application.base) if old else UNSET,
        os=application.base.name if old else UNSET,
        channel=application.base.channel if old else UNSET,
        instance_key=kept.get("instance-key", UNSET),
    )


# --- base ------------------------------------------------------------------------------------


@answers(Application.update_application_base)
def update_application_base(call: Call, args: list[UpdateChannelArg]) -> ErrorResults:
    """Give new units of applications another base."""
    return _rebase(call, args)


@answers(Application.update_application_series)
def update_application_series(call: Call, args: list[UpdateChannelArg]) -> ErrorResults:
    """Give new units of applications another series."""
    return _rebase(call, args)


def _rebase(call: Call, args: list[UpdateChannelArg]) -> ErrorResults:
    call.need_write()
    call.change_allowed()

    def one(item: UpdateChannelArg) -> ErrorResult:
        name = tag_of(item.tag.tag, "application").id
        channel = getattr(item, "channel", UNSET) or ""
        series = getattr(item, "series", UNSET) or ""
        if not (channel or series):
            raise Refused(
                "base missing from args" if call.juju >= (3, 0) else "series missing from args", "bad request"
            )
        found = named(call, name, bulk=True)
        base = base_in(Base(name="ubuntu", channel=channel)) if channel else base_in(None, series)
        if base is None:
            raise Refused(f'series "{series}" not valid', "not valid")
        with call.state.transaction() as state:
            # Recorded on 2.9 and 3.6: those that live beside its units go along.
            for application in (found, *_beside(call, name)):
                state.put(replace(application, base=base))
        return ErrorResult()

    return ErrorResults(results=each(args, one, lambda error: ErrorResult(error=error)))


def _beside(call: Call, name: str) -> list[Kept]:
    """The subordinates that have a unit beside one of an application's."""
    names = {unit.application for unit in call.all(Unit) if unit.principal.startswith(f"{name}/")}
    return [one for one in call.all(Kept) if one.name in names]
