"""What debuggers of a model ask for: its dump, its documents, the schema of its config."""

from __future__ import annotations

import pytest
import yaml
from speaking import Failure, Speaking

NEW = ["4.0", "4.1"]


@pytest.mark.parametrize("juju", ["2.9", "3.6", *NEW])
def test_a_dump_is_yaml_of_what_is_in_the_model(juju: str) -> None:
    # given a model with an application
    controller = Speaking(juju)
    controller.deploy("mysql")

    # when it is dumped
    model = {"tag": f"model-{controller.uuid}"}
    answer = controller.call("ModelManager.DumpModels", entities=[model], simplified=False)

    # then it is YAML that names the application and its unit
    tree = yaml.safe_load(answer["results"][0]["result"])
    (application,) = tree["applications"]["applications"]
    assert application["name"] == "mysql"
    assert [unit["name"] for unit in application["units"]["units"]] == ["mysql/0"]


@pytest.mark.parametrize("juju", NEW)
def test_4_has_no_documents_and_no_simplified_dump(juju: str) -> None:
    # given a controller whose database is no store of documents (4.x)
    controller = Speaking(juju)
    model = {"tag": f"model-{controller.uuid}"}

    # when the documents, or a simplified dump, are asked for
    documents = controller.call("ModelManager.DumpModelsDB", entities=[model])
    simplified = controller.call("ModelManager.DumpModels", entities=[model], simplified=True)

    # then the answers are of the classes that the wire facts name, and nothing fails the test
    assert isinstance(documents, Failure)
    assert documents.code == "not implemented"
    assert isinstance(simplified, Failure)
    assert simplified.code == "not supported"
    assert not controller.sim.not_simulated


@pytest.mark.parametrize("juju", NEW)
def test_the_schema_of_model_config_names_each_key_and_its_type(juju: str) -> None:
    # given what ModelGet of 4.0.15 is recorded to hold
    controller = Speaking(juju)

    # when the schema of the provider's models is asked for
    schema = controller.call("Cloud.ModelConfigSchema", provider_type="dummy")["schema"]

    # then keys have the types of their recorded values, and who a model is cannot change
    assert schema["development"] == {"type": "bool"}
    assert schema["net-bond-reconfigure-delay"] == {"type": "int"}
    assert schema["resource-tags"] == {"type": "attrs"}
    assert schema["uuid"] == {"type": "string", "immutable": True, "mandatory": True}
    assert set(controller.call("ModelConfig.ModelGet")["config"]) - {"logging-config"} <= {
        *schema, "agent-version", "authorized-keys",
    }  # fmt: skip


def test_a_provider_that_nobody_has_is_not_found() -> None:
    controller = Speaking("4.0")

    answer = controller.call("Cloud.ModelConfigSchema", provider_type="nope")

    assert isinstance(answer, Failure)
    assert answer.code == "not found"
