"""What counts as a difference, and what two real controllers cannot have alike."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fakejuju.cassette.model import Exchange
from fakejuju.verify.compare import Minted, compare
from fakejuju.verify.fold import Fold
from jujuclient.wire.messages import Reply


def levels(recorded: Any, simulated: Any) -> list[str]:
    one, other = (Reply(1, json.dumps(value)) for value in (recorded, simulated))
    return [difference.level for difference in compare(one, other, Minted())]


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("relations", {"id": 1, "key": "a:x b:y"}, {"id": 2, "key": "c:x d:y"}),
        ("applications", {"name": "a"}, {"name": "b"}),
        ("subnets", {"cidr": "10.0.0.0/24", "zones": []}, {"cidr": "10.0.1.0/24", "zones": []}),
        ("storage-pools", {"name": "a", "provider": "x"}, {"name": "b", "provider": "y"}),
        ("models", {"model": "a", "access": "admin"}, {"model": "b", "access": "read"}),
        ("models", {"name": "a", "uuid": "1"}, {"name": "b", "uuid": "2"}),
        ("units", {"_id": "one:a", "life": 0}, {"_id": "one:b", "life": 1}),
    ],
)
def test_what_comes_in_no_order_is_compared_in_none(name: str, one: Any, other: Any) -> None:
    assert levels({name: [one, other]}, {name: [other, one]}) == []
    assert "value" in levels({name: [one, one]}, {name: [one, other]})


def test_the_order_of_results_counts() -> None:
    one, other = {"tag": "unit-a-0"}, {"tag": "unit-a-1"}

    assert levels({"results": [one, other]}, {"results": [other, one]}) == ["value", "value"]


def test_keys_that_a_controller_makes_up_and_moments_in_seconds_count_by_being_there() -> None:
    told = {"charm-origin": {"instance-key": "lTaI57Rs3rw"}, "created": 1795477823, "completed": 0}

    assert (
        levels(told, {**told, "charm-origin": {"instance-key": "AqNTXyBwy8v"}, "created": 1767225600}) == []
    )
    assert levels(told, {**told, "charm-origin": {"instance-key": ""}}) == ["value"]
    assert levels(told, {**told, "completed": 1767225600}) == ["value"]


def told(*deltas: Any) -> str:
    return json.dumps({"deltas": deltas})


def test_actions_of_one_name_are_told_apart_by_their_ids() -> None:
    fold = Fold(Exchange(number=1, on=1, facade="AllWatcher", method="Next", version=3))
    actions = [{"model-uuid": "m", "id": id, "name": "backup", "status": "pending"} for id in ("1", "2")]
    fold.take(fold.recorded, told(*(["action", "change", one] for one in actions)))
    fold.take(fold.simulated, told(*(["action", "change", one] for one in reversed(actions))))

    assert [found for _, found in fold.differences(Minted())] == [[], []]


def test_machines_of_one_number_in_two_models_are_told_apart() -> None:
    fold = Fold(Exchange(number=1, on=1, facade="AllModelWatcher", method="Next", version=4))
    machines = [
        {"model-uuid": model, "id": "0", "life": life} for model, life in (("m", "alive"), ("n", "dead"))
    ]
    fold.take(fold.recorded, told(*(["machine", "change", one] for one in machines)))
    fold.take(fold.simulated, told(*(["machine", "change", one] for one in reversed(machines))))

    assert [found for _, found in fold.differences(Minted())] == [[], []]
