"""What an agent can be made to do at once, whatever the profile: the verbs behind ``unit.set_status``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from msgspec.structs import replace

from fakejuju.domain import statuses, units
from fakejuju.errors import FakeJujuError
from fakejuju.lifecycle_machines import fail, provision, start_agent
from fakejuju.refused import Refused
from fakejuju.simulation import Simulation
from fakejuju.state.application import Application, Relation, Unit
from fakejuju.state.entity import Entity, PortRange
from fakejuju.state.machine import Machine
from jujuclient.wire.tags import Tag, unit_tag

E = TypeVar("E", bound=Entity)


class Verbs:
    """Direct changes by agents; each is one transaction."""

    sim: Simulation

    # --- units -----------------------------------------------------------------------------

    def set_workload(
        self, unit: Unit, current: str, message: str = "", data: dict[str, Any] | None = None
    ) -> None:
        """The charm sets its status."""
        with self.sim.state.transaction():
            statuses.set_status(self.sim, self._now(unit), "workload", current, message, data)

    def set_agent(
        self, unit: Unit, current: str, message: str = "", data: dict[str, Any] | None = None
    ) -> None:
        """The agent sets its own status."""
        if current == "lost":
            self.lose(unit)
            return
        with self.sim.state.transaction():
            statuses.set_status(self.sim, self._now(unit), "agent", current, message, data)

    def set_workload_version(self, unit: Unit, version: str) -> None:
        """The charm tells the version of what it runs; it is the application's, too."""
        with self.sim.state.transaction():
            units.set_workload_version(self.sim, self._now(unit), version)

    def fail_hook(self, unit: Unit, hook: str, message: str = "") -> None:
        """A hook fails: the unit is in error until somebody resolves it."""
        data: dict[str, Any] = {"hook": hook}
        endpoint, found, _ = hook.partition("-relation-")
        if found:
            related = [
                relation
                for relation in self.sim.state.all(Relation, unit.model)
                for end in relation.ends
                if end.application == unit.application and end.endpoint.name == endpoint
            ]
            if related:
                data["relation-id"] = related[-1].id
        self.set_agent(unit, "error", message or f'hook failed: "{hook}"', data)
        self.tell(unit, "ERROR", f'hook "{hook}"{self._via} failed: exit status 1')

    def tell(self, unit: Unit, level: str, words: str) -> None:
        """The agent of a unit says something in debug-log, where it says what became of a hook."""
        self.sim.log(unit.model, unit_tag(unit.name), level, "juju.worker.uniter.operation", words)

    def ran(self, unit: Unit, hook: str) -> None:
        """A hook has come to its end."""
        self.tell(unit, "INFO", f'ran "{hook}" hook{self._via}')

    @property
    def _via(self) -> str:
        # Since 2.8 a charm may have one script for all its hooks; the charms of today do.
        return " (via hook dispatching script: dispatch)" if self.sim.series.version >= (2, 8) else ""

    def open_ports(self, unit: Unit, ports: Sequence[PortRange]) -> None:
        """The charm opens ports."""
        current = self._now(unit)
        with self.sim.state.transaction() as state:
            new = [port for port in ports if port not in current.ports]
            state.put(replace(current, ports=[*current.ports, *new]))

    def lose(self, unit: Unit | Machine) -> None:
        """An agent no longer reports, and does nothing."""
        self._lost(unit, True)

    def come_back(self, unit: Unit | Machine) -> None:
        """A lost agent is there again."""
        self._lost(unit, False)

    def _lost(self, found: Unit | Machine, lost: bool) -> None:
        tag = Tag("unit" if isinstance(found, Unit) else "machine", found.key)
        self.sim.presence[str(tag)] = "missing" if lost else "alive"
        with self.sim.state.transaction() as state:
            state.put(replace(self._now(found), lost=lost))

    def assign(self, unit: Unit) -> None:
        """Give a unit its machine, where agents stand still.

        Raises:
            FakeJujuError: it cannot have the machine that it asks for, or has one.
        """
        current = self._now(unit)
        if current.machine:
            raise FakeJujuError(f"{unit.name} has machine {current.machine} already")
        try:
            with self.sim.state.transaction():
                units.assign_unit(self.sim, current)
        except Refused as refused:
            raise FakeJujuError(str(refused)) from None

    def lead(self, unit: Unit) -> None:
        """Make a unit the leader, whoever leads."""
        with self.sim.state.transaction() as state:
            application = state.find(Application, unit.application, unit.model)
            if application is not None:
                state.put(replace(application, leader=unit.name))

    # --- machines --------------------------------------------------------------------------

    def start_machine(self, machine: Machine) -> None:
        """Provision a machine and let its agent report, at once."""
        agents: Any = self
        with self.sim.state.transaction():
            current = self._now(machine)
            if not current.instance_id:
                provision(agents, current)
            elif current.instance.current != "running":
                statuses.set_status(self.sim, current, "instance", "running", "running")
            start_agent(agents, replace(self._now(machine), lost=False))

    def fail_machine(self, machine: Machine, message: str = "no instances available") -> None:
        """The cloud cannot start a machine."""
        agents: Any = self
        with self.sim.state.transaction():
            fail(agents, self._now(machine), message)

    def lose_machine(self, machine: Machine) -> None:
        """The agent of a machine no longer reports."""
        self.lose(machine)

    # --- relations and applications ----------------------------------------------------------

    def publish(self, relation: Relation, unit: str, data: Mapping[str, str]) -> None:
        """A unit publishes in a relation, beside what it has published.

        Raises:
            FakeJujuError: it is not in that relation.
        """
        current = self.sim.state.find(Relation, relation.key, relation.model)
        if current is None or unit not in current.units:
            raise FakeJujuError(f"{unit} is not in the scope of {relation.key}, so it cannot publish there")
        units = {**current.units, unit: {**current.units[unit], **data}}
        with self.sim.state.transaction() as state:
            state.put(replace(current, units=units))

    def set_application(self, application: Application, current: str, message: str = "") -> None:
        """The leader sets the status of the application."""
        found = self.sim.state.find(Application, application.name, application.model) or application
        with self.sim.state.transaction():
            statuses.set_status(self.sim, found, "status", current, message)

    def _now(self, found: E) -> E:
        return self.sim.state.find(type(found), found.key, found.model) or found


def port_range(text: str) -> PortRange:
    """Read ``80``, ``80/tcp``, ``8000-8100/udp`` or ``icmp``.

    Raises:
        FakeJujuError: it is none of these.
    """
    if text == "icmp":
        return PortRange(0, 0, "icmp")
    numbers, _, protocol = text.partition("/")
    first, _, last = numbers.partition("-")
    if not first.isdigit() or (last and not last.isdigit()) or protocol not in ("", "tcp", "udp"):
        raise FakeJujuError(f"{text!r} is no port; write one such as 80, 8000-8100/udp or icmp")
    return PortRange(int(first), int(last or first), protocol or "tcp")
