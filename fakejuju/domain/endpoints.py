"""Endpoints: what the words ``app`` and ``app:endpoint`` mean, and which two of them go together."""

from __future__ import annotations

import re
from typing import NamedTuple

from fakejuju.refused import Refused, not_found
from fakejuju.simulation import Simulation
from fakejuju.state.application import Application, Charm, Endpoint, RelationEnd, RemoteApplication
from fakejuju.state.machine import Space

JUJU_INFO = Endpoint("juju-info", "juju-info", "provider")
"""What every application provides without saying so."""

_ORDER = {"requirer": 0, "provider": 1, "peer": 2}
_COUNTERPART = {"requirer": "provider", "provider": "requirer"}
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]*[a-z][a-z0-9]*)*")


class Side(NamedTuple):
    """An application, of this model or an offer's, and one of its endpoints."""

    application: Application | RemoteApplication
    endpoint: Endpoint

    @property
    def remote(self) -> bool:
        """Whether it is an offer that is consumed."""
        return isinstance(self.application, RemoteApplication)

    @property
    def subordinate(self) -> bool:
        """Whether its units live beside those of others."""
        return isinstance(self.application, Application) and self.application.subordinate

    @property
    def name(self) -> str:
        """``application:endpoint``."""
        return f"{self.application.name}:{self.endpoint.name}"

    @property
    def implicit(self) -> bool:
        """Whether it is the juju-info that every application has."""
        return (
            self.endpoint.name == self.endpoint.interface == "juju-info" and self.endpoint.role == "provider"
        )

    @property
    def end(self) -> RelationEnd:
        """As an end of a relation."""
        return RelationEnd(self.application.name, self.endpoint)


def endpoints_of(sim: Simulation, application: Application | RemoteApplication) -> list[Endpoint]:
    """The endpoints of an application, the implicit one too: requirers, providers, peers, each by name."""
    if isinstance(application, RemoteApplication):
        found = list(application.endpoints)
    else:
        charm = sim.state.find(Charm, application.charm, application.model)
        found = [*(charm.endpoints if charm is not None else ()), JUJU_INFO]
    return sorted(found, key=lambda endpoint: (_ORDER[endpoint.role], endpoint.name))


def in_order(ends: list[RelationEnd]) -> list[RelationEnd]:
    """The ends as a relation's key names them: the requirer, then the provider."""
    return sorted(ends, key=lambda end: (_ORDER[end.endpoint.role], end.application, end.endpoint.name))


def key_of(ends: list[RelationEnd]) -> str:
    """The key of a relation between these ends."""
    return " ".join(f"{end.application}:{end.endpoint.name}" for end in in_order(ends))


def infer(sim: Simulation, model_uuid: str, names: list[str]) -> list[Side]:
    """The endpoints that these words mean together, as Juju up to 3.6 finds them.

    Juju's word for too many, too few, none that fit and several that fit; one word is a peer
    endpoint. Endpoints that are implicit count only where there is no other way.
    """
    if not 1 <= len(names) <= 2:
        raise Refused(f"cannot relate {len(names)} endpoints")
    candidates = _peers(sim, model_uuid, names[0]) if len(names) == 1 else _pairs(sim, model_uuid, names)
    return choose(candidates, " ".join(names))


def choose(candidates: list[list[Side]], words: str) -> list[Side]:
    """The one way to relate that remains, or Juju's word for none and for several."""
    if not candidates:
        raise Refused("no relations found")
    if len(candidates) == 1:
        return candidates[0]
    explicit = [sides for sides in candidates if not any(side.implicit for side in sides)]
    if len(explicit) == 1:
        return explicit[0]
    keys = sorted(f'"{key_of([side.end for side in sides])}"' for sides in candidates)
    raise Refused(f'ambiguous relation: "{words}" could refer to {"; ".join(keys)}')


def fitting(left: list[Side], right: list[Side]) -> list[list[Side]]:
    """Every pair of endpoints that can be related."""
    return [[one, other] for one in left for other in right if can_relate(one, other)]


def can_relate(one: Side, other: Side) -> bool:
    """Whether two endpoints fit: counterparts of one interface; container scope wants a subordinate."""
    if one.application.name == other.application.name or one.endpoint.interface != other.endpoint.interface:
        return False
    if _COUNTERPART.get(one.endpoint.role) != other.endpoint.role:
        return False
    if "container" not in (one.endpoint.scope, other.endpoint.scope):
        return True
    return not (one.remote or other.remote) and (one.subordinate or other.subordinate)


def _peers(sim: Simulation, model_uuid: str, name: str) -> list[list[Side]]:
    return [[side] for side in sides_of(sim, model_uuid, name) if side.endpoint.role == "peer"]


def _pairs(sim: Simulation, model_uuid: str, names: list[str]) -> list[list[Side]]:
    left, right = (sides_of(sim, model_uuid, name) for name in names)
    return fitting(left, right)


def sides_of(sim: Simulation, model_uuid: str, name: str) -> list[Side]:
    """The endpoints that ``app`` or ``app:endpoint`` may mean."""
    application_name, colon, endpoint_name = name.partition(":")
    if colon and not (application_name and endpoint_name):
        raise Refused(f'invalid endpoint "{name}"')
    application = application_of(sim, model_uuid, application_name)
    found = [Side(application, endpoint) for endpoint in endpoints_of(sim, application)]
    if not colon:
        return found
    named = [side for side in found if side.endpoint.name == endpoint_name]
    if not named:
        noun = "saas application" if isinstance(application, RemoteApplication) else noun_of(sim)
        raise Refused(f'{noun} "{application_name}" has no "{endpoint_name}" relation')
    return named[:1]


def application_of(sim: Simulation, model_uuid: str, name: str) -> Application | RemoteApplication:
    """The application of a name, consumed ones too."""
    if not _NAME.fullmatch(name):
        raise Refused(f'"{name}" is not a valid {noun_of(sim)} name')
    remote = sim.state.find(RemoteApplication, name, model_uuid)
    found = remote or sim.state.find(Application, name, model_uuid)
    return found if found is not None else not_found(noun_of(sim), name)


def noun_of(sim: Simulation) -> str:
    """What this series calls an application."""
    return "application" if sim.series.version >= (2, 0) else "service"


def bindings_of(sim: Simulation, application: Application) -> dict[str, str]:
    """Endpoint to the name of its space, with "" for those not named; extra bindings of the charm too.

    Recorded: from 4.0 on juju-info is among them.
    """
    charm = sim.state.find(Charm, application.charm, application.model)
    extra = (charm.metadata.get("extra-bindings") or {}) if charm is not None else {}
    names = {"", *extra, *(each.name for each in (charm.endpoints if charm is not None else ()))}
    if sim.series.version >= (4, 0):
        names.add("juju-info")
    spaces = {space.id: space.name for space in sim.state.all(Space, application.model)}
    default = application.bindings.get("") or "0"
    bound = {name: application.bindings.get(name) or default for name in sorted(names)}
    return {name: spaces.get(space, space) for name, space in bound.items()}
