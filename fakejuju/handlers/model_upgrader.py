"""ModelUpgrader: upgrades of models, as far as a controller without a stream of agents can make them."""

from __future__ import annotations

from msgspec.structs import replace

from fakejuju.domain.models import version_number
from fakejuju.handlers.call import Call, Refused, denied, not_found, tag_of
from fakejuju.state.controller import Model
from jujuclient.facades.common import Entity, Error, ErrorResults, NotifyWatchResults
from jujuclient.facades.model_upgrader import (
    EntityStatusArgs,
    IntResults,
    ModelUpgrader,
    SetModelEnvironVersion,
    UpgradeModelResult,
)
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType

_NO_VERSION = "0.0.0"


def _model(call: Call, tag: str) -> Model:
    uuid = tag_of(tag, "model").id
    if not call.can("admin", uuid):
        denied()
    return call.state.find(Model, uuid) or not_found("model", uuid)


@answers(ModelUpgrader.upgrade_model)
def upgrade_model(
    call: Call,
    model_tag: str,
    target_version: str,
    *,
    agent_stream: str | UnsetType = UNSET,
    dry_run: bool | UnsetType = UNSET,
    ignore_agent_versions: bool | UnsetType = UNSET,
) -> UpgradeModelResult:
    """Upgrade a model as far as the controller is; nothing else is on offer."""
    model = _model(call, model_tag)
    call.change_allowed(model.uuid)
    own = call.simulation.version
    target = target_version if target_version != _NO_VERSION else own
    if version_number(target) > version_number(own) and call.juju >= (3, 0):
        raise Refused(f'cannot upgrade to a version "{target}" greater than that of the controller "{own}"')
    if not version_number(model.version) < version_number(target) <= version_number(own):
        return _nothing(call)
    if not dry_run:
        with call.state.transaction() as state:
            state.put(replace(model, version=target))
    return UpgradeModelResult(chosen_version=target)


def _nothing(call: Call) -> UpgradeModelResult:
    """There is no version to choose, in the words of the series: recorded on 2.9.52 and 4.0.15."""
    if call.juju >= (4, 0):
        raise Refused("no recommended versions found")
    words = "no matching agent versions available"
    if call.juju < (3, 0):
        words = "cannot find tool version from simple streams: no matching agent binaries available"
    return UpgradeModelResult(chosen_version=_NO_VERSION, error=Error(message=words, code="not found"))


@answers(ModelUpgrader.abort_model_upgrade)
def abort_model_upgrade(call: Call, model_tag: str) -> None:
    """Give up an upgrade: none ever takes long enough."""
    _model(call, model_tag)
    call.change_allowed(tag_of(model_tag, "model").id)


# --- up to 2.8: for the controller's own agents --------------------------------------------------
# Before 2.9 the facade was one of the controller's agents, which a user never is.


@answers(ModelUpgrader.model_environ_version)
def model_environ_version(call: Call, entities: list[Entity]) -> IntResults:
    """A user is refused."""
    denied()


@answers(ModelUpgrader.model_target_environ_version)
def model_target_environ_version(call: Call, entities: list[Entity]) -> IntResults:
    """A user is refused."""
    denied()


@answers(ModelUpgrader.set_model_environ_version)
def set_model_environ_version(call: Call, models: list[SetModelEnvironVersion]) -> ErrorResults:
    """A user is refused."""
    denied()


@answers(ModelUpgrader.set_model_status)
def set_model_status(call: Call, entities: list[EntityStatusArgs]) -> ErrorResults:
    """A user is refused."""
    denied()


@answers(ModelUpgrader.watch_model_environ_version)
def watch_model_environ_version(call: Call, entities: list[Entity]) -> NotifyWatchResults:
    """A user is refused."""
    denied()
