"""The nodes of a controller: machines of its own model. The first one is not shown as a machine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from fakejuju.domain import machines
from fakejuju.refused import Refused
from fakejuju.simulation import Simulation
from fakejuju.state.machine import Machine

FIRST = "0"
_UNLESS_ASKED = 3


class Nodes(NamedTuple):
    """The ids of machines: that were nodes, and that became some."""

    maintained: list[str]
    added: list[str]


def of(sim: Simulation) -> list[str]:
    """The ids of the nodes, the first one among them."""
    own = sim.state.all(Machine, sim.controller_model.uuid)
    return [FIRST, *(one.id for one in own if one.id != FIRST and _manages(one))]


def _manages(machine: Machine) -> bool:
    return any(job.startswith("JobManage") for job in machine.jobs)


def grow(sim: Simulation, wanted: int, constraints: dict[str, Any], placement: Sequence[str] = ()) -> Nodes:
    """Add nodes until there are so many; 0 means three, or as many as there are.

    Raises:
        Refused: for fewer than there are.
    """
    present = of(sim)
    wanted = wanted or max(_UNLESS_ASKED, len(present))
    if wanted < len(present):
        why = (
            "cannot remove controllers with enable-ha, "
            "use remove-machine and chose the controller(s) to remove"
        )
        raise Refused(f"failed to enable HA with {wanted} controllers: {why}")
    uuid = sim.controller_model.uuid
    job = "JobManageModel" if sim.series.version >= (2, 0) else "JobManageEnviron"
    added: list[str] = []
    with sim.state.transaction() as state:
        while len(present) + len(added) < wanted:
            if not state.sequences(uuid).get("machine"):
                state.set_sequence("machine", uuid, 1)  # 0 is the first node
            where = placement[len(added)] if len(added) < len(placement) else ""
            made = machines.add_machine(
                sim, uuid, base=sim.default_base(), constraints=constraints, placement=where, wants_vote=True,
                jobs=["JobHostUnits", job],
            )  # fmt: skip
            added.append(made.id)
    return Nodes(present, added)
