"""Bundle: bundles: the steps that deploy one, and a model as one."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import StringResult
from jujuclient.facades.common_charms import BundleChangesResults
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, Json, UnsetType, Wire, key, versions


class BundleChangesMapArgs(Wire):
    """An item of ``changes`` in ``BundleChangesMapArgsResults``. Juju 2.8 and later."""

    args: dict[str, Json] | None
    id: str
    method: str
    requires: list[str] | None


class BundleChangesMapArgsResults(Wire):
    """What ``Bundle.get_changes_map_args`` answers with. Juju 2.8 and later."""

    changes: list[BundleChangesMapArgs] | UnsetType = UNSET
    errors: list[str] | UnsetType = UNSET


class Bundle(Facade, name="Bundle", versions=(*range(1, 7), 8)):
    """Bundles: the steps that deploy one, and a model as one. Juju 2.0 and later."""

    @call("ExportBundle", since=2)
    def export_bundle(
        self,
        *,
        include_charm_defaults: Annotated[bool | UnsetType, versions(since=5)] = UNSET,
        include_series: Annotated[bool | UnsetType, versions(first="3.3", last="3.6")] = UNSET,
    ) -> StringResult:
        """The model as the YAML text of a bundle. Juju 2.6 and later."""

    @call("GetChanges", until=6)
    def get_changes(
        self,
        yaml: str,
        *,
        bundle_url: Annotated[str | UnsetType, versions(first="2.6"), key("bundleURL")] = UNSET,
    ) -> BundleChangesResults:
        """The steps that would deploy a bundle, in order, without doing them.

        Bad bundles answer with ``errors``. Juju 2.0 to 3.6.
        """

    @call("GetChangesMapArgs", first="2.8", without=(("2.8", 3), ("2.9", 1), ("2.9", 2), ("2.9", 3)))
    def get_changes_map_args(
        self, yaml: str, *, bundle_url: Annotated[str | UnsetType, key("bundleURL")] = UNSET
    ) -> BundleChangesMapArgsResults:
        """The steps that would deploy a bundle, each with its arguments by name.

        Bad bundles answer with ``errors``. Juju 2.8 and later.
        """
