"""Spaces and subnets: what the cloud has, found when a model is first asked for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from fakejuju.refused import Refused
from fakejuju.simulation import Simulation
from fakejuju.state.application import Application
from fakejuju.state.controller import Model
from fakejuju.state.machine import Machine, Space, Subnet

ALPHA = "0"
"""The id of the space that is always there; on the wire 4.x calls it by a fixed uuid."""

_ALPHA_4 = "656b4a82-e28c-53d6-a014-f0dd53417eb6"
_CLOUD_2: tuple[tuple[str, str, str, list[str]], ...] = (
    ("0.10.0.0/24", "dummy-private", "", ["zone1", "zone2"]),
    ("0.20.0.0/24", "dummy-public", "", []),
)
_CLOUD_4 = (("10.0.0.0/24", "sub-0", "net-0", ["zone1"]), ("10.0.1.0/24", "sub-1", "net-0", ["zone1"]))
"""CIDR, provider id, network and zones of the subnets of the recorded controllers' clouds."""


def wire_id(sim: Simulation, space: Space) -> str:
    """The id of a space as the wire tells it."""
    return _ALPHA_4 if space.id == ALPHA and sim.series.version >= (4, 0) else space.id


def discover(sim: Simulation, model_uuid: str) -> None:
    """Find the subnets of the cloud, unless that was done."""
    if sim.state.count(Subnet, model_uuid) or sim.state.find(Model, model_uuid) is None:
        return
    with sim.state.transaction() as state:
        for cidr, provider_id, network, zones in _CLOUD_4 if sim.series.version >= (4, 0) else _CLOUD_2:
            id = _new_id(sim, model_uuid, "subnet")
            state.put(
                Subnet(
                    model=model_uuid,
                    id=id,
                    cidr=cidr,
                    provider_id=provider_id,
                    provider_network_id=network,
                    zones=zones,
                )
            )


def _new_id(sim: Simulation, model_uuid: str, kind: str) -> str:
    if sim.series.version >= (4, 0):
        return sim.seeds.uuid(kind)
    return str(sim.state.number(kind, model_uuid, first=1 if kind == "space" else 0))


def spaces(sim: Simulation, model_uuid: str) -> list[Space]:
    """The spaces of a model, alpha first."""
    return sim.state.all(Space, model_uuid)


def space_named(sim: Simulation, model_uuid: str, name: str) -> Space | None:
    """The space of a name."""
    return next((space for space in spaces(sim, model_uuid) if space.name == name), None)


def name_of(sim: Simulation, model_uuid: str, id: str) -> str:
    """The name of the space of an id; alpha where there is none."""
    space = sim.state.find(Space, id, model_uuid)
    return space.name if space is not None else "alpha"


def subnets(sim: Simulation, model_uuid: str, space: str | None = None) -> list[Subnet]:
    """The subnets of a model, or of the space of an id."""
    discover(sim, model_uuid)
    return [one for one in sim.state.all(Subnet, model_uuid) if space is None or one.space == space]


def applications_in(sim: Simulation, model_uuid: str, space: str) -> list[Application]:
    """The applications that have an endpoint bound to a space; where nobody said, that is alpha."""
    return [
        application
        for application in sim.state.all(Application, model_uuid)
        if space in (set(application.bindings.values()) or {ALPHA})
    ]


def machines_in(sim: Simulation, model_uuid: str, space: str) -> list[Machine]:
    """The machines that have an address in a space."""
    found = sim.state.all(Machine, model_uuid)
    return [
        one for one in found if any(address.cidr and address.space_id == space for address in one.addresses)
    ]


# --- changing ------------------------------------------------------------------------------


def add_space(sim: Simulation, model_uuid: str, name: str, cidrs: list[str], provider_id: str = "") -> Space:
    """Add a space, and move the subnets of these CIDRs to it.

    Raises:
        Refused: for a name that is taken, and up to 3.6 for a CIDR that no subnet has.
    """
    if space_named(sim, model_uuid, name) is not None:
        raise Refused(f'space "{name}" already exists', "already exists")
    if sim.series.version >= (4, 0):
        # 4.x takes the subnets that there are, and says nothing of the others.
        moving = [subnet for subnet in subnets(sim, model_uuid) if subnet.cidr in cidrs]
    else:
        moving = [subnet_of(sim, model_uuid, cidr) for cidr in cidrs]
    with sim.state.transaction() as state:
        id = _new_id(sim, model_uuid, "space")
        space = state.put(Space(model=model_uuid, id=id, name=name, provider_id=provider_id))
        for subnet in moving:
            state.put(replace(subnet, space=space.id))
    return space


def subnet_of(sim: Simulation, model_uuid: str, cidr: str) -> Subnet:
    """The subnet of a CIDR; Refused when there is none."""
    for subnet in subnets(sim, model_uuid):
        if subnet.cidr == cidr:
            return subnet
    raise Refused(f'subnet "{cidr}" not found', "not found")


def remove_space(sim: Simulation, space: Space) -> None:
    """Take a space away; its subnets and what is bound to it are alpha's, and no constraint names it."""
    with sim.state.transaction() as state:
        for subnet in subnets(sim, space.model, space.id):
            state.put(replace(subnet, space=ALPHA))
        for application in sim.state.all(Application, space.model):
            state.put(_left_by(application, space))
        model = sim.state.find(Model, space.model)
        if model is not None:
            state.put(replace(model, constraints=_without(model.constraints, space.name)))
        state.remove(space)


def _left_by(application: Application, space: Space) -> Application:
    bindings = {name: ALPHA if id == space.id else id for name, id in application.bindings.items()}
    exposed = {
        name: replace(one, spaces=list(dict.fromkeys(ALPHA if id == space.id else id for id in one.spaces)))
        for name, one in application.exposed_endpoints.items()
    }
    left = _without(application.constraints, space.name)
    return replace(application, bindings=bindings, constraints=left, exposed_endpoints=exposed)


def named_in(constraints: Mapping[str, Any]) -> set[str]:
    """The spaces of constraints; a name after ^ is one to stay away from."""
    return {name.removeprefix("^") for name in constraints.get("spaces") or ()}


def knows_spaces_of(sim: Simulation, model_uuid: str, constraints: Mapping[str, Any]) -> bool:
    """Whether constraints name spaces that are there; before 4.0 nobody looks."""
    known = {space.name for space in spaces(sim, model_uuid)}
    return sim.series.version < (4, 0) or named_in(constraints) <= known


def _without(constraints: dict[str, Any], name: str) -> dict[str, Any]:
    if name not in named_in(constraints):
        return constraints
    left = [one for one in constraints["spaces"] if one.removeprefix("^") != name]
    others = {key: value for key, value in constraints.items() if key != "spaces"}
    return {**others, "spaces": left} if left else others
