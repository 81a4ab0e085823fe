"""The environment of Juju 1, and that of Juju 2 and later."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlsplit

from jujuclient.classic import client, services, smallfacades as small
from jujuclient.classic.basefacade import BaseFacade
from jujuclient.classic.connector import BaseConnector, Juju1Connector, Juju2Connector
from jujuclient.classic.environment import BaseEnvironment
from jujuclient.classic.exc import EnvError, EnvironmentNotBootstrapped, OtherJuju
from jujuclient.classic.rpc import Juju1RPC, Juju2RPC, Response
from jujuclient.errors import StoreError

OF_CONTROLLERS = ("models", "users")
"""Attributes that belong to the controller's own connection."""
ENDED = {
    "images": "this controller has no ImageManager: it ended with Juju 2.9, and images are the cloud's own",
    "mess": "Juju 2 and later have models: env.models",
}
"""Attributes that some controllers have nothing for, and why."""


class Juju1Environment(BaseEnvironment, Juju1RPC):
    """An environment of Juju 1.

    >>> env = Environment("wss://10.0.3.1:17070", ca_cert="/home/me/ca.pem")  # doctest: +SKIP
    >>> env.login("my-secret")  # doctest: +SKIP
    """

    version = 0
    _facade_classes: ClassVar[tuple[type[BaseFacade], ...]] = (
        client.Client,
        client.Annotations,
        small.Actions,
        small.Backups,
        small.Charms,
        small.EnvironmentManager,
        small.HA,
        small.ImageManager,
        small.KeyManager,
        small.UserManager,
    )

    @classmethod
    def connector(cls) -> BaseConnector:
        """What finds and connects environments of this major."""
        return Juju1Connector()

    @classmethod
    def watch_module(cls) -> Any:
        """The module with the watches of this major."""
        from jujuclient.juju1 import watch as module

        return module

    @classmethod
    def connect(cls, env_name: str) -> Any:
        """As in 0.54; a name that only the client store of Juju 2 and later knows is a model there.

        Raises:
            EnvironmentNotBootstrapped: neither knows it.
        """
        try:
            return super().connect(env_name)
        except EnvironmentNotBootstrapped:
            try:
                Juju2Connector().parse_env(env_name)
            except StoreError:
                known = False
            else:
                known = True
            if not known:
                raise
        from jujuclient.classic import bridge

        return bridge.bridged(cls).connect(env_name)

    def login(self, password: str, user: str = "user-admin") -> Response:
        """Log in; on a controller of Juju 2 or later this becomes an environment there.

        ``jujuclient.classic.bridge`` says which model it is of, and how answers can be read.
        """
        try:
            return super().login(password, user)
        except Exception as error:
            if not _of_juju_2(error):
                raise
        from jujuclient.classic import bridge

        return bridge.cross(self, password, user)

    def _service(self) -> BaseFacade:
        return services.Service(self)

    def get_charm(self, charm_url: str) -> Response:
        """Metadata, config and actions of a charm."""
        return self._rpc({"Type": "Client", "Request": "CharmInfo", "Params": {"CharmURL": charm_url}})


def _of_juju_2(error: BaseException) -> bool:
    """True where a login in the frames of Juju 1 ended as it does on 2.0 and later.

    They answer in either spelling that the client is too old, or close the connection.
    """
    if isinstance(error, EnvError):
        return isinstance(error, OtherJuju) or "login from old clients" in error
    closed = type(error).__name__ == "WebSocketConnectionClosedException"
    return closed or isinstance(error, ConnectionError)


class Juju2Environment(BaseEnvironment, Juju2RPC):
    """A model of Juju 2 or later; calls of 0.54 go to the facades that the controller has today."""

    version = 1
    _facade_classes: ClassVar[tuple[type[BaseFacade], ...]] = (
        client.Client2,
        client.Annotations2,
        services.Application,
        small.Actions2,
        small.Backups2,
        small.Charms2,
        small.HA2,
        small.ImageManager2,
        small.KeyManager2,
        small.ModelManager,
        small.UserManager2,
    )

    @classmethod
    def connector(cls) -> BaseConnector:
        """What finds and connects models of this major."""
        return Juju2Connector()

    @classmethod
    def watch_module(cls) -> Any:
        """The module with the watches of this major."""
        from jujuclient.juju2 import watch as module

        return module

    _own_controller: Any = None

    def __getattr__(self, name: str) -> Any:
        # Since 2.0 some facades are on the controller's own connection.
        if name in OF_CONTROLLERS and self.__dict__.get("facades"):
            return getattr(self.on_controller(), name)
        if name in ENDED and self.__dict__.get("facades"):
            raise AttributeError(ENDED[name])
        return super().__getattr__(name)

    def on_controller(self) -> Any:
        """The environment that is logged in to the controller itself; opened when it is first needed."""
        if not self.uuid:
            return self
        with self._turn:
            if self._own_controller is None or not self._own_controller.conn.connected:
                self._own_controller = self._another(f"wss://{urlsplit(self.endpoint).netloc}/api", None)
            return self._own_controller

    def close(self) -> None:
        """Stop the watches and close the connections."""
        beside, self._own_controller = self._own_controller, None
        if beside is not None:
            beside.close()
        super().close()

    def _service(self) -> BaseFacade:
        return services.Application(self)

    def _common(self, kind: type[BaseFacade]) -> int | None:
        found = super()._common(kind)
        if found is None and kind.name in self._offered:
            from jujuclient.classic import today

            return today.newest(self, kind.name)
        return found

    def negotiate_facades(self) -> None:
        """Bind each facade; ``service`` is the facade Application of the version that was agreed on."""
        super().negotiate_facades()
        if "Application" in self.facades:
            self.service = self.application

    def _watch_versions(self) -> tuple[int, int]:
        from jujuclient.classic import today

        return (today.newest(self, "Client") or 1, today.newest(self, "AllWatcher") or 1)

    def _watcher(self) -> Any:
        if not self._offered or "AllWatcher" in self._offered:
            return None
        from jujuclient.classic.polled import PolledWatcher

        return PolledWatcher

    def get_charm(self, charm_url: str) -> Response:
        """Metadata, config and actions of a charm."""
        result: Response = self.charms.info(charm_url)
        return result


__all__ = ["Juju1Environment", "Juju2Environment"]
