"""What the tests of cassettes share; see ``recorded_lines``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # for recorded_lines, in every import mode


@pytest.fixture
def record(tmp_path: Path) -> Any:
    """Write a recording: frames as (conn, dir, frame) or whole entries."""

    def write(*entries: Any) -> Path:
        path = tmp_path / "a.jsonl"
        lines = []
        for index, entry in enumerate(entries):
            made = entry
            if isinstance(entry, tuple):
                conn, side, frame = entry
                made = {"t": index / 10, "conn": conn, "path": "/api", "dir": side, "frame": frame}
            lines.append(json.dumps(made) + "\n")
        path.write_text("".join(lines))
        return path

    return write
