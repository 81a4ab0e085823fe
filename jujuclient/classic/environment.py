"""The environment: a connection with its facades and the verbs of old."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from jujuclient.classic.basefacade import BaseFacade
from jujuclient.classic.connector import BaseConnector
from jujuclient.classic.delegates import Delegates
from jujuclient.classic.exc import LoginRequired
from jujuclient.classic.logs import Logs
from jujuclient.classic.rpc import BaseRPC, Response
from jujuclient.classic.uploads import Uploads

_HERE = "jujuclient.classic."


class Jobs:
    """What a machine of Juju 1 may do."""

    HostUnits = "JobHostUnits"
    ManageEnviron = "JobManageEnviron"
    ManageState = "JobManageState"


class Facades(dict[str, Any]):
    """What was agreed on: facade to its attribute and version.

    Of Juju 1 the environment itself was the facade Client, up to 0.52; 0.54 listed it. So it is here
    for whoever asks for it by name, and not where the others are listed.
    """

    def __init__(self, unlisted: dict[str, Any] | None = None) -> None:
        super().__init__()
        self._unlisted = unlisted or {}

    def __missing__(self, name: str) -> Any:
        return self._unlisted[name]

    def __contains__(self, name: object) -> bool:
        return dict.__contains__(self, name) or name in self._unlisted

    def get(self, name: str, default: Any = None) -> Any:
        """What was agreed on for a facade."""
        return dict.get(self, name, self._unlisted.get(name, default))


class BaseEnvironment(Delegates, Logs, Uploads, BaseRPC):
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
    _kinds: ClassVar[Mapping[str, str]] = {}
    """What a watch of this calls a kind of entity that the controller calls otherwise."""
    _settled = False
    """Whether the endpoint says which model is meant, or that none is."""

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
        self._uploaded = {}
        self.service = self._service()
        self.conn = conn if conn is not None else self.connector().connect_socket(self.endpoint, ca_cert)

    def __getattr__(self, name: str) -> Any:
        # Only for what is not there: facades before the login (defect 17).
        keys = {kind.key for kind in type(self)._facade_classes}
        if name in keys and not self.__dict__.get("_info"):
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

    def get_facade_name(self, facade_dict: dict[str, Any]) -> str:
        """The name in one of ``get_facades``."""
        return str(facade_dict[self._spelled("name")])

    def get_facade_versions(self, facade_dict: dict[str, Any]) -> list[int]:
        """The versions in one of ``get_facades``."""
        return list(facade_dict[self._spelled("versions")] or ())

    def _spelled(self, word: str) -> str:
        return word.capitalize() if self.version == 0 else word

    def negotiate_facades(self) -> None:
        """Bind each facade at the newest version that both sides have, as attribute and in ``facades``."""
        self._offered = {
            self.get_facade_name(one): self.get_facade_versions(one) for one in self.get_facades()
        }
        listed: dict[str, dict[str, Any]] = {}
        for kind in type(self)._facade_classes:
            version = self._common(kind)
            if version is not None:
                setattr(self, kind.key, kind(self, version))
                listed[kind.name] = {"attr": kind.key, "version": version}
        client = {name: listed.pop(name) for name in ("Client",) if self.version == 0 and name in listed}
        self.facades = Facades(client)
        self.facades.update(listed)

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
        made._shape = self._shape
        made.kinds = self._kinds
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
        return self._another(self.endpoint, self._env_uuid)

    def _another(self, endpoint: str, uuid: str | None) -> Any:
        """An environment of the plain class, logged in as this one."""
        kind: Any = next(one for one in type(self).__mro__ if one.__module__.startswith(_HERE))
        made = kind(endpoint, ca_cert=self._ca_cert, env_uuid=uuid)
        made._settled = True
        try:
            made.login(**(self._creds or {}))
        except BaseException:
            made.close()
            raise
        return made

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

    def get_charm(self, charm_url: str) -> Response:
        """Metadata, config and actions of a charm."""
        raise NotImplementedError

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

    def _make_headers(self) -> dict[str, str]:
        creds = self._creds or {}
        secret = f"{creds.get('user', '')}:{creds.get('password', '')}".encode()
        return {"Authorization": f"Basic {base64.b64encode(secret).decode()}"}


__all__ = ["BaseEnvironment", "Jobs"]
