"""Recordings as cassettes: small ones in each of the forms, and those that are committed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fakejuju.cassette import imports
from fakejuju.cassette.files import INLINE_LIMIT, body_bytes, load
from fakejuju.cassette.imports import import_recording, write_import
from fakejuju.cassette.layouts import answer_frame, set_answer
from fakejuju.cassette.model import Cassette, Close, Exchange, Note, Push, Stray
from fakejuju.cassette.reading import read_cassette
from fakejuju.cassette.writing import write_cassette
from fakejuju.errors import CassetteError
from jujuclient.wire.dialect import read_reply
from jujuclient.wire.messages import Dialect

GOLDEN = Path(__file__).parent / "golden"
COMMITTED = sorted((Path(__file__).parents[2] / "cassettes").glob("*/*.yaml"))


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


def ask(number: int, method: str = "Ping") -> str:
    return (
        f'{{"request-id": {number}, "type": "Pinger", "version": 1, "request": "{method}", "params": {{}}}}'
    )


def reply(number: int, result: str = "{}") -> str:
    return f'{{"request-id":{number},"response":{result}}}\n'


@pytest.mark.parametrize("name", ["capture", "client", "agentless"])
def test_each_form_becomes_its_golden_cassette(name: str) -> None:
    made, report = import_recording(GOLDEN / f"{name}.jsonl", charms=GOLDEN)

    text = write_cassette(made)

    assert text == (GOLDEN / f"{name}.yaml").read_text()
    assert read_cassette(text) == made
    assert report.counts == made.counts()
    assert "hunter2" not in text


@pytest.mark.parametrize("name", ["capture", "client", "agentless"])
def test_answers_come_back_byte_for_byte(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # given: every frame of an answer that the importer sees
    seen: list[tuple[Exchange, str]] = []

    def note(exchange: Exchange, frame: str) -> None:
        seen.append((exchange, frame))
        set_answer(exchange, frame)

    monkeypatch.setattr(imports, "set_answer", note)

    # when
    made, _ = import_recording(GOLDEN / f"{name}.jsonl")
    reloaded = {event.number: event for event in read_cassette(write_cassette(made)).exchanges}

    # then
    assert seen
    for exchange, frame in seen:
        assert answer_frame(reloaded[exchange.number], read_reply(frame).number) == frame


def test_a_number_used_twice_is_answered_in_the_order_of_asking(record: Any) -> None:
    path = record(
        (1, ">", ask(5)), (1, ">", ask(5)), (1, "<", reply(5, '"first"')), (1, "<", reply(5, '"second"'))
    )

    made, _ = import_recording(path)

    assert [event.result for event in made.exchanges] == ['"first"', '"second"']


def test_an_answer_that_comes_next_shares_the_place_and_another_has_its_own(record: Any) -> None:
    path = record(
        (1, ">", ask(1)), (1, "<", reply(1)),
        (1, ">", ask(2)), (1, ">", ask(3)), (1, "<", reply(3)), (1, "<", reply(2)),
    )  # fmt: skip

    made, _ = import_recording(path)

    assert [(event.asked, event.answered) for event in made.exchanges] == [(2, 2), (3, 5), (4, 4)]


def test_two_connections_have_numbers_of_their_own(record: Any) -> None:
    path = record(
        (1, ">", ask(1)), (2, ">", ask(1)), (2, "<", reply(1, '"two"')), (1, "<", reply(1, '"one"'))
    )

    made, _ = import_recording(path)

    assert {event.on: event.result for event in made.exchanges} == {1: '"one"', 2: '"two"'}


def test_a_name_used_again_with_another_path_is_another_connection(record: Any) -> None:
    path = record(
        {"conn": "x:1", "path": "/api", "dir": ">", "frame": ask(1)},
        {"conn": "x:1", "path": "/model/a/api", "dir": ">", "frame": ask(1)},
    )

    made, _ = import_recording(path)

    assert [(event.number, event.path, event.name) for event in made.connections] == [
        (1, "/api", "x:1"),
        (2, "/model/a/api", "x:1"),
    ]


def test_both_spellings_are_matched_to_their_answers() -> None:
    made, _ = import_recording(GOLDEN / "client.jsonl")

    zero, old = made.exchanges[1:3]

    assert answer_frame(zero, 0) == '{"RequestId":0,"Response":{}}\n'
    assert old.dialect is Dialect.JUJU1
    assert answer_frame(old, 3) == '{"RequestId":3,"Error":"no","ErrorCode":"not found","Response":{}}\n'


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


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ({"frame": "[]"}, "Expected `object`"),
        ({"frame": '{"request-id": 1}'}, "names no type and no request"),
        ({"frame": '{"request-id":-1,"type":"Pinger","request":"Ping"}'}, "below 1"),
        ({"frame": '{"request-id":0,"type":"Pinger","request":"Ping"}'}, "below 1"),
        ({"frame": '{"request-id":1,"type":"a.b","request":"Ping"}'}, "no controller has"),
        ({"frame": ask(1), "frame_len": 4_000_091}, "of its 4000091 characters"),
        ({"opcode": "binary", "payload": "\x00\xff"}, "binary frame"),
        ({"event": "leftover-bytes", "n": 12}, "12 bytes"),
    ],
)
def test_strays(record: Any, entry: dict[str, Any], why: str) -> None:
    first = {"t": 0, "conn": 1, "path": "/api", "dir": ">", "frame": ask(7)}
    path = record(first, {"t": 1, "conn": 1, "path": "/api", "dir": ">", **entry})

    made, report = import_recording(path)

    (stray,) = made.of(Stray)
    assert isinstance(stray, Stray)
    assert why in stray.why
    assert [problem.line for problem in report.problems] == [2]


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ({"frame": ask(1)[:-1] + ', "extra": 1}'}, "'extra' is not kept"),
        ({"frame": ask(1) + " trailing"}, "behind the first JSON value"),
        ({"frame": ask(1, "P\ufffding")}, "no UTF-8"),
        ({"opcode": "binary", "payload": ask(1)}, "binary frame"),
    ],
)
def test_calls_that_lose_something_say_so(record: Any, entry: dict[str, Any], why: str) -> None:
    path = record({"t": 0, "conn": 1, "path": "/api", "dir": ">", **entry}, (1, "<", reply(1)))

    made, report = import_recording(path)

    assert [event.answered for event in made.exchanges] == [2]
    assert [why in str(problem) for problem in report.problems] == [True]
    assert read_cassette(write_cassette(made)) == made


def test_debug_log_is_pushed_and_agents_are_noted() -> None:
    capture, _ = import_recording(GOLDEN / "capture.jsonl")
    client, _ = import_recording(GOLDEN / "client.jsonl")

    assert [event.frame[:6] for event in capture.of(Push) if isinstance(event, Push)] == ["{}\n", '{"tag"']
    assert [event.text[:9] for event in client.of(Note) if isinstance(event, Note)] == [
        "deploy so",
        '{"agent":',
    ]


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
    digest = __import__("hashlib").sha256(large).hexdigest()
    head = {"line": "PUT /x HTTP/1.1", "headers": [], "body_len": len(large), "body_sha256": digest}
    recording = tmp_path / "a.jsonl"
    recording.write_text(json.dumps({"t": 0, "conn": 1, "path": "/x", "dir": ">", "http": head}))

    made, _ = import_recording(recording, charms=tmp_path / "charms")
    write_import(made, tmp_path / "made/a.yaml")

    back = load(tmp_path / "made/a.yaml")
    assert back.https[0].body is not None
    assert back.https[0].body.file == digest
    assert body_bytes(back.https[0].body, back.path) == large


def test_the_version_is_that_of_the_login_or_the_folder_or_as_told(tmp_path: Path) -> None:
    folder = tmp_path / "juju-3.6"
    folder.mkdir()
    (folder / "a.jsonl").write_text(json.dumps({"conn": 1, "path": "/api", "dir": ">", "frame": ask(1)}))

    assert import_recording(GOLDEN / "capture.jsonl")[0].header.juju == "4.0.15"
    assert import_recording(folder / "a.jsonl")[0].header.juju == "3.6"
    assert import_recording(folder / "a.jsonl", juju="3.6.9", title="x")[0].header.juju == "3.6.9"


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


def test_a_frame_of_any_length_is_kept_unless_a_limit_is_given(record: Any) -> None:
    long = reply(1, '{"a":"' + "x" * 2_000_000 + '"}')
    path = record(
        {"t": 0, "conn": 1, "path": "/api", "dir": ">", "frame": ask(1)},
        {"t": 1, "conn": 1, "path": "/api", "dir": "<", "frame": long},
    )

    whole, _ = import_recording(path)
    limited, report = import_recording(path, max_frame=1_000_000)

    assert answer_frame(whole.exchanges[0], 1) == long
    assert limited.exchanges[0].answered is None
    assert "longer than 1000000 characters" in str(report.problems[0])


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
