"""Watches of Juju 2."""

from jujuclient.classic.watch import (
    Juju2TimeoutWatcher as TimeoutWatcher,
    Juju2WaitForNoMachines as WaitForNoMachines,
    Juju2WaitForUnits as WaitForUnits,
    Juju2Watcher as Watcher,
    TimeoutWatchInProgress,
    WatchWrapper,
)

__all__ = [
    "TimeoutWatchInProgress",
    "TimeoutWatcher",
    "WaitForNoMachines",
    "WaitForUnits",
    "WatchWrapper",
    "Watcher",
]
