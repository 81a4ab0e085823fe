"""Provisioning: machines whose start failed, and the script of a machine that exists already."""

from __future__ import annotations

from fakejuju.domain import statuses
from fakejuju.refused import Refused
from fakejuju.simulation import Simulation
from fakejuju.state.machine import Machine

FAILED = ("error", "provisioning error")
"""The statuses of an instance that can be tried again."""


def retry(sim: Simulation, machine: Machine, *, quiet: bool = False) -> None:
    """Mark a machine's failed provisioning as one that may be tried again.

    Raises:
        Refused: for a machine that has not failed, unless ``quiet``.
    """
    status = machine.instance
    if status.current not in FAILED:
        if quiet:
            return
        known = f" ({status.current})" if sim.series.version >= (2, 0) else ""
        raise Refused(f"machine {machine.id} is not in an error state{known}")
    data = {**status.data, "transient": True}
    with sim.state.transaction():
        statuses.set_status(sim, machine, "instance", status.current, status.message, data)


def script(sim: Simulation, machine: Machine, nonce: str, data_dir: str) -> str:
    """A shell script for a machine: what it tells is right, but nothing is installed by it."""
    where = data_dir or "/var/lib/juju"
    return "\n".join(
        [
            "#!/bin/bash",
            "set -e",
            f"# machine {machine.id} of model {machine.model}, agent {sim.version}",
            f"mkdir -p '{where}'",
            f"printf '%s' '{nonce}' > '{where}/nonce.txt'",
            "",
        ]
    )
