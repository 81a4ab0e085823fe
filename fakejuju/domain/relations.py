"""Relations: making and ending them, and which units are in their scope."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from msgspec.structs import replace

from fakejuju.domain import endpoints
from fakejuju.domain.endpoints import Side, in_order, key_of, noun_of
from fakejuju.refused import Refused, not_found
from fakejuju.simulation import Simulation
from fakejuju.state.application import (
    Application,
    Charm,
    OfferConnection,
    Relation,
    RelationEnd,
    RemoteApplication,
    Unit,
)
from fakejuju.state.entity import Status


def add_peer_relations(sim: Simulation, application: Application) -> list[Relation]:
    """Make the relations that the units of an application have among themselves; each uses an id.

    Those that there are stay.
    """
    peers = [each for each in endpoints.endpoints_of(sim, application) if each.role == "peer"]
    ends = [RelationEnd(application.name, peer) for peer in peers]
    return [_made(sim, application.model, [end]) for end in ends if not _is_there(sim, application, end)]


def _is_there(sim: Simulation, application: Application, end: RelationEnd) -> bool:
    return sim.state.find(Relation, key_of([end]), application.model) is not None


def add_relation(sim: Simulation, model_uuid: str, names: Sequence[str]) -> Relation:
    """Relate the endpoints that the names mean, each ``app`` or ``app:endpoint``.

    Raises:
        Refused: in the words of the series; see ``semantics.md``, AddRelation.
    """
    if sim.series.version >= (4, 0):
        return _add_named(sim, model_uuid, list(names))
    return relate(sim, model_uuid, endpoints.infer(sim, model_uuid, list(names)))


def relate(sim: Simulation, model_uuid: str, sides: list[Side]) -> Relation:
    """Relate two endpoints, as Juju up to 3.6 does it."""
    key = key_of([side.end for side in sides])
    try:
        _check(sim, model_uuid, key, sides)
    except Refused as refused:
        failure = refused.failure
        raise Refused(f'cannot add relation "{key}": {failure.message}', failure.code) from None
    return _made(sim, model_uuid, _scoped(sides))


def _check(sim: Simulation, model_uuid: str, key: str, sides: list[Side]) -> None:
    if len(sides) != 2:
        raise Refused("relation must have two endpoints")
    for side in sides:
        if side.application.life != "alive":
            raise Refused(f'{noun_of(sim)} "{side.application.name}" is not alive')
    one, other = sides
    if one.remote and other.remote:
        names = f'"{one.application.name}" and "{other.application.name}"'
        raise Refused(f"cannot add relation between saas applications {names}")
    _check_new(sim, model_uuid, key)
    if "container" in (one.endpoint.scope, other.endpoint.scope):
        _check_bases(sim, one, other)
    _check_limits(sim, model_uuid, sides)


def _check_new(sim: Simulation, model_uuid: str, key: str) -> None:
    there = sim.state.find(Relation, key, model_uuid)
    if there is None:
        return
    version = sim.series.version
    if there.life != "alive" and version >= (2, 0):
        raise Refused(f"relation {key} is dying, but not yet removed", "already exists")
    if version < (2, 2):
        raise Refused("relation already exists", "already exists" if version >= (1, 23) else "")
    raise Refused(
        f"relation {key}" if version >= (2, 9) else f"relation {key} already exists", "already exists"
    )


def _check_bases(sim: Simulation, one: Side, other: Side) -> None:
    """A subordinate lives on its principal's machines: their bases are one, or the charm supports both."""
    left, right = one.application, other.application
    if not isinstance(left, Application) or not isinstance(right, Application):
        return
    if (left.base.name, _track(left.base.channel)) == (right.base.name, _track(right.base.channel)):
        return
    subordinate, principal = (left, right) if left.subordinate else (right, left)
    charm = sim.state.find(Charm, subordinate.charm, subordinate.model)
    for told in (charm.manifest.get("bases") or ()) if charm is not None else ():
        if (told.get("name"), _track(str(told.get("channel")))) == (
            principal.base.name,
            _track(principal.base.channel),
        ):
            return
    version = sim.series.version
    noun, what = (
        ("applications'" if version >= (2, 0) else "services'"),
        ("bases" if version >= (3, 0) else "series"),
    )
    raise Refused(f"principal and subordinate {noun} {what} must match")


