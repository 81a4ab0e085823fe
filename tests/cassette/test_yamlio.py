"""The YAML of a cassette: what is refused, and what comes back."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, strategies as st

from fakejuju.cassette import yamlio
from fakejuju.cassette.yamlio import flow, is_literal, quoted, read_documents, scalar
from fakejuju.errors import CassetteError

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def first(text: str) -> object:
    return next(iter(read_documents(text)))[1]["key"]


@given(TEXT)
def test_any_text_comes_back(text: str) -> None:
    assert first(f"key: {scalar(text)}\n") == text
    assert first(f"key: {quoted(text)}\n") == text
    assert first(f"key: {flow([text])}\n") == [text]


@given(st.text("a\n '\"#:-|>\t\\x85", max_size=12))
def test_texts_that_yaml_makes_much_of_come_back(text: str) -> None:
    assert first(f"key: {scalar(text)}\n") == text


def test_every_scalar_is_read_as_text() -> None:
    assert first("key: 1\n") == "1"
    assert first("key: no\n") == "no"
    assert first("key: 2026-11-23\n") == "2026-11-23"


def test_documents_have_the_line_they_begin_at() -> None:
    assert [line for line, _ in read_documents("a: 1\n---\nb: 2\nc: 3\n---\nd: 4\n")] == [1, 3, 6]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: 1\n---\nb: !!python/object/apply:os.system [x]\n", 3, "a tag"),
        ("a: !local x\n", 1, "a tag"),
        ("a: &anchor x\n", 1, "an anchor"),
        ("a: 1\nb: *anchor\n", 2, "an alias"),
        ("a: 1\na: 2\n", 2, "twice"),
        ("- 1\n", 1, "not a mapping"),
        ("%YAML 1.1\n---\na: 1\n", 1, "directive"),
        ("? [a]\n: 1\n", 1, "not a word"),
        ("a: [b\n---\n", 2, "not YAML"),
        ("a: \x07\n", 1, "not YAML"),
    ],
)
def test_what_no_cassette_has_is_refused_at_its_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(CassetteError, match=reason) as caught:
        list(read_documents(text))

    assert caught.value.line == line


def test_an_alias_bomb_is_refused_before_it_grows() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)]
    started = time.perf_counter()

    with pytest.raises(CassetteError, match="an anchor") as caught:
        list(read_documents("\n".join(lines)))

    assert caught.value.line == 1
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(("open_", "close"), [("[", "]"), ("{a: ", "}")])
def test_nesting_of_ten_thousand_is_refused_with_its_line(open_: str, close: str) -> None:
    text = "a: 1\n---\nb: " + open_ * 10_000 + close * 10_000 + "\n"

    # PyYAML 6.0.4 has a limit of its own, and stops first at some forms.
    with pytest.raises(CassetteError, match=r"nested deeper than 4 levels|maximum nesting depth") as caught:
        list(read_documents(text))

    assert caught.value.line == 3


def test_block_nesting_is_refused_too() -> None:
    text = "".join(" " * depth + "a:\n" for depth in range(1000))

    with pytest.raises(CassetteError, match="nested deeper"):
        list(read_documents(text))


def test_what_could_not_be_read_again_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CassetteError, match="surrogate"):
        quoted("half \ud800")

    monkeypatch.setattr(yamlio, "MAX_SCALAR", 10)
    with pytest.raises(CassetteError, match="over the limit"):
        scalar("x" * 11)


def test_a_literal_block_holds_only_what_it_gives_back() -> None:
    assert is_literal("{\n a\n}")
    assert not is_literal("one line")
    assert not is_literal("ends\n")
    assert not is_literal(" begins\nwith a blank")
    assert not is_literal("has\x85a break\n that yaml sees")


def test_flow_writes_words_plain_and_the_rest_quoted() -> None:
    assert (
        flow({"a": ["b c", "no", "x: y"], "n": 3, "yes": True}) == '{a: [b c, "no", "x: y"], n: 3, yes: true}'
    )
