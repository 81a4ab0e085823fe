"""What a test sees and does of a simulated model: names, and the changes that agents make.

A view reads when it is asked: it holds a name, not a state.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from fakejuju.errors import FakeJujuError
from fakejuju.state.application import Application, Relation, Unit
from fakejuju.state.controller import Model
from fakejuju.state.entity import Entity, PortRange, Status
from fakejuju.state.machine import Machine
from jujuclient.wire.struct import Json

if TYPE_CHECKING:
    from fakejuju.controller import FakeController
    from jujuclient.connection import Connection

E = TypeVar("E", bound=Entity)
V = TypeVar("V")


class _View(Generic[E]):
    kind: type[E]
    what = ""

    def __init__(self, controller: FakeController, model: str, key: str) -> None:
        self._controller = controller
        self._model = model
        self.name = key

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"

    @property
    def entity(self) -> E:
        """What the controller keeps of it now, frozen.

        Raises:
            FakeJujuError: it is gone.
        """
        found = self._controller.do(
            lambda: self._controller.simulation.state.find(self.kind, self.name, self._model)
        )
        if found is None:
            raise FakeJujuError(f"there is no {self.what} {self.name} (any more)")
        return found

    @property
    def exists(self) -> bool:
        """Whether it is there."""
        state = self._controller.simulation.state
        return self._controller.do(lambda: state.find(self.kind, self.name, self._model)) is not None

    @property
    def life(self) -> str:
        """Alive, dying or dead."""
        return str(getattr(self.entity, "life", "alive"))

    def _act(self, verb: str, *args: Any, **given: Any) -> None:
        """Let an agent do something to it, at once whatever the profile."""
        simulation = self._controller.simulation
        entity = self.entity
        self._controller.do(lambda: getattr(simulation.agents, verb)(entity, *args, **given))


class FakeUnit(_View[Unit]):
    """A unit: its statuses, and what its agent can be made to do."""

    kind = Unit
    what = "unit"

    @property
    def workload(self) -> Status:
        """The workload's status."""
        return self.entity.workload

    @property
    def agent(self) -> Status:
        """The agent's status."""
        return self.entity.agent

    @property
    def machine(self) -> FakeMachine | None:
        """The machine it is on, None before it has one."""
        id = self.entity.machine
        return FakeMachine(self._controller, self._model, id) if id else None

    def set_status(self, current: str, message: str = "", data: Mapping[str, Json] | None = None) -> None:
        """Let the charm set its status: active, blocked, waiting, maintenance."""
        self._act("set_workload", current, message, dict(data or {}))

    def set_agent_status(self, current: str, message: str = "") -> None:
        """Set the status of the agent: idle, executing, lost."""
        self._act("set_agent", current, message)

    def set_workload_version(self, version: str) -> None:
        """Let the charm tell the version of what it runs."""
        self._act("set_workload_version", version)

    def fail_hook(self, hook: str, message: str = "") -> None:
        """Let a hook fail; the unit is in error until ``resolved``."""
        self._act("fail_hook", hook, message)

    def open_ports(self, *ports: str) -> None:
        """Open ports: ``80``, ``8000-8100/udp``."""
        self._act("open_ports", [_ports(text) for text in ports])

    def lose_agent(self) -> None:
        """Let the agent be lost."""
        self._act("lose")

    def assign(self) -> None:
        """Give it its machine, where agents stand still (up to 3.6; 4.x does it by itself)."""
        self._act("assign")

    def lead(self) -> None:
        """Make it the leader."""
        self._act("lead")


class FakeMachine(_View[Machine]):
    """A machine."""

    kind = Machine
    what = "machine"

    def start(self) -> None:
        """Provision it, and let its agent report."""
        self._act("start_machine")

    def fail(self, message: str = "no instances available") -> None:
        """Let its provisioning fail."""
        self._act("fail_machine", message)

    def lose_agent(self) -> None:
        """Let its agent be lost."""
        self._act("lose_machine")


class FakeRelation(_View[Relation]):
    """A relation, by its key."""

    kind = Relation
    what = "relation"

    def set_unit_data(self, unit: str, **data: str) -> None:
        """Let a unit publish in it."""
        self._act("publish", unit, data)


