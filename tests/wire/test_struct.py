"""The base of the types on the wire: what is absent, null or zero, and the way in and out of JSON."""

from __future__ import annotations

import json
from typing import Annotated, Any

import msgspec
import pytest
from hypothesis import given, strategies as st

from jujuclient.errors import DecodeError, NotFound, NotSupported
from jujuclient.wire.checking import check
from jujuclient.wire.shape import Node, go_name, node_of, shape, walk
from jujuclient.wire.struct import (
    UNSET,
    Bulk,
    BulkError,
    Context,
    Json,
    Range,
    UnsetType,
    Wire,
    decode,
    each,
    encode,
    encode_over,
    entries,
    field,
    juju1,
    key,
    secret,
    versions,
)


class Oops(Wire):
    """An error."""

    message: str
    code: str
    info: dict[str, Json] | UnsetType = UNSET


class Item(Wire):
    """An item with a value of every kind."""

    num_units: int
    charm_url: str
    ports: list[str] | None
    data: Json | UnsetType = UNSET
    error: Oops | UnsetType | None = UNSET
    ratio: float | UnsetType = UNSET
    old: Annotated[bool | UnsetType, versions(until=4)] = UNSET
    new: Annotated[dict[str, int] | UnsetType, versions(since=5, omitempty=True)] = UNSET
    password: Annotated[str | UnsetType, secret("password")] = UNSET
    force: bool | UnsetType = field(default=UNSET, name="Force")
    services: Annotated[list[str] | UnsetType, juju1("Services", old="Svc", since="1.22")] = UNSET


class Items(Wire, Bulk[Item]):
    """Many items."""

    results: list[Item] | None


class Alone(Wire, Bulk[Item]):
    """Many items under a name of their own."""

    things: list[Item]


class Named(Wire, Bulk[Item]):
    """Many items beside something else."""

    label: str
    things: list[Item]


class TextError(Wire):
    """An item of Juju 1, whose error is text."""

    error: str


class TextErrors(Wire, Bulk[TextError]):
    """Many of them."""

    results: list[TextError]


class Moved(Wire):
    """A key whose type changed with version 3."""

    series: Annotated[list[str] | UnsetType, versions(since=3)] = UNSET
    series_name: Annotated[str | UnsetType, versions(until=2), key("series")] = UNSET


class Tree(Wire):
    """A type within itself, spelled alike by Juju 1."""

    __juju1__ = "kebab"

    top_leaf: str
    branches: dict[str, Tree] | None = None
    moved: Moved | UnsetType = UNSET


class Holder(Wire):
    """A type that always has another."""

    tree: Tree
    labels: dict[str, str]


ITEMS = node_of(Items)
V5 = Context("F", 5)
V4 = Context("F", 4)
OLD = Context("F", 0, "", True)


def test_absent_null_and_zero_are_three_things() -> None:
    absent = decode('{"results":[{"num-units":0,"charm-url":"","ports":[]}]}', Items).results[0]
    null = decode('{"results":[{"num-units":0,"charm-url":"","ports":null,"error":null}]}', Items).results[0]

    assert (absent.num_units, absent.ports, absent.error) == (0, [], UNSET)
    assert (null.ports, null.error) == (None, None)
    assert encode(Items([absent]), ITEMS, V5) == '{"results":[{"num-units":0,"charm-url":"","ports":[]}]}'
    assert encode(Items(None), ITEMS, V5) == '{"results":null}'


def test_each_and_entries_take_absent_and_null_away() -> None:
    assert each(None) == each(UNSET) == []
    assert entries(None) == entries(UNSET) == {}
    assert each([1]) == [1]
    assert entries({"a": 1}) == {"a": 1}


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


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (Item("1", "", None), r"^results\[0\]\.num-units: expected int, got str$"),  # type: ignore[arg-type]
        (Item(True, "", None), r"^results\[0\]\.num-units: expected int, got bool$"),
        (Item(1, None, None), r"^results\[0\]\.charm-url: expected str, got None$"),  # type: ignore[arg-type]
        (Item(1, "", ["a", 2]), r"^results\[0\]\.ports\[1\]: expected str, got int$"),  # type: ignore[list-item]
        (Item(1, "", "a"), r"^results\[0\]\.ports: expected a list, got str$"),  # type: ignore[arg-type]
        (Item(1, "", None, new={"a": "b"}), r"^results\[0\]\.new\.a: expected int"),  # type: ignore[dict-item]
        (Item(1, "", None, new={1: 2}), r"^results\[0\]\.new: expected text as a key"),  # type: ignore[dict-item]
        (Item(1, "", None, new=[]), r"^results\[0\]\.new: expected a dict, got list"),  # type: ignore[arg-type]
        (Item(1, "", None, ratio="x"), r"^results\[0\]\.ratio: expected float"),  # type: ignore[arg-type]
        (Item(1, "", None, data=object()), r"^results\[0\]\.data: "),
        ({"num-units": 1}, r"^results\[0\]: expected Item, got dict$"),
        (Item(UNSET, "", None), r"^results\[0\]\.num-units: expected int, got UnsetType$"),  # type: ignore[arg-type]
    ],
)
def test_a_wrong_type_is_refused_with_its_path_before_it_is_sent(item: Any, words: str) -> None:
    with pytest.raises(TypeError, match=words):
        check(Items([item]), ITEMS, V5)


