"""Users of the controller, and who may do what: on it, its models, clouds and offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jujuclient import facades
from jujuclient.errors import InvalidInput, NotSupported
from jujuclient.verbs.base import Verbs
from jujuclient.verbs.reading import all_good, only, sent, time_of, told
from jujuclient.wire.struct import UnsetType
from jujuclient.wire.tags import OfferURL, user_tag

if TYPE_CHECKING:
    from jujuclient.verbs.types import NewUser, User

_ACCESS = {
    "controller": ("login", "add-model", "superuser"),
    "model": ("read", "write", "admin"),
    "cloud": ("add-model", "admin"),
    "offer": ("read", "consume", "admin"),
}


class UserVerbs(Verbs):
    """What ``Controller`` does with users."""

    def add_user(self, name: str, display_name: str = "", *, password: str = "") -> NewUser:
        """Add a user.

        Args:
            password: without one the user registers with the secret key that comes back (2.0 and later).

        Raises:
            AlreadyExists: there is one of that name.
        """
        from jujuclient.verbs.types import NewUser

        if not name:
            raise InvalidInput("a user needs a name")
        if self.series < (2, 0) and not password:
            raise InvalidInput("Juju 1 adds users with a password only")
        one = facades.user_manager.AddUser(name, display_name=sent(display_name), password=sent(password))
        made = only(self._facade(facades.user_manager.UserManager).add_user([one]))
        return NewUser(told(made.tag, "").removeprefix("user-") or name, told(made.secret_key, ""))

    def change_user_password(self, password: str, user: str = "") -> None:
        """Set a user's password; one's own by default."""
        if not password:
            raise InvalidInput("give the new password")
        tag = user_tag(user) if user else self.connection.user_tag or user_tag(self.access.user)
        only(
            self._facade(facades.user_manager.UserManager).set_password(
                [facades.user_manager.EntityPassword(tag, password)]
            )
        )

    def disable_user(self, *user: str) -> None:
        """Keep users from logging in."""
        all_good(self._facade(facades.user_manager.UserManager).disable_user(_users(user)))

    def enable_user(self, *user: str) -> None:
        """Let disabled users log in again."""
        all_good(self._facade(facades.user_manager.UserManager).enable_user(_users(user)))

    def grant(self, user: str, access: str, *target: str) -> None:
        """Give a user access.

        ===================================  ==========================================
        ``grant("bob", "superuser")``         the controller: login, add-model, superuser
        ``grant("bob", "read", "mymodel")``   models: read, write, admin
        ``grant("bob", "read", "me/m.pg")``   offers: read, consume, admin
        ===================================  ==========================================

        Juju 1.22 to 1.25 know ``admin`` of environments only.

        Raises:
            ValueError: an access that there is not on such a thing.
            AlreadyExists: who has it or more, as the controller answers from 3.0 on.
        """
        self._modify("grant", user, access, target)

    def grant_cloud(self, user: str, access: str, *cloud: str) -> None:
        """Give a user ``add-model`` or ``admin`` on clouds. Juju 2.6 and later."""
        self._modify_clouds("grant", user, access, cloud)

    def remove_user(self, *user: str) -> None:
        """Remove users for good. Juju 2.0 and later."""
        all_good(self._facade(facades.user_manager.UserManager).remove_user(_users(user)))

    def reset_user_password(self, user: str) -> NewUser:
        """Take a user's password away; the secret key lets them register anew. Juju 2.6 and later."""
        from jujuclient.verbs.types import NewUser

        made = only(self._facade(facades.user_manager.UserManager).reset_password(_users((user,))))
        return NewUser(user, told(made.secret_key, ""))

    def revoke(self, user: str, access: str, *target: str) -> None:
        """Take access away; with it goes what includes it. As ``grant``."""
        self._modify("revoke", user, access, target)

    def revoke_cloud(self, user: str, access: str, *cloud: str) -> None:
        """Take access to clouds away. Juju 2.6 and later."""
        self._modify_clouds("revoke", user, access, cloud)

    def show_user(self, user: str = "") -> User:
        """One user; oneself by default.

        Raises:
            NotFound: there is none.
        """
        tag = user_tag(user) if user else self.connection.user_tag or user_tag(self.access.user)
        found = only(
            self._facade(facades.user_manager.UserManager).user_info(
                [facades.common.Entity(tag)], include_disabled=True
            )
        ).result
        if isinstance(found, UnsetType) or found is None:
            from jujuclient.errors import UserNotFound

            raise UserNotFound(f'user "{user}" not found')
        return _user(found)

    def users(self, *, all: bool = False) -> list[User]:
        """The users of the controller.

        Args:
            all: those too who are disabled.
        """
        answer = self._facade(facades.user_manager.UserManager).user_info([], include_disabled=all)
        found = [one.result for one in all_good(answer)]
        return [_user(one) for one in found if not isinstance(one, UnsetType) and one is not None]

    # --- access --------------------------------------------------------------------------------

    def _modify(self, action: str, user: str, access: str, targets: tuple[str, ...]) -> None:
        tag = user_tag(user)
        if self.series < (2, 0):
            self._share("add" if action == "grant" else "remove", tag, access, targets)
            return
        if not targets:
            _check("controller", access)
            change = facades.controller.ModifyControllerAccess(tag, action, access)
            only(self._facade(facades.controller.Controller).modify_controller_access([change]))
            return
        offers = [one for one in targets if "." in one.rpartition("/")[2]]
        models = [one for one in targets if one not in offers]
        if models:
            _check("model", access)
        if offers:
            _check("offer", access)
        if models:
            changes = [
                facades.model_manager.ModifyModelAccess(f"model-{self._model_uuid(one)}", tag, action, access)
                for one in models
            ]
            all_good(self._facade(facades.model_manager.ModelManager).modify_model_access(changes))
        if offers:
            wanted = [
                facades.application_offers.ModifyOfferAccess(tag, action, access, self._whole_url(one))
                for one in offers
            ]
            all_good(self._facade(facades.application_offers.ApplicationOffers).modify_offer_access(wanted))

    def _share(self, action: str, tag: str, access: str, targets: tuple[str, ...]) -> None:
        """Juju 1.22 to 1.25 give a user a whole environment, on a connection to it."""
        from jujuclient.facades.client import Client
        from jujuclient.facades.client_types import ModifyEnvironUser

        if access != "admin" or not targets:
            raise NotSupported("Juju 1 gives users admin of environments and nothing else; name those")
        whole = tag if "@" in tag else f"{tag}@local"
        for name in targets:
            with self.access.on(self._model_uuid(name), name).open() as there:
                all_good(there.facade(Client).share_environment([ModifyEnvironUser(whole, action)]))

    def _modify_clouds(self, action: str, user: str, access: str, clouds: tuple[str, ...]) -> None:
        _check("cloud", access)
        if not clouds:
            raise InvalidInput("name the clouds")
        changes = [
            facades.cloud.ModifyCloudAccess(f"cloud-{cloud}", user_tag(user), action, access)
            for cloud in clouds
        ]
        all_good(self._facade(facades.cloud.Cloud).modify_cloud_access(changes))

    def _whole_url(self, text: str) -> str:
        url = OfferURL.parse(text)
        return str(url._replace(owner=url.owner or self.access.user.removeprefix("user-"), controller=""))

    def _model_uuid(self, name: str) -> str:
        raise NotImplementedError


def _check(kind: str, access: str) -> None:
    if access not in _ACCESS[kind]:
        raise InvalidInput(f"there is no access {access!r} on a {kind}; there is {', '.join(_ACCESS[kind])}")


def _users(names: tuple[str, ...]) -> list[facades.common.Entity]:
    if not names:
        raise InvalidInput("name the users")
    return [facades.common.Entity(user_tag(name)) for name in names]


def _user(one: facades.user_manager.UserInfo) -> User:
    from jujuclient.verbs.types import User

    return User(
        one.username,
        one.display_name,
        told(one.access, ""),
        one.created_by,
        time_of(one.date_created),
        time_of(one.last_connection),
        told(one.disabled, False),
    )