def _track(channel: str) -> str:
    return channel.partition("/")[0]


def _check_limits(sim: Simulation, model_uuid: str, sides: list[Side]) -> None:
    if sim.series.version < (2, 8):
        return
    for side in sides:
        if side.endpoint.limit and _taken(sim, model_uuid, side) >= side.endpoint.limit:
            raise Refused(
                f"establishing a new relation for {side.name} would exceed "
                f"its maximum relation limit of {side.endpoint.limit}",
                "quota limit exceeded",
            )


def _taken(sim: Simulation, model_uuid: str, side: Side) -> int:
    relations = relations_of(sim, model_uuid, side.application.name)
    return sum(side.name in relation.key.split(" ") for relation in relations)


def _scoped(sides: list[Side]) -> list[RelationEnd]:
    """The ends, in the order of the key; a container scope of one is the other's too."""
    ends = [side.end for side in sides]
    if any(end.endpoint.scope == "container" for end in ends):
        ends = [RelationEnd(end.application, replace(end.endpoint, scope="container")) for end in ends]
    return in_order(ends)


def _made(sim: Simulation, model_uuid: str, ends: list[RelationEnd]) -> Relation:
    with sim.state.transaction() as state:
        number = state.number("relation", model_uuid)
        status = Status("joining", since=sim.clock.stamp())
        return state.put(Relation(model=model_uuid, id=number, ends=ends, status=status))


# --- 4.0 and later ---------------------------------------------------------------------------


def _add_named(sim: Simulation, model_uuid: str, names: list[str]) -> Relation:
    if len(names) != 2:
        raise Refused("a relation should have exactly two endpoints", "bad request")
    words = f'"{names[0]}" and "{names[1]}"'
    try:
        try:
            sides = _inferred(sim, model_uuid, names)
        except Refused as refused:
            failure = refused.failure
            raise Refused(f"cannot relate endpoints {words}: {failure.message}", failure.code) from None
        try:
            _check_named(sim, model_uuid, sides)
        except Refused as refused:
            raise _as_4_1_says(sim, names, sides, refused) from None
    except Refused as refused:
        failure = refused.failure
        raise Refused(f"adding relation between endpoints {words}: {failure.message}", failure.code) from None
    return _made(sim, model_uuid, _scoped(sides))


def _inferred(sim: Simulation, model_uuid: str, names: list[str]) -> list[Side]:
    found = [_named(sim, model_uuid, name) for name in names]
    none = [name for name, sides in zip(names, found, strict=True) if not sides]
    if none and sim.series.version >= (4, 1):
        raise Refused(f"no candidates for {' and '.join(none)}: relation endpoint not found")
    candidates = endpoints.fitting(*found)
    if not candidates:
        raise Refused("no compatible endpoints found between applications")
    return endpoints.choose(candidates, " ".join(names))


def _named(sim: Simulation, model_uuid: str, name: str) -> list[Side]:
    """The endpoints that a name may mean; up to 4.0 an application that is not there is refused."""
    application_name, _, endpoint_name = name.partition(":")
    application = sim.state.find(Application, application_name, model_uuid)
    remote = sim.state.find(RemoteApplication, application_name, model_uuid)
    if application is None and remote is None and sim.series.version < (4, 1):
        raise Refused("application not found", "not found")
    both = [
        Side(one, each) for one in (application, remote) if one for each in endpoints.endpoints_of(sim, one)
    ]
    return [side for side in both if endpoint_name in ("", side.endpoint.name)]


