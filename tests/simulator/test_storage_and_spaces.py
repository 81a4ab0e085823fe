"""Storage, spaces, subnets and branches in the simulator (facts: semantics.md, section 8)."""

from __future__ import annotations

from typing import Any

import pytest
from asking import Asking
from msgspec.structs import replace

from fakejuju.agents import Agents
from fakejuju.domain import machines, storage, stores
from fakejuju.refused import Refused
from fakejuju.state.application import Application, Charm, ExposedEndpoint, Unit
from fakejuju.state.entity import Base
from fakejuju.state.machine import Space

DATA = {"data": {"type": "filesystem", "multiple": {"range": "0-3"}, "minimum-size": "100M"}}


def with_unit(juju: str = "3.6", *, machine: bool = False, declared: dict[str, Any] | None = None) -> Asking:
    """A model with one unit of a charm that has stores, and a machine for it if asked."""
    asking = Asking(juju)
    charm = Charm(model=asking.uuid, url="local:app-0", name="app", metadata={"storage": declared or DATA})
    with asking.sim.state.transaction() as state:
        state.put(charm)
        state.put(
            Application(
                model=asking.uuid,
                name="app",
                charm=charm.url,
                storage=stores.directives(asking.sim, asking.uuid, charm, {}),
            )
        )
        on = machines.add_machine(asking.sim, asking.uuid, base=Base()).id if machine else ""
        state.put(Unit(model=asking.uuid, name="app/0", application="app", machine=on))
    return asking


def add(asking: Asking, **asked: Any) -> dict[str, Any]:
    """Add storage to app/0."""
    item = {"unit": "unit-app-0", "name": "data", "storage": {"count": 1, **asked}}
    result: dict[str, Any] = asking.ask("Storage", 6, "AddToUnit", {"storages": [item]})["results"][0]
    return result


def test_storage_is_numbered_through_the_model() -> None:
    """One sequence for all stores."""
    asking = with_unit(declared={**DATA, "logs": {"type": "filesystem", "multiple": {"range": "0-"}}})
    assert add(asking)["result"]["storage-tags"] == ["storage-data-0"]
    item = {"unit": "unit-app-0", "name": "logs", "storage": {"count": 2}}
    answer = asking.ask("Storage", 6, "AddToUnit", {"storages": [item]})
    assert answer["results"][0]["result"]["storage-tags"] == ["storage-logs-1", "storage-logs-2"]


def test_no_more_storage_than_the_charm_takes() -> None:
    """Up to 3.6 there is an empty result beside the error."""
    refused = add(with_unit(), count=4)
    assert refused["result"] == {"storage-tags": []}
    words = "attaching 4 storage instances brings the total to 4, exceeding the maximum of 3"
    assert refused["error"]["message"] == f'adding "data" storage to app/0: {words}'


def test_no_storage_for_a_unit_that_is_leaving() -> None:
    """Recorded on 2.9.52."""
    asking = with_unit("2.9")
    with asking.sim.state.transaction() as state:
        unit = state.find(Unit, "app/0", asking.uuid)
        assert unit is not None
        state.put(replace(unit, life="dying"))
    words = 'adding "data" storage to app/0: unit is not found or not alive'
    assert add(asking)["error"]["message"] == words


def test_storage_of_a_unit_without_a_machine_waits() -> None:
    """Recorded on 3.6.28; on 2.9.52 it is an error."""
    asking = with_unit()
    add(asking)
    asked = {"entities": [{"tag": "storage-data-0"}]}
    details = asking.ask("Storage", 6, "StorageDetails", asked)["results"][0]["result"]
    assert details["status"]["info"] == "waiting for filesystem to be provisioned"

    asking = with_unit("2.9")
    add(asking)
    error = asking.ask("Storage", 6, "StorageDetails", asked)["results"][0]["error"]
    assert error["message"] == 'filesystem for storage instance "data/0" not found'


@pytest.mark.parametrize(("juju", "tag"), [("3.6", "filesystem-0-0"), ("4.0", "filesystem-0")])
def test_filesystems_are_named_after_their_machine_up_to_3_6(juju: str, tag: str) -> None:
    """Recorded on 3.6.28 for rootfs and on 4.0.15 for dummyfs."""
    asking = with_unit(juju, machine=True)
    version = 7
    item = {"unit": "unit-app-0", "name": "data", "storage": {"count": 1}}
    asking.ask("Storage", version, "AddToUnit", {"storages": [item]})
    answer = asking.ask("Storage", version, "ListFilesystems", {"filters": [{}]})
    (filesystem,) = answer["results"][0]["result"]
    assert filesystem["filesystem-tag"] == tag
    assert filesystem["machine-attachments"] == {"machine-0": {"life": "alive"}}


