"""FullStatus: field by field, its filters, and how long it takes; status history, annotations, summaries."""

from __future__ import annotations

import time
from typing import Any, TypeVar

import msgspec
import pytest
from asking import Asking, Failure

from fakejuju.domain.machines import remove_machine
from fakejuju.domain.statuses import set_status
from fakejuju.projections.status import full_status
from fakejuju.projections.words import constraints_words, hardware_words, ports_words
from fakejuju.state.application import (
    Application,
    Charm,
    Endpoint,
    ExposedEndpoint,
    Offer,
    Relation,
    RelationEnd,
    RemoteApplication,
    Unit,
)
from fakejuju.state.controller import Annotations
from fakejuju.state.entity import Address, Base, Entity, PortRange, Status
from fakejuju.state.machine import Machine
from jujuclient.wire.struct import Context

E = TypeVar("E", bound=Entity)

replace = msgspec.structs.replace
CHARM = "local:jammy/myapp-3"


def put(asking: Asking, *entities: Entity) -> None:
    with asking.sim.state.transaction() as state:
        for entity in entities:
            state.put(replace(entity, model=asking.uuid))
    asking.sim.turn()


def status(asking: Asking, version: int = 8, **params: Any) -> Any:
    return asking.ask("Client", version, "FullStatus", params)


def populated(juju: str = "3.6") -> Asking:
    """A principal with two units and a subordinate beside one, a container, and a relation of each kind."""
    asking = Asking(juju)
    metadata = {"requires": {"db": {"interface": "mysql"}}, "peers": {"cluster": {"interface": "myapp-peer"}}}
    base = Base("ubuntu", "22.04/stable")
    peer = RelationEnd("myapp", Endpoint("cluster", "myapp-peer", "peer"))
    host = RelationEnd("mysub", Endpoint("host", "juju-info", "requirer", "container"))
    info = RelationEnd("myapp", Endpoint("juju-info", "juju-info", "provider", "container"))
    put(
        asking,
        Charm(url=CHARM, name="myapp", revision=3, metadata=metadata, version="v1"),
        Machine(
            id="0",
            instance_id="juju-inst-0",
            agent=Status("started"),
            hostname="host-0",
            addresses=[Address("10.0.0.10"), Address("54.32.1.10", scope="public")],
            hardware={"arch": "amd64", "cpu-cores": 2, "mem": 4096},
        ),
        Machine(id="0/lxd/0"),
        Application(name="myapp", charm=CHARM, base=base, exposed=True, leader="myapp/0"),
        Application(name="mysub", charm="local:jammy/mysub-0", base=base, subordinate=True),
        Unit(
            name="myapp/0",
            application="myapp",
            machine="0",
            charm=CHARM,
            ports=[PortRange(53, 53, "udp"), PortRange(8000, 8010), PortRange(80, 80)],
            agent=Status("idle"),
            workload=Status("active", "ready"),
        ),
        Unit(name="myapp/1", application="myapp"),
        Unit(name="mysub/0", application="mysub", principal="myapp/0"),
        Relation(id=0, ends=[peer]),
        Relation(id=1, ends=[host, info]),
    )
    return asking


def test_units_nest_and_relations_name_who_is_across() -> None:
    told = status(populated())
    myapp, mysub = told["applications"]["myapp"], told["applications"]["mysub"]

    assert list(myapp["units"]) == ["myapp/0", "myapp/1"]
    assert list(myapp["units"]["myapp/0"]["subordinates"]) == ["mysub/0"]
    assert mysub["units"] is None
    assert mysub["subordinate-to"] == ["myapp"]
    assert myapp["relations"] == {"cluster": ["myapp"], "juju-info": ["mysub"]}
    assert [one["id"] for one in told["relations"]] == [0, 1]
    assert told["relations"][1]["endpoints"][0]["subordinate"] is True
    assert list(told["machines"]) == ["0"]
    assert list(told["machines"]["0"]["containers"]) == ["0/lxd/0"]


