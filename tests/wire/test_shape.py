"""What a type is made of."""

from __future__ import annotations

from typing import Annotated, Any

from wire_types import ITEMS, OLD, Item, Moved, Tree

from jujuclient.wire.ranges import Context
from jujuclient.wire.shape import Node, cached_node_of, go_name, inner_type, node_of, shadowed, shape, walk
from jujuclient.wire.struct import UNSET, UnsetType, Wire, key, secret


def test_nodes() -> None:
    assert node_of(type(None)).kind == "none"
    assert node_of(Annotated[int, secret("x")]).kind == "int"
    assert node_of(Any) == Node("any", nullable=True)
    assert [slot.name for slot in shape(Moved)] == ["series", "series-name"]
    assert [slot.wire for slot in shape(Moved)] == ["series", "series"]


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


def test_a_secret_does_not_show() -> None:
    assert repr(Item(1, "a", None, password="hunter2")) == (
        "Item(num_units=1, charm_url='a', ports=None, password=<password>)"
    )


def test_juju_1_names_a_field_as_go_does() -> None:
    assert go_name("num_units") == "NumUnits"
    assert go_name("charm_url") == "CharmURL"
    assert go_name("api_host_uuid") == "APIHostUUID"


def test_a_key_that_changed_within_juju_1_is_spelled_by_series() -> None:
    services = next(slot for slot in shape(Item) if slot.attr == "services")

    spelled = {
        series: services.spelled(Context("F", 0, series, True)) for series in ("", "1.20", "1.22", "1.25")
    }

    assert spelled == {"": "Services", "1.20": "Svc", "1.22": "Services", "1.25": "Services"}
    assert services.spelled(Context("F", 5)) == "services"


def test_of_two_fields_with_one_key_the_one_that_exists_there_has_it() -> None:
    newer, older = shape(Moved)
    v2, v3 = Context("F", 2), Context("F", 3)

    assert [shadowed(newer, Moved, v2), shadowed(older, Moved, v2)] == [True, False]
    assert [shadowed(newer, Moved, v3), shadowed(older, Moved, v3)] == [False, True]
    assert not any(shadowed(slot, Item, v2) for slot in shape(Item))


def test_of_two_fields_with_one_key_that_both_might_be_the_one_with_its_own_key_has_it() -> None:
    class Both(Wire):
        """A key whose type changed without a new version or series."""

        base: str | UnsetType = UNSET
        base_name: Annotated[str | UnsetType, key("base")] = UNSET

    own, other = shape(Both)

    assert not shadowed(own, Both, Context("F", 1))
    assert shadowed(other, Both, Context("F", 1))


def test_the_struct_within_lists_and_maps() -> None:
    assert inner_type(cached_node_of(dict[str, list[Tree]])) is Tree
    assert inner_type(cached_node_of(list[str])) is None
    assert cached_node_of(Tree) is cached_node_of(Tree)
