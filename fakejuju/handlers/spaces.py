"""Spaces: made from subnets, listed, renamed, removed."""

from __future__ import annotations

from msgspec.structs import replace

from fakejuju.domain import spaces
from fakejuju.handlers.call import Call, Refused, each, tag_of
from fakejuju.handlers.fit import fit
from fakejuju.handlers.subnets import is_cidr, subnet_told
from fakejuju.state.application import Application, Unit
from fakejuju.state.machine import Space as Kept, Subnet
from jujuclient.facades.common import Entity, Error, ErrorResult, ErrorResults
from jujuclient.facades.spaces import (
    CreateSpaceParams,
    ListSpacesResults,
    MovedSubnet,
    MoveSubnetsParam,
    MoveSubnetsResult,
    MoveSubnetsResults,
    RemoveSpaceParam,
    RemoveSpaceResult,
    RemoveSpaceResults,
    RenameSpaceParams,
    ShowSpaceResult,
    ShowSpaceResults,
    Space,
    Spaces,
)
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET
from jujuclient.wire.tags import Tag


def _failed(error: Error) -> ErrorResult:
    return ErrorResult(error=error)


def need_space(call: Call, name: str) -> Kept:
    """The space of a name, or Juju's word that there is none."""
    space = spaces.space_named(call.simulation, call.model_uuid, name)
    if space is None:
        raise Refused(f'space "{name}" not found', "not found")
    return space


def _told(call: Call, space: Kept) -> Space:
    own = spaces.subnets(call.simulation, call.model_uuid, space.id)
    return Space(
        id=spaces.wire_id(call.simulation, space),
        name=space.name,
        subnets=[subnet_told(call, subnet) for subnet in own],
    )


@answers(Spaces.list_spaces)
def list_spaces(call: Call) -> ListSpacesResults:
    """Every space with its subnets; before 2.7 there is no alpha."""
    call.need_read()
    found = [
        _told(call, space)
        for space in spaces.spaces(call.simulation, call.model_uuid)
        if space.id != spaces.ALPHA or call.juju >= (2, 7)
    ]
    return fit(call, ListSpacesResults(results=found))


@answers(Spaces.show_space)
def show_space(call: Call, entities: list[Entity]) -> ShowSpaceResults:
    """Each space with its subnets, the applications bound to it and how many machines it has."""
    call.need_read()

    def one(entity: Entity) -> ShowSpaceResult:
        name = tag_of(entity.tag, "space").id
        try:
            space = need_space(call, name)
        except Refused as refused:
            failure = refused.failure
            raise Refused(f'fetching space "space-{name}": {failure.message}', failure.code) from None
        bound = spaces.applications_in(call.simulation, call.model_uuid, space.id)
        return ShowSpaceResult(
            space=_told(call, space),
            applications=sorted(application.name for application in bound),
            machine_count=len(spaces.machines_in(call.simulation, call.model_uuid, space.id)),
        )

    def failed(error: Error) -> ShowSpaceResult:
        nothing = Space(id="", name="", subnets=None)
        return ShowSpaceResult(space=nothing, applications=None, machine_count=0, error=error)

    return ShowSpaceResults(results=each(entities, one, failed))


# --- changing ------------------------------------------------------------------------------


@answers(Spaces.create_spaces)
def create_spaces(call: Call, spaces: list[CreateSpaceParams]) -> ErrorResults:
    """Make spaces of subnets."""
    call.need_admin()
    call.change_allowed()

    def create(item: CreateSpaceParams) -> ErrorResult:
        name = tag_of(item.space_tag, "space").id
        cidrs = list(item.cidrs or ())
        cidrs += [tag_of(tag, "subnet").id for tag in item.subnet_tags or ()]
        for cidr in cidrs:
            if not is_cidr(cidr):
                raise Refused(f'"{cidr}" is not a valid CIDR')
        _create(call, name, cidrs, item.provider_id or "")
        return ErrorResult()

    return ErrorResults(results=each(spaces, create, _failed))


def _create(call: Call, name: str, cidrs: list[str], provider_id: str) -> None:
    try:
        spaces.add_space(call.simulation, call.model_uuid, name, cidrs, provider_id)
    except Refused as refused:
        failure = refused.failure
        if failure.code == "already exists" and call.juju < (4, 0):
            raise Refused(f'adding space "{name}": {failure.message}', failure.code) from None
        raise


