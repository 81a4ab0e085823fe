"""The typed table: importing all of it, and a large status against ``json.loads``.

Imports are measured in processor time, the least of several runs: a neighbour on the machine adds
to it and takes nothing away.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile

from benchmarks.rows import Row, side_by_side

ALL = (
    "import inspect, msgspec, time; t = time.process_time(); from jujuclient import facades; "
    "[facades.load(name) for name in facades.names()]; print(time.process_time() - t)"
)
LIBJUJU = "import sys; sys.path.insert(0, {path!r}); import time; t = time.process_time(); import juju.client.connection; print(time.process_time() - t)"  # noqa: E501 - a program in a line


def _seconds(code: str) -> float | None:
    """Seconds that a program prints, with its bytecode at hand as in any installed package."""
    runs = []
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for _ in range(9):
            ended = subprocess.run(
                [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
            )
            if ended.returncode:
                return None
            runs.append(float(ended.stdout))
    return min(runs[1:])  # the first one compiles


def _libjuju() -> float | None:
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "install", "-q", "--target", folder, "juju"]
        if subprocess.run(pip, capture_output=True, check=False).returncode:
            return None
        return _seconds(LIBJUJU.format(path=folder))


def _status(units: int) -> str:
    detail = {"status": "active", "info": "ready", "data": {}, "since": "2026-11-23T22:49:24Z",
              "kind": "", "version": "", "life": ""}  # fmt: skip
    unit = {"agent-status": detail, "workload-status": detail, "workload-version": "", "machine": "0",
            "opened-ports": [], "public-address": "10.0.0.1", "charm": "", "subordinates": {}}  # fmt: skip
    application = {
        "charm": "local:x-0", "base": {"name": "ubuntu", "channel": "24.04"}, "exposed": False, "life": "",
        "relations": {}, "can-upgrade-to": "", "subordinate-to": [], "meter-statuses": {}, "status": detail,
        "workload-version": "", "endpoint-bindings": {}, "public-address": "",
        "units": {f"x/{number}": unit for number in range(units)},
    }  # fmt: skip
    model = {"name": "m", "type": "iaas", "cloud-tag": "cloud-x", "version": "4.0.15",
             "available-version": "", "model-status": detail}  # fmt: skip
    return json.dumps(
        {"model": model, "machines": {}, "applications": {"x": application}, "remote-applications": {},
         "offers": {}, "relations": [], "controller-timestamp": None, "branches": {}}
    )  # fmt: skip


def run() -> list[Row]:
    """Import and decode, alone and against what python-libjuju imports before it can connect."""
    from jujuclient import facades

    ours, theirs = _seconds(ALL), _libjuju()
    against = "python-libjuju: not measured" if theirs is None else f"python-libjuju: {theirs * 1e3:.0f} ms"
    assert ours is not None
    rows = [
        Row(
            "import every facade, after msgspec", f"{ours * 1e3:.0f} ms", against,
            ours / theirs if theirs else None, "< 60 ms", ours < 0.060,
        )
    ]  # fmt: skip
    method, text = facades.method("Client", 8, "FullStatus"), _status(1_000)
    assert method is not None
    typed, plain = side_by_side(lambda: method.decode_result(text, 8, "4.0"), lambda: json.loads(text), 15)
    rows.append(
        Row(
            f"decode a status of 1,000 units, {len(text) // 1024} KB, typed", f"{typed * 1e3:.1f} ms",
            f"json.loads {plain * 1e3:.1f} ms", typed / plain, "none set", None,
        )
    )  # fmt: skip
    if theirs:
        rows.append(
            Row(
                "import every facade and decode that status", f"{(ours + typed) * 1e3:.0f} ms", against,
                (ours + typed) / theirs, "below it", ours + typed < theirs,
            )
        )  # fmt: skip
    return rows
