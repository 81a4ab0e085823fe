"""Notes on entities."""

from __future__ import annotations

from collections.abc import Mapping

from fakejuju.refused import Refused
from fakejuju.simulation import Simulation
from fakejuju.state.application import Application, Charm, Unit
from fakejuju.state.controller import Annotations, Model
from fakejuju.state.entity import Entity
from fakejuju.state.machine import Machine
from fakejuju.state.storage import Filesystem, StorageInstance, Volume
from jujuclient.wire.tags import Tag

_KINDS: dict[str, type[Entity]] = {
    "application": Application,
    "service": Application,
    "unit": Unit,
    "machine": Machine,
    "charm": Charm,
    "storage": StorageInstance,
    "filesystem": Filesystem,
    "volume": Volume,
}


def is_there(sim: Simulation, model_uuid: str, tag: Tag) -> bool:
    """Whether there is something of that tag that can be annotated."""
    if tag.kind in ("model", "environment"):
        return tag.id == model_uuid and sim.state.find(Model, model_uuid) is not None
    kind = _KINDS.get(tag.kind)
    return kind is not None and sim.state.find(kind, tag.id, model_uuid) is not None


def annotations_of(sim: Simulation, model_uuid: str, tag: Tag) -> dict[str, str]:
    """The annotations of something; none where there are none."""
    found = sim.state.find(Annotations, str(tag), model_uuid)
    return dict(found.values) if found is not None else {}


def annotate(sim: Simulation, model_uuid: str, tag: Tag, pairs: Mapping[str, str]) -> None:
    """Write annotations: an empty value takes its key away, keys that are not named stay."""
    for key in pairs:
        if "." in key:
            raise Refused(f'cannot update annotations on {tag}: invalid key "{key}"')
    before = annotations_of(sim, model_uuid, tag)
    after = {key: value for key, value in {**before, **pairs}.items() if value}
    if after == before:
        return
    with sim.state.transaction() as state:
        state.put(Annotations(model=model_uuid, tag=str(tag), values=after))
