"""Applications: added with their peers and units, destroyed, removed, moved to another charm."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from msgspec.structs import replace

from fakejuju.domain import (
    charm_storage,
    charms,
    machines,
    offers,
    relations,
    settings,
    stores,
    units,
    workers,
)
from fakejuju.domain.resources import REVISION
from fakejuju.refused import Refused, countable
from fakejuju.simulation import Simulation
from fakejuju.state.application import Application, Charm, RemoteApplication, Resource
from fakejuju.state.controller import Annotations, Model
from fakejuju.state.entity import Base
from fakejuju.state.machine import Space
from fakejuju.state.storage import StorageInstance
from jujuclient.wire.tags import is_uuid

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]*[a-z][a-z0-9]*)*")
_ARCHES = "amd64 arm64 s390x ppc64el riscv64"
_ARCHES_2 = "amd64 arm64 ppc64el s390x"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def is_name(text: str) -> bool:
    """Whether an application may be called that."""
    return _NAME.fullmatch(text) is not None


def noun(sim: Simulation) -> str:
    """What this series calls an application."""
    return "application" if sim.series.version >= (2, 0) else "service"


def named(sim: Simulation, model_uuid: str, name: str, *, bulk: bool = False) -> Application:
    """The application of a name, or Juju's word for none; from 4.x without quotes for an item of several."""
    if not is_name(name):
        if sim.series.version >= (4, 0):
            raise Refused("application name not valid")
        raise Refused(f'"{name}" is not a valid {noun(sim)} name')
    found = sim.state.find(Application, name, model_uuid)
    if found is None:
        shown = name if bulk and sim.series.version >= (4, 0) else f'"{name}"'
        raise Refused(f"{noun(sim)} {shown} not found", "not found")
    return found


_PREPARING = (
    "preparing application args: validating create application args: invalid storage directive overrides: "
)


def own_settings(sim: Simulation, model_uuid: str) -> dict[str, dict[str, Any]]:
    """The settings that Juju itself gives an application of a model: from 4.x on ``trust`` alone."""
    return settings.own_settings(units.is_caas(sim, model_uuid) and sim.series.version < (4, 0))


def charm_of(sim: Simulation, application: Application) -> Charm:
    """The charm of an application; a bare one where it is no longer kept."""
    found = sim.state.find(Charm, application.charm, application.model)
    return found if found is not None else Charm(model=application.model, url=application.charm, name="")


def default_bindings(sim: Simulation, charm: Charm, space: str = "0") -> dict[str, str]:
    """Every endpoint of a charm, and "" for all others, bound to one space."""
    names = [endpoint.name for endpoint in charm.endpoints]
    names += list(charm.metadata.get("extra-bindings") or {})
    if sim.series.version >= (4, 0):
        names.append("juju-info")
    return dict.fromkeys(["", *sorted(names)], space)


def bindings(sim: Simulation, model_uuid: str, charm: Charm, given: Mapping[str, str]) -> dict[str, str]:
    """The bindings of a new application: endpoint to the id of a space, given by name or id."""
    spaces = {space.name: space.id for space in sim.state.all(Space, model_uuid)}
    ids = set(spaces.values())
    asked: dict[str, str] = {}
    for endpoint, space in given.items():
        id = spaces.get(space, space if space in ids else "")
        if not id:
            raise Refused("space not found", "not found")
        asked[endpoint] = id
    found = default_bindings(sim, charm, asked.get("", _default_space(sim, model_uuid, spaces)))
    for endpoint in asked:
        if endpoint not in found:
            raise Refused(f'unknown endpoint "{endpoint}" not valid', "not valid")
    return {**found, **asked}


def _default_space(sim: Simulation, model_uuid: str, spaces: Mapping[str, str]) -> str:
    model = sim.state.find(Model, model_uuid)
    return spaces.get(str((model.config if model is not None else {}).get("default-space") or "alpha"), "0")


# --- adding ----------------------------------------------------------------------------------


