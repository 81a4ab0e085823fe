"""The answer to ``Client.FullStatus`` of any series, 1.18 to 4.1, read into the one status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from jujuclient import facades
from jujuclient.status import (
    SERIES_OF_UBUNTU,
    AppStatus,
    AppStatusRelation,
    ControllerStatus,
    FormattedBase,
    LxdProfileContents,
    MachineStatus,
    ModelStatus,
    NetworkInterface,
    OfferStatus,
    RemoteAppStatus,
    RemoteEndpoint,
    Status,
    StatusInfo,
    UnitStatus,
)
from jujuclient.storagestatus import read_storage
from jujuclient.wire.struct import UNSET, dict_in, list_in, text_in

if TYPE_CHECKING:
    from jujuclient.facades.common import Base


def read(full: facades.client_types.FullStatus, controller: str) -> Status:
    """The status of an answer; ``controller`` is its name in the client store, "" where there is none."""
    return Status(
        model=_model(full, controller),
        machines={id: _machine(machine) for id, machine in (full.machines or {}).items()},
        apps={name: _app(name, app, full) for name, app in (full.applications or {}).items()},
        app_endpoints={name: _remote(remote) for name, remote in dict_in(full.remote_applications).items()},
        offers={name: _offer(offer) for name, offer in dict_in(full.offers).items()},
        storage=read_storage(full),
        controller=ControllerStatus(timestamp=text_in(full.controller_timestamp)),
        raw=full,
    )


def _failure(told: Any) -> str:
    """Why the controller could not tell an item, "" when it could."""
    return text_in(getattr(told, "message", "")) if told not in (UNSET, None) else ""


def _info(told: Any) -> StatusInfo:
    if told is UNSET or told is None:
        return StatusInfo()
    failure = _failure(told.err)
    if failure:
        return StatusInfo(current="failed", message=failure)
    return StatusInfo(
        current=told.status,
        message=told.info,
        reason=text_in(dict_in(told.data).get("reason")),
        since=text_in(told.since),
        version=told.version,
        life=told.life,
    )


def _of_unit(info: StatusInfo) -> StatusInfo:
    """A status of a unit: that it is alive goes without saying, as 4.x alone says it."""
    return msgspec.structs.replace(info, life="") if info.life == "alive" else info


def _old_info(state: Any, message: Any, version: Any, life: Any) -> StatusInfo:
    """Juju 1's single state of a unit or machine: ``started`` is what later became active and idle."""
    return StatusInfo(
        current=text_in(state), message=text_in(message), version=text_in(version), life=text_in(life)
    )


def _base(base: Base | Any, series: Any) -> FormattedBase | None:
    if base not in (UNSET, None) and base.name:
        return FormattedBase(name=base.name, channel=base.channel.removesuffix("/stable"))
    if text_in(series):
        return FormattedBase(name="ubuntu", channel=SERIES_OF_UBUNTU.get(series, series))
    return None


def _model(full: facades.client_types.FullStatus, controller: str) -> ModelStatus:
    if full.model is UNSET:
        return ModelStatus(name=text_in(full.environment_name), controller=controller)
    told = full.model
    return ModelStatus(
        name=told.name,
        type=text_in(told.type),
        controller=controller,
        cloud=told.cloud_tag.removeprefix("cloud-"),
        version=told.version,
        region=text_in(told.region),
        upgrade_available=told.available_version,
        model_status=_info(told.model_status),
    )


