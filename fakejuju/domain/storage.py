"""Storage of units: instances, their filesystems and volumes, attached, detached and destroyed."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from fakejuju.domain import stores
from fakejuju.refused import Refused, countable
from fakejuju.simulation import Simulation
from fakejuju.state.application import Application, Charm, Unit
from fakejuju.state.controller import Model
from fakejuju.state.entity import Status
from fakejuju.state.machine import Machine
from fakejuju.state.storage import Filesystem, StorageInstance, Volume
from jujuclient.wire.tags import Tag, unit_tag


def add_for_unit(
    sim: Simulation, unit: Unit, charm: Charm, directives: dict[str, dict[str, Any]]
) -> list[StorageInstance]:
    """Make the storage of a new unit: of each store as many instances as its directive says."""
    made: list[StorageInstance] = []
    for name, store in sorted(stores.stores_of(charm).items()):
        directive = directives.get(name) or stores.complete(sim, unit.model, store, {})
        made += add_instances(sim, unit, store, directive, directive.get("count") or 0)
    return made


def add_instances(
    sim: Simulation, unit: Unit, store: stores.Store, directive: dict[str, Any], count: int
) -> list[StorageInstance]:
    """Make instances of a store, attached to a unit that owns them; with filesystems if it has a machine."""
    made = []
    for _ in range(countable(count, "storage instances")):
        # One sequence for all stores of a model.
        number = sim.state.number("stores", unit.model)
        instance = StorageInstance(
            model=unit.model,
            id=f"{store.name}/{number}",
            store=store.name,
            kind=store.kind,
            owner=str(Tag("application", unit.application)) if store.shared else unit_tag(unit.name),
            pool=directive["pool"],
            size=directive["size"],
            attachments={unit.name: {"life": "alive"}},
        )
        made.append(sim.state.put(instance))
    if host_of(sim, unit):
        for instance in made:
            provision(sim, instance, unit)
    return made


def host_of(sim: Simulation, unit: Unit) -> str:
    """The tag that a unit's storage is attached to: its machine, on Kubernetes itself; "" for none yet."""
    if unit.machine:
        return str(Tag("machine", unit.machine))
    model = sim.state.find(Model, unit.model)
    return unit_tag(unit.name) if model is not None and model.type == "caas" else ""


def of_unit(sim: Simulation, unit: Unit) -> list[StorageInstance]:
    """The instances that are attached to a unit."""
    return [one for one in sim.state.all(StorageInstance, unit.model) if unit.name in one.attachments]


def filesystem_of(sim: Simulation, instance: StorageInstance) -> Filesystem | None:
    """The filesystem of an instance, None for none (yet)."""
    found = sim.state.all(Filesystem, instance.model)
    return next((one for one in found if one.storage == instance.id), None)


def volume_of(sim: Simulation, instance: StorageInstance) -> Volume | None:
    """The volume of an instance, or under its filesystem; None for none."""
    filesystem = filesystem_of(sim, instance)
    wanted = filesystem.volume if filesystem is not None else ""
    found = sim.state.all(Volume, instance.model)
    return next((one for one in found if one.storage == instance.id or one.id == wanted), None)


# --- filesystems and volumes ---------------------------------------------------------------


def mount_point(sim: Simulation, filesystem: Filesystem) -> str:
    """Where a filesystem is mounted: at the charm's location, or there under the id of its storage."""
    instance = sim.state.find(StorageInstance, filesystem.storage, filesystem.model)
    if instance is None:
        return f"/var/lib/juju/storage/{filesystem.provider_id}"
    found = (sim.state.find(Unit, name, instance.model) for name in instance.attachments)
    owners = (sim.state.find(Application, unit.application, unit.model) for unit in found if unit is not None)
    charms = (sim.state.find(Charm, owner.charm, owner.model) for owner in owners if owner is not None)
    charm = next((charm for charm in charms if charm is not None), None)
    store = stores.stores_of(charm).get(instance.store) if charm is not None else None
    location = store.location if store is not None else ""
    if store is not None and location and store.maximum == 1:
        return location
    return f"{location.rstrip('/') or '/var/lib/juju/storage'}/{instance.id}"


def assign(sim: Simulation, unit: Unit) -> None:
    """Give the storage of a unit that has just got its machine the filesystems and volumes there."""
    for instance in of_unit(sim, unit):
        provision(sim, instance, unit)


def provision(sim: Simulation, instance: StorageInstance, unit: Unit) -> None:
    """Make what is behind an instance, or attach it to the unit's machine where it is there already."""
    host = host_of(sim, unit)
    filesystem, volume = filesystem_of(sim, instance), volume_of(sim, instance)
    if filesystem is None and volume is None:
        _make(sim, instance, unit.machine, host)
        return
    if filesystem is not None and host not in filesystem.attachments:
        sim.state.put(replace(filesystem, attachments={**filesystem.attachments, host: {"life": "alive"}}))
    if volume is not None and host not in volume.attachments:
        sim.state.put(replace(volume, attachments={**volume.attachments, host: {"life": "alive"}}))


def _make(sim: Simulation, instance: StorageInstance, machine: str, host: str) -> None:
    provider = stores.provider_of(sim, instance.model, instance.pool)
    given: dict[str, Any] = {
        "model": instance.model,
        "pool": instance.pool,
        "wanted_size": instance.size,
        "status": Status("pending", since=sim.clock.stamp()),
        "attachments": {host: {"life": "alive"}},
    }
    # Up to 3.6 what lives and dies with a machine has the machine in its id.
    prefix = f"{machine}/" if provider.machine_scoped and sim.series.version < (4, 0) else ""
    volume = ""
    if instance.kind not in provider.kinds or instance.kind == stores.BLOCK:
        volume = f"{prefix}{sim.state.number('volume', instance.model)}"
        sim.state.put(Volume(id=volume, storage=instance.id, **given))
    if instance.kind == stores.FILESYSTEM:
        id = f"{prefix}{sim.state.number('filesystem', instance.model)}"
        sim.state.put(Filesystem(id=id, storage=instance.id, volume=volume, **given))


