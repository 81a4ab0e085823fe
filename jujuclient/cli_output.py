"""What the command prints: plain values as JSON or YAML, and colours on a terminal."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from typing import Any

import msgspec

from jujuclient.status import Status
from jujuclient.storagestatus import CombinedStorage

GREEN, YELLOW, RED, BLUE, BOLD = "32", "33", "31", "34", "1"
COLORS = {
    GREEN: "active idle started running available attached joined applied alive completed",
    YELLOW: "waiting maintenance pending allocating executing provisioning stopped dying rebooting",
    RED: "error blocked lost down failed dead terminated provisioning-error",
}
SEVERITIES = {"CRITICAL": RED, "ERROR": RED, "WARNING": YELLOW, "INFO": BLUE, "DEBUG": GREEN}
_COLOR_OF = {word: color for color, words in COLORS.items() for word in words.split()}
_ALWAYS = ("machines", "apps", "exposed")
_EMPTY: tuple[Any, ...] = ("", None, [], {}, False, CombinedStorage())
_COLORED = ("Status", "Workload", "Agent", "State")


def say(text: object = "") -> None:
    """Print a line, at once."""
    print(text, flush=True)


def show(value: Any, format: str) -> None:
    """Print a value as JSON or YAML."""
    plain = msgspec.to_builtins(value, str_keys=True)
    if format == "yaml":
        import yaml

        print(yaml.safe_dump(plain, sort_keys=False, allow_unicode=True), end="")
    else:
        say(json.dumps(plain, indent=2, ensure_ascii=False))


def colorful(asked: argparse.Namespace) -> bool:
    """Whether to use colours: as asked, else on a terminal that has them and does not mind."""
    chosen = getattr(asked, "color", "auto")
    if chosen != "auto":
        return bool(chosen == "always")
    environ: Mapping[str, str] = asked.environ
    is_terminal = sys.stdout is not None and sys.stdout.isatty()  # None where it was closed before
    return is_terminal and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"


def add_color(parser: argparse.ArgumentParser) -> None:
    """The option ``--color``."""
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto")


def paint(text: str, color: str) -> str:
    """A text in a colour."""
    return f"\x1b[{color}m{text}\x1b[0m" if color else text


def paint_table(text: str) -> str:
    """The tables of a status, their heads bold and words of status in the colour of their severity."""
    return "\n\n".join("\n".join(_painted(part.split("\n"))) for part in text.split("\n\n"))


def _painted(lines: list[str]) -> list[str]:
    head = lines[0]
    columns = [(head.index(name), len(name)) for name in _COLORED if name in head.split()]
    if len(lines) == 1:
        return lines
    return [paint(head, BOLD), *(_painted_row(line, head, columns) for line in lines[1:])]


def _painted_row(line: str, head: str, columns: list[tuple[int, int]]) -> str:
    for begin, _ in sorted(columns, reverse=True):
        word = line[begin:].split(" ", 1)[0]
        line = line[:begin] + paint(word, _COLOR_OF.get(word, "")) + line[begin + len(word) :]
    return line


def status_value(status: Status) -> dict[str, Any]:
    """A status as plain values, spelled as ``juju status --format json``; what is empty is left out."""
    found: dict[str, Any] = _renamed(status)
    return found


def _renamed(value: Any) -> Any:
    """Fields of values in the command's spelling; the keys of maps stay."""
    if isinstance(value, dict):
        return {key: _renamed(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_renamed(one) for one in value]
    if isinstance(value, msgspec.Struct):
        fields = {name: getattr(value, name) for name in value.__struct_fields__}
        return {
            _spelled(name): _renamed(one)
            for name, one in fields.items()
            if name != "raw" and (name in _ALWAYS or one not in _EMPTY)
        }
    return value


def _spelled(name: str) -> str:
    words = (
        "application" if word == "app" else "applications" if word == "apps" else word
        for word in name.split("_")
    )
    return "-".join(words)
