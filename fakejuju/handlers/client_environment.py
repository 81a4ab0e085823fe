"""Client up to 2.9: the environment or model itself; later series have facades for it."""

from __future__ import annotations

import base64
from typing import Any

from fakejuju.domain import modelconfig, models
from fakejuju.domain.annotations import annotate, annotations_of, is_there
from fakejuju.domain.bases import series_of
from fakejuju.handlers import model_config
from fakejuju.handlers.call import Call, Refused, each, not_found, tag_of
from fakejuju.handlers.fit import fit
from fakejuju.projections.models import model_info, user_info
from fakejuju.state.controller import Access, Model
from fakejuju.state.machine import Machine
from jujuclient.facades.client import Client
from jujuclient.facades.client_types import (
    AgentVersionResult,
    APIHostPortsResult,
    BytesResult,
    EnvironmentInfo,
    EnvUserInfo,
    EnvUserInfoResult,
    EnvUserInfoResults,
    GetAnnotationsResults,
    LegacyMachineStatus,
    LegacyStatus,
    ModifyEnvironUser,
)
from jujuclient.facades.common import (
    Constraints,
    ErrorResult,
    ErrorResults,
    GetConstraintsResults,
    HostPort,
    StringResult,
)
from jujuclient.facades.common_models import (
    EnvironmentConfigResults,
    ModelConfigResults,
    ModelInfo,
    ModelUserInfoResult,
    ModelUserInfoResults,
)
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType
from jujuclient.wire.tags import Tag

# --- config and constraints ---------------------------------------------------------------------


@answers(Client.environment_get)
def environment_get(call: Call) -> EnvironmentConfigResults:
    """The config of the environment: values only."""
    call.need_read()
    return EnvironmentConfigResults(config=modelconfig.values(call.simulation, call.model))


@answers(Client.environment_set)
def environment_set(call: Call, config: dict[str, Any]) -> None:
    """Change config."""
    model_config.model_set(call, config)


@answers(Client.environment_unset)
def environment_unset(call: Call, keys: list[str]) -> None:
    """Remove keys from the config."""
    model_config.model_unset(call, keys)


@answers(Client.model_get)
def model_get(call: Call) -> ModelConfigResults:
    """The config, each value with its source."""
    return model_config.model_get(call)


@answers(Client.model_set)
def model_set(call: Call, config: dict[str, Any]) -> None:
    """Change config."""
    model_config.model_set(call, config)


@answers(Client.model_unset)
def model_unset(call: Call, keys: list[str]) -> None:
    """Set config back to its defaults."""
    model_config.model_unset(call, keys)


@answers(Client.get_environment_constraints)
def get_environment_constraints(call: Call) -> GetConstraintsResults:
    """The constraints of the environment."""
    return model_config.get_model_constraints(call)


@answers(Client.set_environment_constraints)
def set_environment_constraints(
    call: Call, constraints: Constraints, *, application: str | UnsetType = UNSET
) -> None:
    """Replace the constraints."""
    model_config.set_model_constraints(call, constraints, application=application)


@answers(Client.get_model_constraints)
def get_model_constraints(call: Call) -> GetConstraintsResults:
    """The constraints of the model."""
    return model_config.get_model_constraints(call)


@answers(Client.set_model_constraints)
def set_model_constraints(
    call: Call, constraints: Constraints, *, application: str | UnsetType = UNSET
) -> None:
    """Replace the constraints."""
    model_config.set_model_constraints(call, constraints, application=application)


@answers(Client.sla_level)
def sla_level(call: Call) -> StringResult:
    """The support level."""
    return model_config.sla_level(call)


@answers(Client.set_sla_level)
def set_sla_level(
    call: Call, level: str, *, creds: str | UnsetType = UNSET, owner: str | UnsetType = UNSET
) -> None:
    """Set the support level."""
    model_config.set_sla_level(call, level, creds=creds, owner=owner)


# --- what it is ---------------------------------------------------------------------------------


@answers(Client.environment_info)
def environment_info(call: Call) -> EnvironmentInfo:
    """Name, uuid, provider and default series."""
    call.need_read()
    model = call.model
    server = call.simulation.controller.uuid if call.juju >= (1, 23) else UNSET
    default = model.config.get("default-series") or series_of(model.default_base)
    return EnvironmentInfo(
        name=model.name,
        uuid=model.uuid,
        default_series=default,
        provider_type=model.provider,
        server_uuid=server,
    )


@answers(Client.model_info)
def info_of_model(call: Call) -> ModelInfo:
    """Cloud, owner, users and machines of this model."""
    call.need_read()
    told = model_info(call.simulation, call.model, user=call.user, all=call.can("write"))
    return fit(call, told)


@answers(Client.agent_version)
def agent_version(call: Call) -> AgentVersionResult:
    """The version that the agents should run."""
    call.need_read()
    return AgentVersionResult(version=call.model.version)


