"""The types that only the facade Application has."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import (
    Base,
    Constraints,
    Entity,
    Error,
    ExposedEndpoint,
    ExternalControllerInfo,
    OfferUserDetails,
    Placement,
    RemoteEndpoint,
    RemoteSpace,
    StorageDirective,
)
from jujuclient.facades.common_charms import CharmOrigin
from jujuclient.facades.common_storage import StorageConstraints
from jujuclient.wire.struct import UNSET, Bulk, Json, UnsetType, Wire, field, secret, versions


class AddApplicationUnitsResults(Wire):
    """What ``Application.add_units`` answers with. Juju 2.0 and later."""

    units: list[str] | None


class ApplicationCharmRelationsResults(Wire):
    """What ``Application.charm_relations`` answers with. Juju 2.0 and later."""

    charm_relations: list[str] | None


class ApplicationConfigSet(Wire):
    """An item of ``args`` in ``Application.set_applications_config``. Juju 2.6 to 2.9."""

    application: str
    config: dict[str, str]
    generation: str | UnsetType = UNSET


class ApplicationConstraint(Wire):
    """An item of ``results`` in ``ApplicationGetConstraintsResults``, or its error. Juju 2.6 and later."""

    constraints: Constraints
    error: Error | UnsetType = UNSET


class ApplicationDeploy(Wire):
    """An application to deploy: charm, base or series, config, constraints, storage, placement.

    Juju 2.0 and later.
    """

    application: str
    charm_url: str
    attach_storage: Annotated[list[str] | UnsetType, versions(first="2.6")] = UNSET
    channel: str | UnsetType = UNSET
    charm_origin: Annotated[CharmOrigin | UnsetType, versions(since=13)] = UNSET
    config: dict[str, str] | UnsetType = UNSET
    config_yaml: str | UnsetType = UNSET
    constraints: Constraints | UnsetType = UNSET
    devices: Annotated[dict[str, DeviceConstraints] | UnsetType, versions(since=7)] = UNSET
    endpoint_bindings: dict[str, str] | UnsetType = UNSET
    force: Annotated[bool | UnsetType, versions(since=13)] = field(default=UNSET, name="Force")
    num_units: int | UnsetType = UNSET
    placement: list[Placement] | UnsetType = UNSET
    policy: Annotated[str | UnsetType, versions(since=6)] = UNSET
    resources: dict[str, str] | UnsetType = UNSET
    series: Annotated[str | UnsetType, versions(last="2.9")] = UNSET
    storage: dict[str, StorageDirective] | UnsetType = UNSET


class ApplicationGet(Wire):
    """An item of ``args`` in ``Application.charm_config``. Juju 2.6 and later."""

    application: str
    branch: str | UnsetType = UNSET


class ConfigResult(Wire):
    """An item of ``results`` in ``ApplicationGetConfigResults``, or its error. Juju 2.6 and later."""

    config: dict[str, Json] | None
    error: Error | UnsetType = UNSET


class ApplicationGetConfigResults(Wire, Bulk[ConfigResult]):
    """What ``Application.get_config`` and 2 more answer with. Juju 2.6 and later."""

    results: list[ConfigResult] | None = field(name="Results")


class ApplicationGetConstraintsResults(Wire, Bulk[ApplicationConstraint]):
    """What ``Application.get_constraints`` answers with. Juju 2.6 and later."""

    results: list[ApplicationConstraint] | None


class ApplicationGetResults(Wire):
    """One application's charm, config, constraints and base. Juju 2.0 and later."""

    application: str
    charm: str
    config: dict[str, Json] | None
    constraints: Constraints
    application_config: Annotated[dict[str, Json] | UnsetType, versions(first="2.6", omitempty=True)] = UNSET
    base: Annotated[Base | UnsetType, versions(first="2.9")] = UNSET
    channel: Annotated[str | UnsetType, versions(first="2.6")] = UNSET
    endpoint_bindings: Annotated[dict[str, str] | UnsetType, versions(first="2.8", omitempty=True)] = UNSET
    series: Annotated[str | UnsetType, versions(last="2.9")] = UNSET


class ApplicationInfoResult(Wire):
    """An item of ``results`` in ``ApplicationInfoResults``, or its error. Juju 2.6 and later."""

    error: Error | UnsetType = UNSET
    result: ApplicationResult | UnsetType = UNSET


