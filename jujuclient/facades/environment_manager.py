"""EnvironmentManager: environments of a Juju 1 that hosts several."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common_models import UserEnvironmentList
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, Json, UnsetType, Wire, secret


class EnvironConfigResult(Wire):
    """What ``EnvironmentManager.config_skeleton`` answers with. Juju 1.23 to 1.25."""

    config: Annotated[dict[str, Json] | None, secret("environment config")]


class Environment(Wire):
    """What ``EnvironmentManager.create_environment`` answers with. Juju 1.23 to 1.25."""

    name: str
    uuid: str
    owner_tag: str
    server_uuid: str


class EnvironmentList(Wire):
    """What ``EnvironmentManager.list_environments_1_23`` answers with. Juju 1.23 only."""

    environments: list[Environment] | None


class EnvironmentManager(Facade, name="EnvironmentManager", versions=(1,), juju1=(1,)):
    """Environments of a Juju 1 that hosts several. Juju 1.23 to 1.25."""

    @call("ConfigSkeleton")
    def config_skeleton(self, provider: str, *, region: str | UnsetType = UNSET) -> EnvironConfigResult:
        """The config attributes that a new environment must share with the controller's."""

    @call("CreateEnvironment")
    def create_environment(
        self,
        config: Annotated[dict[str, Json], secret("environment config")],
        *,
        account: Annotated[dict[str, Json] | UnsetType, secret("cloud credential")] = UNSET,
        owner_tag: str | UnsetType = UNSET,
    ) -> Environment:
        """Create an environment for an owner from account and config."""

    @call("ListEnvironments", first="1.25")
    def list_environments(self, tag: str) -> UserEnvironmentList:
        """The environments of a user, with the time of the last connection. Juju 1.25 only."""

    @call("ListEnvironments", last="1.23")
    def list_environments_1_23(self, tag: str) -> EnvironmentList:
        """The environments of a user. Juju 1.23 only."""
