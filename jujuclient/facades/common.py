"""Types that several facades share: errors, tags, single results, addresses, constraints."""

from __future__ import annotations

from typing import Annotated

from jujuclient.wire.struct import UNSET, Bulk, Json, UnsetType, Wire, field, juju1, secret, versions


class AddMachineParams(Wire):
    """A machine or container to add."""

    addresses: Annotated[list[Address] | UnsetType, juju1("Addrs")] = UNSET
    base: Annotated[Base | UnsetType, versions(first="2.9")] = UNSET
    constraints: Constraints | UnsetType = UNSET
    container_type: str | UnsetType = UNSET
    disks: Annotated[list[StorageDirective] | UnsetType, versions(first="1.23")] = UNSET
    hardware_characteristics: HardwareCharacteristics | UnsetType = UNSET
    instance_id: str | UnsetType = UNSET
    jobs: list[str] | UnsetType = UNSET
    nonce: str | UnsetType = UNSET
    parent_id: str | UnsetType = UNSET
    placement: Annotated[Placement | UnsetType, versions(first="1.20")] = UNSET
    series: Annotated[str | UnsetType, versions(last="2.9")] = UNSET


class AddMachinesResult(Wire):
    """An item of ``machines`` in ``AddMachinesResults``, or its error."""

    machine: str
    error: Error | UnsetType | None = UNSET


class AddMachinesResults(Wire, Bulk[AddMachinesResult]):
    """What ``Client.add_machines`` and 3 more answer with."""

    machines: list[AddMachinesResult] | None


class Address(Wire):
    """An address of a machine: value, type (ipv4, ipv6 or hostname) and scope."""

    type: str
    value: str
    cidr: Annotated[str | UnsetType, versions(first="2.9")] = UNSET
    config_type: Annotated[str | UnsetType, versions(first="2.9")] = UNSET
    is_secondary: Annotated[bool | UnsetType, versions(first="2.9")] = UNSET
    network_name: Annotated[str | UnsetType, versions(until={"Client": 0, "MachineManager": 1})] = UNSET
    scope: Annotated[str | UnsetType, juju1("Scope", old="NetworkScope", since="1.20")] = UNSET
    space_id: Annotated[str | UnsetType, versions(first="2.6")] = UNSET
    space_name: Annotated[str | UnsetType, versions(since={"Client": 1, "MachineManager": 2})] = UNSET


class AllWatcherId(Wire):
    """The id of an ``AllWatcher``, ``AllModelWatcher`` or ``AllEnvWatcher``."""

    watcher_id: Annotated[str, juju1("AllWatcherId")]


class AllWatcherNextResults(Wire):
    """The deltas since the last answer, oldest change first, each a list of kind, operation and entity.

    Up to Juju 3.6.
    """

    deltas: list[Json] | None


class Base(Wire):
    """An operating system and the channel of it, such as ubuntu and ``22.04/stable``. Juju 2.9 and later."""

    name: str
    channel: str


class CloudImageMetadata(Wire):
    """An item of ``result`` in ``ListCloudImageMetadataResult`` and others. Juju 1.25 and later."""

    __juju1__ = "kebab"

    arch: str
    image_id: Annotated[str, juju1("image_id")]
    region: str
    source: str
    priority: Annotated[int | UnsetType, versions(since={"ImageMetadata": 2})] = UNSET
    root_storage_size: Annotated[int | UnsetType, juju1("root_storage_size")] = UNSET
    root_storage_type: Annotated[str | UnsetType, juju1("root_storage_type")] = UNSET
    series: Annotated[str | UnsetType, versions(last="2.9")] = UNSET
    stream: str | UnsetType = UNSET
    version: Annotated[str | UnsetType, versions(since={"ImageMetadata": 2})] = UNSET
    virt_type: Annotated[str | UnsetType, juju1("virtual_type")] = UNSET


class CloudImageMetadataList(Wire):
    """An item of ``metadata`` in ``ImageMetadata.save`` and others. Juju 2.0 and later."""

    metadata: list[CloudImageMetadata] | UnsetType = UNSET


