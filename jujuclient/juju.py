"""``Juju``: a model with the constructor and every verb of jubilant's class of that name."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from jujuclient.access import Access
from jujuclient.errors import StoreError
from jujuclient.jujucommand import CommandVerbs, Definition, definition_of, option
from jujuclient.model import WAIT_TIMEOUT, Model
from jujuclient.status import Status
from jujuclient.verbs.values import ConfigValue, ConstraintValue

if TYPE_CHECKING:
    from jujuclient.connection import Connection
    from jujuclient.controller import Controller


class Juju(Model, CommandVerbs):
    """A model of the client store; ``add_model`` makes another and goes there.

    It connects when it is first needed where no model is current yet, and closes when nobody has it any more.

    Attributes:
        model: the name of the model it is on, None without one; assigning goes to another.
        cli_binary: the juju command, for the few verbs that need it.
    """

    def __init__(
        self,
        *,
        model: str | None = None,
        wait_timeout: float = WAIT_TIMEOUT,
        cli_binary: str | os.PathLike[str] | None = None,
        **options: Any,
    ) -> None:
        """Connect to a model.

        Args:
            model: ``model``, ``owner/model``, ``controller:owner/model``; None for the current one.
            cli_binary: the juju command for ``cli``, ``ssh``, ``scp`` and ``bootstrap``.
            options: further arguments of ``Connection.connect``.

        Raises:
            StoreError: there is no such model.
        """
        self.wait_timeout = wait_timeout
        self.cli_binary = os.fspath(cli_binary or "juju")
        self._options = options
        try:
            self._go(Access.from_store(model, **options))
        except StoreError:
            if model is not None:
                raise

    @classmethod
    def on(cls, access: Access, *, wait_timeout: float = WAIT_TIMEOUT) -> Juju:
        """Connect with access that is at hand already."""
        return cls.of(Model(access, access.open(), wait_timeout=wait_timeout))

    @classmethod
    def of(cls, model: Model) -> Juju:
        """A model as ``Juju``; its connection is taken over."""
        made = cls.__new__(cls)
        made._options = {}
        Model.__init__(made, model.access, model.connection, wait_timeout=model.wait_timeout)
        made.clock = model.clock
        return made

    # --- where it is -------------------------------------------------------------------------

    def _go(self, access: Access, connection: Connection | None = None) -> None:
        """Be on another model from now on; without a connection, one is made where there is a model."""
        if connection is None and access.model_uuid:
            connection = access.open()
        self._leave()
        self.access = access
        if connection is not None:
            self.connection = connection

    def _leave(self) -> None:
        self._close_beside()
        left = self.__dict__.pop("connection", None)
        self.__dict__.pop("access", None)
        if left is not None:
            left.close()

    def __getattr__(self, name: str) -> Any:
        # What is not there until it is needed, where no model was current at first.
        if name == "access":
            self.access = Access.from_store(None, **self.__dict__.get("_options", {}))
            return self.access
        if name == "connection":
            if not self.access.model_uuid:
                raise StoreError(
                    f"no model is current on controller {self.access.controller}; "
                    "add one with add_model, or set Juju.model"
                )
            self.connection = self.access.open()
            return self.connection
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")

    def close(self) -> None:
        """Close the connection; a further verb would open another."""
        self._close_beside()
        if "connection" in self.__dict__:
            self.connection.close()

    def __del__(self) -> None:
        # jubilant's has nothing to close, and tests written for it close nothing.
        with contextlib.suppress(Exception):
            self.close()

    def __repr__(self) -> str:
        return f"Juju(model={self.model!r}, wait_timeout={self.wait_timeout!r})"

    @property
    def model(self) -> str | None:
        """The name of the model it is on."""
        try:
            return self.access.model.rpartition("/")[2] or None
        except StoreError:
            return None

    @model.setter
    def model(self, name: str | None) -> None:
        if name is None:
            self._leave()
            self.access = Access.from_store(None, **self._options).on("")
        else:
            self._go(Access.from_store(name, **self._options))

    def _named_model(self) -> str | None:
        with contextlib.suppress(StoreError):
            access = self.access
            if access.model:
                return f"{access.controller}:{access.model}" if access.controller else access.model
        return None

    # --- models ------------------------------------------------------------------------------

    def add_model(
        self,
        model: str,
        cloud: str | None = None,
        *,
        controller: str | None = None,
        config: Mapping[str, ConfigValue] | None = None,
        credential: str | None = None,
    ) -> None:
        """Add a model, of this controller or of another one of the client store, and go there."""
        with self._controller(controller) as found:
            made = found.add_model(model, cloud, config=config, credential=credential)
        self._go(made.access, made.connection)

    def destroy_model(
        self,
        model: str,
        *,
        destroy_storage: bool = False,
        force: bool = False,
        no_wait: bool = False,
        release_storage: bool = False,
        timeout: float | None = None,
    ) -> None:
        """Destroy a model and all that is in it; where it is this one, there is none afterwards."""
        controller, _, short = model.rpartition(":")
        with self._controller(controller or None) as found:
            uuid = found._model_uuid(short)
            found.destroy_model(
                uuid,
                destroy_storage=destroy_storage,
                force=force,
                no_wait=no_wait,
                release_storage=release_storage,
                timeout=timeout,
            )
        if self.access.model_uuid == uuid:
            access = self.access.on("")
            self._leave()
            self.access = access

    @contextlib.contextmanager
    def _controller(self, name: str | None = None) -> Iterator[Controller]:
        """The controller that it is on, or another one of the client store."""
        from jujuclient.controller import Controller

        if name is None or name == self.access.controller:
            access = self.access.on("")
        else:
            access = Access.from_store(None, controller=name, **self._options).on("")
        with Controller(access, access.open()) as found:
            yield found

    def status(self, *patterns: str, storage: bool = True) -> Status:
        """The status of the model, with its storage where the controller tells it (3.3 and later)."""
        return super().status(*patterns, storage=storage)

    def debug_log(self, *, limit: int = 0, follow: bool = False, **filters: Any) -> Any:
        """The debug-log as text, as the juju command prints it; the records themselves when following."""
        if follow:
            return super().debug_log(limit=limit, follow=True, **filters)
        return str(super().debug_log(limit=limit, follow=False, **filters))

    # --- clouds ------------------------------------------------------------------------------

    def add_cloud(
        self,
        cloud: str,
        definition: Definition,
        *,
        client: bool = False,
        controller: str | None = None,
        credential: str | None = None,
        force: bool = False,
        target_controller: str | None = None,
    ) -> None:
        """Add a cloud to the controller.

        Args:
            definition: a file in the form of ``clouds.yaml``, or what it would say.
            client, credential, target_controller: for the user's own files; the juju command does it.
        """
        if client or credential or target_controller:
            more = [*option("credential", credential), *option("target-controller", target_controller)]
            more += ["--force"] if force else []
            self._with_file("add-cloud", cloud, definition, "clouds", client, controller, more)
            return
        with self._controller(controller) as found:
            found.add_cloud(cloud, definition_of(definition, "clouds", cloud), force=force)

    def update_cloud(
        self, cloud: str, definition: Definition, *, client: bool = False, controller: str | None = None
    ) -> None:
        """Replace the definition of a cloud of the controller; ``client`` as for ``add_cloud``."""
        if client:
            self._with_file("update-cloud", cloud, definition, "clouds", client, controller, [], flag="-f")
            return
        with self._controller(controller) as found:
            found.update_cloud(cloud, definition_of(definition, "clouds", cloud))

    def add_credential(
        self,
        cloud: str,
        credential: Definition,
        *,
        client: bool = False,
        controller: str | None = None,
        region: str | None = None,
    ) -> None:
        """Add the user's credentials for a cloud to the controller.

        Args:
            credential: a file in the form of ``credentials.yaml``, or what it would say.
            client, region: for the user's own files; the juju command does it.
        """
        if client or region:
            more = option("region", region)
            self._with_file(
                "add-credential", cloud, credential, "credentials", client, controller, more, flag="-f"
            )
            return
        given = definition_of(credential, "credentials", cloud)
        with self._controller(controller) as found:
            for name, one in given.items():
                if isinstance(one, Mapping):
                    attrs = {key: str(value) for key, value in one.items() if key != "auth-type"}
                    found.add_credential(cloud, name, attrs, auth_type=str(one.get("auth-type", "")))

    def _with_file(
        self,
        verb: str,
        cloud: str,
        given: Definition,
        section: str,
        client: bool,
        controller: str | None,
        more: list[str],
        *,
        flag: str = "",
    ) -> None:
        """Have the juju command read a definition from a file that only the user can read."""
        import yaml

        text = yaml.safe_dump({section: {cloud: definition_of(given, section, cloud)}})
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, f"{section}.yaml")
            with open(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
                file.write(text)
            words = [verb, cloud, *([flag] if flag else []), path, *more]
            words += ["--client"] if client else []
            self.cli(*words, *option("controller", controller), include_model=False)

    # --- machines ----------------------------------------------------------------------------

    def add_machine(
        self,
        target: str | None = None,
        *,
        base: str | None = None,
        constraints: Mapping[str, ConstraintValue] | None = None,
        disks: str | Iterable[str] | None = None,
        num_machines: int = 1,
        private_key: str | os.PathLike[str] | None = None,
        public_key: str | os.PathLike[str] | None = None,
    ) -> list[str]:
        """Add machines; ``ssh:user@host``, one that is there, by the juju command, which tells no ids."""
        if not (target or "").startswith(("ssh:", "winrm:")):
            return super().add_machine(
                target,
                base=base,
                constraints=constraints,
                disks=disks,
                num_machines=num_machines,
                private_key=private_key,
                public_key=public_key,
            )
        words = ["add-machine", str(target), *option("base", base)]
        words += option("private-key", os.fspath(private_key) if private_key else None)
        words += option("public-key", os.fspath(public_key) if public_key else None)
        self.cli(*words)
        return []
