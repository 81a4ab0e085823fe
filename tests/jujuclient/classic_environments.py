"""Environments of old: on a controller, and on a connection of a test's own."""

from __future__ import annotations

import json
from typing import Any

import fakejuju
from jujuclient.juju1.environment import Environment as Env1
from jujuclient.juju2.environment import Environment as Env2


class Line:
    """Anything with send, recv, close and connected will do for a connection."""

    def __init__(self, *answers: dict[str, Any]) -> None:
        self.answers = list(answers)
        self.sent: list[dict[str, Any]] = []
        self.connected = True

    def send(self, text: str) -> None:
        self.sent.append(json.loads(text))

    def recv(self) -> str:
        return json.dumps(self.answers.pop(0))

    def close(self) -> None:
        self.connected = False


LOGIN1 = {"RequestId": 1, "Response": {"Facades": [{"Name": "Client", "Versions": [0]}]}}


def env1(controller: fakejuju.FakeController) -> Any:
    uuid = controller.model_uuid
    env = Env1(f"wss://{controller.endpoint}/environment/{uuid}/api", ca_cert=controller.ca, env_uuid=uuid)
    env.login(controller.password)
    return env


def env2(controller: fakejuju.FakeController) -> Any:
    uuid = controller.model_uuid
    env = Env2(f"wss://{controller.endpoint}/model/{uuid}/api", ca_cert=controller.ca, env_uuid=uuid)
    env.login(controller.password)
    return env
