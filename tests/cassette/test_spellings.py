"""However a secret is spelled on the wire, it is found, and all of it goes."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, strategies as st

from fakejuju.cassette.spellings import (
    LEARNED_FROM,
    base64_cores,
    decoded,
    forms,
    replace_form,
    replace_run,
    worth_learning,
)

SECRETS = st.text(st.characters(codec="utf-8"), min_size=LEARNED_FROM)
MARK = "<password:1>"


def as_go_writes(text: str) -> str:
    """A text within JSON as Go's encoder writes it: what would end a script is escaped."""
    inner = json.dumps(text, ensure_ascii=False)[1:-1]
    return inner.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@given(SECRETS)
def test_a_text_is_known_in_each_of_its_spellings(secret: str) -> None:
    inner = json.dumps(secret, ensure_ascii=False)[1:-1]

    assert (
        set(forms(secret))
        >= {
            secret,
            inner,  # within JSON
            json.dumps(secret)[1:-1],  # within JSON of ASCII only
            as_go_writes(secret),
            json.dumps(inner, ensure_ascii=False)[1:-1],  # within JSON that is a text within JSON
            quote(secret, safe=""),
            quote_plus(secret),  # within a form
        }
    )


@given(SECRETS)
def test_each_spelling_comes_once_and_one_that_holds_another_before_it(secret: str) -> None:
    found = list(forms(secret))

    assert len(found) == len(set(found))
    for index, form in enumerate(found):
        assert not [later for later in found[index + 1 :] if form in later]


@given(st.binary(min_size=8), st.binary(), st.binary())
def test_whatever_stands_around_it_base64_of_a_secret_holds_one_of_its_cores(
    secret: bytes, before: bytes, after: bytes
) -> None:
    cores = list(base64_cores(secret))

    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        whole = encode(before + secret + after).decode()
        assert any(core in whole for core in cores)


@given(st.binary(min_size=8), st.binary(), st.binary())
def test_a_run_of_base64_goes_as_a_whole(secret: bytes, before: bytes, after: bytes) -> None:
    whole = base64.b64encode(before + secret + after).decode()
    core = next(core for core in base64_cores(secret) if core in whole)

    assert replace_run(f'["{whole}", "{whole}"]', core, MARK) == f'["{MARK}", "{MARK}"]'


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=3))
def test_base64_of_a_text_is_read_in_both_alphabets_with_and_without_its_padding(text: str) -> None:
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        told = encode(text.encode()).decode()
        assert decoded(told) == (text if text.isprintable() else None)
        assert decoded(told.rstrip("=")) == (text if text.isprintable() else None)


@pytest.mark.parametrize(
    "text",
    ["", "abc", "no base64!", "hunter22\n", base64.b64encode(b"\xff\xfe\xfd").decode(), "AAECAwQF", "aaaaa"],
    ids=["empty", "short", "spaces", "line", "no text", "controls", "no length of base64"],
)
def test_what_holds_no_text_is_no_base64_of_one(text: str) -> None:
    assert decoded(text) is None


@pytest.mark.parametrize(
    ("text", "is_worth"),
    [
        ("hunter2", True), ("h2ürzü", True), ("short", False), ("", False), ("      \t", False),
        ("<password:12>", False), ("x <cloud-credential:1> y", False), ("<password>", True),
    ],
)  # fmt: skip
def test_what_is_short_blank_or_a_mark_is_not_looked_for_elsewhere(text: str, is_worth: bool) -> None:
    assert worth_learning(text) is is_worth


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ('{"placement": "placement"}', f'{{"placement": "{MARK}"}}'),
        ('{"the-placement" :1,"x":"at placement"}', f'{{"the-placement" :1,"x":"at {MARK}"}}'),
        ('["placement","placement"]', f'["{MARK}","{MARK}"]'),
        ("placement", MARK),
    ],
)
def test_a_word_that_is_a_secret_leaves_the_names_of_fields(text: str, made: str) -> None:
    assert replace_form(text, "placement", MARK, in_json=True) == made


def test_names_of_fields_are_of_json_and_no_words_are_names() -> None:
    assert replace_form('placement": 1', "placement", MARK, in_json=False) == f'{MARK}": 1'
    assert replace_form('{"hunter22": 1}', "hunter22", MARK, in_json=True) == f'{{"{MARK}": 1}}'
