"""Where jujuclient 0.54 had what watches share; see ``jujuclient.classic.watch``."""

from jujuclient.classic.watch import (
    BaseTimeoutWatcher,
    BaseWaitForNoMachines,
    BaseWaitForUnits,
    BaseWatcher,
    TimeoutWatchInProgress,
    WatchWrapper,
)

__all__ = [
    "BaseTimeoutWatcher",
    "BaseWaitForNoMachines",
    "BaseWaitForUnits",
    "BaseWatcher",
    "TimeoutWatchInProgress",
    "WatchWrapper",
]
