"""CredentialManager: the cloud credential of the model."""

from __future__ import annotations

from jujuclient.facades.common import ErrorResult
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, UnsetType


class CredentialManager(Facade, name="CredentialManager", versions=(1,)):
    """The cloud credential of the model. Juju 2.6 and later."""

    @call("InvalidateModelCredential", last="3.6")
    def invalidate_model_credential(self, *, reason: str | UnsetType = UNSET) -> ErrorResult:
        """Mark the model's cloud credential as not valid; its models are suspended. Juju 2.6 to 3.6."""
