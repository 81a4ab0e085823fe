"""Models that a recording shows and does not make: somebody else made them, or a file that is not here.

They are made before the list that shows them is asked for. A model that an answer of the recording
made is not among them: whether the simulator has that one is held against the list.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec.structs import replace

from fakejuju.cassette.model import Exchange
from fakejuju.domain import models
from fakejuju.simulation import Simulation
from fakejuju.state.controller import Model

_MAKERS = ("CreateModel", "CreateEnvironment")
_LISTS = ("AllModels", "ListModels", "ListModelSummaries", "ModelInfo")


class Missing:
    """What a recording does not make of what it shows."""

    def __init__(self, simulation: Simulation, exchanges: Iterable[Exchange]) -> None:
        self.simulation = simulation
        self._made = made_by(exchanges)

    def look(self, exchange: Exchange) -> None:
        """Make the models that a recorded list shows, and nothing recorded has made."""
        if exchange.method not in _LISTS or exchange.failure is not None or not exchange.result:
            return
        for told in listed(msgspec.json.decode(exchange.result)):
            uuid, name, owner = told["uuid"], told["name"], owner_of(told)
            if uuid in self._made or self.simulation.state.find(Model, uuid) is not None:
                continue
            # One of that name is the one: a call that failed may have left it behind.
            if self.simulation.model_named(name, owner) is None:
                self._make(name, owner, uuid, last=bool(told.get("last-connection")))
        self.simulation.turn()

    def _make(self, name: str, owner: str, uuid: str, *, last: bool) -> None:
        model = self.simulation.add_model(name, owner=owner, uuid=uuid)
        access = models.access_of(self.simulation, owner, model)
        if last and access is not None:
            with self.simulation.state.transaction() as state:
                state.put(replace(access, last=self.simulation.clock.second()))


def made_by(exchanges: Iterable[Exchange]) -> set[str]:
    """The uuids of the models that answers say to have been made."""
    found: set[str] = set()
    for exchange in exchanges:
        if exchange.method in _MAKERS and exchange.failure is None and exchange.result:
            answer = msgspec.json.decode(exchange.result)
            found.add(str(answer.get("uuid") or answer.get("UUID") or ""))
    return found


def listed(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The models of a list of them, with ``name``, ``uuid`` and who owns each."""
    items = [
        {**(item.get("model") or {}), "last-connection": item.get("last-connection")}
        for item in answer.get("user-models") or ()
    ]
    items += [item.get("result") or {} for item in answer.get("results") or ()]
    return [item for item in items if item.get("uuid") and item.get("name")]


def owner_of(told: dict[str, Any]) -> str:
    """Who owns a model, or what qualifies its name."""
    return str(told.get("qualifier") or str(told.get("owner-tag") or "user-admin").removeprefix("user-"))
