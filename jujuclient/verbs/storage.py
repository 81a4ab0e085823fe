"""Storage: instances, pools, filesystems and volumes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from jujuclient import facades
from jujuclient.errors import InvalidInput, NotSupported
from jujuclient.verbs.base import Verbs
from jujuclient.verbs.reading import all_good, id_in, only, sent, tag_of, told
from jujuclient.verbs.values import constraints
from jujuclient.wire.struct import UNSET, UnsetType, each

if TYPE_CHECKING:
    from jujuclient.verbs.types import Directive, StorageInstance, StoragePool, Volume

_KINDS = {0: "unknown", 1: "block", 2: "filesystem"}


def directive(text: str) -> Directive:
    """Read ``pool,2,10G``, its parts in any order.

    Raises:
        ValueError: a part that is no pool, count or size.
    """
    from jujuclient.verbs.types import Directive

    pool, size, count = "", 0, 0
    for part in filter(None, text.split(",")):
        if part.isdigit():
            count = int(part)
        elif part[0].isdigit():
            size = int(constraints({"mem": part})["mem"])
        else:
            pool = part
    if not pool and not size and not count:
        raise InvalidInput(f"{text!r} is no storage directive; write pool,count,size, such as ebs,2,10G")
    return Directive(pool, size, count)


class StorageVerbs(Verbs):
    """What ``Model`` does with storage."""

    def add_storage(self, unit: str, name: str, size: str = "1") -> list[str]:
        """Add storage to a unit.

        Args:
            name: of the storage in the charm's metadata.
            size: a directive, such as ``10G``, ``2`` or ``ebs,1,10G``.

        Returns:
            the ids of what was added; none before 2.6, where the controller does not tell.
        """
        wanted = directive(size)
        one = facades.storage.StorageAddParams(
            name,
            facades.common_storage.StorageConstraints(
                count=wanted.count or 1, pool=wanted.pool or UNSET, size=wanted.size or UNSET
            ),
            tag_of("unit", unit),
        )
        if self._best("Storage") < 4:
            only(self._facade(facades.storage.Storage).add_to_unit_v3([one]))
            return []
        made = only(self._facade(facades.storage.Storage).add_to_unit([one])).result
        return [] if isinstance(made, UnsetType) else [id_in(tag) for tag in made.storage_tags or []]

    def attach_storage(self, unit: str, *storage: str) -> None:
        """Attach storage that exists to a unit. Juju 2.2 and later."""
        ids = [
            facades.storage.StorageAttachmentId(tag_of("unit", unit), tag_of("storage", id))
            for id in _named(storage)
        ]
        all_good(self._facade(facades.storage.Storage).attach(ids))

    def create_storage_pool(self, name: str, provider: str, attrs: Mapping[str, Any] | None = None) -> None:
        """Make a storage pool."""
        if self._best("Storage") < 5:
            self._facade(facades.storage.Storage).create_pool_v4(name, dict(attrs or {}), provider)
            return
        only(
            self._facade(facades.storage.Storage).create_pool(
                [facades.storage.StoragePool(name, dict(attrs or {}), provider)]
            )
        )

    def detach_storage(self, *storage: str, force: bool = False) -> None:
        """Detach storage from the units that have it. Juju 2.2 and later."""
        facade = self._facade(facades.storage.Storage)
        # An empty unit tag stands for every unit.
        ids = [facades.storage.StorageAttachmentId("", tag_of("storage", id)) for id in _named(storage)]
        if self._best("Storage") < 6:
            all_good(facade.detach(ids))
            return
        all_good(facade.detach_storage(facades.storage.StorageAttachmentIds(ids), force=sent(force)))

    def filesystems(self) -> list[Volume]:
        """The filesystems of the model. Juju 2.0 and later."""
        answer = self._facade(facades.storage.Storage).list_filesystems(
            filters=[facades.storage.FilesystemFilter()]
        )
        return [_filesystem(one) for item in all_good(answer) for one in told(item.result, [])]

    def import_filesystem(
        self, pool: str, provider_id: str, storage_name: str, *, force: bool = False
    ) -> str:
        """Bring a filesystem that exists in the cloud into the model; its storage id. Juju 2.6 and later."""
        one = facades.storage.ImportStorageParams(
            kind=2, pool=pool, provider_id=provider_id, storage_name=storage_name
        )
        if force:
            if self._best("Storage") < 7:
                raise NotSupported("importing storage by force needs Juju 3.6.2 or later")
            one.force = True
        made = only(self._facade(facades.storage.Storage).import_([one])).result
        return "" if isinstance(made, UnsetType) else id_in(made.storage_tag)

    def remove_storage(self, *storage: str, force: bool = False, destroy: bool = True) -> None:
        """Remove storage.

        Args:
            force: even where it is attached.
            destroy: also in the cloud; False leaves it there (2.6 and later).
        """
        facade = self._facade(facades.storage.Storage)
        tags = [tag_of("storage", id) for id in _named(storage)]
        if self._best("Storage") < 4:
            from jujuclient.facades.common import Entity

            all_good(facade.destroy([Entity(tag) for tag in tags]))
            return
        asked = [
            facades.storage.RemoveStorageInstance(
                tag, destroy_attachments=sent(force), destroy_storage=sent(destroy), force=sent(force)
            )
            for tag in tags
        ]
        all_good(facade.remove(asked))

    def remove_storage_pool(self, name: str) -> None:
        """Remove a storage pool that nothing uses. Juju 2.6 and later."""
        only(self._facade(facades.storage.Storage).remove_pool([facades.storage.StoragePoolDeleteArg(name)]))

    def show_storage(self, id: str) -> StorageInstance:
        """One storage instance, such as ``pgdata/0``.

        Raises:
            NotFound: there is none.
        """
        from jujuclient.facades.common import Entity

        facade = self._facade(facades.storage.Storage)
        asked = [Entity(tag_of("storage", id))]
        if self._best("Storage") < 3:
            one = only(facade.show(asked))
            found = one.details
        else:
            one = only(facade.storage_details(asked))
            found = one.result
        if isinstance(found, UnsetType):
            raise NotSupported(f"the controller tells no details of storage {id}")
        return read_storage(found)

    def storage(self) -> list[StorageInstance]:
        """The storage instances of the model. Juju 1.25 and later."""
        facade = self._facade(facades.storage.Storage)
        if self._best("Storage") < 3:
            found = [one.details for one in all_good(facade.list_())]
            return [read_storage(one) for one in found if not isinstance(one, UnsetType)]
        answer = facade.list_storage_details(filters=[facades.storage.StorageFilter()])
        return [read_storage(one) for item in all_good(answer) for one in told(item.result, [])]

    def storage_pools(self, *names: str, provider: str | Iterable[str] = ()) -> list[StoragePool]:
        """The storage pools, or those of the given names or providers."""
        from jujuclient.verbs.base import many
        from jujuclient.verbs.types import StoragePool

        facade = self._facade(facades.storage.Storage)
        providers = many(provider)
        if self._best("Storage") < 3:
            found = each(facade.list_pools_v1(names=sent([*names]), providers=sent(providers)).results)
        else:
            filter = facades.storage.StoragePoolFilter(names=sent([*names]), providers=sent(providers))
            answer = facade.list_pools(filters=[filter])
            found = [one for item in all_good(answer) for one in told(item.storage_pools, [])]
        return [StoragePool(one.name, one.provider, dict(one.attrs or {})) for one in found]

    def update_storage_pool(self, name: str, attrs: Mapping[str, Any], *, provider: str = "") -> None:
        """Change a storage pool's settings. Juju 2.6 and later."""
        only(
            self._facade(facades.storage.Storage).update_pool(
                [facades.storage.StoragePool(name, dict(attrs), provider)]
            )
        )

    def volumes(self) -> list[Volume]:
        """The volumes of the model. Juju 1.25 and later."""
        facade = self._facade(facades.storage.Storage)
        if self._best("Storage") < 3:
            found = [one.details for one in all_good(facade.list_volumes_v1())]
            return [_volume(one) for one in found if not isinstance(one, UnsetType)]
        answer = facade.list_volumes(filters=[facades.storage.VolumeFilter()])
        return [_volume(one) for item in all_good(answer) for one in told(item.result, [])]


