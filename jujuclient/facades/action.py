"""Action: actions and shell commands that units and machines run."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import Entity, Error, StringResult, StringsWatchResult
from jujuclient.facades.common_charms import ActionSpec, LegacyCharmActions
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, Bulk, Json, UnsetType, Wire, juju1, key, versions


class ActionMessage(Wire):
    """An item of ``log`` in ``ActionResult``. Juju 2.8 and later."""

    message: str
    timestamp: str


class ActionRequest(Wire):
    """An action as asked for: receiver, name and parameters. Juju 1.22 and later."""

    __juju1__ = "kebab"

    tag: str
    name: str
    receiver: str
    execution_group: Annotated[str | UnsetType, versions(first="3.1", omitempty=True)] = UNSET
    parallel: Annotated[bool | UnsetType, versions(first="3.1", omitempty=True)] = UNSET
    parameters: dict[str, Json] | UnsetType = UNSET


class ActionResult(Wire):
    """How far an action got: status, message, output and times. Juju 1.22 and later."""

    __juju1__ = "kebab"

    message: str | UnsetType = UNSET
    action: ActionRequest | UnsetType = UNSET
    completed: Annotated[str | UnsetType, versions(first="1.23", omitempty=True)] = UNSET
    enqueued: Annotated[str | UnsetType, versions(first="1.23", omitempty=True)] = UNSET
    error: Error | UnsetType = UNSET
    log: Annotated[list[ActionMessage] | UnsetType, versions(first="2.8", omitempty=True)] = UNSET
    output: dict[str, Json] | UnsetType = UNSET
    started: Annotated[str | UnsetType, versions(first="1.23", omitempty=True)] = UNSET
    status: str | UnsetType = UNSET


class ActionResults(Wire, Bulk[ActionResult]):
    """What ``Action.actions`` and 4 more answer with. Juju 1.22 and later."""

    __juju1__ = "kebab"

    results: list[ActionResult] | UnsetType = UNSET


class ActionsByName(Wire):
    """An item of ``actions`` in ``ActionsByNames``, or its error. Juju 2.0 to 2.9."""

    name: str | UnsetType = UNSET
    actions: list[ActionResult] | UnsetType = UNSET
    error: Error | UnsetType = UNSET


class ActionsByNames(Wire):
    """What ``Action.find_actions_by_names`` answers with. Juju 2.0 to 2.9."""

    actions: list[ActionsByName] | UnsetType = UNSET


class ActionsByReceiver(Wire):
    """An item of ``actions`` in ``ActionsByReceivers``, or its error. Juju 1.22 to 2.9."""

    __juju1__ = "kebab"

    actions: list[ActionResult] | UnsetType = UNSET
    error: Error | UnsetType = UNSET
    receiver: str | UnsetType = UNSET


class ActionsByReceivers(Wire):
    """What ``Action.list_all`` and 3 more answer with. Juju 1.22 to 2.9."""

    __juju1__ = "kebab"

    actions: list[ActionsByReceiver] | UnsetType = UNSET


class ApplicationCharmActionsResult(Wire):
    """An item of ``results`` in ``ApplicationsCharmActionsResults``, or its error. Juju 2.0 and later."""

    application_tag: str | UnsetType = UNSET
    actions: dict[str, ActionSpec] | UnsetType = UNSET
    error: Error | UnsetType = UNSET


class ApplicationsCharmActionsResults(Wire, Bulk[ApplicationCharmActionsResult]):
    """What ``Action.applications_charms_actions`` answers with. Juju 2.0 and later."""

    results: list[ApplicationCharmActionsResult] | UnsetType = UNSET


class EnqueuedActions(Wire):
    """An operation and the tasks that it is made of. Juju 2.8 and later."""

    operation: str
    actions: Annotated[list[ActionResult] | UnsetType, versions(since=7, omitempty=True)] = UNSET
    action_tags: Annotated[
        list[StringResult] | UnsetType, versions(until=6, omitempty=True), key("actions")
    ] = UNSET


class FindTagsResults(Wire):
    """What ``Action.find_action_tags_by_prefix`` answers with. Juju 1.22 to 2.9."""

    __juju1__ = "kebab"

    matches: dict[str, list[Entity]] | None


class OperationResult(Wire):
    """An item of ``results`` in ``OperationResults``, or its error. Juju 2.8 and later."""

    operation: str
    summary: str
    actions: list[ActionResult] | UnsetType = UNSET
    completed: str | UnsetType = UNSET
    enqueued: str | UnsetType = UNSET
    error: Error | UnsetType = UNSET
    fail: str | UnsetType = UNSET
    started: str | UnsetType = UNSET
    status: str | UnsetType = UNSET


class OperationResults(Wire, Bulk[OperationResult]):
    """What ``Action.list_operations`` and ``Action.operations`` answer with. Juju 2.8 and later."""

    results: list[OperationResult] | UnsetType = UNSET
    truncated: bool | UnsetType = UNSET


class ServiceCharmActionsResult(Wire):
    """An item of ``results`` in ``ServicesCharmActionsResults``, or its error. Juju 1.22 to 1.25."""

    __juju1__ = "kebab"

    actions: LegacyCharmActions | UnsetType = UNSET
    error: Error | UnsetType = UNSET
    service_tag: Annotated[str | UnsetType, juju1("servicetag")] = UNSET


class ServicesCharmActionsResults(Wire, Bulk[ServiceCharmActionsResult]):
    """What ``Action.services_charm_actions`` answers with. Juju 1.22 to 1.25."""

    __juju1__ = "kebab"

    results: list[ServiceCharmActionsResult] | UnsetType = UNSET


class StringsWatchResults(Wire, Bulk[StringsWatchResult]):
    """One strings watcher or error for each thing asked. Juju 2.8 and later."""

    results: list[StringsWatchResult] | None


class Action(Facade, name="Action", versions=(0, *range(2, 8)), juju1=(0,)):
    """Actions and shell commands that units and machines run. Juju 1.22 and later."""

    @call("Actions")
    def actions(self, entities: list[Entity]) -> ActionResults:
        """The actions with the given tags: what was asked, how far each got, and its output."""

    @call("ApplicationsCharmsActions", since=2)
    def applications_charms_actions(self, entities: list[Entity]) -> ApplicationsCharmActionsResults:
        """The actions that the charm of each application declares. Juju 2.0 and later."""

    @call("Cancel")
    def cancel(self, entities: list[Entity]) -> ActionResults:
        """Cancel actions that have not finished.

        A pending one ends at once, a running one (2.8 and later) is asked to abort.
        """

    @call("Enqueue", last="2.9", juju1="kebab")
    def enqueue(self, actions: list[ActionRequest]) -> ActionResults:
        """Put actions in the queues of the units that they name.

        Each item answers with the action or its error. Juju 1.22 to 2.9.
        """

    @call("EnqueueOperation", since=6)
    def enqueue_operation(self, actions: list[ActionRequest]) -> EnqueuedActions:
        """Put actions in the queues of their units as one operation.

        "leader" forms of a receiver are resolved by the controller. Juju 2.8 and later.
        """

    @call("FindActionTagsByPrefix", last="2.9", juju1="kebab")
    def find_action_tags_by_prefix(self, prefixes: list[str]) -> FindTagsResults:
        """The tags of actions whose ids begin with each prefix. Juju 1.22 to 2.9."""

    @call("FindActionsByNames", first="2.0", last="2.9")
    def find_actions_by_names(self, *, names: list[str] | UnsetType = UNSET) -> ActionsByNames:
        """The actions with each name, of every receiver. Juju 2.0 to 2.9."""

    @call("ListAll", last="2.9")
    def list_all(self, entities: list[Entity]) -> ActionsByReceivers:
        """Every action of each receiver, whatever its state. Juju 1.22 to 2.9."""

    @call("ListCompleted", last="2.9")
    def list_completed(self, entities: list[Entity]) -> ActionsByReceivers:
        """The finished actions of each receiver. Juju 1.22 to 2.9."""

    @call("ListOperations", first="2.8")
    def list_operations(
        self,
        *,
        actions: list[str] | UnsetType = UNSET,
        applications: list[str] | UnsetType = UNSET,
        limit: int | UnsetType = UNSET,
        machines: list[str] | UnsetType = UNSET,
        offset: int | UnsetType = UNSET,
        status: list[str] | UnsetType = UNSET,
        units: list[str] | UnsetType = UNSET,
    ) -> OperationResults:
        """Operations, filtered by target, action name and status.

        ``truncated`` tells that more exist. Juju 2.8 and later.
        """

    @call("ListPending", last="2.9")
    def list_pending(self, entities: list[Entity]) -> ActionsByReceivers:
        """The actions of each receiver that no unit has taken up yet. Juju 1.22 to 2.9."""

    @call("ListRunning", first="1.23", last="2.9")
    def list_running(self, entities: list[Entity]) -> ActionsByReceivers:
        """The actions that each receiver works on now. Juju 1.23 to 2.9."""

    @call("Operations", first="2.8")
    def operations(self, entities: list[Entity]) -> OperationResults:
        """The operations with the given tags, each with its actions. Juju 2.8 and later."""

    @call("Run", since=7)
    def run(
        self,
        commands: str,
        *,
        applications: list[str] | UnsetType = UNSET,
        execution_group: Annotated[str | UnsetType, versions(first="3.1")] = UNSET,
        machines: list[str] | UnsetType = UNSET,
        parallel: Annotated[bool | UnsetType, versions(first="3.1")] = UNSET,
        timeout: int | UnsetType = UNSET,
        units: list[str] | UnsetType = UNSET,
        workload_context: Annotated[bool | UnsetType, versions(last="3.6")] = UNSET,
    ) -> EnqueuedActions:
        """Run shell commands on units, machines and every unit of applications.

        It answers with the operation and its tasks at once. Juju 2.9 and later.
        """

    @call("RunOnAllMachines", since=7)
    def run_on_all_machines(
        self,
        commands: str,
        *,
        applications: list[str] | UnsetType = UNSET,
        execution_group: Annotated[str | UnsetType, versions(first="3.1")] = UNSET,
        machines: list[str] | UnsetType = UNSET,
        parallel: Annotated[bool | UnsetType, versions(first="3.1")] = UNSET,
        timeout: int | UnsetType = UNSET,
        units: list[str] | UnsetType = UNSET,
        workload_context: Annotated[bool | UnsetType, versions(last="3.6")] = UNSET,
    ) -> EnqueuedActions:
        """Run shell commands on every machine of the model; answers with the operation and its tasks at once.

        Juju 2.9 and later.
        """

    @call("RunOnAllMachines", since=2, until=6)
    def run_on_all_machines_v6(
        self,
        commands: str,
        *,
        applications: list[str] | UnsetType = UNSET,
        machines: list[str] | UnsetType = UNSET,
        timeout: int | UnsetType = UNSET,
        units: list[str] | UnsetType = UNSET,
        workload_context: Annotated[bool | UnsetType, versions(first="2.8")] = UNSET,
    ) -> ActionResults:
        """Run shell commands on every machine of the model; answers with one queued action each.

        Juju 2.0 to 2.9.
        """

    @call("Run", since=2, until=6)
    def run_v6(
        self,
        commands: str,
        *,
        applications: list[str] | UnsetType = UNSET,
        machines: list[str] | UnsetType = UNSET,
        timeout: int | UnsetType = UNSET,
        units: list[str] | UnsetType = UNSET,
        workload_context: Annotated[bool | UnsetType, versions(first="2.8")] = UNSET,
    ) -> ActionResults:
        """Run shell commands on units, machines and every unit of applications.

        It answers with one queued action each. Juju 2.0 to 2.9.
        """

    @call("ServicesCharmActions", until=0)
    def services_charm_actions(self, entities: list[Entity]) -> ServicesCharmActionsResults:
        """The actions that the charm of each service declares. Juju 1.22 to 1.25."""

    @call("WatchActionsProgress", first="2.8")
    def watch_actions_progress(self, entities: list[Entity]) -> StringsWatchResults:
        """One strings watcher for each action, of the progress messages that it logs. Juju 2.8 and later."""
