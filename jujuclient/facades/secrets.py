"""Secrets: secrets of users and of charms."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import Error, ErrorResults, StringResults
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, Json, UnsetType, Wire, secret, versions


class AccessInfo(Wire):
    """An item of ``access`` in ``ListSecretResult``. Juju 3.3 and later."""

    role: str
    scope_tag: str
    target_tag: str


class CreateSecretArg(Wire):
    """An item of ``args`` in ``Secrets.create_secrets``. Juju 3.3 and later."""

    uri: str | UnsetType = UNSET
    params: dict[str, Json] | UnsetType = UNSET
    content: SecretContentParams | UnsetType = UNSET
    description: str | UnsetType = UNSET
    expire_time: str | UnsetType = UNSET
    label: str | UnsetType = UNSET
    owner_tag: str | UnsetType = UNSET
    rotate_policy: str | UnsetType = UNSET


class DeleteSecretArg(Wire):
    """An item of ``args`` in ``Secrets.remove_secrets``. Juju 3.3 and later."""

    uri: str | UnsetType = UNSET
    label: str | UnsetType = UNSET
    revisions: list[int] | UnsetType = UNSET


class ListSecretResult(Wire):
    """A secret: owner, label, rotation and revisions. Juju 3.1 and later."""

    uri: str
    create_time: str
    latest_revision: int
    owner_tag: str
    revisions: list[SecretRevision] | None
    update_time: str
    version: int
    access: Annotated[list[AccessInfo] | UnsetType, versions(first="3.3", omitempty=True)] = UNSET
    description: str | UnsetType = UNSET
    label: str | UnsetType = UNSET
    latest_expire_time: str | UnsetType = UNSET
    latest_revision_checksum: Annotated[str | UnsetType, versions(first="3.6")] = UNSET
    next_rotate_time: str | UnsetType = UNSET
    rotate_policy: str | UnsetType = UNSET
    value: SecretValueResult | UnsetType = UNSET


class ListSecretResults(Wire):
    """What ``Secrets.list_secrets`` answers with. Juju 3.1 and later."""

    results: list[ListSecretResult] | None


class SecretContentParams(Wire):
    """The content of a secret, or where a backend keeps it. Juju 3.3 and later."""

    checksum: Annotated[str | UnsetType, versions(first="3.6")] = UNSET
    data: Annotated[dict[str, str] | UnsetType, secret("secret content")] = UNSET
    value_ref: SecretValueRef | UnsetType = UNSET


class SecretRevision(Wire):
    """An item of ``revisions`` in ``ListSecretResult``. Juju 3.1 and later."""

    revision: int
    backend_name: str | UnsetType = UNSET
    create_time: str | UnsetType = UNSET
    expire_time: str | UnsetType = UNSET
    update_time: str | UnsetType = UNSET
    value_ref: SecretValueRef | UnsetType = UNSET


class SecretValueRef(Wire):
    """The ``value_ref`` of ``SecretRevision`` and others. Juju 3.1 and later."""

    backend_id: str
    revision_id: str


class SecretValueResult(Wire):
    """The content of a secret, or the error in its place. Juju 3.1 and later."""

    data: Annotated[dict[str, str] | UnsetType, secret("secret content")] = UNSET
    error: Error | UnsetType = UNSET


class SecretsFilter(Wire):
    """The ``filter`` of ``Secrets.list_secrets``. Juju 3.1 and later."""

    uri: str | UnsetType = UNSET
    label: Annotated[str | UnsetType, versions(first="3.3")] = UNSET
    owner_tag: str | UnsetType = UNSET
    revision: int | UnsetType = UNSET


class UpdateUserSecretArg(Wire):
    """An item of ``args`` in ``Secrets.update_secrets``. Juju 3.3 and later."""

    uri: str | UnsetType = UNSET
    params: dict[str, Json] | UnsetType = UNSET
    auto_prune: bool | UnsetType = UNSET
    content: SecretContentParams | UnsetType = UNSET
    description: str | UnsetType = UNSET
    existing_label: str | UnsetType = UNSET
    expire_time: str | UnsetType = UNSET
    label: str | UnsetType = UNSET
    rotate_policy: str | UnsetType = UNSET


class Secrets(Facade, name="Secrets", versions=(1, 2)):
    """Secrets of users and of charms. Juju 3.1 and later."""

    @call("CreateSecrets", first="3.3")
    def create_secrets(self, args: list[CreateSecretArg]) -> StringResults:
        """Create user secrets; answers with the URI of each. Juju 3.3 and later."""

    @call("GrantSecret", first="3.3")
    def grant_secret(
        self, applications: list[str], *, uri: str | UnsetType = UNSET, label: str | UnsetType = UNSET
    ) -> ErrorResults:
        """Let applications read a user secret. Juju 3.3 and later."""

    @call("ListSecrets")
    def list_secrets(
        self, filter: SecretsFilter, *, show_secrets: bool | UnsetType = UNSET
    ) -> ListSecretResults:
        """The secrets that match the filter; ``show_secrets`` gives their content too."""

    @call("RemoveSecrets", first="3.3")
    def remove_secrets(self, args: list[DeleteSecretArg]) -> ErrorResults:
        """Remove user secrets, or some of their revisions. Juju 3.3 and later."""

    @call("RevokeSecret", first="3.3")
    def revoke_secret(
        self, applications: list[str], *, uri: str | UnsetType = UNSET, label: str | UnsetType = UNSET
    ) -> ErrorResults:
        """Stop applications from reading a user secret. Juju 3.3 and later."""

    @call("UpdateSecrets", first="3.3")
    def update_secrets(self, args: list[UpdateUserSecretArg]) -> ErrorResults:
        """Change content or description of user secrets; new content makes a new revision.

        Juju 3.3 and later.
        """
