"""Application: constraints, storage directives, metric credentials, and units in error."""

from __future__ import annotations

import uuid
from typing import Any

from msgspec.structs import replace

from fakejuju.domain import applications, spaces, stores
from fakejuju.handlers.application_charm import directive
from fakejuju.handlers.call import Call, Refused, each, tag_of
from fakejuju.handlers.values import constraints_in, constraints_out
from fakejuju.state.application import Application as Kept, Unit
from jujuclient.facades.application import Application
from jujuclient.facades.application_types import (
    ApplicationConstraint,
    ApplicationGetConstraintsResults,
    ApplicationMetricCredential,
    ApplicationStorageGetResult,
    ApplicationStorageGetResults,
    ApplicationStorageUpdate,
)
from jujuclient.facades.common import (
    Constraints,
    Entities,
    Entity,
    ErrorResult,
    ErrorResults,
    GetConstraintsResults,
)
from jujuclient.facades.common_storage import StorageConstraints
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType

# --- constraints -----------------------------------------------------------------------------


@answers(Application.get_constraints)
def get_constraints(call: Call, entities: list[Entity]) -> ApplicationGetConstraintsResults:
    """The constraints of each application."""
    call.need_read()

    def one(entity: Entity) -> ApplicationConstraint:
        found = _tagged(call, entity.tag)
        if found.subordinate:
            raise Refused("constraints do not apply to subordinate applications")
        return ApplicationConstraint(constraints=constraints_out(found.constraints))

    return ApplicationGetConstraintsResults(
        results=each(
            entities, one, lambda error: ApplicationConstraint(constraints=Constraints(), error=error)
        )
    )


def _tagged(call: Call, tag: str) -> Kept:
    return applications.named(call.simulation, call.model_uuid, tag_of(tag, "application").id, bulk=True)


@answers(Application.get_constraints_v4)
def get_constraints_v4(call: Call, application: str) -> GetConstraintsResults:
    """The constraints of one application."""
    call.need_read()
    found = applications.named(call.simulation, call.model_uuid, application)
    return GetConstraintsResults(constraints=constraints_out(found.constraints))


@answers(Application.set_constraints)
def set_constraints(call: Call, application: str, constraints: Constraints) -> None:
    """Replace the constraints of one application; only new units have them."""
    call.need_write()
    call.change_allowed()
    found = applications.named(call.simulation, call.model_uuid, application)
    put_constraints(call, found, constraints_in(constraints))


def put_constraints(call: Call, application: Kept, constraints: dict[str, Any]) -> None:
    """Give an application other constraints, in the words of the series where that cannot be."""
    what = applications.noun(call.simulation)
    if application.subordinate:
        raise Refused(f"constraints do not apply to subordinate {what}s")
    if application.life != "alive":
        raise Refused(f"cannot set constraints: {what} is not found or not alive")
    applications.check_constraints(call.simulation, constraints)
    if not spaces.knows_spaces_of(call.simulation, application.model, constraints):
        raise Refused("invalid application constraints")
    had, wanted = application.constraints.get("arch"), constraints.get("arch")
    if call.juju >= (2, 9) and had and wanted and had != wanted:
        raise Refused(f"cannot set constraints: changing architecture ({had}) not supported", "not supported")
    with call.state.transaction() as state:
        state.put(replace(application, constraints=constraints))


# --- storage ---------------------------------------------------------------------------------


@answers(Application.get_application_storage)
def get_application_storage(call: Call, entities: list[Entity]) -> ApplicationStorageGetResults:
    """What each store of the applications asks for."""
    call.need_read()

    def one(entity: Entity) -> ApplicationStorageGetResult:
        found = _tagged(call, entity.tag)
        told = {
            name: StorageConstraints(pool=kept["pool"], size=kept["size"], count=kept["count"])
            for name, kept in sorted(found.storage.items())
        }
        return ApplicationStorageGetResult(error=None, storage_constraints=told)

    return ApplicationStorageGetResults(
        results=each(
            entities, one, lambda error: ApplicationStorageGetResult(error=error, storage_constraints=None)
        )
    )


@answers(Application.update_application_storage)
def update_application_storage(call: Call, storage_updates: list[ApplicationStorageUpdate]) -> ErrorResults:
    """Change what the stores of new units are to be; what is not told stays."""
    call.need_write()
    call.change_allowed()

    def one(item: ApplicationStorageUpdate) -> ErrorResult:
        found = _tagged(call, item.application_tag)
        charm = applications.charm_of(call.simulation, found)
        wanted = dict(found.storage)
        for name, told in (item.storage_constraints or {}).items():
            wanted[name] = {**wanted.get(name, {}), **directive(told)}
        with call.state.transaction() as state:
            complete = stores.directives(call.simulation, call.model_uuid, charm, wanted)
            state.put(replace(found, storage=complete))
        return ErrorResult()

    return ErrorResults(results=each(storage_updates, one, lambda error: ErrorResult(error=error)))


@answers(Application.set_metric_credentials)
def set_metric_credentials(
    call: Call, *, creds: list[ApplicationMetricCredential] | UnsetType = UNSET
) -> ErrorResults:
    """Take credentials for metrics; nobody ever asks for them."""
    call.need_write()

    def one(item: ApplicationMetricCredential) -> ErrorResult:
        applications.named(call.simulation, call.model_uuid, item.application)
        return ErrorResult()

    return ErrorResults(results=each(creds or [], one, lambda error: ErrorResult(error=error)))


# --- units in error --------------------------------------------------------------------------


@answers(Application.resolve_unit_errors)
def resolve_unit_errors(
    call: Call,
    *,
    all: bool | UnsetType = UNSET,
    retry: bool | UnsetType = UNSET,
    tags: Entities | UnsetType = UNSET,
) -> ErrorResults:
    """Mark failed units as resolved: their agents run the hook again, or go on without it."""
    call.need_write()
    call.change_allowed()
    given = list(tags.entities or []) if tags else []
    if all:
        if given:
            raise Refused("cannot resolve all units and specific units", "bad request")
        for unit in call.all(Unit):
            if in_error(unit):
                resolve(call, unit, retry=bool(retry))
        return ErrorResults(results=[])

    def one(entity: Entity) -> ErrorResult:
        name = tag_of(entity.tag, "unit").id
        resolve(call, call.need(Unit, name, "unit"), retry=bool(retry))
        return ErrorResult()

    return ErrorResults(results=each(given, one, lambda error: ErrorResult(error=error)))


def in_error(unit: Unit) -> bool:
    """Whether a hook of the unit has failed."""
    return unit.agent.current == "error" or unit.workload.current == "error"


def resolve(call: Call, unit: Unit, *, retry: bool) -> None:
    """Mark one failed unit as resolved."""
    if not in_error(unit):
        if call.juju >= (4, 0):
            id = uuid.uuid5(uuid.UUID(call.model_uuid), unit.name)
            raise Refused(f'resolving unit: checking unit "{id}" status: unit is not in error state')
        raise Refused(f'unit "{unit.name}" is not in an error state')
    if unit.resolved:
        raise Refused(f'cannot set resolved mode for unit "{unit.name}": already resolved')
    with call.state.transaction() as state:
        state.put(replace(unit, resolved="retry-hooks" if retry else "no-hooks"))
