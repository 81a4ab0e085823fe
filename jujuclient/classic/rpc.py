"""Calls one after the other on a connection with ``send``, ``recv``, ``close`` and ``connected``."""

from __future__ import annotations

import json
import logging
import os
import threading
from typing import Any

from jujuclient.classic.exc import AlreadyConnected, EnvError, LoginRequired, OtherJuju

log = logging.getLogger("jujuclient")

Op = dict[str, Any]
Response = dict[str, Any]

_LOGINS = ("Login", "RedirectInfo")


class BaseRPC:
    """What both majors have in common; the hooks that differ are in ``Juju1RPC`` and ``Juju2RPC``.

    Attributes:
        conn: what speaks the websocket.
    """

    _upgrade_retry_delay_secs: float = 1
    _upgrade_retry_count = 60

    _auth = False
    _request_id = 1
    _debug = False
    _reconnect_params: dict[str, Any] | None = None
    conn: Any = None

    _creds: dict[str, str] | None = None
    _info: Response | None = None
    endpoint: str = ""
    # One for all, until an instance has its own: a subclass need not call __init__.
    _turn: Any = threading.RLock()
    _abandoned: frozenset[int] = frozenset()
    _shape: Any = None
    """Makes of each mapping of a reply what callers get; None leaves it."""

    REQUEST = "Request"
    REQUEST_ID = "RequestId"
    PARAMS = "Params"
    ERROR = "Error"
    RESPONSE = "Response"
    FOREIGN: tuple[str, ...] = ()
    """Keys that only the other major's replies have."""

    def check_op(self, op: Op) -> Op:
        """Refuse what needs a login, and complete what was left out."""
        if not self._auth and op.get(self.REQUEST) not in _LOGINS:
            raise LoginRequired("log in first: env.login(password)")
        op.setdefault(self.PARAMS, {})
        return op

    def check_error(self, result: Response) -> Response:
        """The reply, unless it is an error of either major."""
        if result.get(self.ERROR):
            raise EnvError(result)
        if self.RESPONSE not in result and any(key in result for key in self.FOREIGN):
            raise OtherJuju(result)
        return result

    def get_response(self, result: Response) -> Response:
        """What the reply carries; {} for a reply that is nothing but a success."""
        response: Response | None = result.get(self.RESPONSE)
        return {} if response is None else response

    def login_args(self, user: str, password: str) -> Op:
        """The call that logs in."""
        raise NotImplementedError

    def redirect_info(self) -> Response | None:
        """Where the model is; None where it is here."""
        return None

    def _rpc(self, op: Op) -> Response:
        return self.get_response(self.check_error(self._send_request(self.check_op(op))))

    def _rpc_retry_if_upgrading(self, op: Op) -> Response:
        """Ask again while the controller says that it is upgrading, up to a limit."""
        retries = self._upgrade_retry_count
        while True:
            try:
                return self._rpc(dict(op))
            except EnvError as error:
                if "upgrade in progress" not in str(error.message) or retries <= 0:
                    raise
            retries -= 1
            threading.Event().wait(self._upgrade_retry_delay_secs)

    def _send_request(self, op: Op) -> Response:
        """Send one call and wait for its reply; calls of other threads wait their turn."""
        with self._turn:
            number = self._request_id
            op[self.REQUEST_ID] = number
            self._request_id += 1
            if self._debug:
                log.debug("rpc request: %s", _told(self, op, op, self.PARAMS, "params"))
            self.conn.send(json.dumps(op))
            try:
                result = self._receive()
            except Exception as error:
                if timed_out(error):
                    self._abandoned |= {number}
                raise
            if self._debug:
                log.debug("rpc response: %s", _told(self, op, result, self.RESPONSE, "result"))
            return result

    def _receive(self) -> Response:
        """The next reply that somebody still waits for."""
        while True:
            raw = self.conn.recv()
            if not raw:
                # websocket-client's close() keeps the socket of a line that the other side has ended.
                getattr(self.conn, "shutdown", self.conn.close)()
                self.conn.connected = False
                raise _closed("the controller closed the connection")
            result: Response = json.loads(raw, object_hook=self._shape)
            number = result.get(self.REQUEST_ID)
            if number not in self._abandoned:
                return result
            self._abandoned -= {number}

    def login(self, password: str, user: str = "user-admin") -> Response:
        """Log in.

        Returns:
            the answer to the login, as the controller wrote it.

        Raises:
            AlreadyConnected: it is logged in.
            EnvError: the controller refuses.
        """
        if self.conn is not None and self.conn.connected is True and self._auth:
            raise AlreadyConnected("it is logged in; close it first, or use another")
        # 0.54 logged in again after each error, because old servers hung up; no reply tells so today.
        self._auth = False
        who = user if not user or user.startswith("user-") else f"user-{user}"
        self._info = self._rpc_retry_if_upgrading(self.login_args(who, password))
        self._creds = {"password": password, "user": who}
        self._auth = True
        return self._info

    def set_reconnect_params(self, params: dict[str, Any]) -> None:
        """Remember how to connect again: ``url``, ``user``, ``password`` and ``ca_cert``."""
        self._reconnect_params = params

    def reconnect(self) -> bool:
        """Connect and log in again; False where it was never told how."""
        if not self._reconnect_params:
            return False
        from jujuclient.classic.connector import BaseConnector

        log.info("Reconnecting client")
        how = self._reconnect_params
        self.conn = BaseConnector.connect_socket_loop(how["url"], how.get("ca_cert"))
        self._auth = False
        self._abandoned = frozenset()
        self.login(how["password"], how["user"])
        return True


