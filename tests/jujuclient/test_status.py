"""One status for every Juju: read from what real controllers told, and from what the fake tells."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from fakejuju.cassette.files import load
from jujuclient import conditions, facades
from jujuclient.facades.client_types import FullStatus
from jujuclient.status import AppStatus, ModelStatus, Status, StatusInfo, UnitStatus
from jujuclient.tables import ports, table

CASSETTES = Path(__file__).parents[2] / "cassettes"


def recorded(name: str, exchange: int | None = None) -> Status:
    """The status of a recorded FullStatus: of that exchange, or the last."""
    cassette = load(CASSETTES / name)
    series = ".".join(cassette.header.juju.split(".")[:2])
    found = [e for e in cassette.exchanges if e.method == "FullStatus" and e.failure is None]
    one = next((e for e in found if e.number == exchange), found[-1])
    method = facades.method("Client", one.version, "FullStatus", series)
    assert method is not None
    return Status.read(method.decode_result(one.result, one.version, series), controller="prod")


def test_every_recorded_status_is_read_and_printed() -> None:
    count = 0
    for path in sorted(CASSETTES.glob("*/*.yaml")):
        cassette = load(path)
        series = ".".join(cassette.header.juju.split(".")[:2])
        for exchange in cassette.exchanges:
            if exchange.method == "FullStatus" and exchange.failure is None:
                method = facades.method("Client", exchange.version, "FullStatus", series)
                assert method is not None
                full: FullStatus = method.decode_result(exchange.result, exchange.version, series)
                status = Status.read(full)
                assert set(status.apps) == set(full.applications or {})
                assert set(status.machines) == set(full.machines or {})
                assert status.model.name in str(status)
                count += 1
    assert count > 100


def test_a_status_of_4_0_as_the_juju_command_shows_it() -> None:
    status = recorded("juju-4.0/22-status-after.yaml")

    assert (status.model.name, status.model.controller, status.model.version) == ("m1", "prod", "4.0.15")
    alpha = status.apps["alpha"]
    assert (alpha.charm_name, alpha.charm_origin, alpha.charm_rev, alpha.life) == (
        "alpha",
        "local",
        0,
        "alive",
    )
    assert alpha.units["alpha/0"].leader
    assert alpha.units["alpha/0"].workload_status.message == "ready"
    assert alpha.is_active
    assert str(alpha.base) == "ubuntu@22.04" or str(alpha.base) == "ubuntu@24.04"
    row = next(line for line in str(status).splitlines() if line.startswith("alpha/0*"))
    assert row.split() == ["alpha/0*", "active", "idle", "0", "ready"]


def test_units_of_a_subordinate_are_found_beside_their_principals() -> None:
    cassette = load(CASSETTES / "juju-3.6/02-watch-deploy-relate-remove.yaml")
    for exchange in cassette.exchanges:
        if exchange.method == "FullStatus" and '"mysub/0"' in exchange.result:
            status = recorded("juju-3.6/02-watch-deploy-relate-remove.yaml", exchange.number)
            assert status.apps["mysub"].subordinate_to == ["myapp"]
            assert "mysub/0" in status.get_units("mysub")
            assert "mysub/0" in dict(status.units())
            return
    pytest.fail("no recorded status has the subordinate's unit")


def test_what_is_not_there_is_no_unit_and_no_error() -> None:
    status = recorded("juju-4.0/22-status-after.yaml")

    assert status.get_units("nosuch") == {}


def test_two_statuses_differ_in_more_than_the_time() -> None:
    one, same = recorded("juju-4.0/09-status.yaml"), recorded("juju-4.0/09-status.yaml")
    other = recorded("juju-4.0/22-status-after.yaml")

    assert one == same
    assert one != other


def app(word: str, *units: str, agent: str = "idle", **given: Any) -> AppStatus:
    made = {
        f"web/{number}": UnitStatus(
            workload_status=StatusInfo(current=current), juju_status=StatusInfo(current=agent)
        )
        for number, current in enumerate(units)
    }
    return AppStatus(charm="local:web-0", charm_origin="local", charm_name="web", charm_rev=0, exposed=False,
                     app_status=StatusInfo(current=word), units=made, **given)  # fmt: skip


@pytest.mark.parametrize("word", ["active", "blocked", "error", "maintenance", "waiting"])
def test_the_conditions_look_at_applications_and_their_units(word: str) -> None:
    everything, something = getattr(conditions, f"all_{word}"), getattr(conditions, f"any_{word}")
    model = ModelStatus(name="m")
    so = Status(model=model, apps={"web": app(word, word, word)})
    half = Status(model=model, apps={"web": app(word, word, "unknown")})
    none = Status(model=model, apps={"web": app("unknown", "unknown")})

    assert (everything(so), something(so)) == (True, True)
    assert (everything(half), something(half)) == (False, True)
    assert (everything(none), something(none)) == (False, False)
    assert not everything(so, "web", "other")
    assert everything(so, "web")
    assert not something(so, "other")


def test_agents_are_idle_only_where_the_application_is_there() -> None:
    model = ModelStatus(name="m")

    assert conditions.all_agents_idle(Status(model=model, apps={"web": app("active", "active")}), "web")
    assert not conditions.all_agents_idle(Status(model=model), "web")
    busy = app("active", "active", agent="executing")
    assert not conditions.all_agents_idle(Status(model=model, apps={"web": busy}))


@pytest.mark.parametrize(
    ("opened", "shown"),
    [
        ([], ""),
        (["80/tcp"], "80/tcp"),
        (["1555/tcp", "80/tcp", "123/udp", "icmp"], "icmp 80,1555/tcp 123/udp"),
        (["1556/tcp", "80/tcp", "1555/tcp", "1557/tcp", "icmp"], "icmp 80,1555-1557/tcp"),
        (["8000-8010/tcp", "443/tcp"], "443,8000-8010/tcp"),
    ],
)
def test_ports_are_shown_by_protocol(opened: list[str], shown: str) -> None:
    assert ports(opened) == shown


def test_a_scale_tells_how_many_units_are_at_work() -> None:
    rows = str(recorded("juju-4.0/22-status-after.yaml")).splitlines()
    shown = {
        row.split()[0]: re.findall(r" ([0-9]+(?:/[0-9]+)?)  ", row)[0]
        for row in rows
        if row.startswith(("alpha ", "alpha2 ", "beta "))
    }

    # What `juju status` of 4.1-beta1 prints of the same answer.
    assert shown == {"alpha": "2", "alpha2": "1/2", "beta": "0/1"}


def test_a_machine_is_shown_by_the_name_it_has() -> None:
    row = next(
        line for line in str(recorded("juju-4.0/22-status-after.yaml")).splitlines() if line[:2] == "0 "
    )

    assert row.split() == ["0", "started", "disp-0", "ubuntu@24.04"]


def test_a_model_of_kubernetes_has_addresses_in_the_place_of_machines() -> None:
    unit = UnitStatus(workload_status=StatusInfo(current="active"), address="10.1.2.3", provider_id="web-0")
    web = AppStatus(charm="web", charm_origin="charmhub", charm_name="web", charm_rev=1, exposed=False,
                    scale=2, address="10.152.1.1", app_status=StatusInfo(current="active"),
                    units={"web/0": unit})  # fmt: skip

    lines = str(Status(model=ModelStatus(name="m", type="caas"), apps={"web": web})).splitlines()

    assert lines[3].split() == [
        "App", "Version", "Status", "Scale", "Charm", "Channel", "Rev", "Address", "Exposed", "Message",
    ]  # fmt: skip
    assert lines[4].split() == ["web", "active", "0/2", "web", "1", "10.152.1.1", "no"]
    assert lines[6].split() == ["Unit", "Workload", "Agent", "Address", "Ports", "Message"]
    assert lines[7].split() == ["web/0", "active", "10.1.2.3"]


def test_a_table_is_as_wide_as_its_cells() -> None:
    assert table(("A", "Long"), [("1", "2"), ("wide", "3")]) == "A     Long\n1     2\nwide  3"
    assert table(("A",), []) == ""


# What the juju command (4.1-beta1) makes of the same answers, as jubilant 1.14 hands it on.


def told(changes: dict[str, Any]) -> Status:
    """The status of a model of one application ``web``, told as 4.0 does, with changes to it."""
    word = {"data": {}, "info": "", "life": "", "status": "active", "version": "", "kind": "", "since": None}
    app = {
        "can-upgrade-to": "", "charm": "ch:amd64/noble/web-7", "exposed": False, "life": "alive",
        "relations": {}, "subordinate-to": [], "units": {},
        "base": {"name": "ubuntu", "channel": "24.04/stable"},
        "charm-profile": "", "charm-rev": 7, "charm-version": "", "endpoint-bindings": {},
        "public-address": "", "status": word, "workload-version": "",
    }  # fmt: skip
    unit = {
        "charm": "", "machine": "0", "opened-ports": None, "public-address": "", "subordinates": None,
        "agent-status": {**word, "life": "alive", "status": "idle"}, "workload-status": word,
        "leader": True, "workload-version": "",
    }  # fmt: skip
    app["units"] = {"web/0": {**unit, **changes.pop("unit", {})}}
    relations = changes.pop("relations", None)
    full = {
        "applications": {"web": {**app, **changes}}, "machines": {}, "offers": {}, "relations": relations,
        "remote-applications": {}, "branches": None,
        "model": {"name": "m", "cloud-tag": "cloud-c", "available-version": "", "version": "4.0.15",
                  "model-status": word, "region": "", "type": "iaas"},
    }  # fmt: skip
    method = facades.method("Client", 8, "FullStatus", "4.0")
    assert method is not None
    return Status.read(method.decode_result(json.dumps(full), 8, "4.0"))


@pytest.mark.parametrize(
    ("channel", "shown"), [("24.04/stable", "24.04"), ("24.04", "24.04"), ("24.04/edge", "24.04/edge")]
)
def test_a_base_is_shown_without_the_risk_that_goes_without_saying(channel: str, shown: str) -> None:
    base = told({"base": {"name": "ubuntu", "channel": channel}}).apps["web"].base

    assert base is not None
    assert base.channel == shown


def test_a_charm_of_the_store_has_a_name_and_a_local_one_a_url() -> None:
    assert told({}).apps["web"].charm == "web"
    assert told({"charm": "local:web-7"}).apps["web"].charm == "local:web-7"


def test_a_scale_is_that_of_kubernetes() -> None:
    assert told({}).apps["web"].scale == 0
    assert told({"int": 3}).apps["web"].scale == 3


def test_that_a_unit_is_alive_goes_without_saying() -> None:
    assert told({}).apps["web"].units["web/0"].juju_status.life == ""
    assert told({}).apps["web"].life == "alive"


def test_what_the_controller_could_not_tell_is_failed() -> None:
    app = told({"err": {"message": "no charm", "code": ""}}).apps["web"]

    assert (app.charm, app.app_status.current, app.app_status.message) == ("<failed>", "failed", "no charm")


def test_the_failed_hook_of_a_relation_names_the_other_end() -> None:
    failed = {"data": {"relation-id": 4}, "info": 'hook failed: "db-relation-changed"', "life": "",
              "status": "error", "version": "", "kind": "", "since": None}  # fmt: skip
    ends = [
        {"application": "web", "name": "db", "role": "requirer", "subordinate": False},
        {"application": "mysql", "name": "server", "role": "provider", "subordinate": False},
    ]
    relation = {"endpoints": ends, "id": 4, "key": "web:db mysql:server", "interface": "sql",
                "scope": "global", "status": {**failed, "status": "joined"}}  # fmt: skip

    status = told({"unit": {"workload-status": failed}, "relations": [relation]})

    message = status.apps["web"].units["web/0"].workload_status.message
    assert message == 'hook failed: "db-relation-changed" for mysql:server'
