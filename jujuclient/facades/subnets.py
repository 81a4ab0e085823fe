"""Subnets: subnets of the cloud."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import Error, ErrorResults, Subnet
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, Bulk, UnsetType, Wire, versions


class AddSubnetParams(Wire):
    """An item of ``subnets`` in ``Subnets.add_subnets``. Juju 1.25 to 2.9."""

    space_tag: str
    cidr: Annotated[str | UnsetType, versions(since=3)] = UNSET
    provider_network_id: Annotated[str | UnsetType, versions(first="2.2")] = UNSET
    subnet_provider_id: str | UnsetType = UNSET
    subnet_tag: Annotated[str | UnsetType, versions(until=2)] = UNSET
    vlan_tag: Annotated[int | UnsetType, versions(first="2.2")] = UNSET
    zones: list[str] | UnsetType = UNSET


class ListSubnetsResults(Wire):
    """What ``Subnets.list_subnets`` answers with. Juju 1.25 and later."""

    results: list[Subnet] | None


class SpaceResult(Wire):
    """An item of ``results`` in ``SpaceResults``, or its error. Juju 1.25 to 2.9."""

    tag: str
    error: Error | UnsetType | None = UNSET


class SpaceResults(Wire, Bulk[SpaceResult]):
    """What ``Subnets.all_spaces`` answers with. Juju 1.25 to 2.9."""

    results: list[SpaceResult] | None


class SubnetV2(Wire):
    """A subnet with its id. Juju 2.8 and later."""

    space_tag: str
    cidr: str
    life: str
    vlan_tag: int
    zones: list[str] | None
    id: str | UnsetType = UNSET
    provider_id: str | UnsetType = UNSET
    provider_network_id: str | UnsetType = UNSET
    provider_space_id: str | UnsetType = UNSET
    status: Annotated[str | UnsetType, versions(last="3.6", omitempty=True)] = UNSET


class SubnetsResult(Wire):
    """An item of ``results`` in ``SubnetsResults``, or its error. Juju 2.8 and later."""

    error: Error | UnsetType = UNSET
    subnets: list[SubnetV2] | UnsetType = UNSET


class SubnetsResults(Wire, Bulk[SubnetsResult]):
    """What ``Subnets.subnets_by_cidr`` answers with. Juju 2.8 and later."""

    results: list[SubnetsResult] | None


class ZoneResult(Wire):
    """An item of ``results`` in ``ZoneResults``, or its error. Juju 1.25 and later."""

    name: str
    available: bool
    error: Error | UnsetType | None = UNSET


class ZoneResults(Wire, Bulk[ZoneResult]):
    """What ``Subnets.all_zones`` answers with. Juju 1.25 and later."""

    results: list[ZoneResult] | None


class Subnets(Facade, name="Subnets", versions=range(1, 6), juju1=(1,)):
    """Subnets of the cloud. Juju 1.25 and later."""

    @call("AddSubnets", until=4)
    def add_subnets(self, subnets: list[AddSubnetParams]) -> ErrorResults:
        """Add subnets of the cloud to spaces. Juju 1.25 to 2.9."""

    @call("AllSpaces", until=3)
    def all_spaces(self) -> SpaceResults:
        """The tags of every space. Juju 1.25 to 2.9."""

    @call("AllZones")
    def all_zones(self) -> ZoneResults:
        """The availability zones that the cloud has."""

    @call("ListSubnets")
    def list_subnets(
        self, *, space_tag: str | UnsetType = UNSET, zone: str | UnsetType = UNSET
    ) -> ListSubnetsResults:
        """The subnets of the model, of one space or zone if given."""

    @call("SubnetsByCIDR", first="2.8")
    def subnets_by_cidr(self, cidrs: list[str]) -> SubnetsResults:
        """The subnets that have each CIDR. Juju 2.8 and later."""
