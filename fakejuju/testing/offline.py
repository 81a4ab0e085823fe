"""``--juju-offline``: tests written for jubilant ask simulated controllers, unchanged.

The methods of ``jubilant.Juju`` are replaced for as long as the run: each asks a simulated
controller by our own client, gives the values of jubilant's own types, and fails with jubilant's
own errors. So whatever a suite imports from jubilant stays what it is, ``temp_model`` included.
"""

from __future__ import annotations

import functools
import importlib
import inspect
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from fakejuju.testing.inplay import in_play
from fakejuju.testing.offline_types import typed

if TYPE_CHECKING:
    from fakejuju.testing.offline_models import Models
    from jujuclient.juju import Juju

SAME: dict[str, str] = {
    "add_machine": "", "add_secret": "SecretURI", "add_ssh_key": "", "add_unit": "", "consume": "",
    "debug_log": "text", "deploy": "", "grant_secret": "", "integrate": "", "model_config": "config",
    "model_constraints": "config", "config": "config", "offer": "", "refresh": "",
    "remove_application": "", "remove_relation": "", "remove_secret": "", "remove_ssh_key": "",
    "remove_unit": "", "secrets": "secrets", "show_unit": "UnitInfo", "trust": "",
    "update_secret": "",
}  # fmt: skip
"""The methods that our ``Model`` has under the same name with the same arguments: to what they give."""
CLIENT_ONLY = ("bootstrap", "add_cloud", "add_credential", "update_cloud", "scp")
"""What no simulated controller can do for a test."""


def begin(config: pytest.Config) -> Callable[[], None] | None:
    """Replace the methods of ``jubilant.Juju``; what is given back undoes it. None without jubilant."""
    try:
        jubilant = importlib.import_module("jubilant")
    except ImportError:
        return None
    replaced = Offline(jubilant, config).methods()
    before = {name: jubilant.Juju.__dict__[name] for name in replaced}
    for name, method in replaced.items():
        setattr(jubilant.Juju, name, method)

    def undo() -> None:
        for name, method in before.items():
            setattr(jubilant.Juju, name, method)

    return undo


def dressed(juju: Juju, *, first: bool) -> Any:
    """A model of ours as ``jubilant.Juju``; itself where jubilant is not installed.

    Args:
        first: whether its controller is the one that is asked unless another is named.
    """
    try:
        jubilant = importlib.import_module("jubilant")
    except ImportError:
        return juju
    name = juju.access.model.rpartition("/")[2]
    return jubilant.Juju(model=name if first else f"{juju.access.controller}:{name}")


