"""OfferedApplications: offers as they were behind a flag in Juju 2.0."""

from __future__ import annotations

from jujuclient.facades.common import Error, StringsWatchResult
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, Bulk, UnsetType, Wire, field


class OfferedApplication(Wire):
    """The ``result`` of ``OfferedApplicationResult``. Juju 2.0 only."""

    application_name: str
    charm_name: str
    endpoints: dict[str, str] | None
    application_url: str
    description: str
    registered: bool


class OfferedApplicationResult(Wire):
    """An item of ``results`` in ``OfferedApplicationResults``, or its error. Juju 2.0 only."""

    result: OfferedApplication | None
    error: Error | UnsetType = UNSET


class OfferedApplicationResults(Wire, Bulk[OfferedApplicationResult]):
    """What ``OfferedApplications.offered_applications`` answers with. Juju 2.0 only."""

    results: list[OfferedApplicationResult] | None = field(name="Results")


class OfferedApplications(Facade, name="OfferedApplications", versions=(1,)):
    """Offers as they were behind a flag in Juju 2.0. Juju 2.0 only."""

    @call("OfferedApplications")
    def offered_applications(
        self, *, application_urls: list[str] | UnsetType = UNSET
    ) -> OfferedApplicationResults:
        """The offered applications with the given URLs."""

    @call("WatchOfferedApplications")
    def watch_offered_applications(self) -> StringsWatchResult:
        """A strings watcher of the URLs of offered applications."""
