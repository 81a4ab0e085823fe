"""ModelConfig: the config and constraints of the model."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from fakejuju.domain import configrules, modelconfig, spaces
from fakejuju.domain.applications import check_constraints
from fakejuju.domain.secretbackends import OWN
from fakejuju.handlers.call import Call, Refused
from fakejuju.state.secret import SecretBackend
from jujuclient.facades.common import Constraints, Error, ErrorResult, GetConstraintsResults, StringResult
from jujuclient.facades.common_models import ConfigValue, ModelConfigResults
from jujuclient.facades.model_config import ModelConfig, ModelSequencesResult
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType


@answers(ModelConfig.model_get)
def model_get(call: Call) -> ModelConfigResults:
    """Every key with its value and source."""
    call.need_read()
    found = modelconfig.model_config(call.simulation, call.model)
    return ModelConfigResults(
        config={key: ConfigValue(value=value, source=source) for key, (value, source) in found.items()}
    )


@answers(ModelConfig.model_set)
def model_set(call: Call, config: dict[str, Any]) -> None:
    """Set keys; those that Juju does not know are kept too."""
    call.need_write()
    call.change_allowed()
    changed = configrules.checked(call.simulation, call.model, config, superuser=call.is_superuser)
    with call.state.transaction() as state:
        state.put(replace(call.model, config={**call.model.config, **changed}))


@answers(ModelConfig.model_unset)
def model_unset(call: Call, keys: list[str]) -> None:
    """Let keys have their defaults again; one that is not set is no matter."""
    call.need_write()
    call.change_allowed()
    with call.state.transaction() as state:
        state.put(modelconfig.unset(call.simulation, call.model, keys or ()))


@answers(ModelConfig.get_model_constraints)
def get_model_constraints(call: Call) -> GetConstraintsResults:
    """The constraints that units and machines have where they have none of their own."""
    call.need_read()
    return GetConstraintsResults(constraints=msgspec.convert(call.model.constraints, Constraints))


@answers(ModelConfig.set_model_constraints)
def set_model_constraints(
    call: Call, constraints: Constraints, *, application: str | UnsetType = UNSET
) -> None:
    """Replace the constraints."""
    call.need_write()
    call.change_allowed()
    wanted = msgspec.to_builtins(constraints)
    check_constraints(call.simulation, wanted)
    if not spaces.knows_spaces_of(call.simulation, call.model_uuid, wanted):
        raise Refused(_unknown_spaces(call, wanted), "not found")
    with call.state.transaction() as state:
        state.put(replace(call.model, constraints=wanted))


def _unknown_spaces(call: Call, wanted: dict[str, Any]) -> str:
    told = " ".join(f"{{{one.removeprefix('^')} {str(one[0] == '^').lower()}}}" for one in wanted["spaces"])
    made = call.simulation.seeds.uuid("constraint")
    return (
        f'space not found for model constraint "{call.model_uuid}": '
        f'inserting constraints "{made}" spaces, space(s) [{told}] does not exist'
    )


@answers(ModelConfig.sequences)
def sequences(call: Call) -> ModelSequencesResult:
    """The next number of each sequence. 4.0 has none that it tells."""
    call.need_read()
    if call.juju >= (4, 0):
        return ModelSequencesResult(sequences=None)
    # Recorded on 2.9.52 and 3.6.28: the subnets of the cloud are found when a model is made.
    spaces.discover(call.simulation, call.model.uuid)
    return ModelSequencesResult(sequences=dict(sorted(call.state.sequences(call.model.uuid).items())))


@answers(ModelConfig.sla_level)
def sla_level(call: Call) -> StringResult:
    """The support level."""
    call.need_read()
    return StringResult(result=call.model.sla)


@answers(ModelConfig.set_sla_level)
def set_sla_level(
    call: Call, level: str, *, creds: str | list[int] | UnsetType = UNSET, owner: str | UnsetType = UNSET
) -> None:
    """Set the support level, and whose it is."""
    call.need_write()
    if level not in ("", "unsupported", "essential", "standard", "advanced"):
        raise Refused(f'SLA level "{level}" not valid', "not valid")
    with call.state.transaction() as state:
        state.put(replace(call.model, sla=level or "unsupported", sla_owner=owner or ""))


@answers(ModelConfig.get_model_secret_backend)
def get_model_secret_backend(call: Call) -> StringResult:
    """The backend that secrets of the model go to."""
    call.need_read()
    return StringResult(result=call.model.secret_backend)


@answers(ModelConfig.set_model_secret_backend)
def set_model_secret_backend(call: Call, secret_backend_name: str) -> ErrorResult:
    """Let secrets of the model go to another backend."""
    call.need_write()
    name = secret_backend_name
    if name not in OWN and call.state.find(SecretBackend, name) is None:
        return ErrorResult(error=Error(message=f'secret backend not found: "{name}"', code="not found"))
    with call.state.transaction() as state:
        state.put(replace(call.model, secret_backend=name))
    return ErrorResult()
