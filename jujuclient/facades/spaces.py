"""Spaces: spaces, the networks that endpoints are bound to."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import Entity, Error, ErrorResults, Subnet
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, Bulk, UnsetType, Wire, versions


class CreateSpaceParams(Wire):
    """An item of ``spaces`` in ``Spaces.create_spaces``. Juju 1.25 and later."""

    space_tag: str
    cidrs: Annotated[list[str] | UnsetType, versions(since=5)] = UNSET
    provider_id: Annotated[str | UnsetType, versions(since=2)] = UNSET
    public: bool | UnsetType = UNSET
    subnet_tags: Annotated[list[str] | UnsetType, versions(until=4)] = UNSET


class Space(Wire):
    """An item of ``results`` in ``ListSpacesResults`` and others, or its error. Juju 1.25 and later."""

    name: str
    subnets: list[Subnet] | None
    id: Annotated[str | UnsetType, versions(first="2.8")] = UNSET
    error: Annotated[Error | UnsetType, versions(omitempty=True)] = UNSET


class ListSpacesResults(Wire, Bulk[Space]):
    """What ``Spaces.list_spaces`` answers with. Juju 1.25 and later."""

    results: list[Space] | None


class MoveSubnetsParam(Wire):
    """An item of ``args`` in ``Spaces.move_subnets``. Juju 2.8 and later."""

    space_tag: str
    subnets: list[str]
    force: bool | UnsetType = UNSET


class MoveSubnetsResult(Wire):
    """An item of ``results`` in ``MoveSubnetsResults``, or its error. Juju 2.8 and later."""

    new_space: str
    error: Error | UnsetType = UNSET
    moved_subnets: list[MovedSubnet] | UnsetType = UNSET


class MoveSubnetsResults(Wire, Bulk[MoveSubnetsResult]):
    """What ``Spaces.move_subnets`` answers with. Juju 2.8 and later."""

    results: list[MoveSubnetsResult] | None


class MovedSubnet(Wire):
    """An item of ``moved_subnets`` in ``MoveSubnetsResult``. Juju 2.8 and later."""

    cidr: str
    old_space: str
    subnet: str


class RemoveSpaceParam(Wire):
    """An item of ``space_param`` in ``Spaces.remove_space``. Juju 2.8 and later."""

    space: Entity
    dry_run: bool | UnsetType = UNSET
    force: bool | UnsetType = UNSET


class RemoveSpaceResult(Wire):
    """An item of ``results`` in ``RemoveSpaceResults``, or its error. Juju 2.8 and later."""

    bindings: list[Entity] | UnsetType = UNSET
    constraints: list[Entity] | UnsetType = UNSET
    controller_settings: list[str] | UnsetType = UNSET
    error: Error | UnsetType = UNSET


class RemoveSpaceResults(Wire, Bulk[RemoveSpaceResult]):
    """What ``Spaces.remove_space`` answers with. Juju 2.8 and later."""

    results: list[RemoveSpaceResult] | None


class RenameSpaceParams(Wire):
    """An item of ``changes`` in ``Spaces.rename_space``. Juju 2.8 and later."""

    from_space_tag: str
    to_space_tag: str


class ShowSpaceResult(Wire):
    """An item of ``results`` in ``ShowSpaceResults``, or its error. Juju 2.8 and later."""

    applications: list[str] | None
    machine_count: int
    space: Space
    error: Error | UnsetType = UNSET


class ShowSpaceResults(Wire, Bulk[ShowSpaceResult]):
    """What ``Spaces.show_space`` answers with. Juju 2.8 and later."""

    results: list[ShowSpaceResult] | None


class Spaces(Facade, name="Spaces", versions=range(1, 7), juju1=(1,)):
    """Spaces, the networks that endpoints are bound to. Juju 1.25 and later."""

    @call("CreateSpaces")
    def create_spaces(self, spaces: list[CreateSpaceParams]) -> ErrorResults:
        """Make spaces from subnets; each item fails or succeeds alone."""

    @call("ListSpaces")
    def list_spaces(self) -> ListSpacesResults:
        """Every space with its subnets."""

    @call("MoveSubnets", first="2.8")
    def move_subnets(self, args: list[MoveSubnetsParam]) -> MoveSubnetsResults:
        """Move subnets to another space; an error where applications are bound to the old one, unless forced.

        Juju 2.8 and later.
        """

    @call("ReloadSpaces", since=3)
    def reload_spaces(self) -> None:
        """Read spaces and subnets from the cloud again. Juju 2.2 and later."""

    @call("RemoveSpace", first="2.8")
    def remove_space(self, space_param: list[RemoveSpaceParam]) -> RemoveSpaceResults:
        """Remove spaces; what still uses one is listed instead. Juju 2.8 and later."""

    @call("RenameSpace", first="2.8")
    def rename_space(self, changes: list[RenameSpaceParams]) -> ErrorResults:
        """Rename spaces; the one called alpha keeps its name. Juju 2.8 and later."""

    @call("ShowSpace", since=6)
    def show_space(self, entities: list[Entity]) -> ShowSpaceResults:
        """Each space with its subnets, the applications bound to it and how many machines it has.

        Juju 2.8 and later.
        """
