"""Applications: deployed, configured, refreshed and removed, in the words of the series."""

from __future__ import annotations

from typing import Any

import pytest
from asking import Asking
from msgspec.structs import replace

from fakejuju.domain.statuses import set_status
from fakejuju.state.application import Application, Charm, Relation, Unit
from fakejuju.state.machine import Machine
from jujuclient.wire.messages import Failure

CONFIG = {
    "options": {
        "title": {"type": "string", "default": "My Title", "description": "the title"},
        "count": {"type": "int", "default": 3, "description": "a count"},
        "ratio": {"type": "float", "default": 0.5, "description": "a ratio"},
        "flag": {"type": "boolean", "default": True, "description": "a flag"},
        "empty": {"type": "string", "description": "no default"},
    }
}
METADATA = {
    "name": "myapp",
    "requires": {"db": {"interface": "mysql"}},
    "peers": {"cluster": {"interface": "myapp-peer"}},
}
FACADE = {"4.0": 22, "3.6": 22, "2.9": 15}


def charm(controller: Asking, name: str = "myapp", revision: int = 0, **metadata: Any) -> str:
    """A charm that the controller holds; its url."""
    url = (
        f"local:jammy/{name}-{revision}"
        if controller.sim.series.version < (4, 0)
        else f"local:{name}-{revision}"
    )
    known = {**METADATA, "name": name, **metadata}
    with controller.sim.state.transaction() as state:
        state.put(
            Charm(model=controller.uuid, url=url, name=name, revision=revision, metadata=known, config=CONFIG)
        )
    return url


def deploy(controller: Asking, juju: str, application: str = "myapp", **given: Any) -> Any:
    """Deploy an application; the one result."""
    item = {
        "application": application,
        "charm-url": given.pop("url", "local:myapp-0" if juju == "4.0" else "local:jammy/myapp-0"),
        "charm-origin": {
            "source": "local",
            "type": "",
            "id": "",
            "base": {"name": "ubuntu", "channel": "22.04/stable"},
            "os": "ubuntu",
            "series": "jammy",
        },
        "num-units": 1,
        **{name.replace("_", "-"): value for name, value in given.items()},
    }
    return controller.ask("Application", FACADE[juju], "Deploy", {"applications": [item]})["results"][0]


def units(controller: Asking) -> dict[str, str]:
    """Unit to machine."""
    return {unit.name: unit.machine for unit in controller.sim.state.all(Unit, controller.uuid)}


@pytest.fixture(params=["2.9", "3.6", "4.0"])
def juju(request: pytest.FixtureRequest) -> str:
    return str(request.param)


# --- deploy ----------------------------------------------------------------------------------


def test_a_deployed_application_has_units_and_its_peers(juju: str) -> None:
    controller = Asking(juju)
    charm(controller)

    result = deploy(controller, juju, num_units=2)

    assert result == {}
    # Agents assign units to machines up to 3.6; 4.x does it with the deployment.
    expected = {"myapp/0": "0", "myapp/1": "1"} if juju == "4.0" else {"myapp/0": "", "myapp/1": ""}
    assert units(controller) == expected
    assert [relation.key for relation in controller.sim.state.all(Relation, controller.uuid)] == [
        "myapp:cluster"
    ]


@pytest.mark.parametrize(
    ("given", "message", "code"),
    [
        ({"url": "local:jammy/nope-0"}, 'charm "local:jammy/nope-0" not found', "not found"),
        ({"url": ""}, 'cannot parse name and/or revision in URL "": name "" not valid', "not valid"),
        ({"application": "Bad"}, 'cannot add application "Bad": invalid name', ""),
        ({"config": {"nope": "v"}}, 'unknown option "nope"', ""),
        ({"config": {"count": "many"}}, 'option "count" expected int, got "many"', ""),
        (
            {"placement": [{"scope": "#", "directive": "77"}]},
            'cannot deploy "myapp" to machine 77: machine 77 not found',
            "not found",
        ),
        (
            {"placement": [{"scope": "bogus", "directive": "1"}]},
            'cannot add application "myapp": placement scope: invalid model UUID "bogus"',
            "",
        ),
        ({"endpoint_bindings": {"db": "nospace"}}, "space not found", "not found"),
    ],
)
def test_what_cannot_be_deployed_is_refused_in_its_words(
    given: dict[str, Any], message: str, code: str
) -> None:
    controller = Asking("3.6")
    charm(controller)

    result = deploy(controller, "3.6", **given)

    assert result == {"error": {"message": message, "code": code}}
    assert units(controller) == {}


