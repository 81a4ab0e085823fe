"""Application: what there is to know of applications and their units, and who leads."""

from __future__ import annotations

from typing import Any

from fakejuju.domain import relations
from fakejuju.domain.bases import series_of
from fakejuju.domain.endpoints import bindings_of
from fakejuju.domain.units import units_of
from fakejuju.handlers.call import Call, Refused, each, not_found, tag_of
from fakejuju.handlers.fit import fit
from fakejuju.handlers.values import constraints_out
from fakejuju.projections.words import ports_words, public_address
from fakejuju.state.application import Application as Local, Charm, Relation, RemoteApplication, Unit
from fakejuju.state.machine import Machine, Space
from jujuclient.facades.application import Application
from jujuclient.facades.application_types import (
    ApplicationInfoResult,
    ApplicationInfoResults,
    ApplicationResult,
    EndpointRelationData,
    RelationData,
    UnitInfoResult,
    UnitInfoResults,
    UnitResult,
)
from jujuclient.facades.common import Base, Entity, ExposedEndpoint, StringResult
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType

# --- applications -------------------------------------------------------------------------------


@answers(Application.applications_info)
def applications_info(call: Call, entities: list[Entity]) -> ApplicationInfoResults:
    """Charm, base, constraints, bindings, exposure and life of each application."""
    call.need_read()

    def one(entity: Entity) -> ApplicationInfoResult:
        name = tag_of(entity.tag, "application").id
        return ApplicationInfoResult(result=_application(call, call.need(Local, name, "application")))

    found = each(entities, one, lambda error: ApplicationInfoResult(error=error))
    return fit(call, ApplicationInfoResults(results=found))


def _application(call: Call, application: Local) -> ApplicationResult:
    charm = call.find(Charm, application.charm)
    base = application.base
    # Recorded: 4.0.15 tells the track alone where the risk is stable.
    channel = base.channel.removesuffix("/stable") if call.juju >= (4, 0) else base.channel
    return ApplicationResult(
        tag=f"application-{application.name}",
        charm=(charm.name if charm is not None else "") or UNSET,
        base=Base(name=base.name, channel=channel),
        series=series_of(base),
        channel=_channel(application),
        constraints=constraints_out(application.constraints),
        principal=not application.subordinate,
        exposed=application.exposed,
        remote=False,
        life=application.life,
        endpoint_bindings=bindings_of(call.simulation, application),
        exposed_endpoints=exposed_endpoints(call, application),
    )


def _channel(application: Local) -> str | UnsetType:
    local = application.charm.startswith("local:")
    return UNSET if local or not application.channel else application.channel


def exposed_endpoints(call: Call, application: Local) -> dict[str, ExposedEndpoint] | UnsetType:
    """To whom each endpoint is exposed, by the names of spaces; absent for one that is not exposed."""
    if not application.exposed:
        return UNSET
    spaces = {space.id: space.name for space in call.all(Space)}
    return {
        name: ExposedEndpoint(
            expose_to_spaces=[spaces.get(id, id) for id in told.spaces] or UNSET,
            expose_to_cidrs=list(told.cidrs) or UNSET,
        )
        for name, told in application.exposed_endpoints.items()
    } or UNSET


@answers(Application.leader)
def leader(call: Call, tag: str) -> StringResult:
    """The unit that leads an application."""
    call.need_read()
    name = tag_of(tag, "application").id
    found = call.find(Local, name)
    if found is None or not found.leader:
        return StringResult(result="", error=Refused(f"leader for {tag} not found", "not found").error)
    return StringResult(result=found.leader)


# --- units ----------------------------------------------------------------------------------------


@answers(Application.units_info)
def units_info(call: Call, entities: list[Entity]) -> UnitInfoResults:
    """Machine, address, ports and relation data of each unit; an application stands for all of its units."""
    call.need_read()
    found: list[UnitInfoResult] = []
    for entity in entities:
        try:
            found += [UnitInfoResult(result=_unit(call, unit)) for unit in _units(call, entity.tag)]
        except Refused as refused:
            found.append(UnitInfoResult(error=refused.error))
    return fit(call, UnitInfoResults(results=found))


def _units(call: Call, text: str) -> list[Unit]:
    tag = tag_of(text, "application", "unit")
    if tag.kind == "unit":
        return [call.need(Unit, tag.id, "unit")]
    return units_of(call.simulation, call.need(Local, tag.id, "application"))


def _unit(call: Call, unit: Unit) -> UnitResult:
    application = call.need(Local, unit.application, "application")
    caas = call.model.type == "caas"
    machine = call.find(Machine, _machine_id(call, unit))
    return UnitResult(
        tag=f"unit-{unit.name.replace('/', '-')}",
        workload_version=unit.workload_version,
        machine=(machine.id if machine is not None else "") or UNSET,
        opened_ports=ports_words(unit.ports) or None,
        public_address=_public_address(unit, machine) or UNSET,
        charm=application.charm,
        leader=(application.leader == unit.name) or UNSET,
        life=unit.life,
        relation_data=[_relation(call, unit, one) for one in _relations(call, unit)] or UNSET,
        provider_id=unit.provider_id or UNSET,
        address=(unit.private_address if caas else "") or UNSET,
    )


def _machine_id(call: Call, unit: Unit) -> str:
    if unit.machine or not unit.principal:
        return unit.machine
    principal = call.find(Unit, unit.principal)
    return principal.machine if principal is not None else ""


def _public_address(unit: Unit, machine: Machine | None) -> str:
    return unit.public_address or (public_address(machine.addresses) if machine is not None else "")


def _relations(call: Call, unit: Unit) -> list[Relation]:
    found = relations.relations_of(call.simulation, call.model_uuid, unit.application)
    return sorted(found, key=lambda one: one.id)


def _relation(call: Call, unit: Unit, relation: Relation) -> EndpointRelationData:
    own, other = relation.end_of(unit.application), relation.other_end(unit.application)
    if own is None:
        not_found("relation", relation.key)
    remote = call.find(RemoteApplication, other.application)
    return EndpointRelationData(
        relation_id=relation.id,
        endpoint=own.endpoint.name,
        cross_model=remote is not None,
        related_endpoint=other.endpoint.name,
        application_data=_values(relation.settings.get(other.application, {})),
        unit_relation_data=_scopes(call, relation, other.application),
    )


def _scopes(call: Call, relation: Relation, application: str) -> dict[str, RelationData]:
    """Each unit across, whether it is in the relation or not; of a peer relation every unit."""
    other = call.find(Local, application)
    names = [unit.name for unit in units_of(call.simulation, other)] if other is not None else []
    names += [name for name in relation.units if name.partition("/")[0] == application and name not in names]
    return {name: _scope(call, relation, name) for name in names}


def _scope(call: Call, relation: Relation, name: str) -> RelationData:
    if name in relation.units:
        return RelationData(in_scope=True, unit_data=_values(relation.units[name]))
    # Recorded: null up to 3.6, an empty object on 4.0.15.
    return RelationData(in_scope=False, unit_data={} if call.juju >= (4, 0) else None)


def _values(settings: dict[str, str]) -> dict[str, Any]:
    return dict(settings)
