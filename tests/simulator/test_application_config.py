"""Applications configured, constrained and refreshed, in the words of the series."""

from __future__ import annotations

from typing import Any

import pytest
from asking import Asking
from myapp import FACADE, charm, deploy

from fakejuju.state.application import Application
from jujuclient.wire.messages import Failure


@pytest.fixture(params=["2.9", "3.6", "4.0"])
def juju(request: pytest.FixtureRequest) -> str:
    return str(request.param)


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
