"""Macaroon logins of local users: the macaroon to discharge, the discharger, and its proof."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakejuju.handlers.call import Refused

if TYPE_CHECKING:
    from fakejuju.simulation import Simulation
    from fakejuju.state.controller import User


def authenticate(
    simulation: Simulation, name: str, macaroons: Any, endpoint: str, bakery: int
) -> User | dict[str, Any]:
    """The user that macaroons prove, or the result that asks for a discharge."""
    if not name:
        raise Refused("failed to authenticate request: unauthorized", "unauthorized access")
    raise Refused("invalid entity name or password", "unauthorized access")
