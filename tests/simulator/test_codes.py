"""Error codes by series: one that came later is not in the answers of an earlier controller."""

from __future__ import annotations

import pytest
from speaking import Failure, Speaking

from fakejuju.codes import dated
from jujuclient.wire.messages import Reply
from jujuclient.wire.series import Series


@pytest.mark.parametrize(
    ("juju", "code"), [("2.2", ""), ("2.6", ""), ("2.8", "machine is hosting containers")]
)
def test_the_code_of_containers_came_with_2_8(juju: str, code: str) -> None:
    controller = Speaking(juju)
    machine = {"jobs": ["JobHostUnits"], "container-type": "lxd"}
    controller.call("MachineManager.AddMachines", params=[machine])

    failure = controller.call("MachineManager.DestroyMachineWithParams", machine_tags=["machine-0"])

    assert failure == Failure('machine 0 is hosting containers "0/lxd/0"', code)


@pytest.mark.parametrize(("juju", "code"), [("2.8", ""), ("2.9", "not valid"), ("3.6", "not valid")])
def test_not_valid_has_a_code_since_2_9(juju: str, code: str) -> None:
    failure = Speaking(juju).call("ModelManager.CreateModel", name="", owner_tag="user-admin")

    assert failure == Failure("failed to create config: Name must be specified", code)


def test_codes_that_later_became_narrower_are_the_wide_ones_before() -> None:
    answer = '{"results":[{"error":{"code":"secret not found","message":"code"}},{"tag":"user-x"}]}'

    assert dated(Series.of("3.6"), Reply(1, answer)).result == answer.replace("secret not found", "not found")
    assert dated(Series.of("4.0"), Reply(1, answer)).result == answer


def test_a_whole_call_is_dated_too() -> None:
    failure = Failure("no", "incompatible base")

    said = {juju: dated(Series.of(juju), Reply(1, "{}", failure)).failure for juju in ("2.2", "2.9", "3.1")}

    assert [found and found.code for found in said.values()] == [
        "",
        "incompatible series",
        "incompatible base",
    ]
