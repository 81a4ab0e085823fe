"""Client: the services of Juju 1, and resolving units, which it kept up to 2.9."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fakejuju.domain import applications, bases, machines, settings, units
from fakejuju.handlers.application_charm import change_charm
from fakejuju.handlers.application_config import set_charm_options, unset_options, update_all
from fakejuju.handlers.application_deploy import (
    add,
    check_subordinate,
    check_url,
    config_in,
    directives_in,
    need_charm,
)
from fakejuju.handlers.application_destroy import destroy_named
from fakejuju.handlers.application_upkeep import put_constraints, resolve
from fakejuju.handlers.call import Call, NotSimulated, Refused, countable
from fakejuju.handlers.values import constraints_in, constraints_out, placements_in
from fakejuju.state.application import Application, Charm, Unit
from fakejuju.state.entity import Base
from fakejuju.state.machine import Machine
from jujuclient.facades.client import Client
from jujuclient.facades.client_types import AddServiceUnitsResults, ServiceGetResults
from jujuclient.facades.common import (
    Constraints,
    GetConstraintsResults,
    Placement,
    StorageDirective,
    StringResult,
)
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType

# --- deployed --------------------------------------------------------------------------------


@answers(Client.service_deploy)
def service_deploy(
    call: Call,
    service_name: str,
    charm_url: str,
    *,
    config: dict[str, str] | UnsetType = UNSET,
    config_yaml: str | UnsetType = UNSET,
    constraints: Constraints | UnsetType = UNSET,
    exclude_networks: list[str] | UnsetType = UNSET,
    include_networks: list[str] | UnsetType = UNSET,
    networks: list[str] | UnsetType = UNSET,
    num_units: int | UnsetType = UNSET,
    placement: list[Placement] | UnsetType = UNSET,
    storage: dict[str, StorageDirective] | UnsetType = UNSET,
    to_machine_spec: str | UnsetType = UNSET,
) -> None:
    """Deploy a service from a charm that the environment has; its units get machines at once."""
    call.need_write()
    call.change_allowed()
    refuse_networks(call, [*(networks or []), *(include_networks or []), *(exclude_networks or [])])
    deploy_service(
        call,
        service_name,
        charm_url,
        config=config or {},
        text=config_yaml or "",
        constraints=constraints_in(constraints),
        num_units=num_units or 0,
        placement=placements_in(placement),
        storage=storage or {},
        spec=to_machine_spec or "",
    )


@answers(Client.service_deploy_with_networks)
def service_deploy_with_networks(
    call: Call,
    service_name: str,
    charm_url: str,
    *,
    config: dict[str, str] | UnsetType = UNSET,
    config_yaml: str | UnsetType = UNSET,
    constraints: Constraints | UnsetType = UNSET,
    exclude_networks: list[str] | UnsetType = UNSET,
    include_networks: list[str] | UnsetType = UNSET,
    networks: list[str] | UnsetType = UNSET,
    num_units: int | UnsetType = UNSET,
    placement: list[Placement] | UnsetType = UNSET,
    storage: dict[str, StorageDirective] | UnsetType = UNSET,
    to_machine_spec: str | UnsetType = UNSET,
) -> None:
    """Deploy a service; networks to use or avoid are not simulated."""
    service_deploy(
        call,
        service_name,
        charm_url,
        config=config,
        config_yaml=config_yaml,
        constraints=constraints,
        exclude_networks=exclude_networks,
        include_networks=include_networks,
        networks=networks,
        num_units=num_units,
        placement=placement,
        storage=storage,
        to_machine_spec=to_machine_spec,
    )


def refuse_networks(call: Call, networks: list[str]) -> None:
    """Refuse networks, which 1.25 takes no more."""
    if networks and call.juju >= (1, 25):
        raise Refused("use of --networks is deprecated. Please use spaces")
    if networks:
        raise NotSimulated("networks")


def deploy_service(
    call: Call,
    name: str,
    url: str,
    *,
    config: Mapping[str, str],
    text: str,
    constraints: dict[str, Any],
    num_units: int,
    placement: list[machines.Placement],
    storage: Mapping[str, StorageDirective],
    spec: str,
) -> None:
    """What all ways to deploy of Juju 1 do."""
    check_url(url)
    charm = need_charm(call, url)
    if spec and num_units > 1 and not placement:
        raise Refused("cannot use --num-units with --to")
    values, own = config_in(call, charm, name, config, text)
    check_subordinate(call, charm, num_units, constraints)
    places = placement or ([machines.Placement.parse(spec)] if spec else [])
    for place in places:
        if place.scope == "#" and call.find(Machine, place.directive) is None:
            raise Refused(
                f'cannot deploy "{name}" to machine {place.directive}: machine {place.directive} not found',
                "not found",
            )
    add(
        call,
        name,
        charm,
        base=_base(call, charm, url),
        config=values,
        own=own,
        constraints=constraints,
        storage=directives_in(dict(storage)),
        num_units=num_units,
        placement=places,
    )


def _base(call: Call, charm: Charm, url: str) -> Base:
    """The series that a charm's URL names, else the first that the charm does."""
    listed = [str(one) for one in charm.metadata.get("series") or []]
    for part in [*url.partition(":")[2].split("/")[:-1], *listed]:
        found = bases.base_of(part)
        if found is not None:
            return found
    return call.model.default_base


