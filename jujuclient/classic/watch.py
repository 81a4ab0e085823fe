"""Watches of everything in a model, with deadlines on the socket, and what waits on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jujuclient.classic.exc import EnvError, TimeoutError, UnitErrors
from jujuclient.classic.rpc import BaseRPC, Juju1RPC, Juju2RPC, Response, timed_out
from jujuclient.classic.spelling import shaped
from jujuclient.deadline import Deadline

Change = list[Any]
"""``[entity, change, data]``: such as ``["unit", "change", {…}]``."""
Callback = Callable[[str, str, dict[str, Any]], Any]


class TimeoutWatchInProgress(Exception):
    """Kept for its name: watches with a deadline no longer hinder one another (defect 13)."""


class BaseWatcher(BaseRPC):
    """Change-sets, one after the other; an iterator and a context manager.

    Args:
        conn: a connection that is logged in, for this watch alone.
        auto_reconnect: connect again when the controller stops the watch, where it was told how.

    Attributes:
        watcher_id: the controller's number of the watch; None when it does not run.
        running: True between ``start`` and ``stop``.
        context: what ``set_context`` was given; ``__exit__`` leaves it too.
    """

    # How the calls of a watch are spelled: the key of its number, and of its changes.
    ID = "Id"
    WATCHER_ID = "AllWatcherId"
    DELTAS = "Deltas"
    TYPE = "Type"
    VERSION = "Version"
    version = 0
    versions: tuple[int, int] = (0, 0)
    """Of Client and of AllWatcher."""
    kinds: Mapping[str, str] = {}
    """What to call a kind of entity that the controller calls otherwise."""

    def __init__(self, conn: Any, auto_reconnect: bool = True) -> None:
        self.conn = conn
        self.watcher_id: Any = None
        self.running = False
        self.auto_reconnect = auto_reconnect
        self.context: Any = None
        # The connection is one that somebody logged in.
        self._auth = True

    def start(self) -> Response:
        """Begin, and answer with what the controller said."""
        result = self._rpc(self.start_args())
        self.watcher_id = self.get_watcher_id(result)
        self.running = True
        return result

    # What a subclass may change: the three calls, and how their answers are read.

    def start_args(self) -> dict[str, Any]:
        """The call that begins."""
        return self._op("Client", self.versions[0], "WatchAll")

    def next_args(self) -> dict[str, Any]:
        """The call for the next change-set."""
        return self._op("AllWatcher", self.versions[1], "Next", **{self.ID: self.watcher_id})

    def stop_args(self) -> dict[str, Any]:
        """The call that ends."""
        return self._op("AllWatcher", self.versions[1], "Stop", **{self.ID: self.watcher_id})

    def get_watcher_id(self, result: Response) -> Any:
        """The number of the watch in the answer to the first call."""
        return result[self.WATCHER_ID]

    def get_deltas(self, result: Response) -> list[Change]:
        """The changes in an answer to ``next_args``."""
        return result.get(self.DELTAS) or []

    def _op(self, facade: str, version: int, request: str, **more: Any) -> dict[str, Any]:
        op = {self.TYPE: facade, self.REQUEST: request, self.PARAMS: {}, **more}
        if version:
            op[self.VERSION] = version
        return op

    def next(self) -> list[Change]:
        """The next change-set; the first holds everything there is."""
        if self.watcher_id is None:
            self.start()
        while True:
            try:
                return [self._told(change) for change in self._changes()]
            except EnvError as error:
                if "state watcher was stopped" not in error or not self.auto_reconnect:
                    raise
                if not self.reconnect():
                    raise

    def _changes(self) -> list[Change]:
        return self.get_deltas(self._rpc(self.next_args()))

    def _told(self, change: Change) -> Change:
        """A change with its kind as callers of this watch know it."""
        kind, what, data = change
        return [self.kinds.get(kind, kind), what, data if self._shape is None else shaped(data)]

    def reconnect(self) -> bool:
        """Connect again and start anew; False where it was never told how."""
        self.watcher_id = None
        self.running = False
        if not super().reconnect():
            return False
        self.start()
        return True

    def login(self, password: str, user: str = "user-admin") -> Response:
        """Log in anew, after a reconnect."""
        self._auth = False
        return super().login(password, user)

    def stop(self) -> Response | None:
        """Stop the watch and close its connection; None where it does not run."""
        if not self.running:
            return None
        self.running = False
        try:
            return self._rpc(self.stop_args())
        finally:
            self.watcher_id = None
            self.conn.close()

    def set_context(self, context: Any) -> BaseWatcher:
        """Leave this as well when the watch is left."""
        self.context = context
        return self

    def __iter__(self) -> Iterator[list[Change]]:
        return self

    def __next__(self) -> list[Change]:
        return self.next()

    def __enter__(self) -> BaseWatcher:
        return self

    def __exit__(self, *error: Any) -> None:
        try:
            if self.running:
                self.stop()
        except Exception:
            # Defect 14: what went wrong inside matters more than a goodbye that failed.
            if error[0] is None:
                raise
        finally:
            if self.context is not None:
                self.context.__exit__(*error)


class BaseTimeoutWatcher(BaseWatcher):
    """A watch that ends: ``next`` raises ``jujuclient.exc.TimeoutError`` after the deadline.

    It works in any thread, beside others, to fractions of a second (defect 13).
    """

    _deadline = Deadline(None, "a change")

    def set_timeout(self, timeout: float | None) -> None:
        """End so many seconds from now; None never."""
        self._deadline = Deadline(timeout, "a change")

    def time_remaining(self) -> float | None:
        """Seconds left, 0 when it is over; None where it never ends."""
        return self._deadline.remaining()

    def next(self) -> list[Change]:
        """The next change-set.

        Raises:
            TimeoutError: of ``jujuclient.exc``; none came in time.
        """
        if self._deadline.timeout is None:
            return super().next()
        if self._deadline.expired:
            raise self._over()
        limit = getattr(self.conn, "settimeout", None)
        if limit is not None:
            limit(self.time_remaining())
        try:
            return super().next()
        except Exception as error:
            if timed_out(error):
                raise self._over() from error
            raise
        finally:
            if limit is not None:
                limit(None)

    def _over(self) -> TimeoutError:
        return TimeoutError(f"no change within {self._deadline.timeout:g} s")

    def stop(self) -> Response | None:
        """Stop the watch; one that has run out of time does not wait long for the answer."""
        limit = getattr(self.conn, "settimeout", None)
        if limit is not None:
            limit(10.0)
        return super().stop()


class Juju1Watcher(BaseWatcher, Juju1RPC):
    """A watch of a Juju 1 environment."""


class Juju1TimeoutWatcher(BaseTimeoutWatcher, Juju1Watcher):
    """A watch of a Juju 1 environment, with a deadline."""


class _Juju2(Juju2RPC):
    ID = "id"
    WATCHER_ID = "watcher-id"
    DELTAS = "deltas"
    TYPE = "type"
    VERSION = "version"
    version = 1
    versions = (1, 1)


class Juju2Watcher(_Juju2, BaseWatcher):
    """A watch of a model of Juju 2 or later."""


class Juju2TimeoutWatcher(BaseTimeoutWatcher, Juju2Watcher):
    """A watch of a model of Juju 2 or later, with a deadline."""


class WatchWrapper:
    """Runs through a watch until ``complete`` says True; subclasses say what to look for.

    Args:
        watch: a watch, or anything to iterate over with ``stop`` and ``set_context``.
    """

    def __init__(self, watch: Any) -> None:
        self.watch = watch

    def run(self, callback: Callback | None = None) -> None:
        """Process every change; from the second change-set on, tell the callback of each."""
        first = True
        with self.watch.set_context(self):
            for change_set in self.watch:
                for entity, change, data in change_set:
                    self.process(entity, change, data)
                    if not first and callback is not None:
                        callback(entity, change, data)
                first = False
                if self.complete() is True:
                    self.watch.stop()
                    break

    def process(self, entity_type: str, change: str, data: dict[str, Any]) -> None:
        """Take note of a change."""
        raise NotImplementedError

    def complete(self) -> Any:
        """True, and nothing else, ends the run."""
        raise NotImplementedError

    def __enter__(self) -> WatchWrapper:
        return self

    def __exit__(self, *error: Any) -> None:
        """The watch has been left."""


class BaseWaitForUnits(WatchWrapper):
    """Waits until every unit is in a state; units in error raise ``UnitErrors``.

    Args:
        state: the state to reach.
        service: look at the units of this one only (0.54 ignored it: defect 22).
    """

    SERVICE = "Service"
    NAME = "Name"

    def __init__(self, watch: Any, state: str = "started", service: str | None = None) -> None:
        super().__init__(watch)
        self.units: dict[str, dict[str, Any]] = {}
        self.goal_state = state
        self.service = service

    def process(self, entity_type: str, change: str, data: dict[str, Any]) -> None:
        """Keep the units."""
        if entity_type != "unit":
            return
        name = self.get_unit_name(data)
        if change == "remove":
            self.units.pop(name, None)
        elif self.service is None or data.get(self.SERVICE, name.split("/")[0]) == self.service:
            self.units[name] = data

    def complete(self) -> bool:
        """True when every unit is there.

        Raises:
            UnitErrors: units are in error; ``errors`` has every one of them (defect 22).
        """
        state = self.get_errors_and_pending()
        if state["errors"] and self.goal_state != "removed":
            raise UnitErrors(state["errors"])
        return not state["pending"]

    def get_errors_and_pending(self) -> dict[str, list[dict[str, Any]]]:
        """The units that failed, and those that are on their way."""
        found: dict[str, list[dict[str, Any]]] = {"errors": [], "pending": []}
        for unit in self.units.values():
            status = self.status_of(unit)
            if "error" in status and self.goal_state not in status:
                found["errors"].append(unit)
            elif self.goal_state not in status:
                found["pending"].append(unit)
        return found

    def get_unit_name(self, data: dict[str, Any]) -> str:
        """The name in a delta of a unit."""
        return str(data[self.NAME])

    def get_unit_status(self, data: dict[str, Any]) -> str:
        """The one word for the state of a unit, where its delta has one."""
        return str(data.get("Status") or data.get("status") or "")

    def status_of(self, unit: dict[str, Any]) -> set[str]:
        """Every word that describes the unit's state."""
        return {self.get_unit_status(unit)}


