"""What Client had in Juju 1 and 2: shell commands, upgrades, the end of an environment; meter statuses."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from asking import Asking

from fakejuju.agents import ActionFailed, Agents
from fakejuju.charmstore import CharmStore
from fakejuju.domain.applications import add_application
from fakejuju.state.application import Charm, Offer, Unit
from fakejuju.state.controller import Model
from fakejuju.state.entity import Base
from jujuclient.wire.messages import Failure


def with_agents(juju: str) -> Asking:
    """An environment with two units of mysql, on a machine each."""
    asking = Asking(juju)
    asking.sim.charmhub = CharmStore()
    asking.sim.agents = Agents(asking.sim, "instant")
    asking.ask("Client", 0, "ServiceDeploy", {"ServiceName": "db", "CharmUrl": "cs:trusty/mysql-1",
                                              "NumUnits": 2})  # fmt: skip
    asking.sim.settle(600)
    return asking


class TestRun:
    @pytest.mark.parametrize("juju", ["1.18", "1.25"])
    def test_commands_run_on_units_of_services_and_on_machines(self, juju: str) -> None:
        asking = with_agents(juju)
        asking.sim.agents.actions["db", "exec"] = lambda task: f"{task.parameters['command']} of a unit"
        asking.sim.agents.actions["machine-1", "exec"] = lambda task: "of a machine"

        told = asking.ask(
            "Client", 0, "Run", {"Commands": "uname", "Services": ["db"], "Machines": ["1"], "Timeout": 5}
        )

        found = [
            (one["MachineId"], one["UnitId"], base64.b64decode(one["Stdout"]), one["Code"], one["Error"])
            for one in told["Results"]
        ]
        assert found == [
            ("0", "db/0", b"uname of a unit", 0, ""),
            ("1", "", b"of a machine", 0, ""),
            ("1", "db/1", b"uname of a unit", 0, ""),
        ]

    def test_a_command_that_fails_has_its_code_and_stops_no_other(self) -> None:
        asking = with_agents("1.25")

        def fail(task: Any) -> str:
            raise ActionFailed("no such file", {"Code": "2"})

        asking.sim.agents.actions["machine-0", "exec"] = fail

        told = asking.ask("Client", 0, "RunOnAllMachines", {"Commands": "cat x", "Timeout": 5})

        assert [one["Code"] for one in told["Results"]] == [2, 0]
        assert base64.b64decode(told["Results"][0]["Stderr"]) == b"no such file"

    def test_a_machine_without_an_address_cannot_be_reached(self) -> None:
        asking = Asking("1.25")
        asking.ask("Client", 0, "AddMachinesV2", {"MachineParams": [{"Jobs": ["JobHostUnits"]}]})

        told = asking.ask("Client", 0, "RunOnAllMachines", {"Commands": "uname", "Timeout": 5})

        assert [one["Error"] for one in told["Results"]] == ["no address found"]

    @pytest.mark.parametrize(
        ("where", "said"),
        [
            ({"Units": ["db/9"]}, 'unit "db/9" not found'),
            ({"Services": ["x"]}, 'service "x" not found'),
            ({"Machines": ["42"]}, "machine 42 not found"),
        ],
    )
    def test_where_nothing_is(self, where: dict[str, Any], said: str) -> None:
        told = with_agents("1.25").ask("Client", 0, "Run", {"Commands": "uname", "Timeout": 5, **where})

        assert told == Failure(said, "not found")


class TestDestroyEnvironment:
    def test_a_hosted_one_is_gone_with_all_that_is_in_it(self) -> None:
        asking = with_agents("1.25")

        asking.ask("Client", 0, "DestroyEnvironment")

        assert [model.name for model in asking.sim.state.all(Model)] == ["controller"]
        assert asking.sim.state.everywhere(Unit) == []

    def test_a_block_keeps_it(self) -> None:
        asking = Asking("1.25")
        asking.ask("Block", 1, "SwitchBlockOn", {"type": "BlockDestroy", "message": "mine"})

        told = asking.ask("Client", 0, "DestroyEnvironment")

        assert told == Failure("mine", "operation is blocked")
        assert asking.sim.model_named("default") is not None

    def test_the_state_server_s_own_stays_while_it_hosts_others(self) -> None:
        asking = Asking("1.25")
        own = Asking("1.25", model="controller", sim=asking.sim)

        told = own.ask("Client", 0, "DestroyEnvironment")

        assert told.message == "failed to destroy environment: hosting 1 other environment"
        assert asking.sim.controller_model.life == "alive"


class TestUpgrades:
    @pytest.mark.parametrize(("juju", "what"), [("1.25", "tools"), ("2.9", "agent binaries"), ("3.6", "")])
    def test_no_agent_binaries_are_found_where_there_are_none(self, juju: str, what: str) -> None:
        version = {"1.25": 0, "2.9": 4, "3.6": 7}[juju]

        told = Asking(juju).ask("Client", version, "FindTools", {"major": 3, "number": "0.0.0"})

        error = told.get("error") or told.get("Error")
        assert (error.get("message") or error.get("Message")) == (
            f"no matching {what or 'agent binaries'} available"
        )
        assert (error.get("code") or error.get("Code")) == "not found"

    @pytest.mark.parametrize(
        ("juju", "facade_version", "method"),
        [("1.25", 0, "SetEnvironAgentVersion"), ("2.8", 3, "SetModelAgentVersion")],
    )
    def test_a_model_goes_as_far_as_its_controller(self, juju: str, facade_version: int, method: str) -> None:
        asking = Asking(juju)
        lower = f"{juju}.1"

        assert not asking.ask("Client", facade_version, method, {"version": lower})
        told = asking.ask("Client", facade_version, method, {"version": "9.9.9"})

        assert "cannot have a higher version than the server" in told.message
        found = asking.sim.model_named("default")
        assert found is not None
        assert found.version == lower
        assert not asking.ask("Client", facade_version, "AbortCurrentUpgrade")

    def test_an_upgrade_of_the_controller_itself_is_said_loudly(self) -> None:
        asking = Asking("2.8", model="controller")

        told = asking.ask("Client", 3, "SetModelAgentVersion", {"version": "9.9.9"})

        assert told.code == "not implemented"
        assert any("SetModelAgentVersion" in one for one in asking.sim.not_simulated)

    def test_up_to_2_8_the_upgrader_s_facade_is_not_for_users(self) -> None:
        asking = Asking("2.8")

        for method, params in (
            ("ModelEnvironVersion", {"entities": []}),
            ("SetModelStatus", {"entities": []}),
        ):
            told = asking.ask("ModelUpgrader", 1, method, params)
            assert told == Failure("permission denied", "unauthorized access")


class TestMeterStatus:
    @pytest.mark.parametrize("juju", ["2.2", "2.9", "3.3"])
    def test_a_unit_s_and_an_application_s(self, juju: str) -> None:
        asking = Asking(juju)
        with asking.sim.state.transaction():
            charm = asking.sim.state.put(Charm(model=asking.uuid, url="local:app-0", name="app"))
            add_application(
                asking.sim, asking.uuid, "app", charm, base=asking.sim.default_base(), num_units=2
            )

        given = [
            {"tag": "application-app", "code": "AMBER", "info": "soon"},
            {"tag": "unit-app-1", "code": "RED", "info": "now"},
            {"tag": "unit-app-9", "code": "RED", "info": ""},
            {"tag": "unit-app-0", "code": "PINK", "info": ""},
        ]
        told = asking.ask("MetricsDebug", 2, "SetMeterStatus", {"statues": given})

        assert [(one.get("error") or {}).get("message") for one in told["results"]] == [
            None,
            None,
            'unit "app/9" not found',
            'meter status "PINK" not valid',
        ]
        version = {"2.2": 1, "2.9": 4, "3.3": 6}[juju]
        status = asking.ask("Client", version, "FullStatus", {})["applications"]["app"]
        assert status["meter-statuses"] == {
            "app/0": {"color": "amber", "message": "soon"},
            "app/1": {"color": "red", "message": "now"},
        }


def test_a_watcher_of_offers_in_the_directory_of_2_0_tells_their_urls() -> None:
    asking = Asking("2.0")
    watcher = asking.ask("OfferedApplications", 1, "WatchOfferedApplications")

    assert watcher["changes"] == []
    assert asking.ask("StringsWatcher", 1, "Next", id=watcher["watcher-id"]) is None
    with asking.sim.state.transaction():
        charm = asking.sim.state.put(Charm(model=asking.uuid, url="local:app-0", name="app"))
        add_application(asking.sim, asking.uuid, "app", charm, base=Base())
        offer = Offer(model=asking.uuid, uuid="u", name="mine", application="app", endpoints={})
        asking.sim.state.put(offer)

    assert asking.ask("OfferedApplications", 1, "WatchOfferedApplications")["changes"] == [
        directory_url_of(asking, offer)
    ]


def directory_url_of(asking: Asking, offer: Offer) -> str:
    return f"local:/u/admin/{asking.model.name}/{offer.name}"
