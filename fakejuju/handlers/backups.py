"""Backups: archives of the controller. They are asked of its own model; this one makes none."""

from __future__ import annotations

from typing import NoReturn

from fakejuju.handlers.call import Call, NotSimulated, Refused, each
from jujuclient.facades.backups import Backups, BackupsListResult, BackupsMetadataResult
from jujuclient.facades.common import ErrorResult, ErrorResults
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType


def _need_controller_model(call: Call) -> None:
    call.need_superuser()
    if not call.model.is_controller:
        if call.juju < (2, 0):
            raise Refused("backups are not supported for hosted environments")
        words = "backups are only supported from the controller model"
        raise Refused(f"{words}\nUse juju switch to select the controller model")


def _no_archive(id: str) -> NoReturn:
    raise Refused(f'backup metadata "{id}" not found', "not found")


@answers(Backups.create)
def create(
    call: Call,
    *,
    keep_copy: bool | UnsetType = UNSET,
    no_download: bool | UnsetType = UNSET,
    notes: str | UnsetType = UNSET,
) -> BackupsMetadataResult:
    """Only of the controller's model, and there it is not simulated."""
    _need_controller_model(call)
    raise NotSimulated("a backup of the controller")


@answers(Backups.list_)
def list_archives(call: Call) -> BackupsListResult:
    """None: none was made."""
    _need_controller_model(call)
    return BackupsListResult(list_=[])


@answers(Backups.info)
def info(call: Call, id: str) -> BackupsMetadataResult:
    """Of an archive that is not there."""
    _need_controller_model(call)
    _no_archive(id)


@answers(Backups.restore)
def restore(call: Call, backup_id: str) -> None:
    """From an archive that is not there."""
    _need_controller_model(call)
    _no_archive(backup_id)


@answers(Backups.remove)
def remove(call: Call, ids: list[str]) -> ErrorResults:
    """Archives that are not there."""
    _need_controller_model(call)
    return ErrorResults(results=each(ids, _no_archive, lambda error: ErrorResult(error=error)))


@answers(Backups.remove_v1)
def remove_v1(call: Call, id: str) -> None:
    """An archive that is not there."""
    _need_controller_model(call)
    _no_archive(id)
