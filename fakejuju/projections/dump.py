"""A model's content for debugging, as DumpModels gives it: what the state knows of it.

The sections are those of the recorded dumps. What the simulation does not keep is empty there:
tools, block devices, devices, and the histories of statuses, which a simplified dump leaves out.
"""

from __future__ import annotations

from typing import Any

from fakejuju.domain import machines as machine_verbs, models
from fakejuju.simulation import Simulation
from fakejuju.state.application import Application, Relation, Unit
from fakejuju.state.controller import Model, User
from fakejuju.state.entity import Base, Entity, Status
from fakejuju.state.machine import Machine, Subnet
from fakejuju.state.storage import StorageInstance

_EMPTY = {
    "remote-entities": 1, "offer-connections": 1, "external-controllers": 1, "link-layer-devices": 1,
    "ip-addresses": 5, "ssh-host-keys": 1, "volumes": 1, "filesystems": 1, "firewall-rules": 1,
    "remote-applications": 3, "secrets": 2,
}  # fmt: skip
"""The version of each section that is told empty."""
_CONSTRAINTS = {"mem": "memory", "arch": "architecture", "cores": "cpu-cores", "root-disk": "root-disk"}


def dump(sim: Simulation, model: Model) -> dict[str, Any]:
    """The sections of a model, in their order."""
    new = sim.series.version >= (3, 0)
    tree: dict[str, Any] = {"version": 12 if new else 9}
    if new:
        tree["agent-version"] = ""
    tree |= {"type": model.type, "owner": model.owner, "config": {}, "environ-version": 0}
    tree["users"] = _section(1, "users", [_user(sim, model, one.user) for one in models.accesses(sim, model)])
    own = [one for one in models.machines_of(sim, model) if not one.parent]
    tree["machines"] = _section(4 if new else 3, "machines", [_machine(sim, one) for one in own])
    applications = [_application(sim, one) for one in sim.state.all(Application, model.uuid)]
    tree["applications"] = _section(14 if new else 10, "applications", applications)
    tree["relations"] = _section(
        3, "relations", [_relation(one) for one in sim.state.all(Relation, model.uuid)]
    )
    tree |= {name: _section(version, name, []) for name, version in _EMPTY.items()}
    tree["subnets"] = _section(6, "subnets", [_subnet(one) for one in sim.state.all(Subnet, model.uuid)])
    tree |= _status("status", model.status)
    tree["sequences"] = dict(sorted(sim.state.sequences(model.uuid).items()))
    tree["constraints"] = _constraints(model.constraints)
    tree |= {"cloud": model.cloud, "cloud-region": model.region}
    storages = [_storage(one) for one in sim.state.all(StorageInstance, model.uuid)]
    tree["storages"] = _section(3, "storages", storages)
    if sim.series.version >= (4, 0):
        return tree  # neither support levels nor metrics any more
    tree["sla"] = {"level": model.sla, "owner": model.sla_owner, "credentials": ""}
    tree["meter-status"] = dict(zip(("code", "info"), model.meter_status, strict=True))
    return tree


def _section(version: int, name: str, items: list[Any]) -> dict[str, Any]:
    return {"version": version, name: items}


def _user(sim: Simulation, model: Model, name: str) -> dict[str, Any]:
    access = models.access_of(sim, name, model)
    user = sim.state.find(User, name)
    return {
        "name": name,
        "display-name": models.display_name(sim, name),
        "created-by": user.created_by if user is not None else "",
        "date-created": user.created if user is not None else "",
        "access": access.level if access is not None else "",
        "last-connection": access.last if access is not None else "",
    }


def _status(name: str, status: Status) -> dict[str, Any]:
    told: dict[str, Any] = {"value": status.current}
    if status.message:
        told["message"] = status.message
    told |= {"updated": status.since, "neverset": False}
    return {
        name: {"version": 2, "status": told},
        f"{name}-history": {"version": 2, "history": []},
    }


def _constraints(given: dict[str, Any]) -> dict[str, Any]:
    return {"version": 5, **{_CONSTRAINTS.get(key, key): value for key, value in sorted(given.items())}}


def _base(base: Base) -> str:
    return f"{base.name}@{base.channel}"


def _machine(sim: Simulation, machine: Machine) -> dict[str, Any]:
    inside = machine_verbs.containers(sim, machine.model, machine.id)
    tree: dict[str, Any] = {"id": machine.id, "nonce": machine.nonce, "password-hash": ""}
    if machine.instance_id:
        tree["instance"] = {
            "version": 6,
            "instance-id": machine.instance_id,
            **_status("status", machine.instance),
        }
    tree["base"] = _base(machine.base)
    if machine.container_type:
        tree["container-type"] = machine.container_type
    tree |= _status("status", machine.agent)
    return tree | {
        "tools": None,
        "jobs": ["host-units"],
        "containers": [_machine(sim, one) for one in inside],
        "constraints": _constraints(machine.constraints),
        "block-devices": _section(2, "block-devices", []),
    }


