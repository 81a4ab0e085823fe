"""What ``fakejuju serve -v`` prints of each call."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx
import pytest

import fakejuju
from fakejuju.calllog import CallLog
from jujuclient.connection import Connection
from jujuclient.errors import APIError

LINE = re.compile(r"(\d\d:\d\d:\d\d) (.*?)(?: \d+\.\d ms)?( error: .*)?")


class Told:
    """A controller whose calls are told, and the lines."""

    def __init__(self, controller: fakejuju.FakeController, verbose: bool) -> None:
        self.controller = controller
        self.lines: list[str] = []
        controller.tell(CallLog(controller.simulation, "fake", self.lines.append, verbose=verbose))

    def of(self, facade: str, method: str, params: dict[str, Any] | None = None) -> str:
        """The line of a call, without its times."""
        with self.controller.connect() as connection, suppress(APIError):
            connection.rpc(facade, method, params or {})
        return self.short()[-1]

    def short(self) -> list[str]:
        """The lines, without their times."""
        found = [LINE.fullmatch(line) for line in self.lines]
        return [f"{one[2]}{one[3] or ''}" for one in found if one is not None]


@pytest.fixture
def told() -> Iterator[Told]:
    with fakejuju.FakeController("3.6") as controller:
        yield Told(controller, verbose=True)


def test_each_call_is_a_line_with_who_where_and_what(told: Told) -> None:
    told.of("Client", "FullStatus")

    assert told.short() == ["fake admin default Admin.Login v3", "fake admin default Client.FullStatus v8"]
    assert len(told.lines) == 2


@pytest.mark.parametrize(
    ("facade", "method", "params", "error"),
    [
        ("Application", "Expose", {"application": "x"}, 'application "x" not found (not found)'),
        (
            "Application", "DeployFromRepository", {"Args": [{"CharmName": "nosuch"}]},
            'resolving with preferred channel: No charm or bundle with name "nosuch". (not found)',
        ),
        (
            "Application", "DestroyUnit", {"units": [{"unit-tag": "unit-x-0"}, {"unit-tag": "unit-x-1"}]},
            'unit "x/0" does not exist (and 1 more)',
        ),
    ],
)  # fmt: skip
def test_errors_are_told_in_the_controller_s_words(
    told: Told, facade: str, method: str, params: dict[str, Any], error: str
) -> None:
    line = told.of(facade, method, params)

    assert re.fullmatch(rf"fake admin default {facade}\.{method} v\d+ error: {re.escape(error)}", line), line


def test_no_parameter_and_no_secret_is_told(told: Told) -> None:
    with told.controller.connect() as connection, suppress(APIError):
        connection.rpc("Application", "SetConfigs", {"Args": [{"config": {"password": "hunter2"}}]})
        with suppress(APIError):
            Connection.connect(
                [told.controller.endpoint], cacert=told.controller.ca, user="admin", password="hunter2"
            )

    assert any("error: " in line for line in told.lines)
    assert "hunter2" not in "\n".join(told.lines)
    assert told.controller.password not in "\n".join(told.lines)


def test_a_request_is_a_line_without_what_follows_its_path(told: Told) -> None:
    url = f"https://{told.controller.endpoint}/charms?token=hunter2"
    answer = httpx.get(url, verify=ssl.create_default_context(cadata=told.controller.ca))

    assert told.short() == [f"fake - - GET /charms {answer.status_code}"]
    assert "hunter2" not in told.lines[0]


def test_what_is_not_simulated_is_told_once_even_to_who_asked_for_no_lines() -> None:
    controller = fakejuju.FakeController("4.1")
    controller.start()
    told = Told(controller, verbose=False)
    with controller.connect() as connection:
        for _ in range(2):
            with suppress(APIError):
                connection.rpc("MachineManager", "ReprovisionMachine", {})
    controller.stop()

    assert [line.partition(" ")[2] for line in told.lines] == [
        "fake asked and not simulated on Juju 4.1-beta1: MachineManager.ReprovisionMachine v12"
    ]
