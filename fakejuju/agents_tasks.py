"""What tasks give: the function for an action, or what the charm does in it, as results of the series."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from fakejuju.behaviours import Event, names_of
from fakejuju.domain import actions
from fakejuju.domain.actions import EXEC
from fakejuju.state.action import Task
from fakejuju.state.application import Unit
from jujuclient.wire.tags import Tag

if TYPE_CHECKING:
    from fakejuju.agents import Agents

Do = Callable[[Task], "Mapping[str, Any] | str | None"]


class ActionFailed(Exception):
    """An action fails: raised by a function of ``Agents.actions``, with its message and results."""

    def __init__(self, message: str, results: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.results = dict(results or {})


class Tasks:
    """Ends tasks for the agents.

    Attributes:
        functions: see ``Agents.actions``.
    """

    def __init__(self, agents: Agents) -> None:
        self._agents = agents
        self._sim = agents.sim
        self.functions: dict[tuple[str, str], Do] = {}

    def finish(self, task: Task) -> None:
        """A task comes to its end, with what the function for it gives."""
        if task.status == "aborting":
            actions.finish(self._sim, task, "aborted", message="action aborted")
            return
        try:
            results = self._results(task)
        except ActionFailed as failed:
            output = self._output(task, failed.results, code=1)
            actions.finish(self._sim, task, "failed", message=str(failed), output=output)
        except Exception as error:
            self._sim.failures.append(error)
            actions.finish(self._sim, task, "failed", message=str(error))
        else:
            current = self._sim.state.find(Task, task.id, task.model) or task
            told = dict(results)
            for line in told.pop("log", ()):
                current = actions.log(self._sim, current, str(line))
            actions.finish(self._sim, current, output=self._output(task, told, code=0))
            tag = Tag.parse(task.receiver)
            if tag.kind == "unit":
                self._agents.look_again(task.model, tag.id.rpartition("/")[0])

    def run_command(self, task: Task) -> tuple[int, str, str]:
        """Exit code, output and errors of shell commands, of a task that is kept nowhere."""
        try:
            results = self._results(task)
        except ActionFailed as failed:
            told = {name.lower(): value for name, value in failed.results.items()}
            return int(told.get("code", 1)), str(told.get("stdout", "")), str(told.get("stderr", failed))
        told = {name.lower(): value for name, value in results.items()}
        return int(told.get("code", 0)), str(told.get("stdout", "")), str(told.get("stderr", ""))

    def _results(self, task: Task) -> Mapping[str, Any]:
        tag = Tag.parse(task.receiver)
        unit = self._sim.state.find(Unit, tag.id, task.model) if tag.kind == "unit" else None
        names = (tag.id, *(names_of(self._sim, unit) if unit is not None else (task.receiver,)), "")
        what = "exec" if task.name in EXEC else task.name
        do = next((self.functions[name, what] for name in names if (name, what) in self.functions), None)
        given: Any = None
        if do is not None:
            given = do(task)
        elif unit is not None:
            charm = self._agents.behaviour_of(unit)
            given = charm.handle(self._sim, unit, Event("action", task=task)).results
        return {self._word("stdout"): given} if isinstance(given, str) else (given or {})

    def _output(self, task: Task, results: Mapping[str, Any], *, code: int) -> dict[str, Any]:
        output = dict(results)
        if task.name in EXEC:
            output.setdefault(self._word("stdout"), "")
        if self._agents.juju >= (2, 8):
            output.setdefault("return-code", code)
        elif task.name in EXEC:
            output.setdefault("Code", str(code))
        return output

    def _word(self, word: str) -> str:
        return word if self._agents.juju >= (2, 8) else word.capitalize()