def test_a_name_is_taken_once(juju: str) -> None:
    controller = Asking(juju)
    charm(controller)
    deploy(controller, juju)

    result = deploy(controller, juju)

    assert result["error"]["message"].endswith("application already exists")


def test_a_number_is_never_used_again() -> None:
    controller = Asking("3.6")
    charm(controller)
    deploy(controller, "3.6")
    controller.ask("Application", 22, "DestroyUnit", {"units": [{"unit-tag": "unit-myapp-0"}]})
    controller.ask(
        "Application", 22, "DestroyApplication", {"applications": [{"application-tag": "application-myapp"}]}
    )

    # The charm has gone with its last application.
    charm(controller)
    deploy(controller, "3.6")

    assert list(units(controller)) == ["myapp/1"]


# --- units -----------------------------------------------------------------------------------


def test_an_added_unit_gets_a_machine_and_one_that_never_ran_is_removed_with_it() -> None:
    controller = Asking("3.6")
    charm(controller)
    deploy(controller, "3.6", num_units=0)

    added = controller.ask("Application", 22, "AddUnits", {"application": "myapp", "num-units": 1})
    controller.ask("Application", 22, "DestroyUnit", {"units": [{"unit-tag": "unit-myapp-0"}]})

    assert added == {"units": ["myapp/0"]}
    assert units(controller) == {}
    machine = controller.sim.state.find(Machine, "0", controller.uuid)
    assert machine is not None
    assert machine.life == "dying"


def test_a_refused_placement_leaves_the_unit_behind() -> None:
    controller = Asking("3.6")
    charm(controller)
    deploy(controller, "3.6", num_units=0)
    place = [{"scope": "#", "directive": "88"}]

    failure = controller.ask(
        "Application", 22, "AddUnits", {"application": "myapp", "num-units": 1, "placement": place}
    )

    assert failure == Failure('acquiring machine to host unit "myapp/0": machine 88 not found', "not found")
    assert units(controller) == {"myapp/0": ""}


def test_a_subordinate_takes_no_units() -> None:
    controller = Asking("3.6")
    url = charm(controller, "mysub", subordinate=True)
    deploy(controller, "3.6", "mysub", url=url, num_units=0)

    failure = controller.ask("Application", 22, "AddUnits", {"application": "mysub", "num-units": 1})

    words = 'cannot add unit 1/1 to application "mysub": cannot add unit to application "mysub": '
    assert failure == Failure(f"{words}application is a subordinate")


def test_a_unit_in_error_is_resolved_once() -> None:
    controller = Asking("3.6")
    charm(controller)
    deploy(controller, "3.6")
    asked = {"tags": {"entities": [{"tag": "unit-myapp-0"}]}, "retry": True}

    before = controller.ask("Application", 22, "ResolveUnitErrors", asked)
    with controller.sim.state.transaction() as state:
        unit = state.find(Unit, "myapp/0", controller.uuid)
        assert unit is not None
        set_status(controller.sim, unit, "agent", "error", "hook failed")
    first = controller.ask("Application", 22, "ResolveUnitErrors", asked)
    second = controller.ask("Application", 22, "ResolveUnitErrors", asked)

    assert before["results"][0]["error"]["message"] == 'unit "myapp/0" is not in an error state'
    assert first == {"results": [{}]}
    words = 'cannot set resolved mode for unit "myapp/0": already resolved'
    assert second["results"][0]["error"]["message"] == words


# --- config ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("myapp:\n  nope: 1\n", 'unknown option "nope"'),
        ("other:\n  count: 1\n", 'no settings found for "myapp"'),
        (": bad", "cannot parse settings data: yaml: did not find expected key"),
        ("myapp:\n  title: Y\n", 'option "title" expected string, got true'),
    ],
)
def test_config_in_yaml_is_read_as_go_reads_it(text: str, message: str) -> None:
    controller = Asking("3.6")
    charm(controller)
    deploy(controller, "3.6")

    result = controller.ask(
        "Application", 22, "SetConfigs", {"Args": [{"application": "myapp", "config-yaml": text}]}
    )

    assert result["results"][0]["error"]["message"] == f"parsing settings for application: {message}"


