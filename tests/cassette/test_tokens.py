"""JSON as a row of tokens: nothing of a text is between them, whole or damaged, and strings are read."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, strategies as st

from fakejuju.cassette.redact import Redactor
from fakejuju.cassette.tokens import (
    ITEM_OF,
    TOKEN,
    VALUE_OF,
    declared_kind,
    is_value,
    kind_of_container,
    of_type_secret,
    unescape,
)

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


def tokens(text: str) -> list[re.Match[str]]:
    return list(TOKEN.finditer(text))


@given(JSON, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_the_tokens_of_json_are_all_of_it_but_its_spaces(value: Any, indent: Any, is_ascii: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=is_ascii)

    compact = json.dumps(value, separators=(",", ":"), ensure_ascii=is_ascii)
    assert "".join(token[0] for token in tokens(text)) == compact


@given(st.text() | st.text('"\\{}[]:, ax'))
def test_of_any_text_nothing_but_spaces_is_between_tokens(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert not text[end : token.start()].strip()
        end = token.end()
    assert not text[end:].strip()


@given(st.text())
def test_a_string_without_its_end_is_one_token_wherever_it_was_cut(text: str) -> None:
    whole = json.dumps(text)

    for end in range(1, len(whole)):
        assert [token[0] for token in tokens("{" + whole[:end])] == ["{", whole[:end]]


@pytest.mark.parametrize("cut", ["", "\\", "\\u", "\\u00", "\\n", '\\"'])
def test_a_frame_that_ends_within_a_secret_gives_nothing_of_it_away(cut: str) -> None:
    assert Redactor().frame('{"password":"hunter22' + cut) == '{"password":"<password:1>"'


@given(st.text())
def test_a_string_is_read_as_json_reads_it(text: str) -> None:
    for is_ascii in (True, False):
        assert unescape(json.dumps(text, ensure_ascii=is_ascii)) == text


@given(st.text(st.characters(codec="utf-8", exclude_characters='"\\', exclude_categories=["Cc"])))
def test_a_damaged_string_is_taken_as_it_stands(text: str) -> None:
    assert unescape(f'"{text}') == text
    assert unescape(f'"{text}\\q"') == f"{text}\\q"
    assert unescape(f'"{text}\\') == f"{text}\\"


def test_a_value_stands_behind_a_colon() -> None:
    row = tokens('{"a": "b", "c": ["d"]}')

    values = [token[0] for index, token in enumerate(row) if is_value(row, index)]

    assert values == ['"b"', "["]
    assert not is_value(row, 0)


@pytest.mark.parametrize(
    ("named", "is_list", "kind"),
    [
        ("password", False, VALUE_OF + "password"),  # as ModelGet writes it: its value, and not its source
        ("private-key", False, VALUE_OF + "private-key"),
        ("token", True, "token"),  # each in a list is one
        ("password", True, ITEM_OF + "password"),
        ("nonce", True, ITEM_OF + "nonce"),
        ("macaroon", False, "macaroon"),  # secret as a whole
        ("cloud-credential", True, "cloud-credential"),
        ("", False, ""),
    ],
)
def test_what_an_object_or_a_list_is_secret_as(named: str, is_list: bool, kind: str) -> None:
    assert kind_of_container(named, is_list) == kind


def test_an_option_of_type_secret_is_known_by_where_its_object_begins() -> None:
    text = '{"a":{"value":"x","type":"secret"},"b":{"type":"string"},"c":[{"x":{},"type" : "secret"}]}'

    begins = of_type_secret(tokens(text))

    assert begins == {text.index('{"value"'), text.index('{"x"')}


def test_objects_that_end_too_often_are_no_error() -> None:
    assert of_type_secret(tokens(']}}{"type":"secret"}')) == {3}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (("args", "0", "content"), "secret-content"),
        (("params", "args", "7", "content"), "secret-content"),  # a whole frame has one name more before it
        (("Response", "args", "7", "content"), "secret-content"),
        (("args", "content"), ""),
        (("args", "0", "content", "x"), ""),
        (("result", "args", "0", "content"), ""),
        (("params", "key"), "token"),
        (("key",), ""),
        ((), ""),
    ],
)
def test_a_declared_path_holds_in_a_payload_and_in_a_frame(path: tuple[str, ...], kind: str) -> None:
    declared = ((("args", "*", "content"), "secret-content"), (("params", "key"), "token"))

    assert declared_kind(path, declared) == kind
