"""Controller: the controller and all of its models."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import (
    AllWatcherId,
    Entity,
    Error,
    ErrorResults,
    NotifyWatchResults,
    StringResult,
)
from jujuclient.facades.common_models import (
    CloudSpec,
    CloudSpecResult,
    ModelConfigResults,
    ModelStatusResults,
    UserModelList,
)
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, Bulk, Json, UnsetType, Wire, secret, versions


class CloudSpecResults(Wire, Bulk[CloudSpecResult]):
    """What ``Controller.cloud_spec`` answers with. Juju 2.0 and later."""

    results: list[CloudSpecResult] | UnsetType = UNSET


class ControllerAPIInfoResult(Wire):
    """An item of ``results`` in ``ControllerAPIInfoResults``, or its error. Juju 2.6 and later."""

    addresses: list[str] | None
    cacert: str
    error: Error | UnsetType = UNSET


class ControllerAPIInfoResults(Wire, Bulk[ControllerAPIInfoResult]):
    """What ``Controller.controller_api_info_for_models`` answers with. Juju 2.6 and later."""

    results: list[ControllerAPIInfoResult] | None


class ControllerConfigResult(Wire):
    """What ``Controller.controller_config`` answers with. Juju 2.0 and later."""

    config: dict[str, Json] | None


class ControllerVersionResults(Wire):
    """What ``Controller.controller_version`` answers with. Juju 2.8 and later."""

    git_commit: str
    version: str


class DashboardConnectionInfo(Wire):
    """What ``Controller.dashboard_connection_info`` answers with. Juju 3.1 and later."""

    proxy_connection: Proxy | None
    ssh_connection: DashboardConnectionSSHTunnel | None
    error: Error | UnsetType = UNSET


class DashboardConnectionSSHTunnel(Wire):
    """The ``ssh_connection`` of ``DashboardConnectionInfo``. Juju 3.1 and later."""

    host: str
    port: str
    entity: str | UnsetType = UNSET
    model: str | UnsetType = UNSET


class HostedModelConfig(Wire):
    """An item of ``models`` in ``HostedModelConfigsResults``, or its error. Juju 2.0 and later."""

    name: str
    cloud_spec: CloudSpec | UnsetType = UNSET
    config: dict[str, Json] | UnsetType = UNSET
    error: Error | UnsetType = UNSET
    owner: Annotated[str | UnsetType, versions(until=12)] = UNSET
    qualifier: Annotated[str | UnsetType, versions(since=13)] = UNSET


class HostedModelConfigsResults(Wire, Bulk[HostedModelConfig]):
    """What ``Controller.hosted_model_configs`` answers with. Juju 2.0 and later."""

    models: list[HostedModelConfig] | None


class InitiateMigrationResult(Wire):
    """An item of ``results`` in ``InitiateMigrationResults``, or its error. Juju 2.0 and later."""

    model_tag: str
    migration_id: str
    error: Error | UnsetType = UNSET


class InitiateMigrationResults(Wire, Bulk[InitiateMigrationResult]):
    """What ``Controller.initiate_migration`` answers with. Juju 2.0 and later."""

    results: list[InitiateMigrationResult] | None


class MigrationSpec(Wire):
    """An item of ``specs`` in ``Controller.initiate_migration``. Juju 2.0 and later."""

    model_tag: str
    target_info: MigrationTargetInfo
    external_control: Annotated[bool | UnsetType, versions(last="2.0")] = UNSET
    skip_initial_prechecks: Annotated[bool | UnsetType, versions(last="2.0")] = UNSET


class MigrationTargetInfo(Wire):
    """The ``target_info`` of ``MigrationSpec``. Juju 2.0 and later."""

    addrs: list[str]
    auth_tag: str
    ca_cert: str | UnsetType = UNSET
    controller_alias: Annotated[str | UnsetType, versions(first="2.6")] = UNSET
    controller_tag: str | UnsetType = UNSET
    macaroons: Annotated[str | UnsetType, secret("macaroon")] = UNSET
    password: Annotated[str | UnsetType, secret("password")] = UNSET
    skip_user_checks: Annotated[bool | UnsetType, versions(first="3.6")] = UNSET
    token: Annotated[str | UnsetType, versions(first="3.6"), secret("token")] = UNSET


class ModelBlockInfo(Wire):
    """An item of ``models`` in ``ModelBlockInfoList``. Juju 2.0 and later."""

    name: str
    model_uuid: str
    blocks: list[str] | None
    owner_tag: Annotated[str | UnsetType, versions(until=12)] = UNSET
    qualifier: Annotated[str | UnsetType, versions(since=13)] = UNSET


class ModelBlockInfoList(Wire):
    """What ``Controller.list_blocked_models`` answers with. Juju 2.0 and later."""

    models: list[ModelBlockInfo] | UnsetType = UNSET


class ModifyControllerAccess(Wire):
    """An item of ``changes`` in ``Controller.modify_controller_access``. Juju 2.0 and later."""

    user_tag: str
    action: str
    access: str


class Proxy(Wire):
    """The ``proxy_connection`` of ``DashboardConnectionInfo``. Juju 3.1 and later."""

    config: dict[str, Json] | None
    type: str


class SummaryWatcherID(Wire):
    """The id of a ``ModelSummaryWatcher``. Juju 2.8 and later."""

    watcher_id: str


class UserAccess(Wire):
    """The ``result`` of ``UserAccessResult``. Juju 2.0 and later."""

    user_tag: str
    access: str


class UserAccessResult(Wire):
    """An item of ``results`` in ``UserAccessResults``, or its error. Juju 2.0 and later."""

    error: Error | UnsetType = UNSET
    result: UserAccess | UnsetType = UNSET


class UserAccessResults(Wire, Bulk[UserAccessResult]):
    """What ``Controller.get_controller_access`` answers with. Juju 2.0 and later."""

    results: list[UserAccessResult] | UnsetType = UNSET


class Controller(Facade, name="Controller", versions=range(3, 15)):
    """The controller and all of its models. Juju 2.0 and later."""

    @call("AllModels")
    def all_models(self) -> UserModelList:
        """Every model of the controller; needs superuser."""

    @call("CloudSpec", without=(("4.0", 12), ("4.0", 13), ("4.1", 12), ("4.1", 13)))
    def cloud_spec(self, entities: list[Entity]) -> CloudSpecResults:
        """Cloud, region, endpoints and credential of each model; secrets included."""

    @call("ConfigSet", since=5)
    def config_set(self, config: dict[str, Json]) -> None:
        """Change config of the controller; only some keys may change once it runs. Juju 2.6 and later."""

    @call("ControllerAPIInfoForModels", first="2.6")
    def controller_api_info_for_models(self, entities: list[Entity]) -> ControllerAPIInfoResults:
        """The addresses and CA of the controller that hosts each model. Juju 2.6 and later."""

    @call("ControllerConfig")
    def controller_config(self) -> ControllerConfigResult:
        """The config of the controller."""

    @call("ControllerVersion", since=8)
    def controller_version(self) -> ControllerVersionResults:
        """The version and git commit of the controller. Juju 2.8 and later."""

    @call("DashboardConnectionInfo", first="3.1")
    def dashboard_connection_info(self) -> DashboardConnectionInfo:
        """How to reach the Juju dashboard: through a proxy or an SSH tunnel. Juju 3.1 and later."""

    @call("DestroyController")
    def destroy_controller(
        self,
        *,
        destroy_models: bool | UnsetType = UNSET,
        destroy_storage: Annotated[bool | UnsetType, versions(first="2.6")] = UNSET,
        force: Annotated[bool | UnsetType, versions(first="2.9")] = UNSET,
        max_wait: Annotated[int | UnsetType, versions(first="2.9")] = UNSET,
        model_timeout: Annotated[int | UnsetType, versions(first="2.9")] = UNSET,
    ) -> None:
        """Destroy the controller, and its models and storage if asked to; an error while models are left."""

    @call("GetCloudSpec", last="3.6", whole="tag")
    def get_cloud_spec(self, tag: str) -> CloudSpecResult:
        """Of no use to a client: real controllers read no tag from it and answer ``model "" not found``.

        Call ``cloud_spec``. Juju 2.0 to 3.6.
        """

    @call("GetControllerAccess")
    def get_controller_access(self, entities: list[Entity]) -> UserAccessResults:
        """The access to the controller that each user has."""

    @call("HostedModelConfigs")
    def hosted_model_configs(self) -> HostedModelConfigsResults:
        """Config and cloud of every model but the controller's own; needs superuser."""

    @call("IdentityProviderURL", since=7)
    def identity_provider_url(self) -> StringResult:
        """The URL of the identity provider that users log in at; "" without one. Juju 2.6 and later."""

    @call("IdentityProviderURL", until=6, first="2.6", last="2.9")
    def identity_provider_url_v6(self) -> None:
        """A leftover that answers with nothing; version 7 has the URL. Juju 2.6 to 2.9."""

    @call("InitiateMigration")
    def initiate_migration(
        self,
        specs: list[MigrationSpec],
        *,
        dry_run: Annotated[bool | UnsetType, versions(first="3.6")] = UNSET,
    ) -> InitiateMigrationResults:
        """Start to move models to another controller."""

    @call("ListBlockedModels")
    def list_blocked_models(self) -> ModelBlockInfoList:
        """The models that have blocks, and which."""

    @call("ModelConfig", until=11)
    def model_config(self) -> ModelConfigResults:
        """The config of the controller's own model. Juju 2.0 to 3.6."""

    @call("ModelStatus")
    def model_status(self, entities: list[Entity]) -> ModelStatusResults:
        """Life, owner or qualifier, and counts of machines, units and applications of each model."""

    @call("ModifyControllerAccess")
    def modify_controller_access(self, changes: list[ModifyControllerAccess]) -> ErrorResults:
        """Grant or revoke login or superuser on the controller."""

    @call("MongoVersion", since=6)
    def mongo_version(self) -> StringResult:
        """The version of the controller's MongoDB. Juju 2.6 and later."""

    @call("MongoVersion", until=5, first="2.6", last="2.9")
    def mongo_version_v5(self) -> None:
        """A leftover that answers with nothing; version 6 has the version. Juju 2.6 to 2.9."""

    @call("RemoveBlocks")
    def remove_blocks(self, *, all: bool | UnsetType = UNSET) -> None:
        """Remove every block of every model; ``all`` must be true."""

    @call("WatchAllModelSummaries", since=9)
    def watch_all_model_summaries(self) -> SummaryWatcherID:
        """A watcher of the summaries of every model, for ``ModelSummaryWatcher``.

        It needs superuser, and 4.0 answers ``not supported``. Juju 2.8 and later.
        """

    @call("WatchAllModels")
    def watch_all_models(self) -> AllWatcherId:
        """A watcher of every model, for ``AllModelWatcher``.

        It needs superuser, and 4.0 answers ``not implemented``.
        """

    @call("WatchCloudSpecsChanges", first="2.6", last="3.6")
    def watch_cloud_specs_changes(self, entities: list[Entity]) -> NotifyWatchResults:
        """One notify watcher for each model's cloud and credential. Juju 2.6 to 3.6."""

    @call("WatchModelSummaries", since=9)
    def watch_model_summaries(self) -> SummaryWatcherID:
        """A watcher of the summaries of the models that the user sees, for ``ModelSummaryWatcher``.

        4.0 answers ``not supported``. Juju 2.8 and later.
        """
