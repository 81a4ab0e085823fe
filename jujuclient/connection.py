"""One connection to a controller or a model: how it is made, who is logged in, and what it can be asked.

What happens on the wire while many threads call is in ``line``.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from types import EllipsisType, TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import msgspec

from jujuclient.deadline import Deadline
from jujuclient.errors import NotSupported, api_error
from jujuclient.line import Line, Sent
from jujuclient.login import (
    ClientCredentials,
    Credentials,
    HostPort,
    LoginResult,
    SessionToken,
    UserInfo,
    info_of,
    log_in,
    log_in_by_token,
)
from jujuclient.opening import Plan, dialled, is_upgrading, opened, patiently
from jujuclient.transport import Transport
from jujuclient.wire.messages import Answer, Dialect, Reply, Request
from jujuclient.wire.series import Series

if TYPE_CHECKING:
    from jujuclient.cookies import CookieJar
    from jujuclient.discharge import AskPassword
    from jujuclient.store import ClientStore
    from jujuclient.wire.schema import Facade

F = TypeVar("F", bound="Facade")
Params = msgspec.Struct | dict[str, Any] | list[Any] | str | None
"""Parameters of a call: a Struct, JSON values, a JSON text, or None for none."""

Tracer = Callable[["Connection", Request, Reply | None, float], None]
"""Takes a connection, a call, its reply (None for none) and the seconds between."""

CALL_TIMEOUT = 60.0
"""Seconds that a call waits for its answer, unless it or its connection says otherwise."""

_encode = msgspec.json.Encoder(order=None).encode


class Connection(Line):
    """A connection to a controller or to one of its models; many threads may call on it.

    Made by ``connect`` or ``from_store``; a ``with`` block closes it.

    Attributes:
        address: the one that is connected, as ``host:port``.
        call_timeout: seconds that a call waits by default; None waits until the connection ends.
        macaroons: what a login by macaroons was proven with, for requests beside the socket; or None.
        retries: how many times a call is made again that an upgrade of the controller refuses.
        stray_answers: answers that came to numbers nobody asked under.
    """

    tracer: ClassVar[Tracer | None] = None
    """Hears of every call of every connection once it is over: see ``jujuclient.tracing``."""

    def __init__(self, transport: Transport, *, call_timeout: float | None = CALL_TIMEOUT) -> None:
        super().__init__(transport)
        self.call_timeout = call_timeout
        self.macaroons: list[Any] | None = None
        self.retries = 0
        self._login = LoginResult()
        self._facades: dict[str, int] | None = None

    # -- making one

    @classmethod
    def connect(
        cls,
        addresses: str | Sequence[str],
        *,
        cacert: str | None = None,
        model_uuid: str = "",
        user: str = "admin",
        password: str = "",
        macaroons: list[Any] | None = None,
        timeout: float | None = 30.0,
        call_timeout: float | None = CALL_TIMEOUT,
        max_frame_size: int | None = None,
        juju1: bool | None = None,
        path: str | None = None,
        login: bool = True,
        client_version: str = "",
        token: SessionToken | ClientCredentials | None = None,
        cookies: CookieJar | None = None,
        ask_password: AskPassword | None = None,
        retries: int = 0,
        keepalive: float | None = None,
    ) -> Connection:
        """Connect to the first address that answers, and log in.

        A login that is redirected is followed once, to the servers and with the CA that it names.

        Args:
            addresses: ``host:port``, ``[IPv6]:port`` or ``wss://host:port/path``, one or several.
            cacert: the controller's CA as PEM text; None trusts the system's roots.
            model_uuid: the model to connect to; "" connects to the controller.
            user: ``admin``, ``bob@external`` or a whole tag.
            password: of the user.
            macaroons: instead of a password, as JSON values.
            timeout: seconds for all of it: every address, TLS, and the login; for each try anew.
            call_timeout: seconds that each later call waits; None waits until the connection ends.
            max_frame_size: largest message taken, in bytes; None takes any.
            juju1: True for Juju 1.18 to 1.25, False for later; None finds out.
            path: of the websocket, instead of the one that follows from ``model_uuid``.
            login: False leaves it to the caller, see ``log_in``.
            client_version: the Juju version to present oneself as; "" presents none.
            token: a session token or a service account, for controllers behind an identity provider;
                one that takes none is logged in to as ever.
            cookies: macaroons of earlier logins, for a login without a password; new ones are added.
            ask_password: gives the password of a user by name, for the controller's login form: the
                way of local users to log in by macaroon. Only used without ``password``.
            retries: how many times to try again, after pauses of a half to ten seconds, when no
                controller answers or it is upgrading; for later calls, when it is upgrading.
            keepalive: seconds between pings that keep the line open; None for none. A ping that is
                not answered ends the connection.

        Raises:
            ConnectionFailed: no address answered; lists each and its cause.
            CertificateRefused: the certificate is not signed by ``cacert``.
            DeadlineExceeded: the login was not answered in time.
            Unauthorized: the user or the password is wrong.
            DischargeRequired, RedirectionRequired: see ``log_in``.
        """
        plan = Plan(
            addresses=(addresses,) if isinstance(addresses, str) else tuple(addresses),
            cacert=cacert,
            model_uuid=model_uuid,
            who=Credentials(user, password, macaroons, client_version, token),
            timeout=timeout,
            call_timeout=call_timeout,
            max_frame_size=max_frame_size,
            juju1=juju1,
            path=path,
            cookies=cookies,
            ask_password=ask_password,
        )
        step = opened if login else dialled
        made = patiently(lambda: step(cls, plan, plan.deadline()), retries, what="connecting")
        made.retries = retries
        if keepalive is not None:
            from jujuclient.keepalive import keep

            keep(made, keepalive)
        return made

    @classmethod
    def from_store(
        cls,
        model: str | None = None,
        *,
        controller: str | None = None,
        store: ClientStore | None = None,
        controller_only: bool = False,
        **options: Any,
    ) -> Connection:
        """Connect as the juju command would, with what its files and environment say.

        Args:
            model: ``model``, ``owner/model``, ``controller:owner/model`` or ``controller:``;
                None takes the current one.
            controller: a controller's name; None takes the current one.
            store: where to look; None for the user's own files.
            controller_only: connect to the controller, whatever model is current.
            options: further arguments of ``connect``; they come before what the files say.

        Raises:
            StoreError: the files lack what is needed.
        """
        from jujuclient.store import ClientStore, login_options

        store = store or ClientStore()
        target = store.resolve(model, controller=controller)
        found: dict[str, Any] = {
            "addresses": target.controller.addresses,
            "cacert": target.controller.ca_cert or None,
            "user": target.account.user,
            "password": target.account.password,
            "model_uuid": "" if controller_only or target.model is None else target.model.uuid,
        }
        return cls.connect(**(found | login_options(store, target) | options))

    # -- logging in

    def log_in(
        self,
        user: str,
        password: str = "",
        *,
        macaroons: list[Any] | None = None,
        juju1: bool | None = None,
        timeout: float | None = 30.0,
        client_version: str = "",
    ) -> None:
        """Log in on a connection made with ``login=False``, or again after a refusal.

        Raises:
            Unauthorized: the user or the password is wrong; the connection can be used to try again.
            DischargeRequired: macaroons must be discharged first; ``info`` holds them.
            RedirectionRequired: the model has moved; ``info`` names where.
        """
        who = Credentials(user, password, macaroons, client_version)
        self._log_in(who, juju1, environment=False, deadline=Deadline(timeout, "the login"))

    def _log_in(self, who: Credentials, juju1: bool | None, *, environment: bool, deadline: Deadline) -> None:
        def ask(version: int, params: str) -> Reply:
            return self._exchange("Admin", version, "Login", params, id="", timeout=deadline.remaining())[0]

        def speak(dialect: Dialect) -> None:
            self._session.dialect = dialect

        def ask_named(method: str, params: str) -> Reply:
            # A person may take longer than the login; the controller ends the wait.
            limit = None if method == "GetDeviceSessionToken" else deadline.remaining()
            return self._exchange("Admin", 4, method, params, id="", timeout=limit)[0]

        found = log_in_by_token(ask_named, who) if who.token is not None and not juju1 else None
        self._login = found or log_in(ask, speak, who, juju1=juju1, environment=environment)
        self._facades = None
        self.macaroons = None if who.password else who.macaroons

    # -- calling

    def call(
        self,
        facade: str,
        version: int,
        method: str,
        params: Params = None,
        *,
        id: str = "",
        timeout: float | EllipsisType | None = ...,
    ) -> Answer:
        """Call a method of a given facade version, and wait for the answer; nothing is checked before.

        Args:
            facade: such as ``Application``.
            version: of the facade; 0 names none.
            method: such as ``Deploy``.
            params: a Struct, JSON values, a JSON text, or None.
            id: of the object the call is for, such as a watcher.
            timeout: seconds to wait; ``...`` takes the connection's ``call_timeout``; None waits
                until the answer is there or the connection ends.

        Raises:
            APIError: the controller's refusal, of the class of its code.
            DeadlineExceeded: no answer in time. It is dropped when it comes; the connection stays.
            ConnectionLost: the line broke, or was closed; the message has the cause.
            FrameTooBig: an answer is over ``max_frame_size``; the connection is closed.
        """
        if params is None:
            text = ""
        elif isinstance(params, str):
            text = params
        else:
            text = _json_of(params, f"{facade}.{method}")
        seconds = self.call_timeout if isinstance(timeout, EllipsisType) else timeout
        if self.retries:
            step = partial(self._call, facade, version, method, text, id, seconds)
            return patiently(step, self.retries, when=is_upgrading, what=f"{facade}.{method}")
        return self._call(facade, version, method, text, id, seconds)

    def _call(
        self, facade: str, version: int, method: str, text: str, id: str, seconds: float | None
    ) -> Answer:
        reply, request = self._exchange(facade, version, method, text, id=id, timeout=seconds)
        if reply.failure is None:
            return Answer(raw=reply.result)
        failure = reply.failure
        raise api_error(
            failure.message,
            failure.code,
            info_of(failure.info),
            facade=facade,
            method=method,
            number=request.number,
        )

    def rpc(
        self,
        facade: str,
        method: str,
        params: Params = None,
        *,
        version: int | None = None,
        id: str = "",
        timeout: float | EllipsisType | None = ...,
    ) -> Answer:
        """Call any method of a facade that the controller offers, typed by this package or not.

        Args:
            version: of the facade; None takes the negotiated one, or the newest offered where this
                package does not declare the facade.

        Other arguments and errors are those of ``call``.

        Raises:
            NotSupported: the controller does not offer the facade, or not this version of it;
                nothing was sent.
        """
        return self.call(facade, self.best_version(facade, version), method, params, id=id, timeout=timeout)

    def facade(self, kind: type[F]) -> F:
        """A facade of the table, bound to this connection at the version that both sides have.

            spaces = connection.facade(Spaces).list_spaces()

        Raises:
            NotSupported: the controller does not offer the facade, or no version that is declared.
        """
        offered = self.offered.get(kind.name, [])
        version = self.best_version(kind.name)
        if version not in kind.versions:
            raise NotSupported(
                f"{kind.name} is declared in versions {', '.join(map(str, kind.versions))}; "
                f"this {self._kind()} offers {', '.join(map(str, offered)) or 'none by name'}"
            )
        series = Series.of(self.server_version).known_as if self.server_version else ""
        return kind(self, version, series=series, offered=offered)

    def best_version(self, facade: str, wanted: int | None = None) -> int:
        """The version of a facade to call on this connection.

        Raises:
            NotSupported: the controller does not offer the facade, or not the wanted version.
        """
        if not self.offered:  # Juju 1.18 lists nothing, and knows no versions
            return wanted or 0
        versions = self.offered.get(facade)
        if not versions:
            raise NotSupported(self._not_offered(facade, wanted))
        if wanted is None:
            return self.facades.get(facade, versions[-1])
        if wanted not in versions:
            raise NotSupported(
                f"{facade} version {wanted} is not offered by this {self._kind()}; "
                f"it offers {', '.join(map(str, versions))}"
            )
        return wanted

    def _not_offered(self, facade: str, wanted: int | None) -> str:
        version = "" if wanted is None else f" version {wanted}"
        close = difflib.get_close_matches(facade, self.offered, n=3) or sorted(self.offered)
        return (
            f"{facade}{version} is not offered by this {self._kind()}; it offers {', '.join(close)}. "
            "A facade may be offered on the other kind of connection only (controller or model)"
        )

    def _kind(self) -> str:
        kind = "model connection" if self.model_tag else "controller connection"
        return f"{kind} (Juju {self.server_version or '1'}, {self.address})"

    def _begin_ping(self, patience: float) -> Sent:
        """Send a ping; in the newest version of it that there is."""
        version = max(self.offered.get("Pinger") or [0 if self.dialect is Dialect.JUJU1 else 1])
        return self._begin("Pinger", version, "Ping", "", timeout=patience)

    # -- the end

    def __enter__(self) -> Connection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        state = "closed" if self.closed else self.user_tag or "not logged in"
        return f"<Connection {self.address} {self.model_tag or 'controller'} {state}>"

    # -- what the login told

    @property
    def controller_tag(self) -> str:
        """``controller-<uuid>``; "" before 1.23."""
        return self._login.controller_tag

    @property
    def facades(self) -> dict[str, int]:
        """Facade to the version that both sides have: the newest one that this package declares."""
        if self._facades is None:
            self._facades = _negotiate(self.offered)
        return self._facades

    @property
    def login_raw(self) -> str:
        """The whole answer to the login as JSON text."""
        return self._login.raw

    @property
    def model_tag(self) -> str:
        """``model-<uuid>`` (``environment-<uuid>`` in Juju 1); "" on a controller connection."""
        return self._login.model_tag

    @property
    def offered(self) -> dict[str, list[int]]:
        """Facade to all versions of it that the controller offers on this connection."""
        return self._login.offered

    @property
    def servers(self) -> tuple[tuple[HostPort, ...], ...]:
        """The controller's own list of its addresses, per node."""
        return self._login.servers

    @property
    def server_version(self) -> str:
        """Such as ``3.6.28``; "" before 1.25."""
        return self._login.server_version

    @property
    def user_info(self) -> UserInfo:
        """Who is logged in, and with what access."""
        return self._login.user_info

    @property
    def user_tag(self) -> str:
        """The tag of the user who is logged in; "" for nobody."""
        return self._login.user_info.identity


def _json_of(params: object, call: str) -> str:
    """The JSON text of parameters; TypeError names the call whose parameters have none."""
    try:
        return _encode(params).decode()
    except (TypeError, ValueError, OverflowError) as error:
        raise TypeError(f"{call}: the parameters have no JSON form: {error}") from None


def _negotiate(offered: dict[str, list[int]]) -> dict[str, int]:
    negotiate = getattr(import_module("jujuclient.facades"), "negotiate", None)
    if negotiate is None:
        return {name: versions[-1] for name, versions in offered.items() if versions}
    return dict(negotiate(offered))
