"""Client of Juju 1: relations between services, and whom a service is open to."""

from __future__ import annotations

from fakejuju.domain import relations
from fakejuju.domain.endpoints import endpoints_of
from fakejuju.handlers.application_expose import expose_application, unexpose_application
from fakejuju.handlers.application_relations import ends_of
from fakejuju.handlers.call import Call
from fakejuju.state.application import Application
from jujuclient.facades.client import Client
from jujuclient.facades.client_types import ServiceCharmRelationsResults
from jujuclient.facades.common_charms import AddRelationResults
from jujuclient.wire.schema import answers


@answers(Client.add_relation)
def add_relation(call: Call, endpoints: list[str]) -> AddRelationResults:
    """Relate two endpoints; the ends are answered by service."""
    call.change_allowed()  # before the permission, up to 3.6
    call.need_write()
    with call.state.transaction():
        return ends_of(call, relations.add_relation(call.simulation, call.model_uuid, endpoints))


@answers(Client.destroy_relation)
def destroy_relation(call: Call, endpoints: list[str]) -> None:
    """End the relation between two endpoints."""
    call.need_write()
    call.remove_allowed()
    relations.destroy_relation(
        call.simulation, relations.matching(call.simulation, call.model_uuid, endpoints)
    )


@answers(Client.service_charm_relations)
def service_charm_relations(call: Call, service_name: str) -> ServiceCharmRelationsResults:
    """The endpoints of a service by name: requirers, providers, peers."""
    call.need_read()
    found = call.need(Application, service_name, "service")
    return ServiceCharmRelationsResults(
        charm_relations=[endpoint.name for endpoint in endpoints_of(call.simulation, found)]
    )


@answers(Client.service_expose)
def service_expose(call: Call, service_name: str) -> None:
    """Open a service to everyone."""
    call.need_write()
    call.change_allowed()
    expose_application(call, service_name, {})


@answers(Client.service_unexpose)
def service_unexpose(call: Call, service_name: str) -> None:
    """Close a service."""
    call.need_write()
    call.change_allowed()
    unexpose_application(call, service_name, [])
