"""ModelManager: models made, listed, described. What changes them is in ``model_manager_changes``."""

from __future__ import annotations

from typing import Any

from fakejuju.domain import models, users
from fakejuju.handlers.call import Call, Refused, denied, each, not_found, tag_of
from fakejuju.handlers.fit import fit
from fakejuju.projections.models import (
    NEVER,
    model_info,
    model_status,
    model_summary,
    no_model_status,
    user_model,
)
from fakejuju.state.controller import Model
from jujuclient.facades.common import Entity
from jujuclient.facades.common_models import ModelInfo, ModelStatus, ModelStatusResults, UserModelList
from jujuclient.facades.model_manager import (
    ModelInfoResult,
    ModelInfoResults,
    ModelManager,
    ModelSummaryResult,
    ModelSummaryResults,
)
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType

MODULES = ("model_manager_changes", "model_manager_dump")


def model_tagged(call: Call, tag: str) -> Model | None:
    """The model of a tag, None when there is none."""
    return call.state.find(Model, tag_of(tag, "model").id)


@answers(ModelManager.create_model)
def create_model(
    call: Call,
    name: str,
    *,
    cloud_tag: str | UnsetType = UNSET,
    config: dict[str, Any] | UnsetType = UNSET,
    credential: str | UnsetType = UNSET,
    owner_tag: str | UnsetType = UNSET,
    qualifier: str | UnsetType = UNSET,
    region: str | UnsetType = UNSET,
    target_controller: str | UnsetType = UNSET,
) -> ModelInfo:
    """Make a model; who may not make any, or only their own, is refused."""
    owner = _owner(call, owner_tag, qualifier)
    cloud = tag_of(cloud_tag, "cloud").id if cloud_tag else ""
    _need_add_model(call, cloud or call.simulation.controller.cloud, owner)
    made = models.create_model(
        call.simulation,
        name,
        owner=owner,
        user=call.user,
        cloud=cloud,
        region=region or "",
        credential=tag_of(credential, "cloudcred").id if credential else "",
        config=config or {},
    )
    return fit(call, model_info(call.simulation, made, user=call.user, all=True, new=True))


def _owner(call: Call, owner_tag: str | UnsetType, qualifier: str | UnsetType) -> str:
    if call.juju >= (4, 0) and call.version >= 11:
        return qualifier or call.user
    return tag_of(owner_tag or "", "user").id.removesuffix("@local")


def _need_add_model(call: Call, cloud: str, owner: str) -> None:
    if call.is_superuser:
        return
    if call.access(f"cloud-{cloud}") not in ("add-model", "admin"):
        denied()
    if owner != call.user and call.juju < (4, 0):
        raise Refused(
            '"add-model" permission does not permit creation of models for different owners: '
            "permission denied",
            "unauthorized access",
        )


@answers(ModelManager.list_models)
def list_models(call: Call, tag: str) -> UserModelList:
    """The models that a user may see; another's are for superusers."""
    user = tag_of(tag, "user").id.removesuffix("@local")
    if user != call.user:
        call.need_superuser()
    sim = call.simulation
    found = []
    for model in models.visible(sim, user):
        access = models.access_of(sim, user, model)
        last = access.last if access is not None else ""
        # Recorded: before 4.0 this list alone writes a time that never was.
        found.append(user_model(sim, model, last or (NEVER if call.juju < (4, 0) else None)))
    return fit(call, UserModelList(user_models=found or None))


@answers(ModelManager.model_info)
def model_infos(call: Call, entities: list[Entity]) -> ModelInfoResults:
    """Each model, for those who may read it; others are not told whether it is there."""

    def one(entity: Entity) -> ModelInfoResult:
        model = model_tagged(call, entity.tag)
        if model is None or not call.can("read", model.uuid):
            denied()
        everything = call.can("write", model.uuid)
        return ModelInfoResult(result=model_info(call.simulation, model, user=call.user, all=everything))

    results = each(entities, one, lambda error: ModelInfoResult(error=error))
    return fit(call, ModelInfoResults(results=results or None))


@answers(ModelManager.list_model_summaries)
def list_model_summaries(call: Call, user_tag: str, *, all: bool | UnsetType = UNSET) -> ModelSummaryResults:
    """One line for each model that a user has access to; a superuser may ask for all."""
    user = tag_of(user_tag, "user").id.removesuffix("@local")
    if user != call.user:
        call.need_superuser()
        _need_user(call, user)
    sim = call.simulation
    if all and call.is_superuser:
        seen = models.by_name(sim)
    else:
        seen = [model for model in models.by_name(sim) if models.access_of(sim, user, model) is not None]
    if call.juju >= (4, 0):
        # Recorded on 4.0.15: this list alone is in the order of making.
        seen = [model for model in call.state.all(Model) if model in seen]
    results = [ModelSummaryResult(result=model_summary(sim, model, user)) for model in seen]
    return fit(call, ModelSummaryResults(results=results or None))


def _need_user(call: Call, name: str) -> None:
    """4.x says of nobody that they are nobody; before, nobody has no models."""
    if call.juju >= (4, 0) and users.find_user(call.simulation, name) is None and "@" not in name:
        raise Refused(f'user "{name}" does not exist', "not found")


@answers(ModelManager.model_status)
def model_statuses(call: Call, entities: list[Entity]) -> ModelStatusResults:
    """What each model holds."""
    return statuses_of(call, entities)


def statuses_of(call: Call, entities: list[Entity]) -> ModelStatusResults:
    """The status of each model, for those who administer it."""

    def one(entity: Entity) -> ModelStatus:
        model = model_tagged(call, entity.tag)
        if model is None:
            not_found("model", entity.tag.removeprefix("model-"))
        if not call.can("admin", model.uuid):
            denied()
        return model_status(call.simulation, model)

    return fit(call, ModelStatusResults(models=each(entities, one, no_model_status) or None))
