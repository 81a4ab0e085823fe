"""SecretBackends: the places where secrets are kept."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from fakejuju.handlers.call import Call, Refused, each, not_found
from fakejuju.state.controller import Model
from fakejuju.state.secret import Secret, SecretBackend
from jujuclient.facades.common import Error, ErrorResult, ErrorResults
from jujuclient.facades.common_models import SecretBackend as Told, SecretBackendResult
from jujuclient.facades.secret_backends import (
    AddSecretBackendArg,
    ListSecretBackendsResults,
    RemoveSecretBackendArg,
    SecretBackends,
    UpdateSecretBackendArg,
)
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType

_INTERNAL = "internal"


def _failed(error: Error) -> ErrorResult:
    return ErrorResult(error=error)


@answers(SecretBackends.list_secret_backends)
def list_secret_backends(
    call: Call, *, names: list[str] | UnsetType | None = UNSET, reveal: bool | UnsetType = UNSET
) -> ListSecretBackendsResults:
    """The controller's own store and the backends that were added, with how many secrets they hold."""
    if reveal:
        call.need_superuser()
    told = [_internal(call)]
    told += [_told(call, backend, reveal=bool(reveal)) for backend in call.state.all(SecretBackend)]
    if names:
        told = [one for one in told if one.result is not None and one.result.name in names]
    return ListSecretBackendsResults(results=told)


def _internal(call: Call) -> SecretBackendResult:
    # Recorded: up to 3.6 its id is the controller's, on 4.0.15 one of its own; config {} and null.
    new = call.juju >= (4, 0)
    return SecretBackendResult(
        result=Told(name=_INTERNAL, backend_type="controller", config=None if new else {}),
        id=_internal_id(call) if new else call.simulation.controller.uuid,
        num_secrets=_count(call, _INTERNAL),
        status="active",
    )


def _internal_id(call: Call) -> str:
    import uuid

    return str(uuid.uuid5(uuid.UUID(call.simulation.controller.uuid), _INTERNAL))


def _count(call: Call, backend: str) -> int:
    secrets = [secret for model in call.state.all(Model) for secret in call.state.all(Secret, model.uuid)]
    return sum(revision.backend == backend for secret in secrets for revision in secret.revisions)


def _told(call: Call, backend: SecretBackend, *, reveal: bool) -> SecretBackendResult:
    hidden = () if reveal else ("token", "client-cert", "client-key")
    config: dict[str, Any] = {key: value for key, value in backend.config.items() if key not in hidden}
    return SecretBackendResult(
        result=Told(
            name=backend.name,
            backend_type=backend.type,
            config=config,
            token_rotate_interval=int(backend.rotate) if backend.rotate else UNSET,
        ),
        id=backend.id,
        num_secrets=_count(call, backend.name),
        status="active",
    )


@answers(SecretBackends.add_secret_backends)
def add_secret_backends(call: Call, args: list[AddSecretBackendArg]) -> ErrorResults:
    """Add backends: the recorded controllers know no kind but their own two."""
    call.need_superuser()

    def add(item: AddSecretBackendArg) -> ErrorResult:
        if not item.name:
            raise Refused("missing backend name not valid", "not valid")
        if call.state.find(SecretBackend, item.name) is not None:
            raise Refused(f'secret backend "{item.name}" already exists', "already exists")
        if item.backend_type not in ("controller", "kubernetes"):
            words = f'no registered provider for "{item.backend_type}"'
            raise Refused(f'creating backend provider type "{item.backend_type}": {words}', "not found")
        id = item.id or call.simulation.seeds.token("secret backend", 24, "0123456789abcdef")
        with call.state.transaction() as state:
            state.put(
                SecretBackend(
                    id=id,
                    name=item.name,
                    type=item.backend_type,
                    config=item.config,
                    rotate=str(item.token_rotate_interval or ""),
                )
            )
        return ErrorResult()

    return ErrorResults(results=each(args, add, _failed))


@answers(SecretBackends.update_secret_backends)
def update_secret_backends(call: Call, args: list[UpdateSecretBackendArg]) -> ErrorResults:
    """Change name, config or rotation of backends."""
    call.need_superuser()

    def update(item: UpdateSecretBackendArg) -> ErrorResult:
        found = call.state.find(SecretBackend, item.name)
        if found is None:
            not_found("secret backend", item.name)
        config = {key: value for key, value in found.config.items() if key not in (item.reset or ())}
        changed = replace(
            found, name=item.name_change or found.name, config={**config, **(item.config or {})}
        )
        if item.token_rotate_interval:
            changed = replace(changed, rotate=str(item.token_rotate_interval))
        with call.state.transaction() as state:
            if changed.name != found.name:
                state.remove(found)
            state.put(changed)
        return ErrorResult()

    return ErrorResults(results=each(args, update, _failed))


@answers(SecretBackends.remove_secret_backends)
def remove_secret_backends(call: Call, args: list[RemoveSecretBackendArg]) -> ErrorResults:
    """Remove backends; one that is not there is no error."""
    call.need_superuser()

    def remove(item: RemoveSecretBackendArg) -> ErrorResult:
        if not item.name:
            raise Refused("missing backend name not valid", "not valid")
        if _count(call, item.name) and item.name != _INTERNAL and not item.force:
            raise Refused(f'backend "{item.name}" still contains secret content', "not supported")
        found = call.state.find(SecretBackend, item.name)
        if found is not None:
            with call.state.transaction() as state:
                state.remove(found)
        return ErrorResult()

    return ErrorResults(results=each(args, remove, _failed))
