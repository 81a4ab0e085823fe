"""Answers of Juju 2 and later that can be read with the keys of Juju 1.

    status = env.status()  # from a controller of 3.6
    status["applications"] is status["Services"]  # the same, by either name

An answer stays what the controller said: its own keys are what it is made of, what it iterates over
and what it is equal by. The keys of Juju 1 are looked up besides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*")
_RENAMED = {
    "environ": "model",
    "environment": "model",
    "service": "application",
    "services": "applications",
    "state-server": "controller",
}
_KEYS = {
    "Agent": "agent-status",
    "EnvironTag": "model-tag",
    "ServerUUID": "controller-uuid",
    "UnitAgent": "agent-status",
    "Workload": "workload-status",
}
"""Keys of Juju 1 whose successor has another name than the rule gives."""


class Answer(dict[str, Any]):
    """An answer of today that knows the keys of Juju 1, such as ``Services`` and ``CharmURL``."""

    def __missing__(self, key: str) -> Any:
        found = self._key_of(key)
        if found is not None:
            return dict.__getitem__(self, found)
        told = _TOLD.get(key)
        value = None if told is None else told(self)
        if value is None:
            raise KeyError(key)
        return value

    def __contains__(self, key: object) -> bool:
        return dict.__contains__(self, key) or (isinstance(key, str) and self._has(key))

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key of either spelling."""
        try:
            return self[key]
        except KeyError:
            return default

    def _has(self, key: str) -> bool:
        told = _TOLD.get(key)
        return self._key_of(key) is not None or (told is not None and told(self) is not None)

    def _key_of(self, key: str) -> str | None:
        """The key of today for one of Juju 1; None where there is none."""
        for one in dict.fromkeys((_KEYS.get(key, ""), *todays(key))):
            if one and dict.__contains__(self, one):
                return one
        return None


def todays(key: str) -> tuple[str, ...]:
    """What a key of Juju 1 may be called today: ``ServiceName`` is ``application-name``."""
    if not key[:1].isupper():
        return ()
    plain = "-".join(word.lower() for word in _WORD.findall(key))
    renamed = plain
    for old, new in _RENAMED.items():
        renamed = re.sub(rf"(?<![a-z]){old}(?![a-z])", new, renamed)
    return plain, renamed


def shaped(value: Any) -> Any:
    """A value as it came, each of its mappings an ``Answer``."""
    if isinstance(value, Mapping):
        return Answer({key: shaped(one) for key, one in value.items()})
    return [shaped(one) for one in value] if isinstance(value, list) else value


# -- what Juju 1 told in one word, and later ones in two


def _word(status: Any) -> str:
    """The word of a status, in a status (``status``) or in a watch (``current``)."""
    found = status if isinstance(status, Mapping) else {}
    return str(found.get("status") or found.get("current") or "")


def _agent_state(told: dict[str, Any]) -> str | None:
    """``started`` for an agent at work; 2.0 and later tell of agent and workload apart."""
    if not isinstance(dict.get(told, "agent-status"), Mapping):
        return None
    if _word(told.get("workload-status")) == "error":
        return "error"
    agent = _word(told["agent-status"])
    return {"idle": "started", "executing": "started", "allocating": "pending"}.get(agent, agent)


def _agent_info(told: dict[str, Any]) -> str | None:
    state = _agent_state(told)
    if state is None:
        return None
    where = told.get("workload-status" if state == "error" else "agent-status") or {}
    return str(where.get("info") or where.get("message") or "")


def _agent_version(told: dict[str, Any]) -> str | None:
    agent = dict.get(told, "agent-status")
    return str(agent.get("version") or "") if isinstance(agent, Mapping) else None


def _model_name(told: dict[str, Any]) -> str | None:
    model = dict.get(told, "model")
    return str(model.get("name") or "") if isinstance(model, Mapping) else None


_TOLD: dict[str, Callable[[dict[str, Any]], str | None]] = {
    "AgentState": _agent_state,
    "AgentStateInfo": _agent_info,
    "AgentVersion": _agent_version,
    "EnvironmentName": _model_name,
    "Status": _agent_state,
    "StatusInfo": _agent_info,
}

__all__ = ["Answer", "shaped", "todays"]
