"""The session of the README of 2015 on controllers of today: nothing but the endpoint is another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import fakejuju
import jujuclient
from jujuclient import Environment
from jujuclient.exc import EnvError
from jujuclient.juju1.watch import WaitForUnits

BEFORE_CHARMHUB = ["2.0", "2.2", "2.6", "2.8"]
TODAY = ["2.9", "3.1", "3.3", "3.6", "4.0", "4.1"]


@pytest.fixture(params=TODAY)
def controller(request: pytest.FixtureRequest) -> Iterator[fakejuju.FakeController]:
    with fakejuju.FakeController(juju=request.param) as made:
        yield made


@pytest.fixture(autouse=True)
def no_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JUJU_DATA", str(tmp_path))
    for name in ("JUJU_MODEL", "JUJU_CONTROLLER"):
        monkeypatch.delenv(name, raising=False)


def logged_in(controller: fakejuju.FakeController, path: str = "") -> Any:
    env = Environment(f"wss://{controller.endpoint}{path}", ca_cert=controller.ca)
    env.login(controller.password)
    return env


def test_the_session_of_the_readme(controller: fakejuju.FakeController) -> None:
    env = Environment(f"wss://{controller.endpoint}")
    env.login(controller.password)
    info = env.info()
    assert (info["Name"], info["UUID"]) == ("default", controller.model_uuid)
    assert info["ProviderType"] == info["provider-type"] != ""

    watch = env.watch()
    env.deploy("mysql", "cs:trusty/mysql-1")
    assert "service" in {change[0] for change in watch.next()}
    env.deploy("wordpress", "cs:trusty/wordpress-1")
    related = env.add_relation("mysql:mysql", "wordpress:db")
    assert set(related["Endpoints"]) == {"mysql", "wordpress"}
    env.expose("wordpress")
    status = env.status()
    assert status["Services"]["wordpress"]["Exposed"] is True
    assert status["EnvironmentName"] == "default"
    assert status["Services"]["mysql"]["Units"]["mysql/0"]["AgentState"] == "started"

    env.set_config("mysql", {"profile": "testing"})
    assert env.get_config("mysql")["profile"]["value"] == "testing"
    wanted = {"mem": "2048"}
    env.set_constraints("mysql", wanted)
    assert env.get_constraints("mysql") == wanted == {"mem": 2048}

    assert env.add_units("wordpress", 2)["Units"] == ["wordpress/1", "wordpress/2"]
    env.wait_for_units(timeout=30)
    env.remove_units(["wordpress/2"])
    assert sorted(env.status()["Services"]["wordpress"]["Units"]) == ["wordpress/0", "wordpress/1"]
    env.destroy_service("wordpress")
    env.destroy_service("mysql")
    assert env.status()["Services"] == {}

    watch.stop()
    env.close()


def test_the_model_may_stand_in_the_path(controller: fakejuju.FakeController) -> None:
    uuid = controller.add_model("other").uuid

    env = logged_in(controller, f"/model/{uuid}/api")

    assert (env.uuid, env.info()["Name"]) == (uuid, "other")
    env.close()


def test_the_model_may_be_given(controller: fakejuju.FakeController) -> None:
    uuid = controller.add_model("other").uuid

    env = Environment(controller.endpoint, ca_cert=controller.ca, env_uuid=uuid)
    env.login(controller.password)

    assert env.status()["EnvironmentName"] == "other"
    assert env.tag == f"model-{uuid}"
    env.close()


def test_the_current_model_of_the_client_store_is_meant(
    controller: fakejuju.FakeController, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    uuid = controller.add_model("other", current=True).uuid
    with logged_in(controller) as env:  # a store that knows nothing
        assert env.info()["Name"] == "default"

    controller.write_juju_data(tmp_path / "store")
    monkeypatch.setenv("JUJU_DATA", str(tmp_path / "store"))

    with logged_in(controller) as env:
        assert env.uuid == uuid


def test_a_wrong_password_is_an_error_in_the_controllers_words(controller: fakejuju.FakeController) -> None:
    env = Environment(controller.endpoint, ca_cert=controller.ca)

    with pytest.raises(EnvError, match="invalid entity name or password"):
        env.login("wrong")
    env.login(controller.password)
    assert env.info()["Name"] == "default"
    env.close()


class Actions(Environment):
    """As people wrote them: facades of their own, by raw calls of Juju 1."""

    def ping(self) -> Any:
        return self._rpc({"Type": "Pinger", "Request": "Ping", "Params": {}})

    def status(self) -> Any:
        return sorted(super().status()["Services"])


def test_a_class_made_on_top_keeps_its_methods(controller: fakejuju.FakeController) -> None:
    env = Actions(controller.endpoint, ca_cert=controller.ca)
    env.login(controller.password)

    assert env.ping() == {}
    assert env.status() == []
    assert isinstance(env, Environment)
    assert type(env).__name__ == "Actions"
    env.close()


def test_what_waited_on_juju_1_waits(controller: fakejuju.FakeController) -> None:
    env = logged_in(controller)
    env.deploy("mysql", "cs:mysql")
    seen: list[tuple[str, str]] = []

    class Waiting(WaitForUnits):
        def process(self, entity_type: str, change: str, data: dict[str, Any]) -> None:
            super().process(entity_type, change, data)
            if entity_type == "unit":
                seen.append((data["Name"], data["Service"]))

    Waiting(env.watch(10), service="mysql").run()

    assert seen[-1] == ("mysql/0", "mysql")
    env.close()


def test_the_translator_of_0_52_reads_a_watch_of_today(controller: fakejuju.FakeController) -> None:
    env = logged_in(controller)
    env.deploy("mysql", "cs:mysql")
    with env.watch(10) as watch:
        told = jujuclient.StatusTranslator().run(watch)

    unit = told["services"]["mysql"]["units"]["mysql/0"]
    assert (unit["agent-state"], unit["machine"]) == ("started", "0")
    assert set(told["machines"]) == {"0"}
    env.close()


def test_environments_of_old_are_models(controller: fakejuju.FakeController) -> None:
    env = logged_in(controller)

    made = env.mess.create("admin", {}, {"name": "third"})

    listed = [one["model"]["name"] for one in env.mess.list("admin")["user-models"]]
    assert sorted(listed) == ["controller", "default", "third"]
    assert made["UUID"] == controller.model("third").uuid
    env.close()


@pytest.mark.parametrize("juju", BEFORE_CHARMHUB)
@pytest.mark.parametrize("charm", ["cs:trusty/mysql-1", "cs:mysql", "mysql"])
def test_a_charm_that_the_controller_lacks_is_fetched_first(juju: str, charm: str) -> None:
    with fakejuju.FakeController(juju=juju) as controller, logged_in(controller) as env:
        env.deploy("db", charm)

        assert env.status()["Services"]["db"]["Charm"].startswith("cs:")