def _as_4_1_says(sim: Simulation, names: list[str], sides: list[Side], refused: Refused) -> Refused:
    """4.1 says what it could not add, twice, and has no codes for these."""
    if sim.series.version < (4, 1):
        return refused
    what = f'cannot add relation "{names[0]}", "{names[1]}": relation {sides[0].name} {sides[1].name}: '
    return Refused(what + refused.failure.message.rpartition(": ")[2])


def _check_named(sim: Simulation, model_uuid: str, sides: list[Side]) -> None:
    for side in sides:
        if side.application.life != "alive":
            named = f"{side.application.name} " if sim.series.version >= (4, 1) else ""
            raise Refused(f"application {named}is not alive")
    key = key_of([side.end for side in sides])
    if sim.state.find(Relation, key, model_uuid) is not None:
        raise Refused(f"relation {key}: already exists", "already exists")
    _check_limits(sim, model_uuid, sides)


# --- ending -----------------------------------------------------------------------------------


def matching(sim: Simulation, model_uuid: str, names: Sequence[str], id: int = 0) -> Relation:
    """The relation that there is between ``app`` or ``app:endpoint`` names, or Juju's word for none.

    The id is what 4.0 names beside them in that word.

    From 2.9 on only relations that exist count; before, the endpoints are inferred first.
    """
    version = sim.series.version
    if version < (2, 9):
        key = key_of([side.end for side in endpoints.infer(sim, model_uuid, list(names))])
        found = sim.state.find(Relation, key, model_uuid)
        return found if found is not None else not_found("relation", key)
    relations = [each for each in sim.state.all(Relation, model_uuid) if _is_between(each, names)]
    if version >= (4, 1) and len(names) != 2:
        words = "must be 2 or 0 with relation ID provided"
        raise Refused(
            "removing a peer relation"
            if len(names) == 1
            else f"invalid endpoint length: {len(names)}, {words}"
        )
    if len(relations) == 1:
        return relations[0]
    if version >= (4, 1):
        raise Refused("relation not found")
    if version >= (4, 0):
        if relations:
            words = " ".join(f'"{name}"' for name in names)
            raise Refused(
                f"endpoints [{words}] are ambiguous, specify relation endpoints or id", "bad request"
            )
        raise Refused(f"relation with endpoints [{' '.join(names)}] or id {id} not found", "not found")
    words = " ".join(names)
    if not relations:
        raise Refused(f'relation matching "{words}" not found', "not found")
    keys = "; ".join(sorted(f'"{each.key}"' for each in relations))
    raise Refused(f'ambiguous relation: "{words}" could refer to {keys}')


def _is_between(relation: Relation, names: Sequence[str]) -> bool:
    """Whether the names mean the ends of a relation, in any order."""
    ends = relation.ends
    if len(ends) != len(names):
        return False
    orders = [ends, ends[::-1]]
    return any(all(_names(end, name) for end, name in zip(order, names, strict=True)) for order in orders)


def _names(end: RelationEnd, name: str) -> bool:
    return name in (end.application, f"{end.application}:{end.endpoint.name}")


def with_id(sim: Simulation, model_uuid: str, id: int) -> Relation:
    """The relation of an id, or Juju's word for none."""
    found = next((each for each in sim.state.all(Relation, model_uuid) if each.id == id), None)
    if found is None and sim.series.version == (4, 0):
        raise Refused(f"relation with endpoints [] or id {id} not found", "not found")
    if found is None:
        raise Refused(f"relation {id} not found", "not found")
    return found


def relations_of(sim: Simulation, model_uuid: str, application: str) -> list[Relation]:
    """The relations that an application is in, oldest first."""
    return sim.state.of(Relation, application, model_uuid)


def destroy_relation(sim: Simulation, relation: Relation, *, force: bool = False) -> Relation | None:
    """End a relation: now when no unit is in its scope or by force, else once the last unit has left.

    From 4.0 on it is dying first in any case; a worker of the model takes it away.

    Raises:
        Refused: for a relation among the units of one application.
    """
    if relation.is_peer:
        if sim.series.version >= (4, 1):
            raise Refused("cannot remove a peer relation")
        raise Refused(f'cannot destroy relation "{relation.key}": is a peer relation')
    return end_relation(sim, relation, force=force)


