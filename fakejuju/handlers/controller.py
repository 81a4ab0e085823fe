"""Controller: the controller and all of its models. Its watchers are in ``controller_watching``."""

from __future__ import annotations

from typing import Any

from fakejuju.certs import certificates
from fakejuju.domain import controllerconfig, modelconfig, models
from fakejuju.handlers.call import Call, NotSimulated, Refused, denied, each, not_found, tag_of
from fakejuju.handlers.fit import fit
from fakejuju.handlers.model_manager import statuses_of
from fakejuju.projections.models import cloud_spec, user_model
from fakejuju.state.application import Application
from fakejuju.state.controller import Block, Model
from jujuclient.facades.common import Entity, Error, StringResult
from jujuclient.facades.common_models import (
    CloudSpecResult,
    ConfigValue,
    ModelConfigResults,
    ModelStatusResults,
    UserModelList,
)
from jujuclient.facades.controller import (
    CloudSpecResults,
    Controller,
    ControllerAPIInfoResult,
    ControllerAPIInfoResults,
    ControllerConfigResult,
    ControllerVersionResults,
    DashboardConnectionInfo,
    HostedModelConfig,
    HostedModelConfigsResults,
    InitiateMigrationResults,
    MigrationSpec,
    ModelBlockInfo,
    ModelBlockInfoList,
)
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType

MODULES = ("controller_access", "controller_watching")


# --- the controller ----------------------------------------------------------------------------


@answers(Controller.controller_config)
def controller_config(call: Call) -> ControllerConfigResult:
    """The config, for everybody."""
    sim = call.simulation
    return ControllerConfigResult(config=controllerconfig.controller_config(sim, sim.endpoint))


@answers(Controller.config_set)
def config_set(call: Call, config: dict[str, Any]) -> None:
    """Change what may change once a controller runs."""
    call.need_superuser()
    call.change_allowed(call.simulation.controller_model.uuid)
    with call.state.transaction():
        controllerconfig.set_config(call.simulation, config)


@answers(Controller.controller_version)
def controller_version(call: Call) -> ControllerVersionResults:
    """The version; the commit is not told."""
    return ControllerVersionResults(version=call.simulation.version, git_commit="")


@answers(Controller.mongo_version)
def mongo_version(call: Call) -> StringResult:
    """The version of the database, as the recorded controllers had it."""
    call.need_superuser()
    return StringResult(result="4.4.30")


@answers(Controller.mongo_version_v5)
def mongo_version_v5(call: Call) -> None:
    """Nothing: what it found went astray before version 6."""


@answers(Controller.identity_provider_url)
def identity_provider_url(call: Call) -> StringResult:
    """Where users log in; there is no such place but the controller."""
    return StringResult(result=str(call.simulation.controller.config.get("identity-url", "")))


@answers(Controller.identity_provider_url_v6)
def identity_provider_url_v6(call: Call) -> None:
    """Nothing: what it found went astray before version 7."""


@answers(Controller.controller_api_info_for_models)
def controller_api_info_for_models(call: Call, entities: list[Entity]) -> ControllerAPIInfoResults:
    """Where the controller of each model is: they are all here."""

    def one(entity: Entity) -> ControllerAPIInfoResult:
        uuid = tag_of(entity.tag, "model").id
        if call.state.find(Model, uuid) is None:
            not_found("external controller with model", uuid)
        return ControllerAPIInfoResult(
            addresses=[call.simulation.endpoint, *call.simulation.more_endpoints], cacert=certificates().ca
        )

    def failed(error: Error) -> ControllerAPIInfoResult:
        return ControllerAPIInfoResult(addresses=None, cacert="", error=error)

    return ControllerAPIInfoResults(results=each(entities, one, failed))


@answers(Controller.dashboard_connection_info)
def dashboard_connection_info(call: Call) -> DashboardConnectionInfo:
    """How to reach the dashboard, which no simulated controller has."""
    if call.state.find(Application, "dashboard", call.simulation.controller_model.uuid) is not None:
        raise NotSimulated("a dashboard that is deployed")
    error = Error(message='application "controller" not found', code="not found")
    return DashboardConnectionInfo(proxy_connection=None, ssh_connection=None, error=error)


