"""The drop-in rules and the defects of 0.54 that are mended, by their numbers in the facts."""

from __future__ import annotations

import io
import pickle
import subprocess
import sys
import threading
from pathlib import Path
from unittest import mock

import pytest
from classic_environments import LOGIN1, Line, env1, env2

import fakejuju
import jujuclient
from jujuclient.exc import AlreadyConnected, EnvError, EnvironmentNotBootstrapped, LoginRequired
from jujuclient.juju1.environment import Environment as Env1
from jujuclient.juju2.environment import Environment as Env2


def test_the_names_of_0_52_are_at_top_level() -> None:
    names = (
        "APIFacade Actions AlreadyConnected Annotations Backups CharmArchiveGenerator Charms Connector "
        "EnvError Environment EnvironmentManager EnvironmentNotBootstrapped HA ImageManager Jobs KeyManager "
        "LogIterator LoginRequired RPC StatusTranslator TAG_PREFIXES TimeoutError TimeoutWatchInProgress "
        "TimeoutWatcher UnitErrors UserManager WaitForNoMachines WaitForUnits WatchWrapper Watcher "
        "log negotiate_facades websocket"
    )

    assert [name for name in names.split() if not hasattr(jujuclient, name)] == []
    assert jujuclient.Environment is Env1


def test_importing_loads_nothing_and_the_old_paths_load() -> None:
    code = (
        "import sys, jujuclient, jujuclient.facades; print('websocket' in sys.modules,"
        " 'jujuclient.classic' in sys.modules);"
        "import jujuclient.juju1.facades, jujuclient.juju2.environment, jujuclient.utils;"
        "import jujuclient.connector;"
        "from jujuclient.facades import BaseFacade; print(BaseFacade.__name__, 'websocket' in sys.modules)"
    )

    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )

    assert said.stdout.splitlines() == ["False False", "BaseFacade False"]  # defect 25


def test_an_error_keeps_its_attributes_and_pickles() -> None:
    error = EnvError({"Error": "boom", "RequestId": 1})

    assert (error.message, error.error["RequestId"]) == ("boom", 1)
    assert str(error) == "<Env Error - Details:\n {'Error': 'boom', 'RequestId': 1} >"
    assert pickle.loads(pickle.dumps(error)).message == "boom"
    assert str(EnvironmentNotBootstrapped("x")) == "Environment x is not bootstrapped"


def test_defect_15_and_16_an_error_of_a_text_and_words_in_an_error() -> None:
    assert EnvError("Invalid service name").message == "Invalid service name"
    assert "already resolved" in EnvError({"error": "unit mysql/0 already resolved"})


def test_any_connection_and_raw_calls_will_do() -> None:
    line = Line(LOGIN1, {"RequestId": 2, "Response": {"Token": "t"}})
    env = Env1("wss://host:17070", conn=line)
    env.login("secret")

    assert env._rpc({"Type": "GUIToken", "Request": "Create", "Params": {}}) == {"Token": "t"}
    assert line.sent[0]["Params"] == {"AuthTag": "user-admin", "Password": "secret"}
    assert line.sent[1] == {"Type": "GUIToken", "Request": "Create", "Params": {}, "RequestId": 2}


def test_delegates_go_through_rpc() -> None:
    env = Env1("wss://host:17070", conn=Line())
    with mock.patch.object(env, "_rpc") as rpc:
        env.run("sudo test", machines=["0"])

    params = {"Commands": "sudo test", "Timeout": None, "Machines": ["0"]}
    rpc.assert_called_once_with({"Type": "Client", "Version": 0, "Request": "Run", "Params": params})
    with pytest.raises(AssertionError):
        env.run("x")


def test_defect_1_both_spellings_are_on_both_majors() -> None:
    for env in (Env1("wss://h:1", conn=Line()), Env2("wss://h:1", conn=Line())):
        with mock.patch.object(env, "_rpc", return_value={}) as rpc:
            env.set_config("a", {"k": 1})
            env.service.set("a", {"k": 1})
            env.unset_config("a", ["k"])
            env.get_service("a")
            env.update_service("a", settings={"k": True})
        first, second, *_ = (call.args[0] for call in rpc.call_args_list)
        assert first == second
        assert rpc.call_count == 5


