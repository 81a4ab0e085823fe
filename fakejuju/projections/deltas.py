"""The documents of the all watchers: one for each entity, in the spelling of the series."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from fakejuju.domain import modelconfig
from fakejuju.domain.bases import series_of
from fakejuju.projections.status_units import error_shown, legacy_status
from fakejuju.projections.words import by_scope, private_address, public_address
from fakejuju.simulation import Simulation
from fakejuju.state.action import Task
from fakejuju.state.application import (
    Application,
    Charm,
    Offer,
    OfferConnection,
    Relation,
    RelationEnd,
    RemoteApplication,
    Unit,
)
from fakejuju.state.controller import Annotations, Block, Branch, Model
from fakejuju.state.entity import Base, Entity, PortRange, Status
from fakejuju.state.machine import Machine
from jujuclient.wire.tags import Tag

Document = dict[str, Any]

ZERO_TIME = "0001-01-01T00:00:00Z"
_HARDWARE = (
    "arch", "mem", "root-disk", "root-disk-source", "cpu-cores", "cpu-power", "tags", "availability-zone",
    "virt-type",
)  # fmt: skip


class Place(NamedTuple):
    """Where an entity stands in a feed: its kind in this series, its model, and its id."""

    kind: str
    model: str
    id: str


class Kind(NamedTuple):
    """How a kind of entity is told: its name, the first series that tells it, its document."""

    name: str
    first: tuple[int, int]
    tell: Callable[[Simulation, Any], Document]


def place_of(simulation: Simulation, entity: Entity) -> Place | None:
    """The place of an entity, None for one that no watcher of the series tells."""
    kind = KINDS.get(type(entity))
    juju = simulation.series.version
    if kind is None or juju < kind.first:
        return None
    model = entity.uuid if isinstance(entity, Model) else entity.model
    return Place(_name(kind.name, juju), model, entity.key)


def _name(name: str, juju: tuple[int, int]) -> str:
    if juju < (2, 0):
        return {"application": "service", "model": "environment"}.get(name, name)
    return "generation" if name == "branch" and juju < (2, 7) else name


def document(simulation: Simulation, entity: Entity) -> Document:
    """The document of an entity that has a place."""
    return KINDS[type(entity)].tell(simulation, entity)


# --- parts --------------------------------------------------------------------------------------


def _begin(simulation: Simulation, model: str) -> Document:
    juju = simulation.series.version
    if juju >= (2, 0):
        return {"model-uuid": model}
    return {"EnvUUID": model} if juju >= (1, 25) else {}


def _camel(told: Mapping[str, Any]) -> Document:
    """The same in Juju 1's spelling: ``machine-id`` is ``MachineId`` there."""
    return {
        name if name == "EnvUUID" else "".join(word[:1].upper() + word[1:] for word in name.split("-")): value
        for name, value in told.items()
    }


def _status(simulation: Simulation, status: Status, version: str = "") -> Document:
    if simulation.series.version < (2, 0):
        return {
            "Err": None,
            "Current": status.current,
            "Message": status.message,
            "Since": status.since or None,
            "Version": version,
            "Data": dict(status.data),
        }
    told: Document = {"current": status.current, "message": status.message}
    if status.since:
        told["since"] = status.since
    told["version"] = version
    if status.data:
        told["data"] = dict(status.data)
    return told


def _base(base: Base) -> str:
    track, _, risk = base.channel.partition("/")
    return f"{base.name}@{track}" if risk in ("", "stable") else f"{base.name}@{base.channel}"


def _add_base(simulation: Simulation, told: Document, base: Base) -> None:
    juju = simulation.series.version
    if juju < (3, 0):
        told["series"] = series_of(base)
    if juju >= (2, 9):
        told["base"] = _base(base)


# --- machines and units -------------------------------------------------------------------------


