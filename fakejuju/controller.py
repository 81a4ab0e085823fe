"""A simulated controller, as people hold it.

    with FakeController(juju="3.6", seed=1) as controller:
        connection = controller.connect()

Everything it knows is changed and read on the background loop; the methods here may be called
from any thread. Time stands still unless told: ``advance`` lets it pass.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import MsgspecError
from msgspec.structs import replace

from fakejuju.beginnings import PROFILES, Profile, demand_model_name, first_model, simulation_of
from fakejuju.errors import FakeJujuError, NotSimulated, said_of
from fakejuju.faults import Faults
from fakejuju.journal import Journal
from fakejuju.loop import background
from fakejuju.routes_charmhub import CharmhubHost
from fakejuju.served import Served
from fakejuju.server import LOOPBACK, Server, Where
from fakejuju.simulation import digest
from fakejuju.simulator import Simulator
from fakejuju.state.controller import Model, User
from fakejuju.views import FakeModel
from fakejuju.world import ModelFacts, World
from jujuclient.wire.messages import Reply, Request

if TYPE_CHECKING:
    from fakejuju.calllog import CallLog
    from fakejuju.charmstore import CharmStore
    from fakejuju.session import Conversation
    from fakejuju.state.action import Task
    from jujuclient.connection import Connection

T = TypeVar("T")
FORMAT = 1
"""The number of the form that ``snapshot`` and ``save`` write."""


class FakeController(Served):
    """A controller whose answers come from a state that it keeps.

    Args:
        juju: a series (``3.6``) or a version (``3.6.28``), 1.18 to 4.1.
        seed: of every uuid, token and accident; the same seed and calls give the same bytes.
        profile: how the agents act. ``instant``: as soon as an answer is out; ``steady``: with
            plausible delays; ``manual``: not until told; ``chaos``: with seeded accidents.
        model: the name of a first, empty model; "" for none.
        charms: a folder of charms, which stand beside the built-in ones in the charm store; or a
            ``CharmStore`` of your own.
        rows: behaviour of your own; see ``fakejuju.lifecycle``. A file of YAML or rows.
        bundle: a bundle to begin with, its path or its text.
        status: a cassette whose last status the first model begins with.
        real_time: True lets the clock run, as ``fakejuju serve`` does.
        port: 0 for a free one.
        host: the address to listen on; loopback, unless others are to come in.
        advertise: what clients are told of that, ``host`` or ``host:port`` each; what was bound
            unless told.
        charmhub_port: of the charm store, which clients ask by HTTP; 0 for a free one.
        name: what the client store calls it.

    Raises:
        FakeJujuError: an argument that cannot be used, with what can.

    Attributes:
        faults: calls and lines that are to fail; see ``fakejuju.faults``.
        requests: what was asked, the last thousand calls.
        simulation: what is behind it; touch it on the loop only, by ``do``.
    """

    def __init__(
        self,
        juju: str = "3.6",
        *,
        seed: int = 0,
        profile: Profile = "instant",
        model: str = "default",
        charms: str | os.PathLike[str] | CharmStore | None = None,
        rows: Any = (),
        bundle: str | os.PathLike[str] | None = None,
        status: str | os.PathLike[str] | None = None,
        real_time: bool = False,
        port: int = 0,
        host: str = LOOPBACK,
        advertise: Sequence[str] = (),
        charmhub_port: int = 0,
        name: str = "fake",
    ) -> None:
        self.name = name
        self.simulation = simulation_of(juju, seed, profile, charms, rows, real_time)
        self.requests = Journal()
        self._simulator = Simulator(self.simulation)
        self._simulator.heard = self._heard
        self._bundle = bundle
        self._status = status
        self._charmhub: Server | None = None
        self._log: CallLog | None = None
        self._current = first_model(self.simulation, model) if model else ""
        self.faults = Faults(self.simulation, self.do)
        super().__init__(
            self.faults.around(self._simulator),
            World(self.simulation.version),
            where=Where(port, host, tuple(advertise)),
        )
        self._store_where = Where(charmhub_port, host, self._where.hosts if advertise else ())

    # --- running ---------------------------------------------------------------------------

    def start(self) -> FakeController:
        """Listen, and begin with the bundle or the status."""
        try:
            super().start()
            self._begin()
        except BaseException:
            self.stop()
            raise
        return self

    def _begin(self) -> None:
        self._charmhub = Server.start(CharmhubHost(self.simulation), self._store_where, tls=False)
        self.simulation.charmhub_url = f"http://{self._charmhub.endpoint}"
        self._simulator.endpoint = self.endpoint
        self.do(lambda: self.simulation.listening(*self.endpoints))
        if self._bundle is not None:
            from fakejuju.bundles import deploy_bundle

            bundle, self._bundle = self._bundle, None
            self.do(lambda: deploy_bundle(self.simulation, self._current, bundle))
        if self._status is not None:
            from fakejuju.from_status import begin_with_status

            status, self._status = self._status, None
            self.do(lambda: begin_with_status(self.simulation, self._current, status))

    def stop(self) -> None:
        """Close every connection, free the port and remove the client store."""
        super().stop()
        if self._charmhub is not None:
            self._charmhub.stop()
            self._charmhub = None
        self.simulation.close()

    @property
    def world(self) -> World:
        """What it says it is, as the client store needs it."""
        simulation = self.simulation
        models = {
            model.uuid: ModelFacts(model.uuid, model.name, model.owner, model.type)
            for model in simulation.state.all(Model)
            if not model.is_controller or model.uuid == self._current
        }
        return World(simulation.version, simulation.controller.uuid, "admin", models, self._current)

    @world.setter
    def world(self, world: World) -> None:
        """What a simulation is cannot be told from outside."""

    @property
    def broken(self) -> str:
        """What went wrong inside the fake, in a line; "" when nothing did."""
        failures = self.simulation.failures
        if failures:
            return said_of(failures)
        return super().broken

    def check(self) -> None:
        """Raise what went wrong inside the fake, then what was asked and is not simulated.

        Raises:
            FakeJujuError: an error inside the fake, its cause attached.
            NotSimulated: calls that are declared and not simulated, each named.
        """
        if self.simulation.failures:
            raise FakeJujuError(self.broken) from self.simulation.failures[0]
        super().check()
        if self.simulation.not_simulated:
            listed = ", ".join(self.simulation.not_simulated)
            raise NotSimulated(f"asked and not simulated on Juju {self.simulation.version}: {listed}")

    # --- what it knows ---------------------------------------------------------------------

    def do(self, work: Callable[[], T]) -> T:
        """Do something with the simulation on its own thread, and what follows from it."""

        def step() -> T:
            result = work()
            self.simulation.turn()
            return result

        return background().do(step, what="a change of the fake controller")

    def add_model(self, name: str, *, owner: str = "admin", current: bool = False, **given: Any) -> FakeModel:
        """Add a model, as ``juju add-model`` does.

        Raises:
            FakeJujuError: there is one of that name.
        """

        def add() -> Model:
            if self.simulation.model_named(name, owner) is not None:
                raise FakeJujuError(
                    f"there is a model {owner}/{name} already; the models are {self._names()}"
                )
            return self.simulation.add_model(name, owner=owner, **given)

        made = self.do(add)
        if current or not self._current:
            self._current = made.uuid
        return FakeModel(self, made.uuid)

    def use_model(self, name: str) -> FakeModel:
        """Make a model of the administrator's the current one; one that is not there is added.

        Raises:
            FakeJujuError: no model may have that name, or there can be no other (before Juju 1.23).
        """
        found = self.do(lambda: self.simulation.model_named(name, "admin"))
        if found is None:
            demand_model_name(name)
            if self.simulation.series.version < (1, 23):
                raise FakeJujuError(f"Juju {self.simulation.version} has one environment: {self._names()[0]}")
            return self.add_model(name, current=True)
        self._current = found.uuid
        return FakeModel(self, found.uuid)

    def reset_password(self) -> bool:
        """Give the administrator the password that clients are told; whether it was another one."""

        def reset() -> bool:
            user = self.simulation.state.find(User, self.user)
            wanted = digest(self.password)
            if user is None or user.password == wanted:
                return False
            with self.simulation.state.transaction() as state:
                state.put(replace(user, password=wanted))
            return True

        return self.do(reset)

    def model(self, name: str = "") -> FakeModel:
        """A model by its name, ``owner/name`` or uuid; the current one without.

        Raises:
            FakeJujuError: there is none; the message lists those there are.
        """
        return FakeModel(self, self.do(lambda: self._uuid_of(name)))

    @property
    def models(self) -> list[str]:
        """The names of its models, the controller's own included, as ``owner/name``."""
        return self.do(self._names)

    def _names(self) -> list[str]:
        return [f"{model.owner}/{model.name}" for model in self.simulation.state.all(Model)]

    def _uuid_of(self, name: str) -> str:
        owner, _, short = name.rpartition("/")
        if not name and self._current:
            return self._current
        if self.simulation.state.find(Model, name) is not None:
            return name
        found = self.simulation.model_named(short, owner)
        if found is None:
            raise FakeJujuError(f"there is no model {name!r}; the models are {', '.join(self._names())}")
        return found.uuid

    def connect(
        self, model: str | None = None, *, model_uuid: str | None = None, **options: Any
    ) -> Connection:
        """Log in with our own client.

        Args:
            model: a model's name, ``owner/name`` or uuid; the current one by default.
            model_uuid: the same by its uuid; "" for the controller.
            options: what ``Connection.connect`` takes besides, such as another user and password.
        """
        uuid = self.model(model).uuid if model else model_uuid
        return super().connect(model_uuid=uuid, **options)

    @property
    def actions(self) -> dict[tuple[str, str], Callable[[Task], Any]]:
        """What answers actions: (application, charm or unit, "" for all; action) to a function of the task.

        controller.actions["web", "backup"] = lambda task: {"size": 5}
        controller.actions["", "exec"] = lambda task: "what the command prints"
        """
        found: dict[tuple[str, str], Callable[[Task], Any]] = self.simulation.agents.actions
        return found

    def behave(self, rows: Any) -> None:
        """Say what units do from now on, in rows as ``rows=`` takes them; they come before those there are.

        controller.behave({"web": [{"until": {"related": "db"}, "status": "blocked", "message": "no db"}]})

        Raises:
            FakeJujuError: a row that says nothing, or what no unit does.
        """
        self.do(lambda: self.simulation.agents.behave(rows))

    # --- time ------------------------------------------------------------------------------

    def advance(self, seconds: float) -> None:
        """Let time pass; timers run at their times, and watchers hear of what they do."""
        self.do(lambda: self.simulation.advance(seconds))

    def settle(self, *, within: float = 3600.0) -> None:
        """Let time pass until no agent has anything left to do.

        Raises:
            FakeJujuError: something is still to come after ``within`` seconds.
        """

        def step() -> None:
            left = self.simulation.settle(within)
            if left is not None:
                raise FakeJujuError(
                    f"the agents are not done after {within:g} s; the next acts in {left:g} s"
                )

        self.do(step)

    # --- keeping ---------------------------------------------------------------------------

    def snapshot(self) -> dict[str, Any]:
        """Everything it knows, as plain values; give it to ``restore``, or to JSON."""
        return self.do(self.kept)

    def kept(self) -> dict[str, Any]:
        """What ``snapshot`` gives, for whoever is on the loop already."""
        return {"fakejuju-state": FORMAT, "current": self._current, **self.simulation.keep()}

    def restore(self, kept: Mapping[str, Any], *, source: str = "") -> None:
        """Become what a snapshot says.

        Args:
            source: where it is from, for the words of an error.

        Raises:
            FakeJujuError: it is no snapshot, or of a later form than this version reads.
            ImpossibleState: no controller could be in that state.
        """
        check_form(kept, source or "this")
        try:
            self.do(lambda: self.simulation.take(kept))
        except (KeyError, TypeError, ValueError, AttributeError, MsgspecError) as error:
            raise FakeJujuError(
                f"{source or 'this'} is no whole state of fakejuju: {type(error).__name__}: {error}"
            ) from None
        except FakeJujuError as error:
            raise type(error)(f"{source}: {error}") if source else error from None
        current = str(kept.get("current") or "")
        # The model that was current may have been destroyed since.
        self._current = current if self.simulation.state.find(Model, current) is not None else ""

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the state to a file, which has its name when it is whole."""
        target = Path(path)
        part = target.with_name(target.name + ".part")
        part.write_text(json.dumps(self.snapshot(), sort_keys=True))
        part.replace(target)

    def load(self, path: str | os.PathLike[str]) -> None:
        """Read the state from a file that ``save`` wrote.

        Raises:
            FakeJujuError: the file cannot be read, or is no state.
        """
        self.restore(read_state(path), source=str(path))

    # --- listening -------------------------------------------------------------------------

    def tell(self, log: CallLog) -> None:
        """Let a log hear of every call and every HTTP request from now on."""
        self._simulator.asked = log.asked
        self._simulator.told_http = log.http
        self._log = log

    def _heard(self, conversation: Conversation, request: Request, reply: Reply) -> None:
        self.requests.note(request, reply, conversation.model)
        if self._log is not None:
            self._log.answered(conversation, request, reply, self._simulator.user_of(conversation))


def read_state(path: str | os.PathLike[str]) -> dict[str, Any]:
    """What a file of ``save`` holds.

    Raises:
        FakeJujuError: the file cannot be read, is no state, or is of a later form.
    """
    try:
        kept = json.loads(Path(path).read_text())
    except OSError as error:
        raise FakeJujuError(f"{path} cannot be read as a state: {error.strerror}") from None
    except ValueError as error:
        raise FakeJujuError(f"{path} cannot be read as a state: {error}") from None
    if not isinstance(kept, dict):
        raise FakeJujuError(f"{path} is no state of fakejuju: it holds no mapping")
    check_form(kept, str(path))
    return kept


def check_form(kept: Mapping[str, Any], source: str) -> None:
    """Refuse what is no state, or one of a form that is not known yet."""
    form = kept.get("fakejuju-state")
    if not isinstance(form, int):
        raise FakeJujuError(f"{source} is no state of fakejuju: it does not say its form (fakejuju-state)")
    if form > FORMAT:
        raise FakeJujuError(
            f"{source} is a state of form {form}, this fakejuju reads up to {FORMAT}: "
            "it was kept by a later fakejuju, use that one or begin another file"
        )


__all__ = ["PROFILES", "FakeController", "Profile"]
