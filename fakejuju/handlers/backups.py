"""Backups: archives of the controller. They are asked of its own model; none can be restored."""

from __future__ import annotations

from fakejuju.domain import backups
from fakejuju.domain.bases import series_of
from fakejuju.handlers.call import Call, NotSimulated, Refused, each
from fakejuju.handlers.fit import fit
from fakejuju.state.controller import Backup
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


def _told(call: Call, backup: Backup) -> BackupsMetadataResult:
    sim = call.simulation
    model, content, base = sim.controller_model.uuid, backups.archive(backup), sim.default_base()
    told = BackupsMetadataResult(
        id=backup.id,
        checksum=backups.checksum(content),
        checksum_format="SHA-1, base64 encoded",
        finished=backup.at,
        hostname="juju-controller-0",
        machine="0",
        model=model,
        notes=backup.notes,
        size=len(content),
        started=backup.at,
        stored=backup.at if backup.kept else "0001-01-01T00:00:00Z",
        version=backup.version,
        base=f"{base.name}@{base.channel.partition('/')[0]}",
        ca_cert="",
        ca_private_key="",
        controller_machine_id="0",
        controller_machine_inst_id="",
        controller_uuid=sim.controller.uuid,
        filename=backup.filename,
        format_version=1,
        ha_nodes=1,
        series=series_of(base),
    )
    return fit(call, told)


@answers(Backups.create)
def create(
    call: Call,
    *,
    keep_copy: bool | UnsetType = UNSET,
    no_download: bool | UnsetType = UNSET,
    notes: str | UnsetType = UNSET,
) -> BackupsMetadataResult:
    """Of the controller's model only; kept where the series does, or where somebody asks. 4.x makes none."""
    if call.juju >= (4, 0):
        raise Refused("Dqlite-based backups not implemented", "not implemented")
    _need_controller_model(call)
    kept = keep_copy is True or no_download is True if call.juju >= (2, 6) else True
    return _told(call, backups.create(call.simulation, notes or "", kept=kept))


@answers(Backups.list_)
def list_archives(call: Call) -> BackupsListResult:
    """Those that are kept, the oldest first."""
    _need_controller_model(call)
    kept = [one for one in call.state.all(Backup) if one.kept]
    return BackupsListResult(list_=[_told(call, one) for one in kept])


@answers(Backups.info)
def info(call: Call, id: str) -> BackupsMetadataResult:
    """Of one archive."""
    _need_controller_model(call)
    return _told(call, backups.find(call.simulation, id))


@answers(Backups.restore)
def restore(call: Call, backup_id: str) -> None:
    """An archive that is there is not simulated to be restored: it holds no database."""
    _need_controller_model(call)
    backups.find(call.simulation, backup_id)
    raise NotSimulated("a restore of the controller")


@answers(Backups.remove)
def remove(call: Call, ids: list[str]) -> ErrorResults:
    """Archives, one by one."""
    _need_controller_model(call)

    def gone(id: str) -> ErrorResult:
        backups.remove(call.simulation, id)
        return ErrorResult()

    return ErrorResults(results=each(ids, gone, lambda error: ErrorResult(error=error)))


@answers(Backups.remove_v1)
def remove_v1(call: Call, id: str) -> None:
    """One archive."""
    _need_controller_model(call)
    backups.remove(call.simulation, id)
