"""Models as ModelManager and Controller tell them, with every field; ``fit`` drops what a series lacks."""

from __future__ import annotations

from collections import Counter
from typing import Any, TypeVar

from fakejuju.domain import models
from fakejuju.domain.bases import series_of
from fakejuju.domain.secretbackends import backend_of, shown_config
from fakejuju.simulation import Simulation
from fakejuju.state.application import Application, RemoteApplication, Unit
from fakejuju.state.controller import Access, Cloud, Credential, Model, Region
from fakejuju.state.entity import Status
from fakejuju.state.machine import Machine
from fakejuju.state.secret import Secret, SecretBackend
from fakejuju.state.storage import Filesystem, Volume
from jujuclient.facades import common_models as told
from jujuclient.facades.common import EntityStatus, Error, MachineHardware
from jujuclient.facades.model_manager import ModelEntityCount, ModelSummary
from jujuclient.wire.struct import UNSET, UnsetType

S = TypeVar("S", Volume, Filesystem)
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
    machines = [machine_info(machine) for machine in _alive(sim, model)] if all else []
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


def _alive(sim: Simulation, model: Model) -> list[Machine]:
    """The machines that are told one by one."""
    return [one for one in models.machines_of(sim, model) if one.life == "alive"]


def _default_series(sim: Simulation, model: Model) -> str | UnsetType:
    given = model.config.get("default-series")
    if given or sim.series.version >= (3, 0):
        return given or UNSET
    return series_of(sim.default_base())


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
    held = Counter(one.backend for secret in sim.state.all(Secret, model.uuid) for one in secret.revisions)
    old = sim.series.version < (4, 0)
    if old and not held:
        return None
    names = held if old else {backend_of(sim, model.uuid): 0, **held}
    return [_backend(sim, name, held[name], old) for name in sorted(names)]


def _backend(sim: Simulation, name: str, count: int, old: bool) -> told.SecretBackendResult:
    added = sim.state.find(SecretBackend, name)
    kind = added.type if added is not None else "controller"
    config: dict[str, Any] | None = shown_config(added, reveal=False) if added is not None else {}
    backend = told.SecretBackend(name=name, backend_type=kind, config=config if old else None)
    return told.SecretBackendResult(result=backend, id="", num_secrets=count, status="active")


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


def model_status(sim: Simulation, model: Model) -> told.ModelStatus:
    """What a model holds, counted. Machines that are to die are not named; 4.0 does not count them either."""
    new = sim.series.version >= (4, 0)
    machines = _alive(sim, model)
    names = _application_names(sim, model)
    return told.ModelStatus(
        model_tag=f"model-{model.uuid}",
        life=model.life,
        type=model.type,
        hosted_machine_count=len(machines) if new else sim.state.count(Machine, model.uuid),
        application_count=len(names),
        unit_count=sim.state.count(Unit, model.uuid),
        owner_tag=f"user-{model.owner}",
        qualifier=model.owner,
        applications=[told.ModelApplicationInfo(name=name) for name in names] or UNSET,
        machines=[machine_info(one) for one in machines] or UNSET,
        volumes=[_volume(one) for one in _stored(sim, Volume, model)] or UNSET,
        filesystems=[_filesystem(one) for one in _stored(sim, Filesystem, model)] or UNSET,
    )


def _application_names(sim: Simulation, model: Model) -> list[str]:
    """The applications of a model. Recorded on 4.0.15: what it consumes is among them, in no order."""
    names = [one.name for one in sim.state.all(Application, model.uuid)]
    if sim.series.version < (4, 0):
        return names
    return sorted([*names, *(one.name for one in sim.state.all(RemoteApplication, model.uuid))])


def _stored(sim: Simulation, kind: type[S], model: Model) -> list[S]:
    """Recorded on 4.0.15: no storage is told."""
    return sim.state.all(kind, model.uuid) if sim.series.version < (4, 0) else []


