"""What each method of jujuclient 0.54 sent, and that it sends the same, but for defects by number."""

from __future__ import annotations

import copy
import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

GOLDEN = json.loads((Path(__file__).parents[1] / "data" / "classic_frames.json").read_text())

DEFECTS: dict[tuple[int, str, str], tuple[int, dict[str, Any] | None]] = {
    (1, "Actions", "all"): (9, {"Params": {"Entities": [{"Tag": "unit-mysql-0"}, {"Tag": "service-mysql"}]}}),
    (1, "Actions", "completed"): (
        9,
        {"Params": {"Entities": [{"Tag": "unit-mysql-0"}, {"Tag": "service-mysql"}]}},
    ),
    (1, "Actions", "pending"): (
        9,
        {"Params": {"Entities": [{"Tag": "unit-mysql-0"}, {"Tag": "service-mysql"}]}},
    ),
    (1, "Actions", "enqueue_units"): (
        9,
        {
            "Params": {
                "Actions": [{"Name": "backup", "Parameters": {"x": 1}, "Receiver": "unit-mysql-0", "Tag": ""}]
            }
        },
    ),
    (1, "Client", "get_env_config"): (
        5,
        {"Type": "Client", "Version": 0, "Request": "EnvironmentGet", "Params": {}},
    ),
    (1, "Client", "retry_provisioning"): (6, {"Params": {"Entities": [{"Tag": "machine-0"}]}}),
    (1, "HA", "ensure_availability"): (
        3,
        {
            "Type": "HighAvailability",
            "Version": 1,
            "Request": "EnsureAvailability",
            "Params": {"Specs": [{"NumStateServers": 3, "EnvironTag": "environment-u"}]},
        },
    ),
    (1, "Service", "update_service"): (
        7,
        {
            "Type": "Client",
            "Version": 0,
            "Request": "ServiceUpdate",
            "Params": {"ServiceName": "mysql", "ForceCharmUrl": False},
        },
    ),
    (2, "Actions", "all"): (
        9,
        {"params": {"entities": [{"tag": "unit-mysql-0"}, {"tag": "application-mysql"}]}},
    ),
    (2, "Actions", "completed"): (
        9,
        {"params": {"entities": [{"tag": "unit-mysql-0"}, {"tag": "application-mysql"}]}},
    ),
    (2, "Actions", "pending"): (
        9,
        {"params": {"entities": [{"tag": "unit-mysql-0"}, {"tag": "application-mysql"}]}},
    ),
    (2, "Actions", "service_actions"): (9, {"params": {"entities": [{"tag": "application-mysql"}]}}),
    (2, "Actions", "enqueue_units"): (
        9,
        {
            "params": {
                "actions": [{"name": "backup", "parameters": {"x": 1}, "receiver": "unit-mysql-0", "tag": ""}]
            }
        },
    ),
    (2, "Application", "unset"): (8, {"request": "Unset"}),
    (2, "Client", "retry_provisioning"): (6, {"params": {"entities": [{"tag": "machine-0"}]}}),
    (2, "HA", "ensure_availability"): (
        3,
        {
            "type": "HighAvailability",
            "version": 2,
            "request": "EnableHA",
            "params": {"specs": [{"num-controllers": 3}]},
        },
    ),
}
"""What differs from 0.54: the number of the defect, and what is sent now."""


class Recorder:
    """An environment that notes what would be sent."""

    tag = "environment-u"
    _creds = {"user": "user-admin", "password": "p"}  # noqa: RUF012  (as the real one: a plain attribute)

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    def _rpc(self, op: dict[str, Any]) -> dict[str, Any]:
        self.sent.append(copy.deepcopy(op))
        return {"results": [{}], "Machines": [{"Machine": "0"}], "machines": [{"machine": "0"}]}


def case_name(case: dict[str, Any]) -> str:
    return f"juju{case['major']}.{case['facade']}.{case['method']}"


@pytest.mark.parametrize("case", GOLDEN, ids=case_name)
def test_a_method_sends_what_it_always_sent(case: dict[str, Any]) -> None:
    env = Recorder()
    facade = getattr(import_module(f"jujuclient.juju{case['major']}.facades"), case["facade"])(env)
    fixed = DEFECTS.get((case["major"], case["facade"], case["method"]))

    if "raised" in case and fixed is None:
        with pytest.raises(
            {"ValueError": ValueError, "NotImplementedError": NotImplementedError}[case["raised"]]
        ):
            getattr(facade, case["method"])(**case["given"])
        return
    getattr(facade, case["method"])(**case["given"])

    expected = dict(case.get("sent") or {})
    if fixed is not None:
        expected |= fixed[1] or {}
        expected.pop("request" if case["major"] == 1 else "Request", None)
    assert env.sent == [expected]


def test_every_difference_is_of_a_method_that_there_was() -> None:
    assert set(DEFECTS) <= {(one["major"], one["facade"], one["method"]) for one in GOLDEN}
    assert len(GOLDEN) == 152
