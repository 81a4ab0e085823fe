"""Where things exist: versions of facades and series of Juju."""

from __future__ import annotations

import msgspec
import pytest

from jujuclient.wire.ranges import Context, Range, juju1, key, secret, versions


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


@pytest.mark.parametrize(
    ("mark", "says"),
    [
        (versions(2, 4, omitempty=True), {"versions": Range(2, 4, omitempty=True)}),
        (
            versions(first="2.9", without=(("3.1", 3),)),
            {"versions": Range(first="2.9", without=(("3.1", 3),))},
        ),
        (secret("password"), {"secret": "password"}),
        (key("series"), {"key": "series"}),
        (juju1("Services", old="Svc", since="1.22"), {"juju1": ("Services", "Svc", "1.22")}),
        (juju1("Services"), {"juju1": ("Services", "", "")}),
    ],
)
def test_what_a_field_is_marked_with_can_be_read_off_it(mark: msgspec.Meta, says: dict[str, object]) -> None:
    assert mark.extra == says
