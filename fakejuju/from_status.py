"""Begin a model as the last status in a cassette tells it: applications, units, machines, relations.

A status does not hold all that a controller knows. The charms have the endpoints that relations
show, and no options or actions; configuration, constraints of applications, storage and offers are
not made. What is asked about those is answered as if there were none.
"""

from __future__ import annotations

import os
from typing import Any

from fakejuju.cassette.files import load
from fakejuju.cassette.model import Cassette
from fakejuju.errors import FakeJujuError
from fakejuju.simulation import Simulation
from fakejuju.state.application import Application, Charm, Endpoint, Relation, RelationEnd, Unit
from fakejuju.state.entity import Address, Base, PortRange, Status
from fakejuju.state.machine import Machine
from jujuclient import facades
from jujuclient.facades import client_types as wire
from jujuclient.status import SERIES_OF_UBUNTU
from jujuclient.wire.series import Series
from jujuclient.wire.struct import text_in


def last_status(cassette: Cassette) -> wire.FullStatus:
    """The last answer to FullStatus that a cassette holds.

    Raises:
        FakeJujuError: it holds none.
    """
    series = Series.of(cassette.header.juju).known_as if cassette.header.juju else ""
    for exchange in reversed(cassette.exchanges):
        if (exchange.facade, exchange.method) == ("Client", "FullStatus") and exchange.failure is None:
            method = facades.method("Client", exchange.version, "FullStatus", series)
            if method is not None:
                found: wire.FullStatus = method.decode_result(exchange.result, exchange.version, series)
                return found
    raise FakeJujuError(
        f"the cassette {cassette.path or cassette.header.title} holds no status to begin with"
    )


def begin_with_status(sim: Simulation, model_uuid: str, cassette: str | os.PathLike[str]) -> None:
    """Fill an empty model as the last status in a cassette tells."""
    full = last_status(load(cassette))
    with sim.state.transaction():
        for machine in (full.machines or {}).values():
            _machine(sim, model_uuid, machine)
        for relation in full.relations if isinstance(full.relations, list) else []:
            _relation(sim, model_uuid, relation)
        for name, told in (full.applications or {}).items():
            _application(sim, model_uuid, name, told)
    _count(sim, model_uuid)
    sim.turn()


def _status(told: Any, current: str = "", message: Any = "") -> Status:
    """A status of 1.25 and later, or the one word of a series before."""
    if told is None or not hasattr(told, "status"):
        return Status(current, text_in(message))
    return Status(told.status, told.info, text_in(told.since), told.data or {})


def _base(told: Any) -> Base:
    if getattr(told.base, "name", ""):
        return Base(told.base.name, told.base.channel)
    return Base("ubuntu", f"{SERIES_OF_UBUNTU.get(text_in(told.series), '22.04')}/stable")


def _machine(sim: Simulation, model: str, told: wire.MachineStatus) -> None:
    addresses = told.ip_addresses if isinstance(told.ip_addresses, list) else []
    if not addresses and told.dns_name:
        addresses = [told.dns_name]
    hardware = dict(part.partition("=")[::2] for part in told.hardware.split()) if told.hardware else {}
    kinds = told.id.split("/")
    sim.state.put(
        Machine(
            model=model,
            id=told.id,
            base=_base(told),
            instance_id="" if told.instance_id == "pending" else told.instance_id,
            display_name=text_in(told.display_name),
            hostname=text_in(told.hostname),
            agent=_status(told.agent_status, text_in(told.agent_state) or "pending", told.agent_state_info),
            instance=_status(told.instance_status, text_in(told.instance_state) or "pending"),
            modification=_status(told.modification_status, "idle"),
            agent_version=text_in(getattr(told.agent_status, "version", "")),
            hardware={key: _number(value) for key, value in hardware.items()},
            addresses=[Address(value) for value in addresses],
            container_type=kinds[-2] if len(kinds) > 1 else "",
            clean=False,
        )
    )
    for inside in (told.containers or {}).values():
        _machine(sim, model, inside)


def _number(value: str) -> Any:
    digits = value.removesuffix("M")
    return int(digits) if digits.isdigit() else value


def _relation(sim: Simulation, model: str, told: wire.RelationStatus) -> None:
    ends = []
    for end in told.endpoints or []:
        endpoint = Endpoint(end.name, told.interface, end.role, told.scope)
        ends.append(RelationEnd(end.application, endpoint))
    # The key says the order: requirer first.
    names = [part.partition(":")[0] for part in told.key.split()]
    ends.sort(key=lambda end: names.index(end.application) if end.application in names else 0)
    sim.state.put(Relation(model=model, id=told.id, ends=ends, status=_status(told.status, "joined")))


