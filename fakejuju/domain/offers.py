"""Offers: endpoints of an application that other models may use, and the models that use them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from msgspec.structs import replace

from fakejuju.domain import relations
from fakejuju.domain.endpoints import JUJU_INFO
from fakejuju.refused import Refused, not_found
from fakejuju.simulation import Simulation
from fakejuju.state.application import (
    Application,
    Charm,
    Endpoint,
    Offer,
    OfferConnection,
    Relation,
    RemoteApplication,
    Unit,
)
from fakejuju.state.controller import Access, Model
from fakejuju.state.entity import Status
from jujuclient.facades.common import RemoteEndpoint

EVERYONE = "everyone@external"
"""Who may read every offer up to 3.6."""

_APPLICATION = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]*[a-z][a-z0-9]*)*")
_MODEL = re.compile(r"[a-z0-9]+[a-z0-9-]*")


class OfferURL(NamedTuple):
    """``owner/model.offer``, with ``controller:`` before it where it is another's."""

    owner: str
    model: str
    name: str
    controller: str = ""

    @classmethod
    def parse(cls, text: str, user: str) -> OfferURL:
        """Read an URL; without an owner it is the user's own model. Refused in Juju's words."""
        controller, colon, rest = text.partition(":")
        if not colon:
            controller, rest = "", text
        path, dot, name = rest.rpartition(".")
        if not dot or not name:
            raise Refused("application offer URL is missing application")
        owner, _, model = path.rpartition("/")
        if not model:
            raise Refused("application offer URL is missing model")
        # An endpoint may follow the name.
        name = name.partition(":")[0]
        if not _MODEL.fullmatch(model):
            raise Refused(f'model name "{model}" not valid')
        if not _APPLICATION.fullmatch(name):
            raise Refused(f'application name "{name}" not valid')
        return cls(owner or user, model, name, controller)

    def __str__(self) -> str:
        return f"{self.owner}/{self.model}.{self.name}"


def url_of(sim: Simulation, offer: Offer) -> str:
    """The URL of an offer, without the controller."""
    model = sim.state.find(Model, offer.model)
    return str(OfferURL(model.owner, model.name, offer.name)) if model is not None else offer.name


def find(sim: Simulation, url: OfferURL) -> Offer:
    """The offer of an URL, or Juju's word for none."""
    model = sim.model_named(url.model, url.owner)
    offer = sim.state.find(Offer, url.name, model.uuid) if model is not None else None
    return offer if offer is not None else not_found("application offer", str(url))


def endpoints_of(sim: Simulation, offer: Offer) -> list[Endpoint]:
    """The endpoints of an offer, under the names they have in it."""
    application = sim.state.find(Application, offer.application, offer.model)
    charm = sim.state.find(Charm, application.charm, offer.model) if application is not None else None
    known = {each.name: each for each in (*(charm.endpoints if charm is not None else ()), JUJU_INFO)}
    return [
        replace(known[name], name=alias) for alias, name in sorted(offer.endpoints.items()) if name in known
    ]


def remote_endpoints(given: Iterable[RemoteEndpoint]) -> list[Endpoint]:
    """Endpoints as an offer's details tell them."""
    return [Endpoint(each.name, each.interface, each.role, scope="", limit=each.limit) for each in given]


# --- offering ---------------------------------------------------------------------------------


def offer(
    sim: Simulation,
    model_uuid: str,
    name: str,
    application_name: str,
    *,
    endpoints: dict[str, str],
    description: str = "",
    owner: str = "admin",
) -> Offer:
    """Offer endpoints of an application; up to 3.6 the same name again changes the offer.

    Raises:
        Refused: in the words of the series; see ``semantics.md``, ApplicationOffers.
    """
    there = sim.state.find(Offer, name, model_uuid)
    if there is not None and sim.series.version >= (4, 0):
        raise Refused(f'offer "{name}" already exists, updating offers is not supported', "bad request")
    application = sim.state.find(Application, application_name, model_uuid)
    if application is None:
        raise Refused(
            f'getting offered application {application_name}: application "{application_name}" not found',
            "not found",
        )
    verb = "update" if there is not None else "add"
    charm = sim.state.find(Charm, application.charm, model_uuid)
    _check(sim, f'cannot {verb} application offer "{name}": ', name, application, charm, endpoints)
    made = Offer(
        model=model_uuid,
        uuid=there.uuid if there is not None else sim.seeds.uuid("offer"),
        name=name,
        application=application_name,
        endpoints=dict(endpoints),
        description=description
        or (str(charm.metadata.get("description") or "") if charm is not None else ""),
        charm_name=charm.name if charm is not None else "",
        created_by=there.created_by if there is not None else owner,
    )
    with sim.state.transaction() as state:
        state.put(made)
        if there is None:
            _open(sim, made)
    return made


