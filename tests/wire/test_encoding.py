"""Values to JSON: what is left out, what a controller always sends, what survives a change."""

from __future__ import annotations

import json
from typing import Annotated, Any

import msgspec
from hypothesis import given, strategies as st
from wire_types import ITEMS, OLD, V4, V5, Item, Items, Tree

from jujuclient.wire.decoding import decode
from jujuclient.wire.encoding import encode, encode_over
from jujuclient.wire.shape import Node, node_of
from jujuclient.wire.struct import UNSET, UnsetType, Wire, versions


def test_the_fake_writes_all_that_juju_always_sends() -> None:
    item = Item(1, "", ["a"])

    assert json.loads(encode(item, node_of(Item), V4, fill=True)) == {
        "num-units": 1, "charm-url": "", "ports": ["a"], "old": False,
    }  # fmt: skip
    told = json.loads(encode(Items([Item(1, "", None)]), ITEMS, OLD, fill=True))["Results"][0]
    assert told["Error"] is None
    assert told["Ratio"] == 0.0
    assert told["Old"] is False
    assert "New" not in told
    assert (
        json.loads(encode({"a": Tree("x")}, node_of(dict[str, Tree]), V4, fill=True))["a"]["branches"] is None
    )


def test_a_struct_is_filled_with_the_zeros_of_its_fields() -> None:
    class Outer(Wire):
        """It always has a Tree."""

        tree: Annotated[Tree | UnsetType, versions(since=1)] = UNSET

    msgspec.structs.fields(Tree)
    node = Node("struct", cls=Outer)

    assert json.loads(encode(Outer(), node, V4, fill=True)) == {"tree": {"top-leaf": "", "branches": None}}
    assert decode("{}", Tree) == Tree("")


def test_unknown_keys_survive_a_change() -> None:
    raw = '{"results":[{"num-units":1,"charm-url":"a","ports":null,"newer":{"x":1}},null],"page":2}'
    value = Items(decode('{"results":[{"num-units":1,"charm-url":"a","ports":null}]}', Items).results)
    raw = raw.replace(",null]", "]")

    assert json.loads(encode_over(value, raw, Items)) == json.loads(raw)
    assert value.results is not None
    value.results[0].num_units = 5
    value.results[0].charm_url = ""
    value.results[0].password = "p"
    assert json.loads(encode_over(value, raw, Items)) == {
        "results": [{"num-units": 5, "charm-url": "", "ports": None, "newer": {"x": 1}, "password": "p"}],
        "page": 2,
    }
    value.results.append(Item(2, "b", None))
    assert len(json.loads(encode_over(value, raw, Items))["results"]) == 2
    value.results = None
    assert json.loads(encode_over(value, raw, Items)) == {"results": None, "page": 2}


def test_a_null_that_reads_as_zero_is_not_lost() -> None:
    raw = '{"num-units":null,"charm-url":"a","ports":null,"Error":{"Message":"m"},"password":"x"}'
    value = decode(raw, Item)

    assert json.loads(encode_over(value, raw, Item)) == json.loads(raw)
    value.password = UNSET
    assert "password" not in json.loads(encode_over(value, raw, Item))


NUMBERS = st.integers(-(2**63), 2**63 - 1)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
ANY_ITEM = st.fixed_dictionaries(
    {"num-units": NUMBERS, "charm-url": st.text(), "ports": st.none() | st.lists(st.text())},
    optional={"data": JSON, "error": st.none(), "password": st.text(), "zz-unknown": JSON},
)  # fmt: skip


@given(st.lists(ANY_ITEM, max_size=4))
def test_nothing_is_lost_on_the_way_through(items: list[dict[str, Any]]) -> None:
    raw = json.dumps({"results": items})
    value = decode(raw, Items)

    assert json.loads(encode_over(value, raw, Items)) == {"results": items}
    known = [{name: item for name, item in one.items() if name != "zz-unknown"} for one in items]
    assert json.loads(encode(value, ITEMS, V5)) == {"results": known}


def test_unknown_keys_of_entries_of_a_map_survive_a_change() -> None:
    raw = '{"a":{"top-leaf":"x","branches":null,"newer":1},"b":{"top-leaf":"y","branches":null}}'
    trees = decode(raw, dict[str, Tree])

    trees["a"].top_leaf = "z"
    del trees["b"]

    assert json.loads(encode_over(trees, raw, dict[str, Tree])) == {
        "a": {"top-leaf": "z", "branches": None, "newer": 1}
    }
