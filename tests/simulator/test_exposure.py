"""Whom applications are open to, which space their endpoints are in, and what is told of them."""

from __future__ import annotations

from typing import Any

import pytest
from asking import Asking
from msgspec.structs import replace

from fakejuju.domain import relations
from fakejuju.state.application import Application, Charm, Relation, Unit
from fakejuju.state.machine import Machine, Space
from jujuclient.wire.messages import Failure


def deployed(juju: str = "3.6") -> Asking:
    """A controller with ``web`` of two units, related to ``db`` of one."""
    asking = Asking(juju)
    charms: dict[str, dict[str, Any]] = {
        "web": {
            "requires": {"db": {"interface": "mysql"}},
            "peers": {"ring": {"interface": "ring"}},
            "extra-bindings": {"admin": None},
        },
        "db": {"provides": {"server": {"interface": "mysql"}}},
    }
    with asking.sim.state.transaction() as state:
        state.put(Space(model=asking.uuid, id="1", name="dmz"))
        state.put(Machine(model=asking.uuid, id="0"))
        for name, metadata in charms.items():
            url = f"local:jammy/{name}-0"
            state.put(Charm(model=asking.uuid, url=url, name=name, metadata={"name": name, **metadata}))
            application = state.put(Application(model=asking.uuid, name=name, charm=url))
            relations.add_peer_relations(asking.sim, application)
        for name in ("web/0", "web/1", "db/0"):
            state.put(Unit(model=asking.uuid, name=name, application=name.partition("/")[0], machine="0"))
        relations.add_relation(asking.sim, asking.uuid, ["web", "db"])
    return asking


def ask(asking: Asking, method: str, params: Any) -> Any:
    """A call of Application."""
    return asking.ask("Application", 22, method, params)


def told(asking: Asking, name: str = "web") -> Any:
    """What ApplicationsInfo tells."""
    return ask(asking, "ApplicationsInfo", {"entities": [{"tag": f"application-{name}"}]})["results"][0][
        "result"
    ]


def test_exposing_the_whole_is_exposing_it_to_everyone() -> None:
    asking = deployed()

    assert ask(asking, "Expose", {"application": "web"}) == {}
    assert told(asking)["exposed-endpoints"] == {"": {"expose-to-cidrs": ["0.0.0.0/0", "::/0"]}}

    assert ask(asking, "Unexpose", {"application": "web", "exposed-endpoints": []}) == {}
    assert told(asking)["exposed"] is False


def test_endpoints_are_exposed_and_closed_one_by_one() -> None:
    asking = deployed()
    ask(asking, "Expose", {"application": "web", "exposed-endpoints": {"db": {"expose-to-spaces": ["dmz"]}}})
    ask(
        asking,
        "Expose",
        {"application": "web", "exposed-endpoints": {"admin": {"expose-to-cidrs": ["10.0.0.0/8"]}}},
    )
    both = told(asking)["exposed-endpoints"]

    ask(asking, "Unexpose", {"application": "web", "exposed-endpoints": ["db"]})
    one = told(asking)

    assert both == {"db": {"expose-to-spaces": ["dmz"]}, "admin": {"expose-to-cidrs": ["10.0.0.0/8"]}}
    assert (one["exposed"], set(one["exposed-endpoints"])) == (True, {"admin"})


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("Expose", {"application": "nope"}, 'application "nope" not found'),
        ("Expose", {"application": "web", "exposed-endpoints": {"no": {}}}, 'endpoint "no" not found'),
        (
            "Expose",
            {"application": "web", "exposed-endpoints": {"": {"expose-to-cidrs": ["bad"]}}},
            'unable to parse "bad" as a CIDR: invalid CIDR address: bad',
        ),
        (
            "Expose",
            {"application": "web", "exposed-endpoints": {"no": {"expose-to-spaces": ["1"]}}},
            'space "1" not found',
        ),
        ("Unexpose", {"application": "web", "exposed-endpoints": ["no"]}, 'endpoint "no" not found'),
        ("Unexpose", {"application": "web", "exposed-endpoints": ["db"]}, 'endpoint "db" is not exposed'),
    ],
)
def test_what_cannot_be_exposed_or_closed_is_refused(method: str, params: Any, words: str) -> None:
    answer = ask(deployed(), method, params)

    assert isinstance(answer, Failure)
    assert answer.message == words


@pytest.mark.parametrize(("juju", "implicit"), [("3.6", False), ("4.0", True)])
def test_bindings_tell_every_endpoint_extra_ones_too(juju: str, implicit: bool) -> None:
    asking = deployed(juju)

    args = [{"application-tag": "application-web", "bindings": {"db": "dmz"}, "force": False}]
    assert ask(asking, "MergeBindings", {"args": args}) == {"results": [{}]}

    wanted = {"": "alpha", "admin": "alpha", "db": "dmz", "ring": "alpha"}
    assert told(asking)["endpoint-bindings"] == {**wanted, **({"juju-info": "alpha"} if implicit else {})}


def test_a_new_default_space_moves_what_is_not_named() -> None:
    asking = deployed()

    args = [{"application-tag": "application-web", "bindings": {"": "dmz", "db": "alpha"}, "force": False}]
    ask(asking, "MergeBindings", {"args": args})

    assert told(asking)["endpoint-bindings"] == {"": "dmz", "admin": "dmz", "db": "alpha", "ring": "dmz"}


@pytest.mark.parametrize(("juju", "nothing"), [("3.6", None), ("4.0", {})])
def test_units_info_tells_each_unit_across_whether_it_has_joined_or_not(juju: str, nothing: Any) -> None:
    asking = deployed(juju)
    sim = asking.sim
    relation = sim.state.find(Relation, "web:db db:server", asking.uuid)
    unit = sim.state.find(Unit, "db/0", asking.uuid)
    assert relation is not None
    assert unit is not None
    relations.enter_scope(sim, relation, unit, {"host": "10.0.0.1"})

    found = ask(asking, "UnitsInfo", {"entities": [{"tag": "unit-web-1"}]})["results"][0]["result"]

    ring, db = found["relation-data"]
    assert ring["unit-relation-data"] == {
        name: {"InScope": False, "UnitData": nothing} for name in ("web/0", "web/1")
    }
    assert db["related-endpoint"] == "server"
    assert db["unit-relation-data"] == {"db/0": {"InScope": True, "UnitData": {"host": "10.0.0.1"}}}


def test_an_application_stands_for_its_units_and_one_leads() -> None:
    asking = deployed()
    web = asking.sim.state.find(Application, "web", asking.uuid)
    assert web is not None
    nobody = ask(asking, "Leader", {"tag": "application-web"})
    with asking.sim.state.transaction() as state:
        state.put(replace(web, leader="web/1"))

    found = ask(asking, "UnitsInfo", {"entities": [{"tag": "application-web"}, {"tag": "unit-no-0"}]})[
        "results"
    ]

    assert nobody["error"]["message"] == "leader for application-web not found"
    assert [item["result"]["tag"] for item in found[:2]] == ["unit-web-0", "unit-web-1"]
    assert found[1]["result"]["leader"] is True
    assert found[2]["error"]["message"] == 'unit "no/0" not found'
    assert ask(asking, "Leader", {"tag": "application-web"})["result"] == "web/1"
