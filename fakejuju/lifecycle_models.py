"""Rows of models: what the undertaker does with one that is dying."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakejuju.domain import models
from fakejuju.lifecycle_row import Row
from fakejuju.state.application import Application, RemoteApplication
from fakejuju.state.controller import Model

if TYPE_CHECKING:
    from fakejuju.agents import Agents


def _has_living(agents: Agents, model: Model) -> bool:
    if model.life != "dying":
        return False
    state = agents.state
    living = any(one.life == "alive" for one in state.all(Application, model.uuid))
    remote = state.count(RemoteApplication, model.uuid) > 0
    return living or remote or bool(models.idle_machines(agents.sim, model))


def _is_empty(agents: Agents, model: Model) -> bool:
    return model.life == "dying" and not model.is_controller and models.is_empty(agents.sim, model)


MODEL_ROWS = (
    Row("model-dismantled", Model, _has_living, (0.2, 1),
        lambda agents, it: models.take_down(agents.sim, it, force=False)),
    Row("model-dead", Model, _is_empty, (0.2, 1),
        lambda agents, it: models.set_dead(agents.sim, it)),
    Row("model-removed", Model, lambda agents, it: it.life == "dead", (0.2, 1),
        lambda agents, it: models.remove_model(agents.sim, it)),
)  # fmt: skip
