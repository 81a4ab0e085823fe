"""Opening a connection: dial, log in, discharge, follow one redirection, try again.

Each step that a login may ask for is taken once: a second redirection or a second demand for a
discharge is an error. Trying again is for what passes by itself: no controller answers, it is
upgrading, or it asks to be asked again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from jujuclient.address import Address
from jujuclient.deadline import Deadline
from jujuclient.dialling import Dialler
from jujuclient.errors import (
    APIError,
    CertificateRefused,
    ConnectionFailed,
    DeadlineExceeded,
    DischargeRequired,
    JujuError,
    RedirectionRequired,
    TryAgain,
    UpgradeInProgress,
)
from jujuclient.login import Credentials, OldController, servers_of

if TYPE_CHECKING:
    from jujuclient.connection import Connection
    from jujuclient.cookies import CookieJar
    from jujuclient.discharge import AskPassword

T = TypeVar("T")

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
"""Seconds before a second try; each further pause is twice as long, up to the longest."""

_passing = (ConnectionFailed, DeadlineExceeded, TryAgain)


@dataclass(frozen=True)
class Plan:
    """What ``Connection.connect`` was told; its arguments tell what each is."""

    addresses: tuple[str, ...]
    cacert: str | None = field(repr=False)
    model_uuid: str
    who: Credentials
    timeout: float | None
    call_timeout: float | None
    max_frame_size: int | None
    juju1: bool | None
    path: str | None
    cookies: CookieJar | None = None
    ask_password: AskPassword | None = field(default=None, repr=False)

    def deadline(self) -> Deadline:
        """For one try."""
        return Deadline(self.timeout, lambda: f"a connection to {', '.join(self.addresses)}")


def pauses() -> Iterator[float]:
    """How long to wait before each further try, in seconds; without end."""
    pause = FIRST_PAUSE
    while True:
        yield pause
        pause = min(2 * pause, LONGEST_PAUSE)


def passes(error: BaseException) -> bool:
    """Whether a failure may be another one, or none, in a while."""
    if isinstance(error, CertificateRefused):
        return False
    return isinstance(error, _passing) or is_upgrading(error)


def is_upgrading(error: BaseException) -> bool:
    """Whether a controller refused something because it is upgrading; 1.25 gives no code to that."""
    if isinstance(error, UpgradeInProgress):
        return True
    return isinstance(error, APIError) and error.message.startswith("upgrade in progress")


def patiently(
    step: Callable[[], T], retries: int, *, when: Callable[[BaseException], bool] = passes, what: str = ""
) -> T:
    """Do a step, and again after a pause when its failure may pass, so many times at most.

    Args:
        step: what is done.
        retries: how many times it is done again; 0 for never.
        when: says whether a failure may pass.
        what: named with the number of tries in a note on the last error.
    """
    waiting = pauses()
    for left in range(retries, -1, -1):
        try:
            return step()
        except JujuError as error:
            if not left or not when(error):
                _note(error, retries - left + 1, what)
                raise
        wait(next(waiting))
    raise AssertionError("unreachable: the last try returns or raises")


def wait(seconds: float) -> None:
    """Pause; a name of its own, so that tests need not wait."""
    threading.Event().wait(seconds)


def _note(error: BaseException, tries: int, what: str) -> None:
    if tries > 1 and hasattr(error, "add_note"):  # Python 3.11 on
        error.add_note(f"{what or 'it'} was tried {tries} times")


def dialled(kind: type[Connection], plan: Plan, deadline: Deadline) -> Connection:
    """A connection where nobody is logged in yet."""
    wanted = plan.path or _path(plan.model_uuid, juju1=plan.juju1 is True)
    transport = Dialler(wanted, plan.cacert, deadline).dial(list(plan.addresses))
    transport.limit(plan.max_frame_size)
    return kind(transport, call_timeout=plan.call_timeout)


def opened(kind: type[Connection], plan: Plan, deadline: Deadline) -> Connection:
    """A connection that is logged in, here or where the first redirection leads."""
    try:
        return _opened(kind, plan, deadline)
    except RedirectionRequired as error:
        target = _redirected(plan, error)
        if target is None:
            raise
    return _opened(kind, target, deadline)


def _opened(kind: type[Connection], plan: Plan, deadline: Deadline) -> Connection:
    made = dialled(kind, plan, deadline)
    try:
        return _logged_in(made, plan, deadline, environment=bool(plan.model_uuid) and plan.path is None)
    except OldController:
        # The path of a model means nothing to Juju 1; one that the caller chose stays.
        plan = replace(plan, addresses=(made.address,), juju1=True)
    return _logged_in(dialled(kind, plan, deadline), plan, deadline, environment=True)


def _logged_in(made: Connection, plan: Plan, deadline: Deadline, *, environment: bool) -> Connection:
    with made._closing_on_error():
        who = _with_proofs(plan, made)
        try:
            made._log_in(who, plan.juju1, environment=environment, deadline=deadline)
        except DischargeRequired as required:
            proof = _discharged(required, plan, who, made, deadline)
            who = who._replace(macaroons=[proof])
            made._log_in(who, False, environment=environment, deadline=deadline)
            if plan.cookies is not None:
                plan.cookies.add(_host(made), proof)
        except RedirectionRequired as error:
            raise _told_where(made, error, deadline) from None
    return made


def _with_proofs(plan: Plan, made: Connection) -> Credentials:
    """The credentials, and what the cookie jar has where there is nothing better."""
    who = plan.who
    if plan.cookies is None or who.password or who.macaroons:
        return who
    return who._replace(macaroons=plan.cookies.macaroons(_host(made)) or None)


def _discharged(
    required: DischargeRequired, plan: Plan, who: Credentials, made: Connection, deadline: Deadline
) -> list[dict[str, Any]]:
    """The proof for a second login; the error as it was where the caller gave no means for one."""
    if plan.ask_password is None and plan.cookies is None:
        raise required
    from jujuclient.discharge import Means, discharged

    user = who.user.removeprefix("user-")
    means = Means(made.address, plan.cacert, user, plan.ask_password, who.macaroons)
    return discharged(required, means, deadline)


def _host(made: Connection) -> str:
    return Address.parse(made.address).host


def _told_where(made: Connection, error: RedirectionRequired, deadline: Deadline) -> RedirectionRequired:
    """The error with where to in it: before 2.6, and from JAAS, one has to ask for that."""
    if error.info:
        return error
    try:
        info = made.call("Admin", 3, "RedirectInfo", timeout=deadline.remaining()).value
    except APIError:
        return error
    error.info = info if isinstance(info, dict) else {}
    return error


def _redirected(plan: Plan, error: RedirectionRequired) -> Plan | None:
    """The plan for the controller that a redirection names; None where it names no address."""
    addresses = tuple(servers_of(error.info.get("servers")))
    if not addresses:
        return None
    cacert = error.info.get("ca-cert") or plan.cacert
    # Cookies of this controller say nothing to that one, and its own are in a jar of its own.
    return replace(plan, addresses=addresses, cacert=cacert, cookies=None)


def _path(model_uuid: str, *, juju1: bool) -> str:
    """Where the websocket of a model or of the controller is (1.18 has "/" alone)."""
    if juju1:
        return f"/environment/{model_uuid}/api" if model_uuid else "/"
    return f"/model/{model_uuid}/api" if model_uuid else "/api"
