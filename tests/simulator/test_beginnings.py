"""What a controller can begin with: a bundle, the last status of a cassette; and functions for actions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import fakejuju
from fakejuju.errors import FakeJujuError
from jujuclient.model import Model

CASSETTES = Path(__file__).parents[2] / "cassettes"
BUNDLE = """
default-base: ubuntu@22.04/stable
machines: {0: {}, 1: {}}
applications:
  pg: {charm: postgresql, channel: 14/stable, num_units: 2, to: [0, 1], expose: true}
  blog: {charm: wordpress, num_units: 1, constraints: mem=2G}
  db: {charm: mysql, num_units: 1}
  watch: {charm: nrpe}
relations:
- [blog:db, mysql:mysql]
- [watch:general-info, [pg, db]]
"""


def model_of(controller: fakejuju.FakeController) -> Model:
    return Model.at(
        controller.endpoint, controller.model_uuid, cacert=controller.ca, password=controller.password
    )


@pytest.mark.parametrize("juju", ["2.9", "3.6", "4.0"])
def test_a_bundle(juju: str) -> None:
    text = BUNDLE.replace("mysql:mysql", "db:mysql")
    with fakejuju.FakeController(juju, bundle=text) as controller, model_of(controller) as model:
        status = model.status()

    assert sorted(status.apps) == ["blog", "db", "pg", "watch"]
    assert [unit.machine for unit in status.apps["pg"].units.values()] == ["0", "1"]
    assert status.apps["pg"].exposed
    assert status.apps["blog"].relations["db"][0].related_app == "db"
    assert len(status.get_units("watch")) == 3
    assert {unit.juju_status.current for _, unit in status.units()} == {"idle"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: b\n", "no applications"),
        (":\n - [\n", "no YAML"),
        ("applications:\n  x: {charm: nosuch}\n", "application x: .*nosuch"),
        ("applications:\n  x: {charm: ./nosuch.charm}\n", r"charm \./nosuch\.charm is not at"),
        ("applications:\n  x: {charm: ubuntu}\nrelations:\n- [x, y]\n", "relation x y: "),
    ],
)
def test_a_bundle_that_cannot_be_is_refused_by_its_part(text: str, reason: str) -> None:
    with pytest.raises(FakeJujuError, match=reason), fakejuju.FakeController("3.6", bundle=text):
        pass


def test_a_bundle_of_a_file_that_is_not_there() -> None:
    with (
        pytest.raises(FakeJujuError, match="cannot be read"),
        fakejuju.FakeController("3.6", bundle="no.yaml"),
    ):
        pass


def alike(status: Any) -> Any:
    """What a model that began with a status must tell again."""
    return {
        name: (
            app.charm,
            app.exposed,
            sorted(app.relations),
            {
                unit: (
                    one.workload_status.current,
                    one.workload_status.message,
                    one.juju_status.current,
                    one.machine,
                )
                for unit, one in app.units.items()
            },
        )
        for name, app in status.apps.items()
    }


@pytest.mark.parametrize(
    ("juju", "name"),
    [("4.0", "juju-4.0/22-status-after.yaml"), ("3.6", "juju-3.6/05-facade-sweep.yaml")],
)
def test_the_last_status_of_a_cassette(juju: str, name: str) -> None:
    from fakejuju.cassette.files import load
    from fakejuju.from_status import last_status
    from jujuclient.status import Status

    told = Status.read(last_status(load(CASSETTES / name)))
    begun = fakejuju.FakeController(juju, status=CASSETTES / name, profile="manual")
    with begun as controller, model_of(controller) as model:
        status = model.status()
        assert alike(status) == alike(told)
        assert set(status.machines) == set(told.machines)
        app = next(name for name, one in status.apps.items() if one.units)
        new = model.add_unit(app)[0]
        assert new not in dict(told.units())


def test_a_cassette_without_a_status_is_refused() -> None:
    empty = CASSETTES / "juju-4.0" / "03-models.yaml"
    with pytest.raises(FakeJujuError, match="holds no status"), fakejuju.FakeController("4.0", status=empty):
        pass


def test_functions_answer_actions_and_commands() -> None:
    with fakejuju.FakeController("3.6") as controller, model_of(controller) as model:
        model.deploy("postgresql", "pg")
        action = next(iter(controller.simulation.charmhub.resolve("postgresql").charm.files.actions))
        controller.actions["pg", action] = lambda task: {"name": task.name}
        controller.actions["", "exec"] = lambda task: "Linux"

        assert model.run("pg/0", action).results["name"] == action
        assert model.exec("uname", unit="pg/0").stdout.strip() == "Linux"


def test_connecting_by_a_models_name() -> None:
    with fakejuju.FakeController("3.6") as controller:
        other = controller.add_model("other")
        with controller.connect("other") as connection:
            assert connection.model_tag == f"model-{other.uuid}"
        with controller.connect(model_uuid="") as connection:
            assert connection.model_tag == ""
