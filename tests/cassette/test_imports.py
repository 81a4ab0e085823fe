"""Recordings as cassettes: small ones in each of the forms, and those that are committed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from recorded_lines import GOLDEN, ask

from fakejuju.cassette.files import load
from fakejuju.cassette.imports import import_recording
from fakejuju.cassette.layouts import answer_frame
from fakejuju.cassette.model import Cassette, Close, Note, Push, Stray
from fakejuju.cassette.reading import read_cassette
from fakejuju.cassette.writing import write_cassette
from jujuclient.wire.dialect import read_reply

COMMITTED = sorted((Path(__file__).parents[2] / "cassettes").glob("*/*.yaml"))


@pytest.mark.parametrize("name", ["capture", "client", "agentless"])
def test_each_form_becomes_its_golden_cassette(name: str) -> None:
    made, report = import_recording(GOLDEN / f"{name}.jsonl", charms=GOLDEN)

    text = write_cassette(made)

    assert text == (GOLDEN / f"{name}.yaml").read_text()
    assert read_cassette(text) == made
    assert report.counts == made.counts()
    assert "hunter2" not in text


def test_what_no_client_sends_is_kept_with_its_reason_and_its_consequence() -> None:
    made, report = import_recording(GOLDEN / "capture.jsonl")

    strays = [(event.on, event.why.partition(":")[0]) for event in made.of(Stray) if isinstance(event, Stray)]
    closes = [(event.on, event.by, event.code) for event in made.of(Close) if isinstance(event, Close)]

    assert strays == [
        (3, "the frame is not JSON"),
        (4, "sent unmasked"),
        (5, "parse-error"),
        (5, "in Juju 1's spelling, which this controller refuses"),
    ]
    assert closes == [
        (2, "controller", None), (3, "controller", 1000), (4, "controller", 1002), (5, "controller", 1000),
        (1, "client", 1000),
    ]  # fmt: skip
    assert [problem.line for problem in report.problems] == sorted(p.line for p in report.problems)
    assert any("no response" in str(problem) for problem in report.problems)


def test_debug_log_is_pushed_and_agents_are_noted() -> None:
    capture, _ = import_recording(GOLDEN / "capture.jsonl")
    client, _ = import_recording(GOLDEN / "client.jsonl")

    assert [event.frame[:6] for event in capture.of(Push) if isinstance(event, Push)] == ["{}\n", '{"tag"']
    assert [event.text[:9] for event in client.of(Note) if isinstance(event, Note)] == [
        "deploy so",
        '{"agent":',
    ]


def test_the_version_is_that_of_the_login_or_the_folder_or_as_told(tmp_path: Path) -> None:
    folder = tmp_path / "juju-3.6"
    folder.mkdir()
    (folder / "a.jsonl").write_text(json.dumps({"conn": 1, "path": "/api", "dir": ">", "frame": ask(1)}))

    assert import_recording(GOLDEN / "capture.jsonl")[0].header.juju == "4.0.15"
    assert import_recording(folder / "a.jsonl")[0].header.juju == "3.6"
    assert import_recording(folder / "a.jsonl", juju="3.6.9", title="x")[0].header.juju == "3.6.9"


def test_the_committed_cassettes_are_all_there() -> None:
    folders = [path.parent.name for path in COMMITTED]

    assert {name: folders.count(name) for name in folders} == {
        "agentless": 3, "juju-2.9": 4, "juju-3.6": 6, "juju-4.0": 149,
    }  # fmt: skip


def test_the_committed_cassettes_load_and_write_the_same_text() -> None:
    for path in COMMITTED:
        cassette: Cassette = load(path)

        assert write_cassette(cassette) == path.read_text(encoding="utf-8"), path


def test_every_committed_answer_has_the_callers_number() -> None:
    for path in COMMITTED:
        for exchange in load(path).exchanges:
            if exchange.answered is not None:
                assert read_reply(answer_frame(exchange, 987654)).number == 987654, (path, exchange.number)
