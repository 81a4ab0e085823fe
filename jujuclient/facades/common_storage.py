"""Storage, volumes and filesystems, as several facades tell them."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import EntityStatus
from jujuclient.wire.struct import UNSET, UnsetType, Wire, juju1, key, versions


class FilesystemAttachmentDetails(Wire):
    """An entry of ``machine_attachments`` in ``FilesystemDetails``. Juju 2.2 and later."""

    life: str | UnsetType = UNSET
    mount_point: str | UnsetType = UNSET
    read_only: bool | UnsetType = UNSET


class FilesystemAttachmentInfo(Wire):
    """An entry of ``machine_attachments`` in ``FilesystemDetails``. Juju 2.0 only."""

    mount_point: str | UnsetType = UNSET
    read_only: bool | UnsetType = UNSET


class FilesystemDetails(Wire):
    """A filesystem and its attachments. Juju 2.0 and later."""

    filesystem_tag: str
    info: FilesystemInfo
    status: EntityStatus
    life: Annotated[str | UnsetType, versions(first="2.2", omitempty=True)] = UNSET
    machine_attachments: Annotated[
        dict[str, FilesystemAttachmentDetails] | UnsetType, versions(first="2.2", omitempty=True)
    ] = UNSET
    machine_attachment_infos: Annotated[
        dict[str, FilesystemAttachmentInfo] | UnsetType,
        versions(last="2.0", omitempty=True),
        key("machine-attachments"),
    ] = UNSET
    storage: StorageDetails | UnsetType = UNSET
    unit_attachments: Annotated[
        dict[str, FilesystemAttachmentDetails] | UnsetType, versions(first="2.6", omitempty=True)
    ] = UNSET
    volume_tag: str | UnsetType = UNSET


class FilesystemInfo(Wire):
    """The ``info`` of ``FilesystemDetails``. Juju 2.0 and later."""

    filesystem_id: str
    size: int
    pool: Annotated[str | UnsetType, versions(first="2.2")] = UNSET


class StorageAttachmentDetails(Wire):
    """An entry of ``attachments`` in ``StorageDetails``. Juju 1.25 and later."""

    __juju1__ = "kebab"

    machine_tag: Annotated[str, juju1("machinetag")]
    unit_tag: Annotated[str, juju1("unittag")]
    storage_tag: Annotated[str, juju1("storagetag")]
    life: Annotated[str | UnsetType, versions(first="2.2", omitempty=True)] = UNSET
    location: str | UnsetType = UNSET


class StorageConstraints(Wire):
    """How much storage from which pool; size is in MiB. Juju 1.25 and later."""

    count: int | UnsetType = UNSET
    pool: str | UnsetType = UNSET
    size: int | UnsetType = UNSET


class StorageDetails(Wire):
    """A storage instance and its attachments. Juju 1.25 and later."""

    __juju1__ = "kebab"

    storage_tag: Annotated[str, juju1("storagetag")]
    kind: int
    owner_tag: Annotated[str, juju1("ownertag")]
    persistent: Annotated[bool, juju1("Persistent")]
    status: EntityStatus
    attachments: dict[str, StorageAttachmentDetails] | UnsetType = UNSET
    life: Annotated[str | UnsetType, versions(first="2.2", omitempty=True)] = UNSET


class VolumeAttachmentDetails(Wire):
    """An entry of ``machine_attachments`` in ``VolumeDetails``. Juju 2.2 and later."""

    bus_address: str | UnsetType = UNSET
    device_link: str | UnsetType = UNSET
    device_name: str | UnsetType = UNSET
    life: str | UnsetType = UNSET
    plan_info: Annotated[VolumeAttachmentPlanInfo | UnsetType, versions(first="2.6", omitempty=True)] = UNSET
    read_only: bool | UnsetType = UNSET


class VolumeAttachmentInfo(Wire):
    """An entry of ``machine_attachments`` in ``VolumeDetails`` and others. Juju 1.25 to 2.0."""

    __juju1__ = "kebab"

    bus_address: Annotated[str | UnsetType, juju1("busaddress")] = UNSET
    device_link: Annotated[str | UnsetType, juju1("devicelink")] = UNSET
    device_name: Annotated[str | UnsetType, juju1("devicename")] = UNSET
    read_only: bool | UnsetType = UNSET


class VolumeAttachmentPlanInfo(Wire):
    """The ``plan_info`` of ``VolumeAttachmentDetails``. Juju 2.6 and later."""

    device_attributes: dict[str, str] | UnsetType = UNSET
    device_type: str | UnsetType = UNSET


class VolumeDetails(Wire):
    """A volume and its attachments. Juju 1.25 and later."""

    __juju1__ = "kebab"

    info: VolumeInfo
    status: EntityStatus
    volume_tag: Annotated[str, juju1("volumetag")]
    life: Annotated[str | UnsetType, versions(first="2.2", omitempty=True)] = UNSET
    machine_attachments: Annotated[
        dict[str, VolumeAttachmentDetails] | UnsetType, versions(first="2.2", omitempty=True)
    ] = UNSET
    machine_attachment_infos: Annotated[
        dict[str, VolumeAttachmentInfo] | UnsetType,
        versions(last="2.0", omitempty=True),
        key("machine-attachments"),
        juju1("machineattachments"),
    ] = UNSET
    storage: StorageDetails | UnsetType = UNSET
    unit_attachments: Annotated[
        dict[str, VolumeAttachmentDetails] | UnsetType, versions(first="2.6", omitempty=True)
    ] = UNSET


class VolumeInfo(Wire):
    """The ``info`` of ``VolumeDetails``. Juju 1.25 and later."""

    __juju1__ = "kebab"

    persistent: bool
    size: int
    volume_id: Annotated[str, juju1("volumeid")]
    hardware_id: Annotated[str | UnsetType, juju1("hardwareid")] = UNSET
    pool: Annotated[str | UnsetType, versions(first="2.2", omitempty=True)] = UNSET
    wwn: Annotated[str | UnsetType, versions(first="2.2", omitempty=True)] = UNSET