def test_a_unit_and_its_machine() -> None:
    told = status(populated())
    unit, machine = told["applications"]["myapp"]["units"]["myapp/0"], told["machines"]["0"]

    assert unit["opened-ports"] == ["80/tcp", "8000-8010/tcp", "53/udp"]
    assert unit["leader"] is True
    assert unit["public-address"] == "54.32.1.10"
    assert unit["charm"] == ""
    assert unit["subordinates"]["mysub/0"]["public-address"] == "54.32.1.10"
    assert unit["subordinates"]["mysub/0"]["machine"] == ""
    assert machine["dns-name"] == "54.32.1.10"
    assert machine["hardware"] == "arch=amd64 cores=2 mem=4096M"
    assert machine["containers"]["0/lxd/0"]["instance-id"] == "pending"


def test_an_application_is_as_bad_as_its_worst_unit_unless_its_leader_says() -> None:
    asking = populated()
    failed = Status("error", 'hook failed: "db-relation-joined"', data={"hook": "x", "relation-id": 1})
    put(asking, Unit(name="myapp/1", application="myapp", agent=failed))

    told = status(asking)["applications"]["myapp"]

    assert told["status"]["status"] == "error"
    assert told["status"]["data"] == {"hook": "x", "relation-id": 1}
    assert told["units"]["myapp/1"]["agent-status"]["status"] == "idle"
    assert told["units"]["myapp/1"]["workload-status"]["data"] == {"relation-id": 1}

    own = asking.sim.state.find(Application, "myapp", asking.uuid)
    assert own is not None
    put(asking, replace(own, status=Status("active", "all")))
    assert status(asking)["applications"]["myapp"]["status"]["info"] == "all"


def test_a_lost_agent() -> None:
    asking = populated()
    unit = asking.sim.state.find(Unit, "myapp/0", asking.uuid)
    machine = asking.sim.state.find(Machine, "0", asking.uuid)
    assert unit is not None
    assert machine is not None
    put(asking, replace(unit, lost=True), replace(machine, lost=True))

    told = status(asking)

    words = "agent is not communicating with the server"
    shown = told["applications"]["myapp"]["units"]["myapp/0"]
    assert (shown["agent-status"]["status"], shown["agent-status"]["info"]) == ("lost", words)
    assert shown["workload-status"]["info"] == "agent lost, see 'juju show-status-log myapp/0'"
    assert (told["machines"]["0"]["agent-status"]["status"]) == "down"
    assert told["applications"]["myapp"]["status"]["status"] == "waiting"


def test_how_series_differ() -> None:
    new, newer, old = (
        status(populated(juju))["applications"]["myapp"] if juju != "2.9" else
        status(populated(juju), 6)["applications"]["myapp"]
        for juju in ("3.6", "4.0", "2.9")
    )  # fmt: skip
    assert (new["life"], newer["life"]) == ("", "alive")
    assert "meter-statuses" in new
    assert "meter-statuses" not in newer
    assert "series" not in new
    assert (old["series"], old["charm-verion"]) == ("jammy", "v1")
    assert "charm-rev" not in old
    assert new["charm-rev"] == 3
    assert new["exposed-endpoints"] == {"": {"expose-to-cidrs": ["0.0.0.0/0", "::/0"]}}


def test_juju1_has_one_status_for_all() -> None:
    told = status(populated("1.25"), 0)
    unit = told["Services"]["myapp"]["Units"]["myapp/0"]

    assert unit["AgentState"] == "started"
    assert unit["Workload"]["Status"] == "active"
    assert told["Machines"]["0"]["Hardware"] == "arch=amd64 cpu-cores=2 mem=4096M"
    assert told["EnvironmentName"] == "default"
    assert "Agent" in status(populated("1.20"), 0)["Services"]["myapp"]["Units"]["myapp/0"]


@pytest.mark.parametrize(
    ("patterns", "applications", "machines"),
    [
        (["myapp"], ["myapp", "mysub"], ["0"]),
        (["myapp/1"], ["myapp"], []),
        (["mysub/0"], ["myapp", "mysub"], ["0"]),
        (["0"], ["myapp", "mysub"], ["0"]),
        (["active"], ["myapp", "mysub"], ["0"]),
        (["allocating"], ["myapp", "mysub"], ["0"]),
        (["8005"], ["myapp", "mysub"], ["0"]),
        (["10.0.0.0/24"], ["myapp", "mysub"], ["0"]),
        (["exposed"], ["myapp", "mysub"], ["0"]),
        (["0/lxd/0"], [], ["0"]),
        (["nope"], [], []),
        (["*/*/*"], [], []),
        (["bad!pattern"], [], []),
    ],
)
def test_patterns(patterns: list[str], applications: list[str], machines: list[str]) -> None:
    told = status(populated(), patterns=patterns)

    assert list(told["applications"]) == applications
    assert list(told["machines"]) == machines


