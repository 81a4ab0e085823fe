"""Payloads of an unchanged cassette are read when they are asked for, and nothing else changes by that."""

from __future__ import annotations

import json
import tracemalloc
import zlib
from pathlib import Path

import pytest

from fakejuju.cassette.files import load, save
from fakejuju.cassette.model import Cassette, Connection, Exchange, Header
from fakejuju.cassette.reading import read_cassette
from fakejuju.cassette.writing import write_cassette
from fakejuju.cassette.yamlio import CHECKSUM, is_unchanged
from fakejuju.errors import CassetteError
from fakejuju.replaying import Replay
from jujuclient.connection import Connection as Client
from jujuclient.errors import JujuError

LARGE = json.dumps(
    {f"unit-{n}": {"value": "é" if n == 7 else "x" * 20} for n in range(200)},
    separators=(",", ":"),
    ensure_ascii=False,
)


def cassette(*results: str) -> Cassette:
    exchanges = [
        Exchange(
            number=n, on=1, facade="Client", method="FullStatus", version=8, params=f'{{"n":{n}}}',
            result=result, asked=n + 1, answered=n + 1,
        )
        for n, result in enumerate(results, 1)
    ]  # fmt: skip
    return Cassette(
        header=Header(juju="4.0.15"), events=[Connection(number=1, path="/api", place=1), *exchanges]
    )


def is_late(exchange: Exchange) -> bool:
    return not isinstance(vars(exchange)["_result"], str)


def forged(text: str) -> bytes:
    """A cassette with the right checksum, whatever is in it."""
    above, _, end = text.rpartition("---\n")
    end = end.partition("\n")[2] if end.startswith(CHECKSUM) else end
    return f"{above}---\n{CHECKSUM}{zlib.crc32(above.encode()):08x}\n{end}".encode()


def outcome(data: bytes) -> Cassette | str:
    try:
        return read_cassette(data)
    except CassetteError as error:
        return f"line {error.line}: {error.reason}"


def test_a_large_answer_waits_until_it_is_asked_for(tmp_path: Path) -> None:
    made = cassette(LARGE, '{"small":1}', LARGE)
    save(made, tmp_path / "x.yaml")

    back = load(tmp_path / "x.yaml")

    assert [is_late(one) for one in back.exchanges] == [True, False, True]
    assert back.exchanges[0].result == LARGE
    assert [is_late(one) for one in back.exchanges] == [False, False, True]
    assert back.events == made.events
    assert write_cassette(back) == (tmp_path / "x.yaml").read_text()


@pytest.mark.parametrize("found", ["x" * 20, CHECKSUM, "bytes\n"])
def test_what_was_edited_or_says_no_checksum_is_gone_through_at_once(found: str) -> None:
    text = write_cassette(cassette(LARGE))
    lines = text.splitlines(keepends=True)
    if found == CHECKSUM:
        text = "".join(line for line in lines if not line.startswith(CHECKSUM))
    elif found == "bytes\n":
        text = text.replace("# crc32", "# CRC32")
    else:
        text = text.replace(found, "edited")

    back = read_cassette(text)

    assert not is_late(back.exchanges[0])
    assert back.exchanges[0].result == LARGE.replace(found, "edited")


def test_the_checksum_changes_nothing_of_what_is_read_whichever_byte_was_damaged() -> None:
    data = write_cassette(cassette('{"a":1}', LARGE)).encode()
    end = data.rindex(b"---\n")
    without = data[:end] + b"---\n" + data[data.index(b"end:", end) :]
    assert is_unchanged(data)
    for at in [*range(300), *range(300, end, 61)]:
        damage = bytes([data[at] ^ 1])
        damaged = data[:at] + damage + data[at + 1 :]

        assert not is_unchanged(damaged)
        try:
            damaged.decode()
        except UnicodeDecodeError:
            continue  # refused before
        assert outcome(damaged) == outcome(without[:at] + damage + without[at + 1 :]), at


