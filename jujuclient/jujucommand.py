"""What only the juju command does, run where it is installed: bootstrap, SSH, the user's files of clouds."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from jujuclient.errors import InvalidInput, JujuError
from jujuclient.verbs.base import many
from jujuclient.verbs.values import ConfigValue, ConstraintValue, config_text

Words = str | Iterable[str]
Definition = str | os.PathLike[str] | Mapping[str, Any]


class CommandFailed(JujuError, subprocess.CalledProcessError):
    """The juju command failed; ``returncode``, ``cmd``, ``stdout`` and ``stderr`` say how."""

    stderr: Any = ""

    def __init__(self, returncode: int, cmd: list[str], stdout: str, stderr: str) -> None:
        subprocess.CalledProcessError.__init__(self, returncode, cmd, stdout, stderr)
        self.stdout = stdout

    def __str__(self) -> str:
        # The words of the command line are not repeated: options may hold what should not be shown.
        said = self.stderr.strip() or self.stdout.strip() or "nothing"
        return f"{' '.join(self.cmd[:2])} ended with {self.returncode} and said: {said}"

    __repr__ = __str__


class CommandVerbs:
    """Verbs that run the juju command.

    Attributes:
        cli_binary: the command, a name or a path.
    """

    cli_binary: str = "juju"

    def _named_model(self) -> str | None:
        """``controller:owner/model`` for the command's option; None for no option."""
        raise NotImplementedError

    def cli(self, *args: str, include_model: bool = True, stdin: str | None = None) -> str:
        """Run the juju command; what it printed.

        Args:
            args: its words, without ``juju``.
            include_model: with ``--model`` after the first word.
            stdin: what it reads.

        Raises:
            CommandFailed: it failed. It is a ``CLIError``.
            JujuError: there is no such command.
        """
        words = list(args)
        model = self._named_model() if include_model else None
        if model is not None:
            words[1:1] = ["--model", model]
        try:
            done = subprocess.run(
                [self.cli_binary, *words],
                check=False, capture_output=True, encoding="utf-8", input=stdin,
            )  # fmt: skip
        except OSError as error:
            raise JujuError(
                f"{' '.join(args[:1])} needs the juju command, and {self.cli_binary} cannot be run: {error}"
            ) from error
        if done.returncode:
            raise CommandFailed(done.returncode, [self.cli_binary, *words], done.stdout, done.stderr)
        return done.stdout

    def bootstrap(
        self,
        cloud: str,
        controller: str,
        *,
        bootstrap_base: str | None = None,
        bootstrap_constraints: Mapping[str, ConstraintValue] | None = None,
        config: Mapping[str, ConfigValue] | None = None,
        constraints: Mapping[str, ConstraintValue] | None = None,
        credential: str | None = None,
        metadata_source: str | None = None,
        force: bool = False,
        model_defaults: Mapping[str, ConfigValue] | None = None,
        storage_pool: Mapping[str, str] | None = None,
        to: Words | None = None,
    ) -> None:
        """Have the juju command bootstrap a controller."""
        words = ["bootstrap", cloud, controller, "--no-switch"]
        words += option("bootstrap-base", bootstrap_base)
        words += each("bootstrap-constraints", bootstrap_constraints)
        words += each("config", config)
        words += each("constraints", constraints)
        words += option("credential", credential)
        words += option("metadata-source", metadata_source)
        words += ["--force"] if force else []
        words += each("model-default", model_defaults)
        words += each("storage-pool", storage_pool)
        words += option("to", ",".join(many(to)))
        self.cli(*words, include_model=False)

    def scp(
        self,
        source: str | os.PathLike[str],
        destination: str | os.PathLike[str],
        *,
        container: str | None = None,
        host_key_checks: bool = True,
        scp_options: Iterable[str] = (),
    ) -> None:
        """Have the juju command copy files from or to a unit or machine."""
        words = ["scp", *option("container", container)]
        words += [] if host_key_checks else ["--no-host-key-checks"]
        self.cli(*words, "--", *scp_options, os.fspath(source), os.fspath(destination))

    def ssh(
        self,
        target: str | int,
        command: str,
        *args: str,
        container: str | None = None,
        host_key_checks: bool = True,
        ssh_options: Iterable[str] = (),
        user: str | None = None,
    ) -> str:
        """Have the juju command run a command on a unit or machine; what it printed."""
        words = ["ssh", *option("container", container)]
        words += [] if host_key_checks else ["--no-host-key-checks"]
        place = str(target) if user is None else f"{user}@{target}"
        return self.cli(*words, place, *ssh_options, command, *args)


def option(name: str, value: str | None) -> list[str]:
    """An option of the command, none without a value."""
    return [f"--{name}", value] if value else []


def each(name: str, values: Mapping[str, Any] | None) -> list[str]:
    """An option with ``key=value``, once for each."""
    return [
        word for key, one in (values or {}).items() for word in (f"--{name}", f"{key}={config_text(one)}")
    ]


def definition_of(given: Definition, section: str, name: str) -> dict[str, Any]:
    """What a file, or values, in the form of the juju command's own, say of a cloud.

    Args:
        given: a path, or values; with the section around them or without.
        section: ``clouds`` or ``credentials``.
        name: of the cloud.

    Raises:
        ValueError: it says nothing of it.
    """
    import yaml

    if isinstance(given, Mapping):
        found: Any = given
    else:
        found = yaml.safe_load(Path(given).read_text(encoding="utf-8"))
    if isinstance(found, Mapping) and section in found:
        found = (found[section] or {}).get(name)
    if not isinstance(found, Mapping):
        raise InvalidInput(f"the {section} given say nothing of {name}; write {section}: {{{name}: …}}")
    return dict(found)
