"""What a controller does: models, users, access, clouds, config, on simulated controllers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from fakejuju import FakeController
from jujuclient.controller import Controller, temp_model
from jujuclient.errors import ModelNotFound, NotFound, NotSupported, Unauthorized
from jujuclient.store import ClientStore

modern = pytest.mark.parametrize("juju", ["2.9", "3.6", "4.0"])
every = pytest.mark.parametrize("juju", ["1.25", "2.9", "3.6", "4.0"])


@pytest.fixture
def fake(juju: str) -> Iterator[FakeController]:
    with FakeController(juju=juju) as made:
        yield made


@pytest.fixture
def controller(fake: FakeController) -> Iterator[Controller]:
    with Controller.at([fake.endpoint], cacert=fake.ca, password=fake.password) as made:
        yield made


@every
def test_a_model_is_added_and_listed(controller: Controller) -> None:
    with controller.add_model("second") as model:
        model.add_machine()

    assert "admin/second" in [one.name for one in controller.models()]
    with controller.model("second") as again:
        assert sorted(again.machines()) == ["0"]


@modern
def test_a_model_is_destroyed_and_gone(controller: Controller) -> None:
    controller.add_model("second", config={"test-mode": True}).close()

    controller.destroy_model("second", wait=20)

    assert "admin/second" not in [one.name for one in controller.models()]
    with pytest.raises(ModelNotFound, match="the user sees admin/controller"):
        controller.model("second")


@modern
def test_storage_is_not_destroyed_by_mistake(controller: Controller) -> None:
    with controller.add_model("second") as model:
        model.deploy("postgresql")

    with pytest.raises(ValueError, match="not both"):
        controller.destroy_model("second", destroy_storage=True, release_storage=True)
    with pytest.raises(ValueError, match="force=True"):
        controller.destroy_model("second", no_wait=True)
    controller.destroy_model("second", destroy_storage=True, force=True, wait=20)


@modern
def test_a_temporary_model_is_gone_after_the_block(controller: Controller) -> None:
    with controller.temp_model() as model:
        name = model.access.model
        assert name in [one.name for one in controller.models()]

    assert name not in [one.name for one in controller.models()]


@modern
def test_a_temporary_model_of_the_client_store(fake: FakeController) -> None:
    store = ClientStore(fake.juju_data)

    with temp_model(store=store) as model:
        model.add_machine()
        name = model.access.model

    assert name not in fake.models


@modern
def test_a_user_is_added_granted_and_removed(fake: FakeController, controller: Controller) -> None:
    controller.add_user("bob", "Bob", password="a-password")

    with (
        pytest.raises(NotFound),
        Controller.at([fake.endpoint], cacert=fake.ca, user="bob", password="a-password") as bob,
    ):
        bob.model("admin/default")
    controller.grant("bob", "write", "default")
    with Controller.at([fake.endpoint], cacert=fake.ca, user="bob", password="a-password") as bob:
        assert [one.access for one in bob.models()] == ["write"]

    controller.revoke("bob", "read", "default")
    controller.remove_user("bob")
    assert "bob" not in [user.name for user in controller.users()]


@modern
def test_a_user_without_a_password_has_a_key_that_no_repr_shows(controller: Controller) -> None:
    made = controller.add_user("bob")

    assert made.secret_key
    assert made.secret_key not in repr(made)


@modern
def test_a_disabled_user_cannot_log_in(fake: FakeController, controller: Controller) -> None:
    controller.add_user("bob", password="a-password")
    controller.disable_user("bob")

    with pytest.raises(Unauthorized):
        Controller.at([fake.endpoint], cacert=fake.ca, user="bob", password="a-password")

    assert "bob" not in [user.name for user in controller.users()]
    assert controller.show_user("bob").disabled
    controller.enable_user("bob")
    controller.change_user_password("another-one", "bob")
    Controller.at([fake.endpoint], cacert=fake.ca, user="bob", password="another-one").close()


@modern
def test_an_access_that_there_is_not_is_refused_here(controller: Controller) -> None:
    refused: list[Callable[[], object]] = [
        lambda: controller.grant("bob", "admin"),
        lambda: controller.grant("bob", "superuser", "default"),
        lambda: controller.grant("bob", "write", "admin/default.pg"),
        lambda: controller.grant_cloud("bob", "read", "dummy"),
    ]
    for wrong in refused:
        with pytest.raises(ValueError, match="there is no access"):
            wrong()


@modern
def test_clouds_and_credentials(controller: Controller) -> None:
    definition = {
        "type": "maas",
        "auth-types": ["oauth1"],
        "endpoint": "http://maas",
        "regions": {"default": None},
    }

    controller.add_cloud("mine", definition, force=True)
    controller.add_credential("mine", "own", {"maas-oauth": "a:b:c"}, auth_type="oauth1")

    assert controller.clouds()["mine"].type == "maas"
    assert controller.show_cloud("mine").auth_types == ["oauth1"]
    named = {(one.cloud, one.name): one for one in controller.credentials(show_secrets=True)}
    assert named["mine", "own"].attrs == {"maas-oauth": "a:b:c"}
    assert "a:b:c" not in repr(named)
    controller.remove_credential("mine", "own")
    controller.remove_cloud("mine")
    assert "mine" not in controller.clouds()
    with pytest.raises(ValueError, match="no type"):
        controller.add_cloud("other", {})


@modern
def test_config_and_blocks(controller: Controller) -> None:
    controller.controller_config({"audit-log-capture-args": True})
    assert (controller.controller_config() or {})["audit-log-capture-args"] is True

    with controller.model("default") as model:
        model.disable_command("remove-object", "keep")
    assert controller.blocked_models() == {"admin/default": ["remove-object"]}
    controller.remove_blocks()
    assert controller.blocked_models() == {}


@modern
def test_one_node_stays_one(controller: Controller) -> None:
    assert controller.enable_ha(1).maintained == ["0"]
    with pytest.raises(ValueError, match="odd"):
        controller.enable_ha(2)


@pytest.mark.parametrize("juju", ["1.25"])
def test_what_juju_1_lacks_is_said(controller: Controller) -> None:
    with pytest.raises(NotSupported, match=r"Juju 2\.0"):
        controller.controller_config()
    with pytest.raises(NotSupported, match="admin of environments"):
        controller.grant("bob", "write", "default")


@pytest.mark.parametrize("juju", ["1.25"])
def test_an_environment_is_shared_whole(fake: FakeController, controller: Controller) -> None:
    controller.add_user("bob", password="a-password")

    controller.grant("bob", "admin", "default")

    who = {"cacert": fake.ca, "user": "bob", "password": "a-password"}
    with Controller.at([fake.endpoint], model_uuid=fake.model_uuid, **who) as bob:
        assert "admin/default" in [one.name for one in bob.models()]
    controller.revoke("bob", "admin", "default")
    with pytest.raises(Unauthorized):
        Controller.at([fake.endpoint], model_uuid=fake.model_uuid, **who)
