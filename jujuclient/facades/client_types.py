"""The types that only the facade Client has."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import Base, Constraints, Error, ExposedEndpoint, HostPort, RemoteEndpoint
from jujuclient.facades.common_storage import FilesystemDetails, StorageDetails, VolumeDetails
from jujuclient.wire.struct import UNSET, Bulk, Json, UnsetType, Wire, field, juju1, versions


class APIHostPortsResult(Wire):
    """What ``Client.api_host_ports`` answers with. Up to Juju 2.9."""

    servers: list[list[HostPort]] | None


class AddServiceUnitsResults(Wire):
    """What ``Client.add_service_units`` and one more answer with. Up to Juju 1.25."""

    units: list[str] | None


class AgentVersionResult(Wire):
    """What ``Client.agent_version`` answers with. Juju 1.20 to 2.9."""

    version: str


class ApplicationOfferStatus(Wire):
    """The status of an offer: who may connect and who does. Juju 2.6 and later."""

    application_name: str
    endpoints: dict[str, RemoteEndpoint] | None
    active_connected_count: int
    charm: str
    offer_name: str
    total_connected_count: int
    err: Error | UnsetType = UNSET


class ApplicationStatus(Wire):
    """The status of one application (a service in Juju 1) and its units."""

    can_upgrade_to: str
    charm: str
    exposed: bool
    life: str
    relations: dict[str, list[str]] | None
    subordinate_to: list[str] | None
    units: dict[str, UnitStatus] | None
    base: Annotated[Base | UnsetType, versions(first="2.9")] = UNSET
    charm_channel: Annotated[str | UnsetType, versions(first="2.9", omitempty=True)] = UNSET
    charm_profile: Annotated[str | UnsetType, versions(first="2.6")] = UNSET
    charm_rev: Annotated[int | UnsetType, versions(first="3.6", omitempty=True)] = UNSET
    charm_verion: Annotated[str | UnsetType, versions(first="2.6", last="2.9")] = UNSET
    charm_version: Annotated[str | UnsetType, versions(first="2.8")] = UNSET
    endpoint_bindings: Annotated[dict[str, str] | UnsetType | None, versions(first="2.6")] = UNSET
    err: Error | UnsetType | None = UNSET
    exposed_endpoints: Annotated[
        dict[str, ExposedEndpoint] | UnsetType, versions(first="2.9", omitempty=True)
    ] = UNSET
    scale: Annotated[int | UnsetType, versions(first="2.6", omitempty=True)] = field(
        default=UNSET, name="int"
    )
    meter_statuses: Annotated[
        dict[str, MeterStatus] | UnsetType | None, versions(first="1.25", last="3.6")
    ] = UNSET
    networks: Annotated[NetworksSpecification | UnsetType, versions(until=0)] = UNSET
    provider_id: Annotated[str | UnsetType, versions(first="2.6", omitempty=True)] = UNSET
    public_address: Annotated[str | UnsetType, versions(first="2.6")] = UNSET
    series: Annotated[str | UnsetType, versions(first="2.0", last="2.9")] = UNSET
    status: Annotated[DetailedStatus | UnsetType, versions(first="1.25")] = UNSET
    workload_version: Annotated[str | UnsetType, versions(since=1)] = UNSET


class BranchStatus(Wire):
    """An entry of ``branches`` in ``FullStatus``. Juju 2.6 and later."""

    assigned_units: dict[str, list[str]] | None
    created: int
    created_by: Annotated[str | UnsetType, versions(first="2.8")] = UNSET


class BytesResult(Wire):
    """Bytes in base64. Juju 2.2 to 2.9."""

    result: str


class DetailedStatus(Wire):
    """One status: the word, the message, data, and since when. Juju 1.20 and later."""

    data: dict[str, Json] | None
    info: str
    life: str
    status: str
    version: str
    err: Error | UnsetType | None = UNSET
    kind: Annotated[str | UnsetType, versions(first="1.25")] = UNSET
    since: Annotated[str | UnsetType | None, versions(first="1.25")] = UNSET


class EndpointStatus(Wire):
    """One end of a relation. Juju 1.20 and later."""

    name: str
    application: Annotated[str, juju1("ServiceName")]
    role: str
    subordinate: bool


class EnvUserInfo(Wire):
    """The ``result`` of ``EnvUserInfoResult``. Juju 1.25 only."""

    __juju1__ = "kebab"

    created_by: Annotated[str, juju1("createdby")]
    date_created: Annotated[str, juju1("datecreated")]
    display_name: Annotated[str, juju1("displayname")]
    last_connection: Annotated[str | None, juju1("lastconnection")]
    user: str


class EnvUserInfoResult(Wire):
    """An item of ``results`` in ``EnvUserInfoResults``, or its error. Juju 1.25 only."""

    __juju1__ = "kebab"

    error: Error | UnsetType = UNSET
    result: EnvUserInfo | UnsetType = UNSET


class EnvUserInfoResults(Wire, Bulk[EnvUserInfoResult]):
    """What ``Client.env_user_info`` answers with. Juju 1.25 only."""

    __juju1__ = "kebab"

    results: list[EnvUserInfoResult] | None


class EnvironmentInfo(Wire):
    """What ``Client.environment_info`` answers with. Up to Juju 1.25."""

    name: str
    uuid: str
    default_series: str
    provider_type: str
    server_uuid: Annotated[str | UnsetType, versions(first="1.23")] = UNSET


class FindToolsResult(Wire):
    """What ``Client.find_tools`` answers with. Up to Juju 3.6."""

    list_: list[Tools] | None = field(name="list")
    error: Error | UnsetType | None = UNSET


class FullStatus(Wire):
    """The status of a whole model."""

    applications: Annotated[dict[str, ApplicationStatus] | None, juju1("Services")]
    machines: dict[str, MachineStatus] | None
    available_version: Annotated[str | UnsetType, versions(first="1.25", last="1.25")] = UNSET
    branches: Annotated[dict[str, BranchStatus] | UnsetType | None, versions(first="2.6")] = UNSET
    controller_timestamp: Annotated[str | UnsetType | None, versions(first="2.6")] = UNSET
    environment_name: Annotated[str | UnsetType, versions(until=0)] = UNSET
    filesystems: Annotated[list[FilesystemDetails] | UnsetType, versions(first="3.3", omitempty=True)] = UNSET
    model: Annotated[ModelStatusInfo | UnsetType, versions(since=1)] = UNSET
    networks: Annotated[dict[str, NetworkStatus] | UnsetType | None, versions(first="1.20", last="1.25")] = (
        UNSET
    )
    offers: Annotated[dict[str, ApplicationOfferStatus] | UnsetType | None, versions(first="2.6")] = UNSET
    relations: Annotated[list[RelationStatus] | UnsetType | None, versions(first="1.20")] = UNSET
    remote_applications: Annotated[
        dict[str, RemoteApplicationStatus] | UnsetType | None, versions(since=1)
    ] = UNSET
    storage: Annotated[list[StorageDetails] | UnsetType, versions(first="3.3", omitempty=True)] = UNSET
    volumes: Annotated[list[VolumeDetails] | UnsetType, versions(first="3.3", omitempty=True)] = UNSET


class GetAnnotationsResults(Wire):
    """What ``Client.get_annotations`` answers with. Up to Juju 1.25."""

    annotations: dict[str, str] | None


class History(Wire):
    """The ``history`` of ``StatusHistoryResult``, or its error. Juju 2.0 and later."""

    statuses: list[DetailedStatus] | None
    error: Error | UnsetType = UNSET


class LXDProfile(Wire):
    """An entry of ``lxd_profiles`` in ``MachineStatus``. Juju 2.6 and later."""

    config: dict[str, str] | None
    description: str
    devices: dict[str, dict[str, str]] | None


class LegacyMachineStatus(Wire):
    """An entry of ``machines`` in ``LegacyStatus``. Up to Juju 1.25."""

    instance_id: str


class LegacyStatus(Wire):
    """What ``Client.status`` answers with. Up to Juju 1.25."""

    machines: dict[str, LegacyMachineStatus] | None


class MachineStatus(Wire):
    """The status of one machine and its containers."""

    id: str
    containers: dict[str, MachineStatus] | None
    dns_name: str
    hardware: str
    instance_id: str
    agent_state: Annotated[str | UnsetType, versions(until=0)] = UNSET
    agent_state_info: Annotated[str | UnsetType, versions(until=0)] = UNSET
    agent_status: Annotated[DetailedStatus | UnsetType, versions(first="1.20"), juju1("Agent")] = UNSET
    agent_version: Annotated[str | UnsetType, versions(until=0)] = UNSET
    base: Annotated[Base | UnsetType, versions(first="2.9")] = UNSET
    cluster_role: Annotated[str | UnsetType, versions(first="4.0", omitempty=True)] = UNSET
    constraints: Annotated[str | UnsetType, versions(first="2.2")] = UNSET
    display_name: Annotated[str | UnsetType, versions(first="2.6")] = UNSET
    err: Annotated[Json | UnsetType, versions(until=0)] = UNSET
    has_vote: Annotated[bool | UnsetType, versions(first="1.20")] = UNSET
    hostname: Annotated[str | UnsetType, versions(first="2.8", omitempty=True)] = UNSET
    instance_state: Annotated[str | UnsetType, versions(until=0)] = UNSET
    instance_status: Annotated[DetailedStatus | UnsetType, versions(since=1)] = UNSET
    ip_addresses: Annotated[list[str] | UnsetType | None, versions(since=1, omitempty=True)] = UNSET
    jobs: Annotated[list[str] | UnsetType | None, versions(first="1.20")] = UNSET
    life: Annotated[str | UnsetType, versions(until=0)] = UNSET
    lxd_profiles: Annotated[dict[str, LXDProfile] | UnsetType, versions(first="2.6", omitempty=True)] = UNSET
    modification_status: Annotated[DetailedStatus | UnsetType, versions(first="2.6")] = UNSET
    network_interfaces: Annotated[
        dict[str, NetworkInterface] | UnsetType, versions(first="2.2", omitempty=True)
    ] = UNSET
    primary_controller_machine: Annotated[bool | UnsetType, versions(first="2.8", omitempty=True)] = UNSET
    series: Annotated[str | UnsetType, versions(last="2.9")] = UNSET
    wants_vote: Annotated[bool | UnsetType, versions(first="1.20")] = UNSET


class MeterStatus(Wire):
    """An entry of ``meter_statuses`` in ``ApplicationStatus`` and others. Juju 1.25 to 3.6."""

    message: str
    color: str


class ModelStatusInfo(Wire):
    """The model's own part of its status. Juju 2.0 and later."""

    name: str
    cloud_tag: str
    available_version: str
    version: str
    meter_status: Annotated[MeterStatus | UnsetType, versions(first="2.2", last="3.6")] = UNSET
    migration: Annotated[str | UnsetType, versions(last="2.0", omitempty=True)] = UNSET
    model_status: Annotated[DetailedStatus | UnsetType, versions(first="2.2")] = UNSET
    region: str | UnsetType = UNSET
    sla: Annotated[str | UnsetType, versions(first="2.2", last="3.6")] = UNSET
    type: Annotated[str | UnsetType, versions(first="2.6")] = UNSET