def test_one_that_is_cut_at_any_byte_is_refused_or_whole(tmp_path: Path) -> None:
    data, path = write_cassette(cassette('{"a":1}', LARGE)).encode(), tmp_path / "x.yaml"
    for size in [*range(0, len(data) - 200, 97), *range(len(data) - 200, len(data) - 1)]:
        path.write_bytes(data[:size])
        with pytest.raises(CassetteError):
            load(path)


def test_a_forged_checksum_does_not_hide_a_payload_nested_too_deeply(tmp_path: Path) -> None:
    path, deep = tmp_path / "x.yaml", "[" * 10_000 + "]" * 10_000
    text = write_cassette(cassette('{"a":1}', '{"deep":2}'))
    path.write_bytes(forged(text.replace('{\n   "deep": 2\n  }', deep)))

    exchange = load(path).exchanges[1]

    with pytest.raises(CassetteError, match="a payload is nested too deeply") as caught:
        _ = exchange.result
    line = path.read_text().partition("exchange: 2")[0].count("\n") + 1
    assert (caught.value.path, caught.value.line) == (path, line)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("on: 1\n", "on: !!python/object:os.system 1\n", "a tag"),
        ("on: 1\n", "on: &a 1\n", "an anchor"),
        ("on: 1\n", "on: *a\n", "an alias"),
        ("on: 1\n", f"on: {'[' * 9000}\n", "nest"),
        ("on: 1\n", "surprise: 1\n", "surprise"),
        ("on: 1\n", "", "on"),
        ("result:", "results:", "results"),
    ],
)
def test_a_forged_checksum_hides_nothing_of_an_envelope(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(forged(write_cassette(cassette(LARGE)).replace(old, new)))

    with pytest.raises(CassetteError, match=reason) as caught:
        load(path)

    assert caught.value.line


@pytest.mark.parametrize("said", [0, 1, 2, 100, 4096, 10**11])
def test_a_forged_length_is_not_believed(said: int) -> None:
    text = write_cassette(cassette(LARGE, LARGE))
    length = text.partition("result: |  # ")[2].partition(" ")[0]

    back = read_cassette(forged(text.replace(f"# {length} bytes", f"# {said} bytes")))

    assert [one.result for one in back.exchanges] == [LARGE, LARGE]


def test_what_is_not_utf_8_is_refused_whatever_the_checksum_says(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    data = write_cassette(cassette(LARGE)).encode().replace(b"\xc3\xa9", b"\xff\xff")
    end = data.rindex(b"---\n")
    path.write_bytes(
        data[:end] + f"---\n{CHECKSUM}{zlib.crc32(data[:end]):08x}\nend: {{exchanges: 1}}\n".encode()
    )

    with pytest.raises(CassetteError, match="not UTF-8"):
        load(path)


def test_loading_takes_little_more_memory_than_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    save(cassette(*[LARGE] * 200), path)
    size = path.stat().st_size
    load(path)
    tracemalloc.start()
    try:
        kept = load(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert len(kept.exchanges) == 200
    assert peak < 1.3 * size


def test_a_replay_of_a_forged_cassette_says_what_is_wrong(tmp_path: Path) -> None:
    path, deep = tmp_path / "x.yaml", "[" * 10_000 + "]" * 10_000
    login = '{"user-info":{"display-name":"admin","identity":"user-admin"},"server-version":"4.0.15"}'
    made = cassette(login, '{"deep":2}')
    made.exchanges[0].facade, made.exchanges[0].method, made.exchanges[0].version = "Admin", "Login", 3
    made.exchanges[0].params = '{"auth-tag":"user-admin","credentials":"<password:1>"}'
    path.write_bytes(forged(write_cassette(made).replace('{\n   "deep": 2\n  }', deep)))

    with pytest.raises(CassetteError, match="nested too deeply"):  # noqa: SIM117  # the replay tells at its end
        with Replay(load(path)) as replay:
            client = Client.connect([replay.endpoint], cacert=replay.cacert, password=replay.password)
            with pytest.raises(JujuError):
                client.call("Client", 8, "FullStatus", {"n": 2})