def test_defect_2_and_17_before_the_login_a_login_is_asked_for() -> None:
    env = Env1("wss://host:17070", conn=Line())

    for verb in (env.status, env.info, lambda: env.set_env_agent_version("1.25.6")):
        with pytest.raises(LoginRequired):
            verb()
    with pytest.raises(LoginRequired):
        env._rpc({"Type": "Client", "Request": "FullStatus"})


def test_defect_2_both_names_of_the_upgrade() -> None:
    env = Env1("wss://h:1", conn=Line(LOGIN1))
    env.login("p")
    with mock.patch.object(env, "_rpc", return_value={}) as rpc:
        env.set_agent_env_version("1.25.6")
        env.set_env_agent_version("1.25.6")

    assert rpc.call_args_list[0] == rpc.call_args_list[1]


def test_an_upgrade_in_progress_is_waited_for_up_to_a_limit() -> None:
    from jujuclient.juju1.rpc import RPC

    for words, times in (("upgrade in progress", 61), ("other", 1)):
        with (
            mock.patch("jujuclient.juju1.rpc.RPC._send_request") as send,
            mock.patch("jujuclient.juju1.rpc.RPC._upgrade_retry_delay_secs", 0.001),
        ):
            send.return_value = {"Error": words}
            client = RPC()
            client.conn = mock.Mock()
            with pytest.raises(EnvError):
                client.login("password")
        assert send.call_count == times


def test_a_second_login_is_refused_and_an_error_keeps_the_connection(old: fakejuju.FakeController) -> None:
    env = env1(old)

    with pytest.raises(EnvError, match="nothing"):
        env.expose("nothing")
    assert env.conn.connected  # defect 19
    assert env.info()["ProviderType"]
    with pytest.raises(AlreadyConnected):
        env.login(old.password)
    env.close()


def test_the_other_major_is_told_by_a_key_error(old: fakejuju.FakeController) -> None:
    env = Env2(f"wss://{old.endpoint}/", ca_cert=old.ca)

    with pytest.raises(KeyError) as caught:
        env.login(old.password)
    assert isinstance(caught.value, EnvError)
    env.close()