def test_an_application_is_as_its_gravest_unit_in_2_9_whatever_units_a_filter_leaves() -> None:
    """Recorded on 2.9.52 and 3.6.28 in 05-facade-sweep, with the patterns myapp/0, 0 and active."""
    for juju, version, wanted in (("2.9", 6, "waiting"), ("3.6", 8, "active")):
        asking = populated(juju)
        put(
            asking,
            replace(asking.sim.state.all(Unit, asking.uuid)[0], name="myapp/7", workload=Status("active")),
            replace(asking.sim.state.all(Unit, asking.uuid)[0], name="myapp/8", workload=Status("waiting")),
        )

        told = status(asking, version, patterns=["myapp/7"])["applications"]["myapp"]

        assert list(told["units"]) == ["myapp/7"]
        assert told["status"]["status"] == wanted


def test_a_filter_takes_relations_along() -> None:
    told = status(populated(), patterns=["myapp/1"])
    # Recorded on 3.6.28: one end is enough, and what is not shown is no subordinate.
    assert [one["id"] for one in told["relations"]] == [0, 1]
    assert told["relations"][1]["endpoints"][0]["subordinate"] is False
    assert [one["id"] for one in status(populated("4.0"), patterns=["myapp/1"])["relations"]] == [0]
    assert status(populated(), patterns=["nope"])["relations"] is None


def test_a_bad_pattern_is_an_error_at_first() -> None:
    told = status(populated("1.18"), 0, Patterns=["bad!pattern"])
    assert told == Failure('pattern "bad!pattern" contains invalid characters')


def test_offers_and_saas() -> None:
    asking = populated()
    endpoint = Endpoint("server", "mysql", "provider", "")
    url = "admin/offering.db"
    put(
        asking,
        Offer(uuid="u", name="o", application="myapp", endpoints={"db": "db"}),
        RemoteApplication(name="remotedb", offer_url=url, endpoints=[endpoint]),
    )

    told = status(asking)

    assert told["offers"]["o"]["endpoints"]["db"]["interface"] == "mysql"
    assert told["remote-applications"]["remotedb"]["offer-url"] == url
    assert told["remote-applications"]["remotedb"]["offer-name"] == "remotedb"


def test_exposed_endpoints_name_spaces() -> None:
    asking = populated()
    exposed = {"db": ExposedEndpoint(spaces=["0"], cidrs=["10.0.0.0/8"])}
    put(asking, Application(name="myapp", charm=CHARM, exposed=True, exposed_endpoints=exposed))

    told = status(asking)["applications"]["myapp"]["exposed-endpoints"]

    assert told == {"db": {"expose-to-spaces": ["alpha"], "expose-to-cidrs": ["10.0.0.0/8"]}}


def test_words() -> None:
    assert constraints_words({"mem": 4096, "cores": 2, "arch": "amd64"}) == "arch=amd64 cores=2 mem=4096M"
    assert constraints_words({"arch": "amd64", "spaces": []}) == "arch=amd64 spaces="
    assert (
        constraints_words({"allocate-public-ip": True, "zones": ["a", "b"]})
        == "zones=a,b allocate-public-ip=true"
    )
    assert hardware_words({"cores": 2, "availability-zone": "z"}) == "cores=2 availability-zone=z"
    assert ports_words([PortRange(-1, -1, "icmp")]) == ["icmp"]


def test_ten_thousand_units_are_told_in_a_second() -> None:
    asking = Asking("3.6")
    with asking.sim.state.transaction() as state:
        for number in range(1000):
            name = f"a{number}"
            state.put(Application(model=asking.uuid, name=name, charm=CHARM))
            for unit in range(10):
                machine = str(number * 10 + unit)
                state.put(Machine(model=asking.uuid, id=machine))
                state.put(Unit(model=asking.uuid, name=f"{name}/{unit}", application=name, machine=machine))

    begun = time.perf_counter()
    told = full_status(asking.sim, asking.model, Context("Client", 8, "3.6"))

    assert time.perf_counter() - begun < 3, "a single pass takes a tenth of a second on an idle machine"
    assert sum(len(one.units or ()) for one in (told.applications or {}).values()) == 10_000