class ApplicationInfoResults(Wire, Bulk[ApplicationInfoResult]):
    """What ``Application.applications_info`` answers with. Juju 2.6 and later."""

    results: list[ApplicationInfoResult] | None


class ApplicationMergeBindings(Wire):
    """An item of ``args`` in ``Application.merge_bindings``. Juju 2.8 and later."""

    application_tag: str
    bindings: dict[str, str]
    force: bool | UnsetType = UNSET


class ApplicationMetricCredential(Wire):
    """An item of ``creds`` in ``Application.set_metric_credentials``. Juju 2.0 to 3.6.

    The credentials are bytes: their base64, or a list of their numbers, which Juju reads as well.
    """

    application: str
    metrics_credentials: Annotated[str | list[int], secret("metric credential")]


class ApplicationResult(Wire):
    """Charm, base, constraints, bindings and life of an application. Juju 2.6 and later."""

    tag: str
    exposed: bool
    principal: bool
    remote: bool
    base: Annotated[Base | UnsetType, versions(first="2.9", omitempty=True)] = UNSET
    channel: str | UnsetType = UNSET
    charm: str | UnsetType = UNSET
    constraints: Constraints | UnsetType = UNSET
    endpoint_bindings: dict[str, str] | UnsetType = UNSET
    exposed_endpoints: Annotated[
        dict[str, ExposedEndpoint] | UnsetType, versions(first="2.9", omitempty=True)
    ] = UNSET
    life: Annotated[str | UnsetType, versions(first="2.9")] = UNSET
    series: Annotated[str | UnsetType, versions(last="2.9", omitempty=True)] = UNSET


class ApplicationStorageGetResult(Wire):
    """An item of ``results`` in ``ApplicationStorageGetResults``, or its error. Juju 3.6 and later."""

    error: Error | None = field(name="Error")
    storage_constraints: dict[str, StorageConstraints] | None


class ApplicationStorageGetResults(Wire, Bulk[ApplicationStorageGetResult]):
    """What ``Application.get_application_storage`` answers with. Juju 3.6 and later."""

    results: list[ApplicationStorageGetResult] | None


class ApplicationStorageUpdate(Wire):
    """An item of ``storage_updates`` in ``Application.update_application_storage``. Juju 3.6 and later."""

    application_tag: str
    storage_constraints: dict[str, StorageConstraints]


class ApplicationUnset(Wire):
    """An item of ``args`` in ``Application.unset_applications_config``. Juju 2.6 and later."""

    application: str
    options: list[str]
    branch: str | UnsetType = UNSET


class CharmURLOriginResult(Wire):
    """What ``Application.get_charm_url_origin`` answers with. Juju 2.9 and later."""

    url: str
    charm_origin: CharmOrigin
    error: Error | UnsetType = UNSET


class ConfigSet(Wire):
    """An item of ``args`` in ``Application.set_configs``. Juju 2.9 and later."""

    application: str
    config: dict[str, str] | UnsetType = UNSET
    config_yaml: str | UnsetType = UNSET
    generation: str | UnsetType = UNSET


class ConsumeApplicationArg(Wire):
    """An offer to consume, and the name to know it by here. Juju 2.2 and later."""

    endpoints: Annotated[list[RemoteEndpoint] | UnsetType, versions(first="2.6")] = UNSET
    application_alias: str | UnsetType = UNSET
    application_description: Annotated[str | UnsetType, versions(first="2.6")] = UNSET
    application_url: Annotated[str | UnsetType, versions(last="2.2")] = UNSET
    bindings: Annotated[dict[str, str] | UnsetType, versions(until=19, first="2.6", last="3.6")] = UNSET
    external_controller: Annotated[ExternalControllerInfo | UnsetType, versions(first="2.6")] = UNSET
    macaroon: Annotated[Json | UnsetType, versions(first="2.6"), secret("macaroon")] = UNSET
    offer_name: Annotated[str | UnsetType, versions(first="2.6")] = UNSET
    offer_url: Annotated[str | UnsetType, versions(first="2.6")] = UNSET
    offer_uuid: Annotated[str | UnsetType, versions(first="2.6")] = UNSET
    source_model_tag: Annotated[str | UnsetType, versions(first="2.6")] = UNSET
    spaces: Annotated[list[RemoteSpace] | UnsetType, versions(until=19, first="2.6", last="3.6")] = UNSET
    users: Annotated[list[OfferUserDetails] | UnsetType, versions(first="2.6")] = UNSET


