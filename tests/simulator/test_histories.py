"""What is told beside a status: its history, and annotations."""

from __future__ import annotations

from typing import Any

from asking import Asking
from populated import populated, put

from fakejuju.domain.machines import remove_machine
from fakejuju.domain.statuses import set_status
from fakejuju.state.application import Unit
from fakejuju.state.controller import Annotations
from fakejuju.state.machine import Machine


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