def test_detached_storage_has_no_owner() -> None:
    """Recorded on 3.6.28: from a unit without a machine it is detached at once."""
    asking = with_unit()
    add(asking)
    ids = {"ids": [{"storage-tag": "storage-data-0", "unit-tag": "unit-app-0"}]}
    assert asking.ask("Storage", 6, "DetachStorage", {"ids": ids}) == {"results": [{}]}
    again = asking.ask("Storage", 6, "DetachStorage", {"ids": ids})["results"][0]["error"]["message"]
    words = "storage attachment data/0:app/0"
    assert again == f"cannot destroy {words}: {words} not found"

    (left,) = asking.ask("Storage", 6, "ListStorageDetails", {"filters": [{}]})["results"][0]["result"]
    assert left["owner-tag"] == ""
    assert "attachments" not in left


def test_attached_storage_is_not_removed_by_itself() -> None:
    """With its attachments it is dying."""
    asking = with_unit()
    add(asking)
    item = {"tag": "storage-data-0", "destroy-storage": True}
    error = asking.ask("Storage", 6, "Remove", {"storage": [item]})["results"][0]["error"]
    assert error["message"] == 'cannot destroy storage "data/0": storage is attached'
    assert error["code"] == "storage is attached"
    item["destroy-attachments"] = True
    assert asking.ask("Storage", 6, "Remove", {"storage": [item]})["results"] == [{}]


def test_volumes_are_under_filesystems_where_the_provider_has_only_volumes() -> None:
    """loop makes block devices."""
    asking = with_unit(machine=True)
    add(asking, pool="loop")
    (filesystem,) = asking.ask("Storage", 6, "ListFilesystems", {"filters": [{}]})["results"][0]["result"]
    assert filesystem["volume-tag"] == "volume-0-0"


@pytest.mark.parametrize("juju", ["3.6", "4.1"])
@pytest.mark.parametrize(
    ("declared", "where"),
    [
        ({"location": "/srv/data"}, "/srv/data"),
        ({"location": "/srv/data", "multiple": {"range": "1-3"}}, "/srv/data/data/0"),
        ({}, "/var/lib/juju/storage/data/0"),
    ],
)
def test_a_filesystem_is_mounted_where_the_charm_says(
    juju: str, declared: dict[str, Any], where: str
) -> None:
    """The location itself where there can be but one; else the id of the storage comes after it."""
    asking = with_unit(juju, machine=True, declared={"data": {"type": "filesystem", **declared}})
    asking.sim.agents = Agents(asking.sim)
    charm = asking.sim.state.all(Charm, asking.uuid)[0]
    with asking.sim.state.transaction():
        unit = asking.sim.state.find(Unit, "app/0", asking.uuid)
        assert unit is not None
        storage.add_for_unit(asking.sim, unit, charm, {})
    asking.sim.turn()
    (instance,) = asking.ask("Storage", 6, "ListStorageDetails", {"filters": [{}]})["results"][0]["result"]
    assert instance["attachments"]["unit-app-0"]["location"] == where


def test_storage_that_is_attached_again_is_mounted_again() -> None:
    """It was detached for good: its place was not told any more, nor its status."""
    asking = with_unit("4.1", machine=True)
    asking.sim.agents = Agents(asking.sim)
    add(asking, pool="modelscoped")
    ids = [{"storage-tag": "storage-data-0", "unit-tag": "unit-app-0"}]
    assert asking.ask("Storage", 6, "DetachStorage", {"ids": {"ids": ids}}) == {"results": [{}]}
    (left,) = asking.ask("Storage", 6, "ListStorageDetails", {"filters": [{}]})["results"][0]["result"]
    assert left["status"]["status"] == "detached"

    assert asking.ask("Storage", 6, "Attach", {"ids": ids}) == {"results": [{}]}

    (again,) = asking.ask("Storage", 6, "ListStorageDetails", {"filters": [{}]})["results"][0]["result"]
    assert again["status"]["status"] == "attached"
    assert again["attachments"]["unit-app-0"]["location"] == "/var/lib/juju/storage/data/0"


def test_removing_a_unit_keeps_what_can_be_detached() -> None:
    """What is bound to the machine goes with the unit."""
    asking = with_unit(machine=True)
    add(asking, pool="rootfs")
    add(asking, pool="modelscoped")
    unit = asking.sim.state.find(Unit, "app/0", asking.uuid)
    assert unit is not None
    assert storage.classify(asking.sim, unit) == (["storage-data-0"], ["storage-data-1"])


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"nope": {"count": 1}}, 'charm "app" has no store called "nope"'),
        ({"data": {"count": 4}}, 'charm "app" store "data": at most 3 instances supported, 4 specified'),
        ({"data": {"count": 1, "pool": "fast"}}, 'pool "fast" not found'),
        (
            {"data": {"count": 1, "size": 50}},
            'charm "app" store "data": minimum storage size is 100MB, 50MB specified',
        ),
    ],
)
def test_directives_that_a_charm_cannot_take(given: dict[str, dict[str, Any]], words: str) -> None:
    """In the words of deploy, without what comes before."""
    asking = with_unit()
    charm = asking.sim.state.find(Charm, "local:app-0", asking.uuid)
    assert charm is not None
    with pytest.raises(Refused) as refused:
        stores.directives(asking.sim, asking.uuid, charm, given)
    assert refused.value.failure.message == words


