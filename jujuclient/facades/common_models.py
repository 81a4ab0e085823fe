"""Models, clouds and credentials, as several facades tell them."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import EntityStatus, Error, MachineHardware
from jujuclient.wire.struct import UNSET, Bulk, Json, UnsetType, Wire, secret, versions


class CloudCredential(Wire):
    """The auth type and attributes of a credential; attributes are secret. Juju 2.0 and later."""

    auth_type: str
    attrs: Annotated[dict[str, str] | UnsetType, secret("cloud credential")] = UNSET
    redacted: list[str] | UnsetType = UNSET


class CloudSpec(Wire):
    """A cloud, region, endpoints and credential, all that is needed to reach it. Juju 2.0 and later."""

    name: str
    type: str
    cacertificates: Annotated[list[str] | UnsetType, versions(first="2.6", omitempty=True)] = UNSET
    credential: CloudCredential | UnsetType = UNSET
    endpoint: str | UnsetType = UNSET
    identity_endpoint: str | UnsetType = UNSET
    is_controller_cloud: Annotated[bool | UnsetType, versions(first="2.9", omitempty=True)] = UNSET
    region: str | UnsetType = UNSET
    skip_tls_verify: Annotated[bool | UnsetType, versions(first="2.8", omitempty=True)] = UNSET
    storage_endpoint: str | UnsetType = UNSET


class CloudSpecResult(Wire):
    """What ``Controller.get_cloud_spec`` and one more answer with. Juju 2.0 and later."""

    error: Error | UnsetType = UNSET
    result: CloudSpec | UnsetType = UNSET


class ConfigValue(Wire):
    """A value of config and where it comes from: default, controller, region or model. Juju 2.0 and later."""

    source: str
    value: Json


class EnvironmentConfigResults(Wire):
    """What ``Client.environment_get`` and one more answer with. Up to Juju 1.25."""

    config: Annotated[dict[str, Json] | None, secret("environment config")]


class InstanceType(Wire):
    """An item of ``instance_types`` in ``InstanceTypesResult``. Juju 2.2 and later."""

    arches: list[str] | None
    cpu_cores: int
    memory: int
    name: str | UnsetType = UNSET
    cost: int | UnsetType = UNSET
    deprecated: Annotated[bool | UnsetType, versions(last="2.9", omitempty=True)] = UNSET
    root_disk: int | UnsetType = UNSET
    virt_type: str | UnsetType = UNSET


class InstanceTypesResult(Wire):
    """An item of ``results`` in ``InstanceTypesResults``, or its error. Juju 2.2 and later."""

    cost_currency: str | UnsetType = UNSET
    cost_divisor: int | UnsetType = UNSET
    cost_unit: str | UnsetType = UNSET
    error: Error | UnsetType = UNSET
    instance_types: list[InstanceType] | UnsetType = UNSET


class InstanceTypesResults(Wire, Bulk[InstanceTypesResult]):
    """What ``Cloud.instance_types`` and ``MachineManager.instance_types`` answer with. Juju 2.2 and later."""

    results: list[InstanceTypesResult] | None


class Model(Wire):
    """A model's name, uuid, type and owner or qualifier. Juju 2.0 and later."""

    name: str
    uuid: str
    owner_tag: Annotated[str | UnsetType, versions(until={"Controller": 12, "ModelManager": 10})] = UNSET
    qualifier: Annotated[str | UnsetType, versions(since={"Controller": 13, "ModelManager": 11})] = UNSET
    type: Annotated[str | UnsetType, versions(first="2.6")] = UNSET


class ModelApplicationInfo(Wire):
    """An item of ``applications`` in ``ModelStatus``. Juju 3.1 and later."""

    name: str


class ModelConfigResults(Wire):
    """What ``Client.model_get`` and 2 more answer with. Juju 2.0 and later."""

    config: dict[str, ConfigValue] | None


class ModelFilesystemInfo(Wire):
    """An item of ``filesystems`` in ``ModelStatus``. Juju 2.6 and later."""

    id: str
    message: str | UnsetType = UNSET
    detachable: bool | UnsetType = UNSET
    provider_id: str | UnsetType = UNSET
    status: str | UnsetType = UNSET


class ModelInfo(Wire):
    """A model: cloud, credential, life, users, machines, status. Juju 2.0 and later."""

    name: str
    cloud_tag: str
    uuid: str
    controller_uuid: str
    life: str
    machines: list[ModelMachineInfo] | None
    users: list[ModelUserInfo] | None
    agent_version: Annotated[str | UnsetType | None, versions(first="2.2")] = UNSET
    cloud_credential_tag: str | UnsetType = UNSET
    cloud_credential_validity: Annotated[bool | UnsetType, versions(first="2.8", omitempty=True)] = UNSET
    cloud_region: str | UnsetType = UNSET
    default_base: Annotated[str | UnsetType, versions(first="3.1", last="3.6", omitempty=True)] = UNSET
    default_series: Annotated[str | UnsetType, versions(last="3.6", omitempty=True)] = UNSET
    is_controller: Annotated[bool | UnsetType, versions(first="2.6")] = UNSET
    migration: Annotated[ModelMigrationStatus | UnsetType, versions(first="2.2", omitempty=True)] = UNSET
    owner_tag: Annotated[str | UnsetType, versions(until={"ModelManager": 10})] = UNSET
    provider_type: str | UnsetType = UNSET
    qualifier: Annotated[str | UnsetType, versions(since={"ModelManager": 11}, first="4.0")] = UNSET
    secret_backends: Annotated[list[SecretBackendResult] | UnsetType | None, versions(first="3.1")] = UNSET
    sla: Annotated[ModelSLAInfo | UnsetType | None, versions(first="2.2", last="3.6")] = UNSET
    status: EntityStatus | UnsetType = UNSET
    supported_features: Annotated[
        list[SupportedFeature] | UnsetType, versions(first="2.9", omitempty=True)
    ] = UNSET
    target_controller: Annotated[
        str | UnsetType, versions(since={"ModelManager": 11}, first="4.0", omitempty=True)
    ] = UNSET
    type: Annotated[str | UnsetType, versions(first="2.6")] = UNSET


