"""What each series says about applications, units and relations: the words of the semantics page."""

from __future__ import annotations

import pytest
from speaking import Failure, Speaking


@pytest.mark.parametrize("juju", ["1.18", "1.25", "2.0", "2.9", "3.1"])
def test_units_that_all_stay_are_named_in_other_words_than_some(juju: str) -> None:
    controller = Speaking(juju)
    if controller.version < (2, 0):
        failure = controller.old("DestroyServiceUnits", UnitNames=["x/1", "y/2"])
    else:
        last = {"2.0": 1, "2.9": 15, "3.1": 16}[juju]
        failure = controller.ask("Application", last, "DestroyUnits", {"unit-names": ["x/1", "y/2"]})

    assert failure == Failure('no units were destroyed: unit "x/1" does not exist; unit "y/2" does not exist')


@pytest.mark.parametrize("juju", ["2.6", "2.9", "3.6", "4.0"])
def test_config_of_something_else_than_an_application(juju: str) -> None:
    answer = Speaking(juju).ask(
        "Application", -1, "GetConfig", {"entities": [{"tag": "user-x"}, {"tag": "x"}]}
    )

    assert [item["error"]["message"] for item in answer["Results"]] == [
        "unexpected tag type, expected application, got user",
        '"x" is not a valid tag',
    ]


@pytest.mark.parametrize(
    ("juju", "first"),
    [("1.23", "no"), ("1.25", "no"), ("2.9", "no"), ("3.6", "no"), ("4.0", "permission denied")],
)
def test_relating_asks_for_blocks_before_it_asks_who_is_there(juju: str, first: str) -> None:
    controller = Speaking(juju)
    controller.block("BlockChange", "no")

    failure = controller.another("bob", model="read").relate("a", "b")

    assert failure.message == first


def test_a_subordinate_of_juju_1_takes_no_units() -> None:
    controller = Speaking("1.25")
    controller.deploy("logging", 0)

    assert controller.add_units("logging") == Failure(
        'cannot add unit to service "logging": service is a subordinate'
    )
