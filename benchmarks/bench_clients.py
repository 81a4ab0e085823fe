"""Our client against python-libjuju 3.6, jujuclient 0.54.0 and jubilant, each from the package index.

The two that connect do the same work on the same fake as ours, in turns: python-libjuju on a simulated
3.6, jujuclient 0.54.0 on a simulated 1.25, which is what it speaks. ``make bench`` makes their environments.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import fakejuju
from benchmarks.rows import Row

ROOT = Path(__file__).parents[1]
PEERS = Path(__file__).parent / "peers"
TURNS, ROUNDS = 3, 5

IMPORTED = (
    "import sys, time; t = time.process_time(); {code}; t = time.process_time() - t; "
    "peak = next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')); "
    "print(t, peak, len(sys.modules))"
)
IMPORTS = {
    "libjuju": ("python-libjuju 3.6", "from juju.model import Model"),
    "classic054": ("jujuclient 0.54.0", "from jujuclient.juju1.environment import Environment"),
    "jubilant": ("jubilant", "from jubilant import Juju"),
}
"""What a program that uses it begins with."""


def python(peer: str) -> Path:
    """The interpreter of a peer's own environment."""
    return ROOT / ".venv" / peer / "bin" / "python"


def _said(
    interpreter: Path | str, *words: str, environ: dict[str, str] | None = None, cache: str = ""
) -> str:
    """The last line that a program prints; ``cache`` is where its bytecode is kept."""
    given = {**os.environ, **(environ or {})}
    if cache:
        given.pop("PYTHONDONTWRITEBYTECODE", None)
        given["PYTHONPYCACHEPREFIX"] = cache
    done = subprocess.run(
        [str(interpreter), *words], check=True, capture_output=True, text=True, timeout=300, cwd=PEERS,
        env=given,
    )  # fmt: skip
    return done.stdout.splitlines()[-1]


# --- importing ---------------------------------------------------------------------------------


def _imported(interpreter: Path | str, code: str) -> tuple[float, float, int]:
    """Milliseconds of the processor, MiB at most, and modules; with bytecode at hand, as installed."""
    with tempfile.TemporaryDirectory() as cache:
        # The first one compiles.
        runs = [_said(interpreter, "-c", IMPORTED.format(code=code), cache=cache).split() for _ in range(9)][
            1:
        ]
    seconds, kib = (min(float(run[column]) for run in runs) for column in (0, 1))
    return seconds * 1000, kib / 1024, int(runs[0][2])


def _importing() -> list[Row]:
    ours = _imported(sys.executable, "from jujuclient import Model")
    rows = []
    for peer, (name, code) in IMPORTS.items():
        if not python(peer).exists():
            rows.append(Row(f"import, against {name}", "", "not here: make bench", None, "", None))
            continue
        theirs = _imported(python(peer), code)
        for what, at, unit in (("import", 0, "ms"), ("memory after the import", 1, "MiB")):
            ratio = ours[at] / theirs[at]
            rows.append(
                Row(f"{what}, against {name}", f"{ours[at]:.0f} {unit}", f"{theirs[at]:.0f} {unit}",
                    ratio, "≤ 1" if peer == "libjuju" else "", ratio <= 1 if peer == "libjuju" else None)
            )  # fmt: skip
    return rows


# --- at work -----------------------------------------------------------------------------------


def _work(
    juju: str, peer: str, script: str, charms: tuple[str, str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What ours and theirs told, each in the turns that they took on one fake."""
    ours: dict[str, Any] = {"connect": [], "journey": [], "rss": 0}
    theirs: dict[str, Any] = {"connect": [], "journey": [], "rss": 0}
    with fakejuju.FakeController(juju) as fake:
        environ = {
            **fake.environ(),
            "ENDPOINT": f"wss://{fake.endpoint}/environment/{fake.model_uuid}/api",
            "UUID": fake.model_uuid,
            "PASSWORD": fake.password,
        }
        for _ in range(TURNS):
            for told, interpreter, name in (
                (ours, sys.executable, "ours.py"),
                (theirs, python(peer), script),
            ):
                found = json.loads(_said(interpreter, name, str(ROUNDS), *charms, environ=environ))
                told["connect"] += found["connect"]
                told["journey"] += found["journey"]
                told["rss"] = max(told["rss"], found["rss"])
    return ours, theirs


def _against(juju: str, peer: str, script: str, charms: tuple[str, str]) -> list[Row]:
    name = f"{IMPORTS[peer][0]} on {juju}"
    if not python(peer).exists():
        return [Row(f"at work, against {name}", "", "not here: make bench", None, "", None)]
    ours, theirs = _work(juju, peer, script, charms)
    rows = []
    for key, what in (("connect", "connect and first status"), ("journey", "a whole journey")):
        mine, other = statistics.median(ours[key]) * 1000, statistics.median(theirs[key]) * 1000
        # 0.54 verifies no certificate and is told which Juju it meets; we find out, by a second dial.
        aim = "≤ 1" if peer == "libjuju" else ""
        rows.append(
            Row(f"{what}, against {name}", f"{mine:.0f} ms", f"{other:.0f} ms", mine / other, aim,
                mine <= other if aim else None)
        )  # fmt: skip
    rows.append(
        Row(f"memory at work, against {name}", f"{ours['rss'] / 1024:.0f} MiB",
            f"{theirs['rss'] / 1024:.0f} MiB", ours["rss"] / theirs["rss"], "", None)
    )  # fmt: skip
    return rows


def run() -> list[Row]:
    """Importing, and the two peers at work."""
    return [
        *_against("3.6", "libjuju", "libjuju.py", ("mysql", "wordpress")),
        *_against("1.25", "classic054", "classic.py", ("cs:trusty/mysql-1", "cs:trusty/wordpress-1")),
        *_importing(),
    ]