@answers(Controller.destroy_controller)
def destroy_controller(
    call: Call,
    *,
    destroy_models: bool | UnsetType = UNSET,
    destroy_storage: bool | UnsetType = UNSET,
    force: bool | UnsetType = UNSET,
    max_wait: int | UnsetType = UNSET,
    model_timeout: int | UnsetType = UNSET,
) -> None:
    """Let the controller's model die, after all others where that was asked."""
    call.need_superuser()
    with call.state.transaction():
        models.destroy_controller(
            call.simulation,
            destroy_models=bool(destroy_models),
            destroy_storage=None if destroy_storage is UNSET else bool(destroy_storage),
            force=bool(force),
        )


# --- its models --------------------------------------------------------------------------------


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


@answers(Controller.model_status)
def model_statuses(call: Call, entities: list[Entity]) -> ModelStatusResults:
    """What each model holds."""
    return statuses_of(call, entities)


@answers(Controller.model_config)
def model_config(call: Call) -> ModelConfigResults:
    """The config of the controller's own model."""
    call.need_superuser()
    found = modelconfig.model_config(call.simulation, call.simulation.controller_model)
    return ModelConfigResults(
        config={key: ConfigValue(source=source, value=value) for key, (value, source) in found.items()}
    )


@answers(Controller.hosted_model_configs)
def hosted_model_configs(call: Call) -> HostedModelConfigsResults:
    """Config and cloud of every model but the controller's own."""
    call.need_superuser()
    sim = call.simulation
    found = [
        HostedModelConfig(
            name=model.name,
            owner=f"user-{model.owner}",
            qualifier=model.owner,
            config=modelconfig.values(sim, model),
            cloud_spec=cloud_spec(sim, model),
        )
        for model in models.by_name(sim)
        if not model.is_controller
    ]
    return fit(call, HostedModelConfigsResults(models=found or None))


@answers(Controller.list_blocked_models)
def list_blocked_models(call: Call) -> ModelBlockInfoList:
    """The models that have blocks."""
    call.need_superuser()
    found = [
        ModelBlockInfo(
            name=model.name,
            model_uuid=model.uuid,
            owner_tag=f"user-{model.owner}",
            qualifier=model.owner,
            blocks=blocks,
        )
        for model in models.by_name(call.simulation)
        if (blocks := [block.type for block in call.state.all(Block, model.uuid)])
    ]
    return fit(call, ModelBlockInfoList(models=found or UNSET))


@answers(Controller.remove_blocks)
def remove_blocks(call: Call, *, all: bool | UnsetType = UNSET) -> None:
    """Take every block of every model off."""
    call.need_superuser()
    if not all:
        raise Refused("not supported")
    models.remove_every_block(call.simulation)


@answers(Controller.initiate_migration)
def initiate_migration(
    call: Call, specs: list[MigrationSpec], *, dry_run: bool | UnsetType = UNSET
) -> InitiateMigrationResults:
    """Start to move models away: there is nowhere to move them to."""
    call.need_superuser()
    if specs:
        raise NotSimulated("a migration")
    return InitiateMigrationResults(results=[])


@answers(Controller.cloud_spec)
def cloud_specs(call: Call, entities: list[Entity]) -> CloudSpecResults:
    """Recorded on 2.9.52 and 3.6.28: permission denied to the administrator too; it is for agents."""

    def one(entity: Entity) -> CloudSpecResult:
        denied()

    return CloudSpecResults(results=each(entities, one, lambda error: CloudSpecResult(error=error)) or UNSET)


@answers(Controller.get_cloud_spec)
def get_cloud_spec(call: Call, tag: str) -> CloudSpecResult:
    """Recorded on 2.9.52 and 3.6.28: the tag is not read."""
    return CloudSpecResult(error=Error(message='model "" not found', code="not found"))
