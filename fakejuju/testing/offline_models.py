"""The simulated models that jubilant's tests ask, by the names that they have for them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from types import ModuleType
from typing import TYPE_CHECKING, Any

from fakejuju.errors import NotSimulated
from fakejuju.testing.factory import access_to, controller_of
from fakejuju.testing.inplay import InPlay
from fakejuju.testing.offline_types import typed
from fakejuju.testing.virtual import VirtualTime
from jujuclient.errors import APIError, JujuError, NotFound, StoreError
from jujuclient.facades.client import Client
from jujuclient.juju import Juju
from jujuclient.status import Status
from jujuclient.verbs.types import TaskError
from jujuclient.versions import Version
from jujuclient.waiting import WaitError

if TYPE_CHECKING:
    from fakejuju.controller import FakeController

_MISSING = ("not found", "not defined", "no action")


class Asked(Juju):
    """What asks a simulated model: a wait sees what ``status`` does, storage included."""

    def _status_within(self, timeout: float | None) -> Status:
        given = {"include_storage": True} if self.series >= (3, 3) else {}
        full = self._facade(Client).within(timeout).full_status(patterns=[], **given)
        return Status.read(full, controller=self.access.controller)

    def whole_status(self) -> Status:
        """The status, with storage where the controller tells it."""
        return self._status_within(self.connection.call_timeout)


class Models:
    """The models of the simulated controllers that are in play."""

    def __init__(self, play: InPlay) -> None:
        self._play = play

    def fake(self, name: str | None = None) -> FakeController:
        """A controller by name; the first without.

        Raises:
            StoreError: there is none of that name.
        """
        self._play.asked += 1
        fakes = self._play.fakes
        found = next((one for one in fakes if name in (None, "", one.name)), None)
        if found is None:
            known = ", ".join(one.name for one in fakes) or "none"
            raise StoreError(f"controller {name or ''} not found; the simulated ones are {known}")
        return found

    def _where(self, model: str) -> tuple[FakeController, str]:
        controller, _, name = model.rpartition(":")
        fake = self.fake(controller)
        # One of the user's own; another's is named with its owner.
        wanted = name if "/" in name or not name else f"admin/{name}"
        return fake, wanted

    def uuid_of(self, model: str, *, missing_ok: bool = False) -> str:
        """The uuid of ``model``, ``owner/model``, ``controller:owner/model``.

        Raises:
            StoreError: there is none.
        """
        fake, name = self._where(model)
        if name in fake.models:
            return fake.model(name).uuid
        if missing_ok:
            return ""
        raise StoreError(f"model {fake.name}:{name} not found; there are {', '.join(fake.models)}")

    def named(self, model: str | None) -> Asked:
        """Our client on a model; on the current one without a name.

        Raises:
            StoreError: there is no such model, or none is current.
        """
        fake = self.fake() if model is None else self._where(model)[0]
        uuid = fake.model_uuid if model is None else self.uuid_of(model)
        if not uuid:
            raise StoreError(f"no model is current on controller {fake.name}; name one, or add one")
        key = (id(fake), uuid)
        if key not in self._play.clients:
            juju = Asked.on(access_to(fake, uuid))
            juju.clock = VirtualTime(fake)
            self._play.clients[key] = juju
        found = self._play.clients[key]
        assert isinstance(found, Asked)
        return found

    def of(self, juju: Any) -> Asked:
        """Our client on the model that a ``jubilant.Juju`` is for."""
        return self.named(juju.model)

    def add(self, controller: str | None, model: str, cloud: str | None, **given: Any) -> None:
        """Add a model; the current one stays what it was."""
        with controller_of(self.fake(controller)) as found:
            found.add_model(model, cloud, **given).close()

    def switch(self, model: str) -> str:
        """Make a model the current one; its name, as the command tells it."""
        fake, name = self._where(model)
        fake._current = self.uuid_of(model)
        return f"{fake.name}:{name}"

    def current(self) -> str:
        """The current model, as the command tells it."""
        fake = self.fake()
        return f"{fake.name}:{fake.current_model}"

    def destroy(self, model: str, **given: Any) -> None:
        """Destroy a model, with what asks it."""
        fake, _ = self._where(model)
        uuid = self.uuid_of(model)
        self._play.forget_client(id(fake), uuid)
        if given.get("timeout") is not None and not given.get("force"):
            raise ValueError("--timeout can only be used with --force (dangerous)")
        with controller_of(fake) as found:
            found.destroy_model(uuid, **given)

    def version(self, juju: Any) -> Version:
        """The version of a controller."""
        controller = (juju.model or "").rpartition(":")[0]
        return Version.of(self.fake(controller).simulation.version)

    # --- errors ------------------------------------------------------------------------------

    def translated(self, jubilant: ModuleType, name: str, error: Exception) -> Exception:
        """An error of ours as jubilant's; another stays what it is."""
        made = error
        if isinstance(error, TaskError):
            made = jubilant.TaskError(typed(jubilant.Task, error.task))
        elif isinstance(error, WaitError):
            made = jubilant.WaitError(f"error function returned true: {error}\n{error.status}")
        elif isinstance(error, TimeoutError):
            status = getattr(error, "status", None)
            made = TimeoutError(f"timed out: {error}" + (f"\n{status}" if status else ""))
        elif isinstance(error, (JujuError, OSError)) and not isinstance(error, NotSimulated):
            made = _cli_error(jubilant, name, error)
        elif type(error) is ValueError and name not in ("run", "wait"):
            made = _cli_error(jubilant, name, error)  # the command would refuse what we do not send
        return made

    @contextlib.contextmanager
    def missing_is_a_value_error(self, what: str) -> Iterator[None]:
        """A unit or an action that there is not is a ``ValueError`` to jubilant."""
        try:
            yield
        except APIError as error:
            if isinstance(error, NotFound) or any(word in error.message for word in _MISSING):
                raise ValueError(f"{what}, stderr:\nERROR {_words(error)}") from None
            raise


def _cli_error(jubilant: ModuleType, name: str, error: Exception) -> Exception:
    command = ["juju", name.strip("_").replace("_", "-")]
    made: Exception = jubilant.CLIError(1, command, "", f"ERROR {_words(error)}\n")
    return made


def _words(error: Exception) -> str:
    """The words of the controller alone; ours name the call, too."""
    if isinstance(error, APIError):
        return f"{error.message} ({error.code})" if error.code else error.message
    return str(error)
