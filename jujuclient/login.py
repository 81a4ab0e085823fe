"""Logging in: who asks, which version of Admin.Login the controller takes, and what it says.

2.0 and later take version 3. Juju 1 takes 1 (1.22 on) or 0, in its own spelling of the
envelope; it is recognised by its answer to version 3, which carries the number 0 because it
found no ``RequestId`` in the frame. Source: the wire facts, sections 1 and 4.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from jujuclient.errors import (
    APIError,
    DischargeRequired,
    NotImplementedByController,
    ProtocolError,
    SessionTokenInvalid,
    UnsupportedByController,
    api_error,
)
from jujuclient.wire.dialect import login_params
from jujuclient.wire.messages import Dialect, Reply
from jujuclient.wire.tags import user_tag

Ask = Callable[[int, str], Reply]
"""Calls Admin.Login of the given version with these parameters (JSON text)."""


AskNamed = Callable[[str, str], Reply]
"""Calls a method of Admin version 4 with these parameters (JSON text)."""


class DeviceCode(NamedTuple):
    """What a person types in, and where, so that a device login goes on.

    Attributes:
        user_code: such as ``HJKL-QWER``.
        verification_uri: the page to open in a browser.
    """

    user_code: str
    verification_uri: str


class SessionToken(NamedTuple):
    """A login by the session token of a controller behind an identity provider (JAAS, 3.5 on).

    Attributes:
        token: "" for none yet.
        show: shows a person the code of a device login when the token is stale; without it a
            stale token is an error.
        keep: takes the new token that a device login gave.
    """

    token: str = ""
    show: Callable[[DeviceCode], object] | None = None
    keep: Callable[[str], object] | None = None

    def __repr__(self) -> str:
        return "SessionToken()"


class ClientCredentials(NamedTuple):
    """A login of a service account (JAAS, 3.5 on)."""

    client_id: str
    client_secret: str

    def __repr__(self) -> str:
        return f"ClientCredentials({self.client_id!r})"


class Credentials(NamedTuple):
    """Who logs in, and with what.

    Attributes:
        user: ``admin``, ``bob@external`` or a whole tag; "" lets macaroons say who it is.
        password: "" for none.
        macaroons: slices of macaroons as JSON values, each a macaroon and its discharges.
        client_version: the Juju version to present oneself as; "" presents none.
        token: what to log in with instead, where the controller takes it; user and password stay
            for one that does not.
    """

    user: str
    password: str = ""
    macaroons: list[Any] | None = None
    client_version: str = ""
    token: SessionToken | ClientCredentials | None = None

    @property
    def tag(self) -> str:
        """The tag to log in as; "" for nobody in particular."""
        return user_tag(self.user) if self.user else ""

    def __repr__(self) -> str:
        return f"Credentials(user={self.user!r})"


class HostPort(NamedTuple):
    """One address of a controller, as it gives it itself."""

    value: str
    port: int
    type: str = ""
    scope: str = ""

    def __str__(self) -> str:
        return f"[{self.value}]:{self.port}" if ":" in self.value else f"{self.value}:{self.port}"


class UserInfo(NamedTuple):
    """Who is logged in; access is "" where the controller says nothing about it."""

    identity: str
    display_name: str = ""
    controller_access: str = ""
    model_access: str = ""


class LoginResult(msgspec.Struct, frozen=True):
    """What a successful login told.

    Attributes:
        server_version: such as ``3.6.28``; "" from Juju 1 before 1.25.
        controller_tag: ``controller-<uuid>`` (``environment-<uuid>`` from 1.23 to 1.25), or "".
        model_tag: ``model-<uuid>`` (``environment-<uuid>`` in Juju 1); "" on a controller connection.
        user_info: who is logged in.
        servers: per controller node, its addresses.
        offered: facade to the versions of it that this connection may call; empty in 1.18.
        public_dns_name: "" for most controllers.
        raw: the whole answer as JSON text.
    """

    server_version: str = ""
    controller_tag: str = ""
    model_tag: str = ""
    user_info: UserInfo = UserInfo("")
    servers: tuple[tuple[HostPort, ...], ...] = ()
    offered: dict[str, list[int]] = {}
    public_dns_name: str = ""
    raw: str = "{}"

    def __repr__(self) -> str:
        return f"LoginResult(server_version={self.server_version!r}, user={self.user_info.identity!r})"


class OldController(Exception):
    """The controller is a Juju 1, and the path of this websocket means something else to it."""


def log_in(
    ask: Ask, speak: Callable[[Dialect], None], who: Credentials, *, juju1: bool | None, environment: bool
) -> LoginResult:
    """Log in with the first version that the controller takes.

    Args:
        ask: calls Admin.Login.
        speak: changes the spelling that ``ask`` uses.
        who: the credentials; they stand in no error.
        juju1: True or False when the caller knows; None finds out.
        environment: True on a websocket whose path names an environment's uuid.

    Raises:
        DischargeRequired: macaroons have to be discharged; ``info`` holds them.
        RedirectionRequired: the model lives elsewhere; ``info`` names where.
        APIError: any other refusal, in the controller's words.
    """
    if not juju1:
        reply = ask(3, _params(3, who))
        if juju1 is False or reply.number:
            return _result(reply, who, 3)
        if environment:
            raise OldController
    speak(Dialect.JUJU1)
    return _old_log_in(ask, who, environment)


def log_in_by_token(ask: AskNamed, who: Credentials) -> LoginResult | None:
    """Log in with the token of the credentials; None where the controller takes no tokens.

    Args:
        ask: calls a method of Admin version 4; the one that waits for a person may take long.
        who: the credentials, whose ``token`` is set.

    Raises:
        SessionTokenInvalid: the token is stale, and nobody can be shown a device code.
        APIError: any other refusal, in the controller's words.
    """
    token = who.token
    try:
        if isinstance(token, ClientCredentials):
            given = {"client-id": token.client_id, "client-secret": token.client_secret}
            return _result(_asked(ask, "LoginWithClientCredentials", given), who, 4)
        if token is not None:
            return _by_session(ask, who, token)
    except (NotImplementedByController, UnsupportedByController):
        # Recorded on 4.0.15: a controller of its own takes none; the juju command goes on as before.
        pass
    return None


def _by_session(ask: AskNamed, who: Credentials, token: SessionToken) -> LoginResult:
    try:
        return _by_this(ask, who, token.token)
    except SessionTokenInvalid:
        if token.show is None:
            raise
    device = _read_object(_asked(ask, "LoginDevice", {}).result)
    token.show(DeviceCode(str(device.get("user-code") or ""), str(device.get("verification-uri") or "")))
    made = str(_read_object(_asked(ask, "GetDeviceSessionToken", {}).result).get("session-token") or "")
    if token.keep is not None:
        token.keep(made)
    return _by_this(ask, who, made)


def _by_this(ask: AskNamed, who: Credentials, token: str) -> LoginResult:
    return _result(_asked(ask, "LoginWithSessionToken", {"session-token": token}), who, 4)


def _asked(ask: AskNamed, method: str, params: dict[str, str]) -> Reply:
    reply = ask(method, msgspec.json.encode(params).decode())
    if reply.failure is None:
        return reply
    failure = reply.failure
    raise api_error(
        failure.message,
        failure.code,
        info_of(failure.info),
        facade="Admin",
        method=method,
        number=reply.number,
    )


def _read_object(text: str) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(text)
    except msgspec.MsgspecError as error:
        raise ProtocolError(f"the controller's answer to the login cannot be read: {error}") from error
    return found if isinstance(found, dict) else {}


def servers_of(value: Any) -> list[str]:
    """The addresses in a controller's own list of them, ``host:port`` each, as far as they can be read."""
    found = []
    for node in value if isinstance(value, list) else ():
        for one in node if isinstance(node, list) else ():
            if not isinstance(one, dict):
                continue
            place = _host_port(one)
            if place.value and place.port and place.scope not in ("local-machine", "machine-local"):
                found.append(str(place))
    return found


