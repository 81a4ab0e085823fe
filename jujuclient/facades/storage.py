"""Storage: storage, pools, volumes and filesystems."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import Entity, EntityStatus, Error, ErrorResults
from jujuclient.facades.common_storage import (
    FilesystemDetails,
    StorageConstraints,
    StorageDetails,
    VolumeAttachmentInfo,
    VolumeDetails,
)
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, Bulk, Json, UnsetType, Wire, juju1, key, versions


class AddStorageDetails(Wire):
    """The ``result`` of ``AddStorageResult``. Juju 2.6 and later."""

    storage_tags: list[str] | None


class AddStorageResult(Wire):
    """An item of ``results`` in ``AddStorageResults``, or its error. Juju 2.6 and later."""

    error: Error | UnsetType = UNSET
    result: AddStorageDetails | UnsetType = UNSET


class AddStorageResults(Wire, Bulk[AddStorageResult]):
    """What ``Storage.add_to_unit`` answers with. Juju 2.6 and later."""

    results: list[AddStorageResult] | None


class FilesystemDetailsListResult(Wire):
    """An item of ``results`` in ``FilesystemDetailsListResults``, or its error. Juju 2.0 and later."""

    error: Error | UnsetType = UNSET
    result: list[FilesystemDetails] | UnsetType = UNSET


class FilesystemDetailsListResults(Wire, Bulk[FilesystemDetailsListResult]):
    """What ``Storage.list_filesystems`` answers with. Juju 2.0 and later."""

    results: list[FilesystemDetailsListResult] | UnsetType = UNSET


class FilesystemFilter(Wire):
    """An item of ``filters`` in ``Storage.list_filesystems``. Juju 2.0 and later."""

    machines: list[str] | UnsetType = UNSET


class ImportStorageDetails(Wire):
    """The ``result`` of ``ImportStorageResult``. Juju 2.6 and later."""

    storage_tag: str


class ImportStorageParams(Wire):
    """An item of ``storage`` in ``Storage.import_``. Juju 2.6 and later."""

    kind: int
    pool: str
    provider_id: str
    storage_name: str
    force: Annotated[bool | UnsetType, versions(since=7)] = UNSET


class ImportStorageResult(Wire):
    """An item of ``results`` in ``ImportStorageResults``, or its error. Juju 2.6 and later."""

    error: Error | UnsetType = UNSET
    result: ImportStorageDetails | UnsetType = UNSET


class ImportStorageResults(Wire, Bulk[ImportStorageResult]):
    """What ``Storage.import_`` answers with. Juju 2.6 and later."""

    results: list[ImportStorageResult] | None


class LegacyStorageDetails(Wire):
    """The ``result`` of ``StorageDetailsResult``. Juju 1.25 only."""

    __juju1__ = "kebab"

    storage_tag: Annotated[str, juju1("storagetag")]
    kind: int
    owner_tag: Annotated[str, juju1("ownertag")]
    persistent: bool
    unit_tag: Annotated[str | UnsetType, juju1("unittag")] = UNSET
    location: str | UnsetType = UNSET
    status: str | UnsetType = UNSET


class LegacyVolumeDetails(Wire):
    """The ``volume`` of ``VolumeDetailsResult``. Juju 1.25 only."""

    __juju1__ = "kebab"

    persistent: bool
    status: EntityStatus
    volume_tag: Annotated[str, juju1("volumetag")]
    hardware_id: Annotated[str | UnsetType, juju1("hardwareid")] = UNSET
    size: int | UnsetType = UNSET
    storage: str | UnsetType = UNSET
    unit: str | UnsetType = UNSET
    volume_id: Annotated[str | UnsetType, juju1("volumeid")] = UNSET


class RemoveStorageInstance(Wire):
    """An item of ``storage`` in ``Storage.remove``. Juju 2.6 and later."""

    tag: str
    destroy_attachments: bool | UnsetType = UNSET
    destroy_storage: bool | UnsetType = UNSET
    force: bool | UnsetType = UNSET
    max_wait: int | UnsetType = UNSET


class StorageAddParams(Wire):
    """An item of ``storages`` in ``Storage.add_to_unit`` and others. Juju 1.25 and later."""

    __juju1__ = "kebab"

    name: Annotated[str, juju1("StorageName")]
    storage: StorageConstraints
    unit: str


class StorageAttachmentId(Wire):
    """An item of ``ids`` in ``Storage.attach`` and others. Juju 2.2 and later."""

    unit_tag: str
    storage_tag: str


class StorageAttachmentIds(Wire):
    """The ``ids`` of ``Storage.detach_storage``. Juju 2.6 and later."""

    ids: list[StorageAttachmentId]


class StorageDetailsListResult(Wire):
    """An item of ``results`` in ``StorageDetailsListResults``, or its error. Juju 2.0 and later."""

    error: Error | UnsetType = UNSET
    result: list[StorageDetails] | UnsetType = UNSET


class StorageDetailsListResults(Wire, Bulk[StorageDetailsListResult]):
    """What ``Storage.list_storage_details`` answers with. Juju 2.0 and later."""

    results: list[StorageDetailsListResult] | UnsetType = UNSET


class StorageDetailsResult(Wire):
    """An item of ``results`` in ``StorageDetailsResults``, or its error. Juju 1.25 and later."""

    __juju1__ = "kebab"

    details: Annotated[StorageDetails | UnsetType, versions(until=1, omitempty=True)] = UNSET
    error: Error | UnsetType = UNSET
    result: Annotated[StorageDetails | UnsetType, versions(since=3, omitempty=True)] = UNSET
    legacy_result: Annotated[
        LegacyStorageDetails | UnsetType | None, versions(until=1), key("result"), juju1("result")
    ] = UNSET


class StorageDetailsResults(Wire, Bulk[StorageDetailsResult]):
    """What ``Storage.show`` and 2 more answer with. Juju 1.25 and later."""

    __juju1__ = "kebab"

    results: list[StorageDetailsResult] | UnsetType = UNSET


class StorageFilter(Wire):
    """An item of ``filters`` in ``Storage.list_storage_details``. Juju 2.0 and later."""


class StorageInstance(Wire):
    """The ``result`` of ``StorageShowResult``. Juju 1.23 only."""

    storage_tag: str
    kind: int
    owner_tag: str


class StoragePool(Wire):
    """An item of ``pools`` in ``Storage.create_pool`` and others. Juju 1.25 and later."""

    __juju1__ = "kebab"

    name: str
    attrs: dict[str, Json] | None
    provider: str


class StoragePoolDeleteArg(Wire):
    """An item of ``pools`` in ``Storage.remove_pool``. Juju 2.6 and later."""

    name: str


class StoragePoolFilter(Wire):
    """An item of ``filters`` in ``Storage.list_pools``. Juju 2.0 and later."""

    names: list[str] | UnsetType = UNSET
    providers: list[str] | UnsetType = UNSET


class StoragePoolsResult(Wire):
    """What ``Storage.list_pools_v1`` answers with. Juju 1.25 and later."""

    __juju1__ = "kebab"

    results: Annotated[list[StoragePool] | UnsetType, versions(until=1, omitempty=True)] = UNSET
    error: Annotated[Error | UnsetType, versions(since=3, omitempty=True)] = UNSET
    storage_pools: Annotated[list[StoragePool] | UnsetType, versions(since=3, omitempty=True)] = UNSET


class StoragePoolsResults(Wire, Bulk[StoragePoolsResult]):
    """What ``Storage.list_pools`` answers with. Juju 2.0 and later."""

    results: list[StoragePoolsResult] | UnsetType = UNSET


class StorageShowResult(Wire):
    """An item of ``results`` in ``StorageShowResults``, or its error. Juju 1.23 only."""

    __juju1__ = "kebab"

    result: StorageInstance | None
    error: Error | UnsetType = UNSET


class StorageShowResults(Wire, Bulk[StorageShowResult]):
    """What ``Storage.show_1_23`` answers with. Juju 1.23 only."""

    __juju1__ = "kebab"

    results: list[StorageShowResult] | UnsetType = UNSET


class VolumeAttachment(Wire):
    """An item of ``attachments`` in ``VolumeDetailsResult``. Juju 1.25 only."""

    __juju1__ = "kebab"

    machine_tag: Annotated[str, juju1("machinetag")]
    info: VolumeAttachmentInfo
    volume_tag: Annotated[str, juju1("volumetag")]


class VolumeDetailsListResult(Wire):
    """An item of ``results`` in ``VolumeDetailsListResults``, or its error. Juju 2.0 and later."""

    error: Error | UnsetType = UNSET
    result: list[VolumeDetails] | UnsetType = UNSET


class VolumeDetailsListResults(Wire, Bulk[VolumeDetailsListResult]):
    """What ``Storage.list_volumes`` answers with. Juju 2.0 and later."""

    results: list[VolumeDetailsListResult] | UnsetType = UNSET


class VolumeDetailsResult(Wire):
    """An item of ``results`` in ``VolumeDetailsResults``, or its error. Juju 1.25 only."""

    __juju1__ = "kebab"

    attachments: list[VolumeAttachment] | UnsetType = UNSET
    details: VolumeDetails | UnsetType = UNSET
    error: Error | UnsetType = UNSET
    volume: LegacyVolumeDetails | UnsetType = UNSET


class VolumeDetailsResults(Wire, Bulk[VolumeDetailsResult]):
    """What ``Storage.list_volumes_v1`` answers with. Juju 1.25 only."""

    __juju1__ = "kebab"

    results: list[VolumeDetailsResult] | UnsetType = UNSET


class VolumeFilter(Wire):
    """An item of ``filters`` in ``Storage.list_volumes``. Juju 2.0 and later."""

    machines: list[str] | UnsetType = UNSET


class Storage(Facade, name="Storage", versions=(1, *range(3, 8)), juju1=(1,)):
    """Storage, pools, volumes and filesystems. Juju 1.23 and later."""

    @call("AddToUnit", since=4)
    def add_to_unit(self, storages: list[StorageAddParams]) -> AddStorageResults:
        """Add storage to units; answers with the tags of what was added. Juju 2.6 and later."""

    @call("AddToUnit", until=3, first="1.25", last="2.9", juju1="kebab")
    def add_to_unit_v3(self, storages: list[StorageAddParams]) -> ErrorResults:
        """Add storage to units. Juju 1.25 to 2.9."""

    @call("Attach", first="2.2")
    def attach(self, ids: list[StorageAttachmentId]) -> ErrorResults:
        """Attach storage that exists to units. Juju 2.2 and later."""

    @call("CreatePool", since=5)
    def create_pool(self, pools: list[StoragePool]) -> ErrorResults:
        """Create storage pools. Juju 2.6 and later."""

    @call("CreatePool", until=4, first="1.25", last="2.9", juju1="kebab")
    def create_pool_v4(self, name: str, attrs: dict[str, Json], provider: str) -> None:
        """Create one storage pool. Juju 1.25 to 2.9."""

    @call("Destroy", until=3, first="2.2", last="2.9")
    def destroy(self, entities: list[Entity]) -> ErrorResults:
        """Remove storage instances. Juju 2.2 to 2.9."""

    @call("Detach", until=5, first="2.2", last="2.9")
    def detach(self, ids: list[StorageAttachmentId]) -> ErrorResults:
        """Detach storage from units. Juju 2.2 to 2.9."""

    @call("DetachStorage", since=6)
    def detach_storage(
        self, ids: StorageAttachmentIds, *, force: bool | UnsetType = UNSET, max_wait: int | UnsetType = UNSET
    ) -> ErrorResults:
        """Detach storage from units, with force if asked to. Juju 2.6 and later."""

    @call("Import", since=4)
    def import_(self, storage: list[ImportStorageParams]) -> ImportStorageResults:
        """Bring filesystems or volumes that exist in the cloud into the model.

        It answers with the storage tag of each. Juju 2.6 and later.
        """

    @call("List", first="1.25", last="1.25")
    def list_(self) -> StorageDetailsResults:
        """Every storage instance of the environment. Juju 1.25 only."""

    @call("ListFilesystems", since=3)
    def list_filesystems(
        self, *, filters: list[FilesystemFilter] | UnsetType = UNSET
    ) -> FilesystemDetailsListResults:
        """The filesystems that match each filter. Juju 2.0 and later."""

    @call("ListPools", since=3)
    def list_pools(self, *, filters: list[StoragePoolFilter] | UnsetType = UNSET) -> StoragePoolsResults:
        """The storage pools that match each filter. Juju 2.0 and later."""

    @call("ListPools", first="1.25", last="1.25", juju1="kebab")
    def list_pools_v1(
        self, *, names: list[str] | UnsetType = UNSET, providers: list[str] | UnsetType = UNSET
    ) -> StoragePoolsResult:
        """The storage pools with the given names or providers. Juju 1.25 only."""

    @call("ListStorageDetails", since=3)
    def list_storage_details(
        self, *, filters: list[StorageFilter] | UnsetType = UNSET
    ) -> StorageDetailsListResults:
        """Every storage instance of the model. Juju 2.0 and later."""

    @call("ListVolumes", since=3)
    def list_volumes(self, *, filters: list[VolumeFilter] | UnsetType = UNSET) -> VolumeDetailsListResults:
        """The volumes that match each filter. Juju 2.0 and later."""

    @call("ListVolumes", first="1.25", last="1.25", juju1="kebab")
    def list_volumes_v1(self, *, machines: list[str] | UnsetType = UNSET) -> VolumeDetailsResults:
        """The volumes of the given machines, or all. Juju 1.25 only."""

    @call("Remove", since=4)
    def remove(self, storage: list[RemoveStorageInstance]) -> ErrorResults:
        """Remove storage instances, destroying or releasing what is behind them. Juju 2.6 and later."""

    @call("RemovePool", since=5)
    def remove_pool(self, pools: list[StoragePoolDeleteArg]) -> ErrorResults:
        """Remove storage pools that nothing uses. Juju 2.6 and later."""

    @call("Show", first="1.25", last="1.25")
    def show(self, entities: list[Entity]) -> StorageDetailsResults:
        """Each storage instance with its attachments. Juju 1.25 only."""

    @call("Show", last="1.23")
    def show_1_23(self, entities: list[Entity]) -> StorageShowResults:
        """Each storage instance. Juju 1.23 only."""

    @call("StorageDetails", since=3)
    def storage_details(self, entities: list[Entity]) -> StorageDetailsResults:
        """Each storage instance with its attachments. Juju 2.0 and later."""

    @call("UpdatePool", since=5)
    def update_pool(self, pools: list[StoragePool]) -> ErrorResults:
        """Change provider or attributes of storage pools. Juju 2.6 and later."""