class Offline:
    """What stands in for the methods of ``jubilant.Juju``; ``do_x`` is its method ``x``."""

    def __init__(self, jubilant: ModuleType, config: pytest.Config) -> None:
        self.jubilant = jubilant
        self._config = config

    @functools.cached_property
    def models(self) -> Models:
        """The models that are asked."""
        from fakejuju.testing.offline_models import Models

        return Models(in_play(self._config))

    def methods(self) -> dict[str, Callable[..., Any]]:
        """Name to method, of all that ask a controller."""
        found = {name: self._same(name, kind) for name, kind in SAME.items()}
        found |= {name: self._refused(name) for name in CLIENT_ONLY}
        found |= {name[3:]: getattr(self, name) for name in dir(self) if name.startswith("do_")}
        return {name: self._method(name, work) for name, work in found.items()}

    def _method(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        original = getattr(self.jubilant.Juju, name)
        takes = inspect.signature(original)

        @functools.wraps(original)
        def method(juju: Any, *args: Any, **given: Any) -> Any:
            __tracebackhide__ = True
            takes.bind(juju, *args, **given)  # the TypeError that jubilant has for it
            try:
                return work(juju, *args, **given)
            except Exception as error:
                raise self.models.translated(self.jubilant, name, error) from None

        return method

    def _same(self, name: str, kind: str) -> Callable[..., Any]:
        def work(juju: Any, *args: Any, **given: Any) -> Any:
            return self.as_theirs(getattr(self.models.of(juju), name)(*args, **given), kind)

        return work

    def _refused(self, name: str) -> Callable[..., Any]:
        def work(juju: Any, *args: Any, **given: Any) -> None:
            from fakejuju.errors import NotSimulated

            raise NotSimulated(f"--juju-offline: {name} is nothing that a simulated controller does")

        return work

    def as_theirs(self, value: Any, kind: str) -> Any:
        """A value of ours in jubilant's type of that name."""
        if kind == "text":
            return str(value)
        if kind == "secrets":
            return [typed(self.jubilant.Secret, one) for one in value]
        if kind == "config":
            return None if value is None else {name: self._option(one) for name, one in value.items()}
        return typed(getattr(self.jubilant, kind), value) if kind else None

    def _option(self, value: Any) -> Any:
        from jujuclient.secrettypes import SecretURI

        return self.jubilant.SecretURI(value) if isinstance(value, SecretURI) else value

    # --- what differs ------------------------------------------------------------------------

    def do_add_model(
        self, juju: Any, model: str, cloud: str | None = None, *, controller: str | None = None, **given: Any
    ) -> None:
        """Add a model and go there."""
        self.models.add(controller, model, cloud, **given)
        juju.model = f"{controller}:{model}" if controller else model

    def do_destroy_model(self, juju: Any, model: str, **given: Any) -> None:
        """Destroy a model; this one has none then, if it was on it."""
        uuid = self.models.uuid_of(model)
        own = juju.model is not None and self.models.uuid_of(juju.model, missing_ok=True) == uuid
        self.models.destroy(model, **given)
        if own:
            juju.model = None

    def do_status(self, juju: Any) -> Any:
        """The status of the model."""
        return self.as_theirs(self.models.of(juju).whole_status(), "Status")

    def do_show_model(self, juju: Any, model: str | None = None) -> Any:
        """A model, this one by default."""
        asked = self.models.named(model or juju.model).show_model()
        return typed(self.jubilant.ModelInfo, asked)

    def do_show_secret(self, juju: Any, identifier: str, *, reveal: bool = False, **given: Any) -> Any:
        """A secret, with its content if that is to be revealed."""
        found = self.models.of(juju).show_secret(identifier, reveal=reveal, **given)
        return self.as_theirs(found, "RevealedSecret" if reveal else "Secret")

    def do_run(self, juju: Any, unit: str, action: str, params: Any = None, *, wait: Any = None) -> Any:
        """Run an action; it raises ``TaskError`` for one that fails."""
        with self.models.missing_is_a_value_error(f"error running action {action!r}"):
            task = self.models.of(juju).run(unit, action, params, wait=wait)
        return self._done(task)

    def do_exec(
        self, juju: Any, command: str, *args: str, machine: Any = None, unit: Any = None, wait: Any = None
    ) -> Any:
        """Run a command; it raises ``TaskError`` for one that fails."""
        if (machine is None) == (unit is None):
            raise TypeError('must specify "machine" or "unit", but not both')
        found = self.models.of(juju).exec(command, *args, machine=machine, unit=unit, wait=wait)
        return self._done(found)

    def _done(self, task: Any) -> Any:
        found = self.as_theirs(task, "Task")
        found.raise_on_failure()
        return found

    def do_ssh(self, juju: Any, target: str | int, command: str, *args: str, **given: Any) -> str:
        """What the command prints; a simulated machine answers it as it does ``exec``."""
        where = {"unit": target} if "/" in str(target) else {"machine": target}
        # Over ssh a shell reads the words.
        return str(self.do_exec(juju, " ".join([command, *args]), **where).stdout)

    def do_version(self, juju: Any) -> Any:
        """The version of the controller: a juju command of the same is what asks it."""
        found = self.models.version(juju)
        return self.jubilant.Version(*found.tuple, release="ubuntu", arch="amd64")

    def do_wait(
        self, juju: Any, ready: Any, *, error: Any = None, timeout: float | None = None, **given: Any
    ) -> Any:
        """Wait; the controller's time passes instead of the machine's."""
        limit = juju.wait_timeout if timeout is None else timeout
        found = self.models.of(juju).wait(
            self._judging(ready), error=error and self._judging(error), timeout=limit, **given
        )
        return self.as_theirs(found, "Status")

    def _judging(self, condition: Callable[[Any], bool]) -> Callable[[Any], bool]:
        @functools.wraps(condition, updated=())
        def judge(status: Any) -> bool:
            return condition(self.as_theirs(status, "Status"))

        return judge

    def do__cli(
        self, juju: Any, *args: str, include_model: bool = True, stdin: str | None = None, **given: Any
    ) -> tuple[str, str]:
        """What the juju command prints, for the commands that are known here."""
        from fakejuju.testing.offline_words import Words

        return Words(self, juju, include_model).run(args, stdin)
