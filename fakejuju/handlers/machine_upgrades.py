"""MachineManager: machines that move to another series or base (2.6 to 3.6)."""

from __future__ import annotations

from msgspec.structs import replace

from fakejuju.domain import bases, machines
from fakejuju.handlers.call import Call, Refused, each, tag_of
from fakejuju.state.entity import Base
from fakejuju.state.machine import Machine
from fakejuju.state.store import Commit
from fakejuju.watchers import NotifyWatcher
from jujuclient.facades.common import (
    Entity,
    Error,
    ErrorResult,
    ErrorResults,
    NotifyWatchResult,
    NotifyWatchResults,
    StringsResult,
    StringsResults,
    UpdateChannelArg,
)
from jujuclient.facades.machine_manager import (
    MachineManager,
    UpgradeSeriesNotificationParam,
    UpgradeSeriesUnitsResult,
    UpgradeSeriesUnitsResults,
)
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType


@answers(MachineManager.upgrade_series_validate)
def upgrade_series_validate(call: Call, args: list[UpdateChannelArg]) -> UpgradeSeriesUnitsResults:
    """Whether each machine could move, and the units it has."""
    call.need_read()

    def validate(item: UpdateChannelArg) -> UpgradeSeriesUnitsResult:
        machine = _machine(call, item.tag.tag)
        _wanted(call, machine, item.channel or "", item.series or "", force=bool(item.force))
        return UpgradeSeriesUnitsResult(unit_names=_ready(call, machine, force=bool(item.force)))

    def failed(error: Error) -> UpgradeSeriesUnitsResult:
        return UpgradeSeriesUnitsResult(unit_names=None, error=error)

    return UpgradeSeriesUnitsResults(results=each(args, validate, failed))


@answers(MachineManager.upgrade_series_prepare)
def upgrade_series_prepare(
    call: Call,
    tag: Entity,
    *,
    channel: str | UnsetType = UNSET,
    force: bool | UnsetType = UNSET,
    series: str | UnsetType = UNSET,
) -> ErrorResult:
    """Lock a machine for its upgrade."""
    call.need_write()
    call.change_allowed()
    try:
        machine = _machine(call, tag.tag)
        base = _wanted(call, machine, channel or "", series or "", force=bool(force))
        _lock(call, machine, base, force=bool(force))
    except Refused as refused:
        return ErrorResult(error=refused.error)
    return ErrorResult()


@answers(MachineManager.upgrade_series_complete)
def upgrade_series_complete(
    call: Call,
    tag: Entity,
    *,
    channel: str | UnsetType = UNSET,
    force: bool | UnsetType = UNSET,
    series: str | UnsetType = UNSET,
) -> ErrorResult:
    """Tell that the operator has done it: the agents have to have prepared the machine before."""
    call.need_write()
    call.change_allowed()
    try:
        machine = _machine(call, tag.tag)
        if not machine.upgrade:
            raise Refused(f'upgrade lock for machine "{machine.id}" not found', "not found")
        if machine.upgrade["status"] != "prepare completed":
            words = "can not complete, it is either not prepared or already completed"
            raise Refused(f'machine "{machine.id}" {words}', "bad request")
        with call.state.transaction() as state:
            state.put(replace(machine, upgrade={**machine.upgrade, "status": "complete started"}))
    except Refused as refused:
        return ErrorResult(error=refused.error)
    return ErrorResult()


@answers(MachineManager.get_upgrade_series_messages)
def get_upgrade_series_messages(call: Call, params: list[UpgradeSeriesNotificationParam]) -> StringsResults:
    """The messages of an upgrade that nobody has read."""
    call.need_write()

    def messages(item: UpgradeSeriesNotificationParam) -> StringsResult:
        machine = _machine(call, item.entity.tag)
        told = list(machine.upgrade.get("messages") or ())
        if told:
            with call.state.transaction() as state:
                state.put(replace(machine, upgrade={**machine.upgrade, "messages": []}))
        return StringsResult(result=told or UNSET)

    def failed(error: Error) -> StringsResult:
        return StringsResult(error=error)

    return StringsResults(results=each(params, messages, failed))


