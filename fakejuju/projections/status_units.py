"""Applications and units, as FullStatus tells them."""

from __future__ import annotations

from collections.abc import Iterable

from fakejuju.domain.bases import series_of
from fakejuju.projections.shape import View, kept_data
from fakejuju.projections.status_machines import LOST
from fakejuju.projections.words import ports_words, public_address
from fakejuju.state.application import Application, Charm, Unit
from fakejuju.state.entity import Status
from jujuclient.facades.client_types import (
    ApplicationStatus,
    DetailedStatus,
    MeterStatus,
    NetworksSpecification,
    UnitStatus,
)
from jujuclient.facades.common import Base, ExposedEndpoint
from jujuclient.wire.struct import UNSET, UnsetType
from jujuclient.wire.tags import CharmURL

Related = dict[str, dict[str, list[str]]]

_SEVERITY = {
    "error": 100, "blocked": 90, "maintenance": 80, "waiting": 70, "active": 60, "terminated": 50,
    "unknown": 40,
}  # fmt: skip
_INSTALLING = "installing charm software"


# --- units --------------------------------------------------------------------------------------


def error_shown(unit: Unit) -> tuple[Status, Status]:
    """The statuses of agent and workload: an agent's error shows as the workload's, over an idle agent."""
    if unit.agent.current != "error":
        return unit.agent, unit.workload
    return Status("idle", since=unit.agent.since), unit.agent


def unit_statuses(unit: Unit) -> tuple[Status, Status]:
    """The statuses of agent and workload, with a lost agent told as such."""
    agent, workload = error_shown(unit)
    if not unit.lost or unit.life == "dead" or not _can_be_lost(agent, workload):
        return agent, workload
    if workload.current != "error":
        words = f"agent lost, see 'juju show-status-log {unit.name}'"
        workload = Status("unknown", words, workload.since)
    return Status("lost", LOST, agent.since), workload


def _can_be_lost(agent: Status, workload: Status) -> bool:
    if agent.current == "allocating":
        return False
    if agent.current == "executing":
        return agent.message != "running install hook"
    return (workload.current, workload.message) != ("maintenance", _INSTALLING)


def _told(view: View, unit: Unit, application: Application) -> UnitStatus:
    if view.texts is None:
        return unit_status(view, unit, application)
    about = _about(view, unit, application)
    return view.texts.of(UnitStatus, unit.name, about, lambda: unit_status(view, unit, application))


def _about(view: View, unit: Unit, application: Application | None) -> tuple[object, ...]:
    """All that ``unit_status`` looks at."""
    of_it = (application.charm, application.leader == unit.name) if application is not None else None
    below = view.subordinates.get(unit.name, ())
    beside = [_about(view, one, view.applications.get(one.application)) for one in below]
    return unit, view.machine_of(unit), of_it, view.model.type, beside


def unit_status(view: View, unit: Unit, application: Application | None) -> UnitStatus:
    """One unit and its subordinates."""
    agent, workload = unit_statuses(unit)
    below = view.subordinates.get(unit.name)
    machine = view.machine_of(unit)
    address = unit.public_address or (public_address(machine.addresses) if machine is not None else "")
    given = application.charm if application is not None else ""
    told = UnitStatus(
        charm=unit.charm if unit.charm != given else "",
        machine="" if unit.principal else unit.machine,
        opened_ports=ports_words(unit.ports) or None,
        public_address=address if view.model.type == "iaas" else "",
        subordinates={
            one.name: unit_status(view, one, view.applications.get(one.application)) for one in below
        }
        if below
        else None,
        agent_status=view.detailed(
            agent, data=kept_data(agent.data), version=unit.agent_version, life=view.life(unit.life)
        ),
        workload_status=view.detailed(workload, data=kept_data(workload.data)),
        workload_version=unit.workload_version,
    )
    if application is not None and application.leader == unit.name:
        told.leader = True
    if view.model.type == "caas":
        told.address = unit.private_address or UNSET
        told.provider_id = unit.provider_id or UNSET
    if view.context.juju1:
        legacy = legacy_status(agent, workload)
        told.agent_state, told.agent_state_info = legacy.current, legacy.message
        told.agent_version, told.life, told.err = unit.agent_version, view.life(unit.life), None
    return view.trim(told)


def legacy_status(agent: Status, workload: Status) -> Status:
    """The one status that a unit had before 1.24: pending, installed, started, stopped, error or down."""
    if workload.current == "error":
        return workload
    if agent.current == "lost":
        return Status("down", f"({agent.message})", agent.since)
    if agent.current in ("allocating", "installing") or workload.current == "waiting":
        return Status("pending", agent.message, agent.since)
    if workload.current == "terminated":
        return Status("stopped", "", workload.since)
    if workload == Status("maintenance", _INSTALLING, workload.since):
        return Status("installed", "", workload.since)
    return Status("started", "", agent.since)


