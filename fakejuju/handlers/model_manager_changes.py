"""ModelManager: models destroyed, shared, given other credentials, and the defaults of new ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from msgspec.structs import replace

from fakejuju.domain import access, modelconfig, models
from fakejuju.handlers.call import Call, Refused, denied, each, not_found, tag_of
from fakejuju.state.controller import Cloud, Credential, Model
from jujuclient.facades.common import Entity, ErrorResult, ErrorResults
from jujuclient.facades.model_manager import (
    ChangeModelCredentialParams,
    DestroyModelParams,
    ModelDefaults,
    ModelDefaultsResult,
    ModelDefaultsResults,
    ModelDefaultValues,
    ModelManager,
    ModelParam,
    ModelUnsetKeys,
    ModifyModelAccess,
    RegionDefaults,
)
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType

I = TypeVar("I")  # noqa: E741  # an item


def _each(items: Iterable[I] | None, do: Callable[[I], None]) -> ErrorResults:
    def one(item: I) -> ErrorResult:
        do(item)
        return ErrorResult()

    return ErrorResults(results=each(items, one, lambda error: ErrorResult(error=error)))


def _model(call: Call, tag: str) -> Model:
    id = tag_of(tag, "model").id
    return call.state.find(Model, id) or not_found("model", id)


# --- destroying --------------------------------------------------------------------------------


@answers(ModelManager.destroy_models)
def destroy_models(call: Call, models: list[DestroyModelParams]) -> ErrorResults:
    """Let each model die; without a word on its storage it must have none."""

    def one(item: DestroyModelParams) -> None:
        storage = None if item.destroy_storage is UNSET else bool(item.destroy_storage)
        _destroy(call, item.model_tag, storage, bool(item.force))

    return _each(models, one)


@answers(ModelManager.destroy_models_v3)
def destroy_models_v3(call: Call, entities: list[Entity]) -> ErrorResults:
    """Let each model die, with its storage."""
    return _each(entities, lambda entity: _destroy(call, entity.tag, True, False))


def _destroy(call: Call, tag: str, storage: bool | None, force: bool) -> None:
    model = _model(call, tag)
    if not call.can("admin", model.uuid):
        denied()
    call.destroy_allowed(model.uuid)
    with call.state.transaction():
        models.destroy_model(call.simulation, model, destroy_storage=storage, force=force)


# --- access ------------------------------------------------------------------------------------


@answers(ModelManager.modify_model_access)
def modify_model_access(call: Call, changes: list[ModifyModelAccess]) -> ErrorResults:
    """Give or take access, each on its own."""
    return _each(changes, lambda change: _change_access(call, change))


def _change_access(call: Call, change: ModifyModelAccess) -> None:
    if change.access not in access.model_levels():
        raise Refused(f'could not modify model access: invalid model access permission "{change.access}"')
    uuid = _tag(change.model_tag, "model")
    if not call.can("admin", uuid):
        denied()
    user = _tag(change.user_tag, "user").removesuffix("@local")
    model = call.state.find(Model, uuid)
    if model is None:
        raise Refused(f'could not lookup model: model "{uuid}" not found', "not found")
    with call.state.transaction():
        if change.action == "grant":
            access.grant_model(call.simulation, model, user, change.access)
        elif change.action == "revoke":
            access.revoke_model(call.simulation, model, user, change.access)
        else:
            raise Refused(f'unknown action "{change.action}"')


def _tag(text: str, kind: str) -> str:
    try:
        return tag_of(text, kind).id
    except Refused as refused:
        raise Refused(f"could not modify model access: {refused}") from None


# --- credentials and upgrades ------------------------------------------------------------------


@answers(ModelManager.change_model_credential)
def change_model_credential(call: Call, model_credentials: list[ChangeModelCredentialParams]) -> ErrorResults:
    """Let each model use another credential of its cloud."""
    return _each(model_credentials, lambda item: _change_credential(call, item))


def _change_credential(call: Call, item: ChangeModelCredentialParams) -> None:
    uuid = tag_of(item.model_tag, "model").id
    if not call.can("admin", uuid):
        denied()
    model = _model(call, item.model_tag)
    key = tag_of(item.credential_tag, "cloudcred").id
    name = key.replace("_", "/")
    if model.credential == key:
        raise Refused(f"model {model.uuid} already uses credential {name}")
    found = call.state.find(Credential, key)
    if found is None:
        raise Refused(f'cloud credential "{name}" not found', "not found")
    if found.cloud != model.cloud:
        raise Refused(f'cloud "{found.cloud}" not valid', "not valid")
    with call.state.transaction() as state:
        state.put(replace(model, credential=key))


@answers(ModelManager.validate_model_upgrades)
def validate_model_upgrades(
    call: Call, model: list[ModelParam], *, force: bool | UnsetType = UNSET
) -> ErrorResults:
    """Whether each model could be upgraded: there is nothing here that would be in the way."""

    def one(item: ModelParam) -> None:
        if not call.can("admin", _model(call, item.model_tag).uuid):
            denied()

    return _each(model, one)


# --- defaults of new models --------------------------------------------------------------------


@answers(ModelManager.model_defaults)
def model_defaults(call: Call) -> ModelDefaultsResult:
    """The defaults on the controller's own cloud."""
    if not call.is_superuser:
        denied()
    return _defaults(call, call.simulation.controller.cloud)


