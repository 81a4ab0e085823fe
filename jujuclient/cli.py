"""``jujuclient``: what the library knows, from a shell. No juju is needed.

Controllers, models and accounts are those of the juju command: its client store (``JUJU_DATA``,
``JUJU_MODEL``, ``JUJU_CONTROLLER``) is read, and never written.

Exit status:

    0    done
    1    the controller refused, cannot be reached, or lacks what is needed; an action failed; what was
         to be printed cannot be written, though it is done
    2    the words make no sense, or the client store or a file cannot be used; nothing was changed
    3    a deadline passed (--timeout)
    130  interrupted by Ctrl-C
    141  what reads the output has closed it

An error is one line on standard error. JUJUCLIENT_TRACE=FILE appends a line of JSON to FILE for
each call, without its secrets. NO_COLOR=1 switches colours off.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn

from jujuclient.cli_printing import UNREAD, OutputError, ReaderGone, printed
from jujuclient.errors import InvalidInput, JujuError, StoreError

DONE, REFUSED, USAGE, LATE, INTERRUPTED = 0, 1, 2, 3, 130


def main(arguments: Sequence[str] | None = None, environ: Mapping[str, str] | None = None) -> int:
    """Run a command; its exit status, as the module says."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    environ = os.environ if environ is None else environ
    try:
        with printed():
            return _does(given, environ)
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    except ReaderGone:
        return UNREAD
    except Exception as error:
        status = _status_of(error)
        if not status:
            raise
        words = "; ".join(line.strip() for line in str(error).splitlines() if line.strip())
        print(f"jujuclient: {words or type(error).__name__}", file=sys.stderr)
        return status


def _does(given: list[str], environ: Mapping[str, str]) -> int:
    if given[:1] == ["facades"] and "--offered" not in given:
        return _facades(given[1:])
    asked = _parser().parse_args(given)
    asked.environ = environ
    with _traced(environ.get("JUJUCLIENT_TRACE", "")):
        status: int = asked.does(asked)
    return status


def _status_of(error: Exception) -> int:
    """The exit status of an error; 0 for one that is a defect of this program."""
    from jujuclient.bundles import BundleError
    from jujuclient.charms import CharmError

    if isinstance(error, TimeoutError):
        return LATE
    if isinstance(error, (InvalidInput, StoreError, CharmError, BundleError)):
        return USAGE
    if isinstance(error, (JujuError, OutputError)):
        return REFUSED
    return USAGE if isinstance(error, (ValueError, OSError)) else 0


def _facades(rest: list[str]) -> int:
    from jujuclient.facades.__main__ import main as facades

    try:
        return facades(rest)
    except SystemExit as error:
        if not isinstance(error.code, str):
            raise
        print(f"jujuclient: {error.code}", file=sys.stderr)
        return USAGE


@contextlib.contextmanager
def _traced(path: str) -> Iterator[None]:
    """Write a trace while a command runs, if there is a path for it."""
    if not path:
        yield
        return
    from jujuclient.connection import Connection
    from jujuclient.tracing import trace_to

    with open(path, "a", encoding="utf-8") as file:
        before, Connection.tracer = Connection.tracer, trace_to(file)
        try:
            yield
        finally:
            Connection.tracer = before


def _parser() -> argparse.ArgumentParser:
    from jujuclient import cli_applications, cli_models, cli_watching

    parser = _Parser(
        prog="jujuclient",
        description="A client for Juju 1.18 to 4.1.",
        epilog=(__doc__ or "").partition("\n\n")[2],
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _common(parser, anew=True)
    shared = _Parser(add_help=False)
    _common(shared, anew=False)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in (cli_models, cli_watching, cli_applications):
        module.add_commands(Commands(commands, shared))
    return parser


class _Parser(argparse.ArgumentParser):
    """A parser whose complaint is one line."""

    def print_help(self, file: Any = None) -> None:
        """Print the help; argparse itself would end with 0 where that cannot be written."""
        (file or sys.stdout).write(self.format_help())

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"jujuclient: {message} (see {self.prog} --help)\n")


def _common(parser: argparse.ArgumentParser, *, anew: bool) -> None:
    """The options that every command takes, before its name and after it."""
    default = None if anew else argparse.SUPPRESS
    group = parser.add_argument_group("where")
    group.add_argument(
        "-m", "--model", default=default, help="model, owner/model or controller:owner/model; the current one"
    )
    group.add_argument("-c", "--controller", default=default, help="a controller's name; the current one")
    group.add_argument(
        "--timeout",
        type=_seconds,
        default=default,
        metavar="SECONDS",
        help="for each call; for all of it where the command waits",
    )


def _seconds(text: str) -> float:
    seconds = float(text)
    if not seconds > 0:
        raise ValueError(text)
    return seconds


class Commands:
    """Takes commands, with the options that all share."""

    def __init__(self, commands: argparse._SubParsersAction[_Parser], shared: _Parser) -> None:
        self._commands = commands
        self._shared = shared

    def add(self, name: str, does: object, help: str, *, formats: str = "") -> argparse.ArgumentParser:
        """Add a command.

        Args:
            name: of the command.
            does: takes the parsed arguments, gives the exit status.
            help: a line.
            formats: what ``--format`` takes, the default first; "" for none.
        """
        parser = self._commands.add_parser(
            name, help=help, description=help, parents=[self._shared], allow_abbrev=False
        )
        if formats:
            choices = formats.split()
            parser.add_argument("--format", choices=choices, default=choices[0])
        parser.set_defaults(does=does)
        return parser


if __name__ == "__main__":
    sys.exit(main())
