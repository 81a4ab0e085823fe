"""Where jujuclient 0.54 had what watches share; see ``jujuclient.classic.watch``."""

from jujuclient.classic.exc import EnvError, TimeoutError, UnitErrors
from jujuclient.classic.paths import libraries
from jujuclient.classic.rpc import BaseRPC
from jujuclient.classic.watch import (
    BaseTimeoutWatcher,
    BaseWaitForNoMachines,
    BaseWaitForUnits,
    BaseWatcher,
    TimeoutWatchInProgress,
    WatchWrapper,
)

__all__ = [
    "BaseRPC",
    "BaseTimeoutWatcher",
    "BaseWaitForNoMachines",
    "BaseWaitForUnits",
    "BaseWatcher",
    "EnvError",
    "TimeoutError",
    "TimeoutWatchInProgress",
    "UnitErrors",
    "WatchWrapper",
]

__getattr__ = libraries(__name__, "signal socket time")
