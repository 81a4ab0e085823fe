"""ImageMetadataManager: custom image metadata, from 2.6."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import CloudImageMetadataList, ErrorResults, ListCloudImageMetadataResult
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, UnsetType, versions


class ImageMetadataManager(Facade, name="ImageMetadataManager", versions=(1,)):
    """Custom image metadata, from 2.6. Juju 2.6 and later."""

    @call("Delete")
    def delete(self, image_ids: list[str]) -> ErrorResults:
        """Delete the custom image metadata of the given image ids."""

    @call("List")
    def list_(
        self,
        *,
        arches: list[str] | UnsetType = UNSET,
        region: str | UnsetType = UNSET,
        root_storage_type: str | UnsetType = UNSET,
        series: Annotated[list[str] | UnsetType, versions(last="2.9")] = UNSET,
        stream: str | UnsetType = UNSET,
        versions: Annotated[list[str] | UnsetType, versions(first="2.9")] = UNSET,
        virt_type: str | UnsetType = UNSET,
    ) -> ListCloudImageMetadataResult:
        """The custom image metadata that matches the filter."""

    @call("Save")
    def save(self, metadata: list[CloudImageMetadataList]) -> ErrorResults:
        """Store custom image metadata."""
