"""SystemManager: the system that hosts the environments of Juju 1.25."""

from __future__ import annotations

from jujuclient.facades.common import AllWatcherId
from jujuclient.facades.common_models import EnvironmentConfigResults, UserEnvironmentList
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, UnsetType, Wire


class EnvironmentBlockInfo(Wire):
    """An item of ``environments`` in ``EnvironmentBlockInfoList``. Juju 1.25 only."""

    __juju1__ = "kebab"

    name: str
    blocks: list[str] | None
    env_uuid: str
    owner_tag: str


class EnvironmentBlockInfoList(Wire):
    """What ``SystemManager.list_blocked_environments`` answers with. Juju 1.25 only."""

    __juju1__ = "kebab"

    environments: list[EnvironmentBlockInfo] | UnsetType = UNSET


class SystemManager(Facade, name="SystemManager", versions=(1,), juju1=(1,)):
    """The system that hosts the environments of Juju 1.25. Juju 1.25 only."""

    @call("AllEnvironments")
    def all_environments(self) -> UserEnvironmentList:
        """Every environment of the system; needs the administrator."""

    @call("DestroySystem", juju1="kebab")
    def destroy_system(
        self, *, destroy_environments: bool | UnsetType = UNSET, ignore_blocks: bool | UnsetType = UNSET
    ) -> None:
        """Destroy the system, and its environments if asked to."""

    @call("EnvironmentConfig")
    def environment_config(self) -> EnvironmentConfigResults:
        """The config of the system's own environment."""

    @call("ListBlockedEnvironments")
    def list_blocked_environments(self) -> EnvironmentBlockInfoList:
        """The environments that have blocks, and which."""

    @call("RemoveBlocks", juju1="kebab")
    def remove_blocks(self, *, all: bool | UnsetType = UNSET) -> None:
        """Remove every block of every environment; ``all`` must be true."""

    @call("WatchAllEnvs")
    def watch_all_envs(self) -> AllWatcherId:
        """A watcher of every environment, for ``AllEnvWatcher``."""
