"""A simulated controller without a socket: the state, its clock and seeds, and who watches.

Agents act after an answer is out, never inside a call: whoever changes the state leaves what is to
follow to ``soon`` and to the clock, and ``turn`` does it once the answer has been sent.
"""

from __future__ import annotations

import asyncio
import base64
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from fakejuju.clock import RunningClock, Seeds, SteppedClock
from fakejuju.errors import FakeJujuError
from fakejuju.state.application import Resource
from fakejuju.state.controller import Access, Cloud, Controller, Credential, LogRecord, Model, Region, User
from fakejuju.state.entity import Base, Status
from fakejuju.state.machine import Space
from fakejuju.state.store import Commit, State
from fakejuju.watchers import Watcher, stopped_failure
from jujuclient.versions import default_release
from jujuclient.wire.messages import Failure
from jujuclient.wire.series import Series

__all__ = ["Simulation"]

LOG_KEPT = 10_000
"""How many records of debug-log are kept."""

NEWEST = {
    "1.18": "1.18.4", "1.20": "1.20.14", "1.22": "1.22.8", "1.23": "1.23.3", "1.25": "1.25.14",
    "2.0": "2.0.4", "2.2": "2.2.9", "2.6": "2.6.10", "2.8": "2.8.13", "2.9": "2.9.52", "3.1": "3.1.10",
    "3.3": "3.3.7", "3.6": "3.6.28", "4.0": "4.0.15", "4.1": "4.1-beta1",
}  # fmt: skip
"""The version that a bare series stands for."""


