"""A number that was typed wrongly does not fill the memory: the call says that it is not simulated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from speaking import Failure, Speaking

from fakejuju.refused import MOST
from fakejuju.state.application import Application, Unit

HUGE = 999_999_999_999

CALLS: dict[str, Callable[[Speaking], Any]] = {
    "deploy": lambda s: s.deploy("wordpress", HUGE),
    "add units": lambda s: s.add_units("mysql", HUGE),
    "volumes of a machine": lambda s: s.call(
        "MachineManager.AddMachines", params=[{"jobs": ["JobHostUnits"], "disks": [{"count": HUGE}]}]
    ),
}


@pytest.mark.parametrize("juju", ["2.9", "3.6", "4.0"])
@pytest.mark.parametrize("what", CALLS)
def test_a_number_that_no_test_means_is_refused_and_named(juju: str, what: str) -> None:
    # given a model with an application of one unit
    controller = Speaking(juju)
    controller.deploy("mysql")
    before = len(controller.sim.state.everywhere(Unit))

    # when far too many of a thing are asked for
    answer = CALLS[what](controller)

    # then the answer says so, nothing was made, and the test that asked will fail
    assert isinstance(answer, Failure)
    assert str(HUGE) in answer.message
    assert str(MOST) in answer.message
    assert list(controller.sim.not_simulated)
    assert len(controller.sim.state.everywhere(Unit)) == before


def test_a_store_that_takes_any_number_does_not_take_that_many() -> None:
    # given a charm whose store may have any number of instances
    controller = Speaking("3.6")
    several = {"data": {"type": "filesystem", "multiple": {"range": "0-"}}}
    url = controller.charm("store", storage=several)

    # when it is deployed with far too many of them
    item = {
        "application": "store", "charm-url": url, "num-units": 1, "storage": {"data": {"count": HUGE}},
        "charm-origin": {
            "source": "local", "type": "charm", "base": {"name": "ubuntu", "channel": "22.04/stable"},
        },
    }  # fmt: skip
    answer = controller.call("Application.Deploy", applications=[item])

    # then it says so
    assert isinstance(answer, Failure)
    assert str(MOST) in answer.message


@pytest.mark.parametrize("juju", ["1.18", "1.25"])
def test_juju_1_refuses_it_too(juju: str) -> None:
    controller = Speaking(juju)
    controller.deploy("mysql")

    assert isinstance(controller.add_units("mysql", HUGE), Failure)
    assert isinstance(controller.deploy("wordpress", HUGE), Failure)
    assert [one.name for one in controller.sim.state.everywhere(Application)] == ["mysql"]