def _check(
    sim: Simulation,
    prefix: str,
    name: str,
    application: Application,
    charm: Charm | None,
    endpoints: dict[str, str],
) -> None:
    if not _APPLICATION.fullmatch(name):
        raise Refused(f'{prefix}offer name "{name}" not valid')
    if application.life != "alive":
        raise Refused(f'{prefix}cannot offer {application.life} application "{application.name}"')
    known = {each.name for each in (*(charm.endpoints if charm is not None else ()), JUJU_INFO)}
    for endpoint in endpoints.values():
        if endpoint not in known:
            raise Refused(
                f'{prefix}getting relation endpoint for relation "{endpoint}" and application '
                f'"{application.name}": application "{application.name}" has no "{endpoint}" relation'
            )


def _open(sim: Simulation, made: Offer) -> None:
    """Who may use a new offer: its owner, and up to 3.6 everyone may see it."""
    tag = tag_of(made)
    sim.state.put(Access(user=made.created_by, target=tag, level="admin", display_name=made.created_by))
    if sim.series.version < (4, 0):
        sim.state.put(Access(user=EVERYONE, target=tag, level="read"))


def tag_of(made: Offer) -> str:
    """The tag that access to an offer is kept under."""
    return f"applicationoffer-{made.uuid}"


def users_of(sim: Simulation, made: Offer) -> list[Access]:
    """Who may use an offer, by name."""
    tag = tag_of(made)
    return sorted((each for each in sim.state.all(Access) if each.target == tag), key=lambda each: each.user)


def connections_of(sim: Simulation, made: Offer) -> list[OfferConnection]:
    """The relations of other models to an offer."""
    return [each for each in sim.state.all(OfferConnection, made.model) if each.offer == made.name]


def destroy_offer(sim: Simulation, made: Offer, *, force: bool = False) -> None:
    """Take an offer away; one in use only by force, which ends the relations to it."""
    connections = connections_of(sim, made)
    if connections and not force:
        count = f"{len(connections)} relation{'' if len(connections) == 1 else 's'}"
        raise Refused(f'cannot delete application offer "{made.name}": offer has {count}')
    with sim.state.transaction() as state:
        for connection in connections:
            state.remove(connection)
            _end_remote(sim, made, connection)
        for access in users_of(sim, made):
            state.remove(access)
        state.remove(made)


def destroy_offers_of(sim: Simulation, application: Application) -> None:
    """Take the offers of an application away that goes."""
    for made in sim.state.all(Offer, application.model):
        if made.application == application.name:
            destroy_offer(sim, made, force=True)


def _end_remote(sim: Simulation, made: Offer, connection: OfferConnection) -> None:
    """The model that consumes learns that the offer is gone."""
    there = sim.holding(connection.source_model)
    with there.state.transaction() as state:
        for remote in state.all(RemoteApplication, connection.source_model):
            if remote.offer_uuid != made.uuid:
                continue
            for relation in relations.relations_of(there, remote.model, remote.name):
                relations.end_relation(there, relation, force=True)
            status = Status("terminated", "offer has been removed", since=there.clock.stamp())
            state.put(replace(remote, status=status))
    sim.let_go_on(there)


# --- consuming --------------------------------------------------------------------------------


def consume(
    sim: Simulation,
    model_uuid: str,
    name: str,
    *,
    offer_url: str,
    offer_uuid: str,
    offer_name: str,
    source_model: str,
    endpoints: list[Endpoint],
) -> RemoteApplication:
    """Know an offer in a model under a name; the same offer again gets what endpoints are new.

    Raises:
        Refused: for a name that another application has, of this model or another's.
    """
    version = sim.series.version
    if version >= (4, 0):
        # Recorded on 4.0.15: the implicit endpoint is told with those of the offer.
        endpoints = [replace(JUJU_INFO, scope=""), *(each for each in endpoints if each.name != "juju-info")]
    there = sim.state.find(RemoteApplication, name, model_uuid)
    if there is not None and there.status.current != "terminated":
        return _again(sim, there, source_model, endpoints)
    if not _APPLICATION.fullmatch(name):
        raise Refused(f'cannot add saas application "{name}": invalid name')
    if sim.state.find(Application, name, model_uuid) is not None:
        raise Refused(
            f'cannot add saas application "{name}": local application with same name already exists',
            "already exists",
        )
    message = "waiting for first status update" if version >= (4, 0) else ""
    with sim.state.transaction() as state:
        return state.put(
            RemoteApplication(
                model=model_uuid,
                name=name,
                offer_url=offer_url,
                offer_uuid=offer_uuid,
                offer_name=offer_name,
                source_model=source_model,
                endpoints=endpoints,
                status=Status("unknown", message, since=sim.clock.stamp()),
            )
        )


