"""Client: the status of a model, watching it, and what older series asked of it."""

from __future__ import annotations

from fakejuju.deltas import AllWatch
from fakejuju.handlers.call import Call, Refused
from fakejuju.projections.status import full_status
from jujuclient.facades.client import Client
from jujuclient.facades.client_types import FullStatus
from jujuclient.facades.common import AllWatcherId
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, Context, UnsetType

MODULES: tuple[str, ...] = (
    "client_charms",
    "client_environment",
    "client_history",
    "client_machines",
    "client_relations",
    "client_run",
    "client_services",
    "client_upgrades",
)


def context_of(call: Call) -> Context:
    """Where an answer travels."""
    return Context(call.facade, call.version, call.simulation.series.known_as, call.juju < (2, 0))


@answers(Client.full_status)
def status_of_all(
    call: Call, *, include_storage: bool | UnsetType = UNSET, patterns: list[str] | UnsetType = UNSET
) -> FullStatus:
    """The status of the model, or of what matches the patterns."""
    call.need_read()
    return full_status(
        call.simulation,
        call.model,
        context_of(call),
        patterns=patterns or (),
        include_storage=include_storage is True,
        as_text=True,
    )


@answers(Client.watch_all)
def watch_all(call: Call) -> AllWatcherId:
    """A watcher of the whole model, for ``AllWatcher``; from 4.0 on there is none."""
    call.need_read()
    if call.juju >= (4, 0):
        raise Refused("WatchAll not implemented", "not implemented")
    uuid = call.model.uuid
    return AllWatcherId(
        watcher_id=call.watch(AllWatch(call.simulation, "AllWatcher", uuid, offers=call.can("admin")))
    )
