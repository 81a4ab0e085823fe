"""Cassettes cut at every byte, and what is kept of them."""

from __future__ import annotations

import fcntl
import re
from pathlib import Path

import pytest

from fakejuju.cassette import ladder
from fakejuju.cassette.files import load
from fakejuju.cassette.reading import read_cassette
from fakejuju.cassette.repair import mend, repair, upgrade
from fakejuju.cassette.writing import write_cassette
from fakejuju.errors import CassetteCut, CassetteError

GOLDEN = Path(__file__).parent / "golden"
WHOLE = (GOLDEN / "capture.yaml").read_bytes()
HEADER_END = WHOLE.index(b"\n---\n") + 1
CUT = WHOLE.index(b"exchange: 2") + 30  # in the middle of the third event
LINE = WHOLE.count(b"\n", 0, WHOLE.index(b"exchange: 2")) + 1
FIRST_LINE = WHOLE.index(b"\n") + 1
CUT = WHOLE.index(b"exchange: 2") + 60
"""In the middle of the second exchange: what is whole before it is a connection and an exchange."""


def ends_of_events(data: bytes) -> list[int]:
    """Where each document ends, the header's included, the end record's not."""
    return [match.start() + 1 for match in re.finditer(rb"\n---\n", data)]


def test_a_cassette_cut_at_any_byte_is_refused_or_only_lacks_its_last_newline(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    accepted, named = [], set()
    for size in range(len(WHOLE)):
        path.write_bytes(WHOLE[:size])
        try:
            load(path)
        except CassetteError as refused:
            named.add(refused.path)
        else:
            accepted.append(size)

    assert accepted == [len(WHOLE) - 1]
    assert named == {path}


def test_what_is_left_of_a_cassette_cut_at_any_byte_is_every_whole_event() -> None:
    ends = ends_of_events(WHOLE)
    for size in range(FIRST_LINE, len(WHOLE)):
        whole = [end for end in ends if end <= size]
        expected = WHOLE[HEADER_END : whole[-1]] if len(whole) > 1 else b""

        made = mend(WHOLE[:size])

        text = write_cassette(made.cassette).encode()
        kept = text[text.index(b"\n---\n") + 1 : text.rindex(b"---\n")]
        assert kept == expected, size
        assert read_cassette(text.decode()) == made.cassette
        partial = WHOLE[max(whole, default=0) : size].removeprefix(b"---\n")
        is_nothing = not partial.strip(b"-") or partial.startswith(b"#")
        # Of a header nobody can tell whether a line more was to come.
        in_header = size < HEADER_END + len(b"---\n")
        assert bool(made.dropped) is (in_header or not is_nothing), (size, partial)


def test_a_cassette_cut_in_its_first_line_cannot_be_mended() -> None:
    for size in range(FIRST_LINE):
        with pytest.raises(CassetteError):
            mend(WHOLE[:size])


def test_a_whole_cassette_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(WHOLE)

    made = repair(path)

    assert (made.written, made.original, made.dropped) == (None, None, [])
    assert path.read_bytes() == WHOLE


def test_a_cut_recording_gets_its_name_and_the_damaged_file_is_kept(tmp_path: Path) -> None:
    part = tmp_path / "a.yaml.part"
    part.write_bytes(WHOLE[:CUT])

    made = repair(part)

    assert made.written == tmp_path / "a.yaml"
    assert [str(dropped) for dropped in made.dropped] == [f"line {LINE}: dropped exchange 2: it was cut"]
    assert (tmp_path / "a.yaml.part.orig").read_bytes() == WHOLE[:CUT]
    assert not part.exists()
    assert len(load(tmp_path / "a.yaml").events) == 2


def test_a_recording_that_lost_nothing_leaves_nothing_behind(tmp_path: Path) -> None:
    part = tmp_path / "a.yaml.part"
    part.write_bytes(WHOLE[: WHOLE.rindex(b"---\n")])

    made = repair(part)

    assert made.dropped == []
    assert "missing" in made.recounted
    assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]
    assert (tmp_path / "a.yaml").read_bytes() == WHOLE


def test_a_damaged_document_in_the_middle_goes_with_what_hangs_on_it(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(WHOLE.replace(b"ask: 4\n", b"ask: [4\n", 1))

    made = repair(path)

    assert [re.sub(r"line \d+: ", "", str(dropped))[:22] for dropped in made.dropped] == [
        "dropped ask [4: not YA",
        "dropped answer 4: the ",
    ]
    assert [event.number for event in made.cassette.exchanges] == [1, 2, 3, 5]
    assert (tmp_path / "a.yaml.orig").exists()
    assert load(path).exchanges == made.cassette.exchanges


def test_counts_that_were_edited_are_counted_again(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(WHOLE.replace(b"exchanges: 5", b"exchanges: 6"))

    made = repair(path)

    assert made.recounted == "the end record had other counts"
    assert path.read_bytes() == WHOLE


def test_bytes_that_are_no_text_end_what_is_whole(tmp_path: Path) -> None:
    path, out = tmp_path / "a.yaml", tmp_path / "b.yaml"
    path.write_bytes(WHOLE[:CUT] + b"\xff" + WHOLE[CUT:])

    made = repair(path, out)

    assert [dropped.why for dropped in made.dropped] == ["it was cut", "it is not UTF-8"]
    assert made.original == path
    assert path.exists()
    assert len(load(out).events) == 2


def test_a_recording_that_is_going_on_is_left_alone(tmp_path: Path) -> None:
    part = tmp_path / "a.yaml.part"
    part.write_bytes(WHOLE[:CUT])
    with part.open("ab") as writer:
        fcntl.flock(writer, fcntl.LOCK_EX)

        with pytest.raises(CassetteError, match="being recorded right now"):
            repair(part)


def test_another_cassette_is_not_overwritten(tmp_path: Path) -> None:
    part = tmp_path / "a.yaml.part"
    part.write_bytes(WHOLE[:CUT])
    (tmp_path / "a.yaml").write_bytes(WHOLE)

    with pytest.raises(CassetteError, match="would be overwritten"):
        repair(part)

    assert (tmp_path / "a.yaml").read_bytes() == WHOLE


@pytest.mark.parametrize(
    ("text", "reason"),
    [("fakejuju: 99\n---\n", "format '99'"), ("hello: there\n", "not a cassette"), ("", "first line")],
)
def test_what_is_no_cassette_is_not_mended(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text)

    with pytest.raises(CassetteError, match=reason):
        repair(path)


def test_a_file_that_is_not_there_is_not_mended(tmp_path: Path) -> None:
    with pytest.raises(CassetteError, match="cannot be read"):
        repair(tmp_path / "a.yaml")


def test_an_older_format_is_rewritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(WHOLE.replace(b"fakejuju: 1\n", b"fakejuju: 0\n", 1))
    monkeypatch.setitem(ladder.STEPS, 0, lambda text: text.replace("fakejuju: 0", "fakejuju: 1", 1))

    number = upgrade(path)

    assert number == 0
    assert path.read_bytes() == WHOLE
    assert upgrade(path) is None


def test_the_error_of_a_cut_names_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(WHOLE[: WHOLE.rindex(b"---\n")])

    with pytest.raises(CassetteCut, match="`fakejuju repair` keeps what is whole"):
        load(path)
