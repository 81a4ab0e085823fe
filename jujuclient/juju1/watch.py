"""Watches of Juju 1."""

from jujuclient.classic.rpc import Juju1RPC as RPC
from jujuclient.classic.watch import (
    BaseTimeoutWatcher,
    BaseWaitForNoMachines,
    BaseWaitForUnits,
    BaseWatcher,
    Juju1TimeoutWatcher as TimeoutWatcher,
    Juju1WaitForNoMachines as WaitForNoMachines,
    Juju1WaitForUnits as WaitForUnits,
    Juju1Watcher as Watcher,
    TimeoutWatchInProgress,
    WatchWrapper,
)

__all__ = [
    "RPC",
    "BaseTimeoutWatcher",
    "BaseWaitForNoMachines",
    "BaseWaitForUnits",
    "BaseWatcher",
    "TimeoutWatchInProgress",
    "TimeoutWatcher",
    "WaitForNoMachines",
    "WaitForUnits",
    "WatchWrapper",
    "Watcher",
]
