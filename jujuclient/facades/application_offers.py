"""ApplicationOffers: offers of applications to other models."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import (
    EntityStatus,
    Error,
    ErrorResults,
    ExternalControllerInfo,
    OfferUserDetails,
    RemoteApplicationInfoResults,
    RemoteEndpoint,
    RemoteSpace,
)
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, Bulk, Json, UnsetType, Wire, field, key, secret, versions


class AddApplicationOffer(Wire):
    """An item of ``offers`` in ``ApplicationOffers.add_offers`` and others. Juju 2.0 and later."""

    application_name: str
    model_tag: Annotated[str | UnsetType, versions(first="2.2")] = UNSET
    endpoints: Annotated[dict[str, str] | UnsetType, versions(first="2.2")] = UNSET
    remote_endpoints: Annotated[list[RemoteEndpoint] | UnsetType, versions(last="2.0"), key("endpoints")] = (
        UNSET
    )
    application_description: str | UnsetType = UNSET
    application_url: Annotated[str | UnsetType, versions(last="2.0")] = UNSET
    offer_name: Annotated[str | UnsetType, versions(first="2.2")] = UNSET
    owner_tag: Annotated[str | UnsetType, versions(first="2.9")] = UNSET
    source_label: Annotated[str | UnsetType, versions(last="2.0")] = UNSET
    source_model_tag: Annotated[str | UnsetType, versions(last="2.0")] = UNSET
    users: Annotated[list[str] | UnsetType, versions(last="2.0")] = UNSET


class ApplicationOffer(Wire):
    """An offer as Juju 2.0 and 2.2 tell it. Juju 2.0 to 2.2."""

    endpoints: list[RemoteEndpoint] | None
    application_description: str
    source_model_tag: str
    application_name: Annotated[str | UnsetType, versions(last="2.0")] = UNSET
    access: Annotated[str | UnsetType, versions(first="2.2")] = UNSET
    application_url: Annotated[str | UnsetType, versions(last="2.0")] = UNSET
    bindings: Annotated[dict[str, str] | UnsetType | None, versions(first="2.2")] = UNSET
    offer_name: Annotated[str | UnsetType, versions(first="2.2")] = UNSET
    offer_url: Annotated[str | UnsetType, versions(first="2.2")] = UNSET
    source_label: Annotated[str | UnsetType, versions(last="2.0")] = UNSET
    spaces: Annotated[list[RemoteSpace] | UnsetType | None, versions(first="2.2")] = UNSET


class ApplicationOfferAdminDetails(Wire):
    """An offer with what only its admins see: the application, charm and connections. Juju 2.6 and later."""

    application_name: str
    charm_url: str
    application_description: str
    offer_name: str
    offer_url: str
    offer_uuid: str
    source_model_tag: str
    endpoints: list[RemoteEndpoint] | UnsetType = UNSET
    bindings: Annotated[dict[str, str] | UnsetType, versions(until=4, omitempty=True)] = UNSET
    connections: list[OfferConnection] | UnsetType = UNSET
    spaces: Annotated[list[RemoteSpace] | UnsetType, versions(until=4, omitempty=True)] = UNSET
    users: list[OfferUserDetails] | UnsetType = UNSET


class ApplicationOfferDetails(Wire):
    """An offer: its URL, endpoints and users. Juju 2.2 and later."""

    application_description: str
    offer_name: str
    offer_url: str
    source_model_tag: str
    application_name: Annotated[str | UnsetType, versions(last="2.2")] = UNSET
    charm_name: Annotated[str | UnsetType, versions(last="2.2")] = UNSET
    endpoints: list[RemoteEndpoint] | UnsetType | None = UNSET
    access: Annotated[str | UnsetType, versions(last="2.2")] = UNSET
    bindings: Annotated[dict[str, str] | UnsetType | None, versions(last="3.3", omitempty=True)] = UNSET
    connected_count: Annotated[int | UnsetType, versions(last="2.2")] = UNSET
    offer_uuid: Annotated[str | UnsetType, versions(first="2.6")] = UNSET
    spaces: Annotated[list[RemoteSpace] | UnsetType | None, versions(last="3.3", omitempty=True)] = UNSET
    users: Annotated[list[OfferUserDetails] | UnsetType, versions(first="2.6", omitempty=True)] = UNSET


class ApplicationOfferResult(Wire):
    """An item of ``results`` in ``ApplicationOffersResults``, or its error. Juju 2.2 and later."""

    error: Error | UnsetType = UNSET
    result: Annotated[ApplicationOfferAdminDetails | UnsetType, versions(first="2.6", omitempty=True)] = UNSET
    offer: Annotated[ApplicationOffer | UnsetType | None, versions(last="2.2"), key("result")] = UNSET


class ApplicationOfferResults(Wire):
    """What ``ApplicationOffers.list_offers`` answers with. Juju 2.0 only."""

    error: Error | None = field(name="Error")
    offers: list[ApplicationOffer] | None = field(name="Offers")


class ApplicationOffersResults(Wire, Bulk[ApplicationOfferResult]):
    """What ``ApplicationOffers.application_offers`` and one more answer with. Juju 2.2 and later."""

    results: list[ApplicationOfferResult] | UnsetType = UNSET


class ConsumeOfferDetailsResult(Wire):
    """An item of ``results`` in ``ConsumeOfferDetailsResults``, or its error. Juju 2.6 and later."""

    error: Error | UnsetType = UNSET
    external_controller: ExternalControllerInfo | UnsetType = UNSET
    macaroon: Annotated[Json | UnsetType, secret("macaroon")] = UNSET
    offer: ApplicationOfferDetails | UnsetType = UNSET


class ConsumeOfferDetailsResults(Wire, Bulk[ConsumeOfferDetailsResult]):
    """What ``ApplicationOffers.get_consume_details`` and one more answer with. Juju 2.6 and later."""

    results: list[ConsumeOfferDetailsResult] | UnsetType = UNSET


class EndpointFilterAttributes(Wire):
    """An item of ``endpoints`` in ``OfferFilter``. Juju 2.0 and later."""

    name: str | UnsetType = UNSET
    interface: str | UnsetType = UNSET
    role: str | UnsetType = UNSET


class FindApplicationOffersResults(Wire):
    """What ``ApplicationOffers.find_application_offers_2_2`` answers with. Juju 2.2 only."""

    results: list[ApplicationOffer] | None


class ListApplicationOffersResults(Wire):
    """What ``ApplicationOffers.list_application_offers_2_2`` answers with. Juju 2.2 only."""

    results: list[ApplicationOfferDetails] | None


class ModifyOfferAccess(Wire):
    """An item of ``changes`` in ``ApplicationOffers.modify_offer_access``. Juju 2.2 and later."""

    user_tag: str
    action: str
    access: str
    offer_url: str


class OfferConnection(Wire):
    """An item of ``connections`` in ``ApplicationOfferAdminDetails``. Juju 2.6 and later."""

    username: str
    endpoint: str
    ingress_subnets: list[str] | None
    relation_id: int
    source_model_tag: str
    status: EntityStatus


class OfferFilter(Wire):
    """An item of ``filters`` in ``ApplicationOffers.list_offers`` and others. Juju 2.0 and later."""

    application_name: str | UnsetType = UNSET
    endpoints: list[EndpointFilterAttributes] | UnsetType = UNSET
    allowed_users: list[str] | UnsetType = UNSET
    application_description: str | UnsetType = UNSET
    application_url: Annotated[str | UnsetType, versions(last="2.0")] = UNSET
    application_user: str | UnsetType = UNSET
    connected_users: Annotated[list[str] | UnsetType, versions(first="2.6")] = UNSET
    model_name: Annotated[str | UnsetType, versions(first="2.2")] = UNSET
    model_qualifier: Annotated[str | UnsetType, versions(since=6)] = UNSET
    offer_name: Annotated[str | UnsetType, versions(first="2.2")] = UNSET
    owner_name: Annotated[str | UnsetType, versions(until=5, first="2.2")] = UNSET
    source_label: Annotated[str | UnsetType, versions(last="2.0")] = UNSET
    source_uuid: Annotated[str | UnsetType, versions(last="2.0")] = UNSET


class OfferURLs(Wire):
    """The ``offer_urls`` of ``ApplicationOffers.get_consume_details``. Juju 2.9 and later."""

    bakery_version: int | UnsetType = UNSET
    offer_urls: list[str] | UnsetType = UNSET


class QueryApplicationOffersResults(Wire):
    """What ``ApplicationOffers.find_application_offers`` and one more answer with. Juju 2.6 and later."""

    results: list[ApplicationOfferAdminDetails] | None


class ApplicationOffers(Facade, name="ApplicationOffers", versions=range(1, 7)):
    """Offers of applications to other models. Juju 2.0 and later."""

    @call("AddOffers", last="2.0")
    def add_offers(self, offers: Annotated[list[AddApplicationOffer], key("Offers")]) -> ErrorResults:
        """Offer applications' endpoints to other models. Juju 2.0 only."""

    @call("ApplicationOffers", first="2.6")
    def application_offers(
        self,
        *,
        bakery_version: Annotated[int | UnsetType, versions(first="2.8")] = UNSET,
        offer_urls: list[str] | UnsetType = UNSET,
    ) -> ApplicationOffersResults:
        """The offers with the given URLs, each with the access the user has. Juju 2.6 and later."""

    @call("ApplicationOffers", first="2.2", last="2.2")
    def application_offers_2_2(
        self, *, application_urls: list[str] | UnsetType = UNSET
    ) -> ApplicationOffersResults:
        """The offers with the given URLs. Juju 2.2 only."""

    @call("DestroyOffers", first="2.6")
    def destroy_offers(self, offer_urls: list[str], *, force: bool | UnsetType = UNSET) -> ErrorResults:
        """Remove offers; with ``force`` even those that are in use. Juju 2.6 and later."""

    @call("FindApplicationOffers", first="2.6")
    def find_application_offers(
        self, filters: Annotated[list[OfferFilter], key("Filters")]
    ) -> QueryApplicationOffersResults:
        """The offers anywhere on the controller that match any filter and the user may see.

        Juju 2.6 and later.
        """

    @call("FindApplicationOffers", first="2.2", last="2.2")
    def find_application_offers_2_2(
        self, *, filters: Annotated[list[OfferFilter] | UnsetType, key("Filters")] = UNSET
    ) -> FindApplicationOffersResults:
        """The offers on the controller that match any filter. Juju 2.2 only."""

    @call("GetConsumeDetails", since=3)
    def get_consume_details(
        self, offer_urls: OfferURLs, *, user_tag: str | UnsetType = UNSET
    ) -> ConsumeOfferDetailsResults:
        """What another model needs to consume offers.

        Each comes with a macaroon and the controller's addresses. Juju 2.9 and later.
        """

    @call("GetConsumeDetails", until=2, first="2.6", last="2.9")
    def get_consume_details_v2(
        self,
        *,
        bakery_version: Annotated[int | UnsetType, versions(first="2.8")] = UNSET,
        offer_urls: list[str] | UnsetType = UNSET,
    ) -> ConsumeOfferDetailsResults:
        """What another model needs to consume offers.

        Each comes with a macaroon and the controller's addresses. Juju 2.6 to 2.9.
        """

    @call("ListApplicationOffers", first="2.6")
    def list_application_offers(
        self, filters: Annotated[list[OfferFilter], key("Filters")]
    ) -> QueryApplicationOffersResults:
        """The offers of a model that match any filter, with connections; needs admin of the offers.

        Juju 2.6 and later.
        """

    @call("ListApplicationOffers", first="2.2", last="2.2")
    def list_application_offers_2_2(
        self, *, filters: Annotated[list[OfferFilter] | UnsetType, key("Filters")] = UNSET
    ) -> ListApplicationOffersResults:
        """The offers of a model that match any filter, with who uses them. Juju 2.2 only."""

    @call("ListOffers", last="2.0")
    def list_offers(
        self,
        *,
        directory: Annotated[str | UnsetType, key("Directory")] = UNSET,
        filters: Annotated[list[OfferFilter] | UnsetType, key("Filters")] = UNSET,
    ) -> ApplicationOfferResults:
        """The offers of a directory that match any of the filters. Juju 2.0 only."""

    @call("ModifyOfferAccess", first="2.2")
    def modify_offer_access(self, changes: list[ModifyOfferAccess]) -> ErrorResults:
        """Grant or revoke read, consume or admin on offers. Juju 2.2 and later."""

    @call("Offer", first="2.2")
    def offer(self, offers: Annotated[list[AddApplicationOffer], key("Offers")]) -> ErrorResults:
        """Offer applications' endpoints to other models under a name. Juju 2.2 and later."""

    @call("RemoteApplicationInfo", first="2.6")
    def remote_application_info(
        self,
        *,
        bakery_version: Annotated[int | UnsetType, versions(first="2.8")] = UNSET,
        offer_urls: list[str] | UnsetType = UNSET,
    ) -> RemoteApplicationInfoResults:
        """Name, endpoints and icon of what is behind each offer. Juju 2.6 and later."""
