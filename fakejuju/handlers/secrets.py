"""Secrets: those of the model's users, and a look at those of charms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from fakejuju.domain import secrets as verbs
from fakejuju.handlers.call import Call, Refused, denied, each, not_found
from fakejuju.state.application import Application, RemoteApplication
from fakejuju.state.secret import Secret, SecretRevision as Kept
from jujuclient.facades.common import Error, ErrorResult, ErrorResults, StringResult, StringResults
from jujuclient.facades.secrets import (
    AccessInfo,
    CreateSecretArg,
    DeleteSecretArg,
    ListSecretResult,
    ListSecretResults,
    SecretContentParams,
    SecretRevision,
    Secrets,
    SecretsFilter,
    SecretValueResult,
    UpdateUserSecretArg,
)
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType

_PANIC = "runtime error: invalid memory address or nil pointer dereference"


def _failed(error: Error) -> ErrorResult:
    return ErrorResult(error=error)


def _id(uri: str) -> str:
    found = verbs.secret_id(uri)
    if found is None:
        raise Refused(f'secret URI "{uri}" not valid', "not valid")
    return found


def _missing(call: Call, what: str) -> Secret:
    return not_found("secret", what)


def _secret(call: Call, uri: str | UnsetType, label: str | UnsetType) -> Secret:
    """The secret of a URI, or of a label among those of the model."""
    if uri:
        id = _id(uri)
        return call.find(Secret, id) or _missing(call, f"secret:{id}")
    if not label:
        raise Refused("must specify either URI or name")
    return verbs.by_label(call.simulation, call.model_uuid, label, _owner(call)) or _missing(call, label)


def _owner(call: Call) -> str:
    return f"model-{call.model_uuid}"


# --- making --------------------------------------------------------------------------------------


@answers(Secrets.create_secrets)
def create_secrets(call: Call, args: list[CreateSecretArg]) -> StringResults:
    """Make secrets of the model; the answer has the URI of each."""
    call.need_write()
    if call.juju < (4, 0) and any(item.owner_tag not in (UNSET, "", call.model_uuid) for item in args):
        # Recorded on 3.6.28: another owner makes it fall over; the owner is the bare uuid, or nothing.
        raise Refused(_PANIC)

    def create(item: CreateSecretArg) -> StringResult:
        if item.owner_tag not in (UNSET, "", call.model_uuid, _owner(call)):
            raise Refused(f'owner tag "{item.owner_tag}" not valid', "not valid")
        data = _content(item.content)
        if not data:
            raise Refused("empty secret value not valid", "not valid")
        _label_is_free(call, item.label or "")
        given: dict[str, Any] = {"label": item.label or "", "description": item.description or ""}
        if item.uri:
            given["id"] = _id(item.uri)
        with call.state.transaction():
            made = verbs.add_secret(call.simulation, call.model_uuid, _owner(call), data, **given)
        return StringResult(result=f"secret:{made.id}")

    # Recorded on 3.6.28: an item that failed has an empty result beside its error.
    return StringResults(results=each(args, create, lambda error: StringResult(error=error, result="")))


def _content(content: SecretContentParams | UnsetType) -> dict[str, str]:
    return (content.data or {}) if content is not UNSET else {}


def _label_is_free(call: Call, label: str) -> None:
    if label and verbs.by_label(call.simulation, call.model_uuid, label, _owner(call)) is not None:
        raise Refused(f'secret with name "{label}" already exists', "already exists")


# --- changing ------------------------------------------------------------------------------------


@answers(Secrets.update_secrets)
def update_secrets(call: Call, args: list[UpdateUserSecretArg]) -> ErrorResults:
    """Change content, label or description; another content is a new revision."""
    call.need_write()
    if call.juju < (4, 0) and any(item.uri and verbs.secret_id(item.uri) is None for item in args):
        raise Refused(_PANIC)  # Recorded on 3.6.28.

    def update(item: UpdateUserSecretArg) -> ErrorResult:
        secret = _secret(call, item.uri, item.existing_label)
        if item.label and item.label != secret.label:
            _label_is_free(call, item.label)
        with call.state.transaction():
            changed = verbs.change(call.simulation, secret, **_given(item))
            data = _content(item.content)
            if data:
                verbs.set_content(call.simulation, changed, data)
        if call.simulation.agents is not None:
            call.simulation.soon(lambda: verbs.prune(call.simulation, call.model_uuid, secret.id))
        return ErrorResult()

    return ErrorResults(results=each(args, update, _failed))


def _given(item: UpdateUserSecretArg) -> dict[str, Any]:
    given: dict[str, Any] = {
        "label": item.label,
        "description": item.description,
        "auto_prune": item.auto_prune,
    }
    return {key: value for key, value in given.items() if value is not UNSET and value is not None}


@answers(Secrets.grant_secret)
def grant_secret(
    call: Call, applications: list[str], *, uri: str | UnsetType = UNSET, label: str | UnsetType = UNSET
) -> ErrorResults:
    """Let applications read a secret."""
    return _change_access(
        call, uri, label, applications, lambda secret, tag: {**secret.grants, tag: "view"}, granting=True
    )


@answers(Secrets.revoke_secret)
def revoke_secret(
    call: Call, applications: list[str], *, uri: str | UnsetType = UNSET, label: str | UnsetType = UNSET
) -> ErrorResults:
    """Keep applications from reading a secret any more."""
    return _change_access(
        call,
        uri,
        label,
        applications,
        lambda secret, tag: {key: role for key, role in secret.grants.items() if key != tag},
        granting=False,
    )


def _change_access(
    call: Call,
    uri: str | UnsetType,
    label: str | UnsetType,
    applications: list[str],
    grants: Callable[[Secret, str], dict[str, str]],
    *,
    granting: bool,
) -> ErrorResults:
    call.need_write()
    shown = f"secret:{_id(uri)}" if uri else f"secret:{_secret(call, uri, label).id}"

    def change(name: str) -> ErrorResult:
        why = _unfit(call, name, granting=granting)
        secret = call.find(Secret, shown.removeprefix("secret:"))
        if not why and secret is None:
            why = f'secret "{shown}" not found'
        if why or secret is None:
            raise Refused(f'cannot change access to "{shown}" for "{name}": {why}', "not found")
        with call.state.transaction() as state:
            state.put(replace(secret, grants=grants(secret, f"application-{name}")))
        return ErrorResult()

    return ErrorResults(results=each(applications, change, _failed))


def _unfit(call: Call, name: str, *, granting: bool) -> str:
    """Why an application cannot be given access; recorded on 3.6.28, where it is looked for first."""
    if not granting:
        return ""
    if call.find(Application, name) is not None or call.find(RemoteApplication, name) is not None:
        return ""
    if call.juju >= (4, 0):
        return f'application "{name}" not found'
    return f'invalid subject reference: saas application "{name}" not found'


@answers(Secrets.remove_secrets)
def remove_secrets(call: Call, args: list[DeleteSecretArg]) -> ErrorResults:
    """Remove secrets of the model, or some of their revisions."""
    call.need_write()

    def remove(item: DeleteSecretArg) -> ErrorResult:
        secret = _secret(call, item.uri, item.label)
        if secret.owner != _owner(call):
            denied()
        numbers = item.revisions or []
        known = {one.number for one in secret.revisions}
        for number in numbers:
            if number not in known:
                raise Refused(f'secret revision "{secret.id}/{number}" not found', "not found")
        if call.juju >= (4, 0) and call.simulation.agents is None:
            # Recorded on 4.0.15 without workers: the secret goes later, when one comes to it.
            return ErrorResult()
        with call.state.transaction():
            verbs.remove_secret(call.simulation, secret, numbers)
        return ErrorResult()

    return ErrorResults(results=each(args, remove, _failed))


# --- telling -------------------------------------------------------------------------------------


@answers(Secrets.list_secrets)
def list_secrets(
    call: Call, filter: SecretsFilter, *, show_secrets: bool | UnsetType = UNSET
) -> ListSecretResults:
    """The secrets that match; their content only for those who administer the model."""
    if show_secrets:
        call.need_admin()
    else:
        call.need_read()
    found = [secret for secret in call.all(Secret) if _matches(secret, filter)] if _checked(filter) else []
    return ListSecretResults(
        results=[_told(call, secret, filter, show=bool(show_secrets)) for secret in found]
    )


def _checked(filter: SecretsFilter) -> bool:
    return not filter.uri or bool(_id(filter.uri))


def _matches(secret: Secret, filter: SecretsFilter) -> bool:
    return (
        (not filter.uri or secret.id == _id(filter.uri))
        and (not filter.label or secret.label == filter.label)
        and (not filter.owner_tag or secret.owner == filter.owner_tag)
        and (not filter.revision or any(one.number == filter.revision for one in secret.revisions))
    )


def _told(call: Call, secret: Secret, filter: SecretsFilter, *, show: bool) -> ListSecretResult:
    latest = secret.revisions[-1]
    chosen = [one for one in secret.revisions if filter.revision in (UNSET, 0, None, one.number)]
    rotate = secret.rotate or ("never" if call.juju >= (4, 0) else "")
    return ListSecretResult(
        uri=f"secret:{secret.id}",
        version=1,
        owner_tag=secret.owner,
        rotate_policy=rotate or UNSET,
        description=secret.description or UNSET,
        label=secret.label or UNSET,
        latest_revision=latest.number,
        latest_revision_checksum=latest.checksum if call.juju >= (3, 6) else UNSET,
        create_time=secret.created,
        update_time=secret.updated,
        revisions=[_revision(one) for one in chosen],
        value=SecretValueResult(data=chosen[-1].data) if show and chosen else UNSET,
        access=_access(call, secret) if call.juju >= (3, 3) else UNSET,
    )


def _revision(kept: Kept) -> SecretRevision:
    return SecretRevision(
        revision=kept.number,
        backend_name=kept.backend,
        create_time=kept.created,
        update_time=kept.updated,
        expire_time=kept.expire or UNSET,
    )


def _access(call: Call, secret: Secret) -> list[AccessInfo] | UnsetType:
    return [
        AccessInfo(target_tag=tag, scope_tag=secret.owner, role=role)
        for tag, role in sorted(secret.grants.items())
    ] or UNSET
