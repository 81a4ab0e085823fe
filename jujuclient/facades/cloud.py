"""Cloud: clouds, regions and credentials."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import (
    Constraints,
    Entity,
    Error,
    ErrorResult,
    ErrorResults,
    StringResult,
    StringsResults,
)
from jujuclient.facades.common_models import CloudCredential, InstanceTypesResults
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, Bulk, Json, UnsetType, Wire, secret, versions


class AddCloudArgs(Wire):
    """An item of ``clouds`` in ``Cloud.update_cloud``. Juju 2.6 and later."""

    name: str
    cloud: CloudDefinition
    force: Annotated[bool | UnsetType, versions(first="2.8")] = UNSET


class CloudCredentialArg(Wire):
    """An item of ``credentials`` in ``Cloud.credential_contents``. Juju 2.6 and later."""

    cloud_name: str
    credential_name: str


class CloudCredentialResult(Wire):
    """An item of ``results`` in ``CloudCredentialResults``, or its error. Juju 2.0 and later."""

    error: Error | UnsetType = UNSET
    result: CloudCredential | UnsetType = UNSET


class CloudCredentialResults(Wire, Bulk[CloudCredentialResult]):
    """What ``Cloud.credential`` answers with. Juju 2.0 and later."""

    results: list[CloudCredentialResult] | UnsetType = UNSET


class CloudDefinition(Wire):
    """The definition of a cloud: type, auth types, endpoints, regions. Juju 2.0 and later."""

    type: str
    auth_types: list[str] | UnsetType = UNSET
    ca_certificates: Annotated[list[str] | UnsetType, versions(first="2.6", omitempty=True)] = UNSET
    config: Annotated[dict[str, Json] | UnsetType, versions(first="2.6", omitempty=True)] = UNSET
    endpoint: str | UnsetType = UNSET
    host_cloud_region: Annotated[str | UnsetType, versions(first="2.6", omitempty=True)] = UNSET
    identity_endpoint: str | UnsetType = UNSET
    is_controller_cloud: Annotated[bool | UnsetType, versions(first="2.9", omitempty=True)] = UNSET
    region_config: Annotated[
        dict[str, dict[str, Json]] | UnsetType, versions(first="2.6", omitempty=True)
    ] = UNSET
    regions: list[CloudRegion] | UnsetType = UNSET
    skip_tls_verify: Annotated[bool | UnsetType, versions(first="2.8", omitempty=True)] = UNSET
    storage_endpoint: str | UnsetType = UNSET


class CloudInfo(Wire):
    """The ``result`` of ``CloudInfoResult``. Juju 2.6 and later."""

    type: str
    users: list[CloudUserInfo] | None
    auth_types: list[str] | UnsetType = UNSET
    endpoint: str | UnsetType = UNSET
    identity_endpoint: str | UnsetType = UNSET
    regions: list[CloudRegion] | UnsetType = UNSET
    storage_endpoint: str | UnsetType = UNSET


class CloudInfoResult(Wire):
    """An item of ``results`` in ``CloudInfoResults``, or its error. Juju 2.6 and later."""

    error: Error | UnsetType = UNSET
    result: CloudInfo | UnsetType = UNSET


class CloudInfoResults(Wire, Bulk[CloudInfoResult]):
    """What ``Cloud.cloud_info`` answers with. Juju 2.6 and later."""

    results: list[CloudInfoResult] | None


class CloudInstanceTypesConstraint(Wire):
    """An item of ``constraints`` in ``Cloud.instance_types``. Juju 2.2 to 3.6."""

    cloud_tag: str
    region: str
    constraints: Constraints | UnsetType = UNSET


class CloudRegion(Wire):
    """An item of ``regions`` in ``CloudDefinition`` and others. Juju 2.0 and later."""

    name: str
    endpoint: str | UnsetType = UNSET
    identity_endpoint: str | UnsetType = UNSET
    storage_endpoint: str | UnsetType = UNSET


class CloudResult(Wire):
    """An item of ``results`` in ``CloudResults``, or its error. Juju 2.0 and later."""

    cloud: CloudDefinition | UnsetType = UNSET
    error: Error | UnsetType = UNSET


class CloudResults(Wire, Bulk[CloudResult]):
    """What ``Cloud.cloud`` answers with. Juju 2.0 and later."""

    results: list[CloudResult] | UnsetType = UNSET


class CloudUserInfo(Wire):
    """An item of ``users`` in ``CloudInfo``. Juju 2.6 and later."""

    access: str
    display_name: str
    user: str


class CloudsResult(Wire):
    """What ``Cloud.clouds`` answers with. Juju 2.0 and later."""

    clouds: dict[str, CloudDefinition] | UnsetType = UNSET


class ControllerCredentialInfo(Wire):
    """The ``result`` of ``CredentialContentResult``. Juju 2.6 and later."""

    content: CredentialContent | UnsetType = UNSET
    models: list[ModelAccess] | UnsetType = UNSET


class CredentialContent(Wire):
    """The ``content`` of ``ControllerCredentialInfo``. Juju 2.6 and later."""

    name: str
    auth_type: str
    cloud: str
    attrs: Annotated[dict[str, str] | UnsetType, secret("cloud credential")] = UNSET
    valid: Annotated[bool | UnsetType, versions(first="2.8", omitempty=True)] = UNSET


class CredentialContentResult(Wire):
    """An item of ``results`` in ``CredentialContentResults``, or its error. Juju 2.6 and later."""

    error: Error | UnsetType = UNSET
    result: ControllerCredentialInfo | UnsetType = UNSET


class CredentialContentResults(Wire, Bulk[CredentialContentResult]):
    """What ``Cloud.credential_contents`` answers with. Juju 2.6 and later."""

    results: list[CredentialContentResult] | UnsetType = UNSET


class ListCloudInfo(Wire):
    """The ``result`` of ``ListCloudInfoResult``. Juju 2.6 and later."""

    type: str
    user_access: str
    auth_types: list[str] | UnsetType = UNSET
    endpoint: str | UnsetType = UNSET
    identity_endpoint: str | UnsetType = UNSET
    regions: list[CloudRegion] | UnsetType = UNSET
    storage_endpoint: str | UnsetType = UNSET


class ListCloudInfoResult(Wire):
    """An item of ``results`` in ``ListCloudInfoResults``, or its error. Juju 2.6 and later."""

    error: Error | UnsetType = UNSET
    result: ListCloudInfo | UnsetType = UNSET


class ListCloudInfoResults(Wire, Bulk[ListCloudInfoResult]):
    """What ``Cloud.list_cloud_info`` answers with. Juju 2.6 and later."""

    results: list[ListCloudInfoResult] | None


class ModelAccess(Wire):
    """An item of ``models`` in ``ControllerCredentialInfo``. Juju 2.6 and later."""

    access: str | UnsetType = UNSET
    model: str | UnsetType = UNSET


class ModelConfigSchemaField(Wire):
    """An entry of ``schema`` in ``ModelConfigSchemaResult``. Juju 4.0 and later."""

    description: str | UnsetType = UNSET
    documentation: str | UnsetType = UNSET
    example: Json | UnsetType = UNSET
    immutable: bool | UnsetType = UNSET
    mandatory: bool | UnsetType = UNSET
    type: str | UnsetType = UNSET
    values: list[Json] | UnsetType = UNSET


class ModelConfigSchemaResult(Wire):
    """What ``Cloud.model_config_schema`` answers with. Juju 4.0 and later."""

    error: Error | UnsetType = UNSET
    schema: dict[str, ModelConfigSchemaField] | UnsetType = UNSET


class ModifyCloudAccess(Wire):
    """An item of ``changes`` in ``Cloud.modify_cloud_access``. Juju 2.6 and later."""

    cloud_tag: str
    user_tag: str
    action: str
    access: str


class RevokeCredentialArg(Wire):
    """An item of ``credentials`` in ``Cloud.revoke_credentials_check_models``. Juju 2.6 and later."""

    tag: str
    force: bool | UnsetType = UNSET


class TaggedCredential(Wire):
    """An item of ``credentials`` in ``Cloud.update_credentials`` and others. Juju 2.0 and later."""

    tag: str
    credential: CloudCredential


class UpdateCredentialModelResult(Wire):
    """An item of ``models`` in ``UpdateCredentialResult``. Juju 2.6 and later."""

    name: str
    uuid: str
    errors: list[ErrorResult] | UnsetType = UNSET


class UpdateCredentialResult(Wire):
    """An item of ``results`` in ``UpdateCredentialResults``, or its error. Juju 2.6 and later."""

    tag: str
    error: Error | UnsetType = UNSET
    models: list[UpdateCredentialModelResult] | UnsetType = UNSET


class UpdateCredentialResults(Wire, Bulk[UpdateCredentialResult]):
    """What ``Cloud.update_credentials_check_models`` and one more answer with. Juju 2.6 and later."""

    results: list[UpdateCredentialResult] | UnsetType = UNSET


class UserCloud(Wire):
    """An item of ``user_clouds`` in ``Cloud.user_credentials``. Juju 2.0 and later."""

    cloud_tag: str
    user_tag: str


class Cloud(Facade, name="Cloud", versions=range(1, 9)):
    """Clouds, regions and credentials. Juju 2.0 and later."""

    @call("AddCloud", first="2.6")
    def add_cloud(
        self,
        name: str,
        cloud: CloudDefinition,
        *,
        force: Annotated[bool | UnsetType, versions(first="2.8")] = UNSET,
    ) -> None:
        """Add a cloud to the controller. Juju 2.6 and later."""

    @call("AddCredentials", first="2.6")
    def add_credentials(self, credentials: list[TaggedCredential]) -> ErrorResults:
        """Add credentials that do not exist yet. Juju 2.6 and later."""

    @call("CheckCredentialsModels", since=3)
    def check_credentials_models(self, credentials: list[TaggedCredential]) -> UpdateCredentialResults:
        """Check credentials against the models that use them, without a change. Juju 2.6 and later."""

    @call("Cloud")
    def cloud(self, entities: list[Entity]) -> CloudResults:
        """Type, endpoints, regions and auth types of each cloud."""

    @call("CloudInfo", first="2.6")
    def cloud_info(self, entities: list[Entity]) -> CloudInfoResults:
        """Each cloud with the users who may use it; needs admin of the cloud. Juju 2.6 and later."""

    @call("Clouds")
    def clouds(self) -> CloudsResult:
        """Every cloud that the user may see, by tag."""

    @call("Credential")
    def credential(self, entities: list[Entity]) -> CloudCredentialResults:
        """The credentials with the given tags, secret attributes left out."""

    @call("CredentialContents", first="2.6")
    def credential_contents(
        self,
        *,
        credentials: list[CloudCredentialArg] | UnsetType = UNSET,
        include_secrets: bool | UnsetType = UNSET,
    ) -> CredentialContentResults:
        """Credentials with the models that use them, and their secret attributes if asked to.

        Juju 2.6 and later.
        """

    @call("DefaultCloud", until=4)
    def default_cloud(self) -> StringResult:
        """The tag of the controller's own cloud. Juju 2.0 to 2.9."""

    @call("InstanceTypes", first="2.2", last="3.6")
    def instance_types(self, constraints: list[CloudInstanceTypesConstraint]) -> InstanceTypesResults:
        """The machine types of each cloud region that fit constraints, with their cost where known.

        Juju 2.2 to 3.6.
        """

    @call("ListCloudInfo", first="2.6")
    def list_cloud_info(self, user_tag: str, *, all: bool | UnsetType = UNSET) -> ListCloudInfoResults:
        """The clouds that a user has access to, and the access. Juju 2.6 and later."""

    @call("ModelConfigSchema", since=8)
    def model_config_schema(self, provider_type: str) -> ModelConfigSchemaResult:
        """The config attributes that models on a provider have. Juju 4.0 and later."""

    @call("ModifyCloudAccess", first="2.6")
    def modify_cloud_access(self, changes: list[ModifyCloudAccess]) -> ErrorResults:
        """Grant or revoke add-model or admin on clouds. Juju 2.6 and later."""

    @call("RemoveClouds", first="2.6")
    def remove_clouds(self, entities: list[Entity]) -> ErrorResults:
        """Remove clouds that no model uses. Juju 2.6 and later."""

    @call("RevokeCredentials", until=2)
    def revoke_credentials(self, entities: list[Entity]) -> ErrorResults:
        """Delete credentials; models that use them keep a copy. Juju 2.0 to 2.9."""

    @call("RevokeCredentialsCheckModels", since=3)
    def revoke_credentials_check_models(self, credentials: list[RevokeCredentialArg]) -> ErrorResults:
        """Delete credentials, unless models use them and ``force`` is not set. Juju 2.6 and later."""

    @call("UpdateCloud", since=4)
    def update_cloud(self, clouds: list[AddCloudArgs]) -> ErrorResults:
        """Replace the definition of clouds. Juju 2.6 and later."""

    @call("UpdateCredentials", until=2)
    def update_credentials(self, credentials: list[TaggedCredential]) -> ErrorResults:
        """Create or replace credentials. Juju 2.0 to 2.9."""

    @call("UpdateCredentialsCheckModels", first="2.6")
    def update_credentials_check_models(
        self, credentials: list[TaggedCredential], *, force: bool | UnsetType = UNSET
    ) -> UpdateCredentialResults:
        """Create or replace credentials after a check against the models that use them.

        Failures are listed for each model. Juju 2.6 and later.
        """

    @call("UserCredentials")
    def user_credentials(self, user_clouds: list[UserCloud]) -> StringsResults:
        """The tags of each user's credentials for a cloud."""
