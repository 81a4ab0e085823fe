"""Application: deploy, and add units."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from fakejuju.domain import applications, charmhub, charms, machines, settings, units
from fakejuju.handlers.call import Call, Refused, countable, each, tag_of
from fakejuju.handlers.values import base_in, constraints_in, placements_in
from fakejuju.state.application import Application as Kept, Charm
from fakejuju.state.entity import Base
from fakejuju.state.machine import Machine
from fakejuju.state.storage import StorageInstance
from jujuclient.facades.application import Application
from jujuclient.facades.application_types import AddApplicationUnitsResults, ApplicationDeploy
from jujuclient.facades.common import ErrorResult, ErrorResults, Placement, StorageDirective
from jujuclient.facades.common_charms import CharmOrigin
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType

_URL = re.compile(r"(?:(?P<schema>[a-z]+):)?(?:.*/)?(?P<name>[a-zA-Z][a-zA-Z0-9-]*?)(?:-(?P<revision>\d+))?")


@answers(Application.deploy)
def deploy(call: Call, applications: list[ApplicationDeploy]) -> ErrorResults:
    """Deploy each; one that is refused stops no other."""
    call.need_write()
    call.change_allowed()

    def one(item: ApplicationDeploy) -> ErrorResult:
        _deploy(call, item)
        return ErrorResult()

    return ErrorResults(results=each(applications, one, lambda error: ErrorResult(error=error)))


def _deploy(call: Call, item: ApplicationDeploy) -> None:
    try:
        _deploy_one(call, item)
    except Refused as refused:
        failure = refused.failure
        if call.juju < (4, 0) or failure.message.startswith("cannot deploy "):
            raise
        # 4.x names the application before whatever is wrong.
        raise Refused(f'cannot deploy "{item.application}": {failure.message}', failure.code) from None


def _deploy_one(call: Call, item: ApplicationDeploy) -> None:
    origin = origin_in(call, item.charm_origin, item.charm_url)
    revision = check_url(item.charm_url)
    if call.juju < (4, 0):
        check_placement(call, item.application, item.placement)
    charm = need_charm(call, item.charm_url)
    if call.juju >= (4, 0) and len(charm.metadata.get("resources") or {}) != len(item.resources or {}):
        raise Refused("not all pending resources for charm provided")
    if charm.name == "juju-controller":
        raise Refused("manual deploy of the controller charm not supported", "not supported")
    config, own = config_in(call, charm, item.application, item.config or {}, item.config_yaml or "")
    count = item.num_units or 0
    attach = storage_to_attach(call, item.attach_storage or (), count)
    bound = applications.bindings(call.simulation, call.model_uuid, charm, item.endpoint_bindings or {})
    limits = constraints_in(item.constraints)
    check_subordinate(call, charm, count, limits)
    if call.juju >= (2, 9):
        origin.setdefault("revision", revision)
    add(
        call,
        item.application,
        charm,
        base=base_for(call, item, charm),
        origin=origin,
        channel=channel_of(origin, item.channel or ""),
        config=config,
        own=own,
        constraints=limits,
        endpoint_bindings=bound,
        storage=directives_in(item.storage),
        resources=item.resources or {},
        num_units=count,
        placement=placements_in(item.placement),
        attach=attach,
    )


def add(call: Call, name: str, charm: Charm, **given: Any) -> Kept:
    """Add an application in one transaction; what is wrong is said of it, as this series words it."""
    try:
        with call.state.transaction():
            return applications.add_application(call.simulation, call.model_uuid, name, charm, **given)
    except Refused as refused:
        failure = refused.failure
        if call.juju >= (4, 0):
            if failure.code != "already exists":
                raise
            raise Refused(_taken(name) + failure.message) from None
        prefix = f'cannot add {applications.noun(call.simulation)} "{name}": '
        raise Refused(prefix + failure.message, failure.code) from None


def _taken(name: str) -> str:
    """How 4.x comes to say that a name is taken: every layer adds what it was doing."""
    layers = ("creating application", "creating IAAS application", "inserting IAAS application")
    return "".join(f'{layer} "{name}": ' for layer in layers) + f'checking if application "{name}" exists: '


# --- what is checked before ------------------------------------------------------------------


def origin_in(call: Call, given: CharmOrigin | UnsetType | None, url: str) -> dict[str, Any]:
    """The origin of a charm as it is kept, kebab-case keys; refused where it has no known source."""
    if call.juju < (2, 9):
        return {}
    if call.juju >= (3, 0):
        _check_origin(given)
    if given is None or given is UNSET or not given.source:
        return {"source": "local" if url.startswith("local:") else "charm-store", "type": "", "id": ""}
    found = {
        name.replace("_", "-"): msgspec.to_builtins(value)
        for name, value in msgspec.structs.asdict(given).items()
        if value is not UNSET and value is not None
    }
    if call.juju < (3, 0):
        # Recorded on 2.9.52: the revision is not told back, unless the client told it.
        found["keep-revision"] = "revision" in found
    return found


def _check_origin(given: CharmOrigin | UnsetType | None) -> None:
    """Refuse an origin that says nothing, or what cannot be; up to 2.9 nobody looks at it."""
    if given is None or given is UNSET or not given.source:
        raise Refused("charm origin source required", "bad request")
    if given.source not in ("local", "charm-hub"):
        raise Refused(f'"{given.source}" not a valid charm origin source', "bad request")
    if given.source == "charm-hub" and bool(given.id) != bool(given.hash):
        raise Refused(
            "programming error, both CharmOrigin ID and Hash must be set or neither. "
            "See CharmHubRepository GetDownloadURL.",
            "bad request",
        )


def channel_of(origin: Mapping[str, Any], given: str) -> str:
    """The channel that an application follows: of a charm from Charmhub what the origin says."""
    if origin.get("source") != "charm-hub" or not origin.get("risk"):
        return given
    return "/".join(part for part in (origin.get("track"), origin["risk"], origin.get("branch")) if part)


def check_url(url: str) -> int:
    """The revision in a charm's URL; refused where the URL is none."""
    match = _URL.fullmatch(url)
    if match is None:
        name = url.rpartition("/")[2].rpartition(":")[2]
        raise Refused(
            f'cannot parse name and/or revision in URL "{url}": name "{name}" not valid', "not valid"
        )
    schema = match["schema"]
    if schema not in (None, "local", "ch", "cs"):
        raise Refused(f'cannot parse URL "{url}": schema "{schema}" not valid', "not valid")
    if match["revision"] is None:
        raise Refused("charm url must include revision")
    return int(match["revision"])


