"""ModelManager: models: made, listed, described, destroyed."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import Entity, EntityStatus, Error, ErrorResults, StringResults
from jujuclient.facades.common_models import (
    ModelInfo,
    ModelMigrationStatus,
    ModelSLAInfo,
    ModelStatusResults,
    UserModelList,
)
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, Bulk, Json, UnsetType, Wire, versions


class ChangeModelCredentialParams(Wire):
    """An item of ``model_credentials`` in ``ModelManager.change_model_credential``. Juju 2.6 and later."""

    model_tag: str
    credential_tag: str


class DestroyModelParams(Wire):
    """An item of ``models`` in ``ModelManager.destroy_models``. Juju 2.6 and later."""

    model_tag: str
    destroy_storage: bool | UnsetType = UNSET
    force: bool | UnsetType = UNSET
    max_wait: int | UnsetType = UNSET
    timeout: Annotated[int | UnsetType, versions(first="2.9")] = UNSET


class MapResult(Wire):
    """One JSON object, or the error in its place. Juju 2.0 and later."""

    result: dict[str, Json] | None
    error: Error | UnsetType = UNSET


class MapResults(Wire, Bulk[MapResult]):
    """One JSON object or error for each thing asked. Juju 2.0 and later."""

    results: list[MapResult] | None


class ModelDefaultValues(Wire):
    """An item of ``config`` in ``ModelManager.set_model_defaults``. Juju 2.0 and later."""

    config: dict[str, Json]
    cloud_tag: str | UnsetType = UNSET
    cloud_region: str | UnsetType = UNSET


class ModelDefaults(Wire):
    """An entry of ``config`` in ``ModelDefaultsResult``. Juju 2.0 and later."""

    controller: Json | UnsetType = UNSET
    default: Json | UnsetType = UNSET
    regions: list[RegionDefaults] | UnsetType = UNSET


class ModelDefaultsResult(Wire):
    """What ``ModelManager.model_defaults`` answers with. Juju 2.0 and later."""

    config: dict[str, ModelDefaults] | None
    error: Annotated[Error | UnsetType, versions(first="2.6", omitempty=True)] = UNSET


class ModelDefaultsResults(Wire, Bulk[ModelDefaultsResult]):
    """What ``ModelManager.model_defaults_for_clouds`` answers with. Juju 2.6 and later."""

    results: list[ModelDefaultsResult] | None


class ModelEntityCount(Wire):
    """An item of ``counts`` in ``ModelSummary``. Juju 2.6 and later."""

    entity: str
    count: int


class ModelInfoResult(Wire):
    """An item of ``results`` in ``ModelInfoResults``, or its error. Juju 2.0 and later."""

    error: Error | UnsetType = UNSET
    result: ModelInfo | UnsetType = UNSET


class ModelInfoResults(Wire, Bulk[ModelInfoResult]):
    """What ``ModelManager.model_info`` answers with. Juju 2.0 and later."""

    results: list[ModelInfoResult] | None


class ModelParam(Wire):
    """An item of ``model`` in ``ModelManager.validate_model_upgrades``. Juju 2.8 to 2.9."""

    model_tag: str


class ModelSummary(Wire):
    """One line of ``juju models``. Juju 2.6 and later."""

    name: str
    cloud_tag: str
    uuid: str
    agent_version: str | None
    controller_uuid: str
    counts: list[ModelEntityCount] | None
    is_controller: bool
    last_connection: str | None
    life: str
    type: str
    user_access: str
    cloud_credential_tag: str | UnsetType = UNSET
    cloud_region: str | UnsetType = UNSET
    default_series: Annotated[str | UnsetType, versions(last="3.6", omitempty=True)] = UNSET
    migration: ModelMigrationStatus | UnsetType = UNSET
    owner_tag: Annotated[str | UnsetType, versions(until=10)] = UNSET
    provider_type: str | UnsetType = UNSET
    qualifier: Annotated[str | UnsetType, versions(since=11)] = UNSET
    sla: Annotated[ModelSLAInfo | UnsetType, versions(last="3.6")] = UNSET
    status: EntityStatus | UnsetType = UNSET


class ModelSummaryResult(Wire):
    """An item of ``results`` in ``ModelSummaryResults``, or its error. Juju 2.6 and later."""

    error: Error | UnsetType = UNSET
    result: ModelSummary | UnsetType = UNSET


class ModelSummaryResults(Wire, Bulk[ModelSummaryResult]):
    """What ``ModelManager.list_model_summaries`` answers with. Juju 2.6 and later."""

    results: list[ModelSummaryResult] | None


class ModelUnsetKeys(Wire):
    """An item of ``keys`` in ``ModelManager.unset_model_defaults``. Juju 2.0 and later."""

    keys: list[str]
    cloud_tag: str | UnsetType = UNSET
    cloud_region: str | UnsetType = UNSET


class ModifyModelAccess(Wire):
    """An item of ``changes`` in ``ModelManager.modify_model_access``. Juju 2.0 and later."""

    model_tag: str
    user_tag: str
    action: str
    access: str


class RegionDefaults(Wire):
    """An item of ``regions`` in ``ModelDefaults``. Juju 2.0 and later."""

    region_name: str
    value: Json


class ModelManager(Facade, name="ModelManager", versions=range(2, 12)):
    """Models: made, listed, described, destroyed. Juju 2.0 and later."""

    @call("ChangeModelCredential", since=5)
    def change_model_credential(self, model_credentials: list[ChangeModelCredentialParams]) -> ErrorResults:
        """Let models use another credential of the same cloud. Juju 2.6 and later."""

    @call("CreateModel")
    def create_model(
        self,
        name: str,
        *,
        cloud_tag: str | UnsetType = UNSET,
        config: dict[str, Json] | UnsetType = UNSET,
        credential: str | UnsetType = UNSET,
        owner_tag: Annotated[str | UnsetType, versions(until=10)] = UNSET,
        qualifier: Annotated[str | UnsetType, versions(since=11)] = UNSET,
        region: str | UnsetType = UNSET,
        target_controller: Annotated[str | UnsetType, versions(since=11)] = UNSET,
    ) -> ModelInfo:
        """Create a model on a cloud with a credential; an existing name is ``already exists``."""

    @call("DestroyModels", since=4)
    def destroy_models(self, models: list[DestroyModelParams]) -> ErrorResults:
        """Destroy models; storage must be destroyed or released if there is any. Juju 2.6 and later."""

    @call("DestroyModels", until=3)
    def destroy_models_v3(self, entities: list[Entity]) -> ErrorResults:
        """Destroy the models with the given tags. Juju 2.0 to 2.9."""

    @call("DumpModels", since=3)
    def dump_models(self, entities: list[Entity], *, simplified: bool | UnsetType = UNSET) -> StringResults:
        """Each model's whole content as YAML text; for debugging. Juju 2.2 and later."""

    @call("DumpModelsDB")
    def dump_models_db(self, entities: list[Entity]) -> MapResults:
        """The database documents of each model; for debugging."""

    @call("DumpModels", until=2)
    def dump_models_v2(self, entities: list[Entity]) -> MapResults:
        """Each model's whole content as an object; for debugging. Juju 2.0 to 2.9."""

    @call("ListModelSummaries", first="2.6")
    def list_model_summaries(self, user_tag: str, *, all: bool | UnsetType = UNSET) -> ModelSummaryResults:
        """One line for each model that a user may see, or for all. Juju 2.6 and later."""

    @call("ListModels")
    def list_models(self, tag: str) -> UserModelList:
        """The models that a user may see."""

    @call("ModelDefaults", until=5)
    def model_defaults(self) -> ModelDefaultsResult:
        """The default config of new models, with what each region overrides. Juju 2.0 to 2.9."""

    @call("ModelDefaultsForClouds", since=6)
    def model_defaults_for_clouds(self, entities: list[Entity]) -> ModelDefaultsResults:
        """The default config of new models on each cloud. Juju 2.6 and later."""

    @call("ModelInfo")
    def model_info(self, entities: list[Entity]) -> ModelInfoResults:
        """Cloud, credential, life, users, machines and status of each model."""

    @call("ModelStatus")
    def model_status(self, entities: list[Entity]) -> ModelStatusResults:
        """Life, owner or qualifier, and counts of machines, units and applications of each model."""

    @call("ModifyModelAccess")
    def modify_model_access(self, changes: list[ModifyModelAccess]) -> ErrorResults:
        """Grant or revoke read, write or admin on models."""

    @call("SetModelDefaults")
    def set_model_defaults(self, config: list[ModelDefaultValues]) -> ErrorResults:
        """Set default config for new models, of a cloud or region."""

    @call("UnsetModelDefaults")
    def unset_model_defaults(self, keys: list[ModelUnsetKeys]) -> ErrorResults:
        """Remove default config for new models."""

    @call(
        "ValidateModelUpgrades",
        first="2.8",
        last="2.9",
        without=(("2.9", 2), ("2.9", 3), ("2.9", 4), ("2.9", 5), ("2.9", 6), ("2.9", 7), ("2.9", 8)),
    )
    def validate_model_upgrades(
        self, model: list[ModelParam], *, force: bool | UnsetType = UNSET
    ) -> ErrorResults:
        """Whether each model could be upgraded now. Juju 2.8 to 2.9."""
