"""HTTPS beside the socket: charms, resources. The controller's own CA is trusted, as for the socket.

Each request has a connection of its own, as the juju command's have, and a deadline.
"""

from __future__ import annotations

import base64
import http.client
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from jujuclient import cookies
from jujuclient.access import Access
from jujuclient.address import Address
from jujuclient.errors import ConnectionFailed, DeadlineExceeded, api_error
from jujuclient.tls import client_context, server_name
from jujuclient.wire.tags import user_tag

CODES = {401: "unauthorized access", 403: "forbidden", 404: "not found", 405: "method not allowed"}
"""The code of an answer whose body names none, by its status."""


class Response(NamedTuple):
    """What the controller answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body, decoded; {} for one that is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return {}


def request(
    access: Access,
    method: str,
    path: str,
    *,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    timeout: float = 120.0,
) -> Response:
    """Ask the first address that answers.

    Args:
        access: where the controller is, and who asks.
        method, path: such as PUT and ``/model-<uuid>/charms/web-1234567``.
        body: what is sent.
        headers: besides the credentials.
        timeout: seconds for each step of it: connect, send, each read.

    Raises:
        ConnectionFailed: no address answers.
        APIError: the controller refuses, in the class of its code.
    """
    failures: list[str] = []
    for place in access.addresses:
        try:
            return _checked(method, path, _ask(access, place, method, path, body, headers or {}, timeout))
        except TimeoutError:
            raise DeadlineExceeded(f"{method} {path} was not answered within {timeout:g} s") from None
        except (OSError, http.client.HTTPException) as error:
            failures.append(f"{place}: {error}")
    raise ConnectionFailed(f"{method} {path}: no address answers; {'; '.join(failures)}")


def _ask(
    access: Access,
    place: str,
    method: str,
    path: str,
    body: bytes,
    headers: Mapping[str, str],
    timeout: float,
) -> Response:
    address = Address.parse(place)
    context = client_context(access.cacert)
    connection = _Connection(
        address.host, address.port, server_name(access.cacert, address.host), context, timeout
    )
    try:
        connection.request(method, path, body=body or None, headers={**authorization(access), **headers})
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Response(answer.status, found, answer.read())
    finally:
        connection.close()


def authorization(access: Access) -> dict[str, str]:
    """The header that says who asks: the password, else the macaroons of a login, else a session token."""
    if access.password:
        return _basic(user_tag(access.user), access.password)
    proofs = access.proofs
    if proofs:
        return {"Cookie": cookies.header(proofs)}
    token = getattr(access.options.get("token"), "token", "")
    # As the juju command sends it to JAAS: the wire facts, section 3.
    return _basic("", token) if token else {}


def _basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


class _Connection(http.client.HTTPConnection):
    """HTTP over TLS to a server that has another name than its address."""

    def __init__(self, host: str, port: int, name: str, context: Any, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout)
        self._name = name
        self._context = context

    def connect(self) -> None:
        """Connect, and check the certificate for the controller's name."""
        super().connect()
        self.sock = self._context.wrap_socket(self.sock, server_hostname=self._name)


def _checked(method: str, path: str, response: Response) -> Response:
    """The response, or its error: JSON of three forms, or plain text."""
    if response.status < 400:
        return response
    found = response.json()
    found = found if isinstance(found, dict) else {}
    error = found.get("error", found.get("Error", found))
    if isinstance(error, dict):
        message = error.get("message") or error.get("Message") or ""
        code = error.get("code") or error.get("Code") or ""
        info = error.get("info") or error.get("Info")
    else:
        info = found.get("error-info")
        message, code = str(error), str(found.get("error-code") or "")
    message = message or response.body.decode(errors="replace").strip() or f"status {response.status}"
    code = code or CODES.get(response.status, "")
    raise api_error(message, code, info if isinstance(info, dict) else None, facade=method, method=path)