def _volume(volume: Volume) -> told.ModelVolumeInfo:
    return told.ModelVolumeInfo(
        id=volume.id,
        provider_id=volume.provider_id or UNSET,
        status=volume.status.current or UNSET,
        message=volume.status.message or UNSET,
        detachable="/" not in volume.id or UNSET,
    )


def _filesystem(filesystem: Filesystem) -> told.ModelFilesystemInfo:
    return told.ModelFilesystemInfo(
        id=filesystem.id,
        provider_id=filesystem.provider_id or UNSET,
        status=filesystem.status.current or UNSET,
        message=filesystem.status.message or UNSET,
        detachable="/" not in filesystem.id or UNSET,
    )


def no_model_status(error: Error) -> told.ModelStatus:
    """The status of what is no model: every field is there, and empty."""
    return told.ModelStatus(
        model_tag="",
        life="",
        type="",
        hosted_machine_count=0,
        application_count=0,
        unit_count=0,
        owner_tag="",
        qualifier="",
        error=error,
    )


def model_summary(sim: Simulation, model: Model, user: str) -> ModelSummary:
    """One line of ``juju models``."""
    access = models.access_of(sim, user, model)
    mixed = model.is_controller and sim.series.version >= (4, 0)
    # Recorded on 2.9.52 and 3.6.28: machines that are to die do not count; on 4.0.15 they do.
    new = sim.series.version >= (4, 0)
    machines = sim.state.all(Machine, model.uuid) if new else _alive(sim, model)
    counts = {
        "machines": len(machines),
        # Recorded on 4.0.15: the cores of machines that have some are not counted.
        "cores": 0 if new else sum(machine.hardware.get("cores", 0) for machine in machines),
        "units": sim.state.count(Unit, model.uuid),
    }
    return ModelSummary(
        name=model.name,
        uuid=model.uuid,
        type=model.type,
        controller_uuid=sim.controller.uuid,
        is_controller=model.is_controller,
        # Recorded on 4.0.15: the controller's own model has neither here.
        provider_type=UNSET if mixed else model.provider,
        cloud_credential_tag=_credential_tag(sim, model),
        cloud_tag=f"cloud-{model.cloud}",
        cloud_region=model.region or UNSET,
        default_series=_default_series(sim, model),
        owner_tag=f"user-{model.owner}",
        qualifier=model.owner,
        life=model.life,
        status=entity_status(models.status_of(sim, model)),
        user_access=access.level if access is not None else "",
        last_connection=access.last or None if access is not None else None,
        counts=[ModelEntityCount(entity=name, count=count) for name, count in counts.items() if count],
        sla=told.ModelSLAInfo(level="" if model.sla == "unsupported" else model.sla, owner=model.owner),
        agent_version=model.version,
    )


def _credential_tag(sim: Simulation, model: Model) -> str | UnsetType:
    """4.0 does not tell it in summaries."""
    return f"cloudcred-{model.credential}" if model.credential and sim.series.version < (4, 0) else UNSET


def cloud_spec(sim: Simulation, model: Model) -> told.CloudSpec:
    """All that is needed to reach the cloud of a model."""
    cloud = sim.state.find(Cloud, model.cloud) or Cloud(name=model.cloud)
    region = next((one for one in cloud.regions if one.name == model.region), Region(model.region))
    kept = sim.state.find(Credential, model.credential)
    credential: told.CloudCredential | UnsetType = UNSET
    if kept is not None:
        credential = told.CloudCredential(auth_type=kept.auth_type, attrs=dict(kept.attributes) or UNSET)
    return told.CloudSpec(
        type=cloud.type,
        name=cloud.name,
        region=model.region or UNSET,
        endpoint=region.endpoint or cloud.endpoint or UNSET,
        identity_endpoint=region.identity_endpoint or cloud.identity_endpoint or UNSET,
        storage_endpoint=region.storage_endpoint or cloud.storage_endpoint or UNSET,
        credential=credential,
        cacertificates=cloud.ca_certificates or UNSET,
        skip_tls_verify=cloud.skip_tls_verify or UNSET,
        is_controller_cloud=cloud.is_controller_cloud or UNSET,
    )
