"""Watches of Juju 2."""

from jujuclient.classic.rpc import Juju2RPC as RPC
from jujuclient.classic.watch import (
    BaseTimeoutWatcher,
    BaseWaitForNoMachines,
    BaseWaitForUnits,
    BaseWatcher,
    Juju2TimeoutWatcher as TimeoutWatcher,
    Juju2WaitForNoMachines as WaitForNoMachines,
    Juju2WaitForUnits as WaitForUnits,
    Juju2Watcher as Watcher,
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
