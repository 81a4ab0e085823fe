"""Watches of Juju 2."""

from jujuclient.classic.watch import Juju2TimeoutWatcher as TimeoutWatcher
from jujuclient.classic.watch import Juju2WaitForNoMachines as WaitForNoMachines
from jujuclient.classic.watch import Juju2WaitForUnits as WaitForUnits
from jujuclient.classic.watch import Juju2Watcher as Watcher
from jujuclient.classic.watch import TimeoutWatchInProgress, WatchWrapper

__all__ = [
    "TimeoutWatchInProgress",
    "TimeoutWatcher",
    "WaitForNoMachines",
    "WaitForUnits",
    "WatchWrapper",
    "Watcher",
]
