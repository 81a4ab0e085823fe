"""Storage within a status: what is stored where, with the names of the juju command."""

from __future__ import annotations

from typing import Any

import msgspec

from jujuclient import facades
from jujuclient.wire.struct import UNSET, dict_in, list_in, text_in
from jujuclient.wire.tags import Tag


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a status; compared by value."""


class EntityStatus(Value, frozen=True, kw_only=True):
    """The status of a storage, filesystem or volume."""

    current: str = ""
    message: str = ""
    since: str = ""


class UnitStorageAttachment(Value, frozen=True, kw_only=True):
    """Where a storage is attached."""

    machine: str = ""
    location: str = ""
    life: str = ""


class StorageAttachments(Value, frozen=True, kw_only=True):
    """The units that a storage is attached to, by name."""

    units: dict[str, UnitStorageAttachment]


class StorageInfo(Value, frozen=True, kw_only=True):
    """A storage instance; kind is block or filesystem."""

    kind: str
    status: EntityStatus
    persistent: bool
    life: str = ""
    attachments: StorageAttachments | None = None


class FilesystemAttachment(Value, frozen=True, kw_only=True):
    """Where a machine has a filesystem."""

    mount_point: str
    read_only: bool
    life: str = ""


class FilesystemAttachments(Value, frozen=True, kw_only=True):
    """What a filesystem is attached to: machines by id; on Kubernetes containers, by the name of the unit."""

    machines: dict[str, FilesystemAttachment] = msgspec.field(default_factory=dict)
    containers: dict[str, FilesystemAttachment] = msgspec.field(default_factory=dict)
    units: dict[str, UnitStorageAttachment] = msgspec.field(default_factory=dict)


class FilesystemInfo(Value, frozen=True, kw_only=True):
    """A filesystem; size in MiB, ``storage`` the instance it is for, ``volume`` what it is on."""

    size: int
    provider_id: str = ""
    volume: str = ""
    storage: str = ""
    attachments: FilesystemAttachments = FilesystemAttachments()
    pool: str = ""
    life: str = ""
    status: EntityStatus = EntityStatus()


class VolumeAttachment(Value, frozen=True, kw_only=True):
    """Where a machine has a volume."""

    read_only: bool
    device: str = ""
    device_link: str = ""
    bus_address: str = ""
    life: str = ""


class VolumeAttachments(Value, frozen=True, kw_only=True):
    """What a volume is attached to, as for filesystems."""

    machines: dict[str, VolumeAttachment] = msgspec.field(default_factory=dict)
    containers: dict[str, VolumeAttachment] = msgspec.field(default_factory=dict)
    units: dict[str, UnitStorageAttachment] = msgspec.field(default_factory=dict)


class VolumeInfo(Value, frozen=True, kw_only=True):
    """A volume; size in MiB."""

    size: int
    persistent: bool
    provider_id: str = ""
    storage: str = ""
    attachments: VolumeAttachments = VolumeAttachments()
    pool: str = ""
    hardware_id: str = ""
    wwn: str = ""
    life: str = ""
    status: EntityStatus = EntityStatus()


class CombinedStorage(Value, frozen=True, kw_only=True):
    """The storage of a model, where the status was asked for with it (3.3 and later)."""

    storage: dict[str, StorageInfo] = msgspec.field(default_factory=dict)
    filesystems: dict[str, FilesystemInfo] = msgspec.field(default_factory=dict)
    volumes: dict[str, VolumeInfo] = msgspec.field(default_factory=dict)


# --- reading ---------------------------------------------------------------------------------

_KINDS = {1: "block", 2: "filesystem"}


def read_storage(full: facades.client_types.FullStatus) -> CombinedStorage:
    """The storage in an answer to ``Client.FullStatus``."""
    return CombinedStorage(
        storage={_id(one.storage_tag): _instance(one) for one in list_in(full.storage)},
        filesystems={_id(one.filesystem_tag): _filesystem(one) for one in list_in(full.filesystems)},
        volumes={_id(one.volume_tag): _volume(one) for one in list_in(full.volumes)},
    )


def _instance(told: Any) -> StorageInfo:
    units = _units(told)
    return StorageInfo(
        kind=_KINDS.get(told.kind, "unknown"),
        status=_status(told.status),
        persistent=told.persistent,
        life=text_in(told.life),
        attachments=StorageAttachments(units=units) if units else None,
    )


def _filesystem(told: Any) -> FilesystemInfo:
    return FilesystemInfo(
        size=told.info.size,
        provider_id=text_in(told.info.filesystem_id),
        volume=_id(told.volume_tag),
        storage=_id(told.storage.storage_tag) if told.storage is not UNSET else "",
        attachments=FilesystemAttachments(
            machines={_id(tag): _mounted(one) for tag, one in dict_in(told.machine_attachments).items()},
            containers={_id(tag): _mounted(one) for tag, one in dict_in(told.unit_attachments).items()},
            units=_units(told.storage),
        ),
        pool=text_in(told.info.pool),
        life=text_in(told.life),
        status=_status(told.status),
    )


def _mounted(told: Any) -> FilesystemAttachment:
    return FilesystemAttachment(
        mount_point=text_in(told.mount_point), read_only=told.read_only is True, life=text_in(told.life)
    )


def _volume(told: Any) -> VolumeInfo:
    return VolumeInfo(
        size=told.info.size,
        persistent=told.info.persistent,
        provider_id=text_in(told.info.volume_id),
        storage=_id(told.storage.storage_tag) if told.storage is not UNSET else "",
        attachments=VolumeAttachments(
            machines={_id(tag): _plugged(one) for tag, one in dict_in(told.machine_attachments).items()},
            containers={_id(tag): _plugged(one) for tag, one in dict_in(told.unit_attachments).items()},
            units=_units(told.storage),
        ),
        pool=text_in(told.info.pool),
        hardware_id=text_in(told.info.hardware_id),
        wwn=text_in(told.info.wwn),
        life=text_in(told.life),
        status=_status(told.status),
    )


def _plugged(told: Any) -> VolumeAttachment:
    return VolumeAttachment(
        read_only=told.read_only is True,
        device=text_in(told.device_name),
        device_link=text_in(told.device_link),
        bus_address=text_in(told.bus_address),
        life=text_in(told.life),
    )


def _units(told: Any) -> dict[str, UnitStorageAttachment]:
    """The units that a storage instance is attached to; none where there is no instance."""
    if told is UNSET:
        return {}
    return {
        _id(tag): UnitStorageAttachment(
            machine=_id(one.machine_tag), location=text_in(one.location), life=text_in(one.life)
        )
        for tag, one in dict_in(told.attachments).items()
    }


def _status(told: Any) -> EntityStatus:
    return EntityStatus(current=told.status, message=told.info, since=text_in(told.since))


def _id(tag: Any) -> str:
    """The id in a tag; "" for none."""
    text = text_in(tag)
    try:
        return Tag.parse(text).id
    except ValueError:
        return text