def _machine(simulation: Simulation, machine: Machine) -> Document:
    juju = simulation.series.version
    told = {**_begin(simulation, machine.model), "id": machine.id, "instance-id": machine.instance_id}
    if juju >= (2, 0):
        told["agent-status"] = _status(simulation, machine.agent, machine.agent_version)
        told["instance-status"] = _status(simulation, machine.instance)
    else:
        told |= {
            "status": machine.agent.current,
            "status-info": machine.agent.message,
            "status-data": dict(machine.agent.data),
        }
    told["life"] = machine.life
    _add_base(simulation, told, machine.base)
    if juju >= (2, 6):
        told["container-type"] = machine.container_type
    told["supported-containers"] = machine.supported_containers
    told["supported-containers-known"] = machine.supported_containers is not None
    hardware = _hardware(machine.hardware)
    if hardware:
        told["hardware-characteristics"] = hardware if juju >= (2, 0) else _camel(hardware)
    told["jobs"] = list(machine.jobs)
    told["addresses"] = _addresses(simulation, machine)
    if juju >= (1, 22):
        told["has-vote"], told["wants-vote"] = machine.has_vote, machine.wants_vote
    if juju >= (2, 8) and machine.hostname:
        told["hostname"] = machine.hostname
    return told if juju >= (2, 0) else _camel(told)


def _hardware(hardware: Mapping[str, Any]) -> Document:
    known = {"cpu-cores" if key == "cores" else key: value for key, value in hardware.items()}
    return {key: known[key] for key in _HARDWARE if known.get(key) is not None}


def _addresses(simulation: Simulation, machine: Machine) -> list[Document] | None:
    juju = simulation.series.version
    told: list[Document] = []
    for one in by_scope(machine.addresses):
        address = {"value": one.value, "type": one.type, "scope": one.scope}
        if juju < (2, 0):
            scope = "NetworkScope" if juju < (1, 20) else "Scope"
            told.append({"Value": one.value, "Type": one.type, "NetworkName": "", scope: one.scope})
        else:
            told.append(address | ({"cidr": one.cidr} if one.cidr and juju >= (2, 9) else {}))
    return told or None


def _unit(simulation: Simulation, unit: Unit) -> Document:
    juju = simulation.series.version
    machine_id, public, private = _where(simulation, unit)
    told = {**_begin(simulation, unit.model), "name": unit.name}
    told["application" if juju >= (2, 0) else "service"] = unit.application
    _add_base(simulation, told, unit.base)
    if juju < (2, 0):
        told |= {"charm-uRL": unit.charm}
    else:
        told["charm-url"] = unit.charm
    if juju >= (2, 6):
        told["life"] = unit.life
    told |= {"public-address": public, "private-address": private, "machine-id": machine_id}
    ports = sorted(unit.ports, key=_port_order)
    told["ports"] = _each_port(ports, juju) or None
    if juju >= (1, 22):
        told["port-ranges"] = [_port_range(one, juju) for one in ports] or None
    if juju >= (2, 6):
        told["principal"] = unit.principal
    if juju >= (1, 22):
        told["subordinate"] = bool(unit.principal)
    agent, workload = error_shown(unit)
    if juju < (2, 0):
        legacy = legacy_status(agent, workload)
        told |= {"status": legacy.current, "status-info": legacy.message, "status-data": dict(legacy.data)}
    if juju >= (1, 25):
        told["workload-status"] = _status(simulation, workload)
        told["agent-status"] = _status(simulation, agent, unit.agent_version)
    return told if juju >= (2, 0) else _camel(told)


def _where(simulation: Simulation, unit: Unit) -> tuple[str, str, str]:
    """The machine of a unit, and the addresses that it has there, public and private."""
    machine_id = unit.machine
    if unit.principal and not machine_id and simulation.series.version >= (2, 0):
        principal = simulation.state.find(Unit, unit.principal, unit.model)
        machine_id = principal.machine if principal is not None else ""
    machine = simulation.state.find(Machine, machine_id, unit.model) if machine_id else None
    addresses = machine.addresses if machine is not None else []
    return (
        machine_id,
        unit.public_address or public_address(addresses),
        unit.private_address or private_address(addresses),
    )


def _port_order(port: PortRange) -> tuple[str, int, int]:
    return port.protocol, port.from_port, port.to_port


def _each_port(ports: list[PortRange], juju: tuple[int, int]) -> list[Document]:
    told = [
        {"protocol": port.protocol, "number": number}
        for port in ports
        for number in range(port.from_port, port.to_port + 1)
    ]
    return told if juju >= (2, 0) else [_camel(one) for one in told]


