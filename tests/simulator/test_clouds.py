"""Clouds and credentials."""

from __future__ import annotations

from typing import Any

from asking import Asking

CLOUD = {"type": "dummy", "auth-types": ["empty", "userpass"], "regions": [{"name": "r1"}]}


def first(answer: Any) -> Any:
    return answer["results"][0]


def test_a_cloud_is_added_used_and_removed() -> None:
    asking = Asking("3.6")
    c2 = {"entities": [{"tag": "cloud-c2"}]}

    asking.ask("Cloud", 7, "AddCloud", {"name": "c2", "cloud": CLOUD, "force": True})

    assert first(asking.ask("Cloud", 7, "Cloud", c2))["cloud"]["regions"] == [{"name": "r1"}]
    again = asking.ask("Cloud", 7, "AddCloud", {"name": "c2", "cloud": CLOUD, "force": True})
    assert (again.message, again.code) == ('cloud "c2" already exists', "already exists")
    assert first(asking.ask("Cloud", 7, "RemoveClouds", c2)) == {}
    gone = first(asking.ask("Cloud", 7, "Cloud", c2))["error"]
    assert gone == {"message": 'cloud "c2" not found', "code": "not found"}


def test_a_cloud_that_models_use_stays() -> None:
    answer = Asking("3.6").ask("Cloud", 7, "RemoveClouds", {"entities": [{"tag": "cloud-dummy"}]})

    assert first(answer)["error"]["message"] == "cloud is used by 2 models"


def test_secret_attributes_of_a_credential_are_told_when_asked_for() -> None:
    asking = Asking("3.6")
    tag = "cloudcred-dummy_admin_mine"
    given = {"auth-type": "userpass", "attrs": {"username": "me", "password": "test-password"}}
    credentials = {"credentials": [{"tag": tag, "credential": given}]}

    assert first(asking.ask("Cloud", 7, "UpdateCredentialsCheckModels", credentials)) == {"tag": tag}

    told = first(asking.ask("Cloud", 7, "Credential", {"entities": [{"tag": tag}]}))["result"]
    assert told == {"auth-type": "userpass", "attrs": {"username": "me"}, "redacted": ["password"]}
    named = {"credentials": [{"cloud-name": "dummy", "credential-name": "mine"}], "include-secrets": True}
    whole = first(asking.ask("Cloud", 7, "CredentialContents", named))["result"]["content"]
    assert whole["attrs"] == given["attrs"]


def test_nobody_changes_their_own_access_to_a_cloud() -> None:
    change = {"user-tag": "user-admin", "cloud-tag": "cloud-dummy", "action": "revoke", "access": "admin"}
    answer = Asking("3.6").ask("Cloud", 7, "ModifyCloudAccess", {"changes": [change]})

    assert first(answer)["error"]["message"] == "cannot change your own cloud access"
