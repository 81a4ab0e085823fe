"""Lines of recordings that are none, or whose keys have other types."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from recorded_lines import GOLDEN

from fakejuju.cassette.imports import import_recording
from fakejuju.errors import CassetteError


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("not json\n", "line 1: not a recording"),
        ('{"conn": 1}\n[]\n', "line 2: not a recording"),
        ("{}\n", "no JSON object"),
    ],
)
def test_what_is_no_recording_is_refused_with_its_line(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(text)

    with pytest.raises(CassetteError, match=reason):
        import_recording(path)


def test_files_that_are_not_there() -> None:
    with pytest.raises(CassetteError, match="cannot be read"):
        import_recording("/nowhere/a.jsonl")
    with pytest.raises(CassetteError, match="is not a folder"):
        import_recording(GOLDEN / "capture.jsonl", charms="/nowhere")


@pytest.mark.parametrize(
    "entry",
    [
        {"conn": []},
        {"conn": 1, "t": "soon"},
        {"conn": 1, "path": 5, "dir": ">", "frame": "{}"},
        {"conn": 1, "dir": ["<"], "frame": "{}"},
        {"conn": 1, "dir": ">", "frame": {"request-id": 1}},
        {"conn": 1, "dir": ">", "http": {"line": "GET"}},
        {"conn": 1, "dir": ">", "http": {"line": "GET /x HTTP/1.1", "headers": [["one"]]}},
        {"conn": 1, "dir": ">", "http": {"line": "GET /x HTTP/1.1", "body_len": "many"}},
        {"conn": 1, "dir": ">", "frame": '{"http": 5}'},
        {"conn": 1, "dir": ">", "opcode": "close", "reason": {}},
        {"conn": 1, "event": 7},
    ],
)
def test_a_line_of_the_wrong_types_is_refused_at_its_number(record: Any, entry: dict[str, Any]) -> None:
    path = record({"conn": 1, "dir": "#", "frame": "a note"}, entry)

    with pytest.raises(CassetteError, match="not a recording") as refused:
        import_recording(path)

    assert refused.value.line == 2
