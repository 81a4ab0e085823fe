"""ImageManager: container images that the controller has cached. This one caches none."""

from __future__ import annotations

from fakejuju.handlers.call import Call, Refused
from jujuclient.facades.common import ErrorResult, ErrorResults
from jujuclient.facades.image_manager import ImageManager, ImageSpec, ListImageResult
from jujuclient.wire.schema import answers


@answers(ImageManager.list_images)
def list_images(call: Call, images: list[ImageSpec]) -> ListImageResult:
    """None."""
    call.need_admin()
    if len(images or ()) > 1:
        raise Refused("image filter with multiple terms not supported")
    return ListImageResult(result=[])


@answers(ImageManager.delete_images)
def delete_images(call: Call, images: list[ImageSpec]) -> ErrorResults:
    """Nothing to delete is no error."""
    call.need_admin()
    call.change_allowed()
    return ErrorResults(results=[ErrorResult() for _ in images or ()])
