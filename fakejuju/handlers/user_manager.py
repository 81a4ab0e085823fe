"""UserManager: users of the controller."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from msgspec.structs import replace

from fakejuju.domain import users
from fakejuju.handlers.call import Call, Refused, denied, each, not_found, tag_of
from fakejuju.state.controller import Access, Model, User
from jujuclient.facades.common import Entity, Error, ErrorResult, ErrorResults
from jujuclient.facades.common_models import ModelUserInfo, ModelUserInfoResult, ModelUserInfoResults
from jujuclient.facades.user_manager import (
    AddUser,
    AddUserResult,
    AddUserResults,
    EntityPassword,
    ModifyUser,
    UserInfo,
    UserInfoResult,
    UserInfoResults,
    UserManager,
)
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType


def _failed(error: Error) -> ErrorResult:
    return ErrorResult(error=error)


def _name_of(tag: str) -> str:
    return users.local_name(tag_of(tag, "user").id)


def _unknown(call: Call, name: str) -> NoReturn:
    if call.juju >= (4, 0):
        raise Refused(f'user "{name}" not found', "user not found")
    # Recorded on 3.6.28: who is not there is not told from who may not be seen.
    denied()


def _user(call: Call, tag: str) -> User:
    name = _name_of(tag)
    found = users.find_user(call.simulation, name)
    return found if found is not None else _unknown(call, name)


def _need_admin_or(call: Call, name: str) -> None:
    if not call.is_superuser and call.user != name:
        denied()


# --- adding --------------------------------------------------------------------------------------


@answers(UserManager.add_user)
def add_user(call: Call, users: list[AddUser]) -> AddUserResults:
    """Add users, each with a password or a key to register with."""
    _may_add(call)

    def add(item: AddUser) -> AddUserResult:
        user = _add(call, item.username, item.display_name or "", item.password or "")
        suffix = "@local" if call.juju < (2, 0) else ""
        key = user.secret_key if call.version >= 1 else ""
        return AddUserResult(tag=f"user-{user.name}{suffix}", secret_key=key or UNSET)

    return AddUserResults(results=each(users, add, lambda error: AddUserResult(error=error)))


@answers(UserManager.add_user_1_18)
def add_user_1_18(call: Call, changes: list[EntityPassword]) -> ErrorResults:
    """Add users by tag or name, with a password."""
    _may_add(call)

    def add(item: EntityPassword) -> ErrorResult:
        _add(call, item.tag.removeprefix("user-"), "", item.password)
        return ErrorResult()

    return ErrorResults(results=each(changes, add, _failed))


@answers(UserManager.add_user_1_20)
def add_user_1_20(call: Call, changes: list[ModifyUser]) -> ErrorResults:
    """Add users with their display names."""
    _may_add(call)

    def add(item: ModifyUser) -> ErrorResult:
        name = item.username or str(item.tag or "").removeprefix("user-")
        _add(call, name, item.display_name or "", item.password)
        return ErrorResult()

    return ErrorResults(results=each(changes, add, _failed))


def _may_add(call: Call) -> None:
    call.need_superuser()
    call.change_allowed(call.simulation.controller_model.uuid)


def _add(call: Call, name: str, display_name: str, password: str) -> User:
    before = call.state.find(User, name)
    if not users.is_user_name(name):
        raise Refused(f'failed to create user: invalid user name "{name}"')
    # The name of a removed user can be given again since 3.0.
    if before is not None and not (before.removed and call.juju >= (3, 0)):
        raise Refused(f"failed to create user: user {name} already exists", "already exists")
    with call.state.transaction():
        return users.add_user(
            call.simulation, name, display_name=display_name, password=password, created_by=call.user
        )


# --- changing ------------------------------------------------------------------------------------


@answers(UserManager.disable_user)
def disable_user(call: Call, entities: list[Entity]) -> ErrorResults:
    """Keep users from logging in; the controller's owner cannot be kept out."""

    def disable(user: User) -> None:
        if user.name in (call.simulation.controller_model.owner, "admin"):
            raise Refused("failed to disable user: cannot disable controller model owner")
        call.state.put(replace(user, disabled=True))

    return _for_users(call, entities, disable)


@answers(UserManager.enable_user)
def enable_user(call: Call, entities: list[Entity]) -> ErrorResults:
    """Let disabled users log in again."""
    return _for_users(call, entities, lambda user: call.state.put(replace(user, disabled=False)))


def _for_users(call: Call, entities: list[Entity], do: Callable[[User], object]) -> ErrorResults:
    _may_add(call)

    def change(entity: Entity) -> ErrorResult:
        user = _user(call, entity.tag)
        with call.state.transaction():
            do(user)
        return ErrorResult()

    return ErrorResults(results=each(entities, change, _failed))


