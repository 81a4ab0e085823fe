"""The deltas of a model, made from statuses: for controllers without an all watcher (4.0 and later).

A status is turned into the documents that 3.6's watcher would tell, as far as a status knows
them: annotations, actions, blocks, branches, configuration and constraints of applications are
not in it. What differs from the status before is a delta.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jujuclient import facades
from jujuclient.deltas import Delta, read
from jujuclient.wire.struct import UNSET, dict_in, list_in, text_in

Document = dict[str, Any]


def whole_state(full: facades.client_types.FullStatus, model_uuid: str) -> list[Delta]:
    """Every entity that a status knows, as changes, in the order of a watcher's first answer."""
    found = []
    for kind, document in _documents(full):
        found.append(read([kind, "change", {"model-uuid": model_uuid, **document}]))
    return found


def _documents(full: facades.client_types.FullStatus) -> Iterator[tuple[str, Document]]:
    apps = full.applications or {}
    yield from _model(full)
    for id, machine in (full.machines or {}).items():
        yield from _machines(id, machine)
    for name, app in apps.items():
        yield "application", _application(name, app)
    for app in apps.values():
        for name, unit in (app.units or {}).items():
            yield from _units(name, unit, apps)
    for name, offer in dict_in(full.offers).items():
        yield "applicationOffer", _offer(name, offer)
    for url, app in {app.charm: app for app in apps.values()}.items():
        yield "charm", {"charm-url": url, "charm-version": text_in(app.charm_version), "life": "alive"}
    for relation in list_in(full.relations):
        yield "relation", _relation(relation)
    for name, remote in dict_in(full.remote_applications).items():
        yield "remoteApplication", _remote(name, remote)


# --- parts -----------------------------------------------------------------------------------------


def _status(told: Any) -> Document:
    if told is UNSET or told is None:
        return {"current": "", "message": "", "version": ""}
    made: Document = {"current": told.status, "message": told.info}
    if text_in(told.since):
        made["since"] = told.since
    made["version"] = told.version
    if told.data:
        made["data"] = told.data
    return made


def _base(told: Any) -> str:
    """``ubuntu@22.04``, as the watcher writes it."""
    base = told.base
    return f"{base.name}@{base.channel.partition('/')[0]}" if base is not UNSET and base and base.name else ""


def _life(told: Any, alive: bool = True) -> str:
    """The life of an entity; a status leaves it out while it is alive."""
    return told or ("alive" if alive else "")


# --- entities --------------------------------------------------------------------------------------


def _model(full: facades.client_types.FullStatus) -> Iterator[tuple[str, Document]]:
    if full.model is UNSET:
        return
    told = full.model
    status = _status(told.model_status)
    status.pop("since", None)  # 4.0 tells the time of asking there
    life = "dying" if status["current"] == "destroying" else "alive"
    yield (
        "model",
        {
            "name": told.name,
            "life": life,
            "status": status,
            "type": text_in(told.type),
            "cloud": told.cloud_tag.removeprefix("cloud-"),
            "cloud-region": text_in(told.region),
            "version": told.version,
        },
    )


def _machines(id: str, told: facades.client_types.MachineStatus) -> Iterator[tuple[str, Document]]:
    """A machine, then the containers in it."""
    yield (
        "machine",
        {
            "id": id,
            "instance-id": told.instance_id,
            "agent-status": _status(told.agent_status),
            "instance-status": _status(told.instance_status),
            "life": _life(getattr(told.agent_status, "life", "")),
            "base": _base(told),
            "hostname": text_in(told.hostname),
            "container-type": id.split("/")[-2] if "/" in id else "",
            "hardware-characteristics": _hardware(told.hardware),
            "jobs": list_in(told.jobs),
            "addresses": [_address(one) for one in list_in(told.ip_addresses) or list_in([told.dns_name])],
            "has-vote": told.has_vote is True,
            "wants-vote": told.wants_vote is True,
        },
    )
    for inner, container in (told.containers or {}).items():
        yield from _machines(inner, container)


def _hardware(text: str) -> Document:
    """``arch=amd64 cores=2 mem=4096M`` as its fields; sizes are in MiB."""
    made: Document = {}
    for part in text.split():
        name, _, value = part.partition("=")
        number = value.removesuffix("M")
        name = {"cores": "cpu-cores"}.get(name, name)
        if name == "tags":
            made[name] = value.split(",")
        else:
            made[name] = (
                int(number) if number.isdigit() and name not in ("arch", "availability-zone") else value
            )
    return made


def _address(value: str) -> Document:
    return {"value": value, "type": "ipv6" if ":" in value else "ipv4", "scope": ""}


def _application(name: str, told: facades.client_types.ApplicationStatus) -> Document:
    return {
        "name": name,
        "exposed": told.exposed,
        "charm-url": told.charm,
        "life": _life(told.life),
        "subordinate": bool(told.subordinate_to),
        "status": _status(told.status),
        "workload-version": text_in(told.workload_version),
    }


def _units(
    name: str,
    told: facades.client_types.UnitStatus,
    apps: dict[str, facades.client_types.ApplicationStatus],
    principal: str = "",
    machine: str = "",
) -> Iterator[tuple[str, Document]]:
    """A unit, then its subordinates, which are where it is."""
    owner = name.rpartition("/")[0]
    app = apps.get(owner)
    opened = [_port(text) for text in list_in(told.opened_ports)]
    yield (
        "unit",
        {
            "name": name,
            "application": owner,
            "base": _base(app) if app is not None else "",
            "charm-url": told.charm or (app.charm if app is not None else ""),
            "life": _life(getattr(told.agent_status, "life", "")),
            "public-address": told.public_address,
            "private-address": text_in(told.address),
            "machine-id": told.machine or machine,
            "principal": principal,
            "subordinate": bool(principal),
            "ports": [{"protocol": p["protocol"], "number": p["from-port"]} for p in opened if _single(p)],
            "port-ranges": opened,
            "workload-status": _status(told.workload_status),
            "agent-status": _status(told.agent_status),
        },
    )
    for inner, subordinate in (told.subordinates or {}).items():
        yield from _units(inner, subordinate, apps, name, told.machine or machine)


def _port(text: str) -> Document:
    """``80/tcp``, ``8000-8010/udp`` or ``icmp`` as a range."""
    numbers, _, protocol = text.rpartition("/")
    first, _, last = numbers.partition("-")
    low = int(first) if first.isdigit() else 0
    return {"from-port": low, "to-port": int(last) if last.isdigit() else low, "protocol": protocol}


def _single(port: Document) -> bool:
    return bool(port["from-port"] == port["to-port"])


def _relation(told: facades.client_types.RelationStatus) -> Document:
    ends = [
        {
            "application-name": end.application,
            "relation": {
                "name": end.name,
                "role": end.role,
                "interface": told.interface,
                "scope": told.scope,
            },
        }
        for end in told.endpoints or []
    ]
    return {"key": told.key, "id": told.id, "endpoints": ends}


def _offer(name: str, told: facades.client_types.ApplicationOfferStatus) -> Document:
    return {
        "offer-name": name,
        "application-name": told.application_name,
        "charm-name": told.charm,
        "total-connected-count": told.total_connected_count,
        "active-connected-count": told.active_connected_count,
    }


def _remote(name: str, told: facades.client_types.RemoteApplicationStatus) -> Document:
    return {
        "name": name,
        "offer-url": text_in(told.offer_url) or text_in(told.application_url),
        "life": _life(told.life),
        "status": _status(told.status),
    }
