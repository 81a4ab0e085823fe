"""Kubernetes models: what they have not, and how their applications are scaled (facts: semantics.md, 2)."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from asking import PASSWORD
from speaking import Failure, Speaking

from fakejuju.agents import Agents
from fakejuju.consistency import demand
from fakejuju.inside import dial_now
from fakejuju.state.application import Relation
from fakejuju.state.controller import Model

SERIES = ("2.9", "3.6", "4.0")


def kubernetes(juju: str) -> Speaking:
    """A controller with a model on Kubernetes."""
    asking = Speaking(juju)
    with asking.sim.state.transaction() as state:
        model = state.find(Model, asking.uuid)
        assert model is not None
        state.put(msgspec.structs.replace(model, type="caas"))
    return asking


def named(asking: Speaking) -> set[str]:
    """The facades that a login to the model names."""
    handler, line = dial_now(asking.simulator, f"/model/{asking.uuid}/api")
    assert handler is not None
    params = {"auth-tag": "user-admin", "credentials": PASSWORD}
    asked = {"request-id": 1, "type": "Admin", "version": 3, "request": "Login", "params": params}
    handler.received(json.dumps(asked))
    return {facade["name"] for facade in json.loads(line.frames[0])["response"]["facades"]}


@pytest.mark.parametrize("juju", SERIES)
def test_a_facade_of_machines_is_neither_named_nor_served(juju: str) -> None:
    """Facts: protocol.md, what the server does with bad input."""
    words = 'facade "MachineManager" not supported on container models'
    asking = kubernetes(juju)

    told = asking.call("MachineManager.AddMachines", params=[{"jobs": ["JobHostUnits"]}])

    assert told == Failure(words, "not supported")
    assert "MachineManager" not in named(asking)
    assert "MachineManager" in named(Speaking(juju))


@pytest.mark.parametrize("juju", SERIES)
@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"scale": -1}, "scale < 0 not valid"),
        ({"scale": 1, "scale-change": 1}, "requesting both scale and scale-change not valid"),
        ({"scale-change": -9}, "cannot remove more units than currently exist not valid"),
    ],
)
def test_a_scale_that_is_none_is_refused(juju: str, asked: dict[str, Any], words: str) -> None:
    asking = kubernetes(juju)
    asking.deploy("mysql", 2)
    item = {"application-tag": "application-mysql", **asked}

    assert asking.call("Application.ScaleApplications", applications=[item]) == Failure(words, "not valid")


@pytest.mark.parametrize("juju", SERIES)
def test_units_are_not_added_and_an_application_needs_a_name_to_be_exposed(juju: str) -> None:
    asking = kubernetes(juju)
    asking.deploy("mysql", 2)
    is_ = " is" if juju == "4.0" else ""

    assert asking.add_units("mysql") == Failure(
        f"adding units to a container-based model{is_} not supported", "not supported"
    )
    assert asking.call("Application.Expose", application="mysql") == Failure(
        'cannot expose a container application without a "juju-external-hostname" value set, run\n'
        "juju config mysql juju-external-hostname=<value>"
    )


@pytest.mark.parametrize("juju", ["2.9", "3.6", "4.0", "4.1"])
def test_pods_and_services_have_addresses(juju: str) -> None:
    """What ``juju status`` shows under Address, and what a related unit is told."""
    asking = kubernetes(juju)
    asking.sim.agents = Agents(asking.sim)
    asking.deploy("mysql", 2)
    asking.deploy("wordpress", 1)
    asking.relate("wordpress:db", "mysql")
    asking.sim.turn()

    told = asking.call("Client.FullStatus", patterns=None)["applications"]

    units = {name: one["address"] for app in told.values() for name, one in app["units"].items()}
    services = [app["public-address"] for app in told.values()]
    assert len({*units.values(), *services}) == 5
    assert all(one.startswith("10.1.0.") for one in units.values())
    assert all(one.startswith("10.152.183.") for one in services)
    relation = next(one for one in asking.sim.state.all(Relation, asking.uuid) if len(one.ends) == 2)

    assert relation.units["mysql/1"]["ingress-address"] == units["mysql/1"]


@pytest.mark.parametrize("juju", ["3.6", "4.0", "4.1"])
def test_storage_of_pods_is_attached_to_them(juju: str) -> None:
    """It waited for a machine, for ever; on Kubernetes the host is the unit."""
    asking = kubernetes(juju)
    asking.sim.agents = Agents(asking.sim)
    asking.deploy("store", 1)
    asking.sim.turn()

    (found,) = asking.call("Storage.ListFilesystems", filters=[{}])["results"][0]["result"]
    (instance,) = asking.call("Storage.ListStorageDetails", filters=[{}])["results"][0]["result"]

    assert found["info"]["pool"] == "kubernetes"
    assert list(found["unit-attachments"]) == ["unit-store-0"]
    assert "machine-attachments" not in found
    assert instance["status"]["status"] == "attached"
    assert instance["attachments"]["unit-store-0"]["machine-tag"] == ""
    assert instance["attachments"]["unit-store-0"]["location"] == "/var/lib/juju/storage/data/0"
    demand(asking.sim.state)
