"""The same journey on every Juju: one script, the same verbs, the same outcome."""

from __future__ import annotations

from pathlib import Path

import pytest

import fakejuju
from jujuclient import conditions
from jujuclient.charms import CharmError
from jujuclient.errors import APIError, NoReceiver, NotFound, NotRunnable
from jujuclient.model import Model

SERIES = ["1.25", "2.9", "3.1", "3.6", "4.0"]


def charm(folder: Path, name: str, rest: str, **files: str) -> Path:
    """A charm directory."""
    path = folder / name
    path.mkdir(parents=True)
    (path / "metadata.yaml").write_text(f"name: {name}\nsummary: a test\ndescription: a test\n{rest}")
    (path / "manifest.yaml").write_text(
        "bases:\n- {name: ubuntu, channel: '22.04', architectures: [amd64]}\n"
    )
    (path / "hooks").mkdir()
    (path / "hooks" / "install").write_text("#!/bin/sh\n")
    (path / "dispatch").write_text("#!/bin/sh\n")
    (path / "dispatch").chmod(0o755)
    for file, text in files.items():
        (path / f"{file}.yaml").write_text(text)
    return path


CONFIG = (
    "options:\n"
    "  title: {type: string, default: My Title, description: t}\n"
    "  count: {type: int, default: 3, description: c}\n"
)
ACTIONS = "backup:\n  description: back up\n  params:\n    level: {type: integer}\n"


@pytest.mark.parametrize("juju", SERIES)
def test_deploy_relate_configure_expose_act_scale_and_remove(juju: str, tmp_path: Path) -> None:
    web = charm(tmp_path, "web", "requires:\n  db: {interface: sql}\n", config=CONFIG, actions=ACTIONS)
    db = charm(tmp_path, "db", "provides:\n  server: {interface: sql}\n")
    with fakejuju.FakeController(juju) as controller, connected(controller) as model:
        assert model.deploy(web, config={"title": "Hello"}, constraints={"mem": "2G"}) == "web"
        assert model.deploy(db, "database", num_units=2) == "database"
        model.integrate("web:db", "database")
        model.config("web", {"count": 9})
        model.expose("web")
        added = model.add_unit("web")
        status = model.status()

        assert added == ["web/1"]
        assert sorted(status.get_units("web")) == ["web/0", "web/1"]
        assert sorted(status.apps) == ["database", "web"]
        assert conditions.all_agents_idle(status)
        assert status.apps["web"].exposed
        assert status.apps["web"].relations["db"][0].related_app == "database"
        assert status.apps["web"].charm_name == "web"
        assert "web/1" in str(status)
        found = model.config("web")
        assert found is not None
        assert (found["title"], found["count"]) == ("Hello", 9)
        model.config("web", reset="title")
        assert (model.config("web") or {})["title"] == "My Title"

        task = model.run("web/0", "backup", {"level": 2})
        assert task.success, task
        assert model.exec("hostname", unit="web/0").success
        with pytest.raises(APIError, match=r"not defined|not found|unknown action"):
            model.run("web/0", "restore")

        model.remove_relation("web", "database")
        model.unexpose("web")
        model.remove_unit("web/1")
        model.remove_application("database")
        after = model.status()
        assert sorted(after.apps) == ["web"]
        assert sorted(after.get_units("web")) == ["web/0"]
        assert not after.apps["web"].exposed


def connected(controller: fakejuju.FakeController) -> Model:
    """The current model of a fake."""
    return Model.at(
        controller.endpoint, controller.model_uuid, cacert=controller.ca, password=controller.password
    )


@pytest.mark.parametrize("juju", ["2.9", "3.1", "3.6", "4.0"])
def test_a_charm_of_the_store_by_its_name(juju: str) -> None:
    with fakejuju.FakeController(juju) as controller, connected(controller) as model:
        name = model.deploy("postgresql", "pg", channel="14/stable", num_units=2, base="ubuntu@22.04")
        assert model.deploy("ubuntu") == "ubuntu"
        status = model.status()

        assert name == "pg"
        assert status.apps["pg"].charm_origin == "charmhub"
        assert (status.apps["pg"].charm, len(status.apps["pg"].units)) == ("postgresql", 2)
        assert conditions.all_active(status, "pg")
        with pytest.raises(APIError, match="nosuch"):
            model.deploy("nosuch")


@pytest.mark.parametrize("juju", ["2.9", "3.6", "4.0"])
def test_what_the_controller_refuses_is_raised_in_its_class(juju: str) -> None:
    with fakejuju.FakeController(juju) as controller, connected(controller) as model:
        with pytest.raises(NotFound):
            model.remove_application("nosuch")
        with pytest.raises(APIError):
            model.config("nosuch", {"a": 1})


