"""``juju.cli(…)`` offline: the commands that tests give to the juju command, answered without it.

A few are answered here, because tests read what they print; those of our own command line are
answered by it. Where the juju command is installed, all else is asked of it, on the simulated controller.
"""

from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from jujuclient.errors import StoreError

if TYPE_CHECKING:
    from fakejuju.testing.offline import Offline
    from fakejuju.testing.offline_models import Asked

FLAGS = frozenset(
    {"--force", "--no-prompt", "--destroy-storage", "--release-storage", "--no-wait", "--no-retry", "--all",
     "--no-switch", "--reveal", "--revisions", "--relations", "--storage", "--utc", "--no-color", "--color",
     "--replay", "--no-tail", "--background", "--client", "-y", "--yes", "--keep-instance", "--trust"}
)  # fmt: skip
"""Options that take no value; every other takes the next word."""


OURS = frozenset({"deploy", "add-unit"})
"""What our own command line takes as the juju command does; both print nothing."""


class Said(NamedTuple):
    """The words of a command, read.

    Attributes:
        plain: those that are no options.
        options: option to its value, "" for those without.
    """

    plain: list[str]
    options: dict[str, str]

    @classmethod
    def of(cls, words: Sequence[str]) -> Said:
        """Read words; what follows ``--`` is no option."""
        plain: list[str] = []
        options: dict[str, str] = {}
        left = list(words)
        while left:
            word = left.pop(0)
            if word == "--":
                plain += left
                break
            if not word.startswith("-") or word == "-":
                plain.append(word)
                continue
            name, given, value = word.partition("=")
            options[name] = value if given else "" if name in FLAGS or not left else left.pop(0)
        return cls(plain, options)

    def has(self, *names: str) -> bool:
        """Whether one of these options is given."""
        return any(name in self.options for name in names)

    @property
    def pairs(self) -> dict[str, Any]:
        """The plain words ``key=value``, values read as YAML."""
        found = (word.partition("=") for word in self.plain if "=" in word)
        return {key: yaml.safe_load(value) for key, _, value in found}


