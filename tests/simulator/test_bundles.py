"""Bundle: steps in an order that can be done, errors as recorded, and a model as YAML."""

from __future__ import annotations

from typing import Any

import pytest
from asking import Asking, Failure

from fakejuju.domain import charms
from fakejuju.domain.charm_archive import make_archive
from fakejuju.state.application import Application, Offer

BUNDLE = """
applications:
  a1: {charm: ch:ubuntu, num_units: 2, to: [0, 1], options: {hostname: x}}
  b1: {charm: ch:mysql, num_units: 1, to: ["lxd:0"], expose: true}
machines: {"0": {constraints: cores=2}, "1": {}}
relations: [["a1:juju-info", "b1:x"]]
"""


def steps(juju: str, text: str, version: int = 6) -> Any:
    """The steps with arguments by name."""
    return Asking(juju).ask("Bundle", version, "GetChangesMapArgs", {"yaml": text, "bundleURL": ""})


class TestSteps:
    """Recorded on 2.9.52 and 3.6.28."""

    def test_each_after_those_it_requires(self) -> None:
        told = steps("3.6", BUNDLE)

        ids = [step["id"] for step in told["changes"]]
        assert ids[-3:] == ["addUnit-9", "addMachines-11", "addUnit-10"]
        for number, step in enumerate(told["changes"]):
            assert set(step["requires"]) <= set(ids[:number])
        assert told["errors"] == [""] * len(ids)

    def test_machines_come_one_after_the_other_since_3(self) -> None:
        second = {juju: steps(juju, BUNDLE)["changes"][6] for juju in ("2.9", "3.6")}

        assert second["2.9"]["requires"] == []
        assert second["3.6"]["requires"] == ["addMachines-5"]

    def test_what_is_wrong_is_told(self) -> None:
        told = steps("3.6", "applications: {a: {charm: ch:x, num_units: -1, to: [9]}}")

        assert told == {
            "errors": [
                'negative number of units specified on application "a"',
                'placement "9" refers to a machine not defined in this bundle',
            ]
        }

    @pytest.mark.parametrize(
        ("juju", "told"), [("2.9", {"series": "jammy"}), ("3.6", {"base": "ubuntu@22.04/stable"})]
    )
    def test_the_series_of_the_bundle_is_that_of_its_machines_and_a_base_since_3_3(
        self, juju: str, told: dict[str, str]
    ) -> None:
        changes = steps(juju, "series: jammy" + BUNDLE)["changes"]

        machines = [step["args"] for step in changes if step["method"] == "addMachines"]
        assert len(machines) == 3
        assert all(told.items() <= machine.items() for machine in machines)
        assert all(told.items() <= step["args"].items() for step in changes if step["method"] == "deploy")

    def test_overlays_follow_as_further_documents(self) -> None:
        """What python-libjuju sends for ``overlays=``."""
        overlay = "applications: {a1: {options: {y: z}}, b1: null, c1: {charm: ch:x, num_units: 1}}"
        told = steps("3.6", f"{BUNDLE}---\n{overlay}\n")["changes"]

        deployed = {step["args"]["application"]: step["args"] for step in told if step["method"] == "deploy"}
        assert set(deployed) == {"a1", "c1"}
        assert deployed["a1"]["options"] == {"hostname": "x", "y": "z"}
        assert not [step for step in told if step["method"] == "addRelation"]

    @pytest.mark.parametrize("text", ["nonsense: [", "", "[]"])
    def test_what_is_no_bundle(self, text: str) -> None:
        words = "cannot read bundle YAML: malformed bundle: bundle is empty not valid"

        assert steps("3.6", text) == Failure(words, "not valid")


class TestExport:
    """Recorded on 2.9.52, 3.6.28 and 4.0.15."""

    def test_an_empty_model(self) -> None:
        told = Asking("3.6").ask("Bundle", 6, "ExportBundle", {})

        assert told == Failure("nothing to export as there are no applications", "")

    @pytest.mark.parametrize("juju", ["4.0", "4.1"])
    def test_4_x_has_given_it_up(self, juju: str) -> None:
        told = Asking(juju).ask("Bundle", 8, "ExportBundle", {})

        assert told == Failure("Juju 4.0 doesn't support exporting bundles", "not implemented")

    @pytest.mark.parametrize(
        ("juju", "version", "head"),
        [("3.6", 22, "default-base: ubuntu@22.04/stable\n"), ("2.9", 15, "series: jammy\n")],
    )
    def test_what_all_applications_run_on_is_told_once(self, juju: str, version: int, head: str) -> None:
        asking = Asking(juju)
        files = {"metadata.yaml": "name: mydb\nsummary: S\ndescription: D\nseries: [jammy]\n"}
        charm = charms.add_local_charm(asking.sim, asking.uuid, make_archive(files), series="jammy")
        base = (
            {"base": {"name": "ubuntu", "channel": "22.04"}}
            if juju == "3.6"
            else {"os": "ubuntu", "series": "jammy"}
        )
        origin = {"source": "local", "type": "", "id": "", "architecture": "amd64", **base}
        item = {
            "application": "mydb",
            "charm-url": charm.url,
            "charm-origin": origin,
            "num-units": 1,
            "series": "jammy",
        }
        if juju == "3.6":
            del item["series"]
        asking.ask("Application", version, "Deploy", {"applications": [item]})

        told = asking.ask("Bundle", 6, "ExportBundle", {})["result"]

        assert told.startswith(
            f"{head}applications:\n  mydb:\n    charm: local:mydb-0\n    num_units: 1\n    to:\n"
        )

    def test_offers_are_in_an_overlay(self) -> None:
        asking = Asking("3.6")
        files = {
            "metadata.yaml": "name: db\nsummary: S\ndescription: D\nprovides: {server: {interface: mysql}}\n"
        }
        charm = charms.add_local_charm(asking.sim, asking.uuid, make_archive(files), series="jammy")
        with asking.sim.state.transaction() as state:
            state.put(Application(model=asking.uuid, name="db", charm=charm.url, exposed=True))
            state.put(
                Offer(
                    model=asking.uuid, uuid="u", name="mine", application="db", endpoints={"server": "server"}
                )
            )

        told = asking.ask("Bundle", 6, "ExportBundle", {})["result"]

        assert told == (
            "default-base: ubuntu@22.04/stable\n"
            "applications:\n  db:\n    charm: local:db-0\n    expose: true\n"
            "--- # overlay.yaml\n"
            "applications:\n  db:\n    offers:\n      mine:\n"
            "        endpoints:\n        - server\n        acl:\n          admin: admin\n"
        )
