"""Metadata of cloud images that somebody saved; they belong to the controller."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from fakejuju.domain.bases import base_of, series_of
from fakejuju.refused import Refused
from fakejuju.simulation import Simulation
from fakejuju.state.controller import ImageMetadata as Kept, Model
from fakejuju.state.entity import Base
from jujuclient.facades.common import CloudImageMetadata
from jujuclient.wire.struct import UNSET, UnsetType

Words = Iterable[str] | str | UnsetType | None


def series_named(version: str) -> str:
    """The series of a version of Ubuntu: jammy for 22.04."""
    return series_of(Base("ubuntu", f"{version}/stable")) if version else ""


def _version(sim: Simulation, item: CloudImageMetadata) -> str:
    if sim.series.version >= (3, 0):
        return item.version or ""
    base = base_of(item.series) if item.series else None
    return base.channel.partition("/")[0] if base is not None else ""


def save(sim: Simulation, model: Model, item: CloudImageMetadata) -> None:
    """Keep the metadata of an image; what is missing is refused in Juju's words."""
    kept = Kept(
        image_id=item.image_id,
        region=item.region or model.region,
        version=_version(sim, item),
        arch=item.arch,
        stream=item.stream or "released",
        source=item.source,
        virt_type=item.virt_type or "",
        root_storage_type=item.root_storage_type or "",
        root_storage_size=item.root_storage_size or 0,
        priority=item.priority or 0,
    )
    # Recorded: by series on 2.9.52, by version on 3.6.28.
    versioned = "version" if sim.series.version >= (3, 0) else "series"
    for what, value in (("source", kept.source), (versioned, kept.version), ("architecture", kept.arch)):
        if not value:
            raise Refused(f"missing {what}: metadata for image {kept.image_id} not valid", "not valid")
    if not kept.image_id:
        raise Refused("image id is missing: metadata for image  not valid", "not valid")
    with sim.state.transaction() as state:
        state.put(kept)


def delete(sim: Simulation, image_id: str) -> None:
    """Forget an image; one that is not known is no error."""
    with sim.state.transaction() as state:
        for kept in state.all(Kept):
            if kept.image_id == image_id:
                state.remove(kept)


def matching(sim: Simulation, **wanted: Words) -> list[CloudImageMetadata]:
    """What is known of the images that match; ``not found`` where none does."""
    of: dict[str, Callable[[Kept], str]] = {
        "arches": lambda kept: kept.arch,
        "series": lambda kept: series_named(kept.version),
        "versions": lambda kept: kept.version,
        "region": lambda kept: kept.region,
        "stream": lambda kept: kept.stream,
        "virt_type": lambda kept: kept.virt_type,
        "root_storage_type": lambda kept: kept.root_storage_type,
    }
    found = [
        kept
        for kept in sim.state.all(Kept)
        if all(not words or of[name](kept) in _listed(words) for name, words in wanted.items())
    ]
    if not found:
        raise Refused("matching cloud image metadata not found", "not found")
    return [_told(sim, kept) for kept in found]


def _listed(words: Words) -> list[str]:
    return [words] if isinstance(words, str) else list(words or ())


def _told(sim: Simulation, kept: Kept) -> CloudImageMetadata:
    return CloudImageMetadata(
        arch=kept.arch,
        image_id=kept.image_id,
        region=kept.region,
        source=kept.source,
        priority=kept.priority if sim.series.version >= (2, 0) else UNSET,
        root_storage_size=kept.root_storage_size or UNSET,
        root_storage_type=kept.root_storage_type or UNSET,
        series=series_named(kept.version) if sim.series.version < (3, 0) else UNSET,
        stream=kept.stream or UNSET,
        version=kept.version if sim.series.version >= (2, 0) else UNSET,
        virt_type=kept.virt_type or UNSET,
    )
