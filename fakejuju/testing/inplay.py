"""What is in play at a moment of a run: fakes, models, the cassette; and the way back to before a test.

Fixtures enter what they made and take it out when it is gone, so whoever looks, at a failure or
after a test, finds what the test had, whatever the scopes are.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from fakejuju.testing.settings import IN_PLAY

if TYPE_CHECKING:
    from fakejuju.behaviours import UnitBehaviour
    from fakejuju.controller import FakeController
    from fakejuju.faults import Fault
    from fakejuju.served import Served
    from jujuclient.juju import Juju

CALLS = 50
"""How many calls a report of a failure shows."""


class Kept(NamedTuple):
    """What a simulated controller was: its state, what its units do and answer, its faults."""

    snapshot: dict[str, Any]
    behaviour: UnitBehaviour
    behaviours: dict[str, UnitBehaviour]
    actions: dict[Any, Any]
    calls: tuple[Fault, ...]
    doors: tuple[Fault, ...]


@dataclass
class InPlay:
    """What fixtures of this run hold now, in the order of making.

    Attributes:
        fakes: simulated controllers.
        models: the models that tests were given.
        served: replays and recordings.
        calls: the last calls of our own client on what is not simulated, as a trace has them.
        begun: of each simulated controller, by its ``id``: what it was when it began.
        kept: the models that stay on real controllers, until the report of a test has them.
        clients: what asks for jubilant, by the ``id`` of a controller and the uuid of a model.
        asked: how often jubilant was asked.
    """

    fakes: list[FakeController] = field(default_factory=list)
    models: list[Juju] = field(default_factory=list)
    served: list[Served] = field(default_factory=list)
    calls: deque[tuple[Any, ...]] = field(default_factory=lambda: deque(maxlen=CALLS))
    begun: dict[int, Kept] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    clients: dict[tuple[int, str], Juju] = field(default_factory=dict)
    asked: int = 0
    _tracing: bool = False

    def remembered(self) -> dict[int, Kept]:
        """What the simulated controllers are now, for ``bring_back``."""
        return {id(fake): kept(fake) for fake in self.fakes}

    def bring_back(self, before: dict[int, Kept]) -> None:
        """Undo whatever happened to simulated controllers since.

        Time, seeds, users, offers, faults and answers to actions go back as well; so each test begins
        with the same, in whatever order they run. A controller that began since goes back to its beginning.
        """
        for fake in self.fakes:
            self.forget_client(id(fake))
            _bring_back(fake, before.get(id(fake)) or self.begun[id(fake)])

    def forget_calls(self) -> None:
        """Forget what was asked of simulated controllers; what it did stays."""
        for fake in self.fakes:
            fake.do(fake.requests.clear)

    def forget_client(self, fake: int, uuid: str = "") -> None:
        """Close what asks a model for jubilant, or all models of a controller."""
        for key in [key for key in self.clients if key[0] == fake and uuid in ("", key[1])]:
            self.clients.pop(key).close()

    @contextlib.contextmanager
    def traced(self) -> Iterator[None]:
        """Keep the last calls of our own client; a tracer that is there already hears of them, too."""
        from jujuclient.connection import Connection

        if self._tracing:
            yield
            return
        self._tracing = True
        before = Connection.tracer

        def hear(*call: Any) -> None:
            self.calls.append(call)
            if before is not None:
                before(*call)

        Connection.tracer = staticmethod(hear)
        try:
            yield
        finally:
            Connection.tracer = before
            self._tracing = False
            self.calls.clear()


def in_play(config: pytest.Config) -> InPlay:
    """What is in play in this run."""
    return config.stash.setdefault(IN_PLAY, InPlay())


def kept(fake: FakeController) -> Kept:
    """What a simulated controller is now."""
    agents, faults = fake.simulation.agents, fake.faults
    own = dict(agents.behaviours)
    return Kept(fake.snapshot(), agents.behaviour, own, dict(fake.actions), faults._calls, faults._doors)


def _bring_back(fake: FakeController, was: Kept) -> None:
    fake.restore(was.snapshot)
    agents = fake.simulation.agents
    agents.behaviour, agents.behaviours = was.behaviour, dict(was.behaviours)
    fake.actions.clear()
    fake.actions.update(was.actions)
    fake.faults._calls, fake.faults._doors = was.calls, was.doors
    forget(fake)


def forget(fake: FakeController) -> None:
    """Forget what was asked, logged and went wrong so far."""

    def clear() -> None:
        simulation = fake.simulation
        simulation.failures.clear()
        simulation.not_simulated.clear()
        simulation.logs.clear()
        simulation.presence.clear()
        fake.requests.clear()

    fake.do(clear)
