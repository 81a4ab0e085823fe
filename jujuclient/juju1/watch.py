"""Watches of Juju 1."""

from jujuclient.classic.watch import Juju1TimeoutWatcher as TimeoutWatcher
from jujuclient.classic.watch import Juju1WaitForNoMachines as WaitForNoMachines
from jujuclient.classic.watch import Juju1WaitForUnits as WaitForUnits
from jujuclient.classic.watch import Juju1Watcher as Watcher
from jujuclient.classic.watch import TimeoutWatchInProgress, WatchWrapper

__all__ = [
    "TimeoutWatchInProgress",
    "TimeoutWatcher",
    "WaitForNoMachines",
    "WaitForUnits",
    "WatchWrapper",
    "Watcher",
]
