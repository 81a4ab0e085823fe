"""Offers as ApplicationOffers tells them, in the shape of each series."""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
from typing import Any

from fakejuju.certs import certificates
from fakejuju.domain import offers
from fakejuju.domain.charms import shown_url
from fakejuju.handlers.call import Call
from fakejuju.state.application import Application, Charm, Endpoint, Offer
from fakejuju.state.controller import Model, User
from jujuclient.facades.application_offers import (
    ApplicationOffer,
    ApplicationOfferAdminDetails,
    ApplicationOfferDetails,
    OfferConnection,
    OfferFilter,
)
from jujuclient.facades.common import (
    EntityStatus,
    ExternalControllerInfo,
    OfferUserDetails,
    RemoteApplicationInfo,
    RemoteEndpoint,
)
from jujuclient.wire.struct import UNSET, UnsetType


def _endpoints(call: Call, offer: Offer) -> list[RemoteEndpoint]:
    return [_endpoint(call, each) for each in offers.endpoints_of(call.simulation, offer)]


def _endpoint(call: Call, endpoint: Endpoint) -> RemoteEndpoint:
    made = RemoteEndpoint(
        name=endpoint.name, interface=endpoint.interface, limit=endpoint.limit, role=endpoint.role
    )
    if call.juju <= (2, 2):
        made.scope = endpoint.scope
    return made


def _users(call: Call, offer: Offer, level: str) -> list[OfferUserDetails]:
    """Who may use it: all of them for an admin, else the one who asks."""
    found = offers.users_of(call.simulation, offer)
    if level != "admin":
        name = _display_name(call, call.user)
        return [OfferUserDetails(user=call.user, display_name=name, access=level)]
    return [
        OfferUserDetails(user=each.user, display_name=_display_name(call, each.user), access=each.level)
        for each in found
    ]


def _display_name(call: Call, name: str) -> str:
    user = call.state.find(User, name)
    return user.display_name if user is not None else ""


def charm_url(call: Call, offer: Offer) -> str:
    """The charm behind an offer; from 4.0 on the architecture is in its URL here."""
    application = call.state.find(Application, offer.application, offer.model)
    charm = call.state.find(Charm, application.charm, offer.model) if application is not None else None
    return shown_url(call.simulation, charm) if charm is not None else ""


def admin_details(call: Call, offer: Offer, level: str) -> ApplicationOfferAdminDetails:
    """An offer; the application behind it and who is connected only for an admin."""
    admin = level == "admin"
    return ApplicationOfferAdminDetails(
        source_model_tag=f"model-{offer.model}",
        offer_uuid=offer.uuid,
        offer_url=offers.url_of(call.simulation, offer),
        offer_name=offer.name,
        application_description=offer.description,
        endpoints=_endpoints(call, offer) or UNSET,
        users=_users(call, offer, level) or UNSET,
        application_name=offer.application if admin else "",
        charm_url=charm_url(call, offer) if admin else "",
        connections=(_connections(call, offer) if admin else None) or UNSET,
    )


def _connections(call: Call, offer: Offer) -> list[OfferConnection]:
    return [
        OfferConnection(
            username=each.username,
            endpoint=each.endpoint,
            ingress_subnets=list(each.egress),
            relation_id=each.relation_id,
            source_model_tag=f"model-{each.source_model}",
            status=EntityStatus(
                status=each.status.current,
                info=each.status.message,
                since=each.status.since or None,
                data=dict(each.status.data),
            ),
        )
        for each in offers.connections_of(call.simulation, offer)
    ]


def consume_details(call: Call, offer: Offer, level: str) -> ApplicationOfferDetails:
    """An offer for who consumes it."""
    return ApplicationOfferDetails(
        source_model_tag=f"model-{offer.model}",
        offer_uuid=offer.uuid,
        offer_url=offers.url_of(call.simulation, offer),
        offer_name=offer.name,
        application_description=offer.description,
        endpoints=_endpoints(call, offer) or UNSET,
        users=_users(call, offer, level) or UNSET,
    )


def counted_details(call: Call, offer: Offer, level: str) -> ApplicationOfferDetails:
    """An offer as 2.2 lists it: with how many are connected."""
    return ApplicationOfferDetails(
        source_model_tag=f"model-{offer.model}",
        offer_url=offers.url_of(call.simulation, offer),
        offer_name=offer.name,
        application_description=offer.description,
        application_name=offer.application,
        charm_name=offer.charm_name,
        endpoints=_endpoints(call, offer),
        access=level,
        bindings=None,
        spaces=None,
        connected_count=len(offers.connections_of(call.simulation, offer)),
    )


