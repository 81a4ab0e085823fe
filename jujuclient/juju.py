"""``Juju``: a model with the constructor and the model verbs of jubilant's class of that name."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from jujuclient.access import Access
from jujuclient.errors import StoreError
from jujuclient.model import WAIT_TIMEOUT, Model
from jujuclient.verbs.values import ConfigValue


class Juju(Model):
    """A model of the client store; ``add_model`` makes another and goes there.

    Attributes:
        model: the name of the model it is on, None without one.
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
            cli_binary: taken and not used: no command is run here.
            options: further arguments of ``Connection.connect``.
        """
        del cli_binary
        access = Access.from_store(model, **options)
        if not access.model_uuid:
            raise StoreError(f"no model is current on controller {access.controller}; name one")
        super().__init__(access, access.open(), wait_timeout=wait_timeout)

    @classmethod
    def on(cls, access: Access, *, wait_timeout: float = WAIT_TIMEOUT) -> Juju:
        """Connect with access that is at hand already."""
        made = cls.__new__(cls)
        Model.__init__(made, access, access.open(), wait_timeout=wait_timeout)
        return made

    @classmethod
    def of(cls, model: Model) -> Juju:
        """A model as ``Juju``; its connection is taken over."""
        made = cls.__new__(cls)
        Model.__init__(made, model.access, model.connection, wait_timeout=model.wait_timeout)
        made.clock = model.clock
        return made

    @property
    def model(self) -> str | None:
        """The name of the model it is on."""
        return self.access.model.rpartition("/")[2] or None

    def add_model(
        self,
        model: str,
        cloud: str | None = None,
        *,
        controller: str | None = None,
        config: Mapping[str, ConfigValue] | None = None,
        credential: str | None = None,
    ) -> None:
        """Add a model and go there."""
        from jujuclient.controller import Controller

        if controller is not None and controller != self.access.controller:
            raise ValueError(f"this is on controller {self.access.controller}, not {controller}")
        access = self.access.on("")
        with Controller(access, access.open()) as found:
            made = found.add_model(model, cloud, config=config, credential=credential)
        self.connection.close()
        self.access, self.connection = made.access, made.connection

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
        """Destroy a model and all that is in it."""
        from jujuclient.controller import Controller

        access = self.access.on("")
        with Controller(access, access.open()) as found:
            found.destroy_model(
                model,
                destroy_storage=destroy_storage and not release_storage,
                force=force,
                no_wait=no_wait,
                timeout=timeout,
            )