def add_application(
    sim: Simulation,
    model_uuid: str,
    name: str,
    charm: Charm,
    *,
    base: Base,
    origin: Mapping[str, Any] | None = None,
    channel: str = "",
    config: Mapping[str, Any] | None = None,
    own: Mapping[str, Any] | None = None,
    constraints: Mapping[str, Any] | None = None,
    endpoint_bindings: Mapping[str, str] | None = None,
    storage: Mapping[str, dict[str, Any]] | None = None,
    resources: Mapping[str, str] | None = None,
    num_units: int = 0,
    placement: Sequence[machines.Placement] = (),
    attach: Sequence[StorageInstance] = (),
) -> Application:
    """Add an application, its peer relations and its units.

    Args:
        sim: the controller.
        model_uuid: the model.
        name: of the application.
        charm: what it runs.
        base: what its units run on; recorded on 3.6.28: one that the charm does not name is taken, too.
        origin: the charm origin, kebab-case keys.
        channel: as the client told it.
        config: charm options that are set, in their own types.
        own: Juju's settings that are set (trust …).
        constraints: of its units, kebab-case keys.
        endpoint_bindings: endpoint to the id of a space, complete.
        storage: store to what was asked of it.
        resources: resource to the id of one that waits for the application.
        num_units: how many units.
        placement: where the first of them go.
        attach: storage that is there already and that the one unit gets.

    Raises:
        Refused: in the words of the series.
    """
    countable(num_units, "units")
    limits = dict(constraints or {})
    _check_new(sim, model_uuid, name)
    directives = stores.directives(sim, model_uuid, charm, dict(storage or {}), doing=_PREPARING)
    check_constraints(sim, limits)
    places = [_place(model_uuid, place) for place in placement]
    model = sim.state.find(Model, model_uuid)
    known = limits.get("arch") or (model is not None and model.constraints.get("arch"))
    if sim.series.version >= (2, 9) and not charm.subordinate and not known:
        limits["arch"] = "amd64"
    application = Application(
        model=model_uuid,
        name=name,
        charm=charm.url,
        origin={**(origin or {}), "instance-key": sim.seeds.token("instance-key", 43, _LETTERS)},
        channel=channel,
        base=base,
        config={key: value for key, value in (config or {}).items() if value is not None},
        settings=dict(own or {}),
        constraints=limits,
        bindings=dict(endpoint_bindings or default_bindings(sim, charm)),
        created=sim.clock.second(),
        subordinate=charm.subordinate,
        storage=directives,
        scale=max(0, num_units) if units.is_caas(sim, model_uuid) else 0,
    )
    _pending(sim, application, resources or {})
    sim.state.put(application)
    application = _take_resources(sim, application, charm, resources or {})
    relations.add_peer_relations(sim, application)
    _add_units(sim, application, num_units, places, attach)
    return sim.state.find(Application, name, model_uuid) or application


def _add_units(
    sim: Simulation,
    application: Application,
    count: int,
    places: Sequence[str],
    attach: Sequence[StorageInstance],
) -> None:
    if units.is_caas(sim, application.model):
        workers.leave_to_cleanup(sim, application.model, lambda: _scale_later(sim, application))
        return
    made = []
    for number in range(count):
        place = places[number] if number < len(places) else ""
        unit = units.add_unit(sim, application, placement=place, attach=attach)
        # Juju 1 has no worker that does it later.
        made.append(units.assign_unit(sim, unit) if sim.series.version < (2, 0) else unit)
    if made and sim.series.version >= (4, 0):
        # Recorded on 4.0.15: of units that come with the application the first leads, of later ones none.
        current = sim.state.find(Application, application.name, application.model) or application
        sim.state.put(replace(current, leader=made[0].name))


def _scale_later(sim: Simulation, application: Application) -> None:
    current = sim.state.find(Application, application.name, application.model)
    if current is not None and current.life == "alive":
        units.fit_scale(sim, current)


def _check_new(sim: Simulation, model_uuid: str, name: str) -> None:
    if not is_name(name):
        if sim.series.version >= (4, 0):
            raise Refused(f'application name "{name}" not valid', "not valid")
        raise Refused("invalid name")
    if sim.state.find(Application, name, model_uuid) is not None:
        # Recorded on 3.6.28; series before 1.23 gave it no code.
        raise Refused(
            f"{noun(sim)} already exists", "already exists" if sim.series.version >= (1, 23) else ""
        )
    if sim.state.find(RemoteApplication, name, model_uuid) is not None:
        raise Refused("saas application with same name already exists", "already exists")
    model = sim.state.find(Model, model_uuid)
    if model is not None and model.life != "alive":
        if sim.series.version < (2, 0):
            raise Refused("environment is no longer alive")
        raise Refused(f'model "{model.name}" is {model.life}')


