"""Charms: the charms that a controller has, and those that it can fetch."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import Base, Error, ErrorResults
from jujuclient.facades.common_charms import CharmMeta, CharmOption, CharmOrigin, LegacyCharmInfo
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, Bulk, Json, UnsetType, Wire, field, juju1, secret, versions


class ApplicationCharmPlacement(Wire):
    """An item of ``placements`` in ``Charms.check_charm_placement``. Juju 2.9 and later."""

    application: str
    charm_url: str


class Charm(Wire):
    """A charm that the controller has: metadata, config and actions. Juju 2.0 and later."""

    url: str
    config: dict[str, CharmOption] | None
    revision: int
    actions: CharmActions | UnsetType = UNSET
    lxd_profile: Annotated[CharmLXDProfile | UnsetType, versions(first="2.6", omitempty=True)] = UNSET
    manifest: Annotated[CharmManifest | UnsetType, versions(first="2.9", omitempty=True)] = UNSET
    meta: CharmMeta | UnsetType = UNSET
    metrics: Annotated[CharmMetrics | UnsetType, versions(last="3.6", omitempty=True)] = UNSET
    version: Annotated[str | UnsetType, versions(first="4.0", omitempty=True)] = UNSET


class CharmActionSpec(Wire):
    """An entry of ``specs`` in ``CharmActions``. Juju 2.0 and later."""

    params: dict[str, Json] | None
    description: str
    execution_group: Annotated[str | UnsetType, versions(first="4.0", omitempty=True)] = UNSET
    parallel: Annotated[bool | UnsetType, versions(first="4.0", omitempty=True)] = UNSET


class CharmActions(Wire):
    """The ``actions`` of ``Charm``. Juju 2.0 and later."""

    specs: dict[str, CharmActionSpec] | UnsetType = UNSET


class CharmBase(Wire):
    """An item of ``bases`` in ``CharmManifest``. Juju 2.9 and later."""

    name: str | UnsetType = UNSET
    architectures: list[str] | UnsetType = UNSET
    channel: str | UnsetType = UNSET


class CharmLXDProfile(Wire):
    """The ``lxd_profile`` of ``Charm``. Juju 2.6 and later."""

    config: dict[str, str] | None
    description: str
    devices: dict[str, dict[str, str]] | None


class CharmManifest(Wire):
    """The ``manifest`` of ``Charm``. Juju 2.9 and later."""

    bases: list[CharmBase] | UnsetType = UNSET


class CharmMetric(Wire):
    """An entry of ``metrics`` in ``CharmMetrics``. Juju 2.0 to 3.6."""

    description: str
    type: str


class CharmMetrics(Wire):
    """The ``metrics`` of ``Charm``. Juju 2.0 to 3.6."""

    metrics: dict[str, CharmMetric] | None
    plan: CharmPlan


class CharmOriginResult(Wire):
    """What ``Charms.add_charm`` and one more answer with. Juju 2.9 and later."""

    charm_origin: CharmOrigin
    error: Error | UnsetType = UNSET


class CharmPlan(Wire):
    """The ``plan`` of ``CharmMetrics``. Juju 2.0 to 3.6."""

    required: bool


class CharmResourceResult(Wire):
    """An item of ``results`` in ``CharmResourcesResults``, or its error. Juju 2.9 and later."""

    name: str
    fingerprint: str
    origin: str
    path: str
    revision: int
    size: int
    type: str
    description: str | UnsetType = UNSET
    error: Error | UnsetType = UNSET


class CharmResourcesResults(Wire):
    """What ``Charms.list_charm_resources`` answers with. Juju 2.9 and later."""

    results: list[list[CharmResourceResult]] | None


class CharmURLAndOrigin(Wire):
    """An item of ``entities`` in ``Charms.get_download_infos`` and others. Juju 2.9 and later."""

    charm_url: str
    charm_origin: CharmOrigin
    macaroon: Annotated[Json | UnsetType, secret("macaroon")] = UNSET


class CharmsListResult(Wire):
    """What ``Charms.list_`` answers with. Juju 1.23 and later."""

    charm_urls: Annotated[list[str] | None, juju1("CharmURLs")]


class DownloadInfoResult(Wire):
    """An item of ``results`` in ``DownloadInfoResults``. Juju 2.9 and later."""

    url: str
    charm_origin: CharmOrigin


class DownloadInfoResults(Wire):
    """What ``Charms.get_download_infos`` answers with. Juju 2.9 and later."""

    results: list[DownloadInfoResult] | None


class IsMeteredResult(Wire):
    """What ``Charms.is_metered`` answers with. Juju 1.25 to 3.6."""

    metered: bool


class ResolveCharmWithChannel(Wire):
    """An item of ``resolve`` in ``Charms.resolve_charms``. Juju 2.9 and later."""

    charm_origin: CharmOrigin
    reference: str
    switch_charm: bool | UnsetType = UNSET


class ResolveCharmWithChannelResult(Wire):
    """An item of ``results`` in ``ResolveCharmWithChannelResults``, or its error. Juju 2.9 and later."""

    url: str
    charm_origin: CharmOrigin
    error: Error | UnsetType = UNSET
    supported_bases: Annotated[list[Base] | UnsetType | None, versions(since=7)] = UNSET
    supported_series: Annotated[list[str] | UnsetType | None, versions(until=6)] = UNSET


class ResolveCharmWithChannelResults(Wire, Bulk[ResolveCharmWithChannelResult]):
    """What ``Charms.resolve_charms`` answers with. Juju 2.9 and later."""

    results: list[ResolveCharmWithChannelResult] | None = field(name="Results")


class Charms(Facade, name="Charms", versions=range(1, 8), juju1=(1,)):
    """The charms that a controller has, and those that it can fetch. Juju 1.23 and later."""

    @call("AddCharm", since=3)
    def add_charm(
        self,
        url: str,
        charm_origin: CharmOrigin,
        *,
        force: bool | UnsetType = UNSET,
        series: Annotated[str | UnsetType, versions(last="2.9")] = UNSET,
    ) -> CharmOriginResult:
        """Let the controller fetch a charm from its repository; answers with the origin it settled on.

        Juju 2.9 and later.
        """

    @call("AddCharmWithAuthorization", since=3, until=5)
    def add_charm_with_authorization(
        self,
        url: str,
        charm_origin: CharmOrigin,
        *,
        force: bool | UnsetType = UNSET,
        macaroon: Annotated[Json | UnsetType, secret("macaroon")] = UNSET,
        series: Annotated[str | UnsetType, versions(last="2.9")] = UNSET,
    ) -> CharmOriginResult:
        """Let the controller fetch a charm that a macaroon gives access to. Juju 2.9 to 3.6."""

    @call("CharmInfo", since=2)
    def charm_info(self, url: str) -> Charm:
        """Metadata, config and actions of a charm that the controller has. Juju 2.0 and later."""

    @call("CharmInfo", until=1)
    def charm_info_v1(self, url: Annotated[str, juju1("CharmURL")]) -> LegacyCharmInfo:
        """Metadata, config and actions of a charm that the controller has. Juju 1.23 to 1.25."""

    @call("CheckCharmPlacement", since=4)
    def check_charm_placement(self, placements: list[ApplicationCharmPlacement]) -> ErrorResults:
        """Whether each charm's architecture fits the machines that its application uses.

        Juju 2.9 and later.
        """

    @call("GetDownloadInfos", since=3)
    def get_download_infos(self, entities: list[CharmURLAndOrigin]) -> DownloadInfoResults:
        """Where to download each charm from. Juju 2.9 and later."""

    @call("IsMetered", first="1.25", last="3.6")
    def is_metered(self, url: Annotated[str, juju1("CharmURL")]) -> IsMeteredResult:
        """Whether a charm declares metrics. Juju 1.25 to 3.6."""

    @call("List")
    def list_(self, *, names: list[str] | UnsetType = UNSET) -> CharmsListResult:
        """The URLs of the model's charms, or of those with the given names."""

    @call("ListCharmResources", since=3)
    def list_charm_resources(self, entities: list[CharmURLAndOrigin]) -> CharmResourcesResults:
        """The resources that each charm has in the repository. Juju 2.9 and later."""

    @call("ResolveCharms", since=3)
    def resolve_charms(
        self,
        resolve: list[ResolveCharmWithChannel],
        *,
        macaroon: Annotated[Json | UnsetType, secret("macaroon")] = UNSET,
    ) -> ResolveCharmWithChannelResults:
        """The exact charm, origin and bases that each name and channel stand for. Juju 2.9 and later."""
