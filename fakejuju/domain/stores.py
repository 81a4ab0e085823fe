"""What a charm says of its stores, what providers can do, and the directives that follow from both."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from fakejuju.refused import Refused
from fakejuju.simulation import Simulation
from fakejuju.state.application import Charm
from fakejuju.state.controller import Model
from fakejuju.state.storage import StoragePool

BLOCK, FILESYSTEM = 1, 2
"""The kinds of storage, as numbers on the wire."""

DEFAULT_SIZE = 1024
"""MiB, where neither charm nor user names a size."""

_UNITS = {"": 1, "M": 1, "G": 1024, "T": 1024**2, "P": 1024**3, "E": 1024**4, "Z": 1024**5, "Y": 1024**6}


class Provider(NamedTuple):
    """What a storage provider can do: of machines or of the model, and which kinds."""

    machine_scoped: bool
    kinds: tuple[int, ...] = (BLOCK, FILESYSTEM)


_COMMON = {
    "loop": Provider(machine_scoped=True, kinds=(BLOCK,)),
    "rootfs": Provider(machine_scoped=True, kinds=(FILESYSTEM,)),
    "tmpfs": Provider(machine_scoped=True, kinds=(FILESYSTEM,)),
}
_DUMMY = {
    "machinescoped": Provider(machine_scoped=True),
    "modelscoped": Provider(machine_scoped=False),
    "modelscoped-block": Provider(machine_scoped=False, kinds=(BLOCK,)),
    "modelscoped-unreleasable": Provider(machine_scoped=False),
    "static": Provider(machine_scoped=False),
}
_OF_CLOUD: dict[str, dict[str, Provider]] = {
    "dummy": _DUMMY,
    "ec2": {"ebs": Provider(machine_scoped=False, kinds=(BLOCK,))},
    "gce": {"gce": Provider(machine_scoped=False, kinds=(BLOCK,))},
    "azure": {"azure": Provider(machine_scoped=False, kinds=(BLOCK,))},
    "openstack": {"cinder": Provider(machine_scoped=False, kinds=(BLOCK,))},
    "maas": {"maas": Provider(machine_scoped=True, kinds=(BLOCK,))},
    "lxd": {"lxd": Provider(machine_scoped=False, kinds=(FILESYSTEM,))},
    "oci": {"oci": Provider(machine_scoped=False, kinds=(BLOCK,))},
    "kubernetes": {"kubernetes": Provider(machine_scoped=False, kinds=(FILESYSTEM,))},
}
_DUMMY_POOLS = {"dummyblk": "modelscoped-block", "dummyfs": "modelscoped"}
"""All that 4.x makes in each new model of the dummy cloud: recorded."""
_MORE_POOLS: dict[str, dict[str, tuple[str, dict[str, Any]]]] = {
    "azure": {"azure-premium": ("azure", {"account-type": "Premium_LRS"})},
    "ec2": {"ebs-ssd": ("ebs", {"volume-type": "ssd"})},
    "lxd": {
        "lxd-btrfs": ("lxd", {"driver": "btrfs", "lxd-pool": "juju-btrfs"}),
        "lxd-zfs": ("lxd", {"driver": "zfs", "lxd-pool": "juju-zfs", "zfs.pool_name": "juju-lxd"}),
    },
    "oci": {"iscsi": ("oci", {"volume-type": "iscsi"})},
}
"""The pools of clouds beside the one that is called as its provider."""


class Store(NamedTuple):
    """A store that a charm declares: how many instances (``maximum`` -1 is any number), and how large."""

    name: str
    kind: int
    minimum: int
    maximum: int
    minimum_size: int = 0
    shared: bool = False
    read_only: bool = False
    location: str = ""


def mebibytes(text: str | int) -> int:
    """A size in MiB: ``100M``, ``1.5G``, 512; Refused for what is none."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([MGTPEZY]?)(?:i?B)?", str(text))
    if match is None:
        raise Refused(f'cannot parse size: expected a non-negative number, got "{text}"')
    size = float(match[1]) * _UNITS[match[2]]
    return int(size) + (size != int(size))


def stores_of(charm: Charm) -> dict[str, Store]:
    """The stores of a charm by name."""
    return {name: _store(name, told or {}) for name, told in (charm.metadata.get("storage") or {}).items()}


