"""A model, as people work with it: the verbs of the juju command, on one connection.

    with Model.connect() as model:
        model.deploy("postgresql", num_units=2)
        model.wait(jujuclient.all_active)
        print(model.status())

Verbs are in ``jujuclient.verbs``, by theme. They work on every Juju from 1.25 to 4.1 that has what
they need; what a controller lacks is a ``NotSupported`` that says so before anything is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any

from jujuclient import facades
from jujuclient.status import Status
from jujuclient.verbs.actions import ActionVerbs
from jujuclient.verbs.applications import ApplicationVerbs
from jujuclient.verbs.bundles import BundleVerbs
from jujuclient.verbs.logs import LogVerbs
from jujuclient.verbs.looking import LookVerbs
from jujuclient.verbs.machines import MachineVerbs
from jujuclient.verbs.model import ModelVerbs
from jujuclient.verbs.offers import OfferVerbs
from jujuclient.verbs.relations import RelationVerbs
from jujuclient.verbs.resources import ResourceVerbs
from jujuclient.verbs.secrets import SecretVerbs
from jujuclient.verbs.spaces import SpaceVerbs
from jujuclient.verbs.storage import StorageVerbs
from jujuclient.verbs.tasks import TaskVerbs
from jujuclient.verbs.upkeep import UpkeepVerbs
from jujuclient.verbs.wait import WaitVerbs
from jujuclient.verbs.watch import WatchVerbs

if TYPE_CHECKING:
    from jujuclient.access import Access
    from jujuclient.connection import Connection
    from jujuclient.store import ClientStore

WAIT_TIMEOUT = 180.0
"""Seconds that ``wait`` waits unless told."""


class Model(
    BundleVerbs,
    ApplicationVerbs,
    RelationVerbs,
    ActionVerbs,
    TaskVerbs,
    LookVerbs,
    LogVerbs,
    WaitVerbs,
    WatchVerbs,
    MachineVerbs,
    ResourceVerbs,
    SecretVerbs,
    StorageVerbs,
    SpaceVerbs,
    OfferVerbs,
    ModelVerbs,
    UpkeepVerbs,
):
    """A model on a connection of its own.

    Attributes:
        connection: what its verbs call on; ``connection.rpc`` calls anything else.
        access: what further connections are made with.
        wait_timeout: seconds that ``wait`` waits unless told.
    """

    def __init__(self, access: Access, connection: Connection, *, wait_timeout: float = WAIT_TIMEOUT) -> None:
        """Take over a connection; ``connect`` makes one."""
        self.access = access
        self.connection = connection
        self.wait_timeout = wait_timeout

    @classmethod
    def connect(
        cls,
        model: str | None = None,
        *,
        controller: str | None = None,
        store: ClientStore | None = None,
        wait_timeout: float = WAIT_TIMEOUT,
        **options: Any,
    ) -> Model:
        """Connect as the juju command would, with what its files and environment say.

        Args:
            model: ``model``, ``owner/model``, ``controller:owner/model``; None for the current one.
            controller: a controller's name; None for the current one.
            store: where to look; None for the user's own files.
            options: further arguments of ``Connection.connect``.

        Raises:
            StoreError: the files lack what is needed, or no model is current.
        """
        from jujuclient.access import Access

        access = Access.from_store(model, controller=controller, store=store, **options)
        if not access.model_uuid:
            from jujuclient.errors import StoreError

            raise StoreError(
                f"no model is current on controller {access.controller}; name one, "
                "or set JUJU_MODEL, or run `juju switch`"
            )
        return cls(access, access.open(), wait_timeout=wait_timeout)

    @classmethod
    def at(
        cls,
        addresses: str | Sequence[str],
        model_uuid: str,
        *,
        cacert: str | None = None,
        user: str = "admin",
        password: str = "",
        wait_timeout: float = WAIT_TIMEOUT,
        **options: Any,
    ) -> Model:
        """Connect with arguments alone; those of ``Connection.connect``."""
        from jujuclient.access import Access

        access = Access.of(
            addresses, cacert=cacert, user=user, password=password, model_uuid=model_uuid, **options
        )
        return cls(access, access.open(), wait_timeout=wait_timeout)

    # --- the connection ----------------------------------------------------------------------

    def close(self) -> None:
        """Close the connection, and the one to the controller if there was need of it."""
        self._close_beside()
        self.connection.close()

    def __enter__(self) -> Model:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        name = self.access.model or self.access.model_uuid
        return f"<Model {name} on {self.connection.server_version or 'Juju 1'}>"

    @property
    def uuid(self) -> str:
        """Its uuid."""
        return self.access.model_uuid or self.connection.model_tag.partition("-")[2]

    # --- status ------------------------------------------------------------------------------

    def status(self, *patterns: str, storage: bool = False) -> Status:
        """The status of the model, or of what the patterns name.

        Args:
            patterns: applications, units (``mysql/*``), machines, or words of status.
            storage: with the storage, where the controller can (3.3 and later).
        """
        given: dict[str, Any] = {}
        if patterns:
            given["patterns"] = list(patterns)
        if storage and self.series >= (3, 3):
            given["include_storage"] = True
        full = self._facade(facades.client.Client).full_status(**given)
        return Status.read(full, controller=self.access.controller)