class Constraints(Wire):
    """What a machine must have; memory and disk are in MiB."""

    __juju1__ = "kebab"

    allocate_public_ip: Annotated[bool | UnsetType, versions(first="2.9", omitempty=True)] = UNSET
    arch: str | UnsetType = UNSET
    container: str | UnsetType = UNSET
    cores: Annotated[int | UnsetType, versions(first="2.0", omitempty=True)] = UNSET
    cpu_cores: Annotated[int | UnsetType, versions(last="1.25", omitempty=True)] = UNSET
    cpu_power: int | UnsetType = UNSET
    image_id: Annotated[str | UnsetType, versions(first="3.3", omitempty=True)] = UNSET
    instance_role: Annotated[str | UnsetType, versions(first="2.9", omitempty=True)] = UNSET
    instance_type: Annotated[str | UnsetType, versions(first="1.20", omitempty=True)] = UNSET
    ip_family: Annotated[str | UnsetType, versions(first="4.1", omitempty=True)] = UNSET
    mem: int | UnsetType = UNSET
    networks: Annotated[list[str] | UnsetType, versions(first="1.20", last="1.25", omitempty=True)] = UNSET
    root_disk: int | UnsetType = UNSET
    root_disk_source: Annotated[str | UnsetType, versions(first="2.6", omitempty=True)] = UNSET
    spaces: Annotated[list[str] | UnsetType, versions(first="1.25", omitempty=True)] = UNSET
    tags: list[str] | UnsetType = UNSET
    virt_type: Annotated[str | UnsetType, versions(first="2.0", omitempty=True)] = UNSET
    zones: Annotated[list[str] | UnsetType, versions(first="2.6", omitempty=True)] = UNSET


class Entities(Wire):
    """A list of tags. Juju 2.0 and later."""

    entities: list[Entity]


class Entity(Wire):
    """Something named by its tag, such as ``machine-0`` or ``application-mysql``."""

    tag: str


class EntityStatus(Wire):
    """A status: the word, the message, data, and since when. Juju 1.25 and later."""

    info: str
    since: str | None
    status: str
    data: dict[str, Json] | UnsetType | None = UNSET


class Error(Wire):
    """What Juju says of one failed item: its words, a code, and info for some codes."""

    code: str
    message: str
    info: Annotated[dict[str, Json] | UnsetType, versions(first="2.0", omitempty=True)] = UNSET


class ErrorResult(Wire):
    """One item of a bulk call: its error, or nothing when it went well."""

    error: Error | UnsetType | None = UNSET


class ErrorResults(Wire, Bulk[ErrorResult]):
    """The answer of a bulk call that gives nothing but errors, one item for each thing asked."""

    results: list[ErrorResult] | None


class ExposedEndpoint(Wire):
    """An entry of ``exposed_endpoints`` in ``ApplicationStatus`` and others. Juju 2.9 and later."""

    expose_to_cidrs: list[str] | UnsetType = UNSET
    expose_to_spaces: list[str] | UnsetType = UNSET


class ExternalControllerInfo(Wire):
    """The ``external_controller`` of ``ConsumeApplicationArg`` and others. Juju 2.6 and later."""

    addrs: list[str] | None
    ca_cert: str
    controller_alias: str
    controller_tag: str


class GetConstraintsResults(Wire):
    """What ``Client.get_environment_constraints`` and 4 more answer with."""

    constraints: Constraints


class HardwareCharacteristics(Wire):
    """What a machine has; memory and disk are in MiB."""

    arch: str | UnsetType = UNSET
    availability_zone: Annotated[str | UnsetType, versions(first="1.22")] = UNSET
    cpu_cores: int | UnsetType = UNSET
    cpu_power: int | UnsetType = UNSET
    mem: int | UnsetType = UNSET
    root_disk: int | UnsetType = UNSET
    root_disk_source: Annotated[str | UnsetType, versions(first="2.6")] = UNSET
    tags: list[str] | UnsetType = UNSET
    virt_type: Annotated[str | UnsetType, versions(first="3.1")] = UNSET


class HostPort(Wire):
    """An address with a port, such as a controller's."""

    port: int
    scope: Annotated[str, juju1("Scope", old="NetworkScope", since="1.20")]
    type: str
    value: str
    cidr: Annotated[str | UnsetType, versions(first="2.9", omitempty=True)] = UNSET
    config_type: Annotated[str | UnsetType, versions(first="2.9", omitempty=True)] = UNSET
    is_secondary: Annotated[bool | UnsetType, versions(first="2.9", omitempty=True)] = UNSET
    network_name: Annotated[str | UnsetType, versions(until={"Admin": 2, "Client": 0})] = UNSET
    space_id: Annotated[str | UnsetType, versions(first="2.6", omitempty=True)] = UNSET
    space_name: Annotated[str | UnsetType, versions(since={"Admin": 3, "Client": 1}, omitempty=True)] = UNSET


