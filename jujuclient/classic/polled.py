"""A watch for controllers that have none (4.0 and later): the same triples, from one status after another."""

from __future__ import annotations

import threading
from typing import Any

from jujuclient.classic.rpc import Response
from jujuclient.classic.watch import Change, Juju2TimeoutWatcher

Known = dict[tuple[str, str], dict[str, Any]]

PAUSE = 1.0
"""Seconds between two looks."""


class PolledWatcher(Juju2TimeoutWatcher):
    """Looks at the status again and again, and tells what is new, changed or gone."""

    pause = PAUSE

    def start(self) -> Response:
        """Begin; the first change-set holds everything there is."""
        self._known: Known = {}
        self._stopped = threading.Event()
        self.running = True
        self.watcher_id = "0"
        return {self.WATCHER_ID: self.watcher_id}

    def _changes(self) -> list[Change]:
        while True:
            status = self._rpc(
                self._op("Client", self.versions[0], "FullStatus", **{self.PARAMS: {"patterns": []}})
            )
            found = entities_of(status)
            gone = self._known.keys() - found.keys()
            changes: list[Change] = [
                [kind, "change", data]
                for (kind, name), data in found.items()
                if self._known.get((kind, name)) != data
            ]
            changes += [[kind, "remove", self._known[kind, name]] for kind, name in sorted(gone)]
            self._known = found
            if changes:
                return changes
            left = self.time_remaining()
            if left == 0.0:
                raise self._over()
            self._stopped.wait(self.pause if left is None else min(self.pause, left))

    def stop(self) -> Response | None:
        """Stop looking, and close the connection."""
        if not self.running:
            return None
        self.running = False
        self._stopped.set()
        self.conn.close()
        return {}


def entities_of(status: Response) -> Known:
    """Machines, applications and units of a status, in the words of a watch."""
    found: Known = {}
    for name, one in (status.get("machines") or {}).items():
        found["machine", name] = {
            "id": name,
            "instance-id": one.get("instance-id", ""),
            "agent-status": _status(one.get("agent-status")),
            "instance-status": _status(one.get("instance-status")),
        }
    for name, one in (status.get("applications") or {}).items():
        found["application", name] = {
            "name": name,
            "charm-url": one.get("charm", ""),
            "exposed": one.get("exposed", False),
            "life": one.get("life", ""),
            "status": _status(one.get("status")),
        }
        _units(found, name, one.get("units") or {})
    return found


def _units(found: Known, application: str, units: dict[str, Any]) -> None:
    for name, one in units.items():
        found["unit", name] = {
            "name": name,
            "application": name.split("/")[0],
            "principal": "" if name.split("/")[0] == application else application,
            "machine-id": one.get("machine", ""),
            "public-address": one.get("public-address", ""),
            "agent-status": _status(one.get("agent-status")),
            "workload-status": _status(one.get("workload-status")),
        }
        _units(found, application, one.get("subordinates") or {})


def _status(one: Any) -> dict[str, Any]:
    """A status as a watch words it."""
    told = one or {}
    return {"current": told.get("status", ""), "message": told.get("info", ""), "since": told.get("since")}


__all__ = ["PolledWatcher", "entities_of"]
