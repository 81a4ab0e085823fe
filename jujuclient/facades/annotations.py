"""Annotations: notes that tools leave on entities."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import Entity, ErrorResult, ErrorResults
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, Bulk, UnsetType, Wire, juju1


class AnnotationsGetResult(Wire):
    """An item of ``results`` in ``AnnotationsGetResults``, or its error. Juju 1.22 and later."""

    entity: Annotated[str, juju1("EntityTag")]
    annotations: dict[str, str] | None
    error: ErrorResult | UnsetType | None = UNSET


class AnnotationsGetResults(Wire, Bulk[AnnotationsGetResult]):
    """What ``Annotations.get`` answers with. Juju 1.22 and later."""

    results: list[AnnotationsGetResult] | None


class EntityAnnotations(Wire):
    """An item of ``annotations`` in ``Annotations.set``. Juju 1.22 and later."""

    entity: Annotated[str, juju1("EntityTag")]
    annotations: dict[str, str]


class Annotations(Facade, name="Annotations", versions=(1, 2), juju1=(1,)):
    """Notes that tools leave on entities. Juju 1.22 and later."""

    @call("Get")
    def get(self, entities: list[Entity]) -> AnnotationsGetResults:
        """The annotations of each entity."""

    @call("Set")
    def set(self, annotations: list[EntityAnnotations]) -> ErrorResults:
        """Write annotations; an empty value removes that key, keys that are not named stay."""