@pytest.mark.parametrize("juju", ["2.9", "3.6", "4.0"])
def test_what_the_command_printed_of_config_is_config(juju: str) -> None:
    """``juju config other > file; juju deploy --config file``: the values are taken, and nothing else."""
    controller = Asking(juju)
    charm(controller)
    printed = """
        application: other
        application-config: {trust: {source: default, type: bool, value: false}}
        charm: myapp
        settings:
          count: {default: 3, source: user, type: int, value: 7}
          empty: {source: unset, type: string}
        """

    assert deploy(controller, juju, **{"config-yaml": printed}) == {}

    application = controller.sim.state.find(Application, "myapp", controller.uuid)
    assert application is not None
    assert application.config == {"count": 7}


def test_config_is_told_with_its_source(juju: str) -> None:
    controller = Asking(juju)
    charm(controller)
    deploy(controller, juju)
    given = {"count": "7", "flag": "false", "trust": "true"}

    controller.ask(
        "Application", FACADE[juju], "SetConfigs", {"Args": [{"application": "myapp", "config": given}]}
    )
    told = controller.ask("Application", FACADE[juju], "Get", {"application": "myapp"})

    assert told["config"]["count"]["value"] == 7
    assert told["config"]["count"]["source"] == "user"
    assert told["config"]["title"]["source"] == "default"
    assert told["config"]["empty"]["source"] == "unset"
    assert told["application-config"]["trust"]["value"] is True


def test_constraints_are_replaced_and_an_architecture_is_filled_in() -> None:
    controller = Asking("3.6")
    charm(controller)
    deploy(controller, "3.6", constraints={"mem": 2048})

    first = controller.ask("Application", 22, "GetConstraints", {"entities": [{"tag": "application-myapp"}]})
    controller.ask("Application", 22, "SetConstraints", {"application": "myapp", "constraints": {"cores": 2}})
    second = controller.ask("Application", 22, "GetConstraints", {"entities": [{"tag": "application-myapp"}]})

    assert first["results"][0]["constraints"] == {"arch": "amd64", "mem": 2048}
    assert second["results"][0]["constraints"] == {"cores": 2}


def test_config_of_a_branch_is_its_own_until_it_is_committed() -> None:
    controller = Asking("3.6")
    charm(controller)
    deploy(controller, "3.6")
    controller.ask("ModelGeneration", 4, "AddBranch", {"branch": "try"})
    given = [{"application": "myapp", "config": {"count": "7"}, "generation": "try"}]

    controller.ask("Application", 22, "SetConfigs", {"Args": given})
    shared = controller.ask("Application", 22, "Get", {"application": "myapp"})
    tried = controller.ask("Application", 22, "Get", {"application": "myapp", "branch": "try"})
    controller.ask("ModelGeneration", 4, "CommitBranch", {"branch": "try"})
    after = controller.ask("Application", 22, "Get", {"application": "myapp"})

    values = [told["config"]["count"]["value"] for told in (shared, tried, after)]
    assert values == [3, 7, 7]


# --- another charm ---------------------------------------------------------------------------


def test_a_refreshed_application_keeps_the_values_that_still_fit() -> None:
    controller = Asking("3.6")
    charm(controller)
    newer = charm(controller, revision=1)
    deploy(controller, "3.6", config={"title": "T"})
    origin = {"source": "local", "type": "", "id": "", "base": {"name": "ubuntu", "channel": "22.04/stable"}}

    result = controller.ask(
        "Application", 22, "SetCharm", {"application": "myapp", "charm-url": newer, "charm-origin": origin}
    )

    application = controller.sim.state.find(Application, "myapp", controller.uuid)
    assert result == {}
    assert application is not None
    assert (application.charm, application.config) == (newer, {"title": "T"})


