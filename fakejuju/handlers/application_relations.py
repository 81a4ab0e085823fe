"""Application: relations between applications, and offers of other models that are consumed."""

from __future__ import annotations

import ipaddress

from msgspec.structs import replace

from fakejuju.domain import offers, relations
from fakejuju.domain.endpoints import endpoints_of
from fakejuju.handlers.call import Call, Refused, each, not_found, tag_of
from fakejuju.state.application import Application as Local, Endpoint, Relation, RemoteApplication
from jujuclient.facades.application import Application
from jujuclient.facades.application_types import (
    ApplicationCharmRelationsResults,
    ConsumeApplicationArg,
    ConsumeApplicationResult,
    ConsumeApplicationResults,
    DestroyConsumedApplicationParams,
    RelationSuspendedArg,
)
from jujuclient.facades.common import ErrorResult, ErrorResults, RemoteApplicationInfoResults
from jujuclient.facades.common_charms import AddRelationResults, CharmRelation
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType

_EVERYWHERE = ("0.0.0.0/0", "::/0")


@answers(Application.add_relation)
def add_relation(
    call: Call, endpoints: list[str], *, via_cidrs: list[str] | UnsetType = UNSET
) -> AddRelationResults:
    """Relate two endpoints; the ends are answered by application."""
    if call.juju < (4, 0):
        call.change_allowed()
        call.need_write()
    else:
        call.need_write()
        call.change_allowed()
    via = _cidrs(via_cidrs or [])
    inside = bool(via) and not _is_cross_model(call, endpoints)
    if inside and call.juju < (4, 1):
        raise Refused("integration via subnets for non cross model relations not supported", "not supported")
    with call.state.transaction() as state:
        relation = relations.add_relation(call.simulation, call.model_uuid, endpoints)
        if inside:
            words = f'adding relation between endpoints "{endpoints[0]}" and "{endpoints[1]}": '
            why = "integrating via subnets for non cross model relations"
            raise Refused(words + why, "not supported")
        if via:
            relation = state.put(replace(relation, egress=via))
    offers.join_soon(call.simulation, relation, call.user)
    return ends_of(call, relation)


def _cidrs(given: list[str]) -> list[str]:
    for cidr in given:
        try:
            if "/" not in cidr:
                raise ValueError
            ipaddress.ip_network(cidr, strict=False)
        except ValueError:
            raise Refused(f"invalid CIDR address: {cidr}") from None
        if cidr in _EVERYWHERE:
            raise Refused(f'CIDR "{cidr}" not allowed')
    return given


def _is_cross_model(call: Call, names: list[str]) -> bool:
    return any(call.find(RemoteApplication, name.partition(":")[0]) is not None for name in names)


def ends_of(call: Call, relation: Relation) -> AddRelationResults:
    """A relation as the answer of AddRelation tells it."""
    return AddRelationResults(
        endpoints={end.application: _charm_relation(call, end.endpoint) for end in relation.ends}
    )


def _charm_relation(call: Call, endpoint: Endpoint) -> CharmRelation:
    limit = endpoint.limit
    if call.juju < (2, 8) and endpoint.role == "requirer":
        # Charms read before 2.8: a requirer's limit is 1 where it names none, and is not held.
        limit = limit or 1
    return CharmRelation(
        name=endpoint.name,
        interface=endpoint.interface,
        limit=limit,
        optional=endpoint.optional,
        role=endpoint.role,
        scope=endpoint.scope,
    )


@answers(Application.destroy_relation)
def destroy_relation(
    call: Call,
    *,
    endpoints: list[str] | UnsetType = UNSET,
    force: bool | UnsetType = UNSET,
    max_wait: int | UnsetType = UNSET,
    relation_id: int | UnsetType = UNSET,
) -> None:
    """End the relation between two endpoints, or the one of an id."""
    call.need_write()
    call.remove_allowed()
    sim, id = call.simulation, relation_id or 0
    if endpoints or call.juju < (2, 2):
        relation = relations.matching(sim, call.model_uuid, endpoints or [], id)
    else:
        relation = _of_id(call, id)
    relations.destroy_relation(sim, relation, force=force is True)


def _of_id(call: Call, id: int) -> Relation:
    try:
        return relations.with_id(call.simulation, call.model_uuid, id)
    except Refused:
        if call.juju < (4, 1):
            raise
        raise Refused(f"finding relation uuid for id {id}: relation not found") from None


