"""Machines in the simulator: ids, containers, placement, destruction (facts: semantics.md, section 3)."""

from __future__ import annotations

from typing import Any

import pytest
from asking import Asking, Failure
from speaking import Speaking

from fakejuju.domain import machines, units
from fakejuju.state.application import Unit
from fakejuju.state.entity import Base
from fakejuju.state.machine import Machine

UNITS = {"jobs": ["JobHostUnits"], "base": {"name": "ubuntu", "channel": "22.04"}}


def add(asking: Asking, *items: dict[str, Any]) -> list[dict[str, Any]]:
    """Add machines on 3.6; the items of the answer."""
    added: list[dict[str, Any]] = asking.ask("MachineManager", 10, "AddMachines", {"params": list(items)})[
        "machines"
    ]
    return added


def destroy(asking: Asking, *ids: str, **given: Any) -> list[dict[str, Any]]:
    """Destroy machines on 3.6; the items of the answer."""
    tags = [machines.tag_of(id) for id in ids]
    asked = {"machine-tags": tags, **given}
    results: list[dict[str, Any]] = asking.ask("MachineManager", 10, "DestroyMachineWithParams", asked)[
        "results"
    ]
    return results


def test_numbers_are_never_used_again() -> None:
    """A machine that is gone leaves its number, and so does a container in its machine."""
    asking = Asking("3.6")
    inside = {**UNITS, "container-type": "lxd", "parent-id": "0"}
    assert [item["machine"] for item in add(asking, UNITS, inside, inside)] == ["0", "0/lxd/0", "0/lxd/1"]

    with asking.sim.state.transaction() as state:
        for id in ("0/lxd/1", "0/lxd/0"):
            container = state.find(Machine, id, asking.uuid)
            assert container is not None
            machines.remove_machine(asking.sim, container)

    assert [item["machine"] for item in add(asking, inside, UNITS)] == ["0/lxd/2", "1"]


def test_a_container_without_a_parent_gets_a_machine_around_it() -> None:
    """The answer names the container."""
    asking = Asking("3.6")
    assert add(asking, {**UNITS, "container-type": "lxd"})[0]["machine"] == "0/lxd/0"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"jobs": []}, "cannot add a new machine: no jobs specified"),
        ({**UNITS, "parent-id": "0"}, "parent machine specified without container type"),
        (
            {**UNITS, "container-type": "lxd", "placement": {"scope": "#", "directive": "0"}},
            "container type and placement are mutually exclusive",
        ),
        ({**UNITS, "placement": {"scope": "x", "directive": "y"}}, 'invalid model name "x"'),
        (
            {**UNITS, "container-type": "lxd", "parent-id": "42"},
            "cannot add a new machine: machine 42 not found",
        ),
        (
            {**UNITS, "instance-id": "i-1"},
            "cannot add a new machine: cannot add a machine with an instance id and no nonce",
        ),
        ({**UNITS, "disks": [{"pool": "loop"}]}, "invalid volume params: count not specified"),
    ],
)
def test_what_cannot_be_added(asked: dict[str, Any], words: str) -> None:
    """Each item fails alone."""
    asking = Asking("3.6")
    refused, made = add(asking, asked, UNITS)
    assert refused["error"]["message"] == words
    assert made["machine"] == "0"


def test_a_machine_with_containers_is_destroyed_by_force_only() -> None:
    """The error names all of them, and with force the answer tells of each."""
    asking = Asking("3.6")
    inside = {**UNITS, "container-type": "lxd", "parent-id": "0"}
    add(asking, UNITS, inside, inside)

    error = destroy(asking, "0")[0]["error"]
    assert error["message"] == 'machine 0 is hosting containers "0/lxd/0,0/lxd/1"'
    assert error["code"] == "machine is hosting containers"

    info = destroy(asking, "0", force=True)[0]["info"]
    assert [one["info"]["machine-id"] for one in info["destroyed-containers"]] == ["0/lxd/0", "0/lxd/1"]


def test_a_dry_run_changes_nothing() -> None:
    """It tells what would go."""
    asking = Asking("3.6")
    add(asking, UNITS)
    before = asking.sim.state.revision
    assert destroy(asking, "0", **{"dry-run": True}) == [{"info": {"machine-id": "0"}}]
    assert asking.sim.state.revision == before


def test_machines_have_the_models_constraints_besides_their_own() -> None:
    """Recorded on 3.6.28: cores and mem of the model show on a machine without any."""
    asking = Asking("3.6")
    asking.ask("ModelConfig", 3, "SetModelConstraints", {"application": "", "constraints": {"mem": 1024}})
    add(asking, UNITS, {**UNITS, "constraints": {"mem": 512, "cores": 2}})
    found = [machine.constraints for machine in asking.sim.state.all(Machine, asking.uuid)]
    assert found == [{"mem": 1024}, {"mem": 512, "cores": 2}]


