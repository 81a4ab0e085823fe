"""Users, keys, charms, actions, backups, images, high availability: the facades beside Client."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO, ClassVar

from jujuclient.classic.basefacade import BaseFacade, Texts, texts
from jujuclient.classic.rpc import Response


class UserManager(BaseFacade):
    """Users of the controller."""

    key = "users"
    name = "UserManager"
    versions: ClassVar[list[int]] = [0]

    def add(self, users: dict[str, Any] | builtins.list[dict[str, Any]]) -> Response:
        """Add users, each with ``username``, ``display-name`` and ``password``."""
        return self._ask("AddUser", users=_items(users))

    def disable(self, names: str | Texts) -> Response:
        """Keep users out."""
        return self._ask("DisableUser", entities=self._format_user_names(names))

    def enable(self, names: str | Texts) -> Response:
        """Let users in again."""
        return self._ask("EnableUser", entities=self._format_user_names(names))

    def list(self, names: str | Texts = (), disabled: bool = True) -> Response:
        """Tell of users; of all without names."""
        return self._ask("UserInfo", entities=self._format_user_names(names), include_disabled=disabled)

    def set_password(self, entities: dict[str, str] | builtins.list[dict[str, str]]) -> Response:
        """Change passwords, each with ``username`` and ``password``."""
        changes = [
            self._spell(tag=self._format_user_tag(one["username"]), password=one["password"])
            for one in _items(entities)
        ]
        return self._ask("SetPassword", changes=changes)


class KeyManager(BaseFacade):
    """SSH keys that may log in to the machines."""

    key = "keys"
    name = "KeyManager"
    versions: ClassVar[list[int]] = [0]

    def add(self, user: str, keys: str | Texts) -> Response:
        """Add public keys."""
        return self._ask("AddKeys", user=user, keys=texts(keys))

    def delete(self, user: str, keys: str | Texts) -> Response:
        """Remove keys, by fingerprint or comment."""
        return self._ask("DeleteKeys", user=user, keys=texts(keys))

    def import_keys(self, user: str, keys: str | Texts) -> Response:
        """Import keys from Launchpad or GitHub."""
        return self._ask("ImportKeys", user=user, keys=texts(keys))

    def list(self, names: str | Texts, mode: bool = True) -> Response:
        """The keys; whole ones with ``mode``, fingerprints without."""
        return self._ask("ListKeys", entities=self._format_user_names(names), mode=mode)


class Charms(BaseFacade):
    """Charms that the controller has."""

    key = "charms"
    name = "Charms"
    versions: ClassVar[list[int]] = [1]
    words: ClassVar[Mapping[str, str]] = {"url": "CharmURL"}

    def info(self, charm_url: str) -> Response:
        """Metadata, config and actions of a charm."""
        return self._ask("CharmInfo", url=charm_url)

    def list(self, names: str | Texts = ()) -> Response:
        """The URLs of the charms there are."""
        return self._ask("List", names=texts(names))


class Actions(BaseFacade):
    """Actions of charms."""

    key = "actions"
    name = "Action"
    versions: ClassVar[list[int]] = [0]
    service = "service"
    """The kind of what a charm is deployed as."""

    def all(self, receivers: str | Texts) -> Response:
        """Every action of units and services."""
        return self._ask("ListAll", entities=self._receivers(receivers))

    def cancel(self, action_ids: Any) -> Response:
        """Cancel actions that wait."""
        return self._ask("Cancel", entities=self._ids(action_ids))

    def completed(self, receivers: str | Texts) -> Response:
        """The finished actions of units and services."""
        return self._ask("ListCompleted", entities=self._receivers(receivers))

    def enqueue_units(self, units: str | Texts, action_name: str, params: dict[str, Any]) -> Response:
        """Run an action on units, given by name or tag (defect 9)."""
        actions = [
            self._spell(tag="", name=action_name, receiver=self._receiver(unit), parameters=params)
            for unit in texts(units)
        ]
        return self._ask("Enqueue", actions=actions)

    def find(self, prefixes: str | Texts) -> Response:
        """The actions whose ids begin so."""
        return self._ask("FindActionTagsByPrefix", prefixes=texts(prefixes))

    def info(self, action_ids: Any) -> Response:
        """Actions with status and output, by ``{"Tag": …}``, ``{"tag": …}`` or the tag alone."""
        return self._ask("Actions", entities=self._ids(action_ids))

    def pending(self, receivers: str | Texts) -> Response:
        """The waiting actions of units and services."""
        return self._ask("ListPending", entities=self._receivers(receivers))

    def service_actions(self, services: str | Texts) -> Response:
        """The actions that the charms of services have."""
        return self._ask("ServicesCharmActions", entities=self._receivers(services))

    def _receivers(self, names: str | Texts) -> list[dict[str, str]]:
        return self._entities(map(self._receiver, texts(names)))

    def _receiver(self, name: str) -> str:
        if name.startswith(("unit-", "service-", "application-", "machine-")):
            return name
        return f"unit-{name.replace('/', '-')}" if "/" in name else f"{self.service}-{name}"

    def _ids(self, ids: Any) -> list[dict[str, str]]:
        """Tags in the case that this major reads, whichever the caller wrote."""
        given = [ids] if isinstance(ids, str | dict) else ids
        tags = [one if isinstance(one, str) else str(one.get("tag") or one.get("Tag")) for one in given]
        # Go reads either case; 0.54 sent to Juju 1 what it was given, and recordings have it so.
        if self.juju == 1:
            return [one if isinstance(one, dict) else {"Tag": one} for one in given]
        return self._entities(tag if tag.startswith("action-") else f"action-{tag}" for tag in tags)


class Backups(BaseFacade):
    """Backups of the controller."""

    key = "backups"
    name = "Backups"
    versions: ClassVar[list[int]] = [0]

    def create(self, notes: str) -> Response:
        """Make one."""
        return self._ask("Create", notes=notes)

    def download(self, backup_id: str, path: str | None = None, fh: BinaryIO | None = None) -> int:
        """Fetch one into a file; answers with the number of bytes (defect 4).

        Raises:
            ValueError: neither path nor file.
        """
        if path is None and fh is None:
            raise ValueError("Please specify path or file")
        from jujuclient.classic.uploads import fetch

        body = self._spell(id=backup_id)
        if self.juju == 1:
            body = {"ID": backup_id}
        return fetch(self.env, "backups", path, fh, body=body)

    def info(self, backup_id: str) -> Response:
        """Tell of one."""
        return self._ask("Info", id=backup_id)

    def list(self) -> Response:
        """All there are."""
        return self._ask("List")

    def remove(self, backup_id: str) -> Response:
        """Remove one."""
        return self._ask("Remove", id=backup_id)

    def upload(self) -> Response:
        """Not offered, as ever."""
        raise NotImplementedError


class ImageManager(BaseFacade):
    """Container images that the controller keeps."""

    key = "images"
    name = "ImageManager"
    versions: ClassVar[list[int]] = [1]

    def delete(self, image_specs: dict[str, str] | builtins.list[dict[str, str]]) -> Response:
        """Remove images."""
        return self._ask("DeleteImages", images=_items(image_specs))

    def list(self, image_specs: dict[str, str] | Iterable[dict[str, str]] = ()) -> Response:
        """The images that match; all without."""
        return self._ask("ListImages", images=_items(image_specs))


class HA(BaseFacade):
    """The number of controllers."""

    key = "ha"
    name = "HighAvailability"
    versions: ClassVar[list[int]] = [1]

    def ensure_availability(
        self,
        num_state_servers: int,
        series: str | None = None,
        constraints: dict[str, Any] | None = None,
        placement: list[str] | None = None,
    ) -> Response:
        """Make it so many (defect 3)."""
        number = "num_state_servers" if self.juju == 1 else "num_controllers"
        spec: dict[str, Any] = {number: num_state_servers}
        if series:
            spec["series"] = series
        if constraints:
            spec["constraints"] = self._prepare_constraints(constraints)
        if placement:
            spec["placement"] = texts(placement)
        if self.juju == 1:
            spec["environ_tag"] = self.env.tag
        return self._ask("EnsureAvailability", specs=[self._spell(**spec)])


class EnvironmentManager(BaseFacade):
    """Environments of a Juju 1 controller."""

    key = "mess"
    name = "EnvironmentManager"
    versions: ClassVar[list[int]] = [1]

    def create(self, owner: str, account: dict[str, Any], config: dict[str, Any]) -> Response:
        """Add an environment."""
        return self._ask(
            "CreateEnvironment", owner_tag=self._format_user_tag(owner), account=account, config=config
        )

    def list(self, owner: str) -> Response:
        """The environments of a user."""
        return self._ask("ListEnvironments", tag=self._format_user_tag(owner))


class ModelManager(BaseFacade):
    """Models of a controller, Juju 2 and later."""

    key = "models"
    name = "ModelManager"
    versions: ClassVar[list[int]] = [2]
    juju = 2

    def list(self, owner: str | None = None) -> Response:
        """The models of a user, of the one who is logged in without a name."""
        creds = getattr(self.env, "_creds", None)
        known = creds.get("user") if isinstance(creds, dict) else None
        return self._ask("ListModels", tag=self._format_user_tag(owner or known or "admin"))


class ModelsAsEnvironments(ModelManager):
    """Models, asked for as Juju 1 asked for environments."""

    def create(self, owner: str, account: dict[str, Any], config: dict[str, Any]) -> Response:
        """Add a model; its name is in the config. What was the provider's account is a credential now."""
        settings = {key: value for key, value in config.items() if key != "name"}
        given = {"name": config["name"], "owner-tag": self._format_user_tag(owner), "config": settings}
        if (max(self.env._offered.get("ModelManager") or (0,))) >= 11:
            given["qualifier"] = owner.removeprefix("user-").removesuffix("@local")
        return self.rpc({"request": "CreateModel", "params": given})


class UserManager2(UserManager):
    """Users, Juju 2 and later."""

    versions: ClassVar[list[int]] = [1]
    juju = 2


class KeyManager2(KeyManager):
    """SSH keys, Juju 2 and later."""

    versions: ClassVar[list[int]] = [1]
    juju = 2


class Charms2(Charms):
    """Charms, Juju 2 and later."""

    versions: ClassVar[list[int]] = [2]
    juju = 2


class Actions2(Actions):
    """Actions, Juju 2 and later."""

    versions: ClassVar[list[int]] = [2]
    juju = 2
    service = "application"


class Backups2(Backups):
    """Backups, Juju 2 and later."""

    versions: ClassVar[list[int]] = [1]
    juju = 2


class ImageManager2(ImageManager):
    """Images, Juju 2."""

    versions: ClassVar[list[int]] = [2]
    juju = 2


class HA2(HA):
    """The number of controllers, Juju 2 and later."""

    versions: ClassVar[list[int]] = [2]
    juju = 2
    renamed: ClassVar[Mapping[str, str]] = {"EnsureAvailability": "EnableHA"}


def _items(given: dict[str, Any] | Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [given] if isinstance(given, dict) else list(given)