@answers(MachineManager.watch_upgrade_series_notifications)
def watch_upgrade_series_notifications(call: Call, entities: list[Entity]) -> NotifyWatchResults:
    """A watcher for the upgrade of each machine; one that has none can be watched, too."""
    call.need_write()

    def watch(entity: Entity) -> NotifyWatchResult:
        machine = _machine(call, entity.tag)
        return NotifyWatchResult(notify_watcher_id=call.watch(_watcher(call, machine)))

    def failed(error: Error) -> NotifyWatchResult:
        return NotifyWatchResult(notify_watcher_id="", error=error)

    return NotifyWatchResults(results=each(entities, watch, failed))


@answers(MachineManager.update_machine_series)
def update_machine_series(call: Call, args: list[UpdateChannelArg]) -> ErrorResults:
    """Record that machines run another series."""
    call.need_write()
    call.change_allowed()

    def update(item: UpdateChannelArg) -> ErrorResult:
        machine = _machine(call, item.tag.tag)
        base = _asked(call, item.channel or "", item.series or "")
        with call.state.transaction() as state:
            state.put(replace(machine, base=base))
        return ErrorResult()

    return ErrorResults(results=each(args, update, lambda error: ErrorResult(error=error)))


# --- the rules -----------------------------------------------------------------------------


def _machine(call: Call, text: str) -> Machine:
    from fakejuju.handlers.machine_manager import need_machine

    return need_machine(call, tag_of(text, "machine").id)


def _watcher(call: Call, machine: Machine) -> NotifyWatcher:
    def concerns(commit: Commit) -> bool:
        return any(
            isinstance(change.after, Machine)
            and isinstance(change.before, Machine)
            and change.after.model == machine.model
            and change.after.id == machine.id
            and change.after.upgrade != change.before.upgrade
            for change in commit.changes
        )

    return NotifyWatcher(call.simulation, concerns)


def _asked(call: Call, channel: str, series: str) -> Base:
    if not (channel or series):
        what = "series" if call.juju < (3, 0) else "base"
        raise Refused(f"{what} missing from args", "bad request")
    if channel:
        return bases.full("ubuntu", channel)
    found = bases.base_of(series)
    if found is None:
        raise Refused(f'unknown OS for series: "{series}"', "not found")
    return found


def _wanted(call: Call, machine: Machine, channel: str, series: str, *, force: bool) -> Base:
    """The base that a machine is to have, unless it has it, or a newer one."""
    base = _asked(call, channel, series)
    tag = machines.tag_of(machine.id)
    if any(job.startswith("JobManage") for job in machine.jobs):
        raise Refused(f"{tag} is a controller and cannot be targeted for series upgrade")
    now, then = _words(call, machine.base), _words(call, base)
    what = "series" if call.juju < (3, 0) else "base"
    if now == then:
        raise Refused(f"{tag} is already running {what} {then}")
    if machine.base.name != base.name:
        raise Refused(f"{tag} is running {machine.base.name} and is not valid for Ubuntu series upgrade")
    if not force and _number(base) < _number(machine.base):
        raise Refused(f"machine {tag} is running {now} which is a newer {what} than {then}.")
    return base


def _words(call: Call, base: Base) -> str:
    if call.juju < (3, 0):
        return bases.series_of(base)
    return f"{base.name}@{base.channel.partition('/')[0]}"


def _number(base: Base) -> tuple[int, ...]:
    track = base.channel.partition("/")[0]
    return tuple(int(part) for part in track.split(".") if part.isdigit())


def _lock(call: Call, machine: Machine, base: Base, *, force: bool) -> None:
    if machine.upgrade:
        words = f'series upgrade is in the "{machine.upgrade["status"]}" state'
        raise Refused(f'upgrade series lock found for "{machine.id}"; {words}', "already exists")
    _ready(call, machine, force=force)
    with call.state.transaction() as state:
        started = {"base": f"{base.name}@{base.channel}", "status": "prepare started", "messages": []}
        state.put(replace(machine, upgrade=started))


def _ready(call: Call, machine: Machine, *, force: bool) -> list[str]:
    """The names of a machine's units, all of which have to be idle."""
    units = machines.units_on(call.simulation, call.model_uuid, machine.id)
    for unit in units:
        if unit.agent.current != "idle" and not force:
            what = "agent status" if call.juju >= (2, 9) else "current status"
            words = f'its {what} is: "{unit.agent.current}" {unit.agent.message}'
            raise Refused(f"unit {unit.name} is not ready to start a series upgrade; {words}")
    return [unit.name for unit in units]