def _old_log_in(ask: Ask, who: Credentials, environment: bool) -> LoginResult:
    """Juju 1: version 1, then 0 (then 2 for an environment's own path, which only 1.25 has).

    1.18 and 1.20 do not read the version: to them version 1 is a login with an empty tag, so a
    refusal of any kind is a reason to ask in the oldest shape.
    """
    try:
        return _result(ask(1, _params(1, who)), who, 1)
    except APIError as error:
        unknown = error.code == "not implemented"
    if environment and unknown:
        reply = ask(2, _params(2, who))
        if reply.failure is None:
            return _result(reply, who, 2)
    return _result(ask(0, _params(0, who)), who, 0)


def _params(version: int, who: Credentials) -> str:
    return login_params(
        version,
        tag=who.tag,
        password=who.password,
        macaroons=who.macaroons,
        client_version=who.client_version,
    )


def _result(reply: Reply, who: Credentials, version: int) -> LoginResult:
    if reply.failure is not None:
        code = reply.failure.code
        info = info_of(reply.failure.info)
        raise api_error(
            reply.failure.message, code, info, facade="Admin", method="Login", number=reply.number
        )
    try:
        found = msgspec.json.decode(reply.result)
        if not isinstance(found, dict):
            raise TypeError("not an object")
        if version >= 3 and _discharge(found):
            raise _discharge_required(found, reply.number)
        return _read(found, who, reply.result)
    except (msgspec.MsgspecError, TypeError, ValueError, AttributeError, KeyError) as error:
        raise ProtocolError(f"the controller's answer to the login cannot be read: {error}") from error


