"""Actions: enqueued and refused, the numbers of tasks, lists, cancelling, and the log that is watched."""

from __future__ import annotations

from typing import Any

import pytest
from asking import Asking

from fakejuju.domain import actions, machines
from fakejuju.domain.schemas import complaints, with_defaults
from fakejuju.state.action import Task
from fakejuju.state.application import Application, Charm, Unit
from fakejuju.state.entity import Base
from jujuclient.wire.messages import Failure

ACTIONS = {
    "backup": {
        "description": "Take a backup",
        "params": {"level": {"type": "integer"}, "target": {"type": "string", "default": "/tmp"}},
        "required": ["level"],
    },
    "restart": {"description": "Restart it"},
}
NEVER = "0001-01-01T00:00:00Z"


def deployed(juju: str = "3.6") -> Asking:
    """A controller with one unit of a charm with actions, and one without."""
    asking = Asking(juju)
    with asking.sim.state.transaction() as state:
        for name, found in (("myapp", ACTIONS), ("mydb", {})):
            url = f"local:jammy/{name}-0"
            state.put(Charm(model=asking.uuid, url=url, name=name, actions=found))
            state.put(Application(model=asking.uuid, name=name, charm=url))
            state.put(Unit(model=asking.uuid, name=f"{name}/0", application=name))
    return asking


def enqueue(asking: Asking, receiver: str, name: str, **parameters: Any) -> Any:
    """One action in one operation."""
    request = {"receiver": receiver, "name": name, "parameters": parameters}
    return asking.ask("Action", 7, "EnqueueOperation", {"actions": [request]})


def error_of(answer: Any) -> tuple[str, str]:
    """The message and code of the only item."""
    error = answer["actions"][0]["error"]
    return error["message"], error["code"]


def test_an_action_is_enqueued_with_its_defaults() -> None:
    # As juju-3.6's recordings have it.
    answer = enqueue(deployed(), "unit-myapp-0", "backup", level=1, extra="x")

    task = answer["actions"][0]
    assert answer["operation"] == "operation-1"
    assert task["action"] == {
        "tag": "action-2",
        "receiver": "unit-myapp-0",
        "name": "backup",
        "parameters": {"extra": "x", "level": 1, "target": "/tmp"},
        "parallel": False,
        "execution-group": "",
    }
    assert (task["status"], task["started"], task["completed"]) == ("pending", NEVER, NEVER)


@pytest.mark.parametrize(
    ("receiver", "name", "parameters", "message", "code", "following"),
    [
        ("unit-nope-0", "x", {}, '"unit-nope-0" not found', "not found", "operation-2"),
        ("myapp/leader", "restart", {}, 'could not determine leader for "myapp"', "", "operation-2"),
        ("unit-myapp-0", "nope", {}, 'action "nope" not defined on unit "myapp/0"', "", "operation-3"),
        ("unit-mydb-0", "x", {}, 'no actions defined on charm "local:jammy/mydb-0"', "", "operation-3"),
        (
            "unit-myapp-0", "backup", {},
            'validation failed: (root) : "level" property is missing and required, given {}',
            "", "operation-3",
        ),
        (
            "unit-myapp-0", "backup", {"level": "high"},
            'validation failed: (root).level : must be of type integer, given "high"', "", "operation-3",
        ),
    ],
)  # fmt: skip
def test_refusals_and_the_numbers_that_they_use(
    receiver: str, name: str, parameters: dict[str, Any], message: str, code: str, following: str
) -> None:
    asking = deployed()

    assert error_of(enqueue(asking, receiver, name, **parameters)) == (message, code)

    # Recorded on 3.6.28: an action that fails after its receiver was found has used a number.
    assert enqueue(asking, "unit-myapp-0", "restart")["operation"] == following


def test_commands_run_on_units_of_applications_and_machines() -> None:
    asking = deployed()

    params = {"commands": "uptime", "timeout": 10, "units": ["myapp/0"], "applications": ["mydb"]}
    answer = asking.ask("Action", 7, "Run", {**params, "machines": ["0"]})

    first, second, third = answer["actions"]
    assert first["action"]["name"] == "juju-exec"
    assert first["action"]["parameters"] == {"command": "uptime", "timeout": 10, "workload-context": False}
    assert first["action"]["parallel"] is True
    assert second["action"]["receiver"] == "unit-mydb-0"
    assert third["error"]["message"] == '"machine-0" not found'
    listed = asking.ask("Action", 7, "ListOperations", {})["results"][0]
    assert listed["summary"] == "juju-exec run on unit-myapp-0,unit-mydb-0,machine-0"
    assert listed["fail"] == 'error(s) enqueueing action(s): "machine-0" not found'


