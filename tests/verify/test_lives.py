"""Which cassettes are verified together, and what a life begins with."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from fakejuju.cassette.model import Body, Cassette, Connection, Exchange, Header, HttpExchange
from fakejuju.cli import main
from fakejuju.errors import FakeJujuError
from fakejuju.offered import offered
from fakejuju.state.controller import Model
from fakejuju.verify.ask import numbers_of_machines, wrong_basic
from fakejuju.verify.lives import cassettes_in, read_life, remarks_on
from fakejuju.verify.world import simulation_of
from fakejuju.versions import version_of
from jujuclient.wire.series import Series

CASSETTES = Path(__file__).parents[2] / "cassettes"
UUID = "5a1e0000-0000-4000-8000-000000000001"


def cassette(path: str, *exchanges: tuple[str, str, Any], juju: str = "", dialect: Any = "juju2") -> Cassette:
    """A cassette of one connection."""
    return Cassette(
        header=Header(juju=juju, dialect=dialect),
        events=[
            Connection(number=1, path=path),
            *(
                Exchange(
                    number=number, on=1, facade=facade, method=method, version=3, result=json.dumps(result)
                )
                for number, (facade, method, result) in enumerate(exchanges, 1)
            ),
        ],
    )


def test_a_folder_stands_for_its_cassettes_by_name(tmp_path: Path) -> None:
    folder = CASSETTES / "juju-2.9"

    assert cassettes_in([folder]) == sorted(folder.glob("*.yaml"))
    with pytest.raises(FakeJujuError, match="holds no cassette"):
        cassettes_in([tmp_path])


def test_cassettes_of_two_controllers_are_no_life() -> None:
    files = [CASSETTES / f"juju-{juju}" / "01-login.yaml" for juju in ("3.6", "2.9")]

    with pytest.raises(FakeJujuError, match=r"is of Juju 2\.9\.52, .* of Juju 3\.6\.28"):
        read_life(files)
    told = CliRunner().invoke(main, ["verify", *map(str, files)])
    assert told.exit_code != 0


def test_an_order_against_the_numbers_is_remarked_on() -> None:
    names = [Path(f"{name}.yaml") for name in ("01-login", "05-sweep", "02-watch", "12b-x", "12c-y", "plain")]

    assert [said.partition(":")[0] for said in remarks_on(names)] == [
        "02-watch.yaml comes after 05-sweep.yaml"
    ]
    assert remarks_on(sorted(names)) == []


def login(uuid: str, **more: Any) -> tuple[str, str, Any]:
    return "Admin", "Login", {"model-tag": f"model-{uuid}", "user-info": {}, **more}


def test_a_model_that_was_logged_in_to_and_not_made_was_there_before() -> None:
    status = {"model": {"name": "m1", "type": "iaas"}, "machines": {}}
    one = cassette(f"/model/{UUID}/api", login(UUID), ("Client", "FullStatus", status), juju="3.6.28")

    sim, _ = simulation_of([one])

    assert {model.name: model.uuid for model in sim.state.all(Model)}["m1"] == UUID


def test_a_model_without_a_name_that_is_there_first_is_the_controllers() -> None:
    sim, _ = simulation_of([cassette(f"/model/{UUID}/api", login(UUID), juju="3.6.28")])

    assert [model.uuid for model in sim.state.all(Model)] == [UUID]


def test_the_version_of_juju_1_is_read_off_what_is_said() -> None:
    old = {"EnvironTag": f"environment-{UUID}", "Facades": [{"Name": "Client", "Versions": [0]}]}
    path = f"/environment/{UUID}/api"
    config = ("Client", "EnvironmentGet", {"Config": {"agent-version": "1.25.6"}})

    assert version_of(cassette(path, ("Admin", "Login", old), config, dialect="juju1")) == "1.25.6"
    assert version_of(cassette("/", ("Admin", "Login", {}), dialect="juju1")) == "1.18"
    assert version_of(cassette("/api", juju="2.9.1")) == "2.9.1"
    assert version_of(cassette("/api", login(UUID, **{"server-version": "3.4.5"}))) == "3.4.5"


@pytest.mark.parametrize("series", ["1.22", "1.25", "2.2", "3.1", "4.1"])
def test_the_version_is_that_of_the_series_with_such_facades(series: str) -> None:
    there = offered(Series.of(series), model=True)
    old = series.startswith("1.")
    key = "Facades" if old else "facades"
    named = [
        {"Name" if old else "name": name, "Versions" if old else "versions": v} for name, v in there.items()
    ]
    one = cassette("/model/x/api", ("Admin", "Login", {key: named}), dialect="juju1" if old else "juju2")

    assert version_of(one) == series


def test_an_environment_of_juju_1_is_there_by_its_name() -> None:
    info = {"Name": "staging", "UUID": UUID, "ProviderType": "ec2"}
    logged = {"EnvironTag": f"environment-{UUID}", "Facades": [], "server-version": "1.25.6"}
    one = cassette(
        f"/environment/{UUID}/api",
        ("Admin", "Login", logged),
        ("Client", "EnvironmentInfo", info),
        dialect="juju1",
    )

    sim, _ = simulation_of([one])

    assert sim.version == "1.25.6"
    assert {model.name: model.uuid for model in sim.state.all(Model)}["staging"] == UUID


def test_numbers_of_machines_are_those_that_a_call_made() -> None:
    asked = {"params": [{}, {"parent-id": "0", "container-type": "lxd"}, {"container-type": "lxd"}]}
    made = {"machines": [{"machine": "4"}, {"machine": "0/lxd/0"}, {"machine": "5/lxd/0"}]}
    one = cassette(f"/model/{UUID}/api", ("MachineManager", "AddMachines", made))
    one.exchanges[0].params = json.dumps(asked)

    assert numbers_of_machines(one) == {1: (UUID, {4, 5})}


def test_who_was_refused_over_http_is_told_from_the_answer() -> None:
    def user(answer: str) -> str:
        event = HttpExchange(number=1, method="PUT", path="/", status=401, response_body=Body(text=answer))
        return base64.b64decode(wrong_basic(event).partition(" ")[2]).decode().partition(":")[0]

    assert user('authentication failed: "admin" is not a valid tag\n') == "admin"
    assert user("authentication failed: invalid entity name or password\n") == "user-admin"
