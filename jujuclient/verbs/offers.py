"""Offers: applications offered to other models, and what is consumed of theirs. Juju 2.6 and later."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from jujuclient import facades
from jujuclient.errors import InvalidInput
from jujuclient.verbs.base import many
from jujuclient.verbs.beside import BesideVerbs
from jujuclient.verbs.reading import all_good, id_in, only, sent, told
from jujuclient.wire.struct import UNSET, UnsetType
from jujuclient.wire.tags import OfferURL

if TYPE_CHECKING:
    from jujuclient.verbs.types import Offer


class OfferVerbs(BesideVerbs):
    """What ``Model`` does with offers."""

    def consume(
        self,
        model_and_app: str,
        alias: str | None = None,
        *,
        controller: str | None = None,
        owner: str | None = None,
    ) -> str:
        """Consume an offer, so that applications of this model can be related to it.

        Args:
            model_and_app: ``model.offer`` or ``owner/model.offer``.
            alias: what it is called here; the offer's name by default.
            controller: another controller of the client store; this one by default.
            owner: of the offer's model; the user by default.

        Returns:
            what it is called here.

        Raises:
            ValueError: the text is no offer.
            NotFound: there is no such offer, or the user may not see it.
        """
        url = self._offer_url(model_and_app, owner)
        details = self._consume_details(str(url), controller or OfferURL.parse(model_and_app).controller)
        offer = told_offer(details, model_and_app)
        arg = facades.application_types.ConsumeApplicationArg(
            offer_name=offer.offer_name,
            offer_url=offer.offer_url,
            offer_uuid=offer.offer_uuid,
            source_model_tag=offer.source_model_tag,
            application_description=offer.application_description,
            endpoints=told(offer.endpoints, []),
            users=told(offer.users, []),
            application_alias=sent(alias),
            external_controller=details.external_controller,
            macaroon=details.macaroon,
        )
        only(self._facade(facades.application.Application).consume([arg]))
        return alias or offer.offer_name

    def _consume_details(
        self, url: str, controller: str
    ) -> facades.application_offers.ConsumeOfferDetailsResult:
        if not controller or controller == self.access.controller:
            return _details_of(self._on_controller(facades.application_offers.ApplicationOffers), url)
        from jujuclient.access import Access

        with Access.from_store(f"{controller}:").on("").open() as other:
            return _details_of(other.facade(facades.application_offers.ApplicationOffers), url)

    def find_offers(
        self, url: str = "", *, interface: str = "", offer: str = "", application: str = ""
    ) -> list[Offer]:
        """The offers that the user may see anywhere on the controller.

        Args:
            url: of one, or ``owner/model`` or ``model`` for all of a model.
        """
        asked: dict[str, Any] = {"offer_name": sent(offer), "application_name": sent(application)}
        if url:
            model, dot, name = url.partition(":")[2 if ":" in url else 0].partition(".")
            owner, _, short = model.rpartition("/")
            asked |= self._of_model(owner or self._user(), short)
            asked["offer_name"] = sent(name if dot else offer)
        if interface:
            asked["endpoints"] = [facades.application_offers.EndpointFilterAttributes(interface=interface)]
        found = self._on_controller(facades.application_offers.ApplicationOffers).find_application_offers(
            [facades.application_offers.OfferFilter(**asked)]
        )
        return [read_offer(one) for one in found.results or []]

    def offer(
        self,
        app: str,
        *,
        controller: str | None = None,
        endpoint: str | Iterable[str],
        name: str | None = None,
    ) -> str:
        """Offer endpoints of an application to other models.

        Args:
            app: the application; ``model.app`` must name this model.
            controller: this one's name, if at all; offers are made where the application is.
            name: of the offer; the application's by default.

        Returns:
            the offer's URL, ``owner/model.name``.

        Raises:
            ValueError: no endpoint, or another model or controller than this.
        """
        wanted = many(endpoint)
        if not wanted:
            raise InvalidInput(f"name the endpoints of {app} to offer")
        owner, model = self._model_name()
        where, dot, short = app.rpartition(".")
        if dot and where not in (model, f"{owner}/{model}"):
            raise InvalidInput(
                f"{app} is not of this model, {owner}/{model}; connect to its model to offer it"
            )
        if controller and controller != self.access.controller:
            raise InvalidInput(
                f"this model is on {self.access.controller or 'another controller'}, not {controller}"
            )
        arg = facades.application_offers.AddApplicationOffer(
            short,
            model_tag=f"model-{self._uuid()}",
            offer_name=name or short,
            endpoints={one: one for one in wanted},
            owner_tag=f"user-{self._user()}" if self.series >= (2, 9) else UNSET,
        )
        only(self._on_controller(facades.application_offers.ApplicationOffers).offer([arg]))
        return f"{owner}/{model}.{name or short}"

    def offers(self, name: str = "") -> list[Offer]:
        """This model's offers, with who uses them."""
        owner, model = self._model_name()
        filter = facades.application_offers.OfferFilter(**self._of_model(owner, model), offer_name=sent(name))
        found = (
            self._on_controller(facades.application_offers.ApplicationOffers)
            .list_application_offers([filter])
            .results
        )
        return [read_offer(one) for one in found or []]

    def remove_offer(self, *offer: str, force: bool = False) -> None:
        """Take offers back: names of this model's, or URLs.

        Args:
            force: even those that are used.
        """
        if not offer:
            raise InvalidInput("name the offers to remove")
        owner, model = self._model_name()
        urls = [one if "." in one else f"{owner}/{model}.{one}" for one in offer]
        facade = self._on_controller(facades.application_offers.ApplicationOffers)
        all_good(facade.destroy_offers(urls, force=sent(force)))

    def remove_saas(self, *name: str, force: bool = False) -> None:
        """Stop to consume offers, named as they are called here."""
        if not name:
            raise InvalidInput("name what is consumed, as status shows it under SAAS")
        items = [
            {"application-tag": f"application-{one}", **({"force": True} if force else {})} for one in name
        ]
        answer = self._ask("Application", "DestroyConsumedApplications", {"applications": items})
        self._each(answer["results"])

    def show_offer(self, url: str) -> Offer:
        """One offer by its URL, with its endpoints and users.

        Raises:
            NotFound: there is none that the user may see.
        """
        from jujuclient.verbs.types import Offer

        wanted = str(self._offer_url(url, None))
        one = only(
            self._on_controller(facades.application_offers.ApplicationOffers).application_offers(
                offer_urls=[wanted]
            )
        ).result
        return Offer("", url) if isinstance(one, UnsetType) else read_offer(one)

    # --- names ---------------------------------------------------------------------------------

    def _offer_url(self, text: str, owner: str | None) -> OfferURL:
        url = OfferURL.parse(text)
        return url._replace(owner=owner or url.owner or self._user(), controller="")

    def _user(self) -> str:
        return id_in(self.connection.user_tag) or self.access.user

    def _uuid(self) -> str:
        return self.access.model_uuid or self.connection.model_tag.partition("-")[2]

    def _of_model(self, owner: str, model: str) -> dict[str, Any]:
        key = "model_qualifier" if self.series >= (4, 0) else "owner_name"
        return {key: owner, "model_name": model}

    def _model_name(self) -> tuple[str, str]:
        """Owner and name of this model; asked where the client store does not say."""
        owner, slash, name = self.access.model.rpartition("/")
        if slash:
            return owner, name
        info = only(
            self._on_controller(facades.model_manager.ModelManager).model_info(
                [facades.common.Entity(f"model-{self._uuid()}")]
            )
        ).result
        if isinstance(info, UnsetType):
            raise InvalidInput("the controller does not tell the name of the model")
        return told(info.qualifier, "") or id_in(info.owner_tag), info.name


