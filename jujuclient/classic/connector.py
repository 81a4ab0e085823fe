"""How to reach an environment: what the juju command left on disk, and a websocket to it."""

from __future__ import annotations

import errno
import logging
import os
import re
import socket
import ssl
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from jujuclient.classic.exc import EnvError, EnvironmentNotBootstrapped
from jujuclient.deadline import Deadline
from jujuclient.tls import SERVER_NAME, client_context

if TYPE_CHECKING:
    from jujuclient.store import ClientStore

log = logging.getLogger("jujuclient")

SSL_VERSION = ssl.PROTOCOL_TLS_CLIENT
"""What websocket-client is told; it negotiates the newest TLS that both sides have."""


def pem_of(cert: str | None) -> str | None:
    """The PEM text of a CA that is given as text or as the path of a file; None for none."""
    if not cert or "-----BEGIN" in cert:
        return cert or None
    return Path(cert).read_text()


class BaseConnector:
    """Finds an environment and connects to it; what differs by major is in the subclasses."""

    retry_conn_errors: ClassVar[tuple[int, ...]] = (errno.ETIMEDOUT, errno.ECONNREFUSED, errno.ECONNRESET)

    def url_root(self) -> str:
        """The first part of a model's path."""
        raise NotImplementedError

    def juju_home(self) -> str:
        """Where the juju command keeps its files."""
        raise NotImplementedError

    def parse_env(self, env_name: str) -> tuple[str, dict[str, Any]]:
        """The juju command's folder, and what its files say of an environment."""
        raise NotImplementedError

    def run(self, cls: Any, env_name: str) -> Any:
        """An environment that is connected and logged in; None where no address answers."""
        _, data = self.parse_env(env_name)
        cert = data.get("ca-cert") or None
        if cert:
            cert = self.write_ca(env_name, cert)
        address = self.get_state_server(data)
        if not address:
            return None
        return self.connect_env(
            cls, address, env_name, data["user"], data["password"], cert, data.get("environ-uuid")
        )

    def connect_env(
        self,
        cls: Any,
        address: str,
        name: str,
        user: str,
        password: str,
        cert_path: str | None = None,
        env_uuid: str | None = None,
    ) -> Any:
        """Connect to an address and log in; a model that has moved is followed."""
        endpoint = f"wss://{address}"
        if env_uuid:
            endpoint += f"{self.url_root()}/{env_uuid}/api"
        env = cls(endpoint, name=name, ca_cert=cert_path, env_uuid=env_uuid)
        moved = env.redirect_info() if env_uuid else None
        if moved:
            env.close()
            env = self._follow(cls, moved, name, env_uuid)
        env.login(user=user if not user or user.startswith("user-") else f"user-{user}", password=password)
        return env

    def _follow(self, cls: Any, moved: dict[str, Any], name: str, env_uuid: str | None) -> Any:
        """The environment at the first public address of where the model has gone."""
        for server in (one for group in moved.get("servers", ()) for one in group):
            address = f"{server['value']}:{server['port']}"
            if server.get("scope") == "public" and self.is_server_available(address):
                endpoint = f"wss://{address}{self.url_root()}/{env_uuid}/api"
                return cls(endpoint, name=name, ca_cert=moved.get("ca-cert") or None, env_uuid=env_uuid)
        raise EnvError("the model has moved, and none of its public addresses answers")

    @classmethod
    def connect_socket(cls, endpoint: str, cert_path: str | None = None) -> Any:
        """A websocket to an endpoint.

        Args:
            endpoint: ``wss://host:port`` with the path of the model.
            cert_path: the controller's CA, a path or PEM text. Without one nothing is verified, as
                ever: the address of a fresh controller was all that scripts had.

        Raises:
            ConnectionRefusedError, ssl.SSLError, OSError: as the socket tells.
        """
        from jujuclient import connector as door  # where tests put their own ``websocket``

        library: Any = door.websocket
        return library.create_connection(endpoint, origin=endpoint, sslopt=cls.get_ssl_config(cert_path))

    @staticmethod
    def get_ssl_config(cert_path: str | None = None) -> dict[str, Any]:
        """The ``sslopt`` of websocket-client: with a CA, that CA alone and the controller's name."""
        pem = pem_of(cert_path)
        if pem is None:
            return {"ssl_version": SSL_VERSION, "cert_reqs": ssl.CERT_NONE}
        return {
            "context": client_context(pem),
            "cert_reqs": ssl.CERT_REQUIRED,
            "check_hostname": True,
            "server_hostname": SERVER_NAME,
        }

    @classmethod
    def connect_socket_loop(cls, endpoint: str, cert_path: str | None = None, timeout: float = 120) -> Any:
        """A websocket to an endpoint that may still be coming up.

        Raises:
            DeadlineExceeded: it did not come up in time (defect 11: 0.54 gave None at once).
        """
        deadline = Deadline(timeout, f"a connection to {endpoint}")
        while True:
            try:
                return cls.connect_socket(endpoint, cert_path)
            except OSError as error:
                if error.errno not in cls.retry_conn_errors:
                    raise
                if deadline.expired:
                    raise deadline.exceeded() from error
                log.info("waiting for %s: %s", endpoint, error)
            threading.Event().wait(min(1.0, deadline.remaining() or 0.0))

    def write_ca(
        self,
        cert_name: str,
        cert: str = "",
        data: str = "",
        *,
        cert_dir: str | os.PathLike[str] | None = None,
    ) -> str:
        """Write a CA into ``<home>/jclient`` and answer with the path.

        Up to 0.52 it was ``write_ca(cert_dir, cert_name, data)``; three arguments are read so.
        """
        if data and cert_dir is None:
            cert_dir, cert_name = cert_name, cert
        folder = Path(self.juju_home()) / "jclient" if cert_dir is None else Path(cert_dir)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{cert_name.replace('/', '_')}-cacert.pem"
        path.write_text(data or cert)
        return str(path)

    def get_state_server(self, data: dict[str, Any]) -> str | None:
        """The first address that answers; None where none does."""
        return next((one for one in data["state-servers"] if self.is_server_available(one)), None)

    @staticmethod
    def split_host_port(server: str) -> tuple[str, str]:
        """``host:port`` in its two parts; the brackets of IPv6 go.

        Raises:
            ValueError: it is neither.
        """
        found = re.fullmatch(r"(?:\[(?P<six>[0-9A-Fa-f:.%]+)\]|(?P<host>[^:\[\]/]+)):(?P<port>\d+)", server)
        if not found:
            raise ValueError(f"{server!r} is not host:port")
        return found["six"] or found["host"], found["port"]

    def is_server_available(self, server: str) -> bool:
        """True where something listens; errors other than a refusal or silence are raised."""
        host, port = self.split_host_port(server)
        try:
            sock = socket.create_connection((host, int(port)), 3)
        except TimeoutError:
            return False
        except OSError as error:
            if error.errno in self.retry_conn_errors:
                return False
            raise
        sock.close()
        return True


