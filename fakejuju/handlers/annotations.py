"""Annotations: notes on entities. Their errors name the entity, and what is not there is denied."""

from __future__ import annotations

from fakejuju.domain.annotations import annotate, annotations_of, is_there
from fakejuju.handlers.call import Call, Refused, denied, tag_of
from jujuclient.facades.annotations import (
    Annotations,
    AnnotationsGetResult,
    AnnotationsGetResults,
    EntityAnnotations,
)
from jujuclient.facades.common import Entity, ErrorResult, ErrorResults
from jujuclient.wire.schema import answers
from jujuclient.wire.tags import Tag

_DENIED = Refused("permission denied", "unauthorized access")


@answers(Annotations.get)
def get(call: Call, entities: list[Entity]) -> AnnotationsGetResults:
    """The annotations of each entity."""
    call.need_read()
    return AnnotationsGetResults(results=[_get(call, entity.tag) for entity in entities or ()])


def _get(call: Call, text: str) -> AnnotationsGetResult:
    try:
        found = annotations_of(call.simulation, call.model_uuid, _known(call, text))
    except Refused as refused:
        error = _within(refused, f'while getting annotations to "{text}"')
        return AnnotationsGetResult(entity=text, annotations=None, error=error)
    return AnnotationsGetResult(entity=text, annotations=found, error=ErrorResult())


@answers(Annotations.set)
def set_all(call: Call, annotations: list[EntityAnnotations]) -> ErrorResults:
    """Write annotations; only what failed is answered."""
    if not call.can("write"):
        return ErrorResults(results=[ErrorResult(error=_DENIED.error)])
    failed: list[ErrorResult] = []
    for wanted in annotations or ():
        try:
            tag = _known(call, wanted.entity)
            annotate(call.simulation, call.model_uuid, tag, wanted.annotations or {})
        except Refused as refused:
            failed.append(_within(refused, f'while setting annotations to "{wanted.entity}"'))
    return ErrorResults(results=failed)


def _known(call: Call, text: str) -> Tag:
    tag = tag_of(text)
    if not is_there(call.simulation, call.model_uuid, tag):
        denied()
    return tag


def _within(refused: Refused, prefix: str) -> ErrorResult:
    failure = refused.failure
    return ErrorResult(error=Refused(f"{prefix}: {failure.message}", failure.code).error)
