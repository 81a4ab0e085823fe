"""A trace of calls, without secrets: a line of JSON for each call that is over.

What the table of facades marks as secret is replaced by its kind (``<password>``); of a method that
the table does not have, no value is shown at all. Watchers' deltas and the words of errors are
the controller's, and are written as they came.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, TextIO

from jujuclient import facades

if TYPE_CHECKING:
    from jujuclient.connection import Connection
    from jujuclient.wire.messages import Reply, Request
    from jujuclient.wire.schema import Method

Tree = dict[str, Any]
"""Where the secrets are: name, ``[]`` or ``{}`` to what is below, or to the kind of the secret."""


def trace_to(file: TextIO) -> Callable[[Connection, Request, Reply | None, float], None]:
    """A tracer for ``Connection.tracer`` that writes to a file."""

    def tell(connection: Connection, request: Request, reply: Reply | None, seconds: float) -> None:
        line = json.dumps(entry(connection, request, reply, seconds), ensure_ascii=False)
        file.write(line + "\n")  # in one piece: several threads may write
        file.flush()

    return tell


def entry(connection: Connection, request: Request, reply: Reply | None, seconds: float) -> dict[str, Any]:
    """What the trace says of a call."""
    method = facades.method(request.facade, request.version, request.method)
    told: dict[str, Any] = {
        "at": datetime.now(timezone.utc).isoformat(timespec="milliseconds"),
        "address": connection.address,
        "path": connection.path.partition("?")[0],
        "number": request.number,
        "call": request.name,
    }
    if request.id:
        told["id"] = request.id
    told["params"] = _shown(request.params, method, "params", request.version)
    told["seconds"] = round(seconds, 6)
    if reply is None:
        told["error"] = {"message": "no answer"}
    elif reply.failure is not None:
        told["error"] = {"message": reply.failure.message, "code": reply.failure.code}
    else:
        told["result"] = _shown(reply.result, method, "result", request.version)
    return told


def _shown(text: str, method: Method | None, role: str, version: int) -> Any:
    try:
        value = json.loads(text or "{}")
    except ValueError:
        return "<not JSON>"
    return shown(value, method, role, version)


def shown(value: Any, method: Method | None, role: str, version: int) -> Any:
    """Parameters (``params``) or a result (``result``) of a method as a trace or a log may show them."""
    if method is None:
        return value if value in ({}, None) else "<not declared>"
    return redact(value, _tree(method, role, version))


def _tree(method: Method, role: str, version: int) -> Tree:
    """The secrets of a method in the spelling of its version and in Juju 2's: names are compared bare."""
    root: Tree = {}
    paths = {**method.secret_paths(role), **method.secret_paths(role, version)}
    for path, kind in paths.items():
        parts = path.replace("[]", ".[]").replace("{}", ".{}").strip(".").split(".")
        here = root
        for part in parts[:-1]:
            below = here.setdefault(_bare(part), {})
            if not isinstance(below, dict):
                break  # all of it is secret already
            here = below
        else:
            here[_bare(parts[-1])] = kind
    return root


def _bare(name: str) -> str:
    """A name without what the spellings differ in: ``auth-tag`` and ``AuthTag`` are one."""
    return name.replace("-", "").replace("_", "").lower()


def redact(value: Any, secrets: Tree | str) -> Any:
    """A value with each secret in it replaced by its kind; an empty one shows that it is empty."""
    if isinstance(secrets, str):
        return f"<{secrets}>" if value else value
    if not secrets:
        return value
    if isinstance(value, list):
        return [redact(one, secrets.get("[]", {})) for one in value]
    if isinstance(value, dict):
        every = secrets.get("{}")
        return {
            key: redact(one, every if every is not None else secrets.get(_bare(key), {}))
            for key, one in value.items()
        }
    return value