class ModifyEnvironUser(Wire):
    """An item of ``changes`` in ``Client.share_environment``. Juju 1.22 to 1.25."""

    __juju1__ = "kebab"

    user_tag: str
    action: str


class NetworkInterface(Wire):
    """An entry of ``network_interfaces`` in ``MachineStatus``. Juju 2.2 and later."""

    ip_addresses: list[str] | None
    is_up: bool
    mac_address: str
    dns_nameservers: list[str] | UnsetType = UNSET
    gateway: str | UnsetType = UNSET
    space: str | UnsetType = UNSET


class NetworkStatus(Wire):
    """An entry of ``networks`` in ``FullStatus``. Juju 1.20 to 1.25."""

    cidr: str
    err: Json
    provider_id: str
    vlan_tag: int


class NetworksSpecification(Wire):
    """The ``networks`` of ``ApplicationStatus``. Up to Juju 1.25."""

    disabled: list[str] | None
    enabled: list[str] | None


class PrivateAddressResults(Wire):
    """What ``Client.private_address`` answers with. Up to Juju 2.9."""

    private_address: str


class PublicAddressResults(Wire):
    """What ``Client.public_address`` answers with. Up to Juju 2.9."""

    public_address: str


class RelationStatus(Wire):
    """The status of one relation. Juju 1.20 and later."""

    endpoints: list[EndpointStatus] | None
    id: int
    key: str
    interface: str
    scope: str
    status: Annotated[DetailedStatus | UnsetType, versions(first="2.6")] = UNSET


