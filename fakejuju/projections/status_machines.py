"""Machines and the model itself, as FullStatus tells them."""

from __future__ import annotations

import msgspec

from fakejuju.domain import models
from fakejuju.domain.bases import series_of
from fakejuju.projections.shape import View, kept_data
from fakejuju.projections.words import by_scope, constraints_words, hardware_words, public_address
from fakejuju.state.controller import Credential
from fakejuju.state.entity import Status
from fakejuju.state.machine import Machine
from jujuclient.facades.client_types import DetailedStatus, MachineStatus, MeterStatus, ModelStatusInfo
from jujuclient.facades.common import Base
from jujuclient.wire.struct import UNSET

LOST = "agent is not communicating with the server"


def machines(view: View) -> dict[str, MachineStatus]:
    """The machines, each container within its host; an orphan of a filter stands alone."""
    hosts = {machine.parent for machine in view.machines.values()}
    told = {
        id: machine_status(view, machine) if id in hosts else _told(view, machine)
        for id, machine in view.machines.items()
    }
    top: dict[str, MachineStatus] = {}
    for id, machine in view.machines.items():
        host = told.get(machine.parent) if machine.parent else None
        if host is not None and host.containers is not None:
            host.containers[id] = told[id]
        else:
            top[id] = told[id]
    return top


def _told(view: View, machine: Machine) -> MachineStatus:
    """One machine, which hosts no other."""
    if view.texts is None:
        return machine_status(view, machine)
    return view.texts.of(MachineStatus, machine.id, machine, lambda: machine_status(view, machine))


def machine_status(view: View, machine: Machine) -> MachineStatus:
    """One machine, without its containers."""
    # As long as the type has fields: a line for each, in the order of the wire.
    juju1 = view.context.juju1
    agent = machine_agent(machine)
    addresses = [address.value for address in by_scope(machine.addresses)]
    told = MachineStatus(
        id=machine.id,
        containers={},
        dns_name=public_address(machine.addresses),
        hardware=hardware_words(machine.hardware, "cpu-cores" if juju1 else "cores"),
        instance_id=machine.instance_id or "pending",
        agent_status=view.detailed(
            agent,
            data=kept_data(agent.data),
            version=machine.agent_version,
            life=view.life(machine.life),
        ),
        instance_status=view.detailed(
            machine.instance,
            data=kept_data(machine.instance.data),
            # Recorded on 4.0.15: a machine's life stands by its instance, too.
            life=machine.life if view.juju >= (4, 0) else "",
        ),
        modification_status=_modification(view, machine),
        base=Base(name=machine.base.name, channel=machine.base.channel),
        series=series_of(machine.base),
        constraints=constraints_words(machine.constraints),
        display_name=machine.display_name,
        hostname=machine.hostname or UNSET,
        ip_addresses=addresses if addresses or view.juju < (2, 2) else UNSET,
        jobs=list(machine.jobs),
        has_vote=machine.has_vote,
        wants_vote=machine.wants_vote,
    )
    if juju1:
        told.agent_state, told.agent_state_info = agent.current, agent.message
        told.agent_version, told.life, told.err = machine.agent_version, view.life(machine.life), None
        told.instance_state = machine.instance.current if machine.instance_id else ""
    return view.trim(told)


def machine_agent(machine: Machine) -> Status:
    """What its agent is: one that does not report is down, unless it never came or failed."""
    if machine.lost and machine.agent.current not in ("pending", "error", "stopped"):
        return msgspec.structs.replace(machine.agent, current="down", message=LOST)
    return machine.agent


def _modification(view: View, machine: Machine) -> DetailedStatus:
    # Recorded on 4.0.15: empty until somebody modifies the instance.
    if view.juju >= (4, 0) and machine.modification.current == "idle":
        return view.detailed(Status())
    return view.detailed(machine.modification, data={} if view.juju < (4, 0) else None)


def model_status(view: View) -> ModelStatusInfo:
    """The model's own part."""
    model = view.model
    color, message = model.meter_status
    status = _status(view)
    data = status.data if view.juju < (4, 0) else None
    return view.trim(
        ModelStatusInfo(
            name=model.name,
            type=model.type,
            cloud_tag=f"cloud-{model.cloud}",
            region=model.region or UNSET,
            version=model.version,
            available_version="",
            model_status=view.detailed(status, data=data),
            meter_status=MeterStatus(color=color, message=message),
            sla=model.sla,
            migration=model.migration or UNSET,
        )
    )


def _status(view: View) -> Status:
    model = view.model
    if view.juju >= (4, 0):
        return msgspec.structs.replace(models.status_of(view.simulation, model), message="")
    credential = view.simulation.state.find(Credential, model.credential)
    if credential is not None and not credential.valid and view.juju >= (2, 6):
        reason = {"reason": credential.invalid_reason}
        return Status("suspended", "suspended since cloud credential is not valid", data=reason)
    return model.status
