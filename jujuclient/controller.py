"""A controller, as people work with it: its models, users, clouds and config, on one connection.

with Controller.connect() as controller:
    with controller.add_model("testing") as model:
        model.deploy("postgresql")
    controller.destroy_model("testing")

with temp_model() as model:
    model.deploy("postgresql")
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any

from jujuclient import facades
from jujuclient.errors import (
    DeadlineExceeded,
    InvalidInput,
    ModelNotFound,
    NotFound,
    NotSupported,
    Unauthorized,
)
from jujuclient.pacing import Pace
from jujuclient.verbs.clouds import CloudVerbs
from jujuclient.verbs.model import read_model
from jujuclient.verbs.reading import all_good, id_in, only, sent, told
from jujuclient.verbs.users import UserVerbs
from jujuclient.verbs.values import ConfigValue, ConstraintValue
from jujuclient.wire.struct import UNSET, UnsetType
from jujuclient.wire.tags import is_uuid, user_tag

if TYPE_CHECKING:
    from jujuclient.access import Access
    from jujuclient.connection import Connection
    from jujuclient.juju import Juju
    from jujuclient.model import Model
    from jujuclient.modeltypes import ModelInfo, ModelSummary
    from jujuclient.store import ClientStore
    from jujuclient.verbs.types import NodeChanges
    from jujuclient.versions import Version

DESTROY_WAIT = 300.0
"""Seconds that ``destroy_model`` waits for the model to be gone, unless told."""


class Controller(UserVerbs, CloudVerbs):
    """A controller on a connection of its own.

    Attributes:
        connection: what its verbs call on; ``connection.rpc`` calls anything else.
        access: what further connections are made with.
    """

    def __init__(self, access: Access, connection: Connection) -> None:
        """Take over a connection; ``connect`` makes one."""
        self.access = access
        self.connection = connection

    @classmethod
    def connect(
        cls, controller: str | None = None, *, store: ClientStore | None = None, **options: Any
    ) -> Controller:
        """Connect as the juju command would, with what its files and environment say.

        Args:
            controller: its name; None for the current one.
            store: where to look; None for the user's own files.
            options: further arguments of ``Connection.connect``.

        Raises:
            StoreError: the files lack what is needed.
        """
        from jujuclient.access import Access

        access = Access.from_store(None, controller=controller, store=store, **options).on("")
        return cls(access, access.open())

    @classmethod
    def at(
        cls,
        addresses: str | Sequence[str],
        *,
        cacert: str | None = None,
        user: str = "admin",
        password: str = "",
        **options: Any,
    ) -> Controller:
        """Connect with arguments alone; those of ``Connection.connect``."""
        from jujuclient.access import Access

        access = Access.of(addresses, cacert=cacert, user=user, password=password, **options)
        return cls(access, access.open())

    # --- the connection ----------------------------------------------------------------------

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def __enter__(self) -> Controller:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        name = self.access.controller or self.connection.address
        return f"<Controller {name}, Juju {self.connection.server_version or '1'}>"

    def version(self) -> Version:
        """Its version; 1.18 where it is too old to tell."""
        from jujuclient.versions import Version

        return Version.of(self.connection.server_version or "1.18.0")

    # --- models ------------------------------------------------------------------------------

    def add_model(
        self,
        name: str,
        cloud: str | None = None,
        *,
        config: Mapping[str, ConfigValue] | None = None,
        credential: str | None = None,
        owner: str | None = None,
    ) -> Model:
        """Add a model, and connect to it.

        Args:
            cloud: ``cloud`` or ``cloud/region``; the controller's own by default.
            config: of the model.
            credential: the name of one of the owner's; the controller chooses by default.
            owner: the user by default. From 4.0 on it is what stands before the name.

        Raises:
            AlreadyExists: the owner has one of that name.
        """
        if not name or "/" in name or ":" in name:
            raise InvalidInput(f"{name!r} is no name of a model; write letters, digits and dashes")
        who = (owner or self._user()).removeprefix("user-")
        if self.series < (2, 0):
            return self._add_environment(name, who, config or {})
        where, _, region = (cloud or "").partition("/")
        given: dict[str, Any] = {
            "config": dict(config) if config else UNSET,
            "cloud_tag": f"cloud-{where}" if where else UNSET,
            "region": sent(region),
            ("qualifier" if self.series >= (4, 0) else "owner_tag"): (
                who if self.series >= (4, 0) else user_tag(who)
            ),
        }
        if credential:
            parts = (where or self._own_cloud(), who, credential)
            given["credential"] = "cloudcred-" + "_".join(part.replace("_", "%5f") for part in parts)
        info = self._facade(facades.model_manager.ModelManager).create_model(name, **given)
        return self._connected(info.uuid, f"{who}/{name}")

    def _add_environment(self, name: str, owner: str, config: Mapping[str, ConfigValue]) -> Model:
        """On Juju 1.25 that hosts several; what the state server's own has in common is taken from it."""
        from jujuclient.facades.environment_manager import EnvironmentManager

        facade = self._facade(EnvironmentManager)
        shared = facade.config_skeleton("").config or {}
        made = facade.create_environment(
            {**shared, **config, "name": name},
            owner_tag=user_tag(owner if "@" in owner else f"{owner}@local"),
        )
        return self._connected(made.uuid, f"{owner}/{name}")

    def destroy_model(
        self,
        name: str,
        *,
        destroy_storage: bool = False,
        force: bool = False,
        no_wait: bool = False,
        release_storage: bool = False,
        timeout: float | None = None,
        wait: float | None = DESTROY_WAIT,
    ) -> None:
        """Destroy a model, and wait until it is gone.

        Args:
            name: ``model``, ``owner/model``, or a uuid.
            destroy_storage, release_storage: what to do with storage; an error where there is some
                and neither is said.
            force: go on where something fails.
            no_wait: with ``force``, do not wait for one step before the next.
            timeout: seconds after which the controller goes on by force (2.9 and later).
            wait: seconds to wait for it to be gone; 0 comes back at once, None waits for ever.

        Raises:
            ValueError: arguments that contradict each other.
            ControllerHasStorage: there is persistent storage.
            DeadlineExceeded: it is not gone in time; it goes on to be destroyed.
        """
        if destroy_storage and release_storage:
            raise InvalidInput("destroy the storage or release it, not both")
        if no_wait and not force:
            raise InvalidInput("no_wait is for force=True only")
        uuid = self._model_uuid(name)
        if self.series < (2, 0):
            from jujuclient.facades.client import Client

            with self._connected(uuid, name) as model:
                model.connection.facade(Client).destroy_environment()
            return
        facade = self._facade(facades.model_manager.ModelManager)
        if facade.version < 4:
            only(facade.destroy_models_v3([facades.common.Entity(f"model-{uuid}")]))
        else:
            asked = facades.model_manager.DestroyModelParams(f"model-{uuid}", force=sent(force))
            if destroy_storage or release_storage:
                asked.destroy_storage = destroy_storage
            if no_wait:
                asked.max_wait = 0
            if timeout is not None and self.series >= (2, 9):
                asked.timeout = int(timeout * 1_000_000_000)
            only(facade.destroy_models([asked]))
        self._wait_until_gone(uuid, name, wait)

    def _wait_until_gone(self, uuid: str, name: str, wait: float | None) -> None:
        if wait == 0:
            return
        pace = Pace(wait, clock=self.clock)
        while self._is_there(uuid):
            if not pace.again():
                raise DeadlineExceeded(
                    f"model {name} is not gone after {pace.limit:g} s; the controller goes on to destroy it"
                )

    def _is_there(self, uuid: str) -> bool:
        try:
            only(
                self._facade(facades.model_manager.ModelManager).model_info(
                    [facades.common.Entity(f"model-{uuid}")]
                )
            )
        except (NotFound, Unauthorized):
            return False  # who is not told of it is refused: the grant has gone with the model
        return True

    def model(self, name: str) -> Model:
        """Connect to a model: ``model`` of the user, ``owner/model``, or a uuid.

        Raises:
            ModelNotFound: there is none that the user may see.
        """
        found = self._named(name)
        return self._connected(found.uuid, found.name)

    def models(self, *, all: bool = False) -> list[ModelSummary]:
        """The models that the user may see.

        Args:
            all: those of everyone; for superusers.
        """
        from jujuclient.modeltypes import ModelSummary

        if self.series < (2, 0):
            return self._environments()
        facade, who = self._facade(facades.model_manager.ModelManager), user_tag(self._user())
        if self.series < (2, 6):
            found = (
                self._facade(facades.controller.Controller).all_models() if all else facade.list_models(who)
            ).user_models or []
            return [
                ModelSummary(
                    f"{id_in(one.model.owner_tag)}/{one.model.name}",
                    one.model.uuid,
                    id_in(one.model.owner_tag),
                )
                for one in found
            ]
        answer = facade.list_model_summaries(who, all=all)
        summaries = [one.result for one in all_good(answer)]
        return [_summary(one) for one in summaries if not isinstance(one, UnsetType)]

    def _environments(self) -> list[ModelSummary]:
        from jujuclient.modeltypes import ModelSummary

        if self._has("EnvironmentManager"):
            asked = {"tag": user_tag(self._user())}
            answer = self._ask("EnvironmentManager", "ListEnvironments", asked)
            found = answer.get("UserEnvironments") or answer.get("Environments") or []  # the latter in 1.23
            return [_environment(one) for one in found]
        from jujuclient.facades.client import Client

        one = self._facade(Client).environment_info()
        name = f"{self._user()}/{one.name}"
        return [
            ModelSummary(
                name, one.uuid, self._user(), type="iaas", cloud=one.provider_type, is_controller=True
            )
        ]

    def show_model(self, name: str) -> ModelInfo:
        """A model by name, ``owner/name`` or uuid.

        Raises:
            NotFound: there is none that the user may see.
        """
        self._needs_models("showing models")
        found = only(
            self._facade(facades.model_manager.ModelManager).model_info(
                [facades.common.Entity(f"model-{self._model_uuid(name)}")]
            )
        ).result
        if isinstance(found, UnsetType):
            raise ModelNotFound(f'model "{name}" not found')
        return read_model(found, controller=self.access.controller)

    @contextlib.contextmanager
    def temp_model(
        self,
        *,
        keep: bool = False,
        cloud: str | None = None,
        config: Mapping[str, ConfigValue] | None = None,
        credential: str | None = None,
    ) -> Iterator[Model]:
        """A new model for the length of a ``with`` block; its storage goes with it.

        Args:
            keep: leave it there in the end.
        """
        name = f"jujuclient-{secrets.token_hex(4)}"
        model = self.add_model(name, cloud, config=config, credential=credential)
        try:
            with model:
                yield model
        finally:
            if not keep:
                self.destroy_model(model.uuid, destroy_storage=True, force=True)

    # --- config, blocks, nodes ---------------------------------------------------------------

    def blocked_models(self) -> dict[str, list[str]]:
        """The models that have blocks: ``owner/name`` to what is disabled. Juju 2.0 and later."""
        from jujuclient.verbs.upkeep import commands_of

        found = told(self._facade(facades.controller.Controller).list_blocked_models().models, [])
        return {
            f"{told(one.qualifier, '') or id_in(one.owner_tag)}/{one.name}": [
                commands_of(block) for block in one.blocks or []
            ]
            for one in found
        }

    def controller_config(self, values: Mapping[str, ConfigValue] | None = None) -> Mapping[str, Any] | None:
        """The controller's config; or change some of it (2.6 and later).

        Returns:
            name to value, when there is nothing to set.
        """
        self._needs_models("the controller's config")
        facade = self._facade(facades.controller.Controller)
        if values is None:
            return dict(facade.controller_config().config or {})
        facade.config_set(dict(values))
        return None

    def enable_ha(
        self,
        num_controllers: int = 0,
        *,
        constraints: Mapping[str, ConstraintValue] | None = None,
        to: list[str] | None = None,
    ) -> NodeChanges:
        """Make the controller run on an odd number of nodes; on a connection to its own model."""
        with self._own_model() as model:
            changes: NodeChanges = model.enable_ha(num_controllers, constraints=constraints, to=to)
            return changes

    def remove_blocks(self) -> None:
        """Take every block of every model away. Juju 2.0 and later."""
        self._facade(facades.controller.Controller).remove_blocks(all=True)

    # --- finding -----------------------------------------------------------------------------

    def _own_model(self) -> Model:
        if self.series < (2, 0):
            return self._connected("", "")
        return self._connected(next(one for one in self.models(all=True) if one.is_controller).uuid, "")

    def _connected(self, uuid: str, name: str) -> Model:
        from jujuclient.model import Model

        access = self.access.on(uuid, name)
        return Model(access, access.open())

    def _user(self) -> str:
        return self.access.user.removeprefix("user-")

    def _own_cloud(self) -> str:
        """The name of the controller's own cloud."""
        config = self.clouds()
        if len(config) == 1:
            return next(iter(config))
        own = [one.cloud for one in self.models(all=True) if one.is_controller]
        if not own:
            raise InvalidInput("name the cloud too: a credential belongs to one")
        return own[0]

    def _named(self, name: str) -> ModelSummary:
        owner, _, short = name.rpartition("/")
        wanted = f"{owner or self._user()}/{short}"
        known = self.models()
        for one in known:
            if name == one.uuid or wanted == one.name:
                return one
        names = ", ".join(sorted(one.name for one in known)) or "none"
        raise ModelNotFound(f'model "{wanted}" not found; the user sees {names}', code="model not found")

    def _model_uuid(self, name: str) -> str:
        return name if is_uuid(name) else self._named(name).uuid

    def _needs_models(self, doing: str) -> None:
        if self.series < (2, 0):
            raise NotSupported(f"{doing} needs Juju 2.0 or later; a Juju 1 has one environment")