@pytest.mark.parametrize("juju", ["3.6", "4.0", "4.1"])
@pytest.mark.parametrize(
    "given",
    [
        {"config-settings": {"trust": "true", "title": "T"}},
        {"config-settings-yaml": "myapp: {trust: true, title: T}"},
    ],
)
def test_a_refreshed_application_can_be_trusted(juju: str, given: dict[str, Any]) -> None:
    """``juju refresh --trust`` sends it among the options of the charm."""
    controller = Asking(juju)
    charm(controller)
    newer = charm(controller, revision=1)
    deploy(controller, "4.0" if juju == "4.1" else juju)
    origin = {"source": "local", "type": "", "id": "", "base": {"name": "ubuntu", "channel": "22.04/stable"}}
    asked = {"application": "myapp", "charm-url": newer, "charm-origin": origin, **given}

    assert controller.ask("Application", 22, "SetCharm", asked) == {}

    told = controller.ask("Application", 22, "Get", {"application": "myapp"})
    assert told["application-config"]["trust"]["value"] is True
    assert told["config"]["title"]["value"] == "T"


def test_an_application_cannot_become_a_subordinate() -> None:
    controller = Asking("3.6")
    charm(controller)
    other = charm(controller, "mysub", subordinate=True)
    deploy(controller, "3.6")
    origin = {"source": "local", "type": "", "id": "", "base": {"name": "ubuntu", "channel": "22.04/stable"}}

    failure = controller.ask(
        "Application", 22, "SetCharm", {"application": "myapp", "charm-url": other, "charm-origin": origin}
    )

    words = f'updating charm config: cannot upgrade application "myapp" to charm "{other}": '
    assert failure == Failure(f"{words}cannot change an application's subordinacy")


# --- removed ---------------------------------------------------------------------------------


def test_an_application_without_units_is_gone_at_once() -> None:
    controller = Asking("3.6")
    charm(controller)
    deploy(controller, "3.6", num_units=0)

    controller.ask(
        "Application", 22, "DestroyApplication", {"applications": [{"application-tag": "application-myapp"}]}
    )

    assert controller.sim.state.all(Application, controller.uuid) == []
    assert controller.sim.state.all(Relation, controller.uuid) == []


def test_a_dry_run_only_tells_what_would_go() -> None:
    controller = Asking("3.6")
    charm(controller)
    deploy(controller, "3.6")
    asked = {"applications": [{"application-tag": "application-myapp", "dry-run": True}]}

    result = controller.ask("Application", 22, "DestroyApplication", asked)

    assert result["results"] == [{"info": {"destroyed-units": [{"tag": "unit-myapp-0"}]}}]
    application = controller.sim.state.find(Application, "myapp", controller.uuid)
    assert application is not None
    assert application.life == "alive"


@pytest.mark.parametrize(
    ("juju", "error"),
    [
        ("3.6", {"message": 'unit "nope/0" does not exist', "code": ""}),
        ("4.0", {"message": 'unit "nope/0" not found', "code": "not found"}),
    ],
)
def test_a_unit_that_is_not_there(juju: str, error: dict[str, str]) -> None:
    result = Asking(juju).ask("Application", 22, "DestroyUnit", {"units": [{"unit-tag": "unit-nope-0"}]})

    assert result == {"results": [{"error": error}]}


def test_cleanup_waits_for_a_worker() -> None:
    # Recorded on 2.9.52 without workers: the application is dying and its unit lives on.
    controller = Asking("2.9")
    charm(controller)
    deploy(controller, "2.9")
    asked = {"applications": [{"application-tag": "application-myapp"}]}

    controller.ask("Application", 15, "DestroyApplication", asked)

    assert [one.life for one in controller.sim.state.all(Unit, controller.uuid)] == ["alive"]
    controller.sim.workers.add(controller.uuid)
    controller.ask("Application", 15, "DestroyApplication", asked)
    assert controller.sim.state.all(Application, controller.uuid) == []


def test_a_unit_that_runs_is_forced_away_by_workers() -> None:
    controller = Asking("3.6")
    controller.sim.workers.add(controller.uuid)
    charm(controller)
    deploy(controller, "3.6", num_units=0)
    controller.ask("Application", 22, "AddUnits", {"application": "myapp", "num-units": 2})
    with controller.sim.state.transaction():
        for unit in controller.sim.state.all(Unit, controller.uuid):
            set_status(controller.sim, unit, "agent", "idle")

    controller.ask("Application", 22, "DestroyUnit", {"units": [{"unit-tag": "unit-myapp-0"}]})
    controller.ask("Application", 22, "DestroyUnit", {"units": [{"unit-tag": "unit-myapp-1", "force": True}]})

    assert {one.name: one.life for one in controller.sim.state.all(Unit, controller.uuid)} == {
        "myapp/0": "dying"
    }