@answers(Client.add_service_units)
def add_service_units(
    call: Call,
    service_name: str,
    *,
    num_units: int | UnsetType = UNSET,
    placement: list[Placement] | UnsetType = UNSET,
    to_machine_spec: str | UnsetType = UNSET,
) -> AddServiceUnitsResults:
    """Add units and give each a machine."""
    call.need_write()
    call.change_allowed()
    found = _named(call, service_name)
    count = countable(num_units or 0, "units")
    if count < 1:
        raise Refused("must add at least one unit")
    spec = to_machine_spec or ""
    if spec and count > 1:
        raise Refused(f'cannot add multiple units of service "{service_name}" to a single machine')
    places = placements_in(placement) or ([machines.Placement.parse(spec)] if spec else [])
    if found.subordinate:
        raise Refused(f'cannot add unit to service "{service_name}": service is a subordinate')
    names = []
    with call.state.transaction():
        for number in range(count):
            place = str(places[number]) if number < len(places) else ""
            unit = units.add_unit(call.simulation, found, placement=place)
            names.append(units.assign_unit(call.simulation, unit).name)
    return AddServiceUnitsResults(units=names)


@answers(Client.add_service_units_with_placement)
def add_service_units_with_placement(
    call: Call,
    service_name: str,
    *,
    num_units: int | UnsetType = UNSET,
    placement: list[Placement] | UnsetType = UNSET,
    to_machine_spec: str | UnsetType = UNSET,
) -> AddServiceUnitsResults:
    """Add units on the given machines."""
    return add_service_units(call, service_name, num_units=num_units, placement=placement)


def _named(call: Call, name: str) -> Application:
    return applications.named(call.simulation, call.model_uuid, name)


# --- destroyed -------------------------------------------------------------------------------


@answers(Client.service_destroy)
def service_destroy(call: Call, service_name: str) -> None:
    """Let a service go."""
    call.need_write()
    call.remove_allowed()
    found = _named(call, service_name)
    with call.state.transaction():
        applications.destroy_application(call.simulation, found)


@answers(Client.destroy_service_units)
def destroy_service_units(call: Call, unit_names: list[str]) -> None:
    """Let units go by name."""
    call.need_write()
    call.remove_allowed()
    destroy_named(call, unit_names)


# --- config ----------------------------------------------------------------------------------


@answers(Client.service_get)
def service_get(call: Call, service_name: str) -> ServiceGetResults:
    """A service's charm, config and constraints."""
    call.need_read()
    found = _named(call, service_name)
    charm = applications.charm_of(call.simulation, found)
    return ServiceGetResults(
        service=found.name,
        charm=charm.name,
        config=settings.described_1(charm.options, found.config),
        constraints=constraints_out(found.constraints),
    )


@answers(Client.service_set)
def service_set(call: Call, service_name: str, options: dict[str, str]) -> None:
    """Set options; an empty text gives one back its default."""
    call.need_write()
    call.change_allowed()
    set_charm_options(call, _named(call, service_name), options, empty_unsets=True)


@answers(Client.new_service_set_for_client_api)
def new_service_set(call: Call, service_name: str, options: dict[str, str]) -> None:
    """Set options; an empty text is a value."""
    call.need_write()
    call.change_allowed()
    set_charm_options(call, _named(call, service_name), options)


@answers(Client.service_set_yaml)
def service_set_yaml(call: Call, service_name: str, config: str) -> None:
    """Set options that are written in YAML."""
    call.need_write()
    call.change_allowed()
    set_charm_options(call, _named(call, service_name), {}, text=config)


@answers(Client.service_unset)
def service_unset(call: Call, service_name: str, options: list[str]) -> None:
    """Give options back their defaults."""
    call.need_write()
    call.change_allowed()
    unset_options(call, _named(call, service_name), options)


@answers(Client.service_update)
def service_update(
    call: Call,
    service_name: str,
    *,
    charm_url: str | UnsetType = UNSET,
    constraints: Constraints | UnsetType = UNSET,
    force_charm_url: bool | UnsetType = UNSET,
    min_units: int | UnsetType = UNSET,
    settings_strings: dict[str, str] | UnsetType = UNSET,
    settings_yaml: str | UnsetType = UNSET,
) -> None:
    """Change charm, least number of units, config and constraints of a service."""
    call.need_write()
    if not force_charm_url:
        call.change_allowed()
    update_all(
        call,
        service_name,
        charm_url=charm_url or "",
        constraints=constraints_in(constraints) if constraints else None,
        min_units=None if min_units is UNSET else min_units,
        options=settings_strings or {},
        text=settings_yaml or "",
    )


# --- charm and constraints -------------------------------------------------------------------


@answers(Client.service_get_charm_url)
def service_get_charm_url(call: Call, service_name: str) -> StringResult:
    """The URL of a service's charm."""
    call.need_read()
    return StringResult(result=_named(call, service_name).charm, error=None if call.juju < (1, 22) else UNSET)


@answers(Client.service_set_charm)
def service_set_charm(
    call: Call, service_name: str, charm_url: str, *, force: bool | UnsetType = UNSET
) -> None:
    """Move a service to another charm or revision."""
    call.need_write()
    if not force:
        call.change_allowed()
    change_charm(call, _named(call, service_name), charm_url)


@answers(Client.get_service_constraints)
def get_service_constraints(call: Call, service_name: str) -> GetConstraintsResults:
    """The constraints of a service."""
    call.need_read()
    return GetConstraintsResults(constraints=constraints_out(_named(call, service_name).constraints))


@answers(Client.set_service_constraints)
def set_service_constraints(call: Call, application: str, constraints: Constraints) -> None:
    """Replace the constraints of a service."""
    call.need_write()
    call.change_allowed()
    put_constraints(call, _named(call, application), constraints_in(constraints))


@answers(Client.resolved)
def resolved(call: Call, unit_name: str, *, retry: bool | UnsetType = UNSET) -> None:
    """Mark a failed unit as resolved."""
    call.need_write()
    call.change_allowed()
    resolve(call, call.need(Unit, unit_name, "unit"), retry=bool(retry))
