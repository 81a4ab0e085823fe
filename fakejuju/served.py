"""A fake controller on a port, for as long as a ``with`` block: what replay, proxy and simulator share."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from fakejuju.certs import certificates
from fakejuju.errors import FakeJujuError, said_of
from fakejuju.jujudata import CONTROLLER_NAME, ENVIRONMENTS, Known, write_juju_data
from fakejuju.server import Host, Server, Where
from fakejuju.world import World

if TYPE_CHECKING:
    from jujuclient.connection import Connection

PASSWORD = "fakejuju-password"
"""The password of the fake's user; it opens nothing but a fake on loopback."""

CHOICES = ("JUJU_CONTROLLER", "JUJU_MODEL", "JUJU_ENV")
"""Variables that choose before any client store does, so they must not be set."""

Self = TypeVar("Self", bound="Served")


class Served:
    """A controller on a port of this machine.

    Attributes:
        world: what it says it is: version, uuids, models, user.
        password: of its user.
    """

    name = CONTROLLER_NAME
    """What the client store calls it."""
    world: World

    def __init__(self, host: Host, world: World, *, port: int = 0, where: Where | None = None) -> None:
        self.world = world
        self.password = PASSWORD
        self._host = host
        self._where = where if where is not None else Where(port)
        self._server: Server | None = None
        self._folder: Path | None = None
        self._listens = False

    # --- running ---------------------------------------------------------------------------

    def start(self: Self) -> Self:
        """Listen; the client store is written when somebody asks where it is."""
        self._server = Server.start(self._host, self._where)
        self._listens = True
        return self

    def stop(self) -> None:
        """Close every connection, free the port and remove the client store."""
        if self._server is not None:
            self._server.stop()
        self._listens = False
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def __enter__(self: Self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if error is None:
            self.check()

    def check(self) -> None:
        """Raise what went wrong inside the fake, if anything did.

        Raises:
            FakeJujuError: an error inside the fake, its cause attached.
        """
        if self.broken:
            raise FakeJujuError(self.broken) from self._running.application.failures[0]

    @property
    def broken(self) -> str:
        """What went wrong inside the fake, in a line; "" when nothing did."""
        failures = self._server.application.failures if self._server is not None else []
        return said_of(failures) if failures else ""

    @property
    def _running(self) -> Server:
        if self._server is None:
            raise FakeJujuError("the fake controller is not running: use it in a `with` block, or start() it")
        return self._server

    # --- what a client needs ---------------------------------------------------------------

    @property
    def endpoint(self) -> str:
        """Where it listens, ``host:port``."""
        return self._running.endpoint

    @property
    def endpoints(self) -> tuple[str, ...]:
        """Every ``host:port`` that clients are told, the first one included."""
        return self._running.endpoints

    @property
    def ca(self) -> str:
        """The CA of its certificate, as PEM."""
        return certificates().ca

    @property
    def folder(self) -> Path:
        """A folder of its own with its CA and a client store, made here and removed when it stops."""
        if self._folder is None:
            if not self._listens:
                raise FakeJujuError(
                    "the fake controller is not running: use it in a `with` block, or start() it"
                )
            self._folder = Path(tempfile.mkdtemp(prefix="fakejuju-"))
            (self._folder / "ca.crt").write_text(self.ca)
            self.write_juju_data(self._folder / "juju-data")
        return self._folder

    @property
    def cacert(self) -> Path:
        """A file with the CA."""
        return self.folder / "ca.crt"

    @property
    def juju_data(self) -> Path:
        """A client store that points here: set ``JUJU_DATA`` to it."""
        return self.folder / "juju-data"

    @property
    def controller_uuid(self) -> str:
        """The uuid it says it has."""
        return self.world.controller_uuid

    @property
    def user(self) -> str:
        """The user of the client store."""
        return self.world.user

    @property
    def model_uuid(self) -> str:
        """The uuid of the current model, "" when there is none."""
        return self.world.current

    @property
    def current_model(self) -> str:
        """The current model as ``owner/name``, "" when there is none."""
        facts = self.world.models.get(self.world.current)
        return facts.qualified if facts else ""

    def write_juju_data(self, folder: str | os.PathLike[str]) -> None:
        """Write a client store that points here."""
        write_juju_data(Path(folder), self.known)

    @property
    def known(self) -> Known:
        """What a client store has of it."""
        return Known(
            endpoints=self.endpoints,
            ca=self.ca,
            controller_uuid=self.controller_uuid,
            user=self.user,
            password=self.password,
            models=list(self.world.models.values()),
            current=self.world.current,
            version=self.world.version,
            name=self.name,
        )

    def environ(self) -> dict[str, str]:
        """The environment of this process with the client store in it."""
        return environ_for(self.juju_data)

    def ready(self) -> dict[str, str]:
        """What a serving command prints when it is ready."""
        return {
            "endpoint": self.endpoint,
            "cacert": str(self.cacert),
            "controller-uuid": self.controller_uuid,
            "model": self.current_model,
            "model-uuid": self.model_uuid,
            "user": self.user,
            "password": self.password,
            "juju-data": str(self.juju_data),
        }

    def connect(self, *, model_uuid: str | None = None, **options: Any) -> Connection:
        """Log in with our own client.

        Args:
            model_uuid: the model to connect to; None for the current one, "" for the controller.
            options: what ``Connection.connect`` takes besides, such as another user and password.
        """
        from jujuclient.connection import Connection

        uuid = self.model_uuid if model_uuid is None else model_uuid
        given: dict[str, Any] = {"user": self.user, "password": self.password, **options}
        return Connection.connect([self.endpoint], cacert=self.ca, model_uuid=uuid, **given)


def environ_for(juju_data: Path) -> dict[str, str]:
    """The environment of this process with that client store in it."""
    # A command that is run here is no service: what systemd told us is not told to it.
    without = (*CHOICES, "NOTIFY_SOCKET")
    clean = {key: value for key, value in os.environ.items() if key not in without}
    home = {"JUJU_HOME": str(juju_data)} if (juju_data / ENVIRONMENTS).is_dir() else {}
    return {**clean, "JUJU_DATA": str(juju_data), **home}
