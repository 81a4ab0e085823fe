"""Storage as Juju 1.23 and 1.25 tell it."""

from __future__ import annotations

from fakejuju.handlers.call import Call, each
from fakejuju.handlers.fit import fit
from fakejuju.handlers.storage import attached_to, need_instance
from fakejuju.projections import storage as told
from fakejuju.state.storage import StorageInstance, Volume
from jujuclient.facades.common import Entity, Error
from jujuclient.facades.storage import (
    LegacyStorageDetails,
    Storage,
    StorageDetailsResult,
    StorageDetailsResults,
    StorageInstance as LegacyInstance,
    StorageShowResult,
    StorageShowResults,
    VolumeDetailsResult,
    VolumeDetailsResults,
)
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType
from jujuclient.wire.tags import Tag, unit_tag


@answers(Storage.show)
def show(call: Call, entities: list[Entity]) -> StorageDetailsResults:
    """Each storage instance with its attachments."""
    call.need_read()

    def one(entity: Entity) -> StorageDetailsResult:
        return _both(call, need_instance(call, entity.tag))

    def failed(error: Error) -> StorageDetailsResult:
        return StorageDetailsResult(error=error)

    return fit(call, StorageDetailsResults(results=each(entities, one, failed) or UNSET))


@answers(Storage.list_)
def list_storage(call: Call) -> StorageDetailsResults:
    """Every storage instance."""
    call.need_read()
    found = [_both(call, instance) for instance in call.all(StorageInstance)]
    return fit(call, StorageDetailsResults(results=found or UNSET))


def _both(call: Call, instance: StorageInstance) -> StorageDetailsResult:
    """The details, and the same as clients before 1.25 read them."""
    details = told.storage_details(call.simulation, instance)
    unit = next(iter(instance.attachments), "")
    legacy = LegacyStorageDetails(
        storage_tag=details.storage_tag,
        owner_tag=details.owner_tag,
        kind=details.kind,
        persistent=details.persistent,
        unit_tag=unit_tag(unit) if unit else UNSET,
        status=details.status.status,
    )
    return StorageDetailsResult(details=details, legacy_result=legacy)


@answers(Storage.show_1_23)
def show_1_23(call: Call, entities: list[Entity]) -> StorageShowResults:
    """Each storage instance."""
    call.need_read()

    def one(entity: Entity) -> StorageShowResult:
        instance = need_instance(call, entity.tag)
        tag = str(Tag("storage", instance.id))
        return StorageShowResult(
            result=LegacyInstance(storage_tag=tag, kind=instance.kind, owner_tag=instance.owner)
        )

    def failed(error: Error) -> StorageShowResult:
        return StorageShowResult(result=None, error=error)

    return StorageShowResults(results=each(entities, one, failed) or UNSET)


@answers(Storage.list_volumes_v1)
def list_volumes_v1(call: Call, *, machines: list[str] | UnsetType = UNSET) -> VolumeDetailsResults:
    """The volumes of these machines, or all."""
    call.need_read()
    found = [
        VolumeDetailsResult(details=told.volume_details(call.simulation, volume))
        for volume in call.all(Volume)
        if attached_to(volume, machines)
    ]
    return fit(call, VolumeDetailsResults(results=found or UNSET))
