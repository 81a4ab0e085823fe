"""Backups: taken, listed, downloaded with their checksum, deleted (facts: facades, protocol.md section 3)."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import tarfile
from http.client import HTTPSConnection
from ssl import CERT_REQUIRED, SSLContext, create_default_context

import pytest
from asking import Asking, Failure

import fakejuju

VERSIONS = {"1.22": 0, "1.25": 0, "2.0": 1, "2.2": 1, "2.6": 2, "2.8": 2, "2.9": 2, "3.1": 3, "3.6": 3}


def asking_of_the_controller(juju: str) -> Asking:
    """A connection to the controller's own model."""
    return Asking(juju, model="controller")


@pytest.mark.parametrize("juju", VERSIONS)
def test_one_is_taken_and_told_in_the_words_of_its_series(juju: str) -> None:
    asking = asking_of_the_controller(juju)

    told = asking.ask("Backups", VERSIONS[juju], "Create", {"notes": "before", "no-download": True})

    low = {key.lower(): value for key, value in told.items()}
    assert (low["notes"], low["machine"]) == ("before", "0")
    assert low.get("checksum-format", low.get("checksumformat")) == "SHA-1, base64 encoded"
    assert low["size"] > 0
    assert low["id"].endswith("." + low.get("model", low.get("environment", "")))
    assert ("filename" in told) == (juju >= "2.6")


@pytest.mark.parametrize("juju", ["1.22", "1.25", "2.0", "2.2", "2.6", "2.8", "2.9"])
def test_they_are_listed_told_one_by_one_and_deleted(juju: str) -> None:
    asking, version = asking_of_the_controller(juju), VERSIONS[juju]
    made = [
        asking.ask("Backups", version, "Create", {"notes": notes, "keep-copy": True, "no-download": True})
        for notes in ("one", "two")
    ]
    key, many = ("ID", "List") if juju < "2" else ("id", "list")

    assert asking.ask("Backups", version, "List", {})[many] == made
    assert asking.ask("Backups", version, "Info", {key: made[1][key]}) == made[1]
    if juju >= "2.6":
        gone = asking.ask("Backups", version, "Remove", {"ids": [made[0]["id"], "none"]})["results"]
        assert gone == [{}, {"error": {"message": 'backup metadata "none" not found', "code": "not found"}}]
    else:
        asking.ask("Backups", version, "Remove", {key: made[0][key]})

    assert asking.ask("Backups", version, "List", {})[many] == made[1:]
    told = asking.ask("Backups", version, "Info", {key: made[0][key]})
    assert told == Failure(f'backup metadata "{made[0][key]}" not found', "not found")


@pytest.mark.parametrize("juju", ["4.0", "4.1"])
def test_4_x_makes_none_yet(juju: str) -> None:
    for model in ("controller", "default"):
        told = Asking(juju, model=model).ask("Backups", 3, "Create", {"notes": "", "no-download": True})
        assert told == Failure("Dqlite-based backups not implemented", "not implemented")


def test_what_nobody_asked_to_keep_is_not_listed_since_2_6() -> None:
    asking = asking_of_the_controller("2.8")
    asking.ask("Backups", 2, "Create", {"notes": "mine"})

    assert asking.ask("Backups", 2, "List", {})["list"] == []


def trusting(fake: fakejuju.FakeController) -> SSLContext:
    context = create_default_context(cadata=fake.ca)
    context.check_hostname, context.verify_mode = False, CERT_REQUIRED
    return context


@pytest.mark.parametrize(("juju", "root"), [("1.25", "environment"), ("2.8", "model"), ("3.6", "model")])
def test_an_archive_is_downloaded_with_its_checksum(juju: str, root: str) -> None:
    with fakejuju.FakeController(juju) as fake:
        uuid = fake.model("controller").uuid
        with fake.connect(model_uuid=uuid) as connection:
            params = {"notes": "x", "no-download": True}
            made = connection.rpc("Backups", "Create", params, version=VERSIONS[juju]).value
        basic = base64.b64encode(f"user-admin:{fake.password}".encode()).decode()
        key = "ID" if juju < "2" else "id"

        def get(uuid: str, id: str) -> tuple[int, str, bytes]:
            host, _, port = fake.endpoint.rpartition(":")
            http = HTTPSConnection(host, int(port), context=trusting(fake), timeout=10)
            http.request("GET", f"/{root}/{uuid}/backups", json.dumps({key: id}),
                         {"Authorization": f"Basic {basic}"})  # fmt: skip
            answer = http.getresponse()
            found = (answer.status, answer.getheader("Digest", ""), answer.read())
            http.close()
            return found

        status, digest, content = get(uuid, made[key])
        missing = get(uuid, "none")
        elsewhere = get(fake.model("default").uuid, made[key])

    checksum = made["Checksum" if juju < "2" else "checksum"]
    sha = base64.b64encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()
    assert (status, digest, checksum) == (200, f"SHA={sha}", sha)
    with tarfile.open(fileobj=io.BytesIO(content)) as opened:
        assert opened.getnames() == ["juju-backup/metadata.json"]
    words = 'backup metadata "none" not found'
    bare = {"Error": words} if juju < "2" else {"message": words, "code": "not found"}
    assert (missing[0], json.loads(missing[2])) == (404, bare)
    assert b"requested model is not the controller model" in elsewhere[2]
