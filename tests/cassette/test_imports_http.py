"""HTTP of a recording: requests, responses, bodies."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from recorded_lines import GOLDEN, ask, reply

from fakejuju.cassette.files import INLINE_LIMIT, body_bytes, load
from fakejuju.cassette.imports import import_recording, write_import


def test_bodies_are_found_by_their_hash_and_are_described_where_they_are_not() -> None:
    charm = (GOLDEN / "tiny.charm").read_bytes()

    found, _ = import_recording(GOLDEN / "capture.jsonl", charms=GOLDEN)
    lost, report = import_recording(GOLDEN / "capture.jsonl")

    assert body_bytes(found.https[0].body, None) == charm
    assert body_bytes(lost.https[0].body, None) is None
    assert lost.https[0].body is not None
    assert lost.https[0].body.size == len(charm)
    assert any("--charms" in str(problem) for problem in report.problems)


def test_a_large_body_goes_beside_the_cassette(tmp_path: Path) -> None:
    large = bytes(range(256)) * (INLINE_LIMIT // 256 + 1)
    (tmp_path / "charms").mkdir()
    (tmp_path / "charms/large").write_bytes(large)
    digest = hashlib.sha256(large).hexdigest()
    head = {"line": "PUT /x HTTP/1.1", "headers": [], "body_len": len(large), "body_sha256": digest}
    recording = tmp_path / "a.jsonl"
    recording.write_text(json.dumps({"t": 0, "conn": 1, "path": "/x", "dir": ">", "http": head}))

    made, _ = import_recording(recording, charms=tmp_path / "charms")
    write_import(made, tmp_path / "made/a.yaml")

    back = load(tmp_path / "made/a.yaml")
    assert back.https[0].body is not None
    assert back.https[0].body.file == digest
    assert body_bytes(back.https[0].body, back.path) == large


def test_two_controllers_captured_in_the_two_ways_are_one_cassette(record: Any) -> None:
    upgrade = [("Connection", "Upgrade"), ("Upgrade", "websocket")]
    path = record(
        {"t": 0, "conn": "a", "dir": ">", "http": {"line": "GET /api HTTP/1.1", "headers": upgrade}},
        {"t": 0, "conn": "a", "dir": "<", "http": {"line": "HTTP/1.1 101 Switching Protocols"}},
        ("a", ">", ask(1)),
        ("b", ">", '{"http": {"method": "GET", "path": "/charms", "headers": {}}}'),
        ("b", "<", '{"http": {"status": 200, "headers": {}, "body": "zip"}}'),
        ("a", "<", reply(1)),
    )  # fmt: skip

    made, report = import_recording(path)

    assert [http.path for http in made.https] == ["/charms"]
    assert [exchange.call for exchange in made.exchanges] == ["Pinger.Ping v1"]
    assert report.problems == []


def test_an_http_request_without_a_response_keeps_its_place_and_is_told(record: Any) -> None:
    ask_charm = {"line": "GET /charms HTTP/1.1"}
    path = record(
        {"t": 0, "conn": "a", "path": "/charms", "dir": ">", "http": ask_charm},
        {"t": 1, "conn": "a", "path": "/charms", "event": "tcp-eof"},
        {"t": 2, "conn": "a", "path": "/charms", "dir": "<", "http": {"line": "HTTP/1.1 200 OK"}},
    )

    made, report = import_recording(path)

    assert [(http.path, http.status, http.reason) for http in made.https] == [("/charms", 0, "no response")]
    assert [(problem.line, problem.what) for problem in report.problems] == [
        (1, "GET /charms"),
        (3, "an HTTP response"),
    ]


def test_a_request_of_a_connection_that_begins_anew_got_no_response(record: Any) -> None:
    """Its response would be another's; it is kept without one, and the report says so."""
    path = record(
        {"t": 0, "conn": "a", "dir": ">", "http": {"line": "GET /before HTTP/1.1"}},
        {"t": 1, "conn": "a", "event": "open"},
        {"t": 2, "conn": "a", "dir": ">", "http": {"line": "GET /after HTTP/1.1"}},
        {"t": 3, "conn": "a", "dir": "<", "http": {"line": "HTTP/1.1 404 Not Found"}},
    )

    made, report = import_recording(path)

    assert [(http.path, http.status) for http in made.https] == [("/before", 0), ("/after", 404)]
    assert [(one.line, one.what) for one in report.problems] == [(1, "GET /before")]


def test_the_first_date_of_a_response_is_when_the_recording_was_made(record: Any) -> None:
    dates = ["junk", "Wed, 01 Oct 2025 12:00:00 +0200", "Thu, 02 Oct 2025 00:00:00 GMT"]
    lines: list[dict[str, Any]] = []
    for when in dates:
        answer = {"line": "HTTP/1.1 200 OK", "headers": [["Date", when]]}
        lines += [
            {"t": 0, "conn": "a", "dir": ">", "http": {"line": "GET /x HTTP/1.1"}},
            {"t": 0, "conn": "a", "dir": "<", "http": answer},
        ]

    made, _ = import_recording(record(*lines))

    assert made.header.recorded == "2025-10-01T10:00:00Z"
