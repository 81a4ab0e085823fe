"""Image metadata, backups and high availability, as recorded on 2.9.52 and 3.6.28."""

from __future__ import annotations

from typing import Any

import pytest
from asking import Asking

from fakejuju.state.machine import Machine

IMAGE = {
    "image-id": "ami1",
    "region": "dummy-region",
    "version": "22.04",
    "arch": "amd64",
    "stream": "released",
    "source": "custom",
    "priority": 50,
}


def save(asking: Asking) -> Any:
    return asking.ask("ImageMetadataManager", 1, "Save", {"metadata": [{"metadata": [IMAGE]}]})["results"][0]


def test_an_image_is_saved_listed_and_forgotten() -> None:
    asking = Asking("3.6")

    assert save(asking) == {}

    assert asking.ask("ImageMetadataManager", 1, "List") == {"result": [IMAGE]}
    asking.ask("ImageMetadataManager", 1, "Delete", {"image-ids": ["ami1"]})
    gone = asking.ask("ImageMetadataManager", 1, "List")
    assert (gone.message, gone.code) == ("matching cloud image metadata not found", "not found")


def test_an_image_is_known_by_its_series_up_to_2_9() -> None:
    error = {"message": "missing series: metadata for image ami1 not valid", "code": "not valid"}
    assert save(Asking("2.9")) == {"error": error}


@pytest.mark.parametrize(("juju", "kind"), [("2.9", "hosted"), ("3.6", "workload")])
def test_only_the_controllers_model_has_nodes(juju: str, kind: str) -> None:
    answer = Asking(juju).ask("HighAvailability", 2, "EnableHA", {"specs": [{"num-controllers": 3}]})

    error = {"message": f"unsupported with {kind} models", "code": ""}
    assert answer == {"results": [{"result": {}, "error": error}]}


def test_a_backup_is_of_the_controllers_model() -> None:
    refused = Asking("3.6").ask("Backups", 3, "Create", {"no-download": True})

    first = "backups are only supported from the controller model"
    assert refused.message == f"{first}\nUse juju switch to select the controller model"


@pytest.mark.parametrize("juju", ["2.0", "2.9", "3.6", "4.0"])
def test_nodes_are_added_to_the_controllers_model(juju: str) -> None:
    asking = Asking(juju, model="controller")

    def enable(number: int) -> Any:
        return asking.ask("HighAvailability", -1, "EnableHA", {"specs": [{"num-controllers": number}]})[
            "results"
        ][0]

    three = {"maintained": ["machine-0"], "added": ["machine-1", "machine-2"]}
    assert enable(0) == {"result": three}
    assert enable(3) == {"result": {"maintained": ["machine-0", "machine-1", "machine-2"]}}
    fewer = "failed to enable HA with 1 controllers: cannot remove controllers with enable-ha, "
    assert enable(1)["error"]["message"].startswith(fewer)
    jobs = [one.jobs for one in asking.sim.state.all(Machine, asking.uuid)]
    assert jobs == [["JobHostUnits", "JobManageModel"]] * 2


def test_state_servers_of_juju_1_are_added() -> None:
    asking = Asking("1.25", model="controller")

    told = asking.ask("HighAvailability", 1, "EnsureAvailability", {"specs": [{"num-state-servers": 3}]})

    found = {key.lower(): value for key, value in told["Results"][0]["Result"].items()}
    assert (found["maintained"], found["added"]) == (["machine-0"], ["machine-1", "machine-2"])
