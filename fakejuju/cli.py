"""``fakejuju``: record a controller, replay it, be one, look after cassettes.

Every command that serves prints one line of JSON when it is ready, with the keys ``endpoint``,
``cacert``, ``controller-uuid``, ``model``, ``model-uuid``, ``user``, ``password`` and
``juju-data``; ``serve`` has more, see there. With ``-- COMMAND`` it runs the command with
``JUJU_DATA`` set and ends with its exit status; without, it serves until Ctrl-C, SIGTERM or a
hang-up and ends with 0. A service manager that set ``NOTIFY_SOCKET`` is told when it is ready and
when it stops. Errors are one line on standard error and exit status 2; where whoever reads standard
output has enough, the command ends without a word and with 141.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

import click

from jujuclient.cli_printing import UNREAD, ReaderGone, printed
from jujuclient.errors import JujuError

F = TypeVar("F", bound=Callable[..., Any])


@contextlib.contextmanager
def _one_line_errors() -> Iterator[None]:
    """See that all that is printed is out; an error is one line on standard error and exit status 2."""
    try:
        with printed():
            yield
    except ReaderGone:
        raise click.exceptions.Exit(UNREAD) from None
    except (JujuError, OSError) as error:
        click.echo(f"fakejuju: {error}", err=True)
        raise click.exceptions.Exit(2) from None


class _Group(click.Group):
    """A group whose errors are one line, not a traceback."""

    def make_context(self, *given: Any, **more: Any) -> click.Context:
        with _one_line_errors():  # --help and --version are printed here
            return super().make_context(*given, **more)

    def invoke(self, context: click.Context) -> Any:
        with _one_line_errors():
            return super().invoke(context)

    def list_commands(self, context: click.Context) -> list[str]:
        _add_commands()
        return super().list_commands(context)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in self.commands:
            _add_commands()
        return super().get_command(context, name)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="jujuclient", message="fakejuju %(version)s")
def main() -> None:
    """Record a Juju controller, replay the recording, or be a simulated one."""


def _add_commands() -> None:
    from fakejuju import serve_commands, simulator_commands
    from fakejuju.cassette.commands import COMMANDS

    for command in (*COMMANDS, *serve_commands.COMMANDS, *simulator_commands.COMMANDS):
        if command.name not in main.commands:
            main.add_command(command)


@main.command()
@click.argument("cassette", type=click.Path(path_type=Path))
@click.option(
    "--order",
    type=click.Choice(["causal", "strict", "any"]),
    default="causal",
    show_default=True,
    help="causal: answers to waiting calls come after their causes; strict: each connection asks in "
    "the recorded order; any: nothing waits.",
)
@click.option(
    "--repeat",
    type=click.Choice(["none", "last"]),
    default="none",
    show_default=True,
    help="last: a call that was played out gets its last answer again.",
)
@click.option(
    "--idle",
    type=click.FloatRange(min=0.01),
    default=1.0,
    show_default=True,
    help="Seconds without traffic after which a waiting call fails.",
)
@click.option(
    "--timing",
    default="none",
    show_default=True,
    metavar="none|recorded|10x",
    help="When answers come: at once, when they came in the recording, or so many times faster.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port; a free one by default.")
@click.option("-q", "--quiet", is_flag=True, help="Do not print the ready line.")
@click.argument("command", nargs=-1, type=click.UNPROCESSED)
def replay(
    cassette: Path,
    order: Any,
    repeat: Any,
    idle: float,
    timing: str,
    port: int,
    quiet: bool,
    command: tuple[str, ...],
) -> None:
    """Serve CASSETTE as a controller; run COMMAND against it, or serve until Ctrl-C."""
    from fakejuju.replaying import replay as make

    made = make(cassette, order=order, repeat=repeat, idle=idle, timing=timing, port=port)
    sys.exit(serve_until(made, command, quiet=quiet))


@main.command()
@click.argument("cassette", type=click.Path(path_type=Path))
@click.option("--controller", help="A controller of your client store; the current one by default.")
@click.option("--endpoint", help="A controller's address, host:port, instead of one from the store.")
@click.option(
    "--cacert",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The CA of the controller at --endpoint, a PEM file.",
)
@click.option("--user", default="admin", show_default=True, help="The user, with --endpoint.")
@click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with the user's password, with --endpoint; it goes to the client store of COMMAND.",
)
@click.option(
    "--mode",
    type=click.Choice(["none", "once", "new", "all"]),
    default="once",
    show_default=True,
    help="none: only replay; once: record when there is no cassette yet; new: add what it lacks; "
    "all: record anew.",
)
@click.option("--title", default="", help="What the recording shows, for its header.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port; a free one by default.")
@click.option("-q", "--quiet", is_flag=True, help="Do not print the ready line.")
@click.argument("command", nargs=-1, type=click.UNPROCESSED)
def record(
    cassette: Path,
    controller: str | None,
    endpoint: str | None,
    cacert: Path | None,
    user: str,
    password_file: Path | None,
    mode: Any,
    title: str,
    port: int,
    quiet: bool,
    command: tuple[str, ...],
) -> None:
    """Record to CASSETTE what COMMAND (or any client, until Ctrl-C) says to a controller."""
    from fakejuju.proxy import Upstream
    from fakejuju.recording import endpoint_of, record as make, target_of
    from fakejuju.world import World

    if endpoint and controller:
        raise click.UsageError("give --controller or --endpoint, not both")
    password = ""
    if endpoint:
        upstream, world, _ = endpoint_of(endpoint, cacert.read_text() if cacert else "", user=user)
        password = password_file.read_text().strip() if password_file else ""
    elif mode == "none" or (mode == "once" and cassette.exists()):
        upstream, world = Upstream(()), World("")
    else:
        upstream, world, password = target_of(controller or "")
    made = make(cassette, upstream, world, password=password, mode=mode, port=port, title=title)
    sys.exit(serve_until(made, command, quiet=quiet))


_ENDING = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
"""The signals that end a serving command as it should end."""


def serve_until(
    controller: Any,
    command: Sequence[str],
    *,
    quiet: bool,
    begun: Callable[[], None] = lambda: None,
    ending: Callable[[], None] = lambda: None,
) -> int:
    """Run a controller around a command, or until a signal; its exit status.

    Args:
        begun: called once it listens, before the ready line.
        ending: called when all is done, before it stops; also after an error.
    """
    from fakejuju.notify import READY, STOPPING, notify

    signals = _Signals()  # before the ready line: whoever reads it may send a signal at once
    controller.start()
    status = 0
    try:
        begun()
        if not quiet:
            print(json.dumps(controller.ready()), flush=True)
        notify(READY, f"STATUS=Serving at {controller.ready()['endpoint']}")
        status = _run(command, controller.environ(), signals) if command else signals.wait()
        notify(STOPPING)
    finally:
        ending()
        controller.stop()
    for miss in getattr(controller, "misses", ()):
        click.echo(miss, err=True)
    if controller.broken:
        click.echo(f"fakejuju: {controller.broken}", err=True)
        return status or 1
    return status


class _Signals:
    """What becomes of the signals that end a serving command: it stops, or its command hears of them."""

    def __init__(self) -> None:
        self.child: subprocess.Popen[bytes] | None = None
        self.first = 0
        self._arrived = threading.Event()
        for number in _ENDING:
            # A hang-up that was told to be ignored stays so: that is what nohup does.
            if number in (signal.SIGINT, signal.SIGTERM) or signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._on)

    def wait(self) -> int:
        """Wait for one; the exit status of a serving command that was asked to end."""
        self._arrived.wait()
        return 0

    def _on(self, number: int, frame: FrameType | None) -> None:
        self.first = self.first or number
        self._arrived.set()
        # Ctrl-C has reached the command already, and what it makes of it is its own affair.
        if self.child is not None and not (number == signal.SIGINT and _at_the_terminal()):
            self.child.send_signal(number)


def _at_the_terminal() -> bool:
    """Whether the keys of a terminal are signals for this process, and so for its children."""
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (AttributeError, OSError, ValueError):  # no such terminals here, none, or no standard input
        return False


def _run(command: Sequence[str], environ: dict[str, str], signals: _Signals) -> int:
    if signals.first:
        return 128 + signals.first
    try:
        signals.child = subprocess.Popen(list(command), env=environ)
    except OSError as error:
        click.echo(f"fakejuju: {command[0]} cannot be run: {error.strerror}", err=True)
        return 127 if isinstance(error, FileNotFoundError) else 126
    if signals.first:  # it came between our look and the child's beginning
        signals.child.send_signal(signals.first)
    status = signals.child.wait()
    # As a shell says it: a child that a signal ended has 128 and the signal's number.
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    main()
