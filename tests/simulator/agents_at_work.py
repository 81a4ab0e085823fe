"""A simulated model whose agents work, with short names for what is in it."""

from __future__ import annotations

from typing import Any

from asking import Asking

from fakejuju.agents import Agents
from fakejuju.consistency import demand
from fakejuju.domain import applications, relations
from fakejuju.state.application import Application, Charm, Unit

CHARMS: dict[str, dict[str, Any]] = {
    "web": {"requires": {"db": {"interface": "mysql"}}, "peers": {"ring": {"interface": "ring"}}},
    "db": {"provides": {"server": {"interface": "mysql"}}},
    "sub": {"subordinate": True, "requires": {"host": {"interface": "juju-info", "scope": "container"}}},
}


class World:
    """A model, its agents, and short names for what is in it."""

    def __init__(self, juju: str = "3.6", profile: str = "instant", **given: Any) -> None:
        self.asking = Asking(juju)
        self.sim = self.asking.sim
        self.uuid = self.asking.uuid
        self.agents = self.sim.agents = Agents(self.sim, profile, **given)

    def deploy(self, name: str, count: int = 1) -> None:
        """Deploy a charm of ``CHARMS`` with so many units."""
        charm = Charm(
            model=self.uuid,
            url=f"local:{name}-0",
            name=name,
            metadata={"name": name, **CHARMS[name]},
            actions={"backup": {}},
        )
        with self.sim.state.transaction() as state:
            state.put(charm)
            base = self.sim.default_base()
            applications.add_application(self.sim, self.uuid, name, charm, base=base, num_units=count)
        self.sim.turn()

    def relate(self, *names: str) -> None:
        """Relate two applications."""
        with self.sim.state.transaction():
            relations.add_relation(self.sim, self.uuid, names)
        self.sim.turn()

    def remove(self, name: str) -> None:
        """Remove an application."""
        with self.sim.state.transaction():
            applications.destroy_application(self.sim, self.find(Application, name))
        self.sim.turn()

    def find(self, kind: Any, key: str) -> Any:
        """An entity that is there."""
        found = self.sim.state.find(kind, key, self.uuid)
        assert found is not None, key
        return found

    def unit(self, name: str) -> Unit:
        """A unit."""
        found: Unit = self.find(Unit, name)
        return found

    def all(self, kind: Any) -> list[Any]:
        """All of a kind."""
        return self.sim.state.all(kind, self.uuid)

    def check(self) -> None:
        """Nothing went wrong."""
        assert not self.sim.failures, self.sim.failures
        demand(self.sim.state)