def test_operations_without_tasks_are_not_listed_and_the_rest_is_truncated() -> None:
    asking = deployed()
    asking.ask("Action", 7, "RunOnAllMachines", {"commands": "ls", "timeout": 0})
    enqueue(asking, "unit-myapp-0", "restart")
    enqueue(asking, "unit-myapp-0", "restart")

    one = asking.ask("Action", 7, "ListOperations", {"status": ["pending"], "limit": 1})

    assert [each["operation"] for each in one["results"]] == ["operation-2"]
    assert one["truncated"] is True
    missing = asking.ask("Action", 7, "Operations", {"entities": [{"tag": "operation-99"}]})["results"][0]
    assert missing["error"] == {"message": "operation 99 not found", "code": "not found"}


def test_what_is_pending_is_cancelled_and_what_runs_is_asked_to_abort() -> None:
    asking = deployed()
    for _ in range(2):
        enqueue(asking, "unit-myapp-0", "restart")
    running = asking.sim.state.find(Task, "4", asking.uuid)
    assert running is not None
    actions.begin(asking.sim, running)

    tags = [{"tag": "action-2"}, {"tag": "action-4"}, {"tag": "action-99"}]
    first, second, third = asking.ask("Action", 7, "Cancel", {"entities": tags})["results"]

    assert (first["status"], first["message"]) == ("cancelled", "action cancelled via the API")
    assert second["status"] == "aborting"
    assert third["action"] == {"tag": "action-99", "receiver": "", "name": ""}
    assert third["error"] == {"message": 'action "99" not found', "code": "not found"}


def test_the_log_of_a_task_is_watched_as_json() -> None:
    asking = deployed()
    enqueue(asking, "unit-myapp-0", "restart")
    task = asking.sim.state.find(Task, "2", asking.uuid)
    assert task is not None

    watched = asking.ask("Action", 7, "WatchActionsProgress", {"entities": [{"tag": "action-2"}]})
    actions.log(asking.sim, actions.begin(asking.sim, task), "log line 1")
    told = asking.ask("StringsWatcher", 1, "Next", id=watched["results"][0]["watcher-id"])

    assert told["changes"][0].startswith('{"message":"log line 1","timestamp":"20')
    assert told["watcher-id"] == ""


def test_4_0_tells_no_names_when_it_enqueues_and_fills_in_nothing() -> None:
    asking = deployed("4.0")

    made = enqueue(asking, "unit-myapp-0", "restart")

    assert made["operation"] == "operation-0"
    assert made["actions"][0]["action"]["name"] == ""
    # Recorded on 4.0.15: a mistake in a statement of its database.
    cancelled = asking.ask("Action", 7, "Cancel", {"entities": [{"tag": "action-1"}]})["results"][0]
    assert cancelled["error"]["message"].endswith('has no "status_id" db tag: $taskStatus.status_id')


def test_before_2_8_an_action_has_a_uuid_and_no_operation() -> None:
    asking = deployed("2.6")

    request = {"receiver": "unit-myapp-0", "name": "restart"}
    made = asking.ask("Action", 2, "Enqueue", {"actions": [request]})["results"][0]

    tag = made["action"]["tag"]
    assert len(tag.removeprefix("action-")) == 36
    listed = asking.ask("Action", 2, "ListAll", {"entities": [{"tag": "unit-myapp-0"}]})["actions"][0]
    assert [one["action"]["tag"] for one in listed["actions"]] == [tag]
    prefix = tag.removeprefix("action-")[:8]
    found = asking.ask("Action", 2, "FindActionTagsByPrefix", {"prefixes": [prefix]})
    assert found["matches"] == {prefix: [{"tag": tag}]}


def test_an_application_that_is_not_there_fails_the_whole_run() -> None:
    answer = deployed().ask("Action", 7, "Run", {"commands": "ls", "timeout": 0, "applications": ["nope"]})

    assert isinstance(answer, Failure)
    assert answer.message == 'application "nope" not found'


@pytest.mark.parametrize(
    ("schema", "value", "words"),
    [
        (
            {"type": "object", "additionalProperties": False},
            {"a": 1},
            'additional property "a" is not allowed',
        ),
        ({"type": "integer"}, 1.5, "must be of type integer"),
        ({"type": "integer"}, True, "must be of type integer"),
        ({"enum": ["a", "b"]}, "c", 'must match one of the enum values ["a","b"]'),
        ({"type": "array", "items": {"type": "string"}}, [1], "(root).0 : must be of type string"),
        ({"minimum": 3}, 2, "must be greater than or equal to 3"),
    ],
)
def test_values_are_held_against_a_schema(schema: dict[str, Any], value: Any, words: str) -> None:
    assert words in "; ".join(complaints(schema, value))


