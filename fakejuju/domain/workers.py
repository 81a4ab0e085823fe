"""The controller's own workers: what they do after an answer, in the models where they act."""

from __future__ import annotations

from collections.abc import Callable

from fakejuju.simulation import Simulation


def act(sim: Simulation, model_uuid: str) -> bool:
    """Whether the controller's workers act in a model: where agents do, or a recording says so."""
    return (sim.agents is not None and sim.agents.profile != "manual") or model_uuid in sim.workers


def leave_to_cleanup(sim: Simulation, model_uuid: str, do: Callable[[], None]) -> None:
    """Let the cleanup worker do something, in one transaction, once the answer is out.

    Recorded on 2.9.52 and 3.6.28: where no worker acts it is never done, and what is dying stays.
    """

    def work() -> None:
        with sim.state.transaction():
            do()

    if act(sim, model_uuid):
        sim.soon(work)