@answers(Client.api_host_ports)
def api_host_ports(call: Call) -> APIHostPortsResult:
    """Where the controller is."""
    call.need_write()
    host, _, port = call.simulation.endpoint.rpartition(":")
    host = host or "localhost"
    kind = "ipv4" if host.replace(".", "").isdigit() else "hostname"
    number = int(port) if port.isdigit() else 17070
    return APIHostPortsResult(servers=[[fit(call, HostPort(port=number, scope="", type=kind, value=host))]])


@answers(Client.ca_cert)
def ca_cert(call: Call) -> BytesResult:
    """The certificate of the CA."""
    from fakejuju.certs import certificates

    return BytesResult(result=base64.b64encode(certificates().ca.encode()).decode())


@answers(Client.status)
def legacy_status(call: Call) -> LegacyStatus:
    """The instance of each machine that has one, and nothing else."""
    call.need_read()
    machines = {
        machine.id: LegacyMachineStatus(instance_id=machine.instance_id)
        for machine in call.all(Machine)
        if machine.instance_id
    }
    return LegacyStatus(machines=machines)


@answers(Client.destroy_environment)
def destroy_environment(call: Call) -> None:
    """Let the environment and everything in it die; one that is hosted is gone at once.

    The environment of the state server stays, dying: who asked destroys its machines.
    """
    call.need_write()
    call.destroy_allowed()
    sim, model = call.simulation, call.model
    hosted = [one for one in sim.state.all(Model) if not one.is_controller]
    if model.is_controller and hosted:
        noun = "environment" if len(hosted) == 1 else "environments"
        raise Refused(f"failed to destroy environment: hosting {len(hosted)} other {noun}")
    with sim.state.transaction():
        models.destroy_model(sim, model, destroy_storage=True, force=True)
    if call.juju >= (1, 23) and not model.is_controller:
        sim.soon(lambda: models.remove_model(sim, model))


# --- users --------------------------------------------------------------------------------------


@answers(Client.model_user_info)
def model_user_info(call: Call) -> ModelUserInfoResults:
    """The users of the model; others than its administrators see themselves only."""
    call.need_read()
    sim, model = call.simulation, call.model
    shown = [one for one in models.accesses(sim, model) if call.can("admin") or one.user == call.user]
    return fit(
        call,
        ModelUserInfoResults(
            results=[ModelUserInfoResult(result=user_info(sim, model, one)) for one in shown]
        ),
    )


@answers(Client.env_user_info)
def env_user_info(call: Call) -> EnvUserInfoResults:
    """The users of the environment."""
    call.need_read()
    sim, model = call.simulation, call.model
    return EnvUserInfoResults(
        results=[
            EnvUserInfoResult(
                result=EnvUserInfo(
                    created_by=f"{model.owner}@local",
                    date_created=model.status.since or sim.clock.second(),
                    display_name=models.display_name(sim, access.user),
                    last_connection=access.last or None,
                    user=f"{access.user}@local",
                )
            )
            for access in models.accesses(sim, model)
        ]
    )


@answers(Client.share_environment)
def share_environment(call: Call, changes: list[ModifyEnvironUser]) -> ErrorResults:
    """Give users access to the environment, or take it away."""
    call.need_write()
    call.change_allowed()

    def change(item: ModifyEnvironUser) -> ErrorResult:
        name = tag_of(item.user_tag, "user").id.removesuffix("@local")
        _share(call, name, item.action)
        return ErrorResult()

    return ErrorResults(results=each(changes, change, lambda error: ErrorResult(error=error)))


def _share(call: Call, name: str, action: str) -> None:
    target = f"model-{call.model_uuid}"
    known = call.state.find(Access, f"{name} {target}")
    if action == "add":
        if known is not None:
            raise Refused(f'could not share environment: environment user "{name}@local" already exists')
        with call.state.transaction() as state:
            state.put(Access(user=name, target=target, level="admin"))
    elif action == "remove":
        if known is None:
            raise Refused(
                f'could not unshare environment: env user "{name}@local" does not exist: '
                f'environment user "{name}@local" not found',
                "not found",
            )
        with call.state.transaction() as state:
            state.remove(known)
    else:
        raise Refused(f'unknown action "{action}"')


# --- annotations of 1.18 to 1.25 ----------------------------------------------------------------


@answers(Client.get_annotations)
def get_annotations(call: Call, tag: str) -> GetAnnotationsResults:
    """The annotations of one entity."""
    call.need_read()
    return GetAnnotationsResults(
        annotations=annotations_of(call.simulation, call.model_uuid, _annotated(call, tag))
    )


@answers(Client.set_annotations)
def set_annotations(call: Call, tag: str, pairs: dict[str, str]) -> None:
    """Write annotations of one entity; an empty value removes that key."""
    call.need_write()
    annotate(call.simulation, call.model_uuid, _annotated(call, tag), pairs or {})


def _annotated(call: Call, text: str) -> Tag:
    tag = tag_of(text)
    if not is_there(call.simulation, call.model_uuid, tag):
        not_found(tag.kind, tag.id)
    return tag
