"""Storage instances, filesystems and volumes as Storage and FullStatus tell them."""

from __future__ import annotations

from typing import Any

from fakejuju.domain import storage
from fakejuju.domain.stores import BLOCK
from fakejuju.refused import Refused
from fakejuju.simulation import Simulation
from fakejuju.state.application import Unit
from fakejuju.state.entity import Status
from fakejuju.state.storage import Filesystem, StorageInstance, Volume
from jujuclient.facades.common import EntityStatus
from jujuclient.facades.common_storage import (
    FilesystemAttachmentDetails,
    FilesystemAttachmentInfo,
    FilesystemDetails,
    FilesystemInfo,
    StorageAttachmentDetails,
    StorageDetails,
    VolumeAttachmentDetails,
    VolumeAttachmentInfo,
    VolumeDetails,
    VolumeInfo,
)
from jujuclient.wire.struct import UNSET, UnsetType
from jujuclient.wire.tags import Tag, unit_tag


def status_of(status: Status) -> EntityStatus:
    """A status as storage has it: data is told only where there is any."""
    return EntityStatus(
        status=status.current, info=status.message, since=status.since or None, data=status.data or UNSET
    )


def behind(sim: Simulation, instance: StorageInstance) -> Filesystem | Volume | None:
    """What an instance's status comes from: its volume or its filesystem, None before there is one."""
    if instance.kind == BLOCK:
        return storage.volume_of(sim, instance)
    return storage.filesystem_of(sim, instance)


def unmade(sim: Simulation, instance: StorageInstance) -> Refused:
    """What Juju says of an instance that nothing is behind."""
    word = "volume" if instance.kind == BLOCK else "filesystem"
    return Refused(f'{word} for storage instance "{instance.id}" not found', "not found")


def storage_details(
    sim: Simulation, instance: StorageInstance, *, strict: bool = False, life: bool = True
) -> StorageDetails:
    """A storage instance.

    Args:
        sim: the controller.
        instance: what to tell.
        strict: up to 3.1 an instance that nothing is behind yet is an error, which is raised.
        life: whether attachments tell theirs: within a filesystem 4.x tells none.
    """
    return StorageDetails(
        storage_tag=str(Tag("storage", instance.id)),
        owner_tag=instance.owner,
        kind=instance.kind,
        status=status_of(_status(sim, instance, strict=strict)),
        life=instance.life,
        persistent=instance.persistent,
        attachments={
            unit_tag(name): _attachment(sim, instance, name, told, life=life)
            for name, told in instance.attachments.items()
        }
        or UNSET,
    )


def _status(sim: Simulation, instance: StorageInstance, *, strict: bool) -> Status:
    thing = behind(sim, instance)
    if thing is not None:
        return thing.status
    if strict and sim.series.version < (3, 3):
        raise unmade(sim, instance)
    now = sim.clock.stamp()
    if not instance.attachments:
        return Status("error", str(unmade(sim, instance)), now)
    word = "volume" if instance.kind == BLOCK else "filesystem"
    return Status("pending", f"waiting for {word} to be provisioned", now)


def _attachment(
    sim: Simulation, instance: StorageInstance, name: str, told: dict[str, Any], *, life: bool
) -> StorageAttachmentDetails:
    unit = sim.state.find(Unit, name, instance.model)
    machine = unit.machine if unit is not None else ""
    host = storage.host_of(sim, unit) if unit is not None else ""
    return StorageAttachmentDetails(
        storage_tag=str(Tag("storage", instance.id)),
        unit_tag=unit_tag(name),
        machine_tag=str(Tag("machine", machine)) if machine else "",
        life=told.get("life", "alive") if life else UNSET,
        location=_location(sim, instance, host) or UNSET,
    )


def _location(sim: Simulation, instance: StorageInstance, host: str) -> str:
    thing = behind(sim, instance)
    told = thing.attachments.get(host, {}) if thing is not None else {}
    if told.get("device-name"):
        return f"/dev/{told['device-name']}"
    return str(told.get("mount-point") or "")


def filesystem_details(sim: Simulation, filesystem: Filesystem) -> FilesystemDetails:
    """A filesystem with the storage that it is for."""
    instance = sim.state.find(StorageInstance, filesystem.storage, filesystem.model)
    told = FilesystemDetails(
        filesystem_tag=str(Tag("filesystem", filesystem.id)),
        volume_tag=str(Tag("volume", filesystem.volume)) if filesystem.volume else UNSET,
        info=FilesystemInfo(
            filesystem_id=filesystem.provider_id,
            pool=_pool(sim, filesystem),
            size=filesystem.size,
        ),
        life=filesystem.life,
        status=status_of(filesystem.status),
        storage=_inside(sim, instance),
    )
    if sim.series.version >= (2, 2):
        told.machine_attachments = _filesystem_attachments(filesystem, "machine-")
        told.unit_attachments = _filesystem_attachments(filesystem, "unit-")
    else:
        told.machine_attachment_infos = {
            tag: FilesystemAttachmentInfo(
                mount_point=one.get("mount-point") or UNSET, read_only=one.get("read-only") or UNSET
            )
            for tag, one in filesystem.attachments.items()
        } or UNSET
    return told


def _filesystem_attachments(
    filesystem: Filesystem, kind: str
) -> dict[str, FilesystemAttachmentDetails] | UnsetType:
    return {
        tag: FilesystemAttachmentDetails(
            mount_point=one.get("mount-point") or UNSET,
            read_only=one.get("read-only") or UNSET,
            life=one.get("life", "alive"),
        )
        for tag, one in filesystem.attachments.items()
        if tag.startswith(kind)
    } or UNSET


def _inside(sim: Simulation, instance: StorageInstance | None) -> Any:
    if instance is None:
        return UNSET
    return storage_details(sim, instance, life=sim.series.version < (4, 0))


def _pool(sim: Simulation, thing: Filesystem | Volume) -> str:
    # Up to 3.6 the pool is among what is known once it was made.
    return thing.pool if thing.provider_id or sim.series.version >= (4, 0) else ""


def volume_details(sim: Simulation, volume: Volume) -> VolumeDetails:
    """A volume with the storage that it is for."""
    instance = sim.state.find(StorageInstance, volume.storage, volume.model)
    told = VolumeDetails(
        volume_tag=str(Tag("volume", volume.id)),
        info=VolumeInfo(
            volume_id=volume.provider_id,
            pool=_pool(sim, volume) or UNSET,
            size=volume.size,
            persistent=volume.persistent,
        ),
        life=volume.life,
        status=status_of(volume.status),
        storage=_inside(sim, instance),
    )
    if sim.series.version >= (2, 2):
        told.machine_attachments = {
            tag: VolumeAttachmentDetails(
                device_name=one.get("device-name") or UNSET,
                bus_address=one.get("bus-address") or UNSET,
                read_only=one.get("read-only") or UNSET,
                life=one.get("life", "alive"),
            )
            for tag, one in volume.attachments.items()
        } or UNSET
    else:
        told.machine_attachment_infos = {
            tag: VolumeAttachmentInfo(
                device_name=one.get("device-name") or UNSET,
                bus_address=one.get("bus-address") or UNSET,
                read_only=one.get("read-only") or UNSET,
            )
            for tag, one in volume.attachments.items()
        } or UNSET
    return told
