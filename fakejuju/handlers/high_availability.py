"""HighAvailability: the number of controller nodes."""

from __future__ import annotations

from fakejuju.domain import nodes
from fakejuju.domain.machines import tag_of
from fakejuju.handlers.call import Call, Refused
from fakejuju.handlers.values import constraints_in
from jujuclient.facades.common import (
    StateServersChangeResult,
    StateServersChangeResults,
    StateServersChanges,
    StateServersSpec,
)
from jujuclient.facades.high_availability import (
    ControllerDetails,
    ControllerDetailsResults,
    ControllersChangeResult,
    ControllersChangeResults,
    ControllersChanges,
    ControllersSpec,
    HighAvailability,
)
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET


@answers(HighAvailability.controller_details)
def controller_details(call: Call) -> ControllerDetailsResults:
    """Each node; recorded on 4.0.15, its addresses are known only once its agent has told them."""
    found = nodes.of(call.simulation)
    return ControllerDetailsResults(
        results=[ControllerDetails(controller_id=id, api_addresses=[]) for id in found]
    )


@answers(HighAvailability.enable_ha)
def enable_ha(call: Call, specs: list[ControllersSpec]) -> ControllersChangeResults:
    """More nodes are machines of the controller's model; fewer are refused."""
    call.need_superuser()
    if not specs:
        return ControllersChangeResults(results=[])
    if len(specs) > 1:
        raise Refused("only one controller spec is supported")
    call.change_allowed(call.simulation.controller_model.uuid)
    spec = specs[0]
    try:
        check_number(call, spec.num_controllers)
        found = nodes.grow(
            call.simulation, spec.num_controllers, constraints_in(spec.constraints), spec.placement or ()
        )
    except Refused as refused:
        failed = ControllersChangeResult(result=ControllersChanges(), error=refused.error)
        return ControllersChangeResults(results=[failed])
    changes = ControllersChanges(
        maintained=[tag_of(id) for id in found.maintained],
        added=[tag_of(id) for id in found.added] or UNSET,
    )
    return ControllersChangeResults(results=[ControllersChangeResult(result=changes)])


@answers(HighAvailability.ensure_availability)
def ensure_availability(call: Call, specs: list[StateServersSpec]) -> StateServersChangeResults:
    """More state servers are machines of their environment; fewer are refused."""
    call.need_superuser()
    if len(specs or ()) > 1:
        raise Refused("only one state server spec is supported")
    results = []
    for spec in specs or ():
        try:
            check_number(call, spec.num_state_servers or 0)
            found = nodes.grow(
                call.simulation,
                spec.num_state_servers or 0,
                constraints_in(spec.constraints),
                spec.placement or (),
            )
            changes = StateServersChanges(
                maintained=[tag_of(id) for id in found.maintained],
                added=[tag_of(id) for id in found.added] or UNSET,
            )
            told = StateServersChangeResult(result=changes, error=None)
        except Refused as refused:
            told = StateServersChangeResult(result=StateServersChanges(), error=refused.error)
        results.append(told)
    return StateServersChangeResults(results=results)


def check_number(call: Call, wanted: int) -> None:
    """Refuse a number of nodes that cannot be."""
    # Before 1.23 the one environment is that of the state server.
    if not call.model.is_controller and call.juju >= (1, 23):
        # Recorded: another word on 2.9.52 than on 3.6.28.
        kind = "workload" if call.juju >= (3, 0) else "hosted"
        raise Refused(f"unsupported with {kind} {'models' if call.juju >= (2, 0) else 'environments'}")
    if call.model.type == "caas":
        raise Refused("high availability on kubernetes controllers not supported", "not supported")
    if wanted < 0 or (wanted and wanted % 2 == 0):
        node = "controllers" if call.juju >= (2, 0) else "state servers"
        raise Refused(f"number of {node} must be odd and non-negative")