class RemoteApplicationStatus(Wire):
    """The status of an application of another model that is used here. Juju 2.0 and later."""

    endpoints: list[RemoteEndpoint] | None
    life: str
    relations: dict[str, list[str]] | None
    status: DetailedStatus
    application_name: Annotated[str | UnsetType, versions(last="2.2")] = UNSET
    application_url: Annotated[str | UnsetType, versions(last="2.2")] = UNSET
    err: Error | UnsetType = UNSET
    offer_name: Annotated[str | UnsetType, versions(first="2.6")] = UNSET
    offer_url: Annotated[str | UnsetType, versions(first="2.6")] = UNSET


class ResolveCharmResult(Wire):
    """An item of ``urls`` in ``ResolveCharmResults``, or its error. Juju 1.20 to 2.9."""

    url: str | UnsetType = UNSET
    error: str | UnsetType = UNSET


class ResolveCharmResults(Wire, Bulk[ResolveCharmResult]):
    """What ``Client.resolve_charms`` answers with. Juju 1.20 to 2.9."""

    urls: Annotated[list[ResolveCharmResult] | None, juju1("URLs")]


class RunResult(Wire):
    """An item of ``results`` in ``RunResults``, or its error. Up to Juju 1.25."""

    code: int
    error: str
    machine_id: str
    stderr: str
    stdout: str
    unit_id: str


