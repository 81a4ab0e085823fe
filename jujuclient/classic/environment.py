"""The environment: a connection with its facades and the verbs of old."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from jujuclient.classic import client, services, smallfacades as small
from jujuclient.classic.basefacade import BaseFacade
from jujuclient.classic.connector import BaseConnector, Juju1Connector, Juju2Connector
from jujuclient.classic.delegates import Delegates
from jujuclient.classic.exc import EnvError, EnvironmentNotBootstrapped, LoginRequired
from jujuclient.classic.rpc import BaseRPC, Juju1RPC, Juju2RPC, Response
from jujuclient.classic.uploads import Uploads
from jujuclient.errors import StoreError


class Jobs:
    """What a machine of Juju 1 may do."""

    HostUnits = "JobHostUnits"
    ManageEnviron = "JobManageEnviron"
    ManageState = "JobManageState"


class LogIterator:
    """The lines of the log, until the connection closes."""

    def __init__(self, conn: Any) -> None:
        self.conn = conn

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            line = self.conn.recv()
        except Exception as error:
            if type(error).__name__ != "WebSocketConnectionClosedException":
                raise
            line = ""
        if not line:
            self.conn.close()
            raise StopIteration
        return line.decode() if isinstance(line, bytes) else str(line)

    next = __next__


class BaseEnvironment(Delegates, Uploads, BaseRPC):
    """What environments of both majors have; ``Environment`` of each major completes it.

    Args:
        endpoint: ``wss://host:port``, with the path of the model where there is one.
        name: what the user calls it.
        conn: a connection to use, anything with ``send``, ``recv``, ``close`` and ``connected``;
            None connects now.
        ca_cert: the controller's CA, a path or PEM text; without it nothing is verified.
        env_uuid: of the environment or model.

    Attributes:
        facades: facade to its attribute here and its version, once logged in.
        service: the facade of services or applications.
        client: the facade Client, once logged in.
    """

    version: ClassVar[int] = 0
    service: Any
    facades: dict[str, dict[str, Any]]
    _facade_classes: ClassVar[tuple[type[BaseFacade], ...]] = ()

    def __init__(
        self,
        endpoint: str,
        name: str | None = None,
        conn: Any = None,
        ca_cert: str | None = None,
        env_uuid: str | None = None,
    ) -> None:
        import threading

        self.endpoint = endpoint if "://" in endpoint else f"wss://{endpoint}"
        self.name = name
        self._ca_cert = ca_cert
        self._env_uuid = env_uuid
        self._turn = threading.RLock()
        self._watches: list[Any] = []
        self.facades = {}
        self._offered: dict[str, list[int]] = {}
        self.service = self._service()
        self.conn = conn if conn is not None else self.connector().connect_socket(self.endpoint, ca_cert)

    def __getattr__(self, name: str) -> Any:
        # Only for what is not there: facades before the login (defect 17).
        keys = {kind.key for kind in type(self)._facade_classes}
        if name in keys and not self.__dict__.get("facades"):
            raise LoginRequired(f"env.{name} is there after env.login(password)")
        here = sorted(one["attr"] for one in self.__dict__.get("facades", {}).values())
        raise AttributeError(f"this environment has no {name!r}; this connection has {', '.join(here)}")

    # -- plug points

    @classmethod
    def connector(cls) -> BaseConnector:
        """What finds and connects environments of this major."""
        raise NotImplementedError

    @classmethod
    def watch_module(cls) -> Any:
        """The module with the watches of this major."""
        raise NotImplementedError

    @classmethod
    def facade_class(cls) -> type[BaseFacade]:
        """What the facades of this major derive from."""
        return BaseFacade

    def _service(self) -> BaseFacade:
        raise NotImplementedError

    # -- connecting

    @classmethod
    def connect(cls, env_name: str) -> Any:
        """Find the environment in the juju command's files, connect and log in.

        Returns:
            the environment; None where none of its addresses answers.
        """
        return cls.connector().run(cls, env_name)

    def login(self, password: str, user: str = "user-admin") -> Response:
        """Log in, and make the facades attributes of this; answers with what the controller said."""
        result = super().login(password, user)
        self.negotiate_facades()
        return result

    def close(self) -> None:
        """Stop the watches and close the connection."""
        watches, self._watches = self._watches, []
        for one in watches:
            try:
                one.stop()
            except Exception:
                # A watch whose line broke is stopped.
                continue
        # Defect 19: whether it counts as connected or not, its socket is given back.
        if self.conn is not None:
            self.conn.close()

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *error: Any) -> None:
        self.close()

    @property
    def uuid(self) -> str | None:
        """Of the environment, where it is known."""
        if self._env_uuid:
            return self._env_uuid
        told = (self._info or {}).get("EnvironTag") or (self._info or {}).get("model-tag") or ""
        return told.partition("-")[2] or None

    @property
    def tag(self) -> str:
        """Of the environment."""
        kind = "environment" if self.version == 0 else "model"
        return f"{kind}-{self.uuid}"

    @property
    def juju_home(self) -> str:
        """Where the juju command keeps its files."""
        return self.connector().juju_home()

    @property
    def url_root(self) -> str:
        """The first part of the path of an environment."""
        return self.connector().url_root()

    # -- facades

    def get_facades(self) -> list[dict[str, Any]]:
        """The facades that the login told of; [] where it told of none."""
        return (self._info or {}).get(self._spelled("facades")) or []

    def get_facade_name(self, facade: dict[str, Any]) -> str:
        """The name in one of ``get_facades``."""
        return str(facade[self._spelled("name")])

    def get_facade_versions(self, facade: dict[str, Any]) -> list[int]:
        """The versions in one of ``get_facades``."""
        return list(facade[self._spelled("versions")] or ())

    def _spelled(self, word: str) -> str:
        return word.capitalize() if self.version == 0 else word

    def negotiate_facades(self) -> None:
        """Bind each facade at the newest version that both sides have, as attribute and in ``facades``."""
        self._offered = {
            self.get_facade_name(one): self.get_facade_versions(one) for one in self.get_facades()
        }
        self.facades = {}
        for kind in type(self)._facade_classes:
            version = self._common(kind)
            if version is not None:
                setattr(self, kind.key, kind(self, version))
                self.facades[kind.name] = {"attr": kind.key, "version": version}

    def _common(self, kind: type[BaseFacade]) -> int | None:
        offered = self._offered.get(kind.name)
        if not self._offered and kind.name == "Client":
            return 0  # Juju 1.18 lists nothing
        if not offered:
            return None
        return max(set(offered) & set(kind.versions), default=None)

    # -- watching

    def get_watch(self, timeout: float | None = None, connection: Any = None, watch_class: Any = None) -> Any:
        """A watch of everything, started, on a connection of its own.

        Args:
            timeout: seconds after which it ends; None never.
            connection: one that is logged in, to use instead.
            watch_class: instead of the usual class.
        """
        module = self.watch_module()
        if connection is None:
            connection = self._beside()
        if watch_class is None:
            watch_class = self._watcher() or (module.Watcher if timeout is None else module.TimeoutWatcher)
        made = watch_class(connection.conn)
        made.versions = self._watch_versions()
        made._watched = self
        made.set_reconnect_params({"url": self.endpoint, "ca_cert": self._ca_cert, **(self._creds or {})})
        if timeout is not None:
            made.set_timeout(timeout)
        self._watches.append(made)
        made.start()
        return made

    watch = get_watch

    def _watch_versions(self) -> tuple[int, int]:
        return (0, 0)

    def _watcher(self) -> Any:
        """A class that takes the place of the watches of this major, where the controller has none."""
        return None

    def _beside(self) -> Any:
        """A second connection like this one, logged in (defect 12: with its CA and its model)."""
        if not self._creds:
            raise LoginRequired("log in first: env.login(password)")
        kind: Any = next(one for one in type(self).__mro__ if one.__module__ == __name__)
        beside = kind(self.endpoint, ca_cert=self._ca_cert, env_uuid=self._env_uuid)
        try:
            beside.login(**self._creds)
        except BaseException:
            beside.close()
            raise
        return beside

    def wait_for_units(
        self,
        timeout: float | None = None,
        goal_state: str = "started",
        callback: Callable[..., Any] | None = None,
    ) -> None:
        """Wait until every unit is in a state.

        Raises:
            UnitErrors: units are in error.
        """
        self.watch_module().WaitForUnits(self.get_watch(timeout), goal_state).run(callback)

    def wait_for_no_machines(
        self, timeout: float | None = None, callback: Callable[..., Any] | None = None
    ) -> None:
        """Wait until the machines are gone."""
        status: Response = self.status()
        machines = status.get("Machines", status.get("machines"))
        self.watch_module().WaitForNoMachines(self.get_watch(timeout), machines).run(callback)

    # -- others

    def get_stat(self) -> Response:
        """The status; the name of old."""
        result: Response = self.status()
        return result

    def run(
        self, command: str, timeout: Any = None, machines: Any = None, services: Any = None, units: Any = None
    ) -> Response:
        """Run a command on machines, units and every unit of services.

        Raises:
            AssertionError: no target.
        """
        if not machines and not services and not units:
            raise AssertionError("name machines, services or units to run it on")
        # Before a login too: then the plain facade makes the call, and the call asks for the login.
        facade = self.__dict__.get("client") or self._client()
        result: Response = facade.run(
            command, timeout=timeout, machines=machines, services=services, units=units
        )
        return result

    def _client(self) -> Any:
        return next(kind for kind in type(self)._facade_classes if kind.key == "client")(self)

    def debug_log(
        self,
        include_entity: tuple[str, ...] = (),
        include_module: tuple[str, ...] = (),
        exclude_entity: tuple[str, ...] = (),
        exclude_module: tuple[str, ...] = (),
        limit: int = 0,
        back_log: int = 0,
        level: str | None = None,
        replay: bool = False,
    ) -> LogIterator:
        """The log, line by line (defect 10).

        Raises:
            EnvError: the controller refuses.
        """
        from urllib.parse import urlencode, urlsplit

        from jujuclient import connector as door

        asked: dict[str, Any] = {
            "includeEntity": include_entity,
            "includeModule": include_module,
            "excludeEntity": exclude_entity,
            "excludeModule": exclude_module,
            "maxLines": limit or (),
            "backlog": back_log or (),
            "level": level or (),
            "replay": "true" if replay else (),
        }
        place = urlsplit(self.endpoint)
        prefix = f"{self.url_root}/{self.uuid}" if self.uuid else ""
        query = urlencode({key: value for key, value in asked.items() if value}, doseq=True)
        url = f"wss://{place.netloc}{prefix}/log?{query}"
        conn = door.websocket.create_connection(
            url,
            origin=self.endpoint,
            sslopt=self.connector().get_ssl_config(self._ca_cert),
            header=[f"{key}: {value}" for key, value in self._make_headers().items()],
        )
        answer = json.loads(conn.recv() or "{}")
        if answer.get("Error") or answer.get("error"):
            conn.close()
            error = answer.get("Error") or answer["error"]
            raise EnvError({"Error": error.get("message", "") if isinstance(error, dict) else error})
        return LogIterator(conn)

    def _make_headers(self) -> dict[str, str]:
        creds = self._creds or {}
        secret = f"{creds.get('user', '')}:{creds.get('password', '')}".encode()
        return {"Authorization": f"Basic {base64.b64encode(secret).decode()}"}


class Juju1Environment(BaseEnvironment, Juju1RPC):
    """An environment of Juju 1.

    >>> env = Environment("wss://10.0.3.1:17070", ca_cert="/home/me/ca.pem")  # doctest: +SKIP
    >>> env.login("my-secret")  # doctest: +SKIP
    """

    version = 0
    _facade_classes = (
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
        return Juju2Environment.connect(env_name)

    def _service(self) -> BaseFacade:
        return services.Service(self)

    def get_charm(self, charm_url: str) -> Response:
        """Metadata, config and actions of a charm."""
        return self._rpc({"Type": "Client", "Request": "CharmInfo", "Params": {"CharmURL": charm_url}})


class Juju2Environment(BaseEnvironment, Juju2RPC):
    """A model of Juju 2 or later; calls of 0.54 go to the facades that the controller has today."""

    version = 1
    _facade_classes = (
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


__all__ = ["BaseEnvironment", "Jobs", "LogIterator"]