def _port_range(port: PortRange, juju: tuple[int, int]) -> Document:
    told = {"from-port": port.from_port, "to-port": port.to_port, "protocol": port.protocol}
    return told if juju >= (2, 0) else _camel(told)


# --- applications -------------------------------------------------------------------------------


def _application(simulation: Simulation, application: Application) -> Document:
    juju = simulation.series.version
    told = {**_begin(simulation, application.model), "name": application.name, "exposed": application.exposed}
    told["charm-url" if juju >= (2, 0) else "charm-uRL"] = application.charm
    told["owner-tag"] = "" if juju >= (2, 8) else f"user-{_owner(simulation, application.model)}"
    told |= {
        "life": application.life,
        "min-units": application.min_units,
        "constraints": dict(application.constraints),
    }
    if application.config or juju < (2, 0):
        told["config"] = dict(application.config)
    if juju >= (1, 22):
        told["subordinate"] = application.subordinate
    own = application.status
    if juju >= (1, 25):
        nothing = Status("unset" if juju >= (2, 8) else "unknown")
        told["status"] = _status(simulation, own if own is not None and own.current != "unset" else nothing)
    if juju >= (2, 6):
        told["workload-version"] = application.workload_version
    return told if juju >= (2, 0) else _camel(told)


def _owner(simulation: Simulation, model: str) -> str:
    found = simulation.state.find(Model, model)
    return found.owner if found is not None else "admin"


def _relation(simulation: Simulation, relation: Relation) -> Document:
    juju1 = simulation.series.version < (2, 0)
    ends = [_end(end, juju1) for end in relation.ends]
    told = {**_begin(simulation, relation.model), "key": relation.key, "id": relation.id, "endpoints": ends}
    return _camel(told) if juju1 else told


def _end(end: RelationEnd, juju1: bool) -> Document:
    endpoint = end.endpoint
    told = {
        "name": endpoint.name,
        "role": endpoint.role,
        "interface": endpoint.interface,
        "optional": endpoint.optional,
        "limit": endpoint.limit,
        "scope": endpoint.scope,
    }
    if juju1:
        return {"ServiceName": end.application, "Relation": _camel(told)}
    return {"application-name": end.application, "relation": told}


def _charm(simulation: Simulation, charm: Charm) -> Document:
    told = {
        **_begin(simulation, charm.model),
        "charm-url": charm.url,
        "charm-version": "" if charm.placeholder else charm.version,
        "life": charm.life,
        "profile": _profile(charm),
    }
    if charm.options and not charm.placeholder:
        told["config"] = {name: option.get("default") for name, option in charm.options.items()}
    return told


def _profile(charm: Charm) -> Document | None:
    profile = charm.lxd_profile
    if not profile or charm.placeholder:
        return None
    return {key: profile[key] for key in ("config", "description", "devices") if profile.get(key)}


# --- offers -------------------------------------------------------------------------------------


def _remote_application(simulation: Simulation, remote: RemoteApplication) -> Document:
    juju = simulation.series.version
    told = {**_begin(simulation, remote.model), "name": remote.name}
    told["offer-url" if juju >= (2, 3) else "application-url"] = remote.offer_url
    if (2, 3) <= juju < (2, 9):
        told["offer-uuid"] = remote.offer_uuid
    return told | {"life": remote.life, "status": _status(simulation, remote.status)}


def _offer(simulation: Simulation, offer: Offer) -> Document:
    connections = [
        one
        for one in simulation.state.all(OfferConnection, offer.model)
        if one.offer in (offer.uuid, offer.name)
    ]
    active = sum(one.status.current == "joined" for one in connections)
    told = {**_begin(simulation, offer.model), "offer-name": offer.name}
    if simulation.series.version < (2, 4):
        return told | {
            "application-name": offer.application,
            "charm-name": offer.charm_name,
            "connected-count": active,
        }
    return told | {
        "offer-uuid": offer.uuid,
        "application-name": offer.application,
        "charm-name": offer.charm_name or _charm_name(simulation, offer),
        "total-connected-count": len(connections),
        "active-connected-count": active,
    }


