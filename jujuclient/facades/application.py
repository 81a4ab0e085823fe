"""Application: applications, their units, config, relations and charms."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.application_types import (
    AddApplicationUnitsResults,
    ApplicationCharmRelationsResults,
    ApplicationConfigSet,
    ApplicationDeploy,
    ApplicationGet,
    ApplicationGetConfigResults,
    ApplicationGetConstraintsResults,
    ApplicationGetResults,
    ApplicationInfoResults,
    ApplicationMergeBindings,
    ApplicationMetricCredential,
    ApplicationStorageGetResults,
    ApplicationStorageUpdate,
    ApplicationUnset,
    CharmURLOriginResult,
    ConfigSet,
    ConsumeApplicationArg,
    ConsumeApplicationResults,
    DeployFromRepositoryArg,
    DeployFromRepositoryResults,
    DestroyApplicationParams,
    DestroyApplicationResults,
    DestroyConsumedApplicationParams,
    DestroyUnitParams,
    DestroyUnitResults,
    RelationSuspendedArg,
    ScaleApplicationParams,
    ScaleApplicationResults,
    UnitInfoResults,
)
from jujuclient.facades.common import (
    Constraints,
    Entities,
    Entity,
    ErrorResults,
    ExposedEndpoint,
    GetConstraintsResults,
    Placement,
    RemoteApplicationInfoResults,
    StringResult,
    UpdateChannelArg,
)
from jujuclient.facades.common_charms import AddRelationResults, CharmOrigin
from jujuclient.facades.common_storage import StorageConstraints
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, UnsetType, key, versions


class Application(Facade, name="Application", versions=range(1, 23)):
    """Applications, their units, config, relations and charms. Juju 2.0 and later."""

    @call("AddRelation")
    def add_relation(
        self,
        endpoints: list[str],
        *,
        via_cidrs: Annotated[list[str] | UnsetType, versions(first="2.6")] = UNSET,
    ) -> AddRelationResults:
        """Relate two endpoints, written ``application`` or ``application:endpoint``.

        Ambiguous or existing ones are errors.
        """

    @call("AddUnits")
    def add_units(
        self,
        application: str,
        *,
        attach_storage: Annotated[list[str] | UnsetType, versions(first="2.6")] = UNSET,
        num_units: int | UnsetType = UNSET,
        placement: list[Placement] | UnsetType = UNSET,
        policy: Annotated[str | UnsetType, versions(since=6)] = UNSET,
    ) -> AddApplicationUnitsResults:
        """Add units to an application and answer with their names; not for container models."""

    @call("ApplicationsInfo", first="2.6")
    def applications_info(self, entities: list[Entity]) -> ApplicationInfoResults:
        """Charm, base, channel, constraints, bindings and life of each application. Juju 2.6 and later."""

    @call("CharmConfig", since=9)
    def charm_config(self, args: list[ApplicationGet]) -> ApplicationGetConfigResults:
        """The charm config of each application, in one branch or the model. Juju 2.6 and later."""

    @call("CharmConfig", since=6, until=8)
    def charm_config_v8(self, entities: list[Entity]) -> ApplicationGetConfigResults:
        """The charm config of each application. Juju 2.6 to 2.9."""

    @call("CharmRelations")
    def charm_relations(self, application: str) -> ApplicationCharmRelationsResults:
        """The names of the relation endpoints that the application's charm has."""

    @call("Consume", first="2.6")
    def consume(self, args: list[ConsumeApplicationArg]) -> ErrorResults:
        """Make offers of other models usable here under an alias.

        Consuming the same offer again is not an error. Juju 2.6 and later.
        """

    @call("Consume", first="2.2", last="2.2")
    def consume_2_2(self, args: list[ConsumeApplicationArg]) -> ConsumeApplicationResults:
        """Make offers of other models usable here; answers with the local name of each. Juju 2.2 only."""

    @call("Deploy")
    def deploy(self, applications: list[ApplicationDeploy]) -> ErrorResults:
        """Deploy applications from charms that the controller already has.

        Each item fails or succeeds alone.
        """

    @call("DeployFromRepository", first="3.3")
    def deploy_from_repository(
        self, args: Annotated[list[DeployFromRepositoryArg], key("Args")]
    ) -> DeployFromRepositoryResults:
        """Deploy charms from Charmhub, resolved by the controller.

        Every problem of an item is listed, with ``dry_run`` too. Juju 3.3 and later.
        """

    @call("Destroy", until=16)
    def destroy(self, application: str) -> None:
        """Remove one application and its units. Juju 2.0 to 3.6."""

    @call("DestroyApplication", since=5)
    def destroy_application(self, applications: list[DestroyApplicationParams]) -> DestroyApplicationResults:
        """Remove applications; each answer tells which units and storage go, stay or are only detached.

        Juju 2.6 and later.
        """

    @call("DestroyApplication", until=4, first="2.2", last="2.9")
    def destroy_application_v4(self, entities: list[Entity]) -> DestroyApplicationResults:
        """Remove the applications with the given tags; each answer tells what goes with it.

        Juju 2.2 to 2.9.
        """

    @call("DestroyConsumedApplications", first="2.6")
    def destroy_consumed_applications(
        self, applications: list[DestroyConsumedApplicationParams]
    ) -> ErrorResults:
        """Stop using offers that were consumed; relations to them go first. Juju 2.6 and later."""

    @call("DestroyRelation")
    def destroy_relation(
        self,
        *,
        endpoints: list[str] | UnsetType = UNSET,
        force: Annotated[bool | UnsetType, versions(first="2.6")] = UNSET,
        max_wait: Annotated[int | UnsetType, versions(first="2.6")] = UNSET,
        relation_id: Annotated[int | UnsetType, versions(first="2.6")] = UNSET,
    ) -> None:
        """Remove the relation between two endpoints, or the one with the given id (2.6 and later)."""

    @call("DestroyUnit", since=5)
    def destroy_unit(self, *, units: list[DestroyUnitParams] | UnsetType = UNSET) -> DestroyUnitResults:
        """Remove units; each answer tells which storage goes and which is only detached.

        Juju 2.6 and later.
        """

    @call("DestroyUnit", until=4, first="2.2", last="2.9")
    def destroy_unit_v4(self, entities: list[Entity]) -> DestroyUnitResults:
        """Remove the units with the given tags; each answer tells what goes with it. Juju 2.2 to 2.9."""

    @call("DestroyUnits", until=16)
    def destroy_units(self, unit_names: list[str]) -> None:
        """Remove units by name; all of them or none. Juju 2.0 to 3.6."""

    @call("Expose")
    def expose(
        self,
        application: str,
        *,
        exposed_endpoints: Annotated[dict[str, ExposedEndpoint] | UnsetType, versions(first="2.9")] = UNSET,
    ) -> None:
        """Open an application to the outside, whole or by endpoint (2.9 and later)."""

    @call("Get")
    def get(
        self, application: str, *, branch: Annotated[str | UnsetType, versions(first="2.6")] = UNSET
    ) -> ApplicationGetResults:
        """One application's charm, config with defaults and sources, constraints and series or base."""

    @call("GetApplicationStorage", since=22)
    def get_application_storage(self, entities: list[Entity]) -> ApplicationStorageGetResults:
        """The storage that an application asks for, by storage name. Juju 3.6 and later."""

    @call("GetCharmURL", last="2.9")
    def get_charm_url(
        self, application: str, *, branch: Annotated[str | UnsetType, versions(first="2.6")] = UNSET
    ) -> StringResult:
        """The URL of the charm that an application runs. Juju 2.0 to 2.9."""

    @call("GetCharmURLOrigin", since=13)
    def get_charm_url_origin(
        self, application: str, *, branch: str | UnsetType = UNSET
    ) -> CharmURLOriginResult:
        """The URL of the charm that an application runs and where the charm came from. Juju 2.9 and later."""

    @call("GetConfig", since=5)
    def get_config(self, entities: list[Entity]) -> ApplicationGetConfigResults:
        """The config of each application, charm options and Juju's own, as values with their sources.

        Juju 2.6 and later.
        """

    @call("GetConstraints", since=5)
    def get_constraints(self, entities: list[Entity]) -> ApplicationGetConstraintsResults:
        """The constraints of each application. Juju 2.6 and later."""

    @call("GetConstraints", until=4)
    def get_constraints_v4(self, application: str) -> GetConstraintsResults:
        """The constraints of one application. Juju 2.0 to 2.9."""

    @call("Leader", since=14)
    def leader(self, tag: str) -> StringResult:
        """The name of the unit that leads an application; an error while there is none.

        Juju 2.9 and later.
        """

    @call("MergeBindings", first="2.8")
    def merge_bindings(self, args: list[ApplicationMergeBindings]) -> ErrorResults:
        """Change which space each endpoint is bound to; what is not named stays. Juju 2.8 and later."""

    @call("RemoteApplicationInfo", first="2.2", last="2.2")
    def remote_application_info(
        self, *, application_urls: list[str] | UnsetType = UNSET
    ) -> RemoteApplicationInfoResults:
        """What is behind each offer: name, endpoints, icon. Juju 2.2 only."""

    @call("ResolveUnitErrors", since=6)
    def resolve_unit_errors(
        self,
        *,
        all: bool | UnsetType = UNSET,
        retry: bool | UnsetType = UNSET,
        tags: Entities | UnsetType = UNSET,
    ) -> ErrorResults:
        """Mark failed units as resolved, and retry the failed hook if asked to. Juju 2.6 and later."""

    @call("ScaleApplications", since=8)
    def scale_applications(self, applications: list[ScaleApplicationParams]) -> ScaleApplicationResults:
        """Set or change the number of units; container models only. Juju 2.6 and later."""

    @call("Set", last="2.9")
    def set(
        self,
        application: str,
        options: dict[str, str],
        *,
        branch: Annotated[str | UnsetType, versions(first="2.6")] = UNSET,
    ) -> None:
        """Set charm options of one application. Juju 2.0 to 2.9."""

    @call("SetApplicationsConfig", since=6, until=12)
    def set_applications_config(
        self, args: Annotated[list[ApplicationConfigSet], key("Args")]
    ) -> ErrorResults:
        """Set config of applications, Juju's own options included. Juju 2.6 to 2.9."""

    @call("SetCharm")
    def set_charm(
        self,
        application: str,
        charm_url: str,
        *,
        channel: str | UnsetType = UNSET,
        charm_origin: Annotated[CharmOrigin | UnsetType, versions(since=13)] = UNSET,
        config_settings: dict[str, str] | UnsetType = UNSET,
        config_settings_yaml: str | UnsetType = UNSET,
        endpoint_bindings: Annotated[dict[str, str] | UnsetType, versions(first="2.8")] = UNSET,
        force: Annotated[bool | UnsetType, versions(first="2.6")] = UNSET,
        force_base: Annotated[bool | UnsetType, versions(first="3.1")] = UNSET,
        force_series: Annotated[bool | UnsetType, versions(last="2.9")] = UNSET,
        force_units: bool | UnsetType = UNSET,
        generation: Annotated[str | UnsetType, versions(first="2.6")] = UNSET,
        resource_ids: dict[str, str] | UnsetType = UNSET,
        storage_constraints: Annotated[
            dict[str, StorageConstraints] | UnsetType,
            versions(without=(("4.0", 20), ("4.0", 21), ("4.0", 22), ("4.1", 20), ("4.1", 21), ("4.1", 22))),
        ] = UNSET,
        storage_directives: Annotated[
            dict[str, StorageConstraints] | UnsetType, versions(first="4.0")
        ] = UNSET,
    ) -> None:
        """Move an application to another charm or revision, with config, resources and storage for it."""

    @call("SetConfigs", first="2.9")
    def set_configs(self, args: Annotated[list[ConfigSet], key("Args")]) -> ErrorResults:
        """Set charm options and Juju's own options of applications. Juju 2.9 and later."""

    @call("SetConstraints")
    def set_constraints(self, application: str, constraints: Constraints) -> None:
        """Replace the constraints of one application; units that exist keep theirs."""

    @call("SetMetricCredentials", last="3.6")
    def set_metric_credentials(
        self, *, creds: list[ApplicationMetricCredential] | UnsetType = UNSET
    ) -> ErrorResults:
        """Store the credentials with which an application's metrics are sent. Juju 2.0 to 3.6."""

    @call("SetRelationsSuspended", first="2.6")
    def set_relations_suspended(self, args: list[RelationSuspendedArg]) -> ErrorResults:
        """Suspend relations to offers, or resume them. Juju 2.6 and later."""

    @call("Unexpose")
    def unexpose(
        self,
        application: str,
        *,
        exposed_endpoints: Annotated[list[str] | UnsetType, versions(first="2.9")] = UNSET,
    ) -> None:
        """Close an application to the outside, whole or by endpoint (2.9 and later)."""

    @call("UnitsInfo", since=12)
    def units_info(self, entities: list[Entity]) -> UnitInfoResults:
        """Machine or container address, opened ports, leadership and relation data of each unit.

        Juju 2.8 and later.
        """

    @call("Unset", last="2.9")
    def unset(
        self,
        application: str,
        options: list[str],
        *,
        branch: Annotated[str | UnsetType, versions(first="2.6")] = UNSET,
    ) -> None:
        """Set charm options of one application back to their defaults. Juju 2.0 to 2.9."""

    @call("UnsetApplicationsConfig", since=6)
    def unset_applications_config(self, args: Annotated[list[ApplicationUnset], key("Args")]) -> ErrorResults:
        """Set config of applications back to defaults, Juju's own options included. Juju 2.6 and later."""

    @call("Update", until=12)
    def update(
        self,
        application: str,
        *,
        charm_url: str | UnsetType = UNSET,
        constraints: Constraints | UnsetType = UNSET,
        force: Annotated[bool | UnsetType, versions(first="2.6")] = UNSET,
        force_charm_url: bool | UnsetType = UNSET,
        force_series: bool | UnsetType = UNSET,
        generation: Annotated[str | UnsetType, versions(first="2.6")] = UNSET,
        min_units: int | UnsetType = UNSET,
        settings: dict[str, str] | UnsetType = UNSET,
        settings_yaml: str | UnsetType = UNSET,
    ) -> None:
        """Change charm, config, constraints and minimum of units of one application in one go.

        Juju 2.0 to 2.9.
        """

    @call("UpdateApplicationBase", since=15, first="2.9", last="3.6")
    def update_application_base(self, args: list[UpdateChannelArg]) -> ErrorResults:
        """Change the base that new units of an application get. Juju 2.9 to 3.6."""

    @call("UpdateApplicationSeries", since=5, until=14)
    def update_application_series(self, args: list[UpdateChannelArg]) -> ErrorResults:
        """Change the series that new units of an application get. Juju 2.6 to 2.9."""

    @call("UpdateApplicationStorage", since=22)
    def update_application_storage(self, storage_updates: list[ApplicationStorageUpdate]) -> ErrorResults:
        """Change the storage that new units of an application get. Juju 3.6 and later."""
