"""What programs that were written on jujuclient do with it, as the facts tell: a test each."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import websocket

import fakejuju
import jujuclient
import jujuclient.juju1.environment
import jujuclient.juju2.environment
from jujuclient import exc
from jujuclient.juju1.environment import Environment as Env1
from jujuclient.juju2 import environment, facades
from jujuclient.juju2.environment import Environment as Env2

ACTIONS = "backup: {description: b, params: {target: {type: string}}}\n"


@pytest.fixture
def old() -> Iterator[fakejuju.FakeController]:
    with fakejuju.FakeController(juju="1.25") as made:
        yield made


@pytest.fixture(params=["2.9", "3.6", "4.0"])
def new(request: pytest.FixtureRequest) -> Iterator[fakejuju.FakeController]:
    with fakejuju.FakeController(juju=request.param) as made:
        yield made


def endpoint(controller: fakejuju.FakeController, root: str) -> str:
    return f"wss://{controller.endpoint}/{root}/{controller.model_uuid}/api"


def logged_in(kind: Any, controller: fakejuju.FakeController, **more: Any) -> Any:
    root = "environment" if issubclass(kind, Env1) else "model"
    env = kind(endpoint(controller, root), ca_cert=controller.ca, env_uuid=controller.model_uuid, **more)
    env.login(controller.password)
    return env


def charm(folder: Path) -> str:
    path = folder / "app"
    (path / "hooks").mkdir(parents=True)
    (path / "metadata.yaml").write_text("name: app\nsummary: s\ndescription: d\nseries: [jammy, trusty]\n")
    (path / "actions.yaml").write_text(ACTIONS)
    (path / "config.yaml").write_text("options: {title: {type: string, default: x}}\n")
    (path / "hooks" / "install").write_text("#!/bin/sh\n")
    return str(path)


def test_juju_quickstart(old: fakejuju.FakeController) -> None:
    class Line(websocket.WebSocket):  # type: ignore[misc]  # websocket-client is not typed
        sent = 0

        def send(self, payload: Any, *args: Any, **kws: Any) -> Any:
            self.sent += 1
            return super().send(payload, *args, **kws)

    class Environment(jujuclient.Environment):
        def token(self) -> Any:
            return self._rpc({"Type": "GUIToken", "Request": "Create", "Params": {}})

        def watch_changes(self) -> list[Any]:
            made = Environment(self.endpoint, ca_cert=self._ca_cert)
            made.login(**self._creds)
            self._watches.append(watcher := jujuclient.Watcher(made.conn))
            watcher.start()
            with watcher:
                return watcher.next()

    line = Line(sslopt=Env1.connector().get_ssl_config(old.ca))
    line.connect(endpoint(old, "environment"))
    env = Environment(endpoint(old, "environment"), conn=line, ca_cert=old.ca)
    env.login(old.password, user="user-admin")

    with pytest.raises(jujuclient.EnvError) as refused:
        env.token()
    assert refused.value.message == 'unknown object type "GUIToken"'
    assert jujuclient.EnvError({"Error": "bad"}).message == "bad"
    assert env.info()["ProviderType"] == "dummy"
    env.deploy("mysql", "cs:trusty/mysql-1", num_units=0)
    assert env.add_unit("mysql")["Units"] == ["mysql/0"]
    kinds = {change[0] for change in env.watch_changes()}
    assert {"service", "unit"} <= kinds
    assert line.sent > 4
    env.close()


def test_rift_ware(new: fakejuju.FakeController, old: fakejuju.FakeController, tmp_path: Path) -> None:
    def connected(controller: fakejuju.FakeController, secret: str) -> Any:
        try:
            env: Any = Env2(f"wss://{controller.endpoint}/api", ca_cert=controller.ca)
            env.login(secret, user="user-admin")
        except KeyError:
            env.close()
            env = Env1(f"wss://{controller.endpoint}/", ca_cert=controller.ca)
            env.login(secret, user="user-admin")
        return env

    with connected(old, old.password) as env:
        assert env.version == 0
        env.deploy("mysql", "cs:trusty/mysql-1")
        env.set_config("mysql", {"profile": "testing"})
    with connected(new, new.password) as env:
        models = {one["model"]["name"]: one["model"]["uuid"] for one in env.models.list()["user-models"]}
    assert models["default"] == new.model_uuid
    with pytest.raises(ConnectionRefusedError):
        Env2("wss://localhost:1")

    env = logged_in(Env2, new)
    with ThreadPoolExecutor(4) as pool:  # as loop.run_in_executor does
        url = pool.submit(env.add_local_charm_dir, charm(tmp_path), "jammy").result()["charm-url"]
        pool.submit(env.deploy, "app", url, config={"title": "y"}, machine_spec=None).result()
        pool.submit(env.service.set, "app", {"title": "z"}).result()
        done = pool.submit(env.actions.enqueue_units, ["unit-app-0"], "backup", {}).result()["results"][0]
        told = pool.submit(env.actions.info, [{"Tag": done["action"]["tag"]}]).result()["results"][0]
    assert told["status"] in ("pending", "running", "completed")
    assert env.get_config("app")["title"]["value"] == "z"
    with pytest.raises(exc.EnvError):
        env.resolved("app/0")
    env.destroy_service("app")
    env.close()


def test_open_baton(new: fakejuju.FakeController, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JUJU_DATA", str(new.juju_data))
    lock = threading.Lock()
    env = environment.Environment.connect(f"{new.name}:admin@local/default")
    assert env is not None
    client, application, actions = facades.Client(env), facades.Application(env), facades.Actions(env)
    with lock:
        url = env.add_local_charm_dir(charm(tmp_path), "jammy")["charm-url"]
        application.deploy("app", url, 1, machine_spec=None)
        added = application.add_unit("app", machine_spec=None).get("units")[0]
        actions.enqueue_units(["app/0"], "backup", {})

    assert (added, sorted(client.status().get("applications")["app"]["units"])) == (
        "app/1",
        ["app/0", "app/1"],
    )
    assert len(actions.completed(["app/0"])["actions"][0]["actions"]) == 1
    told = client.get_private_address("app/0")
    assert told.get("private-address") or told.get("public-address")
    application.remove_units([added])
    env.close()


@pytest.mark.parametrize("major", [1, 2])
def test_cloudweatherreport(
    major: int, old: fakejuju.FakeController, monkeypatch: pytest.MonkeyPatch
) -> None:
    controller = old if major == 1 else fakejuju.FakeController(juju="3.6")
    module = getattr(jujuclient, f"juju{major}").environment
    if major == 1:
        env = logged_in(module.Environment, controller)
        url = "cs:trusty/mysql-1"
    else:
        controller.start()
        monkeypatch.setenv("JUJU_DATA", str(controller.juju_data))
        env = module.Environment.connect(env_name=f"{controller.name}:admin/default")
        url = "mysql"
    env.deploy("mysql", url)
    status = env.status()
    apps = status.get("applications") or status["Services"]
    units = apps["mysql"].get("units") or apps["mysql"]["Units"]
    assert list(units) == ["mysql/0"]
    machine = next(iter((status.get("machines") or status["Machines"]).values()))
    agent = machine["Agent"]["Status"] if major == 1 else machine["agent-status"]["status"]
    assert agent == "started"
    made = env.actions.enqueue_units("mysql/0", "nope", {})["results"][0]
    assert "not defined" in made["error"][("Message", "message")[major - 1]]
    env.close()
    if major == 2:
        controller.stop()


def test_fake_jujus_own_tests(old: fakejuju.FakeController, tmp_path: Path) -> None:
    from jujuclient.juju1.environment import Environment as Juju1Client

    client = Juju1Client(f"wss://{old.endpoint}", ca_cert=old.ca)
    client.login(old.password)

    assert client.info()["Name"]
    url = client.add_local_charm_dir(charm(tmp_path), "trusty")["CharmURL"]
    client.deploy("app", url)
    assert client.status()["Services"]["app"]["Charm"] == url
    client.close()


def test_an_actions_ui(old: fakejuju.FakeController, tmp_path: Path) -> None:
    class ActionEnvironment(jujuclient.Environment):
        def specs(self, service: str) -> Any:
            tags = {"Entities": [{"Tag": f"service-{service}"}]}
            return self._rpc({"Type": "Action", "Request": "ServicesCharmActions", "Params": tags})

    env = logged_in(ActionEnvironment, old)
    env.deploy("app", env.add_local_charm_dir(charm(tmp_path), "trusty")["CharmURL"])
    env.set_annotation("app", "service", {"gui-x": "3"})

    assert "backup" in str(env.specs("app"))
    assert env.get_annotation("app", "service")["Annotations"] == {"gui-x": "3"}
    with pytest.raises(jujuclient.EnvError):
        env._rpc({"Type": "Nope", "Request": "X", "Params": {}})
    env.close()


def test_whirlwind_and_the_maas_deployer(old: fakejuju.FakeController) -> None:
    env = logged_in(jujuclient.Environment, old)
    env.deploy("mysql", "cs:trusty/mysql-1")
    env.add_unit("mysql")
    unit = env.status()["Services"]["mysql"]["Units"]["mysql/1"]

    assert (unit["AgentState"], unit["Machine"]) == ("started", "1")
    assert unit["Workload"]["Status"]
    assert unit["UnitAgent"]["Status"]
    assert list(env.status(filters=("*sql*",))["Services"]) == ["mysql"]
    assert env.get_private_address("mysql/0")["PrivateAddress"]
    assert env.get_env_config()["Config"]["type"] == "dummy"
    env.remove_units(["mysql/1"])
    env.destroy_machines(["0"], force=True)
    env.close()


def test_an_orchestrator_without_a_scheme(old: fakejuju.FakeController) -> None:
    env = jujuclient.Environment(old.endpoint, ca_cert=old.ca)

    env.login(user="admin", password=old.password)

    assert env.info()["ProviderType"] == "dummy"
    env.close()


def test_a_load_generator(old: fakejuju.FakeController) -> None:
    found: list[str] = []

    def work(name: str) -> None:
        env = logged_in(jujuclient.Environment, old)
        try:
            getattr(env, name)()
            found.append(name)
        except jujuclient.EnvError as error:
            found.append(error.message)
        finally:
            env.close()

    names = ["info", "status", "get_env_config", "agent_version"] * 4
    threads = [threading.Thread(target=work, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(found) == sorted(names)


def test_bundletester_sees_the_websockets_own_error(old: fakejuju.FakeController) -> None:
    env = logged_in(Env1, old)
    old.stop()

    with pytest.raises((websocket.WebSocketConnectionClosedException, ConnectionError)):
        for _ in range(3):
            env.status()
    env.close()


def test_a_plugin_that_logs(old: fakejuju.FakeController, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="jujuclient")
    assert jujuclient.log is logging.getLogger("jujuclient")
    env = logged_in(jujuclient.Environment, old)
    env._debug = True
    env.status()

    assert "rpc request" in caplog.text
    env.close()