@pytest.mark.parametrize(
    ("given", "words", "code"),
    [
        ({"nope": {"count": 1}}, 'doing: storage directive "nope" does not exist in the charm', ""),
        ({"data": {"count": 4}}, 'storage directive "data" request count 4 exceeds the charm\'s maximum '
         "count of 3", "not valid"),
        ({"data": {"count": 1, "pool": "fast"}}, 'storage directive data pool: storage pool "fast" not found',
         ""),
        ({"data": {"count": 1, "size": 50}}, "doing: storage directive size 50 is less than the charm "
         "minimum requirement of 100", ""),
    ],
)  # fmt: skip
def test_directives_that_a_charm_cannot_take_on_4_1(
    given: dict[str, dict[str, Any]], words: str, code: str
) -> None:
    """The count in the words that 4.0.15 was recorded with, for storage that is added."""
    asking = with_unit("4.1")
    charm = asking.sim.state.find(Charm, "local:app-0", asking.uuid)
    assert charm is not None
    with pytest.raises(Refused) as refused:
        stores.directives(asking.sim, asking.uuid, charm, given, doing="doing: ")
    assert (refused.value.failure.message, refused.value.failure.code) == (words, code)


def test_storage_of_another_unit_is_not_attached() -> None:
    """``juju deploy --attach-storage`` of what is in use: two units had it."""
    asking = with_unit(machine=True)
    add(asking)
    with asking.sim.state.transaction() as state:
        unit = state.find(Unit, "app/0", asking.uuid)
        assert unit is not None
        state.put(replace(unit, name="app/1"))
    ids = [{"storage-tag": "storage-data-0", "unit-tag": f"unit-app-{number}"} for number in (1, 0)]

    answer = asking.ask("Storage", 6, "Attach", {"ids": ids})["results"]

    assert [one["error"] for one in answer] == [
        {"message": "cannot attach storage data/0 to unit app/1: cannot attach storage owned by unit app/0 "
         "to unit app/1", "code": ""},
        {"message": 'cannot attach storage data/0 to unit app/0: storage attachment "data/0" on "app/0" '
         "already exists", "code": "already exists"},
    ]  # fmt: skip


def test_4_1_says_how_much_storage_a_unit_would_have() -> None:
    asking = with_unit(
        "4.1", machine=True, declared={"data": {"type": "filesystem", "multiple": {"range": "0-1"}}}
    )
    add(asking, pool="modelscoped")
    ids = {"ids": [{"storage-tag": "storage-data-0", "unit-tag": "unit-app-0"}]}
    asking.ask("Storage", 6, "DetachStorage", {"ids": {**ids, "force": True}, "force": True})
    add(asking, pool="modelscoped")

    answer = asking.ask("Storage", 6, "Attach", ids)["results"][0]["error"]

    words = 'storage attachment "data" count 2 would exceed the charm\'s maximum count of 1'
    assert answer == {"message": words, "code": "not valid"}


@pytest.mark.parametrize("juju", ["3.6", "4.0", "4.1"])
@pytest.mark.parametrize(
    ("cloud", "type_", "pools"),
    [
        ("lxd", "iaas", ["loop", "lxd", "lxd-btrfs", "lxd-zfs", "rootfs", "tmpfs"]),
        ("ec2", "iaas", ["ebs", "ebs-ssd", "loop", "rootfs", "tmpfs"]),
        ("kubernetes", "caas", ["kubernetes", "rootfs", "tmpfs"]),
    ],
)
def test_a_model_has_the_pools_of_its_cloud(juju: str, cloud: str, type_: str, pools: list[str]) -> None:
    """4.x has none of them but in its models; nobody has to make them."""
    asking = Asking(juju)
    with asking.sim.state.transaction() as state:
        state.put(replace(asking.model, type=type_, provider=cloud))
    told = asking.ask("Storage", 6, "ListPools", {"filters": [{}]})["results"][0]["storage-pools"]
    assert sorted(pool["name"] for pool in told) == pools


