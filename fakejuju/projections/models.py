"""Models as ModelManager and Controller tell them, with every field; ``fit`` drops what a series lacks."""

from __future__ import annotations

from fakejuju.domain import models
from fakejuju.simulation import Simulation
from fakejuju.state.controller import Access, Credential, Model
from fakejuju.state.entity import Status
from fakejuju.state.machine import Machine
from fakejuju.state.secret import Secret
from jujuclient.facades import common_models as told
from jujuclient.facades.common import EntityStatus, MachineHardware
from jujuclient.wire.struct import UNSET, UnsetType

NEVER = "0001-01-01T00:00:00Z"
"""Go's zero time, where a controller does not leave it out."""


def user_model(sim: Simulation, model: Model, last: str | None) -> told.UserModel:
    """A line of a list of models."""
    return told.UserModel(
        last_connection=last,
        model=told.Model(
            name=model.name,
            uuid=model.uuid,
            owner_tag=f"user-{model.owner}",
            qualifier=model.owner,
            type=model.type,
        ),
    )


def model_info(sim: Simulation, model: Model, *, user: str, all: bool, new: bool = False) -> told.ModelInfo:
    """Everything about a model, as far as a user may see it.

    Args:
        sim: the controller.
        model: the model.
        user: who asks.
        all: whether it is one who sees other users, machines and secret backends.
        new: whether this is the answer to its making, which leaves some out.
    """
    machines = [machine_info(machine) for machine in models.machines_of(sim, model)] if all else []
    told_users = [
        user_info(sim, model, one) for one in models.accesses(sim, model) if all or one.user == user
    ]
    cloud = f"cloud-{model.cloud}"
    return told.ModelInfo(
        name=model.name,
        type=model.type,
        uuid=model.uuid,
        controller_uuid=sim.controller.uuid,
        is_controller=model.is_controller,
        provider_type=model.provider,
        default_series=_default_series(sim, model),
        default_base=model.config.get("default-base") or UNSET,
        cloud_tag=cloud if sim.series.version >= (2, 2) else model.cloud,
        cloud_region=model.region or UNSET,
        cloud_credential_tag=f"cloudcred-{model.credential}" if model.credential else UNSET,
        cloud_credential_validity=UNSET if new else _validity(sim, model),
        owner_tag=f"user-{model.owner}",
        qualifier=model.owner,
        life=model.life,
        status=entity_status(models.status_of(sim, model)),
        users=told_users or None,
        machines=machines or None,
        secret_backends=None if new or not all else secret_backends(sim, model),
        sla=told.ModelSLAInfo(level=model.sla, owner=model.sla_owner),
        agent_version=model.version,
        supported_features=supported_features(sim, model),
    )


def _default_series(sim: Simulation, model: Model) -> str | UnsetType:
    given = model.config.get("default-series")
    if given or sim.series.version >= (3, 0):
        return given or UNSET
    return "focal" if sim.series.version >= (2, 9) else "bionic" if sim.series.version >= (2, 6) else "xenial"


def _validity(sim: Simulation, model: Model) -> bool | UnsetType:
    found = sim.state.find(Credential, model.credential)
    return found.valid and not found.revoked if found is not None else UNSET


def entity_status(status: Status) -> EntityStatus:
    """A status in its long form; data only where there is some."""
    return EntityStatus(
        status=status.current,
        info=status.message,
        data=status.data or UNSET,
        since=status.since or None,
    )


def user_info(sim: Simulation, model: Model, access: Access) -> told.ModelUserInfo:
    """A user of a model. The tag is empty in the info of the model itself."""
    return told.ModelUserInfo(
        user=access.user,
        display_name=models.display_name(sim, access.user),
        last_connection=access.last or None,
        access=access.level,
        model_tag="",
    )


def machine_info(machine: Machine) -> told.ModelMachineInfo:
    """A machine in the info or the status of its model."""
    return told.ModelMachineInfo(
        id=machine.id,
        hardware=_hardware(machine),
        instance_id=machine.instance_id or UNSET,
        display_name=machine.display_name or UNSET,
        status=machine.agent.current or UNSET,
        message=machine.agent.message or UNSET,
        has_vote=machine.has_vote or UNSET,
        wants_vote=machine.wants_vote or UNSET,
    )


def _hardware(machine: Machine) -> MachineHardware | UnsetType:
    found = machine.hardware
    if not found or not machine.instance_id:
        return UNSET
    return MachineHardware(
        arch=found.get("arch", UNSET),
        availability_zone=found.get("availability-zone", UNSET),
        cores=found.get("cores", found.get("cpu-cores", UNSET)),
        cpu_power=found.get("cpu-power", UNSET),
        mem=found.get("mem", UNSET),
        root_disk=found.get("root-disk", UNSET),
        tags=found.get("tags", UNSET),
        virt_type=found.get("virt-type", UNSET),
    )


def secret_backends(sim: Simulation, model: Model) -> list[told.SecretBackendResult] | None:
    """The backends that secrets of a model are in; before 4.0 none while it has no secret."""
    count = sum(len(secret.revisions) for secret in sim.state.all(Secret, model.uuid))
    old = sim.series.version < (4, 0)
    if old and not count:
        return None
    backend = told.SecretBackend(name="internal", backend_type="controller", config={} if old else None)
    return [told.SecretBackendResult(result=backend, id="", num_secrets=count, status="active")]


def supported_features(sim: Simulation, model: Model) -> list[told.SupportedFeature]:
    """What charms may assume of a model."""
    found = [
        told.SupportedFeature(
            name="juju", description="the version of Juju used by the model", version=model.version
        )
    ]
    if model.type == "caas":
        found.append(
            told.SupportedFeature(
                name="k8s-api",
                description="the Kubernetes API lets charms query and manipulate the state of API "
                "objects in a Kubernetes cluster",
            )
        )
    return found
