"""What the pytest plugin costs a run that does not use it, against pytest-recording's."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
from pathlib import Path

from benchmarks.rows import Row

PYTHON = Path(__file__).parents[1] / ".venv" / "pytest-recording" / "bin" / "python"
OURS, THEIRS = "fakejuju.pytest_plugin", "pytest_recording.plugin"
ROUNDS = 9

IMPORT = """
import sys, time
import pytest
before, begun = set(sys.modules), time.perf_counter()
import {module}
print(len(set(sys.modules) - before), time.perf_counter() - begun)
"""
CONFTEST = """
import sys
def pytest_sessionfinish():
    print("\\nmodules", len(sys.modules))
"""
RUN = """
import sys, time
import pytest
begun = time.perf_counter()
pytest.main(["-q", "-s", "-p", "no:cacheprovider", *{words!r}, {folder!r}])
print("took", time.perf_counter() - begun)
"""


def _said(code: str, cache: str) -> str:
    environ = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    # Both compiled once and kept apart from the tree, or one of them would be compiled each time.
    environ |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPYCACHEPREFIX": cache}
    return subprocess.run(
        [str(PYTHON), "-c", code], env=environ, capture_output=True, text=True, check=True
    ).stdout


def _imported(module: str, cache: str) -> tuple[int, float]:
    modules, seconds = _said(IMPORT.format(module=module), cache).split()
    return int(modules), float(seconds)


def _run(module: str, folder: str) -> tuple[int, float]:
    words = ["-p", module] if module else []
    said = _said(RUN.format(words=words, folder=folder), f"{folder}/pyc").splitlines()
    told = {line.split()[0]: line.split()[1] for line in said if line.startswith(("modules", "took"))}
    return int(told["modules"]), float(told["took"])


def _median(runs: list[tuple[int, float]], base: tuple[int, float] = (0, 0.0)) -> tuple[int, float]:
    return runs[0][0] - base[0], (statistics.median(seconds for _, seconds in runs) - base[1]) * 1000


def _row(what: str, ours: tuple[int, float], theirs: tuple[int, float]) -> Row:
    words = [f"{modules} modules, {ms:.0f} ms" for modules, ms in (ours, theirs)]
    ratio = ours[1] / theirs[1] if theirs[1] > 0 else None
    return Row(what, words[0], f"pytest-recording: {words[1]}", ratio, "below it", ours[1] < theirs[1])


def run() -> list[Row]:
    """Its import, and a run of one test that does not use it; rounds take turns."""
    if not PYTHON.exists():
        return [
            Row("pytest plugin, unused", "", "pytest-recording: not installed (make bench)", None, "", None)
        ]
    imports: dict[str, list[tuple[int, float]]] = {OURS: [], THEIRS: []}
    runs: dict[str, list[tuple[int, float]]] = {"": [], OURS: [], THEIRS: []}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "conftest.py").write_text(CONFTEST)
        Path(folder, "test_it.py").write_text("def test_it():\n    pass\n")
        _imported(OURS, f"{folder}/pyc")
        _imported(THEIRS, f"{folder}/pyc")
        for _ in range(ROUNDS):
            for module, found in imports.items():
                found.append(_imported(module, f"{folder}/pyc"))
            for module, found in runs.items():
                found.append(_run(module, folder))
    bare = runs[""][0][0], statistics.median(seconds for _, seconds in runs[""])
    return [
        _row("pytest plugin: import", _median(imports[OURS]), _median(imports[THEIRS])),
        _row(
            "pytest plugin: a run that does not use it, beyond one without",
            _median(runs[OURS], bare),
            _median(runs[THEIRS], bare),
        ),
    ]
