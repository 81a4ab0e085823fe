"""Charms, their metadata and bundles, as several facades tell them."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import Base
from jujuclient.wire.struct import UNSET, Json, UnsetType, Wire, field, juju1, key, versions


class ActionSpec(Wire):
    """What an action does and the JSON schema of its parameters. Juju 1.22 and later."""

    params: dict[str, Json] | None
    description: str


class AddRelationResults(Wire):
    """What ``Client.add_relation`` and ``Application.add_relation`` answer with."""

    endpoints: dict[str, CharmRelation] | None


class BundleChange(Wire):
    """One step of a bundle's deployment. Juju 2.0 to 3.6."""

    args: list[Json] | None
    id: str
    method: str
    requires: list[str] | None


class BundleChangesResults(Wire):
    """What ``Bundle.get_changes`` and ``Client.get_bundle_changes`` answer with. Juju 2.0 to 3.6."""

    changes: list[BundleChange] | UnsetType = UNSET
    errors: list[str] | UnsetType = UNSET


class CharmContainer(Wire):
    """An entry of ``containers`` in ``CharmMeta``. Juju 2.9 and later."""

    gid: Annotated[int | UnsetType, versions(first="3.6", omitempty=True)] = UNSET
    mounts: list[CharmMount] | UnsetType = UNSET
    resource: str | UnsetType = UNSET
    uid: Annotated[int | UnsetType, versions(first="3.6", omitempty=True)] = UNSET


class CharmDeployment(Wire):
    """The ``deployment`` of ``CharmMeta``. Juju 2.9 to 3.6."""

    min_version: str
    mode: str
    service: str
    type: str


class CharmDevice(Wire):
    """An entry of ``devices`` in ``CharmMeta``. Juju 2.6 and later."""

    name: str = field(name="Name")
    count_max: int = field(name="CountMax")
    count_min: int = field(name="CountMin")
    description: str = field(name="Description")
    type: str = field(name="Type")


class CharmMeta(Wire):
    """What a charm's metadata says of it."""

    name: str
    description: str
    subordinate: bool
    summary: str
    assumes_expr: Annotated[Json | UnsetType, versions(first="2.9", omitempty=True)] = UNSET
    categories: list[str] | UnsetType | None = UNSET
    charm_user: Annotated[str | UnsetType, versions(first="3.6", omitempty=True)] = UNSET
    containers: Annotated[dict[str, CharmContainer] | UnsetType, versions(first="2.9", omitempty=True)] = (
        UNSET
    )
    deployment: Annotated[CharmDeployment | UnsetType, versions(first="2.9", last="3.6", omitempty=True)] = (
        UNSET
    )
    devices: Annotated[dict[str, CharmDevice] | UnsetType, versions(first="2.6", omitempty=True)] = UNSET
    extra_bindings: Annotated[dict[str, str] | UnsetType, versions(first="2.0", omitempty=True)] = UNSET
    format: Annotated[int | UnsetType, versions(until={"Charms": 1})] = UNSET
    min_juju_version: Annotated[str | UnsetType, versions(first="2.0", omitempty=True)] = UNSET
    old_revision: Annotated[int | UnsetType, versions(until={"Charms": 1})] = UNSET
    payload_classes: Annotated[
        dict[str, CharmPayloadClass] | UnsetType, versions(first="2.0", last="3.6", omitempty=True)
    ] = UNSET
    peers: dict[str, CharmRelation] | UnsetType | None = UNSET
    provides: dict[str, CharmRelation] | UnsetType | None = UNSET
    requires: dict[str, CharmRelation] | UnsetType | None = UNSET
    resources: Annotated[dict[str, CharmResourceMeta] | UnsetType, versions(first="2.0", omitempty=True)] = (
        UNSET
    )
    series: Annotated[list[str] | UnsetType, versions(first="2.0", last="3.6", omitempty=True)] = UNSET
    series_name: Annotated[
        str | UnsetType, versions(first="1.20", last="1.25"), key("series"), juju1("Series")
    ] = UNSET
    storage: Annotated[dict[str, CharmStorage] | UnsetType, versions(first="2.0", omitempty=True)] = UNSET
    tags: Annotated[list[str] | UnsetType | None, versions(first="1.20", omitempty=True)] = UNSET
    terms: Annotated[list[str] | UnsetType, versions(first="2.0", omitempty=True)] = UNSET


class CharmMount(Wire):
    """An item of ``mounts`` in ``CharmContainer``. Juju 2.9 and later."""

    location: str | UnsetType = UNSET
    storage: str | UnsetType = UNSET


class CharmOption(Wire):
    """One config option of a charm: its type, default and description."""

    type: str
    default: Json | UnsetType = UNSET
    description: str | UnsetType = UNSET


class CharmOrigin(Wire):
    """Where a charm came from and which build of it: source, channel, revision, platform.

    Juju 2.9 and later.
    """

    id: str
    source: str
    type: str
    branch: str | UnsetType = UNSET
    architecture: str | UnsetType = UNSET
    base: Base | UnsetType = UNSET
    channel: Annotated[str | UnsetType, versions(last="2.9", omitempty=True)] = UNSET
    hash: str | UnsetType = UNSET
    instance_key: str | UnsetType = UNSET
    os: Annotated[str | UnsetType, versions(last="2.9", omitempty=True)] = UNSET
    revision: int | UnsetType = UNSET
    risk: str | UnsetType = UNSET
    series: Annotated[str | UnsetType, versions(last="2.9", omitempty=True)] = UNSET
    track: str | UnsetType = UNSET


class CharmPayloadClass(Wire):
    """An entry of ``payload_classes`` in ``CharmMeta``. Juju 2.0 to 3.6."""

    name: str
    type: str


class CharmRelation(Wire):
    """One relation endpoint of a charm."""

    name: str
    interface: str
    limit: int
    optional: bool
    role: str
    scope: str


class CharmResourceMeta(Wire):
    """An entry of ``resources`` in ``CharmMeta``. Juju 2.0 and later."""

    name: str
    description: str
    path: str
    type: str


class CharmStorage(Wire):
    """An entry of ``storage`` in ``CharmMeta``. Juju 2.0 and later."""

    name: str
    count_max: int
    count_min: int
    description: str
    minimum_size: int
    read_only: bool
    shared: bool
    type: str
    location: str | UnsetType = UNSET
    properties: list[str] | UnsetType = UNSET


class LegacyCharmActions(Wire):
    """The actions of a charm as Juju 1 tells them. Juju 1.22 to 1.25."""

    action_specs: dict[str, ActionSpec] | None


class LegacyCharmConfig(Wire):
    """The config options of a charm as Juju 1 tells them. Up to Juju 1.25."""

    options: dict[str, CharmOption] | None


class LegacyCharmInfo(Wire):
    """A charm as Juju 1 tells it. Up to Juju 1.25."""

    url: str
    config: LegacyCharmConfig
    meta: CharmMeta
    revision: int
    actions: Annotated[LegacyCharmActions | UnsetType, versions(first="1.22")] = UNSET
