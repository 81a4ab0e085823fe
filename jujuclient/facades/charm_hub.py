"""CharmHub: Charmhub, asked through the controller."""

from __future__ import annotations

from jujuclient.facades.common_charms import CharmOption
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, UnsetType, Wire


class BundleCharm(Wire):
    """An item of ``charms`` in ``CharmHubBundle``. Juju 2.9 only."""

    name: str
    package_id: str


class Channel(Wire):
    """An entry of ``channel_map`` in ``InfoResponse``. Juju 2.9 only."""

    platforms: list[Platform] | None
    released_at: str
    revision: int
    risk: str
    size: int
    track: str
    version: str


class CharmHubBundle(Wire):
    """The ``bundle`` of ``InfoResponse``. Juju 2.9 only."""

    charms: list[BundleCharm] | None


class CharmHubCharm(Wire):
    """The ``charm`` of ``InfoResponse``. Juju 2.9 only."""

    config: dict[str, CharmOption] | None
    relations: dict[str, dict[str, str]] | None
    subordinate: bool
    used_by: list[str] | None


class CharmHubEntityFindResult(Wire):
    """What ``CharmHub.find`` answers with. Juju 2.9 only."""

    errors: ErrorResponse
    result: list[FindResponse] | None


class CharmHubEntityInfoResult(Wire):
    """What ``CharmHub.info`` answers with. Juju 2.9 only."""

    errors: ErrorResponse
    result: InfoResponse | None


class CharmHubError(Wire):
    """The ``error_list`` of ``ErrorResponse``. Juju 2.9 only."""

    code: str
    message: str


class ErrorResponse(Wire):
    """What Charmhub says of a failed question. Juju 2.9 only."""

    error_list: CharmHubError


class FindResponse(Wire):
    """An item of ``result`` in ``CharmHubEntityFindResult``. Juju 2.9 only."""

    name: str
    id: str
    publisher: str
    store_url: str
    summary: str
    type: str
    version: str
    architectures: list[str] | UnsetType = UNSET
    os: list[str] | UnsetType = UNSET
    series: list[str] | UnsetType = UNSET


class InfoResponse(Wire):
    """The ``result`` of ``CharmHubEntityInfoResult``. Juju 2.9 only."""

    name: str
    id: str
    channel_map: dict[str, Channel] | None
    description: str
    publisher: str
    series: list[str] | None
    store_url: str
    summary: str
    tags: list[str] | None
    tracks: list[str] | None
    type: str
    bundle: CharmHubBundle | UnsetType = UNSET
    charm: CharmHubCharm | UnsetType = UNSET


class Platform(Wire):
    """An item of ``platforms`` in ``Channel``. Juju 2.9 only."""

    architecture: str
    channel: str
    os: str
    series: str


class CharmHub(Facade, name="CharmHub", versions=(1,)):
    """Charmhub, asked through the controller. Juju 2.9 only."""

    @call("Find")
    def find(
        self,
        query: str,
        *,
        category: str | UnsetType = UNSET,
        channel: str | UnsetType = UNSET,
        platforms: str | UnsetType = UNSET,
        publisher: str | UnsetType = UNSET,
        relation_provides: str | UnsetType = UNSET,
        relation_requires: str | UnsetType = UNSET,
        type: str | UnsetType = UNSET,
    ) -> CharmHubEntityFindResult:
        """Search Charmhub for charms and bundles."""

    @call("Info")
    def info(self, tag: str, *, channel: str | UnsetType = UNSET) -> CharmHubEntityInfoResult:
        """What Charmhub knows of one charm or bundle."""
