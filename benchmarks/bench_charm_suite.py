"""The example charm suite on 2.9, 3.6 and 4.0 in one run: the whole, its start, and each test."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from benchmarks.rows import Row, timed

SUITE = Path(__file__).parents[1] / "examples" / "charm-suite"
LIMIT = 30.0
"""Seconds for all of it."""


def _pytest(*words: str) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words]
    subprocess.run(command, cwd=SUITE, check=True, capture_output=True, timeout=600)


def run() -> list[Row]:
    """Measure them."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        whole = timed(lambda: _pytest(f"--junit-xml={report}"))
        start = timed(lambda: _pytest("--collect-only"))
        cases = list(ElementTree.parse(report).iter("testcase"))
    times = sorted(((float(case.get("time", 0)), str(case.get("name"))) for case in cases), reverse=True)
    each = sum(seconds for seconds, _ in times) / len(times)
    rows = [
        Row(f"charm suite, {len(times)} tests on three series", f"{whole:.1f} s", "", None, f"< {LIMIT:g} s",
            whole < LIMIT),
        Row("of that: start of Python and collection", f"{start:.1f} s", "", None, "", None),
        Row("a test, on average", f"{each * 1000:.0f} ms", "", None, "", None),
    ]  # fmt: skip
    slowest = [Row(f"  {name}", f"{seconds * 1000:.0f} ms", "", None, "", None) for seconds, name in times]
    return rows + slowest