# --- applications -------------------------------------------------------------------------------


def derived_status(units: Iterable[Unit]) -> Status | None:
    """The gravest of the units' workload statuses, the first of them; None without units."""
    worst: Status | None = None
    for unit in units:
        status = error_shown(unit)[1]
        if worst is None or _SEVERITY.get(status.current, 0) > _SEVERITY.get(worst.current, 0):
            worst = status
    return worst


def application_status(view: View, application: Application, related: Related) -> ApplicationStatus:
    """One application and its units; those of a subordinate are told with their principals."""
    # As long as the type has fields: a line for each, in the order of the wire.
    units = view.units_of.get(application.name, [])
    charm = view.charm(application)
    scale = application.scale if view.model.type == "caas" else 0
    told = ApplicationStatus(
        can_upgrade_to="",
        charm=application.charm,
        exposed=application.exposed,
        life=view.life(application.life),
        relations={name: sorted(set(others)) for name, others in related.get(application.name, {}).items()},
        subordinate_to=_principals(view, application) if application.name in related else [],
        units=None
        if application.subordinate
        else {unit.name: _told(view, unit, application) for unit in units},
        # Recorded: on 2.9.52 units that patterns leave out count, too; on 3.6.28 they do not.
        status=_status(view, application, units if view.juju >= (3, 0) else view.every_unit_of(application)),
        base=Base(name=application.base.name, channel=application.base.channel),
        series=series_of(application.base),
        charm_channel=_channel(application),
        charm_profile="",
        charm_version=charm.version if charm is not None else "",
        charm_verion=charm.version if charm is not None else "",
        charm_rev=_revision(application, charm),
        endpoint_bindings=_bindings(view, application, charm),
        exposed_endpoints=_exposed(view, application),
        meter_statuses={
            unit.name: MeterStatus(color=unit.meter_status[0], message=unit.meter_status[1])
            for unit in units
            if unit.meter_status[0]
        }
        or None,
        public_address=application.public_address,
        provider_id=application.provider_id or UNSET,
        scale=scale or UNSET,
        workload_version=_workload_version(view, application, units),
    )
    if view.context.juju1:
        told.err = None
        told.networks = NetworksSpecification(disabled=None, enabled=None)
    return view.trim(told)


def _status(view: View, application: Application, units: list[Unit]) -> DetailedStatus:
    own = application.status
    status = own if own is not None and own.current not in ("", "unset") else derived_status(units)
    if status is None:
        since = "" if view.juju >= (4, 0) else application.created
        return view.detailed(Status("unknown", since=since))
    # Recorded: the data stay as they are, and 4.0.15 tells none as null.
    return view.detailed(status, data=status.data or ({} if view.juju < (4, 0) else None))


def _principals(view: View, application: Application) -> list[str]:
    if not application.subordinate:
        return []
    found: set[str] = set()
    for relation in view.relations_of.get(application.name, ()):
        end = relation.end_of(application.name)
        if end is None or end.endpoint.scope != "container":
            continue
        other = relation.other_end(application.name).application
        principal = view.applications.get(other)
        if principal is None or not principal.subordinate:
            found.add(other)
    return sorted(found)


def _channel(application: Application) -> str | UnsetType:
    if application.charm.startswith("local:"):
        return UNSET
    return application.channel or UNSET


def _revision(application: Application, charm: Charm | None) -> int | UnsetType:
    revision = charm.revision if charm is not None else CharmURL.parse(application.charm).revision
    return revision or UNSET


def _bindings(view: View, application: Application, charm: Charm | None) -> dict[str, str]:
    default = application.bindings.get("", "0")
    told = {"": default}
    for endpoint in charm.endpoints if charm is not None else []:
        told[endpoint.name] = default
    told.update(application.bindings)
    return {name: view.spaces.get(id, id) for name, id in told.items()}


def _exposed(view: View, application: Application) -> dict[str, ExposedEndpoint] | UnsetType:
    if not application.exposed:
        return UNSET
    if not application.exposed_endpoints:
        return {"": ExposedEndpoint(expose_to_cidrs=["0.0.0.0/0", "::/0"])}
    return {
        name: ExposedEndpoint(
            expose_to_spaces=[view.spaces.get(id, id) for id in told.spaces] or UNSET,
            expose_to_cidrs=list(told.cidrs) or UNSET,
        )
        for name, told in application.exposed_endpoints.items()
    }


def _workload_version(view: View, application: Application, units: list[Unit]) -> str:
    if view.juju >= (4, 0):
        return application.workload_version
    # Recorded on 3.6.28: of the unit that told last; one that is newer and has told none counts, too.
    newest = max(units, key=lambda unit: unit.version_since, default=None)
    return newest.workload_version if newest is not None else ""
