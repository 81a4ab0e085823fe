"""SystemManager: the system that hosts the environments of Juju 1.25."""

from __future__ import annotations

from msgspec.structs import replace

from fakejuju.deltas import AllWatch
from fakejuju.domain import modelconfig, models
from fakejuju.handlers.call import Call, Refused
from fakejuju.handlers.environment_manager import user_environment
from fakejuju.state.controller import Block, Model
from jujuclient.facades.common import AllWatcherId
from jujuclient.facades.common_models import EnvironmentConfigResults, UserEnvironmentList
from jujuclient.facades.system_manager import EnvironmentBlockInfo, EnvironmentBlockInfoList, SystemManager
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType


@answers(SystemManager.all_environments)
def all_environments(call: Call) -> UserEnvironmentList:
    """Every environment."""
    call.need_superuser()
    found = [user_environment(call, model, call.user) for model in call.state.all(Model)]
    return UserEnvironmentList(user_environments=found or None)


@answers(SystemManager.environment_config)
def environment_config(call: Call) -> EnvironmentConfigResults:
    """The config of the system's own environment."""
    call.need_superuser()
    own = call.simulation.controller_model
    return EnvironmentConfigResults(config=modelconfig.values(call.simulation, own))


@answers(SystemManager.list_blocked_environments)
def list_blocked_environments(call: Call) -> EnvironmentBlockInfoList:
    """The environments that have blocks, and which."""
    call.need_superuser()
    found = [
        EnvironmentBlockInfo(
            name=model.name, env_uuid=model.uuid, owner_tag=f"user-{model.owner}@local", blocks=blocks
        )
        for model in call.state.all(Model)
        if (blocks := [block.type for block in call.state.all(Block, model.uuid)])
    ]
    return EnvironmentBlockInfoList(environments=found or UNSET)


@answers(SystemManager.remove_blocks)
def remove_blocks(call: Call, *, all: bool | UnsetType = UNSET) -> None:
    """Take every block of every environment off."""
    call.need_superuser()
    if not all:
        raise Refused("not supported")
    models.remove_every_block(call.simulation)


@answers(SystemManager.destroy_system)
def destroy_system(
    call: Call, *, destroy_environments: bool | UnsetType = UNSET, ignore_blocks: bool | UnsetType = UNSET
) -> None:
    """Let the system's environment die, after all others where that was asked."""
    call.need_superuser()
    hosted = [model for model in call.state.all(Model) if not model.is_controller]
    if call.state.everywhere(Block) and not ignore_blocks:
        raise Refused("found blocks in system environments", "operation is blocked")
    if hosted and not destroy_environments:
        raise Refused(
            "state server environment cannot be destroyed before all other environments are destroyed"
        )
    with call.state.transaction() as state:
        for model in hosted:
            models.destroy_model(call.simulation, model, destroy_storage=True, force=True)
        state.put(replace(call.simulation.controller_model, life="dying"))


@answers(SystemManager.watch_all_envs)
def watch_all_envs(call: Call) -> AllWatcherId:
    """A watcher of every environment."""
    call.need_superuser()
    return AllWatcherId(watcher_id=call.watch(AllWatch(call.simulation, "AllEnvWatcher")))
