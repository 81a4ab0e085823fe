"""Secrets of users, and SSH keys."""

from __future__ import annotations

import base64
from typing import Any

from asking import Asking

ONE = {"label": "mine", "owner-tag": "", "content": {"data": {"a": "Yg=="}}}


def create(asking: Asking, **given: Any) -> Any:
    return asking.ask("Secrets", 2, "CreateSecrets", {"args": [{**ONE, **given}]})["results"][0]


def listed(asking: Asking, **filter: Any) -> Any:
    return asking.ask("Secrets", 2, "ListSecrets", {"filter": filter, "show-secrets": True})["results"]


def test_another_content_is_another_revision_and_the_same_is_none() -> None:
    asking = Asking("3.6")
    uri = create(asking)["result"]

    for value in ("Yg==", "Yw==", "Yw=="):
        change = {"uri": uri, "existing-label": "", "content": {"data": {"a": value}}}
        assert asking.ask("Secrets", 2, "UpdateSecrets", {"args": [change]}) == {"results": [{}]}

    (told,) = listed(asking, uri=uri)
    assert told["latest-revision"] == 2
    assert told["value"] == {"data": {"a": "Yw=="}}
    (old,) = listed(asking, uri=uri, revision=1)
    assert old["value"] == {"data": {"a": "Yg=="}}


def test_an_id_is_twelve_bytes_in_base32_as_clients_read_it() -> None:
    """The juju command refuses an id that is written otherwise: the last letter of 20 holds one bit."""
    asking = Asking("4.1")
    made = [create(asking, label=f"secret-{number}")["result"] for number in range(40)]

    for uri in made:
        id = uri.removeprefix("secret:")
        data = base64.b32hexdecode(id.upper() + "====")
        assert (len(data), base64.b32hexencode(data).decode().rstrip("=").lower()) == (12, id)
    assert len(set(made)) == 40


def test_the_checksum_is_that_of_the_recorded_controller() -> None:
    asking = Asking("3.6")
    create(asking)

    # Recorded on 3.6.28 for this content.
    wanted = "3d791b164a808638da9a8df03924be2a41e34cd664e42231c00fe369e3588272"
    assert listed(asking)[0]["latest-revision-checksum"] == wanted


def test_a_label_is_used_once() -> None:
    asking = Asking("3.6")
    create(asking)

    error = {"message": 'secret with name "mine" already exists', "code": "already exists"}
    assert create(asking) == {"error": error, "result": ""}


def test_a_uri_that_is_none_is_not_valid() -> None:
    answer = Asking("3.6").ask("Secrets", 2, "ListSecrets", {"filter": {"uri": "secret:x"}})

    assert (answer.message, answer.code) == ('secret URI "secret:x" not valid', "not valid")


KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl test@x"


def test_keys_are_told_by_their_fingerprints() -> None:
    new, old = Asking("4.0"), Asking("3.6")
    keys = {"user": "admin", "ssh-keys": [KEY]}
    asked = {"entities": {"entities": [{"tag": "user-admin"}]}, "mode": False}

    # Recorded on 4.0.15: no item for what went well; and this fingerprint.
    assert new.ask("KeyManager", 1, "AddKeys", keys) == {"results": None}
    fingerprint = "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU"
    assert new.ask("KeyManager", 1, "ListKeys", asked) == {"results": [{"result": [fingerprint]}]}
    assert old.ask("KeyManager", 1, "AddKeys", keys) == {"results": [{}]}
    (shown,) = old.ask("KeyManager", 1, "ListKeys", asked)["results"][0]["result"]
    assert shown.endswith(" (test@x)")


def test_the_last_key_stays_up_to_3_6() -> None:
    asking = Asking("3.6")
    asking.ask("KeyManager", 1, "AddKeys", {"user": "admin", "ssh-keys": [KEY]})

    refused = asking.ask("KeyManager", 1, "DeleteKeys", {"user": "admin", "ssh-keys": ["test@x"]})

    assert refused.message == "cannot delete all keys"


def test_old_revisions_go_when_nobody_reads_them_and_the_workers_run() -> None:
    asking = Asking("3.6")
    asking.sim.agents = object()
    uri = create(asking)["result"]

    change = {"uri": uri, "existing-label": "", "auto-prune": True, "content": {"data": {"a": "Yw=="}}}
    asking.ask("Secrets", 2, "UpdateSecrets", {"args": [change]})

    assert [one["revision"] for one in listed(asking)[0]["revisions"]] == [2]
