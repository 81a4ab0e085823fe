"""Client: agent binaries, upgrades to them and the number of state servers, which have other facades now."""

from __future__ import annotations

from msgspec.structs import replace

from fakejuju.domain import nodes
from fakejuju.domain.models import version_number
from fakejuju.handlers import high_availability
from fakejuju.handlers.call import Call, NotSimulated, Refused
from fakejuju.handlers.values import constraints_in
from jujuclient.facades.client import Client
from jujuclient.facades.client_types import FindToolsResult
from jujuclient.facades.common import Constraints, Error, StateServersChangeResults, StateServersSpec
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType


@answers(Client.find_tools)
def find_tools(
    call: Call,
    *,
    agent_stream: str | UnsetType = UNSET,
    arch: str | UnsetType = UNSET,
    major: int | UnsetType = UNSET,
    minor: int | UnsetType = UNSET,
    number: str | UnsetType = UNSET,
    os_type: str | UnsetType = UNSET,
    series: str | UnsetType = UNSET,
) -> FindToolsResult:
    """None match: this controller has neither agent binaries nor a stream of them."""
    call.need_write()
    what = "agent binaries" if call.juju >= (2, 2) else "tools"
    error = Error(message=f"no matching {what} available", code="not found")
    return FindToolsResult(list_=None, error=error)


@answers(Client.set_model_agent_version)
def set_model_agent_version(
    call: Call,
    version: str,
    *,
    agent_stream: str | UnsetType = UNSET,
    force: bool | UnsetType = UNSET,
) -> None:
    """Let the agents of the model run another version, up to the controller's."""
    _set_version(call, version, "model")


@answers(Client.set_environ_agent_version)
def set_environ_agent_version(
    call: Call, version: str, *, major_upgrade_allowed: bool | UnsetType = UNSET
) -> None:
    """Let the agents of the environment run another version, up to the server's."""
    _set_version(call, version, "environment")


def _set_version(call: Call, version: str, what: str) -> None:
    call.need_write()
    call.change_allowed()
    model, own = call.model, call.simulation.version
    if not version_number(version):
        raise Refused(f'invalid version "{version}"')
    if version_number(version) > version_number(own):
        if model.is_controller:
            raise NotSimulated("an upgrade of the controller itself")
        above = f"a hosted {what} cannot have a higher version than the server {what}"
        raise Refused(f"{above}: {version} > {own}")
    if version != model.version:
        with call.state.transaction() as state:
            state.put(replace(model, version=version))


@answers(Client.abort_current_upgrade)
def abort_current_upgrade(call: Call) -> None:
    """Give up an upgrade: none ever takes long enough."""
    call.need_write()
    call.change_allowed()


# --- the state servers of Juju 1 -----------------------------------------------------------------


@answers(Client.ensure_availability)
def ensure_availability(call: Call, specs: list[StateServersSpec]) -> StateServersChangeResults:
    """More state servers are machines of their environment."""
    return high_availability.ensure_availability(call, specs)


@answers(Client.ensure_availability_1_18)
def ensure_availability_1_18(
    call: Call,
    *,
    constraints: Constraints | UnsetType = UNSET,
    num_state_servers: int | UnsetType = UNSET,
    series: str | UnsetType = UNSET,
) -> None:
    """State servers are added, and nothing is told of them."""
    call.need_superuser()
    high_availability.check_number(call, num_state_servers or 0)
    nodes.grow(call.simulation, num_state_servers or 0, constraints_in(constraints))
