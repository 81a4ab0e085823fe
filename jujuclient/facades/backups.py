"""Backups: archives of the controller, made and restored."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import ErrorResults
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, UnsetType, Wire, field, juju1, secret, versions


class BackupsListResult(Wire):
    """What ``Backups.list_`` answers with. Juju 1.22 to 2.9."""

    list_: list[BackupsMetadataResult] | None = field(name="list")


class BackupsMetadataResult(Wire):
    """An archive: when it was made, of what, how big, its checksum. Juju 1.22 and later."""

    id: Annotated[str, juju1("ID")]
    checksum: str
    checksum_format: str
    finished: str
    hostname: str
    machine: str
    model: Annotated[str, juju1("Environment")]
    notes: str
    size: int
    started: str
    stored: str
    version: str
    base: Annotated[str | UnsetType, versions(first="2.9")] = UNSET
    ca_cert: Annotated[str | UnsetType, versions(first="2.0", last="2.8")] = UNSET
    ca_private_key: Annotated[
        str | UnsetType, versions(first="2.0", last="2.8"), secret("CA private key")
    ] = UNSET
    controller_machine_id: Annotated[str | UnsetType, versions(first="2.8")] = UNSET
    controller_machine_inst_id: Annotated[str | UnsetType, versions(first="2.8")] = UNSET
    controller_uuid: Annotated[str | UnsetType, versions(first="2.8")] = UNSET
    filename: Annotated[str | UnsetType, versions(first="2.6")] = UNSET
    format_version: Annotated[int | UnsetType, versions(first="2.8")] = UNSET
    ha_nodes: Annotated[int | UnsetType, versions(first="2.8")] = UNSET
    series: Annotated[str | UnsetType, versions(first="2.0", last="2.9")] = UNSET


class Backups(Facade, name="Backups", versions=range(4), juju1=(0,)):
    """Archives of the controller, made and restored. Juju 1.22 and later."""

    @call("Create")
    def create(
        self,
        *,
        keep_copy: Annotated[bool | UnsetType, versions(first="2.6", last="2.8")] = UNSET,
        no_download: Annotated[bool | UnsetType, versions(first="2.6")] = UNSET,
        notes: str | UnsetType = UNSET,
    ) -> BackupsMetadataResult:
        """Back up the controller; answers with the metadata of the archive. Controller model only."""

    @call("FinishRestore", first="1.23", last="2.8")
    def finish_restore(self) -> None:
        """Tell the controller that a restore is over. Juju 1.23 to 2.8."""

    @call("Info", last="2.9")
    def info(self, id: Annotated[str, juju1("ID")]) -> BackupsMetadataResult:
        """The metadata of one archive. Juju 1.22 to 2.9."""

    @call("List", last="2.9")
    def list_(self) -> BackupsListResult:
        """The metadata of every archive on the controller. Juju 1.22 to 2.9."""

    @call("PrepareRestore", first="1.23", last="2.8")
    def prepare_restore(self) -> None:
        """Tell the controller that a restore is about to begin; other calls are limited until it is over.

        Juju 1.23 to 2.8.
        """

    @call("Remove", since=2, first="2.6", last="2.9")
    def remove(self, ids: list[str]) -> ErrorResults:
        """Delete archives from the controller. Juju 2.6 to 2.9."""

    @call("Remove", last="2.2")
    def remove_v1(self, id: Annotated[str, juju1("ID")]) -> None:
        """Delete one archive from the controller. Juju 1.22 to 2.2."""

    @call("Restore", first="1.23", last="2.9")
    def restore(self, backup_id: str) -> None:
        """Restore the controller from an archive; the connection is lost while it does. Juju 1.23 to 2.9."""
