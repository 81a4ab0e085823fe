"""EnvironmentManager: environments of a Juju 1 that hosts several."""

from __future__ import annotations

import re
from typing import Any

from fakejuju.domain import modelconfig, models
from fakejuju.handlers.call import Call, Refused, denied, tag_of
from fakejuju.state.controller import Model
from jujuclient.facades.common_models import UserEnvironment, UserEnvironmentList
from jujuclient.facades.environment_manager import (
    EnvironConfigResult,
    Environment,
    EnvironmentList,
    EnvironmentManager,
)
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType

_SHARED = (
    "agent-version",
    "ca-cert",
    "ca-private-key",
    "state-port",
    "api-port",
    "syslog-port",
    "rsyslog-ca-cert",
)


def user_environment(call: Call, model: Model, user: str) -> UserEnvironment:
    """A line of a list of environments."""
    access = models.access_of(call.simulation, user, model)
    return UserEnvironment(
        name=model.name,
        uuid=model.uuid,
        last_connection=access.last or None if access is not None else None,
        owner_tag=f"user-{model.owner}@local",
        server_uuid=call.simulation.controller_model.uuid,
    )


def _environment(call: Call, model: Model) -> Environment:
    return Environment(
        name=model.name,
        uuid=model.uuid,
        owner_tag=f"user-{model.owner}@local",
        server_uuid=call.simulation.controller_model.uuid,
    )


@answers(EnvironmentManager.config_skeleton)
def config_skeleton(call: Call, provider: str, *, region: str | UnsetType = UNSET) -> EnvironConfigResult:
    """What a new environment has in common with the controller's."""
    own = call.simulation.controller_model
    if provider and provider != own.provider:
        raise Refused(
            f'cannot create new environment with credentials for provider type "{provider}" on controller'
        )
    shared = modelconfig.values(call.simulation, own)
    return EnvironConfigResult(
        config={"type": own.provider, **{key: shared[key] for key in _SHARED if key in shared}}
    )


@answers(EnvironmentManager.create_environment)
def create_environment(
    call: Call,
    config: dict[str, Any],
    *,
    account: dict[str, Any] | UnsetType = UNSET,
    owner_tag: str | UnsetType = UNSET,
) -> Environment:
    """Make an environment; its name is in the config."""
    owner = tag_of(owner_tag or f"user-{call.user}", "user").id.removesuffix("@local")
    if owner != call.user and not call.is_superuser:
        denied()
    given = dict(config)
    name = str(given.pop("name", ""))
    if "uuid" in given:
        raise Refused("creating config from values failed: uuid is generated, you cannot specify one")
    if re.fullmatch(r"[^/\s]+", name) is None:
        raise Refused("creating config from values failed: name: expected string, got nothing")
    sim = call.simulation
    if sim.model_named(name, owner) is not None:
        raise Refused(
            f'failed to create new environment: environment "{name}" for {owner}@local already exists',
            "already exists",
        )
    kept = {key: value for key, value in given.items() if key != "type"}
    return _environment(call, sim.add_model(name, owner=owner, admin=owner, config=kept))


def _seen(call: Call, tag: str) -> tuple[str, list[Model]]:
    user = tag_of(tag, "user").id.removesuffix("@local")
    if user != call.user and not call.is_superuser:
        denied()
    sim = call.simulation
    return user, [model for model in sim.state.all(Model) if models.access_of(sim, user, model) is not None]


@answers(EnvironmentManager.list_environments)
def list_environments(call: Call, tag: str) -> UserEnvironmentList:
    """The environments of a user."""
    user, seen = _seen(call, tag)
    return UserEnvironmentList(user_environments=[user_environment(call, one, user) for one in seen] or None)


@answers(EnvironmentManager.list_environments_1_23)
def list_environments_1_23(call: Call, tag: str) -> EnvironmentList:
    """The environments of a user."""
    _, seen = _seen(call, tag)
    return EnvironmentList(environments=[_environment(call, one) for one in seen] or None)
