"""Storage: instances added to units, attached, detached, removed; what there is of them."""

from __future__ import annotations

from typing import Any

from fakejuju.domain import storage, stores
from fakejuju.handlers.call import Call, Refused, each, tag_of
from fakejuju.handlers.fit import fit
from fakejuju.projections import storage as told
from fakejuju.state.application import Application, Charm, Unit
from fakejuju.state.storage import Filesystem, StorageInstance, Volume
from jujuclient.facades.common import Entity, Error, ErrorResult, ErrorResults
from jujuclient.facades.common_storage import StorageDetails
from jujuclient.facades.storage import (
    AddStorageDetails,
    AddStorageResult,
    AddStorageResults,
    FilesystemDetailsListResult,
    FilesystemDetailsListResults,
    FilesystemFilter,
    ImportStorageParams,
    ImportStorageResult,
    ImportStorageResults,
    Storage,
    StorageAddParams,
    StorageDetailsListResult,
    StorageDetailsListResults,
    StorageDetailsResult,
    StorageDetailsResults,
    StorageFilter,
    VolumeDetailsListResult,
    VolumeDetailsListResults,
    VolumeFilter,
)
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType

MODULES = ("storage_attachments", "storage_legacy", "storage_pools")


def failed(error: Error) -> ErrorResult:
    """An item that was refused."""
    return ErrorResult(error=error)


def need_unit(call: Call, text: str) -> Unit:
    """The unit of a tag, or Juju's word that there is none."""
    return call.need(Unit, tag_of(text, "unit").id, "unit")


def need_instance(call: Call, text: str) -> StorageInstance:
    """The storage instance of a tag, or Juju's word that there is none."""
    return call.need(StorageInstance, tag_of(text, "storage").id, "storage instance")


# --- adding --------------------------------------------------------------------------------


@answers(Storage.add_to_unit)
def add_to_unit(call: Call, storages: list[StorageAddParams]) -> AddStorageResults:
    """Add storage to units; each answer has the tags of what was added."""
    call.need_write()
    call.change_allowed()

    def add(item: StorageAddParams) -> AddStorageResult:
        made = add_one(call, item)
        return AddStorageResult(
            result=AddStorageDetails(storage_tags=[f"storage-{one.id.replace('/', '-')}" for one in made])
        )

    def failed(error: Error) -> AddStorageResult:
        # Up to 3.6 there is an empty result beside the error.
        result = AddStorageDetails(storage_tags=[]) if call.juju < (4, 0) else UNSET
        return AddStorageResult(result=result, error=error)

    return AddStorageResults(results=each(storages, add, failed))


@answers(Storage.add_to_unit_v3)
def add_to_unit_v3(call: Call, storages: list[StorageAddParams]) -> ErrorResults:
    """Add storage to units."""
    call.need_write()
    call.change_allowed()

    def add(item: StorageAddParams) -> ErrorResult:
        add_one(call, item)
        return ErrorResult()

    return ErrorResults(results=each(storages, add, failed))


def add_one(call: Call, item: StorageAddParams) -> list[StorageInstance]:
    """Add storage to a unit, or refuse it in Juju's words."""
    unit = need_unit(call, item.unit)
    charm = charm_of(call, unit)
    try:
        store = stores.stores_of(charm).get(item.name) if charm is not None else None
        if store is None:
            raise Refused(f'charm storage "{item.name}" not found', "not found")
        if not item.storage.count and call.juju < (4, 0):
            raise Refused("adding storage where instance count is 0 not valid", "not valid")
        if unit.life != "alive" and call.juju < (4, 0):
            raise Refused("unit is not found or not alive")
        given = {
            "pool": item.storage.pool or "",
            "size": item.storage.size or 0,
            "count": item.storage.count or 1,
        }
        directive = _directive(call, unit, store, given)
        may_change(call, unit, store, directive["count"])
        total = {**directive, "count": directive["count"] + _count(call, unit, store)}
        stores.check(call.simulation, call.model_uuid, charm.name if charm else "", store, total)
    except Refused as refused:
        failure = refused.failure
        # Juju 1 says it so of what is wrong with the instances only, later ones of everything.
        if call.juju >= (4, 0) or (call.juju < (2, 0) and failure.code):
            raise
        what = unit.name if call.juju >= (2, 0) else f"unit {unit.name}"
        words = f'adding "{item.name}" storage to {what}'
        raise Refused(f"{words}: {failure.message}", failure.code) from None
    with call.state.transaction():
        return storage.add_instances(call.simulation, unit, store, directive, directive["count"])


def charm_of(call: Call, unit: Unit) -> Charm | None:
    """The charm of a unit's application."""
    application = call.find(Application, unit.application)
    return call.find(Charm, application.charm) if application is not None else None


def _directive(call: Call, unit: Unit, store: stores.Store, given: dict[str, Any]) -> dict[str, Any]:
    """What was asked, completed by the application's directive and the charm's."""
    application = call.find(Application, unit.application)
    kept = application.storage.get(store.name) or {} if application is not None else {}
    asked = {
        "pool": given["pool"] or kept.get("pool") or "",
        "size": given["size"] or kept.get("size") or 0,
        "count": given["count"],
    }
    return stores.complete(call.simulation, call.model_uuid, store, asked)


def _count(call: Call, unit: Unit, store: stores.Store) -> int:
    return sum(1 for one in storage.of_unit(call.simulation, unit) if one.store == store.name)


