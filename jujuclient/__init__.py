"""A synchronous client for Juju's RPC over websockets, Juju 1.18 to 4.1."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jujuclient.bundles import (
        BundleError as BundleError,
        Plan as Plan,
        PlanError as PlanError,
    )
    from jujuclient.classic.basefacade import (
        TAG_PREFIXES as TAG_PREFIXES,
    )
    from jujuclient.classic.connector import (
        SSL_VERSION as SSL_VERSION,
    )
    from jujuclient.classic.environment import (
        Jobs as Jobs,
    )
    from jujuclient.classic.exc import (
        AlreadyConnected as AlreadyConnected,
        EnvError as EnvError,
        EnvironmentNotBootstrapped as EnvironmentNotBootstrapped,
        LoginRequired as LoginRequired,
        TimeoutError as TimeoutError,
        UnitErrors as UnitErrors,
    )
    from jujuclient.classic.logs import (
        LogIterator as LogIterator,
    )
    from jujuclient.classic.rpc import (
        log as log,
    )
    from jujuclient.classic.translator import (
        StatusTranslator as StatusTranslator,
    )
    from jujuclient.classic.uploads import (
        CharmArchiveGenerator as CharmArchiveGenerator,
    )
    from jujuclient.classic.utils import (
        get_juju_major_version as get_juju_major_version,
    )
    from jujuclient.conditions import (
        all_active as all_active,
        all_agents_idle as all_agents_idle,
        all_blocked as all_blocked,
        all_error as all_error,
        all_maintenance as all_maintenance,
        all_waiting as all_waiting,
        any_active as any_active,
        any_blocked as any_blocked,
        any_error as any_error,
        any_maintenance as any_maintenance,
        any_waiting as any_waiting,
    )
    from jujuclient.connection import (
        Connection as Connection,
    )
    from jujuclient.controller import (
        Controller as Controller,
        temp_model as temp_model,
    )
    from jujuclient.deltas import (
        Delta as Delta,
        ModelState as ModelState,
    )
    from jujuclient.errors import (
        APIError as APIError,
        CLIError as CLIError,
        InvalidInput as InvalidInput,
        JujuError as JujuError,
        NotSupported as NotSupported,
    )
    from jujuclient.juju import (
        Juju as Juju,
    )
    from jujuclient.juju1.connector import (
        Connector as Connector,
    )
    from jujuclient.juju1.environment import (
        Environment as Environment,
    )
    from jujuclient.juju1.facades import (
        HA as HA,
        Actions as Actions,
        Annotations as Annotations,
        APIFacade as APIFacade,
        Backups as Backups,
        Charms as Charms,
        EnvironmentManager as EnvironmentManager,
        ImageManager as ImageManager,
        KeyManager as KeyManager,
        UserManager as UserManager,
    )
    from jujuclient.juju1.rpc import (
        RPC as RPC,
    )
    from jujuclient.juju1.watch import (
        TimeoutWatcher as TimeoutWatcher,
        TimeoutWatchInProgress as TimeoutWatchInProgress,
        WaitForNoMachines as WaitForNoMachines,
        WaitForUnits as WaitForUnits,
        Watcher as Watcher,
        WatchWrapper as WatchWrapper,
    )
    from jujuclient.model import (
        Model as Model,
    )
    from jujuclient.modeltypes import (
        ModelInfo as ModelInfo,
    )
    from jujuclient.secrettypes import (
        RevealedSecret as RevealedSecret,
        Secret as Secret,
        SecretURI as SecretURI,
    )
    from jujuclient.status import (
        Status as Status,
    )
    from jujuclient.unittypes import (
        UnitInfo as UnitInfo,
    )
    from jujuclient.verbs.types import (
        Task as Task,
        TaskError as TaskError,
    )
    from jujuclient.verbs.values import (
        ConfigValue as ConfigValue,
        ConstraintValue as ConstraintValue,
    )
    from jujuclient.verbs.watch import (
        ModelWatch as ModelWatch,
        WatchClosed as WatchClosed,
    )
    from jujuclient.versions import (
        Version as Version,
    )
    from jujuclient.waiting import (
        Moment as Moment,
        WaitError as WaitError,
        WaitTimeout as WaitTimeout,
    )

# What is loaded when it is first asked for: importing this package loads nothing else. The names of
# jujuclient up to 0.52 are here with the meanings they had then: those of Juju 1.
_ROOMS = {
    "jujuclient.classic.basefacade": "TAG_PREFIXES",
    "jujuclient.classic.connector": "SSL_VERSION",
    "jujuclient.classic.environment": "Jobs",
    "jujuclient.classic.exc": (
        "AlreadyConnected EnvError EnvironmentNotBootstrapped LoginRequired TimeoutError UnitErrors"
    ),
    "jujuclient.classic.logs": "LogIterator",
    "jujuclient.classic.rpc": "log",
    "jujuclient.classic.translator": "StatusTranslator",
    "jujuclient.classic.uploads": "CharmArchiveGenerator",
    "jujuclient.classic.utils": "get_juju_major_version",
    "jujuclient.bundles": "BundleError Plan PlanError",
    "jujuclient.conditions": (
        "all_active all_agents_idle all_blocked all_error all_maintenance all_waiting "
        "any_active any_blocked any_error any_maintenance any_waiting"
    ),
    "jujuclient.connection": "Connection",
    "jujuclient.controller": "Controller temp_model",
    "jujuclient.deltas": "Delta ModelState",
    "jujuclient.errors": "APIError CLIError InvalidInput JujuError NotSupported",
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
    "jujuclient.modeltypes": "ModelInfo",
    "jujuclient.secrettypes": "RevealedSecret Secret SecretURI",
    "jujuclient.status": "Status",
    "jujuclient.unittypes": "UnitInfo",
    "jujuclient.verbs.values": "ConfigValue ConstraintValue",
    "jujuclient.verbs.types": "Task TaskError",
    "jujuclient.verbs.watch": "ModelWatch WatchClosed",
    "jujuclient.versions": "Version",
    "jujuclient.waiting": "Moment WaitError WaitTimeout",
}
_WHERE = {name: room for room, names in _ROOMS.items() for name in names.split()}
_MODULES = (
    *("connector", "environment", "exc", "facades", "juju1", "juju2", "rpc", "utils", "watch"),
    *("modeltypes", "secrettypes", "statustypes", "unittypes"),
)


def _find(name: str) -> Any:
    if name in _WHERE:
        return getattr(import_module(_WHERE[name]), name)
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    if name in ("websocket", "logging"):
        return import_module(name)
    if name == "negotiate_facades":
        return import_module("jujuclient.classic.environment").BaseEnvironment.negotiate_facades
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


if not TYPE_CHECKING:  # to a type checker, a name that is not imported above is a mistake
    __getattr__ = _find
    # All but what a star would put in the place of a builtin: the TimeoutError of 0.52 is another.
    __all__ = [name for name in _WHERE if name != "TimeoutError"]


def __dir__() -> list[str]:
    return sorted({*globals(), *_WHERE, *_MODULES})
