"""Client: what has no facade of its own, and nearly all of Juju 1."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.client_types import (
    AddServiceUnitsResults,
    AgentVersionResult,
    APIHostPortsResult,
    BytesResult,
    EnvironmentInfo,
    EnvUserInfoResults,
    FindToolsResult,
    FullStatus,
    GetAnnotationsResults,
    LegacyStatus,
    ModifyEnvironUser,
    PrivateAddressResults,
    PublicAddressResults,
    ResolveCharmResults,
    RunResults,
    ServiceCharmRelationsResults,
    ServiceGetResults,
    StatusHistoryRequest,
    StatusHistoryResults,
    UnitStatusHistory,
)
from jujuclient.facades.common import (
    AddMachineParams,
    AddMachinesResults,
    AllWatcherId,
    Constraints,
    Entity,
    ErrorResults,
    GetConstraintsResults,
    Placement,
    ProvisioningScriptResult,
    StateServersChangeResults,
    StateServersSpec,
    StorageDirective,
    StringResult,
)
from jujuclient.facades.common_charms import AddRelationResults, BundleChangesResults, LegacyCharmInfo
from jujuclient.facades.common_models import (
    EnvironmentConfigResults,
    ModelConfigResults,
    ModelInfo,
    ModelUserInfoResults,
)
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, Json, UnsetType, juju1, key, secret, versions


class Client(Facade, name="Client", versions=range(9), juju1=(0,)):
    """What has no facade of its own, and nearly all of Juju 1."""

    @call("AbortCurrentUpgrade", first="1.22", last="2.9")
    def abort_current_upgrade(self) -> None:
        """Give up the upgrade that is under way. Juju 1.22 to 2.9."""

    @call("AddCharm", last="2.9")
    def add_charm(
        self,
        url: str,
        *,
        channel: Annotated[str | UnsetType, versions(since=1)] = UNSET,
        force: Annotated[bool | UnsetType, versions(first="2.6")] = UNSET,
    ) -> None:
        """Let the controller fetch a charm from the charm store. Up to Juju 2.9."""

    @call("AddCharmWithAuthorization", first="1.25", last="2.9")
    def add_charm_with_authorization(
        self,
        url: str,
        *,
        channel: Annotated[str | UnsetType, versions(since=1)] = UNSET,
        force: Annotated[bool | UnsetType, versions(first="2.6")] = UNSET,
        macaroon: Annotated[Json | UnsetType, juju1("CharmStoreMacaroon"), secret("macaroon")] = UNSET,
    ) -> None:
        """Let the controller fetch a charm that a macaroon gives access to. Juju 1.25 to 2.9."""

    @call("AddMachines", last="2.9")
    def add_machines(
        self, params: Annotated[list[AddMachineParams], juju1("MachineParams")]
    ) -> AddMachinesResults:
        """Add machines, new ones or containers; each item fails or succeeds alone. Up to Juju 2.9."""

    @call("AddMachinesV2", first="1.20", last="2.9")
    def add_machines_v2(
        self, params: Annotated[list[AddMachineParams], juju1("MachineParams")]
    ) -> AddMachinesResults:
        """Add machines, with placement directives. Juju 1.20 to 2.9."""

    @call("AddRelation", until=0)
    def add_relation(self, endpoints: list[str]) -> AddRelationResults:
        """Relate two endpoints, written ``service`` or ``service:endpoint``. Up to Juju 1.25."""

    @call("AddServiceUnits", until=0)
    def add_service_units(
        self,
        service_name: str,
        *,
        num_units: int | UnsetType = UNSET,
        placement: Annotated[list[Placement] | UnsetType, versions(first="1.25")] = UNSET,
        to_machine_spec: str | UnsetType = UNSET,
    ) -> AddServiceUnitsResults:
        """Add units to a service and answer with their names. Up to Juju 1.25."""

    @call("AddServiceUnitsWithPlacement", first="1.25", last="1.25")
    def add_service_units_with_placement(
        self,
        service_name: str,
        *,
        num_units: int | UnsetType = UNSET,
        placement: list[Placement] | UnsetType = UNSET,
        to_machine_spec: str | UnsetType = UNSET,
    ) -> AddServiceUnitsResults:
        """Add units to a service on the given machines. Juju 1.25 only."""

    @call("AgentVersion", first="1.20", last="2.9")
    def agent_version(self) -> AgentVersionResult:
        """The version that the model's agents should run. Juju 1.20 to 2.9."""

    @call("APIHostPorts", last="2.9")
    def api_host_ports(self) -> APIHostPortsResult:
        """The addresses of every controller node. Up to Juju 2.9."""

    @call("CACert", first="2.2", last="2.9")
    def ca_cert(self) -> BytesResult:
        """The certificate of the CA that signed the controller's own. Juju 2.2 to 2.9."""

    @call("CharmInfo", until=0)
    def charm_info(self, url: Annotated[str, juju1("CharmURL")]) -> LegacyCharmInfo:
        """Metadata, config and actions of a charm that the environment has. Up to Juju 1.25."""

    @call("DestroyEnvironment", until=0)
    def destroy_environment(self) -> None:
        """Destroy the environment and everything in it. Up to Juju 1.25."""

    @call("DestroyMachines", last="2.9")
    def destroy_machines(self, machine_names: list[str], *, force: bool | UnsetType = UNSET) -> None:
        """Remove machines; with ``force`` even those with units and containers. Up to Juju 2.9."""

    @call("DestroyRelation", until=0)
    def destroy_relation(self, endpoints: list[str]) -> None:
        """Remove the relation between two endpoints. Up to Juju 1.25."""

    @call("DestroyServiceUnits", until=0)
    def destroy_service_units(self, unit_names: list[str]) -> None:
        """Remove units by name. Up to Juju 1.25."""

    @call("EnsureAvailability", first="1.20", last="1.23")
    def ensure_availability(self, specs: list[StateServersSpec]) -> StateServersChangeResults:
        """Make the number of state servers what is asked, adding and demoting as needed.

        Juju 1.20 to 1.23.
        """

    @call("EnsureAvailability", last="1.18")
    def ensure_availability_1_18(
        self,
        *,
        constraints: Constraints | UnsetType = UNSET,
        num_state_servers: int | UnsetType = UNSET,
        series: str | UnsetType = UNSET,
    ) -> None:
        """Make the number of state servers what is asked; answers with nothing. Up to Juju 1.18."""

    @call("EnvUserInfo", first="1.25", last="1.25")
    def env_user_info(self) -> EnvUserInfoResults:
        """The users of the environment. Juju 1.25 only."""

    @call("EnvironmentGet", until=0)
    def environment_get(self) -> EnvironmentConfigResults:
        """The config of the environment. Up to Juju 1.25."""

    @call("EnvironmentInfo", until=0)
    def environment_info(self) -> EnvironmentInfo:
        """Name, uuid, provider and default series of the environment. Up to Juju 1.25."""

    @call("EnvironmentSet", until=0)
    def environment_set(self, config: Annotated[dict[str, Json], secret("environment config")]) -> None:
        """Change config of the environment; what cannot change is an error. Up to Juju 1.25."""

    @call("EnvironmentUnset", until=0)
    def environment_unset(self, keys: list[str]) -> None:
        """Remove keys from the config of the environment. Up to Juju 1.25."""

    @call("FindTools", until=7)
    def find_tools(
        self,
        *,
        agent_stream: Annotated[str | UnsetType, versions(first="2.6"), key("agentstream")] = UNSET,
        arch: str | UnsetType = UNSET,
        major: Annotated[int | UnsetType, juju1("MajorVersion")] = UNSET,
        minor: Annotated[int | UnsetType, versions(last="2.9"), juju1("MinorVersion")] = UNSET,
        number: Annotated[str | UnsetType, versions(first="1.22")] = UNSET,
        os_type: Annotated[str | UnsetType, versions(first="2.9")] = UNSET,
        series: Annotated[str | UnsetType, versions(last="2.9")] = UNSET,
    ) -> FindToolsResult:
        """The agent binaries that match a version, architecture and series or OS. Up to Juju 3.6."""

    @call("FullStatus")
    def full_status(
        self,
        *,
        include_storage: Annotated[bool | UnsetType, versions(first="3.3")] = UNSET,
        patterns: list[str] | UnsetType = UNSET,
    ) -> FullStatus:
        """The status of the whole model, or of what matches the patterns.

        A pattern without a match gives an empty answer.
        """

    @call("GetAnnotations", until=0)
    def get_annotations(self, tag: str) -> GetAnnotationsResults:
        """The annotations of one entity. Up to Juju 1.25."""

    @call("GetBundleChanges", first="2.0", last="2.9")
    def get_bundle_changes(
        self,
        yaml: str,
        *,
        bundle_url: Annotated[str | UnsetType, versions(first="2.6"), key("bundleURL")] = UNSET,
    ) -> BundleChangesResults:
        """The steps that would deploy a bundle, in order, without doing them. Juju 2.0 to 2.9."""

    @call("GetEnvironmentConstraints", until=0)
    def get_environment_constraints(self) -> GetConstraintsResults:
        """The constraints of the environment. Up to Juju 1.25."""

    @call("GetModelConstraints", first="2.0", last="2.9")
    def get_model_constraints(self) -> GetConstraintsResults:
        """The constraints of the model. Juju 2.0 to 2.9."""

    @call("GetServiceConstraints", until=0)
    def get_service_constraints(self, service_name: str) -> GetConstraintsResults:
        """The constraints of one service. Up to Juju 1.25."""

    @call("InjectMachines", last="2.9")
    def inject_machines(
        self, params: Annotated[list[AddMachineParams], juju1("MachineParams")]
    ) -> AddMachinesResults:
        """Record machines that exist already (manual provisioning). Up to Juju 2.9."""

    @call("ModelGet", first="2.0", last="2.9")
    def model_get(self) -> ModelConfigResults:
        """The config of the model, each value with its source. Juju 2.0 to 2.9."""

    @call("ModelInfo", first="2.0", last="2.9")
    def model_info(self) -> ModelInfo:
        """Name, cloud, owner, users and machines of this model. Juju 2.0 to 2.9."""

    @call("ModelSet", first="2.0", last="2.9")
    def model_set(self, config: dict[str, Json]) -> None:
        """Change config of the model; what cannot change is an error. Juju 2.0 to 2.9."""

    @call("ModelUnset", first="2.0", last="2.9")
    def model_unset(self, keys: list[str]) -> None:
        """Set config of the model back to its defaults. Juju 2.0 to 2.9."""

    @call("ModelUserInfo", first="2.0", last="2.9")
    def model_user_info(self) -> ModelUserInfoResults:
        """The users of the model and their access. Juju 2.0 to 2.9."""

    @call("NewServiceSetForClientAPI", until=0)
    def new_service_set_for_client_api(self, service_name: str, options: dict[str, str]) -> None:
        """Set charm options of a service; an empty text is a value here, not a reset. Up to Juju 1.25."""

    @call("PrivateAddress", last="2.9")
    def private_address(self, target: str) -> PrivateAddressResults:
        """The address of a unit or machine inside its cloud. Up to Juju 2.9."""

    @call("ProvisioningScript", last="2.9")
    def provisioning_script(
        self,
        machine_id: str,
        *,
        data_dir: str | UnsetType = UNSET,
        disable_package_commands: bool | UnsetType = UNSET,
        nonce: str | UnsetType = UNSET,
    ) -> ProvisioningScriptResult:
        """The shell script that makes a machine that exists an agent of the model. Up to Juju 2.9."""

    @call("PublicAddress", last="2.9")
    def public_address(self, target: str) -> PublicAddressResults:
        """The address of a unit or machine for the outside. Up to Juju 2.9."""

    @call("ResolveCharms", first="1.20", last="2.9")
    def resolve_charms(self, references: list[str]) -> ResolveCharmResults:
        """The exact charm store URL that each reference stands for. Juju 1.20 to 2.9."""

    @call("Resolved", last="2.9")
    def resolved(self, unit_name: str, *, retry: bool | UnsetType = UNSET) -> None:
        """Mark a failed unit as resolved, and retry the failed hook if asked to. Up to Juju 2.9."""

    @call("RetryProvisioning", last="2.9")
    def retry_provisioning(self, entities: list[Entity]) -> ErrorResults:
        """Try again to start machines whose provisioning failed. Up to Juju 2.9."""

    @call("Run", until=0)
    def run(
        self,
        commands: str,
        *,
        applications: Annotated[list[str] | UnsetType, juju1("Services")] = UNSET,
        machines: list[str] | UnsetType = UNSET,
        timeout: int | UnsetType = UNSET,
        units: list[str] | UnsetType = UNSET,
    ) -> RunResults:
        """Run shell commands on machines, units and every unit of services; answers when all have ended.

        Up to Juju 1.25.
        """

    @call("RunOnAllMachines", until=0)
    def run_on_all_machines(
        self,
        commands: str,
        *,
        applications: Annotated[list[str] | UnsetType, juju1("Services")] = UNSET,
        machines: list[str] | UnsetType = UNSET,
        timeout: int | UnsetType = UNSET,
        units: list[str] | UnsetType = UNSET,
    ) -> RunResults:
        """Run shell commands on every machine; answers when all have ended. Up to Juju 1.25."""

    @call("ServiceCharmRelations", until=0)
    def service_charm_relations(self, service_name: str) -> ServiceCharmRelationsResults:
        """The names of the relation endpoints that the service's charm has. Up to Juju 1.25."""

    @call("ServiceDeploy", until=0)
    def service_deploy(
        self,
        service_name: str,
        charm_url: Annotated[str, juju1("CharmUrl")],
        *,
        config: dict[str, str] | UnsetType = UNSET,
        config_yaml: str | UnsetType = UNSET,
        constraints: Constraints | UnsetType = UNSET,
        exclude_networks: Annotated[list[str] | UnsetType, versions(last="1.18")] = UNSET,
        include_networks: Annotated[list[str] | UnsetType, versions(last="1.18")] = UNSET,
        networks: Annotated[list[str] | UnsetType, versions(first="1.20")] = UNSET,
        num_units: int | UnsetType = UNSET,
        placement: Annotated[list[Placement] | UnsetType, versions(first="1.25")] = UNSET,
        storage: Annotated[dict[str, StorageDirective] | UnsetType, versions(first="1.23")] = UNSET,
        to_machine_spec: str | UnsetType = UNSET,
    ) -> None:
        """Deploy a service from a charm that the environment has. Up to Juju 1.25."""

    @call("ServiceDeployWithNetworks", until=0)
    def service_deploy_with_networks(
        self,
        service_name: str,
        charm_url: Annotated[str, juju1("CharmUrl")],
        *,
        config: dict[str, str] | UnsetType = UNSET,
        config_yaml: str | UnsetType = UNSET,
        constraints: Constraints | UnsetType = UNSET,
        exclude_networks: Annotated[list[str] | UnsetType, versions(last="1.18")] = UNSET,
        include_networks: Annotated[list[str] | UnsetType, versions(last="1.18")] = UNSET,
        networks: Annotated[list[str] | UnsetType, versions(first="1.20")] = UNSET,
        num_units: int | UnsetType = UNSET,
        placement: Annotated[list[Placement] | UnsetType, versions(first="1.25")] = UNSET,
        storage: Annotated[dict[str, StorageDirective] | UnsetType, versions(first="1.23")] = UNSET,
        to_machine_spec: str | UnsetType = UNSET,
    ) -> None:
        """Deploy a service with networks to use or to avoid. Up to Juju 1.25."""

    @call("ServiceDestroy", until=0)
    def service_destroy(self, service_name: str) -> None:
        """Remove a service and its units. Up to Juju 1.25."""

    @call("ServiceExpose", until=0)
    def service_expose(self, service_name: str) -> None:
        """Open a service to the outside. Up to Juju 1.25."""

    @call("ServiceGet", until=0)
    def service_get(self, service_name: str) -> ServiceGetResults:
        """A service's charm, config with defaults, and constraints. Up to Juju 1.25."""

    @call("ServiceGetCharmURL", until=0)
    def service_get_charm_url(self, service_name: str) -> StringResult:
        """The URL of the charm that a service runs. Up to Juju 1.25."""

    @call("ServiceSet", until=0)
    def service_set(self, service_name: str, options: dict[str, str]) -> None:
        """Set charm options of a service; an empty text sets an option back to its default.

        Up to Juju 1.25.
        """

    @call("ServiceSetCharm", until=0)
    def service_set_charm(
        self,
        service_name: str,
        charm_url: Annotated[str, juju1("CharmUrl")],
        *,
        force: bool | UnsetType = UNSET,
    ) -> None:
        """Move a service to another charm or revision. Up to Juju 1.25."""

    @call("ServiceSetYAML", until=0)
    def service_set_yaml(self, service_name: str, config: str) -> None:
        """Set charm options of a service from YAML text. Up to Juju 1.25."""

    @call("ServiceUnexpose", until=0)
    def service_unexpose(self, service_name: str) -> None:
        """Close a service to the outside. Up to Juju 1.25."""

    @call("ServiceUnset", until=0)
    def service_unset(self, service_name: str, options: list[str]) -> None:
        """Set charm options of a service back to their defaults. Up to Juju 1.25."""

    @call("ServiceUpdate", until=0)
    def service_update(
        self,
        service_name: str,
        *,
        charm_url: Annotated[str | UnsetType, juju1("CharmUrl")] = UNSET,
        constraints: Constraints | UnsetType = UNSET,
        force_charm_url: Annotated[bool | UnsetType, juju1("ForceCharmUrl")] = UNSET,
        min_units: int | UnsetType = UNSET,
        settings_strings: dict[str, str] | UnsetType = UNSET,
        settings_yaml: str | UnsetType = UNSET,
    ) -> None:
        """Change charm, config, constraints and minimum of units of a service in one go. Up to Juju 1.25."""

    @call("SetAnnotations", until=0)
    def set_annotations(self, tag: str, pairs: dict[str, str]) -> None:
        """Write annotations of one entity; an empty value removes that key. Up to Juju 1.25."""

    @call("SetEnvironAgentVersion", until=0)
    def set_environ_agent_version(
        self,
        version: Annotated[str, juju1("version", old="Version", since="1.25")],
        *,
        major_upgrade_allowed: Annotated[
            bool | UnsetType, versions(first="1.25"), juju1("majorupgradeallowed")
        ] = UNSET,
    ) -> None:
        """Start an upgrade of the environment's agents. Up to Juju 1.25."""

    @call("SetEnvironmentConstraints", until=0)
    def set_environment_constraints(
        self,
        constraints: Constraints,
        *,
        application: Annotated[str | UnsetType, juju1("ServiceName")] = UNSET,
    ) -> None:
        """Replace the constraints of the environment. Up to Juju 1.25."""

    @call("SetModelAgentVersion", first="2.0", last="2.9")
    def set_model_agent_version(
        self,
        version: str,
        *,
        agent_stream: Annotated[str | UnsetType, versions(first="2.9")] = UNSET,
        force: Annotated[bool | UnsetType, versions(first="2.2")] = UNSET,
    ) -> None:
        """Start an upgrade of the model's agents. Juju 2.0 to 2.9."""

    @call("SetModelConstraints", first="2.0", last="2.9")
    def set_model_constraints(
        self, constraints: Constraints, *, application: str | UnsetType = UNSET
    ) -> None:
        """Replace the constraints of the model. Juju 2.0 to 2.9."""

    @call("SetServiceConstraints", until=0)
    def set_service_constraints(
        self, application: Annotated[str, juju1("ServiceName")], constraints: Constraints
    ) -> None:
        """Replace the constraints of one service. Up to Juju 1.25."""

    @call("SetSLALevel", first="2.2", last="2.9")
    def set_sla_level(
        self,
        level: str,
        *,
        creds: Annotated[str | UnsetType, secret("SLA credential")] = UNSET,
        owner: str | UnsetType = UNSET,
    ) -> None:
        """Set the support level of the model. Juju 2.2 to 2.9."""

    @call("ShareEnvironment", first="1.22", last="1.25")
    def share_environment(self, changes: list[ModifyEnvironUser]) -> ErrorResults:
        """Give users access to the environment, or take it away. Juju 1.22 to 1.25."""

    @call("SLALevel", first="2.2", last="2.9")
    def sla_level(self) -> StringResult:
        """The support level of the model. Juju 2.2 to 2.9."""

    @call("Status", until=0)
    def status(self) -> LegacyStatus:
        """The instance id of each machine, and no more; ``full_status`` tells the rest. Up to Juju 1.25."""

    @call("StatusHistory", since=1)
    def status_history(self, requests: list[StatusHistoryRequest]) -> StatusHistoryResults:
        """The past statuses of units, machines and applications. Juju 2.0 and later."""

    @call("UnitStatusHistory", first="1.25", last="1.25")
    def unit_status_history(self, name: str, kind: str, size: int) -> UnitStatusHistory:
        """The past statuses of one unit, newest first. Juju 1.25 only."""

    @call("WatchAll")
    def watch_all(self) -> AllWatcherId:
        """A watcher of the whole model, for ``AllWatcher``; 4.0 and later answer ``not implemented``."""
