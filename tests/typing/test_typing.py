"""Two type checkers read how the table is used, rightly and wrongly."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


def mypy(name: str, cache: Path) -> dict[int, list[str]]:
    """Line to errors, as mypy in strict mode finds them."""
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(cache), str(HERE / name)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    found: dict[int, list[str]] = {}
    for line in done.stdout.splitlines():
        match = re.match(r"(\S+\.py):(\d+): error: (.*)", line)
        if match:
            assert match[1].endswith(name), line
            found.setdefault(int(match[2]), []).append(match[3])
    assert done.returncode == bool(found), done.stdout + done.stderr
    return found


def basedpyright(name: str, config: Path) -> dict[int, list[str]]:
    """Line to errors, as basedpyright in strict mode finds them."""
    settings = {
        "typeCheckingMode": "strict",
        "include": [str(HERE / name)],
        "extraPaths": [str(ROOT)],
        "pythonVersion": "3.10",
        "reportMissingModuleSource": "none",
    }
    config.write_text(json.dumps(settings))
    command = [sys.executable, "-m", "basedpyright", "--outputjson", "--pythonpath", sys.executable]
    command += ["-p", str(config)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    found: dict[int, list[str]] = {}
    for one in json.loads(done.stdout)["generalDiagnostics"]:
        if one["severity"] == "error":
            assert one["file"].endswith(name), one
            found.setdefault(one["range"]["start"]["line"] + 1, []).append(one["message"])
    return found


def wrong_lines() -> set[int]:
    """The lines of the wrong examples that hold a mistake."""
    lines = (HERE / "wrong_use.py").read_text().splitlines()
    return {number for number, line in enumerate(lines, 1) if "# WRONG" in line}


def test_mypy_accepts_intended_use_and_finds_every_mistake(tmp_path: Path) -> None:
    assert mypy("intended_use.py", tmp_path) == {}
    assert set(mypy("wrong_use.py", tmp_path)) == wrong_lines()


def test_basedpyright_accepts_intended_use_and_finds_every_mistake(tmp_path: Path) -> None:
    pytest.importorskip("basedpyright")
    config = tmp_path / "pyrightconfig.json"

    assert basedpyright("intended_use.py", config) == {}
    assert set(basedpyright("wrong_use.py", config)) == wrong_lines()
