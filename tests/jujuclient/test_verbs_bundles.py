"""Bundles: laid over one another, planned, carried out on simulated controllers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fakejuju import FakeController
from jujuclient.bundles import BundleError, PlanError, lay_over, plan, read
from jujuclient.model import Model
from jujuclient.status import Status
from jujuclient.verbs.upkeep import UpkeepVerbs

SIMPLE = "applications:\n  pg: {charm: postgresql, channel: 14/stable, num_units: 2, annotations: {x: '1'}}\n"


@pytest.fixture(params=["2.9", "3.6", "4.0"])
def model(request: pytest.FixtureRequest) -> Any:
    with (
        FakeController(juju=request.param) as controller,
        Model.at(
            [controller.endpoint], controller.model_uuid, cacert=controller.ca, password=controller.password
        ) as made,
    ):
        yield made


def test_a_plan_is_read_before_anything_is_done(model: Model) -> None:
    found = model.plan_bundle(SIMPLE)

    assert str(found) == "- deploy pg (postgresql, 2 units)\n- annotate pg"
    assert model.status().apps == {}


def test_what_is_there_is_not_done_again(model: Model) -> None:
    model.deploy_bundle(SIMPLE)

    units = model.status().apps["pg"].units
    again = model.plan_bundle(SIMPLE, overlays=[{"applications": {"pg": {"num_units": 3}}}])

    assert sorted(units) == ["pg/0", "pg/1"]
    assert [str(step) for step in again.steps] == ["scale pg (1 more)", "annotate pg"]
    model.apply_plan(again)
    assert sorted(model.status().apps["pg"].units) == ["pg/0", "pg/1", "pg/2"]
    assert UpkeepVerbs.annotations(model, "pg") == {"x": "1"}


def test_units_go_where_the_bundle_says(model: Model) -> None:
    text = (
        'default-base: ubuntu@22.04\nmachines: {"4": {}}\napplications:\n'
        "  pg: {charm: postgresql, num_units: 1, to: ['4']}\n"
        "  beside: {charm: ubuntu, num_units: 2, to: ['lxd:pg/0', new]}\n"
    )

    model.deploy_bundle(text)

    apps = model.status().apps
    assert apps["pg"].units["pg/0"].machine == "0"
    assert sorted(unit.machine for unit in apps["beside"].units.values()) == ["0/lxd/0", "1"]


def test_a_step_that_fails_says_which_and_what_is_done(model: Model) -> None:
    text = "applications:\n  a: {charm: ubuntu, num_units: 1}\n  b: {charm: no-such-charm, num_units: 1}\n"

    with pytest.raises(PlanError, match="deploy b") as caught:
        model.deploy_bundle(text)

    assert [str(step) for step in caught.value.done] == ["deploy a (ubuntu, 1 unit)"]
    assert sorted(model.status().apps) == ["a"]


def test_an_overlay_replaces_merges_and_takes_away() -> None:
    below = {
        "applications": {"a": {"charm": "x", "options": {"k": 1, "l": 2}}, "b": {"charm": "y"}},
        "relations": [["a:one", "b:two"]],
    }

    found = lay_over(below, {"applications": {"a": {"options": {"k": 3}}, "b": None}})

    assert found["applications"] == {"a": {"charm": "x", "options": {"k": 3, "l": 2}}}
    assert found["relations"] == []


def test_overlays_may_stand_behind_the_bundle_in_its_file(tmp_path: Path) -> None:
    path = tmp_path / "bundle.yaml"
    path.write_text(SIMPLE + "---\napplications:\n  pg: {num_units: 5}\n")

    document, folder = read(tmp_path)

    assert document["applications"]["pg"]["num_units"] == 5
    assert folder == tmp_path


def test_everything_that_is_wrong_is_told_at_once() -> None:
    document = {
        "applications": {"a": {"num_units": 1, "to": ["7", "lxd:b"]}},
        "relations": [["a", "gone"]],
    }

    with pytest.raises(BundleError) as caught:
        plan(document, Path(), _empty())

    assert caught.value.problems == [
        "application a names no charm",
        "application a has 2 placements for 1 units",
        "placement 7 of application a names a machine that the bundle has not",
        "placement lxd:b of application a names an application that the bundle has not",
        "relation a gone names gone, which is not in the bundle",
    ]


def test_a_file_is_included(tmp_path: Path) -> None:
    (tmp_path / "motd").write_text("hello")
    options = {"motd": "include-file://motd", "raw": "include-base64://motd"}

    found = plan({"applications": {"a": {"charm": "x", "options": options}}}, tmp_path, _empty())

    assert found.steps[0].given["config"] == {"motd": "hello", "raw": "aGVsbG8="}
    assert "hello" not in repr(found)


def _empty() -> Status:
    from jujuclient.status import ModelStatus

    return Status(model=ModelStatus(name="m", type="iaas", controller="", cloud="", version="3.6.0"))


def test_relations_offers_and_exposure_are_made_once(model: Model) -> None:
    text = (
        "applications:\n"
        "  my: {charm: mysql, num_units: 1, expose: true, offers: {shop: {endpoints: [database]}}}\n"
        "  w: {charm: wordpress, num_units: 1}\n"
        "relations: [[w:db, my:mysql]]\n"
    )

    done = model.deploy_bundle(text)

    assert [step.verb for step in done.steps] == ["deploy", "expose", "deploy", "relate", "offer"]
    assert model.status().apps["my"].exposed
    assert str(model.plan_bundle(text)) == "nothing to do"


def test_a_bundle_of_juju_1() -> None:
    text = (
        "series: trusty\nservices:\n"
        "  my: {charm: 'cs:trusty/mysql-1', num_units: 1, expose: true}\n"
        "  w: {charm: 'cs:trusty/wordpress-1', num_units: 1}\n"
        "relations: [[w, my]]\n"
    )
    with (
        FakeController(juju="1.25") as fake,
        Model.at([fake.endpoint], fake.model_uuid, cacert=fake.ca, password=fake.password) as model,
    ):
        model.deploy_bundle(text)

        assert sorted(model.status().apps) == ["my", "w"]
        assert str(model.plan_bundle(text)) == "nothing to do"
