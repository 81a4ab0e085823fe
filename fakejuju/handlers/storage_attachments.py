"""Storage: attached to units, detached from them, removed."""

from __future__ import annotations

from collections.abc import Callable

from fakejuju.domain import storage, stores
from fakejuju.handlers.call import Call, Refused, each, tag_of
from fakejuju.handlers.storage import charm_of, failed, may_change
from fakejuju.state.application import Unit
from fakejuju.state.storage import StorageInstance
from jujuclient.facades.common import Entity, ErrorResult, ErrorResults
from jujuclient.facades.storage import (
    RemoveStorageInstance,
    Storage,
    StorageAttachmentId,
    StorageAttachmentIds,
)
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType


def _annotated(call: Call, prefix: str, do: Callable[[], None]) -> ErrorResult:
    """Do something; up to 3.6 what was tried comes before what is wrong."""
    try:
        do()
    except Refused as refused:
        failure = refused.failure
        if call.juju >= (4, 0):
            raise
        raise Refused(f"{prefix}: {failure.message}", failure.code) from None
    return ErrorResult()


def _need(call: Call, id: str) -> StorageInstance:
    instance = call.find(StorageInstance, id)
    if instance is None:
        if call.juju >= (4, 0):
            raise Refused(f'storage "{id}" does not exist', "not found")
        raise Refused(f'storage instance "{id}" not found', "not found")
    return instance


def _need_unit(call: Call, name: str) -> Unit:
    unit = call.find(Unit, name)
    if unit is None:
        words = "does not exist" if call.juju >= (4, 0) else "not found"
        raise Refused(f'unit "{name}" {words}', "not found")
    return unit


@answers(Storage.attach)
def attach(call: Call, ids: list[StorageAttachmentId]) -> ErrorResults:
    """Attach storage that exists to units."""
    call.need_write()
    call.change_allowed()

    def one(item: StorageAttachmentId) -> ErrorResult:
        id, unit = tag_of(item.storage_tag, "storage").id, tag_of(item.unit_tag, "unit").id

        return _annotated(call, f"cannot attach storage {id} to unit {unit}", lambda: _attach(call, id, unit))

    return ErrorResults(results=each(ids, one, failed))


def _attach(call: Call, id: str, unit_name: str) -> None:
    if call.juju >= (4, 0):
        unit, instance = _need_unit(call, unit_name), _need(call, id)
    else:
        instance, unit = _need(call, id), _need_unit(call, unit_name)
    if unit_name in instance.attachments:
        if call.juju >= (4, 0):
            words = f'storage "{id}" is already attached to unit "{unit_name}"'
            raise Refused(words, "already exists")
        if call.juju >= (3, 6):
            raise Refused(f'storage attachment "{id}" on "{unit_name}" already exists', "already exists")
        raise Refused(f"already attached to unit {unit_name}")
    charm = charm_of(call, unit)
    store = stores.stores_of(charm).get(instance.store) if charm is not None else None
    if store is None:
        if call.juju >= (4, 0):
            words = f'storage "{id}" not supported by the charm of unit "{unit_name}"'
            raise Refused(words, "not supported")
        raise Refused(f'charm storage "{instance.store}" not found', "not found")
    _room(call, unit, store, id)
    with call.state.transaction():
        storage.attach(call.simulation, instance, unit)


def _room(call: Call, unit: Unit, store: stores.Store, id: str) -> None:
    if call.juju < (4, 0):
        may_change(call, unit, store, 1)
        return
    current = sum(1 for one in storage.of_unit(call.simulation, unit) if one.store == store.name)
    if 0 <= store.maximum < current + 1 and call.juju >= (4, 1):
        words = f'storage attachment "{store.name}" count {current + 1} would exceed'
        raise Refused(f"{words} the charm's maximum count of {store.maximum}", "not valid")
    if 0 <= store.maximum < current + 1:
        words = f'would exceed the maximum count of {store.maximum} for storage definition "{store.name}"'
        raise Refused(f'attaching storage "{id}" {words} of unit "{unit.name}"', "not valid")


@answers(Storage.detach_storage)
def detach_storage(
    call: Call,
    ids: StorageAttachmentIds,
    *,
    force: bool | UnsetType = UNSET,
    max_wait: int | UnsetType = UNSET,
) -> ErrorResults:
    """Detach storage from its units."""
    return _detach(call, ids.ids, force=bool(force))


