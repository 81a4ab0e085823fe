"""Bodies that stream by: memory stays flat, and a large one keeps no more secrets than a small one."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakejuju.cassette import bodies
from fakejuju.cassette.bodies import BodySink, Kind
from fakejuju.cassette.files import bodies_folder
from fakejuju.cassette.model import Body
from fakejuju.cassette.redact import Redactor

JSON = Kind("GET", "/x", "application/json", True)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "PIECE", 50_000)


def kept(folder: Path, data: bytes, redactor: Redactor | None = None) -> tuple[Body, bytes]:
    """A body that came in chunks, and what is in its file."""
    sink = BodySink(folder / "x.yaml", redactor or Redactor())
    for chunk in chunks(data):
        sink.add(chunk)
    body = sink.finish(JSON)
    assert body is not None
    assert body.file is not None
    return body, (bodies_folder(folder / "x.yaml") / body.file).read_bytes()


def chunks(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), 7001):
        yield data[start : start + 7001]


def test_what_holds_no_secret_is_kept_byte_for_byte(tmp_path: Path) -> None:
    for data in (os.urandom(200_000), ("é" * 150_000).encode(), json.dumps(["word"] * 30_000).encode()):
        body, found = kept(tmp_path, data)

        assert found == data
        assert (body.file, body.size) == (hashlib.sha256(data).hexdigest(), len(data))


def test_a_secret_in_any_piece_of_a_large_answer_is_replaced(tmp_path: Path) -> None:
    answer = [{"filler": "x" * 5_000, "deep": [{"password": f"hunter2-{n:05}"}]} for n in range(60)]
    expected = json.dumps(answer)
    for n in range(60):
        expected = expected.replace(f"hunter2-{n:05}", f"<password:{n + 1}>")

    body, found = kept(tmp_path, json.dumps(answer).encode())

    assert found.decode() == expected
    assert (body.file, body.size) == (hashlib.sha256(found).hexdigest(), len(found))


@pytest.mark.parametrize("filler", [b"\0\xff", b"x", "é".encode(), b"word "])
@pytest.mark.parametrize("place", [0, 49_994, 65_530, 99_990, 199_990])
def test_a_known_secret_is_found_across_the_edges_of_pieces(
    tmp_path: Path, filler: bytes, place: int
) -> None:
    redactor = Redactor()
    redactor.learn("hunter2-hunter2")
    data = (filler * 200_000)[:place] + b"hunter2-hunter2" + filler * 70_000

    _, found = kept(tmp_path, data, redactor)

    assert b"hunter2" not in found
    assert found.count(b"<password:1>") == 1


def test_what_was_packed_is_looked_into(tmp_path: Path) -> None:
    packed = gzip.compress(os.urandom(100_000).hex().encode() + b'\n{"password": "hunter2hunter2"}')

    _, found = kept(tmp_path, packed)

    assert b'{"password": "<password:1>"}' in gzip.decompress(found)


def test_a_body_that_did_not_come_to_its_end_leaves_nothing(tmp_path: Path) -> None:
    sink = BodySink(tmp_path / "x.yaml", Redactor())
    sink.add(b"x" * 100_000)

    sink.discard()

    assert list(tmp_path.iterdir()) == []