class Juju1Connector(BaseConnector):
    """Environments of Juju 1: ``cache.yaml`` and ``.jenv`` files."""

    def url_root(self) -> str:
        """The first part of an environment's path."""
        return "/environment"

    def juju_home(self) -> str:
        """``$JUJU_HOME``, else ``~/.juju``."""
        return os.path.expanduser(os.environ.get("JUJU_HOME", "~/.juju"))

    def parse_env(self, env_name: str) -> tuple[str, dict[str, Any]]:
        """The folder, and what ``cache.yaml`` or else the ``.jenv`` file says.

        Raises:
            EnvironmentNotBootstrapped: neither knows the environment.
        """
        home = Path(self.juju_home())
        environments = home / "environments"
        data = self.environment_from_cache(env_name, str(environments / "cache.yaml"))
        if data is None:
            jenv = environments / f"{env_name}.jenv"
            if not jenv.is_file():
                raise EnvironmentNotBootstrapped(env_name)
            data = self.environment_from_jenv(str(jenv))
        return str(home), data

    def environment_from_cache(self, env_name: str, cache_filename: str) -> dict[str, Any] | None:
        """What ``cache.yaml`` says of an environment; None where it says nothing."""
        try:
            cache = _yaml(cache_filename)
        except FileNotFoundError:
            return None
        entry = (cache.get("environment") or {}).get(env_name)
        if entry is None:
            return None
        server = cache["server-data"][entry["server-uuid"]]
        user = entry["user"]
        return {
            "user": user,
            "password": server["identities"][user],
            "environ-uuid": entry["env-uuid"],
            "server-uuid": entry["server-uuid"],
            "state-servers": server["api-endpoints"],
            "ca-cert": server["ca-cert"],
        }

    def environment_from_jenv(self, jenv: str) -> dict[str, Any]:
        """What a ``.jenv`` file says."""
        return _yaml(jenv)