def _machine(told: facades.client_types.MachineStatus) -> MachineStatus:
    juju = _info(told.agent_status)
    if not juju.current:
        juju = _old_info(told.agent_state, told.agent_state_info, told.agent_version, told.life)
    instance = _info(told.instance_status)
    if not instance.current:
        instance = StatusInfo(current=text_in(told.instance_state))
    return MachineStatus(
        juju_status=juju,
        hostname=text_in(told.hostname),
        dns_name=told.dns_name,
        ip_addresses=list_in(told.ip_addresses),
        instance_id=told.instance_id,
        display_name=text_in(told.display_name),
        machine_status=instance,
        modification_status=_info(told.modification_status),
        base=_base(told.base, told.series),
        network_interfaces={n: _interface(one) for n, one in dict_in(told.network_interfaces).items()},
        containers={id: _machine(one) for id, one in (told.containers or {}).items()},
        constraints=text_in(told.constraints),
        hardware=told.hardware,
        controller_member_status=_member(told),
        ha_primary=told.primary_controller_machine is True,
        lxd_profiles={n: _profile(one) for n, one in dict_in(told.lxd_profiles).items()},
    )


def _member(told: facades.client_types.MachineStatus) -> str:
    """How a machine of the controller takes part, in the command's words; "" for others."""
    jobs = list_in(told.jobs)
    if not any(job in ("JobManageModel", "JobManageEnviron") for job in jobs):
        return ""
    words = {(False, True): "adding-vote", (True, True): "has-vote", (True, False): "removing-vote"}
    return words.get((told.has_vote is True, told.wants_vote is True), "no-vote")


def _interface(told: facades.client_types.NetworkInterface) -> NetworkInterface:
    return NetworkInterface(
        ip_addresses=list_in(told.ip_addresses),
        mac_address=told.mac_address,
        is_up=told.is_up,
        gateway=text_in(told.gateway),
        dns_nameservers=list_in(told.dns_nameservers),
        space=text_in(told.space),
    )


def _profile(told: facades.client_types.LXDProfile) -> LxdProfileContents:
    return LxdProfileContents(
        config=told.config or {}, description=told.description, devices=told.devices or {}
    )


def _unit(
    app: str, told: facades.client_types.UnitStatus, full: facades.client_types.FullStatus
) -> UnitStatus:
    juju, workload = _of_unit(_info(told.agent_status)), _of_unit(_info(told.workload_status))
    if not juju.current:
        juju = _old_info(told.agent_state, told.agent_state_info, told.agent_version, told.life)
    if not workload.current:
        workload = juju  # before 1.24 there was one
    elif workload.current == "error":
        workload = _with_relation(app, told.workload_status, workload, full)
    return UnitStatus(
        workload_status=workload,
        juju_status=juju,
        leader=told.leader is True,
        upgrading_from=told.charm,
        machine=told.machine,
        open_ports=list_in(told.opened_ports),
        public_address=told.public_address,
        address=text_in(told.address),
        provider_id=text_in(told.provider_id),
        subordinates={name: _unit(app, one, full) for name, one in (told.subordinates or {}).items()},
    )


def _with_relation(
    app: str, told: Any, info: StatusInfo, full: facades.client_types.FullStatus
) -> StatusInfo:
    """A failed hook of a relation, with the other end named, as the command does."""
    id = dict_in(told.data).get("relation-id")
    ends = next((one.endpoints or [] for one in list_in(full.relations) if one.id == id), [])
    other = next((end for end in ends if end.application != app), None)
    if other is None:
        return info
    return msgspec.structs.replace(info, message=f"{info.message} for {other.application}:{other.name}")


_ORIGINS = {"ch": "charmhub", "cs": "charmstore", "local": "local"}


