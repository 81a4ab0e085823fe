"""The controller that a recording began with: made from what its first answers say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from fakejuju.cassette.model import Cassette, Exchange
from fakejuju.simulation import Simulation
from fakejuju.state.controller import Model
from fakejuju.verify.missing import made_by
from fakejuju.world import UNKNOWN_UUID, ModelFacts, world_of

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
        controller_model_uuid=own["uuid"] if own else _controller_model(cassettes),
    )
    _set_port(simulation, exchanges)
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
    _add_entered(simulation, cassettes)
    return simulation, RIGHT


def _add_entered(simulation: Simulation, cassettes: list[Cassette]) -> None:
    """Add the models that were logged in to, and that nothing recorded has made: they were there before."""
    made = made_by(exchange for cassette in cassettes for exchange in cassette.exchanges)
    facts: dict[str, ModelFacts] = {}
    for cassette in cassettes:
        for uuid, told in world_of(cassette).models.items():
            if uuid not in facts or facts[uuid].name.startswith("recorded-"):
                facts[uuid] = told
    for uuid in dict.fromkeys(uuid for cassette in cassettes for uuid in entered(cassette)):
        if uuid not in made and simulation.state.find(Model, uuid) is None:
            told = facts.get(uuid) or ModelFacts(uuid, "recorded")
            simulation.add_model(told.name, owner=told.owner, uuid=uuid, type=told.type)


def entered(cassette: Cassette) -> Iterator[str]:
    """The models that a cassette shows logins to, by their uuids."""
    for exchange in cassette.exchanges:
        if (exchange.facade, exchange.method) == ("Admin", "Login") and exchange.result:
            answer = msgspec.json.decode(exchange.result)
            tag = answer.get("model-tag") or answer.get("environ-tag") or answer.get("EnvironTag")
            if tag:
                yield str(tag).partition("-")[2]


def _set_port(simulation: Simulation, exchanges: list[Exchange]) -> None:
    """The port that the controller says it has: another one than a recorder's that stood before it."""
    for exchange in exchanges:
        if (exchange.facade, exchange.method) == ("Controller", "ControllerConfig") and exchange.result:
            port = (msgspec.json.decode(exchange.result).get("config") or {}).get("api-port")
            controller = simulation.controller
            if isinstance(port, int):
                with simulation.state.transaction() as state:
                    config = {**controller.config, "api-port": port}
                    state.put(msgspec.structs.replace(controller, config=config))
            return


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


def _controller_model(cassettes: list[Cassette]) -> str:
    """The model of the controller: the one of that name, else one that is logged in to before any is made.

    A model that is known by another name is not it. "" where none can be told.
    """
    for cassette in cassettes:
        for uuid, facts in world_of(cassette).models.items():
            if facts.name == "controller":
                return uuid
    names = world_of(cassettes[0]).models
    made = made_by(cassettes[0].exchanges)
    for uuid in entered(cassettes[0]):
        if uuid not in made and names[uuid].name.startswith("recorded-"):
            return uuid
    return next(_told_controllers(cassettes), "")


def _told_controllers(cassettes: list[Cassette]) -> Iterator[str]:
    """The models that a watcher of all of them told to be the controller's own."""
    for cassette in cassettes:
        for exchange in cassette.exchanges:
            if (exchange.facade, exchange.method) == ("AllModelWatcher", "Next") and exchange.failure is None:
                for kind, _, told in msgspec.json.decode(exchange.result).get("deltas") or ():
                    if kind == "model" and (told.get("is-controller") or told.get("name") == "controller"):
                        yield str(told["model-uuid"])
