"""ImageMetadataManager: custom image metadata, from 2.6."""

from __future__ import annotations

from fakejuju.domain import images
from fakejuju.handlers.call import Call
from fakejuju.handlers.image_metadata import forgotten, kept
from jujuclient.facades.common import (
    CloudImageMetadataList,
    ErrorResults,
    ListCloudImageMetadataResult,
)
from jujuclient.facades.image_metadata_manager import ImageMetadataManager
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType


@answers(ImageMetadataManager.list_)
def list_images(
    call: Call,
    *,
    arches: list[str] | UnsetType = UNSET,
    region: str | UnsetType = UNSET,
    root_storage_type: str | UnsetType = UNSET,
    series: list[str] | UnsetType = UNSET,
    stream: str | UnsetType = UNSET,
    versions: list[str] | UnsetType = UNSET,
    virt_type: str | UnsetType = UNSET,
) -> ListCloudImageMetadataResult:
    """The metadata that matches the filter; none at all is an error."""
    call.need_superuser()
    found = images.matching(
        call.simulation,
        arches=arches,
        region=region,
        root_storage_type=root_storage_type,
        series=series,
        stream=stream,
        versions=versions,
        virt_type=virt_type,
    )
    return ListCloudImageMetadataResult(result=found)


@answers(ImageMetadataManager.save)
def save(call: Call, metadata: list[CloudImageMetadataList]) -> ErrorResults:
    """Keep metadata; each list is one item of the answer."""
    call.need_superuser()
    return kept(call, metadata)


@answers(ImageMetadataManager.delete)
def delete(call: Call, image_ids: list[str]) -> ErrorResults:
    """Forget images."""
    call.need_superuser()
    return forgotten(call, image_ids)