def _again(
    sim: Simulation, there: RemoteApplication, source_model: str, endpoints: list[Endpoint]
) -> RemoteApplication:
    if there.source_model != source_model:
        raise Refused(
            f'saas application called "{there.name}" from a different model already exists', "already exists"
        )
    if there.life != "alive":
        raise Refused(f'saas application called "{there.name}" exists but is terminating', "already exists")
    known = {each.name for each in there.endpoints}
    new = [each for each in endpoints if each.name not in known]
    with sim.state.transaction() as state:
        return state.put(replace(there, endpoints=[*there.endpoints, *new]))


def destroy_remote(sim: Simulation, remote: RemoteApplication, *, force: bool = False) -> None:
    """Stop using an offer: its relations end, and it goes with the last; from 4.0 on a worker takes it."""
    with sim.state.transaction() as state:
        for relation in relations.relations_of(sim, remote.model, remote.name):
            relations.end_relation(sim, relation, force=force)
        if sim.series.version < (4, 0) and not relations.relations_of(sim, remote.model, remote.name):
            # Recorded on 3.6.28: with nothing left it is gone at once, and never dying.
            state.remove(remote)
            return
        current = state.put(replace(remote, life="dying"))
    if agents_act(sim):
        sim.soon(lambda: _finish(sim, current))


def _finish(sim: Simulation, remote: RemoteApplication) -> None:
    with sim.state.transaction() as state:
        if state.find(RemoteApplication, remote.name, remote.model) is not None:
            relations.remove_remote_if_dead(sim, remote)


# --- what the workers of two models do between them -----------------------------------------------


def connect(sim: Simulation, relation: Relation, user: str) -> None:
    """The offering model learns of a relation to its offer."""
    for end in relation.ends:
        remote = sim.state.find(RemoteApplication, end.application, relation.model)
        if remote is None:
            continue
        there = sim.holding(remote.source_model)
        offers = there.state.all(Offer, remote.source_model)
        made = next((each for each in offers if each.uuid == remote.offer_uuid), None)
        if made is None:
            continue
        with sim.state.transaction() as state:
            state.put(replace(remote, status=_status_of(there, made) or remote.status))
            _join(there, made, relation, user, end.endpoint.name)
        sim.let_go_on(there)


def _join(sim: Simulation, made: Offer, relation: Relation, user: str, endpoint: str) -> None:
    with sim.state.transaction() as state:
        state.put(
            OfferConnection(
                model=made.model,
                offer=made.name,
                relation_id=state.number("relation", made.model),
                source_model=relation.model,
                source_relation=relation.id,
                username=user,
                endpoint=endpoint,
                status=Status("joined", since=sim.clock.stamp()),
                egress=relation.egress,
            )
        )


def _status_of(sim: Simulation, made: Offer) -> Status | None:
    """The status of the application that is offered, which who consumes it sees as the offer's."""
    from fakejuju.projections.status_units import derived_status

    application = sim.state.find(Application, made.application, made.model)
    if application is None or (application.status is not None and application.status.current != "unset"):
        return application.status if application is not None else None
    return derived_status(sim.state.of(Unit, application.name, made.model))


def agents_act(sim: Simulation) -> bool:
    """Whether there are agents that do not stand still."""
    return sim.agents is not None and getattr(sim.agents, "profile", "") != "manual"


def join_soon(sim: Simulation, relation: Relation, user: str) -> None:
    """Where agents act, let the offering model know of a relation once the answer is out."""
    if agents_act(sim):
        sim.soon(lambda: connect(sim, relation, user))


def connection_with(sim: Simulation, model_uuid: str, relation_id: int) -> OfferConnection | None:
    """The connection to an offer of a model that has this id there."""
    found = sim.state.all(OfferConnection, model_uuid)
    return next((each for each in found if each.relation_id == relation_id), None)


def suspend(sim: Simulation, connection: OfferConnection, suspended: bool, message: str) -> None:
    """Suspend the relation of a connection, or resume it, in both models."""
    word = "suspended" if suspended else "joined"
    reason = message if suspended else ""
    there = sim.holding(connection.source_model)
    with sim.state.transaction(), there.state.transaction() as state:
        sim.state.put(replace(connection, status=Status(word, reason, since=sim.clock.stamp())))
        for relation in state.all(Relation, connection.source_model):
            if relation.id == connection.source_relation:
                status = Status(word, reason, since=sim.clock.stamp())
                state.put(replace(relation, suspended=suspended, suspended_reason=reason, status=status))
    sim.let_go_on(there)
