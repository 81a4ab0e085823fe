"""A suite as charm authors write it for pytest-jubilant; nothing in it knows of a simulated controller.

pytest                                       on the current controller, with pytest-jubilant
pytest --juju-offline --juju-series 3.6,4.0  the same without any
"""

from __future__ import annotations

import json
import pathlib
import zipfile

import jubilant
import pytest
from jubilant import Juju

METADATA = """
name: blog
summary: A blog.
description: A blog that keeps its pages in PostgreSQL.
requires:
  database:
    interface: postgresql_client
"""
CONFIG = "options:\n  title: {type: string, default: Hello}\n  token: {type: secret}\n"
ACTIONS = "publish:\n  description: Make a page public.\n  params:\n    page: {type: string}\n"


@pytest.fixture(scope="module")
def charm(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    path = tmp_path_factory.mktemp("charm") / "blog_amd64.charm"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("metadata.yaml", METADATA)
        archive.writestr("config.yaml", CONFIG)
        archive.writestr("actions.yaml", ACTIONS)
        archive.writestr(
            "manifest.yaml", "bases:\n- {name: ubuntu, channel: '22.04', architectures: [amd64]}\n"
        )
        archive.writestr("dispatch", "#!/bin/sh\n")
    return path


@pytest.mark.juju_setup
def test_deploy(juju: Juju, charm: pathlib.Path) -> None:
    juju.deploy(charm, "blog", config={"title": "News"})
    juju.deploy("postgresql", channel="14/stable", config={"profile": "testing"}, num_units=2)
    juju.integrate("blog:database", "postgresql:database")

    status = juju.wait(jubilant.all_active, error=jubilant.any_error, timeout=20 * 60)

    assert isinstance(status, jubilant.Status)
    assert status.apps["blog"].is_active
    assert status.apps["blog"].relations["database"][0].related_app == "postgresql"
    assert sorted(status.get_units("postgresql")) == ["postgresql/0", "postgresql/1"]
    assert any(unit.leader for unit in status.get_units("postgresql").values())
    assert status == juju.status()


def test_config(juju: Juju) -> None:
    assert juju.config("blog")["title"] == "News"
    juju.config("blog", {"title": "Views"})
    assert juju.config("blog")["title"] == "Views"
    juju.config("blog", reset="title")
    assert juju.config("blog")["title"] == "Hello"
    with pytest.raises(jubilant.CLIError) as refused:
        juju.config("blog", {"colour": "red"})
    assert "colour" in refused.value.stderr
    assert "colour" in str(refused.value)


def test_secrets(juju: Juju) -> None:
    uri = juju.add_secret("token", {"value": "s3cret-words"}, info="of the blog")
    assert isinstance(uri, jubilant.SecretURI)
    juju.grant_secret(uri, "blog")
    juju.config("blog", {"token": uri})
    assert juju.config("blog")["token"] == uri
    assert juju.show_secret(uri, reveal=True).content == {"value": "s3cret-words"}
    assert [secret.name for secret in juju.secrets()] == ["token"]


def test_actions(juju: Juju) -> None:
    task = juju.run("blog/0", "publish", {"page": "first"}, wait=60)
    assert isinstance(task, jubilant.Task)
    assert task.success
    assert juju.run("blog/leader", "publish").status == "completed"
    with pytest.raises(ValueError, match="unpublish"):
        juju.run("blog/0", "unpublish")
    with pytest.raises((ValueError, jubilant.CLIError)):
        juju.run("blog/9", "publish")
    assert juju.exec("hostname", unit="blog/0").return_code == 0
    with pytest.raises(TypeError):
        juju.exec("hostname", unit="blog/0", machine=0)


def test_what_does_not_come_is_a_timeout(juju: Juju) -> None:
    with pytest.raises(TimeoutError, match="timed out"):
        juju.wait(lambda status: jubilant.all_blocked(status, "blog"), timeout=10)
    with pytest.raises(jubilant.WaitError):
        juju.wait(jubilant.all_blocked, error=lambda status: jubilant.any_active(status, "blog"))


def test_units(juju: Juju) -> None:
    juju.add_unit("blog", num_units=2)
    juju.wait(lambda status: len(status.apps["blog"].units) == 3 and jubilant.all_active(status, "blog"))
    juju.remove_unit("blog/2")
    juju.wait(lambda status: len(status.apps["blog"].units) == 2)
    info = juju.show_unit("blog/0")
    assert isinstance(info, jubilant.UnitInfo)
    assert info.relation_info[0].related_endpoint == "database"


def test_refresh_and_trust(juju: Juju, charm: pathlib.Path) -> None:
    before = juju.status().apps["blog"].charm_rev
    juju.refresh("blog", path=charm)
    status = juju.wait(lambda status: jubilant.all_active(status, "blog"))
    assert status.apps["blog"].charm_rev == before + 1
    juju.trust("postgresql")


def test_model(juju: Juju) -> None:
    info = juju.show_model()
    assert info.short_name == (juju.model or "").rpartition(":")[2]
    assert info.model_uuid
    juju.model_config({"update-status-hook-interval": "2m"})
    assert juju.model_config()["update-status-hook-interval"] == "2m"
    assert juju.version().major in (3, 4)


def test_the_command(juju: Juju) -> None:
    status = json.loads(juju.cli("status", "--format", "json"))
    assert "blog" in status["applications"]
    juju.cli("expose", "blog")
    assert juju.status().apps["blog"].exposed
    assert "blog" in juju.cli("status")
    assert isinstance(juju.debug_log(limit=10), str)


def test_another_model(juju: Juju, juju_factory) -> None:
    other = juju_factory.get_juju("other")
    juju.offer("postgresql", endpoint="database", name="db")
    other.consume(f"{(juju.model or '').rpartition(':')[2]}.db", "remote")
    assert "remote" in other.status().app_endpoints
    with pytest.raises(ValueError, match=r"choose (a different|another)"):
        juju_factory.get_juju("other")


def test_a_model_by_the_way() -> None:
    with jubilant.temp_model() as temp:
        temp.wait_timeout = 600
        temp.deploy("ubuntu", base="ubuntu@22.04", constraints={"mem": "1G"})
        temp.wait(jubilant.all_active)
        again = Juju(model=temp.model)
        assert again.status().apps.keys() == {"ubuntu"}
    with pytest.raises(jubilant.CLIError):
        again.status()


@pytest.mark.juju_teardown
def test_remove(juju: Juju) -> None:
    juju.remove_relation("blog:database", "postgresql:database")
    juju.remove_application("blog", destroy_storage=True)
    juju.wait(lambda status: "blog" not in status.apps)