def test_defaults_go_to_any_depth() -> None:
    inner = {"properties": {"port": {"default": 80}}}

    assert with_defaults({"properties": {"listen": inner}}, {}) == {"listen": {"port": 80}}


@pytest.mark.parametrize("juju", ["2.9", "3.6"])
def test_nobody_named_means_every_unit_and_no_machine(juju: str) -> None:
    """Recorded on 2.9.52 and 3.6.28 in 05-facade-sweep, after Run and RunOnAllMachines."""
    asking = deployed(juju)
    with asking.sim.state.transaction():
        machines.add_machine(asking.sim, asking.uuid, base=Base())
    asking.ask("Action", 7, "Run", {"commands": "uptime", "units": ["myapp/0"], "machines": ["0"]})
    asking.ask("Action", 7, "RunOnAllMachines", {"commands": "ls"})

    def listed(**given: Any) -> list[list[str]]:
        found = asking.ask("Action", 7, "ListOperations", given)["results"]
        return [[one["action"]["receiver"] for one in item["actions"]] for item in found]

    assert listed() == [["unit-myapp-0"]]
    assert listed(machines=["0"]) == [["machine-0"], ["machine-0"]]


@pytest.mark.parametrize("juju", ["2.9", "3.6"])
def test_what_a_unit_that_is_gone_has_not_finished_is_cancelled(juju: str) -> None:
    """Recorded on 2.9.52: the deltas at the end of 05-facade-sweep."""
    asking = deployed(juju)
    asking.sim.workers.add(asking.uuid)
    enqueue(asking, "unit-myapp-0", "restart")

    asking.ask("Application", -1, "DestroyUnit", {"units": [{"unit-tag": "unit-myapp-0"}]})

    (task,) = asking.sim.state.all(Task, asking.uuid)
    assert (task.status, task.message) == ("cancelled", "unit removed")
    assert task.completed


def test_a_task_on_a_machine_spoils_the_operations_of_2_9() -> None:
    """Recorded on 2.9.52 in 05-facade-sweep; 3.6.28 tells them."""
    for juju in ("2.9", "3.6"):
        asking = deployed(juju)
        with asking.sim.state.transaction():
            machines.add_machine(asking.sim, asking.uuid, base=Base())
        asking.ask("Action", 7, "Run", {"commands": "uptime", "machines": ["0"]})

        told = asking.ask("Action", 7, "Operations", {"entities": [{"tag": "operation-1"}]})

        if juju == "2.9":
            assert told == Failure('"0" is not a valid unit name', "")
        else:
            assert told["results"][0]["actions"][0]["action"]["receiver"] == "machine-0"


class TestBeforeTheFieldsThatCameLater:
    """A series whose result lacks a field is answered without it."""

    @pytest.mark.parametrize("juju", ["1.22", "1.23", "1.25", "2.0", "2.6"])
    def test_an_action_is_enqueued_asked_for_and_cancelled(self, juju: str) -> None:
        asking = deployed(juju)
        version = 0 if juju < "2" else 2
        wrong = {"receiver": "unit-mydb-0", "name": "backup"}

        made, refused = asking.ask(
            "Action", version, "Enqueue",
            {"actions": [{"receiver": "unit-myapp-0", "name": "backup", "parameters": {"level": 1}}, wrong]},
        )["results"]  # fmt: skip
        tag = made["action"]["tag"]
        found = asking.ask("Action", version, "Actions", {"entities": [{"tag": tag}]})["results"][0]
        ended = asking.ask("Action", version, "Cancel", {"entities": [{"tag": tag}]})["results"][0]

        assert [made["status"], found["status"], ended["status"]] == ["pending", "pending", "cancelled"]
        assert "error" in refused
        # 1.22's ActionResult has no times.
        told = {"enqueued", "started", "completed"} & {*made, *refused, *found, *ended}
        assert told == (set() if juju == "1.22" else {"enqueued", "started", "completed"})

    @pytest.mark.parametrize(("juju", "told"), [("2.6", False), ("2.8", True)])
    def test_what_a_task_logs_is_told_where_the_result_has_a_log(self, juju: str, told: bool) -> None:
        asking = deployed(juju)
        request = {"receiver": "unit-myapp-0", "name": "backup", "parameters": {"level": 1}}
        tag = asking.ask("Action", 2, "Enqueue", {"actions": [request]})["results"][0]["action"]["tag"]
        task = asking.sim.state.find(Task, tag.removeprefix("action-"), asking.uuid)
        assert task is not None
        actions.log(asking.sim, actions.begin(asking.sim, task), "half way")

        found = asking.ask("Action", 2, "Actions", {"entities": [{"tag": tag}]})["results"][0]

        assert ("log" in found) == told
