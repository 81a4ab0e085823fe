"""Controller: the controller and all of its models."""

from __future__ import annotations

from fakejuju.domain import models
from fakejuju.handlers.call import Call
from fakejuju.projections.fit import fit
from fakejuju.projections.models import user_model
from jujuclient.facades.common_models import UserModelList
from jujuclient.facades.controller import Controller
from jujuclient.wire.schema import answers


@answers(Controller.all_models)
def all_models(call: Call) -> UserModelList:
    """Every model, for a superuser."""
    call.need_superuser()
    sim = call.simulation
    found = []
    for model in models.by_name(sim):
        access = models.access_of(sim, call.user, model)
        found.append(user_model(sim, model, access.last or None if access is not None else None))
    return fit(call, UserModelList(user_models=found or None))
