"""FullStatus: a whole model, or what patterns ask of it, in one pass over its tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from fakejuju.projections.matching import narrow
from fakejuju.projections.shape import View
from fakejuju.projections.status_machines import machines, model_status
from fakejuju.projections.status_units import Related, application_status
from fakejuju.projections.storage import filesystem_details, storage_details, volume_details
from fakejuju.projections.texts import texts_of
from fakejuju.simulation import Simulation
from fakejuju.state.application import Offer, OfferConnection, Relation, RemoteApplication
from fakejuju.state.controller import Branch, Model
from fakejuju.state.storage import Filesystem, StorageInstance, Volume
from jujuclient.facades.client_types import (
    ApplicationOfferStatus,
    BranchStatus,
    EndpointStatus,
    FullStatus,
    RelationStatus,
    RemoteApplicationStatus,
)
from jujuclient.facades.common import RemoteEndpoint
from jujuclient.facades.common_storage import FilesystemDetails, VolumeDetails
from jujuclient.wire.struct import UNSET, Context

D = TypeVar("D", FilesystemDetails, VolumeDetails)


def full_status(
    simulation: Simulation,
    model: Model,
    context: Context,
    *,
    patterns: Sequence[str] = (),
    include_storage: bool = False,
    as_text: bool = False,
) -> FullStatus:
    """The status of a model.

    Args:
        simulation: the controller.
        model: whose.
        context: of the answer; what does not exist there is left out.
        patterns: of what to tell; everything without any.
        include_storage: whether storage is told too (3.3 and later).
        as_text: machines and units may be texts, for an answer that is encoded as it is.
    """
    view = View(simulation, model, context)
    if as_text and not patterns:
        view.texts = texts_of(simulation, model, context)
    related = _related(view)
    if patterns:
        asked = narrow(view, patterns)
        _narrow_relations(view, asked)
        # Recorded on 4.0.15: a relation to what is not shown is not told at all.
        whole = _related(view) if view.juju >= (4, 0) else related
        related = {name: told for name, told in whole.items() if name in asked or name in view.remotes}
    names = sorted(view.applications)
    told = FullStatus(
        machines=machines(view),
        applications={name: application_status(view, view.applications[name], related) for name in names},
        relations=[relation_status(view, one) for one in sorted(view.relations, key=_by_id)] or None,
        remote_applications={name: _remote(view, one, related) for name, one in sorted(view.remotes.items())},
        offers=_offers(view),
        branches=_branches(view),
        model=model_status(view),
        controller_timestamp=simulation.clock.stamp(),
        available_version="",
        environment_name=model.name,
        networks={},
    )
    if include_storage and view.juju >= (3, 3):
        _add_storage(view, told)
    return view.trim(told)


def _by_id(relation: Relation) -> int:
    return relation.id


def _related(view: View) -> Related:
    """Application to endpoint to the applications across; to its own name of a peer relation."""
    found: Related = {}
    for relation in view.relations:
        for end in relation.ends:
            other = relation.other_end(end.application).application
            found.setdefault(end.application, {}).setdefault(end.endpoint.name, []).append(other)
    return found


def _narrow_relations(view: View, asked: set[str]) -> None:
    shown = {*view.applications, *view.remotes}
    view.relations = [
        relation
        for relation in view.relations
        if any(end.application in asked for end in relation.ends)
        and (view.juju < (4, 0) or all(end.application in shown for end in relation.ends))
    ]


def relation_status(view: View, relation: Relation) -> RelationStatus:
    """One relation; an application that a filter took away is told as no subordinate."""
    last = relation.ends[-1]
    ends = []
    for end in relation.ends:
        application = view.applications.get(end.application)
        ends.append(
            EndpointStatus(
                application=end.application,
                name=end.endpoint.name,
                role=end.endpoint.role,
                subordinate=application is not None and application.subordinate,
            )
        )
    return view.trim(
        RelationStatus(
            endpoints=ends,
            id=relation.id,
            key=relation.key,
            interface=last.endpoint.interface,
            # Recorded on 3.6.28: an endpoint of an offer has no scope.
            scope="" if last.application in view.remotes else last.endpoint.scope,
            status=view.detailed(relation.status, data={}),
        )
    )


def _remote(view: View, remote: RemoteApplication, related: Related) -> RemoteApplicationStatus:
    url = remote.offer_url
    return view.trim(
        RemoteApplicationStatus(
            offer_url=url,
            # Recorded: the name that it has here, not the one in the url.
            offer_name=remote.name,
            application_url=url,
            application_name=remote.offer_name,
            endpoints=[
                view.trim(
                    RemoteEndpoint(
                        name=one.name,
                        role=one.role,
                        interface=one.interface,
                        limit=one.limit,
                        scope=one.scope,
                    )
                )
                for one in remote.endpoints
            ],
            life=view.life(remote.life) if view.juju >= (4, 0) or remote.life != "alive" else "",
            relations={name: sorted(set(others)) for name, others in related.get(remote.name, {}).items()},
            status=view.detailed(remote.status, data={}),
        )
    )


def _offers(view: View) -> dict[str, ApplicationOfferStatus]:
    state, uuid = view.simulation.state, view.model.uuid
    total: dict[str, int] = {}
    active: dict[str, int] = {}
    for connection in state.all(OfferConnection, uuid):
        total[connection.offer] = total.get(connection.offer, 0) + 1
        if connection.status.current == "joined":
            active[connection.offer] = active.get(connection.offer, 0) + 1
    return {
        offer.name: ApplicationOfferStatus(
            application_name=offer.application,
            charm=_charm_of(view, offer),
            offer_name=offer.name,
            endpoints=_offered(view, offer),
            active_connected_count=active.get(offer.uuid, active.get(offer.name, 0)),
            total_connected_count=total.get(offer.uuid, total.get(offer.name, 0)),
        )
        for offer in sorted(state.all(Offer, uuid), key=lambda offer: offer.name)
    }


def _charm_of(view: View, offer: Offer) -> str:
    application = view.applications.get(offer.application)
    return application.charm if application is not None else offer.charm_name


def _offered(view: View, offer: Offer) -> dict[str, RemoteEndpoint]:
    application = view.applications.get(offer.application)
    charm = view.charm(application) if application is not None else None
    known = {endpoint.name: endpoint for endpoint in charm.endpoints} if charm is not None else {}
    return {
        name: view.trim(
            RemoteEndpoint(
                name=real,
                role=known[real].role if real in known else "provider",
                interface=known[real].interface if real in known else real,
                limit=known[real].limit if real in known else 0,
                scope=known[real].scope if real in known else "global",
            )
        )
        for name, real in offer.endpoints.items()
    }


def _branches(view: View) -> dict[str, BranchStatus] | None:
    if view.juju >= (4, 0):
        return None
    return {
        branch.name: view.trim(
            BranchStatus(
                assigned_units={name: list(units) for name, units in branch.assigned.items()},
                created=branch.created,
                created_by=branch.created_by,
            )
        )
        for branch in view.simulation.state.all(Branch, view.model.uuid)
        if not branch.completed
    }


def _add_storage(view: View, told: FullStatus) -> None:
    state, uuid = view.simulation.state, view.model.uuid
    instances, filesystems = state.all(StorageInstance, uuid), state.all(Filesystem, uuid)
    volumes = state.all(Volume, uuid)
    if not (instances or filesystems or volumes):
        return
    told.storage = [storage_details(view.simulation, one) for one in instances] or UNSET
    told.filesystems = [
        _whole(view, filesystem_details(view.simulation, one), one) for one in filesystems
    ] or UNSET
    told.volumes = [_whole(view, volume_details(view.simulation, one), one) for one in volumes] or UNSET


def _whole(view: View, told: D, thing: Filesystem | Volume) -> D:
    """Recorded on 4.0.15: here the storage within has the life of its attachments, in Storage it has none."""
    instance = view.simulation.state.find(StorageInstance, thing.storage, thing.model)
    if instance is not None:
        told.storage = storage_details(view.simulation, instance)
    return told
