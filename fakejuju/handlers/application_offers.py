"""ApplicationOffers: offers of applications to other models."""

from __future__ import annotations

from fakejuju.domain import offers
from fakejuju.domain.offers import OfferURL
from fakejuju.handlers import offer_answers as projected
from fakejuju.handlers.call import Call, Refused, denied, each, not_found, tag_of
from fakejuju.handlers.fit import fit
from fakejuju.state.application import Offer
from fakejuju.state.controller import Model
from jujuclient.facades.application_offers import (
    AddApplicationOffer,
    ApplicationOfferResult,
    ApplicationOffers,
    ApplicationOffersResults,
    ConsumeOfferDetailsResult,
    ConsumeOfferDetailsResults,
    FindApplicationOffersResults,
    ListApplicationOffersResults,
    OfferFilter,
    OfferURLs,
    QueryApplicationOffersResults,
)
from jujuclient.facades.common import (
    Error,
    ErrorResult,
    ErrorResults,
    RemoteApplicationInfoResult,
    RemoteApplicationInfoResults,
)
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType

MODULES = ("application_offers_access", "application_offers_2_0")


def level_on(call: Call, offer: Offer, user: str = "") -> str:
    """What a user may do with an offer; who administers its model or the controller may do all."""
    name = user or call.user
    if (call.is_superuser and name == call.user) or call.access(f"model-{offer.model}", name) == "admin":
        return "admin"
    tag = offers.tag_of(offer)
    return call.access(tag, name) or call.access(tag, offers.EVERYONE)


def _found(call: Call, url: OfferURL, user: str = "") -> Offer:
    """The offer of an URL; one that the user may not see is not found."""
    offer = offers.find(call.simulation, url)
    return offer if level_on(call, offer, user) else not_found("application offer", str(url))


def _one(error: Error) -> ErrorResult:
    return ErrorResult(error=error)


# --- offering -----------------------------------------------------------------------------------


@answers(ApplicationOffers.offer)
def offer_applications(call: Call, offers: list[AddApplicationOffer]) -> ErrorResults:
    """Offer endpoints of an application under a name."""
    if len(offers) != 1 and call.juju >= (2, 9):
        error = Refused(f"expected exactly one offer, got {len(offers)}").error
        return ErrorResults(results=[ErrorResult(error=error)])
    return ErrorResults(results=each(offers, lambda arg: _offer(call, arg), _one))


def _offer(call: Call, arg: AddApplicationOffer) -> ErrorResult:
    model_uuid = tag_of(arg.model_tag or "", "model").id
    if call.state.find(Model, model_uuid) is None:
        not_found("model", model_uuid)
    if not call.can("admin", model_uuid):
        denied()
    owner = tag_of(arg.owner_tag, "user").id if arg.owner_tag else call.user
    offers.offer(
        call.simulation,
        model_uuid,
        arg.offer_name or arg.application_name,
        arg.application_name,
        endpoints=arg.endpoints or {},
        description=arg.application_description or "",
        owner=owner,
    )
    return ErrorResult()


@answers(ApplicationOffers.destroy_offers)
def destroy_offers(call: Call, offer_urls: list[str], *, force: bool | UnsetType = UNSET) -> ErrorResults:
    """Take offers away; those in use only by force."""

    def destroy(text: str) -> ErrorResult:
        url = OfferURL.parse(text, call.user)
        model = call.simulation.model_named(url.model, url.owner)
        if model is None:
            not_found("model", f"{url.owner}/{url.model}")
        if not call.can("admin", model.uuid):
            denied()
        offer = call.state.find(Offer, url.name, model.uuid)
        if offer is None:
            not_found("offer", url.name)
        offers.destroy_offer(call.simulation, offer, force=force is True)
        return ErrorResult()

    return ErrorResults(results=each(offer_urls, destroy, _one))


# --- looking ------------------------------------------------------------------------------------


@answers(ApplicationOffers.list_application_offers)
def list_application_offers(call: Call, filters: list[OfferFilter]) -> QueryApplicationOffersResults:
    """The offers of models that match, for who administers them."""
    found = _matching(call, filters, "admin")
    return _details(call, found)


@answers(ApplicationOffers.find_application_offers)
def find_application_offers(call: Call, filters: list[OfferFilter]) -> QueryApplicationOffersResults:
    """The offers anywhere on the controller that match and the user may see."""
    return _details(call, _matching(call, filters, "read", anywhere=True))


def _details(call: Call, found: list[Offer]) -> QueryApplicationOffersResults:
    results = [projected.admin_details(call, offer, level_on(call, offer)) for offer in found]
    return fit(call, QueryApplicationOffersResults(results=results or None))


@answers(ApplicationOffers.list_application_offers_2_2)
def list_application_offers_2_2(
    call: Call, *, filters: list[OfferFilter] | UnsetType = UNSET
) -> ListApplicationOffersResults:
    """The offers of models that match, with how many use them."""
    found = _matching(call, filters or [], "admin")
    results = [projected.counted_details(call, offer, level_on(call, offer)) for offer in found]
    return fit(call, ListApplicationOffersResults(results=results or None))