def plain(call: Call, offer: Offer, level: str) -> ApplicationOffer:
    """An offer as 2.2 finds it."""
    return ApplicationOffer(
        source_model_tag=f"model-{offer.model}",
        offer_url=offers.url_of(call.simulation, offer),
        offer_name=offer.name,
        application_description=offer.description,
        endpoints=_endpoints(call, offer),
        access=level,
        bindings=None,
        spaces=None,
    )


def remote_info(call: Call, offer: Offer) -> RemoteApplicationInfo:
    """What is behind an offer."""
    model = call.state.find(Model, offer.model)
    made = RemoteApplicationInfo(
        model_tag=f"model-{offer.model}",
        name=offer.name,
        description=offer.description,
        source_model_label=model.name if model is not None else "",
        endpoints=_endpoints(call, offer),
        icon_url_path=f"rest/1.0/remote-application/{offer.name}/icon",
    )
    url = offers.url_of(call.simulation, offer)
    if call.juju <= (2, 2):
        made.application_url = url
    else:
        made.offer_url = url
    return made


# --- which of them --------------------------------------------------------------------------------


def matches(call: Call, offer: Offer, wanted: OfferFilter) -> bool:
    """Whether an offer is one that a filter asks for; what a filter leaves empty is anything."""
    return (
        _is(wanted.offer_name, offer.name)
        and _is(wanted.application_name, offer.application)
        and (wanted.application_description or "") in offer.description
        and _has_endpoint(call, offer, wanted)
        and _has_user(
            wanted.connected_users, [each.username for each in offers.connections_of(call.simulation, offer)]
        )
        and _has_user(wanted.allowed_users, [each.user for each in offers.users_of(call.simulation, offer)])
    )


def _is(wanted: str | UnsetType, there: str) -> bool:
    return not wanted or wanted == there


def _has_endpoint(call: Call, offer: Offer, wanted: OfferFilter) -> bool:
    there = offers.endpoints_of(call.simulation, offer)
    return not wanted.endpoints or any(
        _is(one.name, each.name) and _is(one.interface, each.interface) and _is(one.role, each.role)
        for one in wanted.endpoints
        for each in there
    )


def _has_user(wanted: list[str] | UnsetType, there: list[str]) -> bool:
    return not wanted or any(name.removeprefix("user-") in there for name in wanted)


# --- what proves that one may ----------------------------------------------------------------------


def macaroon(call: Call, offer: Offer, user: str, bakery: int) -> dict[str, Any]:
    """A macaroon for an offer, good for three minutes; in the second format for bakery 2 and later."""
    sim = call.simulation
    until = sim.clock.now() + datetime.timedelta(minutes=3)
    caveats = [
        f"time-before {until.strftime('%Y-%m-%dT%H:%M:%S.%f')}Z",
        f"declared source-model-uuid {offer.model}",
        f"declared username {user}",
        f"declared offer-uuid {offer.uuid}",
    ]
    location = f"juju model {sim.controller_model.uuid}"
    identifier = b"\x03\x0a" + sim.seeds.digest("macaroon")
    signature = hashlib.sha256(identifier).digest()
    for caveat in caveats:
        signature = hmac.new(signature, caveat.encode(), hashlib.sha256).digest()
    if bakery >= 2:
        return {
            "c": [{"i": caveat} for caveat in caveats],
            "l": location,
            "i64": _unpadded(identifier),
            "s64": _unpadded(signature),
        }
    return {
        "caveats": [{"cid": caveat} for caveat in caveats],
        "location": location,
        "identifier": _unpadded(identifier),
        "signature": signature.hex(),
    }


def _unpadded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def controller_info(call: Call) -> ExternalControllerInfo:
    """How another controller reaches this one."""
    sim = call.simulation
    return ExternalControllerInfo(
        controller_tag=f"controller-{sim.controller.uuid}",
        controller_alias="",
        addrs=[sim.endpoint or "localhost:17070", *sim.more_endpoints],
        ca_cert=str(sim.controller.config.get("ca-cert") or certificates().ca),
    )