class Simulation:
    """One simulated controller.

    Attributes:
        version, series: what it says it is, and the rules of that.
        state, clock, seeds: see their modules.
        blobs: SHA-256 or SHA-384 to bytes: charm archives and resources.
        watching: the open watchers, in the order of making.
        logs: the records of debug-log, and who is told of new ones.
        not_simulated: what was asked and is not simulated, each once.
        failures: errors inside handlers.
        presence: tag of an agent to alive or missing, where somebody has said so.
        agents: what makes the agents act; None for agents that stand still.
        workers: the models in which the controller's own workers act though no agents do.
        neighbours: controllers served beside this one; one of their offers may be consumed here.
    """

    def __init__(
        self,
        juju: str = "3.6",
        *,
        seed: int = 0,
        password: str = "",
        cloud: str = "dummy",
        provider: str = "dummy",
        region: str = "dummy-region",
        controller_uuid: str = "",
        controller_model_uuid: str = "",
        clock: SteppedClock | None = None,
    ) -> None:
        self.version = NEWEST.get(juju, juju)
        self.series = Series.of(self.version)
        self.clock = clock or SteppedClock()
        self.seeds = Seeds(seed)
        self.state = State()
        self.state.listeners.append(self._committed)
        self.blobs: dict[str, bytes] = {}
        self.watching: dict[Watcher, None] = {}
        self.logs: deque[LogRecord] = deque(maxlen=LOG_KEPT)
        self.log_listeners: list[Callable[[LogRecord], None]] = []
        self.not_simulated: dict[str, None] = {}
        self.failures: list[BaseException] = []
        self.commits: list[Callable[[Commit], None]] = []
        self._soon: deque[Callable[[], None]] = deque()
        self._dirty: dict[Watcher, None] = {}
        self._turning = False
        self._pump: asyncio.TimerHandle | None = None
        self.endpoint = ""
        self.more_endpoints: tuple[str, ...] = ()
        self._watcher_token = self.seeds.token("watchers", 8, "0123456789abcdef")
        self.presence: dict[str, str] = {}
        self.charmhub: Any = None
        self.charmhub_url = ""
        self.told: dict[str, Any] = {}
        self.deltas: Any = None
        self.agents: Any = None
        self.workers: set[str] = set()
        self.neighbours: list[Simulation] = []
        if self.series.version < (4, 0):
            from fakejuju.deltas import Deltas

            self.deltas = Deltas(self)
        self._begin(password, cloud, provider, region, controller_uuid, controller_model_uuid)

    # --- the beginning ---------------------------------------------------------------------

    def _begin(
        self, password: str, cloud: str, provider: str, region: str, uuid: str, model_uuid: str
    ) -> None:
        with self.state.transaction():
            self.state.put(
                Controller(
                    uuid=uuid or self.seeds.uuid("controller"),
                    version=self.version,
                    cloud=cloud,
                    region=region,
                )
            )
            self._put_first_users(password)
            self._put_first_cloud(cloud, provider, region)
        self.add_model(
            "controller", uuid=model_uuid or self.seeds.uuid("model"), is_controller=True, owner="admin"
        )

    def _put_first_users(self, password: str) -> None:
        self.state.put(
            User(
                name="admin",
                display_name="admin",
                access="superuser",
                created=self.clock.second(),
                password=digest(password),
            )
        )
        if self.series.version >= (4, 0):
            # Recorded on 4.0.15: it stands for all users of other places, and is a user itself.
            self.state.put(User(name="everyone@external", access="", created=self.clock.stamp()))

    def _put_first_cloud(self, cloud: str, provider: str, region: str) -> None:
        self.state.put(self._first_cloud(cloud, provider, region))
        self.state.put(Access(user="admin", target=f"cloud-{cloud}", level="admin"))
        self.state.put(
            Credential(
                cloud=cloud,
                owner="admin",
                name=self._credential_name,
                auth_type="userpass",
                attributes={"username": "dummy", "password": "secret"},
            )
        )

    def _first_cloud(self, name: str, provider: str, region: str) -> Cloud:
        # Recorded on 4.0.15: another dummy cloud than before, with no endpoints.
        if self.series.version >= (4, 0):
            return Cloud(
                name=name,
                type=provider,
                auth_types=["empty", "access-key", "userpass"],
                regions=[Region(region)],
            )
        ends = ("dummy-endpoint", "dummy-identity-endpoint", "dummy-storage-endpoint")
        return Cloud(
            name=name,
            type=provider,
            auth_types=["empty", "userpass"],
            endpoint=ends[0],
            identity_endpoint=ends[1],
            storage_endpoint=ends[2],
            regions=[Region(region, *ends)],
            is_controller_cloud=True,
        )

    @property
    def controller(self) -> Controller:
        """The controller's own entity."""
        found = self.state.find(Controller, "controller")
        assert found is not None
        return found

    @property
    def controller_model(self) -> Model:
        """The model of the controller itself."""
        return next(model for model in self.state.all(Model) if model.is_controller)

    def add_model(
        self, name: str, *, owner: str = "admin", uuid: str = "", admin: str = "", **given: Any
    ) -> Model:
        """Add a model, with its spaces and its administrator's access; handlers check the rules before.

        Args:
            name, uuid: of the model; without a uuid it gets one.
            owner: a user, or what qualifies the name in 4.x.
            admin: who administers it; the owner, or admin where the owner is no user.
            given: fields of the model.
        """
        admin = admin or (owner if self.state.find(User, owner) is not None else "admin")
        now = self.clock.second()
        controller = self.controller
        credential = f"{controller.cloud}_{admin}_{self._credential_name}"
        known = self.state.find(Credential, credential) is not None
        model = Model(
            uuid=uuid or self.seeds.uuid("model"),
            name=name,
            owner=owner,
            **{
                "cloud": controller.cloud,
                "region": controller.region,
                "provider": self._provider(given.get("cloud", controller.cloud)),
                "credential": credential if known else "",
                "status": Status("available", since=self.clock.stamp()),
                "version": self.version,
                "default_base": self.default_base(),
                **given,
            },
        )
        with self.state.transaction():
            self.state.put(model)
            self.state.put(
                Access(user=admin, target=f"model-{model.uuid}", level="admin", display_name=admin)
            )
            self.state.put(Space(model=model.uuid, id="0", name="alpha"))
        del now
        return model

    @property
    def _credential_name(self) -> str:
        """Of the administrator's credential: each recorded controller has its own."""
        return "default" if self.series.version >= (4, 0) else "cred"

    def _provider(self, cloud: str) -> str:
        found = self.state.find(Cloud, cloud)
        return found.type if found is not None else "dummy"

    def default_base(self) -> Base:
        """The base that a charm gets where nobody names one."""
        return Base("ubuntu", f"{default_release(self.series.version)}/stable")

    def model_named(self, name: str, owner: str = "") -> Model | None:
        """The model of a name, and of an owner where one is given."""
        found = [m for m in self.state.all(Model) if m.name == name and (not owner or m.owner == owner)]
        return found[0] if found else None

    # --- what happens after an answer --------------------------------------------------------

    def holding(self, model_uuid: str) -> Simulation:
        """The controller that has a model: this one, or a neighbour that has it where this one has not."""
        if self.state.find(Model, model_uuid) is not None:
            return self
        found = (one for one in self.neighbours if one.state.find(Model, model_uuid) is not None)
        return next(found, self)

    def let_go_on(self, there: Simulation) -> None:
        """Where a neighbour's model was changed, its watchers hear of it once the answer is out."""
        if there is not self:
            self.soon(there.turn)

    def soon(self, do: Callable[[], None]) -> None:
        """Do something once the answer that is being made has been sent."""
        self._soon.append(do)

    def turn(self) -> None:
        """Do all that waits: what was left to ``soon``, timers whose time has come, watchers."""
        if self._turning:
            return
        self._turning = True
        try:
            while True:
                self._wake()
                if self._soon:
                    self._soon.popleft()()
                elif not self.clock.run_due():
                    break
        finally:
            self._turning = False
        self._wait_for_timers()

    def advance(self, seconds: float) -> None:
        """Let time pass; what is due runs at its time, and what follows from it before the next."""
        self.turn()
        until = self.clock.elapsed + round(seconds * 1e9)
        while (wait := self.clock.due()) is not None and self.clock.elapsed + wait <= until:
            self.clock.advance_to(self.clock.elapsed + wait)
            self.turn()
        self.clock.advance_to(until)
        self.turn()

    def settle(self, within: float) -> float | None:
        """Let time pass until no timer is left; else the seconds to the next one, after ``within``."""
        self.turn()
        until = self.clock.elapsed + round(within * 1e9)
        while (wait := self.clock.due()) is not None:
            if self.clock.elapsed + wait > until:
                return wait / 1e9
            self.clock.advance_to(self.clock.elapsed + wait)
            self.turn()
        return None

    def listening(self, endpoint: str, *more: str) -> None:
        """The controller listens there from now on, and can be reached at more places than one."""
        self.endpoint, self.more_endpoints = endpoint, more
        self._wait_for_timers()

    def close(self) -> None:
        """Nothing happens any more."""
        if self._pump is not None:
            self._pump.cancel()
            self._pump = None

    def _wait_for_timers(self) -> None:
        """On a clock that runs by itself, come back when the next timer is due."""
        if self._pump is not None:
            self._pump.cancel()
            self._pump = None
        if self.endpoint and isinstance(self.clock, RunningClock) and (wait := self.clock.due()) is not None:
            self._pump = asyncio.get_running_loop().call_later(wait / 1e9 + 0.001, self.turn)

    # --- keeping -----------------------------------------------------------------------------

    def keep(self) -> dict[str, Any]:
        """Everything, as plain values."""
        return {
            "version": self.version,
            "elapsed": self.clock.elapsed,
            "seed": self.seeds.seed,
            "seeds": dict(self.seeds.counts),
            "blobs": {name: base64.b64encode(data).decode() for name, data in self.blobs.items()},
            **self.state.snapshot(),
        }

    def take(self, kept: Mapping[str, Any]) -> None:
        """Become what ``keep`` gave."""
        from fakejuju.consistency import demand

        if kept["version"] != self.version:
            raise FakeJujuError(f"the state is of Juju {kept['version']}, this controller is {self.version}")
        trial = State()
        trial.restore(dict(kept))
        demand(trial)
        self.state.restore(dict(kept))
        self._soon.clear()
        self.clock.reset(kept["elapsed"])
        self.seeds.seed = kept["seed"]
        self.seeds.counts = dict(kept["seeds"])
        self.blobs = {name: base64.b64decode(text) for name, text in kept["blobs"].items()}
        if self.agents is not None:
            self.agents.resume()

    def _committed(self, commit: Commit) -> None:
        self.clock.tick()
        for listener in self.commits:
            listener(commit)
        for watcher in self.watching:
            watcher.heard(commit)
            if watcher.asking:
                self._dirty[watcher] = None

    def _wake(self) -> None:
        while self._dirty:
            watcher = next(iter(self._dirty))
            del self._dirty[watcher]
            watcher.wake()

    # --- small things ------------------------------------------------------------------------

    def watcher_id(self, number: int) -> str:
        """The id of a connection's nth watcher: opaque from 4.0 on."""
        return f"{self._watcher_token}-{number}" if self.series.version >= (4, 1) else str(number)

    def watcher_stopped(self) -> Failure:
        """What a waiting Next is told when its watcher is stopped."""
        return stopped_failure(self.series.version)

    def log(self, model: str, entity: str, level: str, module: str, message: str, location: str = "") -> None:
        """Add a record to debug-log."""
        record = LogRecord(model, entity, self.clock.stamp(), level, module, location, message)
        self.logs.append(record)
        for listener in list(self.log_listeners):
            listener(record)

    def resources(self, model: str) -> Iterable[Resource]:
        """The resources of a model."""
        return self.state.all(Resource, model)


def digest(password: str) -> str:
    """What is kept of a password."""
    import hashlib

    return hashlib.sha256(b"fakejuju:" + password.encode()).hexdigest() if password else ""