class RunResults(Wire, Bulk[RunResult]):
    """What ``Client.run`` and ``Client.run_on_all_machines`` answer with. Up to Juju 1.25."""

    results: list[RunResult] | None


class ServiceCharmRelationsResults(Wire):
    """What ``Client.service_charm_relations`` answers with. Up to Juju 1.25."""

    charm_relations: list[str] | None


class ServiceGetResults(Wire):
    """What ``Client.service_get`` answers with. Up to Juju 1.25."""

    charm: str
    config: dict[str, Json] | None
    constraints: Constraints
    service: str


class StatusHistoryFilter(Wire):
    """The ``filter`` of ``StatusHistoryRequest``. Juju 2.0 and later."""

    date: str | UnsetType = UNSET
    delta: int | UnsetType = UNSET
    exclude: Annotated[list[str] | UnsetType, versions(first="2.2")] = UNSET
    size: int | UnsetType = UNSET


class StatusHistoryRequest(Wire):
    """Whose past statuses to tell, of which kind and how many. Juju 2.0 and later."""

    tag: str
    filter: StatusHistoryFilter
    history_kind: str = field(name="historyKind")
    size: int | UnsetType = UNSET


class StatusHistoryResult(Wire):
    """An item of ``results`` in ``StatusHistoryResults``, or its error. Juju 2.0 and later."""

    history: History
    error: Error | UnsetType = UNSET


class StatusHistoryResults(Wire, Bulk[StatusHistoryResult]):
    """What ``Client.status_history`` answers with. Juju 2.0 and later."""

    results: list[StatusHistoryResult] | None


class Tools(Wire):
    """A build of the agent binaries and where to download it. Up to Juju 3.6."""

    __juju1__ = "kebab"

    url: str
    size: int
    version: str
    sha256: str | UnsetType = UNSET


class UnitStatus(Wire):
    """The status of one unit and its subordinates."""

    charm: str
    machine: str
    opened_ports: list[str] | None
    public_address: str
    subordinates: dict[str, UnitStatus] | None
    address: Annotated[str | UnsetType, versions(first="2.6", omitempty=True)] = UNSET
    agent_state: Annotated[str | UnsetType, versions(until=0)] = UNSET
    agent_state_info: Annotated[str | UnsetType, versions(until=0)] = UNSET
    agent_status: Annotated[
        DetailedStatus | UnsetType, versions(first="1.20"), juju1("UnitAgent", old="Agent", since="1.25")
    ] = UNSET
    agent_version: Annotated[str | UnsetType, versions(until=0)] = UNSET
    err: Annotated[Json | UnsetType, versions(until=0)] = UNSET
    leader: Annotated[bool | UnsetType, versions(since=1, omitempty=True)] = UNSET
    life: Annotated[str | UnsetType, versions(until=0)] = UNSET
    provider_id: Annotated[str | UnsetType, versions(first="2.6", omitempty=True)] = UNSET
    workload_status: Annotated[DetailedStatus | UnsetType, versions(first="1.25"), juju1("Workload")] = UNSET
    workload_version: Annotated[str | UnsetType, versions(since=1)] = UNSET


class UnitStatusHistory(Wire):
    """What ``Client.unit_status_history`` answers with. Juju 1.25 only."""

    statuses: list[DetailedStatus] | None
