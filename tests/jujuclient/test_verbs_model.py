"""What a model does with machines, secrets, storage, spaces, offers and itself, on simulated controllers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fakejuju import FakeController
from jujuclient.errors import NotFound, NotSupported, OperationBlocked
from jujuclient.model import Model
from jujuclient.secrettypes import RevealedSecret, SecretURI
from jujuclient.verbs.storage import directive
from jujuclient.verbs.types import Directive
from jujuclient.versions import Version

KEYS = [
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ9b7hd4n8y1m4hG9z0pPSzSnFYzGlmzR3C1b9nGZ0wv me@here",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ9b7hd4n8y1m4hG9z0pPSzSnFYzGlmzR3C1b9nGZ0ww you@there",
]
MODERN = ["2.9", "3.6", "4.0"]


@pytest.fixture
def controller(juju: str) -> Iterator[FakeController]:
    with FakeController(juju=juju) as made:
        yield made


@pytest.fixture
def model(controller: FakeController) -> Iterator[Model]:
    place = [controller.endpoint]
    with Model.at(place, controller.model_uuid, cacert=controller.ca, password=controller.password) as made:
        yield made


every = pytest.mark.parametrize("juju", ["1.25", *MODERN])
modern = pytest.mark.parametrize("juju", MODERN)
newest = pytest.mark.parametrize("juju", ["3.6", "4.0"])


# --- machines -----------------------------------------------------------------------------------


@every
def test_machines_come_and_go(model: Model) -> None:
    ids = model.add_machine(constraints={"mem": "2G", "cores": 2}, num_machines=2)

    assert ids == ["0", "1"]
    assert sorted(model.machines()) == ["0", "1"]
    model.remove_machine("1", force=True)
    assert sorted(model.machines()) == ["0"]


@modern
def test_a_container_is_within_its_machine(model: Model) -> None:
    model.add_machine()

    assert model.add_machine("lxd:0", base="ubuntu@22.04") == ["0/lxd/0"]
    assert sorted(model.machines()["0"].containers) == ["0/lxd/0"]


@every
def test_bad_machines_are_refused_before_anything_is_sent(controller: FakeController, model: Model) -> None:
    before = len([*controller.requests])

    refused: list[tuple[str, Callable[[], object]]] = [
        ("at least one", lambda: model.add_machine(num_machines=0)),
        ("there already", lambda: model.add_machine("3")),
        ("unknown constraint", lambda: model.add_machine(constraints={"memory": "2G"})),
        ("name the machines", model.remove_machine),
        ("force=True", lambda: model.remove_machine("0", no_wait=True)),
    ]
    for words, wrong in refused:
        with pytest.raises(ValueError, match=words):
            wrong()

    assert len([*controller.requests]) == before


# --- the model ----------------------------------------------------------------------------------


@every
def test_config_is_read_set_and_reset(juju: str, model: Model) -> None:
    name = "development" if juju == "1.25" else "automatically-retry-hooks"
    before = (model.model_config() or {})[name]

    model.model_config({name: not before})
    assert (model.model_config() or {})[name] is (not before)
    model.model_config(reset=name)
    assert (model.model_config() or {}).get(name, before) is before


@every
def test_constraints_are_replaced_whole(model: Model) -> None:
    model.model_constraints({"mem": "4G", "cores": 2})
    assert model.model_constraints() == {"mem": 4096, "cores": 2}

    model.model_constraints({"arch": "amd64"})
    assert model.model_constraints() == {"arch": "amd64"}


@modern
def test_a_model_tells_what_it_is(controller: FakeController, model: Model) -> None:
    info = model.show_model()

    assert (info.name, info.short_name) == ("admin/default", "default")
    assert info.model_uuid == controller.model_uuid
    assert info.model_type == "iaas"
    assert info.users["admin"].access == "admin"
    assert model.show_model("controller").is_controller
    with pytest.raises(NotFound):
        model.show_model("nowhere")


@every
def test_the_version_is_the_controllers(juju: str, model: Model) -> None:
    assert f"{model.version().major}.{model.version().minor}" == juju


def test_versions_are_read_and_written() -> None:
    for text in ("3.6.5", "4.0-beta5", "2.9.52-ubuntu-amd64", "1.25.14.1"):
        assert str(Version.of(text)) == text

    assert Version.of("4.0-beta5").tuple == (4, 0, 5)
    with pytest.raises(ValueError, match="no version"):
        Version.of("new")


@modern
def test_a_unit_tells_its_relations(model: Model) -> None:
    model.deploy("postgresql", "pg")

    info = model.show_unit("pg/0")

    assert (info.leader, info.machine, info.life) == (True, "0", "alive")
    assert info.charm.startswith("ch:amd64/")
    with pytest.raises(NotFound):
        model.show_unit("pg/7")
    with pytest.raises(ValueError, match="no unit"):
        model.show_unit("pg")


# --- upkeep -------------------------------------------------------------------------------------


@every
def test_annotations_are_left_and_taken_away(model: Model) -> None:
    machine = model.add_machine()[0]

    model.set_annotations(machine, {"rack": "a", "row": "1"})
    model.set_annotations(machine, {"row": ""})
    model.set_annotations(None, {"team": "db"})

    assert model.annotations(machine) == {"rack": "a"}
    assert model.annotations() == {"team": "db"}


@every
def test_what_is_disabled_is_refused_with_the_message(model: Model) -> None:
    model.disable_command("all", "not now")

    assert model.disabled_commands() == {"all": "not now"}
    with pytest.raises(OperationBlocked, match="not now"):
        model.add_machine()
    model.enable_command("all")
    assert model.disabled_commands() == {}
    with pytest.raises(ValueError, match="cannot be disabled"):
        model.disable_command("some")  # type: ignore[arg-type]  # that it is refused is the point


@every
def test_keys_are_added_listed_and_removed(model: Model) -> None:
    model.add_ssh_key(*KEYS)

    assert model.ssh_keys(full=True)[-2:] == KEYS
    model.remove_ssh_key("me@here")
    assert KEYS[0] not in model.ssh_keys(full=True)


@modern
def test_a_unit_has_a_history(model: Model) -> None:
    model.deploy("postgresql", "pg")

    kinds = {record.kind for record in model.status_history("pg/0")}
    workload = model.status_history("pg/0", kind="workload")

    assert "workload" in kinds
    assert workload[-1].current == "active"
    assert workload == sorted(workload, key=lambda record: str(record.since))
    assert model.status_history("0")


# --- secrets ------------------------------------------------------------------------------------


@newest
def test_a_secret_from_first_to_last(model: Model) -> None:
    model.deploy("postgresql", "pg")

    uri = model.add_secret("mine", {"token": "abc"}, info="for tests")
    model.grant_secret("mine", "pg")
    model.update_secret(uri, {"token": "def"})

    told = model.show_secret(uri, reveal=True, revisions=True)
    assert isinstance(told, RevealedSecret)
    assert told.content == {"token": "def"}
    assert (told.name, told.owner, told.revision, told.description) == ("mine", "<model>", 2, "for tests")
    assert [one.revision for one in told.revisions or []] == [1, 2]
    assert [one.target for one in told.access or []] == ["application-pg"]
    assert "def" not in repr(told)
    old = model.show_secret("mine", reveal=True, revision=1)
    assert isinstance(old, RevealedSecret)
    assert old.content == {"token": "abc"}

    model.revoke_secret("mine", ["pg"])
    model.remove_secret(uri)
    assert model.secrets() == []
    with pytest.raises(NotFound):
        model.show_secret("mine")


@newest
def test_bad_secrets_are_refused_before_anything_is_sent(controller: FakeController, model: Model) -> None:
    before = len([*controller.requests])

    refused: list[tuple[str, Callable[[], object]]] = [
        ("needs a name", lambda: model.add_secret("", {"token": "x"})),
        ("needs content", lambda: model.add_secret("s", {})),
        ("cannot be a key", lambda: model.add_secret("s", {"K": "x"})),
        ("give content", lambda: model.update_secret("s")),
        ("name the applications", lambda: model.grant_secret("s", [])),
        ("not both", lambda: model.show_secret("s", revision=1, revisions=True)),
    ]
    for words, wrong in refused:
        with pytest.raises(ValueError, match=words):
            wrong()

    assert len([*controller.requests]) == before


@pytest.mark.parametrize("juju", ["1.25", "2.9"])
def test_older_controllers_have_no_secrets(model: Model) -> None:
    with pytest.raises(NotSupported, match=r"needs Juju 3\.3"):
        model.add_secret("s", {"token": "x"})


def test_a_secret_is_known_by_its_id() -> None:
    assert SecretURI("secret:d0erdgfmp25c762i8np0").unique_identifier == "d0erdgfmp25c762i8np0"
    assert SecretURI("secret://uuid/d0erdgfmp25c762i8np0").unique_identifier == "d0erdgfmp25c762i8np0"
    assert SecretURI("d0erdgfmp25c762i8np0").unique_identifier == "d0erdgfmp25c762i8np0"


# --- storage, spaces ----------------------------------------------------------------------------


@modern
def test_storage_is_told(model: Model) -> None:
    model.deploy("postgresql", "pg")

    (one,) = model.storage()

    assert (one.id, one.kind, one.owner) == ("pgdata/0", "filesystem", "pg/0")
    assert model.show_storage("pgdata/0") == one
    assert [each.storage for each in model.filesystems()] == ["pgdata/0"]


@every
def test_pools_are_made(model: Model) -> None:
    model.create_storage_pool("mine", "loop", {"a": "b"})

    assert [(pool.provider, pool.attrs) for pool in model.storage_pools("mine")] == [("loop", {"a": "b"})]


def test_a_directive_has_its_parts_in_any_order() -> None:
    assert directive("ebs,2,10G") == directive("10G,ebs,2") == Directive("ebs", 10240, 2)
    with pytest.raises(ValueError, match="no storage directive"):
        directive("")


@modern
def test_spaces_are_made_renamed_and_removed(model: Model) -> None:
    model.add_space("db", public=False)
    model.rename_space("db", "data")

    assert [space.name for space in model.spaces()] == ["alpha", "data"]
    assert model.show_space("data").machine_count == 0
    model.remove_space("data")
    assert [space.name for space in model.spaces()] == ["alpha"]


@modern
def test_subnets_are_moved_by_their_cidr(model: Model) -> None:
    model.add_space("db")
    cidr = model.subnets()[0].cidr

    model.move_to_space("db", cidr)

    assert [subnet.cidr for subnet in model.subnets(space="db")] == [cidr]


# --- offers -------------------------------------------------------------------------------------


@modern
def test_an_offer_is_made_consumed_and_taken_back(controller: FakeController, model: Model) -> None:
    controller.add_model("other")
    place = [controller.endpoint]
    uuid = controller.model("other").uuid
    model.deploy("postgresql", "pg")

    url = model.offer("pg", endpoint="database", name="shop-db")
    with Model.at(place, uuid, cacert=controller.ca, password=controller.password) as other:
        assert other.consume("default.shop-db", "db") == "db"
        assert sorted(other.status().app_endpoints) == ["db"]
        other.remove_saas("db")
        assert other.status().app_endpoints == {}

    assert url == "admin/default.shop-db"
    assert [offer.application for offer in model.offers()] == ["pg"]
    assert [offer.url for offer in model.find_offers(interface="postgresql_client")] == [url]
    assert model.show_offer(url).endpoints == {"database": "postgresql_client"}
    model.remove_offer("shop-db")
    assert model.offers() == []


@modern
def test_the_other_connection_is_closed_with_the_model(controller: FakeController) -> None:
    place = [controller.endpoint]
    model = Model.at(place, controller.model_uuid, cacert=controller.ca, password=controller.password)
    model.show_model()
    beside = model._beside

    model.close()

    assert beside is not None
    assert beside.closed


@modern
def test_a_resource_is_attached(model: Model, tmp_path: Path) -> None:
    (tmp_path / "image").write_bytes(b"hello")
    model.deploy("prometheus-k8s", "prom")

    assert [(one.name, one.origin) for one in model.resources("prom")] == [("prometheus-image", "store")]
    model.attach_resource("prom", "prometheus-image", tmp_path / "image")

    assert [(one.origin, one.size) for one in model.resources("prom")] == [("upload", 5)]