class Juju2Connector(BaseConnector):
    """Models of Juju 2 and later: the client store."""

    def url_root(self) -> str:
        """The first part of a model's path."""
        return "/model"

    def juju_home(self) -> str:
        """``$JUJU_DATA``, else ``~/.local/share/juju``."""
        return str(self._store.path)

    @property
    def _store(self) -> ClientStore:
        from jujuclient.store import ClientStore

        return ClientStore()

    def parse_env(self, env_name: str) -> tuple[str, dict[str, Any]]:
        """The folder, and what the client store says of ``controller:owner/model`` or a shorter name.

        Raises:
            StoreError: something named is not there.
        """
        controller, model, owner = self._parse_env_name(env_name)
        whole = f"{owner.removesuffix('@local')}/{model}" if owner else model
        target = self._store.resolve(whole or None, controller=controller or None)
        return self.juju_home(), {
            "user": target.account.user,
            "password": target.account.password,
            "environ-uuid": target.model.uuid if target.model is not None else None,
            "server-uuid": target.controller.uuid,
            "state-servers": target.controller.addresses,
            "ca-cert": target.controller.ca_cert,
        }

    def _parse_env_name(self, env_name: str) -> tuple[str, str, str | None]:
        """Controller, model and owner; "" and None where the name does not say."""
        controller, colon, rest = env_name.rpartition(":")
        owner, slash, model = rest.partition("/")
        return (controller if colon else ""), (model if slash else rest), (owner if slash else None)

    def get_controller(self, controller_name: str) -> dict[str, Any]:
        """A controller of the client store, as the juju command lists it."""
        found = self._store.controller(controller_name)
        return {
            "uuid": found.uuid,
            "api-endpoints": list(found.api_endpoints),
            "ca-cert": found.ca_cert,
            "cloud": found.cloud,
            "region": found.region,
            "agent-version": found.agent_version,
        }

    def get_model(self, controller_name: str, model_name: str, owner: str) -> dict[str, Any]:
        """A model of the client store, as the juju command shows it."""
        found = self._store.model(controller_name, f"{owner.removesuffix('@local')}/{model_name}")
        return {
            "name": found.name,
            "short-name": found.name.rpartition("/")[2],
            "model-uuid": found.uuid,
            "model-type": found.type,
            "controller-uuid": self._store.controller(controller_name).uuid,
            "controller-name": controller_name,
        }

    def get_account(self, jhome: str, controller_name: str) -> dict[str, Any]:
        """Who the user is on a controller: ``user`` and ``password``."""
        from jujuclient.store import ClientStore

        found = ClientStore(jhome).account(controller_name)
        return {"user": found.user, "password": found.password}


def _yaml(path: str) -> dict[str, Any]:
    import yaml

    found: dict[str, Any] = yaml.safe_load(Path(path).read_text()) or {}
    return found


__all__ = ["SSL_VERSION", "BaseConnector", "Juju1Connector", "Juju2Connector", "pem_of"]
