"""ModelConfig: the config and constraints of the model."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import Constraints, ErrorResult, GetConstraintsResults, StringResult
from jujuclient.facades.common_models import ModelConfigResults
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, Json, UnsetType, Wire, secret


class ModelSequencesResult(Wire):
    """What ``ModelConfig.sequences`` answers with. Juju 2.6 and later."""

    sequences: dict[str, int] | None


class ModelConfig(Facade, name="ModelConfig", versions=range(1, 5)):
    """The config and constraints of the model. Juju 2.0 and later."""

    @call("GetModelConstraints", since=3)
    def get_model_constraints(self) -> GetConstraintsResults:
        """The constraints of the model. Juju 2.9 and later."""

    @call("GetModelSecretBackend", since=4)
    def get_model_secret_backend(self) -> StringResult:
        """The name of the backend that keeps the model's secrets. Juju 4.0 and later."""

    @call("ModelGet")
    def model_get(self) -> ModelConfigResults:
        """The config of the model, each value with its source; secret-like values are given whole."""

    @call("ModelSet")
    def model_set(self, config: dict[str, Json]) -> None:
        """Change config of the model; what cannot change is an error."""

    @call("ModelUnset")
    def model_unset(self, keys: list[str]) -> None:
        """Set config of the model back to its defaults."""

    @call("Sequences", since=2)
    def sequences(self) -> ModelSequencesResult:
        """The next number of each sequence, such as machine or unit numbers. Juju 2.6 and later."""

    @call("SetModelConstraints", since=3)
    def set_model_constraints(
        self, constraints: Constraints, *, application: str | UnsetType = UNSET
    ) -> None:
        """Replace the constraints of the model; machines that exist keep theirs. Juju 2.9 and later."""

    @call("SetModelSecretBackend", since=4)
    def set_model_secret_backend(self, secret_backend_name: str) -> ErrorResult:
        """Keep the model's secrets in another backend. Juju 4.0 and later."""

    @call("SetSLALevel", first="2.2", last="3.6")
    def set_sla_level(
        self,
        level: str,
        *,
        creds: Annotated[str | list[int] | UnsetType, secret("SLA credential")] = UNSET,
        owner: str | UnsetType = UNSET,
    ) -> None:
        """Set the support level of the model. Juju 2.2 to 3.6."""

    @call("SLALevel", first="2.2", last="3.6")
    def sla_level(self) -> StringResult:
        """The support level of the model. Juju 2.2 to 3.6."""