def add_volume(sim: Simulation, machine: Machine, pool: str, size: int) -> Volume:
    """Add a volume to a machine that no storage asks for: a disk of ``AddMachines``."""
    bound = stores.provider_of(sim, machine.model, pool).machine_scoped and sim.series.version < (4, 0)
    volume = Volume(
        model=machine.model,
        id=f"{f'{machine.id}/' if bound else ''}{sim.state.number('volume', machine.model)}",
        pool=pool,
        wanted_size=size,
        status=Status("pending", since=sim.clock.stamp()),
        attachments={str(Tag("machine", machine.id)): {"life": "alive"}},
    )
    return sim.state.put(volume)


def is_detachable(sim: Simulation, instance: StorageInstance) -> bool:
    """Whether an instance can outlive its unit: what is bound to a machine, or not made yet, cannot."""
    if filesystem_of(sim, instance) is None and volume_of(sim, instance) is None:
        return False
    return not stores.provider_of(sim, instance.model, instance.pool).machine_scoped


# --- attach, detach, destroy ---------------------------------------------------------------


def attach(sim: Simulation, instance: StorageInstance, unit: Unit) -> StorageInstance:
    """Attach an instance to a unit, which owns it from then on unless it has an owner.

    Raises:
        Refused: up to 3.6, for what another unit or application owns.
    """
    tag = Tag.parse(instance.owner) if instance.owner else None
    if tag is not None and tag.id not in (unit.name, unit.application) and sim.series.version < (4, 0):
        raise Refused(f"cannot attach storage owned by {tag.kind} {tag.id} to unit {unit.name}")
    attachments = {**instance.attachments, unit.name: {"life": "alive"}}
    changed = sim.state.put(
        replace(instance, attachments=attachments, owner=instance.owner or unit_tag(unit.name))
    )
    if host_of(sim, unit):
        provision(sim, changed, unit)
    return changed


def detach(sim: Simulation, instance: StorageInstance, unit_name: str, *, force: bool = False) -> None:
    """Detach an instance: at once from a unit that has no machine, else its agent does the rest."""
    unit = sim.state.find(Unit, unit_name, instance.model)
    if unit is None or not unit.machine or force:
        remove_attachment(sim, instance, unit_name)
        return
    told = {**instance.attachments[unit_name], "life": "dying"}
    sim.state.put(replace(instance, attachments={**instance.attachments, unit_name: told}))


def remove_attachment(sim: Simulation, instance: StorageInstance, unit_name: str) -> None:
    """Take an attachment away: the unit is no longer the owner, and what was dying goes."""
    unit = sim.state.find(Unit, unit_name, instance.model)
    left = {name: told for name, told in instance.attachments.items() if name != unit_name}
    owner = "" if instance.owner == unit_tag(unit_name) else instance.owner
    host = host_of(sim, unit) if unit is not None else ""
    if host:
        _leave(sim, instance, host)
    changed = replace(instance, attachments=left, owner=owner)
    bound = stores.provider_of(sim, instance.model, instance.pool).machine_scoped
    made = filesystem_of(sim, instance) is not None or volume_of(sim, instance) is not None
    if not left and (instance.life != "alive" or (bound and made)):
        remove_storage(sim, changed)
    else:
        sim.state.put(changed)


def _leave(sim: Simulation, instance: StorageInstance, host: str) -> None:
    for thing in (filesystem_of(sim, instance), volume_of(sim, instance)):
        if thing is not None and host in thing.attachments:
            left = {tag: told for tag, told in thing.attachments.items() if tag != host}
            status = thing.status
            if not left and status.current == "attached":
                status = Status("detached", since=sim.clock.stamp())
            sim.state.put(replace(thing, attachments=left, status=status))


def destroy(sim: Simulation, instance: StorageInstance, *, force: bool = False) -> None:
    """Let an instance die: it is gone at once when nothing is attached, else when the last is detached."""
    if not instance.attachments or force:
        remove_storage(sim, instance)
    elif instance.life == "alive":
        sim.state.put(replace(instance, life="dying"))


def remove_storage(sim: Simulation, instance: StorageInstance) -> None:
    """Take an instance away with what is behind it."""
    filesystem, volume = filesystem_of(sim, instance), volume_of(sim, instance)
    for thing in (filesystem, volume, instance):
        if thing is not None:
            sim.state.remove(thing)


def classify(sim: Simulation, unit: Unit, *, destroy_storage: bool = False) -> tuple[list[str], list[str]]:
    """The tags of storage that removing a unit destroys, and of what it only detaches."""
    destroyed: list[str] = []
    detached: list[str] = []
    for instance in of_unit(sim, unit):
        tag = str(Tag("storage", instance.id))
        (detached if is_detachable(sim, instance) and not destroy_storage else destroyed).append(tag)
    return destroyed, detached


def free(sim: Simulation, unit: Unit, *, destroy_storage: bool = False) -> None:
    """Take a unit's storage from it as it is removed: what can outlive it stays, without an owner."""
    for instance in of_unit(sim, unit):
        if destroy_storage or not is_detachable(sim, instance):
            remove_storage(sim, instance)
        else:
            remove_attachment(sim, instance, unit.name)
