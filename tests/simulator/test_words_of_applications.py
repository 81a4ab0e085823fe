"""What each series says about applications, units and relations: the words of the semantics page."""

from __future__ import annotations

from typing import Any

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


# --- the origin of a charm -----------------------------------------------------------------------


def _deploy_from(juju: str, origin: dict[str, Any] | None) -> Any:
    controller = Speaking(juju)
    url = controller.charm("mysql")
    item = {
        "application": "mysql", "charm-url": url, "series": "jammy", "num-units": 1, "charm-origin": origin,
    }  # fmt: skip
    return controller.call("Application.Deploy", applications=[item])


@pytest.mark.parametrize("origin", [None, {"source": "bogus", "type": "", "id": ""}])
def test_nobody_looked_at_the_origin_of_a_charm_before_3(origin: dict[str, Any] | None) -> None:
    # The facts of the rules: an origin that is refused in 3.x was not refused before.
    assert _deploy_from("2.9", origin) == {"results": [{}]}


def test_3_6_refuses_an_origin_that_is_none() -> None:
    # Recorded on 3.6.28.
    assert _deploy_from("3.6", None) == Failure("charm origin source required", "bad request")
    bogus = _deploy_from("3.6", {"source": "bogus", "type": "", "id": ""})
    assert bogus == Failure('"bogus" not a valid charm origin source', "bad request")


def test_2_9_looks_for_the_application_before_its_charm_is_changed() -> None:
    asked = {"application": "nope", "charm-url": "local:jammy/x-0"}

    # 3.6.28 is recorded to miss the origin first.
    assert Speaking("2.9").call("Application.SetCharm", **asked) == Failure(
        'application "nope" not found', "not found"
    )
    assert Speaking("3.6").call("Application.SetCharm", **asked) == Failure(
        "charm origin source required", "bad request"
    )


@pytest.mark.parametrize(
    ("juju", "told"), [("2.9", "[amd64 arm64 ppc64el s390x]"), ("3.6", "amd64 arm64 s390x ppc64el riscv64")]
)
def test_architectures_are_listed_as_each_series_writes_a_list(juju: str, told: str) -> None:
    # 3.6.28 is recorded; 2.9 prints them in brackets, as users have reported of it.
    controller = Speaking(juju)
    controller.deploy("mysql")

    answer = controller.call("Application.SetConstraints", application="mysql", constraints={"arch": "nope"})

    assert isinstance(answer, Failure)
    assert answer.message.endswith(f"invalid constraint value: arch=nope\nvalid values are: {told}")
