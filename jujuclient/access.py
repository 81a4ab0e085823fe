"""How to reach a controller, and who to be there: what further connections are made with.

A model has one connection for its calls; watches, logs, uploads and the controller's own verbs open
others with the same access. ``repr`` shows no secret.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jujuclient.connection import Connection
    from jujuclient.errors import StoreError
    from jujuclient.store import ClientStore, Target


@dataclass(frozen=True)
class Access:
    """Where a controller is, and who to be there.

    Attributes:
        addresses: ``host:port`` each.
        cacert: the controller's CA as PEM text; None trusts the system's roots.
        user, password, macaroons: as ``Connection.connect`` takes them.
        model_uuid: the model; "" for the controller.
        controller: the controller's name in the client store, "" without one.
        model: the model's name there, ``owner/name``, "" without one.
        options: further arguments of ``Connection.connect``.
    """

    addresses: tuple[str, ...]
    cacert: str | None = field(default=None, repr=False)
    user: str = "admin"
    password: str = field(default="", repr=False)
    macaroons: list[Any] | None = field(default=None, repr=False)
    model_uuid: str = ""
    controller: str = ""
    model: str = ""
    options: dict[str, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def from_store(
        cls,
        model: str | None = None,
        *,
        controller: str | None = None,
        store: ClientStore | None = None,
        **options: Any,
    ) -> Access:
        """What the client store says, as the juju command would read it.

        As that does, it asks the controller for a model that the files do not know.

        Raises:
            StoreError: the files lack what is needed, and the controller has no such model.
        """
        from jujuclient.store import ClientStore, UnknownModel

        store = store or ClientStore()
        try:
            return cls._of_target(store, store.resolve(model, controller=controller), options)
        except UnknownModel as unknown:
            return cls._asked_for(store, model, controller, options, unknown)

    @classmethod
    def _asked_for(
        cls,
        store: ClientStore,
        model: str | None,
        controller: str | None,
        options: dict[str, Any],
        unknown: StoreError,
    ) -> Access:
        """Access to a model that only the controller knows."""
        from jujuclient.controller import Controller
        from jujuclient.errors import ModelNotFound
        from jujuclient.store import Target

        where, _, wanted = (model or store.environ.get("JUJU_MODEL", "")).rpartition(":")
        name = where or controller or store.current_controller()
        access = cls._of_target(store, Target(store.controller(name), store.account(name), None), options)
        try:
            with Controller(access, access.open()) as asked:
                found = asked._named(wanted)
        except ModelNotFound as error:
            raise unknown from error
        return access.on(found.uuid, found.name)

    @classmethod
    def _of_target(cls, store: ClientStore, target: Target, options: dict[str, Any]) -> Access:
        from jujuclient.store import login_options

        return cls(
            addresses=tuple(target.controller.addresses),
            cacert=target.controller.ca_cert or None,
            user=target.account.user,
            password=target.account.password,
            model_uuid=target.model.uuid if target.model is not None else "",
            controller=target.controller.name,
            model=target.model.name if target.model is not None else "",
            options=login_options(store, target) | options,
        )

    @classmethod
    def of(
        cls,
        addresses: str | Sequence[str],
        *,
        cacert: str | None = None,
        user: str = "admin",
        password: str = "",
        macaroons: list[Any] | None = None,
        model_uuid: str = "",
        **options: Any,
    ) -> Access:
        """Access from arguments alone; those of ``Connection.connect``."""
        if options.get("ask_password") and not options.get("cookies"):
            from jujuclient.cookies import CookieJar

            # Further connections are proven by the first one's login, and nobody is asked again.
            options["cookies"] = CookieJar()
        places = (addresses,) if isinstance(addresses, str) else tuple(addresses)
        return cls(places, cacert, user, password, macaroons, model_uuid, options=options)

    def named(self, controller: str) -> Access:
        """The same under a name for the controller."""
        return replace(self, controller=controller)

    def on(self, model_uuid: str, model: str = "") -> Access:
        """The same on another model; "" for the controller."""
        return replace(self, model_uuid=model_uuid, model=model)

    @property
    def proofs(self) -> list[list[Any]]:
        """The macaroons that prove the user: those given, or of earlier logins in the cookie jar."""
        jar = self.options.get("cookies")
        if self.macaroons or jar is None:
            return self.macaroons or []
        from jujuclient.address import Address

        hosts = dict.fromkeys(Address.parse(place).host for place in self.addresses)
        return [proof for host in hosts for proof in jar.macaroons(host)]

    def open(self) -> Connection:
        """A new connection, logged in."""
        from jujuclient.connection import Connection
        from jujuclient.wire.messages import Dialect

        made = Connection.connect(
            self.addresses,
            cacert=self.cacert,
            model_uuid=self.model_uuid,
            user=self.user,
            password=self.password,
            macaroons=self.macaroons,
            **self.options,
        )
        if self.model_uuid and made.dialect is Dialect.JUJU1:
            self.options.setdefault("juju1", True)  # the next one need not find it out by a dial that fails
        return made