@answers(Application.set_relations_suspended)
def set_relations_suspended(call: Call, args: list[RelationSuspendedArg]) -> ErrorResults:
    """Suspend relations of other models to offers of this one, or resume them."""
    call.need_write()
    call.change_allowed()

    def suspend(arg: RelationSuspendedArg) -> ErrorResult:
        connection = offers.connection_with(call.simulation, call.model_uuid, arg.relation_id)
        if connection is None:
            relation = relations.with_id(call.simulation, call.model_uuid, arg.relation_id)
            if call.juju >= (4, 1):
                if not arg.suspended:
                    return ErrorResult()  # none is suspended, so there is nothing to do
                raise Refused("relation must be a remote relation to be suspended")
            raise Refused(
                f'cannot set suspend status for "{relation.key}" which is not associated with an offer'
            )
        offers.suspend(call.simulation, connection, arg.suspended, arg.message or "")
        return ErrorResult()

    return ErrorResults(results=each(args, suspend, lambda error: ErrorResult(error=error)))


@answers(Application.charm_relations)
def charm_relations(call: Call, application: str) -> ApplicationCharmRelationsResults:
    """The endpoints of an application by name: requirers, providers, peers."""
    call.need_read()
    found = call.need(Local, application, "application")
    names = [endpoint.name for endpoint in endpoints_of(call.simulation, found)]
    return ApplicationCharmRelationsResults(charm_relations=names)


# --- offers of other models -------------------------------------------------------------------


@answers(Application.consume)
def consume(call: Call, args: list[ConsumeApplicationArg]) -> ErrorResults:
    """Know offers of other models here under a name; the same offer again is no error."""
    call.need_write()
    call.change_allowed()

    def one(arg: ConsumeApplicationArg) -> ErrorResult:
        offers.consume(
            call.simulation,
            call.model_uuid,
            arg.application_alias or arg.offer_name or "",
            offer_url=arg.offer_url or "",
            offer_uuid=arg.offer_uuid or "",
            offer_name=arg.offer_name or "",
            source_model=tag_of(arg.source_model_tag or "", "model").id,
            endpoints=offers.remote_endpoints(arg.endpoints or ()),
        )
        return ErrorResult()

    return ErrorResults(results=each(args, one, lambda error: ErrorResult(error=error)))


@answers(Application.consume_2_2)
def consume_2_2(call: Call, args: list[ConsumeApplicationArg]) -> ConsumeApplicationResults:
    """Know offers of models of this controller here, each by its URL."""
    call.need_write()
    call.change_allowed()

    def one(arg: ConsumeApplicationArg) -> ConsumeApplicationResult:
        url = offers.OfferURL.parse(arg.application_url or "", call.user)
        offer = offers.find(call.simulation, url)
        remote = offers.consume(
            call.simulation,
            call.model_uuid,
            arg.application_alias or offer.name,
            offer_url=str(url),
            offer_uuid=offer.uuid,
            offer_name=offer.name,
            source_model=offer.model,
            endpoints=offers.endpoints_of(call.simulation, offer),
        )
        return ConsumeApplicationResult(local_name=remote.name)

    return ConsumeApplicationResults(
        results=each(args, one, lambda error: ConsumeApplicationResult(error=error))
    )


@answers(Application.remote_application_info)
def remote_application_info(
    call: Call, *, application_urls: list[str] | UnsetType = UNSET
) -> RemoteApplicationInfoResults:
    """What is behind each offer."""
    from fakejuju.handlers.application_offers import remote_information

    return remote_information(call, application_urls or [])


@answers(Application.destroy_consumed_applications)
def destroy_consumed_applications(
    call: Call, applications: list[DestroyConsumedApplicationParams]
) -> ErrorResults:
    """Stop using offers of other models; the relations to them end first."""
    call.need_write()
    call.remove_allowed()

    def one(arg: DestroyConsumedApplicationParams) -> ErrorResult:
        name = tag_of(arg.application_tag, "application").id
        remote = call.find(RemoteApplication, name)
        if remote is None:
            not_found("saas application", name)
        offers.destroy_remote(call.simulation, remote, force=arg.force is True)
        return ErrorResult()

    return ErrorResults(results=each(applications, one, lambda error: ErrorResult(error=error)))
