"""HighAvailability: the number of controller nodes. There is one."""

from __future__ import annotations

from fakejuju.handlers.call import Call, NotSimulated, Refused
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


@answers(HighAvailability.controller_details)
def controller_details(call: Call) -> ControllerDetailsResults:
    """The one node; recorded on 4.0.15, its addresses are known only once its agent has told them."""
    return ControllerDetailsResults(results=[ControllerDetails(controller_id="0", api_addresses=[])])


@answers(HighAvailability.enable_ha)
def enable_ha(call: Call, specs: list[ControllersSpec]) -> ControllersChangeResults:
    """One node stays one; more of them are not simulated."""
    call.need_superuser()
    if not specs:
        return ControllersChangeResults(results=[])
    if len(specs) > 1:
        raise Refused("only one controller spec is supported")
    call.change_allowed(call.simulation.controller_model.uuid)
    try:
        check_number(call, specs[0].num_controllers)
    except Refused as refused:
        failed = ControllersChangeResult(result=ControllersChanges(), error=refused.error)
        return ControllersChangeResults(results=[failed])
    same = ControllersChanges(maintained=["machine-0"])
    return ControllersChangeResults(results=[ControllersChangeResult(result=same)])


@answers(HighAvailability.ensure_availability)
def ensure_availability(call: Call, specs: list[StateServersSpec]) -> StateServersChangeResults:
    """One state server stays one; more of them are not simulated."""
    call.need_superuser()
    if len(specs or ()) > 1:
        raise Refused("only one state server spec is supported")
    results = []
    for spec in specs or ():
        try:
            check_number(call, spec.num_state_servers or 0)
            told = StateServersChangeResult(result=StateServersChanges(maintained=["machine-0"]), error=None)
        except Refused as refused:
            told = StateServersChangeResult(result=StateServersChanges(), error=refused.error)
        results.append(told)
    return StateServersChangeResults(results=results)


def check_number(call: Call, wanted: int) -> None:
    """Refuse a number of nodes that cannot be; other than one is not simulated."""
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
    if wanted != 1:
        raise NotSimulated(f"{wanted or 3} nodes of one controller")