def _store(name: str, told: dict[str, Any]) -> Store:
    least, most = _range(told.get("multiple"))
    return Store(
        name=name,
        kind=BLOCK if told.get("type") == "block" else FILESYSTEM,
        minimum=least,
        maximum=most,
        minimum_size=mebibytes(told.get("minimum-size") or 0),
        shared=bool(told.get("shared")),
        read_only=bool(told.get("read-only")),
        location=told.get("location") or "",
    )


def _range(multiple: Any) -> tuple[int, int]:
    if not multiple:
        return 1, 1
    text = str(multiple.get("range", 1))
    least, dash, most = text.removesuffix("+").partition("-")
    if text.endswith("+") or (dash and not most):
        return int(least), -1
    return int(least), int(most) if dash else int(least)


# --- pools ---------------------------------------------------------------------------------


def _cloud_of(sim: Simulation, model_uuid: str) -> str:
    model = sim.state.find(Model, model_uuid)
    if model is not None and model.type == "caas":
        return "kubernetes"
    return model.provider if model is not None else ""


def providers(sim: Simulation, model_uuid: str) -> dict[str, Provider]:
    """The storage providers of a model's cloud by name, the cloud's own first."""
    cloud = _cloud_of(sim, model_uuid)
    common = {name: one for name, one in _COMMON.items() if cloud != "kubernetes" or name != "loop"}
    return {**dict(sorted(_OF_CLOUD.get(cloud, {}).items())), **common}


def pools(sim: Simulation, model_uuid: str) -> list[StoragePool]:
    """The pools of a model: those that were made, and those of each provider.

    From 4.0 on they are kept in the model; on the dummy cloud there are others.
    """
    made = sim.state.all(StoragePool, model_uuid)
    known = {pool.name for pool in made}
    cloud = _cloud_of(sim, model_uuid)
    given: dict[str, tuple[str, dict[str, Any]]] = {
        name: (name, {}) for name in providers(sim, model_uuid)
    } | _MORE_POOLS.get(cloud, {})
    if sim.series.version >= (4, 0) and cloud == "dummy":
        given = {name: (provider, {}) for name, provider in _DUMMY_POOLS.items()}
    others = [
        StoragePool(model=model_uuid, name=name, provider=provider, attributes=dict(attributes))
        for name, (provider, attributes) in given.items()
    ]
    return [*made, *(pool for pool in others if pool.name not in known)]


def pool_named(sim: Simulation, model_uuid: str, name: str) -> StoragePool | None:
    """The pool of a name; a provider's name is one too."""
    for pool in pools(sim, model_uuid):
        if pool.name == name:
            return pool
    if name in providers(sim, model_uuid):
        return StoragePool(model=model_uuid, name=name, provider=name)
    return None


def provider_of(sim: Simulation, model_uuid: str, pool: str) -> Provider:
    """What the provider of a pool can do; of an unknown one, what rootfs can."""
    found = pool_named(sim, model_uuid, pool)
    known = providers(sim, model_uuid)
    return known.get(found.provider if found is not None else pool, _COMMON["rootfs"])


def default_pool(sim: Simulation, model_uuid: str, kind: int) -> str:
    """The pool for storage of a kind, where the user names none."""
    model = sim.state.find(Model, model_uuid)
    word = "block" if kind == BLOCK else "filesystem"
    wanted = (model.config if model is not None else {}).get(f"storage-default-{word}-source")
    if wanted:
        return str(wanted)
    if model is not None and model.type == "caas" and kind == FILESYSTEM:
        return "kubernetes"
    if sim.series.version >= (4, 0) and model is not None and model.provider == "dummy":
        return "dummyblk" if kind == BLOCK else "dummyfs"
    return "loop" if kind == BLOCK else "rootfs"


# --- directives ----------------------------------------------------------------------------


def directives(
    sim: Simulation, model_uuid: str, charm: Charm, given: dict[str, dict[str, Any]], *, doing: str = ""
) -> dict[str, dict[str, Any]]:
    """The directive (pool, size, count) of each store of a charm: as given, completed, and checked.

    Args:
        sim: the controller.
        model_uuid: the model.
        charm: whose stores they are.
        given: what is asked of some of them.
        doing: what 4.1 says that it was doing when it found something wrong.

    Raises:
        Refused: for a store that the charm does not have, too many, too few, too small, an unknown pool.
    """
    stores = stores_of(charm)
    if sim.series.version >= (4, 1):
        _check_given(sim, model_uuid, stores, given, doing)
    for name in given:
        if name not in stores:
            raise Refused(f'charm "{charm.name}" has no store called "{name}"')
    completed = {
        name: complete(sim, model_uuid, store, given.get(name) or {}) for name, store in stores.items()
    }
    for name, store in stores.items():
        check(sim, model_uuid, charm.name, store, completed[name])
    return completed


