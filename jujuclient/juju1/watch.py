"""Watches of Juju 1."""

from jujuclient.classic.watch import (
    Juju1TimeoutWatcher as TimeoutWatcher,
    Juju1WaitForNoMachines as WaitForNoMachines,
    Juju1WaitForUnits as WaitForUnits,
    Juju1Watcher as Watcher,
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
