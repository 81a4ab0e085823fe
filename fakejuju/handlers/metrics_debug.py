"""MetricsDebug: only agents send metrics, so there are none; a meter status can be set."""

from __future__ import annotations

from msgspec.structs import replace

from fakejuju.domain.units import units_of
from fakejuju.handlers.call import Call, Refused, each, tag_of
from fakejuju.state.application import Application, Unit
from jujuclient.facades.common import Entity, Error, ErrorResult, ErrorResults
from jujuclient.facades.metrics_debug import EntityMetrics, MeterStatusParam, MetricResults, MetricsDebug
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


@answers(MetricsDebug.set_meter_status)
def set_meter_status(call: Call, statues: list[MeterStatusParam]) -> ErrorResults:
    """Give units, or every unit of an application, a color and what is to be said of it."""
    call.need_write()

    def one(item: MeterStatusParam) -> ErrorResult:
        units = _metered(call, item.tag)
        if item.code.lower() not in ("green", "amber", "red"):
            raise Refused(f'meter status "{item.code}" not valid', "not valid")
        with call.state.transaction() as state:
            for unit in units:
                state.put(replace(unit, meter_status=(item.code.lower(), item.info or "")))
        return ErrorResult()

    return ErrorResults(results=each(statues, one, lambda error: ErrorResult(error=error)))


def _metered(call: Call, text: str) -> list[Unit]:
    tag = tag_of(text)
    if tag.kind == "unit":
        return [call.need(Unit, tag.id, "unit")]
    if tag.kind == "application":
        return units_of(call.simulation, call.need(Application, tag.id, "application"))
    raise Refused(f"invalid entity {text}")