def need_charm(call: Call, url: str) -> Charm:
    """The charm of a URL that the controller holds; Juju 1 fetches one of the charm store that it lacks."""
    found = charms.find_charm(call.simulation, call.model_uuid, url)
    if found is None and call.juju < (2, 0):
        schema, colon, _ = url.partition(":")
        if colon and schema != "cs":
            raise Refused(f'charm url has unsupported schema "{schema}"')
        full = url if colon else f"cs:{url}"
        return charmhub.fetch_from_charm_store(call.simulation, call.model_uuid, full)
    if found is None or found.life != "alive":
        raise Refused(f'charm "{url}" not found', "not found")
    return found


def check_placement(call: Call, name: str, given: list[Placement] | UnsetType) -> None:
    """Refuse a machine that is not there, before anything is added."""
    for place in placements_in(given):
        if place.scope == "#" and call.find(Machine, place.directive) is None:
            quoted = f'"{place.directive}"' if call.juju >= (4, 0) else place.directive
            what = f'cannot deploy "{name}" to machine {place.directive}: machine {quoted} not found'
            raise Refused(what, "not found")


def check_storage(attach: Any, count: int) -> None:
    """Refuse existing storage for other than one unit."""
    if attach and count != 1:
        raise Refused(f"AttachStorage is non-empty, but NumUnits is {count}")


def storage_to_attach(call: Call, tags: Sequence[str], count: int) -> list[StorageInstance]:
    """The instances that are to be attached to the one unit."""
    check_storage(tags, count)
    return [call.need(StorageInstance, tag_of(tag, "storage").id, "storage instance") for tag in tags]


def check_subordinate(call: Call, charm: Charm, count: int, constraints: Mapping[str, Any]) -> None:
    """Refuse units and constraints of a charm whose units live beside others."""
    if not charm.subordinate:
        return
    what = applications.noun(call.simulation)
    if count:
        raise Refused(f"subordinate {what} must be deployed without units")
    if constraints:
        raise Refused(f"subordinate {what} must be deployed without constraints")