class Juju1RPC(BaseRPC):
    """The frames of Juju 1: ``Type``, ``Request``, ``RequestId``, ``Params``."""

    FOREIGN = ("error", "response", "request-id")

    def login_args(self, user: str, password: str) -> Op:
        """Version 0 of the login, which every Juju 1 has."""
        params = {"AuthTag": user, "Password": password}
        return {"Type": "Admin", "Request": "Login", "Version": 0, "Params": params}


class Juju2RPC(BaseRPC):
    """The frames of Juju 2 and later: lower case."""

    REQUEST = "request"
    REQUEST_ID = "request-id"
    PARAMS = "params"
    ERROR = "error"
    RESPONSE = "response"
    FOREIGN = ("Error", "Response", "RequestId")

    def login_args(self, user: str, password: str) -> Op:
        """Version 3 of the login; without a password, macaroons from the juju command's cookies."""
        params: dict[str, Any] = {"auth-tag": user, "credentials": password, "macaroons": []}
        if not password:
            params["macaroons"] = self._macaroons()
            params["auth-tag"] = ""
        return {"type": "Admin", "request": "Login", "version": 3, "params": params}

    def redirect_info(self) -> Response | None:
        """Where the model is, for a model that is on another controller; else None."""
        try:
            return self._rpc({"type": "Admin", "request": "RedirectInfo", "version": 3, "params": {}})
        except EnvError as error:
            if "not redirected" in str(error.message):
                return None
            raise

    def _macaroons(self) -> list[Any]:
        """What the juju command keeps in ``$JUJU_DATA/cookies`` for this host (defect 21)."""
        from jujuclient.classic.jars import macaroons_for

        return macaroons_for(self.endpoint, os.environ)


def _told(rpc: BaseRPC, op: Op, frame: Response, key: str, role: str) -> str:
    """A frame for the log: what the facade's declaration calls a secret is replaced by its kind.

    Of a method that is not declared nothing is shown, and an error is shown without its info, which
    may be a macaroon.
    """
    from jujuclient import facades, tracing

    facade, method = (str(op.get(word) or op.get(word.lower()) or "") for word in ("Type", "Request"))
    version = int(op.get("Version") or op.get("version") or 0)
    declared = facades.method(facade, version, method)
    kept = {
        name: tracing.shown(value, declared, role, version) if name == key else value
        for name, value in frame.items()
        if name not in ("ErrorInfo", "error-info")
    }
    return json.dumps(kept, sort_keys=True, default=str)


def timed_out(error: BaseException) -> bool:
    """True for the deadline of a socket, whoever tells of it."""
    return isinstance(error, TimeoutError) or type(error).__name__ == "WebSocketTimeoutException"


def _closed(text: str) -> Exception:
    """The error that consumers catch for a closed socket: websocket-client's own (rule 6)."""
    from websocket import WebSocketConnectionClosedException

    made: Exception = WebSocketConnectionClosedException(text)
    return made


__all__ = ["BaseRPC", "Juju1RPC", "Juju2RPC"]
