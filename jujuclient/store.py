"""The files that the juju command keeps about its controllers, accounts and models.

``JUJU_DATA`` names the folder, else ``$XDG_DATA_HOME/juju``, else ``~/.local/share/juju``.
An explicit argument comes before ``JUJU_MODEL``, that before ``JUJU_CONTROLLER``, and that
before what ``juju switch`` left in the files. Source: the client store facts (Juju 2.0 to 4.1).

Of what is there only models and what is current are ever changed, and only by the verbs that say
so; passwords and cookies are read alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jujuclient.errors import StoreError
from jujuclient.storesource import Source, listed
from jujuclient.wire.tags import is_uuid

if TYPE_CHECKING:
    from jujuclient.storefiles import Tree

_SHORTEST_UUID = 6


@dataclass(frozen=True)
class ControllerDetails:
    """A controller, as ``controllers.yaml`` has it.

    Attributes:
        name: what the user calls it.
        uuid: its uuid, or "".
        api_endpoints: ``host:port`` each, the last used first.
        ca_cert: PEM text; "" for a public controller.
        public_hostname: the name of a public controller, or "".
        cloud, region: where it lives.
        agent_version: the Juju version it last told.
        fields: everything the file says about it, every scalar as text.
    """

    name: str
    uuid: str = ""
    api_endpoints: tuple[str, ...] = ()
    ca_cert: str = field(default="", repr=False)
    public_hostname: str = ""
    cloud: str = ""
    region: str = ""
    agent_version: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def addresses(self) -> list[str]:
        """Where to connect: the endpoints, and before them the public name on port 443."""
        if self.public_hostname and not self.ca_cert:
            return [f"{self.public_hostname}:443", *self.api_endpoints]
        return list(self.api_endpoints)


@dataclass(frozen=True)
class AccountDetails:
    """Who to be on a controller, as ``accounts.yaml`` has it; secrets stay out of its repr.

    Attributes:
        user: without ``user-``, such as ``admin`` or ``bob@external``.
        password: "" where macaroons or a token stand in.
        last_known_access: ``login``, ``superuser``, ``add-model`` or "".
        access_token: session token of a controller behind JAAS (3.5 and later), or "".
    """

    user: str
    password: str = field(default="", repr=False)
    last_known_access: str = ""
    access_token: str = field(default="", repr=False)


@dataclass(frozen=True)
class ModelDetails:
    """A model, as ``models.yaml`` has it.

    Attributes:
        name: ``owner/model``; "" for a model that is only known by its uuid.
        uuid: its uuid.
        type: ``iaas``, ``caas`` or "" (before 2.4).
    """

    name: str
    uuid: str
    type: str = ""


@dataclass(frozen=True)
class Target:
    """What to connect to: a controller, who to be there, and a model unless none is current."""

    controller: ControllerDetails
    account: AccountDetails
    model: ModelDetails | None = None


class UnknownModel(StoreError):
    """The files do not have a model; the controller may."""


class ClientStore:
    """The client store; a file is read anew each time it is asked for.

    Args:
        path: the folder; None follows the environment.
        environ: in place of ``os.environ``.

    Attributes:
        lock_timeout: seconds to wait for another program that changes the files, as juju waits.
    """

    lock_timeout = 5.0

    def __init__(self, path: str | Path | None = None, environ: Mapping[str, str] | None = None) -> None:
        self.environ: Mapping[str, str] = os.environ if environ is None else environ
        self.path = Path(path) if path is not None else _folder(self.environ)

    def __repr__(self) -> str:
        return f"ClientStore({str(self.path)!r})"

    def account(self, controller: str) -> AccountDetails:
        """Who the user is on a controller.

        Raises:
            StoreError: nobody is logged in there, or the file cannot be used.
        """
        source, found = self._read("accounts.yaml")
        accounts = source.mapping(found, "controllers")
        if controller not in accounts:
            source.missing("account on controller", controller, accounts, f"juju login -c {controller}")
        one = source.mapping(accounts, controller)
        user = source.text(one, "user")
        if not user:
            source.fail(f"the account on controller {controller} has no user; run juju login -c {controller}")
        return AccountDetails(
            user,
            source.text(one, "password"),
            source.text(one, "last-known-access"),
            source.text(one, "access-token"),
        )

    def controller(self, name: str) -> ControllerDetails:
        """A controller by name.

        Raises:
            StoreError: there is no such controller, or the file cannot be used.
        """
        source, controllers = self._controllers()
        if name not in controllers:
            source.missing("controller", name, controllers, "juju controllers shows them")
        one = source.mapping(controllers, name)
        return ControllerDetails(
            name,
            source.text(one, "uuid"),
            tuple(source.texts(one, "api-endpoints")),
            source.text(one, "ca-cert"),
            source.text(one, "public-hostname"),
            source.text(one, "cloud"),
            source.text(one, "region"),
            source.text(one, "agent-version"),
            one,
        )

    def controllers(self) -> list[str]:
        """The names of all controllers, sorted."""
        return sorted(self._controllers()[1])

    def current_controller(self) -> str:
        """The controller that ``JUJU_MODEL``, ``JUJU_CONTROLLER`` or ``juju switch`` names.

        Raises:
            StoreError: none is named, or the two variables name different ones.
        """
        by_model, _ = _split(self.environ.get("JUJU_MODEL", ""))
        by_name = self.environ.get("JUJU_CONTROLLER", "")
        if by_model and by_name and by_model != by_name:
            raise StoreError(
                f"controller name from JUJU_MODEL ({by_model}) conflicts with value in "
                f"JUJU_CONTROLLER ({by_name}); unset one of them"
            )
        source, found = self._read("controllers.yaml")
        name = by_model or by_name or source.text(found, "current-controller")
        if not name:
            known = listed(source.mapping(found, "controllers"))
            source.fail(f"no controller is current; it has {known}. Name one, or run juju switch")
        return name

    def current_model(self, controller: str) -> str:
        """``owner/model`` of the model that ``juju switch`` made current on a controller, or ""."""
        source, models = self._models(controller)
        return source.text(models, "current-model")

    def model(self, controller: str, name: str) -> ModelDetails:
        """A model by ``owner/model``, by name alone (the account's own), by uuid, or the start of one.

        Raises:
            StoreError: there is no such model in the file.
        """
        source, of_controller = self._models(controller)
        models = source.mapping(of_controller, "models")
        full = name if "/" in name or name in models else f"{self._owner(controller)}/{name}"
        if full not in models:
            by_uuid = [
                key for key in models if _starts(source.text(source.mapping(models, key), "uuid"), name)
            ]
            if len(by_uuid) == 1:
                full = by_uuid[0]
            elif is_uuid(name):
                return ModelDetails("", name)
            else:
                source.missing(
                    f"model on controller {controller}",
                    full,
                    models,
                    f"juju models -c {controller} refreshes them",
                    UnknownModel,
                )
        one = source.mapping(models, full)
        uuid = source.text(one, "uuid")
        if not uuid:
            source.fail(
                f"model {full} on controller {controller} has no uuid; run juju models -c {controller}"
            )
        return ModelDetails(full, uuid, source.text(one, "type"))

    def models(self, controller: str) -> list[str]:
        """The names of all models known on a controller, as ``owner/model``, sorted."""
        source, of_controller = self._models(controller)
        return sorted(source.mapping(of_controller, "models"))

    def resolve(self, model: str | None = None, controller: str | None = None) -> Target:
        """What to connect to.

        ==========================  ==================================================
        ``resolve()``               what is current, as for a bare ``juju status``
        ``resolve("m")``            a model of the account's user, current controller
        ``resolve("bob/m")``        a model of somebody else
        ``resolve("prod:bob/m")``   on another controller
        ``resolve("prod:")``        the current model there
        ``resolve(controller="p")`` the current model there
        ==========================  ==================================================

        Args:
            model: as above; None follows the environment and the files.
            controller: a controller's name; None as for ``model``.

        Returns:
            the controller, the account, and the model (None when no model is current there).

        Raises:
            StoreError: something named is not there, names contradict, or a file cannot be used.
        """
        by_model, wanted = _split(model or "")
        if by_model and controller and by_model != controller:
            raise StoreError(f"model {model} names controller {by_model}, and controller is {controller}")
        name = by_model or controller or self.current_controller()
        details = self.controller(name)
        if not wanted and not by_model and not controller:
            wanted = _split(self.environ.get("JUJU_MODEL", ""))[1]
        wanted = wanted or self.current_model(name)
        found = self.model(name, wanted) if wanted else None
        return Target(details, self.account(name), found)

    # --- writing -----------------------------------------------------------------------------

    def add_model(self, controller: str, model: ModelDetails, *, current: bool = False) -> None:
        """Know a model from now on; what the file says of it besides stays.

        Args:
            model: its name is ``owner/model``.
            current: and make it the current one.

        Raises:
            StoreError: the file cannot be used or written; it is as it was.
        """
        from jujuclient import storefiles

        def change(tree: Tree) -> Tree:
            tree = storefiles.with_model(tree, controller, model.name, model.uuid, model.type)
            return storefiles.with_current_model(tree, controller, model.name) if current else tree

        self._change("models.yaml", change)

    def remove_model(self, controller: str, name: str) -> None:
        """Forget a model; where it was current, none is. A name that is not known is no error.

        Args:
            name: ``owner/model``.
        """
        from jujuclient import storefiles

        self._change("models.yaml", lambda tree: storefiles.without_model(tree, controller, name))

    def set_models(self, controller: str, models: Iterable[ModelDetails]) -> None:
        """Know these models of a controller and no others."""
        from jujuclient import storefiles

        wanted = {one.name: (one.uuid, one.type) for one in models}
        self._change("models.yaml", lambda tree: storefiles.with_models(tree, controller, wanted))

    def switch(self, controller: str, model: str = "") -> None:
        """Make a controller current, and a model of it; "" leaves the model that is current there.

        Args:
            model: as ``model()`` takes it.

        Raises:
            StoreError: there is no such controller or model; nothing was changed.
        """
        from jujuclient import storefiles

        self.controller(controller)
        if model:
            name = self.model(controller, model).name
            self._change("models.yaml", lambda tree: storefiles.with_current_model(tree, controller, name))
        self._change("controllers.yaml", lambda tree: storefiles.with_current_controller(tree, controller))

    def _change(self, name: str, change: Callable[[Tree], Tree]) -> None:
        """Change a file under the lock; one that stays as it is is not written."""
        from jujuclient import storefiles

        with storefiles.locked(self.path, self.environ, self.lock_timeout):
            self._read(name, optional=name == "models.yaml")  # complains as for reading
            path = self.path / name
            tree = storefiles.parse(path.read_text(encoding="utf-8") if path.exists() else "")
            try:
                new = change(tree)
            except storefiles.NotAMapping as error:
                raise StoreError(f"{path}: {error}") from None
            if new is not None and new is not tree:
                storefiles.write(path, storefiles.text_of(new))

    # --- reading a file ----------------------------------------------------------------------

    def _controllers(self) -> tuple[Source, dict[str, Any]]:
        source, found = self._read("controllers.yaml")
        return source, source.mapping(found, "controllers")

    def _models(self, controller: str) -> tuple[Source, dict[str, Any]]:
        source, found = self._read("models.yaml", optional=True)
        return source, source.mapping(source.mapping(found, "controllers"), controller)

    def _owner(self, controller: str) -> str:
        return self.account(controller).user

    def _read(self, name: str, *, optional: bool = False) -> tuple[Source, dict[str, Any]]:
        source = Source(self.path / name)
        return source, source.read(optional=optional)


def login_options(store: ClientStore, target: Target) -> dict[str, Any]:
    """Arguments of ``Connection.connect``: that it is a Juju 1; without a password, cookies and token."""
    # An environment of Juju 1 was never upgraded to a model: what it was, it is.
    spelling = {"juju1": True} if target.controller.agent_version.startswith("1.") else {}
    if target.account.password:
        return spelling
    from jujuclient.cookies import CookieJar
    from jujuclient.login import SessionToken

    found: dict[str, Any] = {**spelling, "cookies": CookieJar.of(store, target.controller.name)}
    if target.account.access_token:
        found["token"] = SessionToken(target.account.access_token)
    return found


def _folder(environ: Mapping[str, str]) -> Path:
    if environ.get("JUJU_DATA"):
        return Path(environ["JUJU_DATA"])
    if environ.get("XDG_DATA_HOME"):
        return Path(environ["XDG_DATA_HOME"], "juju")
    home = environ.get("HOME")
    return (Path(home) if home else Path.home()) / ".local" / "share" / "juju"


def _split(text: str) -> tuple[str, str]:
    """``controller:model`` as its two halves, either of which may be ""."""
    controller, colon, model = text.partition(":")
    return (controller, model) if colon else ("", text)


def _starts(uuid: str, name: str) -> bool:
    return len(name) >= _SHORTEST_UUID and uuid.startswith(name)