def config_in(
    call: Call, charm: Charm, name: str, given: Mapping[str, str], text: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Charm options and Juju's own settings, from what is given one by one and in YAML.

    What is given one by one wins.
    """
    known = applications.own_settings(call.simulation, call.model_uuid)
    options = {**charm.options, **(known if call.juju >= (2, 2) else {})}
    values: dict[str, Any] = {}
    if text:
        values.update(settings.parse_yaml(options_as_text(options, truth=settings.ANY), text, name))
    values.update(settings.parse_strings(options_as_text(options), given))
    config = {key: value for key, value in values.items() if key in charm.options}
    own = {
        key: _own_value(known[key], key, value) for key, value in values.items() if key not in charm.options
    }
    return config, own


def options_as_text(
    options: Mapping[str, dict[str, Any]], *, truth: str = "string"
) -> dict[str, dict[str, Any]]:
    """Options as charms have them: Juju's own types are read from text, and checked after."""
    named = {"bool": truth, "attrs": "string"}
    return {
        name: {**option, "type": named.get(option.get("type", "string"), option.get("type", "string"))}
        for name, option in options.items()
    }


def _own_value(option: Mapping[str, Any], name: str, value: Any) -> Any:
    return settings.parse_bool(name, value) if option["type"] == "bool" else value


def directives_in(given: Mapping[str, StorageDirective] | UnsetType) -> dict[str, dict[str, Any]]:
    """What is asked of storage: store to pool, size and count, as far as they are told."""
    return {
        name: {
            key: value
            for key, value in (("pool", told.pool), ("size", told.size), ("count", told.count))
            if value is not UNSET and value is not None
        }
        for name, told in (given or {}).items()
    }


def base_for(call: Call, item: ApplicationDeploy, charm: Charm) -> Base:
    """What the units run on: as the origin says, the series, the charm's URL, or the model."""
    origin = item.charm_origin or None
    if origin is not None:
        found = base_in(origin.base, origin.series or UNSET)
        if found is not None:
            return found
    found = base_in(None, item.series)
    if found is None:
        parts = item.charm_url.partition(":")[2].split("/")
        found = next((base for part in parts[:-1] if (base := base_in(None, part)) is not None), None)
    listed = charm.metadata.get("series") or []
    if found is None and listed:
        found = base_in(None, str(listed[0]))
    return found or call.model.default_base


# --- units -----------------------------------------------------------------------------------


@answers(Application.add_units)
def add_units(
    call: Call,
    application: str,
    *,
    attach_storage: list[str] | UnsetType = UNSET,
    num_units: int | UnsetType = UNSET,
    placement: list[Placement] | UnsetType = UNSET,
    policy: str | UnsetType = UNSET,
) -> AddApplicationUnitsResults:
    """Add units and give each a machine; of those that come before a refusal, all stay."""
    if call.juju >= (4, 0):
        call.need_write()
    if units.is_caas(call.simulation, call.model_uuid):
        words = "is not supported" if call.juju >= (4, 0) else "not supported"
        raise Refused(f"adding units to a container-based model {words}", "not supported")
    # Up to 3.6 the application is looked up before anything else is checked.
    found = applications.named(call.simulation, call.model_uuid, application)
    call.need_write()
    call.change_allowed()
    count = countable(num_units or 0, "units")
    if count < 1:
        raise Refused("must add at least one unit")
    attach = storage_to_attach(call, attach_storage or (), count)
    places = placements_in(placement)
    names = [_add_unit(call, found, number, count, places, attach) for number in range(count)]
    return AddApplicationUnitsResults(units=names)


def _add_unit(
    call: Call,
    application: Kept,
    number: int,
    count: int,
    places: list[machines.Placement],
    attach: list[StorageInstance],
) -> str:
    place = places[number] if number < len(places) else None
    text = _place_text(call, place) if place is not None else ""
    what = applications.noun(call.simulation)
    if application.subordinate:
        if call.juju < (2, 0):
            raise Refused(f'cannot add unit to {what} "{application.name}": {what} is a subordinate')
        prefix = f'cannot add unit {number + 1}/{count} to application "{application.name}": '
        raise Refused(
            f'{prefix}cannot add unit to application "{application.name}": application is a subordinate'
        )
    try:
        with call.state.transaction():
            unit = units.add_unit(call.simulation, application, placement=text, attach=attach)
    except Refused as refused:
        failure = refused.failure
        if call.juju < (2, 0):
            raise
        prefix = f'cannot add unit {number + 1}/{count} to application "{application.name}": '
        if call.juju >= (4, 0):
            prefix = f'adding {count} IAAS units to application "{application.name}": '
        raise Refused(prefix + failure.message, failure.code) from None
    if call.juju < (4, 0):
        # Recorded on 3.6.28: the unit stays, without a machine, when its placement is refused.
        with call.state.transaction():
            units.assign_unit(call.simulation, unit)
    return unit.name


def _place_text(call: Call, place: machines.Placement) -> str:
    return place.directive if place.scope == call.model_uuid else str(place)
