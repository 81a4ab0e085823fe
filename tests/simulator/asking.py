"""Ask a simulator in this process, without a socket."""

from __future__ import annotations

from typing import Any

from fakejuju.inside import Inside
from fakejuju.simulation import Simulation
from fakejuju.simulator import Simulator
from jujuclient.wire.messages import Failure

PASSWORD = "secret-of-a-test"


class Asking:
    """A simulated controller, logged in to on a model and on the controller.

    ``ask("Block", 2, "List")`` gives the result, the ``Failure``, or None for a call that waits.
    Facades of the controller's connection are asked there. An error inside a handler is raised.
    """

    def __init__(
        self, juju: str = "3.6", *, model: str = "default", user: str = "admin", sim: Simulation | None = None
    ) -> None:
        self.sim = sim or Simulation(juju, password=PASSWORD)
        self.simulator = Simulator(self.sim)
        self.model = self.sim.model_named(model) or self.sim.add_model(model)
        self.inside = Inside(self.simulator, self.model.uuid, password=PASSWORD, user=user)

    @property
    def uuid(self) -> str:
        """Of the model."""
        return self.model.uuid

    def ask(self, facade: str, version: int, method: str, params: Any = None, *, id: str = "") -> Any:
        """The decoded result, or the failure; None when the call waits."""
        result = self.inside.ask(facade, version, method, params, id=id)
        if self.sim.failures:
            raise self.sim.failures[0]
        return result


__all__ = ["PASSWORD", "Asking", "Failure"]
