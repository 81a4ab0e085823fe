"""Commands about models and calls: status, models, add-model, destroy-model, rpc, version."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from jujuclient.cli_output import add_color, colorful, paint_table, say, show, status_value
from jujuclient.errors import NotSupported

if TYPE_CHECKING:
    from jujuclient.cli import Commands
    from jujuclient.connection import Connection
    from jujuclient.controller import Controller
    from jujuclient.model import Model

CONNECT_TIMEOUT = 30.0


def add_commands(commands: Commands) -> None:
    """Add the commands of this module."""
    status = commands.add("status", _status, "the status of the model", formats="table json yaml")
    status.add_argument("patterns", nargs="*", help="applications, units, machines, words of status")
    status.add_argument("--storage", action="store_true", help="with the storage (3.3 and later)")
    add_color(status)

    rpc = commands.add("rpc", _rpc, "call any method of any facade; prints its result as JSON")
    rpc.add_argument("facade", metavar="FACADE")
    rpc.add_argument("method", metavar="METHOD")
    rpc.add_argument("params", metavar="JSON", nargs="?", default="{}", help="parameters; - reads them")
    rpc.add_argument("--version", type=int, help="of the facade; the best by default")
    rpc.add_argument("--id", default="", help="of the object called, such as a watcher")

    commands.add("facades", _offered, "the facades there are; --offered: those that the controller offers",
                 ).add_argument("--offered", action="store_true", help="as the controller says")  # fmt: skip
    commands.add("models", _models, "the models of the controller", formats="table json yaml")

    add = commands.add("add-model", _add_model, "add a model; prints its uuid, which -m takes")
    add.add_argument("name")
    add.add_argument("cloud", nargs="?", help="cloud or cloud/region")
    add.add_argument("--config", action="append", default=[], metavar="KEY=VALUE")
    add.add_argument("--credential", default=None)

    destroy = commands.add("destroy-model", _destroy_model, "destroy a model and all that is in it")
    destroy.add_argument("name")
    destroy.add_argument("--destroy-storage", action="store_true")
    destroy.add_argument("--release-storage", action="store_true")
    destroy.add_argument("--force", action="store_true")

    version = commands.add("version", _version, "the version of this client; --server: of the controller")
    version.add_argument("--server", action="store_true")


def model_of(asked: argparse.Namespace, *, waits: bool = False) -> Model:
    """The model that a command is about, connected.

    Args:
        asked: what was asked.
        waits: whether ``--timeout`` is for all of the command rather than for each call.
    """
    from jujuclient.model import Model
    from jujuclient.store import ClientStore

    return Model.connect(
        asked.model,
        controller=asked.controller,
        store=ClientStore(environ=asked.environ),
        **_patience(asked, waits),
    )


def controller_of(asked: argparse.Namespace) -> Controller:
    """The controller that a command is about, connected."""
    from jujuclient.controller import Controller
    from jujuclient.store import ClientStore

    name = asked.controller or (asked.model or "").rpartition(":")[0] or None
    store = ClientStore(environ=asked.environ)
    return Controller.connect(name, store=store, **_patience(asked, False))


def _patience(asked: argparse.Namespace, waits: bool) -> dict[str, Any]:
    if asked.timeout is None:
        return {}
    found: dict[str, Any] = {"timeout": min(asked.timeout, CONNECT_TIMEOUT)}
    return found if waits else found | {"call_timeout": asked.timeout}


def pairs(texts: list[str]) -> dict[str, str]:
    """``key=value`` texts as a mapping; a value ``@file`` is the file's text.

    Raises:
        ValueError: a text without ``=``.
        OSError: the file cannot be read.
    """
    found = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise ValueError(f"{text!r} is no KEY=VALUE")
        if value.startswith("@"):
            with open(value[1:], encoding="utf-8") as file:
                value = file.read()
        found[key] = value
    return found


def _status(asked: argparse.Namespace) -> int:
    with model_of(asked) as model:
        status = model.status(*asked.patterns, storage=asked.storage)
    if asked.format != "table":
        show(status_value(status), asked.format)
    elif asked.patterns and not (status.apps or status.machines or status.app_endpoints):
        say(f"Nothing in model {status.model.name} matches {' '.join(asked.patterns)}.")
    else:
        say(paint_table(str(status)) if colorful(asked) else status)
    return 0


def _connection(asked: argparse.Namespace, facade: str) -> Connection:
    """A connection that offers a facade: the model's, else the controller's."""
    from jujuclient.access import Access
    from jujuclient.store import ClientStore

    store = ClientStore(environ=asked.environ)
    access = Access.from_store(
        asked.model, controller=asked.controller, store=store, **_patience(asked, False)
    )
    connection = access.open()
    if not access.model_uuid or not connection.offered or connection.offered.get(facade):
        return connection
    beside = access.on("").open()
    kept, other = (beside, connection) if beside.offered.get(facade) else (connection, beside)
    other.close()
    return kept


def _rpc(asked: argparse.Namespace) -> int:
    text = sys.stdin.read() if asked.params == "-" else asked.params
    try:
        params = json.loads(text)
    except ValueError as error:
        raise ValueError(f"the parameters are no JSON: {error}") from None
    with _connection(asked, asked.facade) as connection:
        answer = connection.rpc(asked.facade, asked.method, params, version=asked.version, id=asked.id)
        show(answer.value, "json")
    return 0


def _offered(asked: argparse.Namespace) -> int:
    from jujuclient.facades.__main__ import plain

    with _connection(asked, "") as connection:
        known = connection.facades
        rows = [
            (name, ", ".join(map(str, versions)), str(known.get(name, "")))
            for name, versions in sorted(connection.offered.items())
        ]
    print(plain(rows, ("facade", "offered", "used")), end="")
    return 0


def _models(asked: argparse.Namespace) -> int:
    from jujuclient.tables import table

    with controller_of(asked) as controller:
        models = controller.models()
    if asked.format != "table":
        show(models, asked.format)
        return 0
    say(table(("Model", "UUID", "Type"), [(one.name, one.uuid, one.type) for one in models]))
    return 0


def _add_model(asked: argparse.Namespace) -> int:
    with (
        controller_of(asked) as controller,
        controller.add_model(
            asked.name, asked.cloud, config=pairs(asked.config), credential=asked.credential
        ) as made,
    ):
        say(made.uuid)
    return 0


def _destroy_model(asked: argparse.Namespace) -> int:
    with controller_of(asked) as controller:
        controller.destroy_model(
            asked.name,
            destroy_storage=asked.destroy_storage,
            release_storage=asked.release_storage,
            force=asked.force,
            **({} if asked.timeout is None else {"wait": asked.timeout}),
        )
    return 0


def _version(asked: argparse.Namespace) -> int:
    if not asked.server:
        from importlib.metadata import version

        say(version("jujuclient"))
        return 0
    with _connection(asked, "") as connection:
        if not connection.server_version:
            raise NotSupported("this controller does not tell its version (before 1.25)")
        say(connection.server_version)
    return 0
