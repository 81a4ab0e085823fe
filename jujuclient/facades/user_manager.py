"""UserManager: users of the controller."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import Entity, Error, ErrorResults
from jujuclient.facades.common_models import ModelUserInfoResults
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, Bulk, UnsetType, Wire, juju1, secret, versions


class AddUser(Wire):
    """An item of ``users`` in ``UserManager.add_user``. Juju 1.22 and later."""

    __juju1__ = "kebab"

    username: str
    display_name: str | UnsetType = UNSET
    password: Annotated[str | UnsetType, secret("password")] = UNSET


class AddUserResult(Wire):
    """An item of ``results`` in ``AddUserResults``, or its error. Juju 1.22 and later."""

    __juju1__ = "kebab"

    tag: str | UnsetType = UNSET
    error: Error | UnsetType = UNSET
    secret_key: Annotated[
        str | UnsetType, versions(since=1, omitempty=True), secret("registration secret key")
    ] = UNSET


class AddUserResults(Wire, Bulk[AddUserResult]):
    """What ``UserManager.add_user`` and ``UserManager.reset_password`` answer with. Juju 1.22 and later."""

    __juju1__ = "kebab"

    results: list[AddUserResult] | None


class EntityPassword(Wire):
    """An item of ``changes`` in ``UserManager.add_user_1_18`` and others."""

    tag: str
    password: Annotated[str, secret("password")]


class ModifyUser(Wire):
    """An item of ``changes`` in ``UserManager.add_user_1_20``. Juju 1.20 only."""

    username: str
    password: Annotated[str, secret("password")]
    tag: str | UnsetType = UNSET
    display_name: str | UnsetType = UNSET


class UserInfo(Wire):
    """A user: names, who made them and when, access, last connection. Juju 1.20 and later."""

    __juju1__ = "kebab"

    username: Annotated[str, juju1("username", old="Username", since="1.22")]
    created_by: Annotated[str, juju1("created-by", old="CreatedBy", since="1.22")]
    date_created: Annotated[str, juju1("date-created", old="DateCreated", since="1.22")]
    display_name: Annotated[str, juju1("display-name", old="DisplayName", since="1.22")]
    access: Annotated[str | UnsetType, versions(since=1)] = UNSET
    disabled: Annotated[bool | UnsetType, versions(first="1.22")] = UNSET
    last_connection: Annotated[
        str | UnsetType, juju1("last-connection", old="LastConnection", since="1.22")
    ] = UNSET


class UserInfoResult(Wire):
    """An item of ``results`` in ``UserInfoResults``, or its error. Juju 1.20 and later."""

    error: Annotated[Error | UnsetType | None, juju1("error", old="Error", since="1.22")] = UNSET
    result: Annotated[UserInfo | UnsetType | None, juju1("result", old="Result", since="1.22")] = UNSET


class UserInfoResults(Wire, Bulk[UserInfoResult]):
    """What ``UserManager.user_info`` answers with. Juju 1.20 and later."""

    results: Annotated[list[UserInfoResult] | None, juju1("results", old="Results", since="1.22")]


class UserManager(Facade, name="UserManager", versions=range(4), juju1=(0,)):
    """Users of the controller."""

    @call("AddUser", first="1.22", juju1="kebab")
    def add_user(self, users: list[AddUser]) -> AddUserResults:
        """Add users; without a password the answer holds a secret key with which the user registers.

        Juju 1.22 and later.
        """

    @call("AddUser", last="1.18")
    def add_user_1_18(self, changes: list[EntityPassword]) -> ErrorResults:
        """Add users with their passwords. Up to Juju 1.18."""

    @call("AddUser", first="1.20", last="1.20")
    def add_user_1_20(self, changes: list[ModifyUser]) -> ErrorResults:
        """Add users with their display names. Juju 1.20 only."""

    @call("DisableUser", first="1.22")
    def disable_user(self, entities: list[Entity]) -> ErrorResults:
        """Keep users from logging in. Juju 1.22 and later."""

    @call("EnableUser", first="1.22")
    def enable_user(self, entities: list[Entity]) -> ErrorResults:
        """Let disabled users log in again. Juju 1.22 and later."""

    @call("ModelUserInfo", first="2.9")
    def model_user_info(self, entities: list[Entity]) -> ModelUserInfoResults:
        """The users of each model and their access. Juju 2.9 and later."""

    @call("RemoveUser", without=(("1.22", 0), ("1.23", 0), ("1.25", 0)))
    def remove_user(self, entities: list[Entity]) -> ErrorResults:
        """Remove users for good; the name cannot be used again before 3.0."""

    @call("ResetPassword", first="2.6")
    def reset_password(self, entities: list[Entity]) -> AddUserResults:
        """Take passwords away; the answer holds a secret key with which each user registers anew.

        Juju 2.6 and later.
        """

    @call("SetPassword", first="1.22")
    def set_password(self, changes: list[EntityPassword]) -> ErrorResults:
        """Set passwords, one's own or as an administrator. Juju 1.22 and later."""

    @call("UserInfo", first="1.20", juju1="kebab")
    def user_info(
        self,
        entities: Annotated[list[Entity], juju1("entities", old="Entities", since="1.22")],
        *,
        include_disabled: Annotated[bool | UnsetType, versions(first="1.22")] = UNSET,
    ) -> UserInfoResults:
        """Who the users are, their access, and when they last connected. Juju 1.20 and later."""