def may_change(call: Call, unit: Unit, store: stores.Store, by: int) -> None:
    """Refuse to bring a unit outside the range of instances that its charm takes."""
    current = _count(call, unit, store)
    count, word = current + by, "attach" if by > 0 else "detach"
    too_many = 0 <= store.maximum < count
    if call.juju >= (4, 0):
        if too_many:
            words = f"request count {count} exceeds the charm's maximum count of {store.maximum}"
            raise Refused(f'storage directive "{store.name}" {words}', "not valid")
        return
    if store.minimum == 1 == store.maximum and count != 1:
        raise Refused(f"cannot {word}, storage is singular")
    plural = "s" if abs(by) != 1 else ""
    brings = f"{word}ing {abs(by)} storage instance{plural} brings the total to {count}"
    if count < store.minimum:
        raise Refused(f"{brings}, which is less than the minimum of {store.minimum}")
    if too_many:
        raise Refused(f"{brings}, exceeding the maximum of {store.maximum}")


@answers(Storage.import_)
def import_storage(call: Call, storage: list[ImportStorageParams]) -> ImportStorageResults:
    """Bring in what exists in the cloud: no provider that is simulated can."""
    call.need_write()
    call.change_allowed()

    def bring(item: ImportStorageParams) -> ImportStorageResult:
        if item.kind != stores.FILESYSTEM:
            raise Refused('storage kind "block" not supported', "not supported")
        pool = stores.pool_named(call.simulation, call.model_uuid, item.pool)
        provider = pool.provider if pool is not None else item.pool
        if provider not in stores.providers(call.simulation, call.model_uuid):
            raise Refused(f'storage provider "{provider}" not found', "not found")
        if provider in ("rootfs", "tmpfs", "loop"):
            raise Refused("storage directory not specified")
        raise Refused(
            f'importing filesystem with storage provider "{provider}" not supported', "not supported"
        )

    def failed(error: Error) -> ImportStorageResult:
        return ImportStorageResult(error=error)

    return ImportStorageResults(results=each(storage, bring, failed))


# --- what there is -------------------------------------------------------------------------


@answers(Storage.storage_details)
def storage_details(call: Call, entities: list[Entity]) -> StorageDetailsResults:
    """Each storage instance with its attachments."""
    call.need_read()

    def one(entity: Entity) -> StorageDetailsResult:
        instance = need_instance(call, entity.tag)
        return StorageDetailsResult(result=told.storage_details(call.simulation, instance, strict=True))

    def failed(error: Error) -> StorageDetailsResult:
        return StorageDetailsResult(error=error)

    return fit(call, StorageDetailsResults(results=each(entities, one, failed) or UNSET))


@answers(Storage.list_storage_details)
def list_storage_details(
    call: Call, *, filters: list[StorageFilter] | UnsetType = UNSET
) -> StorageDetailsListResults:
    """Every storage instance, once for each filter; up to 3.1 one that is not made yet spoils the list."""
    call.need_read()

    def one(_: StorageFilter) -> StorageDetailsListResult:
        found = [_detail(call, instance) for instance in call.all(StorageInstance)]
        return StorageDetailsListResult(result=found or UNSET)

    def failed(error: Error) -> StorageDetailsListResult:
        return StorageDetailsListResult(error=error)

    return fit(call, StorageDetailsListResults(results=each(filters or (), one, failed) or UNSET))


def _detail(call: Call, instance: StorageInstance) -> StorageDetails:
    try:
        return told.storage_details(call.simulation, instance, strict=True)
    except Refused as refused:
        failure = refused.failure
        words = f"getting details for storage {instance.id}: {failure.message}"
        raise Refused(words, failure.code) from None


def attached_to(thing: Filesystem | Volume, machines: list[str] | UnsetType) -> bool:
    """Whether a filter of machines (tags; none is all) lets a filesystem or volume through."""
    return not machines or any(tag in thing.attachments for tag in machines)


@answers(Storage.list_filesystems)
def list_filesystems(
    call: Call, *, filters: list[FilesystemFilter] | UnsetType = UNSET
) -> FilesystemDetailsListResults:
    """The filesystems on the machines of each filter."""
    call.need_read()

    def one(item: FilesystemFilter) -> FilesystemDetailsListResult:
        found = [
            told.filesystem_details(call.simulation, filesystem)
            for filesystem in call.all(Filesystem)
            if attached_to(filesystem, item.machines)
        ]
        return FilesystemDetailsListResult(result=found or UNSET)

    def failed(error: Error) -> FilesystemDetailsListResult:
        return FilesystemDetailsListResult(error=error)

    return fit(call, FilesystemDetailsListResults(results=each(filters or (), one, failed) or UNSET))


@answers(Storage.list_volumes)
def list_volumes(call: Call, *, filters: list[VolumeFilter] | UnsetType = UNSET) -> VolumeDetailsListResults:
    """The volumes on the machines of each filter."""
    call.need_read()

    def one(item: VolumeFilter) -> VolumeDetailsListResult:
        found = [
            told.volume_details(call.simulation, volume)
            for volume in call.all(Volume)
            if attached_to(volume, item.machines)
        ]
        return VolumeDetailsListResult(result=found or UNSET)

    def failed(error: Error) -> VolumeDetailsListResult:
        return VolumeDetailsListResult(error=error)

    return fit(call, VolumeDetailsListResults(results=each(filters or (), one, failed) or UNSET))