class FakeApplication(_View[Application]):
    """An application."""

    kind = Application
    what = "application"

    @property
    def units(self) -> Units:
        """Its units by name, or by number."""
        return Units(self._controller, self._model, self.name)

    def set_status(self, current: str, message: str = "") -> None:
        """Let the leader set the application's own status."""
        self._act("set_application", current, message)


class _Many(Mapping[str, V]):
    """Views of all of a kind in a model, by name."""

    kind: type[Entity]
    what = ""

    def __init__(self, controller: FakeController, model: str) -> None:
        self._controller = controller
        self._model = model

    def _names(self) -> list[str]:
        state = self._controller.simulation.state
        return self._controller.do(lambda: [entity.key for entity in state.all(self.kind, self._model)])

    def _view(self, key: str) -> V:
        raise NotImplementedError

    def __getitem__(self, key: str) -> V:
        names = self._names()
        if key not in names:
            raise KeyError(f"there is no {self.what} {key!r}; there is {', '.join(names) or 'none'}")
        return self._view(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __len__(self) -> int:
        return len(self._names())


class Applications(_Many[FakeApplication]):
    """The applications of a model."""

    kind = Application
    what = "application"

    def _view(self, key: str) -> FakeApplication:
        return FakeApplication(self._controller, self._model, key)


class Machines(_Many[FakeMachine]):
    """The machines of a model, containers included."""

    kind = Machine
    what = "machine"

    def _view(self, key: str) -> FakeMachine:
        return FakeMachine(self._controller, self._model, key)


class Relations(_Many[FakeRelation]):
    """The relations of a model."""

    kind = Relation
    what = "relation"

    def _view(self, key: str) -> FakeRelation:
        return FakeRelation(self._controller, self._model, key)


class Units(_Many[FakeUnit]):
    """The units of a model, or of one application, whose units answer to their numbers, too."""

    kind = Unit
    what = "unit"

    def __init__(self, controller: FakeController, model: str, application: str = "") -> None:
        super().__init__(controller, model)
        self._application = application

    def _names(self) -> list[str]:
        names = super()._names()
        return [
            name for name in names if not self._application or name.rpartition("/")[0] == self._application
        ]

    def __getitem__(self, key: str | int) -> FakeUnit:
        return super().__getitem__(f"{self._application}/{key}" if isinstance(key, int) else key)

    def _view(self, key: str) -> FakeUnit:
        return FakeUnit(self._controller, self._model, key)


class FakeModel:
    """A model of a simulated controller."""

    def __init__(self, controller: FakeController, uuid: str) -> None:
        self._controller = controller
        self.uuid = uuid

    def __repr__(self) -> str:
        return f"<FakeModel {self.name}>"

    @property
    def entity(self) -> Model:
        """What the controller keeps of it now, frozen."""
        found = self._controller.do(lambda: self._controller.simulation.state.find(Model, self.uuid))
        if found is None:
            raise FakeJujuError(f"there is no model {self.uuid} (any more)")
        return found

    @property
    def name(self) -> str:
        """Its short name."""
        return self.entity.name

    @property
    def applications(self) -> Applications:
        """Its applications by name."""
        return Applications(self._controller, self.uuid)

    @property
    def units(self) -> Units:
        """Its units by name."""
        return Units(self._controller, self.uuid)

    @property
    def machines(self) -> Machines:
        """Its machines by id."""
        return Machines(self._controller, self.uuid)

    @property
    def relations(self) -> Relations:
        """Its relations by key."""
        return Relations(self._controller, self.uuid)

    def connect(self, **options: Any) -> Connection:
        """Log in to it with our own client."""
        return self._controller.connect(model_uuid=self.uuid, **options)


def _ports(text: str) -> PortRange:
    """Read ``80``, ``80/tcp``, ``8000-8100/udp`` or ``icmp``."""
    numbers, _, protocol = text.partition("/")
    if text == "icmp":
        return PortRange(0, 0, "icmp")
    first, _, last = numbers.partition("-")
    if not first.isdigit() or (last and not last.isdigit()) or protocol not in ("", "tcp", "udp"):
        raise FakeJujuError(f"{text!r} is no port; write one such as 80, 8000-8100/udp or icmp")
    return PortRange(int(first), int(last or first), protocol or "tcp")