@answers(ModelManager.model_defaults_for_clouds)
def model_defaults_for_clouds(call: Call, entities: list[Entity]) -> ModelDefaultsResults:
    """The defaults on each cloud."""

    def one(entity: Entity) -> ModelDefaultsResult:
        name = tag_of(entity.tag, "cloud").id
        _need_cloud_admin(call, name)
        return _defaults(call, name)

    results = each(entities, one, lambda error: ModelDefaultsResult(config=None, error=error))
    return ModelDefaultsResults(results=results)


def _need_cloud_admin(call: Call, cloud: str) -> None:
    if not call.is_superuser and call.access(f"cloud-{cloud}") != "admin":
        denied()


def _defaults(call: Call, name: str) -> ModelDefaultsResult:
    cloud = call.state.find(Cloud, name) or not_found("cloud", name)
    found = modelconfig.defaults(call.simulation, name, cloud.type)
    return ModelDefaultsResult(config={key: _default(value) for key, value in found.items()})


def _default(found: modelconfig.Defaults) -> ModelDefaults:
    regions = [RegionDefaults(region_name=name, value=value) for name, value in sorted(found.regions.items())]
    return ModelDefaults(
        default=UNSET if found.default is modelconfig.NOTHING else found.default,
        controller=UNSET if found.controller is modelconfig.NOTHING else found.controller,
        regions=regions or UNSET,
    )


@answers(ModelManager.set_model_defaults)
def set_model_defaults(call: Call, config: list[ModelDefaultValues]) -> ErrorResults:
    """Set defaults of a cloud or of one of its regions."""

    def one(item: ModelDefaultValues) -> None:
        cloud = _cloud_of(call, item.cloud_tag)
        call.change_allowed(call.simulation.controller_model.uuid)
        if "agent-version" in item.config:
            raise Refused("agent-version cannot have a default value")
        with call.state.transaction():
            modelconfig.set_defaults(call.simulation, cloud, item.cloud_region or "", item.config)

    return _each(config, one)


@answers(ModelManager.unset_model_defaults)
def unset_model_defaults(call: Call, keys: list[ModelUnsetKeys]) -> ErrorResults:
    """Take defaults of a cloud or of one of its regions away."""

    def one(item: ModelUnsetKeys) -> None:
        cloud = _cloud_of(call, item.cloud_tag)
        call.change_allowed(call.simulation.controller_model.uuid)
        with call.state.transaction():
            modelconfig.unset_defaults(call.simulation, cloud, item.cloud_region or "", item.keys)

    return _each(keys, one)


def _cloud_of(call: Call, tag: str | UnsetType) -> str:
    name = tag_of(tag, "cloud").id if tag else call.simulation.controller.cloud
    _need_cloud_admin(call, name)
    if call.state.find(Cloud, name) is None:
        not_found("cloud", name)
    return name
