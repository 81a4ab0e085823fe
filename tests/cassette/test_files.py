"""Cassettes on disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fakejuju.cassette.files import (
    INLINE_LIMIT,
    bodies_folder,
    body_bytes,
    body_path,
    load,
    make_body,
    save,
    write_atomically,
)
from fakejuju.cassette.model import Body, Cassette, Connection, Header
from fakejuju.errors import CassetteCut, CassetteError

LARGE = b"x" * (INLINE_LIMIT + 1)


def test_a_cassette_is_saved_and_loaded(tmp_path: Path) -> None:
    cassette = Cassette(header=Header(juju="4.0.15"), events=[Connection(number=1, path="/api", place=1)])

    save(cassette, tmp_path / "folder/a.yaml")
    back = load(tmp_path / "folder/a.yaml")

    assert back.events == cassette.events
    assert back.path == tmp_path / "folder/a.yaml"
    assert [path.name for path in (tmp_path / "folder").iterdir()] == ["a.yaml"]


@pytest.mark.parametrize(
    ("data", "reason"), [(b"\xff\xfe", "not UTF-8 at byte 0"), (b"fakejuju: 7\n", "line 1: format '7'")]
)
def test_an_error_names_the_file(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(data)

    with pytest.raises(CassetteError, match=reason) as caught:
        load(path)

    assert str(caught.value).startswith(str(path))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CassetteError, match="cannot be read: No such file"):
        load(tmp_path / "a.yaml")


def test_a_cut_file_can_be_read_for_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"fakejuju: 1\n---\nnote: x\nat: 0\n---\nnote: \xc3")

    with pytest.raises(CassetteError):
        load(path)

    assert not load(path, allow_cut=True).whole


def test_without_an_end_record_it_says_that_it_was_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("fakejuju: 1\n")

    with pytest.raises(CassetteCut):
        load(path)


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError("no")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="no"):
        write_atomically(path, b"new")

    assert path.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["a.yaml"]


@pytest.mark.parametrize("data", [b"plain", b'{"json":1}', b"\x00\xff", "é".encode()])
def test_small_bodies_are_inline(data: bytes, tmp_path: Path) -> None:
    body = make_body(data, cassette=tmp_path / "a.yaml")

    assert body is not None
    assert body_bytes(body, None) == data
    assert body.size == len(data)
    assert not bodies_folder(tmp_path / "a.yaml").exists()


def test_large_bodies_are_beside_the_cassette_once(tmp_path: Path) -> None:
    cassette = tmp_path / "a.yaml"

    one, two = make_body(LARGE, cassette=cassette), make_body(LARGE, cassette=cassette)

    assert one == two
    assert one is not None
    assert body_bytes(one, cassette) == LARGE
    assert body_path(one, cassette) == bodies_folder(cassette) / one.sha256
    assert len(list(bodies_folder(cassette).iterdir())) == 1


def test_a_body_that_was_changed_or_lost_is_refused(tmp_path: Path) -> None:
    cassette = tmp_path / "a.yaml"
    body = make_body(LARGE, cassette=cassette)
    assert body is not None
    path = body_path(body, cassette)
    assert path is not None

    path.write_bytes(b"other")
    with pytest.raises(CassetteError, match="its SHA-256 differs"):
        body_bytes(body, cassette)
    path.unlink()
    with pytest.raises(CassetteError, match="cannot be read"):
        body_bytes(body, cassette)


def test_no_body_and_one_that_was_not_kept_are_two_things() -> None:
    assert make_body(b"") is None
    assert body_bytes(None, None) == b""
    assert body_bytes(Body(size=9, sha256="abc"), None) is None
    assert body_path(Body(text="x"), None) is None


@pytest.mark.parametrize("name", ["/etc/passwd", "../../secret", "A" * 64, "", "a" * 63, "a" * 64 + "/../x"])
def test_a_body_is_never_another_file_of_the_reader(tmp_path: Path, name: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(
        "fakejuju: 1\n---\nhttp: 1\nrequest: GET /x\nstatus: 200 OK\n"
        f'response-body: {{size: 3, file: "{name}"}}\nat: 0\ntook: 0\n---\n'
        "end: {connections: 0, exchanges: 0, http: 1}\n"
    )

    with pytest.raises(CassetteError, match="line 3: a body's file is named by its SHA-256"):
        load(path)


def test_a_payload_nested_ten_thousand_deep_is_refused_at_its_line(tmp_path: Path) -> None:
    path, deep = tmp_path / "x.yaml", "[" * 10_000 + "]" * 10_000
    path.write_text(
        "fakejuju: 1\n---\nconnection: 1\npath: /api\nat: 0\n---\nexchange: 1\non: 1\ncall: A.B v1\n"
        f"params: |\n  {deep}\nresult: |\n  {{}}\nat: 0\ntook: 0\n---\n"
        "end: {connections: 1, exchanges: 1, http: 0}\n"
    )

    with pytest.raises(CassetteError, match="line 7: a payload is nested too deeply"):
        load(path)