def end_relation(sim: Simulation, relation: Relation, *, force: bool = False) -> Relation | None:
    """End a relation of any kind, as its application's end does; None for one that is gone."""
    current = sim.state.find(Relation, relation.key, relation.model)
    if current is None:
        return None
    with sim.state.transaction() as state:
        if sim.series.version < (4, 0) and (force or not current.units):
            remove_relation(sim, current)
            return None
        return state.put(replace(current, life="dying"))


def remove_relation(sim: Simulation, relation: Relation) -> None:
    """Take a relation away, and with it what waited only for its end: dying applications of it."""
    with sim.state.transaction() as state:
        state.remove(relation)
        _disconnect(sim, relation)
        for end in relation.ends:
            remote = state.find(RemoteApplication, end.application, relation.model)
            if remote is not None and remote.life != "alive":
                remove_remote_if_dead(sim, remote)
            application = state.find(Application, end.application, relation.model)
            if application is not None and application.life != "alive":
                import_module("fakejuju.domain.applications").remove_if_dead(
                    sim, relation.model, application.name
                )


def _disconnect(sim: Simulation, relation: Relation) -> None:
    """The model that offers forgets the connection that this relation was."""
    for end in relation.ends:
        remote = sim.state.find(RemoteApplication, end.application, relation.model)
        if remote is None or not remote.source_model:
            continue
        there = sim.holding(remote.source_model)
        key = f"{relation.model}:{relation.id}"
        connection = there.state.find(OfferConnection, key, remote.source_model)
        if connection is not None:
            with there.state.transaction() as state:
                state.remove(connection)
            sim.let_go_on(there)


def remove_remote_if_dead(sim: Simulation, remote: RemoteApplication) -> None:
    """Take a consumed application away when no relation is left to it."""
    if not relations_of(sim, remote.model, remote.name):
        sim.state.remove(remote)


# --- scope ------------------------------------------------------------------------------------


def enter_scope(
    sim: Simulation, relation: Relation, unit: Unit, settings: dict[str, str] | None = None
) -> Relation:
    """A unit enters a relation and publishes its settings.

    A principal that enters a relation of container scope gets a unit of the subordinate.
    """
    with sim.state.transaction() as state:
        current = state.find(Relation, relation.key, relation.model) or relation
        if current.life != "alive" or unit.name in current.units:
            return current
        current = state.put(replace(current, units={**current.units, unit.name: dict(settings or {})}))
        _bring_subordinate(sim, current, unit)
        return current


def mark_joined(sim: Simulation, relation: Relation) -> Relation:
    """The leader's agent says that a relation is joined; entering it alone does not say so."""
    current = sim.state.find(Relation, relation.key, relation.model)
    if current is None or current.status.current != "joining":
        return current or relation
    with sim.state.transaction() as state:
        return state.put(replace(current, status=Status("joined", since=sim.clock.stamp())))


def _bring_subordinate(sim: Simulation, relation: Relation, principal: Unit) -> None:
    other = relation.other_end(principal.application)
    if relation.is_peer or other.endpoint.scope != "container":
        return
    application = sim.state.find(Application, other.application, relation.model)
    if application is None or not application.subordinate or principal.principal:
        return
    units = sim.state.of(Unit, application.name, relation.model)
    if any(each.principal == principal.name for each in units):
        return
    import_module("fakejuju.domain.units").add_unit(sim, application, principal=principal.name)


def leave_scope(sim: Simulation, relation: Relation, unit: Unit) -> None:
    """A unit leaves a relation; a dying one that nobody is in any more is gone."""
    with sim.state.transaction() as state:
        current = state.find(Relation, relation.key, relation.model)
        if current is None or unit.name not in current.units:
            return
        left = {name: settings for name, settings in current.units.items() if name != unit.name}
        current = state.put(replace(current, units=left))
        if current.life != "alive" and not left:
            remove_relation(sim, current)