def _discharge(found: dict[str, Any]) -> bool:
    return bool(found.get("discharge-required") or found.get("bakery-discharge-required"))


def _discharge_required(found: dict[str, Any], number: int) -> DischargeRequired:
    """The seam for macaroons: whoever discharges what is in ``info`` logs in again with the result."""
    why = found.get("discharge-required-error") or "macaroon discharge required"
    info = {
        "macaroon": found.get("discharge-required"),
        "bakery-macaroon": found.get("bakery-discharge-required"),
    }
    kept = {key: value for key, value in info.items() if value}
    return DischargeRequired(why, info=kept, facade="Admin", method="Login", number=number)


def _read(found: dict[str, Any], who: Credentials, raw: str) -> LoginResult:
    """The result in any of its three spellings: 2.0 on, 1.22 to 1.25, and 1.18."""
    user = found.get("user-info") or {}
    return LoginResult(
        server_version=found.get("server-version") or "",
        controller_tag=found.get("controller-tag") or found.get("server-tag") or "",
        model_tag=found.get("model-tag") or found.get("environ-tag") or found.get("EnvironTag") or "",
        user_info=UserInfo(
            user.get("identity") or who.tag,
            user.get("display-name") or "",
            user.get("controller-access") or "",
            user.get("model-access") or "",
        ),
        servers=tuple(
            tuple(_host_port(one) for one in node or ())
            for node in found.get("servers") or found.get("Servers") or ()
        ),
        offered=_offered(found.get("facades") or found.get("Facades") or ()),
        public_dns_name=found.get("public-dns-name") or "",
        raw=raw,
    )


def _host_port(one: dict[str, Any]) -> HostPort:
    low = {key.lower(): value for key, value in one.items()}
    scope = low.get("scope") or low.get("networkscope") or ""
    return HostPort(low.get("value") or "", low.get("port") or 0, low.get("type") or "", scope)


def _offered(facades: Any) -> dict[str, list[int]]:
    found = {}
    for facade in facades:
        low = {key.lower(): value for key, value in facade.items()}
        found[str(low["name"])] = sorted(int(version) for version in low.get("versions") or ())
    return found


def info_of(text: str) -> dict[str, Any]:
    """The ``error-info`` of a failure; empty when it is none or no object."""
    if not text:
        return {}
    try:
        found = msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
