"""Subnets: what the cloud has, and its zones."""

from __future__ import annotations

import ipaddress

from fakejuju.domain import spaces
from fakejuju.handlers.call import Call, Refused, each, tag_of
from fakejuju.handlers.fit import fit
from fakejuju.state.machine import Subnet as Kept
from jujuclient.facades.common import Error, ErrorResult, ErrorResults, Subnet
from jujuclient.facades.subnets import (
    AddSubnetParams,
    ListSubnetsResults,
    SpaceResult,
    SpaceResults,
    Subnets,
    SubnetsResult,
    SubnetsResults,
    SubnetV2,
    ZoneResult,
    ZoneResults,
)
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType

_ZONES = {"zone1": True, "zone2": False, "zone3": True, "zone4": True}
"""Zone to whether it is available: the recorded controllers' cloud."""


def is_cidr(text: str) -> bool:
    """Whether it is a network as Juju takes one."""
    address, slash, _ = text.partition("/")
    try:
        ipaddress.ip_address(address)
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return bool(slash)


def _space_tag(call: Call, subnet: Kept) -> str:
    if subnet.space == spaces.ALPHA and call.juju < (2, 7):
        return ""
    return f"space-{spaces.name_of(call.simulation, call.model_uuid, subnet.space)}"


def subnet_told(call: Call, subnet: Kept) -> Subnet:
    """A subnet; 4.x does not tell its life."""
    return Subnet(
        cidr=subnet.cidr,
        provider_id=subnet.provider_id or UNSET,
        provider_network_id=subnet.provider_network_id or UNSET,
        provider_space_id=subnet.provider_space_id or UNSET,
        vlan_tag=subnet.vlan_tag,
        life=subnet.life if call.juju < (4, 0) else "",
        space_tag=_space_tag(call, subnet),
        zones=list(subnet.zones) or None,
    )


@answers(Subnets.list_subnets)
def list_subnets(
    call: Call, *, space_tag: str | UnsetType = UNSET, zone: str | UnsetType = UNSET
) -> ListSubnetsResults:
    """The subnets of the model, of one space or zone if given."""
    call.need_read()
    wanted = tag_of(space_tag, "space").id if space_tag else ""
    found = [
        subnet_told(call, subnet)
        for subnet in spaces.subnets(call.simulation, call.model_uuid)
        if (not wanted or spaces.name_of(call.simulation, call.model_uuid, subnet.space) == wanted)
        and (not zone or zone in subnet.zones)
    ]
    return fit(call, ListSubnetsResults(results=found))


@answers(Subnets.subnets_by_cidr)
def subnets_by_cidr(call: Call, cidrs: list[str]) -> SubnetsResults:
    """The subnets of each CIDR."""
    call.need_read()

    def one(cidr: str) -> SubnetsResult:
        if not is_cidr(cidr):
            raise Refused(f'CIDR "{cidr}" not valid', "not valid")
        found = [
            _with_id(call, subnet)
            for subnet in spaces.subnets(call.simulation, call.model_uuid)
            if subnet.cidr == cidr
        ]
        return SubnetsResult(subnets=found or UNSET)

    def failed(error: Error) -> SubnetsResult:
        return SubnetsResult(error=error)

    return fit(call, SubnetsResults(results=each(cidrs, one, failed)))


def _with_id(call: Call, subnet: Kept) -> SubnetV2:
    told = subnet_told(call, subnet)
    return SubnetV2(
        id=subnet.id,
        space_tag=told.space_tag,
        cidr=told.cidr,
        life=told.life,
        vlan_tag=told.vlan_tag,
        zones=told.zones,
        provider_id=told.provider_id,
        provider_network_id=told.provider_network_id,
        provider_space_id=told.provider_space_id,
    )


@answers(Subnets.all_zones)
def all_zones(call: Call) -> ZoneResults:
    """The zones that the cloud has."""
    call.need_read()
    return ZoneResults(results=[ZoneResult(name=name, available=up) for name, up in _ZONES.items()])


@answers(Subnets.all_spaces)
def all_spaces(call: Call) -> SpaceResults:
    """The tags of all spaces; before 2.7 there is no alpha."""
    call.need_read()
    found = spaces.spaces(call.simulation, call.model_uuid)
    return SpaceResults(
        results=[
            SpaceResult(tag=f"space-{space.name}")
            for space in found
            if space.id != spaces.ALPHA or call.juju >= (2, 7)
        ]
    )


@answers(Subnets.add_subnets)
def add_subnets(call: Call, subnets: list[AddSubnetParams]) -> ErrorResults:
    """Add subnets of the cloud to spaces: all that the cloud has are there already."""
    call.need_admin()
    call.change_allowed()

    def add(item: AddSubnetParams) -> ErrorResult:
        cidr = item.cidr or (tag_of(item.subnet_tag, "subnet").id if item.subnet_tag else "")
        if not cidr and not item.subnet_provider_id:
            raise Refused("either SubnetTag or SubnetProviderId is required")
        if cidr and item.subnet_provider_id:
            raise Refused("SubnetTag and SubnetProviderId cannot be both set")
        tag_of(item.space_tag, "space")
        for subnet in spaces.subnets(call.simulation, call.model_uuid):
            if cidr == subnet.cidr or item.subnet_provider_id == subnet.provider_id:
                words = f'subnet "{subnet.cidr}" already exists'
                raise Refused(f'adding subnet "{subnet.cidr}": {words}', "already exists")
        what = f"CIDR {cidr!r}" if cidr else f"ProviderId {item.subnet_provider_id!r}"
        raise Refused(f"subnet with {what} not found".replace("'", '"'), "not found")

    return ErrorResults(results=each(subnets, add, lambda error: ErrorResult(error=error)))