class Words:
    """A command, on behalf of a ``jubilant.Juju``."""

    def __init__(self, offline: Offline, juju: Any, include_model: bool) -> None:
        self._offline = offline
        self._juju = juju
        self._model: str | None = juju.model if include_model else None

    def run(self, words: Sequence[str], stdin: str | None) -> tuple[str, str]:
        """What it prints, on standard output and on standard error.

        Raises:
            CLIError: of jubilant: it fails, or is not known here.
        """
        command, rest = words[0], list(words[1:])
        work = KNOWN.get(command)
        if work is None:
            return self._elsewhere(command, rest, stdin)
        said = Said.of(rest)
        self._model = said.options.get("--model", said.options.get("-m", self._model))
        return work(self, said), ""

    @property
    def model(self) -> Asked:
        """The model it is for."""
        return self._offline.models.named(self._model)

    # --- elsewhere ---------------------------------------------------------------------------

    def _elsewhere(self, command: str, rest: list[str], stdin: str | None) -> tuple[str, str]:
        fake = self._offline.models.fake((self._model or "").rpartition(":")[0])
        fake.write_juju_data(fake.juju_data)
        given = ["--model", self._model, *rest] if self._model else rest
        binary = shutil.which(str(self._juju.cli_binary))
        if command in OURS:
            return self._by_ours([command, *given], fake.environ())
        if binary is None:
            known = ", ".join(sorted({*KNOWN, *OURS}))
            why = f"--juju-offline does not know `juju {command}`, and there is no juju command to ask"
            raise self._error([command], 2, "", f"{why}; it knows {known}")
        done = subprocess.run(
            [binary, command, *given], env=fake.environ(), input=stdin, capture_output=True, text=True,
            check=False, timeout=600,
        )  # fmt: skip
        if done.returncode:
            raise self._error([command, *given], done.returncode, done.stdout, done.stderr)
        return done.stdout, done.stderr

    def _by_ours(self, words: list[str], environ: dict[str, str]) -> tuple[str, str]:
        from jujuclient.cli import main

        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main(words, environ)
        if status:
            raise self._error(words, status, out.getvalue(), err.getvalue())
        return out.getvalue(), err.getvalue()

    def _error(self, words: list[str], status: int, out: str, err: str) -> Exception:
        said = err if err.startswith("ERROR") else f"ERROR {err.removeprefix('jujuclient: ')}"
        made: Exception = self._offline.jubilant.CLIError(status, ["juju", *words], out, said)
        return made

    # --- here --------------------------------------------------------------------------------

    def status(self, said: Said) -> str:
        """``status``, as JSON in the command's spelling, as YAML, or as a table."""
        from jujuclient.cli_output import status_value

        found = self.model.status(*said.plain, storage=said.has("--storage"))
        return _shown(status_value(found), said) or f"{found}\n"

    def models(self, said: Said) -> str:
        """``models``."""
        fake = self._offline.models.fake(said.options.get("--controller", said.options.get("-c")))
        facts = list(fake.world.models.values())
        told = [
            {"name": one.qualified, "short-name": one.name, "model-uuid": one.uuid, "model-type": one.type,
             "controller-uuid": fake.controller_uuid, "controller-name": fake.name, "owner": one.owner}
            for one in facts
        ]  # fmt: skip
        value = {"models": told, "current-model": fake.current_model}
        return _shown(value, said) or "".join(f"{one.qualified}\n" for one in facts)

    def switch(self, said: Said) -> str:
        """``switch``."""
        models = self._offline.models
        return f"{models.switch(said.plain[0]) if said.plain else models.current()}\n"

    def add_model(self, said: Said) -> str:
        """``add-model``."""
        name, *cloud = said.plain
        controller = said.options.get("--controller", said.options.get("-c"))
        self._offline.models.add(controller, name, cloud[0] if cloud else None)
        if not said.has("--no-switch"):
            self._offline.models.switch(f"{controller}:{name}" if controller else name)
        return ""

    def destroy_model(self, said: Said) -> str:
        """``destroy-model``."""
        self._offline.models.destroy(
            said.plain[0],
            destroy_storage=said.has("--destroy-storage"),
            release_storage=said.has("--release-storage"),
            force=said.has("--force"),
            no_wait=said.has("--no-wait"),
        )
        return ""

    def config(self, said: Said) -> str:
        """``config`` of an application: one value, all of them, or setting some."""
        app, *rest = said.plain
        if said.pairs or said.has("--reset"):
            reset = [one for one in said.options.get("--reset", "").split(",") if one]
            self.model.config(app, said.pairs or None, reset=reset)
            return ""
        found = self.model.config(app) or {}
        if rest:
            return _one(found, rest[0])
        settings = {name: {"value": value} for name, value in found.items()}
        value = {"application": app, "charm": self.model.status().apps[app].charm_name, "settings": settings}
        return _shown(value, said) or str(yaml.safe_dump(value))

    def model_config(self, said: Said) -> str:
        """``model-config``: one value, all of them, or setting some."""
        if said.pairs or said.has("--reset"):
            reset = [one for one in said.options.get("--reset", "").split(",") if one]
            self.model.model_config(said.pairs or None, reset=reset)
            return ""
        found = self.model.model_config() or {}
        if said.plain:
            return _one(found, said.plain[0])
        value = {name: {"Value": one, "Source": "model"} for name, one in found.items()}
        return _shown(value, said) or "".join(f"{name}  {one}\n" for name, one in found.items())

    def show_unit(self, said: Said) -> str:
        """``show-unit``."""
        value = {unit: _spelled(dataclasses.asdict(self.model.show_unit(unit))) for unit in said.plain}
        return _shown(value, said) or str(yaml.safe_dump(value))

    def run_action(self, said: Said) -> str:
        """``run``: an action on a unit."""
        unit, action, *_ = said.plain
        return self._task(unit, self._offline.do_run(self._juju, unit, action, said.pairs), said)

    def exec(self, said: Said) -> str:
        """``exec``: a command on a unit or a machine."""
        unit = said.options.get("--unit", said.options.get("-u"))
        machine = said.options.get("--machine")
        done = self._offline.do_exec(self._juju, " ".join(said.plain), unit=unit, machine=machine)
        return self._task(unit or str(machine), done, said)

    def _task(self, where: str, task: Any, said: Said) -> str:
        results = {**task.results, "return-code": task.return_code}
        results |= {name: text for name in ("stdout", "stderr") if (text := getattr(task, name))}
        value = {where: {"id": task.id, "status": task.status, "results": results, "unit": where}}
        return _shown(value, said) or task.stdout or str(yaml.safe_dump(task.results))

    def version(self, said: Said) -> str:
        """``version``."""
        return f"{self._offline.do_version(self._juju)}\n"

    def resolved(self, said: Said) -> str:
        """``resolved``."""
        self.model.resolved(*said.plain, retry=not said.has("--no-retry"), all=said.has("--all"))
        return ""

    def attach_resource(self, said: Said) -> str:
        """``attach-resource``: one file or several."""
        for word in said.plain[1:]:
            name, _, path = word.partition("=")
            self.model.attach_resource(said.plain[0], name, Path(path))
        return ""

    def scp(self, said: Said) -> str:
        """``scp``: no machine holds a file."""
        raise StoreError("--juju-offline: no file can be copied to or from a simulated machine")

    def ssh(self, said: Said) -> str:
        """``ssh``: answered as ``exec`` is."""
        target, *command = said.plain
        return str(self._offline.do_ssh(self._juju, target, " ".join(command)))


