"""CredentialManager: the cloud credential of the model."""

from __future__ import annotations

from fakejuju.domain import clouds
from fakejuju.handlers.call import Call
from fakejuju.state.controller import Credential
from jujuclient.facades.common import ErrorResult
from jujuclient.facades.credential_manager import CredentialManager
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType


@answers(CredentialManager.invalidate_model_credential)
def invalidate_model_credential(call: Call, *, reason: str | UnsetType = UNSET) -> ErrorResult:
    """Mark the model's credential as not valid; all models that use it are suspended."""
    call.need_admin()
    credential = call.state.find(Credential, call.model.credential)
    if credential is not None:
        with call.state.transaction():
            clouds.invalidate(call.simulation, credential, reason or "")
    return ErrorResult()