@answers(UserManager.remove_user)
def remove_user(call: Call, entities: list[Entity]) -> ErrorResults:
    """Remove users and all that they may do."""
    _may_add(call)

    def remove(entity: Entity) -> ErrorResult:
        name = _name_of(entity.tag)
        if name == "admin":
            raise Refused('cannot delete controller owner "admin"')
        user = call.state.find(User, name)
        if user is None:
            raise Refused(f'failed to delete user "{name}": user "{name}" not found', "not found")
        if user.removed:
            raise Refused(f'failed to delete user "{name}": user "{name}" is permanently deleted')
        with call.state.transaction():
            users.remove_user(call.simulation, user)
        return ErrorResult()

    return ErrorResults(results=each(entities, remove, _failed))


@answers(UserManager.set_password)
def set_password(call: Call, changes: list[EntityPassword]) -> ErrorResults:
    """Set passwords: one's own, or as an administrator."""
    call.change_allowed(call.simulation.controller_model.uuid)

    def set_one(item: EntityPassword) -> ErrorResult:
        user = _user(call, item.tag)
        _need_admin_or(call, user.name)
        if not item.password:
            raise Refused("cannot use an empty password")
        if user.disabled:
            why = f'cannot set password of user "{user.name}": user deactivated'
            raise Refused(f"failed to set password: {why}")
        with call.state.transaction():
            users.set_password(call.simulation, user, item.password)
        return ErrorResult()

    return ErrorResults(results=each(changes, set_one, _failed))


@answers(UserManager.reset_password)
def reset_password(call: Call, entities: list[Entity]) -> AddUserResults:
    """Take passwords away; each user gets a new key to register with."""
    call.change_allowed(call.simulation.controller_model.uuid)

    def reset(entity: Entity) -> AddUserResult:
        try:
            user = _user(call, entity.tag)
            if not call.is_superuser or call.user == user.name:
                denied()
            if user.disabled:
                raise Refused(f'cannot reset password for user "{user.name}": user deactivated')
        except Refused as refused:
            return AddUserResult(tag=entity.tag or UNSET, error=refused.error)
        with call.state.transaction():
            changed = users.reset_password(call.simulation, user)
        return AddUserResult(tag=entity.tag, secret_key=changed.secret_key)

    return AddUserResults(results=each(entities, reset, lambda error: AddUserResult(error=error)))


# --- telling -------------------------------------------------------------------------------------


@answers(UserManager.user_info)
def user_info(
    call: Call, entities: list[Entity], *, include_disabled: bool | UnsetType = UNSET
) -> UserInfoResults:
    """Who the users are; who is no administrator sees only themselves."""
    if entities:
        told = each(entities, lambda item: _told(call, item.tag), lambda error: UserInfoResult(error=error))
        return UserInfoResults(results=told)
    told = [
        UserInfoResult(result=_info(call, user))
        for user in users.all_users(call.simulation)
        if (include_disabled or not user.disabled) and (call.is_superuser or user.name == call.user)
    ]
    return UserInfoResults(results=told)


def _told(call: Call, tag: str) -> UserInfoResult:
    _need_admin_or(call, _name_of(tag))
    return UserInfoResult(result=_info(call, _user(call, tag)))


def _info(call: Call, user: User) -> UserInfo:
    return UserInfo(
        username=user.name,
        display_name=user.display_name,
        access=user.access if call.version >= 1 else UNSET,
        created_by=user.created_by,
        date_created=user.created,
        last_connection=user.last_login or UNSET,
        disabled=user.disabled if call.juju >= (1, 22) else UNSET,
    )


@answers(UserManager.model_user_info)
def model_user_info(call: Call, entities: list[Entity]) -> ModelUserInfoResults:
    """The users of each model, one item for each of them."""
    results: list[ModelUserInfoResult] = []
    for entity in entities or ():
        try:
            results += _model_users(call, entity.tag)
        except Refused as refused:
            results.append(ModelUserInfoResult(error=refused.error))
    return ModelUserInfoResults(results=results)


def _model_users(call: Call, tag: str) -> list[ModelUserInfoResult]:
    uuid = tag_of(tag, "model").id
    if call.state.find(Model, uuid) is None:
        not_found("model", uuid)
    everybody = call.can("admin", uuid)
    return [
        ModelUserInfoResult(
            result=ModelUserInfo(
                model_tag=tag,
                user=access.user,
                display_name=_display_name(call, access),
                last_connection=access.last or None,
                access=access.level,
            )
        )
        for access in call.state.all(Access)
        if access.target == f"model-{uuid}" and (everybody or access.user == call.user)
    ]


def _display_name(call: Call, access: Access) -> str:
    user = call.state.find(User, access.user)
    return user.display_name if user is not None else access.display_name
