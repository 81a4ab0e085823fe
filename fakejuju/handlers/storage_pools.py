"""Storage: pools, made, changed, listed, removed."""

from __future__ import annotations

import re

from msgspec.structs import replace

from fakejuju.domain import stores
from fakejuju.handlers.call import Call, Refused, each
from fakejuju.state.application import Application
from fakejuju.state.storage import StorageInstance, StoragePool as Pool
from jujuclient.facades.common import Error, ErrorResult, ErrorResults
from jujuclient.facades.storage import (
    Storage,
    StoragePool,
    StoragePoolDeleteArg,
    StoragePoolFilter,
    StoragePoolsResult,
    StoragePoolsResults,
)
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, Json, UnsetType

_NAME = re.compile(r"[a-zA-Z]+[-?a-zA-Z0-9]*")


def _failed(error: Error) -> ErrorResult:
    return ErrorResult(error=error)


@answers(Storage.list_pools)
def list_pools(call: Call, *, filters: list[StoragePoolFilter] | UnsetType = UNSET) -> StoragePoolsResults:
    """The pools that each filter lets through."""
    call.need_read()

    def one(item: StoragePoolFilter) -> StoragePoolsResult:
        return StoragePoolsResult(storage_pools=matching(call, item.names, item.providers) or UNSET)

    def failed(error: Error) -> StoragePoolsResult:
        return StoragePoolsResult(error=error)

    return StoragePoolsResults(results=each(filters or (), one, failed) or UNSET)


@answers(Storage.list_pools_v1)
def list_pools_v1(
    call: Call, *, names: list[str] | UnsetType = UNSET, providers: list[str] | UnsetType = UNSET
) -> StoragePoolsResult:
    """The pools with these names or providers."""
    call.need_read()
    return StoragePoolsResult(results=matching(call, names, providers) or UNSET)


def matching(call: Call, names: list[str] | UnsetType, providers: list[str] | UnsetType) -> list[StoragePool]:
    """The pools of these names and of these providers; none given lets all through."""
    known = stores.providers(call.simulation, call.model_uuid)
    if call.juju >= (4, 0):
        # 4.x checks nothing: what is not there is not listed.
        known = {provider: stores.Provider(machine_scoped=False) for provider in providers or ()}
    for name in names or () if call.juju < (4, 0) else ():
        if _NAME.fullmatch(name) is None:
            raise Refused(f'pool name "{name}" not valid', "not valid")
    for provider in providers or ():
        if provider not in known:
            raise Refused(f'storage provider "{provider}" not found', "not found")
    return [
        StoragePool(name=pool.name, provider=pool.provider, attrs=dict(pool.attributes) or None)
        for pool in stores.pools(call.simulation, call.model_uuid)
        if (not names or pool.name in names) and (not providers or pool.provider in providers)
    ]


@answers(Storage.create_pool)
def create_pool(call: Call, pools: list[StoragePool]) -> ErrorResults:
    """Make pools."""
    call.need_write()

    def make(item: StoragePool) -> ErrorResult:
        _create(call, item.name, item.provider, dict(item.attrs or {}))
        return ErrorResult()

    return ErrorResults(results=each(pools, make, _failed))


@answers(Storage.create_pool_v4)
def create_pool_v4(call: Call, name: str, attrs: dict[str, Json], provider: str) -> None:
    """Make one pool."""
    call.need_write()
    _create(call, name, provider, dict(attrs or {}))


def _create(call: Call, name: str, provider: str, attrs: dict[str, Json]) -> None:
    if call.juju >= (4, 0):
        _may_create(call, name, provider)
    else:
        if not name:
            raise Refused("pool name is missing")
        if not provider:
            raise Refused("provider type is missing")
        _check_provider(call, provider)
        if call.find(Pool, name) is not None:
            raise Refused(f'creating pool "{name}": cannot overwrite existing settings')
    with call.state.transaction() as state:
        state.put(Pool(model=call.model_uuid, name=name, provider=provider, attributes=attrs))


def _may_create(call: Call, name: str, provider: str) -> None:
    """Refuse a pool in the words of 4.x, which repeat no name that is not valid."""
    if _NAME.fullmatch(name) is None:
        raise Refused("storage pool name is either not set or is not a valid name", "not valid")
    if _NAME.fullmatch(provider) is None:
        words = "provider type is not a valid value that can be used for a new storage pool"
        raise Refused(words, "not valid")
    if provider not in stores.providers(call.simulation, call.model_uuid):
        raise Refused(f'no storage provider "{provider}" exists in the current model', "not found")
    if any(pool.name == name for pool in stores.pools(call.simulation, call.model_uuid)):
        raise Refused(f'storage pool for name "{name}" already exists in the model', "already exists")


def _check_provider(call: Call, provider: str) -> None:
    if provider not in stores.providers(call.simulation, call.model_uuid):
        raise Refused(f'storage provider "{provider}" not found', "not found")


@answers(Storage.update_pool)
def update_pool(call: Call, pools: list[StoragePool]) -> ErrorResults:
    """Give pools another provider or other attributes."""
    call.need_write()

    def change(item: StoragePool) -> ErrorResult:
        pool = call.need(Pool, item.name, "pool")
        if item.provider:
            _check_provider(call, item.provider)
        with call.state.transaction() as state:
            provider = item.provider or pool.provider
            state.put(replace(pool, provider=provider, attributes=dict(item.attrs or {})))
        return ErrorResult()

    return ErrorResults(results=each(pools, change, _failed))


@answers(Storage.remove_pool)
def remove_pool(call: Call, pools: list[StoragePoolDeleteArg]) -> ErrorResults:
    """Remove pools that nothing uses."""
    call.need_write()

    def remove(item: StoragePoolDeleteArg) -> ErrorResult:
        in_use = any(one.pool == item.name for one in call.all(StorageInstance)) or any(
            told.get("pool") == item.name
            for application in call.all(Application)
            for told in application.storage.values()
        )
        if in_use:
            raise Refused(f'storage pool "{item.name}" in use')
        pool = call.need(Pool, item.name, "storage pool")
        with call.state.transaction() as state:
            state.remove(pool)
        return ErrorResult()

    return ErrorResults(results=each(pools, remove, _failed))