def _application(sim: Simulation, application: Application) -> dict[str, Any]:
    units = [one for one in sim.state.all(Unit, application.model) if one.application == application.name]
    tree: dict[str, Any] = {"name": application.name, "type": "iaas"}
    if application.subordinate:
        tree["subordinate"] = True
    tree |= {"charm-url": application.charm, "cs-channel": "", "charm-mod-version": 0}
    if application.exposed:
        tree["exposed"] = True
    tree |= _status("status", application.status or Status("unset", since=application.created))
    return tree | {
        "endpoint-bindings": dict(sorted(application.bindings.items())),
        "settings": dict(sorted(application.config.items())),
        "leadership-settings": {},
        "units": _section(3, "units", [_unit(one) for one in units]),
        "constraints": _constraints(application.constraints),
    }


def _unit(unit: Unit) -> dict[str, Any]:
    tree: dict[str, Any] = {"name": unit.name, "machine": unit.machine}
    if unit.principal:
        tree["principal"] = unit.principal
    tree |= _status("agent-status", unit.agent) | _status("workload-status", unit.workload)
    return tree | {"password-hash": "", "constraints": _constraints(unit.constraints)}


def _relation(relation: Relation) -> dict[str, Any]:
    ends = [
        {
            "application-name": end.application,
            "name": end.endpoint.name,
            "role": end.endpoint.role,
            "interface": end.endpoint.interface,
            "optional": end.endpoint.optional,
            "limit": end.endpoint.limit,
            "scope": end.endpoint.scope,
            "unit-settings": {
                name: values
                for name, values in relation.units.items()
                if name.rpartition("/")[0] == end.application
            },
            "application-settings": relation.settings.get(end.application, {}),
        }
        for end in relation.ends
    ]
    tree = {"id": relation.id, "key": relation.key, "endpoints": _section(2, "endpoints", ends)}
    tree |= {"suspended": relation.suspended, "suspended-reason": relation.suspended_reason}
    return tree | {"status": _status("status", relation.status)["status"]}


def _subnet(subnet: Subnet) -> dict[str, Any]:
    return {
        "subnet-id": subnet.id,
        "provider-id": subnet.provider_id,
        "cidr": subnet.cidr,
        "vlan-tag": subnet.vlan_tag,
        "availability-zones": list(subnet.zones),
        "is-public": False,
        "space-id": subnet.space,
        "space-name": "",
    }


def _storage(instance: StorageInstance) -> dict[str, Any]:
    return {
        "id": instance.id,
        "kind": "filesystem" if instance.kind == 2 else "block",
        "owner": instance.owner,
        "name": instance.store,
        "attachments": sorted(instance.attachments),
        "constraints": {"pool": instance.pool, "size": instance.size},
    }


# --- the database ------------------------------------------------------------------------------

_LIVES = {"alive": 0, "dying": 1, "dead": 2}


def documents(sim: Simulation, model: Model) -> dict[str, Any]:
    """The main collections of the database, each document with what the state knows of it."""
    found: dict[str, Any] = {
        "applications": [_document(one, name=one.name) for one in sim.state.all(Application, model.uuid)],
        "machines": [_document(one, machineid=one.id) for one in sim.state.all(Machine, model.uuid)],
        "relations": [_document(one, key=one.key, id=one.id) for one in sim.state.all(Relation, model.uuid)],
        "units": [
            _document(one, name=one.name, application=one.application, machineid=one.machine)
            for one in sim.state.all(Unit, model.uuid)
        ],
        "models": {
            "_id": model.uuid,
            "cloud": model.cloud,
            "cloud-credential": model.credential.replace("_", "#"),
            "cloud-region": model.region,
            "controller-uuid": sim.controller.uuid,
            "life": _LIVES[model.life],
            "name": model.name,
            "owner": model.owner,
            "type": model.type,
        },
    }
    found["sequence"] = [
        {"_id": f"{model.uuid}:{name}", "counter": value, "model-uuid": model.uuid, "name": name}
        for name, value in sorted(sim.state.sequences(model.uuid).items())
    ]
    return {name: told for name, told in sorted(found.items()) if told}


def _document(entity: Entity, **fields: Any) -> dict[str, Any]:
    life = _LIVES[getattr(entity, "life", "alive")]
    return {"_id": f"{entity.model}:{entity.key}", "model-uuid": entity.model, "life": life, **fields}
