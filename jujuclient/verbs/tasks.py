"""Tasks of several units and machines at once, and which actions there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from jujuclient import facades
from jujuclient.errors import DeadlineExceeded, InvalidInput, NotSupported
from jujuclient.pacing import Pace
from jujuclient.verbs.actions import DONE, read_task
from jujuclient.verbs.base import Verbs
from jujuclient.verbs.reading import id_in, only, told
from jujuclient.wire.struct import UnsetType

if TYPE_CHECKING:
    from jujuclient.verbs.types import TaskReport

COMMAND_TIMEOUT = 300.0
"""Seconds that a command may run, unless told."""


class TaskVerbs(Verbs):
    """What ``Model`` does with tasks."""

    def actions(self, app: str) -> dict[str, facades.common_charms.ActionSpec]:
        """The actions of an application's charm, with the JSON schemas of their parameters.

        Raises:
            NotFound: there is no such application.
        """
        facade = self._facade(facades.action.Action)
        if self.series < (2, 0):
            old = only(facade.services_charm_actions([facades.common.Entity(f"service-{app}")])).actions
            return dict(told(None if isinstance(old, UnsetType) else old.action_specs, {}))
        one = only(facade.applications_charms_actions([facades.common.Entity(f"application-{app}")]))
        return dict(told(one.actions, {}))

    def start(
        self, unit: str | Iterable[str], action: str, params: Mapping[str, Any] | None = None
    ) -> list[str]:
        """Start an action on units and come back at once; the ids of the tasks, in their order."""
        names = [unit] if isinstance(unit, str) else list(unit)
        asked = [
            {"receiver": _receiver(name), "name": action, "parameters": dict(params or {})} for name in names
        ]
        method = "EnqueueOperation" if self._best("Action") >= 6 else "Enqueue"
        return self._ids(self._ask("Action", method, {"actions": asked}))

    def start_command(
        self,
        command: str,
        *args: str,
        units: Iterable[str] = (),
        machines: Iterable[str] = (),
        applications: Iterable[str] = (),
        all_machines: bool = False,
        timeout: float | None = None,
    ) -> list[str]:
        """Start a command on units, machines and every unit of applications; the ids of the tasks.

        Raises:
            ValueError: nothing to run it on.
        """
        import shlex

        on = {"units": list(units), "machines": list(machines), "applications": list(applications)}
        if not all_machines and not any(on.values()):
            raise InvalidInput("name units, machines or applications to run the command on")
        if self.series < (2, 0):
            raise NotSupported("commands are tasks since Juju 2.0; exec runs one on a unit here, and waits")
        asked = {
            "commands": shlex.join([command, *args]) if args else command,
            "timeout": int((timeout or COMMAND_TIMEOUT) * 1_000_000_000),
            **{key: names for key, names in on.items() if names},
        }
        return self._ids(self._ask("Action", "RunOnAllMachines" if all_machines else "Run", asked))

    def task(self, *id: str) -> list[TaskReport]:
        """How tasks are, by their ids."""
        entities = [{"tag": f"action-{one}"} for one in id]
        found = self._ask("Action", "Actions", {"entities": entities})["results"]
        return [_report(one) for one in self._each(found)]

    def wait_for_tasks(self, *id: str, wait: float | None = None) -> list[TaskReport]:
        """Wait until tasks have ended.

        Args:
            wait: seconds for all of them; as long as a call by default.

        Raises:
            DeadlineExceeded: some are not done in time; the message names them, and they go on.
        """
        pace = Pace(wait if wait is not None else self.connection.call_timeout, clock=self.clock)
        while True:
            reports = self.task(*id)
            open_ones = [one for one in reports if one.task.status not in DONE]
            if not open_ones:
                return reports
            if not pace.again():
                named = ", ".join(
                    f"task {one.task.id} on {one.receiver} is {one.task.status}" for one in open_ones
                )
                raise DeadlineExceeded(f"timed out after {pace.limit:g} s: {named}, and goes on")

    def _ids(self, found: Mapping[str, Any]) -> list[str]:
        return [str(one["action"]["tag"]).removeprefix("action-") for one in self._started(found)]


def _receiver(unit: str) -> str:
    return unit if unit.endswith("/leader") else "unit-" + unit.replace("/", "-")


def _report(one: Mapping[str, Any]) -> TaskReport:
    from jujuclient.verbs.types import TaskReport

    action = one.get("action") or {}
    return TaskReport(
        read_task(one),
        id_in(str(action.get("receiver") or "")),
        str(action.get("name") or ""),
        *(_time(one.get(key)) for key in ("enqueued", "started", "completed")),
    )


def _time(text: Any) -> str:
    """A time; "" for none and for Go's year 1."""
    return "" if not text or str(text).startswith("0001-") else str(text)
