"""Deltas: every series' spelling in one shape, the model kept up to date, deltas made of statuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

import fakejuju
from fakejuju.cassette.files import load
from fakejuju.cassette.model import Exchange
from jujuclient import entities
from jujuclient.deltas import Delta, ModelState, Place, read
from jujuclient.errors import ProtocolError
from jujuclient.facades.client_types import FullStatus
from jujuclient.polling import whole_state
from jujuclient.wire.struct import decode

CASSETTES = Path(__file__).parents[2] / "cassettes"
RECORDED = sorted(
    path for series in ("juju-2.9", "juju-3.6") for path in (CASSETTES / series).glob("0[2356]-*.yaml")
)
UUID = "4e3b05ba-0615-4b0d-83ee-394d2b7f6919"


def told(path: Path) -> dict[tuple[int, str], list[list[Delta]]]:
    """What each watcher of a recording told, answer by answer."""
    found: dict[tuple[int, str], list[list[Delta]]] = {}
    for event in load(path).events:
        if isinstance(event, Exchange) and event.method == "Next" and event.failure is None:
            answer = json.loads(event.result)
            if "deltas" in answer:
                deltas = [read(raw) for raw in answer["deltas"]]
                found.setdefault((event.on, event.id), []).append(deltas)
    return found


def unit(name: str, workload: str = "active", **more: Any) -> Delta:
    """The change of a unit."""
    status = {"current": workload, "message": "", "version": ""}
    document = {"model-uuid": UUID, "name": name, "application": name.rpartition("/")[0], **more}
    return read(["unit", "change", {**document, "workload-status": status}])


# --- reading -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_field_that_a_real_controller_told_is_lost(path: Path) -> None:
    answers = told(path)

    assert answers
    for delta in (one for batches in answers.values() for batch in batches for one in batch):
        assert delta.kind in entities.KINDS
        back = msgspec.to_builtins(delta.entity)
        for name, value in delta.raw[2].items():
            assert name in back, (delta.kind, name)
            if isinstance(value, (str, int, bool)):
                assert back[name] == value


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_recorded_watch_leaves_the_model_as_it_was_last_told(path: Path) -> None:
    for batches in told(path).values():
        expected: dict[Place, Any] = {}
        for delta in (one for batch in batches for one in batch):
            expected.pop(delta.place, None)
            if not delta.removed:
                expected[delta.place] = delta.raw[2]

        state = ModelState(delta for batch in batches for delta in batch)

        assert {delta.place: delta.raw[2] for delta in state.deltas()} == expected


def test_juju_1_is_read_into_the_same_words() -> None:
    status = {"Err": None, "Current": "active", "Message": "up", "Since": None, "Version": "", "Data": None}
    agent = {**status, "Current": "idle", "Message": "", "Version": "1.25.13"}
    document = {
        "EnvUUID": UUID, "Name": "mysql/0", "Service": "mysql", "Series": "trusty",
        "CharmURL": "cs:trusty/mysql-1", "PublicAddress": "10.0.0.1", "PrivateAddress": "10.0.0.1",
        "MachineId": "1", "Ports": None, "PortRanges": [{"FromPort": 80, "ToPort": 81, "Protocol": "tcp"}],
        "Subordinate": False, "Status": "started", "StatusInfo": "", "StatusData": None,
        "WorkloadStatus": status, "AgentStatus": agent,
    }  # fmt: skip

    delta = read(["unit", "change", document])

    assert isinstance(delta.entity, entities.Unit)
    assert (delta.kind, delta.key, delta.entity.model_uuid) == ("unit", "mysql/0", UUID)
    assert (delta.entity.application, delta.entity.charm_url) == ("mysql", "cs:trusty/mysql-1")
    assert (delta.entity.machine_id, delta.entity.ports) == ("1", [])
    assert delta.entity.port_ranges == [entities.PortRange(80, 81, "tcp")]
    assert str(delta.entity.workload_status) == "active: up"
    assert delta.entity.agent_status.version == "1.25.13"
    assert str(delta) == "unit mysql/0 active: up [idle]"


def test_before_1_25_the_one_status_of_a_unit_stands_for_both() -> None:
    document = {
        "Name": "mysql/0",
        "Service": "mysql",
        "Status": "error",
        "StatusInfo": 'hook failed: "start"',
    }

    delta = read(["unit", "change", {**document, "StatusData": {"hook": "start"}}])

    assert isinstance(delta.entity, entities.Unit)
    assert delta.entity.workload_status == delta.entity.agent_status
    assert str(delta.entity.agent_status) == 'error: hook failed: "start"'
    assert delta.entity.agent_status.data == {"hook": "start"}


@pytest.mark.parametrize(
    ("raw", "kind", "key"),
    [
        (["service", "change", {"Name": "mysql", "Exposed": True, "CharmURL": "x"}], "application", "mysql"),
        (["machine", "remove", {"Id": "0/lxc/1", "Status": "started", "Jobs": None}], "machine", "0/lxc/1"),
        (["environment", "change", {"EnvUUID": UUID, "Name": "env", "Life": "alive"}], "model", UUID),
        (["relation", "change", {"Key": "a:x b:y", "Id": 3, "Endpoints": None}], "relation", "a:x b:y"),
        (["relation", "change", {"model-uuid": UUID, "key": "riak:ring"}], "relation", "riak:ring"),
        (["annotation", "change", {"Tag": "service-x", "Annotations": {}}], "annotation", "service-x"),
        (["generation", "change", {"model-uuid": UUID, "id": "1", "name": "next"}], "branch", "1"),
        (["applicationOffer", "change", {"offer-name": "db"}], "applicationOffer", "db"),
        (["novelty", "change", {"id": "n-1", "what": 1}], "novelty", "n-1"),
    ],
)  # fmt: skip
def test_kinds_and_ids_of_every_series(raw: Any, kind: str, key: str) -> None:
    delta = read(raw)

    assert (delta.kind, delta.key) == (kind, key)
    assert delta.raw is raw
    assert delta.removed == (raw[1] == "remove")


def test_keys_of_users_are_left_alone() -> None:
    delta = read(["annotation", "change", {"Tag": "service-x", "Annotations": {"GuiX": "1", "gui-x": "2"}}])
    app = read(
        ["service", "change", {"Name": "x", "Config": {"MyOption": 1}, "Constraints": {"cpu-cores": 2}}]
    )

    assert isinstance(delta.entity, entities.Annotation)
    assert delta.entity.annotations == {"GuiX": "1", "gui-x": "2"}
    assert isinstance(app.entity, entities.Application)
    assert (app.entity.config, app.entity.constraints) == ({"MyOption": 1}, {"cpu-cores": 2})


@pytest.mark.parametrize(
    "raw",
    [
        ["unit", "change"],
        ["unit", "changed", {"name": "a/0"}],
        ["unit", "change", {"name": "a/0"}, 1],
        {"unit": "change"},
        ["unit", "change", None],
        ["unit", "change", {"name": 3}],
        ["unit", "change", {"application": "a"}],
    ],
)
def test_what_is_no_delta_is_a_protocol_error(raw: Any) -> None:
    with pytest.raises(ProtocolError, match=r"delta|unit"):
        read(raw)


# --- the model kept up to date -------------------------------------------------------------------


def test_a_change_replaces_a_removal_removes_and_what_is_known_tells_nothing() -> None:
    state = ModelState()

    assert state.apply(unit("a/0", "waiting"))
    before = state.units["a/0"]
    assert state.apply(unit("a/0", "active"))
    assert not state.apply(unit("a/0", "active"))
    assert (before.workload_status.current, state.units["a/0"].workload_status.current) == (
        "waiting",
        "active",
    )

    gone = read(["unit", "remove", unit("a/0").raw[2]])
    assert state.apply(gone)
    assert not state.apply(gone)
    assert (len(state), dict(state.units)) == (0, {})


def test_entities_of_two_models_with_one_name_are_two() -> None:
    state = ModelState([unit("a/0"), read(["unit", "change", {"model-uuid": "other", "name": "a/0"}])])

    assert len(state) == 2
    assert state[Place("unit", "other", "a/0")].model_uuid == "other"


def test_catching_up_tells_ends_newest_first_then_what_is_new_and_nothing_twice() -> None:
    state = ModelState([unit("a/0"), unit("a/1"), unit("a/2", "waiting")])

    news = state.catch_up([unit("a/2", "active"), unit("a/3")])

    assert [(delta.operation, delta.key) for delta in news] == [
        ("remove", "a/1"), ("remove", "a/0"), ("change", "a/2"), ("change", "a/3"),
    ]  # fmt: skip
    assert news[0].raw[2] == unit("a/1").raw[2]
    for delta in news:
        assert state.apply(delta)
    assert state.catch_up([unit("a/3"), unit("a/2", "active")]) == []


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_recorded_watch_cut_anywhere_and_taken_up_again_ends_the_same(path: Path) -> None:
    for batches in told(path).values():
        whole = ModelState(delta for batch in batches for delta in batch)
        for cut in range(len(batches)):
            state = ModelState(delta for batch in batches[:cut] for delta in batch)
            for delta in state.catch_up(whole.deltas()):
                assert state.apply(delta)

            assert {d.place: d.raw[2] for d in state.deltas()} == {d.place: d.raw[2] for d in whole.deltas()}


# --- made of statuses ----------------------------------------------------------------------------


def full_status(path: Path) -> FullStatus:
    """The last status of a recording."""
    found = [
        event.result
        for event in load(path).events
        if isinstance(event, Exchange) and event.call.startswith("Client.FullStatus") and not event.failure
    ]
    status: FullStatus = decode(found[-1], FullStatus)
    return status


def test_a_status_of_4_0_is_told_as_a_watcher_would() -> None:
    whole = whole_state(full_status(CASSETTES / "juju-4.0" / "22-status-after.yaml"), UUID)

    kinds = list(dict.fromkeys(delta.kind for delta in whole))
    assert kinds[:4] == ["model", "machine", "application", "unit"]
    assert all(delta.entity.model_uuid == UUID for delta in whole)
    state = ModelState(whole)
    assert len(state) == len(whole)
    for name, unit in state.units.items():
        assert unit.application in state.applications, name
    for relation in state.relations.values():
        assert {end.application_name for end in relation.endpoints} <= set(state.applications)


@pytest.mark.parametrize("juju", ["2.9", "3.6"])
def test_a_status_tells_what_the_watcher_of_the_same_controller_tells(juju: str) -> None:
    """The documents made of a status hold nothing that the watcher would tell otherwise."""
    bundle = (
        "applications:\n  pg: {charm: postgresql, channel: 14/stable, base: ubuntu@22.04, num_units: 2}\n"
    )
    with fakejuju.FakeController(juju, bundle=bundle) as controller, controller.connect() as connection:
        from jujuclient.facades.client import Client
        from jujuclient.facades.watching import watch

        client = connection.facade(Client)
        watched = ModelState(map(read, watch(connection, client.watch_all()).next(timeout=10)))
        polled = ModelState(whole_state(client.full_status(), controller.model_uuid))

    assert set(polled.units) == set(watched.units) == {"pg/0", "pg/1"}
    assert set(polled.relations) == set(watched.relations)
    for name, unit in polled.units.items():
        other = watched.units[name]
        assert (unit.machine_id, unit.application, unit.principal) == (
            other.machine_id, other.application, other.principal,
        )  # fmt: skip
        assert unit.charm_url == other.charm_url
        assert unit.workload_status.current == other.workload_status.current
        assert unit.agent_status == other.agent_status
        assert unit.public_address == other.public_address
    for id, machine in polled.machines.items():
        assert machine.agent_status == watched.machines[id].agent_status
        assert machine.instance_id == watched.machines[id].instance_id