def _app(
    name: str, told: facades.client_types.ApplicationStatus, full: facades.client_types.FullStatus
) -> AppStatus:
    schema, _, rest = told.charm.partition(":")
    short, _, revision = rest.rpartition("/")[2].rpartition("-")
    failure = _failure(told.err)
    if failure:
        return AppStatus(
            charm="<failed>", charm_origin="<failed>", charm_name="<failed>", charm_rev=-1, exposed=False,
            app_status=StatusInfo(current="failed", message=failure),
        )  # fmt: skip
    units = {unit: _unit(name, one, full) for unit, one in (told.units or {}).items()}
    rev = int(revision) if revision.isdigit() else -1
    return AppStatus(
        charm=short if schema == "ch" else told.charm,
        charm_origin=_ORIGINS.get(schema, schema),
        charm_name=short or revision or rest,
        charm_rev=told.charm_rev if isinstance(told.charm_rev, int) else rev,
        exposed=told.exposed,
        base=_base(told.base, told.series if told.series is not UNSET else _series_in(told.charm)),
        charm_channel=text_in(told.charm_channel),
        charm_version=text_in(told.charm_version),
        charm_profile=text_in(told.charm_profile),
        can_upgrade_to=told.can_upgrade_to,
        scale=told.scale if isinstance(told.scale, int) else 0,
        provider_id=text_in(told.provider_id),
        address=text_in(told.public_address),
        life=told.life,
        app_status=_app_status(told, units),
        relations=_relations(name, told, full),
        subordinate_to=list(told.subordinate_to or []),
        units=units,
        version=text_in(told.workload_version),
        endpoint_bindings=dict_in(told.endpoint_bindings),
    )


def _series_in(charm: str) -> str:
    """The series in the URL of a charm of Juju 1, "" for none."""
    parts = charm.partition(":")[2].split("/")
    return parts[-2] if len(parts) > 1 and not parts[-2].startswith("~") else ""


_SEVERITY = ("error", "blocked", "maintenance", "waiting", "active", "terminated", "unknown")


def _app_status(told: facades.client_types.ApplicationStatus, units: dict[str, UnitStatus]) -> StatusInfo:
    """What the controller says; before 1.25 it says nothing, and the worst of the units counts."""
    if told.status is not UNSET:
        return _info(told.status)
    found = sorted(
        (unit.workload_status for unit in units.values()),
        key=lambda one: _SEVERITY.index(one.current) if one.current in _SEVERITY else len(_SEVERITY),
    )
    return found[0] if found else StatusInfo(current="unknown")


def _relations(
    name: str, told: facades.client_types.ApplicationStatus, full: facades.client_types.FullStatus
) -> dict[str, list[AppStatusRelation]]:
    facts: dict[tuple[str, str], tuple[str, str]] = {}
    for relation in list_in(full.relations):
        ends = relation.endpoints or []
        mine = [end for end in ends if end.application == name]
        others = [end for end in ends if end.application != name] or mine
        for end in mine:
            for other in others:
                facts[end.name, other.application] = (relation.interface, relation.scope)
    found: dict[str, list[AppStatusRelation]] = {}
    for endpoint, apps in (told.relations or {}).items():
        found[endpoint] = []
        for app in apps:
            interface, scope = facts.get((endpoint, app), ("", ""))
            found[endpoint].append(AppStatusRelation(related_app=app, interface=interface, scope=scope))
    return found


def _endpoints(told: Any) -> dict[str, RemoteEndpoint]:
    items = told.items() if isinstance(told, dict) else ((one.name, one) for one in list_in(told))
    return {name: RemoteEndpoint(interface=one.interface, role=one.role) for name, one in items}


def _remote(told: facades.client_types.RemoteApplicationStatus) -> RemoteAppStatus:
    failure = _failure(told.err)
    if failure:
        return RemoteAppStatus(
            url="<failed>", endpoints={}, app_status=StatusInfo(current="failed", message=failure)
        )
    return RemoteAppStatus(
        url=text_in(told.offer_url) or text_in(told.application_url),
        endpoints=_endpoints(told.endpoints),
        life=told.life,
        app_status=_info(told.status),
        relations={name: list(apps) for name, apps in (told.relations or {}).items()},
    )


def _offer(told: facades.client_types.ApplicationOfferStatus) -> OfferStatus:
    failure = _failure(told.err)
    if failure:
        return OfferStatus(app=f"<failed> ({failure})", endpoints={})
    return OfferStatus(
        app=told.application_name,
        endpoints=_endpoints(told.endpoints),
        charm=told.charm,
        total_connected_count=told.total_connected_count,
        active_connected_count=told.active_connected_count,
    )
