"""ImageMetadata: custom image metadata, up to 2.2."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import (
    CloudImageMetadata,
    CloudImageMetadataList,
    ErrorResults,
    ListCloudImageMetadataResult,
)
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, UnsetType, juju1


class ImageMetadata(Facade, name="ImageMetadata", versions=(1, 2), juju1=(1,)):
    """Custom image metadata, up to 2.2. Juju 1.25 to 2.2."""

    @call("Delete", since=2)
    def delete(self, image_ids: list[str]) -> ErrorResults:
        """Delete the custom image metadata of the given image ids. Juju 2.0 to 2.2."""

    @call("List", juju1="kebab")
    def list_(
        self,
        *,
        arches: list[str] | UnsetType = UNSET,
        region: str | UnsetType = UNSET,
        root_storage_type: str | UnsetType = UNSET,
        series: list[str] | UnsetType = UNSET,
        stream: str | UnsetType = UNSET,
        virt_type: Annotated[str | UnsetType, juju1("virtual_type")] = UNSET,
    ) -> ListCloudImageMetadataResult:
        """The custom image metadata that matches the filter."""

    @call("Save", since=2)
    def save(self, metadata: list[CloudImageMetadataList]) -> ErrorResults:
        """Store custom image metadata. Juju 2.0 to 2.2."""

    @call("Save", until=1, juju1="kebab")
    def save_v1(self, metadata: list[CloudImageMetadata]) -> ErrorResults:
        """Store custom image metadata. Juju 1.25 only."""

    @call("UpdateFromPublishedImages", since=2)
    def update_from_published_images(self) -> None:
        """Let the controller fetch image metadata from its published sources. Juju 2.0 to 2.2."""
