"""ImageManager: container images that the controller has cached."""

from __future__ import annotations

from jujuclient.facades.common import ErrorResults
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import Wire


class ImageMetadata(Wire):
    """An item of ``result`` in ``ListImageResult``. Juju 1.22 to 2.9."""

    __juju1__ = "kebab"

    url: str
    arch: str
    created: str
    kind: str
    series: str


class ImageSpec(Wire):
    """An item of ``images`` in ``ImageManager.delete_images`` and others. Juju 1.22 to 2.9."""

    __juju1__ = "kebab"

    arch: str
    kind: str
    series: str


class ListImageResult(Wire):
    """What ``ImageManager.list_images`` answers with. Juju 1.22 to 2.9."""

    __juju1__ = "kebab"

    result: list[ImageMetadata] | None


class ImageManager(Facade, name="ImageManager", versions=(1, 2), juju1=(1,)):
    """Container images that the controller has cached. Juju 1.22 to 2.9."""

    @call("DeleteImages", juju1="kebab")
    def delete_images(self, images: list[ImageSpec]) -> ErrorResults:
        """Delete container images that the controller has cached."""

    @call("ListImages", juju1="kebab")
    def list_images(self, images: list[ImageSpec]) -> ListImageResult:
        """The container images that the controller has cached and that match any filter."""