@contextlib.contextmanager
def temp_model(
    keep: bool = False,
    controller: str | None = None,
    cloud: str | None = None,
    config: Mapping[str, ConfigValue] | None = None,
    credential: str | None = None,
    *,
    store: ClientStore | None = None,
) -> Iterator[Juju]:
    """A new model on a controller of the client store, for the length of a ``with`` block.

        with temp_model() as juju:
            juju.deploy("postgresql")

    Args:
        keep: leave it there in the end.
        controller: its name; None for the current one.
    """
    from jujuclient.juju import Juju

    with (
        Controller.connect(controller, store=store) as found,
        found.temp_model(keep=keep, cloud=cloud, config=config, credential=credential) as model,
    ):
        yield Juju.of(model)


def _environment(one: dict[str, Any]) -> ModelSummary:
    """An environment of a Juju 1 that hosts several."""
    from jujuclient.modeltypes import ModelSummary

    owner = id_in(one["OwnerTag"]).removesuffix("@local")
    own = one["UUID"] == one.get("ServerUUID")
    return ModelSummary(f"{owner}/{one['Name']}", one["UUID"], owner, is_controller=own)


def _summary(one: facades.model_manager.ModelSummary) -> ModelSummary:
    from jujuclient.modeltypes import ModelSummary

    owner = told(one.qualifier, "") or id_in(one.owner_tag)
    status = one.status
    return ModelSummary(
        name=f"{owner}/{one.name}",
        uuid=one.uuid,
        owner=owner,
        type=one.type,
        cloud=id_in(one.cloud_tag),
        region=told(one.cloud_region, ""),
        status="" if isinstance(status, UnsetType) else status.status,
        life=one.life,
        access=one.user_access,
        agent_version=one.agent_version or "",
        is_controller=one.is_controller,
        last_connection=one.last_connection or "",
    )