class IntResult(Wire):
    """One number, or the error in its place. Juju 2.2 to 3.6."""

    result: int
    error: Error | UnsetType = UNSET


class ListCloudImageMetadataResult(Wire):
    """What ``ImageMetadata.list_`` and ``ImageMetadataManager.list_`` answer with. Juju 1.25 and later."""

    __juju1__ = "kebab"

    result: list[CloudImageMetadata] | None


class MachineHardware(Wire):
    """What a machine has, as a model's info tells it; memory and disk are in MiB. Juju 2.0 and later."""

    arch: str | UnsetType = UNSET
    availability_zone: str | UnsetType = UNSET
    cores: int | UnsetType = UNSET
    cpu_power: int | UnsetType = UNSET
    mem: int | UnsetType = UNSET
    root_disk: int | UnsetType = UNSET
    tags: list[str] | UnsetType = UNSET
    virt_type: Annotated[str | UnsetType, versions(first="3.1", omitempty=True)] = UNSET


class NotifyWatchResult(Wire):
    """The id of a ``NotifyWatcher``, or the error in its place. Juju 2.2 to 3.6."""

    notify_watcher_id: str = field(name="NotifyWatcherId")
    error: Error | UnsetType = UNSET


class NotifyWatchResults(Wire, Bulk[NotifyWatchResult]):
    """One notify watcher or error for each thing asked. Juju 2.2 to 3.6."""

    results: list[NotifyWatchResult] | None


class OfferUserDetails(Wire):
    """An item of ``users`` in ``ConsumeApplicationArg`` and others. Juju 2.6 and later."""

    access: str
    display_name: str
    user: str


class Payload(Wire):
    """A payload that a unit tracks. Juju 1.25 to 3.6."""

    id: Annotated[str, juju1("ID")]
    class_: str = field(name="class")
    labels: list[str] | None
    machine: str
    status: str
    type: str
    unit: str


class PayloadListResults(Wire):
    """What ``payloads.list_`` and ``Payloads.list_`` answer with. Juju 1.25 to 3.6."""

    results: list[Payload] | None


class Placement(Wire):
    """Where a unit or machine goes: a scope, such as ``#`` or ``lxd``, and a directive within it.

    Juju 1.20 and later.
    """

    directive: str
    scope: str | UnsetType = UNSET


class ProvisioningScriptResult(Wire):
    """What ``Client.provisioning_script`` and ``MachineManager.provisioning_script`` answer with."""

    script: Annotated[str, secret("provisioning script")]


class RemoteApplicationInfo(Wire):
    """The ``result`` of ``RemoteApplicationInfoResult``. Juju 2.2 and later."""

    name: str
    model_tag: str
    endpoints: list[RemoteEndpoint] | None
    description: str
    icon_url_path: str
    application_url: Annotated[str | UnsetType, versions(last="2.2")] = UNSET
    offer_url: Annotated[str | UnsetType, versions(first="2.6")] = UNSET
    source_model_label: str | UnsetType = UNSET


class RemoteApplicationInfoResult(Wire):
    """An item of ``results`` in ``RemoteApplicationInfoResults``, or its error. Juju 2.2 and later."""

    error: Error | UnsetType = UNSET
    result: RemoteApplicationInfo | UnsetType = UNSET


class RemoteApplicationInfoResults(Wire, Bulk[RemoteApplicationInfoResult]):
    """What ``Application.remote_application_info`` and one more answer with. Juju 2.2 and later."""

    results: list[RemoteApplicationInfoResult] | None


class RemoteEndpoint(Wire):
    """A relation endpoint of an offer. Juju 2.0 and later."""

    name: str
    interface: str
    limit: int
    role: str
    scope: Annotated[str | UnsetType, versions(last="2.2")] = UNSET


class RemoteSpace(Wire):
    """A space of the model that an offer is in. Juju 2.2 to 3.6."""

    name: str
    cloud_type: str
    provider_attributes: dict[str, Json] | None
    provider_id: str
    subnets: list[Subnet] | None


