"""Commands that look on: watch, wait, log."""

from __future__ import annotations

import argparse
import contextlib
import functools
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from jujuclient import conditions
from jujuclient.cli_models import model_of
from jujuclient.cli_output import SEVERITIES, add_color, colorful, paint, say
from jujuclient.errors import DeadlineExceeded, JujuError

if TYPE_CHECKING:
    from jujuclient.cli import Commands
    from jujuclient.logs import LogRecord
    from jujuclient.status import Status

CONDITIONS = tuple(sorted(name for name in vars(conditions) if name.startswith(("all_", "any_"))))
"""What ``wait`` can wait for, as the functions are named."""


def add_commands(commands: Commands) -> None:
    """Add the commands of this module."""
    _add_watch(commands)
    _add_wait(commands)
    _add_log(commands)


def _add_watch(commands: Commands) -> None:
    watch = commands.add("watch", _watch, "a line for each change of the model", formats="line json")
    watch.add_argument("--kind", action="append", default=[], help="only these: unit, application, machine …")
    watch.add_argument("--new", action="store_true", help="leave out what is there at the beginning")


def _add_wait(commands: Commands) -> None:
    known = ", ".join(name.replace("_", "-") for name in CONDITIONS)
    wait = commands.add("wait", _wait, "wait until a condition holds")
    wait.epilog = f"The conditions are {known}."
    wait.add_argument(
        "ready", nargs="+", metavar="READY",
        help="a condition and its applications: all-active web db; several are joined by `and` and `or`",
    )  # fmt: skip
    wait.add_argument("--error", default="", help='a condition that ends the wait in vain: "any-error web"')
    wait.add_argument("--successes", type=int, help="how often in a row the condition must hold")


def _add_log(commands: Commands) -> None:
    log = commands.add("log", _log, "the debug-log of the model", formats="line json")
    log.add_argument("-f", "--follow", action="store_true", help="wait for records to come")
    log.add_argument("-n", "--lines", type=int, default=10, help="when following, begin with so many (10)")
    log.add_argument(
        "--limit", type=int, default=0, help="the last so many; when following, end after so many"
    )
    log.add_argument("--replay", action="store_true", help="begin with the first record")
    log.add_argument("-l", "--level", default="", help="TRACE, DEBUG, INFO, WARNING or ERROR, and above")
    for name in ("include", "exclude"):
        log.add_argument(
            f"--{name}", action="append", default=[], help="an application, unit, machine or tag"
        )
        log.add_argument(f"--{name}-module", action="append", default=[], help="such as juju.worker")
        log.add_argument(f"--{name}-label", action="append", default=[], help="a label (2.9 and later)")
    log.add_argument("--date", action="store_true", help="with the day")
    log.add_argument("--utc", action="store_true", help="times in UTC rather than local time")
    log.add_argument("--ms", action="store_true", help="with milliseconds")
    log.add_argument("--location", action="store_true", help="with file and line of the source")
    add_color(log)


def _watch(asked: argparse.Namespace) -> int:
    with model_of(asked, waits=True) as model, model.watch(timeout=asked.timeout) as changes:
        try:
            if asked.new:
                changes.catch_up()
            for delta in changes:
                if not asked.kind or delta.kind in asked.kind:
                    say(json.dumps(delta.raw, ensure_ascii=False) if asked.format == "json" else delta)
        except DeadlineExceeded:
            raise DeadlineExceeded(f"watched for {asked.timeout:g} s, as asked") from None
    return 0


def condition(words: list[str]) -> Callable[[Status], bool]:
    """The condition that words stand for: ``all-active web db and all-agents-idle or any-error``.

    As usual, ``and`` binds more than ``or``.

    Raises:
        ValueError: a condition that there is not; the message lists those there are.
    """
    choices = [[_one(part) for part in _split(choice, "and")] for choice in _split(words, "or")]

    def holds(status: Status) -> bool:
        return any(all(one(status) for one in every) for every in choices)

    holds.__name__ = " ".join(words)
    return holds


def _split(words: list[str], at: str) -> list[list[str]]:
    """Words in parts, at a word that joins them."""
    parts: list[list[str]] = [[]]
    for word in words:
        if word == at:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def _one(words: list[str]) -> Callable[[Status], bool]:
    name = words[0].replace("-", "_") if words else ""
    if name not in CONDITIONS:
        known = ", ".join(one.replace("_", "-") for one in CONDITIONS)
        raise ValueError(f"{words[0] if words else 'nothing'} is no condition; there are {known}")
    function = getattr(conditions, name)

    @functools.wraps(function)
    def holds(status: Status) -> bool:
        return bool(function(status, *words[1:]))

    return holds


def _wait(asked: argparse.Namespace) -> int:
    ready = condition(" ".join(asked.ready).split())
    given = {"successes": asked.successes} if asked.successes is not None else {}
    if asked.error:
        given["error"] = condition(asked.error.split())
    from jujuclient.waiting import WaitError

    with model_of(asked, waits=True) as model:
        try:
            model.wait(ready, timeout=asked.timeout, **given)
        except WaitError as error:  # it goes on with the whole status
            raise JujuError(str(error).partition("\n")[0]) from None
    return 0


def _log(asked: argparse.Namespace) -> int:
    chosen = {
        name: getattr(asked, name)
        for name in (
            "limit", "replay", "level", "include", "exclude", "include_module", "exclude_module",
            "include_label", "exclude_label", "timeout",
        )
    }  # fmt: skip
    chosen["lines"] = asked.lines if asked.follow else 0
    from jujuclient.logs import LogStream

    with model_of(asked, waits=True) as model:
        records = model.debug_log(follow=asked.follow, **chosen)
        with records if isinstance(records, LogStream) else contextlib.nullcontext():
            for record in records:
                say(_line(record, asked))
    return 0


def _line(record: LogRecord, asked: argparse.Namespace) -> str:
    if asked.format == "json":
        told = {name: getattr(record, name) for name in record.__dataclass_fields__ if name != "line"}
        told["timestamp"] = record.timestamp.isoformat() if record.timestamp else None
        return json.dumps({name: value for name, value in told.items() if value}, ensure_ascii=False)
    line = record.format(date=asked.date, utc=asked.utc, ms=asked.ms, location=asked.location)
    color = SEVERITIES.get(record.severity, "") if colorful(asked) else ""
    return line.replace(f" {record.severity} ", f" {paint(record.severity, color)} ", 1)
