"""A simulated controller as people hold it, over its socket with our own client."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import fakejuju
from fakejuju.errors import FakeJujuError, ImpossibleState, NotSimulated
from jujuclient.connection import Connection
from jujuclient.errors import NotFound

SERIES = ["2.9", "3.6", "4.0"]


def newest(connection: Connection, facade: str, method: str, params: Any = None) -> Any:
    """Call the newest version that the controller has."""
    version = max(connection.offered[facade])
    return connection.rpc(facade, method, params or {}, version=version).value


def deploy(controller: fakejuju.FakeController, name: str, *, units: int = 1) -> None:
    """Deploy a charm of the built-in store."""
    with controller.connect() as connection:
        if max(connection.offered["Application"]) >= 18:
            params = {"Args": [{"CharmName": name, "num-units": units}]}
            result = newest(connection, "Application", "DeployFromRepository", params)
            assert not result["Results"][0].get("Errors"), result
            return
        origin = {"source": "charm-hub", "type": "charm", "risk": "stable", "architecture": "amd64",
                  "os": "ubuntu", "series": "jammy"}  # fmt: skip
        asked = {"reference": name, "charm-origin": origin}
        found = newest(connection, "Charms", "ResolveCharms", {"resolve": [asked]})["Results"][0]
        url, origin = found["url"], {**found["charm-origin"], "os": "ubuntu", "series": "jammy"}
        newest(connection, "Charms", "AddCharm", {"url": url, "charm-origin": origin})
        what = {"application": name, "charm-url": url, "charm-origin": origin, "num-units": units,
                "series": "jammy", "channel": "stable"}  # fmt: skip
        result = newest(connection, "Application", "Deploy", {"applications": [what]})
        assert result == {"results": [{}]}, result


def status(controller: fakejuju.FakeController) -> Any:
    with controller.connect() as connection:
        return newest(connection, "Client", "FullStatus", {"patterns": []})


@pytest.mark.parametrize("juju", SERIES)
def test_a_deployment_is_active_and_idle_when_its_answer_is_there(juju: str) -> None:
    with fakejuju.FakeController(juju) as controller:
        deploy(controller, "postgresql", units=2)
        found = status(controller)

    units = found["applications"]["postgresql"]["units"]
    assert sorted(units) == ["postgresql/0", "postgresql/1"]
    assert {unit["workload-status"]["status"] for unit in units.values()} == {"active"}
    assert {unit["agent-status"]["status"] for unit in units.values()} == {"idle"}
    assert [unit.get("leader", False) for unit in units.values()].count(True) == 1
    assert {machine["agent-status"]["status"] for machine in found["machines"].values()} == {"started"}


@pytest.mark.parametrize("juju", SERIES)
def test_agents_take_their_time_when_they_are_steady(juju: str) -> None:
    with fakejuju.FakeController(juju, profile="steady") as controller:
        deploy(controller, "postgresql")
        before = controller.model().units["postgresql/0"].agent.current
        controller.advance(1)
        controller.settle()
        after = controller.model().units["postgresql/0"]
        assert (before, after.agent.current, after.workload.current) == ("allocating", "idle", "active")


def test_agents_stand_still_until_told() -> None:
    with fakejuju.FakeController("4.0", profile="manual") as controller:
        deploy(controller, "postgresql")
        controller.settle()
        model = controller.model()
        assert model.units["postgresql/0"].workload.message == "waiting for machine"

        model.machines["0"].start()
        model.units["postgresql/0"].set_status("blocked", "no relation")

        assert model.machines["0"].entity.agent.current == "started"
        assert status(controller)["applications"]["postgresql"]["status"]["info"] == "no relation"


def test_a_hook_fails_and_is_resolved() -> None:
    with fakejuju.FakeController("3.6") as controller:
        deploy(controller, "postgresql")
        unit = controller.model().applications["postgresql"].units[0]
        unit.fail_hook("config-changed")
        failed = status(controller)["applications"]["postgresql"]["units"]["postgresql/0"]
        with controller.connect() as connection:
            tags = {"entities": [{"tag": "unit-postgresql-0"}]}
            newest(connection, "Application", "ResolveUnitErrors", {"tags": tags, "retry": True})
        assert failed["workload-status"]["status"] == "error"
        assert failed["workload-status"]["info"] == 'hook failed: "config-changed"'
        assert unit.workload.current == "active"


def test_what_was_asked_can_be_asserted() -> None:
    with fakejuju.FakeController("3.6") as controller:
        deploy(controller, "postgresql", units=2)
        asked = controller.requests.assert_asked(
            "Application.DeployFromRepository", Args=[{"CharmName": "postgresql", "num-units": 2}]
        )
        assert asked.model == controller.model_uuid
        controller.requests.assert_not_asked("Application.Deploy")
        with pytest.raises(AssertionError, match=r"Application\.DeployFromRepository v\d+ .*postgresql"):
            controller.requests.assert_asked("Application.DeployFromRepository", Args=[{"CharmName": "x"}])
        assert "fakejuju-password" not in "".join(map(str, controller.requests))


def test_models_are_added_found_and_named_in_errors() -> None:
    with fakejuju.FakeController("3.6", model="") as controller:
        assert controller.model_uuid == ""
        one = controller.add_model("one")
        assert controller.models == ["admin/controller", "admin/one"]
        assert controller.model("admin/one").uuid == one.uuid == controller.model().uuid
        with pytest.raises(FakeJujuError, match="already"):
            controller.add_model("one")
        with pytest.raises(
            FakeJujuError, match=r"no model 'two'; the models are admin/controller, admin/one"
        ):
            controller.model("two")
        with one.connect() as connection:
            assert newest(connection, "Client", "FullStatus", {"patterns": []})["model"]["name"] == "one"
        with pytest.raises(KeyError, match="there is none"):
            one.applications["web"]


def test_what_is_not_simulated_is_said_and_fails_the_test() -> None:
    with (
        pytest.raises(NotSimulated, match=r"Backups\.PrepareRestore"),
        fakejuju.FakeController("2.8") as controller,
    ):
        with controller.connect() as connection, pytest.raises(Exception, match="not simulated"):
            connection.rpc("Backups", "PrepareRestore", {}, version=2)
        assert controller.simulation.not_simulated


def test_an_error_in_a_handler_is_told_and_fails_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    from fakejuju import handlers
    from jujuclient.facades.block import Block

    method = Block.method("List", 2)
    assert method is not None

    def boom(call: Any) -> Any:
        raise ZeroDivisionError("a defect")

    monkeypatch.setitem(handlers.find("Block"), method, boom)
    controller = fakejuju.FakeController("3.6")
    with (
        pytest.raises(FakeJujuError, match="a defect") as caught,
        controller,
        controller.connect() as connection,
    ):
        with pytest.raises(Exception, match="a defect"):
            newest(connection, "Block", "List")
        assert connection.rpc("Pinger", "Ping", {}).value == {}
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_a_state_goes_to_a_file_and_comes_back_in_another_controller(tmp_path: Path) -> None:
    kept = tmp_path / "state.json"
    with fakejuju.FakeController("3.6", seed=3) as controller:
        deploy(controller, "postgresql")
        before = status(controller)
        controller.save(kept)
    with fakejuju.FakeController("3.6", model="") as controller:
        controller.load(kept)
        after = status(controller)
        deploy(controller, "ubuntu")
        assert sorted(controller.model().applications) == ["postgresql", "ubuntu"]
        assert controller.model().machines.keys() == {"0", "1"}

    for one in (before, after):
        one.pop("controller-timestamp")
    assert after == before


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("nonsense", "cannot be read as a state"),
        ("[]", "holds no mapping"),
        ("{}", "does not say its form"),
        ('{"fakejuju-state": 99}', "reads up to"),
    ],
)
def test_what_is_no_state_is_refused(text: str, reason: str, tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    file.write_text(text)
    controller = fakejuju.FakeController("3.6")

    with controller, pytest.raises(FakeJujuError, match=reason):
        controller.load(file)


def test_an_impossible_state_is_refused_with_every_reason() -> None:
    with fakejuju.FakeController("3.6") as controller:
        deploy(controller, "postgresql")
        kept = json.loads(json.dumps(controller.snapshot()))
        unit = kept["entities"]["Unit"][0]
        unit["application"], unit["name"] = "gone", "gone/0"
        kept["entities"]["Machine"].clear()
        with pytest.raises(ImpossibleState) as caught:
            controller.restore(kept)
        assert "gone/0 is of application gone, which is not there" in str(caught.value)
        assert "led by postgresql/0, which is no unit of it" in str(caught.value)
        assert sorted(status(controller)["applications"]) == ["postgresql"]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"juju": "banana"}, "not a Juju version"),
        ({"juju": "5.0"}, "a series from 1.18 to 4.1"),
        ({"juju": "1.16"}, "a series from 1.18 to 4.1"),
        ({"juju": "3.6x"}, "not a Juju version"),
        ({"model": "Two Words"}, "lowercase letters, digits and hyphens"),
        ({"profile": "lazy"}, "profiles are instant, steady, manual, chaos"),
    ],
)
def test_bad_arguments_are_refused_before_anything_runs(given: dict[str, Any], reason: str) -> None:
    with pytest.raises(FakeJujuError, match=reason):
        fakejuju.FakeController(**given)


def test_serve_keeps_its_state_between_runs(tmp_path: Path) -> None:
    script = tmp_path / "story.py"
    script.write_text(
        "import sys\n"
        "from jujuclient.connection import Connection\n"
        "connection = Connection.from_store()\n"
        "if sys.argv[1] == 'deploy':\n"
        "    args = {'Args': [{'CharmName': 'ubuntu'}]}\n"
        "    connection.rpc('Application', 'DeployFromRepository', args, version=22)\n"
        "print(sorted(connection.rpc('Client', 'FullStatus', {'patterns': []}).value['applications']))\n"
    )

    def run(verb: str) -> str:
        command = [
            sys.executable,
            "-m",
            "fakejuju.cli",
            "serve",
            "-q",
            "--state",
            str(tmp_path / "state.json"),
        ]
        command += ["--", sys.executable, str(script), verb]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout.strip()

    assert run("deploy") == "['ubuntu']"
    assert run("look") == "['ubuntu']"


def test_a_model_of_nobody_is_refused_by_its_uuid() -> None:
    with fakejuju.FakeController("3.6") as controller, pytest.raises(NotFound, match="unknown model"):
        controller.connect(model_uuid="00000000-0000-4000-8000-000000000000")


def test_a_client_store_is_written_where_a_text_says(tmp_path: Path) -> None:
    with fakejuju.FakeController() as controller:
        controller.write_juju_data(str(tmp_path / "store"))

    assert (tmp_path / "store" / "controllers.yaml").exists()