def _details_of(
    facade: facades.application_offers.ApplicationOffers, url: str
) -> facades.application_offers.ConsumeOfferDetailsResult:
    if facade.version >= 3:
        return only(
            facade.get_consume_details(
                facades.application_offers.OfferURLs(offer_urls=[url], bakery_version=3)
            )
        )
    return only(facade.get_consume_details_v2(offer_urls=[url]))


def told_offer(
    details: facades.application_offers.ConsumeOfferDetailsResult, url: str
) -> facades.application_offers.ApplicationOfferDetails:
    """The offer that the controller tells the details of."""
    if isinstance(details.offer, UnsetType):
        raise InvalidInput(f"the controller tells nothing of the offer {url}")
    return details.offer


def read_offer(one: facades.application_offers.ApplicationOfferAdminDetails) -> Offer:
    """An offer as the controller tells it."""
    from jujuclient.verbs.types import Offer, OfferConnection

    return Offer(
        name=one.offer_name,
        url=one.offer_url,
        application=one.application_name,
        charm=one.charm_url,
        description=one.application_description,
        endpoints={each.name: each.interface for each in told(one.endpoints, [])},
        users={each.user: each.access for each in told(one.users, [])},
        connections=[
            OfferConnection(
                each.username,
                id_in(each.source_model_tag),
                each.relation_id,
                each.endpoint,
                each.status.status,
                each.status.info,
            )
            for each in told(one.connections, [])
        ],
    )
