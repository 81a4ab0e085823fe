"""Cloud, its credentials: told, checked against the models that use them, replaced, revoked."""

from __future__ import annotations

from fakejuju.domain import clouds, users
from fakejuju.handlers.call import Call, Refused, denied, each, not_found, tag_of
from fakejuju.state.controller import Cloud as Kept, Credential, Model
from jujuclient.facades.cloud import (
    Cloud,
    CloudCredentialArg,
    CloudCredentialResult,
    CloudCredentialResults,
    ControllerCredentialInfo,
    CredentialContent,
    CredentialContentResult,
    CredentialContentResults,
    ModelAccess,
    RevokeCredentialArg,
    TaggedCredential,
    UpdateCredentialModelResult,
    UpdateCredentialResult,
    UpdateCredentialResults,
    UserCloud,
)
from jujuclient.facades.common import Entity, Error, ErrorResult, ErrorResults, StringsResult, StringsResults
from jujuclient.facades.common_models import CloudCredential
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType


def _failed(error: Error) -> ErrorResult:
    return ErrorResult(error=error)


def _parts(call: Call, tag: str) -> tuple[str, str, str]:
    """Cloud, owner and name in a credential's tag, if the caller may touch it."""
    parts = tag_of(tag, "cloudcred").id.split("_", 2)
    if len(parts) < 3 or not all(parts):
        raise Refused(f'"{tag}" is not a valid cloudcred tag')
    cloud, owner, name = parts[0], users.local_name(parts[1]), parts[2]
    if owner != call.user and not call.is_superuser:
        denied()
    return cloud, owner, name


def _find(call: Call, tag: str) -> Credential | None:
    return call.state.find(Credential, "_".join(_parts(call, tag)))


def _need(call: Call, tag: str) -> Credential:
    found = _find(call, tag)
    return found if found is not None else not_found("credential", _parts(call, tag)[2])


# --- telling -------------------------------------------------------------------------------------


@answers(Cloud.user_credentials)
def user_credentials(call: Call, user_clouds: list[UserCloud]) -> StringsResults:
    """The tags of each user's credentials for a cloud."""

    def tell(item: UserCloud) -> StringsResult:
        user = users.local_name(tag_of(item.user_tag, "user").id)
        if user != call.user and not call.is_superuser:
            denied()
        cloud = tag_of(item.cloud_tag, "cloud").id
        tags = [f"cloudcred-{one.key}" for one in _of(call, user) if one.cloud == cloud]
        return StringsResult(result=tags or UNSET)

    return StringsResults(results=each(user_clouds, tell, lambda error: StringsResult(error=error)))


def _of(call: Call, user: str) -> list[Credential]:
    return [one for one in call.state.all(Credential) if one.owner == user]


@answers(Cloud.credential)
def credential(call: Call, entities: list[Entity]) -> CloudCredentialResults:
    """Credentials, with the names of the attributes that are left out."""

    def tell(entity: Entity) -> CloudCredentialResult:
        found = _need(call, entity.tag)
        attributes, hidden = clouds.shown(found)
        return CloudCredentialResult(
            result=CloudCredential(
                auth_type=found.auth_type, attrs=attributes or UNSET, redacted=hidden or UNSET
            )
        )

    return CloudCredentialResults(
        results=each(entities, tell, lambda error: CloudCredentialResult(error=error)) or UNSET
    )


@answers(Cloud.credential_contents)
def credential_contents(
    call: Call,
    *,
    credentials: list[CloudCredentialArg] | UnsetType = UNSET,
    include_secrets: bool | UnsetType = UNSET,
) -> CredentialContentResults:
    """The caller's credentials, all when none is named, with the models that use them."""
    named = credentials or [
        CloudCredentialArg(cloud_name=one.cloud, credential_name=one.name) for one in _of(call, call.user)
    ]

    def tell(item: CloudCredentialArg) -> CredentialContentResult:
        found = call.state.find(Credential, f"{item.cloud_name}_{call.user}_{item.credential_name}")
        if found is None:
            not_found("credential", item.credential_name)
        return CredentialContentResult(result=_content(call, found, secrets=bool(include_secrets)))

    return CredentialContentResults(
        results=each(named, tell, lambda error: CredentialContentResult(error=error)) or UNSET
    )


def _content(call: Call, found: Credential, *, secrets: bool) -> ControllerCredentialInfo:
    attributes = dict(sorted(found.attributes.items())) if secrets else clouds.shown(found)[0]
    models = [
        model for model in call.state.all(Model) if model.credential == found.key and model.life != "dead"
    ]
    return ControllerCredentialInfo(
        content=CredentialContent(
            name=found.name,
            cloud=found.cloud,
            auth_type=found.auth_type,
            valid=(found.valid or UNSET) if call.juju >= (2, 8) else UNSET,
            attrs=attributes or UNSET,
        ),
        models=[ModelAccess(model=_model_name(call, one), access=_access(call, one)) for one in models]
        or UNSET,
    )