class ModelMachineInfo(Wire):
    """An item of ``machines`` in ``ModelInfo`` and others. Juju 2.0 and later."""

    id: str
    message: Annotated[str | UnsetType, versions(first="2.6", omitempty=True)] = UNSET
    display_name: Annotated[str | UnsetType, versions(first="2.6", omitempty=True)] = UNSET
    ha_primary: Annotated[bool | UnsetType, versions(first="2.8", last="3.6", omitempty=True)] = UNSET
    hardware: MachineHardware | UnsetType = UNSET
    has_vote: Annotated[bool | UnsetType, versions(last="3.6", omitempty=True)] = UNSET
    instance_id: str | UnsetType = UNSET
    status: str | UnsetType = UNSET
    wants_vote: Annotated[bool | UnsetType, versions(last="3.6", omitempty=True)] = UNSET


class ModelMigrationStatus(Wire):
    """The ``migration`` of ``ModelInfo`` and others. Juju 2.2 and later."""

    start: str
    status: str
    end: str | UnsetType = UNSET


class ModelSLAInfo(Wire):
    """The ``sla`` of ``ModelInfo`` and others. Juju 2.2 to 3.6."""

    level: str
    owner: str


class ModelStatus(Wire):
    """A model's life and counts. Juju 2.0 and later."""

    model_tag: str
    application_count: int
    hosted_machine_count: int
    life: str
    applications: Annotated[list[ModelApplicationInfo] | UnsetType, versions(first="3.1", omitempty=True)] = (
        UNSET
    )
    error: Annotated[Error | UnsetType, versions(first="2.6", omitempty=True)] = UNSET
    filesystems: Annotated[list[ModelFilesystemInfo] | UnsetType, versions(first="2.6", omitempty=True)] = (
        UNSET
    )
    machines: list[ModelMachineInfo] | UnsetType = UNSET
    owner_tag: Annotated[str | UnsetType, versions(until={"Controller": 12, "ModelManager": 10})] = UNSET
    qualifier: Annotated[str | UnsetType, versions(since={"Controller": 13, "ModelManager": 11})] = UNSET
    type: Annotated[str | UnsetType, versions(first="2.6")] = UNSET
    unit_count: Annotated[int | UnsetType, versions(first="2.6")] = UNSET
    volumes: Annotated[list[ModelVolumeInfo] | UnsetType, versions(first="2.6", omitempty=True)] = UNSET


class ModelStatusResults(Wire, Bulk[ModelStatus]):
    """What ``Controller.model_status`` and ``ModelManager.model_status`` answer with. Juju 2.0 and later."""

    models: list[ModelStatus] | None


class ModelUserInfo(Wire):
    """A user of a model and the access they have. Juju 2.0 and later."""

    access: str
    display_name: str
    last_connection: str | None
    user: str
    model_tag: Annotated[str | UnsetType, versions(first="2.9")] = UNSET


class ModelUserInfoResult(Wire):
    """An item of ``results`` in ``ModelUserInfoResults``, or its error. Juju 2.0 and later."""

    error: Error | UnsetType = UNSET
    result: ModelUserInfo | UnsetType = UNSET


class ModelUserInfoResults(Wire, Bulk[ModelUserInfoResult]):
    """What ``Client.model_user_info`` and ``UserManager.model_user_info`` answer with. Juju 2.0 and later."""

    results: list[ModelUserInfoResult] | None


class ModelVolumeInfo(Wire):
    """An item of ``volumes`` in ``ModelStatus``. Juju 2.6 and later."""

    id: str
    message: str | UnsetType = UNSET
    detachable: bool | UnsetType = UNSET
    provider_id: str | UnsetType = UNSET
    status: str | UnsetType = UNSET


class SecretBackend(Wire):
    """A place where secrets are kept, and its config. Juju 3.1 and later."""

    name: str
    backend_type: str
    config: Annotated[dict[str, Json] | None, secret("secret backend config")]
    token_rotate_interval: int | UnsetType = UNSET


class SecretBackendResult(Wire):
    """An item of ``secret_backends`` in ``ModelInfo`` and others, or its error. Juju 3.1 and later."""

    id: str
    num_secrets: int
    result: SecretBackend | None
    status: str
    message: str | UnsetType = UNSET
    error: Error | UnsetType = UNSET


class SupportedFeature(Wire):
    """An item of ``supported_features`` in ``ModelInfo``. Juju 2.9 and later."""

    name: str
    description: str
    version: str | UnsetType = UNSET


class UserEnvironment(Wire):
    """An item of ``user_environments`` in ``UserEnvironmentList``. Juju 1.25 only."""

    name: str
    uuid: str
    last_connection: str | None
    owner_tag: str
    server_uuid: str


class UserEnvironmentList(Wire):
    """What ``EnvironmentManager.list_environments`` and one more answer with. Juju 1.25 only."""

    user_environments: list[UserEnvironment] | None


class UserModel(Wire):
    """An item of ``user_models`` in ``UserModelList``. Juju 2.0 and later."""

    last_connection: str | None
    model: Model


class UserModelList(Wire):
    """What ``Controller.all_models`` and ``ModelManager.list_models`` answer with. Juju 2.0 and later."""

    user_models: list[UserModel] | None