def _simply(name: str) -> Callable[[Words, Said], str]:
    """A command that is a verb of a model, given the plain words."""

    def work(words: Words, said: Said) -> str:
        options = {"force": True} if said.has("--force") else {}
        getattr(words.model, name)(*said.plain, **options)
        return ""

    return work


KNOWN: dict[str, Callable[[Words, Said], str]] = {
    "status": Words.status, "models": Words.models, "list-models": Words.models, "switch": Words.switch,
    "add-model": Words.add_model, "destroy-model": Words.destroy_model, "config": Words.config,
    "model-config": Words.model_config, "show-unit": Words.show_unit, "resolved": Words.resolved,
    "resolve": Words.resolved, "attach-resource": Words.attach_resource, "ssh": Words.ssh, "scp": Words.scp,
    "run": Words.run_action, "exec": Words.exec, "version": Words.version,
    "debug-log": lambda words, said: str(
        words.model.debug_log(limit=int(said.options.get("--limit", said.options.get("-n", "0"))))
    ),
    "expose": _simply("expose"), "unexpose": _simply("unexpose"), "trust": _simply("trust"),
    "remove-machine": _simply("remove_machine"), "remove-offer": _simply("remove_offer"),
    "remove-saas": _simply("remove_saas"), "remove-relation": _simply("remove_relation"),
    "integrate": _simply("integrate"), "relate": _simply("integrate"),
    "remove-application": _simply("remove_application"), "remove-unit": _simply("remove_unit"),
}  # fmt: skip
"""The commands that are answered here."""


def _shown(value: Any, said: Said) -> str:
    """A value in the format that is asked for; "" for the one that people read."""
    format = said.options.get("--format", "tabular")
    if format == "json":
        return json.dumps(value, default=str) + "\n"
    return str(yaml.safe_dump(json.loads(json.dumps(value, default=str)))) if format == "yaml" else ""


def _spelled(value: Any) -> Any:
    """Names as the command has them."""
    if isinstance(value, list):
        return [_spelled(one) for one in value]
    if not isinstance(value, dict):
        return value
    names = {"app_data": "application-data", "relation_info": "relation-info"}
    return {
        names.get(name, name.replace("_", "-")): one if name in ("app_data", "data") else _spelled(one)
        for name, one in value.items()
    }


def _one(found: Any, name: str) -> str:
    if name not in found:
        raise StoreError(f'key "{name}" not found')
    value = found[name]
    return f"{str(value).lower() if isinstance(value, bool) else value}\n"