def _model_name(call: Call, model: Model) -> str:
    return f"{model.owner}/{model.name}" if call.juju >= (4, 0) else model.name


def _access(call: Call, model: Model) -> str | UnsetType:
    return call.access(f"model-{model.uuid}") or ("admin" if call.is_superuser else UNSET)


# --- changing ------------------------------------------------------------------------------------


@answers(Cloud.check_credentials_models)
def check_credentials_models(call: Call, credentials: list[TaggedCredential]) -> UpdateCredentialResults:
    """The models that each credential would be used by; none is changed."""
    return _check(call, credentials, change=False)


@answers(Cloud.update_credentials_check_models)
def update_credentials_check_models(
    call: Call, credentials: list[TaggedCredential], *, force: bool | UnsetType = UNSET
) -> UpdateCredentialResults:
    """Add or replace credentials, with the models that use them."""
    return _check(call, credentials, change=True)


def _check(call: Call, credentials: list[TaggedCredential], *, change: bool) -> UpdateCredentialResults:
    def check(item: TaggedCredential) -> UpdateCredentialResult:
        try:
            parts = _parts(call, item.tag)
            models = clouds.models_with(call.simulation, "_".join(parts))
            if change:
                _put(call, parts, item.credential)
        except Refused as refused:
            return UpdateCredentialResult(tag=item.tag, error=refused.error)
        told = [UpdateCredentialModelResult(name=model.name, uuid=model.uuid) for model in models]
        return UpdateCredentialResult(tag=item.tag, models=told or UNSET)

    return UpdateCredentialResults(results=[check(item) for item in credentials or ()] or UNSET)


def _put(call: Call, parts: tuple[str, str, str], given: CloudCredential) -> None:
    cloud, owner, name = parts
    found = call.state.find(Kept, cloud)
    if found is None:
        raise Refused(
            f'cannot update credential "{name}": controller does not manage cloud "{cloud}"', "not found"
        )
    if given.auth_type not in found.auth_types and given.auth_type != "empty":
        why = f'auth-type "{given.auth_type}" not supported'
        raise Refused(
            f'cannot update credential "{name}": validating cloud credential: {why}', "not supported"
        )
    with call.state.transaction():
        clouds.put_credential(
            call.simulation,
            Credential(
                cloud=cloud, owner=owner, name=name, auth_type=given.auth_type, attributes=given.attrs or {}
            ),
        )


@answers(Cloud.add_credentials)
def add_credentials(call: Call, credentials: list[TaggedCredential]) -> ErrorResults:
    """Add credentials, or replace them without a look at the models."""
    return _update(call, credentials)


@answers(Cloud.update_credentials)
def update_credentials(call: Call, credentials: list[TaggedCredential]) -> ErrorResults:
    """Add credentials or replace them."""
    return _update(call, credentials)


def _update(call: Call, credentials: list[TaggedCredential]) -> ErrorResults:
    def update(item: TaggedCredential) -> ErrorResult:
        _put(call, _parts(call, item.tag), item.credential)
        return ErrorResult()

    return ErrorResults(results=each(credentials, update, _failed))


@answers(Cloud.revoke_credentials)
def revoke_credentials(call: Call, entities: list[Entity]) -> ErrorResults:
    """Delete credentials, whoever uses them."""

    def revoke(entity: Entity) -> ErrorResult:
        return _revoke(call, entity.tag, force=True)

    return ErrorResults(results=each(entities, revoke, _failed))


@answers(Cloud.revoke_credentials_check_models)
def revoke_credentials_check_models(call: Call, credentials: list[RevokeCredentialArg]) -> ErrorResults:
    """Delete credentials that no model uses, or any with force."""

    def revoke(item: RevokeCredentialArg) -> ErrorResult:
        return _revoke(call, item.tag, force=bool(item.force))

    return ErrorResults(results=each(credentials, revoke, _failed))


def _revoke(call: Call, tag: str, *, force: bool) -> ErrorResult:
    found = _need(call, tag)
    count = len(clouds.models_with(call.simulation, found.key))
    if count and not force:
        told = f"{count} model{'' if count == 1 else 's'}"
        path = f"{found.cloud}/{found.owner}/{found.name}"
        raise Refused(f"cannot revoke credential {path}: it is still used by {told}")
    with call.state.transaction():
        clouds.revoke_credential(call.simulation, found)
    return ErrorResult()
