"""ApplicationOffers: who may see, use and administer an offer."""

from __future__ import annotations

from fakejuju.domain import access, offers
from fakejuju.handlers.call import Call, Refused, denied, each, not_found, tag_of
from fakejuju.state.application import Offer
from fakejuju.state.controller import Access
from jujuclient.facades.application_offers import ApplicationOffers, ModifyOfferAccess
from jujuclient.facades.common import ErrorResult, ErrorResults
from jujuclient.wire.schema import answers

_LEVELS = ("read", "consume", "admin")


@answers(ApplicationOffers.modify_offer_access)
def modify_offer_access(call: Call, changes: list[ModifyOfferAccess]) -> ErrorResults:
    """Grant or revoke access to offers, each change on its own."""
    return ErrorResults(
        results=each(changes, lambda change: _modify(call, change), lambda error: ErrorResult(error=error))
    )


def _modify(call: Call, change: ModifyOfferAccess) -> ErrorResult:
    if change.access not in _LEVELS:
        raise Refused(f'could not modify offer access: "{change.access}" offer access not valid')
    url = offers.OfferURL.parse(change.offer_url, call.user)
    model = call.simulation.model_named(url.model, url.owner)
    if model is None:
        not_found("model", f"{url.owner}/{url.model}")
    offer = call.state.find(Offer, url.name, model.uuid)
    if offer is None:
        not_found("application offer", url.name)
    if not call.can("admin", model.uuid) and call.access(offers.tag_of(offer)) != "admin":
        denied()
    user = _user(call, change)
    if change.action == "grant":
        _grant(call, offer, user, change.access)
    elif change.action == "revoke":
        _revoke(call, offer, user, change.access)
    else:
        raise Refused(f'unknown action "{change.action}"')
    return ErrorResult()


def _user(call: Call, change: ModifyOfferAccess) -> str:
    try:
        name = tag_of(change.user_tag, "user").id.removesuffix("@local")
    except Refused as refused:
        raise Refused(f"could not modify offer access: {refused.failure.message}") from None
    verb = "grant" if change.action == "grant" else "revoke"
    access.need_local(call.simulation, name, f"{verb} offer")
    return name


def _grant(call: Call, offer: Offer, user: str, level: str) -> None:
    tag = offers.tag_of(offer)
    before = call.access(tag, user)
    if before and _LEVELS.index(before) >= _LEVELS.index(level):
        access.refuse_again(call.simulation, user, level)
    with call.state.transaction() as state:
        state.put(Access(user=user, target=tag, level=level, display_name=user))


def _revoke(call: Call, offer: Offer, user: str, level: str) -> None:
    """What is left is the level below; below read there is none."""
    tag = offers.tag_of(offer)
    found = call.state.find(Access, f"{user} {tag}")
    if found is None:
        words = f'could not revoke offer access: offer user "{user}" not found'
        access.refuse_nothing(call.simulation, words)
        return
    below = _LEVELS[: _LEVELS.index(level)]
    with call.state.transaction() as state:
        if below:
            state.put(Access(user=user, target=tag, level=below[-1], display_name=user))
        else:
            state.remove(found)
