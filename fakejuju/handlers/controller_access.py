"""Controller: who may do what with the controller."""

from __future__ import annotations

from fakejuju.domain import access
from fakejuju.handlers.call import Call, Refused, denied, each, not_found, tag_of
from jujuclient.facades.common import Entity, ErrorResult, ErrorResults
from jujuclient.facades.controller import (
    Controller,
    ModifyControllerAccess,
    UserAccess,
    UserAccessResult,
    UserAccessResults,
)
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET


@answers(Controller.get_controller_access)
def get_controller_access(call: Call, entities: list[Entity]) -> UserAccessResults:
    """The access of each user; of others only for a superuser."""

    def one(entity: Entity) -> UserAccessResult:
        name = tag_of(entity.tag, "user").id.removesuffix("@local")
        if name != call.user and not call.is_superuser:
            denied()
        user = access.known_user(call.simulation, name)
        if user is None:
            not_found("user", name)
        return UserAccessResult(result=UserAccess(user_tag=f"user-{name}", access=user.access))

    found = each(entities, one, lambda error: UserAccessResult(error=error))
    return UserAccessResults(results=found or UNSET)


@answers(Controller.modify_controller_access)
def modify_controller_access(call: Call, changes: list[ModifyControllerAccess]) -> ErrorResults:
    """Give or take access, each on its own."""

    def one(change: ModifyControllerAccess) -> ErrorResult:
        _change(call, change)
        return ErrorResult()

    return ErrorResults(results=each(changes, one, lambda error: ErrorResult(error=error)))


def _change(call: Call, change: ModifyControllerAccess) -> None:
    if not call.is_superuser:
        denied()
    sim = call.simulation
    if change.access not in access.controller_levels(sim):
        words = f'could not modify controller access: invalid controller access permission "{change.access}"'
        raise Refused(words)
    try:
        user = tag_of(change.user_tag, "user").id.removesuffix("@local")
    except Refused as refused:
        raise Refused(f"could not modify controller access: {refused}") from None
    with call.state.transaction():
        if change.action == "grant":
            access.grant_controller(sim, user, change.access)
        elif change.action == "revoke":
            access.revoke_controller(sim, user, change.access)
        else:
            raise Refused(f'unknown action "{change.action}"')