def _check_given(
    sim: Simulation, model_uuid: str, stores: dict[str, Store], given: dict[str, dict[str, Any]], doing: str
) -> None:
    """What 4.1 looks at is what was asked for, pools first, and it has words of its own."""
    for name, asked in given.items():
        pool = asked.get("pool")
        if pool and pool_named(sim, model_uuid, pool) is None:
            raise Refused(f'storage directive {name} pool: storage pool "{pool}" not found')
    for name, asked in given.items():
        if name not in stores:
            raise Refused(f'{doing}storage directive "{name}" does not exist in the charm')
        store, count, size = stores[name], asked.get("count"), asked.get("size")
        words = f'storage directive "{name}" request count {count}'
        if count and count < store.minimum:
            least = f"insufficient for the charm's minimum count of {store.minimum}"
            raise Refused(f"{words} {least}", "not valid")
        if count and 0 <= store.maximum < count:
            raise Refused(f"{words} exceeds the charm's maximum count of {store.maximum}", "not valid")
        if size and size < store.minimum_size:
            least = f"less than the charm minimum requirement of {store.minimum_size}"
            raise Refused(f"{doing}storage directive size {size} is {least}")


def complete(sim: Simulation, model_uuid: str, store: Store, given: dict[str, Any]) -> dict[str, Any]:
    """A directive with what it leaves out filled in."""
    # A size or a pool alone asks for one; nothing at all for as few as the charm takes.
    asked = bool(given.get("size") or given.get("pool")) and given.get("count") is None
    count = given.get("count")
    return {
        "pool": given.get("pool") or default_pool(sim, model_uuid, store.kind),
        "size": given.get("size") or store.minimum_size or DEFAULT_SIZE,
        "count": max(store.minimum, 1) if asked else (count or store.minimum),
    }


def check(sim: Simulation, model_uuid: str, charm: str, store: Store, directive: dict[str, Any]) -> None:
    """Refuse a directive that the charm or the model cannot take."""
    words = f'charm "{charm}" store "{store.name}"'
    count, size = directive["count"], directive["size"]
    if sim.series.version >= (2, 2) and store.minimum == 1 == store.maximum and count != 1:
        raise Refused(f"{words}: storage is singular, {count} specified")
    check_count(words, store, count)
    if store.minimum_size > size:
        raise Refused(
            f"{words}: minimum storage size is {human(store.minimum_size)}, {human(size)} specified"
        )
    _check_pool(sim, model_uuid, directive["pool"], store.kind)


def _check_pool(sim: Simulation, model_uuid: str, name: str, kind: int) -> None:
    pool = pool_named(sim, model_uuid, name)
    if pool is None:
        raise Refused(f'pool "{name}" not found', "not found")
    kinds = provider_of(sim, model_uuid, name).kinds
    # A filesystem can be made on a volume, too.
    if kind not in kinds and not (kind == FILESYSTEM and BLOCK in kinds):
        word = "block" if kind == BLOCK else "filesystem"
        raise Refused(f'"{pool.provider}" provider does not support "{word}" storage')


def check_count(words: str, store: Store, count: int) -> None:
    """Refuse a number of instances outside the charm's range."""
    if count < store.minimum:
        raise Refused(f"{words}: {store.minimum} instances required, {count} specified")
    if 0 <= store.maximum < count:
        raise Refused(f"{words}: at most {store.maximum} instances supported, {count} specified")


def human(mib: int) -> str:
    """A size as Juju writes it in errors, in powers of ten: ``100MB``, ``5.0MB``, ``1.0GB``."""
    value, unit = float(mib), "MB"
    for larger in ("GB", "TB", "PB", "EB"):
        if value < 1000:
            break
        value, unit = value / 1000, larger
    return f"{value:.1f}{unit}" if value < 10 else f"{value:.0f}{unit}"