@answers(Storage.detach)
def detach(call: Call, ids: list[StorageAttachmentId]) -> ErrorResults:
    """Detach storage from its units."""
    return _detach(call, ids)


def _detach(call: Call, ids: list[StorageAttachmentId], *, force: bool = False) -> ErrorResults:
    call.need_write()
    call.change_allowed()

    def one(item: StorageAttachmentId) -> ErrorResult:
        id = tag_of(item.storage_tag, "storage").id
        if item.unit_tag:
            return _detach_from(call, id, tag_of(item.unit_tag, "unit").id, force=force)
        instance = _need(call, id)
        for unit in instance.attachments:
            _detach_from(call, id, unit, force=force)
        return ErrorResult()

    return ErrorResults(results=each(ids, one, failed))


def _detach_from(call: Call, id: str, unit_name: str, *, force: bool) -> ErrorResult:
    prefix = f"cannot destroy storage attachment {id}:{unit_name}"
    return _annotated(call, prefix, lambda: _detach_one(call, id, unit_name, force=force))


def _detach_one(call: Call, id: str, unit_name: str, *, force: bool) -> None:
    if call.juju >= (4, 0):
        _need_unit(call, unit_name)
        instance = _need(call, id)
        if unit_name not in instance.attachments:
            raise Refused(f'storage "{id}" is not attached to unit "{unit_name}"', "not found")
    found = call.find(StorageInstance, id)
    if found is None or unit_name not in found.attachments:
        raise Refused(f"storage attachment {id}:{unit_name} not found", "not found")
    if not force:
        _may_leave(call, found, unit_name)
    with call.state.transaction():
        storage.detach(call.simulation, found, unit_name, force=force)


def _may_leave(call: Call, instance: StorageInstance, unit_name: str) -> None:
    """Refuse to leave a living unit with less than its charm needs."""
    unit = call.find(Unit, unit_name)
    charm = charm_of(call, unit) if unit is not None and unit.life == "alive" else None
    store = stores.stores_of(charm).get(instance.store) if charm is not None else None
    if unit is None or store is None:
        return
    if call.juju < (4, 0):
        may_change(call, unit, store, -1)
        return
    current = sum(1 for one in storage.of_unit(call.simulation, unit) if one.store == store.name)
    if current - 1 < store.minimum:
        needs = (
            f'charm storage "{store.name}" requirements of having minimum {store.minimum} storage instances'
        )
        words = f"removing storage from unit would violate {needs}"
        raise Refused(f'detaching storage "{instance.id}" on unit "{unit_name}": {words}', "not valid")


@answers(Storage.remove)
def remove(call: Call, storage: list[RemoveStorageInstance]) -> ErrorResults:
    """Remove storage: destroyed, or released where it is asked for."""

    def one(item: RemoveStorageInstance) -> ErrorResult:
        id = tag_of(item.tag, "storage").id
        word = "destroy" if item.destroy_storage else "release"
        return _annotated(
            call,
            f'cannot {word} storage "{id}"',
            lambda: _remove(
                call,
                id,
                attached=bool(item.destroy_attachments or item.force),
                release=not item.destroy_storage,
            ),
        )

    call.need_write()
    call.remove_allowed()
    return ErrorResults(results=each(storage, one, failed))


@answers(Storage.destroy)
def destroy(call: Call, entities: list[Entity]) -> ErrorResults:
    """Destroy storage, with its attachments."""

    def one(entity: Entity) -> ErrorResult:
        id = tag_of(entity.tag, "storage").id
        return _annotated(call, f'cannot destroy storage "{id}"', lambda: _remove(call, id, attached=True))

    call.need_write()
    call.remove_allowed()
    return ErrorResults(results=each(entities, one, failed))


def _remove(call: Call, id: str, *, attached: bool, release: bool = False) -> None:
    instance = _need(call, id)
    if release and stores.provider_of(call.simulation, call.model_uuid, instance.pool).machine_scoped:
        raise Refused(f'storage provider "{instance.pool}" does not support releasing storage')
    if instance.attachments and not attached:
        raise Refused("storage is attached", "storage is attached")
    with call.state.transaction():
        storage.destroy(call.simulation, instance)
