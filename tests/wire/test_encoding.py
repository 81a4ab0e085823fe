"""Values to JSON: what is left out, what a controller always sends, what survives a change."""

from __future__ import annotations

import json
from typing import Annotated, Any

import msgspec
from hypothesis import given, strategies as st
from wire_types import ITEMS, OLD, V4, V5, Item, Items, Oops, Tree

from jujuclient.errors import NotSupported
from jujuclient.wire.checking import check
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


class Wide(Item):
    """An item with a field more, which nobody declared there."""

    more: str = "more"


MISFITS = st.sampled_from(
    [None, UNSET, True, 1, 1.5, "x", b"x", [], ["x"], [1], [UNSET], {}, {"x": 1}, {1: 1}, {"x": "y"},
     2**70, object(), (1,), msgspec.Raw(b"5"), Tree("x"), Oops("m", "c"), "\ud800"]
)  # fmt: skip
FIELDS = st.dictionaries(st.sampled_from(Item.__struct_fields__), MISFITS, max_size=3)


@given(FIELDS, st.sampled_from([Item, Wide]), st.sampled_from([V4, V5, OLD]), st.booleans())
def test_what_check_lets_through_is_written_and_nothing_else(
    fields: dict[str, Any], kind: type[Item], context: Any, fill: bool
) -> None:
    value = Items([Item(1, "", None), kind(**{"num_units": 1, "charm_url": "", "ports": None, **fields})])

    def tried(do: Any) -> str:
        try:
            do()
        except (TypeError, NotSupported) as error:
            return f"{type(error).__name__}: {error}"
        except (UnicodeEncodeError, OverflowError):
            pass  # of no type, and of no place: the encoder's own
        return ""

    assert tried(lambda: encode(value, ITEMS, context, fill=fill)) == tried(
        lambda: check(value, ITEMS, context)
    )


@given(FIELDS, st.sampled_from([V4, V5]))
def test_what_is_spelled_alike_is_written_as_msgspec_writes_it(fields: dict[str, Any], context: Any) -> None:
    value = [Item(**{"num_units": 1, "charm_url": "", "ports": None, **fields})]

    try:
        written = encode(value, node_of(list[Item]), context)
    except (TypeError, NotSupported, ValueError):
        return

    assert written.encode() == msgspec.json.encode(value)


def test_a_value_of_a_type_below_the_declared_one_is_written_as_declared() -> None:
    wide = Wide(1, "x", None, more="not told")

    assert json.loads(encode(wide, node_of(Item), V5)) == {"num-units": 1, "charm-url": "x", "ports": None}


def test_a_type_within_itself_is_written_to_its_leaves() -> None:
    tree = Tree("top", {"a": Tree("in", {"b": Tree("leaf")})})

    assert json.loads(encode(tree, node_of(Tree), V5)) == {
        "top-leaf": "top",
        "branches": {"a": {"top-leaf": "in", "branches": {"b": {"top-leaf": "leaf", "branches": None}}}},
    }
