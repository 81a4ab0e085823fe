"""The environment of 2015 on a controller of Juju 2 or later.

    env = Environment("wss://10.0.3.1:17070")  # the controller may be of Juju 3.6
    env.login("password")
    env.deploy("mysql", "cs:trusty/mysql-1")  # Charmhub's mysql
    env.status()["Services"]["mysql"]["Units"]  # or ["applications"]["mysql"]["units"]

A Juju 1 had one environment; a controller of today has models. The one meant is, in this order: the
model in the path of the endpoint or in ``env_uuid``; the current one of the client store, where that
knows the controller; the only one beside the controller's own; the one named ``default``; the one
the user was last connected to; the controller's own.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from jujuclient.classic.basefacade import BaseFacade
from jujuclient.classic.exc import EnvError
from jujuclient.classic.majors import Juju1Environment, Juju2Environment
from jujuclient.classic.rpc import BaseRPC, Op, Response
from jujuclient.classic.smallfacades import ModelsAsEnvironments
from jujuclient.classic.spelling import Answer
from jujuclient.classic.today import newest
from jujuclient.errors import StoreError

log = logging.getLogger("jujuclient")

CHARMHUB = 3
"""Since this version of the facade Charms the controller adds charms by name (2.9)."""
OWN_MODEL = "controller"
"""The name of the model that the controller itself runs in."""


class BridgedEnvironment(Juju2Environment, Juju1Environment):
    """What an environment of Juju 1 becomes when it logs in to a controller of Juju 2 or later.

    Calls go to today's facades, and answers are today's, in mappings that know the keys of Juju 1 too.
    """

    _shape: Any = Answer
    _kinds: ClassVar[Mapping[str, str]] = {"application": "service", "model": "environment"}
    _facade_classes: ClassVar[tuple[type[BaseFacade], ...]] = Juju2Environment._facade_classes

    def check_op(self, op: Op) -> Op:
        """Take calls as they were written to Juju 1: its keys, and no version."""
        spelled = {key.lower(): value for key, value in op.items() if key != "RequestId"}
        if "version" not in spelled and spelled.get("type") in self._offered:
            found = newest(self, str(spelled["type"]))
            spelled["version"] = max(self._offered[spelled["type"]]) if found is None else found
        return super().check_op(spelled)

    def login(self, password: str, user: str = "user-admin") -> Response:
        """Log in, to the model that is meant."""
        if not self.conn.connected:
            _dial(self, self.endpoint)
        info = BaseRPC.login(self, password, user)
        if not info.get("model-tag") and not self._settled:
            self._env_uuid = self._env_uuid or _chosen(self, info)
            _dial(self, f"wss://{urlsplit(self.endpoint).netloc}/model/{self._env_uuid}/api")
            info = BaseRPC.login(self, password, user)
        self.negotiate_facades()
        return info

    def deploy(self, service_name: str, charm_url: str, *args: Any, **kws: Any) -> Response:
        """Deploy a charm; one that the controller lacks is fetched first, as Juju 1 did by itself."""
        if not charm_url.startswith("local:") and (newest(self, "Charms") or 0) < CHARMHUB:
            charm_url = self._fetched(charm_url)
        result: Response = super().deploy(service_name, charm_url, *args, **kws)
        return result

    def _fetched(self, charm_url: str) -> str:
        """The URL, with its revision, of a charm of the charm store that the controller has now."""
        if re.search(r"-\d+$", charm_url) is None:
            charm_url = self.resolve_charms([charm_url])["urls"][0]["url"]
        self.add_charm(charm_url)
        return charm_url

    @property
    def mess(self) -> ModelsAsEnvironments:
        """Environments of old, models of today."""
        return ModelsAsEnvironments(self.on_controller())


def cross(env: Any, password: str, user: str) -> Response:
    """Log an environment in that turned out to be on Juju 2 or later; its class is another from here on."""
    env.__class__ = bridged(type(env))
    env.service = env._service()
    # A controller keeps to the spelling of the first frame, or has closed the connection.
    _dial(env, env.endpoint)
    return BridgedEnvironment.login(env, password, user)


def _dial(env: Any, endpoint: str) -> None:
    env.conn.close()
    env.conn, env._auth = env.connector().connect_socket(endpoint, env._ca_cert), False
    env.endpoint = endpoint


def bridged(kind: type) -> Any:
    """The class of an environment, with today's controllers in the place of Juju 1; additions stay."""
    if kind is Juju1Environment:
        return BridgedEnvironment
    return type(kind.__name__, (kind, BridgedEnvironment), {"__module__": kind.__module__})


def _chosen(env: Any, info: Response) -> str:
    """The uuid of the model that is meant."""
    from jujuclient.classic.smallfacades import ModelManager

    env._offered = {one["name"]: one["versions"] for one in info.get("facades") or ()}
    listed = ModelManager(env).list().get("user-models") or []
    known = {str(one["model"]["uuid"]): one for one in listed}
    if not known:
        raise EnvError("this controller has no model that the user may see; juju add-model makes one")
    uuid = _current(info, known) or _best(list(known.values()))
    log.info("%s: the environment is the model %s", env.endpoint, known[uuid]["model"]["name"])
    return uuid


def _current(info: Response, known: Mapping[str, Any]) -> str:
    """The model that is current in the client store for this controller; "" for none."""
    from jujuclient.store import ClientStore

    wanted = str(info.get("controller-tag") or "").partition("-")[2]
    store = ClientStore()
    try:
        for name in store.controllers():
            if wanted and store.controller(name).uuid == wanted:
                uuid = store.model(name, store.current_model(name)).uuid
                return uuid if uuid in known else ""
    except StoreError:
        pass  # without a store, or without a current model, it is chosen by what there is
    return ""


def _best(models: list[Any]) -> str:
    """Of several, the one that most likely was meant."""
    users = [one for one in models if one["model"]["name"] != OWN_MODEL] or models
    named = [one for one in users if one["model"]["name"] == "default"]
    latest = max(named or users, key=lambda one: str(one.get("last-connection") or ""))
    return str(latest["model"]["uuid"])


__all__ = ["BridgedEnvironment", "bridged", "cross"]
