"""ApplicationOffers as 2.0 had it behind a flag: offers in a directory, by ``local:/u/owner/model/name``."""

from __future__ import annotations

from fakejuju.domain import offers
from fakejuju.handlers import offer_answers as projected
from fakejuju.handlers.call import Call, denied, each, not_found, tag_of
from fakejuju.handlers.fit import fit
from fakejuju.state.application import Offer
from fakejuju.state.controller import Model
from jujuclient.facades.application_offers import (
    AddApplicationOffer,
    ApplicationOffer,
    ApplicationOfferResults,
    ApplicationOffers,
    OfferFilter,
)
from jujuclient.facades.common import ErrorResult, ErrorResults
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType

_LOCAL = "local"


def directory_url(call: Call, offer: Offer) -> str:
    """Where an offer is in the directory."""
    model = call.state.find(Model, offer.model)
    return f"{_LOCAL}:/u/{model.owner}/{model.name}/{offer.name}" if model is not None else offer.name


@answers(ApplicationOffers.add_offers)
def add_offers(call: Call, offers: list[AddApplicationOffer]) -> ErrorResults:
    """Offer endpoints of applications, each under the last word of its URL."""
    return ErrorResults(
        results=each(offers, lambda arg: _offer(call, arg), lambda error: ErrorResult(error=error))
    )


def _offer(call: Call, arg: AddApplicationOffer) -> ErrorResult:
    model_uuid = tag_of(arg.source_model_tag, "model").id if arg.source_model_tag else call.model_uuid
    if call.state.find(Model, model_uuid) is None:
        not_found("model", model_uuid)
    if not call.can("admin", model_uuid):
        denied()
    offers.offer(
        call.simulation,
        model_uuid,
        (arg.application_url or arg.application_name).rpartition("/")[2],
        arg.application_name,
        endpoints={each.name: each.name for each in arg.remote_endpoints or ()},
        description=arg.application_description or "",
        owner=call.user,
    )
    return ErrorResult()


@answers(ApplicationOffers.list_offers)
def list_offers(
    call: Call, *, directory: str | UnsetType = UNSET, filters: list[OfferFilter] | UnsetType = UNSET
) -> ApplicationOfferResults:
    """The offers of the directory that match any filter, or all."""
    found = [] if directory not in (UNSET, "", _LOCAL) else call.state.everywhere(Offer)
    wanted = [
        offer
        for offer in found
        if call.can("read", offer.model) and (not filters or _matches(call, offer, filters))
    ]
    return fit(call, ApplicationOfferResults(error=None, offers=[_told(call, one) for one in wanted] or None))


def _matches(call: Call, offer: Offer, filters: list[OfferFilter]) -> bool:
    return any(
        projected.matches(call, offer, one)
        and (not one.application_url or one.application_url in directory_url(call, offer))
        for one in filters
    )


def _told(call: Call, offer: Offer) -> ApplicationOffer:
    model = call.state.find(Model, offer.model)
    told = projected.plain(call, offer, "")
    told.application_name = offer.application
    told.application_url = directory_url(call, offer)
    told.source_label = model.name if model is not None else ""
    return told