def _application(sim: Simulation, model: str, name: str, told: wire.ApplicationStatus) -> None:
    endpoints = _endpoints(sim, model, name)
    short, _, revision = told.charm.partition(":")[2].rpartition("/")[2].rpartition("-")
    metadata = {"name": short or revision, "subordinate": bool(told.subordinate_to), **endpoints}
    number = int(revision) if revision.isdigit() else 0
    sim.state.put(
        Charm(model=model, url=told.charm, name=short or revision, revision=number, metadata=metadata)
    )
    units = told.units or {}
    leaders = [unit for unit, one in units.items() if one.leader is True]
    sim.state.put(
        Application(
            model=model,
            name=name,
            charm=told.charm,
            origin={"source": "local" if told.charm.startswith("local:") else "charm-hub"},
            channel=text_in(told.charm_channel),
            base=_base(told),
            exposed=told.exposed,
            subordinate=bool(told.subordinate_to),
            workload_version=text_in(told.workload_version),
            leader=leaders[0] if leaders else "",
            bindings={"": "0", **{one: "0" for section in endpoints.values() for one in section}},
            life=told.life or "alive",
        )
    )
    for unit, one in units.items():
        _unit(sim, model, unit, one, "")


def _endpoints(sim: Simulation, model: str, application: str) -> dict[str, dict[str, Any]]:
    """The endpoints that a charm must have, by the relations of its application."""
    found: dict[str, dict[str, Any]] = {"requires": {}, "provides": {}, "peers": {}}
    sections = {"requirer": "requires", "provider": "provides", "peer": "peers"}
    for relation in sim.state.all(Relation, model):
        end = relation.end_of(application)
        if end is not None and end.endpoint.name != "juju-info":
            facts = {"interface": end.endpoint.interface, "scope": end.endpoint.scope}
            found[sections[end.endpoint.role]][end.endpoint.name] = facts
    return found


def _unit(sim: Simulation, model: str, name: str, told: wire.UnitStatus, principal: str) -> None:
    agent = _status(told.agent_status, text_in(told.agent_state) or "allocating", told.agent_state_info)
    machine = told.machine
    if principal:
        beside = sim.state.find(Unit, principal, model)
        machine = beside.machine if beside is not None else ""
    application = name.rpartition("/")[0]
    known = sim.state.find(Application, application, model)
    sim.state.put(
        Unit(
            model=model,
            name=name,
            application=application,
            machine=machine,
            principal=principal,
            base=known.base if known is not None else Base(),
            charm=told.charm or (known.charm if known is not None else ""),
            agent=agent,
            workload=_status(told.workload_status, agent.current, agent.message),
            agent_version=text_in(getattr(told.agent_status, "version", "")),
            workload_version=text_in(told.workload_version),
            ports=[port for text in told.opened_ports or [] if (port := _port(text))],
            public_address=told.public_address,
            private_address=told.public_address,
        )
    )
    for relation in sim.state.all(Relation, model):
        if relation.end_of(application) is not None and agent.current == "idle":
            from msgspec.structs import replace

            sim.state.put(replace(relation, units={**relation.units, name: {}}))
    for other, one in (told.subordinates or {}).items():
        _unit(sim, model, other, one, name)


def _port(text: str) -> PortRange | None:
    numbers, _, protocol = text.partition("/")
    first, _, last = numbers.partition("-")
    return PortRange(int(first), int(last or first), protocol or "tcp") if first.isdigit() else None


def _count(sim: Simulation, model: str) -> None:
    """Let the sequences go on where the recorded controller was."""
    wanted: dict[str, int] = {}

    def seen(sequence: str, number: int) -> None:
        wanted[sequence] = max(wanted.get(sequence, 0), number + 1)

    for machine in sim.state.all(Machine, model):
        parts = machine.id.split("/")
        seen("machine" if len(parts) == 1 else f"machine{machine.parent}{parts[-2]}Container", int(parts[-1]))
    for relation in sim.state.all(Relation, model):
        seen("relation", relation.id)
    for unit in sim.state.all(Unit, model):
        seen(f"application-{unit.application}", unit.number)
    for sequence, number in wanted.items():
        sim.state.number(sequence, model, first=number - 1)
