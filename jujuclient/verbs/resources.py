"""Resources: the files and images that an application has beside its charm. Juju 2.0 and later."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from jujuclient import facades
from jujuclient.verbs.base import Verbs
from jujuclient.verbs.reading import only

if TYPE_CHECKING:
    from jujuclient.verbs.types import Resource


class ResourceVerbs(Verbs):
    """What ``Model`` does with resources."""

    def attach_resource(self, app: str, name: str, path: str | os.PathLike[str]) -> None:
        """Upload a file as a resource of an application.

        Raises:
            OSError: the file cannot be read; nothing was sent.
        """
        from jujuclient import charms

        data = Path(path).read_bytes()
        charms.upload_resource(self.access, app, name, data, filename=os.fspath(path))

    def resources(self, app: str) -> list[Resource]:
        """The resources of an application, as the controller has them.

        Raises:
            NotFound: there is no such application.
        """
        found = only(
            self._facade(facades.resources.Resources).list_resources(
                [facades.common.Entity(f"application-{app}")]
            )
        )
        return [_resource(one) for one in found.resources or []]


def _resource(one: facades.resources.Resource) -> Resource:
    from jujuclient.verbs.types import Resource

    return Resource(
        one.name, one.type, one.origin, one.revision, one.size, one.fingerprint, one.path, one.username
    )