@pytest.mark.parametrize(("juju", "version"), [("1.25", 0), ("2.9", 6), ("3.6", 8), ("4.0", 8)])
def test_a_status_after_any_change_is_as_one_that_is_told_for_the_first_time(juju: str, version: int) -> None:
    asking = populated(juju)

    def held(cls: type[E], key: str) -> E:
        found = asking.sim.state.find(cls, key, asking.uuid)
        assert found is not None
        return found

    def told() -> Any:
        found = status(asking, version)
        return {key: value for key, value in found.items() if key != "controller-timestamp"}

    said = [told()]
    for change in (
        lambda: put(asking, replace(held(Unit, "myapp/0"), workload=Status("blocked", "why"))),
        lambda: put(asking, replace(held(Unit, "mysub/0"), agent=Status("executing"))),
        lambda: put(asking, replace(held(Machine, "0"), addresses=[Address("10.0.0.99")])),
        lambda: put(asking, replace(held(Machine, "0/lxd/0"), instance_id="juju-inst-1")),
        lambda: put(asking, replace(held(Application, "myapp"), leader="myapp/1")),
        lambda: put(asking, replace(held(Application, "myapp"), charm="local:jammy/myapp-4")),
        lambda: put(asking, replace(held(Application, "mysub"), charm="local:jammy/mysub-1")),
        lambda: put(asking, Unit(name="mysub/1", application="mysub", principal="myapp/1")),
        lambda: put(asking, Machine(id="1"), replace(held(Unit, "myapp/1"), machine="1")),
        lambda: put(asking, Machine(id="1/lxd/0")),
    ):
        change()
        again = told()
        asking.sim.told.clear()  # what is known of the last one
        assert again == told()
        assert again not in said or juju == "1.25"  # which tells no leader
        said.append(again)


def test_what_is_kept_of_a_status_goes_with_its_model() -> None:
    asking = populated()
    status(asking)
    beside = Asking(sim=asking.sim, model="beside")
    status(beside)
    assert set(asking.sim.told) == {asking.uuid, beside.uuid}

    with asking.sim.state.transaction() as state:
        state.remove(asking.model)
    status(beside, 7)

    assert set(asking.sim.told) == {beside.uuid}


# --- history ------------------------------------------------------------------------------------


def history(asking: Asking, kind: str, tag: str, **filter_: Any) -> Any:
    wanted = {"historyKind": kind, "filter": filter_ or {"size": 20}, "tag": tag}
    result = asking.ask("Client", 8, "StatusHistory", {"requests": [wanted]})["results"][0]
    if "error" in result:
        return result["error"]["message"]
    return [(one["status"], one["kind"]) for one in result["history"]["statuses"]]


def test_history_begins_with_what_it_began_with() -> None:
    asking = populated()
    unit = asking.sim.state.find(Unit, "myapp/1", asking.uuid)
    assert unit is not None
    with asking.sim.state.transaction():
        unit = set_status(asking.sim, unit, "agent", "executing", "running install hook")
    with asking.sim.state.transaction():
        set_status(asking.sim, unit, "workload", "maintenance", "installing charm software")

    assert history(asking, "juju-unit", "unit-myapp-1") == [
        ("allocating", "juju-unit"),
        ("executing", "juju-unit"),
    ]
    assert history(asking, "workload", "unit-myapp-1", size=1) == [("maintenance", "workload")]
    assert len(history(asking, "unit", "unit-myapp-1")) == 4
    assert history(asking, "application", "application-myapp") == [("unset", "application")]
    assert history(asking, "unit", "unit-myapp-1", delta=0, size=0, date=None) == (
        "cannot validate status history filter: missing filter parameters not valid"
    )


def test_history_of_what_is_not_there() -> None:
    asking = populated()
    said = 'fetching status history for "unit-nope-0": unit "nope/0" not found'
    assert history(asking, "unit", "unit-nope-0") == said
    assert history(asking, "machine", "machine-9").endswith("machine 9 not found")
    assert history(asking, "saas", "application-x").endswith('saas application "x" not found')
    assert history(asking, "nope", "unit-myapp-0").endswith('"unit-myapp-0" is not a valid machine tag')


