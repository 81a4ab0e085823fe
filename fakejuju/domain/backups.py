"""Backups of the controller: what is told of them, and an archive to download."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import tarfile

import msgspec

from fakejuju.refused import Refused
from fakejuju.simulation import Simulation
from fakejuju.state.controller import Backup


def create(sim: Simulation, notes: str, *, kept: bool) -> Backup:
    """Take a backup; it can be downloaded at once."""
    uuid, now = sim.controller_model.uuid, sim.clock.now()
    moment = f"{now:%Y%m%d-%H%M%S}"
    taken = [one for one in sim.state.all(Backup) if one.id.startswith(moment)]
    # Two within a second are two: the simulated clock may stand still between them.
    id = f"{moment}{'-' + str(len(taken)) if taken else ''}.{uuid}"
    backup = Backup(
        id=id,
        notes=notes,
        at=sim.clock.stamp(),
        version=sim.version,
        filename=f"juju-backup-{id.removesuffix('.' + uuid)}.tar.gz",
        kept=kept,
    )
    with sim.state.transaction() as state:
        return state.put(backup)


def find(sim: Simulation, id: str) -> Backup:
    """The backup of an id or a file's name."""
    found = next((one for one in sim.state.all(Backup) if id in (one.id, one.filename)), None)
    if found is None:
        raise Refused(f'backup metadata "{id}" not found', "not found")
    return found


def remove(sim: Simulation, id: str) -> None:
    """Delete a backup."""
    found = find(sim, id)
    with sim.state.transaction() as state:
        state.remove(found)


def archive(backup: Backup) -> bytes:
    """The archive: its metadata where Juju keeps them, and no database. The same bytes every time."""
    metadata = msgspec.json.format(msgspec.json.encode(msgspec.to_builtins(backup)), indent=1)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        entry = tarfile.TarInfo("juju-backup/metadata.json")
        entry.size = len(metadata)
        tar.addfile(entry, io.BytesIO(metadata))
    return gzip.compress(packed.getvalue(), mtime=0)


def checksum(content: bytes) -> str:
    """The SHA-1 of an archive in base64, as the metadata and the header ``Digest`` have it."""
    return base64.b64encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()