def test_many_threads_share_an_environment(old: fakejuju.FakeController) -> None:
    env, found = env1(old), []
    threads = [threading.Thread(target=lambda: found.append(env.info()["UUID"])) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [old.model_uuid] * 16
    env.close()


def charm(folder: Path) -> str:
    folder.mkdir()
    (folder / "metadata.yaml").write_text("name: mine\nsummary: s\ndescription: d\n")
    bases = "bases:\n- {name: ubuntu, channel: '22.04/stable', architectures: [amd64]}\n"
    (folder / "manifest.yaml").write_text(bases)
    return str(folder)


def test_a_local_charm_goes_up_and_comes_down(old: fakejuju.FakeController, tmp_path: Path) -> None:
    env = env1(old)
    url = env.add_local_charm_dir(charm(tmp_path / "mine"), "trusty")["CharmURL"]

    assert url.startswith("local:trusty/mine-")
    assert env.download_charm(url, str(tmp_path / "down.zip")) == (tmp_path / "down.zip").stat().st_size
    with pytest.raises(ValueError, match="path or file"):
        env.download_charm(url)
    (tmp_path / "empty.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    with pytest.raises(EnvError):
        env.add_local_charm(str(tmp_path / "empty.zip"), "trusty")
    env.close()


@pytest.mark.parametrize("juju", ["2.9", "3.6", "4.0"])
def test_defect_24_the_verbs_of_old_on_the_controllers_of_today(juju: str) -> None:
    with fakejuju.FakeController(juju=juju) as controller:
        env = env2(controller)
        env.deploy("mysql", "ch:mysql")
        env.deploy("wordpress", "ch:wordpress", constraints={"mem": "1024"})
        env.expose("wordpress")
        env.set_config("mysql", {"profile": "testing"})
        assert env.get_config("mysql")["profile"]["value"] == "testing"
        env.unset_config("mysql", ["profile"])
        env.set_constraints("mysql", {"mem": "2048"})
        assert env.get_constraints("mysql") == {"mem": 2048}
        assert env.get_constraints("wordpress")["mem"] == 1024
        assert env.add_units("mysql", 2)["units"] == ["mysql/1", "mysql/2"]
        env.remove_units(["mysql/1"])
        assert env.add_machine()["machine"].isdigit()
        env.set_annotation("mysql", "service", {"x": "1"})  # defect 23: and as application
        assert env.get_annotation("mysql", "application")["Annotations"] == {"x": "1"}
        assert env.agent_version()["version"].startswith(juju)
        assert env.info()["uuid"] == controller.model_uuid
        assert env.get_public_address("mysql/0")["public-address"]
        env.set_env_config({"logging-config": "<root>=INFO"})
        assert env.get_env_config()["config"]["logging-config"]["value"] == "<root>=INFO"
        with pytest.raises(EnvError, match="not found"):
            env.destroy_service("nothing")
        env.destroy_service("wordpress")
        assert set(env.status()["applications"]) == {"mysql"}
        env.close()


@pytest.mark.parametrize("juju", ["1.25", "3.6"])
def test_defect_10_the_log_comes_as_text(juju: str) -> None:
    with fakejuju.FakeController(juju=juju) as controller:
        env = env1(controller) if juju == "1.25" else env2(controller)
        uuid = controller.model_uuid
        controller.do(lambda: controller.simulation.log(uuid, "machine-0", "INFO", "unit", "hello", "a.go:3"))
        lines = env.debug_log(include_entity=("machine-0",), replay=True, limit=1)

        assert "hello" in next(lines)
        with pytest.raises(EnvError):
            env.debug_log(level="LOUD")
        lines.conn.close()
        env.close()


def test_defect_4_a_backup_is_asked_for_over_https() -> None:
    env = Env1("wss://host:17070", conn=Line(), env_uuid="u")
    env._creds = {"user": "user-admin", "password": "p"}
    answer = mock.Mock(status=200)
    answer.read.return_value = b"archive"
    with (
        mock.patch("http.client.HTTPSConnection.request") as request,
        mock.patch("http.client.HTTPSConnection.getresponse", return_value=answer),
    ):
        from jujuclient.juju1.facades import Backups

        target = io.BytesIO()
        assert Backups(env).download("20150101", fh=target) == 7

    assert target.getvalue() == b"archive"
    assert request.call_args.args[:2] == ("GET", "/environment/u/backups")
    assert "Authorization" in request.call_args.args[3]


def test_defect_9_receivers_may_be_tags() -> None:
    from jujuclient.juju2.facades import Actions

    env = mock.Mock(_offered={}, _rpc=mock.Mock(return_value={}))
    Actions(env).enqueue_units(["unit-mysql-0", "mysql/1"], "backup", {})
    Actions(env).info([{"Tag": "action-1"}, "2"])

    sent = [call.args[0]["params"] for call in env._rpc.call_args_list]
    assert [one["receiver"] for one in sent[0]["actions"]] == ["unit-mysql-0", "unit-mysql-1"]
    assert sent[1]["entities"] == [{"tag": "action-1"}, {"tag": "action-2"}]


def test_defect_7_an_update_sends_what_was_given() -> None:
    env = Env1("wss://host:17070", conn=Line())
    with mock.patch.object(env, "_rpc", return_value={}) as rpc:
        env.update_service("a", "cs:trusty/a-2", force_charm_url=True, min_units=2, constraints={"mem": "1"})

    assert rpc.call_args.args[0]["Params"] == {
        "ServiceName": "a",
        "CharmUrl": "cs:trusty/a-2",
        "ForceCharmUrl": True,
        "MinUnits": 2,
        "Constraints": {"mem": 1},
    }


def test_defect_18_errors_of_items_stay_data(old: fakejuju.FakeController) -> None:
    env = env1(old)

    assert env.retry_provisioning(["77"])["Results"][0]["Error"]["Code"] == "not found"
    env.close()


@pytest.mark.parametrize("juju", ["2.9", "3.6", "4.0"])
def test_a_number_of_cores_reaches_controllers_that_call_it_otherwise(juju: str) -> None:
    """juju-deployer writes ``cpu-cores``; since 2.0 it is ``cores``, and the old word was lost in silence."""
    with fakejuju.FakeController(juju=juju) as controller:
        env, given = env2(controller), {"cpu-cores": "2", "mem": "2048"}
        env.deploy("db", "mysql", constraints=given)
        env.set_env_constraints({"cpu-cores": 4})
        env.add_machine(constraints={"cpu-cores": 8})

        assert env.get_constraints("db").items() >= {"cores": 2, "mem": 2048}.items()
        assert env.get_env_constraints()["cores"] == 4
        assert "cores=8" in str(env.status()["machines"])
        assert given == {"cpu-cores": 2, "mem": 2048}  # in place, as in 0.54: callers compare
        env.close()
