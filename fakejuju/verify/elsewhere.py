"""What a recording tells of and does not make: it began in the middle of a life, or a file is not here.

Users who log in, and charms that were uploaded before, are made as the answers show them. Of other
things too little is known; an answer that differs for want of them alone is told apart, by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from fakejuju.cassette.model import Exchange, HttpExchange
from fakejuju.domain.users import find_user, local_name
from fakejuju.simulation import Simulation, digest
from fakejuju.state.controller import Access, Model, User
from fakejuju.verify.compare import Difference
from fakejuju.verify.missing import made_by

_MAKERS = re.compile(
    r"(Service)?Deploy.*|Create\w+|AddUsers?|AddMachines.*|AddCharm.*|AddCloud|\w*AddCredentials|AddBranch|Offer"
    r"|UpdateCredentials.*|Consume|Enqueue.*|Run.*|RenameSpace|AddSecretBackends|AddPendingResources|Import\w*"
)
"""The calls that make what later calls name."""
_CHANGES_USERS = re.compile(r"(Modify\w+Access|(Enable|Disable|Remove)User|ResetPassword|SetPassword)")
_USER_TAG = re.compile(r'"user-([a-zA-Z0-9][a-zA-Z0-9.+-]*)"')
_LACKS = ("not found", "does not exist", "permission denied", "not defined on", "unknown watcher id", "404")
"""What the simulator says where something is not there."""
_TAG = re.compile(
    r"(application|unit|user|space|secret|model|action|operation|machine|storage|filesystem|volume)-(.+)"
)
_NUMBERED = ("machine", "storage", "filesystem", "volume")
"""What no call names when it makes it."""
_NAMES = {
    "application": "application", "application-name": "application", "endpoints": "application",
    "receiver": "unit", "units": "unit", "url": "charm", "charm-url": "charm", "label": "secret",
    "uri": "secret", "existing-label": "secret", "offer-urls": "offer", "model-name": "model",
}  # fmt: skip
"""What the values of a key name."""
_ALWAYS = {("user", "admin"), ("space", "alpha")}
_HOLDS = ("absent", "null", "[]", "{}", "0 items []")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_UPLOAD = re.compile(r"/model[-/]([0-9a-f-]{36})/charms")
_LOCAL = re.compile(r'"charm-url":\s*"(local:[^"]*?)-(\d+)"')


class Elsewhere:
    """What was there before a recording began."""

    def __init__(self, simulation: Simulation, exchanges: Iterable[Exchange]) -> None:
        self.simulation = simulation
        self.state = simulation.state
        exchanges = list(exchanges)
        self._models = made_by(exchanges)
        self._users = set(_made_users(exchanges))
        self._made: list[str] = []
        self._uploaded: list[str] = []
        self._wanting = False
        self._built: set[str] = set()

    # --- making ----------------------------------------------------------------------------------

    def look(self, exchange: Exchange, params: str, rewrite: Any = str) -> None:
        """Make the users that an answer shows to be there, before the same is asked."""
        if exchange.failure is not None or not exchange.result:
            return
        with self.state.transaction():
            if (exchange.facade, exchange.method) == ("Admin", "Login"):
                self._let_in(msgspec.json.decode(params), msgspec.json.decode(exchange.result), rewrite)
            elif (exchange.facade, exchange.method) == ("UserManager", "UserInfo"):
                for item in msgspec.json.decode(exchange.result).get("results") or ():
                    self._show_user(item.get("result") or {})
            elif _CHANGES_USERS.fullmatch(exchange.method) and '"error"' not in exchange.result.lower():
                for name in _USER_TAG.findall(exchange.params):
                    self._add_user(name)

    def _let_in(self, asked: dict[str, Any], told: dict[str, Any], rewrite: Any) -> None:
        tag = str(asked.get("auth-tag") or asked.get("AuthTag") or "")
        password = str(asked.get("credentials") or asked.get("Password") or "")
        kind, _, id = tag.partition("-")
        name = local_name(id)
        if kind != "user" or name == "admin" or "@" in name or not password:
            return
        info = told.get("user-info") or {}
        if not info and "facades" not in told and "Facades" not in told:
            return  # asked to discharge a macaroon
        self._add_user(name, access=info.get("controller-access") or "login")
        user = find_user(self.simulation, name)
        # A mark is another password in the next cassette; what let a user in was right.
        if user is not None and user.password != digest(password):
            self.state.put(replace(user, password=digest(password)))
        level, model = info.get("model-access"), rewrite(str(told.get("model-tag") or ""))
        known = any(one.user == name and one.target == model for one in self.state.all(Access))
        if level and model and name not in self._users and not known:
            self.state.put(Access(user=name, target=model, level=level))

    def _show_user(self, told: dict[str, Any]) -> None:
        if told.get("username"):
            self._add_user(
                told["username"],
                access=told.get("access") or "",
                display_name=told.get("display-name") or "",
                created_by=told.get("created-by") or "admin",
                disabled=bool(told.get("disabled")),
            )

    def _add_user(self, name: str, **told: Any) -> None:
        if name not in self._users and "@" not in name and self.state.find(User, name) is None:
            self.state.put(User(name=name, created=self.simulation.clock.second(), **told))

    def look_at_upload(self, event: HttpExchange, rewrite: Any = str) -> None:
        """Go on with the revisions of a charm where a recording does, in a model that it did not make."""
        place = _UPLOAD.search(event.path)
        told = _LOCAL.search((event.response_body.text if event.response_body is not None else "") or "")
        if place is None or told is None or event.method == "GET" or place[1] in self._models:
            return
        model, sequence, revision = rewrite(place[1]), f"charmrev-{told[1]}", int(told[2])
        if revision and sequence not in self.state.sequences(model):
            self.state.set_sequence(sequence, model, revision)

    # --- telling ---------------------------------------------------------------------------------

    def judge(self, exchange: Exchange | HttpExchange, found: Sequence[Difference], model: str = "") -> str:
        """What was there before the recording and explains every difference but those of value; "" for none.

        What the call has made, if anything, is known from here on.
        """
        asked = _asked(exchange)
        refused = [one for one in found if one.level in ("outcome", "error")]
        # The number of an HTTP answer says what its body says.
        refused = [one for one in refused if one.path != "status"] or refused
        # An answer that is refused has another shape than one that is not.
        heavy = refused or [one for one in found if one.level == "shape"]
        told = [self._reason(one, asked, model) for one in heavy]
        unknown = ", ".join(dict.fromkeys(told)) if told and all(told) else ""
        if unknown:
            self._wanting = True
        elif isinstance(exchange, HttpExchange):
            if exchange.method in ("PUT", "POST") and exchange.status < 400:
                body = exchange.response_body.text if exchange.response_body is not None else ""
                self._uploaded += [exchange.path, body or ""]
        elif _MAKERS.fullmatch(exchange.method) and _made_something(exchange):
            self._made += [exchange.params, exchange.result]
            self._built.add(model)
        return unknown

    def judge_told(self, name: str, rewrite: Any = str) -> str:
        """The model of something that a watcher told of, if the recording neither made nor entered it."""
        uuid = name.rpartition(" ")[2]
        made = {*self._models, *map(rewrite, self._models)}
        known = uuid in made or self.state.find(Model, uuid) is not None
        return "" if known or not _UUID.fullmatch(uuid) else f"model {uuid}"

    def _reason(self, difference: Difference, asked: list[tuple[str, str]], model: str) -> str:
        if difference.level == "shape":
            held = difference.simulated in _HOLDS and model and not self._known(model)
            return f"what model {model} held" if held else ""
        if not any(words in difference.simulated for words in _LACKS):
            return ""
        if "unknown watcher id" in difference.simulated:
            return "what was watched" if self._wanting else ""
        # What the simulator names comes first.
        for kind, name in sorted(asked, key=lambda one: one[1] not in difference.simulated):
            if (kind, name) not in _ALWAYS and not self._is_made(kind, name, model):
                return f"{kind} {name}"
        return ""

    def _known(self, model: str) -> bool:
        """Whether the recording made the model, or something in it."""
        return model in self._models or model in self._built

    def _is_made(self, kind: str, name: str, model: str) -> bool:
        if kind in _NUMBERED:
            return self._known(model)
        if kind == "user" and self.state.find(User, name) is not None:
            return True
        if kind == "model" and (name in self._models or self.simulation.model_named(name) is not None):
            return True
        word = re.escape(name.partition("/")[0] if kind == "unit" else name)
        if kind == "charm":
            return any(re.search(rf"[/:]{word}(?![\w.])", text) for text in self._uploaded)
        # What comes after a slash is the name in a charm's URL.
        return any(re.search(rf"(?<![\w./:]){word}(?![\w.])", text) for text in self._made)


def _made_something(exchange: Exchange) -> bool:
    """Whether a call was answered to have made anything."""
    if exchange.failure is not None:
        return False
    items = next(
        (value for value in msgspec.json.decode(exchange.result).values() if isinstance(value, list)), []
    )
    return not items or any(not isinstance(item, dict) or "error" not in item for item in items)


def _asked(exchange: Exchange | HttpExchange) -> list[tuple[str, str]]:
    """What a request names, each with its kind."""
    if isinstance(exchange, HttpExchange):
        urls = re.findall(r"[?&]url=([^&]+)", exchange.path)
        applications = re.findall(r"/applications/([^/]+)/", exchange.path)
        return [
            *(("charm", _own_name(url)) for url in urls),
            *(("application", name) for name in applications),
        ]
    return list(dict.fromkeys(_names(msgspec.json.decode(exchange.params or "{}"), "")))


def _names(asked: Any, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(asked, dict):
        for inner, value in asked.items():
            yield from _names(value, inner)
    elif isinstance(asked, list):
        for value in asked:
            yield from _names(value, key)
    elif isinstance(asked, str) and asked:
        tag = _TAG.fullmatch(asked)
        if tag is not None:
            dashed = "/".join(tag[2].rsplit("-", 1)) if tag[1] == "unit" else tag[2]
            yield tag[1], dashed
        elif key in _NAMES:
            kind = _NAMES[key]
            yield kind, _own_name(asked) if kind == "charm" else asked.rpartition(".")[2].partition(":")[0]


def _own_name(url: str) -> str:
    """The name in a charm's URL: local:jammy/myapp-7 is myapp."""
    found = re.fullmatch(r"(?:[a-z]+:)?(?:.*/)?([a-z][a-z0-9-]*?)(?:-\d+)?", url)
    return found[1] if found is not None else url


def _made_users(exchanges: Iterable[Exchange]) -> Iterator[str]:
    for exchange in exchanges:
        if exchange.method in ("AddUser", "AddUsers"):
            asked = msgspec.json.decode(exchange.params or "{}")
            for item in asked.get("users") or asked.get("Users") or asked.get("Changes") or ():
                yield str(item.get("username") or item.get("Username") or "")
