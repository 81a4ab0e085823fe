"""Action, continued: what charms can do, the older lists of actions, and watching one log."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection

from fakejuju.domain.actions import FINISHED
from fakejuju.handlers.action import task_of
from fakejuju.handlers.call import Call, Refused, each, tag_of
from fakejuju.projections import actions as told
from fakejuju.projections.charms import action_schema
from fakejuju.state.action import LogLine, Task
from fakejuju.state.application import Application, Charm, Unit
from fakejuju.state.store import Commit
from fakejuju.watchers import StringsWatcher
from jujuclient.facades.action import (
    Action,
    ActionsByName,
    ActionsByNames,
    ActionsByReceiver,
    ActionsByReceivers,
    ApplicationCharmActionsResult,
    ApplicationsCharmActionsResults,
    FindTagsResults,
    ServiceCharmActionsResult,
    ServicesCharmActionsResults,
    StringsWatchResults,
)
from jujuclient.facades.common import Entity, Error, StringsWatchResult
from jujuclient.facades.common_charms import ActionSpec, LegacyCharmActions
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType

# --- what charms can do ----------------------------------------------------------------------


def _specs(call: Call, name: str) -> dict[str, ActionSpec]:
    application = call.need(Application, name, "service" if call.juju < (2, 0) else "application")
    charm = call.find(Charm, application.charm)
    given = charm.actions if charm is not None else {}
    return {
        action: ActionSpec(
            description=(spec or {}).get("description") or "No description",
            params=action_schema(call.simulation, action, spec or {}),
        )
        for action, spec in sorted(given.items())
    }


@answers(Action.applications_charms_actions)
def applications_charms_actions(call: Call, entities: list[Entity]) -> ApplicationsCharmActionsResults:
    """The actions of the charm of each application."""
    call.need_read()

    def one(entity: Entity) -> ApplicationCharmActionsResult:
        try:
            specs = _specs(call, tag_of(entity.tag, "application").id)
        except Refused as refused:
            return ApplicationCharmActionsResult(application_tag=entity.tag or UNSET, error=refused.error)
        return ApplicationCharmActionsResult(application_tag=entity.tag, actions=specs or UNSET)

    return ApplicationsCharmActionsResults(results=[one(entity) for entity in entities or ()] or UNSET)


@answers(Action.services_charm_actions)
def services_charm_actions(call: Call, entities: list[Entity]) -> ServicesCharmActionsResults:
    """The actions of the charm of each service."""

    def one(entity: Entity) -> ServiceCharmActionsResult:
        try:
            specs = _specs(call, tag_of(entity.tag, "service").id)
        except Refused as refused:
            return ServiceCharmActionsResult(service_tag=entity.tag or UNSET, error=refused.error)
        return ServiceCharmActionsResult(
            service_tag=entity.tag, actions=LegacyCharmActions(action_specs=specs)
        )

    return ServicesCharmActionsResults(results=[one(entity) for entity in entities or ()] or UNSET)


# --- lists up to 2.9 -------------------------------------------------------------------------


def _by_receiver(call: Call, entities: list[Entity], statuses: Collection[str]) -> ActionsByReceivers:
    call.need_read()

    def one(entity: Entity) -> ActionsByReceiver:
        if call.find(Unit, tag_of(entity.tag, "machine", "unit").id) is None and "unit" in entity.tag:
            raise Refused(f'"{entity.tag}" not found', "not found")
        found = [
            told.task(call.simulation, task)
            for task in call.all(Task)
            if task.receiver == entity.tag and (not statuses or task.status in statuses)
        ]
        return ActionsByReceiver(receiver=entity.tag, actions=found or UNSET)

    return ActionsByReceivers(
        actions=each(entities, one, lambda error: ActionsByReceiver(error=error)) or UNSET
    )


@answers(Action.list_all)
def list_all(call: Call, entities: list[Entity]) -> ActionsByReceivers:
    """Every action of each receiver."""
    return _by_receiver(call, entities, ())


@answers(Action.list_completed)
def list_completed(call: Call, entities: list[Entity]) -> ActionsByReceivers:
    """The finished ones."""
    return _by_receiver(call, entities, FINISHED)


@answers(Action.list_pending)
def list_pending(call: Call, entities: list[Entity]) -> ActionsByReceivers:
    """Those that no agent has taken up."""
    return _by_receiver(call, entities, ("pending",))


@answers(Action.list_running)
def list_running(call: Call, entities: list[Entity]) -> ActionsByReceivers:
    """Those at work."""
    return _by_receiver(call, entities, ("running", "aborting"))


@answers(Action.find_action_tags_by_prefix)
def find_action_tags_by_prefix(call: Call, prefixes: list[str]) -> FindTagsResults:
    """The tags of the actions whose ids begin so."""
    call.need_read()
    matches = {
        prefix: [Entity(tag=f"action-{task.id}") for task in call.all(Task) if task.id.startswith(prefix)]
        for prefix in prefixes or ()
    }
    return FindTagsResults(matches=matches)


@answers(Action.find_actions_by_names)
def find_actions_by_names(call: Call, *, names: list[str] | UnsetType = UNSET) -> ActionsByNames:
    """The actions with each name, of every receiver."""
    call.need_write()

    def one(name: str) -> ActionsByName:
        found = [told.task(call.simulation, task) for task in call.all(Task) if task.name == name]
        if not found:
            raise Refused(f"no actions were found for name {name}")
        return ActionsByName(name=name, actions=found)

    def failed(name: str) -> Callable[[Error], ActionsByName]:
        return lambda error: ActionsByName(name=name or UNSET, error=error)

    return ActionsByNames(
        actions=[result for name in names or () for result in each([name], one, failed(name))] or UNSET
    )


# --- watching --------------------------------------------------------------------------------


def _line(line: LogLine) -> str:
    return json.dumps({"message": line.message, "timestamp": line.at}, separators=(",", ":"))


@answers(Action.watch_actions_progress)
def watch_actions_progress(call: Call, entities: list[Entity]) -> StringsWatchResults:
    """A watcher of what each task says: every message once, as JSON."""
    call.need_read()

    def one(entity: Entity) -> StringsWatchResult:
        task = task_of(call, entity.tag)

        def words(commit: Commit) -> list[str]:
            said: list[str] = []
            for change in commit.changes:
                after, before = change.after, change.before
                if isinstance(after, Task) and (after.model, after.id) == (task.model, task.id):
                    known = len(before.log) if isinstance(before, Task) else 0
                    said += [_line(line) for line in after.log[known:]]
            return said

        id = call.watch(StringsWatcher(call.simulation, words))
        return StringsWatchResult(watcher_id=id, changes=[_line(line) for line in task.log] or UNSET)

    return StringsWatchResults(
        results=each(entities, one, lambda error: StringsWatchResult(watcher_id="", error=error))
    )
