"""Models: made, found, destroyed, and who may do what with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NoReturn

from msgspec.structs import replace

from fakejuju.domain import configrules, modelconfig, workers
from fakejuju.refused import Refused
from fakejuju.simulation import Simulation
from fakejuju.state.application import Application, RemoteApplication, Unit
from fakejuju.state.controller import Access, Block, Cloud, Credential, Model, SSHKey, User
from fakejuju.state.entity import Status
from fakejuju.state.machine import Machine
from fakejuju.state.storage import Filesystem, Volume

_NAME = re.compile(r"[a-z0-9]+[a-z0-9-]*")


def by_name(sim: Simulation) -> list[Model]:
    """Every model, as lists of models are sorted."""
    return sorted(sim.state.all(Model), key=lambda model: (model.name, model.owner))


def is_superuser(sim: Simulation, user: str) -> bool:
    """Whether a user may do everything."""
    found = sim.state.find(User, user)
    return found is not None and found.access == "superuser"


def access_of(sim: Simulation, user: str, model: Model) -> Access | None:
    """What a user was given on a model."""
    return sim.state.find(Access, f"{user} model-{model.uuid}")


def accesses(sim: Simulation, model: Model) -> list[Access]:
    """What everybody was given on a model, by name."""
    target = f"model-{model.uuid}"
    return sorted((one for one in sim.state.all(Access) if one.target == target), key=lambda one: one.user)


def visible(sim: Simulation, user: str) -> list[Model]:
    """The models that a user may see; a superuser all of them."""
    if is_superuser(sim, user):
        return by_name(sim)
    return [model for model in by_name(sim) if access_of(sim, user, model) is not None]


def display_name(sim: Simulation, user: str) -> str:
    """The name that a user is shown by."""
    found = sim.state.find(User, user)
    return found.display_name if found is not None else ""


def status_of(sim: Simulation, model: Model) -> Status:
    """The status that a model tells. 4.0 works it out when it is asked, and dates it so."""
    if sim.series.version < (4, 0):
        return model.status
    since = sim.clock.stamp()
    if model.life != "alive":
        return Status("destroying", "the model is being destroyed", since)
    return replace(model.status, since=since)


def machine_order(machine: Machine) -> list[tuple[int, int | str]]:
    """Sorts machines by number, and containers after what they are in."""
    return [(0, int(part)) if part.isdigit() else (1, part) for part in machine.id.split("/")]


def machines_of(sim: Simulation, model: Model) -> list[Machine]:
    """The machines of a model, containers after what they are in."""
    return sorted(sim.state.all(Machine, model.uuid), key=machine_order)


# --- making one --------------------------------------------------------------------------------


def create_model(
    sim: Simulation,
    name: str,
    *,
    owner: str,
    user: str,
    cloud: str = "",
    region: str = "",
    credential: str = "",
    config: Mapping[str, Any] | None = None,
) -> Model:
    """Make a model, after all that a controller checks before.

    Args:
        sim: the controller.
        name: of the model.
        owner: a user's name; in 4.x a qualifier.
        user: who asks; in 4.x who administers it.
        cloud, region, credential: "" for the controller's own.
        config: what is set explicitly.
    """
    found = _cloud(sim, cloud)
    own = sim.controller
    if not region and found.name == own.cloud:
        region = own.region
    credential = _credential(sim, found, owner if sim.series.version < (4, 0) else user, credential)
    _check_region(found, region)
    _check_config(name, dict(config or {}))
    inherited = modelconfig.inherited(sim, found.name, region)
    whole = configrules.coerced(sim, found.type, name, {**inherited, **(config or {})})
    settings = {key: whole[key] for key in config or {}}
    if sim.model_named(name, owner) is not None:
        raise Refused(*_exists(sim, name, owner))
    given: dict[str, Any] = {
        "cloud": found.name,
        "region": region,
        "provider": found.type,
        "credential": credential,
        "config": settings,
        "inherited": {key: whole[key] for key in inherited},
        "type": "caas" if found.type == "kubernetes" else "iaas",
    }
    return _add(sim, name, owner, user, given)


def _add(sim: Simulation, name: str, owner: str, user: str, given: dict[str, Any]) -> Model:
    """Up to 3.6 the owner administers the model, and the keys in its config are those that log in."""
    model = _added(sim, name, owner, user, given)
    lines = str(given["config"].get("authorized-keys", "")).splitlines()
    if sim.series.version < (4, 0) and lines:
        with sim.state.transaction() as state:
            for line in filter(None, map(str.strip, lines)):
                state.put(SSHKey(model=model.uuid, line=line))
    return model


def _added(sim: Simulation, name: str, owner: str, user: str, given: dict[str, Any]) -> Model:
    if sim.series.version >= (4, 0) or sim.state.find(User, owner) is not None or "@" in owner:
        return sim.add_model(
            name, owner=owner, admin=user if sim.series.version >= (4, 0) else owner, **given
        )
    # Recorded on 3.6.28: the model is left behind half made, and nobody has been given access to it.
    given = {**given, "config": {**given["config"], "container-networking-method": ""}}
    model = sim.add_model(name, owner=owner, admin=owner, **given)
    left = access_of(sim, owner, model)
    with sim.state.transaction() as state:
        if left is not None:
            state.remove(left)
    message = f'failed to create new model: granting admin permission to the owner: user "{owner}" not found'
    raise Refused(message, "not found")


def _cloud(sim: Simulation, name: str) -> Cloud:
    found = sim.state.find(Cloud, name or sim.controller.cloud)
    if found is None:
        names = ", ".join(f'"{cloud.name}"' for cloud in sorted(sim.state.all(Cloud), key=lambda c: c.name))
        raise Refused(f'cloud "{name}" not found, expected one of [{names}]', "not found")
    return found


def _credential(sim: Simulation, cloud: Cloud, owner: str, key: str) -> str:
    if key:
        if sim.state.find(Credential, key) is None:
            raise Refused(
                f'getting credential: cloud credential "{key.replace("_", "/")}" not found', "not found"
            )
        return key
    own = [one for one in sim.state.all(Credential) if one.cloud == cloud.name and not one.revoked]
    mine = [one for one in own if one.owner == owner]
    if mine:
        return mine[0].key
    if "empty" not in cloud.auth_types:
        raise Refused("no credential specified")
    return ""


def _check_region(cloud: Cloud, name: str) -> None:
    known = [region.name for region in cloud.regions]
    if name and name not in known:
        expected = ", ".join(f'"{one}"' for one in known)
        raise Refused(
            f'getting cloud region definition: region "{name}" not found (expected one of [{expected}])',
            "not found",
        )


def _check_config(name: str, config: dict[str, Any]) -> None:
    if not name:
        raise Refused("failed to create config: Name must be specified", "not valid")
    if "uuid" in config:
        raise Refused("failed to create config: uuid is generated, you cannot specify one")
    if "name" in config:
        raise Refused("failed to create config: name must not be specified in config")
    if not is_model_name(name):
        raise Refused(
            f'failed to create config: creating config from values failed: "{name}" is not a valid name: '
            "model names may only contain lowercase letters, digits and hyphens"
        )


def is_model_name(name: str) -> bool:
    """Whether a model may have that name."""
    return _NAME.fullmatch(name) is not None


def _exists(sim: Simulation, name: str, owner: str) -> tuple[str, str]:
    if sim.series.version >= (4, 0):
        return f"model {owner}/{name} already exists", "already exists"
    return f'failed to create new model: model "{name}" for {owner} already exists', "already exists"


# --- ending one --------------------------------------------------------------------------------


def version_number(version: str) -> tuple[int, ...]:
    """The numbers of a version, to compare; () for text that is none."""
    parts = version.partition("-")[0].split(".")
    return tuple(int(part) for part in parts) if all(part.isdigit() for part in parts) else ()


def persistent_storage(sim: Simulation, model: Model) -> bool:
    """Whether a model has storage that would outlive its machines."""
    kept: list[Filesystem | Volume] = [
        *sim.state.all(Filesystem, model.uuid),
        *sim.state.all(Volume, model.uuid),
    ]
    return any("/" not in thing.id for thing in kept)


def destroy_model(
    sim: Simulation, model: Model, *, destroy_storage: bool | None = None, force: bool = False
) -> None:
    """Let a model die; inside a transaction.

    4.0 takes everything in it along at once; before, the cleanup worker does, where it acts.

    Args:
        sim: the controller.
        model: the model.
        destroy_storage: None for one who has not said what is to become of it.
        force: whether storage is no obstacle.
    """
    hosted = [one for one in sim.state.all(Model) if not one.is_controller]
    if model.is_controller and model.uuid == sim.controller_model.uuid and hosted:
        _hosting(sim, len(hosted))
    if destroy_storage is None and not force and persistent_storage(sim, model):
        raise Refused(
            "failed to destroy model: model contains persistent storage",
            "controller/model has persistent storage",
        )
    if model.life != "alive":
        return
    model = sim.state.put(replace(model, life="dying"))
    if sim.series.version >= (4, 0):
        dismantle(sim, model)
    if model.uuid in sim.workers:
        # Where agents act, too, the rows of ``fakejuju.lifecycle`` say what happens and when.
        storage = bool(destroy_storage)
        workers.leave_to_cleanup(
            sim, model.uuid, lambda: take_down(sim, model, destroy_storage=storage, at_once=force)
        )


def _hosting(sim: Simulation, count: int) -> NoReturn:
    before = "initiating destroy model operation: " if (3, 0) <= sim.series.version < (4, 0) else ""
    models = "model" if count == 1 else "models"
    raise Refused(
        f"{before}failed to destroy model: hosting {count} other {models}", "controller has hosted models"
    )


def dismantle(sim: Simulation, model: Model) -> None:
    """Let everything in a model die: recorded on 4.0.15, as destroying it does. Inside a transaction."""
    things: list[Application | Unit | Machine] = [
        *sim.state.all(Application, model.uuid),
        *sim.state.all(Unit, model.uuid),
        *sim.state.all(Machine, model.uuid),
    ]
    for thing in things:
        if thing.life == "alive":
            sim.state.put(replace(thing, life="dying"))


def take_down(
    sim: Simulation,
    model: Model,
    *,
    destroy_storage: bool = False,
    force: bool = True,
    at_once: bool = False,
) -> None:
    """Destroy all that is in a dying model, as the cleanup worker does; in a transaction.

    Without force, units have their time, and the machines that they are on die with the last of them.
    Recorded on 3.6.28: of a model that is destroyed by force, dead machines are gone ``at_once``.
    """
    from fakejuju.domain import applications, machines

    for application in sim.state.all(Application, model.uuid):
        applications.destroy_application(sim, application, force=force, destroy_storage=destroy_storage)
    for remote in sim.state.all(RemoteApplication, model.uuid):
        sim.state.remove(remote)
    for machine in idle_machines(sim, model) if not force else sim.state.all(Machine, model.uuid):
        if not machine.container_type:
            machines.destroy_machine(sim, machine, force=True, at_once=at_once)


def idle_machines(sim: Simulation, model: Model) -> list[Machine]:
    """The machines that live, and have no units on them nor in their containers."""
    used = {unit.machine.partition("/")[0] for unit in sim.state.all(Unit, model.uuid)}
    living = (one for one in sim.state.all(Machine, model.uuid) if one.life == "alive")
    return [one for one in living if not one.parent and one.id not in used]


def destroy_controller(
    sim: Simulation, *, destroy_models: bool, destroy_storage: bool | None, force: bool
) -> None:
    """Let the controller's model die, and before it every other where that was asked; in a transaction."""
    hosted = [one for one in sim.state.all(Model) if not one.is_controller]
    if sim.state.everywhere(Block):
        raise Refused("found blocks in controller models", "operation is blocked")
    if hosted and not destroy_models:
        _hosting(sim, len(hosted))
    for model in hosted:
        destroy_model(sim, model, destroy_storage=destroy_storage, force=force)
    sim.state.put(replace(sim.controller_model, life="dying"))


def remove_every_block(sim: Simulation) -> None:
    """Take every block of every model off."""
    with sim.state.transaction() as state:
        for block in state.everywhere(Block):
            state.remove(block)


def is_empty(sim: Simulation, model: Model) -> bool:
    """Whether nothing is left in a model that would keep it."""
    kinds = (Application, Machine, RemoteApplication)
    return not any(sim.state.count(kind, model.uuid) for kind in kinds)


def process_dying(sim: Simulation, model: Model) -> None:
    """What the undertaker does first: it sees that nothing is left, and the model is still dying after it."""


def set_dead(sim: Simulation, model: Model) -> None:
    """An empty model is dead before it is gone; in a transaction."""
    sim.state.put(replace(model, life="dead"))


def remove_model(sim: Simulation, model: Model) -> None:
    """Take a model away: it is dead first, then gone with all that is in it and all access to it."""
    with sim.state.transaction():
        set_dead(sim, model)
    with sim.state.transaction() as state:
        state.drop_model(model.uuid)
        for access in accesses(sim, model):
            state.remove(access)
        state.remove(replace(model, life="dead"))