class ConsumeApplicationResult(Wire):
    """An item of ``results`` in ``ConsumeApplicationResults``, or its error. Juju 2.2 only."""

    error: Error | UnsetType = UNSET
    local_name: str | UnsetType = UNSET


class ConsumeApplicationResults(Wire, Bulk[ConsumeApplicationResult]):
    """What ``Application.consume_2_2`` answers with. Juju 2.2 only."""

    results: list[ConsumeApplicationResult] | None


class DeployFromRepositoryArg(Wire):
    """An application to deploy from Charmhub; the controller resolves the charm. Juju 3.3 and later."""

    charm_name: str = field(name="CharmName")
    application_name: str | UnsetType = field(default=UNSET, name="ApplicationName")
    attach_storage: list[str] | UnsetType = field(default=UNSET, name="AttachStorage")
    base: Base | UnsetType = UNSET
    channel: str | UnsetType = UNSET
    config_yaml: str | UnsetType = field(default=UNSET, name="ConfigYAML")
    cons: Constraints | UnsetType = field(default=UNSET, name="Cons")
    devices: dict[str, DeviceConstraints] | UnsetType = field(default=UNSET, name="Devices")
    dry_run: bool | UnsetType = field(default=UNSET, name="DryRun")
    endpoint_bindings: dict[str, str] | UnsetType = UNSET
    force: bool | UnsetType = UNSET
    num_units: int | UnsetType = UNSET
    placement: list[Placement] | UnsetType = field(default=UNSET, name="Placement")
    resources: dict[str, str] | UnsetType = UNSET
    revision: int | UnsetType = UNSET
    storage: dict[str, StorageDirective] | UnsetType = UNSET
    trust: bool | UnsetType = field(default=UNSET, name="Trust")


class DeployFromRepositoryInfo(Wire):
    """The ``info`` of ``DeployFromRepositoryResult``. Juju 3.3 and later."""

    name: str
    architecture: str
    channel: str
    revision: int
    base: Base | UnsetType = UNSET
    effective_channel: str | UnsetType = UNSET
    warnings: Annotated[list[str] | UnsetType, versions(first="4.0", omitempty=True)] = UNSET


class DeployFromRepositoryResult(Wire):
    """An item of ``results`` in ``DeployFromRepositoryResults``. Juju 3.3 and later."""

    errors: list[Error] | None = field(name="Errors")
    info: DeployFromRepositoryInfo = field(name="Info")
    pending_resource_uploads: list[PendingResourceUpload] | None = field(name="PendingResourceUploads")


class DeployFromRepositoryResults(Wire):
    """What ``Application.deploy_from_repository`` answers with. Juju 3.3 and later."""

    results: list[DeployFromRepositoryResult] | None = field(name="Results")


class DestroyApplicationInfo(Wire):
    """The ``info`` of ``DestroyApplicationResult``. Juju 2.2 and later."""

    destroyed_storage: list[Entity] | UnsetType = UNSET
    destroyed_units: list[Entity] | UnsetType = UNSET
    detached_storage: list[Entity] | UnsetType = UNSET


class DestroyApplicationParams(Wire):
    """An item of ``applications`` in ``Application.destroy_application``. Juju 2.6 and later."""

    application_tag: str
    destroy_storage: bool | UnsetType = UNSET
    dry_run: Annotated[bool | UnsetType, versions(since=16)] = UNSET
    force: bool | UnsetType = UNSET
    max_wait: int | UnsetType = UNSET


class DestroyApplicationResult(Wire):
    """An item of ``results`` in ``DestroyApplicationResults``, or its error. Juju 2.2 and later."""

    error: Error | UnsetType = UNSET
    info: DestroyApplicationInfo | UnsetType = UNSET


class DestroyApplicationResults(Wire, Bulk[DestroyApplicationResult]):
    """What ``Application.destroy_application`` and one more answer with. Juju 2.2 and later."""

    results: list[DestroyApplicationResult] | UnsetType = UNSET


class DestroyConsumedApplicationParams(Wire):
    """An item of ``applications`` in ``Application.destroy_consumed_applications``. Juju 2.6 and later."""

    application_tag: str
    force: Annotated[bool | UnsetType, versions(first="2.8")] = UNSET
    max_wait: Annotated[int | UnsetType, versions(first="2.8")] = UNSET


class DestroyUnitInfo(Wire):
    """The ``info`` of ``DestroyUnitResult``. Juju 2.2 and later."""

    destroyed_storage: list[Entity] | UnsetType = UNSET
    detached_storage: list[Entity] | UnsetType = UNSET