def _named(storage: tuple[str, ...]) -> tuple[str, ...]:
    if not storage:
        raise InvalidInput("name the storage, such as pgdata/0")
    return storage


def read_storage(one: facades.common_storage.StorageDetails) -> StorageInstance:
    """A storage instance as the controller tells it."""
    from jujuclient.verbs.types import StorageInstance

    attachments = told(one.attachments, {})
    return StorageInstance(
        id=id_in(one.storage_tag),
        kind=_KINDS.get(one.kind, str(one.kind)),
        owner=id_in(one.owner_tag),
        status=one.status.status,
        message=one.status.info,
        persistent=one.persistent,
        life=told(one.life, ""),
        attachments={id_in(tag): told(at.location, "") for tag, at in attachments.items()},
    )


def _filesystem(one: facades.common_storage.FilesystemDetails) -> Volume:
    from jujuclient.verbs.types import Volume

    return Volume(
        id=id_in(one.filesystem_tag),
        provider_id=one.info.filesystem_id,
        size=one.info.size,
        pool=told(one.info.pool, ""),
        status=one.status.status,
        life=told(one.life, ""),
        storage="" if isinstance(one.storage, UnsetType) else id_in(one.storage.storage_tag),
        machines=tuple(id_in(tag) for tag in told(one.machine_attachments, {})),
    )


def _volume(one: facades.common_storage.VolumeDetails) -> Volume:
    from jujuclient.verbs.types import Volume

    return Volume(
        id=id_in(one.volume_tag),
        provider_id=one.info.volume_id,
        size=one.info.size,
        pool=told(one.info.pool, ""),
        status=one.status.status,
        life=told(one.life, ""),
        storage="" if isinstance(one.storage, UnsetType) else id_in(one.storage.storage_tag),
        machines=tuple(id_in(tag) for tag in told(one.machine_attachments, {})),
    )
