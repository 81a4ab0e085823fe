"""Could this state exist? Small named checks, all of whose reasons are reported at once.

Each check reads the state and yields what is wrong, naming the thing. ``problems`` gives the list,
``demand`` raises it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fakejuju.errors import ImpossibleState
from fakejuju.state.action import Operation, Task
from fakejuju.state.application import (
    Application,
    Charm,
    Offer,
    OfferConnection,
    Relation,
    RemoteApplication,
    Resource,
    Unit,
)
from fakejuju.state.controller import Access, Annotations, Block, Cloud, Controller, Credential, Model, User
from fakejuju.state.entity import Entity
from fakejuju.state.machine import Machine, Space, Subnet
from fakejuju.state.secret import Secret
from fakejuju.state.storage import Filesystem, StorageInstance, Volume
from fakejuju.state.store import State
from jujuclient.wire.tags import Tag

Check = Callable[[State, Model], Iterator[str]]
LIVES = ("alive", "dying", "dead")
BLOCKS = ("BlockDestroy", "BlockRemove", "BlockChange")


def problems(state: State) -> list[str]:
    """Everything that is wrong with a state; empty for one that a controller could be in."""
    found = list(_controller(state))
    models = state.all(Model)
    for model in models:
        for check in CHECKS:
            found += [f"model {model.name}: {reason}" for reason in check(state, model)]
    found += _orphans(state, {model.uuid for model in models})
    return found


def demand(state: State) -> None:
    """Raise ImpossibleState with every reason, unless there is none."""
    found = problems(state)
    if found:
        raise ImpossibleState(
            f"no controller could be in this state, for {len(found)} reasons: " + "; ".join(found)
        )


def _controller(state: State) -> Iterator[str]:
    if state.find(Controller, "controller") is None:
        yield "there is no controller"
    own = [model.name for model in state.all(Model) if model.is_controller]
    if len(own) != 1:
        yield f"the models of the controller itself are {own}, not one"
    if not any(user.access == "superuser" and not user.disabled for user in state.all(User)):
        yield "no user administers the controller"
    names: set[tuple[str, str]] = set()
    for model in state.all(Model):
        if (model.owner, model.name) in names:
            yield f"two models are named {model.owner}/{model.name}"
        names.add((model.owner, model.name))
        if state.find(Cloud, model.cloud) is None:
            yield f"model {model.name} is on cloud {model.cloud}, which is not there"
        if model.credential and state.find(Credential, model.credential) is None:
            yield f"model {model.name} uses credential {model.credential}, which is not there"
    for credential in state.all(Credential):
        if state.find(Cloud, credential.cloud) is None:
            yield f"credential {credential.key} is for cloud {credential.cloud}, which is not there"
    for access in state.all(Access):
        kind, _, id = access.target.partition("-")
        if kind == "model" and state.find(Model, id) is None:
            yield f"{access.user} has access to model {id}, which is not there"


def _orphans(state: State, uuids: set[str]) -> list[str]:
    """Entities of models that are gone."""
    return [
        f"{kind.__name__} {entity.key} is of model {entity.model}, which is not there"
        for kind in Entity.KINDS.values()
        for entity in state.everywhere(kind)
        if entity.model and entity.model not in uuids
    ]


def _lives(state: State, model: Model) -> Iterator[str]:
    for kind in (Application, Unit, Machine, Relation, Charm, StorageInstance, Filesystem, Volume):
        for entity in state.all(kind, model.uuid):
            life = getattr(entity, "life", "alive")
            if life not in LIVES:
                yield f"{kind.__name__.lower()} {entity.key} has the life {life!r}"


def _applications(state: State, model: Model) -> Iterator[str]:
    for application in state.all(Application, model.uuid):
        charm = state.find(Charm, application.charm, model.uuid)
        if charm is None:
            yield f"application {application.name} runs charm {application.charm}, which is not there"
            continue
        if charm.subordinate != application.subordinate:
            yield f"application {application.name} and its charm do not agree on being subordinate"
        for option in application.config:
            if option not in charm.options:
                yield f"application {application.name} has the option {option}, which its charm has not"
        if application.leader:
            leader = state.find(Unit, application.leader, model.uuid)
            if leader is None or leader.application != application.name:
                yield f"application {application.name} is led by {application.leader}, which is no unit of it"
        for endpoint, space in application.bindings.items():
            if state.find(Space, space, model.uuid) is None:
                yield f"endpoint {application.name}:{endpoint} is bound to space {space}, which is not there"


def _units(state: State, model: Model) -> Iterator[str]:
    for unit in state.all(Unit, model.uuid):
        application = state.find(Application, unit.application, model.uuid)
        if application is None:
            yield f"unit {unit.name} is of application {unit.application}, which is not there"
            continue
        if not unit.name.startswith(f"{unit.application}/"):
            yield f"unit {unit.name} is not named after application {unit.application}"
        if application.subordinate != bool(unit.principal):
            yield f"unit {unit.name} {'has a' if unit.principal else 'lacks its'} principal"
        principal = state.find(Unit, unit.principal, model.uuid) if unit.principal else None
        if unit.principal and principal is None:
            yield f"unit {unit.name} is beside {unit.principal}, which is not there"
        if principal is not None and unit.machine and unit.machine != principal.machine:
            yield f"unit {unit.name} is on machine {unit.machine}, and {principal.name} beside it is not"
        if unit.machine and state.find(Machine, unit.machine, model.uuid) is None:
            yield f"unit {unit.name} is on machine {unit.machine}, which is not there"


def _relations(state: State, model: Model) -> Iterator[str]:
    seen: set[int] = set()
    for relation in state.all(Relation, model.uuid):
        if relation.id in seen:
            yield f"two relations have the id {relation.id}"
        seen.add(relation.id)
        for end in relation.ends:
            here = state.find(Application, end.application, model.uuid)
            if here is None and state.find(RemoteApplication, end.application, model.uuid) is None:
                yield f"relation {relation.key} is with {end.application}, which is not there"
        for name in relation.units:
            unit = state.find(Unit, name, model.uuid)
            if unit is None:
                yield f"unit {name} is in relation {relation.key} and nowhere else"
            elif relation.end_of(unit.application) is None:
                yield f"unit {name} is in relation {relation.key}, which is none of its application"
        yield from _ends(relation)


def _ends(relation: Relation) -> Iterator[str]:
    """Whether what is at the ends of a relation can be related."""
    roles = sorted(end.endpoint.role for end in relation.ends)
    if roles not in (["peer"], ["provider", "requirer"]):
        yield f"relation {relation.key} has the roles {', '.join(roles) or 'of nobody'}"
    if len({end.endpoint.interface for end in relation.ends}) > 1:
        interfaces = " and ".join(end.endpoint.interface for end in relation.ends)
        yield f"relation {relation.key} is of the interfaces {interfaces}"


def _machines(state: State, model: Model) -> Iterator[str]:
    for machine in state.all(Machine, model.uuid):
        if machine.parent and state.find(Machine, machine.parent, model.uuid) is None:
            yield f"container {machine.id} is in machine {machine.parent}, which is not there"


def _storage(state: State, model: Model) -> Iterator[str]:
    for instance in state.all(StorageInstance, model.uuid):
        if instance.owner and not _is_there(state, model, instance.owner):
            yield f"storage {instance.id} is of {instance.owner}, which is not there"
        for name in instance.attachments:
            if state.find(Unit, name, model.uuid) is None:
                yield f"storage {instance.id} is attached to {name}, which is not there"
    kept: list[Filesystem | Volume] = [*state.all(Filesystem, model.uuid), *state.all(Volume, model.uuid)]
    for one in kept:
        what = f"{type(one).__name__.lower()} {one.id}"
        if one.storage and state.find(StorageInstance, one.storage, model.uuid) is None:
            yield f"{what} is for storage {one.storage}, which is not there"
        for tag in one.attachments:
            if not _is_there(state, model, tag):
                yield f"{what} is attached to {tag}, which is not there"
    for filesystem in state.all(Filesystem, model.uuid):
        if filesystem.volume and state.find(Volume, filesystem.volume, model.uuid) is None:
            yield f"filesystem {filesystem.id} is on volume {filesystem.volume}, which is not there"


def _secrets(state: State, model: Model) -> Iterator[str]:
    for secret in state.all(Secret, model.uuid):
        numbers = [revision.number for revision in secret.revisions]
        if not numbers or numbers != sorted(set(numbers)):
            yield f"secret {secret.id} has the revisions {numbers}"
        if not _is_there(state, model, secret.owner):
            yield f"secret {secret.id} is of {secret.owner}, which is not there"


_HOLDERS: dict[str, type[Entity]] = {"application": Application, "unit": Unit, "machine": Machine}


def _is_there(state: State, model: Model, tag: str) -> bool:
    """Whether a tag names an application, unit or machine of a model, or the model."""
    try:
        parsed = Tag.parse(tag)
    except ValueError:
        return False
    if parsed.kind == "model":
        return parsed.id == model.uuid
    kind = _HOLDERS.get(parsed.kind)
    return kind is not None and state.find(kind, parsed.id, model.uuid) is not None


def _offers(state: State, model: Model) -> Iterator[str]:
    offers = state.all(Offer, model.uuid)
    for offer in offers:
        if state.find(Application, offer.application, model.uuid) is None:
            yield f"offer {offer.name} is of application {offer.application}, which is not there"
    for connection in state.all(OfferConnection, model.uuid):
        if not any(connection.offer in (offer.uuid, offer.name) for offer in offers):
            yield f"model {connection.source_model} uses offer {connection.offer}, which is not there"


def _actions(state: State, model: Model) -> Iterator[str]:
    for task in state.all(Task, model.uuid):
        if task.operation and state.find(Operation, task.operation, model.uuid) is None:
            yield f"task {task.id} is of operation {task.operation}, which is not there"


def _rest(state: State, model: Model) -> Iterator[str]:
    for block in state.all(Block, model.uuid):
        if block.type not in BLOCKS:
            yield f"there is a block of type {block.type!r}"
    if state.find(Space, "0", model.uuid) is None:
        yield "there is no space alpha"
    for subnet in state.all(Subnet, model.uuid):
        if state.find(Space, subnet.space, model.uuid) is None:
            yield f"subnet {subnet.cidr} is in space {subnet.space}, which is not there"
    for resource in state.all(Resource, model.uuid):
        if not resource.pending and state.find(Application, resource.application, model.uuid) is None:
            yield f"resource {resource.id} is of application {resource.application}, which is not there"
    for noted in state.all(Annotations, model.uuid):
        if not noted.tag:
            yield "there are annotations of nothing"


CHECKS: tuple[Check, ...] = (
    _lives,
    _applications,
    _units,
    _relations,
    _machines,
    _storage,
    _secrets,
    _offers,
    _actions,
    _rest,
)
