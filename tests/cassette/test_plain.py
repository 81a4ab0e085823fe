"""The quick way to read a document gives what the YAML parser gives, or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from fakejuju.cassette import yamlio
from fakejuju.cassette.plain import is_plain, read_plain
from fakejuju.cassette.yamlio import quoted, read_documents, scalar
from fakejuju.errors import CassetteError

CASSETTES = sorted((Path(__file__).parents[2] / "cassettes").glob("juju-*/*.yaml"))
SOUP = st.text(st.sampled_from("ab1 :-#\"'\\|>{}[]&*!%@`,?~=\n\t.u0041xe/é\u2028\x85\r<")) | st.text()


def parsed(text: str) -> list[tuple[int, object]] | str:
    try:
        return list(yamlio._parse(text))
    except CassetteError as error:
        return f"line {error.line}"


def read(text: str) -> list[tuple[int, object]] | str:
    try:
        return list(read_documents(text))
    except CassetteError as error:
        return f"line {error.line}"


@pytest.mark.parametrize("path", CASSETTES[::7], ids=lambda path: path.stem)
def test_every_document_of_a_real_cassette_is_the_same(path: Path) -> None:
    text = path.read_text()

    assert read(text) == parsed(text)


@given(st.lists(SOUP, min_size=1, max_size=4), st.booleans())
def test_what_is_written_is_read_alike(texts: list[str], is_quoted: bool) -> None:
    write = quoted if is_quoted else scalar
    text = "".join(f"a{'b' * n}: {write(one)}\n" for n, one in enumerate(texts))

    data = text.encode()
    found = read_plain(data) if is_plain(data) else None

    assert found is None or [(1, found[0])] == parsed(text)
    assert read(text) == parsed(text)


@given(SOUP, SOUP, SOUP)
def test_what_somebody_edited_is_read_alike_or_refused_alike(one: str, two: str, three: str) -> None:
    for text in (
        f"a: 1\nb: {one}\n",
        f"a: |\n  {one}\nb: {two}\n",
        f'a: "{one}"\n---\nb: x\n',
        f"{one}: {two}\n---\nc: {three}\n",
    ):
        quick, slow = read(text), parsed(text)
        if isinstance(quick, str) or isinstance(slow, str):
            assert isinstance(quick, str)
            assert isinstance(slow, str)
        else:
            # Without their lines: YAML counts breaks that no editor shows as one.
            assert [document for _, document in quick] == [document for _, document in slow]


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\n---\nb: !!python/object:os.system x\n",
        "a: 1\n---\nb: &x 1\n",
        "a: 1\n---\nb: *x\n",
        "a: 1\n---\nb: 1\nb: 2\n",
        "a: 1\n---\n---\nb: 1\n",
        "a: 1\n---\n- 1\n",
        "a: 1\n---\nb: [[[[[[1]]]]]]\n",
    ],
)
def test_what_is_refused_is_refused_at_its_line(text: str) -> None:
    assert read(text) == parsed(text)
    assert isinstance(read(text), str)


def test_the_documents_of_calls_need_no_parser() -> None:
    text = CASSETTES[0].read_text()
    chunks = [f"{chunk}\n".encode() for chunk in text.split("\n---\n")]

    assert [
        c for c in chunks if c.startswith((b"exchange:", b"ask:", b"answer:")) and read_plain(c) is None
    ] == []
