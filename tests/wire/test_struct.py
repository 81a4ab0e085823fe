"""One declaration, both ways: what is absent, null or zero, and how each series spells it."""

from __future__ import annotations

import json

from wire_types import ITEMS, OLD, V5, Item, Items, Moved, Tree

from jujuclient.wire.shape import go_name, node_of
from jujuclient.wire.struct import UNSET, Context, decode, dict_in, encode, list_in, text_in


def test_absent_null_and_zero_are_three_things() -> None:
    absent = decode('{"results":[{"num-units":0,"charm-url":"","ports":[]}]}', Items).results[0]
    null = decode('{"results":[{"num-units":0,"charm-url":"","ports":null,"error":null}]}', Items).results[0]

    assert (absent.num_units, absent.ports, absent.error) == (0, [], UNSET)
    assert (null.ports, null.error) == (None, None)
    assert encode(Items([absent]), ITEMS, V5) == '{"results":[{"num-units":0,"charm-url":"","ports":[]}]}'
    assert encode(Items(None), ITEMS, V5) == '{"results":null}'


def test_juju1_spelling_comes_from_the_same_declaration() -> None:
    item = Item(2, "cs:mysql", None, services=["a"], force=True)

    text = encode(Items([item]), ITEMS, OLD)

    assert json.loads(text) == {
        "Results": [{"NumUnits": 2, "CharmURL": "cs:mysql", "Ports": None, "Force": True, "Services": ["a"]}]
    }
    assert decode(text, Items, OLD) == Items([item])
    before = Context("F", 0, "1.20", True)
    assert '"Svc":["a"]' in encode(item, node_of(Item), before)
    assert decode('{"Svc":["a"]}', Item, OLD).services == ["a"]
    assert decode('{"num_units":3,"charmurl":"x"}', Item, OLD).num_units == 3
    assert encode(Tree("x"), node_of(Tree), OLD) == '{"top-leaf":"x","branches":null}'
    assert go_name("api_host_uuid") == "APIHostUUID"


def test_two_fields_with_one_key_are_told_apart_by_version() -> None:
    node = node_of(Moved)
    v2, v3 = Context("F", 2), Context("F", 3)

    assert decode('{"series":"jammy"}', Moved, v2) == Moved(series_name="jammy")
    assert decode('{"series":["jammy"]}', Moved, v3) == Moved(["jammy"])
    assert encode(Moved(series_name="jammy"), node, v2) == '{"series":"jammy"}'
    assert encode(Moved(["jammy"]), node, v3) == '{"series":["jammy"]}'
    nested = '{"top-leaf":"a","branches":{"b":{"top-leaf":"c","branches":null,"moved":{"series":"x"}}}}'
    assert encode(decode(nested, Tree, v2), node_of(Tree), v2) == nested


def test_what_was_left_out_or_is_null_is_read_as_nothing() -> None:
    for nothing in (UNSET, None):
        assert (text_in(nothing), dict_in(nothing), list_in(nothing)) == ("", {}, [])
    assert (text_in("a"), dict_in({"a": 1}), list_in([1])) == ("a", {"a": 1}, [1])
