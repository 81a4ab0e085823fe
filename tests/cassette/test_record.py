"""The recorder: what it writes when a secret shows itself late, or nowhere but at the door."""

from __future__ import annotations

import gzip
import os
import tracemalloc
from pathlib import Path

import pytest

from fakejuju.cassette.bodies import BodySink, Kind
from fakejuju.cassette.files import bodies_folder, body_bytes, load
from fakejuju.cassette.finishing import new_of
from fakejuju.cassette.model import Body, HttpExchange
from fakejuju.cassette.record import Recorder, part_of
from fakejuju.cassette.repair import repair
from jujuclient.wire.messages import Request

SECRET = "hunter2hunter2"
LOGIN = f'{{"auth-tag":"user-admin","credentials":"{SECRET}"}}'
LARGE = 100_000


def ask(recorder: Recorder, number: int, facade: str, method: str, params: str, result: str) -> None:
    exchange = recorder.ask(1, Request(number, facade, method, 3, "", params))
    recorder.answer(exchange, f'{{"request-id":{number},"response":{result}}}\n')


def test_what_a_later_field_gives_away_is_replaced_where_it_stood_before(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    recorder = Recorder(path)
    recorder.connection("/model/x/api")
    ask(recorder, 1, "Annotations", "Set", '{"annotations":{"note":"it is hunter2hunter2"}}', "{}")
    ask(recorder, 2, "Admin", "Login", '{"auth-tag":"user-admin","credentials":"hunter2hunter2"}', "{}")

    recorder.finish()

    assert "hunter2" not in path.read_text()
    assert load(path).exchanges[0].params == '{"annotations":{"note":"it is <password:1>"}}'


def test_a_secret_of_the_upgrade_is_one_wherever_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    recorder = Recorder(path)
    recorder.connection("/model/x/log", [("Authorization", "Basic dXNlci1hZG1pbjpodW50ZXIyaHVudGVyMg==")])
    recorder.push(1, '{"msg":"got hunter2hunter2"}\n')

    recorder.finish()

    assert "hunter2" not in path.read_text()


def http(recorder: Recorder, sent: bytes, answered: bytes, content_type: str = "text/plain") -> None:
    """An HTTP exchange whose bodies stream by."""
    bodies: list[Body | None] = []
    for data, response in ((sent, False), (answered, True)):
        sink = BodySink(recorder.path, recorder.redactor)
        sink.add(data)
        bodies.append(sink.finish(Kind("PUT", "/x", content_type, response)))
    recorder.http(
        HttpExchange(
            number=0, method="PUT", path="/x", headers=[("Content-Type", content_type)], body=bodies[0],
            status=200, reason="OK", response_headers=[], response_body=bodies[1],
        )
    )  # fmt: skip


def left(folder: Path) -> list[str]:
    """The files that hold the secret, packed or not."""
    found = []
    for path in folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        inner = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else b""
        if SECRET.encode() in data or SECRET.encode() in inner:
            found.append(path.name)
    return found


def bodies_of(path: Path) -> list[bytes]:
    """The bodies of a cassette, each checked against its digest."""
    cassette = load(path)
    return [body_bytes(body, path) or b"" for one in cassette.https for body in (one.body, one.response_body)]


def test_a_late_secret_is_replaced_in_every_kind_of_event(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    recorder = Recorder(path)
    recorder.connection(f"/model/x/api?note={SECRET}")
    parked = recorder.ask(1, Request(1, "AllWatcher", "Next", 3, "1", f'{{"a":"{SECRET}"}}'), parks=True)
    ask(
        recorder,
        2,
        "Annotations",
        "Set",
        f'{{"annotations":{{"note":"it is {SECRET}"}}}}',
        f'{{"a":"{SECRET}"}}',
    )
    recorder.push(1, f'{{"msg":"got {SECRET}"}}\n')
    recorder.stray(1, "client", f"what {SECRET}", "no call")
    recorder.note(f"says {SECRET}")
    http(recorder, f"a {SECRET}".encode(), b"\0\xff " + SECRET.encode())
    recorder.answer(parked, f'{{"request-id":1,"error":"no {SECRET}"}}\n')
    ask(recorder, 3, "Admin", "Login", LOGIN, "{}")
    recorder.close(1, "client", 1000, "")
    shape = [line.split(":")[0] for line in part_of(path).read_text().splitlines() if line[:1].isalpha()]

    recorder.finish()

    assert left(tmp_path) == []
    text = path.read_text()
    assert text.count("<password:1>") == 10
    assert bodies_of(path) == [b"a <password:1>", b"\0\xff <password:1>"]
    assert [line.split(":")[0] for line in text.splitlines() if line[:1].isalpha()] == [*shape, "end"]
    assert [e.number for e in load(path).exchanges] == [1, 2, 3]
    assert [found.name for found in tmp_path.iterdir()] == ["x.yaml"]


@pytest.mark.parametrize("packed", [False, True])
def test_a_late_secret_is_replaced_in_bodies_that_were_written_to_files(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / "x.yaml"
    recorder = Recorder(path)
    recorder.connection("/api")
    text, noise = f"it is {SECRET} " + "word " * LARGE, os.urandom(LARGE)
    answered = gzip.compress(noise.hex().encode() + SECRET.encode()) if packed else noise + SECRET.encode()
    http(recorder, text.encode(), answered)
    http(recorder, b"plain " * LARGE, text.encode())
    ask(recorder, 1, "Admin", "Login", LOGIN, "{}")
    assert len(left(tmp_path)) == 2

    recorder.finish()

    mark = b"<password:1>"
    wanted = noise.hex().encode() + mark if packed else noise + mark
    found = bodies_of(path)
    assert found[0] == found[3] == text.replace(SECRET, mark.decode()).encode()
    assert (gzip.decompress(found[1]) if packed else found[1]) == wanted
    assert found[2] == b"plain " * LARGE
    assert [one.body.size for one in load(path).https if one.body] == [len(found[0]), len(found[2])]
    assert len(list(bodies_folder(path).iterdir())) == 3
    assert left(tmp_path) == []


def test_a_late_secret_is_replaced_in_a_small_body_that_was_packed(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    recorder = Recorder(path)
    recorder.connection("/api")
    http(recorder, gzip.compress(SECRET.encode()), b"")
    ask(recorder, 1, "Admin", "Login", LOGIN, "{}")

    recorder.finish()

    assert gzip.decompress(bodies_of(path)[0]) == b"<password:1>"


def test_what_is_kept_of_a_cassette_loses_what_only_its_extension_gives_away(tmp_path: Path) -> None:
    path, text = tmp_path / "x.yaml", f"it is {SECRET} " + "word " * LARGE
    first = Recorder(path, title="mine")
    first.connection("/api")
    ask(first, 1, "Annotations", "Set", f'{{"annotations":{{"note":"it is {SECRET}"}}}}', "{}")
    http(first, text.encode(), b"")
    first.finish()
    assert len(left(tmp_path)) == 2

    recorder = Recorder(path, kept=load(path))
    recorder.connection("/api")
    exchange = recorder.ask(2, Request(1, "Admin", "Login", 3, "", LOGIN))
    recorder.answer(exchange, '{"request-id":1,"response":{"server-version":"3.6.28"}}\n')
    recorder.finish()

    cassette = load(path)
    assert left(tmp_path) == []
    assert (cassette.header.title, cassette.header.juju) == ("mine", "3.6.28")
    assert cassette.exchanges[0].params == '{"annotations":{"note":"it is <password:1>"}}'
    assert bodies_of(path)[0] == text.replace(SECRET, "<password:1>").encode()


def test_the_header_says_what_was_learned_after_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    recorder = Recorder(path)
    http(recorder, b"", b"hello")
    recorder.connection("/api")
    exchange = recorder.ask(1, Request(1, "Admin", "Login", 3, "", "{}"))
    recorder.answer(exchange, '{"request-id":1,"response":{"server-version":"3.6.28"}}\n')
    before = part_of(path).read_text()

    recorder.finish()

    head, _, rest = before.partition("dialect: juju2\n")
    assert path.read_text().startswith(f'{head}juju: "3.6.28"\ndialect: juju2\n{rest}---\n')
    assert load(path).counts()["exchanges"] == 1


def test_memory_stays_flat_to_the_end_of_a_recording(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "x.yaml")
    recorder.connection("/api")
    filler = "word " * 20_000
    for number in range(1, 160):
        ask(recorder, number, "Annotations", "Set", f'{{"note":"it is {SECRET}"}}', f'["{filler}"]')
    ask(recorder, 200, "Admin", "Login", LOGIN, "{}")
    size = part_of(tmp_path / "x.yaml").stat().st_size
    tracemalloc.start()
    try:
        recorder.finish()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < size / 2, f"{peak} bytes for a file of {size}"
    assert left(tmp_path) == []


def test_an_end_that_cannot_be_written_leaves_the_recording_to_be_repaired(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.yaml"
    recorder = Recorder(path)
    recorder.connection("/api")
    ask(recorder, 1, "Annotations", "Set", f'{{"note":"it is {SECRET}"}}', "{}")
    ask(recorder, 2, "Admin", "Login", LOGIN, "{}")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("fakejuju.cassette.finishing.write_step", full)
    with pytest.raises(OSError, match="No space"):
        recorder.finish()
    monkeypatch.undo()

    assert [found.name for found in tmp_path.iterdir()] == ["x.yaml.part"]
    recorder._growing.close()
    repair(part_of(path))
    assert [e.number for e in load(path).exchanges] == [1, 2]


def test_what_a_kill_at_the_end_left_half_written_goes_with_the_next(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    half = new_of(part_of(path))
    half.write_text("fakejuju: 1\n")

    Recorder(path).finish()
    assert not half.exists()

    half.write_text("fakejuju: 1\n")
    path.rename(part_of(path))
    repair(part_of(path))
    assert [found.name for found in tmp_path.iterdir()] == ["x.yaml"]