def test_alpha_stays() -> None:
    """It is neither renamed nor removed."""
    asking = Asking("3.6")
    changes = [{"from-space-tag": "space-alpha", "to-space-tag": "space-x"}]
    renamed = asking.ask("Spaces", 6, "RenameSpace", {"changes": changes})["results"][0]
    assert renamed["error"]["message"] == 'the "alpha" space cannot be renamed'
    removed = asking.ask("Spaces", 6, "RemoveSpace", {"space-param": [{"space": {"tag": "space-alpha"}}]})
    assert removed["results"][0]["error"]["message"] == "the alpha space cannot be removed"


def test_a_space_of_subnets_gives_them_back() -> None:
    """Removing a space leaves its subnets to alpha."""
    asking = Asking("3.6")

    def tags() -> list[str]:
        return [one["space-tag"] for one in asking.ask("Subnets", 5, "ListSubnets")["results"]]

    asking.ask("Spaces", 6, "CreateSpaces", {"spaces": [{"space-tag": "space-db", "cidrs": ["0.10.0.0/24"]}]})
    assert tags() == ["space-db", "space-alpha"]
    asking.ask("Spaces", 6, "RemoveSpace", {"space-param": [{"space": {"tag": "space-db"}}]})
    assert tags() == ["space-alpha", "space-alpha"]


@pytest.mark.parametrize("juju", ["3.6", "4.0", "4.1"])
def test_a_space_that_is_removed_by_force_is_named_nowhere_any_more(juju: str) -> None:
    asking = with_unit(juju)
    asking.ask("Spaces", 6, "CreateSpaces", {"spaces": [{"space-tag": "space-db", "cidrs": []}]})
    db = next(space for space in asking.sim.state.all(Space, asking.uuid) if space.name == "db")
    app = asking.sim.state.find(Application, "app", asking.uuid)
    assert app is not None
    with asking.sim.state.transaction() as state:
        to_db = {"": ExposedEndpoint(spaces=[db.id])}
        state.put(replace(app, bindings={"": db.id, "data": "0"}, exposed=True, exposed_endpoints=to_db))
    of_app = {"application": "app", "constraints": {"spaces": ["alpha", "^db"]}}
    asking.ask("Application", 19, "SetConstraints", of_app)
    of_model = {"application": "", "constraints": {"spaces": ["db"], "mem": 1}}
    asking.ask("ModelConfig", 3, "SetModelConstraints", of_model)

    removal = {"space-param": [{"space": {"tag": "space-db"}, "force": True}]}
    assert asking.ask("Spaces", 6, "RemoveSpace", removal) == {"results": [{}]}

    told = asking.ask("Application", 19, "ApplicationsInfo", {"entities": [{"tag": "application-app"}]})
    assert set(told["results"][0]["result"]["endpoint-bindings"].values()) == {"alpha"}
    assert told["results"][0]["result"]["exposed-endpoints"][""]["expose-to-spaces"] == ["alpha"]
    of_app = asking.ask("Application", 19, "GetConstraints", {"entities": [{"tag": "application-app"}]})
    assert of_app["results"][0]["constraints"] == {"spaces": ["alpha"]}
    assert asking.ask("ModelConfig", 3, "GetModelConstraints")["constraints"] == {"mem": 1}


def test_constraints_name_spaces_that_are_there() -> None:
    """4.0 looks them up; before, nobody did."""
    for juju, refused in (("3.6", False), ("4.0", True)):
        asking = with_unit(juju)
        wanted = {"application": "app", "constraints": {"spaces": ["^nosuch"]}}
        told = asking.ask("Application", 19, "SetConstraints", wanted)
        assert (getattr(told, "message", "") == "invalid application constraints") == refused
        told = asking.ask("ModelConfig", 3, "SetModelConstraints", {**wanted, "application": ""})
        assert (getattr(told, "code", "") == "not found") == refused


def test_committing_a_branch_numbers_it() -> None:
    """A tracked branch cannot be aborted; recorded on 3.6.28."""
    asking = with_unit()
    asking.ask("ModelGeneration", 4, "AddBranch", {"branch": "b"})
    tracked = {"branch": "b", "entities": [{"tag": "unit-app-0"}]}
    assert asking.ask("ModelGeneration", 4, "TrackBranch", tracked) == {"results": [{}]}
    aborted = asking.ask("ModelGeneration", 4, "AbortBranch", {"branch": "b"})
    assert aborted["error"]["message"].startswith("branch is in progress.")

    assert asking.ask("ModelGeneration", 4, "CommitBranch", {"branch": "b"}) == {"result": 1}
    (commit,) = asking.ask("ModelGeneration", 4, "ListCommits")["generations"]
    assert (commit["branch"], commit["generation-id"], commit["completed-by"]) == ("b", 1, "admin")
    gone = asking.ask("ModelGeneration", 4, "CommitBranch", {"branch": "b"})
    assert gone["error"]["message"] == 'branch "b" in model "default" not found'
