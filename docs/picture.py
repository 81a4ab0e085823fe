"""The picture of the README: a session in a terminal, run anew and drawn as SVG.

    python docs/picture.py > docs/terminal.svg

Everything in it is what the commands printed, but for how long the tests took, which is another on
each run: the picture changes where what is printed does. Only the colours are added.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parents[1]
SERVE = "fakejuju serve --quiet --juju 4.0 -- sh"
COMMANDS = (
    "jujuclient deploy mysql --num-units 2",
    "jujuclient deploy wordpress",
    "jujuclient integrate wordpress:db mysql",
    "jujuclient expose wordpress",
    "jujuclient status",
)
SUITE = "cd examples/charm-suite && pytest -q --juju-series 2.9,3.6,4.0"
WIDTH = 86
FONTS = "Menlo, Consolas, 'DejaVu Sans Mono', monospace"
_END = "\x1e"
"""What stands between the outputs of two commands: no command prints it."""
_DURATION = re.compile(r"(?<= passed) in \d+\.\d+s(?: \(\d+:\d\d:\d\d\))?$", re.MULTILINE)
"""How long pytest says that it took."""
_WORDS = {
    r"\b(active|started|idle)\b": "green",
    r"^(Model|App|Unit|Machine)\b.*$": "bold",
    r"\b\d+ passed\b": "bold green",
}


def session(commands: tuple[str, ...]) -> list[tuple[str, str]]:
    """Each command, run in one shell that has a simulated controller, and what it printed."""
    beside = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("JUJU", "PYTEST"))}
    script = "".join(f"({command}) 2>&1; printf '{_END}'\n" for command in commands)
    done = subprocess.run(
        SERVE.split(), input=script, cwd=ROOT, text=True, capture_output=True, timeout=300, check=True,
        env={**clean, "PATH": beside, "PYTEST_ADDOPTS": "-p no:cacheprovider", "COLUMNS": str(WIDTH)},
    )  # fmt: skip
    told = _DURATION.sub("", done.stdout)
    return list(zip(commands, told.split(_END)[:-1], strict=True))


def drawn(told: list[tuple[str, str]]) -> str:
    """The session as SVG, with no font of another site in it."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), highlight=False, color_system="truecolor")
    console.print(_prompt(SERVE))
    for command, output in told:
        console.print(_prompt(command))
        if output.strip("\n"):
            console.print(_coloured(output.strip("\n")))
    picture = console.export_svg(title="fakejuju: a Juju controller on a laptop")
    alone = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
    return alone.replace("Fira Code, monospace", FONTS)


def _prompt(command: str) -> Text:
    return Text.assemble(("$ ", "bold cyan"), (command, "bold"))


def _coloured(output: str) -> Text:
    text = Text(output)
    for pattern, style in _WORDS.items():
        text.highlight_regex(re.compile(pattern, re.MULTILINE), style)
    return text


if __name__ == "__main__":
    sys.stdout.write(drawn(session((*COMMANDS, SUITE))))