def test_right_types_are_let_through() -> None:
    check(Items(None), ITEMS, V5)
    check(Items([Item(1, "", ["a"], {"x": [None, 1.5]}, None, 1, new={"a": 1}, password="p")]), ITEMS, V5)
    check([Item(1, "", None)], node_of(list[Item]), V5)
    with pytest.raises(TypeError, match=r"^the value: expected str, got int"):
        check(1, Node("str"), V5)


def test_a_field_that_the_version_lacks_is_refused_in_the_spelling_of_the_wire() -> None:
    with pytest.raises(
        NotSupported, match=r"results\[0\]\.old: needs F version 4 and earlier, and this is version 5;"
    ):
        check(Items([Item(1, "", None, old=True)]), ITEMS, V5)
    with pytest.raises(NotSupported, match=r"new: needs F version 5 and later.* version 4 on Juju 2.9"):
        check(Item(1, "", None, new={}), node_of(Item), Context("F", 4, "2.9"))
    check(Item(1, "", None, old=True), node_of(Item), V4)


def test_what_is_needed_names_the_facade_for_versions_only() -> None:
    assert Range(5).needed("Spaces") == "Spaces version 5 and later"
    assert Range(last="2.9").needed("Spaces") == "Juju 2.9 and earlier"
    assert Range(without=(("2.9", 5),)).needed("Spaces") == "Spaces of another Juju"


def test_ranges() -> None:
    both = Range({"A": 2}, {"B": 5}, "2.6", "3.6", without=(("3.1", 3),))

    assert both.has_version("A", 9)
    assert not both.has_version("A", 1)
    assert not both.has_version("B", 6)
    assert both.has_series("")
    assert both.has_series("2.6")
    assert not both.has_series("2.2")
    assert both.has_series("2.4"), "between two known series: either"
    assert both.has_series("3.9")
    assert not both.has_series("4.0")
    assert both.holds(Context("A", 3, "3.3"))
    assert not both.holds(Context("A", 3, "3.1"))
    assert both.describe("A") == "version 2 and later, Juju 2.6 to 3.6"
    assert both.describe("B") == "version 5 and earlier, Juju 2.6 to 3.6"
    assert Range(3, 3).describe("A") == "version 3"
    assert Range(3, 4).describe("A") == "version 3 to 4"
    assert Range().describe("A") == ""


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


def test_bulk_results_stay_whole() -> None:
    good, bad = Item(1, "", None), Item(0, "", None, error=Oops("unit not found", "not found", {"a": 1}))
    odd = Item(0, "", None, error=Oops("odd", "no such code"))
    answer = Items([good, bad, odd])

    assert len(answer) == 3
    assert list(answer) == [good, bad, odd]
    assert answer[0] is good
    assert answer.good == [good]
    assert list(answer.errors) == [1, 2]
    with pytest.raises(NotFound, match="unit not found") as first:
        answer.raise_first()
    assert first.value.info == {"a": 1}
    with pytest.raises(
        BulkError, match=r"2 of 3 failed: \[1\] unit not found \(not found\); \[2\] odd"
    ) as every:
        answer.raise_all()
    assert every.value.answer is answer
    assert every.value.errors == pytest.approx(every.value.errors)
    assert isinstance(every.value.errors[1], NotFound)


def test_bulk_results_without_errors_raise_nothing() -> None:
    for answer in (Items(None), Items([]), Items([Item(1, "", None, error=None)])):
        answer.raise_first()
        answer.raise_all()
        assert answer
    assert Alone([Item(1, "", None)]).good
    assert Named("a", [Item(1, "", None)]).good
    assert list(TextErrors([TextError(""), TextError("boom")]).errors) == [1]


def test_a_secret_does_not_show() -> None:
    assert repr(Item(1, "a", None, password="hunter2")) == (
        "Item(num_units=1, charm_url='a', ports=None, password=<password>)"
    )


def test_every_field_can_be_visited() -> None:
    seen: dict[str, str] = {}
    walk(ITEMS, lambda path, slot: seen.update({path: slot.secret}))
    old: list[str] = []
    walk(ITEMS, lambda path, slot: old.append(path), OLD)
    trees: list[str] = []
    walk(node_of(dict[str, list[Tree]]), lambda path, slot: trees.append(path))

    assert seen["results[].password"] == "password"
    assert "results[].error.info" in seen
    assert "Results[].Services" in old
    assert "Results[].New" not in old
    assert trees == ["{}[].top-leaf", "{}[].branches", "{}[].moved", "{}[].moved.series", "{}[].moved.series"]


def test_nodes() -> None:
    assert node_of(type(None)).kind == "none"
    assert node_of(Annotated[int, secret("x")]).kind == "int"
    assert node_of(Any) == Node("any", nullable=True)
    assert [slot.name for slot in shape(Moved)] == ["series", "series-name"]
    assert [slot.wire for slot in shape(Moved)] == ["series", "series"]
