"""The patterns of FullStatus: names, globs, statuses, exposure, ports and addresses."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from fakejuju.projections.shape import View
from fakejuju.projections.status_machines import machine_agent
from fakejuju.projections.status_units import unit_statuses
from fakejuju.projections.words import private_address, public_address
from fakejuju.refused import Refused
from fakejuju.state.application import Application, Unit
from fakejuju.state.machine import Machine

_NAME = re.compile(r"[a-z0-9*-]+")
_AGENT = frozenset({
    "allocating", "executing", "idle", "error", "failed", "lost", "rebooting", "pending", "started",
    "stopped", "down",
})  # fmt: skip
_WORKLOAD = frozenset({"active", "blocked", "error", "maintenance", "terminated", "unknown", "waiting"})


class Patterns:
    """What somebody asked to see: each kind of pattern picked out once.

    A text may be of several kinds: ``error`` is an application's name and a status.
    """

    def __init__(self, patterns: Sequence[str], juju: tuple[int, int]) -> None:
        self.texts = list(patterns)
        self.words = frozenset(patterns)
        self.names = frozenset(text.lower() for text in patterns)
        self.globs = [text if "/" in text else f"{text}/*" for text in patterns if _is_name(text, juju)]
        self.agents = self.words & _AGENT
        self.workloads = self.words & _WORKLOAD
        self.ports = {int(text) for text in patterns if text.isdigit()}
        self.networks = [network for text in patterns if (network := _network(text)) is not None]

    def machine(self, machine: Machine) -> bool:
        """Whether a machine is asked for by id, by the status of its agent, or by an address."""
        if machine.id in self.words or machine_agent(machine).current in self.agents:
            return True
        return self._reaches(address.value for address in machine.addresses)

    def application(self, application: Application) -> bool:
        """Whether an application is asked for by name, or by being exposed or not."""
        if application.name.lower() in self.names:
            return True
        return ("exposed" if application.exposed else "not exposed") in self.words

    def unit(self, view: View, unit: Unit) -> bool:
        """Whether a unit is asked for by its name, its statuses, its application, ports or addresses."""
        names = (unit.name, unit.principal) if unit.principal else (unit.name,)
        if any(fnmatchcase(name, glob) for glob in self.globs for name in names):
            return True
        agent, workload = unit_statuses(unit)
        if agent.current in self.agents or workload.current in self.workloads:
            return True
        application = view.applications.get(unit.application)
        if application is not None and ("exposed" if application.exposed else "not exposed") in self.words:
            return True
        if self.ports and any(
            port.from_port <= number <= port.to_port for port in unit.ports for number in self.ports
        ):
            return True
        machine = view.machine_of(unit)
        if not self.networks or machine is None:
            return False
        return self._reaches((public_address(machine.addresses), private_address(machine.addresses)))

    def _reaches(self, addresses: Iterable[str]) -> bool:
        if not self.networks:
            return False
        for text in addresses:
            network = _network(text)
            if network is not None and any(network[0] in wanted for wanted in self.networks):
                return True
        return False


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    if "." not in text and ":" not in text:
        return None
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _is_name(text: str, juju: tuple[int, int]) -> bool:
    """Whether a text can be a unit's or application's name; Juju 1 refuses what cannot, later ones go on."""
    parts = text.split("/")
    if juju < (1, 20) and len(parts) > 2:
        raise Refused(f"pattern \"{text}\" contains too many '/' characters")
    good = len(parts) <= 2 and all(_NAME.fullmatch(part) for part in parts)
    if not good and juju < (1, 20):
        raise Refused(f'pattern "{text}" contains invalid characters')
    return good


def narrow(view: View, patterns: Sequence[str]) -> set[str]:
    """Take out of a view what the patterns do not ask for.

    A matched unit brings its application, its machine and its subordinates; a matched machine
    brings the units on it; containers bring their hosts.

    Returns:
        The applications that were asked for themselves, or by a unit. Recorded on 3.6.28: relations
        are told of these, not of those that come along with a machine.
    """
    wanted = Patterns(patterns, view.juju)
    machines = {id for id, machine in view.machines.items() if wanted.machine(machine)}
    matched = {name for name, unit in view.units.items() if wanted.unit(view, unit)}
    shown: dict[str, Unit] = {}
    for unit in view.units.values():
        if unit.principal:
            continue
        beside = view.subordinates.get(unit.name, [])
        if unit.machine in machines or any(one.name in matched for one in (unit, *beside)):
            shown[unit.name] = unit
            shown.update((one.name, one) for one in beside)
    asked = {view.units[name].application for name in matched if view.units[name].machine not in machines}
    asked |= {name for name, one in view.applications.items() if wanted.application(one)}
    machines |= {unit.machine for unit in shown.values() if unit.machine}
    names = {unit.application for unit in shown.values()} | asked
    hosts = _with_hosts(machines)
    view.applications = {name: one for name, one in view.applications.items() if name in names}
    view.machines = {id: one for id, one in view.machines.items() if id in hosts}
    view.units_of = {
        name: [unit for unit in units if unit.name in shown] for name, units in view.units_of.items()
    }
    view.subordinates = {name: units for name, units in view.subordinates.items() if name in shown}
    return asked


def _with_hosts(ids: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for id in ids:
        parts = id.split("/")
        found.update("/".join(parts[: end + 1]) for end in range(0, len(parts), 2))
    return found
