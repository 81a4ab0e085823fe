"""What a simulated controller begins as: its series, charms, agents, and first model."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal

from msgspec.structs import replace

from fakejuju.domain.models import is_model_name
from fakejuju.errors import FakeJujuError
from fakejuju.served import PASSWORD
from fakejuju.simulation import Simulation
from jujuclient.wire.series import SERIES, Series

Profile = Literal["instant", "steady", "manual", "chaos"]
PROFILES: tuple[Profile, ...] = ("instant", "steady", "manual", "chaos")
FIRST, END = (1, 18), (5, 0)
"""The first series that can be simulated, and the first one after those."""
_VERSION = re.compile(r"\d+\.\d+(?:[.-][A-Za-z0-9.]+)?")


def first_model(simulation: Simulation, name: str) -> str:
    """The uuid of the model to begin with; before 1.23 a state server's own environment is its only one."""
    demand_model_name(name)
    if simulation.series.version >= (1, 23):
        return simulation.add_model(name).uuid
    own = simulation.controller_model
    with simulation.state.transaction() as state:
        state.put(replace(own, name=name))
    return own.uuid


def demand_model_name(name: str) -> None:
    """Refuse a name that no model may have.

    Raises:
        FakeJujuError: it is one.
    """
    if not is_model_name(name):
        raise FakeJujuError(f"{name!r} is no name for a model: use lowercase letters, digits and hyphens")


def _demand_known(juju: str) -> None:
    if not _VERSION.fullmatch(juju) or not FIRST <= Series.of(juju).version < END:
        raise FakeJujuError(
            f"{juju!r} is not a Juju version that is known: write a series from {SERIES[0]} to {SERIES[-1]}, "
            "or a version such as 3.6.28"
        )


def simulation_of(
    juju: str, seed: int, profile: Profile, charms: Any, rows: Any, real_time: bool
) -> Simulation:
    """A simulation with its charm store and its agents.

    Raises:
        FakeJujuError: an argument that cannot be used, with what can.
    """
    from fakejuju.agents import Agents
    from fakejuju.charmstore import CharmStore
    from fakejuju.clock import RunningClock

    _demand_known(juju)
    if profile not in PROFILES:
        raise FakeJujuError(f"there is no profile {profile!r}; the profiles are {', '.join(PROFILES)}")
    clock = RunningClock() if real_time else None
    simulation = Simulation(juju, seed=seed, password=PASSWORD, clock=clock)
    own = charms if isinstance(charms, CharmStore) else None
    simulation.charmhub = own or CharmStore(Path(charms) if charms is not None else None)
    simulation.agents = Agents(simulation, profile, rows=rows)
    return simulation
