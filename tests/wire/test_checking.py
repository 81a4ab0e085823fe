"""What is refused before it is sent."""

from __future__ import annotations

from typing import Any

import pytest
from wire_types import ITEMS, V4, V5, Item, Items

from jujuclient.errors import NotSupported
from jujuclient.wire.checking import check
from jujuclient.wire.ranges import Context
from jujuclient.wire.shape import Node, node_of
from jujuclient.wire.struct import UNSET


def item(*values: Any, **more: Any) -> Item:
    """An item with values of any type: what a type checker would refuse."""
    return Item(*values, **more)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (item("1", "", None), r"^results\[0\]\.num-units: expected int, got str$"),
        (item(True, "", None), r"^results\[0\]\.num-units: expected int, got bool$"),
        (item(1, None, None), r"^results\[0\]\.charm-url: expected str, got None$"),
        (item(1, "", ["a", 2]), r"^results\[0\]\.ports\[1\]: expected str, got int$"),
        (item(1, "", "a"), r"^results\[0\]\.ports: expected a list, got str$"),
        (item(1, "", None, new={"a": "b"}), r"^results\[0\]\.new\.a: expected int"),
        (item(1, "", None, new={1: 2}), r"^results\[0\]\.new: expected text as a key"),
        (item(1, "", None, new=[]), r"^results\[0\]\.new: expected a dict, got list"),
        (item(1, "", None, ratio="x"), r"^results\[0\]\.ratio: expected float"),
        (item(1, "", None, data=object()), r"^results\[0\]\.data: "),
        ({"num-units": 1}, r"^results\[0\]: expected Item, got dict$"),
        (item(UNSET, "", None), r"^results\[0\]\.num-units: expected int, got UnsetType$"),
    ],
)
def test_a_wrong_type_is_refused_with_its_path_before_it_is_sent(wrong: Any, words: str) -> None:
    with pytest.raises(TypeError, match=words):
        check(Items([wrong]), ITEMS, V5)


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
