"""Storage of an application that moves to another charm: what is refused, and what its units get."""

from __future__ import annotations

from typing import Any

import pytest
from asking import Asking

from fakejuju.domain import applications
from fakejuju.refused import Refused
from fakejuju.state.application import Application, Charm
from fakejuju.state.entity import Base
from fakejuju.state.storage import StorageInstance

ONE: dict[str, Any] = {"type": "filesystem"}
SOME: dict[str, Any] = {"type": "filesystem", "multiple": {"range": "0-3"}}


def charm(asking: Asking, revision: int, stores: dict[str, Any]) -> Charm:
    """A revision of a charm that has these stores."""
    metadata = {"name": "app", "storage": stores}
    made = Charm(model=asking.uuid, url=f"local:app-{revision}", name="app", metadata=metadata)
    with asking.sim.state.transaction() as state:
        return state.put(made)


def moved(juju: str, before: dict[str, Any], after: dict[str, Any]) -> Asking:
    """An application of one unit that was moved from a charm with these stores to one with those."""
    asking = Asking(juju)
    old, new = charm(asking, 0, before), charm(asking, 1, after)
    with asking.sim.state.transaction():
        made = applications.add_application(asking.sim, asking.uuid, "app", old, base=Base(), num_units=1)
    found = asking.sim.state.find(Application, made.name, asking.uuid)
    assert found is not None
    with asking.sim.state.transaction():
        applications.set_charm(asking.sim, found, new)
    return asking


@pytest.mark.parametrize("juju", ["2.9", "3.6", "4.0", "4.1"])
def test_units_get_the_storage_that_a_new_charm_requires(juju: str) -> None:
    """Until 2.1 it was refused; since then the units that are there have it, too."""
    asking = moved(juju, {}, {"data": ONE, "logs": SOME})
    (made,) = asking.sim.state.all(StorageInstance, asking.uuid)
    assert (made.store, list(made.attachments)) == ("data", ["app/0"])


@pytest.mark.parametrize(
    ("juju", "before", "after", "words"),
    [
        ("1.25", {}, {"x": ONE}, 'required storage "x" added'),
        ("1.25", {"x": SOME}, {}, 'storage "x" removed'),
        ("3.6", {"x": ONE}, {}, 'required storage "x" removed'),
        ("3.6", {"x": ONE}, {"x": {"type": "block"}},
         'existing storage "x" type changed from "filesystem" to "block"'),
        ("3.6", {"x": ONE}, {"x": {**ONE, "shared": True}},
         'existing storage "x" shared changed from false to true'),
        ("3.6", {"x": ONE}, {"x": {**ONE, "read-only": True}},
         'existing storage "x" read-only changed from false to true'),
        ("3.6", {"x": ONE}, {"x": {**ONE, "location": "/srv"}},
         'existing storage "x" location changed from "" to "/srv"'),
        ("3.6", {"x": SOME}, {"x": {**ONE, "multiple": {"range": "1-3"}}},
         'existing storage "x" range contracted: min increased from 0 to 1'),
        ("3.6", {"x": {**ONE, "multiple": {"range": "0-"}}}, {"x": SOME},
         'existing storage "x" range contracted: max decreased from <unbounded> to 3'),
        ("3.6", {"x": {**ONE, "location": "/srv"}}, {"x": {**SOME, "location": "/srv"}},
         'existing storage "x" with location changed from singleton to multiple'),
    ],
)  # fmt: skip
def test_stores_that_do_not_go_together_are_refused(
    juju: str, before: dict[str, Any], after: dict[str, Any], words: str
) -> None:
    """The words of Juju's own tests."""
    noun = "service" if juju == "1.25" else "application"
    with pytest.raises(Refused) as refused:
        moved(juju, before, after)
    said = f'cannot upgrade {noun} "app" to charm "local:app-1": {words}'
    assert refused.value.failure.message == said


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({"x": SOME}, {}, "removed"),
        ({"x": ONE}, {"x": {**ONE, "minimum-size": "2G"}},
         "new minimum size 2048 MiB exceeds existing minimum size 0 MiB"),
        ({"x": ONE}, {"x": {"type": "block"}}, 'type changed from "filesystem" to "block"'),
        ({"x": SOME}, {"x": {**ONE, "multiple": {"range": "1-3"}}},
         "new minimum count 1 exceeds existing minimum count 0"),
        ({"x": {**ONE, "multiple": {"range": "0-"}}}, {"x": SOME},
         "new maximum count 3 is less than existing maximum count (unbounded)"),
        ({"x": SOME}, {"x": {**SOME, "multiple": {"range": "0-2"}}},
         "new maximum count 2 is less than existing maximum count 3"),
        ({"x": {**ONE, "location": "/srv"}}, {"x": {**SOME, "location": "/srv"}},
         "cannot change from single to multiple when location is set (maximum count 1 -> 3)"),
        ({"x": ONE}, {"x": {**ONE, "shared": True}}, "shared changed from false to true"),
        ({"x": ONE}, {"x": {**ONE, "read-only": True}}, "read-only changed from false to true"),
        ({"x": ONE}, {"x": {**ONE, "location": "/srv"}}, 'location changed from "" to "/srv"'),
    ],
)  # fmt: skip
def test_4_1_says_what_is_wrong_with_a_store(
    before: dict[str, Any], after: dict[str, Any], words: str
) -> None:
    with pytest.raises(Refused) as refused:
        moved("4.1", before, after)
    said = f'cannot set charm "local:app-1" because storage definition "x" {words}'
    assert (refused.value.failure.message, refused.value.failure.code) == (said, "not supported")