def test_retrying_a_machine_that_is_not_in_error() -> None:
    """A machine that is not there is passed over; recorded on 3.6.28."""
    asking = Asking("3.6")
    add(asking, UNITS)
    answer = asking.ask("MachineManager", 10, "RetryProvisioning", {"machines": ["machine-9", "machine-0"]})
    assert [item["error"]["message"] for item in answer["results"]] == [
        "machine 0 is not in an error state (pending)"
    ]


def test_juju_1_destroys_by_name() -> None:
    """One error for all that were not destroyed."""
    asking = Asking("1.25")
    item = {"Series": "trusty", "Jobs": ["JobHostUnits"]}
    asking.ask("Client", 0, "AddMachines", {"MachineParams": [item]})
    answer = asking.ask("Client", 0, "DestroyMachines", {"MachineNames": ["0", "42"]})
    assert isinstance(answer, Failure)
    assert answer.message == "some machines were not destroyed: machine 42 does not exist"


@pytest.mark.parametrize(
    ("text", "scope", "directive"),
    [
        ("0", "#", "0"),
        ("0/lxd/1", "#", "0/lxd/1"),
        ("lxd", "lxd", ""),
        ("lxd:0", "lxd", "0"),
        ("zone=a", "", "zone=a"),
    ],
)
def test_placement_is_read_as_people_write_it(text: str, scope: str, directive: str) -> None:
    """And written the same way."""
    placement = machines.Placement.parse(text)
    assert placement == (scope, directive)
    assert str(placement) == text


# --- by force, up to 3.6: recorded on 2.9.52 and 3.6.28 in 02-watch-deploy-relate-remove and 05-facade-sweep


def crowded(juju: str) -> Speaking:
    """A machine with a unit on it, and a container."""
    asking = Speaking(juju)
    asking.deploy("mysql")
    with asking.sim.state.transaction() as state:
        (unit,) = state.all(Unit, asking.uuid)
        units.assign_unit(asking.sim, unit)
        machines.add_machine(asking.sim, asking.uuid, base=Base(), container_type="lxd", parent="0")
    return asking


def by_force(asking: Speaking, **given: Any) -> Any:
    """Destroy machine 0 by force."""
    return asking.call(
        "MachineManager.DestroyMachineWithParams", machine_tags=["machine-0"], force=True, **given
    )


def lives(asking: Asking) -> dict[str, str]:
    """Machine to its life."""
    return {one.id: one.life for one in asking.sim.state.all(Machine, asking.uuid)}


@pytest.mark.parametrize("juju", ["2.9", "3.6"])
def test_force_is_left_to_a_worker_and_without_it_nothing_goes(juju: str) -> None:
    asking = crowded(juju)

    info = by_force(asking)["results"][0]["info"]

    assert info["destroyed-units"] == [{"tag": "unit-mysql-0"}]
    assert info["destroyed-containers"] == [{"info": {"machine-id": "0/lxd/0"}}]
    assert lives(asking) == {"0": "alive", "0/lxd/0": "alive"}


@pytest.mark.parametrize("juju", ["2.9", "3.6"])
def test_where_the_worker_acts_the_machine_is_dead_and_all_that_was_on_it_is_gone(juju: str) -> None:
    asking = crowded(juju)
    asking.sim.workers.add(asking.uuid)

    by_force(asking)

    assert lives(asking) == {"0": "dead"}
    assert asking.sim.state.all(Unit, asking.uuid) == []


@pytest.mark.parametrize("juju", ["2.9", "3.6"])
def test_nobody_waits_for_a_dead_machine_when_the_longest_wait_is_none(juju: str) -> None:
    asking = crowded(juju)
    asking.sim.workers.add(asking.uuid)

    by_force(asking, max_wait=0)

    assert lives(asking) == {}


def test_a_dry_run_is_no_word_of_2_9_and_the_machine_goes() -> None:
    old, new = crowded("2.9"), crowded("3.6")
    for asking in (old, new):
        asking.sim.workers.add(asking.uuid)

        by_force(asking, dry_run=True)

    assert lives(old) == {"0": "dead"}
    assert lives(new) == {"0": "alive", "0/lxd/0": "alive"}


def test_containers_are_counted_as_juju_calls_them() -> None:
    """Recorded on 2.9.52 and 3.6.28, in the sequences of a model's dump."""
    asking = crowded("3.6")

    assert asking.call("ModelConfig.Sequences")["sequences"]["machine0lxdContainer"] == 1
