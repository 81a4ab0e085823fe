"""A synchronous client for Juju's RPC over websockets, Juju 1.18 to 4.1."""

from __future__ import annotations

from importlib import import_module
from typing import Any

# What is loaded when it is first asked for: importing this package loads nothing else. The names of
# jujuclient up to 0.52 are here with the meanings they had then: those of Juju 1.
_ROOMS = {
    "jujuclient.classic.basefacade": "TAG_PREFIXES",
    "jujuclient.classic.environment": "Jobs LogIterator",
    "jujuclient.classic.exc": (
        "AlreadyConnected EnvError EnvironmentNotBootstrapped LoginRequired TimeoutError UnitErrors"
    ),
    "jujuclient.classic.rpc": "log",
    "jujuclient.classic.translator": "StatusTranslator",
    "jujuclient.classic.uploads": "CharmArchiveGenerator",
    "jujuclient.conditions": (
        "all_active all_agents_idle all_blocked all_error all_maintenance all_waiting "
        "any_active any_blocked any_error any_maintenance any_waiting"
    ),
    "jujuclient.connection": "Connection",
    "jujuclient.controller": "Controller temp_model",
    "jujuclient.errors": "APIError JujuError",
    "jujuclient.juju": "Juju",
    "jujuclient.juju1.connector": "Connector",
    "jujuclient.juju1.environment": "Environment",
    "jujuclient.juju1.facades": (
        "APIFacade Actions Annotations Backups Charms EnvironmentManager "
        "HA ImageManager KeyManager UserManager"
    ),
    "jujuclient.juju1.rpc": "RPC",
    "jujuclient.juju1.watch": (
        "TimeoutWatchInProgress TimeoutWatcher WaitForNoMachines WaitForUnits WatchWrapper Watcher"
    ),
    "jujuclient.model": "Model",
    "jujuclient.secrettypes": "RevealedSecret Secret SecretURI",
    "jujuclient.status": "Status",
    "jujuclient.verbs.actions": "Task TaskError",
    "jujuclient.waiting": "WaitError",
}
_WHERE = {name: room for room, names in _ROOMS.items() for name in names.split()}
_MODULES = ("connector", "environment", "exc", "facades", "juju1", "juju2", "rpc", "utils", "watch")


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        return getattr(import_module(_WHERE[name]), name)
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    if name in ("websocket", "logging"):
        return import_module(name)
    if name == "negotiate_facades":
        return import_module("jujuclient.classic.environment").BaseEnvironment.negotiate_facades
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_WHERE, *_MODULES})