def test_bad_input_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with fakejuju.FakeController("3.6") as controller, connected(controller) as model:
        asked = controller.requests.total
        with pytest.raises(CharmError, match=r"neither metadata\.yaml nor charmcraft\.yaml"):
            model.deploy(tmp_path / "empty")
        with pytest.raises(CharmError, match=r"cannot be read"):
            model.deploy("./nosuch.charm")
        with pytest.raises(ValueError, match="mem cannot be 'much'"):
            model.deploy("postgresql", constraints={"mem": "much"})
        with pytest.raises(ValueError, match="no base"):
            model.deploy("postgresql", base="jammy")
        with pytest.raises(ValueError, match="add one unit at least"):
            model.add_unit("web", num_units=0)
        with pytest.raises(ValueError, match="is no unit"):
            model.remove_unit("web")
        with pytest.raises(TypeError, match="a unit or a machine"):
            model.exec("true")
        assert controller.requests.total == asked


def test_from_the_client_store(monkeypatch: pytest.MonkeyPatch) -> None:
    with fakejuju.FakeController("3.6") as controller:
        monkeypatch.setenv("JUJU_DATA", str(controller.juju_data))
        with Model.connect() as model:
            assert model.status().model.name == "default"
            assert model.status().model.controller == "fake"
            assert model.uuid == controller.model_uuid
            assert "default" in repr(model)
            assert controller.password not in repr(model.access)


MODERN = ["2.9", "3.1", "3.6", "4.0", "4.1"]
BLOB = "resources:\n  blob: {type: file, filename: blob.bin, description: a blob}\n"


def announced(controller: fakejuju.FakeController) -> list[tuple[str, str, str, int]]:
    """What was announced of resources: name, path, origin and revision."""
    asked = controller.requests.of("Resources.AddPendingResources")
    return [
        (one["name"], one["path"], one["origin"], one["revision"])
        for call in asked
        for one in call.params["resources"]
    ]


@pytest.mark.parametrize("juju", MODERN)
def test_resources_that_a_local_charm_declares_are_announced(juju: str, tmp_path: Path) -> None:
    plain, with_blob = charm(tmp_path / "1", "web", ""), charm(tmp_path / "2", "web", BLOB)
    (tmp_path / "mine.bin").write_bytes(b"12345")
    with fakejuju.FakeController(juju) as controller, connected(controller) as model:
        model.deploy(with_blob)
        model.deploy(with_blob, "other", resources={"blob": str(tmp_path / "mine.bin")})
        model.deploy(plain, "third")

        assert announced(controller) == [
            ("blob", "blob.bin", "store", -1),
            ("blob", "blob.bin", "upload", 0),
        ]
        assert [one.origin for one in model.resources("web")] == ["store"]
        assert [(one.origin, one.size) for one in model.resources("other")] == [("upload", 5)]
        assert model.resources("third") == []


@pytest.mark.parametrize("juju", MODERN)
def test_a_refresh_announces_what_the_application_has_not_had(juju: str, tmp_path: Path) -> None:
    plain, with_blob = charm(tmp_path / "1", "web", ""), charm(tmp_path / "2", "web", BLOB)
    with fakejuju.FakeController(juju) as controller, connected(controller) as model:
        model.deploy(plain)
        model.refresh("web", path=with_blob)
        model.refresh("web", path=with_blob)

        assert announced(controller) == [("blob", "blob.bin", "store", -1)]
        assert [one.name for one in model.resources("web")] == ["blob"]


@pytest.mark.parametrize("juju", ["2.9", "3.6", "4.0"])
def test_a_local_charm_asks_for_the_revision_that_it_has(juju: str, tmp_path: Path) -> None:
    web = charm(tmp_path, "web", "")
    (web / "revision").write_text("7\n")
    with fakejuju.FakeController(juju) as controller, connected(controller) as model:
        model.deploy(web)

        assert model.status().apps["web"].charm_rev == 7


@pytest.mark.parametrize("juju", ["2.9", "3.6", "4.0"])
def test_what_cannot_be_run_is_a_value_error(juju: str, tmp_path: Path) -> None:
    web = charm(tmp_path, "web", "", actions=ACTIONS)
    with fakejuju.FakeController(juju) as controller, connected(controller) as model:
        model.deploy(web)

        with pytest.raises(NotRunnable, match="nope") as unknown:
            model.run("web/0", "nope")
        with pytest.raises(NotRunnable, match="level"):
            model.run("web/0", "backup", {"level": "x"})
        with pytest.raises(NoReceiver, match="web"):
            model.exec("hostname", unit="web/9")
        assert isinstance(unknown.value, ValueError)
