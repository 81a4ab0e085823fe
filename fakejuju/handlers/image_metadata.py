"""ImageMetadata: custom image metadata, up to 2.2."""

from __future__ import annotations

from fakejuju.domain import images
from fakejuju.handlers.call import Call, each
from jujuclient.facades.common import (
    CloudImageMetadata,
    CloudImageMetadataList,
    Error,
    ErrorResult,
    ErrorResults,
    ListCloudImageMetadataResult,
)
from jujuclient.facades.image_metadata import ImageMetadata
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType


def _failed(error: Error) -> ErrorResult:
    return ErrorResult(error=error)


@answers(ImageMetadata.list_)
def list_images(
    call: Call,
    *,
    arches: list[str] | UnsetType = UNSET,
    region: str | UnsetType = UNSET,
    root_storage_type: str | UnsetType = UNSET,
    series: list[str] | UnsetType = UNSET,
    stream: str | UnsetType = UNSET,
    virt_type: str | UnsetType = UNSET,
) -> ListCloudImageMetadataResult:
    """The metadata that matches the filter; none at all is an error."""
    found = images.matching(
        call.simulation,
        arches=arches,
        region=region,
        root_storage_type=root_storage_type,
        series=series,
        stream=stream,
        virt_type=virt_type,
    )
    return ListCloudImageMetadataResult(result=found)


@answers(ImageMetadata.save)
def save(call: Call, metadata: list[CloudImageMetadataList]) -> ErrorResults:
    """Keep metadata; each list is one item of the answer."""
    return kept(call, metadata)


def kept(call: Call, metadata: list[CloudImageMetadataList]) -> ErrorResults:
    """Keep metadata, whichever facade brings it."""

    def keep(item: CloudImageMetadataList) -> ErrorResult:
        for one in item.metadata or ():
            images.save(call.simulation, call.model, one)
        return ErrorResult()

    return ErrorResults(results=each(metadata, keep, _failed))


@answers(ImageMetadata.save_v1)
def save_v1(call: Call, metadata: list[CloudImageMetadata]) -> ErrorResults:
    """Keep metadata, item by item."""

    def keep(item: CloudImageMetadata) -> ErrorResult:
        images.save(call.simulation, call.model, item)
        return ErrorResult()

    return ErrorResults(results=each(metadata, keep, _failed))


@answers(ImageMetadata.update_from_published_images)
def update_from_published_images(call: Call) -> None:
    """Nothing is published for this cloud, and that is no error."""


@answers(ImageMetadata.delete)
def delete(call: Call, image_ids: list[str]) -> ErrorResults:
    """Forget images."""
    return forgotten(call, image_ids)


def forgotten(call: Call, image_ids: list[str]) -> ErrorResults:
    """Forget images, whichever facade names them."""

    def forget(image_id: str) -> ErrorResult:
        images.delete(call.simulation, image_id)
        return ErrorResult()

    return ErrorResults(results=each(image_ids, forget, _failed))
