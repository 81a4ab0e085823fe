"""Actions and commands on units: ``run`` and ``exec``, and the task that they give."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from jujuclient import facades
from jujuclient.errors import DeadlineExceeded
from jujuclient.verbs.base import Verbs

if TYPE_CHECKING:
    from jujuclient.verbs.types import Task

DONE = frozenset({"completed", "failed", "cancelled", "aborted", "error"})


def read_task(told: Mapping[str, Any]) -> Task:
    """A task from an item of ``Action.Actions``."""
    from jujuclient.verbs.types import Task

    output = dict(told.get("output") or {})
    action = told.get("action") or {}
    code = output.pop("return-code", output.pop("Code", 0))
    return Task(
        id=str(action.get("tag") or "").removeprefix("action-"),
        status=str(told.get("status") or ""),
        return_code=int(code),
        stdout=str(output.pop("stdout", output.pop("Stdout", ""))),
        stderr=str(output.pop("stderr", output.pop("Stderr", ""))),
        results=output,
        message=str(told.get("message") or ""),
        log=[str(line.get("message") or "") for line in told.get("log") or ()],
    )


def _ran(told: facades.client_types.RunResult) -> Task:
    """The task that a command on Juju 1 would have been; the wire has what it printed in base64."""
    from jujuclient.verbs.types import Task

    out, err = (base64.b64decode(text).decode(errors="replace") for text in (told.stdout, told.stderr))
    status = "failed" if told.error else "completed"
    return Task("", status, return_code=told.code, stdout=out, stderr=err, message=told.error)


class ActionVerbs(Verbs):
    """What ``Model`` runs on units."""

    def run(
        self, unit: str, action: str, params: Mapping[str, Any] | None = None, *, wait: float | None = None
    ) -> Task:
        """Run an action on a unit (``mysql/0``, ``mysql/leader``) and wait for its end.

        Args:
            wait: seconds to wait for it; as long as the connection's calls wait by default.

        Raises:
            TaskError: it failed; the error has the task.
            DeadlineExceeded: it is not done in time; the message names the task, which goes on.
            NotRunnable: the charm has no such action, its parameters do not fit, or there is no such unit.
            APIError: the controller refuses it.
        """
        receiver = unit if unit.endswith("/leader") else "unit-" + unit.replace("/", "-")
        item = {"receiver": receiver, "name": action, "parameters": dict(params or {})}
        method = "EnqueueOperation" if self._best("Action") >= 6 else "Enqueue"
        found = self._ask("Action", method, {"actions": [item]})
        told = self._started(found)[0]
        return self._succeeded(told["action"]["tag"], f"{action} on {unit}", wait)

    def exec(
        self,
        command: str,
        *args: str,
        machine: int | str | None = None,
        unit: str | None = None,
        wait: float | None = None,
    ) -> Task:
        """Run a command on a unit or a machine and wait for its end; arguments are quoted.

        Raises:
            TypeError: neither a unit nor a machine, or both.
            TaskError: it ended with another code than 0; the error has the task.
            NotRunnable: there is no such unit or machine.
            DeadlineExceeded: it is not done in time.
        """
        if (machine is None) == (unit is None):
            raise TypeError("name a unit or a machine to run the command on, one of them")
        import shlex

        text = shlex.join([command, *args]) if args else command
        if self.series < (2, 0):
            return self._exec_at_once(text, unit, machine, wait)
        asked: dict[str, Any] = {"commands": text, "timeout": int((wait or 300) * 1_000_000_000)}
        asked["units" if unit is not None else "machines"] = [str(unit if unit is not None else machine)]
        found = self._ask("Action", "Run", asked)
        told = self._started(found)[0]
        on = unit if unit is not None else machine
        return self._succeeded(told["action"]["tag"], f"{text!r} on {on}", wait)

    def _exec_at_once(
        self, text: str, unit: str | None, machine: int | str | None, wait: float | None
    ) -> Task:
        """On Juju 1 the controller runs it while the call waits; there is no task to ask for."""
        seconds = wait if wait is not None else self.connection.call_timeout
        given: dict[str, Any] = {"units": [unit]} if unit is not None else {"machines": [str(machine)]}
        if seconds is not None:
            given["timeout"] = int(seconds * 1_000_000_000)
        answer = self._facade(facades.client.Client).within(seconds).run(text, **given)
        task = _ran((answer.results or [])[0])
        task.raise_on_failure()
        return task

    def _succeeded(self, tag: str, what: str, wait: float | None) -> Task:
        task = self._wait_for_task(tag, what, wait)
        task.raise_on_failure()
        return task

    def _wait_for_task(self, tag: str, what: str, wait: float | None) -> Task:
        from jujuclient.pacing import Pace

        pace = Pace(wait if wait is not None else self.connection.call_timeout, clock=self.clock)
        while True:
            asked = {"entities": [{"tag": tag}]}
            told = self._each(self._ask("Action", "Actions", asked)["results"])[0]
            if told.get("status") in DONE:
                return read_task(told)
            if not pace.again():
                task = tag.removeprefix("action-")
                state = told.get("status")
                raise DeadlineExceeded(f"{what} is {state} after {pace.limit:g} s; task {task} goes on")