class DestroyUnitParams(Wire):
    """An item of ``units`` in ``Application.destroy_unit``. Juju 2.6 and later."""

    unit_tag: str
    destroy_storage: bool | UnsetType = UNSET
    dry_run: Annotated[bool | UnsetType, versions(since=16)] = UNSET
    force: bool | UnsetType = UNSET
    max_wait: int | UnsetType = UNSET


class DestroyUnitResult(Wire):
    """An item of ``results`` in ``DestroyUnitResults``, or its error. Juju 2.2 and later."""

    error: Error | UnsetType = UNSET
    info: DestroyUnitInfo | UnsetType = UNSET


class DestroyUnitResults(Wire, Bulk[DestroyUnitResult]):
    """What ``Application.destroy_unit`` and one more answer with. Juju 2.2 and later."""

    results: list[DestroyUnitResult] | UnsetType = UNSET


class DeviceConstraints(Wire):
    """How many devices of which type. Juju 2.6 and later."""

    attributes: dict[str, str] | UnsetType = field(default=UNSET, name="Attributes")
    count: int | UnsetType = field(default=UNSET, name="Count")
    type: str | UnsetType = field(default=UNSET, name="Type")


class EndpointRelationData(Wire):
    """An item of ``relation_data`` in ``UnitResult``. Juju 2.8 and later."""

    application_data: dict[str, Json] | None = field(name="ApplicationData")
    cross_model: bool
    endpoint: str
    related_endpoint: str
    unit_relation_data: dict[str, RelationData] | None
    relation_id: Annotated[int | UnsetType, versions(first="2.9")] = UNSET


class PendingResourceUpload(Wire):
    """An item of ``pending_resource_uploads`` in ``DeployFromRepositoryResult``. Juju 3.3 and later."""

    name: str = field(name="Name")
    filename: str = field(name="Filename")
    type: str = field(name="Type")


class RelationData(Wire):
    """An entry of ``unit_relation_data`` in ``EndpointRelationData``. Juju 2.8 and later."""

    in_scope: bool = field(name="InScope")
    unit_data: dict[str, Json] | None = field(name="UnitData")


class RelationSuspendedArg(Wire):
    """An item of ``args`` in ``Application.set_relations_suspended``. Juju 2.6 and later."""

    relation_id: int
    suspended: bool
    message: str | UnsetType = UNSET


class ScaleApplicationInfo(Wire):
    """The ``info`` of ``ScaleApplicationResult``. Juju 2.6 and later."""

    num_units: int


class ScaleApplicationParams(Wire):
    """An item of ``applications`` in ``Application.scale_applications``. Juju 2.6 and later."""

    application_tag: str
    scale: int
    attach_storage: Annotated[list[str] | UnsetType, versions(since=21)] = UNSET
    force: bool | UnsetType = UNSET
    scale_change: int | UnsetType = UNSET


class ScaleApplicationResult(Wire):
    """An item of ``results`` in ``ScaleApplicationResults``, or its error. Juju 2.6 and later."""

    error: Error | UnsetType = UNSET
    info: ScaleApplicationInfo | UnsetType = UNSET


class ScaleApplicationResults(Wire, Bulk[ScaleApplicationResult]):
    """What ``Application.scale_applications`` answers with. Juju 2.6 and later."""

    results: list[ScaleApplicationResult] | UnsetType = UNSET


class UnitInfoResult(Wire):
    """An item of ``results`` in ``UnitInfoResults``, or its error. Juju 2.8 and later."""

    error: Error | UnsetType = UNSET
    result: UnitResult | UnsetType = UNSET


class UnitInfoResults(Wire, Bulk[UnitInfoResult]):
    """What ``Application.units_info`` answers with. Juju 2.8 and later."""

    results: list[UnitInfoResult] | None


class UnitResult(Wire):
    """Machine or address, ports, leadership and relation data of a unit. Juju 2.8 and later."""

    tag: str
    charm: str
    opened_ports: list[str] | None
    workload_version: str
    address: str | UnsetType = UNSET
    leader: bool | UnsetType = UNSET
    life: Annotated[str | UnsetType, versions(first="2.9", omitempty=True)] = UNSET
    machine: str | UnsetType = UNSET
    provider_id: str | UnsetType = UNSET
    public_address: str | UnsetType = UNSET
    relation_data: list[EndpointRelationData] | UnsetType = UNSET