def test_history_of_a_container_is_told_as_one_up_to_3_6() -> None:
    """4.x finds none: its log has no statuses of that kind."""
    told = []
    for juju in ("3.6", "4.0"):
        asking = populated(juju)
        told += [history(asking, kind, "machine-0") for kind in ("juju-container", "container")]
    assert {kind for _, kind in told[0]} == {"juju-container"}
    assert {kind for _, kind in told[1]} == {"container"}
    assert told[2:] == [[], []]


def test_4_x_has_a_log_of_statuses_and_knows_nobody() -> None:
    """A unit's and a machine's are found by their names; of others there is nothing, and no error."""
    asking = populated("4.0")
    assert history(asking, "unit", "unit-myapp-0")
    assert history(asking, "unit", "unit-nope-0") == []
    assert history(asking, "machine", "machine-9") == []
    assert history(asking, "saas", "application-x") == []
    assert history(asking, "nope", "unit-myapp-0") == 'status history kind "nope"'


# --- annotations --------------------------------------------------------------------------------


def test_annotations_are_merged_and_an_empty_value_removes() -> None:
    asking = populated()
    for pairs in ({"x": "1", "y": "2"}, {"x": ""}):
        given = {"annotations": [{"entity": "unit-myapp-0", "annotations": pairs}]}
        assert asking.ask("Annotations", 2, "Set", given) == {"results": []}

    wanted = {"entities": [{"tag": "unit-myapp-0"}, {"tag": "unit-nope-0"}, {"tag": "rubbish"}]}
    found = asking.ask("Annotations", 2, "Get", wanted)["results"]

    assert found[0]["annotations"] == {"y": "2"}
    assert [one["error"].get("error", {}).get("message") for one in found] == [
        None,
        'while getting annotations to "unit-nope-0": permission denied',
        'while getting annotations to "rubbish": "rubbish" is not a valid tag',
    ]


def test_annotations_go_with_what_they_are_on() -> None:
    asking = populated()
    put(asking, Annotations(tag="machine-0-lxd-0", values={"a": "b"}))
    container = asking.sim.state.find(Machine, "0/lxd/0", asking.uuid)
    assert container is not None
    with asking.sim.state.transaction():
        remove_machine(asking.sim, container)
    assert asking.sim.state.all(Annotations, asking.uuid) == []


def test_a_key_with_a_dot() -> None:
    asking = populated()
    tag = f"model-{asking.uuid}"
    given = {"annotations": [{"entity": tag, "annotations": {"a.b": "c"}}]}
    error = asking.ask("Annotations", 2, "Set", given)["results"][0]["error"]
    assert error["message"] == (
        f'while setting annotations to "{tag}": cannot update annotations on {tag}: invalid key "a.b"'
    )


# --- summaries and older calls ------------------------------------------------------------------


def test_summaries_tell_what_changed() -> None:
    asking = populated()
    id = asking.ask("Controller", 12, "WatchAllModelSummaries")["watcher-id"]
    first = asking.ask("ModelSummaryWatcher", 1, "Next", id=id)["models"]
    put(asking, Machine(id="1"))
    second = asking.ask("ModelSummaryWatcher", 1, "Next", id=id)["models"]

    assert [one["name"] for one in first] == ["controller", "default"]
    assert first[0]["size"] == {}
    size = {"machines": 2, "containers": 1, "applications": 2, "units": 3, "relations": 2}
    assert [one["size"] for one in second] == [size]
    assert asking.ask("ModelSummaryWatcher", 1, "Next", id=id) is None
    assert asking.ask("ModelSummaryWatcher", 1, "Stop", id=id) == {}


def test_addresses_as_juju1_asked_for_them() -> None:
    asking = populated("1.25")
    assert asking.ask("Client", 0, "PublicAddress", {"Target": "myapp/0"}) == {"PublicAddress": "54.32.1.10"}
    assert asking.ask("Client", 0, "PrivateAddress", {"Target": "0"}) == {"PrivateAddress": "10.0.0.10"}
    assert asking.ask("Client", 0, "Status") == {"Machines": {"0": {"InstanceId": "juju-inst-0"}}}
    assert asking.ask("Client", 0, "GetAnnotations", {"Tag": "machine-0"}) == {"Annotations": {}}


def test_a_model_that_goes_under_a_connection() -> None:
    asking = Asking("3.6")
    status(asking)
    with asking.sim.state.transaction() as state:
        state.drop_model(asking.uuid)
        state.remove(asking.model)
    assert status(asking) == Failure(f'cannot get model: model "{asking.uuid}" not found', "not found")
