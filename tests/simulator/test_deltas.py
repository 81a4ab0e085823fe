"""The all watchers: what they tell, in which order, and what is kept for them."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from asking import Asking, Failure

from fakejuju.deltas import AllWatch, Feed
from fakejuju.domain.machines import remove_machine
from fakejuju.projections.deltas import document, place_of
from fakejuju.simulation import Simulation
from fakejuju.state.application import Application, Charm, Endpoint, Offer, Relation, RelationEnd, Unit
from fakejuju.state.controller import Annotations, Model
from fakejuju.state.entity import Address, Entity, PortRange, Status
from fakejuju.state.machine import Machine
from fakejuju.watchers import NOTHING, StringsWatcher

replace = msgspec.structs.replace
CHARM = "local:jammy/myapp-0"


def put(asking: Asking, *entities: Entity) -> None:
    """Change the state as a controller does, and let follow what follows."""
    with asking.sim.state.transaction() as state:
        for entity in entities:
            state.put(replace(entity, model=asking.uuid))
    asking.sim.turn()


def remove(asking: Asking, kind: type[Entity], key: str) -> None:
    found = asking.sim.state.find(kind, key, asking.uuid)
    assert found is not None
    with asking.sim.state.transaction() as state:
        state.remove(found)
    asking.sim.turn()


def watch(asking: Asking, client: int = 8) -> Callable[[], Any]:
    """Start an all watcher; the function gives kind, operation and id of each delta."""
    id = asking.ask("Client", client, "WatchAll")["watcher-id"]
    version = {8: 3, 6: 2}[client]

    def next_() -> Any:
        answer = asking.ask("AllWatcher", version, "Next", id=id)
        return None if answer is None else [(kind, what, _id(doc)) for kind, what, doc in answer["deltas"]]

    return next_


def _id(doc: dict[str, Any]) -> str:
    return str(doc.get("name") or doc.get("key") or doc.get("tag") or doc.get("charm-url") or doc.get("id"))


def test_first_answer_is_the_whole_model_by_last_change() -> None:
    asking = Asking("3.6")
    put(asking, Machine(id="0"))
    put(asking, Application(name="myapp", charm=CHARM))
    put(asking, Unit(name="myapp/0", application="myapp", machine="0"))
    put(asking, Machine(id="0", instance_id="juju-inst-0"))

    told = watch(asking)()

    assert told == [
        ("model", "change", "default"),
        ("application", "change", "myapp"),
        ("unit", "change", "myapp/0"),
        ("machine", "change", "0"),
    ]


@pytest.mark.parametrize(
    ("juju", "order"),
    [
        ("2.9", ["unit", "unit", "relation", "application", "machine"]),
        ("3.6", ["application", "relation", "machine", "unit", "unit"]),
    ],
)
def test_what_one_transaction_changed_is_told_in_the_order_of_the_series(juju: str, order: list[str]) -> None:
    """Facts about deltas, 1: in 2.9 a unit can name a machine that is not yet announced."""
    asking = Asking(juju)
    next_ = watch(asking, {"2.9": 6, "3.6": 8}[juju])
    next_()

    peer = RelationEnd("web", Endpoint("ring", "ring", "peer"))
    put(
        asking,
        Application(name="web", charm=CHARM),
        Relation(id=0, ends=[peer]),
        Machine(id="0"),
        Unit(name="web/0", application="web", machine="0"),
        Unit(name="web/1", application="web"),
    )

    assert [kind for kind, _, _ in next_()] == order


def test_changes_between_two_answers_are_told_once_at_their_last_place() -> None:
    asking = Asking("3.6")
    put(asking, Machine(id="0"), Machine(id="1"))
    next_ = watch(asking)
    next_()

    put(asking, Machine(id="0", hostname="a"))
    put(asking, Machine(id="1", hostname="b"))
    put(asking, Machine(id="0", hostname="c"))

    assert next_() == [("machine", "change", "1"), ("machine", "change", "0")]


def test_created_and_removed_between_two_answers_is_not_told() -> None:
    asking = Asking("3.6")
    next_ = watch(asking)
    next_()

    put(asking, Machine(id="0"))
    remove(asking, Machine, "0")
    put(asking, Machine(id="1"))

    assert next_() == [("machine", "change", "1")]


def test_removal_carries_the_last_document_and_a_return_is_a_change() -> None:
    asking = Asking("3.6")
    put(asking, Machine(id="0", life="dying"))
    id = asking.ask("Client", 8, "WatchAll")["watcher-id"]
    asking.ask("AllWatcher", 3, "Next", id=id)

    remove(asking, Machine, "0")
    gone = asking.ask("AllWatcher", 3, "Next", id=id)["deltas"]
    put(asking, Machine(id="0"))
    remove(asking, Machine, "0")
    put(asking, Machine(id="0", hostname="again"))
    back = asking.ask("AllWatcher", 3, "Next", id=id)["deltas"]

    assert [(delta[:2], delta[2]["life"], delta[2]["base"]) for delta in gone] == [
        (["machine", "remove"], "dying", "ubuntu@22.04")
    ]
    assert [delta[:2] for delta in back] == [["machine", "change"]]


def test_same_document_is_no_delta_and_relation_scope_neither() -> None:
    asking = Asking("3.6")
    peer = RelationEnd("myapp", Endpoint("cluster", "myapp-peer", "peer"))
    put(asking, Relation(id=0, ends=[peer]), Machine(id="0"))
    next_ = watch(asking)
    next_()

    put(asking, Relation(id=0, ends=[peer], status=Status("joined"), units={"myapp/0": {}}))
    put(asking, Machine(id="0", modification=Status("applied")))

    assert next_() is None


def test_waiting_next_is_answered_change_by_change() -> None:
    asking = Asking("3.6")
    watch_ = AllWatch(asking.sim, "AllWatcher", asking.uuid)
    asking.sim.watching[watch_] = None
    told: list[Any] = []
    watch_.ask(told.append)
    watch_.ask(told.append)
    assert len(told) == 1

    put(asking, Machine(id="0"), Machine(id="1"))
    watch_.ask(told.append)

    assert [[doc["id"] for _, _, doc in answer.deltas] for answer in told[1:]] == [["0"], ["1"]]


def test_annotation_is_followed_by_what_it_is_on() -> None:
    asking = Asking("3.6")
    put(asking, Machine(id="0"))
    next_ = watch(asking)
    next_()

    put(asking, Annotations(tag="machine-0", values={"rack": "1"}))
    assert next_() == [("annotation", "change", "machine-0"), ("machine", "change", "0")]

    machine = asking.sim.state.find(Machine, "0", asking.uuid)
    assert machine is not None
    with asking.sim.state.transaction():
        remove_machine(asking.sim, machine)
    assert next_() == [("machine", "remove", "0"), ("annotation", "remove", "machine-0")]


def test_error_of_an_agent_is_told_as_the_workloads() -> None:
    sim = Simulation("3.6")
    failed = Status("error", 'hook failed: "install"', "2026-01-01T00:00:00Z", {"hook": "install"})
    unit = Unit(
        model=sim.controller_model.uuid, name="a/0", application="a", agent=failed, agent_version="3.6.28"
    )

    told = document(sim, unit)

    assert told["workload-status"] == {
        "current": "error",
        "message": 'hook failed: "install"',
        "since": "2026-01-01T00:00:00Z",
        "version": "",
        "data": {"hook": "install"},
    }
    assert told["agent-status"] == {
        "current": "idle",
        "message": "",
        "since": "2026-01-01T00:00:00Z",
        "version": "3.6.28",
    }


def test_unit_tells_every_port_and_the_ranges() -> None:
    sim = Simulation("3.6")
    ports = [PortRange(8000, 8002), PortRange(53, 53, "udp"), PortRange(80, 80)]
    unit = Unit(model=sim.controller_model.uuid, name="a/0", application="a", ports=ports)

    told = document(sim, unit)

    assert [port["number"] for port in told["ports"]] == [80, 8000, 8001, 8002, 53]
    assert told["port-ranges"][1] == {"from-port": 8000, "to-port": 8002, "protocol": "tcp"}
    assert "series" not in told


def test_unit_learns_an_address_with_its_own_next_change() -> None:
    asking = Asking("3.6")
    put(asking, Machine(id="0"), Unit(name="a/0", application="a", machine="0"))
    next_ = watch(asking)
    next_()

    put(asking, Machine(id="0", addresses=[Address("10.0.0.10")]))
    assert next_() == [("machine", "change", "0")]

    put(asking, Unit(name="a/0", application="a", machine="0", agent=Status("idle")))
    feed = asking.sim.deltas.feed(asking.uuid)
    unit = next(
        msgspec.json.decode(one.document) for one in feed.entries.values() if one.place.kind == "unit"
    )
    assert unit["private-address"] == "10.0.0.10"


def test_fields_of_each_series() -> None:
    machine = Machine(model="m", id="0")

    def keys(juju: str) -> set[str]:
        return set(document(Simulation(juju), machine))

    assert {"series", "base"} <= keys("2.9")
    assert "series" in keys("2.8")
    assert "base" not in keys("2.8")
    assert "series" not in keys("3.1")
    assert {"EnvUUID", "Id", "InstanceId", "Status", "StatusInfo", "StatusData", "HasVote"} <= keys("1.25")
    assert "EnvUUID" not in keys("1.18")
    assert "HasVote" not in keys("1.20")


def test_kinds_come_with_their_series() -> None:
    charm, offer = Charm(model="m", url=CHARM, name="myapp"), Offer(
        model="m", uuid="u", name="o", application="a", endpoints={}
    )  # fmt: skip
    assert place_of(Simulation("2.2"), charm) is None
    assert place_of(Simulation("2.6"), charm) is not None
    assert place_of(Simulation("2.0"), offer) is None
    found = place_of(Simulation("1.25"), Application(model="m", name="a", charm=CHARM))
    assert found is not None
    assert found.kind == "service"


def test_juju1_waits_for_a_first_delta_and_spells_its_own_way() -> None:
    asking = Asking("1.25")
    assert asking.ask("Client", 0, "WatchAll") == {"AllWatcherId": "1"}
    assert asking.ask("AllWatcher", 0, "Next", id="1") is None

    put(asking, Machine(id="0"))
    put(asking, Machine(id="1"))

    told = asking.ask("AllWatcher", 0, "Next", id="1")
    assert [(kind, what, doc["Id"]) for kind, what, doc in told["Deltas"]] == [("machine", "change", "1")]


def test_stop_and_unknown_ids() -> None:
    asking = Asking("3.6")
    id = asking.ask("Client", 8, "WatchAll")["watcher-id"]
    asking.ask("AllWatcher", 3, "Next", id=id)

    assert asking.ask("AllWatcher", 3, "Stop", id=id) == {}
    for facade, version in (("AllWatcher", 3), ("NotifyWatcher", 1)):
        failure = asking.ask(facade, version, "Next", id=id)
        assert (failure.message, failure.code) == ("unknown watcher id", "not found")


def test_there_is_none_from_4_0_on() -> None:
    asking = Asking("4.0")
    assert asking.ask("Client", 8, "WatchAll") == Failure("WatchAll not implemented", "not implemented")
    answer = asking.ask("Controller", 14, "WatchAllModels")
    assert answer == Failure("WatchAllModels not implemented", "not implemented")


def test_who_waits_is_told_of_the_end() -> None:
    sim = Simulation("3.6")
    told: list[Any] = []
    for watch_ in (
        AllWatch(sim, "AllWatcher", sim.controller_model.uuid),
        StringsWatcher(sim, lambda commit: []),
    ):
        watch_.ask(told.append)
        watch_.ask(told.append)
        watch_.stop()
    assert told[1:] == [
        Failure("watcher was stopped"),
        *[Failure("watcher has been stopped", "stopped")] * 2,
    ]


# --- what is kept -------------------------------------------------------------------------------


def take(watch_: AllWatch) -> list[Any]:
    told = watch_.take()
    return [] if told is NOTHING else list(told.deltas)


def test_nothing_is_kept_for_what_nobody_saw_or_everybody_was_told() -> None:
    asking = Asking("3.6")
    feed: Feed = asking.sim.deltas.feed(asking.uuid)
    for number in range(50):
        put(asking, Machine(id=str(number)))
        remove(asking, Machine, str(number))
    assert not feed.gone

    put(asking, Machine(id="99"))
    one, other = (AllWatch(asking.sim, "AllWatcher", asking.uuid) for _ in range(2))
    take(one)
    take(other)
    remove(asking, Machine, "99")
    assert len(feed.gone) == 1
    take(one)
    assert len(feed.gone) == 1
    other.leave()
    assert not feed.gone


@pytest.mark.parametrize("seed", range(12))
def test_every_watcher_rebuilds_the_same_model(seed: int) -> None:
    asking = Asking("3.6")
    chance = random.Random(seed)
    uuid = asking.uuid
    feed: Feed = asking.sim.deltas.feed(uuid)
    everything = AllWatch(asking.sim, "AllModelWatcher")
    watchers = {everything: dict[Any, Any]()}

    def apply(watch_: AllWatch) -> None:
        rebuilt = watchers[watch_]
        for kind, what, doc in take(watch_):
            place = (kind, doc["model-uuid"], _id(doc))
            if what == "remove":
                assert place in rebuilt, "an end of what it was never told of"
                del rebuilt[place]
            else:
                rebuilt[place] = doc

    for _ in range(300):
        dice = chance.random()
        key = str(chance.randrange(8))
        if dice < 0.45:
            put(asking, Machine(id=key, hostname=str(chance.randrange(3))))
        elif dice < 0.7:
            found = asking.sim.state.find(Machine, key, uuid)
            if found is not None:
                remove(asking, Machine, key)
        elif dice < 0.75 and len(watchers) < 6:
            watchers[AllWatch(asking.sim, "AllWatcher", uuid)] = {}
        elif dice < 0.78 and len(watchers) > 2:
            gone = chance.choice([one for one in watchers if one is not everything])
            gone.leave()
            del watchers[gone]
        else:
            watch_ = chance.choice(list(watchers))
            # Now and then as one that waits, which is told change by change.
            watch_._single = asking.sim.deltas.revision if chance.random() < 0.5 else 0
            apply(watch_)
    wanted = {
        (entry.place.kind, entry.place.model, _id(msgspec.json.decode(entry.document))): msgspec.json.decode(
            entry.document
        )
        for one in asking.sim.deltas.feeds.values()
        for entry in one.entries.values()
    }
    for watch_, rebuilt in watchers.items():
        watch_._single = 0
        apply(watch_)
        expected = {place: doc for place, doc in wanted.items() if watch_ is everything or place[1] == uuid}
        assert rebuilt == expected
        machines = asking.sim.state.all(Machine, uuid)
        assert sum(place[0] == "machine" for place in rebuilt) == len(machines)
    for watch_ in list(watchers):
        watch_.leave()
    assert not feed.gone
    assert all(entry.seen == 0 for one in asking.sim.deltas.feeds.values() for entry in one.entries.values())


def test_model_that_is_gone_leaves_nothing() -> None:
    asking = Asking("3.6")
    put(asking, Machine(id="0"))
    with asking.sim.state.transaction() as state:
        state.drop_model(asking.uuid)
        found = state.find(Model, asking.uuid)
        assert found is not None
        state.remove(found)
    assert asking.uuid not in asking.sim.deltas.feeds
