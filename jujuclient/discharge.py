"""Discharging a login's macaroon at the controller itself, with the password of a local user.

The controller's discharger is at ``/auth``: it says that it wants a form filled in, the form gives
a token, and for the token it gives the discharge. A password goes to the connected controller and
to nobody else: a caveat of another party is refused here, before anything is sent.
Source: the real controllers' facts, section 7, and the exchanges recorded from Juju 4.0.15.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

from jujuclient import http
from jujuclient.access import Access
from jujuclient.deadline import Deadline
from jujuclient.errors import APIError, DischargeRequired, ProtocolError, Unauthorized
from jujuclient.macaroons import BAKERY_VERSION, Caveat, Undischarged, discharge_all, from64, to64

AskPassword = Callable[[str], str]
"""Gives the password of the user of this name."""

_METHOD = "juju_userpass"
_PLACE = "/auth"


class Means(NamedTuple):
    """What a discharge is made with.

    Attributes:
        address: ``host:port`` of the connected controller; nobody else is asked.
        cacert: its CA as PEM text.
        user: who logs in, without ``user-``.
        ask_password: None where only cookies may prove the user.
        proofs: of earlier logins; they are shown to the discharger as cookies.
    """

    address: str
    cacert: str | None
    user: str
    ask_password: AskPassword | None = None
    proofs: list[list[Any]] | None = None

    def __repr__(self) -> str:
        return f"Means({self.address!r}, user={self.user!r})"


def discharged(required: DischargeRequired, means: Means, deadline: Deadline) -> list[dict[str, Any]]:
    """The proof that a login is to be repeated with: the macaroon and its discharges.

    Args:
        required: what the login was answered.
        means: how to prove who it is.
        deadline: for all of it.

    Raises:
        DischargeRequired: the user has to be proven to somebody else, or there is no password.
        Unauthorized: the password is wrong.
        ConnectionFailed, DeadlineExceeded: the discharger does not answer.
    """
    given = required.info.get("bakery-macaroon") or required.info.get("macaroon")
    step = _Discharger(required, means, deadline)
    return discharge_all(Undischarged.from_json(given), step.acquire)


class _Discharger:
    """The talk with one controller's discharger."""

    def __init__(self, required: DischargeRequired, means: Means, deadline: Deadline) -> None:
        self._required = required
        self._means = means
        self._deadline = deadline
        self._access = Access((means.address,), means.cacert, user="", macaroons=means.proofs)

    def acquire(self, caveat: Caveat, payload: bytes) -> Undischarged:
        """The discharge of one caveat."""
        if urlsplit(caveat.location).path.rstrip("/") != _PLACE:
            raise self._cannot(f"{caveat.location} has to say who the user is; juju login asks there")
        # Whatever host stands in the location, this controller is asked: it may be behind a proxy,
        # and only what its own CA vouches for may see a password.
        query = {"id64": to64(caveat.id)} | ({"caveat64": to64(payload)} if payload else {})
        try:
            return self._macaroon(query)
        except APIError as error:
            if error.code != "interaction required":
                raise
            form = self._form(error)
        return self._macaroon(query | self._token(form))

    def _macaroon(self, query: dict[str, str]) -> Undischarged:
        # In the body and not in the query: errors and logs show paths, and a token is a secret.
        kind = "application/x-www-form-urlencoded"
        found = self._ask(f"{_PLACE}/discharge", urlencode(query), kind)
        return Undischarged.from_json(found.get("Macaroon"))

    def _form(self, error: APIError) -> str:
        """The path of the form, which the discharger may give as a whole URL."""
        methods = error.info.get("InteractionMethods") or {}
        url = str((methods.get(_METHOD) or {}).get("url") or "")
        if not url:
            ways = ", ".join(sorted(methods)) or "none"
            raise self._cannot(f"the controller takes no password here; its ways to log in: {ways}")
        ours = f"https://{self._means.address}"
        whole = urlsplit(urljoin(f"{ours}{_PLACE}/discharge", url))
        if f"{whole.scheme}://{whole.netloc}" != ours and url.startswith(("http:", "https:", "//")):
            raise self._cannot(f"the form is at {whole.netloc}, which is not this controller")
        return whole.path + (f"?{whole.query}" if whole.query else "")

    def _token(self, form: str) -> dict[str, str]:
        means = self._means
        if means.ask_password is None:
            raise self._cannot("give a password, or ask_password=… to fill in the form")
        if not means.user:
            raise self._cannot("name the user who fills in the form")
        filled = {"form": {"user": means.user, "password": means.ask_password(means.user)}}
        try:
            found = self._ask(form, json.dumps(filled), "application/json")
        except APIError as error:
            # Recorded on 4.0.15: a wrong password is a status 500 without a code.
            if error.code or "invalid entity name or password" not in error.message:
                raise
            raise Unauthorized(error.message, facade=error.facade, method=error.method) from None
        token: Any = found.get("token")
        try:
            value = from64(token["value"]) if "value" in token else from64(token["value64"])
            return {"token64": to64(value), "token-kind": str(token["kind"])}
        except (KeyError, TypeError, ValueError):
            raise ProtocolError(f"{means.address} gave no token for the form at {form}") from None

    def _ask(self, path: str, body: str, kind: str) -> dict[str, Any]:
        headers = {"Bakery-Protocol-Version": BAKERY_VERSION, "Content-Type": kind}
        left = self._deadline.remaining()
        if left == 0:
            raise self._deadline.exceeded()
        given: dict[str, float] = {} if left is None else {"timeout": left}
        answer = http.request(self._access, "POST", path, body=body.encode(), headers=headers, **given)
        found = answer.json()
        if not isinstance(found, dict):
            raise ProtocolError(f"{self._means.address} answered POST {path} with no JSON object")
        return found

    def _cannot(self, why: str) -> DischargeRequired:
        required = self._required
        return DischargeRequired(
            f"{required.message}: {why}",
            info=required.info,
            facade=required.facade,
            method=required.method,
            number=required.number,
        )
