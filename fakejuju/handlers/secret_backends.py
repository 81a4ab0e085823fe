"""SecretBackends: the places where secrets are kept."""

from __future__ import annotations

from msgspec.structs import replace

from fakejuju.domain import secretbackends
from fakejuju.handlers.call import Call, each, not_found
from fakejuju.state.secret import SecretBackend
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
        result=Told(name=secretbackends.INTERNAL, backend_type="controller", config=None if new else {}),
        id=_internal_id(call) if new else call.simulation.controller.uuid,
        num_secrets=secretbackends.count(call.simulation, secretbackends.INTERNAL),
        status="active",
    )


def _internal_id(call: Call) -> str:
    import uuid

    return str(uuid.uuid5(uuid.UUID(call.simulation.controller.uuid), secretbackends.INTERNAL))


def _told(call: Call, backend: SecretBackend, *, reveal: bool) -> SecretBackendResult:
    return SecretBackendResult(
        result=Told(
            name=backend.name,
            backend_type=backend.type,
            config=secretbackends.shown_config(backend, reveal=reveal),
            token_rotate_interval=int(backend.rotate) if backend.rotate else UNSET,
        ),
        id=backend.id,
        num_secrets=secretbackends.count(call.simulation, backend.name),
        status="active",
    )


@answers(SecretBackends.add_secret_backends)
def add_secret_backends(call: Call, args: list[AddSecretBackendArg]) -> ErrorResults:
    """Add backends."""
    call.need_superuser()

    def add(item: AddSecretBackendArg) -> ErrorResult:
        made = SecretBackend(
            id=item.id or _new_id(call),
            name=item.name,
            type=item.backend_type,
            config=item.config or {},
            rotate=str(item.token_rotate_interval or ""),
        )
        secretbackends.add(call.simulation, made)
        return ErrorResult()

    return ErrorResults(results=each(args, add, _failed))


def _new_id(call: Call) -> str:
    if call.juju >= (4, 0):
        return call.simulation.seeds.uuid("secret backend")
    return call.simulation.seeds.token("secret backend", 24, "0123456789abcdef")


@answers(SecretBackends.update_secret_backends)
def update_secret_backends(call: Call, args: list[UpdateSecretBackendArg]) -> ErrorResults:
    """Change name, config or rotation of backends."""
    call.need_superuser()

    def update(item: UpdateSecretBackendArg) -> ErrorResult:
        found = call.state.find(SecretBackend, item.name)
        if found is None:
            not_found("secret backend", item.name)
        config = {**found.config, **(item.config or {})}
        changed = replace(
            found,
            name=item.name_change or found.name,
            config={key: value for key, value in config.items() if key not in (item.reset or ())},
        )
        if item.token_rotate_interval is not UNSET:
            changed = replace(changed, rotate=str(item.token_rotate_interval or ""))
        secretbackends.change(call.simulation, found, changed)
        return ErrorResult()

    return ErrorResults(results=each(args, update, _failed))


@answers(SecretBackends.remove_secret_backends)
def remove_secret_backends(call: Call, args: list[RemoveSecretBackendArg]) -> ErrorResults:
    """Remove backends; one that is not there is no error."""
    call.need_superuser()

    def remove(item: RemoveSecretBackendArg) -> ErrorResult:
        secretbackends.remove(call.simulation, item.name, force=bool(item.force))
        return ErrorResult()

    return ErrorResults(results=each(args, remove, _failed))