def check_constraints(sim: Simulation, constraints: Mapping[str, Any]) -> None:
    """Refuse an unknown architecture, and constraints that contradict each other."""
    if constraints.get("instance-type"):
        for clash in ("cores", "cpu-cores", "cpu-power", "mem"):
            if constraints.get(clash):
                raise Refused(f'ambiguous constraints: "instance-type" overlaps with "{clash}"')
    arch = constraints.get("arch")
    # Up to 3.2 they are told as Go prints a list, and RISC-V is none of them up to 2.9.
    known = _ARCHES if sim.series.version >= (3, 0) else _ARCHES_2
    if arch and arch not in known.split():
        told = known if sim.series.version >= (3, 3) else f"[{known}]"
        raise Refused(f"invalid constraint value: arch={arch}\nvalid values are: {told}")


def _place(model_uuid: str, place: machines.Placement) -> str:
    if place.scope in ("", "#", "lxd", "kvm", "lxc"):
        return str(place)
    if not is_uuid(place.scope):
        raise Refused(f'placement scope: invalid model UUID "{place.scope}"')
    if place.scope != model_uuid:
        raise Refused(f'placement scope: invalid model UUID "{place.scope}"')
    return place.directive


def _pending(sim: Simulation, application: Application, given: Mapping[str, str]) -> dict[str, Resource]:
    """The resources that wait for an application; Refused for one that does not."""
    found = {}
    for name, pending in given.items():
        id = f"{application.name}/{name}"
        waiting = sim.state.find(Resource, f"{id}#{pending}", application.model)
        if waiting is None:
            raise Refused(f'pending resource "{id}" ({pending}) not found', "not found")
        found[name] = waiting
    return found


def _take_resources(
    sim: Simulation, application: Application, charm: Charm, given: Mapping[str, str]
) -> Application:
    """Give an application the resources that wait for it, and empty ones for the others of its charm."""
    taken = dict(application.resources)
    for name, waiting in _pending(sim, application, given).items():
        sim.state.remove(waiting)
        sim.state.put(replace(waiting, pending=""))
        taken[name] = f"{application.name}/{name}"
    for name, told in (charm.metadata.get("resources") or {}).items():
        id = taken[name] = f"{application.name}/{name}"
        if sim.state.find(Resource, id, application.model) is None:
            sim.state.put(_empty_resource(application, name, told or {}))
    return sim.state.put(replace(application, resources=taken))


def _empty_resource(application: Application, name: str, told: Mapping[str, Any]) -> Resource:
    local = application.charm.startswith("local:")
    return Resource(
        model=application.model,
        id=f"{application.name}/{name}",
        application=application.name,
        name=name,
        type=told.get("type") or "file",
        path=told.get("filename") or "",
        description=told.get("description") or "",
        origin="upload" if local else "store",
        revision=0 if local else REVISION,
    )


# --- destroying ------------------------------------------------------------------------------


def destroy_application(
    sim: Simulation,
    application: Application,
    *,
    force: bool = False,
    destroy_storage: bool = False,
    at_once: bool = False,
) -> None:
    """Let an application go, its relations and units with it; with nothing left it is removed at once.

    Up to 3.6 the units follow once the answer is out, as a worker of the controller destroys them.
    ``at_once`` is for its units, see ``units.destroy_unit``.
    """

    def let_units_go() -> None:
        for unit in units.units_of(sim, application):
            units.destroy_unit(sim, unit, force=force, destroy_storage=destroy_storage, at_once=at_once)

    current = sim.state.find(Application, application.name, application.model)
    if current is None:
        return
    if current.life == "alive":
        current = sim.state.put(replace(current, life="dying"))
    offers.destroy_offers_of(sim, current)
    for relation in relations.relations_of(sim, current.model, current.name):
        # Recorded on 2.9.52: those among its own units go too.
        relations.end_relation(sim, relation, force=force)
    if sim.series.version >= (4, 0):
        let_units_go()
        workers.leave_to_cleanup(sim, current.model, lambda: remove_if_dead(sim, current.model, current.name))
        return
    if not units.units_of(sim, current):
        remove_if_dead(sim, current.model, current.name)
        return
    workers.leave_to_cleanup(sim, current.model, let_units_go)


def remove_if_dead(sim: Simulation, model_uuid: str, name: str) -> None:
    """Remove a dying application whose last unit and relation are gone."""
    application = sim.state.find(Application, name, model_uuid)
    if application is None or application.life == "alive":
        return
    if units.units_of(sim, application):
        return
    if any(not one.is_peer for one in relations.relations_of(sim, model_uuid, name)):
        return
    remove_application(sim, application)


