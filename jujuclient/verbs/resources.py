"""Resources: the files and images that an application has beside its charm. Juju 2.0 and later."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from jujuclient import charms, facades
from jujuclient.verbs.base import Verbs
from jujuclient.verbs.reading import only


@dataclass(frozen=True)
class Resource:
    """A resource of an application.

    Attributes:
        type: ``file`` or ``oci-image``.
        origin: ``store`` or ``upload``.
        revision: of the store; 0 and below for what was uploaded.
        size: in bytes.
    """

    name: str
    type: str
    origin: str
    revision: int
    size: int
    fingerprint: str = ""
    path: str = ""
    username: str = ""


class ResourceVerbs(Verbs):
    """What ``Model`` does with resources."""

    def attach_resource(self, app: str, name: str, path: str | os.PathLike[str]) -> None:
        """Upload a file as a resource of an application.

        Raises:
            OSError: the file cannot be read; nothing was sent.
        """
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
    return Resource(
        one.name, one.type, one.origin, one.revision, one.size, one.fingerprint, one.path, one.username
    )