class StateServersChangeResult(Wire):
    """An item of ``results`` in ``StateServersChangeResults``, or its error. Juju 1.20 to 1.25."""

    error: Error | None
    result: StateServersChanges | None


class StateServersChangeResults(Wire, Bulk[StateServersChangeResult]):
    """What ``Client.ensure_availability`` and one more answer with. Juju 1.20 to 1.25."""

    results: list[StateServersChangeResult] | None


class StateServersChanges(Wire):
    """The ``result`` of ``StateServersChangeResult``. Juju 1.20 to 1.25."""

    __juju1__ = "kebab"

    added: Annotated[list[str] | UnsetType | None, juju1("added", old="Added", since="1.22")] = UNSET
    converted: Annotated[list[str] | UnsetType, versions(first="1.23", omitempty=True)] = UNSET
    demoted: Annotated[list[str] | UnsetType | None, juju1("demoted", old="Demoted", since="1.22")] = UNSET
    maintained: Annotated[
        list[str] | UnsetType | None, juju1("maintained", old="Maintained", since="1.22")
    ] = UNSET
    promoted: Annotated[list[str] | UnsetType | None, juju1("promoted", old="Promoted", since="1.22")] = UNSET
    removed: Annotated[list[str] | UnsetType | None, juju1("removed", old="Removed", since="1.22")] = UNSET


class StateServersSpec(Wire):
    """An item of ``specs`` in ``Client.ensure_availability`` and others. Juju 1.20 to 1.25."""

    constraints: Annotated[Constraints | UnsetType, juju1("constraints", old="Constraints", since="1.22")] = (
        UNSET
    )
    environ_tag: str | UnsetType = UNSET
    num_state_servers: Annotated[
        int | UnsetType, juju1("num-state-servers", old="NumStateServers", since="1.22")
    ] = UNSET
    placement: Annotated[list[str] | UnsetType, versions(first="1.22"), juju1("placement")] = UNSET
    series: Annotated[str | UnsetType, juju1("series", old="Series", since="1.22")] = UNSET


class StorageDirective(Wire):
    """How much storage from which pool; size is in MiB. Juju 1.23 and later."""

    count: int | UnsetType = field(default=UNSET, name="Count")
    pool: str | UnsetType = field(default=UNSET, name="Pool")
    size: int | UnsetType = field(default=UNSET, name="Size")


class StringResult(Wire):
    """One text, or the error in its place."""

    result: str
    error: Error | UnsetType | None = UNSET


class StringResults(Wire, Bulk[StringResult]):
    """One text or error for each thing asked. Juju 2.2 and later."""

    results: list[StringResult] | None


class StringsResult(Wire):
    """A list of texts, or the error in its place."""

    error: Error | UnsetType | None = UNSET
    result: list[str] | UnsetType | None = UNSET


class StringsResults(Wire, Bulk[StringsResult]):
    """A list of texts or an error for each thing asked."""

    results: list[StringsResult] | None


class StringsWatchResult(Wire):
    """The id of a ``StringsWatcher`` and what there is now; from ``next``, what changed."""

    watcher_id: Annotated[str, juju1("StringsWatcherId")]
    changes: list[str] | UnsetType | None = UNSET
    error: Error | UnsetType | None = UNSET


class Subnet(Wire):
    """A subnet: CIDR, space, zones. Juju 1.25 and later."""

    space_tag: str
    cidr: str
    life: str
    vlan_tag: int
    zones: list[str] | None
    provider_id: str | UnsetType = UNSET
    provider_network_id: Annotated[str | UnsetType, versions(first="2.2", omitempty=True)] = UNSET
    provider_space_id: Annotated[str | UnsetType, versions(first="2.2", omitempty=True)] = UNSET
    static_range_high_ip: Annotated[str | UnsetType, versions(last="1.25", omitempty=True)] = UNSET
    static_range_low_ip: Annotated[str | UnsetType, versions(last="1.25", omitempty=True)] = UNSET
    status: Annotated[str | UnsetType, versions(last="3.6", omitempty=True)] = UNSET


class UpdateChannelArg(Wire):
    """An item of ``args`` in ``Application.update_application_series`` and others. Juju 2.6 to 3.6."""

    tag: Entity
    channel: Annotated[str | UnsetType, versions(first="2.9")] = UNSET
    force: bool | UnsetType = UNSET
    series: Annotated[str | UnsetType, versions(last="2.9")] = UNSET
