"""ModelUpgrader: upgrades of models, as far as a controller without a stream of agents can make them."""

from __future__ import annotations

from msgspec.structs import replace

from fakejuju.handlers.call import Call, Refused, denied, not_found, tag_of
from fakejuju.state.controller import Model
from jujuclient.facades.common import Error
from jujuclient.facades.model_upgrader import ModelUpgrader, UpgradeModelResult
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
    if _number(target) > _number(own) and call.juju >= (3, 0):
        raise Refused(f'cannot upgrade to a version "{target}" greater than that of the controller "{own}"')
    if not _number(model.version) < _number(target) <= _number(own):
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


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.partition("-")[0].split(".") if part.isdigit())


@answers(ModelUpgrader.abort_model_upgrade)
def abort_model_upgrade(call: Call, model_tag: str) -> None:
    """Give up an upgrade: none ever takes long enough."""
    _model(call, model_tag)
    call.change_allowed(tag_of(model_tag, "model").id)