def _charm_name(simulation: Simulation, offer: Offer) -> str:
    application = simulation.state.find(Application, offer.application, offer.model)
    charm = simulation.state.find(Charm, application.charm, offer.model) if application is not None else None
    return charm.name if charm is not None else ""


# --- the rest -----------------------------------------------------------------------------------


def _annotation(simulation: Simulation, kept: Annotations) -> Document:
    told = {**_begin(simulation, kept.model), "tag": kept.tag, "annotations": dict(kept.values)}
    return told if simulation.series.version >= (2, 0) else _camel(told)


def _action(simulation: Simulation, task: Task) -> Document:
    juju = simulation.series.version
    told = {
        **_begin(simulation, task.model),
        "id": task.id,
        "receiver": Tag.parse(task.receiver).id,
        "name": task.name,
    }
    if juju < (2, 8) and (task.parameters or juju < (2, 0)):
        told["parameters"] = task.parameters
    told |= {"status": task.status, "message": task.message}
    if juju < (2, 8) and (task.output or juju < (2, 0)):
        told["results"] = task.output
    told |= {
        "enqueued": task.enqueued or ZERO_TIME,
        "started": task.started or ZERO_TIME,
        "completed": task.completed or ZERO_TIME,
    }
    return told if juju >= (2, 0) else _camel(told)


def _block(simulation: Simulation, block: Block) -> Document:
    juju1 = simulation.series.version < (2, 0)
    told = {
        **_begin(simulation, block.model),
        "id": block.id.rpartition(":")[2],
        "type": block.type,
        "message": block.message,
        "tag": f"{'environment' if juju1 else 'model'}-{block.model}",
    }
    return _camel(told) if juju1 else told


def _model(simulation: Simulation, model: Model) -> Document:
    juju = simulation.series.version
    controller = simulation.controller.uuid
    if juju < (2, 0):
        return {
            "EnvUUID": model.uuid,
            "Name": model.name,
            "Life": model.life,
            "Owner": model.owner,
            "ServerUUID": controller,
        }
    told: Document = {
        "model-uuid": model.uuid,
        "name": model.name,
        "life": model.life,
        "owner": model.owner,
        "controller-uuid": controller,
    }
    if juju >= (2, 4):
        told["is-controller"] = model.is_controller
    if juju >= (2, 2):
        told["config"] = modelconfig.values(simulation, model)
        told["status"] = _status(simulation, model.status)
        told["constraints"] = dict(model.constraints)
    if juju >= (2, 4):
        told["sla"] = {"level": model.sla, "owner": model.sla_owner}
    if juju >= (3, 2):
        told |= {
            "type": model.type,
            "cloud": model.cloud,
            "cloud-region": model.region,
            "version": model.version,
        }
    return told


def _branch(simulation: Simulation, branch: Branch) -> Document:
    return {
        **_begin(simulation, branch.model),
        "id": branch.id.rpartition(":")[2],
        "name": branch.name,
        "assigned-units": {name: list(units) for name, units in branch.assigned.items()},
        "charm-config": {
            name: [{"type": 1, "key": key, "new": value} for key, value in changes.items()]
            for name, changes in branch.config.items()
        }
        or None,
        "created": branch.created,
        "created-by": branch.created_by,
        "completed": branch.completed,
        "completed-by": branch.completed_by,
        "generation-id": branch.generation_id,
    }


KINDS: dict[type[Entity], Kind] = {
    Machine: Kind("machine", (1, 18), _machine),
    Application: Kind("application", (1, 18), _application),
    Unit: Kind("unit", (1, 18), _unit),
    Relation: Kind("relation", (1, 18), _relation),
    Annotations: Kind("annotation", (1, 18), _annotation),
    Task: Kind("action", (1, 23), _action),
    Block: Kind("block", (1, 23), _block),
    Model: Kind("model", (1, 25), _model),
    RemoteApplication: Kind("remoteApplication", (2, 1), _remote_application),
    Offer: Kind("applicationOffer", (2, 2), _offer),
    Charm: Kind("charm", (2, 4), _charm),
    Branch: Kind("branch", (2, 5), _branch),
}
"""What watchers tell; secrets, storage, spaces, users and leadership they do not."""
