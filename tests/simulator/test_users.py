"""Users: who may do what, and what is said to the others."""

from __future__ import annotations

import pytest
from asking import PASSWORD, Asking, Failure

DENIED = {"message": "permission denied", "code": "unauthorized access"}


def add(asking: Asking, name: str, **given: str) -> dict[str, object]:
    answer = asking.ask("UserManager", 3, "AddUser", {"users": [{"username": name, **given}]})
    found: dict[str, object] = answer["results"][0]
    return found


@pytest.mark.parametrize("juju", ["2.9", "3.6", "4.0"])
def test_a_user_without_a_password_gets_a_key_to_register_with(juju: str) -> None:
    asking = Asking(juju)

    assert set(add(asking, "alice")) == {"tag", "secret-key"}
    assert add(asking, "bob", password=PASSWORD) == {"tag": "user-bob"}


def test_names_are_unique_and_well_formed() -> None:
    asking = Asking("3.6")

    exists = {"message": "failed to create user: user admin already exists", "code": "already exists"}
    assert add(asking, "admin") == {"error": exists}
    invalid = {"message": 'failed to create user: invalid user name "bad name"', "code": ""}
    assert add(asking, "bad name") == {"error": invalid}


def test_a_removed_name_can_be_used_again_since_3_0() -> None:
    for juju, again in (("2.9", "error"), ("3.6", "tag")):
        asking = Asking(juju)
        add(asking, "bob")
        asking.ask("UserManager", 3, "RemoveUser", {"entities": [{"tag": "user-bob"}]})

        assert again in add(asking, "bob")


def test_a_user_sees_only_themselves() -> None:
    admin = Asking("3.6")
    add(admin, "bob", password=PASSWORD)
    bob = Asking("3.6", user="bob", sim=admin.sim)

    told = bob.ask("UserManager", 3, "UserInfo", {"entities": []})["results"]
    assert [one["result"]["username"] for one in told] == ["bob"]
    other = bob.ask("UserManager", 3, "UserInfo", {"entities": [{"tag": "user-admin"}]})
    assert other["results"] == [{"error": DENIED}]
    assert isinstance(bob.ask("UserManager", 3, "AddUser", {"users": []}), Failure)


def test_the_controllers_owner_stays() -> None:
    asking = Asking("3.6")

    answer = asking.ask("UserManager", 3, "RemoveUser", {"entities": [{"tag": "user-admin"}]})
    assert answer["results"][0]["error"]["message"] == 'cannot delete controller owner "admin"'