@answers(Spaces.rename_space)
def rename_space(call: Call, changes: list[RenameSpaceParams]) -> ErrorResults:
    """Rename spaces; alpha keeps its name."""
    call.need_admin()
    call.change_allowed()

    def rename(item: RenameSpaceParams) -> ErrorResult:
        before, after = tag_of(item.from_space_tag, "space").id, tag_of(item.to_space_tag, "space").id
        if before == "alpha":
            raise Refused('the "alpha" space cannot be renamed')
        space = need_space(call, before)
        if spaces.space_named(call.simulation, call.model_uuid, after) is not None:
            raise Refused(f'space "{after}" already exists', "already exists")
        with call.state.transaction() as state:
            state.put(replace(space, name=after))
        return ErrorResult()

    return ErrorResults(results=each(changes, rename, _failed))


@answers(Spaces.reload_spaces)
def reload_spaces(call: Call) -> None:
    """Read the cloud again: it has what it had."""
    call.need_admin()
    call.change_allowed()
    spaces.discover(call.simulation, call.model_uuid)


@answers(Spaces.move_subnets)
def move_subnets(call: Call, args: list[MoveSubnetsParam]) -> MoveSubnetsResults:
    """Move subnets to another space."""
    call.need_admin()
    call.change_allowed()

    def move(item: MoveSubnetsParam) -> MoveSubnetsResult:
        space = need_space(call, tag_of(item.space_tag, "space").id)
        moving = [_subnet(call, tag_of(tag, "subnet").id) for tag in item.subnets]
        _may_move(call, space, moving, force=bool(item.force))
        moved = [_moved(call, subnet) for subnet in moving]
        with call.state.transaction() as state:
            for subnet in moving:
                state.put(replace(subnet, space=space.id))
        return MoveSubnetsResult(new_space=str(Tag("space", space.name)), moved_subnets=moved or UNSET)

    def failed(error: Error) -> MoveSubnetsResult:
        return MoveSubnetsResult(new_space="", error=error)

    return MoveSubnetsResults(results=each(args, move, failed))


def _subnet(call: Call, id: str) -> Subnet:
    spaces.discover(call.simulation, call.model_uuid)
    return call.need(Subnet, id, "subnet")


def _moved(call: Call, subnet: Subnet) -> MovedSubnet:
    name = spaces.name_of(call.simulation, call.model_uuid, subnet.space)
    return MovedSubnet(cidr=subnet.cidr, old_space=f"space-{name}", subnet=f"subnet-{subnet.id}")


def _may_move(call: Call, space: Kept, moving: list[Subnet], *, force: bool) -> None:
    """4.x looks at every machine with units: it needs addresses in the spaces they are bound to."""
    if force or call.juju < (4, 0) or not any(subnet.space != space.id for subnet in moving):
        return
    missing: dict[str, set[str]] = {}
    for unit in call.all(Unit):
        application = call.find(Application, unit.application)
        if not unit.machine or application is None:
            continue
        for bound in set(application.bindings.values()) or {spaces.ALPHA}:
            hosts = spaces.machines_in(call.simulation, call.model_uuid, bound)
            if not any(machine.id == unit.machine for machine in hosts):
                name = spaces.name_of(call.simulation, call.model_uuid, bound)
                missing.setdefault(unit.machine, set()).add(f'"{name}"')
    if missing:
        words = [
            f'machine "{id}" is missing addresses in space(s) {", ".join(sorted(missing[id]))}'
            for id in sorted(missing)
        ]
        raise Refused(f'moving subnets to space "{space.name}": ' + "\n".join(words))


@answers(Spaces.remove_space)
def remove_space(call: Call, space_param: list[RemoveSpaceParam]) -> RemoveSpaceResults:
    """Remove spaces; what still uses one is listed instead, unless forced."""
    call.need_admin()
    call.remove_allowed()

    def remove(item: RemoveSpaceParam) -> RemoveSpaceResult:
        name = tag_of(item.space.tag, "space").id
        if name == "alpha":
            raise Refused("the alpha space cannot be removed")
        space = need_space(call, name)
        result = _users(call, space)
        used = result.bindings or result.constraints
        if not item.dry_run and (item.force or not used):
            spaces.remove_space(call.simulation, space)
            return RemoveSpaceResult()
        return result

    def failed(error: Error) -> RemoveSpaceResult:
        return RemoveSpaceResult(error=error)

    return RemoveSpaceResults(results=each(space_param, remove, failed))


def _users(call: Call, space: Kept) -> RemoveSpaceResult:
    bound = spaces.applications_in(call.simulation, call.model_uuid, space.id)
    constrained = [
        f"application-{application.name}"
        for application in call.all(Application)
        if space.name in spaces.named_in(application.constraints)
    ]
    if space.name in spaces.named_in(call.model.constraints):
        constrained.append(f"model-{call.model_uuid}")
    return RemoveSpaceResult(
        bindings=[Entity(tag=f"application-{application.name}") for application in bound] or UNSET,
        constraints=[Entity(tag=tag) for tag in constrained] or UNSET,
    )
