"""Client: the statuses that units, machines, applications and the model had."""

from __future__ import annotations

import datetime
import re

from fakejuju.domain.history import history_of, moment
from fakejuju.handlers.call import Call, Refused, not_found, tag_of
from fakejuju.state.application import Application, RemoteApplication, Unit
from fakejuju.state.entity import Entity
from fakejuju.state.machine import Machine
from fakejuju.state.store import HistoryEntry
from jujuclient.facades.client import Client
from jujuclient.facades.client_types import (
    DetailedStatus,
    History,
    StatusHistoryFilter,
    StatusHistoryRequest,
    StatusHistoryResult,
    StatusHistoryResults,
    UnitStatusHistory,
)
from jujuclient.wire.schema import answers

_UNIT = {
    # Recorded: at the same time, the workload's comes first.
    "unit": ("workload", "juju-unit"),
    "juju-unit": ("juju-unit",),
    "workload": ("workload",),
}
_UNIT_1 = {"combined": ("juju-unit", "workload"), "agent": ("juju-unit",), "workload": ("workload",)}
_MACHINE = {"juju-machine": "juju-machine", "juju-container": "juju-machine"}
_KEPT = (*_UNIT, "application", "model", "machine", "juju-machine")
"""The kinds that 4.x has in its log of statuses."""
_KINDS = (*_KEPT, "saas", "container", "juju-container", "filesystem", "volume", "task")


@answers(Client.status_history)
def status_history(call: Call, requests: list[StatusHistoryRequest]) -> StatusHistoryResults:
    """The statuses of each, oldest first, as many or as old as the filter says."""
    call.need_read()
    return StatusHistoryResults(results=[_one(call, request) for request in requests or ()])


def _one(call: Call, request: StatusHistoryRequest) -> StatusHistoryResult:
    try:
        if call.juju >= (4, 0):
            return StatusHistoryResult(history=History(statuses=_logged(call, request)))
        _check(request.filter)
        try:
            found = _filtered(call, request.filter, _entries(call, request.history_kind, request.tag))
        except Refused as refused:
            words = f'fetching status history for "{request.tag}": {refused.failure.message}'
            raise Refused(words, refused.failure.code) from None
    except Refused as refused:
        return StatusHistoryResult(history=History(statuses=None), error=refused.error)
    # The kind is told as it was asked for, so the same statuses are a container's.
    kind = request.history_kind if request.history_kind in ("container", "juju-container") else ""
    return StatusHistoryResult(history=History(statuses=[_told(call, entry, kind) for entry in found]))


def _logged(call: Call, request: StatusHistoryRequest) -> list[DetailedStatus]:
    """4.x reads its log: nothing of containers and remote applications, and who is not there has none."""
    if request.history_kind not in _KINDS:
        raise Refused(f'status history kind "{request.history_kind}"', "not valid")
    tag_of(request.tag)
    if request.history_kind not in _KEPT:
        return []
    try:
        entries = _entries(call, request.history_kind, request.tag)
    except Refused:
        return []
    return [_told(call, entry) for entry in _filtered(call, request.filter, entries)]


def _check(wanted: StatusHistoryFilter) -> None:
    size, date, delta = bool(wanted.size), bool(wanted.date), bool(wanted.delta)
    words = ""
    if not (size or date or delta):
        words = "missing filter parameters"
    elif size and date:
        words = "Size and Date together"
    elif size and delta:
        words = "Size and Delta together"
    elif date and delta:
        words = "Date and Delta together"
    if words:
        raise Refused(f"cannot validate status history filter: {words} not valid", "not valid")


def _entries(call: Call, kind: str, text: str) -> list[HistoryEntry]:
    if kind in _UNIT:
        unit = _need(call, Unit, "unit", text)
        return history_of(call.simulation, unit, _UNIT[kind])
    if kind == "application":
        return history_of(call.simulation, _need(call, Application, "application", text), ["application"])
    if kind == "saas":
        remote = _need(call, RemoteApplication, "application", text, "saas application")
        return history_of(call.simulation, remote, ["saas"])
    if kind == "model":
        tag_of(text, "model")
        return history_of(call.simulation, call.model, ["model"])
    machine = _need(call, Machine, "machine", text)
    return history_of(call.simulation, machine, [_MACHINE.get(kind, "machine")])


def _need(call: Call, kind: type[Entity], tag_kind: str, text: str, what: str = "") -> Entity:
    tag = tag_of(text, tag_kind)
    found = call.find(kind, tag.id)
    if found is None and kind is Machine:
        raise Refused(f"machine {tag.id} not found", "not found")
    return found if found is not None else not_found(what or tag_kind, tag.id)


_RFC3339 = re.compile(r"(?P<whole>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(?P<zone>Z|[+-]\d\d:\d\d)")


def _filtered(call: Call, wanted: StatusHistoryFilter, entries: list[HistoryEntry]) -> list[HistoryEntry]:
    excluded = frozenset(wanted.exclude or ())
    found = [entry for entry in entries if entry.status.message not in excluded or not excluded]
    if wanted.size:
        return found[-wanted.size :]
    since = _date(wanted.date) if wanted.date else _before_now(call, wanted.delta or 0)
    return [entry for entry in found if moment(entry.status.since) >= since]


def _date(text: str) -> datetime.datetime:
    """A time that a client gave, with any offset."""
    whole = _RFC3339.fullmatch(text)
    try:
        if whole is None:
            raise ValueError(text)
        found = datetime.datetime.fromisoformat(whole["whole"] + whole["zone"].replace("Z", "+00:00"))
    except ValueError:
        layout = "2006-01-02T15:04:05Z07:00"
        raise Refused(f'parsing time "{text}" as "{layout}": cannot parse "{text}" as "2006"') from None
    return found


def _before_now(call: Call, nanoseconds: int) -> datetime.datetime:
    return call.simulation.clock.now() - datetime.timedelta(microseconds=nanoseconds // 1000)


def _told(call: Call, entry: HistoryEntry, kind: str = "") -> DetailedStatus:
    status = entry.status
    told = DetailedStatus(
        status=status.current,
        info=status.message,
        data=dict(status.data),
        since=status.since or None,
        kind=kind or entry.kind,
        version="",
        life="",
    )
    if call.juju < (2, 0):
        told.err = None
        told.kind = {"juju-unit": "agent"}.get(entry.kind, entry.kind)
    return told


@answers(Client.unit_status_history)
def unit_status_history(call: Call, name: str, kind: str, size: int) -> UnitStatusHistory:
    """The statuses of one unit, newest first."""
    call.need_read()
    if size < 1:
        raise Refused(f"invalid history size: {size}")
    unit = call.need(Unit, name, "unit")
    found = history_of(call.simulation, unit, _UNIT_1.get(kind, _UNIT_1["combined"]))
    return UnitStatusHistory(statuses=[_told(call, entry) for entry in found[::-1][:size]])
