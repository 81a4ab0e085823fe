"""OfferedApplications of 2.0: the offers by their URLs in the directory."""

from __future__ import annotations

from fakejuju.domain import offers
from fakejuju.handlers.application_offers_2_0 import directory_url
from fakejuju.handlers.call import Call, each, not_found
from fakejuju.state.application import Offer
from fakejuju.state.store import Commit
from fakejuju.watchers import StringsWatcher
from jujuclient.facades.common import Error, StringsWatchResult
from jujuclient.facades.offered_applications import (
    OfferedApplication,
    OfferedApplicationResult,
    OfferedApplicationResults,
    OfferedApplications,
)
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType


@answers(OfferedApplications.offered_applications)
def offered_applications(
    call: Call, *, application_urls: list[str] | UnsetType = UNSET
) -> OfferedApplicationResults:
    """The offers of this model with the URLs."""
    call.need_read()
    there = {directory_url(call, offer): offer for offer in call.all(Offer)}

    def one(url: str) -> OfferedApplicationResult:
        offer = there.get(url)
        if offer is None:
            not_found("offered application", url)
        ends = offers.endpoints_of(call.simulation, offer)
        return OfferedApplicationResult(
            result=OfferedApplication(
                application_name=offer.application,
                charm_name=offer.charm_name,
                endpoints={end.name: offer.endpoints[end.name] for end in ends},
                application_url=url,
                description=offer.description,
                registered=True,
            )
        )

    def failed(error: Error) -> OfferedApplicationResult:
        return OfferedApplicationResult(result=None, error=error)

    return OfferedApplicationResults(results=each(application_urls or (), one, failed))


@answers(OfferedApplications.watch_offered_applications)
def watch_offered_applications(call: Call) -> StringsWatchResult:
    """A watcher of the URLs of this model's offers: those that are there, and each that comes or goes."""
    call.need_read()
    model = call.model.uuid

    def words(commit: Commit) -> list[str]:
        return [
            directory_url(call, change.entity)
            for change in commit.changes
            if isinstance(change.entity, Offer) and change.entity.model == model
        ]

    there = [directory_url(call, offer) for offer in call.all(Offer)]
    id = call.watch(StringsWatcher(call.simulation, words))
    return StringsWatchResult(watcher_id=id, changes=there)