# --- 4.x -------------------------------------------------------------------------------------


def test_4_says_of_a_taken_name_what_every_layer_was_doing() -> None:
    controller = Asking("4.0")
    charm(controller)
    deploy(controller, "4.0")

    message = deploy(controller, "4.0")["error"]["message"]

    words = 'cannot deploy "myapp": creating application "myapp": creating IAAS application "myapp": '
    assert message.startswith(words)


def test_4_wants_every_resource_of_a_charm() -> None:
    controller = Asking("4.0")
    url = charm(controller, "ressy", resources={"blob": {"type": "file", "filename": "blob.bin"}})

    result = deploy(controller, "4.0", "ressy", url=url)

    assert result["error"]["message"] == 'cannot deploy "ressy": not all pending resources for charm provided'


def test_in_4_the_first_unit_of_a_deployment_leads() -> None:
    controller = Asking("4.0")
    charm(controller)
    deploy(controller, "4.0", num_units=2)
    deploy(controller, "4.0", "later", num_units=0)
    controller.ask("Application", 22, "AddUnits", {"application": "later", "num-units": 1})

    leaders = {one.name: one.leader for one in controller.sim.state.all(Application, controller.uuid)}

    assert leaders == {"myapp": "myapp/0", "later": ""}


# --- Juju 1 ----------------------------------------------------------------------------------


@pytest.mark.parametrize("juju", ["1.18", "1.25"])
def test_a_service_of_juju_1(juju: str) -> None:
    controller = Asking(juju)
    url = charm(controller)

    deployed = {"ServiceName": "myapp", "CharmUrl": url, "NumUnits": 1, "Config": {"title": "T"}}
    assert controller.ask("Client", 0, "ServiceDeploy", deployed) == {}
    again = controller.ask("Client", 0, "ServiceDeploy", deployed)
    controller.ask(
        "Client", 0, "ServiceSet", {"ServiceName": "myapp", "Options": {"title": "", "count": "4"}}
    )
    told = controller.ask("Client", 0, "ServiceGet", {"ServiceName": "myapp"})

    assert again.message == 'cannot add service "myapp": service already exists'
    assert units(controller) == {"myapp/0": "0"}
    assert told["Config"]["title"] == {
        "default": True,
        "description": "the title",
        "type": "string",
        "value": "My Title",
    }
    assert told["Config"]["count"]["value"] == 4
    assert "default" not in told["Config"]["count"]


def test_some_units_are_not_destroyed() -> None:
    controller = Asking("1.25")
    url = charm(controller)
    controller.ask("Client", 0, "ServiceDeploy", {"ServiceName": "myapp", "CharmUrl": url, "NumUnits": 1})

    failure = controller.ask("Client", 0, "DestroyServiceUnits", {"UnitNames": ["myapp/0", "myapp/7"]})

    assert failure == Failure('some units were not destroyed: unit "myapp/7" does not exist')
    assert units(controller) == {}


def test_the_least_number_of_units_is_kept() -> None:
    controller = Asking("2.8")
    controller.sim.workers.add(controller.uuid)
    url = charm(controller)
    item = {"application": "myapp", "charm-url": url, "series": "jammy", "num-units": 1}
    controller.ask("Application", 12, "Deploy", {"applications": [item]})

    controller.ask("Application", 12, "Update", {"application": "myapp", "min-units": 2})
    controller.ask("Application", 12, "DestroyUnits", {"unit-names": ["myapp/0"]})

    assert list(units(controller)) == ["myapp/1", "myapp/2"]


def test_a_dying_application_takes_no_units() -> None:
    controller = Asking("3.6")
    charm(controller)
    deploy(controller, "3.6", num_units=0)
    with controller.sim.state.transaction() as state:
        found = state.find(Application, "myapp", controller.uuid)
        assert found is not None
        state.put(replace(found, life="dying"))

    failure = controller.ask("Application", 22, "AddUnits", {"application": "myapp", "num-units": 1})

    assert failure.message.endswith(
        'cannot add unit to application "myapp": application is not found or not alive'
    )