@answers(ApplicationOffers.find_application_offers_2_2)
def find_application_offers_2_2(
    call: Call, *, filters: list[OfferFilter] | UnsetType = UNSET
) -> FindApplicationOffersResults:
    """The offers anywhere on the controller that match and the user may see."""
    found = _matching(call, filters or [], "read", anywhere=True)
    results = [projected.plain(call, offer, level_on(call, offer)) for offer in found]
    return fit(call, FindApplicationOffersResults(results=results or None))


_RANK = {"": 0, "read": 1, "consume": 2, "admin": 3}


def _matching(call: Call, filters: list[OfferFilter], level: str, *, anywhere: bool = False) -> list[Offer]:
    """The offers that match any filter and on which the user has a level, by model and name."""
    if not filters:
        raise Refused("at least one offer filter is required")
    found: dict[tuple[str, str], Offer] = {}
    for one in filters:
        for model in _models(call, one, anywhere and len(filters) == 1):
            for offer in call.state.all(Offer, model.uuid):
                if _RANK[level_on(call, offer)] >= _RANK[level] and projected.matches(call, offer, one):
                    found[(model.uuid, offer.name)] = offer
    return [found[key] for key in sorted(found)]


def _models(call: Call, one: OfferFilter, anywhere: bool) -> list[Model]:
    if not one.model_name:
        if anywhere:
            return call.state.all(Model)
        raise Refused("application offer filter must specify a model name")
    owner = one.model_qualifier or one.owner_name or call.user
    model = call.simulation.model_named(one.model_name, owner)
    if model is None:
        not_found("model", f"{owner}/{one.model_name}")
    return [model]


@answers(ApplicationOffers.application_offers)
def application_offers(
    call: Call,
    *,
    bakery_version: int | UnsetType = UNSET,
    offer_urls: list[str] | UnsetType = UNSET,
) -> ApplicationOffersResults:
    """The offers of these URLs."""
    del bakery_version

    def one(text: str) -> ApplicationOfferResult:
        offer = _found(call, OfferURL.parse(text, call.user))
        return ApplicationOfferResult(result=projected.admin_details(call, offer, level_on(call, offer)))

    results = each(offer_urls or (), one, lambda error: ApplicationOfferResult(error=error))
    return fit(call, ApplicationOffersResults(results=results or UNSET))


@answers(ApplicationOffers.application_offers_2_2)
def application_offers_2_2(
    call: Call, *, application_urls: list[str] | UnsetType = UNSET
) -> ApplicationOffersResults:
    """The offers of these URLs, as 2.2 tells them."""

    def one(text: str) -> ApplicationOfferResult:
        offer = _found(call, OfferURL.parse(text, call.user))
        return ApplicationOfferResult(offer=projected.plain(call, offer, level_on(call, offer)))

    results = each(application_urls or (), one, lambda error: ApplicationOfferResult(error=error))
    return fit(call, ApplicationOffersResults(results=results or UNSET))


@answers(ApplicationOffers.remote_application_info)
def remote_application_info(
    call: Call,
    *,
    bakery_version: int | UnsetType = UNSET,
    offer_urls: list[str] | UnsetType = UNSET,
) -> RemoteApplicationInfoResults:
    """Name, endpoints and icon of what is behind each offer."""
    del bakery_version
    return remote_information(call, offer_urls or [])


def remote_information(call: Call, urls: list[str]) -> RemoteApplicationInfoResults:
    """What is behind each offer, for whichever facade is asked."""

    def one(text: str) -> RemoteApplicationInfoResult:
        offer = _found(call, OfferURL.parse(text, call.user))
        return RemoteApplicationInfoResult(result=projected.remote_info(call, offer))

    results = each(urls, one, lambda error: RemoteApplicationInfoResult(error=error))
    return fit(call, RemoteApplicationInfoResults(results=results))


# --- for who consumes -----------------------------------------------------------------------------


@answers(ApplicationOffers.get_consume_details)
def get_consume_details(
    call: Call, offer_urls: OfferURLs, *, user_tag: str | UnsetType = UNSET
) -> ConsumeOfferDetailsResults:
    """What another model needs to consume these offers; for another user only a superuser asks."""
    user = call.user
    if user_tag:
        user = tag_of(user_tag, "user").id
        if user != call.user and not call.is_superuser:
            denied()
    return _consume_details(call, offer_urls.offer_urls or [], user, offer_urls.bakery_version or 0)


@answers(ApplicationOffers.get_consume_details_v2)
def get_consume_details_v2(
    call: Call,
    *,
    bakery_version: int | UnsetType = UNSET,
    offer_urls: list[str] | UnsetType = UNSET,
) -> ConsumeOfferDetailsResults:
    """What another model needs to consume these offers."""
    return _consume_details(call, offer_urls or [], call.user, bakery_version or 0)


def _consume_details(call: Call, urls: list[str], user: str, bakery: int) -> ConsumeOfferDetailsResults:
    def one(text: str) -> ConsumeOfferDetailsResult:
        offer = _found(call, OfferURL.parse(text, user), user)
        level = level_on(call, offer, user)
        if _RANK[level] < _RANK["consume"]:
            denied()
        return ConsumeOfferDetailsResult(
            offer=projected.consume_details(call, offer, level),
            macaroon=projected.macaroon(call, offer, user, bakery),
            external_controller=projected.controller_info(call),
        )

    results = each(urls, one, lambda error: ConsumeOfferDetailsResult(error=error))
    return fit(call, ConsumeOfferDetailsResults(results=results or UNSET))
