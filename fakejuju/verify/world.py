"""The controller that a recording began with: made from what its first answers say."""

from __future__ import annotations

from typing import Any

import msgspec

from fakejuju.cassette.model import Cassette, Exchange
from fakejuju.simulation import Simulation
from fakejuju.world import UNKNOWN_UUID, world_of

RIGHT = "right in every cassette"
"""The administrator's password: no mark, since a mark is another password in the next cassette."""


def simulation_of(cassettes: list[Cassette]) -> tuple[Simulation, str]:
    """A simulation that starts as the recorded controller did, and its administrator's password.

    Read off: the version, the uuids of the controller and of its own model, the models that are
    there before any is made. Its password is one that no cassette holds.
    """
    first = cassettes[0]
    world = world_of(first)
    exchanges = [exchange for cassette in cassettes for exchange in cassette.exchanges]
    models = _models(exchanges)
    own = next((model for model in models if model["name"] == "controller"), None)
    uuid = world.controller_uuid
    simulation = Simulation(
        world.version,
        password=RIGHT,
        controller_uuid="" if uuid == UNKNOWN_UUID else uuid,
        controller_model_uuid=own["uuid"] if own else _controller_model(first),
    )
    for model in models:
        owner = model.get("qualifier") or str(model.get("owner-tag", "user-admin")).removeprefix("user-")
        if model is own:
            kept = simulation.controller_model
            with simulation.state.transaction() as state:
                state.put(msgspec.structs.replace(kept, owner=owner))
        else:
            controllers = _called_controllers(exchanges)
            simulation.add_model(
                model["name"], owner=owner, uuid=model["uuid"], is_controller=model["uuid"] in controllers
            )
    return simulation, RIGHT


def _models(exchanges: list[Exchange]) -> list[dict[str, Any]]:
    """The models of the first list of them, if it came before any was made."""
    for exchange in exchanges:
        if exchange.method in ("CreateModel", "CreateEnvironment"):
            return []
        if exchange.method in ("AllModels", "ListModels") and exchange.failure is None:
            result = msgspec.json.decode(exchange.result)
            return [item["model"] for item in result.get("user-models") or []]
    return []


def _called_controllers(exchanges: list[Exchange]) -> set[str]:
    """The models that are said to be the controller's; recorded on 4.0.15: another one than its own, too."""
    found: set[str] = set()
    for exchange in exchanges:
        if exchange.method == "ListModelSummaries" and exchange.failure is None:
            for item in msgspec.json.decode(exchange.result).get("results") or []:
                told = item.get("result") or {}
                if told.get("is-controller"):
                    found.add(told["uuid"])
    return found


def _controller_model(cassette: Cassette) -> str:
    """The model that is logged in to before any is made."""
    for exchange in cassette.exchanges:
        if exchange.method == "CreateModel":
            break
        if exchange.method == "Login" and exchange.failure is None:
            tag = str(msgspec.json.decode(exchange.result).get("model-tag") or "")
            if tag:
                return tag.removeprefix("model-")
    return ""
