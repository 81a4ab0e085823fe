"""Import time of the client, against jujuclient 0.54.0 from the package index.

In processor time, the least of several runs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from benchmarks.rows import Row

COUNT = (
    "import sys, time; t = time.process_time(); import {module}; "
    "print(len(sys.modules), time.process_time() - t)"
)


def _measure(module: str, path: str = "") -> tuple[int, float]:
    code = (f"import sys; sys.path.insert(0, {path!r}); " if path else "") + COUNT.format(module=module)
    runs = []
    with tempfile.TemporaryDirectory() as cache:
        # With its bytecode at hand, as any installed package has it.
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for _ in range(8):
            said = subprocess.run(
                [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
            ).stdout
            modules, seconds = said.split()
            runs.append((int(modules), float(seconds)))
    # The first one compiles.
    return runs[0][0], min(seconds for _, seconds in runs[1:]) * 1000


def run() -> list[Row]:
    """The package, its connection, and the old package."""
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "install", "-q", "--target", folder, "jujuclient==0.54.0"]
        installed = subprocess.run(pip, capture_output=True, check=False).returncode == 0
        old = None
        if installed:
            try:
                old = _measure("jujuclient", folder)
            except subprocess.CalledProcessError:
                old = None
        rows = []
        for module in ("jujuclient", "jujuclient.connection"):
            modules, ms = _measure(module)
            against = f"0.54.0: {old[0]} modules, {old[1]:.0f} ms" if old else "0.54.0: not measured"
            ratio = ms / old[1] if old else None
            rows.append(
                Row(f"import {module}", f"{modules} modules, {ms:.0f} ms", against, ratio, "below it",
                    None if ratio is None else ratio < 1)
            )  # fmt: skip
    return rows
