"""MetricsDebug: only agents send metrics, so there are none."""

from __future__ import annotations

from fakejuju.handlers.call import Call, Refused, each, tag_of
from fakejuju.state.application import Application, Unit
from jujuclient.facades.common import Entity, Error
from jujuclient.facades.metrics_debug import EntityMetrics, MetricResults, MetricsDebug
from jujuclient.wire.schema import answers


@answers(MetricsDebug.get_metrics)
def get_metrics(call: Call, entities: list[Entity]) -> MetricResults:
    """The last metrics of units and applications, or of the whole model."""
    call.need_read()

    def one(entity: Entity) -> EntityMetrics:
        tag = tag_of(entity.tag)
        if tag.kind == "unit":
            call.need(Unit, tag.id, "unit")
        elif tag.kind == "application":
            call.need(Application, tag.id, "application")
        else:
            raise Refused(f"invalid tag {entity.tag}")
        return EntityMetrics()

    def failed(error: Error) -> EntityMetrics:
        return EntityMetrics(error=error)

    if not entities:
        return MetricResults(results=[EntityMetrics()])
    return MetricResults(results=each(entities, one, failed))
