"""JSON to values, as declared and as Go reads it."""

from __future__ import annotations

import pytest
from wire_types import OLD, V4, V5, Alone, Holder, Item, Items, Moved, Named, Tree

from jujuclient.errors import DecodeError
from jujuclient.wire.decoding import decode
from jujuclient.wire.ranges import Context
from jujuclient.wire.struct import UNSET


def test_a_scalar_that_is_null_or_missing_reads_as_zero_as_in_go() -> None:
    item = decode('{"results":[{"num-units":null,"PORTS":["80/tcp"]}]}', Items).results[0]

    assert (item.num_units, item.charm_url, item.ports) == (0, "", ["80/tcp"])
    assert decode("{}", Alone).things == []
    assert decode('{"things":null,"label":null}', Named) == Named("", [])
    assert decode("{}", Holder) == Holder(Tree(""), {})


@pytest.mark.parametrize(
    ("text", "path", "words"),
    [
        ('{"results":[{"num-units":"1","charm-url":""}]}', "results[0].num-units", "Expected `int`"),
        ('{"results":[{"num-units":1,"charm-url":"","ports":[1]}]}', "results[0].ports[0]", "Expected `str`"),
        ('{"results":{}}', "results", "Expected `array | null`, got `object`"),
        ("[]", "", "Expected `object`, got `array`"),
        ("{", "", "not JSON"),
        ('"\ud800"', "", "not JSON"),
    ],
)  # fmt: skip
def test_an_answer_that_does_not_fit_says_where_and_keeps_its_text(text: str, path: str, words: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(text, Items)

    assert caught.value.raw == text
    assert caught.value.path == path
    assert words in str(caught.value)
    assert str(caught.value).startswith(path)


def test_the_path_of_a_juju1_answer_is_in_its_spelling() -> None:
    text = '{"Results":[{"NumUnits":true}]}'

    with pytest.raises(DecodeError, match=r"Results\[0\]\.NumUnits: Expected `int`") as caught:
        decode(text, Items, OLD)

    assert caught.value.path == "Results[0].NumUnits"
    with pytest.raises(DecodeError, match="not JSON"):
        decode("{", Items, OLD)
    with pytest.raises(DecodeError) as caught:
        decode('{"branches":{"a":{"top-leaf":1}}}', Tree, OLD)
    assert caught.value.path == "branches{}.top-leaf"


def test_a_key_that_two_fields_share_goes_to_the_one_that_exists_there() -> None:
    assert decode('{"series":"jammy"}', Moved, Context("F", 2)) == Moved(series_name="jammy")
    assert decode('{"SERIES":"jammy"}', Moved, Context("F", 2)) == Moved(series_name="jammy")
    assert decode('{"series":["jammy"]}', Moved, Context("F", 3)) == Moved(["jammy"])


def test_a_request_is_read_with_keys_in_any_case_and_without_fields_of_other_versions() -> None:
    text = '{"Num-Units":2,"CHARM-URL":"cs:mysql","ports":null,"old":true,"New":{"a":1}}'

    as_4, as_5 = (decode(text, Item, where, any_case=True) for where in (V4, V5))

    assert (as_4.num_units, as_4.charm_url) == (as_5.num_units, as_5.charm_url) == (2, "cs:mysql")
    assert (as_4.old, as_4.new) == (True, UNSET)
    assert (as_5.old, as_5.new) == (UNSET, {"a": 1})
