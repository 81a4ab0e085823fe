"""Models: made, seen, shared, destroyed; the words are those of the recordings and of Juju's own tests."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from asking import Asking, Failure

from fakejuju.agents import Agents
from fakejuju.state.application import RemoteApplication
from fakejuju.state.machine import Machine

NEWEST = {"2.9": 9, "3.6": 10, "4.0": 11}


def create(asking: Asking, name: str, **given: Any) -> Any:
    """Ask for a model, in the words of the series."""
    series = f"{asking.sim.series.version[0]}.{asking.sim.series.version[1]}"
    owner = {"qualifier": "admin"} if series == "4.0" else {"owner-tag": "user-admin"}
    return asking.ask("ModelManager", NEWEST[series], "CreateModel", {"name": name, **owner, **given})


def info(asking: Asking, uuid: str) -> Any:
    """What ModelInfo of 3.6 says of a model."""
    answer = asking.ask("ModelManager", 10, "ModelInfo", {"entities": [{"tag": f"model-{uuid}"}]})
    return answer["results"][0]


@pytest.mark.parametrize("series", ["2.9", "3.6", "4.0"])
def test_a_new_model_has_the_controllers_cloud_and_its_makers_administration(series: str) -> None:
    made = create(Asking(series), "one")

    assert (made["name"], made["cloud-tag"], made["life"]) == ("one", "cloud-dummy", "alive")
    assert [(user["user"], user["access"]) for user in made["users"]] == [("admin", "admin")]
    assert made["machines"] is None
    assert ("qualifier" in made, "owner-tag" in made) == (series == "4.0", series != "4.0")
    assert "cloud-credential-validity" not in made


@pytest.mark.parametrize(
    ("given", "message", "code"),
    [
        (
            {"name": "default"},
            'failed to create new model: model "default" for admin already exists',
            "already exists",
        ),
        ({"name": ""}, "failed to create config: Name must be specified", "not valid"),
        ({"cloud-tag": "cloud-nope"}, 'cloud "nope" not found, expected one of ["dummy"]', "not found"),
        (
            {"region": "nope"},
            'getting cloud region definition: region "nope" not found (expected one of ["dummy-region"])',
            "not found",
        ),
        (
            {"credential": "cloudcred-dummy_admin_nope"},
            'getting credential: cloud credential "dummy/admin/nope" not found',
            "not found",
        ),
        ({"owner-tag": "bogus"}, '"bogus" is not a valid tag', ""),
    ],
)
def test_what_3_6_refuses_to_make(given: dict[str, str], message: str, code: str) -> None:
    asking = Asking("3.6")

    refused = asking.ask(
        "ModelManager", 10, "CreateModel", {"name": "m2", "owner-tag": "user-admin", **given}
    )

    assert refused == Failure(message, code)


def test_a_model_for_an_unknown_owner_is_left_behind() -> None:
    asking = Asking("3.6")

    refused = asking.ask("ModelManager", 10, "CreateModel", {"name": "m2", "owner-tag": "user-nobody"})

    assert refused == Failure(
        'failed to create new model: granting admin permission to the owner: user "nobody" not found',
        "not found",
    )
    listed = asking.ask("Controller", 12, "AllModels")["user-models"]
    assert [one["model"]["name"] for one in listed] == ["controller", "default", "m2"]


def test_an_unknown_model_is_no_ones_to_know_of() -> None:
    asking = Asking("3.6")

    assert info(asking, "00000000-0000-4000-8000-000000000000")["error"]["message"] == "permission denied"
    params = {"entities": [{"tag": "model-00000000-0000-4000-8000-000000000000"}]}
    status = asking.ask("ModelManager", 10, "ModelStatus", params)["models"][0]
    assert status["error"]["code"] == "not found"
    assert (status["model-tag"], status["application-count"]) == ("", 0)


def test_access_is_given_once_and_taken_step_by_step() -> None:
    asking = Asking("3.6")
    asking.ask(
        "UserManager", 3, "AddUser", {"users": [{"username": "bob", "display-name": "Bob", "password": "x"}]}
    )

    def change(action: str, access: str, user: str = "bob") -> Any:
        tag = {"user-tag": f"user-{user}", "model-tag": f"model-{asking.uuid}"}
        changes = {"changes": [{**tag, "action": action, "access": access}]}
        return asking.ask("ModelManager", 10, "ModifyModelAccess", changes)["results"][0]

    assert change("grant", "admin") == {}
    assert change("grant", "read")["error"]["message"] == 'user already has "read" access or greater'
    assert change("revoke", "admin") == {}
    assert [user["access"] for user in info(asking, asking.uuid)["result"]["users"]] == ["admin", "write"]
    assert change("revoke", "read") == {}
    assert change("grant", "read", "nobody")["error"]["message"] == (
        'could not grant model access: user "nobody" does not exist locally: user "nobody" not found'
    )


def test_what_4_0_says_of_access_that_cannot_be_given_or_taken() -> None:
    asking = Asking("4.0")
    asking.ask("UserManager", 3, "AddUser", {"users": [{"username": "bob", "password": "x"}]})
    model, cloud = {"model-tag": f"model-{asking.uuid}"}, {"cloud-tag": "cloud-dummy"}

    def change(action: str, access: str, user: str = "bob", **of: str) -> str:
        facade, version, what = ("ModelManager", 11, "Model") if "model-tag" in of else ("Cloud", 7, "Cloud")
        one = {"user-tag": f"user-{user}", "action": action, "access": access, **of}
        told = asking.ask(facade, version, f"Modify{what}Access", {"changes": [one]})["results"][0]
        return str(told.get("error", {}).get("message", ""))

    assert change("grant", "write", **model) == ""
    assert change("grant", "read", **model) == 'user "bob" already has "read" access or greater'
    assert change("grant", "read", "nobody", **model) == 'active users "nobody": user not found'
    assert change("revoke", "admin", "admin", **model) == "model would be left without an admin user"
    assert [change("revoke", "read", **model) for _ in range(2)] == ["", ""]
    assert change("grant", "admin", **cloud) == ""
    assert change("grant", "add-model", **cloud) == 'user "bob" already has "add-model" access or greater'
    assert [change("revoke", "add-model", **cloud) for _ in range(2)] == ["", ""]


def test_a_destroyed_model_is_dying_and_4_0_takes_everything_along() -> None:
    asking = Asking("4.0")
    machine = asking.ask("MachineManager", 11, "AddMachines", {"params": [{"jobs": ["JobHostUnits"]}]})
    assert "error" not in machine["machines"][0]
    tag = {"model-tag": f"model-{asking.uuid}"}

    asking.ask("ModelManager", 11, "DestroyModels", {"models": [{**tag, "destroy-storage": True}]})

    told = asking.ask("ModelManager", 11, "ModelStatus", {"entities": [{"tag": f"model-{asking.uuid}"}]})
    assert told["models"][0]["life"] == "dying"
    assert told["models"][0]["hosted-machine-count"] == 0
    answer = asking.ask("ModelManager", 11, "ListModelSummaries", {"user-tag": "user-admin"})
    summary = answer["results"][-1]["result"]
    assert summary["status"]["status"] == "destroying"
    assert summary["counts"] == [{"entity": "machines", "count": 1}]


def test_a_blocked_model_is_not_destroyed() -> None:
    asking = Asking("3.6")
    asking.ask("Block", 2, "SwitchBlockOn", {"type": "BlockDestroy", "message": "keep it"})

    params = {"models": [{"model-tag": f"model-{asking.uuid}"}]}
    result = asking.ask("ModelManager", 10, "DestroyModels", params)

    assert result["results"][0]["error"] == {"message": "keep it", "code": "operation is blocked"}


def test_defaults_of_a_cloud_are_told_with_their_source() -> None:
    asking = Asking("3.6")
    config = {"cloud-tag": "cloud-dummy", "config": {"no-proxy": "a"}}
    asking.ask("ModelManager", 10, "SetModelDefaults", {"config": [config]})
    region = {**config, "cloud-region": "dummy-region", "config": {"no-proxy": "b"}}
    asking.ask("ModelManager", 10, "SetModelDefaults", {"config": [region]})

    params = {"entities": [{"tag": "cloud-dummy"}]}
    found = asking.ask("ModelManager", 10, "ModelDefaultsForClouds", params)["results"][0]["config"]

    assert found["no-proxy"] == {
        "default": "127.0.0.1,localhost,::1",
        "controller": "a",
        "regions": [{"region-name": "dummy-region", "value": "b"}],
    }
    asking.ask("ModelManager", 10, "CreateModel", {"name": "new", "owner-tag": "user-admin"})
    for name, value, source in (
        ("default", "127.0.0.1,localhost,::1", "default"),
        ("new", "b", "region"),
    ):
        model = Asking("3.6", sim=asking.sim, model=name)
        told = model.ask("ModelConfig", 3, "ModelGet")["config"]["no-proxy"]
        assert told == {"value": value, "source": source}


@pytest.mark.parametrize(("juju", "manager", "config"), [("3.6", 10, 3), ("4.0", 11, 4)])
def test_a_model_keeps_the_defaults_it_was_made_with(juju: str, manager: int, config: int) -> None:
    asking = Asking(juju)

    def set_default(mirror: str) -> None:
        item = {"cloud-tag": "cloud-dummy", "config": {"apt-mirror": mirror}}
        asking.ask("ModelManager", manager, "SetModelDefaults", {"config": [item]})

    set_default("first")
    made = {"name": "new", "qualifier": "admin", "owner-tag": "user-admin", "cloud-tag": "cloud-dummy"}
    asking.ask("ModelManager", manager, "CreateModel", made)
    model = Asking(juju, sim=asking.sim, model="new")

    def told() -> Any:
        return model.ask("ModelConfig", config, "ModelGet")["config"]["apt-mirror"]

    assert told() == {"value": "first", "source": "controller"}
    set_default("second")
    assert told() == {"value": "first", "source": "model"}
    model.ask("ModelConfig", config, "ModelUnset", {"keys": ["apt-mirror"]})
    assert told() == {"value": "second", "source": "controller"}
    model.ask("ModelConfig", config, "ModelSet", {"config": {"apt-mirror": "third"}})
    assert told() == {"value": "third", "source": "model"}


def test_a_default_that_makes_no_sense_is_told_when_a_model_is_made() -> None:
    asking = Asking("4.1")
    asking.ask(
        "ModelManager",
        11,
        "SetModelDefaults",
        {"config": [{"cloud-tag": "cloud-dummy", "config": {"development": "xx"}}]},
    )

    refused = asking.ask("ModelManager", 11, "CreateModel", {"name": "new", "qualifier": "admin"})

    assert refused.message.endswith('development: expected bool, got string("xx")')
    assert 'setting model config for model "new"' in refused.message
    asking.ask("ModelConfig", 4, "ModelSet", {"config": {"apt-mirror": "x"}})
    assert asking.ask("ModelConfig", 4, "ModelGet")["config"]["apt-mirror"]["value"] == "x"


def test_the_credential_of_a_model_is_not_changed_to_itself() -> None:
    asking = Asking("3.6")
    item = {"model-tag": f"model-{asking.uuid}", "credential-tag": "cloudcred-dummy_admin_cred"}

    result = asking.ask("ModelManager", 10, "ChangeModelCredential", {"model-credentials": [item]})

    message = f"model {asking.uuid} already uses credential dummy/admin/cred"
    assert result["results"][0]["error"]["message"] == message


def test_environments_of_juju_1() -> None:
    asking = Asking("1.25")

    made = asking.ask(
        "EnvironmentManager", 1, "CreateEnvironment", {"OwnerTag": "user-admin", "Config": {"name": "e"}}
    )

    listed = asking.ask("EnvironmentManager", 1, "ListEnvironments", {"Tag": "user-admin"})[
        "UserEnvironments"
    ]
    assert [one["Name"] for one in listed] == ["controller", "default", "e"]
    assert listed[-1]["UUID"] == made["UUID"]


def test_4_0_counts_what_a_model_consumes_among_its_applications() -> None:
    asking = Asking("4.0")
    with asking.sim.state.transaction() as state:
        state.put(RemoteApplication(model=asking.uuid, name="far", offer_url="admin/other.far"))

    told = asking.ask("ModelManager", 11, "ModelStatus", {"entities": [{"tag": f"model-{asking.uuid}"}]})

    assert told["models"][0]["applications"] == [{"name": "far"}]


def test_summaries_count_machines_that_live_up_to_3_6() -> None:
    asking = Asking("3.6")
    with asking.sim.state.transaction() as state:
        state.put(Machine(model=asking.uuid, id="0"))
        state.put(Machine(model=asking.uuid, id="1", life="dying"))

    answer = asking.ask("ModelManager", 10, "ListModelSummaries", {"user-tag": "user-admin", "all": True})

    assert answer["results"][-1]["result"]["counts"] == [{"entity": "machines", "count": 1}]


def test_a_dump_has_the_sections_of_the_recorded_ones() -> None:
    asking = Asking("3.6")

    answer = asking.ask("ModelManager", 10, "DumpModels", {"entities": [{"tag": f"model-{asking.uuid}"}]})

    tree = yaml.safe_load(answer["results"][0]["result"])
    assert (tree["version"], tree["owner"], tree["cloud"]) == (12, "admin", "dummy")
    assert [user["name"] for user in tree["users"]["users"]] == ["admin"]


def test_a_dying_model_is_buried_once_nothing_is_left_in_it() -> None:
    asking = Asking("3.6")
    asking.sim.agents = Agents(asking.sim, "instant")

    params = {"models": [{"model-tag": f"model-{asking.uuid}", "destroy-storage": True}]}
    asking.ask("ModelManager", 10, "DestroyModels", params)

    assert [one["model"]["name"] for one in asking.ask("Controller", 12, "AllModels")["user-models"]] == [
        "controller"
    ]


def test_models_of_somebody_who_is_not_there() -> None:
    nobody = {"user-tag": "user-nobody"}
    assert Asking("3.6").ask("ModelManager", 10, "ListModelSummaries", nobody) == {"results": None}
    told = Asking("4.0").ask("ModelManager", 11, "ListModelSummaries", nobody)
    assert told == Failure('user "nobody" does not exist', "not found")
