"""Resources: files that applications need beside their charm."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import Entity, Error
from jujuclient.facades.common_charms import CharmOrigin
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, Bulk, Json, UnsetType, Wire, secret, versions


class AddPendingResourcesResult(Wire):
    """What ``Resources.add_pending_resources`` answers with. Juju 2.0 and later."""

    pending_ids: list[str] | None
    error: Error | UnsetType = UNSET


class CharmResource(Wire):
    """A resource of a charm as the repository has it. Juju 2.0 and later."""

    name: str
    fingerprint: str
    origin: str
    path: str
    revision: int
    size: int
    type: str
    description: str | UnsetType = UNSET


class Resource(Wire):
    """A resource of an application as the controller has it. Juju 2.0 and later."""

    name: str
    application: str
    id: str
    username: str
    fingerprint: str
    origin: str
    path: str
    pending_id: str
    revision: int
    size: int
    timestamp: str
    type: str
    description: str | UnsetType = UNSET


class ResourcesResult(Wire):
    """An item of ``results`` in ``ResourcesResults``, or its error. Juju 2.0 and later."""

    charm_store_resources: list[CharmResource] | None
    resources: list[Resource] | None
    unit_resources: list[UnitResources] | None
    error: Error | UnsetType = UNSET


class ResourcesResults(Wire, Bulk[ResourcesResult]):
    """What ``Resources.list_resources`` answers with. Juju 2.0 and later."""

    results: list[ResourcesResult] | None


class UnitResources(Wire):
    """An item of ``unit_resources`` in ``ResourcesResult``. Juju 2.0 and later."""

    tag: str
    download_progress: dict[str, int] | None
    resources: list[Resource] | None


class Resources(Facade, name="Resources", versions=range(1, 4)):
    """Files that applications need beside their charm. Juju 2.0 and later."""

    @call("AddPendingResources")
    def add_pending_resources(
        self,
        tag: str,
        resources: list[CharmResource],
        *,
        url: str | UnsetType = UNSET,
        channel: Annotated[str | UnsetType, versions(until=1)] = UNSET,
        charm_origin: Annotated[CharmOrigin | UnsetType, versions(since=2)] = UNSET,
        force: Annotated[bool | UnsetType, versions(until=1, first="2.6", last="2.9")] = UNSET,
        macaroon: Annotated[Json | UnsetType, secret("macaroon")] = UNSET,
    ) -> AddPendingResourcesResult:
        """Announce resources of an application that is yet to be deployed; answers with an id for each."""

    @call("ListResources")
    def list_resources(self, entities: list[Entity]) -> ResourcesResults:
        """The resources of each application and its units, and the newest in the repository."""