def remove_application(sim: Simulation, application: Application) -> None:
    """Take an application away, and all that is only its own."""
    state = sim.state
    for unit in units.units_of(sim, application):
        units.remove_unit(sim, unit)
    current = state.find(Application, application.name, application.model)
    if current is None:
        return
    # Away before its relations are: they would come back here.
    state.remove(current)
    for relation in relations.relations_of(sim, current.model, current.name):
        relations.remove_relation(sim, relation)
    for resource in state.all(Resource, current.model):
        if resource.application == current.name and not resource.pending:
            state.remove(resource)
    charms.collect_charm(sim, current.model, current.charm)
    tag = f"{noun(sim)}-{current.name}"
    annotations = state.find(Annotations, tag, current.model)
    if annotations is not None:
        state.remove(annotations)
    state.forget(current.model, tag)


# --- another charm ---------------------------------------------------------------------------


def set_charm(
    sim: Simulation,
    application: Application,
    charm: Charm,
    *,
    base: Base | None = None,
    origin: Mapping[str, Any] | None = None,
    channel: str | None = None,
    config: Mapping[str, Any] | None = None,
    own: Mapping[str, Any] | None = None,
    endpoint_bindings: Mapping[str, str] | None = None,
    storage: Mapping[str, dict[str, Any]] | None = None,
    resources: Mapping[str, str] | None = None,
) -> Application:
    """Move an application to another charm or revision; its units follow when their agents act.

    Raises:
        Refused: for what the new charm would break.
    """
    _check_charm(sim, application, charm)
    before = charm_of(sim, application)
    values = {**settings.kept(charm.options, application.config), **(config or {})}
    wanted = {**application.storage, **(storage or {})}
    wanted = {name: value for name, value in wanted.items() if name in (charm.metadata.get("storage") or {})}
    bound = default_bindings(sim, charm, application.bindings.get("", "0"))
    bound.update({name: space for name, space in application.bindings.items() if name in bound})
    bound.update(endpoint_bindings or {})
    kept_key = application.origin.get("instance-key")
    changed = sim.state.put(
        replace(
            application,
            charm=charm.url,
            origin={**(origin or application.origin), "instance-key": kept_key},
            base=base or application.base,
            channel=application.channel if channel is None else channel,
            config={name: value for name, value in values.items() if value is not None},
            settings={**application.settings, **(own or {})},
            bindings=bound,
            storage=stores.directives(
                sim, application.model, charm, wanted, doing="validating storage directives: "
            ),
        )
    )
    charm_storage.add_new(sim, changed, before, charm, units.units_of(sim, changed))
    changed = _take_resources(sim, changed, charm, resources or {})
    _fit_peers(sim, changed, charm)
    # Recorded on 3.6: the charm before stays; only an application that goes takes its local charm along.
    return changed


def _check_charm(sim: Simulation, application: Application, charm: Charm) -> None:
    def refuse(reason: str) -> NoReturn:
        prefix = f'cannot upgrade {noun(sim)} "{application.name}" to charm "{charm.url}": '
        raise Refused(prefix + reason)

    if charm.subordinate != application.subordinate:
        refuse(f"cannot change {_article(sim)} {noun(sim)}'s subordinacy")
    known = {(one.name, one.interface, one.role) for one in charm.endpoints}
    for relation in relations.relations_of(sim, application.model, application.name):
        for end in relation.ends:
            one = end.endpoint
            if end.application != application.name or relation.is_peer or one.interface == "juju-info":
                continue
            if (one.name, one.interface, one.role) not in known:
                refuse(f'would break relation "{relation.key}"')
    here = units.units_of(sim, application)
    charm_storage.check(sim, charm_of(sim, application), charm, here, refuse)


def _article(sim: Simulation) -> str:
    return "an" if sim.series.version >= (2, 0) else "a"


def _fit_peers(sim: Simulation, application: Application, charm: Charm) -> None:
    """Peer relations come and go with the charm's peer endpoints."""
    peers = {endpoint.name for endpoint in charm.endpoints if endpoint.role == "peer"}
    own = [one for one in relations.relations_of(sim, application.model, application.name) if one.is_peer]
    for relation in own:
        if relation.ends[0].endpoint.name not in peers:
            relations.remove_relation(sim, relation)
    known = {relation.ends[0].endpoint.name for relation in own}
    if peers - known and not known:
        relations.add_peer_relations(sim, application)
