"""SecretBackends: the places where secrets are kept."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import ErrorResults
from jujuclient.facades.common_models import SecretBackendResult
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, Bulk, Json, UnsetType, Wire, secret


class AddSecretBackendArg(Wire):
    """An item of ``args`` in ``SecretBackends.add_secret_backends``. Juju 3.1 and later."""

    name: str
    backend_type: str
    config: Annotated[dict[str, Json], secret("secret backend config")]
    id: str | UnsetType = UNSET
    token_rotate_interval: int | UnsetType = UNSET


class ListSecretBackendsResults(Wire, Bulk[SecretBackendResult]):
    """What ``SecretBackends.list_secret_backends`` answers with. Juju 3.1 and later."""

    results: list[SecretBackendResult] | None


class RemoveSecretBackendArg(Wire):
    """An item of ``args`` in ``SecretBackends.remove_secret_backends``. Juju 3.1 and later."""

    name: str
    force: bool | UnsetType = UNSET


class UpdateSecretBackendArg(Wire):
    """An item of ``args`` in ``SecretBackends.update_secret_backends``. Juju 3.1 and later."""

    name: str
    config: Annotated[dict[str, Json] | UnsetType, secret("secret backend config")] = UNSET
    force: bool | UnsetType = UNSET
    name_change: str | UnsetType = UNSET
    reset: list[str] | UnsetType = UNSET
    token_rotate_interval: int | UnsetType = UNSET


class SecretBackends(Facade, name="SecretBackends", versions=(1,)):
    """The places where secrets are kept. Juju 3.1 and later."""

    @call("AddSecretBackends")
    def add_secret_backends(self, args: list[AddSecretBackendArg]) -> ErrorResults:
        """Add places where secrets are kept, such as Vault."""

    @call("ListSecretBackends")
    def list_secret_backends(
        self, *, names: list[str] | UnsetType = UNSET, reveal: bool | UnsetType = UNSET
    ) -> ListSecretBackendsResults:
        """The secret backends with their status; ``reveal`` shows their credentials."""

    @call("RemoveSecretBackends")
    def remove_secret_backends(self, args: list[RemoveSecretBackendArg]) -> ErrorResults:
        """Remove secret backends that hold no secrets, or any with ``force``."""

    @call("UpdateSecretBackends")
    def update_secret_backends(self, args: list[UpdateSecretBackendArg]) -> ErrorResults:
        """Change name, config or rotation of secret backends."""