class Juju1WaitForUnits(BaseWaitForUnits):
    """Waits for units of Juju 1."""


class Juju2WaitForUnits(BaseWaitForUnits):
    """Waits for units of Juju 2 and later."""

    SERVICE = "application"
    NAME = "name"

    def status_of(self, unit: dict[str, Any]) -> set[str]:
        """The words of agent and workload; an agent at work counts as ``started``, as in Juju 1."""
        agent = (unit.get("agent-status") or {}).get("current", "")
        workload = (unit.get("workload-status") or {}).get("current", "")
        words = {agent, workload, self.get_unit_status(unit)} - {""}
        if agent in ("idle", "executing") and workload != "error":
            words.add("started")
        return words


class BaseWaitForNoMachines(WatchWrapper):
    """Waits until the machines are gone.

    Args:
        initial_machines: those there are, by id, as ``status`` tells them.
    """

    ID = "Id"
    last_ones: frozenset[str] = frozenset()
    """Machines that may stay."""

    def __init__(self, watch: Any, initial_machines: dict[str, Any] | None = None) -> None:
        super().__init__(watch)
        self.machines: dict[str, Any] = dict(initial_machines or {})

    def process(self, entity_type: str, change: str, data: dict[str, Any]) -> None:
        """Keep the machines."""
        if entity_type != "machine":
            return
        if change == "remove":
            self.machines.pop(self.get_machine_id(data), None)
        else:
            self.machines[self.get_machine_id(data)] = data

    def get_machine_id(self, data: dict[str, Any]) -> str:
        """The id in a delta of a machine."""
        return str(data[self.ID])

    def complete(self) -> bool:
        """True when none is left but what may stay."""
        return set(self.machines) <= self.last_ones


class Juju1WaitForNoMachines(BaseWaitForNoMachines):
    """Waits for the machines of Juju 1 but the state server, machine 0."""

    last_ones = frozenset({"0"})


class Juju2WaitForNoMachines(BaseWaitForNoMachines):
    """Waits for all machines of a model."""

    ID = "id"


__all__ = ["TimeoutWatchInProgress", "WatchWrapper"]
