"""Image metadata, backups and high availability, as recorded on 2.9.52 and 3.6.28."""

from __future__ import annotations

from typing import Any

import pytest
from asking import Asking

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
